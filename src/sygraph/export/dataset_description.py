"""Describe the dataset in VoID, DCAT 3 and schema.org, with counted numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from pyoxigraph import Literal, NamedNode, Triple

from sygraph.entities.facts import node, term
from sygraph.export.dataset_texts import (
    dataset_texts,
)
from sygraph.namespaces import (
    BASE,
    DERIVED,
    GAZETTEER,
    ID,
    MERGE,
    ONTOLOGY,
    PREFIXES,
    XSD,
    curie,
    is_article,
    is_translations,
    namespaces,
    sy,
)
from sygraph.rdf.formats import Format
from sygraph.rdf.language_tags import canonical_tag
from sygraph.store.interface import Store
from sygraph.version import __version__

__all__ = ["DATASET", "Download", "describe_dataset", "downloads"]

DATASET = NamedNode(BASE + "dataset")

_LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")
_CREATOR = "The sygraph authors"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_LANGUAGES = "http://id.loc.gov/vocabulary/iso639-1/"
_ALGORITHM = NamedNode(PREFIXES["spdx"] + "checksumAlgorithm_sha256")

# Properties that link an entity to the same or a similar thing in another dataset.
_MATCHES = [
    *(f"skos:{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related")),
    "owl:sameAs",
]


@dataclass(frozen=True)
class Download:
    """A file with the whole dataset: `path` is relative to the base URL, `size` in bytes."""

    path: str
    format: Format
    size: int | None = None
    sha256: str | None = None


Fact = tuple[NamedNode, str, NamedNode | Literal]


def downloads() -> tuple[Download, ...]:
    """Return the downloads of the whole dataset: one in each format of graphs and of datasets.

    >>> [download.path for download in downloads()][:2]
    ['download/sygraph.ttl', 'download/sygraph.nt']
    """
    formats = (Format.named(name) for name in Format.names(["graph", "dataset"]))
    return tuple(Download(f"download/sygraph{format.suffix}", format) for format in formats)


def describe_dataset(
    store: Store,
    base_url: str = BASE,
    *,
    files: Sequence[Download] | None = None,
    endpoint: bool = False,
) -> list[Triple]:
    """Return the description: content, counts, links, sources, downloads and endpoint.

    Args:
        base_url: The address of the dataset, with a slash at its end.
        files: The downloads; by default `downloads()`.
        endpoint: Whether there is a SPARQL endpoint, at `sparql` below the base URL.

    >>> from sygraph.store.interface import OxigraphStore
    >>> found = describe_dataset(OxigraphStore.bundled())
    >>> [str(triple.object) for triple in found if curie(triple.predicate.value) == "dcat:version"]
    ['"0.1.0"']
    """
    stated: list[Fact] = [
        *_about(base_url),
        *_content(store),
        *_statistics(store),
        *_subsets(store),
        *_linksets(store),
        *_sources(store),
    ]
    for file in downloads() if files is None else files:
        stated += _distribution(file, base_url)
    if endpoint:
        stated += _service(base_url)
    return list(dict.fromkeys(Triple(s, NamedNode(_iri(p)), o) for s, p, o in stated))


def _about(base_url: str) -> Iterator[Fact]:
    """Yield title, description, creator, license and version."""
    for kind in ("void:Dataset", "dcat:Dataset", "schema:Dataset"):
        yield DATASET, "rdf:type", NamedNode(_iri(kind))
    texts = dataset_texts()
    for lang in texts.title:
        for predicate in ("dcterms:title", "schema:name"):
            yield DATASET, predicate, Literal(texts.title[lang], language=lang)
        for predicate in ("dcterms:description", "schema:description"):
            yield DATASET, predicate, Literal(texts.description[lang], language=lang)
        yield DATASET, "dcterms:rights", Literal(texts.rights[lang], language=lang)
        for word in texts.keywords[lang]:
            for predicate in ("dcat:keyword", "schema:keywords"):
                yield DATASET, predicate, Literal(word, language=lang)
    for predicate in ("dcterms:license", "schema:license"):
        yield DATASET, predicate, _LICENCE
    creator = _part("creator")
    for predicate in ("dcterms:creator", "dcterms:publisher", "schema:creator"):
        yield DATASET, predicate, creator
    for kind in ("schema:Organization", "http://xmlns.com/foaf/0.1/Agent"):
        yield creator, "rdf:type", NamedNode(_iri(kind))
    for predicate in ("schema:name", "http://xmlns.com/foaf/0.1/name"):
        yield creator, predicate, Literal(_CREATOR)
    for predicate in ("dcat:version", "owl:versionInfo", "schema:version"):
        yield DATASET, predicate, Literal(__version__)
    page = NamedNode(base_url + "dataset")
    for predicate in ("dcat:landingPage", "schema:url"):
        yield DATASET, predicate, page
    yield DATASET, "dcterms:identifier", Literal(DATASET.value)
    yield DATASET, "schema:isAccessibleForFree", Literal(True)
    yield DATASET, "void:uriSpace", Literal(ID)
    yield DATASET, "dcterms:conformsTo", NamedNode(BASE + "ontology")


def _content(store: Store) -> Iterator[Fact]:
    """Yield period, places, languages, articles, and the dates of creation and change."""
    first, last = _ends(store)
    if first and last:
        period = _part("period")
        yield DATASET, "dcterms:temporal", period
        yield period, "rdf:type", _term("dcterms:PeriodOfTime")
        yield period, "dcat:startDate", _day(first)
        yield period, "dcat:endDate", _day(last)
        yield DATASET, "schema:temporalCoverage", Literal(f"{first}/{last}")
    for place in dataset_texts().places:
        thing = NamedNode(place if "://" in place else ID + place)
        if store.ask(f"ASK {{ {thing} a sy:Place }}"):
            for predicate in ("dcterms:spatial", "schema:spatialCoverage"):
                yield DATASET, predicate, thing
            yield DATASET, "void:exampleResource", thing
    for row in store.select(
        "SELECT DISTINCT (LCASE(LANG(?label)) AS ?lang) { ?s skos:prefLabel ?label } ORDER BY ?lang"
    ):
        tag = canonical_tag(term(row["lang"]).value)
        yield DATASET, "dcterms:language", NamedNode(_LANGUAGES + tag.partition("-")[0])
        yield DATASET, "schema:inLanguage", Literal(tag)
    for row in store.select("SELECT ?article { ?article a schema:NewsArticle } ORDER BY ?article"):
        for predicate in ("prov:wasDerivedFrom", "schema:isBasedOn", "void:rootResource"):
            yield DATASET, predicate, node(row["article"])
    for row in store.select(
        "SELECT ?created ?modified { ?o a owl:Ontology ; dcterms:created ?created ;"
        " dcterms:modified ?modified }"
    ):
        for predicate in ("dcterms:issued", "schema:datePublished"):
            yield DATASET, predicate, term(row["created"])
        for predicate in ("dcterms:modified", "schema:dateModified"):
            yield DATASET, predicate, term(row["modified"])


def _ends(store: Store) -> tuple[str | None, str | None]:
    found: list[str | None] = []
    for what, name in (("MIN", "firstDay"), ("MAX", "lastDay")):
        [row] = store.select(f"SELECT ({what}(STR(?day)) AS ?end) {{ ?s {sy(name)} ?day }}")
        found.append(None if row["end"] is None else term(row["end"]).value)
    return found[0], found[1]


def _statistics(store: Store) -> Iterator[Fact]:
    """Yield the numbers of triples, entities, classes and properties, and of each of these."""
    ours = " || ".join(f'STRSTARTS(STR(?s), "{space}")' for space in namespaces("id/"))
    counts = {
        "void:triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "void:distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
        "void:distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
        "void:entities": f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s ?p ?o FILTER({ours}) }}",
        "void:documents": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a schema:NewsArticle }",
    }
    for predicate, query in counts.items():
        yield DATASET, predicate, _number(store, query)
    yield DATASET, "void:uriRegexPattern", Literal("^" + ID.replace(".", "\\."))
    vocabularies: set[str] = set()
    classes = list(
        store.select(
            "SELECT ?c (COUNT(?s) AS ?n) { ?s a ?c FILTER(isIRI(?c)) } GROUP BY ?c ORDER BY ?c"
        )
    )
    yield DATASET, "void:classes", Literal(len(classes))
    for row in classes:
        kind = node(row["c"])
        part = _part("class", kind)
        vocabularies.add(_namespace(kind))
        yield DATASET, "void:classPartition", part
        yield part, "void:class", kind
        yield part, "void:entities", term(row["n"])
    properties = list(
        store.select(
            "SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?ss) (COUNT(DISTINCT ?o) AS ?os)"
            " { ?s ?p ?o } GROUP BY ?p ORDER BY ?p"
        )
    )
    yield DATASET, "void:properties", Literal(len(properties))
    for row in properties:
        predicate_ = node(row["p"])
        part = _part("property", predicate_)
        vocabularies.add(_namespace(predicate_))
        yield DATASET, "void:propertyPartition", part
        yield part, "void:property", predicate_
        yield part, "void:triples", term(row["n"])
        yield part, "void:distinctSubjects", term(row["ss"])
        yield part, "void:distinctObjects", term(row["os"])
    for vocabulary in sorted(vocabularies):
        yield DATASET, "void:vocabulary", NamedNode(vocabulary)


def _subsets(store: Store) -> Iterator[Fact]:
    """Yield the subsets: articles, translations, gazetteer, ontology and derived graph."""
    triples = dict.fromkeys(dataset_texts().subsets, 0)
    homes = {GAZETTEER: "gazetteer", ONTOLOGY: "ontology", DERIVED: "derived"}
    for row in store.select("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"):
        if row["g"] != MERGE:
            of_article = "translations" if is_translations(row["g"]) else "articles"
            triples[homes.get(row["g"], of_article)] += int(term(row["n"]).value)
    for name, count in triples.items():
        if not count:
            continue
        part = next((graph for graph, home in homes.items() if home == name), _part(name))
        yield DATASET, "void:subset", part
        yield part, "rdf:type", _term("void:Dataset")
        yield part, "void:triples", Literal(count)
        # The words of the articles have another license, and so has what they say in English.
        licensed = name not in ("articles", "translations")
        if licensed:
            yield part, "dcterms:license", _LICENCE
        for lang, text in dataset_texts().subsets[name].items():
            yield part, "dcterms:description", Literal(text, language=lang)
            if not licensed:
                yield part, "dcterms:rights", Literal(dataset_texts().rights[lang], language=lang)


def _linksets(store: Store) -> Iterator[Fact]:
    """Yield the links from the gazetteer to other datasets, by property and dataset."""
    found: dict[tuple[str, str], int] = {}
    for row in store.select(
        f"SELECT ?p ?o (COUNT(*) AS ?n) {{ GRAPH {GAZETTEER} {{ ?s ?p ?o }} FILTER("
        f'isIRI(?o) && ?p IN ({", ".join(_MATCHES)}) && !STRSTARTS(STR(?o), "{BASE}")) }} '
        "GROUP BY ?p ?o"
    ):
        key = node(row["p"]).value, _site(node(row["o"]).value)
        found[key] = found.get(key, 0) + int(term(row["n"]).value)
    for (predicate, site), count in sorted(found.items()):
        name = site.split("//")[-1].strip("/:")
        part = NamedNode(f"{DATASET.value}#links-{name}-{curie(predicate).partition(':')[2]}")
        other = _part("target", NamedNode(site))
        yield DATASET, "void:subset", part
        yield part, "rdf:type", _term("void:Linkset")
        yield part, "void:linkPredicate", NamedNode(predicate)
        yield part, "void:subjectsTarget", DATASET
        yield part, "void:objectsTarget", other
        yield part, "void:triples", Literal(count)
        yield other, "rdf:type", _term("void:Dataset")
        yield other, "void:uriSpace", Literal(site)
        known = dataset_texts().sites.get(site, {})
        yield other, "dcterms:title", Literal(known.get("title", name))
        if "license" in known:
            yield other, "dcterms:license", NamedNode(known["license"])


def _sources(store: Store) -> Iterator[Fact]:
    """Yield the sources of the gazetteer, but articles that are not in the graph."""
    here = {row["a"] for row in store.select("SELECT ?a { ?a a schema:NewsArticle }")}
    for row in store.select(
        f"SELECT DISTINCT ?source {{ GRAPH {GAZETTEER} {{ ?s dcterms:source ?source }} }}"
        " ORDER BY ?source"
    ):
        source = row["source"]
        if isinstance(source, NamedNode) and (source in here or not is_article(source)):
            for predicate in ("prov:wasDerivedFrom", "dcterms:source"):
                yield GAZETTEER, predicate, source


def _distribution(file: Download, base_url: str) -> Iterator[Fact]:
    """Yield the description of a download."""
    url = NamedNode(base_url + file.path)
    media_type = file.format.media_type.partition(";")[0]
    part = _part("file-" + file.path.rpartition("/")[2])
    yield DATASET, "dcat:distribution", part
    yield DATASET, "schema:distribution", part
    yield DATASET, "void:dataDump", url
    for kind in ("dcat:Distribution", "schema:DataDownload"):
        yield part, "rdf:type", _term(kind)
    for predicate in ("dcterms:title", "schema:name"):
        yield part, predicate, Literal(file.path.rpartition("/")[2])
    for predicate in ("dcat:downloadURL", "dcat:accessURL", "schema:contentUrl"):
        yield part, predicate, url
    yield part, "dcat:mediaType", NamedNode(_MEDIA_TYPES + media_type)
    yield part, "schema:encodingFormat", Literal(media_type)
    for predicate in ("dcterms:license", "schema:license"):
        yield part, predicate, _LICENCE
    if file.path.endswith(".gz"):
        yield part, "dcat:compressFormat", NamedNode(_MEDIA_TYPES + "application/gzip")
    if file.size is not None:
        yield (
            part,
            "dcat:byteSize",
            Literal(str(file.size), datatype=NamedNode(XSD + "nonNegativeInteger")),
        )
        yield part, "schema:contentSize", Literal(f"{file.size} B")
    if file.sha256 is not None:
        checksum = _part("checksum-" + file.path.rpartition("/")[2])
        yield part, "spdx:checksum", checksum
        yield part, "schema:sha256", Literal(file.sha256)
        yield checksum, "rdf:type", _term("spdx:Checksum")
        yield checksum, "spdx:algorithm", _ALGORITHM
        yield (
            checksum,
            "spdx:checksumValue",
            Literal(file.sha256, datatype=NamedNode(XSD + "hexBinary")),
        )


def _service(base_url: str) -> Iterator[Fact]:
    """Yield the description of the SPARQL endpoint."""
    part, url = _part("sparql"), NamedNode(base_url + "sparql")
    yield DATASET, "void:sparqlEndpoint", url
    yield part, "rdf:type", _term("dcat:DataService")
    yield part, "dcterms:title", Literal("SPARQL", language="en")
    yield part, "dcat:endpointURL", url
    yield part, "dcat:servesDataset", DATASET
    yield part, "dcterms:conformsTo", NamedNode("http://www.w3.org/TR/sparql11-protocol/")


def _number(store: Store, query: str) -> Literal:
    [row] = store.select(query)
    return Literal(int(term(row["n"]).value))


def _part(name: str, of: NamedNode | None = None) -> NamedNode:
    """Return a node of the description, with a name, so that there are no blank nodes."""
    short = "" if of is None else "-" + _slug(curie(of.value))
    return NamedNode(f"{DATASET.value}#{name}{short}")


def _slug(text: str) -> str:
    """Return a name of ASCII letters, digits and hyphens, with a digest for other letters.

    >>> _slug("sy:City"), _slug("http://e.org/城市") == _slug("http://e.org/港口")
    ('sy-City', False)
    """
    plain = (c if c.isascii() and c.isalnum() else "-" for c in text.partition("://")[2] or text)
    name = "".join(plain).strip("-")
    return name if text.isascii() else f"{name}-{sha256(text.encode()).hexdigest()[:8]}"


def _iri(name: str) -> str:
    prefix, _, local = name.partition(":")
    return name if "//" in name else PREFIXES[prefix] + local


def _term(name: str) -> NamedNode:
    return NamedNode(_iri(name))


def _day(text: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + "date"))


def _namespace(iri: NamedNode) -> str:
    """Return the namespace of a term.

    >>> [_namespace(NamedNode(iri)) for iri in ("http://e.org/v#p", "http://e.org/v/p", "urn:p")]
    ['http://e.org/v#', 'http://e.org/v/', 'urn:']
    """
    text = iri.value
    return text[: max(map(text.rfind, "#/")) + 1] or text[: text.rindex(":") + 1]


def _site(iri: str) -> str:
    """Return the dataset of an IRI: scheme and host, or without a host all but the last part.

    >>> _site("https://e.org/a/b"), _site("urn:isbn:1")
    ('https://e.org/', 'urn:isbn:')
    """
    scheme, slashes, rest = iri.partition("://")
    if not slashes:
        return iri[: iri.rindex(":") + 1]
    return f"{scheme}://{re.split('[/?#]', rest, maxsplit=1)[0]}/"
