"""Check that facts state each printed numeral, and that each stated number is printed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from sygraph.check.dataset import Dataset
from sygraph.check.figures import described
from sygraph.check.passages import Passage
from sygraph.check.report import Report
from sygraph.check.terms import Node, decimal, is_date, name
from sygraph.namespaces import sy, vocab
from sygraph.text.cues import cue
from sygraph.text.numerals import find_numerals
from sygraph.text.readings import Numeral, Quantity

__all__ = ["check_stated_numerals", "unstated_numerals"]

# The number of a figure is in its wording, or is an end of the range there.
_VALUES = (sy("value"), vocab("schema:minValue"), vocab("schema:maxValue"))
# Texts whose numerals are part of a name.
_TITLES = (vocab("dcterms:title"), vocab("schema:slogan"), sy("first"))


def check_stated_numerals(data: Dataset, report: Report) -> None:
    """Match the numerals of each quote with the numbers, dates and names of its passage's facts."""
    for passage in data.passages:
        numerals = find_numerals(passage.quote, passage.language)
        report.count("numerals", len(numerals))
        for numeral in unstated_numerals(data, passage, report):
            around = passage.quote[max(0, numeral.start - 4) : numeral.end + 4]
            reading = _quantity(passage, numeral)
            said = described(reading) if reading else f"{numeral.value:f}"
            report.fault(
                "numeral",
                passage.name,
                f"the numeral {numeral.words} in “…{around}…” is not stated by a fact",
                f"state what it counts (read: {said}), or list the words among the exceptions "
                "with a reason",
            )
        for node, prop, value in _numbers(passage):
            spans = _spans(passage, node, prop)
            if not any(
                _is_value(passage, n, value) and _holds(start, end, (n.start, n.end))
                for n in numerals
                for start, end in spans
            ):
                report.fault(
                    "number",
                    passage.where(node),
                    f"{name(prop)} is {value}, which its words do not print",
                    "state the number as printed",
                )


def unstated_numerals(data: Dataset, passage: Passage, report: Report) -> Iterator[Numeral]:
    """Yield the numerals of a passage that no fact states and no exception covers.

    Args:
        report: counts the others.
    """
    for numeral in find_numerals(passage.quote, passage.language):
        if _is_stated(data, passage, numeral):
            report.count("numerals stated")
        elif data.exemptions.cover_span(
            "numeral", passage.name, passage.quote, numeral.start, numeral.end
        ):
            report.count("numerals excepted")
        else:
            yield numeral


def _is_stated(data: Dataset, passage: Passage, numeral: Numeral) -> bool:
    span = numeral.start, numeral.end
    return (
        any(_holds(p.start, p.end, span) for p in passage.periods if p.how not in ("title", "base"))
        or any(
            _holds(m.start, m.end, span) and m.entities <= passage.nodes for m in passage.mentions
        )
        or any(
            _is_value(passage, numeral, value) and _holds(start, end, span)
            for node, prop, value in _numbers(passage)
            for start, end in _spans(passage, node, prop)
        )
        or any(_holds(start, end, span) for start, end in _verbatim(passage))
        or any(_holds(p.start, p.end, span) and _dated(passage, p.first) for p in passage.periods)
    )


def _quantity(passage: Passage, numeral: Numeral) -> Quantity | None:
    """Return the quantity that a numeral is part of, if it counts something."""
    return next(
        (q for q in passage.quantities if _holds(*q.number, (numeral.start, numeral.end))), None
    )


def _is_value(passage: Passage, numeral: Numeral, value: Decimal) -> bool:
    """Whether a number is that of a numeral, or an end of the range that this is part of."""
    if value == numeral.low == numeral.high:
        return True
    reading = _quantity(passage, numeral)
    return reading is not None and (reading.states(value) or value in (reading.low, reading.high))


def _holds(start: int, end: int, span: tuple[int, int]) -> bool:
    return start <= span[0] and span[1] <= end


def _numbers(passage: Passage) -> Iterator[tuple[Node, NamedNode, Decimal]]:
    for s, p, o in passage.facts:
        value = decimal(o)
        if value is not None:
            yield s, p, value


def _spans(passage: Passage, node: Node, prop: NamedNode) -> list[tuple[int, int]]:
    """Return where a number may be printed: a value in sy:statedAs, others in the clause around it.

    The number of a node without sy:statedAs (the edition of an event) may be anywhere.
    """
    stated = [
        span for words in passage.facts.texts(node, sy("statedAs")) for span in passage.spans(words)
    ]
    if prop not in _VALUES:
        stated = [passage.clause(*span) for span in stated]
    return stated or [(0, len(passage.quote))]


def _verbatim(passage: Passage) -> Iterator[tuple[int, int]]:
    """Yield where the words of a title are, and the cue words of a property (首次)."""
    for _, p, o in passage.facts:
        if p in _TITLES and isinstance(o, Literal):
            yield from passage.spans(o.value)
        for words in map(cue, passage.cues.properties.get(p, ())):
            yield from passage.spans(words)


def _dated(passage: Passage, first: str) -> bool:
    """Whether a fact is dated to this year, or to a month or day in it."""
    return any(is_date(o) and o.value.startswith(first) for _, _, o in passage.facts)
