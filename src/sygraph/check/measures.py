"""Check that the clause of a figure or ranking names its measure, and the unit fits."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from sygraph.check.dataset import Dataset
from sygraph.check.passages import Passage
from sygraph.check.report import Report
from sygraph.check.terms import Node, name
from sygraph.namespaces import sy, vocab
from sygraph.text.language import has_word

__all__ = ["check_measures"]

Problems = Iterator[tuple[str, str]]


def check_measures(data: Dataset, report: Report) -> None:
    """Compare each measure with its unit and with the words of the clause that states it."""
    for passage in data.passages:
        for node in passage.facts.subjects():
            for problems in (_unfit(data, passage, node), _unranked(data, passage, node)):
                for problem, fix in problems:
                    report.fault("measure", passage.where(node), problem, fix)


def _unfit(data: Dataset, passage: Passage, node: Node) -> Problems:
    facts = passage.facts
    forms = data.words("MeasureCode", passage.language)
    for measure in (*facts.all(node, sy("measure")), *facts.all(node, sy("growthIn"))):
        if not isinstance(measure, NamedNode):
            continue
        allowed = data.ontology.all(measure, vocab("qudt:applicableUnit"))
        for unit in facts.all(node, sy("unit")):
            if unit not in allowed and measure not in facts.all(node, sy("growthIn")):
                yield (
                    f"{name(measure)} is not measured in {name(unit)}",
                    f"state {' or '.join(map(name, allowed)) or 'no figure of it'}",
                )
        clauses = _clauses(passage, node)
        if clauses and not any(
            has_word(clause, word) for word in forms[measure] for clause in clauses
        ):
            yield (
                f"no word for {name(measure)} is in “{clauses[0]}”",
                "state the measure that the words name, or give it a sy:word",
            )


def _unranked(data: Dataset, passage: Passage, node: Node) -> Problems:
    """Check that a ranking has a measure if its clause names one that only rankings have."""
    if not data.is_a(node, "Ranking") or passage.facts.all(node, sy("measure")):
        return
    for clause in _clauses(passage, node):
        for ranked, words in data.words("MeasureCode", passage.language).items():
            counted = data.ontology.all(ranked, vocab("qudt:applicableUnit"))
            if not counted and any(has_word(clause, word) for word in words):
                yield f"ranks by no measure, but its clause says {name(ranked)}", "state it"


def _clauses(passage: Passage, node: Node) -> list[str]:
    return [
        passage.folded[slice(*passage.clause(start, end))]
        for stated in passage.facts.texts(node, sy("statedAs"))
        for start, end in passage.spans(stated)
    ]
