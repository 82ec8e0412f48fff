"""Wording: what is given as the article's words stands in the quote, and no words go unheard."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import NamedNode

from sygraph.check.dataset import Dataset
from sygraph.check.passages import WORDINGS, Passage
from sygraph.check.report import Report
from sygraph.check.terms import name
from sygraph.text.cues import BY_ROLE, CALLED_FOR, CODE_WORDS, cue

__all__ = ["check_wording"]

# Six characters in a row within a clause say something.
_STRETCH = re.compile(r"[^\0，；。：（）《》…—\s]+")
_MARKS = "、·「」"
_ENOUGH = 6


def check_wording(data: Dataset, report: Report) -> None:
    """Check the words given as printed, those that call for a term, and those that none states."""
    for passage in data.passages:
        for node, prop, words in _given(passage):
            report.count("wordings")
            if not words or words not in passage.quote:
                report.fault(
                    "wording",
                    passage.where(node),
                    f"{name(prop)} “{words}” does not stand in the quote",
                    "copy the words from the quote",
                )
        _check_cues(data, passage, report)
        _check_codes(data, passage, report)
        _check_unheard(data, passage, report)


def _given(passage: Passage) -> Iterator[tuple[NamedNode, NamedNode, str]]:
    for node in passage.facts.subjects():
        for prop in WORDINGS:
            for words in passage.facts.texts(node, prop):
                if isinstance(node, NamedNode):
                    yield node, prop, words


def _check_cues(data: Dataset, passage: Passage, report: Report) -> None:
    """Where a property's cue words stand, or its role does, the property is stated."""
    used = {term for _, p, o in passage.facts for term in (p, o)}
    for role, prop in BY_ROLE.items():
        if role in passage.roles and prop not in used:
            report.fault(
                "cue",
                passage.name,
                f"is a {name(role)} and states no {name(prop)}",
                f"state {name(prop)}, or mend its role",
            )
    for term, patterns in CALLED_FOR.items():
        for word in map(cue, patterns):
            if word in passage.quote and term not in used:
                if data.exemptions.cover("cue", passage.name, word):
                    continue
                report.fault(
                    "cue",
                    passage.name,
                    f"{word} calls for {name(term)}, which no fact states",
                    f"state {name(term)}, or list the words among the exceptions with a reason",
                )


def _check_codes(data: Dataset, passage: Passage, report: Report) -> None:
    """A code is used only where one of its words stands, here or in the context."""
    quotes = [passage.quote, *(p.quote for p in data.context(passage))]
    for s, p, o in passage.facts:
        words = CODE_WORDS.get(o, ()) if isinstance(o, NamedNode) else ()
        if words and not any(word in quote for word in words for quote in quotes):
            report.fault(
                "code",
                passage.where(s),
                f"{name(p)} is {name(o)}, which no words say",
                "state the code that the words give",
            )


def _check_unheard(data: Dataset, passage: Passage, report: Report) -> None:
    """Whatever stretch of words no fact accounts for is listed with a reason."""
    heard = list(passage.quote)
    for start, end in _heard(data, passage):
        heard[start:end] = "\0" * (end - start)
    report.count("words", len(passage.quote))
    report.count("words heard", heard.count("\0"))
    for match in _STRETCH.finditer("".join(heard)):
        words = match[0].strip(_MARKS)
        start = match.start() + match[0].index(words)
        if len(words) < _ENOUGH:
            continue
        if data.exemptions.cover_span(
            "words", passage.name, passage.quote, start, start + len(words)
        ):
            report.count("words excepted", len(words))
            continue
        report.fault(
            "unheard",
            passage.name,
            f"no fact accounts for “{words}”",
            "state what the words say, or list them among the exceptions with a reason",
        )


def _heard(data: Dataset, passage: Passage) -> Iterator[tuple[int, int]]:
    """The spans that names, periods, figures, codes and quoted words account for."""
    for _, _, words in _given(passage):
        yield from passage.spans(words)
    for mention in passage.mentions:
        if mention.entities <= passage.nodes:
            yield mention.start, mention.end
    for period in passage.periods:
        yield period.start, period.end
    used = {term for _, p, o in passage.facts for term in (p, o)}
    for table in (data.words("MeasureCode"), CODE_WORDS):
        for term, forms in table.items():
            if term in used:
                for form in forms:
                    yield from passage.spans(form)
