"""`sygraph revise`: what stays in the graph, what leaves it, and that no figure stays by error."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

import sygraph
from several_articles import ARTICLES, several_articles
from sygraph.author.accepting import accept
from sygraph.author.article_sources import Source
from sygraph.author.revising import Revision, revise
from sygraph.check import run_check
from sygraph.cli.main import cli
from sygraph.data import Files
from sygraph.errors import OutputError, SygraphError
from sygraph.export.diff import compare
from sygraph.namespaces import curie, local_name, sy
from sygraph.store.sources import dataset

SEED = "shenyang-2024"
FTZ = "進出口總額74.71億元"
# Faults that say that something printed is not stated yet, as of a passage that was just added.
UNSAID = {"sentence", "mention", "numeral", "date", "cue", "unaccounted", "translation"}


def _revised(files: Files, change: Callable[[str], str], id: str = SEED) -> Revision:
    text = Path(files.article(id).text).read_text("utf-8")
    changed = change(text)
    assert changed != text
    return revise(files, id, Source(changed))


def _quads(revision: Revision) -> list[Quad]:
    return list(parse(revision.contents[revision.article.trig], RdfFormat.TRIG))


def _nodes(revision: Revision) -> set[object]:
    """The nodes with a value in the new graph."""
    return {quad.subject for quad in _quads(revision) if quad.predicate == sy("value")}


def _new_faults(files: Files, revision: Revision) -> set[tuple[str, str]]:
    """The faults after a revision of data without faults: their kinds, and their passages."""
    revision.write()
    return {(fault.kind, fault.where.split()[0]) for fault in run_check(Files(files.folder)).faults}


# The packaged article, in a copy


def test_one_digit_takes_the_facts_of_its_sentence_out_of_the_graph(workspace: Files) -> None:
    revision = _revised(workspace, lambda text: text.replace(FTZ, FTZ.replace("71", "72")))
    [changed] = [one for one in revision.passages if one.status != "kept"]
    assert (changed.status, curie(changed.old or "")) == ("changed", f"{SEED}/420")
    nodes = {curie(node.node): (node.status, node.stand) for node in changed.nodes}
    assert nodes == {
        "id:ftz-new-enterprises-2023": ("changed", True),
        "id:ftz-new-enterprises-2023-growth": ("changed", True),
        "id:ftz-trade-2023": ("changed", False),
        "id:ftz-trade-2023-growth": ("changed", True),
    }
    assert {curie(str(node)[1:-1]) for node in _nodes(revision)}.isdisjoint(nodes)
    faults = _new_faults(workspace, revision)
    assert {passage for _, passage in faults} == {f"{SEED}/420"}
    assert {kind for kind, _ in faults} <= UNSAID


def test_both_versions_stay_and_can_be_compared(workspace: Files) -> None:
    article = workspace.article(SEED)
    before = {Path(path).name: Path(path).read_bytes() for path in (article.text, article.trig)}
    _revised(workspace, lambda text: text.replace(FTZ, FTZ.replace("71", "72"))).write()
    kept = workspace.root / "versions"
    assert {path.name for path in kept.iterdir()} == {
        *(f"{SEED}@1.{end}" for end in ("txt", "trig", "translations.ttl", "exceptions.tsv"))
    }
    assert (kept / f"{SEED}@1.txt").read_bytes() == before[f"{SEED}.txt"]
    assert (kept / f"{SEED}@1.trig").read_bytes() == before[f"{SEED}.trig"]
    difference = compare(dataset(str(kept / f"{SEED}@1.trig")), dataset(article.trig))
    figures = [change for change in difference.changes if change.predicate == sy("value")]
    assert {change.kind for change in figures} == {"removed"}
    assert {curie(str(change.subject)[1:-1]) for change in figures} == {
        f"id:ftz-{name}-2023{growth}"
        for name in ("trade", "new-enterprises")
        for growth in ("", "-growth")
    }
    [quote] = [change for change in difference.changes if change.predicate == sy("quote")]
    assert quote.kind == "changed" and "74.72億元" in quote.new[0].value  # type: ignore[union-attr]
    again = _revised(workspace, lambda text: text.replace("74.72億元", "74.73億元"))
    assert again.version == 3
    assert str(kept / f"{SEED}@2.trig") in again.contents
    stated = [q.object.value for q in _quads(again) if q.predicate.value.endswith("/version")]  # type: ignore[union-attr]
    assert stated == ["3"]


def test_the_same_words_elsewhere_take_their_facts_along(workspace: Files) -> None:
    caption = "瀋陽寶馬里達工廠。"
    revision = _revised(
        workspace, lambda text: caption + "\n\n" + text.replace(caption, "").strip() + "\n"
    )
    [moved] = [one for one in revision.passages if one.status == "moved"]
    assert (moved.was, moved.now) == (caption, caption)
    assert moved.old != moved.new and curie(moved.new or "") == f"{SEED}/5"
    assert revision.facts("changed", "lost") == 0
    assert _new_faults(workspace, revision) == set()


def test_new_sentences_get_numbers_between(workspace: Files) -> None:
    caption = "瀋陽寶馬里達工廠。"
    many = "".join(f"第{number}號碼頭開放。\n\n" for number in "甲乙丙丁戊己庚辛壬癸子")
    few = _revised(workspace, lambda text: text.replace(caption, f"新港開放。\n\n{caption}"))
    added = [curie(one.new or "") for one in few.passages if one.status == "added"]
    assert added == [f"{SEED}/705"]
    # Where there is no room for all, they and all that follow get new numbers.
    more = _revised(workspace, lambda text: text.replace(caption, many + caption))
    numbers = [int((one.new or "/0").rpartition("/")[2]) for one in more.passages]
    assert numbers == sorted(set(numbers))
    assert {kind for kind, _ in _new_faults(workspace, more)} <= UNSAID


GROWTH = """
p:60 a sy:Passage ; dcterms:type sy:sentence ; sy:readWith p:40 , p:10 ;
  sy:quote "貨運同比增長4%。" .
p:60 {
  my:cargo-growth a sy:Observation ; sy:growthOf my:harbour-1-cargo ; sy:of id:shenyang ;
    sy:measure sy:yearOnYearGrowth ; sy:value 4.0 ; sy:unit qunit:PERCENT ; sy:bound sy:exact ;
    sy:statedAs "同比增長4%" .
  id:shenyang sy:describedAs "貨運" .
}
"""


def test_a_lost_sentence_takes_what_rests_on_it(tmp_path: Path) -> None:
    """Growth that another sentence states cannot stay without the figure that grew."""
    files = several_articles(tmp_path / "news")
    article = files.article("harbour-1")
    article.path.write_text(article.path.read_text("utf-8") + GROWTH, "utf-8")
    text = Path(article.text).read_text("utf-8") + "\n貨運同比增長4%。\n"
    Path(article.text).write_text(text, "utf-8")
    sentence = "瀋陽2023年貨運9800噸。"
    revision = _revised(files, lambda text: text.replace(f"{sentence}\n\n", ""), "harbour-1")
    [lost] = [one for one in revision.passages if one.status == "lost"]
    [resting] = [one for one in revision.passages if one.was == "貨運同比增長4%。"]
    assert (lost.was, resting.status) == (sentence, "kept")
    assert [(curie(node.node), node.status) for node in resting.nodes] == [
        ("my:cargo-growth", "lost"),
        ("id:shenyang", "kept"),
    ]
    quads = _quads(revision)
    stated = [q for q in quads if q.graph_name == NamedNode(resting.new or "")]
    assert [q.predicate for q in stated] == [sy("describedAs")]
    context = [q.object for q in quads if q.predicate == sy("readWith")]
    assert context == [NamedNode((resting.new or "").replace("/60", "/10"))]
    assert "  lost my:cargo-growth, 8 facts: 同比增長4%" in revision.as_text()
    revision.write()
    assert [one.version for one in sygraph.open(files).articles()] == ["2", "", ""]


def test_a_sentence_of_several_passages_is_divided_as_before(tmp_path: Path) -> None:
    files = several_articles(tmp_path / "news")
    article = files.article("harbour-1")
    one, other = "2023年春季展會期間，", "瀋陽簽約30億元。"
    trig = article.path.read_text("utf-8")
    described = f'p:25 a sy:Passage ; dcterms:type sy:sentence ; sy:quote "{one}" .\np:30 a'
    trig = trig.replace("p:30 a", described, 1).replace(one + other, other)
    article.path.write_text(trig, "utf-8")
    same = _revised(files, lambda text: text.replace("211", "213"), "harbour-1")
    assert [p.was for p in same.passages if p.status == "kept"][1:3] == [one, other]
    changed = _revised(
        files, lambda text: text.replace("春季展會期間", "夏季展會期間"), "harbour-1"
    )
    assert "harbour-1-signed" in {
        local_name(node.node)
        for passage in changed.passages
        for node in passage.nodes
        if node.status in ("changed", "lost")
    }


def test_what_has_left_the_graph_is_in_the_drafts(workspace: Files) -> None:
    before = {
        quad.triple for quad in parse(workspace.article(SEED).path.read_bytes(), RdfFormat.TRIG)
    }
    revision = _revised(workspace, lambda text: text.replace(FTZ, FTZ.replace("71", "72")))
    drafts = revision.contents[str(workspace.root / "drafts" / f"{SEED}.trig")]
    drafted = {quad.triple for quad in parse(drafts, RdfFormat.TRIG)}
    assert len(drafted) == revision.facts("changed", "lost") == 38
    assert drafted <= before
    left = {quad.triple for quad in _quads(revision)}
    rewritten = {curie(triple.predicate.value) for triple in before - left - drafted}
    assert rewritten == {"sy:quote", "schema:sha256"}
    assert (
        f"# was: 2023年，自貿區瀋陽片區新增註冊企業1207家，同比增長42.7%；{FTZ}" in drafts.decode()
    )


def test_drafts_that_there_are_stay_with_their_passages(tmp_path: Path) -> None:
    files = several_articles(tmp_path / "news")
    drafts = files.root / "drafts" / "harbour-1.trig"
    drafts.parent.mkdir()
    drafts.write_text(
        "@prefix p: <https://example.org/news/passage/harbour-1/> .\n"
        "@prefix e: <https://example.org/> .\n# noted\np:40 { e:s e:p e:o }\n"
    )
    sentence = "瀋陽2023年貨運9800噸。"

    def change(text: str) -> str:
        return sentence + "\n\n" + text.replace(sentence, "").replace("211", "213")

    revision = _revised(files, change, "harbour-1")
    [moved] = [one for one in revision.passages if one.status == "moved"]
    text = revision.contents[str(drafts)].decode()
    graphs = {quad.graph_name for quad in parse(text.encode(), RdfFormat.TRIG)}
    changed = NamedNode("https://example.org/news/passage/harbour-1/20")
    assert graphs == {NamedNode(moved.new or ""), changed}
    assert "# noted" in text


def test_a_passage_read_with_a_changed_one_is_named(workspace: Files) -> None:
    revision = _revised(workspace, lambda text: text.replace("人民幣，下同", "美元，下同"))
    [changed] = [one for one in revision.passages if one.status == "changed"]
    named = [one for one in revision.passages if one.context]
    assert f"{SEED}/420" in {curie(one.old or "") for one in named}
    assert {context for one in named for context in one.context} == {changed.old}
    assert f"read it again: {SEED}/240 is its context" in revision.as_text()


def test_only_punctuation_leaves_facts_without_numbers(workspace: Files) -> None:
    """p:40 has no figures: its facts stay with the new mark, and go with a new word."""
    end = "努力打造東北亞對外開放的新前沿。"
    mark = _revised(workspace, lambda text: text.replace(end, end.replace("。", "！")))
    assert mark.facts("changed", "lost") == 0
    question = _revised(workspace, lambda text: text.replace(end, end.replace("。", "？")))
    assert question.facts("kept", "changed") > question.facts("kept")
    denied = _revised(workspace, lambda text: text.replace("努力打造東北亞", "從未打造東北亞"))
    assert denied.facts("changed") == question.facts("changed") > 0
    assert _new_faults(workspace, mark) == set()


# Any change of a figure's sentence

YEARS = {"2023": "2022", "2024": "2025"}
UNITS = {
    "億": "萬", "亿": "万", "billion": "million", "條": "家", "条": "家", "噸": "公斤",
    "吨": "公斤", "routes": "airports", "元": "美元", "yuan": "dollars", "US$": "A$",
}  # fmt: skip
NEGATED = (
    ("瀋陽", "瀋陽未"), ("沈阳", "沈阳没有"), ("Shenyang", "no city like Shenyang"),
    ("traded", "never traded"), ("had", "had not"), ("signed", "did not sign"),
)  # fmt: skip


@st.composite
def _changes(draw: st.DrawFn) -> tuple[str, str, str, str]:
    """Draw an article, a figure of it, its sentence, and the sentence with one change."""
    id = draw(st.sampled_from(sorted(ARTICLES)))
    sentence, name, *_ = draw(st.sampled_from(ARTICLES[id][3]))
    changed = {
        f"{sentence[:place]}{digit}{sentence[place + 1 :]}"
        for place, one in enumerate(sentence)
        if one.isdigit()
        for digit in "0123456789"
    }
    for old, new in [*YEARS.items(), *UNITS.items(), *NEGATED]:
        changed.add(sentence.replace(old, new, 1))
    changed |= {sentence.replace(".", "", 1), sentence.replace("。", "？"), f"Not so: {sentence}"}
    return id, name, sentence, draw(st.sampled_from(sorted(changed - {sentence})))


@pytest.fixture(scope="module")
def harbours(tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder: Path = tmp_path_factory.mktemp("harbours")
    return several_articles(folder / "news")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(_changes())
def test_no_change_of_its_sentence_leaves_a_figure_in_the_graph(
    harbours: Files, change: tuple[str, str, str, str]
) -> None:
    id, name, sentence, changed = change
    text = Path(harbours.article(id).text).read_text("utf-8")
    revision = revise(harbours, id, Source(text.replace(sentence, changed, 1)))
    base = f"https://example.org/news/id/{id}-"
    others = {NamedNode(base + row[1]) for row in ARTICLES[id][3] if row[1] != name}
    assert _nodes(revision) == others
    left = [n for one in revision.passages for n in one.nodes if n.status in ("changed", "lost")]
    assert [node.node for node in left] == [base + name]
    assert not any(node.status == "moved" for one in revision.passages for node in one.nodes)


@pytest.mark.parametrize(
    ("id", "old", "new", "node", "taken"),
    [
        ("harbour-1", "211", "213", "routes", False),
        ("harbour-1", "2023年瀋陽開通", "2022年瀋陽開通", "routes", False),
        ("harbour-1", "211條", "211家", "routes", False),
        ("harbour-1", "瀋陽開通航線", "瀋陽未開通航線", "routes", False),
        ("harbour-1", "到2024年", "到2026年", "aim", False),
        ("harbour-1", "2023年瀋陽開通", "2023年面向未來的瀋陽開通", "routes", True),
        ("harbour-2", "141.02 billion", "141.02 million", "trade", False),
        ("harbour-2", "Shenyang had 212", "Shenyang never had 212", "routes", False),
        ("harbour-2", "Shenyang had 212", "Shenyang had not only 212", "routes", True),
        ("harbour-3", "约1410", "1410", "trade", False),
        ("harbour-3", "200余", "200", "routes", False),
    ],
)
def test_accept_takes_back_only_what_still_holds(
    tmp_path: Path, id: str, old: str, new: str, node: str, taken: bool
) -> None:
    files = several_articles(tmp_path / "news")
    _revised(files, lambda text: text.replace(old, new, 1), id).write()
    accepted = accept(Files(files.folder).use(), id)
    figure = NamedNode(f"https://example.org/news/id/{id}-{node}")
    assert [one.statement for one in accepted.accepted] == [figure] * taken
    assert [one for _, one, _ in accepted.refused] == [figure] * (not taken)
    stated = parse(files.article(id).path.read_bytes(), RdfFormat.TRIG)
    assert any(q.subject == figure and q.predicate == sy("value") for q in stated) == taken


# Bad input


@pytest.mark.parametrize(
    ("id", "text", "says"),
    [
        ("harbour-9", "2023年瀋陽開通航線211條。", "there is no article harbour-9"),
        ("harbour-1", "In 2023 Shenyang had 212 air routes.", "the text is in en, and harbour-1"),
        ("harbour-1", None, "the text of harbour-1 is the same"),
        (SEED, "瀋陽。", "is an article of the package"),
    ],
)
def test_what_cannot_be_revised(tmp_path: Path, id: str, text: str | None, says: str) -> None:
    files = several_articles(tmp_path / "news")
    config = Path(files.file("sygraph.toml"))
    config.write_text(config.read_text().replace("include = []", f'include = ["{SEED}"]'))
    given = Path(files.file("seeds", f"{id}.txt")).read_text("utf-8") if text is None else text
    before = _tree(files.root)
    with pytest.raises(SygraphError, match=says):
        revise(Files(files.folder).use(), id, Source(given))
    assert _tree(files.root) == before


def _tree(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_all_files_are_written_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = several_articles(tmp_path / "news")
    revision = _revised(files, lambda text: text.replace("211", "213"), "harbour-1")
    (files.root / "drafts" / "harbour-1.trig").mkdir(parents=True)  # a folder cannot be replaced
    before = _tree(files.root)
    with pytest.raises(OutputError, match=r"harbour-1\.trig"):
        revision.write()
    assert _tree(files.root) == before


def test_the_command(tmp_path: Path) -> None:
    files = several_articles(tmp_path / "news")
    new = tmp_path / "new.txt"
    text = Path(files.article("harbour-1").text).read_text("utf-8")
    new.write_text(text.replace("211", "213"), "utf-8")
    line = ["--data", files.folder, "revise", "harbour-1", str(new)]
    before = _tree(files.root)
    report = CliRunner().invoke(cli, [*line, "--dry-run"])
    assert report.exit_code == 0, report.output
    assert report.stdout == (
        "harbour-1, version 1 to 2\n"
        "passages: 4 kept, 1 changed\n"
        "facts: 36 in the graph, 9 in the drafts\n"
        "\n"
        "changed harbour-1/20\n"
        "  was  2023年瀋陽開通航線211條。\n"
        "  now  2023年瀋陽開通航線213條。\n"
        "  changed my:harbour-1-routes, 9 facts: 211條 (its words are gone)\n"
    )
    assert _tree(files.root) == before
    done = CliRunner().invoke(cli, [*line, "-f", "json"])
    assert done.exit_code == 0, done.output
    [changed] = [one for one in json.loads(done.stdout)["passages"] if one["status"] == "changed"]
    assert changed["old"] == changed["new"] == "harbour-1/20"
    assert changed["nodes"][0]["words"] == ["211條"]
    assert "seeds/harbour-1.txt" in done.stderr
    again = CliRunner().invoke(cli, line)
    assert (again.exit_code, again.stdout) == (2, "")
    assert "the text of harbour-1 is the same" in again.stderr
