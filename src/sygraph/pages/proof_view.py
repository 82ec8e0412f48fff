"""View models of proofs: sentences with the words that matter marked, and why others are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from sygraph.entities.facts import Translations, batches, node, term, values
from sygraph.entities.resolve import labels_in
from sygraph.entities.timespans import timespan
from sygraph.entities.wording import node_name, standard_words, value
from sygraph.namespaces import LABELS, RDF_TYPE, RDFS, article_of, is_article, sy
from sygraph.pages.render import language_of
from sygraph.pages.texts import words
from sygraph.pages.view_models import converted
from sygraph.text.periods import read_periods

if TYPE_CHECKING:
    from sygraph.evidence.proof import Evidence, Proof
    from sygraph.pages.render import Site
    from sygraph.queries.rows import Row

__all__ = ["Part", "ProofView", "Words", "marked", "passage_words", "proof_views"]

#: Properties whose triples say what things are called and of what class they are.
_NAMING = {RDF_TYPE, *LABELS, NamedNode(RDFS + "label"), NamedNode(RDFS + "subClassOf")}
# Shorter cells, such as a rank, are no words to mark.
_SHORTEST = 2


@dataclass(frozen=True)
class Part:
    """A part of a sentence, marked or not."""

    text: str
    marked: bool = False


@dataclass(frozen=True)
class Words:
    """A passage with its words: in the reader's script if they are `converted`, and with their
    translation into the reader's language. `quote` is as printed."""

    iri: str
    name: str
    parts: tuple[Part, ...]
    quote: str
    lang: str
    converted: bool = False
    translation: str = ""


@dataclass(frozen=True)
class ProofView:
    """The proof of a row: its sentences, those that they are read with and why, and the rest."""

    evidence: tuple[Words, ...] = ()
    context: tuple[Words, ...] = ()
    why: tuple[str, ...] = ()
    background: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def marked(quote: str, forms: Iterable[str]) -> tuple[Part, ...]:
    """Return a quote in parts, with the longest of the forms marked that occur in it.

    >>> [(part.text, part.marked) for part in marked("總額3億元。", ["3億元", "總額3億元"])]
    [('總額3億元', True), ('。', False)]
    """
    found = sorted({form for form in forms if form and form in quote}, key=len, reverse=True)
    if not found:
        return (Part(quote),)
    pieces = re.split("(" + "|".join(map(re.escape, found)) + ")", quote)
    return tuple(Part(text, place % 2 == 1) for place, text in enumerate(pieces) if text)


def passage_words(
    site: Site, iri: NamedNode, quote: str, translations: Translations, forms: Iterable[str]
) -> Words:
    """Return a passage for the reader of a site, with the forms marked that occur in it."""
    parts = marked(quote, forms)
    other = bool(converted(quote, site.lang))
    if other:
        parts = tuple(
            Part(converted(part.text, site.lang) or part.text, part.marked) for part in parts
        )
    return Words(
        iri.value,
        node_name(iri, {}, site.lang),
        parts,
        quote,
        site.lang if other else language_of(site.kg, iri.value),
        other,
        translations.into(site.lang),
    )


def proof_views(site: Site, rows: Sequence[Row]) -> list[ProofView | None]:
    """Return the proof of each row; None where it has none."""
    proofs = [row.proof for row in rows if row.proof]
    if not proofs:
        return [None for _ in rows]
    nodes = {t for row in rows for t in row.terms if isinstance(t, NamedNode)}
    backgrounds = [t for proof in proofs for t in proof.background if _says(t)]
    nodes |= {part for triple in backgrounds for part in triple if isinstance(part, NamedNode)}
    names = labels_in(site.kg.store, nodes)
    printed = {iri: {found[iri] for found in names.values()} for iri in nodes}
    named = names[site.lang] | standard_words(site.lang)
    viewer = _Viewer(site, printed, named, _days(site, proofs))
    return [viewer.view(row, row.proof) if row.proof else None for row in rows]


def _says(triple: Triple) -> bool:
    """Whether a triple says more than the name of a thing, its class or its article."""
    about = triple.object
    in_article = isinstance(about, NamedNode) and is_article(about)
    return triple.predicate not in _NAMING and not in_article


def _days(site: Site, proofs: Iterable[Proof]) -> dict[str, date]:
    """Return the day that "this year" is counted from, by article."""
    articles = {
        NamedNode(article_of(cited.passage)) for proof in proofs for cited in proof.evidence
    }
    found = {}
    for batch in batches(articles):
        for row in site.kg.store.select(
            f"SELECT ?a ?day {{ {values('a', batch)} ?a sy:referenceDate ?day }}"
        ):
            try:
                day = date.fromisoformat(term(row["day"]).value)
            except ValueError:
                continue
            found[node(row["a"]).value] = day
    return found


@dataclass(frozen=True)
class _Viewer:
    """Makes the view models.

    `printed` are the labels in all languages, of which an article may print any, `named` those in
    the reader's language.
    """

    site: Site
    printed: Mapping[NamedNode, set[str]]
    named: Mapping[NamedNode, str]
    days: Mapping[str, date]

    def view(self, row: Row, proof: Proof) -> ProofView:
        forms = self.forms(row, proof)
        return ProofView(
            tuple(self.words(cited, forms) for cited in proof.evidence),
            tuple(self.words(cited, ()) for cited in proof.context),
            self.why(proof) if proof.context else (),
            tuple(dict.fromkeys(self.sentence(t) for t in proof.background if _says(t))),
            proof.notes,
        )

    def forms(self, row: Row, proof: Proof) -> set[str]:
        """The words to mark: the wording of the row or, if it has none, the names in it."""
        quotes = [cited.quote for cited in proof.evidence]
        stated = {
            triple.object.value
            for cited in proof.evidence
            for triple in cited.triples
            if isinstance(triple.object, Literal) and triple.predicate != sy("quote")
        }
        stated |= {t.value for t in row.terms if isinstance(t, Literal)}
        wordings = {
            text
            for text in stated
            if len(text) >= _SHORTEST and any(text in quote and text != quote for quote in quotes)
        }
        names = {name for t in row.terms if isinstance(t, NamedNode) for name in self.printed[t]}
        return wordings or {name for name in names if len(name) >= _SHORTEST}

    def words(self, cited: Evidence, forms: Iterable[str]) -> Words:
        iri = NamedNode(cited.passage)
        return passage_words(self.site, iri, cited.quote, cited.translations, forms)

    def why(self, proof: Proof) -> tuple[str, ...]:
        """What the sentences leave open and others settle: the year that "this year" is."""
        t = words(self.site.lang)
        found = []
        for cited in proof.evidence:
            day = self.days.get(article_of(cited.passage))
            language = language_of(self.site.kg, cited.passage)
            for period in read_periods(cited.quote, language, day) if day else ():
                if period.relative:
                    last = None if period.how == "since" else period.last
                    when = timespan(period.first, last, self.site.lang)
                    said = converted(period.words, self.site.lang) or period.words
                    found.append(t("query.settles", words=said, when=when))
        return tuple(dict.fromkeys(found)) or (t("query.settles.names"),)

    def sentence(self, triple: Triple) -> str:
        """A triple in words: subject, property, value."""
        parts = [part for part in triple if isinstance(part, NamedNode | Literal)]
        return " · ".join(value(part, self.named, self.site.lang) for part in parts)
