"""Figures: each is read again from its own words and compared with what its node states."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import NamedNode

from sygraph.check.dataset import Dataset, Node, Passage, clause_around, decimal, name
from sygraph.check.numerals import find_numerals
from sygraph.check.report import Report
from sygraph.names import sy

__all__ = ["Reading", "check_figures", "read_figures"]

# What stands right before a numeral, right after it, and after its unit, and the bound it prints.
_BEFORE = (
    (re.compile(r"(?:不超過|不超过|至多|最多)$"), "atMost"),
    (re.compile(r"(?:大約|約|约|近|將近|大约)[為为達达]?$"), "approximate"),
    (re.compile(r"(?:超過|超过|超|逾|突破|至少|不少於)$"), "atLeast"),
)
_AFTER = (
    (re.compile(r"[餘余多]"), "atLeast"),
    (re.compile(r"(?:及?以上)"), "atLeast"),
    (re.compile(r"(?:及?以下|以內|以内)"), "atMost"),
    (re.compile(r"左右"), "approximate"),
)
# What a figure has besides its value, whatever else it is.
_PARTS = tuple(map(sy, ("of", "measure", "unit", "bound", "statedAs")))


@dataclass(frozen=True)
class Reading:
    """A figure read from words: its number, the word of its unit ("" if none known), its bound."""

    value: Decimal
    unit: str
    bound: str


def read_figures(
    text: str, units: Iterable[str], start: int = 0, end: int | None = None
) -> list[Reading]:
    """Read every figure whose numeral lies between `start` and `end` of the text.

    The words around the span count too: a bound that the span leaves out is still a bound.

    >>> read_figures("貨物約9800噸", ["噸"])
    [Reading(value=Decimal('9800'), unit='噸', bound='approximate')]
    >>> read_figures("佔全省50%以上", ["%"])
    [Reading(value=Decimal('50'), unit='%', bound='atLeast')]
    """
    longest_first = sorted(units, key=len, reverse=True)
    stop = len(text) if end is None else end
    return [
        _read(text[: n.start], n.value, text[n.end :], longest_first)
        for n in find_numerals(text)
        if start <= n.start and n.end <= stop
    ]


def _read(before: str, value: Decimal, after: str, units: list[str]) -> Reading:
    bound = next((kind for pattern, kind in _BEFORE if pattern.search(before)), "")
    bound_after, after = _bound_after(after)
    unit = next((word for word in units if after.startswith(word)), "")
    last, _ = _bound_after(after[len(unit) :])
    return Reading(value, unit, bound or bound_after or last or "exact")


def _bound_after(after: str) -> tuple[str, str]:
    for pattern, kind in _AFTER:
        match = pattern.match(after)
        if match:
            return kind, after[match.end() :]
    return "", after


def check_figures(data: Dataset, report: Report) -> None:
    """Compare each figure's value, unit, bound and measure with its words, growth with its base."""
    unit_words = data.words("unitWord")
    words = {word for forms in unit_words.values() for word in forms}
    for passage in data.passages:
        for node in passage.facts.subjects():
            if passage.facts.all(node, sy("value")):
                report.count("figures")
                for part in _PARTS:
                    if not passage.facts.all(node, part):
                        report.fault(
                            "whole",
                            passage.where(node),
                            f"is a figure without {name(part)} in this passage",
                            "write a figure whole in each passage that states it",
                        )
                for problem, mend in _figure_problems(data, passage, node, unit_words, words):
                    report.fault("figure", passage.where(node), problem, mend)
            for problem, mend in _measure_problems(data, passage, node):
                report.fault("measure", passage.where(node), problem, mend)
            for prop in ("growthOf", "shareOf"):
                for base in passage.facts.all(node, sy(prop)):
                    if isinstance(base, NamedNode):
                        for problem, mend in _base_problems(data, passage, node, base, prop):
                            report.fault("base", passage.where(node), problem, mend)


def _figure_problems(
    data: Dataset,
    passage: Passage,
    node: Node,
    unit_words: dict[Node, set[str]],
    words: set[str],
) -> Iterator[tuple[str, str]]:
    facts = passage.facts
    stated = "".join(facts.texts(node, sy("statedAs"))[:1])
    places = list(passage.spans(stated))
    if not places:  # a missing or foreign statedAs is a fault of its own
        return
    value = decimal(facts.one(node, sy("value")))
    readings = [r for start, end in places for r in read_figures(passage.quote, words, start, end)]
    if not readings:
        yield f"“{stated}” holds no numeral", "widen sy:statedAs to bound, number and unit"
        return
    reading = next((r for r in readings if r.value == value), None)
    if reading is None:
        said = " or ".join(f"{r.value:f}" for r in dict.fromkeys(readings))
        yield f"sy:value is {value}, “{stated}” says {said}", f"state sy:value {said}"
        return
    unit = facts.one(node, sy("unit"))
    fitting = {u for u, forms in unit_words.items() if reading.unit in forms}
    if unit is not None and unit not in fitting:
        offer = ", ".join(sorted(name(u) for u in fitting)) or "a unit with that sy:unitWord"
        yield (
            f"sy:unit is {name(unit)}, “{stated}” says {reading.unit or 'no unit known'}",
            f"state {offer}",
        )
    bound = facts.one(node, sy("bound"))
    if bound is not None and bound != sy(reading.bound):
        yield (
            f"sy:bound is {name(bound)}, the words around “{stated}” say {reading.bound}",
            f"state sy:{reading.bound}",
        )
    if reading.bound != "exact" and not _prints_bound(stated, words, reading):
        yield (
            f"“{stated}” leaves out the word that bounds it",
            "widen sy:statedAs to bound, number and unit",
        )


def _prints_bound(stated: str, words: set[str], reading: Reading) -> bool:
    return any(r == reading for r in read_figures(stated, words))


def _measure_problems(data: Dataset, passage: Passage, node: Node) -> Iterator[tuple[str, str]]:
    """Compare a measure with its unit and with the words of the clause that states it."""
    facts = passage.facts
    forms = data.words("measureWord")
    if data.is_a(node, "Ranking") and not facts.all(node, sy("measure")):
        for clause in _clauses(passage, node):
            for ranked, words in forms.items():
                counted = data.ontology.all(ranked, sy("measuredIn"))
                if not counted and any(word in clause for word in words):
                    yield f"ranks by no measure, but its clause says {name(ranked)}", "state it"
    for measure in facts.all(node, sy("measure")):
        if not isinstance(measure, NamedNode):
            continue
        allowed = data.ontology.all(measure, sy("measuredIn"))
        for unit in facts.all(node, sy("unit")):
            if unit not in allowed:
                yield (
                    f"{name(measure)} is not measured in {name(unit)}",
                    f"state {' or '.join(map(name, allowed)) or 'no figure of it'}",
                )
        clauses = _clauses(passage, node)
        if clauses and not any(word in clause for word in forms[measure] for clause in clauses):
            yield (
                f"no word for {name(measure)} stands in “{clauses[0]}”",
                "state the measure that the words name, or give it a sy:measureWord",
            )


def _clauses(passage: Passage, node: Node) -> list[str]:
    return [
        passage.quote[slice(*clause_around(passage.quote, start, end))]
        for stated in passage.facts.texts(node, sy("statedAs"))
        for start, end in passage.spans(stated)
    ]


def _base_problems(
    data: Dataset, passage: Passage, node: Node, base: NamedNode, prop: str
) -> Iterator[tuple[str, str]]:
    """Compare a growth or share with the figure it is of: the one printed right before it."""
    facts = passage.facts
    if not facts.all(base, sy("value")):
        yield f"sy:{prop} leads to {name(base)}, no figure of this passage", "state its base here"
        return
    for same in ("of", "periodStart", "periodEnd", "ongoing"):
        if facts.all(node, sy(same)) != facts.all(base, sy(same)):
            yield (
                f"sy:{same} differs from that of its base {name(base)}",
                f"state one sy:{same} for both",
            )
    if facts.one(node, sy("unit")) == sy("percent") == facts.one(base, sy("unit")):
        yield f"its base {name(base)} is itself a percentage", "state the figure it is a part of"
    at = _place(passage, node)
    before = {
        other: place
        for other in facts.subjects()
        if facts.all(other, sy("value"))
        and facts.one(other, sy("unit")) != sy("percent")
        and (place := _place(passage, other)) is not None
        and at is not None
        and place < at
    }
    nearest = max(before, key=lambda other: before[other], default=None)
    if nearest is not None and nearest != base:
        yield (
            f"its base is {name(base)}, but {name(nearest)} is printed right before it",
            f"state sy:{prop} {name(nearest)}",
        )


def _place(passage: Passage, node: Node) -> int | None:
    for stated in passage.facts.texts(node, sy("statedAs")):
        for start, _ in passage.spans(stated):
            return start
    return None
