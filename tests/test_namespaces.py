"""IRIs and CURIEs, both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, Store

from sygraph.namespaces import DERIVED, GAZETTEER, ID, ONTOLOGY, PREFIXES, SY, curie, expand, sy

GRAPH = "https://w3id.org/sygraph/graph/"


def test_the_fixed_names_are_what_others_rely_on() -> None:
    assert SY == "https://w3id.org/sygraph/ontology#"
    assert ID == "https://w3id.org/sygraph/id/"
    assert {graph.value for graph in (GAZETTEER, ONTOLOGY, DERIVED)} == {
        GRAPH + "gazetteer",
        GRAPH + "ontology",
        GRAPH + "derived",
    }
    assert sy("City") == NamedNode("https://w3id.org/sygraph/ontology#City")


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        (ID + "shenyang", "id:shenyang"),
        (SY + "City", "sy:City"),
        ("https://w3id.org/sygraph/passage/shenyang-2024/340", "shenyang-2024/340"),
        ("https://w3id.org/sygraph/article/shenyang-2024", "art:shenyang-2024"),
        ("http://www.w3.org/2001/XMLSchema#gYear", "xsd:gYear"),
    ],
)
def test_a_known_iri_has_a_short_form_and_back(iri: str, short: str) -> None:
    assert curie(iri) == short
    assert expand(short) == iri


@pytest.mark.parametrize(
    "iri",
    [
        "https://sws.geonames.org/2034937/",
        "https://w3id.org/sygraph/passage/another-article/ten",
        ID,
        ID + "a/b",
        ID + "-a",
        ID + "a%20b",
        ID + "a b",
        ID + "²",
    ],
)
def test_an_iri_that_no_curie_can_write_stays_whole(iri: str) -> None:
    assert curie(iri) == iri


@pytest.mark.parametrize(
    "text", ["shenyang", "nope:shenyang", "Hannover Messe: 2024", "", ":", "id:a b", "id:a>"]
)
def test_what_is_no_curie_expands_to_nothing(text: str) -> None:
    assert expand(text) is None


@given(st.sampled_from(sorted(PREFIXES.values())), st.text(max_size=12))
def test_a_short_form_means_the_same_to_sparql(base: str, local: str) -> None:
    short = curie(base + local)
    if short != base + local:
        assert expand(short) == base + local
        store = Store()
        store.update(f"INSERT DATA {{ {short} {short} {short} }}", prefixes=PREFIXES)
        node = NamedNode(base + local)
        assert Quad(node, node, node) in store
