"""Namespaces, terms of RDF, prefixes, and CURIEs in both directions."""

from __future__ import annotations

from pyoxigraph import NamedNode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "ARTICLE",
    "BASE",
    "COMMENT",
    "COMMON_PREFIXES",
    "DERIVED",
    "GAZETTEER",
    "GRAPH",
    "ID",
    "LABELS",
    "MERGE",
    "ONTOLOGY",
    "OWL",
    "PASSAGE",
    "PREFIXES",
    "PREF_LABEL",
    "RDF",
    "RDFS",
    "RDFS_LABEL",
    "RDF_TYPE",
    "REIFIES",
    "SKOS",
    "SUBCLASS_OF",
    "SY",
    "TRANSLATION",
    "TRANSLATIONS",
    "XSD",
    "OpenArticle",
    "article_of",
    "citation",
    "compact",
    "curie",
    "declarations",
    "entity_iris",
    "expand",
    "is_article",
    "is_entity",
    "is_passage",
    "is_term",
    "is_translations",
    "local_name",
    "namespaces",
    "one_article",
    "open_articles",
    "passage_name",
    "passage_number",
    "sy",
    "translated_article",
    "translations_of",
    "vocab",
]

BASE = "https://w3id.org/sygraph/"
SY = BASE + "ontology#"
ID = BASE + "id/"
PASSAGE = BASE + "passage/"
ARTICLE = BASE + "article/"
GRAPH = BASE + "graph/"

GAZETTEER = NamedNode(GRAPH + "gazetteer")
ONTOLOGY = NamedNode(GRAPH + "ontology")
DERIVED = NamedNode(GRAPH + "derived")
# The translations of an article are in a graph named by this and the article's name.
TRANSLATIONS = GRAPH + "translations/"
TRANSLATION = NamedNode(SY + "translation")
# The merge of all graphs, on a service whose default graph is not the merge.
MERGE = NamedNode(GRAPH + "merge")

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"

RDF_TYPE = NamedNode(RDF + "type")
REIFIES = NamedNode(RDF + "reifies")
RDFS_LABEL = NamedNode(RDFS + "label")
COMMENT = NamedNode(RDFS + "comment")
SUBCLASS_OF = NamedNode(RDFS + "subClassOf")
PREF_LABEL = NamedNode(SKOS + "prefLabel")
# The properties by which a thing is named, the preferred one first.
LABELS = (PREF_LABEL, NamedNode(SKOS + "altLabel"), NamedNode(SKOS + "hiddenLabel"))

PREFIXES = {
    "sy": SY,
    "id": ID,
    "art": ARTICLE,
    "graph": GRAPH,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "schema": "https://schema.org/",
    "qudt": "http://qudt.org/schema/qudt/",
    "qunit": "http://qudt.org/vocab/unit/",
    "prov": "http://www.w3.org/ns/prov#",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "qb": "http://purl.org/linked-data/cube#",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "gn": "http://www.geonames.org/ontology#",
    "geosparql": "http://www.opengis.net/ont/geosparql#",
    "dcterms": "http://purl.org/dc/terms/",
    "oa": "http://www.w3.org/ns/oa#",
    "sh": "http://www.w3.org/ns/shacl#",
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "spdx": "http://spdx.org/rdf/terms#",
}
# The prefixes without those of the open articles: what is published does not depend on these.
COMMON_PREFIXES = dict(PREFIXES)


def sy(name: str) -> NamedNode:
    """Return a term of the ontology.

    >>> sy("City").value
    'https://w3id.org/sygraph/ontology#City'
    """
    return NamedNode(SY + name)


def vocab(name: str) -> NamedNode:
    """Return a term by its CURIE or, if it is the ontology's own, by its name.

    >>> vocab("schema:organizer").value, vocab("inPlace") == sy("inPlace")
    ('https://schema.org/organizer', True)
    """
    iri = expand(name)
    return NamedNode(iri) if iri else sy(name)


class OpenArticle:
    """An article that is open in this process, and the base IRI under which it is named."""

    def __init__(self, id: str, base: str) -> None:
        self.id = id
        self.passages = f"{base}passage/{id}/"


# What `open_articles` was told last: this is of the process, as the prefixes are, because every
# message names passages and entities.
_articles: dict[str, OpenArticle] = {}
# The bases of all workspaces that this process has opened; names under them are always ours.
_bases: list[str] = [BASE]
_own_prefixes: list[str] = []


def open_articles(articles: Iterable[OpenArticle], prefixes: Mapping[str, str]) -> None:
    """Make articles known, so that queries can name their passages.

    `p:` is the prefix of the passages where one article is open. Where several are, each has its
    id as the prefix of its own. A workspace whose entities have the prefix `port:` has
    `port-art:` for its articles and `port-term:` for its terms.

    Args:
        prefixes: the base IRI of a workspace by the prefix of its entities.
    """
    for name in _own_prefixes:
        PREFIXES.pop(name, None)
    _articles.clear()
    _articles.update((article.id, article) for article in articles)
    rooms = {"": "id/", "-art": "article/", "-term": "ontology#"}
    added = {
        prefix + suffix: base + room
        for prefix, base in prefixes.items()
        for suffix, room in rooms.items()
    }
    if len(_articles) == 1:
        added["p"] = next(iter(_articles.values())).passages
    else:
        # Turtle and SPARQL allow a letter at the start of a prefix, and nothing else.
        added |= {id: one.passages for id, one in _articles.items() if id[:1].isalpha()}
    added = {name: iri for name, iri in added.items() if name not in PREFIXES}
    _own_prefixes[:] = added
    PREFIXES.update(added)
    _bases.extend(base for base in prefixes.values() if base not in _bases)


def curie(iri: str) -> str:
    """Return the short name of a node for people, or its IRI where no prefix fits.

    A passage is named by its article and its number, other nodes by their CURIE.

    >>> curie("https://w3id.org/sygraph/id/shenyang")
    'id:shenyang'
    >>> curie("https://w3id.org/sygraph/passage/shenyang-2024/340")
    'shenyang-2024/340'
    >>> curie("https://sws.geonames.org/2034937/")
    'https://sws.geonames.org/2034937/'
    """
    return passage_name(iri) or compact(iri)


def compact(iri: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return the CURIE of an IRI, or the IRI itself where no prefix fits.

    >>> compact("https://w3id.org/sygraph/passage/shenyang-2024/340", {"ex": PASSAGE})
    'https://w3id.org/sygraph/passage/shenyang-2024/340'
    """
    for prefix, base in prefixes.items():
        if iri.startswith(base):
            local = iri[len(base) :]
            # Only names that Turtle and SPARQL read back without an escape.
            plain = local.isascii() and local.replace("-", "").replace("_", "").isalnum()
            if plain and local[0] != "-":
                return f"{prefix}:{local}"
    return iri


def declarations(prefixes: Mapping[str, str]) -> str:
    """Return the declarations of prefixes in Turtle and TriG.

    >>> declarations({"id": ID})
    '@prefix id: <https://w3id.org/sygraph/id/> .\\n'
    """
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items())


def expand(curie: str) -> str | None:
    """Return the IRI of a CURIE or of a passage's name, or None if the text is neither.

    >>> expand("id:shenyang")
    'https://w3id.org/sygraph/id/shenyang'
    >>> expand("shenyang-2024/340")
    'https://w3id.org/sygraph/passage/shenyang-2024/340'
    >>> expand("Hannover Messe: 2024") is None
    True
    """
    article, slash, number = curie.rpartition("/")
    if slash and number.isdecimal() and number.isascii() and _is_name(article):
        known = _articles.get(article)
        return f"{known.passages if known else PASSAGE + article + slash}{number}"
    prefix, colon, local = curie.partition(":")
    base = PREFIXES.get(prefix)
    if not colon or base is None or any(c.isspace() or c in '<>"{}|\\^`' for c in local):
        return None
    return base + local


def _is_name(text: str) -> bool:
    return text.isascii() and text.replace("-", "").replace("_", "").isalnum()


def passage_name(iri: str) -> str | None:
    """Return the name of a passage, or None if the IRI is not a passage's with a plain name.

    >>> passage_name("https://w3id.org/sygraph/passage/shenyang-2024/340")
    'shenyang-2024/340'
    """
    for base in _bases:
        if iri.startswith(base) and iri.startswith("passage/", len(base)):
            name = iri[len(base) + 8 :]
            article, _, number = name.partition("/")
            return name if _is_name(article) and number.isdecimal() else None
    return None


def passage_number(iri: str) -> int:
    """Return the number by which the passages of an article are ordered; 0 for another node.

    >>> passage_number("https://w3id.org/sygraph/passage/shenyang-2024/340")
    340
    """
    last = iri.rpartition("/")[2]
    return int(last) if last.isdecimal() else 0


def article_of(passage: str) -> str:
    """Return the IRI of the article whose passage this is.

    >>> article_of("https://w3id.org/sygraph/passage/shenyang-2024/340")
    'https://w3id.org/sygraph/article/shenyang-2024'
    """
    base = next(base for base in _bases if passage.startswith(base + "passage/"))
    return base + "article/" + passage[len(base) + 8 :].rpartition("/")[0]


def citation(passage: str) -> str:
    """Return what a citation of a passage is called: its number, or its name where that is unclear.

    >>> citation("https://w3id.org/sygraph/passage/shenyang-2024/340")
    '340'
    """
    return passage.rpartition("/")[2] if one_article() else curie(passage)


def one_article() -> bool:
    """Whether at most one article is open, so that the number of a passage names it."""
    return len(_articles) < 2


def _is_under(node: object, room: str) -> bool:
    return isinstance(node, NamedNode) and any(
        node.value.startswith(base) and node.value.startswith(room, len(base)) for base in _bases
    )


def is_passage(node: object) -> bool:
    """Whether a graph or node is a passage."""
    return _is_under(node, "passage/")


def is_translations(graph: object) -> bool:
    """Whether a graph has the translations of an article, which are no evidence."""
    return _is_under(graph, "graph/translations/")


def translations_of(article: str) -> NamedNode:
    """Return the graph with the translations of an article.

    >>> translations_of(ARTICLE + "shenyang-2024").value == TRANSLATIONS + "shenyang-2024"
    True
    """
    return NamedNode(article.replace("/article/", "/graph/translations/"))


def translated_article(graph: str) -> str:
    """Return the IRI of the article whose translations a graph has.

    >>> translated_article(TRANSLATIONS + "shenyang-2024") == ARTICLE + "shenyang-2024"
    True
    """
    return graph.replace("/graph/translations/", "/article/")


def is_article(node: object) -> bool:
    """Whether a graph or node is an article."""
    return _is_under(node, "article/")


def is_entity(node: object) -> bool:
    """Whether a node is an entity or a statement, of the package or of an open workspace.

    >>> is_entity(NamedNode(ID + "shenyang")), is_entity(NamedNode(SY + "City"))
    (True, False)
    """
    return _is_under(node, "id/")


def namespaces(room: str) -> list[str]:
    """Return the namespaces of one kind of node, one a base.

    Args:
        room: `id/`, `passage/`, `article/` or `ontology#`.

    >>> namespaces("id/")[0]
    'https://w3id.org/sygraph/id/'
    """
    return [base + room for base in _bases]


def is_term(iri: str) -> bool:
    """Whether an IRI is that of a term of the package's ontology or of an open workspace's.

    >>> is_term(SY + "City"), is_term(ID + "shenyang"), is_term(BASE + "ontology")
    (True, False, False)
    """
    return iri.startswith(tuple(namespaces("ontology#")))


def local_name(iri: str) -> str:
    """Return what follows the namespace of an entity, a passage or an article.

    >>> local_name("https://w3id.org/sygraph/id/shenyang")
    'shenyang'
    """
    for base in _bases:
        if iri.startswith(base):
            return iri[len(base) :].partition("/")[2]
    return iri


def entity_iris(slug: str) -> list[str]:
    """Return what the IRI of an entity with a slug may be: in a workspace first.

    >>> entity_iris("shenyang")[-1]
    'https://w3id.org/sygraph/id/shenyang'
    """
    return [f"{base}id/{slug}" for base in reversed(_bases)]
