"""Check each figure against its words: value or range, unit, bound and direction."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pyoxigraph import NamedNode

from sygraph.check.dataset import Dataset
from sygraph.check.passages import Passage
from sygraph.check.report import Report
from sygraph.check.terms import Node, decimal, name, names
from sygraph.namespaces import RDF_TYPE, sy, vocab
from sygraph.text.cues import read_doubts, read_statuses
from sygraph.text.quantities import read_quantities
from sygraph.text.readings import Quantity

__all__ = ["check_figures", "described"]

Problems = Iterator[tuple[str, str]]

# The properties that every figure must have besides its value.
_PARTS = tuple(map(sy, ("of", "measure", "unit", "bound", "statedAs")))
_LOW, _HIGH = vocab("schema:minValue"), vocab("schema:maxValue")
_GROWTH = sy("yearOnYearGrowth")
_ASK_DIRECTION = (
    "widen sy:statedAs to the word for growth or decline; if it is one that is not known, state a "
    "decline as a negative growth and list sy:statedAs as an exception of kind figure"
)


def check_figures(data: Dataset, report: Report) -> None:
    """Compare the value, unit, bound and direction of each figure with the words that state it."""
    for passage in data.passages:
        facts = passage.facts
        for node in facts.subjects():
            if facts.all(node, sy("value")) or facts.all(node, _LOW) or facts.all(node, _HIGH):
                report.count("figures")
                for problem, fix in _missing(passage, node):
                    report.fault("incomplete", passage.where(node), problem, fix)
                for problem, fix in _misread(data, passage, node):
                    if not any(
                        data.exemptions.cover("figure", passage.name, words)
                        for words in facts.texts(node, sy("statedAs"))
                    ):
                        report.fault("figure", passage.where(node), problem, fix)


def described(quantity: Quantity) -> str:
    """Return what is read from the words of a figure, for a message.

    >>> described(read_quantities("同比下降約2.4%")[0])
    '-2.4 in qunit:PERCENT, sy:approximate, a decline'
    """
    ends = dict.fromkeys((_number(quantity.low), _number(quantity.high)))
    parts = [" to ".join(ends)]
    if quantity.units:
        parts[0] += f" in {' or '.join(name(NamedNode(unit)) for unit in quantity.units)}"
    if quantity.bound != "exact":
        parts.append(f"sy:{quantity.bound}")
    if quantity.direction:
        parts.append(f"a {quantity.direction}")
    return ", ".join(parts)


def _number(value: Decimal) -> str:
    shown = f"{value:f}"
    return shown if len(shown.partition(".")[2]) <= 6 else f"{value:.4f}…"


def _missing(passage: Passage, node: Node) -> Problems:
    for part in _PARTS:
        if not passage.facts.all(node, part):
            yield (
                f"is a figure without {name(part)} in this passage",
                "write a figure whole in each passage that states it",
            )


def _misread(data: Dataset, passage: Passage, node: Node) -> Problems:
    facts = passage.facts
    stated = "".join(facts.texts(node, sy("statedAs"))[:1])
    places = list(passage.spans(stated))
    if not places:  # another check reports a missing or wrong statedAs
        return
    readings = [
        q
        for q in passage.quantities
        if any(start <= q.number[0] and q.number[1] <= end for start, end in places)
    ]
    if not readings:
        yield f"“{stated}” contains no numeral", "widen sy:statedAs to bound, number and unit"
        return
    reading = _matching(passage, node, readings)
    if reading is None:
        yield _wrong_value(passage, node, stated, readings)
        return
    yield from _wrong_direction(passage, node, stated, reading)
    yield from _wrong_unit(passage, node, stated, reading)
    yield from _planned(passage, node, stated, reading)
    yield from _denied(passage, stated, reading)
    bound = facts.one(node, sy("bound"))
    if bound is not None and bound != sy(reading.bound):
        yield (
            f"sy:bound is {name(bound)}, the words around “{stated}” say {reading.bound}",
            f"state sy:{reading.bound}",
        )
    alone = read_quantities(stated, passage.language, None, data.units(passage.language))
    if not any((q.bound, q.direction) == (reading.bound, reading.direction) for q in alone):
        omitted = "direction" if reading.direction else "bound"
        yield (
            f"“{stated}” omits the word for its {omitted}",
            "widen sy:statedAs to direction, bound, number and unit",
        )


_IF_DENIED = (
    "state no figure that the sentence denies; if it does not, list sy:statedAs as an exception of "
    "kind figure"
)


def _denied(passage: Passage, stated: str, reading: Quantity) -> Problems:
    """A figure whose clause says that it is not so, or leaves it open: 未開通航線211條."""
    start, end = passage.clause(reading.start, reading.end)
    for match in passage.cues.denied.finditer(passage.folded, start, end):
        if match.end() <= reading.start or reading.end <= match.start():
            yield (
                f"“{passage.quote[slice(*match.span())]}” in the clause of “{stated}” may deny it",
                _IF_DENIED,
            )
            return
    for left, right in read_doubts(passage.quote, passage.language, views=False):
        if left <= reading.start and reading.end <= right:
            words = passage.quote[left:right].strip()[:40]
            yield f"“{words}” may deny “{stated}” or leave it open", _IF_DENIED
            return


def _matching(passage: Passage, node: Node, readings: list[Quantity]) -> Quantity | None:
    """Return the reading of the words that is the stated value or range."""
    facts = passage.facts
    value = decimal(facts.one(node, sy("value")))
    limits = decimal(facts.one(node, _LOW)), decimal(facts.one(node, _HIGH))
    for reading in readings:
        if value is not None and limits == (None, None) and reading.states(value):
            return reading
        if value is None and reading.value is None and (reading.low, reading.high) == limits:
            return reading
    return None


def _wrong_value(
    passage: Passage, node: Node, stated: str, readings: list[Quantity]
) -> tuple[str, str]:
    """Say what the words give; what to state only if they give one thing that can be stated."""
    facts = passage.facts
    given = [o for prop in (sy("value"), _LOW, _HIGH) for o in facts.texts(node, prop)]
    said = list(dict.fromkeys(map(described, readings)))
    problem = f"sy:value is {' to '.join(given)}, “{stated}” says {' or '.join(said)}"
    reading = readings[0]
    if len(said) > 1:
        return problem, "narrow sy:statedAs to the words of this figure, and state what they say"
    if reading.vague:
        return problem, "state no figure: the words name no number; sy:describedAs may quote them"
    growth = _GROWTH in facts.all(node, sy("measure"))
    if reading.direction and not growth:
        return problem, _as_growth(reading)
    if growth and not reading.direction:
        return problem, _ASK_DIRECTION
    if reading.value is None:
        ends = f"schema:minValue {reading.low:f} and schema:maxValue {reading.high:f}"
        return problem, f"state {ends}, and no sy:value"
    decline = ": a decline is a negative growth" if reading.direction == "decline" else ""
    return problem, f"state sy:value {_number(reading.value)}{decline}"


def _as_growth(reading: Quantity) -> str:
    return (
        f"is this how much something {'fell' if reading.direction == 'decline' else 'grew'}? Then "
        f"state a sy:yearOnYearGrowth of {_number(reading.low)} with sy:growthOf the figure that "
        "changed, or with sy:growthIn its measure if no figure of it is printed"
    )


def _wrong_direction(passage: Passage, node: Node, stated: str, reading: Quantity) -> Problems:
    growth = _GROWTH in passage.facts.all(node, sy("measure"))
    if growth and not reading.direction:
        yield (
            f"is growth, but no known word at “{stated}” says that it grew or fell",
            _ASK_DIRECTION,
        )
    elif reading.direction and not growth:
        yield f"“{stated}” says {described(reading)}, not a level", _as_growth(reading)


def _planned(passage: Passage, node: Node, stated: str, reading: Quantity) -> Problems:
    """Check that what the clause says is only planned or sought is no figure."""
    if sy("Observation") not in passage.facts.all(node, RDF_TYPE):
        return
    start, _ = passage.clause(*reading.number)
    before = passage.quote[start : reading.number[0]]
    open_cues = [c.words for c in read_statuses(before, passage.language) if c.is_open]
    if open_cues:
        yield (
            f"is a figure, but “{open_cues[-1]}” before “{stated}” says that it is not so yet",
            "state a sy:Target, or list sy:statedAs as an exception of kind figure",
        )


def _wrong_unit(passage: Passage, node: Node, stated: str, reading: Quantity) -> Problems:
    unit = passage.facts.one(node, sy("unit"))
    if isinstance(unit, NamedNode) and unit.value not in reading.units:
        fitting = [NamedNode(fit) for fit in reading.units]
        yield (
            f"sy:unit is {name(unit)}, “{stated}” says {reading.unit_word or 'no known unit'}",
            f"state {names(fitting) or 'a unit that has the word as sy:word'}",
        )
