"""The page of the article: its text by paragraphs, each passage with a link to its facts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pyoxigraph import NamedNode

from sygraph.entities.facts import Translations, batches, node, term, translations, values
from sygraph.entities.resolve import labels
from sygraph.errors import NotFound
from sygraph.namespaces import curie
from sygraph.pages.entity_page import SUFFIXES
from sygraph.pages.lens import KINDS, lens
from sygraph.pages.render import Site, language_of, render
from sygraph.pages.texts import words
from sygraph.pages.view_models import Text, cite, node_text
from sygraph.text.name_forms import simplified

__all__ = ["Paragraph", "Piece", "Sentence", "article_page"]


# The steps of the tour, each with the element that it is about.
_TOUR = (
    ("read", ".article-text a.passage"),
    ("lens", "#lens"),
    ("ask", ".site-header .find"),
    ("query", ".rooms li:last-child a"),
)

# The most names offered for highlighting: those with facts in most passages.
_NAMES = 60


@dataclass(frozen=True)
class Piece:
    """A part of a passage; if it is a name, `names` has the entities with that name.

    A name may have others inside it: `inner` is then what it falls into.
    """

    text: str
    names: tuple[str, ...] = ()
    inner: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Sentence:
    """A passage in the text, with the entities that its facts mention.

    `apart` says whether a space stands before it.
    """

    iri: str
    anchor: str
    number: int
    pieces: tuple[Piece, ...]
    about: tuple[str, ...]
    states: int
    apart: bool = False
    translation: str = ""
    converted: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `role` is the role of its first passage and decides its layout."""

    role: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class _Said:
    """A passage as it is in the store."""

    iri: NamedNode
    quote: str
    role: str
    start: int
    end: int
    translations: Translations


def article_page(
    site: Site, iri: NamedNode, about: str | None = None, seen: str | None = None
) -> str:
    """Return the page of an article.

    Args:
        about: the short IRI of an entity to light up.
        seen: the lens beside the text, one of `sygraph.pages.lens.KINDS`.

    Raises:
        NotFound: there is no such article.
    """
    said = _said(site, iri)
    if not said:
        raise NotFound(f"there is no article {curie(iri.value)}")
    mentioned = _mentioned(site, [passage.iri for passage in said])
    language = language_of(site.kg, iri.value)
    forms = _forms(site, language, {entity for found in mentioned.values() for entity in found})
    counts = Counter(entity for found in mentioned.values() for entity in found)
    chosen = sorted(counts, key=lambda entity: (-counts[entity], entity.value))[:_NAMES]
    names = labels(site.kg.store, counts, site.lang)
    if about is not None and about not in {curie(entity.value) for entity in counts}:
        about = None
    for entity in counts:
        if curie(entity.value) == about and entity not in chosen:
            chosen.append(entity)
    kind = seen if seen in KINDS else KINDS[0]
    convert = (language, site.lang) == ("zh-Hant", "zh-Hans")
    translated = _translated(said, site.lang)
    return render(
        site,
        "article.html",
        iri=iri.value,
        language=language,
        title=_one(site, iri, "dcterms:title ?found"),
        heading=node_text(iri, labels(site.kg.store, [iri], site.lang), site.lang),
        ways=_ways(language, site.lang, translated),
        translated=translated,
        author=_authors(site, iri),
        paragraphs=_paragraphs(said, mentioned, forms, convert, translated),
        lights=[
            (curie(entity.value), entity.value, names[entity], counts[entity]) for entity in chosen
        ],
        about=about,
        kinds=KINDS,
        kind=kind,
        lens=lens(site, kind, [passage.iri for passage in said]),
        tour=[
            (words(site.lang)(f"tour.{step}"), words(site.lang)(f"tour.{step}.text"), target)
            for step, target in _TOUR
        ],
        suffixes=SUFFIXES,
    )


def _in(language: str) -> str:
    """Return the filter for labels in a language; engines write tags in lower case."""
    return f'FILTER(LCASE(LANG(?found)) = "{language.lower()}")'


def _authors(site: Site, iri: NamedNode) -> Text | None:
    rows = site.kg.store.select(f"SELECT ?a {{ {iri} schema:author ?a FILTER(isIRI(?a)) }}")
    authors = sorted((node(row["a"]) for row in rows), key=str)
    if not authors:
        return None
    names = labels(site.kg.store, authors, site.lang)
    return node_text(authors[0], {authors[0]: ", ".join(names.values())}, site.lang)


def _one(site: Site, iri: NamedNode, pattern: str) -> str | None:
    found = sorted(
        term(row["found"]).value
        for row in site.kg.store.select(f"SELECT ?found {{ {iri} {pattern} }}")
    )
    return found[0] if found else None


def _said(site: Site, article: NamedNode) -> list[_Said]:
    """Return the passages in reading order."""
    rows = list(
        site.kg.store.select(
            f"SELECT ?p ?quote ?role ?start ?end {{ GRAPH {article} {{ ?p a sy:Passage "
            "OPTIONAL { ?p sy:quote ?quote } OPTIONAL { ?p dcterms:type ?role } } "
            "OPTIONAL { ?p sy:start ?start } OPTIONAL { ?p sy:end ?end } }"
        )
    )
    translated = translations(site.kg.store, (node(row["p"]) for row in rows))
    found = [
        _Said(
            node(row["p"]),
            "" if row["quote"] is None else term(row["quote"]).value,
            "" if row["role"] is None else node(row["role"]).value.rpartition("#")[2],
            0 if row["start"] is None else int(term(row["start"]).value),
            0 if row["end"] is None else int(term(row["end"]).value),
            translated.get(node(row["p"]), Translations()),
        )
        for row in rows
    ]
    return sorted(found, key=lambda passage: (passage.start, cite(passage.iri).number))


def _mentioned(site: Site, said: list[NamedNode]) -> dict[NamedNode, list[NamedNode]]:
    """Return the subjects and objects of the facts of each passage."""
    found: dict[NamedNode, dict[NamedNode, None]] = {}
    for batch in batches(said):
        for end in ("?n ?p ?o", "?s ?p ?n"):
            for row in site.kg.store.select(
                f"SELECT DISTINCT ?g ?n {{ {values('g', batch)} GRAPH ?g {{ {end} }}"
                " ?n a sy:Entity }"
            ):
                found.setdefault(node(row["g"]), {})[node(row["n"])] = None
    return {passage: sorted(names, key=str) for passage, names in found.items()}


def _forms(site: Site, language: str, entities: set[NamedNode]) -> dict[NamedNode, list[str]]:
    """Return the name forms in the language of the article."""
    found: dict[NamedNode, list[str]] = {}
    for batch in batches(sorted(entities, key=str)):
        for row in site.kg.store.select(
            f"SELECT ?n ?found {{ {values('n', batch)} VALUES ?kind {{ skos:prefLabel skos:altLabel"
            f" skos:hiddenLabel }} ?n ?kind ?found {_in(language)} }}"
        ):
            found.setdefault(node(row["n"]), []).append(term(row["found"]).value)
    return found


def _paragraphs(
    said: list[_Said],
    mentioned: dict[NamedNode, list[NamedNode]],
    forms: dict[NamedNode, list[str]],
    convert: bool,
    translated: str,
) -> list[Paragraph]:
    """Return the passages by paragraph; at most a space stands between those of one."""
    paragraphs: list[tuple[str, list[Sentence]]] = []
    end = -1
    for passage in said:
        about = mentioned.get(passage.iri, [])
        place = cite(passage.iri)
        cut = pieces(passage.quote, {entity: forms.get(entity, []) for entity in about})
        sentence = Sentence(
            passage.iri.value,
            place.anchor,
            place.number,
            cut,
            tuple(curie(entity.value) for entity in about),
            len(about),
            passage.start == end + 1,
            passage.translations.into(translated),
            _simplified(cut) if convert else (),
        )
        if (
            passage.start not in (end, end + 1)
            or not paragraphs
            or paragraphs[-1][0] != passage.role
        ):
            paragraphs.append((passage.role, []))
        paragraphs[-1][1].append(sentence)
        end = passage.end
    return [Paragraph(role, tuple(sentences)) for role, sentences in paragraphs]


def _translated(said: list[_Said], lang: str) -> str:
    """Return the language of the translation to show, the reader's if there is one; else empty."""
    if any(passage.translations.into(lang) for passage in said):
        return lang
    return next((passage.translations.language for passage in said if passage.translations), "")


def _ways(language: str, lang: str, translated: str) -> tuple[str, ...]:
    """Return the ways in which the text can be read, the usual one first."""
    own = ("english" if translated == "en" else "chinese",) if translated else ()
    if translated == lang:
        return ("both", "original", *own)
    both = ("both", *own) if own else ()
    if (language, lang) == ("zh-Hant", "zh-Hans"):
        return ("converted", "original", *both)
    return ("original", *both) if both else ()


def _simplified(cut: tuple[Piece, ...]) -> tuple[Piece, ...]:
    return tuple(
        Piece(simplified(piece.text), piece.names, _simplified(piece.inner)) for piece in cut
    )


def pieces(quote: str, names: dict[NamedNode, list[str]]) -> tuple[Piece, ...]:
    """Return a passage cut at the names of these entities; longer names come first.

    >>> seoul = NamedNode("https://w3id.org/sygraph/id/seoul")
    >>> [piece.text for piece in pieces("在首爾舉行", {seoul: ["首爾"]})]
    ['在', '首爾', '舉行']
    """
    by_form: dict[str, list[str]] = {}
    for entity, known in names.items():
        for form in known:
            if form:
                by_form.setdefault(form, []).append(curie(entity.value))
    longest = sorted(by_form, key=len, reverse=True)
    found: list[Piece] = []
    plain = place = 0
    while place < len(quote):
        form = next((form for form in longest if quote.startswith(form, place)), "")
        if not form:
            place += 1
            continue
        if plain < place:
            found.append(Piece(quote[plain:place]))
        shorter = {
            entity: [other for other in known if other in form and len(other) < len(form)]
            for entity, known in names.items()
        }
        inner = pieces(form, shorter) if any(shorter.values()) else ()
        found.append(Piece(form, tuple(by_form[form]), inner))
        place = plain = place + len(form)
    if plain < len(quote):
        found.append(Piece(quote[plain:]))
    return tuple(found)
