"""Statements and routes become edges and rows, and no fact is lost."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from pyoxigraph import NamedNode

from sygraph.entities.facts import facts
from sygraph.namespaces import DERIVED, PREFIXES, curie, sy
from sygraph.namespaces import ID as BASE
from sygraph.network.collapse import CollapsedNetwork, collapse
from sygraph.network.multilingual import Multilingual
from sygraph.network.payload import Labels
from sygraph.store.interface import OxigraphStore

HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
CITIES = "id:a a sy:City . id:b a sy:City . id:c a sy:City . id:d a sy:City .\n"


def draw(turtle: str, nodes: str, keep: str = "") -> CollapsedNetwork:
    """Collapse nodes with the facts of a passage; the class Statement is derived."""
    store = ox.Store()
    graph = NamedNode(PREFIXES["p"] + "10")
    derived = sy("Statement")
    text = HEAD + CITIES + turtle
    for quad in ox.parse(text, ox.RdfFormat.TURTLE):
        triple = quad.subject, quad.predicate, quad.object
        store.add(ox.Quad(*triple, DERIVED if quad.object == derived else graph))
        store.add(ox.Quad(*triple))
    wanted = [NamedNode(BASE + name) for name in nodes.split()]
    figures = [NamedNode(BASE + name) for name in ("figure1", "figure2")]
    stated = facts(OxigraphStore(store), "s", [*wanted, *figures])
    mentioned = {node for fact in stated for node in (fact.subject, fact.predicate, fact.object)}
    texts = Multilingual(OxigraphStore(store), [m for m in mentioned if isinstance(m, NamedNode)])
    return collapse(wanted, stated, texts, [NamedNode(BASE + name) for name in keep.split()])


def nodes(found: CollapsedNetwork) -> list[str]:
    return sorted(curie(iri.value).removeprefix("id:") for iri in found.nodes)


def lines(found: CollapsedNetwork) -> list[tuple[str, str, str]]:
    def short(iri: NamedNode) -> str:
        return curie(iri.value).removeprefix("id:")

    return sorted((short(e.start), str(e.label), short(e.end)) for e in found.edges)


def english(label: Labels | None) -> str | None:
    return label["en"] if isinstance(label, dict) else label


PARTNERS = "id:s a sy:Partnership , sy:Statement ; sy:partner id:a , id:b"


def test_a_statement_about_two_nodes_becomes_an_edge() -> None:
    found = draw(f"{PARTNERS} ; dcterms:type sy:sisterCity .", "a b s")
    assert nodes(found) == ["a", "b"]
    assert lines(found) == [("a", "sy:sisterCity", "b")]
    assert found.edges[0].both


def test_a_statement_about_three_nodes_stays_a_node() -> None:
    found = draw(f"{PARTNERS} , id:c .", "a b c s")
    assert nodes(found) == ["a", "b", "c", "s"]
    assert len(found.edges) == 3


def test_only_drawn_nodes_count_as_ends() -> None:
    assert nodes(draw(f"{PARTNERS} , id:c .", "a b s")) == ["a", "b"]


def test_a_statement_about_one_node_becomes_a_row() -> None:
    found = draw('id:s a sy:Target , sy:Statement ; sy:of id:a ; sy:goal "更開放" .', "a s")
    assert nodes(found) == ["a"]
    [row] = found.nodes[NamedNode(BASE + "a")].rows
    assert (row.label, row.words) == ("sy:Target", ("更開放",))
    assert row.value == {"en": "sy:Target · id:a", "zh-Hant": "更開放", "zh-Hans": "更开放"}
    assert [curie(passage.value) for passage in row.passages] == ["shenyang-2024/10"]


def test_a_statement_about_no_node_stays_a_node() -> None:
    assert nodes(draw("id:s a sy:Target , sy:Statement .", "a s")) == ["a", "s"]


def test_a_node_to_keep_stays_a_node() -> None:
    assert nodes(draw(f"{PARTNERS} .", "a b s", keep="s")) == ["a", "b", "s"]


def test_no_edge_leads_to_a_collapsed_node() -> None:
    """An undertaking leads to a designation, which is about one city and would be a row of it."""
    found = draw(
        "id:s1 a sy:Undertaking , sy:Statement ; schema:agent id:b ; schema:object id:s2 ."
        "id:s2 a sy:Designation , sy:Statement ; sy:of id:a .",
        "a b s1 s2",
    )
    ends = {end for edge in found.edges for end in (edge.start, edge.end)}
    assert ends <= found.nodes.keys()
    assert nodes(found) == ["a", "b", "s2"]


FIGURE = "sy:of id:a ; sy:measure sy:tradeTotal ; sy:value 12.0 ; sy:unit qunit:CCY_CNY"


@pytest.mark.parametrize("named", ["a", "a figure1"])
def test_a_figure_becomes_a_row_even_if_it_is_not_selected(named: str) -> None:
    found = draw(f"id:figure1 a sy:Observation , sy:Statement ; {FIGURE} .", named)
    assert nodes(found) == ["a"]
    [row] = found.nodes[NamedNode(BASE + "a")].rows
    assert row.label == "sy:tradeTotal"
    assert english(row.value) == "CNY 12"


def test_a_figure_stays_a_node_if_its_subject_is_not_drawn() -> None:
    assert nodes(draw(f"id:figure1 a sy:Observation ; {FIGURE} .", "b figure1")) == ["b", "figure1"]


def test_a_figure_about_a_collapsed_route_is_a_detail_of_the_edge() -> None:
    found = draw(
        "id:r a sy:AirRoute ; sy:origin id:b ; sy:destination id:a ; sy:service sy:cargo ."
        "id:figure1 a sy:Observation , sy:Statement ; sy:of id:r ; sy:value 9.0 ;"
        " sy:unit qunit:TONNE .",
        "a b r",
    )
    [edge] = found.edges
    assert lines(found) == [
        (
            "b",
            "{'en': 'sy:AirRoute: sy:cargo', 'zh-Hant': 'sy:AirRoute：sy:cargo', "
            "'zh-Hans': 'sy:AirRoute：sy:cargo'}",
            "a",
        )
    ]
    assert "9 qunit:TONNE" in [english(row.value) for row in edge.rows]


def test_a_route_with_one_end_stays_a_node() -> None:
    assert nodes(draw("id:r a sy:AirRoute ; sy:origin id:a .", "a r")) == ["a", "r"]


def test_a_property_without_a_drawn_object_is_a_row() -> None:
    found = draw('id:a sy:describedAs "東北重鎮" ; sy:country id:c .', "a")
    rows = found.nodes[NamedNode(BASE + "a")].rows
    assert {(str(row.label), str(row.value)) for row in rows} == {
        ("sy:describedAs", "「東北重鎮」"),
        ("sy:country", "id:c"),
    }
