"""Updates: the merge stays what it is defined to be, whatever is done."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sygraph.data import Files
from sygraph.errors import QuerySyntaxError, SygraphError
from sygraph.sparql.service_policy import ServiceRefused
from sygraph.store.load import build
from sygraph.store.updates import Update, UpdateFailed, apply_update, replay

DEFAULT = ox.DefaultGraph()


class Graph:
    """A store with its explicit triples, and a second one that is told of each change."""

    def __init__(self, store: ox.Store | None = None) -> None:
        self.store, self.explicit = store or ox.Store(), ox.Store()
        self.copy, self.copied = ox.Store(), ox.Store()
        self.copy.extend(self.store)

    def do(self, text: str, *using: str, named: tuple[str, ...] = ()) -> None:
        update = Update(text, "http://here/sparql", using, named)
        replay(self.copy, self.copied, apply_update(self.store, self.explicit, update))
        self.check()

    def check(self) -> None:
        """The default graph is what was put there and what graphs state, and the copy the same."""
        assert self.default() == self.expected_default()
        assert set(self.copy) == set(self.store)
        assert set(self.copied) == set(self.explicit)
        assert set(self.copy.named_graphs()) == set(self.store.named_graphs())
        assert not [g for g in self.store.named_graphs() if "delta" in g.value]

    def default(self) -> set[ox.Triple]:
        return {q.triple for q in self.store if q.graph_name == DEFAULT}

    def expected_default(self) -> set[ox.Triple]:
        """What the named graphs state, and what was put into the default graph itself."""
        stated = {q.triple for q in self.store if q.graph_name != DEFAULT}
        return stated | {q.triple for q in self.explicit}

    def ask(self, pattern: str) -> bool:
        return bool(self.store.query(f"ASK {{ {pattern} }}"))

    def rows(self, query: str) -> ox.QuerySolutions:
        found = self.store.query(query)
        assert isinstance(found, ox.QuerySolutions)
        return found

    def quads(self) -> set[str]:
        return {str(q) for q in self.store if q.graph_name != DEFAULT}


@pytest.fixture
def graph() -> Graph:
    """Two graphs that state one thing together, and each one of its own."""
    made = Graph()
    made.do("INSERT DATA { GRAPH <a:g> { <a:s> <a:p> 1, 2 } GRAPH <a:h> { <a:s> <a:p> 1, 3 } }")
    return made


def test_a_fact_leaves_the_default_graph_with_the_last_that_states_it(graph: Graph) -> None:
    graph.do("DELETE DATA { GRAPH <a:g> { <a:s> <a:p> 1, 2 } }")
    assert graph.ask("<a:s> <a:p> 1")
    assert not graph.ask("<a:s> <a:p> 2")
    graph.do("DELETE { GRAPH ?g { ?s ?p 1 } } WHERE { GRAPH ?g { ?s ?p 1 } }")
    assert not graph.ask("<a:s> <a:p> 1")


def test_what_was_put_there_for_itself_stays(graph: Graph) -> None:
    graph.do("INSERT DATA { <a:s> <a:p> 1, 9 }")
    graph.do("DROP NAMED")
    assert graph.ask("<a:s> <a:p> 1, 9")
    assert not graph.ask("<a:s> <a:p> 3")
    graph.do("CLEAR DEFAULT")
    assert len(graph.store) == 0


def test_what_graphs_state_cannot_be_taken_out_of_the_merge_alone(graph: Graph) -> None:
    graph.do("INSERT DATA { <a:s> <a:p> 1, 9 }")
    graph.do("DELETE DATA { <a:s> <a:p> 1, 9 }")
    assert graph.ask("<a:s> <a:p> 1")
    assert not graph.ask("<a:s> <a:p> 9")
    graph.do("CLEAR GRAPH <a:g> ; CLEAR GRAPH <a:h>")
    assert not graph.ask("?s ?p ?o")


def test_templates_name_graphs_in_every_way(graph: Graph) -> None:
    graph.do(
        """PREFIX a: <a:>
        WITH a:g
        DELETE { ?s ?p 2 . GRAPH a:h { ?s ?p 3 } }
        INSERT { ?s ?p 20 GRAPH ?in { ?s a:in ?in } . ?s ?p 21 . GRAPH <rel> { [] a:b "}" } }
        WHERE { ?s ?p 2 . GRAPH ?in { ?s ?p 3 } } # a comment }"""
    )
    assert graph.ask("GRAPH <a:g> { <a:s> <a:p> 1, 20, 21 } GRAPH <a:h> { <a:s> <a:in> <a:h> }")
    assert graph.ask('GRAPH <http://here/rel> { ?b <a:b> "}" }')
    assert not graph.ask("<a:s> <a:p> 2") and not graph.ask("<a:s> <a:p> 3")


def test_a_blank_node_is_one_across_graphs_and_new_for_each_solution(graph: Graph) -> None:
    graph.do(
        "INSERT { _:b <a:v> ?o GRAPH <a:x> { _:b <a:w> ?o } } WHERE { GRAPH <a:g> { ?s <a:p> ?o } }"
    )
    rows = list(graph.rows("SELECT DISTINCT ?b { ?b <a:v> ?o . GRAPH <a:x> { ?b <a:w> ?o } }"))
    assert len(rows) == 2


def test_a_graph_that_is_named_by_a_literal_is_none(graph: Graph) -> None:
    before = graph.quads()
    graph.do("INSERT { GRAPH ?o { ?s ?p ?o } } WHERE { ?s ?p ?o }")
    assert graph.quads() == before


def test_delete_where(graph: Graph) -> None:
    graph.do("DELETE WHERE { GRAPH <a:g> { ?s ?p 1 } }")
    assert graph.ask("GRAPH <a:h> { ?s ?p 1 } FILTER NOT EXISTS { GRAPH <a:g> { ?s ?p 1 } }")


@pytest.mark.parametrize(
    ("using", "named", "where", "expected"),
    [
        (["a:g"], [], "?s <a:p> ?o", {1, 2}),
        (["a:g", "a:h"], [], "?s <a:p> ?o", {1, 2, 3}),
        ([], ["a:h"], "GRAPH ?g { ?s <a:p> ?o }", {1, 3}),
        ([], ["a:h"], "?s <a:p> ?o", set()),
        (["a:g"], ["a:h"], "GRAPH ?g { ?s <a:p> ?o } ?s <a:p> ?o", {1}),
    ],
)
def test_the_request_gives_the_dataset(
    graph: Graph, using: list[str], named: list[str], where: str, expected: set[int]
) -> None:
    graph.do(
        f"INSERT {{ GRAPH <a:new> {{ ?s ?p ?o }} }} WHERE {{ {where} BIND(<a:p> AS ?p) }}",
        *using,
        named=tuple(named),
    )
    rows = graph.rows("SELECT ?o { GRAPH <a:new> { ?s ?p ?o } }")
    assert {int(row["o"].value) for row in rows} == expected
    graph.do("DELETE WHERE { ?s <a:p> ?o }", "a:nowhere")
    assert graph.ask("<a:s> <a:p> 1")


@pytest.mark.parametrize(
    "text",
    [
        "INSERT { <a:s> <a:p> ?o } USING <a:g> WHERE { ?s ?p ?o }",
        "INSERT { <a:s> <a:p> ?o } USING NAMED <a:g> WHERE { ?s ?p ?o }",
        "WITH <a:g> INSERT { <a:s> <a:p> ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_a_dataset_given_twice_is_a_mistake(graph: Graph, text: str) -> None:
    graph.do(text)
    for using, named in (("a:h", ()), ("", ("a:h",))):
        with pytest.raises(SygraphError, match="given twice") as caught:
            graph.do(text, *filter(None, [using]), named=named)
        assert caught.value.status == 400


@pytest.mark.parametrize(
    ("text", "there", "gone"),
    [
        ("COPY <a:g> TO <a:h>", ["GRAPH <a:h> { ?s ?p 1, 2 }"], ["?s ?p 3"]),
        (
            "MOVE GRAPH <a:g> TO GRAPH <a:h>",
            ["GRAPH <a:h> { ?s ?p 2 }"],
            ["GRAPH <a:g> { ?s ?p 1 }"],
        ),
        ("ADD <a:g> TO <a:h>", ["GRAPH <a:h> { ?s ?p 1, 2, 3 }"], []),
        ("COPY DEFAULT TO <a:n>", ["GRAPH <a:n> { ?s ?p 1, 2, 3 }"], []),
        ("MOVE <a:g> TO DEFAULT", ["?s ?p 1, 2, 3"], ["GRAPH <a:g> { ?s ?p ?o }"]),
        ("COPY <a:g> TO DEFAULT ; DROP NAMED", ["?s ?p 1, 2"], ["?s ?p 3"]),
        ("COPY <a:g> TO <a:g>", ["GRAPH <a:g> { ?s ?p 1, 2 }"], []),
        ("CLEAR ALL", [], ["?s ?p ?o", "GRAPH ?g { ?s ?p ?o }"]),
        ("DROP ALL ; INSERT DATA { <a:x> <a:p> 7 }", ["?s ?p 7"], ["?s ?p 1"]),
        ("CLEAR GRAPH <a:nowhere>", ["?s ?p 1"], []),
        ("DROP SILENT GRAPH <a:nowhere> ; CREATE SILENT GRAPH <a:g>", ["?s ?p 1"], []),
    ],
)
def test_whole_graphs(graph: Graph, text: str, there: list[str], gone: list[str]) -> None:
    graph.do(text)
    assert all(map(graph.ask, there))
    assert not any(map(graph.ask, gone))


@pytest.mark.parametrize("text", ["DROP GRAPH <a:nowhere>", "CREATE GRAPH <a:g>"])
def test_what_cannot_be_done_as_things_are(graph: Graph, text: str) -> None:
    with pytest.raises(UpdateFailed, match="there"):
        graph.do(text)


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://127.0.0.1:9/x>",
        "LOAD SILENT <http://127.0.0.1:9/x> INTO GRAPH <a:g>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/x> { ?s ?p ?o } }",
        "INSERT { ?s ?p ?o } WHERE { SERVICE SILENT <http://127.0.0.1:9/x> { ?s ?p ?o } }",
    ],
)
def test_nothing_is_fetched(graph: Graph, text: str) -> None:
    with pytest.raises(ServiceRefused):
        graph.do(text)


def test_a_mistake_is_shown_where_it_is(graph: Graph) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        graph.do("CLEAR ALL ;\nINSERT DATA { <a:s> <a:p> }")
    assert caught.value.line == 2
    with pytest.raises(QuerySyntaxError) as caught:
        graph.do("CLEAR ALL; PREFIX a: <a:>\n CLEAR SOME")
    assert caught.value.line == 2
    with pytest.raises(QuerySyntaxError) as caught:
        graph.do("CLEAR SOME")
    assert str(caught.value).startswith("syntax error at line 1, column 7: expected one of ALL")
    assert graph.ask("<a:s> <a:p> 1")


GRAPHS = st.sampled_from(["DEFAULT", "<a:g>", "<a:h>"])
TRIPLES = st.sampled_from([f"<a:s> <a:p> {n}" for n in range(4)])


@st.composite
def any_update(draw: st.DrawFn) -> str:
    def block(graph: str, triple: str) -> str:
        return f"{{ {triple} }}" if graph == "DEFAULT" else f"{{ GRAPH {graph} {{ {triple} }} }}"

    graph, other, triple = draw(GRAPHS), draw(GRAPHS), draw(TRIPLES)
    name = graph if graph == "DEFAULT" else f"GRAPH {graph}"
    return draw(
        st.sampled_from(
            [
                f"INSERT DATA {block(graph, triple)}",
                f"DELETE DATA {block(graph, triple)}",
                f"CLEAR {name}",
                f"DROP SILENT {name}",
                "CREATE SILENT GRAPH <a:g>",
                f"DROP ALL ; CREATE GRAPH <a:h> ; INSERT DATA {block(graph, triple)}",
                f"COPY {graph} TO {other}",
                f"MOVE {graph} TO {other}",
                f"ADD {graph} TO {other}",
                f"DELETE {block(graph, triple)} INSERT {block(other, triple)} WHERE {{}}",
                f"DELETE {block(graph, '?s ?p ?o')} WHERE {block(other, '?s ?p ?o')}",
                "DELETE { GRAPH ?g { ?s ?p ?o } } INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o"
                " FILTER(?o > 1) } }",
            ]
        )
    )


@given(st.lists(any_update(), max_size=12))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_the_merge_is_right_after_anything(updates: list[str]) -> None:
    graph = Graph()
    for update in updates:
        graph.do(update)
        assert graph.default() == graph.expected_default()


class TestDerived:
    """On the article itself: what loading derives follows what an update changes."""

    @pytest.fixture
    def article(self) -> Graph:
        return Graph(build(Files.bundled()))

    PREFIX = """
        PREFIX sy: <https://w3id.org/sygraph/ontology#> PREFIX id: <https://w3id.org/sygraph/id/>
        PREFIX p: <https://w3id.org/sygraph/passage/shenyang-2024/>
        PREFIX graph: <https://w3id.org/sygraph/graph/>
        PREFIX art: <https://w3id.org/sygraph/article/>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
    """

    def ask(self, graph: Graph, pattern: str) -> bool:
        return bool(graph.store.query(f"{self.PREFIX} ASK {{ {pattern} }}"))

    def test_types_come_and_go(self, article: Graph) -> None:
        assert not self.ask(article, "id:atlantis a ?type")
        article.do(self.PREFIX + "INSERT DATA { GRAPH p:10 { id:atlantis a sy:City } }")
        assert self.ask(
            article, "id:atlantis a sy:Place GRAPH graph:derived { id:atlantis a sy:Place }"
        )
        article.do(self.PREFIX + "DELETE DATA { GRAPH p:10 { id:atlantis a sy:City } }")
        assert not self.ask(article, "id:atlantis a ?type")

    def test_the_class_hierarchy_itself_may_change(self, article: Graph) -> None:
        article.do(
            self.PREFIX + "INSERT DATA { GRAPH graph:ontology { sy:City rdfs:subClassOf sy:New } }"
        )
        assert self.ask(article, "id:shenyang a sy:New")

    def test_days_follow_dates(self, article: Graph) -> None:
        article.do(
            self.PREFIX
            + 'INSERT DATA { GRAPH p:10 { id:fair a sy:Event ; sy:date "2024-02"^^xsd:gYearMonth .'
            " id:fair-visitors a sy:Observation ; sy:of id:fair } }"
        )
        days = 'sy:firstDay "2024-02-01"^^xsd:date ; sy:lastDay "2024-02-29"^^xsd:date'
        assert self.ask(article, f"id:fair {days} . id:fair-visitors {days}")
        article.do(
            self.PREFIX + "DELETE { GRAPH p:10 { ?fair sy:date ?month } } INSERT { GRAPH p:10 "
            '{ ?fair sy:notBefore "2023"^^xsd:gYear } } '
            " WHERE { ?fair sy:date ?month FILTER(?fair = id:fair) }"
        )
        days = 'sy:firstDay "2023-01-01"^^xsd:date ; sy:lastDay "2024-10-29"^^xsd:date'
        assert self.ask(article, f"id:fair {days} . id:fair-visitors {days}")
        article.do(self.PREFIX + "DELETE WHERE { GRAPH p:10 { id:fair sy:notBefore ?day } }")
        assert not self.ask(article, "VALUES ?s { id:fair id:fair-visitors } ?s sy:firstDay ?day")

    def test_an_update_that_is_undone_leaves_no_trace(self, article: Graph) -> None:
        before = article.quads()
        passage = "GRAPH ?g { ?s ?p ?o } FILTER(?g = p:420)"
        article.do(
            self.PREFIX + f"INSERT {{ GRAPH <a:kept> {{ ?s ?p ?o }} }} WHERE {{ {passage} }}"
        )
        article.do(self.PREFIX + "CLEAR GRAPH p:420")
        article.do(self.PREFIX + "MOVE <a:kept> TO p:420")
        assert article.quads() == before

    def test_offsets_go_with_the_quote(self, article: Graph) -> None:
        assert self.ask(article, "p:420 sy:start ?n")
        article.do(
            self.PREFIX + "DELETE WHERE { GRAPH art:shenyang-2024 { p:420 sy:quote ?words } }"
        )
        assert not self.ask(article, "p:420 sy:start ?n")
