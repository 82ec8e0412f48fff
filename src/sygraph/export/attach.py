"""Restore the words of an article, from a reader's copy, in a graph published without them.

The copy is verified first: by the SHA-256 of the whole file, and passage by passage. Differences
in line ends, byte-order mark or Unicode composition are corrected; any other difference is an
error that names the first passage concerned.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from os import PathLike, fspath

from pyoxigraph import Literal, NamedNode, Quad

from sygraph.errors import DataError, SygraphError
from sygraph.namespaces import curie, is_article, sy, vocab
from sygraph.text.article import Article
from sygraph.text.excerpts import shortened_text
from sygraph.text.offsets import ADDED, DIGEST, LOCATED, Text, digest, pointers, reveal

__all__ = ["Attachment", "WrongText", "attachment"]

_LANGUAGE = vocab("schema:inLanguage")
_QUOTE = sy("quote")

# Differences that do not change the text, and the function that corrects each.
_CORRECTIONS: dict[str, Callable[[str], str]] = {
    "a byte-order mark": lambda text: text.removeprefix("\ufeff"),
    "line ends of another system": lambda text: text.replace("\r\n", "\n").replace("\r", "\n"),
    "decomposed characters": lambda text: unicodedata.normalize("NFC", text),
}


class WrongText(SygraphError):
    """A copy differs from the text of the graph; the message has the first difference."""

    exit_code = 1


@dataclass(frozen=True)
class _Passage:
    iri: NamedNode
    article: str
    start: int
    end: int
    digest: str | None


@dataclass
class _Needs:
    """What a graph states about its missing texts."""

    articles: dict[str, str | None] = field(default_factory=dict)
    passages: list[_Passage] = field(default_factory=list)
    wordings: int = 0
    languages: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Attachment:
    """Copies that are verified to be the texts of a graph.

    Attributes:
        texts: The texts by IRI of the article.
        passages: The number of passages that were verified.
        wordings: The number of wordings that can be restored.
        notes: How copies differed from the texts, and how that was corrected.
    """

    texts: Mapping[str, Text]
    passages: int
    wordings: int
    notes: tuple[str, ...] = ()
    _digested: frozenset[str] = frozenset()

    def restore(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """Yield the statements with their words.

        Raises:
            DataError: A pointer into the text is not valid.
        """
        for quad in quads:
            value = quad.object
            if quad.predicate == DIGEST and str(quad.subject)[1:-1] in self._digested:
                stated = is_article(quad.subject) and getattr(value, "datatype", None) != ADDED
                if not stated:
                    continue
            if (
                isinstance(value, Literal)
                and value.datatype == LOCATED
                and all(iri in self.texts for iri, _, _ in pointers(value.value))
            ):
                words = Literal(reveal(value.value, self.texts))
                quad = Quad(quad.subject, quad.predicate, words, quad.graph_name)
            yield quad


def attachment(quads: Iterable[Quad], copies: Sequence[str | PathLike[str]]) -> Attachment:
    """Verify copies against a graph without text, and return what restores the words.

    Args:
        quads: The graph; it is read once.
        copies: Files with the texts of some of the articles, in any order; what is taken from an
            article without a copy stays without its words.

    Raises:
        DataError: A file cannot be read, or the graph has no digests.
        WrongText: A copy is not the text.

    >>> import sygraph
    >>> from sygraph.export.detach import Detacher
    >>> kg = sygraph.open()
    >>> stated = kg.store.construct("CONSTRUCT WHERE { ?passage a sy:Passage ; sy:quote ?words }")
    >>> found = attachment([Quad(*t) for t in Detacher(kg.store, kg.files).triples(stated)],
    ...                    [kg.files.seed])
    >>> found.passages
    71
    """
    needs = _needs(quads)
    if not needs.wordings:
        raise DataError(
            "this graph has all its text", hint="sygraph export … --without-text leaves it out"
        )
    given = [(fspath(path), Article.read(path)) for path in copies]
    texts: dict[str, Text] = {}
    notes: list[str] = []
    without: list[WrongText] = []
    for iri in needs.articles:
        try:
            texts[iri], note = _text_of(iri, needs, given)
        except WrongText as error:
            without.append(error)
            note = f"{curie(iri)} stays without its words: no copy is its text"
        notes += [note] if note else []
    used = {text.path for text in texts.values()}
    for path, _ in given:
        if path not in used:
            # With one article, or none matched, why it differs; else it is of no article here.
            few = len(needs.articles) == 1 or not texts
            problem = f"{path} is not the text of an article of this graph"
            raise without[0] if without and few else WrongText(problem)
    passages = [passage for passage in needs.passages if passage.article in texts]
    digested = {passage.iri.value for passage in passages} | set(texts)
    return Attachment(texts, len(passages), needs.wordings, tuple(notes), frozenset(digested))


def _needs(quads: Iterable[Quad]) -> _Needs:
    """Read the pointers and the digests of a graph."""
    needs = _Needs()
    digests: dict[str, str] = {}
    quoted: dict[NamedNode, tuple[str, int, int]] = {}
    for quad in quads:
        subject, value = quad.subject, quad.object
        if not isinstance(value, Literal) or not isinstance(subject, NamedNode):
            continue
        if quad.predicate == _LANGUAGE:
            needs.languages[subject.value] = value.value
        elif quad.predicate == DIGEST:
            digests[subject.value] = value.value
        elif value.datatype == LOCATED:
            needs.wordings += 1
            targets = pointers(value.value)
            needs.articles |= dict.fromkeys(iri for iri, _, _ in targets)
            if quad.predicate == _QUOTE and targets:
                quoted[subject] = targets[0]
    needs.articles = {iri: digests.get(iri) for iri in sorted(needs.articles)}
    needs.passages = [
        _Passage(passage, *target, digests.get(passage.value)) for passage, target in quoted.items()
    ]
    needs.passages.sort(key=lambda passage: (passage.article, passage.start))
    return needs


def _text_of(
    iri: str, needs: _Needs, given: Sequence[tuple[str, Article]]
) -> tuple[Text, str | None]:
    """Return the copy that is the text of the article, and how it differed from it, if it did."""
    wanted = needs.articles[iri]
    passages = [passage for passage in needs.passages if passage.article == iri]
    provable = bool(passages) and all(passage.digest for passage in passages)
    if wanted is None and not provable:
        raise DataError(
            f"the graph has no digest of {curie(iri)}, so no copy can be verified to be its text",
            hint="use a part of the graph that has the article or its passages",
        )
    if not given:
        raise DataError(f"there is no copy of {curie(iri)}")
    language = needs.languages.get(iri)
    given = [(path, Article(article.text, language)) for path, article in given]
    for path, article in given:
        for corrected, note in _readings(path, article):
            text = Text(NamedNode(iri), corrected, path)
            if text.digest == wanted:
                if reason := _difference(text, passages):
                    raise DataError(f"the digests of the graph contradict each other: {reason}")
                return text, note
    reasons = []
    for path, article in given:
        *_, (corrected, note) = _readings(path, article)
        text = Text(NamedNode(iri), corrected, path)
        reason = _difference(text, passages)
        if reason is None and provable:
            other = f"{path} is not the file that {curie(iri)} was made from; its passages agree"
            return text, note if wanted is None else other
        reasons.append(f"{path} is not the text of {curie(iri)}: {reason or 'its digest differs'}")
    raise WrongText(
        "\n".join(reasons), hint=f"the SHA-256 of the text is {wanted}" if wanted else None
    )


def _readings(path: str, article: Article) -> Iterator[tuple[Article, str | None]]:
    """Yield the copy as read, then with each difference corrected."""
    yield article, None
    text = article.text
    found = []
    for what, correct in _CORRECTIONS.items():
        corrected = correct(text)
        if corrected != text:
            found.append(what)
            text = corrected
            yield Article(text, article.language), f"{path} has {' and '.join(found)}; read without"


def _difference(text: Text, passages: Sequence[_Passage]) -> str | None:
    """Return where a copy first differs from the text of the passages, or None."""
    for passage in passages:
        if passage.digest is None:
            continue
        words = text.article.words(passage.start, passage.end)
        if digest(words) == passage.digest:
            continue
        line = text.article.text.count("\n", 0, passage.start) + 1
        place = (
            f"{curie(passage.iri.value)}, code points {passage.start} to {passage.end} "
            f"(line {line} of the copy)"
        )
        moved = _moved(text.article, passage)
        if moved is not None:
            way = "later" if moved > 0 else "earlier"
            return f"the first to differ is {place}, whose words are {abs(moved)} {way}"
        shown = shortened_text(words, 40)
        return f"the first to differ is {place}, where the copy has {shown!r}"
    return None


def _moved(article: Article, passage: _Passage) -> int | None:
    """Return by how many code points the words of a passage are displaced, None if not found."""
    length = passage.end - passage.start
    starts = range(max(0, len(article.text) - length + 1))
    for start in sorted(starts, key=lambda start: abs(start - passage.start)):
        words = article.words(start, start + length)
        if digest(words) == passage.digest:
            return start - passage.start
    return None
