"""Run a query by name or as text, with any name of an entity as a parameter."""

from __future__ import annotations

from pathlib import Path

import pytest

from sygraph.errors import (
    AmbiguousEntity,
    BadParameter,
    QuerySyntaxError,
    UnknownEntity,
    UnknownQuery,
)
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import ID
from sygraph.queries.catalog import Catalog
from sygraph.queries.run import is_name, run

PLACES = """\
#+ summary: What is this place called?
#+ summary-zh: 此地何名？
#+ description: Its labels.
#+ params:
#+   - name: place
#+     type: entity
#+     class: sy:{cls}
#+     description: The place.
#+     example: 首爾
SELECT ?place {{ VALUES ?place {{ id:shenyang }} ?place a ?class FILTER(?class = sy:{cls}) }}
"""


def places(kg: KnowledgeGraph, cls: str, **params: object) -> list[object]:
    return [row.place for row in run(kg.store, Catalog({}), PLACES.format(cls=cls), params)]


def test_text_with_a_header_has_parameters(kg: KnowledgeGraph) -> None:
    assert places(kg, "City") == [ID + "shenyang"]
    assert places(kg, "City", place=None) == [ID + "shenyang"]
    for name in ("seoul", "id:seoul", ID + "seoul", "Seoul", "首爾", "首尔"):
        assert places(kg, "City", place=name) == [ID + "seoul"]


def test_an_entity_of_another_class_is_an_error(kg: KnowledgeGraph) -> None:
    with pytest.raises(UnknownEntity) as caught:
        places(kg, "Country", place="首爾")
    assert caught.value.hint == "id:seoul is not a sy:Country"


def test_an_unknown_entity_suggests_the_nearest(kg: KnowledgeGraph) -> None:
    with pytest.raises(UnknownEntity) as caught:
        places(kg, "City", place="Seuol")
    assert "Seoul" in caught.value.suggestions


def test_the_class_of_the_parameter_decides_between_namesakes(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ambiguous(store: object, name: str) -> None:
        raise AmbiguousEntity(name, ["id:japan", "id:seoul"])

    monkeypatch.setattr("sygraph.queries.run.resolve", ambiguous)
    assert places(kg, "City", place="Namesake") == [ID + "seoul"]
    assert places(kg, "Country", place="Namesake") == [ID + "japan"]
    with pytest.raises(AmbiguousEntity):
        places(kg, "Place", place="Namesake")


def test_text_without_a_header_has_no_parameters(kg: KnowledgeGraph) -> None:
    with pytest.raises(BadParameter) as caught:
        run(kg.store, Catalog({}), "ASK {}", {"country": "japan"})
    assert caught.value.name == "country"


def test_a_name_is_looked_up_and_text_is_not(kg: KnowledgeGraph, tmp_path: Path) -> None:
    (tmp_path / "seoul.rq").write_text(PLACES.format(cls="City"), "utf-8")
    catalog = Catalog({path.stem: path for path in tmp_path.glob("*.rq")})
    assert run(kg.store, catalog, " seoul ", {"place": "首爾"})[0].place == ID + "seoul"
    with pytest.raises(UnknownQuery):
        run(kg.store, catalog, "soul")
    with pytest.raises(QuerySyntaxError):
        run(kg.store, catalog, "seoul {")


@pytest.mark.parametrize("text", ["ASK{}", "SELECT * {}", "DESCRIBE<http://x/>", "#+ x\nASK{}"])
def test_sparql_is_not_a_name(text: str) -> None:
    assert not is_name(text)


@pytest.mark.parametrize("sparql", ["ASK {}", "SELECT * {}", "CONSTRUCT { } { ?s ?p ?o }"])
def test_rows_have_evidence_only_on_request(kg: KnowledgeGraph, sparql: str) -> None:
    for evidence in (False, True):
        rows = run(kg.store, Catalog({}), sparql, evidence=evidence).rows
        assert all((row.proof is not None) is evidence for row in rows)
