"""The server of a review: what it shows, what it decides, and whom it refuses."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import sygraph
from author_texts import TEXTS
from sygraph.author.article_sources import Source
from sygraph.author.draft_files import draft_path, draft_text
from sygraph.author.drafting import draft
from sygraph.author.reviewing import Review
from sygraph.author.revising import revise
from sygraph.check import run_check
from sygraph.data import Files
from sygraph.server.application import Application
from sygraph.server.context import Web
from sygraph.server.review_server import ReviewServer, new_token
from sygraph.server.settings import Settings

TOKEN = new_token()
HERE = "http://127.0.0.1:8000"
HTML = {"Accept": "text/html"}
CARGO, TRADE = "dalian-cargo-throughput-2025", "dalian-trade-total-2025"


def client(files: Files, by: str = "Ana") -> TestClient:
    """A browser that has opened the address that `sygraph review` prints."""
    server = ReviewServer(Review(files, "one", by), TOKEN)
    browser = TestClient(server, base_url=HERE)
    assert browser.get(f"/review/one?token={TOKEN}", headers=HTML).status_code == 200
    return browser


def shown(page: str) -> dict[str, str]:
    """What the script of the page reads of it, and of its first candidate."""
    root = re.search(r'<div class="review" id="review"([^>]*)>', page)
    card = re.search(r'<li class="review-card"([^>]*)>', page)
    assert root
    found = root[1] + (card[1] if card else "")
    return {name: unescape(value) for name, value in re.findall(r'data-([\w-]+)="([^"]*)"', found)}


def decision(browser: TestClient, passage: int, **more: Any) -> dict[str, Any]:
    at = shown(browser.get(f"/review/one?passage={passage}", headers=HTML).text)
    names = ("digest", "passage", "node", "candidate")
    return {name: at[name] for name in names} | more


def contents(files: Files) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in files.root.rglob("*") if p.is_file()}


# Who is refused


def test_nothing_is_shown_without_the_token(drafted: Files) -> None:
    browser = TestClient(ReviewServer(Review(drafted, "one", "Ana"), TOKEN), base_url=HERE)
    wrong = [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": TOKEN},
        {"Cookie": "sygraph-review-8000=wrong"},
        {"Cookie": f"sygraph-review-8001={TOKEN}"},
    ]
    for path in ("/", "/review/one", "/review/one/form", "/static/site.css"):
        for headers in wrong:
            for query in ("", "?token=", f"?token={TOKEN[:-1]}", f"?token={TOKEN}é"):
                answer = browser.get(path + query, headers=headers)
                assert answer.status_code == 403
                assert "Dalian" not in answer.text and TOKEN not in answer.text


def test_the_token_leaves_the_address_at_once(drafted: Files) -> None:
    browser = TestClient(ReviewServer(Review(drafted, "one", "Ana"), TOKEN), base_url=HERE)
    answer = browser.get(
        f"/review/one?passage=40&token={TOKEN}", headers=HTML, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/review/one?passage=40")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "samesite=strict" in cookie.lower()
    page = browser.get("/review/one", headers=HTML)
    assert page.status_code == 200 and TOKEN not in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert not [name for name in page.headers if name.startswith("access-control")]
    assert "script-src 'self'" in page.headers["content-security-policy"]


def test_a_decision_of_another_page_is_refused(drafted: Files) -> None:
    browser = client(drafted)
    body = json.dumps(decision(browser, 40))
    before = contents(drafted)
    for headers in [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1:9999"},
        {"Host": "127.0.0.1:8000.evil.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
    ]:
        given = {"Content-Type": "application/json", **headers}
        answer = browser.post("/review/one/accept", content=body, headers=given)
        assert answer.status_code in (403, 415)
    assert contents(drafted) == before


def test_other_ways_to_write_are_not_there(drafted: Files) -> None:
    browser = client(drafted)
    body = decision(browser, 40)
    before = contents(drafted)
    for method, path in [
        ("GET", "/review/one/accept"),
        ("PUT", "/review/one/accept"),
        ("DELETE", "/review/one/accept"),
        ("OPTIONS", "/review/one/accept"),
        ("POST", "/review/one"),
        ("POST", "/review/two/accept"),
        ("POST", "/review/../one/accept"),
        ("POST", "/review/%2e%2e%2fone/accept"),
        ("POST", "/review/one/accept/all"),
        ("POST", "/sparql"),
    ]:
        answer = browser.request(method, path, json=None if method == "GET" else body)
        assert answer.status_code in (400, 404, 405)
    assert contents(drafted) == before


def test_a_broken_decision_is_refused(drafted: Files) -> None:
    browser = client(drafted)
    before = contents(drafted)
    headers = {"Content-Type": "application/json"}
    for body in [
        "",
        "[]",
        "{",
        "[" * 100_000,
        '{"node": 1}',
        '{"node": "no IRI", "passage": "40"}',
        '{"node": "https://example.org/news/id/x", "passage": "../../etc"}',
        '{"node": "https://example.org/news/id/x", "passage": "40"}',
        json.dumps({"node": "x" * 300_000}),
    ]:
        answer = browser.post("/review/one/accept", content=body, headers=headers)
        assert 400 <= answer.status_code < 500
        assert answer.json()["error"] and "Traceback" not in answer.text
    assert contents(drafted) == before


def test_the_server_for_everyone_has_no_review(drafted: Files) -> None:
    app = Application(Web(sygraph.open(drafted), Settings(writable=True, token="t" * 20)))
    browser = TestClient(app, base_url=HERE)
    assert browser.get("/review/one").status_code == 404
    for action in ("accept", "edit", "reject", "undo"):
        answer = browser.post(f"/review/one/{action}", json={})
        assert answer.status_code in (404, 405)


# What it shows and decides


def test_the_page_opens_on_the_first_sentence_with_candidates(drafted: Files) -> None:
    browser = client(drafted)
    page = browser.get("/review/one", headers=HTML).text
    assert shown(page)["passage"] == "20"
    page = browser.get("/review/one?passage=40", headers=HTML).text
    assert "Dalian handled <mark>about 32 million tonnes</mark> of cargo in 2025." in page
    assert "The check finds nothing wrong with it." in page
    assert "<b>1</b>" in page  # a numeral is unsaid
    assert 'data-do="accept">' in page


@pytest.mark.parametrize(
    ("lang", "words"), [("zh-Hant", "核查未見問題"), ("zh-Hans", "核查未见问题")]
)
def test_the_page_is_in_the_readers_language(drafted: Files, lang: str, words: str) -> None:
    page = client(drafted).get(f"/review/one?passage=40&lang={lang}", headers=HTML).text
    assert words in page and "The check" not in page


def test_what_fails_says_why_and_has_no_way_to_accept_it(drafted: Files) -> None:
    path = Path(draft_path(drafted, "one"))
    path.write_text(path.read_text("utf-8").replace("32000000.0", "33000000.0"), "utf-8")
    browser = client(drafted)
    page = browser.get("/review/one?passage=40", headers=HTML).text
    assert "The check refuses it:" in page and "33000000.0" in page
    assert 'data-do="accept" disabled' in page
    before = contents(drafted)
    answer = browser.post("/review/one/accept", json=decision(browser, 40)).json()
    assert answer["done"] == "refused"
    assert any("33000000.0" in fault["message"] for fault in answer["faults"])
    assert contents(drafted) == before


def test_accepting_goes_on_to_the_next_candidate(drafted: Files) -> None:
    browser = client(drafted)
    answer = browser.post("/review/one/accept", json=decision(browser, 30)).json()
    assert answer["done"] == "accepted" and not answer["merged"]
    assert answer["passage"] == "30" and answer["node"].endswith("growth-2025")
    assert answer["digest"] == shown(browser.get("/review/one", headers=HTML).text)["digest"]
    assert "7.471 billion yuan" in Path(drafted.article("one").trig).read_text("utf-8")
    # The other pages show what was accepted.
    assert "7.471 bn" in browser.get(f"/id/{TRADE}.html", headers=HTML).text


def test_a_rejection_keeps_its_reason(drafted: Files) -> None:
    browser = client(drafted)
    said = decision(browser, 40, reason="It is about something else")
    assert browser.post("/review/one/reject", json=said).json()["done"] == "rejected"
    kept = drafted.root.joinpath("drafts", "one.rejected.trig").read_text("utf-8")
    assert "It is about something else" in kept
    said = decision(browser, 50, reason="")
    assert browser.post("/review/one/reject", json=said).status_code == 400


def form_of(browser: TestClient, said: dict[str, Any]) -> str:
    query = {"passage": said["passage"], "node": said["node"]}
    return browser.get("/review/one/form", params=query, headers=HTML).text


def test_a_candidate_is_edited_in_a_form(drafted: Files) -> None:
    browser = client(drafted)
    said = decision(browser, 40)
    page = form_of(browser, said)
    form = dict(re.findall(r'<input name="(\w+)" value="([^"]*)"', page))
    form |= {
        name: re.findall(r'<option value="([^"]*)" selected>', choices)[0]
        for name, choices in re.findall(r'<select name="(\w+)">(.*?)</select>', page, re.DOTALL)
    }
    assert form["value"] == "32000000" and form["start"] == "2025"
    same = browser.post("/review/one/edit", json=said | {"form": form}).json()
    assert same["done"] == "edited" and same["passage"] == "40"
    said = decision(browser, 40)
    browser.post("/review/one/edit", json=said | {"form": form | {"value": "30,000,000"}})
    assert "30000000.0" in browser.get("/review/one?passage=40", headers=HTML).text
    said = decision(browser, 40)
    for field, value in (("value", "many"), ("start", "2025-13"), ("measure", ""), ("words", " ")):
        answer = browser.post("/review/one/edit", json=said | {"form": form | {field: value}})
        assert answer.status_code == 400 and answer.json()["error"].startswith(field)


def test_a_candidate_is_edited_as_turtle(drafted: Files) -> None:
    browser = client(drafted)
    said = decision(browser, 50)
    page = unescape(form_of(browser, said))
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert found
    changed = found[1].replace("sy:planned", "sy:sought")
    answer = browser.post("/review/one/edit", json=said | {"turtle": changed})
    assert answer.json()["done"] == "edited"
    assert "sy:sought" in Path(draft_path(drafted, "one")).read_text("utf-8")
    answer = browser.post("/review/one/edit", json=decision(browser, 50) | {"turtle": "x y z"})
    assert answer.status_code == 400


def test_undo_goes_back_to_the_candidate(drafted: Files) -> None:
    browser = client(drafted)
    before = contents(drafted)
    said = decision(browser, 40)
    after = browser.post("/review/one/accept", json=said).json()
    answer = browser.post("/review/one/undo", json={"digest": after["digest"]}).json()
    assert (answer["done"], answer["passage"], answer["node"]) == ("undone", "40", said["node"])
    assert contents(drafted) == before
    answer = browser.post("/review/one/undo", json={"digest": answer["digest"]})
    assert answer.status_code == 400


def test_two_reviewers_lose_nothing(drafted: Files) -> None:
    ana, ben = client(drafted), client(drafted, "Ben")
    hers, his, same = decision(ana, 30), decision(ben, 40), decision(ben, 30)
    assert ana.post("/review/one/accept", json=hers).json()["done"] == "accepted"
    answer = ben.post("/review/one/accept", json=his).json()
    assert answer["done"] == "accepted" and answer["merged"]
    refused = ben.post("/review/one/reject", json=same | {"reason": "no"})
    assert refused.status_code == 409
    assert "was accepted by Ana meanwhile" in refused.json()["error"]
    text = Path(drafted.article("one").trig).read_text("utf-8")
    assert "7.471 billion yuan" in text and "about 32 million tonnes" in text


def test_the_page_opens_on_facts_that_a_revision_took(drafted: Files) -> None:
    browser = client(drafted)
    browser.post("/review/one/accept", json=decision(browser, 40))
    text = TEXTS["en"].replace("about 32 million", "about 33 million")
    revise(drafted, "one", Source(text=text)).write()
    page = client(drafted).get("/review/one", headers=HTML).text
    assert shown(page)["passage"] == "40"
    assert "<del>Dalian handled about 32 million tonnes of cargo in 2025.</del>" in page
    assert "its sentence has changed" in page


def test_a_finished_review_says_so(drafted: Files) -> None:
    browser = client(drafted)
    for _ in range(10):
        page = browser.get("/review/one", headers=HTML).text
        if "node" not in shown(page):
            break
        said = {name: shown(page)[name] for name in ("digest", "passage", "node", "candidate")}
        browser.post("/review/one/accept", json=said)
    assert "Nothing is left to decide." in page


# What a reviewer adds

FORM = {
    "kind": "figure",
    "quote": "about 32 million tonnes",
    "of": "id:dalian",
    "measure": "cargoThroughput",
    "value": "32,000,000",
    "unit": "qunit:TONNE",
    "bound": "approximate",
}


def add_form(browser: TestClient, passage: int) -> str:
    page = browser.get("/review/one/new", params={"passage": passage}, headers=HTML)
    assert page.status_code == 200
    return unescape(page.text)


def test_a_fact_that_no_draft_has_is_added_and_then_accepted(drafted: Files) -> None:
    browser = client(drafted)
    browser.post("/review/one/reject", json=decision(browser, 40) | {"reason": "not so"})
    offered = add_form(browser, 40)
    for value in (FORM["of"], FORM["unit"], FORM["measure"], FORM["bound"]):
        assert f'<option value="{value}"' in offered
    assert 'value="32 million"' in offered  # the first words that no fact states
    graph = Path(drafted.article("one").trig).read_bytes()
    wrong = FORM | {"value": "33000000"}
    said = decision_at(browser, 40)
    added = browser.post("/review/one/add", json=said | {"form": wrong}).json()
    assert added["done"] == "added" and added["passage"] == "40"
    page = browser.get("/review/one?passage=40", headers=HTML).text
    assert shown(page)["verdict"] == "refused" and "added by hand" in page
    assert browser.post("/review/one/undo", json={"digest": added["digest"]}).status_code == 200
    added = browser.post("/review/one/add", json=decision_at(browser, 40) | {"form": FORM}).json()
    assert Path(drafted.article("one").trig).read_bytes() == graph
    accepted = browser.post("/review/one/accept", json=decision(browser, 40)).json()
    assert accepted["done"] == "accepted"
    assert b"32000000.0" in Path(drafted.article("one").trig).read_bytes()
    record = (drafted.root / "graph" / "one.provenance.ttl").read_text("utf-8")
    assert "rule:hand" in record or "rule/hand" in record


def decision_at(browser: TestClient, passage: int) -> dict[str, Any]:
    at = shown(browser.get(f"/review/one?passage={passage}", headers=HTML).text)
    return {"digest": at["digest"], "passage": at["passage"]}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"quote": "about 33 million tonnes"}, "does not print"),
        ({"quote": ""}, "quote has the words"),
        ({"quote": "2 million tonnes"}, "not a whole numeral"),
        ({"measure": ""}, "measure: nothing is chosen"),
        ({"of": ""}, "of: nothing is chosen"),
        ({"of": "id:nowhere"}, "has no entry"),
        ({"unit": "qunit:PERCENT"}, "unit is one that"),
        ({"value": "many"}, "not a number"),
        ({"period": "in 1999"}, "no date"),
        ({"kind": "poem"}, "class: nothing is chosen"),
    ],
)
def test_a_fact_with_a_wrong_slot_is_not_added(
    drafted: Files, change: dict[str, str], words: str
) -> None:
    browser = client(drafted)
    before = contents(drafted)
    said = decision_at(browser, 40) | {"form": FORM | change}
    answer = browser.post("/review/one/add", json=said)
    assert answer.status_code == 400 and words in answer.json()["error"]
    assert contents(drafted) == before


def test_other_kinds_of_facts_are_added(drafted: Files) -> None:
    browser = client(drafted)
    browser.post("/review/one/reject", json=decision(browser, 50) | {"reason": "not so"})
    aim = {"kind": "undertaking", "quote": "plans to open a freight route to Seoul"}
    aim |= {"of": FORM["of"], "status": "planned"}
    added = browser.post("/review/one/add", json=decision_at(browser, 50) | {"form": aim}).json()
    assert added["done"] == "added"
    praise = {"kind": "description", "quote": "reaches a record", "of": FORM["of"]}
    added = browser.post("/review/one/add", json=decision_at(browser, 10) | {"form": praise})
    assert added.json()["done"] == "added"
    again = browser.post("/review/one/add", json=decision_at(browser, 10) | {"form": praise})
    assert again.status_code == 400 and "already" in again.json()["error"]


def test_words_are_excused_with_a_reason_and_the_check_takes_it(drafted: Files) -> None:
    browser = client(drafted)
    browser.post("/review/one/reject", json=decision(browser, 60) | {"reason": "not so"})
    page = browser.get("/review/one?passage=60", headers=HTML).text
    assert 'data-kind="sentence"' in page and 'data-words="50 million"' in page
    said = decision_at(browser, 60)
    before = contents(drafted)
    for change, words in (
        ({"kind": "sentence", "reason": " "}, "no reason"),
        ({"kind": "numeral", "words": "Dalian", "reason": "none"}, "leave nothing unsaid"),
        ({"kind": "numeral", "words": "", "reason": "none"}, "leave nothing unsaid"),
        ({"kind": "poem", "reason": "none"}, "kind is one of"),
    ):
        answer = browser.post("/review/one/excuse", json=said | change)
        assert answer.status_code == 400 and words in answer.json()["error"], answer.text
    assert contents(drafted) == before
    for given in (
        {"kind": "numeral", "words": "50 million", "reason": "a\tguess"},
        {"kind": "sentence", "reason": "what\nmay be"},
    ):
        said = decision_at(browser, 60) | given
        assert browser.post("/review/one/excuse", json=said).json()["done"] == "excused"
    path = Path(drafted.article("one").exceptions)
    assert path.read_text("utf-8").splitlines()[-2:] == [
        "p:60\tnumeral\t50 million\ta guess",
        "p:60\tsentence\tBy 2030 Dalian will handle 50 million tonnes of cargo.\twhat may be",
    ]
    faults = {fault.kind for fault in run_check(drafted).faults if fault.where.endswith("one/60")}
    assert not faults & {"sentence", "numeral", "exception"}
    for _ in range(2):
        digest = shown(browser.get("/review/one", headers=HTML).text)["digest"]
        browser.post("/review/one/undo", json={"digest": digest})
    assert contents(drafted) == before


def test_a_new_city_gets_its_country(news: Files, add: Any) -> None:
    add("記者 林美\n\n2025年，新濱市進出口總額74.71億元。\n", id="one")
    write_draft(news)
    browser = client(news)
    page = browser.get("/review/one?passage=20", headers=HTML).text
    [city] = re.findall(r'data-city="([^"]*)"', page)
    assert "/xinbin-city" in city or "xinbin" in city
    assert shown(page)["verdict"] == "refused"
    said = decision_at(browser, 20) | {"city": city}
    none = browser.post("/review/one/country", json=said | {"country": ""})
    assert none.status_code == 400 and "country" in none.json()["error"]
    china = "https://w3id.org/sygraph/id/china"
    assert f'<option value="{china}">' in page
    placed = browser.post("/review/one/country", json=said | {"country": china}).json()
    assert placed["done"] == "placed"
    page = browser.get("/review/one?passage=20", headers=HTML).text
    assert shown(page)["verdict"] == "passes" and "data-city" not in page
    done = browser.post("/review/one/accept", json=decision(browser, 20)).json()
    assert done["done"] == "accepted"
    assert "id:china" in Path(news.file("graph", "gazetteer.ttl")).read_text("utf-8")


def write_draft(files: Files) -> None:
    path = Path(draft_path(files, "one"))
    path.parent.mkdir(exist_ok=True)
    path.write_text(draft_text(files, draft(files, "one")), "utf-8")
