"""The difference between two versions of the data, with quotes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from sygraph.cli.main import cli
from sygraph.data import Files
from sygraph.export.diff import Change, compare
from sygraph.export.diff_report import as_markdown
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import PREFIXES, curie
from sygraph.store.bulk_load import load, sources
from sygraph.store.sources import store_quads

HEAD = "".join(
    f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n"
    for prefix in ("sy", "id", "p", "graph", "dcterms", "qunit")
)


def version(text: str) -> ox.Store:
    """A version in TriG, with the project's prefixes."""
    held = ox.Store()
    held.load(HEAD + text, ox.RdfFormat.TRIG)
    return held


def told(change: Change) -> tuple[str, ...]:
    """A change in short: kind, property, and what states it."""
    cited = [f"{curie(s.graph.value)} {s.quote}" for s in (*change.was, *change.now)]
    return (change.kind, curie(change.predicate.value), *cited)


def diff(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["diff", *map(str, arguments)])


@pytest.fixture(scope="module")
def nquads(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled graph as a dump."""
    path = tmp_path_factory.mktemp("dump") / "dump.nq"
    path.write_bytes(ox.serialize(store_quads(kg.store), format=ox.RdfFormat.N_QUADS) or b"")
    return path


# Facts

OLD = """
p:10 sy:quote "31億元" . p:20 sy:quote "又是31億元" .
p:10 { id:trade sy:value 31.0 ; sy:of id:shenyang . }
"""


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (OLD, []),
        (
            OLD + "p:20 { id:trade sy:unit qunit:CCY_CNY }",
            [("added", "sy:unit", "shenyang-2024/20 又是31億元")],
        ),
        (
            OLD.replace("; sy:of id:shenyang", ""),
            [("removed", "sy:of", "shenyang-2024/10 31億元")],
        ),
        (
            OLD.replace("31.0", "32.0"),
            [("changed", "sy:value", "shenyang-2024/10 31億元", "shenyang-2024/10 31億元")],
        ),
        (
            OLD + "p:20 { id:trade sy:value 31.0 }",
            [
                (
                    "restated",
                    "sy:value",
                    "shenyang-2024/10 31億元",
                    "shenyang-2024/10 31億元",
                    "shenyang-2024/20 又是31億元",
                )
            ],
        ),
        (
            OLD.replace("p:10 { id:trade", "graph:gazetteer { id:trade"),
            [
                ("restated", "sy:of", "shenyang-2024/10 31億元", "graph:gazetteer None"),
                ("restated", "sy:value", "shenyang-2024/10 31億元", "graph:gazetteer None"),
            ],
        ),
    ],
    ids=["same", "added", "removed", "changed", "another passage", "another graph"],
)
def test_each_kind_of_change_has_its_quotes(new: str, expected: list[tuple[str, ...]]) -> None:
    assert list(map(told, compare(version(OLD), version(new)).changes)) == expected


def test_the_reverse_comparison_is_the_mirror_image() -> None:
    new = OLD.replace("31.0", "32.0") + "p:20 { id:trade sy:unit qunit:CCY_CNY }"
    forth, back = compare(version(OLD), version(new)), compare(version(new), version(OLD))
    assert [change.old for change in forth.changes] == [change.new for change in back.changes]
    assert (forth.count("added"), back.count("removed")) == (1, 1)


def test_another_serialisation_is_not_a_change() -> None:
    text = 'p:10 { id:a sy:value 31.0 ; sy:note "瀋陽"@zh-Hant }'
    other = text.replace("31.0", "31.00").replace("zh-Hant", "zh-hant")
    assert not compare(version(text), version(other))


def test_computed_statements_are_not_a_change() -> None:
    assert not compare(version(OLD), version(OLD + "graph:derived { p:10 sy:start 3 }"))


def test_blank_nodes_are_compared_by_their_statements() -> None:
    old = 'p:10 { id:a dcterms:hasPart _:x , _:y . _:x sy:note "x" . _:y sy:note "y" . }'
    renamed = 'p:10 { id:a dcterms:hasPart _:y , _:z . _:y sy:note "x" . _:z sy:note "y" . }'
    assert not compare(version(old), version(renamed))
    assert compare(version(old), version(renamed.replace('"y"', '"z"')))


def test_a_dump_may_contain_the_merge(kg: KnowledgeGraph, nquads: Path) -> None:
    whole, graphs = ox.Store(), ox.Store()
    graphs.load(path=nquads)
    whole.load(path=nquads)
    whole.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    assert not compare(graphs, whole)
    assert not compare(whole, graphs)


def test_a_merge_is_compared_as_a_merge() -> None:
    graph = """p:10 sy:quote "31億元" . p:20 sy:quote "又是31億元" .
    id:trade sy:value 31.0 ; sy:of id:shenyang ."""
    assert not compare(version(OLD), version(graph))
    [change] = compare(version(OLD), version(graph.replace("31.0", "32.0"))).changes
    assert told(change) == ("changed", "sy:value", "shenyang-2024/10 31億元")


# Places


@pytest.mark.slow
def test_folder_dump_compressed_dump_and_store_are_equal(nquads: Path, tmp_path: Path) -> None:
    packed = tmp_path / "dump.nq.gz"
    packed.write_bytes(gzip.compress(nquads.read_bytes()))
    store = tmp_path / "store"
    load(sources([Files.bundled().folder]), store)
    for place in (nquads, packed, store):
        done = diff(Files.bundled().folder, place)
        assert (done.exit_code, done.stdout[:15]) == (0, "nothing differs")


def test_a_changed_folder_differs(workspace: Files) -> None:
    article = workspace.articles[0].path
    text = article.read_text("utf-8")
    article.write_text(text.replace("sy:value 7471000000.0", "sy:value 7472000000.0"), "utf-8")
    done = diff(Files.bundled().folder, workspace.folder)
    assert done.exit_code == 1
    first, was, now, last = done.stdout.splitlines()
    assert first == "~ id:ftz-trade-2023 sy:value 7471000000.0 → 7472000000.0"
    assert was.startswith("    was shenyang-2024/420 2023年，自貿區瀋陽片區新增註冊企業1207家")
    assert now.startswith("    now shenyang-2024/420 2023年，自貿區瀋陽片區新增註冊企業1207家")
    assert last.startswith("1 changed (")


def test_json_has_the_same_changes(workspace: Files) -> None:
    gazetteer = workspace.gazetteer
    text = gazetteer.read_text("utf-8")
    gazetteer.write_text(text.replace('"瀋陽市"@zh-Hant , ', "", 1), "utf-8")
    done = diff(Files.bundled().folder, workspace.folder, "-f", "json")
    found = json.loads(done.stdout)
    assert found["counts"] == {"added": 0, "removed": 1, "changed": 0, "restated": 0}
    [change] = found["changes"]
    assert change["old"] == ['"瀋陽市"@zh-Hant']
    assert change["was"] == [{"graph": PREFIXES["graph"] + "gazetteer", "quote": None}]


def test_markdown_is_a_section_of_a_changelog() -> None:
    new = OLD.replace('"31億元"', '"31億*元"').replace("31.0", "32.0")
    assert as_markdown(compare(version(OLD), version(new)), "0.2.0") == (
        """## 0.2.0

2 changed (4 statements before, 4 after).

### Changed

- `id:trade` `sy:value` `31.0` → `32.0`
  - was `shenyang-2024/10` 31億元
  - now `shenyang-2024/10` 31億\\*元
- `p:10` `sy:quote` `"31億元"` → `"31億*元"`
"""
    )


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("missing.trig", None, "missing.trig"),
        ("broken.ttl", "id:a", "broken.ttl"),
        ("data.docx", "", "unknown format"),
        ("empty", None, "empty"),
    ],
)
def test_an_error_names_a_source_that_is_not_a_version(
    tmp_path: Path, name: str, content: str | None, reason: str
) -> None:
    place = tmp_path / name
    if content is not None:
        place.write_text(content)
    elif "." not in name:
        place.mkdir()
    done = diff(Files.bundled().folder, place)
    assert done.exit_code == 2
    assert reason in done.stderr and done.stdout == ""
