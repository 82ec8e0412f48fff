"""The documentation of the ontology, made by pyLODE: one self-contained page per language."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING

from sygraph.data import Files
from sygraph.errors import MissingPackage
from sygraph.namespaces import BASE, PREFIXES, SY, curie
from sygraph.pages.texts import texts
from sygraph.rdf.safe_output import html_page

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

__all__ = ["ontology_page"]

_NONE: Mapping[str, str] = MappingProxyType({})

_NAMES = {"en": "English", "zh-Hant": "繁體中文", "zh-Hans": "简体中文"}


# Added to pyLODE's style: small screens, Chinese text, dark mode.
_STYLE = """
:root { color-scheme: light dark }
body { font-family: system-ui, "Noto Sans", "Noto Sans CJK TC", sans-serif; line-height: 1.5 }
:lang(zh-Hans) body { font-family: system-ui, "Noto Sans CJK SC", sans-serif; line-height: 1.7 }
#languages { margin: 0 0 1rem; display: flex; gap: 1rem }
@media (max-width: 60rem) {
  body { margin: 0 }
  a { overflow-wrap: anywhere }
  #pylode { display: none }
  #content, #toc { position: static; width: auto; margin: 1rem; border: 0; max-height: none }
  table.entity th, table.entity td { display: block; width: auto; text-align: start }
  code { overflow-wrap: anywhere }
}
@media (prefers-color-scheme: dark) {
  body, #toc, ul.hlist, ul.hierarchy, .entity, table, td, th {
    background: #16181d !important; color: #e6e3da !important
  }
  a, h1, h2, h3, #toc h3 { color: #8ab4f8 !important }
  code { color: #f0a38c !important }
}
"""


def ontology_page(
    files: Files,
    lang: str,
    addresses: Mapping[str, str] = _NONE,
    examples: Mapping[str, str] = _NONE,
) -> str:
    """Return the page in a language; it loads nothing.

    Args:
        files: the data folder with the ontology.
        lang: en, zh-Hant or zh-Hans.
        addresses: where the pages in the languages are, for a switch between them.
        examples: how terms are used, by IRI; see `sygraph.entities.term_examples`.

    Raises:
        MissingPackage: pyLODE is not installed.
    """
    from rdflib import SKOS, Graph, Literal, URIRef

    graph = Graph(bind_namespaces="core").parse(files.ontology, format="turtle")
    codes = _code_lists(graph, lang)
    shown = _in_language(graph, lang)
    for iri, use in examples.items():
        shown.add((URIRef(iri), SKOS.example, Literal(use)))
    with _quietly():
        try:
            from pylode.profiles.ontpub import OntPub
        except ImportError as error:
            raise MissingPackage("pylode", hint="pip install 'sygraph[docs]'") from error
        document = OntPub(shown, sort_subjects=True)
        # pyLODE makes ids from the ASCII letters of labels; a Chinese label has none.
        document.fids.update(_ids(shown))
        page = str(document.make_html())
    # Its blank nodes get new names in each run; the dataset description has the same content.
    page = re.sub(r'<script id="schema.org".*?</script>', "", page, flags=re.S)
    page = page.replace('<div id="namespaces">', codes + '<div id="namespaces">', 1)
    page = page.replace(f'href="{BASE}ontology"', 'href="#metadata"')
    head = f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
    page = page.replace("<html>", f'<html lang="{lang}">', 1).replace("</head>", head, 1)
    page = page.replace('<div id="content">', f'<div id="content">{_switch(lang, addresses)}', 1)
    return html_page(_translated(page, lang))


def _ids(graph: Graph) -> dict[str, str]:
    """Return the HTML id of each term: its local name, the same in every language.

    A term of another vocabulary has its prefix before that, as `schema-City`.
    """
    from rdflib import URIRef

    terms = [str(term) for term in set(graph.subjects()) if isinstance(term, URIRef)]
    return {
        term: re.sub(r"\W", "-", term.removeprefix(SY) if term.startswith(SY) else curie(term))
        for term in terms
    }


@contextmanager
def _quietly() -> Iterator[None]:
    """Restore logging after pyLODE, and ignore the files that it leaves open."""
    root = logging.getLogger()
    level, handlers, disabled = root.level, list(root.handlers), logging.root.manager.disable
    logging.disable(logging.INFO)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(disabled)
        root.setLevel(level)
        root.handlers[:] = handlers


def _in_language(graph: Graph, lang: str) -> Graph:
    """Return the ontology with the labels of one language, without the code lists."""
    from rdflib import OWL, RDF, SKOS, Graph, Literal

    kept = Graph(bind_namespaces="core")
    for prefix, base in PREFIXES.items():
        kept.bind(prefix, base)
    lists = set(graph.subjects(RDF.type, SKOS.ConceptScheme))
    lists |= set(graph.subjects(SKOS.inScheme, None)) - set(graph.subjects(RDF.type, OWL.Class))
    for s, p, o in sorted(graph, key=str):
        foreign = isinstance(o, Literal) and o.language and o.language.lower() != lang.lower()
        if s not in lists and not foreign:
            kept.add((s, p, Literal(str(o)) if isinstance(o, Literal) and o.language else o))
    return kept


def _code_lists(graph: Graph, lang: str) -> str:
    """Return what pyLODE does not show: the codes of the lists, and the datatypes."""
    from rdflib import OWL, RDF, RDFS, SKOS, Literal

    def said(term: Node, predicate: Node) -> str:
        texts = (t for t in graph.objects(term, predicate) if isinstance(t, Literal))
        return next(
            (escape(str(t)) for t in texts if (t.language or "").lower() == lang.lower()), ""
        )

    def name(term: Node) -> str:
        return escape(str(term).rpartition("#")[2])

    def anchor(term: Node) -> str:
        """Where the term is described: a class that is a unit has its anchor as a class."""
        here = str(term).startswith(SY) and (term, RDF.type, OWL.Class) not in graph
        return f' id="{name(term)}"' if here else ""

    def listed(terms: Iterable[Node]) -> str:
        rows = (
            f"<dt{anchor(term)}>{said(term, SKOS.prefLabel)}"
            f" <code>{escape(curie(str(term)))}</code></dt>"
            f"<dd>{said(term, SKOS.definition)}</dd>"
            for term in sorted(terms, key=str)
        )
        return f"<dl>{''.join(rows)}</dl>"

    parts = ['<div id="codes" class="section"><h2>Code Lists</h2>']
    for scheme in sorted(graph.subjects(RDF.type, SKOS.ConceptScheme), key=str):
        parts.append(
            f'<div class="property entity" id="{name(scheme)}">'
            f"<h3>{said(scheme, SKOS.prefLabel)}</h3><p>{said(scheme, SKOS.definition)}</p>"
            f"{listed(graph.subjects(SKOS.inScheme, scheme))}</div>"
        )
    datatypes = listed(graph.subjects(RDF.type, RDFS.Datatype))
    return "".join([*parts, f"</div><div class='section'><h2>Datatypes</h2>{datatypes}</div>"])


def _switch(lang: str, addresses: Mapping[str, str]) -> str:
    links = (
        f'<a href="{escape(address)}" lang="{other}" hreflang="{other}">{_NAMES[other]}</a>'
        for other, address in addresses.items()
        if other != lang
    )
    found = "".join(links)
    return f'<nav id="languages">{found}</nav>' if found else ""


def _translated(page: str, lang: str) -> str:
    """Return the page with pyLODE's headings in the language."""
    if lang == "en":
        return page
    table = texts(lang)

    def word(found: re.Match[str]) -> str:
        return f">{table.get(f'pylode.{found[1]}', found[1])}<"

    return re.sub(r">([A-Za-z][A-Za-z ]+)<", word, page)
