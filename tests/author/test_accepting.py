"""Accepting: what enters an article, and that nothing wrong does."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from author_texts import TEXTS
from sygraph.author.accepting import accept
from sygraph.author.article_sources import Source
from sygraph.author.candidates import Candidate
from sygraph.author.draft_files import draft_path, draft_text
from sygraph.author.drafting import draft
from sygraph.author.figures import day, number
from sygraph.author.passage_check import PassageCheck
from sygraph.author.provenance import user_name
from sygraph.author.revising import revise
from sygraph.author.trig_text import prefixes_of, statements
from sygraph.author.workspace import init
from sygraph.check import Fault, run_check
from sygraph.data import ArticleFiles, Files
from sygraph.errors import DataError, SygraphError
from sygraph.namespaces import RDF_TYPE, curie, sy, vocab
from sygraph.rdf.output import write_files

pytestmark = pytest.mark.slow

Add = Callable[..., ArticleFiles]


def drafted(files: Files, id: str = "one") -> list[Candidate]:
    found = draft(files, id)
    write_files({draft_path(files, id): draft_text(files, found).encode()})
    return [candidate for candidate in found.candidates if candidate.facts]


def contents(files: Files) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in files.root.rglob("*") if p.is_file()}


@pytest.mark.parametrize("language", TEXTS)
def test_what_is_drafted_of_a_plain_text_is_accepted(news: Files, add: Add, language: str) -> None:
    article = add(TEXTS[language])
    candidates = drafted(news)
    result = accept(news, "one", by="Jo")
    assert result.refused == []
    assert len(result.accepted) == len(candidates)
    assert {f.kind for f in run_check(news).faults if not f.is_omission} == set()
    stated = {quad.triple for quad in parse(article.path.read_bytes(), RdfFormat.TRIG)}
    assert {fact for candidate in candidates for fact in candidate.facts} <= stated
    record = Path(article.path.parent, "one.provenance.ttl").read_bytes()
    said = {
        (q.predicate.value.rpartition("#")[2], q.object) for q in parse(record, RdfFormat.TURTLE)
    }
    assert {c.node for c in candidates if c.rule != "byline"} <= {
        object for predicate, object in said if predicate == "generated"
    }
    assert ("used", NamedNode("https://w3id.org/sygraph/rule/growth")) in said
    assert "a sy:" not in Path(draft_path(news, "one")).read_text("utf-8")


def test_one_passage_is_accepted_and_the_others_stay_in_the_draft(news: Files, add: Add) -> None:
    article = add(TEXTS["en"])
    drafted(news)
    result = accept(news, "one", ["40"])
    assert [curie(one.passage.value) for one in result.accepted] == ["one/40"]
    rest = Path(draft_path(news, "one")).read_text("utf-8")
    assert "p:30 {" in rest and "p:40 {" not in rest
    assert "about 32 million tonnes" in article.path.read_text("utf-8")


def test_statements_accepted_one_by_one_leave_what_they_are_read_with_once(
    news: Files, add: Add
) -> None:
    article = add(
        "Dalian is a port city.\n\nIn 2023 its total trade was 46.2 billion yuan, and its cargo "
        "throughput was 32 million tonnes.\n"
    )
    for candidate in drafted(news):
        assert candidate.node is not None
        accept(news, "one", statements=[candidate.node])
    stated = list(parse(article.path.read_bytes(), RdfFormat.TRIG))
    context = [str(quad) for quad in stated if quad.predicate == sy("readWith")]
    assert context and len(context) == len(set(context))


def test_what_is_refused_says_why_and_changes_nothing(news: Files, add: Add) -> None:
    add(TEXTS["en"])
    drafted(news)
    path = Path(draft_path(news, "one"))
    path.write_text(path.read_text("utf-8").replace("7471000000.0", "7571000000.0"), "utf-8")
    before = contents(news)
    result = accept(news, "one", ["one/30"])
    assert result.accepted == [] and contents(news) == before
    messages = [fault.message for _, _, faults in result.refused for fault in faults]
    assert any("7571000000.0" in message for message in messages)


def test_a_fault_of_the_shapes_is_found_before_anything_is_written(news: Files, add: Add) -> None:
    add("東江市港口\n\n2025年，東江市貨物吞吐量3萬噸。\n")
    drafted(news)
    before = contents(news)
    result = accept(news, "one")
    assert result.accepted == [] and contents(news) == before
    [(_, _, faults)] = result.refused
    assert [fault.fix for fault in faults] == [
        "A city without a country: add sy:country to its entry, in the gazetteer or in the "
        "draft that proposes it."
    ]


def test_a_passage_that_is_excused_from_stating_facts_takes_none(news: Files, add: Add) -> None:
    article = add(TEXTS["en"])
    [figure] = [c for c in drafted(news) if c.quote == "about 32 million tonnes"]
    number = figure.passage.value.rpartition("/")[2]
    [quote] = [
        quad.object.value
        for quad in parse(article.path.read_bytes(), RdfFormat.TRIG)
        if quad.subject == figure.passage and quad.predicate == sy("quote")
    ]
    exceptions = Path(article.exceptions)
    exceptions.write_text(f"p:{number}\tsentence\t{quote}\tnot yet\n", "utf-8")
    result = accept(news, "one", [number])
    assert result.accepted == []
    assert {fault.kind for _, _, faults in result.refused for fault in faults} == {"exception"}
    exceptions.unlink()
    assert accept(news, "one", [number]).refused == []


def test_a_passage_without_candidates_is_refused(news: Files, add: Add) -> None:
    add(TEXTS["en"])
    drafted(news)
    with pytest.raises(SygraphError, match="proposes nothing for 15"):
        accept(news, "one", ["15"])


def test_a_file_that_someone_else_changes_is_noticed(
    news: Files, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = add(TEXTS["en"])
    drafted(news)

    def meanwhile(checker: PassageCheck) -> list[Fault]:
        article.path.write_text(article.path.read_text("utf-8") + "# mine\n", "utf-8")
        return []

    monkeypatch.setattr(PassageCheck, "faults_together", meanwhile)
    with pytest.raises(SygraphError, match="someone else"):
        accept(news, "one")
    assert "# mine" in article.path.read_text("utf-8")
    assert "sy:Observation" not in article.path.read_text("utf-8")


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("p:999 {{\n{facts}}}\n", "is not described"),
        ('graph:gazetteer {{ id:dalian skos:altLabel "Seoul"@en . }}\n', "adds skos:altLabel"),
        ('p:40 sy:quote "Other words." .\n', "is no candidate"),
        ('<https://e.org/g> {{ id:dalian sy:describedAs "best" . }}\n', "is no candidate"),
        ('art:one sy:referenceDate "2020-01-01"^^xsd:date .\n', "is no candidate"),
    ],
)
def test_a_draft_that_was_changed_opens_no_other_door(
    news: Files, add: Add, added: str, said: str
) -> None:
    add(TEXTS["en"])
    [figure] = [c for c in drafted(news) if c.quote == "about 32 million tonnes"]
    path = Path(draft_path(news, "one"))
    text = path.read_text("utf-8")
    text += added.format(facts=statements(figure.facts, prefixes_of(text)))
    path.write_text(text, "utf-8")
    before = contents(news)
    if "999" in added:
        [(_, _, faults)] = accept(news, "one", ["999"]).refused
        assert any(said in fault.message for fault in faults)
    else:
        with pytest.raises(SygraphError, match=said):
            accept(news, "one")
    assert contents(news) == before


def test_a_passage_whose_words_are_not_the_articles_takes_no_facts(news: Files, add: Add) -> None:
    article = add(TEXTS["en"])
    drafted(news)
    text = article.path.read_text("utf-8").replace("of cargo in 2025", "of cargo since 2025")
    article.path.write_text(text, "utf-8")
    result = accept(news, "one", ["40"])
    assert result.accepted == []
    assert article.path.read_text("utf-8") == text


_CHANGES = {
    "accept": lambda files, id: accept(files, id),
    "revise": lambda files, id: revise(files, id, Source("Another text.")),
    "own_article": Files.own_article,
}


@pytest.mark.parametrize("change", _CHANGES.values(), ids=_CHANGES)
def test_what_is_not_of_the_workspace_is_refused_alike(
    change: Callable[[Files, str], object], tmp_path: Path
) -> None:
    with pytest.raises(DataError, match="there is no workspace here"):
        change(Files.bundled(), "shenyang-2024")
    files = init(tmp_path / "news", include=("shenyang-2024",))
    with pytest.raises(DataError, match="shenyang-2024 is an article of the package"):
        change(files, "shenyang-2024")
    with pytest.raises(DataError, match="there is no article elsewhere"):
        change(files, "elsewhere")


# Corrupted candidates

_OTHER_UNITS = [vocab("qunit:CCY_USD"), vocab("qunit:CCY_CNY"), vocab("qunit:TONNE")]
_BOUNDS = [sy(name) for name in ("exact", "approximate", "atLeast", "atMost", "lessThan")]
_DATES = ("periodStart", "periodEnd", "deadline")


def corrupted(facts: tuple[Triple, ...]) -> Iterator[tuple[str, list[Triple]]]:
    """Yield a candidate's facts with one thing wrong, and what is wrong."""

    def changed(fact: Triple, object: Literal | NamedNode) -> list[Triple]:
        return [Triple(f.subject, f.predicate, object) if f == fact else f for f in facts]

    for fact in facts:
        name = fact.predicate.value.rpartition("#")[2]
        object = fact.object
        if name == "value" and isinstance(object, Literal):
            value = Decimal(object.value)
            for wrong in (value + 1, value * 10, value * 10000, value / 10000, -value):
                yield f"value {wrong}", changed(fact, number(wrong))
        if name == "unit":
            for unit in _OTHER_UNITS:
                if unit != object:
                    yield f"unit {unit}", changed(fact, unit)
        if name == "bound":
            for bound in _BOUNDS:
                if bound != object:
                    yield f"bound {bound}", changed(fact, bound)
        if name in _DATES and isinstance(object, Literal):
            for shift in (-1, 1):
                year = f"{int(object.value[:4]) + shift}{object.value[4:]}"
                yield f"{name} {year}", changed(fact, day(year))
        if name == "status":
            yield "done", changed(fact, sy("achieved"))
        if name == "statedAs" and isinstance(object, Literal):
            yield "paraphrase", changed(fact, Literal(f"{object.value} or so"))
            yield "another passage", changed(fact, Literal("創新高"))
        if fact.predicate == RDF_TYPE and object == sy("Target"):
            yield (
                "a target as a figure",
                [
                    Triple(f.subject, sy("periodEnd"), f.object)
                    if f.predicate == sy("deadline")
                    else f
                    for f in changed(fact, sy("Observation"))
                ],
            )


@pytest.mark.parametrize("language", TEXTS)
def test_no_corrupted_candidate_passes(news: Files, add: Add, language: str) -> None:
    add(TEXTS[language])
    checker = PassageCheck(news, "one")
    tried = 0
    for candidate in draft(news, "one").candidates:
        if not candidate.facts:
            continue
        for kind, facts in corrupted(candidate.facts):
            tried += 1
            faults = checker.try_facts(
                candidate.passage, facts, candidate.context, candidate.entries
            )
            assert faults, f"{candidate.quote}: {kind}"
        assert not checker.try_facts(
            candidate.passage, candidate.facts, candidate.context, candidate.entries
        )
    assert tried > 40


@pytest.mark.parametrize(
    "text",
    [
        "大連港口\n\n大連市計劃貨物吞吐量達5000萬噸。\n",
        "大连港口\n\n大连市计划货物吞吐量达5000万吨。\n",
        "A port\n\nDalian plans to handle 50 million tonnes of cargo.\n",
    ],
)
def test_a_plan_is_not_accepted_as_a_figure(news: Files, add: Add, text: str) -> None:
    add(text)
    [target] = [c for c in draft(news, "one").candidates if c.kind == "number"]
    as_figure = [
        Triple(t.subject, t.predicate, sy("Observation")) if t.predicate == RDF_TYPE else t
        for t in target.facts
    ]
    checker = PassageCheck(news, "one")
    [fault] = checker.try_facts(target.passage, as_figure)
    assert "not so yet" in fault.message
    assert checker.try_facts(target.passage, target.facts) == []


@pytest.mark.parametrize(
    "text",
    [
        "大連港口\n\n大連市積極爭創航運中心，形成了新的航線網絡。\n",
        "大连港口\n\n大连市积极争创航运中心，形成了新的航线网络。\n",
        "A port\n\nDalian seeks to become a shipping centre, and has opened a new terminal.\n",
    ],
)
def test_what_is_sought_is_not_accepted_as_done(news: Files, add: Add, text: str) -> None:
    add(text)
    aim = next(c for c in draft(news, "one").candidates if c.said.get("status") == "sought")
    done = [
        Triple(t.subject, t.predicate, sy("achieved")) if t.predicate == sy("status") else t
        for t in aim.facts
    ]
    checker = PassageCheck(news, "one")
    assert any(
        "is done" in fault.message for fault in checker.try_facts(aim.passage, done, aim.context)
    )
    assert checker.try_facts(aim.passage, aim.facts, aim.context) == []


@pytest.mark.parametrize(("configured", "name"), [("Ana  Lima", "Ana Lima"), ("", "jo")])
def test_all_doors_record_the_same_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, configured: str, name: str
) -> None:
    for variable in ("LOGNAME", "USER"):
        monkeypatch.setenv(variable, "jo")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "gitconfig").write_text(f'[user]\n\tname = "{configured}"\n')
    assert user_name(str(tmp_path)) == name


@pytest.mark.parametrize("renamed", range(4))
def test_what_a_kill_leaves_is_completed_by_accepting_again(
    news: Files, add: Add, monkeypatch: pytest.MonkeyPatch, renamed: int
) -> None:
    add(TEXTS["en"])
    want = {(one.passage, fact) for one in drafted(news) for fact in one.facts}
    before, rename = {"count": 0}, os.replace

    def killed(*names: str) -> None:
        before["count"] += 1
        if before["count"] > renamed:
            raise KeyboardInterrupt
        rename(*names)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            accept(news, "one")
    left = news.article("one").path.read_bytes()
    accept(news, "one")
    article = news.article("one").path.read_bytes()
    assert not any(one.facts for one in draft(news, "one").candidates)
    stated = list(parse(article, RdfFormat.TRIG))
    assert want <= {(quad.graph_name, quad.triple) for quad in stated}
    assert len(stated) == len(set(stated)) and (renamed < 2 or article == left)
