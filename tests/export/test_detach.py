"""A graph without the words of the article, and the words restored from a copy."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from sygraph.cli.main import cli
from sygraph.data import Files
from sygraph.errors import DataError
from sygraph.export import export
from sygraph.export.attach import WrongText, attachment
from sygraph.export.detach import WORDINGS, Detacher, detached
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import ARTICLE, PREFIXES, SY, TRANSLATION, compact, curie, is_translations
from sygraph.rdf.formats import Format
from sygraph.store.interface import OxigraphStore, Store
from sygraph.store.sources import dataset, merged, store_quads
from sygraph.text.article import Article
from sygraph.text.offsets import DIGEST, LOCATED, Text, hide, pointers, reveal

CANONICAL = ox.CanonicalizationAlgorithm.RDFC_1_0
HAN = re.compile("[\u3400-\u9fff]")
PASSAGE = PREFIXES["p"]
SEED = Files.bundled().seed


def canonical(quads: Iterable[ox.Quad]) -> set[str]:
    """The quads in canonical form, after one parser."""
    held = ox.Store()
    held.extend(quads)
    graphs = ox.Dataset(held)
    graphs.canonicalize(CANONICAL)
    return {str(quad) for quad in graphs}


def untranslated(store: Store) -> list[ox.Quad]:
    """The named graphs without the translations, which are not restored."""
    return [quad for quad in store_quads(store) if not is_translations(quad.graph_name)]


@pytest.fixture(scope="module")
def bare(kg: KnowledgeGraph) -> list[ox.Quad]:
    """The named graphs without the article's words."""
    return list(Detacher(kg.store, kg.files).quads(store_quads(kg.store)))


# Without the text


def test_no_words_of_the_article_are_left(bare: list[ox.Quad]) -> None:
    """What Chinese remains is names, our own definitions, and what the article does not print."""
    ours = {PREFIXES["skos"] + name for name in ("prefLabel", "altLabel", "hiddenLabel")}
    ours |= {PREFIXES["skos"] + "definition", SY + "word", SY + "word"}
    ours |= {PREFIXES["dcterms"] + name for name in ("title", "description")}
    chinese = {
        str(quad.object.value)
        for quad in bare
        if isinstance(quad.object, ox.Literal)
        and quad.predicate.value not in ours
        and HAN.search(quad.object.value)
    }
    [note] = chinese
    text = Article.read(SEED)
    assert [c for c in HAN.findall(note) if text.find(c)] == []


def test_no_sentence_is_left_in_any_literal(bare: list[ox.Quad]) -> None:
    text = Article.read(SEED)
    sentences = [text.words(start, end) for start, end in text.sentences()]
    held = "\n".join(q.object.value for q in bare if isinstance(q.object, ox.Literal))
    assert [sentence for sentence in sentences if len(sentence) > 12 and sentence in held] == []


def test_translations_are_the_article_in_other_words_and_go(
    kg: KnowledgeGraph, bare: list[ox.Quad]
) -> None:
    assert len(untranslated(kg.store)) < len(list(store_quads(kg.store)))
    assert not any(is_translations(quad.graph_name) for quad in bare)
    triples = kg.store.construct("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
    left = list(Detacher(kg.store, kg.files).triples(triples))
    assert not any(t.predicate == TRANSLATION or is_translations(t.subject) for t in left)


def test_facts_names_and_offsets_stay(kg: KnowledgeGraph, bare: list[ox.Quad]) -> None:
    stated = set(untranslated(kg.store))
    gone = {quad.predicate for quad in stated - set(bare)}
    assert gone == WORDINGS
    added = {quad.predicate for quad in set(bare) - stated}
    assert added == WORDINGS | {DIGEST}


def test_the_graph_has_the_digest_of_its_text(bare: list[ox.Quad]) -> None:
    article = ox.NamedNode(ARTICLE + "shenyang-2024")
    [told] = [q.object for q in bare if q.subject == article and q.predicate == DIGEST]
    assert isinstance(told, ox.Literal)
    assert told.value == sha256(SEED.read_bytes()).hexdigest()


def test_a_wording_is_located_in_its_own_passage(bare: list[ox.Quad]) -> None:
    places = {
        quad.subject: pointers(quad.object.value)[0][1:]
        for quad in bare
        if quad.predicate.value == SY + "quote" and isinstance(quad.object, ox.Literal)
    }
    assert len(places) == 71
    wordings = [quad for quad in bare if quad.predicate.value == SY + "statedAs"]
    assert len(wordings) == 76
    for quad in wordings:
        assert isinstance(quad.object, ox.Literal) and isinstance(quad.graph_name, ox.NamedNode)
        [(_, start, end)] = pointers(quad.object.value)
        first, last = places[quad.graph_name]
        assert first <= start < end <= last


def test_a_word_printed_twice_is_located_in_its_passage() -> None:
    text = Text(ox.NamedNode(ARTICLE + "x"), Article("首爾。首爾。"))
    assert hide("首爾", text, (3, 6)) == "{x#char=3,5}"


def test_a_wording_across_a_line_break_is_restored_without_it() -> None:
    text = Text(ox.NamedNode(ARTICLE + "x"), Article("甲。瀋陽是中國連\n\n接歐亞的橋。"))
    hidden = hide("中國連接歐亞", text)
    assert hidden == "{x#char=5,13}"
    assert reveal(hidden, {text.iri.value: text}) == "中國連接歐亞"


def test_the_merge_and_the_graphs_lose_the_same_words(kg: KnowledgeGraph) -> None:
    triples = kg.store.construct("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
    bare = list(Detacher(kg.store, kg.files).triples(triples))
    merge = detached(kg.store, kg.files).construct("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
    # A wording of two passages is located in the first of them.
    assert set(bare) <= set(merge)


def test_an_error_names_a_missing_text(kg: KnowledgeGraph, workspace: Files) -> None:
    workspace.seed.unlink()
    with pytest.raises(DataError, match="the text of art:shenyang-2024 is missing") as caught:
        detached(kg.store, workspace)
    assert "seeds/shenyang-2024.txt" in str(caught.value.hint)


def test_a_text_changed_after_loading_is_an_error(kg: KnowledgeGraph, workspace: Files) -> None:
    workspace.seed.write_text(workspace.seed.read_text("utf-8").replace("渾河", "遼河"), "utf-8")
    with pytest.raises(
        DataError, match="the text at the offsets of shenyang-2024/10 is not its quote"
    ):
        detached(kg.store, workspace)


# With the text again


def test_the_graph_is_restored_exactly(kg: KnowledgeGraph, bare: list[ox.Quad]) -> None:
    found = attachment(bare, [SEED])
    assert found.passages == 71
    assert canonical(found.restore(bare)) == canonical(untranslated(kg.store))


@pytest.mark.parametrize("braces", ["{", "}", "{{x#char=0,2}}", "a{b}c{0}"])
def test_braces_in_a_note_are_kept(braces: str) -> None:
    text = Text(ox.NamedNode(ARTICLE + "x"), Article("今年"))
    hidden = hide(f"今年 is {braces}", text)
    assert hidden is not None
    assert reveal(hidden, {text.iri.value: text}) == f"今年 is {braces}"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda text: "\ufeff" + text, "a byte-order mark"),
        (lambda text: text.replace("\n", "\r\n"), "line ends of another system"),
        (lambda text: "\ufeff" + text.replace("\n", "\r\n"), "a byte-order mark and line ends"),
    ],
)
def test_line_ends_and_composition_are_corrected_with_a_note(
    bare: list[ox.Quad], tmp_path: Path, change: object, what: str
) -> None:
    copy = tmp_path / "copy.txt"
    assert callable(change)
    copy.write_bytes(change(SEED.read_text("utf-8")).encode())
    found = attachment(bare, [copy])
    assert [what in note for note in found.notes] == [True]
    assert canonical(found.restore(bare)) == canonical(attachment(bare, [SEED]).restore(bare))


def test_an_error_names_the_first_passage_that_differs(bare: list[ox.Quad], tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_text(SEED.read_text("utf-8").replace("618萬單", "619萬單"), "utf-8")
    with pytest.raises(WrongText) as caught:
        attachment(bare, [copy])
    changed = SEED.read_text("utf-8").index("618萬單")
    place = re.search(
        r"(shenyang-2024/\d+), code points (\d+) to (\d+) \(line (\d+)", caught.value.message
    )
    assert place is not None, caught.value.message
    assert int(place[2]) <= changed < int(place[3])
    assert "619萬單" in caught.value.message or "…" in caught.value.message


def test_an_error_says_by_how_much_words_are_displaced(bare: list[ox.Quad], tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    text = SEED.read_text("utf-8")
    copy.write_text(text.replace("王藝橋", "記者王藝橋", 1), "utf-8")
    with pytest.raises(
        WrongText, match=r"shenyang-2024/70, code points .* whose words are 2 later"
    ):
        attachment(bare, [copy])


def test_a_difference_outside_the_passages_is_a_note(bare: list[ox.Quad], tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_text(SEED.read_text("utf-8") + "\n（完）\n", "utf-8")
    found = attachment(bare, [copy])
    assert found.notes == (
        f"{copy} is not the file that art:shenyang-2024 was made from; its passages agree",
    )


def test_a_text_of_another_article_is_refused(bare: list[ox.Quad], tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("另一篇。", "utf-8")
    with pytest.raises(WrongText, match=r"other\.txt is not the text of an article of this graph"):
        attachment(bare, [SEED, other])
    with pytest.raises(WrongText, match=r"other\.txt is not the text of art:shenyang-2024"):
        attachment(bare, [other])


def test_a_graph_with_all_its_text_is_an_error(kg: KnowledgeGraph) -> None:
    with pytest.raises(DataError, match="has all its text"):
        attachment(store_quads(kg.store), [SEED])


def test_an_invalid_pointer_is_an_error(bare: list[ox.Quad]) -> None:
    found = attachment(bare, [SEED])
    p10 = ox.NamedNode(PASSAGE + "10")
    for lexical, reason in [
        ("{shenyang-2024#char=9000,9001}", "past the end"),
        ("{nothing}", "broken pointer"),
    ]:
        quad = ox.Quad(p10, ox.NamedNode(SY + "goal"), ox.Literal(lexical, datatype=LOCATED))
        with pytest.raises(DataError, match=reason):
            list(found.restore([quad]))


# The command


@pytest.fixture(scope="module")
def bare_file(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bare") / "bare.nq"
    quads = Detacher(kg.store, kg.files).quads(store_quads(kg.store))
    path.write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
    return path


def test_the_command_restores_the_words(
    kg: KnowledgeGraph, bare_file: Path, tmp_path: Path
) -> None:
    whole = tmp_path / "whole.trig"
    command = ["attach", str(SEED), "--data", str(bare_file), "-o", str(whole)]
    done = CliRunner().invoke(cli, command)
    assert done.exit_code == 0, done.stderr
    assert done.stderr == "71 passages proved, 249 wordings put back\n"
    assert canonical(dataset(whole)) == canonical(untranslated(kg.store))


def test_the_command_verifies_a_copy_against_the_package(
    kg: KnowledgeGraph, tmp_path: Path
) -> None:
    done = CliRunner().invoke(cli, ["attach", str(SEED), "-o", str(tmp_path / "whole.trig")])
    assert done.exit_code == 0, done.stderr
    assert canonical(dataset(tmp_path / "whole.trig")) == canonical(untranslated(kg.store))


@pytest.mark.slow
@pytest.mark.parametrize("name", Format.names(["graph", "dataset", "annotated"]))
def test_every_format_can_hold_and_restore_a_graph_without_text(
    kg: KnowledgeGraph, tmp_path: Path, name: str
) -> None:
    """What comes back is what an export with the text has in the same format."""
    format = Format.named(name)
    bare, whole, other = (
        tmp_path / f"{stem}{format.suffix}" for stem in ("bare", "whole", "other")
    )
    with bare.open("wb") as stream:
        export(kg.store, format, stream, detacher=Detacher(kg.store, kg.files))
    assert "渾河兩岸城市" not in bare.read_text("utf-8")
    done = CliRunner().invoke(cli, ["attach", str(SEED), "--data", str(bare), "-o", str(whole)])
    assert done.exit_code == 0, done.stderr
    with other.open("wb") as stream:
        export(OxigraphStore(merged(untranslated(kg.store))), format, stream)
    assert canonical(dataset(whole)) == canonical(dataset(other))


def test_a_wrong_copy_writes_nothing(bare_file: Path, tmp_path: Path) -> None:
    copy, whole = tmp_path / "copy.txt", tmp_path / "whole.trig"
    copy.write_text("不是", "utf-8")
    whole.write_text("old")
    command = ["attach", str(copy), "--data", str(bare_file), "-o", str(whole)]
    done = CliRunner().invoke(cli, command)
    assert done.exit_code == 1
    assert "is not the text of art:shenyang-2024" in done.stderr
    assert whole.read_text() == "old"


def test_a_format_of_datasets_needs_named_graphs(kg: KnowledgeGraph, tmp_path: Path) -> None:
    triples = Detacher(kg.store, kg.files).triples(
        kg.store.construct("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
    )
    bare, whole = tmp_path / "bare.nt", tmp_path / "whole"
    bare.write_bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")
    command = ["attach", str(SEED), "--data", str(bare)]
    done = CliRunner().invoke(cli, [*command, "-o", f"{whole}.trig"])
    assert (done.exit_code, "has no named graphs" in done.stderr) == (2, True)
    done = CliRunner().invoke(cli, [*command, "-o", f"{whole}.nt"])
    assert done.exit_code == 0, done.stderr
    merge = {ox.Quad(*quad.triple) for quad in untranslated(kg.store)}
    assert canonical(dataset(f"{whole}.nt")) == canonical(merge)


def test_the_words_of_several_articles_are_kept_apart(tmp_path: Path, workspace: Files) -> None:
    """Two articles that print the same words: each wording comes back from its own text."""
    second = workspace.file("graph", "second.trig")
    head = "\n".join(
        f"@prefix {p}: <{PREFIXES[p]}> ." for p in ("sy", "id", "art", "xsd", "schema", "dcterms")
    )
    Path(second).write_text(
        f"""{head}
        @prefix q: <https://w3id.org/sygraph/passage/second/> .
        art:second a schema:NewsArticle ; sy:referenceDate "2024-10-29"^^xsd:date .
        q:10 a sy:Passage ; dcterms:type sy:sentence ; sy:quote "瀋陽渾河兩岸。" .
        q:10 {{ id:hun-river sy:describedAs "瀋陽渾河" . }}""",
        "utf-8",
    )
    seed = Path(workspace.file("seeds", "second.txt"))
    seed.write_text("題\n\n瀋陽渾河兩岸。\n", "utf-8")
    store = OxigraphStore.from_files(workspace)
    bare = list(Detacher(store, workspace).quads(store_quads(store)))
    told = [q.object.value for q in bare if isinstance(q.object, ox.Literal)]
    assert "{second#char=3,7}" in told
    found = attachment(bare, [seed, SEED])
    assert canonical(found.restore(bare)) == canonical(untranslated(store))
    # With one copy, the words of its article come back and the others stay out.
    some = attachment(bare, [seed])
    assert some.notes == ("art:shenyang-2024 stays without its words: no copy is its text",)
    restored = list(some.restore(bare))
    assert '"瀋陽渾河"' in {str(q.object) for q in restored}
    assert {q for q in bare if q not in restored} < {q for q in bare if "second" in str(q)}
    with pytest.raises(WrongText, match="is not the text of an article of this graph"):
        attachment(bare, [seed, SEED, Path(second)])


def test_the_documentation_shows_what_is_written(bare: list[ox.Quad]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "publishing.md").read_text("utf-8")
    shown = re.findall(r'^(\w+:[\w-]+) (sy:\w+) ("\{.*?\}")\^\^sy:located \.$', page, re.M)
    stated = {
        (compact(str(q.subject)[1:-1]), curie(q.predicate.value), str(ox.Literal(q.object.value)))
        for q in bare
        if isinstance(q.object, ox.Literal)
    }
    assert len(shown) == 2 and set(shown) <= stated
