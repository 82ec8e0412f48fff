"""Check that a statement links exactly the entities that its words name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from sygraph.check.dataset import Dataset
from sygraph.check.passages import Mention, Passage
from sygraph.check.report import Report
from sygraph.check.terms import Node, Term, name, names
from sygraph.namespaces import RDF_TYPE, sy, vocab

__all__ = ["check_links"]

# The literals that quote a node's own words.
_WORDING = (sy("statedAs"), sy("goal"), vocab("dcterms:title"), sy("describedAs"))
# The words of another statement may name the subject or the source of a statement.
_BACKGROUND = {sy("of"), vocab("schema:agent"), sy("statedIn"), sy("saidBy"), sy("conferredBy")}
# If a passage quotes a plan or a person, all its targets and undertakings come from there.
_SPEAKERS = (sy("statedIn"), sy("saidBy"))

Problems = Iterator[tuple[str, Node, str, str]]


def check_links(data: Dataset, report: Report) -> None:
    """Check the links of statements, and that similar nodes have the same properties."""
    for passage in data.passages:
        for problems in (
            _attachments(data, passage),
            _subjects(data, passage),
            _speakers(data, passage),
            _siblings(data, passage),
        ):
            for kind, node, problem, fix in problems:
                report.fault(kind, passage.where(node), problem, fix)


def _attachments(data: Dataset, passage: Passage) -> Problems:
    """Check that a statement links all that its words name, and nothing that only others name."""
    spans = {node: _spans(passage, node) for node in passage.facts.subjects()}
    for node, own in spans.items():
        if data.is_a(node, "Statement"):
            yield from _unlinked(data, passage, node, own)
        others = [span for other, theirs in spans.items() if other != node for span in theirs]
        # The subject of a figure is not checked unless another figure counts it (三通道).
        counted = {sy("of")} if data.is_a(node, "Observation") else set()
        for entity in passage.linked(node, without=_BACKGROUND - counted) if own else ():
            places = [m for m in passage.mentions if entity in m.entities]
            at_home = any(
                form in passage.quote[a:b]
                for form in data.names(entity, passage.language, passage.article)
                for a, b in own
            )
            if places and not at_home and all(_inside(m, others) for m in places):
                yield (
                    "link",
                    node,
                    f"links {name(entity)}, which only the words of another node name",
                    "link the entities that its own words name",
                )


def _subjects(data: Dataset, passage: Passage) -> Problems:
    """Check that subject or actor of a statement is not named only after a semicolon."""
    for node in passage.facts.subjects():
        ends = [end for _, end in _spans(passage, node)]
        if not ends or not data.is_a(node, "Statement"):
            continue
        for prop in (sy("of"), vocab("schema:agent")):
            for entity in passage.facts.all(node, prop):
                places = [m.start for m in passage.mentions if entity in m.entities]
                if places and "；" in passage.quote[max(ends) : min(places)]:
                    yield (
                        "link",
                        node,
                        f"its {name(prop)} is {name(entity)}, named only after the semicolon",
                        "state the entity that the words before the semicolon are about",
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
    """Check that of three or more nodes of a class, all have a property that all but one have."""
    by_class: dict[Term, list[Node]] = defaultdict(list)
    for node in passage.facts.subjects():
        for cls in data.stated_types(node):
            by_class[cls].append(node)
    ends: list[tuple[str, Term, Term]] = [(name(p), s, o) for s, p, o in passage.facts]
    ends += [(f"^{prop}", o, s) for prop, s, o in ends]
    for cls, nodes in by_class.items():
        for prop in sorted({prop for prop, near, _ in ends if near in nodes}):
            has = {near for end, near, _ in ends if end == prop and near in nodes}
            # A whole and a series lack the links that their parts and events have to them.
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
