"""Check that the base of growth and shares is the figure printed right before them."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from sygraph.check.dataset import Dataset
from sygraph.check.passages import Passage
from sygraph.check.report import Report
from sygraph.check.terms import Node, name
from sygraph.namespaces import sy, vocab

__all__ = ["check_bases"]

Problems = Iterator[tuple[str, str]]


def check_bases(data: Dataset, report: Report) -> None:
    """Compare each growth and share with its base figure."""
    for passage in data.passages:
        for node in passage.facts.subjects():
            for prop in ("growthOf", "shareOf"):
                for base in passage.facts.all(node, sy(prop)):
                    if isinstance(base, NamedNode):
                        for problem, fix in _differences(passage, node, base, prop):
                            report.fault("base", passage.where(node), problem, fix)


def _differences(passage: Passage, node: Node, base: NamedNode, prop: str) -> Problems:
    facts = passage.facts
    if not facts.all(base, sy("value")):
        yield (
            f"sy:{prop} is {name(base)}, which is not a figure of this passage",
            "state its base here",
        )
        return
    for same in ("of", "periodStart", "periodEnd", "ongoing"):
        if facts.all(node, sy(same)) != facts.all(base, sy(same)):
            yield (
                f"sy:{same} differs from that of its base {name(base)}",
                f"state one sy:{same} for both",
            )
    if facts.one(node, sy("unit")) == vocab("qunit:PERCENT") == facts.one(base, sy("unit")):
        yield f"its base {name(base)} is itself a percentage", "state the figure that it is part of"
    at = _place(passage, node)
    before = {
        other: place
        for other in facts.subjects()
        if facts.all(other, sy("value"))
        and facts.one(other, sy("unit")) != vocab("qunit:PERCENT")
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
