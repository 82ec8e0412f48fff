"""`sygraph check` of several articles: each fault that two files make together is found."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import sygraph
from sygraph.check import Fault, run_check
from sygraph.data import Files
from sygraph.entities.articles import languages

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[2] / "examples"
HANT, HANS, EN = "graph/dalian-trade.trig", "graph/incheon-forum.trig", "graph/port-outlook.trig"
GAZETTEER = "graph/gazetteer.ttl"

Faults = Callable[[], list[Fault]]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A copy of the example workspace, for faults planted on purpose."""
    return shutil.copytree(EXAMPLES, tmp_path / "examples")


@pytest.fixture
def faults(place: Path) -> Faults:
    return lambda: run_check(Files.at(place), shapes=False).faults


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def line_of(path: Path, start: str) -> int:
    lines = path.read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if line.strip().startswith(start))


def test_a_statement_of_two_articles_is_named_with_both_places(place: Path, faults: Faults) -> None:
    change(place / HANS, "port:hans-trade-2023 ", "port:hant-trade-2023 ")
    [fault] = [fault for fault in faults() if fault.kind == "statement"]
    assert fault.where == "incheon-forum/30 port:hant-trade-2023"
    own = line_of(place / HANS, "port:hant-trade-2023 a")
    other = line_of(place / HANT, "port:hant-trade-2023 a")
    assert (fault.line, fault.also) == (f"{HANS}:{own}", f"{HANT}:{other}")


def test_two_entities_of_the_same_place_elsewhere_are_one(place: Path, faults: Faults) -> None:
    seoul = "owl:sameAs <https://sws.geonames.org/1814087/>"
    change(
        place / GAZETTEER, "sy:country id:south-korea ;", f"sy:country id:south-korea ; {seoul} ;"
    )
    change(
        place / GAZETTEER,
        "@prefix skos:",
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n@prefix skos:",
    )
    [fault] = [fault for fault in faults() if fault.kind == "duplicate"]
    assert fault.where == "port:busan"
    assert "https://sws.geonames.org/1814087/" in fault.message
    assert "sygraph merge id:dalian port:busan" in fault.fix


@pytest.mark.parametrize(("name", "found"), [("Dalian", True), ("Dalian Bay", False)])
def test_two_entities_of_a_class_with_one_name_are_one(
    name: str, found: bool, place: Path, faults: Faults
) -> None:
    change(place / GAZETTEER, '"Busan"@en', f'"Busan"@en ; skos:altLabel "{name}"@en')
    duplicates = [fault for fault in faults() if fault.kind == "duplicate"]
    assert [fault.where for fault in duplicates] == ["port:busan"] * found


CONTRADICTIONS = [
    ("id:dalian a sy:Port .", "is a sy:Port, and in the package a sy:City"),
    ('id:dalian skos:prefLabel "Dairen"@en .', "skos:prefLabel"),
    ("id:dalian geo:lat 38.5 .", "has geo:lat"),
    ("id:dalian sy:country id:japan .", "has sy:country id:japan"),
]


@pytest.mark.parametrize(("entry", "said"), CONTRADICTIONS)
def test_layers_that_contradict_each_other_are_named_with_both_places(
    entry: str, said: str, place: Path, faults: Faults
) -> None:
    geo = "@prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> .\n"
    append(place / GAZETTEER, f"{geo}{entry}\n")
    [fault] = [fault for fault in faults() if fault.kind == "layers"]
    assert fault.where == "id:dalian"
    assert said in fault.message
    assert fault.line == f"{GAZETTEER}:{line_of(place / GAZETTEER, entry)}"
    package = Path(Files.bundled().gazetteer)
    assert fault.also == f"{package}:{line_of(package, 'id:dalian a')}"


def test_an_entry_may_add_to_that_of_the_package(place: Path, faults: Faults) -> None:
    append(
        place / GAZETTEER, 'id:dalian a sy:City ; skos:altLabel "Port Arthur’s neighbour"@en .\n'
    )
    assert faults() == []


def test_a_query_or_term_of_the_package_is_not_defined_again(place: Path, faults: Faults) -> None:
    (place / "queries").mkdir()
    (place / "queries" / "zones.rq").write_text("SELECT * { ?s ?p ?o }", "utf-8")
    append(place / "ontology" / "sygraph.ttl", 'sy:City skos:definition "A port."@en .\n')
    found = [fault for fault in faults() if fault.kind == "layers"]
    assert {fault.where for fault in found} == {"queries/zones.rq", "sy:City"}
    assert all(fault.also and fault.line for fault in found)


def test_a_slug_of_the_package_is_taken(place: Path, faults: Faults) -> None:
    for name in (GAZETTEER, HANT, EN):
        text = (place / name).read_text("utf-8")
        (place / name).write_text(text.replace("port:busan", "port:seoul"), "utf-8")
    [fault] = [fault for fault in faults() if fault.kind == "slug"]
    assert fault.where == "port:seoul"
    assert "id:seoul" in fault.fix
    assert fault.line.startswith(f"{GAZETTEER}:") and "gazetteer.ttl:" in fault.also


def test_a_seed_of_which_nothing_is_stated_is_a_fault(place: Path, faults: Faults) -> None:
    (place / "seeds" / "new.txt").write_text("大連。\n", "utf-8")
    [fault] = faults()
    assert (fault.kind, fault.where) == ("file", "seeds/new.txt")
    assert "graph/new.trig" in fault.message


def test_an_article_without_its_text_is_a_fault(place: Path, faults: Faults) -> None:
    (place / "seeds" / "port-outlook.txt").unlink()
    found = {(fault.kind, fault.line) for fault in faults()}
    assert ("file", EN) in found


def test_an_empty_file_of_an_article_is_a_fault(place: Path, faults: Faults) -> None:
    (place / EN).write_text("", "utf-8")
    [fault] = [fault for fault in faults() if fault.kind == "file"]
    assert fault.line == EN
    assert "no passage" in fault.message


def test_a_file_that_speaks_of_another_articles_passages_is_a_fault(
    place: Path, faults: Faults
) -> None:
    other = "https://example.org/northeast-ports/passage/incheon-forum/"
    append(place / EN, f"<{other}60> {{ id:incheon sy:country id:south-korea . }}\n")
    [fault] = faults()
    assert (fault.kind, fault.where) == ("foreign", "incheon-forum/60")
    assert fault.line == f"{EN}:{line_of(place / EN, f'<{other}60>')}"


def test_a_wrong_prefix_of_passages_is_said_once_a_passage(place: Path, faults: Faults) -> None:
    change(place / EN, "/passage/port-outlook/> .", "/passage/dalian-trade/> .")
    found = faults()
    assert {fault.kind for fault in found if fault.line.startswith(EN)} >= {"foreign"}
    assert any("/passage/port-outlook/>" in fault.fix for fault in found)


def test_a_text_that_was_changed_has_another_digest(place: Path, faults: Faults) -> None:
    append(place / "seeds" / "port-outlook.txt", "\n")
    [fault] = faults()
    assert (fault.kind, fault.where) == ("digest", "art:port-outlook") or fault.kind == "digest"
    assert "schema:sha256" in fault.message


# Names with a scope


def test_a_name_of_one_article_names_nothing_in_another(place: Path, faults: Faults) -> None:
    """incheon-forum/60 prints 友城, which dalian-trade alone calls Dalian's partner cities."""
    assert faults() == []
    append(place / HANS, 'port:forum-2024 skos:altLabel "友城"@zh-Hans .\n')
    assert [(f.kind, f.where) for f in faults() if f.kind == "mention"] == [
        ("mention", "incheon-forum/60")
    ]


def test_an_own_name_comes_before_one_that_all_use(place: Path, faults: Faults) -> None:
    append(place / GAZETTEER, 'id:liaoning skos:hiddenLabel "友城"@zh-Hant .\n')
    found = {fault.where.partition(" ")[0] for fault in faults()}
    assert "dalian-trade/100" not in found
    assert "incheon-forum/60" in found


def test_a_preferred_name_is_no_name_of_one_article(place: Path, faults: Faults) -> None:
    change(
        place / HANT,
        "port:dalian-partner-cities skos:altLabel",
        "port:dalian-partner-cities skos:prefLabel",
    )
    assert ("label", "port:dalian-partner-cities") in {(f.kind, f.where) for f in faults()}


def test_exceptions_of_one_article_excuse_nothing_in_another(place: Path, faults: Faults) -> None:
    change(place / EN, "sy:readWith p:60 ;", "")
    change(place / EN, 'id:dalian skos:hiddenLabel "The city"@en , "the city"@en .', "")
    at = [fault for fault in faults() if fault.where == "port-outlook/70 id:dalian"]
    assert [fault.kind for fault in at] == ["implied"]
    line = "p:70\timplied\tid:dalian\tthe city\n"
    (place / "graph" / "dalian-trade.exceptions.tsv").write_text(line, "utf-8")
    found = {(fault.kind, fault.where) for fault in faults()}
    assert ("implied", "port-outlook/70 id:dalian") in found
    assert ("exception", "graph/dalian-trade.exceptions.tsv:1") in found
    other = line.replace("p:70", "port-outlook/70")
    (place / "graph" / "dalian-trade.exceptions.tsv").write_text(other, "utf-8")
    [fault] = faults()
    assert fault.kind == "file" and "not a passage of dalian-trade" in fault.message


# One fault a cause


def test_a_wrong_quote_is_one_fault(place: Path, faults: Faults) -> None:
    change(place / HANT, 'sy:quote "2023年，大連進出口總額', 'sy:quote "2022年，大連進出口總額')
    [fault] = faults()
    assert (fault.kind, fault.where) == ("quote", "dalian-trade/30")
    assert fault.follows > 0


def test_two_articles_may_report_one_title_each_in_a_statement_of_its_own(
    place: Path, faults: Faults
) -> None:
    labels = '"為示例"@zh-Hant , "为示例"@zh-Hans , "By way of example"@en'
    for name, slug, script in ((HANT, "hant", "為示例"), (HANS, "hans", "为示例")):
        node = f"port:{slug}-title"
        append(place / GAZETTEER, f"{node} skos:prefLabel {labels} ; dcterms:source art:x .\n")
        fact = f'{node} a sy:Designation ; sy:of id:dalian ; dcterms:title "{script}" .\n'
        text = (place / name).read_text("utf-8")
        start = text.rindex("  art:")
        (place / name).write_text(f"{text[:start]}  {fact}{text[start:]}", "utf-8")
    assert {fault.kind for fault in faults()} <= {"implied"}


def test_two_articles_call_their_own_partner_cities_by_one_word(
    place: Path, faults: Faults
) -> None:
    """友城 are Shenyang's in the packaged article, and Dalian's in the one beside it."""
    change(place / "sygraph.toml", "include = []", 'include = ["shenyang-2024"]')
    assert faults() == []


@pytest.mark.parametrize("name", [HANT, HANS, EN])
def test_an_article_that_states_no_language_is_read_in_that_of_its_words(
    name: str, place: Path, faults: Faults
) -> None:
    language = {HANT: "zh-Hant", HANS: "zh-Hans", EN: "en"}[name]
    change(place / name, f'schema:inLanguage "{language}" ;', "")
    [fault] = faults()
    assert (fault.kind, fault.message) == ("language", "states no language")
    assert fault.fix == f'state schema:inLanguage "{language}"'
    assert fault.line.startswith(name)


@pytest.mark.parametrize(
    ("name", "stated"), [(HANT, "zh-Hans"), (HANS, "zh-Hant"), (EN, "zh-Hant"), (EN, "fr")]
)
def test_an_article_that_is_not_in_its_language_is_a_fault(
    name: str, stated: str, place: Path, faults: Faults
) -> None:
    text = (place / name).read_text("utf-8")
    language = text.partition('schema:inLanguage "')[2].partition('"')[0]
    change(place / name, f'schema:inLanguage "{language}"', f'schema:inLanguage "{stated}"')
    [fault] = faults()
    assert fault.kind == "language"
    assert fault.message == f"states the language {stated}, and its text is in {language}"


def test_an_article_without_a_language_is_shown_in_that_of_its_words(place: Path) -> None:
    for name, language in ((HANT, "zh-Hant"), (HANS, "zh-Hans"), (EN, "en")):
        change(place / name, f'schema:inLanguage "{language}" ;', "")
    found = languages(sygraph.open(place).store)
    base = "https://example.org/northeast-ports/article/"
    assert [found[base + id] for id in ("dalian-trade", "incheon-forum", "port-outlook")] == [
        "zh-Hant",
        "zh-Hans",
        "en",
    ]
    Files.bundled().use()


@pytest.mark.parametrize(
    ("change_text", "problem", "line"),
    [
        (lambda text: b"\xef\xbb\xbf" + text, "begins with a byte order mark", ""),
        (lambda text: text.replace(b"\n", b"\r\n"), "the line does not end in LF", ":1"),
        (lambda text: text[:40] + b"\xe9" + text[40:], "is not UTF-8", ""),
        (lambda text: b"", "has no text", ""),
    ],
    ids=["byte-order-mark", "crlf", "not-utf-8", "empty"],
)
def test_a_text_that_cannot_be_quoted_is_one_fault(
    place: Path, faults: Faults, change_text: Callable[[bytes], bytes], problem: str, line: str
) -> None:
    text = place / "seeds" / "port-outlook.txt"
    text.write_bytes(change_text(text.read_bytes()))
    first = faults()[0]
    assert (first.kind, first.line) == ("file", f"seeds/port-outlook.txt{line}")
    assert problem in first.message
    passages = {fault.passage for fault in faults() if "/" in fault.passage}
    assert not any(name.startswith("port-outlook") for name in passages)


def test_each_quote_that_is_missing_is_one_fault(place: Path, faults: Faults) -> None:
    text = (place / EN).read_text("utf-8")
    quotes = re.findall(r'sy:quote "([^"]+)"', text)
    for quote in quotes[2::2]:
        change(place / EN, f'sy:quote "{quote}"', f'sy:quote "Not {quote}"')
    found = faults()
    assert [fault.kind for fault in found] == ["quote"] * len(quotes[2::2])


def test_a_country_that_only_the_gazetteer_links_is_no_orphan(place: Path, faults: Faults) -> None:
    change(
        place / GAZETTEER,
        "sy:country id:japan ;",
        "sy:country port:nippon ;",
    )
    country = 'skos:prefLabel "扶桑"@zh-Hant , "扶桑"@zh-Hans , "Nippon"@en'
    append(place / GAZETTEER, f"\nport:nippon a sy:Country ; {country} .\n")
    append(place / GAZETTEER, f"\nport:stray a sy:Country ; {country.replace('Nip', 'Nap')} .\n")
    assert [fault.where for fault in faults() if fault.kind == "orphan"] == ["port:stray"]


def test_what_is_held_in_a_city_takes_place_there(place: Path, faults: Faults) -> None:
    change(place / HANS, "sy:inPlace id:dalian", "sy:inPlace id:incheon")
    assert "adjacency" in {fault.kind for fault in faults()}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "port:incheon-delegation schema:affiliation id:incheon",
            "id:incheon schema:affiliation port:incheon-delegation",
        ),
        (
            "schema:attendee port:incheon-delegation",
            "sy:involves id:incheon . port:incheon-delegation schema:attendee port:forum-2024",
        ),
    ],
)
def test_a_link_that_is_turned_round_breaks_a_shape(old: str, new: str, place: Path) -> None:
    change(place / HANS, old, new)
    found = run_check(Files.at(place)).faults
    assert "breaks StandardDomainKept" in {fault.message for fault in found}
