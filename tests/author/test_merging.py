"""Two entities become one in all files of a workspace."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode

import sygraph
from sygraph.author.merging import merge_entities
from sygraph.author.workspace import init
from sygraph.data import Files
from sygraph.errors import SygraphError

KEPT = NamedNode("https://w3id.org/sygraph/id/dalian")
MERGED = NamedNode("https://example.org/news/id/dalian-city")

GAZETTEER = """
my:dalian-city a sy:City ;
  skos:prefLabel "大連市"@zh-Hant , "大连市"@zh-Hans , "Dalian"@en ; # my:dalian-city
  geo:lat 38.9 ; sy:country id:china .

my:forum a sy:Event ;
  skos:prefLabel "論壇"@zh-Hant , "论坛"@zh-Hans , "Forum"@en ; sy:inPlace my:dalian-city .
"""
TRIG = """@prefix sy: <https://w3id.org/sygraph/ontology#> .
@prefix my: <https://example.org/news/id/> .
@prefix p: <https://example.org/news/passage/a/> .
@prefix art: <https://example.org/news/article/> .
@prefix schema: <https://schema.org/> .
art:a a schema:NewsArticle .
p:10 a sy:Passage ; sy:quote "my:dalian-city" .
p:10 { my:dalian-city sy:describedAs "my:dalian-city" . my:dalian-city-2 sy:of my:dalian-city . }
"""


@pytest.fixture
def own(tmp_path: Path) -> Files:
    files = init(tmp_path, base="https://example.org/news/")
    with files.gazetteer.open("a", encoding="utf-8") as gazetteer:
        gazetteer.write(GAZETTEER)
    (tmp_path / "graph" / "a.trig").write_text(TRIG, "utf-8")
    (tmp_path / "seeds" / "a.txt").write_text("my:dalian-city", "utf-8")
    return files


def test_every_name_of_the_one_becomes_that_of_the_other(own: Files) -> None:
    changed = merge_entities(own, KEPT, MERGED)
    assert [Path(path).name for path in changed] == ["gazetteer.ttl", "a.trig"]
    trig = own.articles[0].path.read_text("utf-8")
    assert '<https://w3id.org/sygraph/id/dalian> sy:describedAs "my:dalian-city"' in trig
    assert "my:dalian-city-2 sy:of <https://w3id.org/sygraph/id/dalian>" in trig
    assert 'sy:quote "my:dalian-city"' in trig  # words are not names
    kg = sygraph.open(own)
    assert kg.store.ask(f"ASK {{ {KEPT} skos:altLabel '大連市'@zh-Hant }}")
    assert not kg.store.ask(f"ASK {{ {{ {MERGED} ?p ?o }} UNION {{ ?s ?p {MERGED} }} }}")
    # What the kept entity has of its own stays: two coordinates would contradict each other.
    assert not kg.store.ask(f"ASK {{ {KEPT} geo:lat 38.9 }}")


def test_an_entity_of_the_package_is_not_merged_away(own: Files) -> None:
    before = own.gazetteer.read_bytes()
    with pytest.raises(SygraphError, match=r"has no entry in gazetteer\.ttl of the workspace"):
        merge_entities(own, MERGED, KEPT)
    with pytest.raises(SygraphError, match="cannot be merged with itself"):
        merge_entities(own, MERGED, MERGED)
    assert own.gazetteer.read_bytes() == before


def test_an_entity_of_the_package_with_an_entry_here_is_not_merged_away(own: Files) -> None:
    with own.gazetteer.open("a", encoding="utf-8") as gazetteer:
        gazetteer.write('id:seoul skos:altLabel "Seoul City"@en .\n')
    before = own.gazetteer.read_text("utf-8")
    with pytest.raises(SygraphError, match="id:seoul has no entry"):
        merge_entities(own, MERGED, NamedNode("https://w3id.org/sygraph/id/seoul"))
    assert own.gazetteer.read_text("utf-8") == before


def test_exceptions_and_translations_name_the_kept_entity(own: Files) -> None:
    exceptions = own.root / "graph" / "a.exceptions.tsv"
    exceptions.write_text("p:10\timplied\tmy:dalian-city\tmeant; my:dalian-city-2 too\n", "utf-8")
    changed = merge_entities(own, KEPT, MERGED)
    assert "a.exceptions.tsv" in [Path(path).name for path in changed]
    assert exceptions.read_text("utf-8") == (
        "p:10\timplied\tid:dalian\tmeant; my:dalian-city-2 too\n"
    )


def test_things_of_different_classes_are_not_joined(own: Files) -> None:
    before = own.gazetteer.read_bytes()
    with pytest.raises(SygraphError, match="id:dalian is a sy:City, my:forum a sy:Event"):
        merge_entities(own, KEPT, NamedNode("https://example.org/news/id/forum"))
    assert own.gazetteer.read_bytes() == before


def test_a_class_and_one_below_it_may_be_joined(own: Files) -> None:
    with own.gazetteer.open("a", encoding="utf-8") as gazetteer:
        gazetteer.write("my:firm a sy:Company . my:body a sy:Organization .\n")
    firm, body = (NamedNode(f"https://example.org/news/id/{name}") for name in ("firm", "body"))
    assert merge_entities(own, firm, body)
