"""Words that require a property, a code or a status; drafts and checks read them by language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from pyoxigraph import NamedNode

from sygraph.namespaces import sy, vocab
from sygraph.text.language import language_of
from sygraph.text.sentences import clause_around

__all__ = ["BY_ROLE", "Cues", "StatusCue", "cue", "cues_of", "read_doubts", "read_statuses"]

# The property that a passage states because of its role.
BY_ROLE = {
    sy("caption"): vocab("schema:about"),
    sy("byline"): vocab("schema:author"),
    sy("headline"): vocab("dcterms:title"),
}


_OPEN = (sy("planned"), sy("sought"))
# A sentence with its end, so that a question is known by it.
_SENTENCE = re.compile(r"(?:[^。！？!?.\n]|\.(?!\s|$|[”\"’')]))*[。！？!?.\n]*", re.DOTALL)
_REACHES = ("sentence", "view", "onward", "clause", "rest")


@dataclass(frozen=True)
class Cues:
    """The cue words of a language, folded.

    Attributes:
        properties: The words that require a property; {} is where a name of its value is.
        codes: The expression for words without which a code is not used.
        statuses: The expression for words that tell a status.
        between: The words between the origin and the destination of a route.
        lists: What may stand between the names of a list.
        quotes: Quotation marks, which may stand around a name.
        completed: The expression for words that tell that something is done.
        done: The expression for words of a clause that says that something is completed.
        cumulative: The expression for words of a running total.
        denied: The expression for words that tell that something is not so.
        outcome: The expression for words for done that hold after words of a plan too.
        doubts: The expressions for words by which what is around them is no plain plan, by how
            far they reach: the sentence, what follows in it, the clause, or the rest of it.
        doubts_end: The expression for where a doubt ends before its sentence does.
        never: The expression for nouns and names in which words of status tell none.
    """

    properties: Mapping[NamedNode, tuple[str, ...]]
    codes: Mapping[NamedNode, re.Pattern[str]]
    statuses: Mapping[NamedNode, re.Pattern[str]]
    between: tuple[str, ...]
    lists: tuple[str, ...]
    quotes: str
    completed: re.Pattern[str]
    done: re.Pattern[str]
    cumulative: re.Pattern[str]
    denied: re.Pattern[str]
    outcome: re.Pattern[str]
    doubts: Mapping[str, re.Pattern[str]]
    doubts_end: re.Pattern[str]
    never: re.Pattern[str]


@dataclass(frozen=True)
class StatusCue:
    """Words that tell that something is not a plain fact, and the statuses they may mean.

    Attributes:
        doubted: Whether other words deny or doubt it, make it depend on something, or say that it
            is only somebody's view.
    """

    words: str
    start: int
    end: int
    statuses: tuple[NamedNode, ...]
    doubted: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it can only mean what is not so yet."""
        return all(status in _OPEN for status in self.statuses)


@cache
def cues_of(language: str) -> Cues:
    """Return the cue words of a language.

    >>> cues_of("zh-Hans").properties[vocab("growthOf")]
    ('同比',)
    """
    known = language_of(language)
    words = known.words
    edge = "" if known.is_chinese else r"\b"
    statuses = {sy(name): known.pattern(form) for name, form in words["status"].items()}
    codes = {
        sy(name): known.pattern("|".join(edge + re.escape(form) for form in forms))
        for name, forms in words["codes"].items()
    }
    return Cues(
        properties={vocab(name): tuple(forms) for name, forms in words["properties"].items()},
        codes=codes | statuses,
        statuses=statuses,
        between=tuple(words["routes"]["between"]),
        lists=tuple(words["sentences"]["lists"]),
        quotes=words["sentences"]["quotes"],
        completed=known.pattern(edge + f"(?:{words['totals']['completed']})" + edge),
        done=known.pattern(edge + f"(?:{words['totals']['done']})" + edge),
        cumulative=known.pattern(edge + f"(?:{words['totals']['cumulative']})" + edge),
        denied=known.pattern(words["denials"]["words"]),
        outcome=known.pattern(words["outcomes"]["words"]),
        doubts={reach: known.pattern(words["doubts"][reach]) for reach in _REACHES},
        doubts_end=known.pattern(words["doubts"]["ends"]),
        never=known.pattern(words["doubts"]["never"]),
    )


def read_statuses(text: str, language: str = "zh-Hant") -> list[StatusCue]:
    """Return the words that tell a status, in reading order.

    >>> [(c.words, c.statuses[0].value[-7:]) for c in read_statuses("擬新建碼頭，積極爭創樞紐")]
    [('擬', 'planned'), ('積極', 'nderway'), ('爭創', '#sought')]
    """
    folded = language_of(language).fold(text)
    cues = cues_of(language)
    nouns = [match.span() for match in cues.never.finditer(folded)]
    doubted = read_doubts(text, language)
    found: dict[tuple[int, int], list[NamedNode]] = {}
    for status, pattern in cues.statuses.items():
        for match in pattern.finditer(folded):
            span = match.span(match.lastindex or 0)
            if not _within(span, nouns):
                found.setdefault(span, []).append(status)
    return [
        StatusCue(text[start:end], start, end, tuple(statuses), _within((start, end), doubted))
        for (start, end), statuses in sorted(found.items())
    ]


def read_doubts(
    text: str, language: str = "zh-Hant", *, views: bool = True
) -> list[tuple[int, int]]:
    """Return where a text denies or doubts, makes conditions, or gives somebody's view.

    Args:
        views: Whether a view counts: a plan in it is nobody's, a figure in it may well be one.

    >>> text = "The hall will stay, but nobody knows whether the bridge will."
    >>> [text[slice(*span)] for span in read_doubts(text, "en")]
    [' nobody knows whether the bridge will.']
    """
    cues = cues_of(language)
    folded = language_of(language).fold(text)
    sentences = [unit.span() for unit in _SENTENCE.finditer(folded)]
    found = []
    for reach, pattern in cues.doubts.items():
        if reach == "view" and not views:
            continue
        for match in pattern.finditer(folded):
            left, right = next(s for s in sentences if s[0] <= match.start() < s[1])
            ends = list(cues.doubts_end.finditer(folded, left, right))
            left = max((e.end() for e in ends if e.end() <= match.start()), default=left)
            right = min((e.start() for e in ends if e.start() >= match.end()), default=right)
            clause = clause_around(text, *match.span(), language)
            if reach in ("clause", "rest"):
                left, right = max(left, clause[0]), min(right, clause[1])
            if reach in ("view", "onward", "rest"):
                left = match.start()
            found.append((left, right))
    return sorted(set(found))


def _within(span: tuple[int, int], spans: Iterable[tuple[int, int]]) -> bool:
    """Whether a span has something in common with one of the others."""
    return any(span[0] < end and start < span[1] for start, end in spans)


def cue(pattern: str) -> str:
    """Return the words of a pattern that require its property: those next to the name.

    >>> cue("以「{}」為主題")
    '」為主題'
    """
    return max(pattern.split("{}"), key=len)
