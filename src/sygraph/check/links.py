"""Links: a statement links what its words name and no more, and like nodes link alike."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from sygraph.check.dataset import Dataset
from sygraph.check.passages import Mention, Passage
from sygraph.check.report import Report
from sygraph.check.terms import Node, Term, name, names
from sygraph.namespaces import RDF_TYPE, sy

__all__ = ["check_links"]

# The literals that quote a node's own words.
_WORDING = (sy("statedAs"), sy("goal"), sy("title"), sy("describedAs"))
# Whom a statement is about or comes from may well be named in the words of another.
_BACKGROUND = {sy("of"), sy("actor"), sy("statedIn"), sy("saidBy"), sy("conferredBy")}
# Where a plan or a person speaks in a passage, all its aims and undertakings are theirs.
_SPEAKERS = (sy("statedIn"), sy("saidBy"))

Problems = Iterator[tuple[str, Node, str, str]]


def check_links(data: Dataset, report: Report) -> None:
    """Check what statements link, and that of nodes described alike none lacks what all have."""
    for passage in data.passages:
        for problems in (
            _attachments(data, passage),
            _subjects(data, passage),
            _speakers(data, passage),
            _siblings(data, passage),
        ):
            for kind, node, problem, mend in problems:
                report.fault(kind, passage.where(node), problem, mend)


def _attachments(data: Dataset, passage: Passage) -> Problems:
    """A statement reaches all that its words name; no node links what only another's words name."""
    spans = {node: _spans(passage, node) for node in passage.facts.subjects()}
    for node, own in spans.items():
        if data.is_a(node, "Statement"):
            yield from _unlinked(data, passage, node, own)
        others = [span for other, theirs in spans.items() if other != node for span in theirs]
        # A figure's subject is background too, unless the words of another count it (三通道).
        counted = {sy("of")} if data.is_a(node, "Observation") else set()
        for entity in passage.linked(node, without=_BACKGROUND - counted) if own else ():
            places = [m for m in passage.mentions if entity in m.entities]
            at_home = any(form in passage.quote[a:b] for form in data.names(entity) for a, b in own)
            if places and not at_home and all(_inside(m, others) for m in places):
                yield (
                    "link",
                    node,
                    f"links {name(entity)}, which only the words of another node name",
                    "link what its own words name",
                )


def _subjects(data: Dataset, passage: Passage) -> Problems:
    """Whom a statement is about or who acts is not named only after a semicolon."""
    for node in passage.facts.subjects():
        ends = [end for _, end in _spans(passage, node)]
        if not ends or not data.is_a(node, "Statement"):
            continue
        for prop in (sy("of"), sy("actor")):
            for entity in passage.facts.all(node, prop):
                places = [m.start for m in passage.mentions if entity in m.entities]
                if places and "；" in passage.quote[max(ends) : min(places)]:
                    yield (
                        "link",
                        node,
                        f"its {name(prop)} is {name(entity)}, of which its words do not tell yet",
                        "state whom the words before it are about",
                    )


def _unlinked(data: Dataset, passage: Passage, node: Node, own: list[tuple[int, int]]) -> Problems:
    reached = passage.reached(node)
    for mention in passage.mentions:
        if not _inside(mention, own) or mention.entities <= reached:
            continue
        if not data.is_measured(passage, mention) and not data.exemptions.cover_span(
            "link", passage.name, passage.quote, mention.start, mention.end
        ):
            yield (
                "link",
                node,
                f"its words name {mention.words}, which it does not link",
                f"link {names(mention.entities - reached)}, or list the words among the "
                "exceptions with a reason",
            )


def _spans(passage: Passage, node: Node) -> list[tuple[int, int]]:
    return [
        span
        for prop in _WORDING
        for words in passage.facts.texts(node, prop)
        for span in passage.spans(words)
    ]


def _inside(mention: Mention, spans: list[tuple[int, int]]) -> bool:
    return any(start <= mention.start and mention.end <= end for start, end in spans)


def _speakers(data: Dataset, passage: Passage) -> Problems:
    aims = [
        node
        for node in passage.facts.subjects()
        if data.is_a(node, "Target", "Undertaking") and passage.facts.all(node, RDF_TYPE)
    ]
    for prop in _SPEAKERS:
        said = {o for node in aims for o in passage.facts.all(node, prop)}
        for node in aims:
            if said and not passage.facts.all(node, prop):
                yield (
                    "speaker",
                    node,
                    f"lacks the {name(prop)} that the rest of the passage has",
                    f"state {name(prop)} {names(said)}",
                )


def _siblings(data: Dataset, passage: Passage) -> Problems:
    """Of three nodes or more of one class, none lacks a link or text that all the others have."""
    alike: dict[Term, list[Node]] = defaultdict(list)
    for node in passage.facts.subjects():
        for cls in data.stated_types(node):
            alike[cls].append(node)
    ends: list[tuple[str, Term, Term]] = [(name(p), s, o) for s, p, o in passage.facts]
    ends += [(f"^{prop}", o, s) for prop, s, o in ends]
    for cls, nodes in alike.items():
        for prop in sorted({prop for prop, near, _ in ends if near in nodes}):
            has = {near for end, near, _ in ends if end == prop and near in nodes}
            # The whole of parts, the series of events and the like do not share the link to them.
            led_to = Counter(far for end, near, far in ends if end == prop and near in has)
            wholes = {far for far, times in led_to.items() if times > 1}
            lacking = [
                node
                for node in nodes
                if node not in has | wholes
                and not data.exemptions.cover("sibling", passage.name, f"{name(node)} {prop}")
            ]
            if len(lacking) == 1 and len(has) >= 2:
                yield (
                    "sibling",
                    lacking[0],
                    f"lacks {prop}, which {len(has)} others of {name(cls)} here have",
                    f"state {prop}, or list the node with it among the exceptions",
                )
