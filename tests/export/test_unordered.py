"""The whole graph as a store has it: the same statements, in whatever order."""

from __future__ import annotations

import io
import warnings

import pyoxigraph as ox
import pytest
import rdflib

from sygraph.export import export
from sygraph.graph import KnowledgeGraph
from sygraph.rdf.formats import Format
from sygraph.rdf.inexpressible import Inexpressible
from sygraph.rdf.order import canonical
from sygraph.store.interface import OxigraphStore, Store
from sygraph.store.rdflib_store import RdflibStore

BLANK = """
    <a:s> <a:p> _:b . _:b <a:q> "a"@zh-Hant .
    <a:g> { _:b <a:q> "a"@zh-Hant , 1.5 }
    <a:h> { <a:s> <a:p> _:b . <a:s> <a:p> <a:o> }
"""


def written(store: Store, name: str, *, ordered: bool) -> bytes:
    out = io.BytesIO()
    export(store, Format.named(name), out, ordered=ordered)
    return out.getvalue()


def stated(content: bytes, name: str) -> list[bytes]:
    """What a document states, one line a statement, whatever its blank nodes are called."""
    if name == "hextuples":  # which nothing of ours reads; its lines have no blank nodes here
        return sorted(content.splitlines())
    kind = ox.RdfFormat.from_media_type(Format.named(name).media_type)
    lines = ox.serialize(ox.parse(content, format=kind), format=ox.RdfFormat.N_QUADS) or b""
    return sorted(canonical(lines).splitlines())


@pytest.mark.slow
@pytest.mark.parametrize("name", Format.names(["graph", "dataset"]))
def test_the_unordered_export_is_complete(kg: KnowledgeGraph, name: str) -> None:
    found = written(kg.store, name, ordered=False)
    assert stated(found, name) == stated(written(kg.store, name, ordered=True), name)
    assert b"zh-Hant" in found
    assert b"zh-hant" not in found


@pytest.mark.parametrize("name", ["turtle", "jsonld", "trig", "nquads"])
@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
def test_the_unordered_export_keeps_blank_node_labels(engine: str, name: str) -> None:
    dataset = ox.Store()
    dataset.load(BLANK, ox.RdfFormat.TRIG)
    store: Store = OxigraphStore(dataset)
    if engine == "rdflib":
        other = rdflib.Dataset()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of what rdflib itself still calls
            other.parse(data=BLANK, format="trig")
        store = RdflibStore(other)
    found = written(store, name, ordered=False)
    assert stated(found, name) == stated(written(store, name, ordered=True), name)
    assert found


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize(
    ("object", "said"),
    [
        ('"a \\" b"@ar--rtl', 'hold "a \\\\" b"@ar--rtl: it has no direction'),
        ("<<( <a:s> <a:p> 'c' )>>", r"hold <<\( <a:s> <a:p> \"c\" \)>>: it has no triple terms"),
    ],
)
def test_an_error_names_what_n3_cannot_express(object: str, said: str, ordered: bool) -> None:
    dataset = ox.Store()
    dataset.load(f"<a:s> <a:p> 'so', {object} .", ox.RdfFormat.TURTLE)
    dataset.update("INSERT { GRAPH <a:g> { ?s ?p ?o } } WHERE { ?s ?p ?o }")
    with pytest.raises(Inexpressible, match=said):
        written(OxigraphStore(dataset), "n3", ordered=ordered)


def test_n3_keeps_strings_that_look_like_other_syntax() -> None:
    dataset = ox.Store()
    dataset.load("<a:s> <a:p> 'a \"<<( x )>>\"@ar--rtl'@zh-Hant .", ox.RdfFormat.TURTLE)
    found = written(OxigraphStore(dataset), "n3", ordered=False)
    assert found.endswith(rb'<a:p> "a \"<<( x )>>\"@ar--rtl"@zh-Hant .' + b"\n")
