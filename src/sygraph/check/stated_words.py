"""Check that stated wordings are in the quote, and that facts account for all its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode

from sygraph.check.dataset import Dataset
from sygraph.check.passages import WORDINGS, Passage
from sygraph.check.report import Report
from sygraph.check.terms import name
from sygraph.namespaces import sy
from sygraph.text.cues import BY_ROLE, StatusCue, cue, read_doubts, read_statuses
from sygraph.text.language import language_of

__all__ = ["check_stated_words", "unaccounted_words"]

_CAPTION = sy("caption")

# A fact must account for six or more consecutive characters of a Chinese clause.
_STRETCH = re.compile(r"[^\0，；。：（）《》…—\s]+")
_MARKS = "、·「」"
_SHORTEST = 6
# In English it must account for four or more words in a row, without those that only join others.
_CLAUSE = re.compile(r"(?:[^\0,;:()—\n.!?]|(?<=\w)[.,:](?=\w))+")
_WORD = re.compile(r"[^\W_]+(?:['’.,&/-][^\W_]+)*")
_FEWEST = 4


def check_stated_words(data: Dataset, report: Report) -> None:
    """Check wordings, cue words, words of codes, and words that no fact accounts for."""
    for passage in data.passages:
        for node, prop, words in _given(passage):
            report.count("wordings")
            if not words or words not in passage.quote:
                report.fault(
                    "wording",
                    passage.where(node),
                    f"{name(prop)} “{words}” is not in the quote",
                    "copy the words from the quote",
                )
        _check_cues(data, passage, report)
        _check_codes(data, passage, report)
        _check_achieved(data, passage, report)
        _check_doubted(data, passage, report)
        _check_unaccounted(data, passage, report)


def _given(passage: Passage) -> Iterator[tuple[NamedNode, NamedNode, str]]:
    for node in passage.facts.subjects():
        for prop in WORDINGS:
            for words in passage.facts.texts(node, prop):
                if isinstance(node, NamedNode):
                    yield node, prop, words


def _check_cues(data: Dataset, passage: Passage, report: Report) -> None:
    """Check that a passage with the cue words or the role of a property states the property."""
    used = {term for _, p, o in passage.facts for term in (p, o)}
    for role, prop in BY_ROLE.items():
        if role in passage.roles and prop not in used:
            report.fault(
                "cue",
                passage.name,
                f"is a {name(role)} and states no {name(prop)}",
                f"state {name(prop)} of the {'passage' if role == _CAPTION else 'article'}, "
                "or correct its role",
            )
    for term, patterns in passage.cues.properties.items():
        for word in map(cue, patterns):
            if passage.prints(word) and term not in used:
                if data.exemptions.cover("cue", passage.name, word):
                    continue
                report.fault(
                    "cue",
                    passage.name,
                    f"{word} requires {name(term)}, which no fact states",
                    f"state {name(term)}, or list the words among the exceptions with a reason",
                )


def _check_codes(data: Dataset, passage: Passage, report: Report) -> None:
    """Check that one of the words of a code is in the passage or in its context."""
    read = [passage, *data.context(passage)]
    for s, p, o in passage.facts:
        words = [q.cues.codes.get(o) for q in read] if isinstance(o, NamedNode) else []
        if any(words) and not any(
            form and form.search(q.folded) for form, q in zip(words, read, strict=True)
        ):
            report.fault(
                "code",
                passage.where(s),
                f"{name(p)} is {name(o)}, which no words say",
                "state the code that the words give",
            )


def _check_achieved(data: Dataset, passage: Passage, report: Report) -> None:
    """Check that what is stated as done is said to be done, not planned or sought, where it is."""
    for node in passage.facts.subjects():
        words = passage.facts.texts(node, sy("statedAs"))[:1]
        spans = [span for one in words for span in passage.spans(one)]
        if sy("achieved") not in passage.facts.all(node, sy("status")) or not spans:
            continue
        if not any(_is_done(passage, *span) for span in spans):
            report.fault(
                "code",
                passage.where(node),
                f"sy:status is sy:achieved, but no words say that “{words[0][:24]}” is done",
                "state the status that the words give",
            )


def _is_done(passage: Passage, start: int, end: int) -> bool:
    """Whether the words of status in a wording, or else the last before it, say that it is done."""
    statuses = [
        cue
        for cue in read_statuses(passage.quote, passage.language)
        if cue.is_open or sy("achieved") in cue.statuses
    ]
    stop = passage.clause(start, end)[1]
    found = [cue for cue in statuses if start <= cue.start < end] or [
        cue for cue in statuses if cue.start < stop
    ]
    if not found:  # 實現 after 到2035年 is no outcome
        return not any(period.how == "by" for period in passage.periods)
    last = found[-1]
    return sy("achieved") in last.statuses and not _is_promised(passage, last, statuses)


def _is_promised(passage: Passage, outcome: StatusCue, statuses: Iterable[StatusCue]) -> bool:
    """Whether words for done are what the clause before them hopes for: 希望建成, hopes to have."""
    left = passage.clause(outcome.start, outcome.end)[0]
    hoped = any(left <= cue.start < outcome.start and cue.is_open for cue in statuses)
    return hoped and not passage.cues.outcome.match(passage.folded, outcome.start)


def _check_doubted(data: Dataset, passage: Passage, report: Report) -> None:
    """Check that no undertaking is stated of words that deny or doubt it, or make it depend."""
    doubts = read_doubts(passage.quote, passage.language)
    for node in passage.facts.subjects():
        if not passage.facts.all(node, sy("status")):
            continue
        for words in passage.facts.texts(node, sy("statedAs"))[:1]:
            spans = list(passage.spans(words))
            around = [d for d in doubts if all(d[0] < end and start < d[1] for start, end in spans)]
            if not spans or not around or data.exemptions.cover("cue", passage.name, words):
                continue
            left, right = around[0]
            report.fault(
                "code",
                passage.where(node),
                f"“{passage.quote[left:right].strip()[:60]}” may deny or doubt “{words[:24]}”, or "
                "make it depend on something",
                "state no undertaking that the sentence leaves open; if it does not, list its "
                "words as an exception of kind cue",
            )


def _check_unaccounted(data: Dataset, passage: Passage, report: Report) -> None:
    """Report words that no fact accounts for, unless they are an exception."""
    report.count("words", len(passage.quote))
    for start, end in unaccounted_words(data, passage, report):
        report.fault(
            "unaccounted",
            passage.name,
            f"no fact accounts for “{passage.quote[start:end]}”",
            "state what the words say, or list them among the exceptions with a reason",
        )


def unaccounted_words(data: Dataset, passage: Passage, report: Report) -> Iterator[tuple[int, int]]:
    """Yield start and end of the words of a passage that neither facts nor exceptions account for.

    Args:
        report: counts the others.
    """
    rest = list(passage.quote)
    for start, end in _accounted(data, passage):
        rest[start:end] = "\0" * (end - start)
    report.count("words accounted", rest.count("\0"))
    stretches = _stretches if language_of(passage.language).is_chinese else _runs
    for start, end in stretches("".join(rest)):
        if data.exemptions.cover_span("words", passage.name, passage.quote, start, end):
            report.count("words excepted", end - start)
        else:
            yield start, end


def _stretches(rest: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a Chinese text that no fact accounts for and that are too long."""
    for match in _STRETCH.finditer(rest):
        words = match[0].strip(_MARKS)
        if len(words) >= _SHORTEST:
            start = match.start() + match[0].index(words)
            yield start, start + len(words)


def _runs(rest: str) -> Iterator[tuple[int, int]]:
    """Yield the same of an English text."""
    joining = set(language_of("en").words["sentences"]["function_words"])
    for clause in _CLAUSE.finditer(rest):
        words = [
            word for word in _WORD.finditer(rest, *clause.span()) if word[0].lower() not in joining
        ]
        if len(words) >= _FEWEST:
            yield words[0].start(), words[-1].end()


def _accounted(data: Dataset, passage: Passage) -> Iterator[tuple[int, int]]:
    """Yield the spans of names, periods, figures, codes and wordings that facts state."""
    for _, _, words in _given(passage):
        yield from passage.spans(words)
    for mention in passage.mentions:
        if mention.entities <= passage.nodes:
            yield mention.start, mention.end
    for period in passage.periods:
        yield period.start, period.end
    used = {term for _, p, o in passage.facts for term in (p, o)}
    for term, forms in data.words("MeasureCode", passage.language).items():
        if term in used:
            for form in forms:
                yield from passage.spans(form)
    for code, pattern in passage.cues.codes.items():
        if code in used:
            yield from (match.span() for match in pattern.finditer(passage.folded))
