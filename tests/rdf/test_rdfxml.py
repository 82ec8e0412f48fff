"""The engine's RDF/XML, corrected for readers of RDF 1.1."""

from __future__ import annotations

import io

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from sygraph.export import export
from sygraph.namespaces import PREFIXES
from sygraph.rdf.formats import Format
from sygraph.rdf.inexpressible import Inexpressible
from sygraph.store.interface import OxigraphStore

RDF = PREFIXES["rdf"]
MERGE = "INSERT { GRAPH <a:g> { ?s ?p ?o } } WHERE { ?s ?p ?o }"


def written(turtle: str, *, ordered: bool = False) -> str:
    store = ox.Store()
    store.load(turtle, ox.RdfFormat.TURTLE)
    store.update(MERGE)
    out = io.BytesIO()
    export(OxigraphStore(store), Format.named("rdfxml"), out, ordered=ordered)
    return out.getvalue().decode()


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize(
    "turtle",
    [
        "<a:s> a <http://a/12> ; <http://a/p> 1 , '' . <a:t> a <http://a/> .",
        "_:12a a <http://a/12> ; <http://a/p> _:3b . _:3b <http://a/p> <a:s> .",
        "<a:s> <http://a/p> 'a\\rb\\n\\tc' , ' <d> & \"e\" ]]>'@zh-Hant-TW .",
        "<a:s> a _:b , <http://a/T> ; <http://a/p?q=1&x=y> <http://a/'&> .",
        '<a:s> <http://a/p> \' xml:lang="zh-hant"<oxprefix: xmlns:oxprefix="">\\t</oxprefix:>\' .',
        f"<a:s> <{RDF}_1> <a:b> ; a <{RDF}li> ; <http://a/\u4e2d\u6587> '\U00010000' .",
    ],
)
def test_other_parsers_read_the_same_graph(turtle: str, ordered: bool) -> None:
    found = rdflib.Graph().parse(data=written(turtle, ordered=ordered), format="xml")
    meant = rdflib.Graph().parse(data=turtle, format="turtle")
    assert isomorphic(found, meant)


def test_tags_have_the_case_of_the_standard() -> None:
    said = written("<a:s> <http://a/p> 'x'@zh-hant-tw , ' xml:lang=\"zh-hant\"' .")
    assert ' xml:lang="zh-Hant-TW">x<' in said
    assert "xml:lang=&quot;zh-hant&quot;<" in said


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize(
    ("turtle", "said"),
    [
        (
            "<a:s> <http://a/p> '>a \\u0001 & b' .",
            r'hold ">a \\u0001 & b": XML does not allow',
        ),
        ("<a:s> <http://a/p> 'a\ufffe' .", "XML does not allow"),
        ("<a:s> <http://a/p/12&3> 'x' .", "hold <http://a/p/12&3>: this property has no XML name"),
        (f"<a:s> <{RDF}li> 'x' .", "it has no XML name"),
        (f"<a:s> <{RDF}bagID> 'x' .", f"hold <{RDF}bagID>: this name is reserved"),
        ("<a:s> <http://a/p> '\"'@ar--rtl .", r'hold "\\""@ar--rtl: it has no direction of text'),
        (
            "<a:s> <http://a/p> <<( <a:s> <a:p> <a:o> )>> .",
            "hold the triple term of p: it has no triple terms",
        ),
    ],
)
def test_a_term_that_rdf_xml_cannot_express_is_named(turtle: str, said: str, ordered: bool) -> None:
    # Little is looked at in the end, much while it is written.
    for more in ("", "".join(f"<a:{n}> <http://a/p> <a:o> ." for n in range(3000))):
        with pytest.raises(Inexpressible, match=said):
            written(turtle + more, ordered=ordered)
