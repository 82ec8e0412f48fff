"""Dates and periods: each one printed is stated, each one stated is printed, on the right node."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from sygraph.check.dataset import Dataset
from sygraph.check.passages import Passage
from sygraph.check.report import Report
from sygraph.check.terms import Node, is_date, name
from sygraph.namespaces import RDF_TYPE, sy
from sygraph.text.periods import Period

__all__ = ["check_dates"]

_START, _END, _ONGOING = sy("periodStart"), sy("periodEnd"), sy("ongoing")
_NOT_BEFORE, _NOT_AFTER = sy("notBefore"), sy("notAfter")
# The word for what is done by the article's reference date: 已成功舉辦.
_DONE = "已"
_TRUE = Literal(True)
# Which properties may carry a period, by how its words put it.
_CARRIERS = {
    "by": {sy("deadline")},
    "since": {_START, _NOT_BEFORE},
    "in": {_START, _END, sy("date"), _NOT_BEFORE, _NOT_AFTER},
}


def check_dates(data: Dataset, report: Report) -> None:
    """Match the periods that each quote prints with the dates that its facts state."""
    for passage in data.passages:
        dates = [
            (s, p, o.value) for s, p, o in passage.facts if isinstance(o, Literal) and is_date(o)
        ]
        for period in passage.periods:
            if period.how in _CARRIERS:
                _check_printed(data, passage, period, dates, report)
        printed = _printed(data, passage)
        for node, prop, value in dates:
            report.count("dates")
            if prop == _NOT_AFTER and _is_done(data, passage, value):
                continue
            if not any(value in (p.first, p.last) and _may_carry(p, prop) for p in printed):
                report.fault(
                    "date",
                    passage.where(node),
                    f"{name(prop)} is {value}, which neither its words nor their context print so",
                    "state the date as printed: " + (_offer(printed) or "none is"),
                )
        for node in passage.facts.subjects():
            for problem, mend in _node_problems(data, passage, node):
                report.fault("period", passage.where(node), problem, mend)


def _is_done(data: Dataset, passage: Passage, value: str) -> bool:
    """Whether this is the reference date and the passage tells of what is done by then."""
    return _DONE in passage.quote and value == data.reference(passage.article).isoformat()


def _may_carry(period: Period, prop: NamedNode) -> bool:
    return prop in _CARRIERS.get(period.how, _CARRIERS["in"])


def _printed(data: Dataset, passage: Passage) -> list[Period]:
    """The passage's own periods, or those of its context where it prints none."""
    own = [p for p in passage.periods if p.how != "now"]
    return own or [p for other in data.context(passage) for p in other.periods]


def _offer(printed: list[Period]) -> str:
    return ", ".join(f"{p.words} ({p.first} to {p.last}, {p.how})" for p in printed)


def _check_printed(
    data: Dataset,
    passage: Passage,
    period: Period,
    dates: list[tuple[Node, NamedNode, str]],
    report: Report,
) -> None:
    report.count("periods")
    stated = {value for _, prop, value in dates if _may_carry(period, prop)}
    if {period.first, period.last} <= stated:
        return
    if not data.exemptions.cover("period", passage.name, period.words):
        report.fault(
            "date",
            passage.name,
            f"{period.words} ({period.first} to {period.last}) is stated by no fact",
            f"state it with {' or '.join(sorted(name(p) for p in _CARRIERS[period.how]))}, "
            "or list the words among the exceptions with a reason",
        )


def _node_problems(data: Dataset, passage: Passage, node: Node) -> Iterator[tuple[str, str]]:
    """Check a figure, ranking, target or event against the period that governs its place."""
    facts = passage.facts
    start, end = facts.texts(node, _START), facts.texts(node, _END)
    ongoing = _TRUE in facts.all(node, _ONGOING)
    if ongoing and end:
        yield "is ongoing and has an end", "drop sy:ongoing or sy:periodEnd"
    if start and end and start[0] > end[0]:
        yield "ends before it starts", "state sy:periodStart before sy:periodEnd"
    if start and not end and not ongoing:
        yield "has a start, and neither an end nor sy:ongoing", "state how the period goes on"
    if RDF_TYPE not in facts.about(node) and not data.is_a(node, "Event"):
        return
    period = _governing(data, passage, node)
    if period is None or data.exemptions.cover("period", passage.name, name(node)):
        return
    if data.is_a(node, "Event"):
        # What begins in a month and ends nobody says when is some time since then as well.
        props = [_NOT_BEFORE] if period.how == "since" else [sy("date"), _NOT_BEFORE]
        if not any(period.first in facts.texts(node, prop) for prop in props):
            yield (
                f"lacks the date that {period.words} gives it",
                f"state {' or '.join(map(name, props))} {period.first}",
            )
    elif data.is_a(node, "Target"):
        if period.how == "by" and period.first not in facts.texts(node, sy("deadline")):
            yield f"lacks the deadline {period.words}", f"state sy:deadline {period.first}"
    elif data.is_a(node, "Observation", "Ranking"):
        wanted = _wanted(passage, period)
        if (start[:1], end[:1], ongoing) != wanted:
            yield (
                f"does not have the period {period.words} that stands before it",
                "state " + _spell(*wanted),
            )


def _governing(data: Dataset, passage: Passage, node: Node) -> Period | None:
    """The period printed last before a figure's words; for an event, the passage's first."""
    periods = [p for p in passage.periods if p.how != "title"]
    if data.is_a(node, "Event"):
        return next((p for p in periods if p.how in ("in", "since")), None)
    spans = [
        span[0]
        for prop in ("statedAs", "goal")
        for words in passage.facts.texts(node, sy(prop))
        for span in passage.spans(words)
    ]
    return next((p for p in reversed(periods) if spans and p.start <= spans[0]), None)


def _wanted(passage: Passage, period: Period) -> tuple[list[str], list[str], bool]:
    if period.how == "now":  # 目前: as of the reference date, with no start
        return [], [], True
    if period.how == "since":
        return [period.first], [], True
    if "累計" in passage.quote[period.end :]:  # a running total: an end and no start
        return [], [period.last], False
    return [period.first], [period.last], False


def _spell(start: list[str], end: list[str], ongoing: bool) -> str:
    return ", ".join(
        [f"sy:periodStart {v}" for v in start]
        + [f"sy:periodEnd {v}" for v in end]
        + ["sy:ongoing true"] * ongoing
    )
