"""Words that require a property, a code or a status; drafts and checks read them by language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pyoxigraph import NamedNode

from sygraph.namespaces import sy, vocab
from sygraph.text.language import language_of

__all__ = ["BY_ROLE", "Cues", "StatusCue", "cue", "cues_of", "read_statuses"]

# The property that a passage states because of its role.
BY_ROLE = {
    sy("caption"): vocab("schema:about"),
    sy("byline"): vocab("schema:author"),
    sy("headline"): vocab("dcterms:title"),
}


_OPEN = (sy("planned"), sy("sought"))


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


@dataclass(frozen=True)
class StatusCue:
    """Words that tell that something is not a plain fact, and the statuses they may mean."""

    words: str
    start: int
    end: int
    statuses: tuple[NamedNode, ...]

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
    )


def read_statuses(text: str, language: str = "zh-Hant") -> list[StatusCue]:
    """Return the words that tell a status, in reading order.

    >>> [(c.words, c.statuses[0].value[-7:]) for c in read_statuses("擬新建碼頭，積極爭創樞紐")]
    [('擬', 'planned'), ('積極', 'nderway'), ('爭創', '#sought')]
    """
    folded = language_of(language).fold(text)
    found: dict[tuple[int, int], list[NamedNode]] = {}
    for status, pattern in cues_of(language).statuses.items():
        for match in pattern.finditer(folded):
            found.setdefault(match.span(), []).append(status)
    return [
        StatusCue(text[start:end], start, end, tuple(statuses))
        for (start, end), statuses in sorted(found.items())
    ]


def cue(pattern: str) -> str:
    """Return the words of a pattern that require its property: those next to the name.

    >>> cue("以「{}」為主題")
    '」為主題'
    """
    return max(pattern.split("{}"), key=len)
