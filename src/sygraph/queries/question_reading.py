"""Read a question: its words, and the entities, terms, times and numbers that it names."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sygraph.queries.question_words import (
    ADJECTIVES,
    CJK,
    Word,
    corrected,
    is_stop,
    normalised,
    plain_words,
    words,
)
from sygraph.text.name_forms import fold
from sygraph.text.numerals import find_numerals
from sygraph.text.periods import read_periods

if TYPE_CHECKING:
    from sygraph.entities.names import Names

__all__ = ["Mention", "Number", "Reader", "Reading", "Time"]

# The most words of a name, a Chinese character counted as one.
_LONGEST_NAME = 30
# How many names with the words of a mention are looked at, and of how many entities they may be.
_LOOKED_AT, _FEW = 24, 8
# How many characters after a name may be part of a longer one.
_WIDER = 3
# How sure it is that a name is meant by its adjective, by words that mean other things as well, and
# by a part of it or with a typing error.
_ADJECTIVE, _NOUN, _PARTLY = 0.9, 0.75, 0.7
_QUANTITY = "#quantity"

_UNIT = re.compile(rf"\d+(?:[.,]\d+)*|[^\W\d_{CJK}]+|[{CJK}]")
_MONTH = re.compile(
    r"\b(?:(?:jan|febr)(?:uary)?|feb|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|(?:nov|dec)(?:ember)?|(?<=\d )may|may(?= \d))\b"
)
_ISO = re.compile(r"\b(\d{4}-\d{2}(?:-\d{2})?)\b")

Span = tuple[int, int]


@dataclass(frozen=True)
class Mention:
    """The words of a question that name a node, or one of several; `fit` is 1 for its name."""

    nodes: tuple[str, ...]
    words: frozenset[Word]
    fit: float = 1.0


@dataclass(frozen=True)
class Time:
    """A time that a question names: its first and last day."""

    first: date
    last: date
    words: frozenset[Word]

    @property
    def year(self) -> int | None:
        """The year that the whole time lies in."""
        return self.first.year if self.first.year == self.last.year else None

    @property
    def is_year(self) -> bool:
        """Whether it is a whole year."""
        ends = (self.first.month, self.first.day, self.last.month, self.last.day)
        return self.year is not None and ends == (1, 1, 12, 31)


@dataclass(frozen=True)
class Number:
    """A number that a question names: its value, and how it is written, such as 618万."""

    value: Decimal
    written: str
    words: frozenset[Word]


@dataclass(frozen=True)
class Reading:
    """A question as it was read. `names` are of entities, `terms` of the ontology."""

    text: str
    words: tuple[Word, ...]
    names: tuple[Mention, ...]
    terms: tuple[Mention, ...]
    times: tuple[Time, ...]
    numbers: tuple[Number, ...]

    def written(self, some: Iterable[Word]) -> str:
        """Return the part of the text that these words are."""
        spans = [(word.start, word.end) for word in some]
        return self.text[min(spans)[0] : max(end for _, end in spans)]


class Reader:
    """Reads questions about the data of one store.

    Args:
        names: the names of the entities.
        terms: the labels of the ontology's terms, by IRI.
        correct: see `sygraph.queries.question_words.corrected`.
        has: whether a word is one of the named queries', and so need not be a name.
        today: the day from which "last year" counts.
    """

    def __init__(
        self,
        names: Names,
        terms: Mapping[str, Sequence[str]],
        correct: Callable[[str, bool], str],
        has: Callable[[str], bool],
        today: date,
    ) -> None:
        self._names = names
        self._correct = correct
        self._has = has
        self._today = today
        self._own = frozenset(terms)
        self._terms = {
            (_meaning(label), iri): None for iri, labels in terms.items() for label in labels
        }

    def read(self, question: str) -> Reading:
        """Return what a question names."""
        text = normalised(question)
        spans = self._spans(text)
        known = {word for span in spans for word in plain_words(text[slice(*span)])}
        meant = corrected(
            text, lambda word, last: word if word in known else self._correct(word, last)
        )
        if meant != text:
            text, spans = meant, self._spans(meant)
        found = [
            word
            for word in words(text)
            if not any(_cut(word, span) for span in spans) and not self._tells_nothing(word)
        ]
        names = [
            Mention(nodes, its, fit * _sure(its))
            for span, (nodes, fit) in spans.items()
            if (its := _inside(found, span))
        ]
        times = [
            Time(first, last, _inside(found, span))
            for span, first, last in _times(text, self._today)
        ]
        names += self._parts(text, found, names, times)
        return Reading(
            text,
            tuple(found),
            tuple(names),
            tuple(self._named_terms(found)),
            tuple(times),
            tuple(_numbers(text, found, [*names, *times])),
        )

    def _tells_nothing(self, word: Word) -> bool:
        """Whether a word is what is left between Chinese words: a character that no query has."""
        return len(word.text) == 1 and word.text > "\u2e80" and not self._has(word.text)

    def _spans(self, text: str) -> dict[Span, tuple[tuple[str, ...], float]]:
        """Return the names in a text, the longest where they overlap, and how sure they are."""
        units = list(_UNIT.finditer(text))
        parts = {
            (first.start(), last.end()): text[first.start() : last.end()]
            for at, first in enumerate(units)
            for last in units[at : at + _LONGEST_NAME]
        }
        asked = {span: part for span, part in parts.items() if _can_name(part)}
        meant = {
            span: (fold(ADJECTIVES[part]), _ADJECTIVE) if part in ADJECTIVES else (part, 1.0)
            for span, part in asked.items()
        }
        whole = self._names.whole({part for part, _ in meant.values()})
        found: dict[Span, tuple[tuple[str, ...], float]] = {}
        for span in sorted(meant, key=lambda span: (span[0] - span[1], span)):
            part, fit = meant[span]
            nodes = self._entities(whole.get(part, ()))
            if nodes and not any(_overlap(span, other) for other in found):
                found[span] = nodes, fit
        return found

    def _entities(self, forms: Iterable[tuple[str, str]]) -> tuple[str, ...]:
        """Return the entities that have these names, without terms of the ontology."""
        return tuple(dict.fromkeys(iri for iri, _ in forms if iri not in self._own))

    def _parts(
        self, text: str, found: Sequence[Word], names: Sequence[Mention], times: Sequence[Time]
    ) -> Iterator[Mention]:
        """Yield what has more in its name than the question, or was mistyped."""
        for mention in names:
            if span := _span(mention.words):
                for part in _widened(text, span):
                    longer = self._longer(part, mention.words)
                    if others := [one for one in longer if one.nodes != mention.nodes]:
                        yield from others
                        break
        named = {word for mention in names for word in mention.words}
        named |= {word for time in times for word in time.words}
        for run in _runs(found, named, self._has):
            part, its = text[run[0].start : run[-1].end], frozenset(run)
            parts = list(self._longer(part, its))
            yield from parts
            near = () if parts or len(part) < 3 else self._entities(self._names.near(part))
            if near:
                yield Mention(near, its, _PARTLY)

    def _longer(self, part: str, its: frozenset[Word]) -> Iterator[Mention]:
        """Yield the mention of the entities that have a text in their names, if they are few."""
        forms = self._names.within(part, _LOOKED_AT)
        if part.isascii():
            whole = re.compile(rf"\b{re.escape(part)}")
            forms = [form for form in forms if whole.search(fold(form[1]))]
        nodes = self._entities(forms)
        if 0 < len(nodes) <= _FEW:
            yield Mention(nodes, its, _PARTLY)

    def _named_terms(self, found: Sequence[Word]) -> Iterator[Mention]:
        """Yield the terms whose label has only words of the question, the longest first."""
        there = {word.text for word in found}
        for label, iri in sorted(self._terms, key=lambda term: (-len(term[0]), term[1])):
            if label and label <= there:
                yield Mention((iri,), frozenset(word for word in found if word.text in label))


def _meaning(label: str) -> frozenset[str]:
    """Return the words of a label; that a measure is a quantity goes without saying."""
    found = frozenset(word.text for word in words(normalised(label)))
    return found - {_QUANTITY} or found


def _can_name(part: str) -> bool:
    """Whether a part of a question can be a name."""
    return len(part) > 1 and any(map(str.isalpha, part)) and not is_stop(part)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _cut(word: Word, span: Span) -> bool:
    """Whether a word lies across an end of a name."""
    inside = span[0] <= word.start and word.end <= span[1]
    around = word.start <= span[0] and span[1] <= word.end
    return _overlap((word.start, word.end), span) and not inside and not around


def _inside(found: Iterable[Word], span: Span) -> frozenset[Word]:
    return frozenset(word for word in found if _overlap((word.start, word.end), span))


def _sure(its: Iterable[Word]) -> float:
    """Return how sure it is that words are a name: less if they are words of questions as well."""
    return _NOUN if all(word.text.startswith("#") for word in its) else 1.0


def _span(some: Iterable[Word]) -> Span | None:
    spans = [(word.start, word.end) for word in some]
    return (min(spans)[0], max(end for _, end in spans)) if spans else None


def _widened(text: str, span: Span) -> Iterator[str]:
    """Yield a name with the Chinese characters that follow it, the longest first, then the name.

    >>> list(_widened("韩国周几时", (0, 2)))
    ['韩国周几时', '韩国周几', '韩国周', '韩国']
    """
    start, end = span
    following = (
        re.match(rf"[{CJK}]{{0,{_WIDER}}}", text[end:]) if text[end - 1] > "\u2e80" else None
    )
    for more in range(following.end() if following else 0, 0, -1):
        yield text[start : end + more]
    yield text[start:end]


def _runs(
    found: Sequence[Word], named: set[Word], has: Callable[[str], bool]
) -> Iterator[list[Word]]:
    """Yield the runs of adjacent words that no query has and that name nothing yet."""
    run: list[Word] = []
    for word in found:
        free = word not in named and not word.text.startswith("#") and not has(word.text)
        free = free and not word.text[0].isdigit()
        if run and not (free and word.start <= run[-1].end + 1):
            yield run
            run = []
        if free:
            run.append(word)
    if run:
        yield run


# Times and numbers


def _times(text: str, today: date) -> Iterator[tuple[Span, date, date]]:
    """Yield the times in a text, in English and Chinese, the longest where they overlap."""
    found = [(match.span(), match[1], match[1]) for match in _ISO.finditer(text)]
    # An English month has a capital, but not in a normalised text.
    english = read_periods(_MONTH.sub(lambda match: match[0].title(), text), "en", today)
    chinese = read_periods(text, "zh-Hant", today)
    found += [
        ((period.start, period.end), period.first, period.last)
        for period in (*english, *chinese)
        if period.how not in ("now", "base")
    ]
    taken: list[Span] = []
    for span, first, last in sorted(found, key=lambda time: (time[0][0] - time[0][1], time[0])):
        days = _days(first, last)
        if days and not any(_overlap(span, other) for other in taken):
            taken.append(span)
            yield span, *days


def _days(first: str, last: str) -> tuple[date, date] | None:
    """Return the days of a period whose ends are years, months or days; None if there is none.

    >>> _days("2024-01", "2024-02"), _days("2024-13", "2024-13")
    ((datetime.date(2024, 1, 1), datetime.date(2024, 2, 29)), None)
    """
    try:
        year, month, day = (*map(int, first.split("-")), 1, 1)[:3]
        end_year, end_month = (*map(int, last.split("-")), 12)[:2]
        end_day = int(last[8:]) if last[8:] else monthrange(end_year, end_month)[1]
        days = date(year, month, day), date(end_year, end_month, end_day)
        return days if days[0] <= days[1] else None
    except ValueError:
        return None


def _numbers(text: str, found: Sequence[Word], named: Sequence[Mention | Time]) -> Iterator[Number]:
    """Yield the numbers that are written in digits and belong to no name and no time."""
    taken = {word for one in named for word in one.words}
    spans: list[Span] = []
    numerals = (*find_numerals(text, "en"), *find_numerals(text, "zh-Hant"))
    for one in sorted(numerals, key=lambda one: (one.start - one.end, one.start)):
        span, its = (one.start, one.end), _inside(found, (one.start, one.end))
        free = not its & taken and not any(_overlap(span, other) for other in spans)
        if one.words[0].isdigit() and one.kind == "cardinal" and its and free:
            spans.append(span)
            yield Number(one.value, one.words, its)
