"""Check that facts state each printed date or period, and that each stated date is printed."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from sygraph.check.dataset import Dataset
from sygraph.check.passages import Passage
from sygraph.check.report import STATED_BY_NONE, Report
from sygraph.check.terms import Node, is_date, name
from sygraph.namespaces import RDF_TYPE, sy
from sygraph.text.language import language_of
from sygraph.text.readings import Period

__all__ = ["check_dates", "governing_period", "period_of"]

_START, _END, _ONGOING = sy("periodStart"), sy("periodEnd"), sy("ongoing")
_NOT_BEFORE, _NOT_AFTER = sy("notBefore"), sy("notAfter")
_DEADLINE = sy("deadline")
_TRUE = Literal(True)
# Which properties may have a period, by the preposition of its words.
_CARRIERS = {
    "by": {_DEADLINE},
    "asOf": {_END, _NOT_AFTER},
    "since": {_START, _NOT_BEFORE},
    "in": {_START, _END, sy("date"), _NOT_BEFORE, _NOT_AFTER},
}
# Which properties an event has the date of a period with, where it is not the day itself.
_EVENT_DATES = {"since": [_NOT_BEFORE], "by": [_END]}
_UNDATED = ("title", "base")


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
            if not any(
                value in (p.first, p.last) and _may_carry(data, p, node, prop) for p in printed
            ):
                report.fault(
                    "date",
                    passage.where(node),
                    f"{name(prop)} is {value}, which neither its words nor their context print so",
                    "state the date as printed: " + (_offer(printed) or "no date is printed"),
                )
        for node in passage.facts.subjects():
            for problem, fix in _node_problems(data, passage, node):
                report.fault("period", passage.where(node), problem, fix)


def _is_done(data: Dataset, passage: Passage, value: str) -> bool:
    """Whether this is the reference date and the passage reports something completed by then."""
    done = passage.cues.completed.search(passage.folded)
    return done is not None and value == data.reference(passage.article).isoformat()


def _may_carry(data: Dataset, period: Period, node: Node, prop: NamedNode) -> bool:
    if prop == _DEADLINE and period.how == "in":  # 擬於今年6月開通
        return True
    if prop == _END and period.how == "by":  # an event runs until a day, a figure does not
        return data.is_a(node, "Event")
    return prop in _CARRIERS.get(period.how, _CARRIERS["in"])


def _printed(data: Dataset, passage: Passage) -> list[Period]:
    """Return the periods of the passage, or of its context if the passage has none."""
    own = [p for p in passage.periods if p.how not in ("now", "base")]
    return own or [p for other in data.context(passage) for p in other.periods if p.how != "base"]


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
    stated = {value for node, prop, value in dates if _may_carry(data, period, node, prop)}
    if {period.first, period.last} <= stated:
        return
    if not data.exemptions.cover("period", passage.name, period.words):
        report.fault(
            "date",
            passage.name,
            f"{period.words} ({period.first} to {period.last}) {STATED_BY_NONE}",
            f"state it with {' or '.join(sorted(name(p) for p in _CARRIERS[period.how]))}"
            f"{', or of an event with sy:periodEnd' if period.how == 'by' else ''}, "
            "or list the words among the exceptions with a reason",
        )


def _node_problems(data: Dataset, passage: Passage, node: Node) -> Iterator[tuple[str, str]]:
    """Check a figure, ranking, target or event against the period that governs its place."""
    facts = passage.facts
    start, end = facts.texts(node, _START), facts.texts(node, _END)
    ongoing = _TRUE in facts.all(node, _ONGOING)
    if ongoing and end:
        yield "is ongoing and has an end", "remove sy:ongoing or sy:periodEnd"
    if start and end and start[0] > end[0]:
        yield "ends before it starts", "state sy:periodStart before sy:periodEnd"
    if start and not end and not ongoing:
        yield "has a start, and neither an end nor sy:ongoing", "state sy:periodEnd or sy:ongoing"
    if RDF_TYPE not in facts.about(node) and not data.is_a(node, "Event"):
        return
    period = _governing(data, passage, node)
    if period is None or data.exemptions.cover("period", passage.name, name(node)):
        return
    if data.is_a(node, "Event"):
        # An event that starts in a month and has no stated end may also be "since" that month.
        # Of one that has lasted until a day, or ends on it, that is the end.
        props = _EVENT_DATES.get(period.how, [sy("date"), _NOT_BEFORE])
        ends = [_END] if period.how != "since" else []
        if not (
            any(period.first in facts.texts(node, prop) for prop in (*props, _START))
            or any(period.last in facts.texts(node, prop) for prop in ends)
        ):
            yield (
                f"lacks the date that {period.words} gives it",
                f"state {' or '.join(map(name, props))} {period.first}",
            )
    elif data.is_a(node, "Target"):
        if period.how == "by" and period.last not in facts.texts(node, _DEADLINE):
            yield f"lacks the deadline {period.words}", f"state sy:deadline {period.last}"
    elif data.is_a(node, "Observation", "Ranking"):
        wanted = period_of(passage, period)
        if (start[:1], end[:1], ongoing) != wanted:
            yield (
                f"does not have the period {period.words} that is printed nearest to it",
                f"does it mean {_offer([period])}? Then state {_spell(*wanted)}; if not, list the "
                "node as an exception of kind period",
            )


def _governing(data: Dataset, passage: Passage, node: Node) -> Period | None:
    """Return the period of a figure's words; for an event, the first of the passage."""
    if data.is_a(node, "Event"):
        return next((p for p in _dated(passage) if p.how in ("in", "since")), None)
    places = _places(passage, node)
    return governing_period(passage, *places[0]) if places else None


def _dated(passage: Passage) -> list[Period]:
    return [p for p in passage.periods if p.how not in _UNDATED]


def governing_period(passage: Passage, start: int, end: int) -> Period | None:
    """Return the period of the words of a figure at a place in a passage, or None.

    That is the last one before the words. In English it also stands after them in their clause:
    "rose 4.6% in 2023".
    """
    periods = _dated(passage)
    left, right = passage.clause(start, end)
    if not language_of(passage.language).is_chinese:
        inside = [p for p in periods if left <= p.start and p.end <= right]
        if inside:
            return min(inside, key=lambda p: abs(p.start - start))
    return next((p for p in reversed(periods) if p.start <= start), None)


def _places(passage: Passage, node: Node) -> list[tuple[int, int]]:
    """Return where the wording or the goal of a node is."""
    return [
        span
        for prop in ("statedAs", "goal")
        for words in passage.facts.texts(node, sy(prop))
        for span in passage.spans(words)
    ]


def period_of(passage: Passage, period: Period) -> tuple[list[str], list[str], bool]:
    """Return the start, the end and whether it is ongoing of a figure that a period governs."""
    if period.how == "now":  # 目前: as of the reference date, with no start
        return [], [], True
    if period.how == "since":
        return [period.first], [], True
    single = period.first == period.last and len(period.first) > len("2024")
    # A running total as of a month (今年4月…累計) has no start; one of a year or of a span has.
    cumulative = passage.cues.cumulative.search(passage.folded, period.end)
    if period.how == "asOf" or (single and cumulative):
        return [], [period.last], False
    return [period.first], [period.last], False


def _spell(start: list[str], end: list[str], ongoing: bool) -> str:
    return ", ".join(
        [f"sy:periodStart {v}" for v in start]
        + [f"sy:periodEnd {v}" for v in end]
        + ["sy:ongoing true"] * ongoing
    )
