"""Make candidates of facts that a language model gives as slots and quotes.

A model says what words of a passage state: a kind, the words, and values by name. Where the words
stand is found here, by exact match in the passage, and what cannot be found is dropped. Whether a
candidate is right, the check decides later, as it does for every other candidate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any, get_args

from pyoxigraph import Literal, NamedNode, Triple

from sygraph.author.aims import aim_facts
from sygraph.author.candidates import Candidate
from sygraph.author.drafting import Drafter, Read, unit_name
from sygraph.author.figures import Figure, day, figure_facts, figure_slug
from sygraph.author.passages import Reading, Subject
from sygraph.check.dataset import Dataset
from sygraph.check.dates import governing_period
from sygraph.check.passages import Passage
from sygraph.namespaces import RDF_TYPE, compact, expand, local_name, sy, vocab
from sygraph.text.numerals import find_numerals
from sygraph.text.readings import Bound, Period, Quantity

__all__ = ["KINDS", "REASONS", "STATUSES", "Dropped", "Grounding", "vocabulary"]

#: What a fact may be, and the slots of each.
KINDS: dict[str, tuple[str, ...]] = {
    "figure": (
        *("quote", "of", "measure", "value", "unit", "bound", "period"),
        *("growth_of", "growth_in", "share_of", "among"),
    ),
    "target": ("quote", "of", "measure", "value", "unit", "bound", "deadline", "goal"),
    "undertaking": ("quote", "of", "status", "deadline", "goal", "object"),
    "description": ("quote", "of"),
    "link": ("quote", "of", "property", "object"),
}
#: Why a fact is dropped, by what is wrong with it.
REASONS = {
    "quote": "quotes that are not in the passage",
    "numeral": "figures that do not begin and end at a numeral's boundary",
    "example": "facts of the examples in the prompt",
    "json": "answers that are not the JSON that was asked for",
    "slot": "facts with a slot that is missing, unknown or not of its kind",
    "name": "facts about what no gazetteer and no name in the article has",
    "period": "facts whose period or deadline the passage does not print",
}
_BOUNDS = get_args(Bound)
#: What an undertaking may be.
STATUSES = ("sought", "planned", "underway", "achieved")
_GROWTH, _SHARE, _PERCENT = sy("yearOnYearGrowth"), sy("share"), vocab("qunit:PERCENT")
_LONGEST = 40  # digits of a number


class Dropped(Exception):
    """A fact that is no candidate; `reason` is one of `REASONS`."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason, self.message = reason, message


@dataclass
class _Slots:
    """The slots of one fact, read with the passage that it is of."""

    given: Mapping[str, Any]
    kind: str
    quote: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.quote)

    def text(self, name: str) -> str:
        value = self.given.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise Dropped("slot", f"{name} is not a text")
        return value.strip()


class Grounding:
    """Finds the words and names of facts in the passages of one article.

    Args:
        rule: The rule that the candidates are said to come from.
        examples: The texts of the examples that the model was shown.
    """

    def __init__(self, drafter: Drafter, rule: str, examples: Iterable[str] = ()) -> None:
        self._drafter, self._data, self._rule = drafter, drafter.data, rule
        self._examples = "\n".join(examples)

    def candidates(
        self, place: Read, facts: Sequence[Any], known: Mapping[str, NamedNode] | None = None
    ) -> Iterator[tuple[Any, Candidate | Dropped]]:
        """Yield each fact of a passage with its candidate, or with the reason why it has none.

        Args:
            known: Figures that the passage states or its draft proposes, by their words.
        """
        made = dict(known or {})
        for fact in facts:
            try:
                candidate = self._candidate(place, fact, made)
            except Dropped as dropped:
                yield fact, dropped
            else:
                if candidate.node is not None:
                    made[candidate.quote] = candidate.node
                yield fact, candidate

    def _candidate(self, place: Read, fact: Any, made: Mapping[str, NamedNode]) -> Candidate:
        slots = self._slots(place.reading.passage, fact)
        match slots.kind:
            case "figure" | "target" if slots.given.get("value") is not None:
                return self._figure(place, slots, made)
            case "target":
                return self._goal(place, slots)
            case "undertaking":
                return self._undertaking(place, slots)
            case "description":
                subject = self._subject(place.reading, slots)
                fact = Triple(subject.node, sy("describedAs"), Literal(slots.quote))
                return self._stated(place, slots, subject, subject.node, (fact,))
        return self._link(place, slots)

    def _slots(self, passage: Passage, fact: Any) -> _Slots:
        if not isinstance(fact, dict):
            raise Dropped("json", "a fact is an object with the slots kind and quote")
        kind, quote = fact.get("kind"), fact.get("quote")
        if kind not in KINDS:
            raise Dropped("slot", f"kind is one of {', '.join(KINDS)}")
        if unknown := [name for name in fact if name not in ("kind", *KINDS[kind])]:
            raise Dropped("slot", f"a {kind} has no slot {str(unknown[0])[:40]}")
        if not isinstance(quote, str) or not quote.strip():
            raise Dropped("quote", "quote has the words of the passage that state the fact")
        start = passage.quote.find(quote)
        for name, value in fact.items():
            shown = isinstance(value, str) and len(value) > 1 and value in self._examples
            of_the_words = name in ("quote", "of", "period", "deadline", "goal", "object", "among")
            if shown and of_the_words and value not in passage.quote and value not in self._named:
                raise Dropped("example", f"{name} is from the examples, not from the passage")
        if start < 0:
            raise Dropped("quote", f"the passage does not print “{quote[:60]}”")
        return _Slots(fact, kind, quote, start)

    @property
    def _named(self) -> dict[str, frozenset[NamedNode]]:
        return self._drafter.named

    # What the slots name

    def _subject(self, reading: Reading, slots: _Slots, name: str = "of") -> Subject:
        words = slots.text(name)
        if not words:
            found = reading.subject(slots.start, slots.start + 1)
            if found is None or name != "of":
                raise Dropped("name", f"{name} names what the fact is about")
            return found
        for new in reading.new:
            if new.node and words == new.name.words:
                return Subject(new.node, 0.5, reading.passage.iri, new.entries)
        node = self._node(words)
        named_in = self._naming(reading.passage, node)
        if name == "of" and named_in != reading.passage.iri:
            # What another passage names is meant here only if the words here are about it.
            meant = reading.subject(slots.start, slots.start + 1)
            if meant is None or meant.node != node:
                raise Dropped("name", f"the passage does not name “{words[:60]}”")
        return Subject(node, 0.5, named_in)

    def _node(self, words: str) -> NamedNode:
        iri = expand(words) if ":" in words else None
        for node in (NamedNode(iri),) if iri and " " not in iri else ():
            if node in self._data.gazetteer or node in self._data.ontology:
                return node
        nodes = self._named.get(words, frozenset())
        if len(nodes) != 1:
            known = "names more than one thing" if nodes else "has no entry in a gazetteer"
            raise Dropped("name", f"“{words[:60]}” {known}")
        return next(iter(nodes))

    def _naming(self, passage: Passage, node: NamedNode) -> NamedNode:
        """Return the nearest passage that names a node: this one, or one before it."""
        passages = self._data.passages
        at = next(n for n, one in enumerate(passages) if one.iri == passage.iri)
        for one in reversed(passages[: at + 1]):
            if any(node in mention.entities for mention in one.mentions):
                return one.iri
        return passage.iri

    def _measure(self, slots: _Slots, name: str = "measure") -> NamedNode:
        measure = sy(slots.text(name).removeprefix("sy:") or "?")
        for found in self._data.ontology.subjects():
            if (
                isinstance(found, NamedNode)
                and found.value.rpartition("#")[2] == measure.value.rpartition("#")[2]
                and self._data.ontology.all(found, vocab("qudt:applicableUnit"))
            ):
                return found
        raise Dropped("slot", f"{name} is one of the measures of the vocabulary")

    def _unit(self, slots: _Slots, measure: NamedNode) -> NamedNode:
        wanted = slots.text("unit")
        for unit in self._data.ontology.all(measure, vocab("qudt:applicableUnit")):
            if isinstance(unit, NamedNode) and wanted in (
                unit_name(self._data, unit),
                compact(unit.value),
                unit.value,
            ):
                return unit
        raise Dropped("slot", f"unit is one that {compact(measure.value)} is measured in")

    def _period(self, reading: Reading, words: str) -> Period:
        found = [p for p in reading.passage.periods if p.words == words or p.words in words]
        if not found or words not in reading.passage.quote or not reading.is_known(found[0]):
            raise Dropped("period", f"the passage prints no date “{words[:40]}” that is known")
        return found[0]

    # The kinds

    def _figure(self, place: Read, slots: _Slots, made: Mapping[str, NamedNode]) -> Candidate:
        reading, target = place.reading, slots.kind == "target"
        low, high = _numbers(slots.given["value"])
        number, slots = _boundary(reading.passage, slots)
        bound = slots.text("bound") or "exact"
        if bound not in _BOUNDS:
            raise Dropped("slot", f"bound is one of {', '.join(_BOUNDS)}")
        figure = Figure(
            Quantity(slots.quote, slots.start, slots.end, number, low, high, bound=bound),  # type: ignore[arg-type]
            measure=self._measure(slots),
            rule=self._rule,
            confidence=0.5,
        )
        assert figure.measure
        figure.unit = self._unit(slots, figure.measure)
        figure.subject = self._subject(reading, slots)
        words = slots.text("deadline" if target else "period")
        figure.period = (
            self._period(reading, words)
            if words
            else governing_period(reading.passage, slots.start, slots.end)
        )
        if figure.period and not reading.is_known(figure.period):
            raise Dropped("period", "its date is relative, and the article has none")
        links = self._links(slots, figure, made)
        figure.node = self._drafter.slugs.node(figure_slug(figure, target))
        figure.facts = tuple(figure_facts(reading, figure, links, target))
        said = place.maker.figure_said(figure) | {"status": "planned" if target else ""}
        span = slots.start, slots.end
        proposed = place.maker.proposed(figure.node, figure.facts, figure.subject)
        return place.maker.make("number", span, self._rule, 0.5, said, **proposed)

    def _links(
        self, slots: _Slots, figure: Figure, made: Mapping[str, NamedNode]
    ) -> list[tuple[NamedNode, NamedNode]]:
        """Return what a growth or a share is of."""
        links: list[tuple[NamedNode, NamedNode]] = []
        for name, prop in (("growth_of", "growthOf"), ("share_of", "shareOf")):
            if words := slots.text(name):
                base = made.get(words)
                if base is None:
                    raise Dropped("slot", f"{name} quotes the figure before it that it belongs to")
                links.append((sy(prop), base))
        if slots.text("growth_in"):
            links.append((sy("growthIn"), self._measure(slots, "growth_in")))
        if among := slots.text("among"):
            links.append((sy("among"), self._node(among)))
        if figure.measure in (_GROWTH, _SHARE) and not links:
            raise Dropped("slot", "a growth or a share says what it is of")
        return links

    def _goal(self, place: Read, slots: _Slots) -> Candidate:
        goal = slots.text("goal")
        if goal not in slots.quote or not goal:
            raise Dropped("quote", "goal has words of the quote")
        subject = self._subject(place.reading, slots)
        node = self._drafter.slugs.node(f"{local_name(subject.node.value)}-target")
        facts = [
            Triple(node, RDF_TYPE, sy("Target")),
            Triple(node, sy("of"), subject.node),
            Triple(node, sy("goal"), Literal(goal)),
            Triple(node, sy("statedAs"), Literal(slots.quote)),
        ]
        facts += self._deadline(place.reading, slots, node)
        return self._stated(place, slots, subject, node, tuple(facts), status="planned")

    def _undertaking(self, place: Read, slots: _Slots) -> Candidate:
        status = slots.text("status").removeprefix("sy:")
        if status not in STATUSES:
            raise Dropped("slot", f"status is one of {', '.join(STATUSES)}")
        subject = self._subject(place.reading, slots)
        node = self._drafter.slugs.node(
            f"{local_name(subject.node.value)}-undertaking-{place.reading.passage.number}"
        )
        facts = list(
            aim_facts(place.reading, slots.quote, slots.start, sy(status), subject, None, node)
        )
        facts += self._deadline(place.reading, slots, node)
        if goal := slots.text("goal"):
            facts.append(Triple(node, sy("goal"), Literal(goal)))
        if object := slots.text("object"):
            facts.append(Triple(node, vocab("schema:object"), self._node(object)))
        return self._stated(place, slots, subject, node, tuple(facts), status=status)

    def _deadline(self, reading: Reading, slots: _Slots, node: NamedNode) -> Iterator[Triple]:
        if words := slots.text("deadline"):
            yield Triple(node, sy("deadline"), day(self._period(reading, words).last))

    def _link(self, place: Read, slots: _Slots) -> Candidate:
        prop = NamedNode(expand(slots.text("property")) or sy(slots.text("property") or "?").value)
        if prop not in self._data.ontology:
            raise Dropped("slot", "property is one of the ontology, such as sy:locatedIn")
        subject = self._subject(place.reading, slots)
        other = self._subject(place.reading, slots, "object")
        named = {node for m in place.reading.passage.mentions for node in m.entities}
        named |= {new.node for new in place.reading.new if new.node}
        code = other.node in self._data.ontology
        if (other.node not in named and not code) or other.node == subject.node:
            raise Dropped("name", "the passage does not name the object of the link")
        fact = Triple(subject.node, prop, other.node)
        both = Subject(subject.node, 0.5, subject.passage, (*subject.entries, *other.entries))
        return self._stated(place, slots, both, subject.node, (fact,))

    def _stated(
        self,
        place: Read,
        slots: _Slots,
        subject: Subject,
        node: NamedNode,
        facts: tuple[Triple, ...],
        **said: Any,
    ) -> Candidate:
        span = slots.start, slots.end
        said = {"of": compact(subject.node.value), "class": slots.kind.title(), **said}
        proposed = place.maker.proposed(node, facts, subject)
        return place.maker.make("statement", span, self._rule, 0.5, said, **proposed)


def _numbers(value: Any) -> tuple[Decimal, Decimal]:
    """Return the value of a figure twice, or the two ends of a range."""
    ends = value if isinstance(value, list) else [value, value]
    if len(ends) != 2 or any(isinstance(end, bool) for end in ends):
        raise Dropped("slot", "value is a number, or the two ends of a range")
    try:
        low, high = (Decimal(str(end)[: _LONGEST + 1]) for end in ends)
    except InvalidOperation:
        raise Dropped("slot", "value is a number, or the two ends of a range") from None
    if any(
        not end.is_finite()
        or abs(end.adjusted()) > _LONGEST
        or len(end.as_tuple().digits) > _LONGEST
        for end in (low, high)
    ):
        raise Dropped("slot", "value is not a number that is printed")
    return low, high


def _boundary(passage: Passage, slots: _Slots) -> tuple[tuple[int, int], _Slots]:
    """Return where the numerals of a quote begin and end, and where the quote cuts none."""
    numerals = find_numerals(passage.quote, passage.language)
    start = slots.start
    while start >= 0:
        end = start + len(slots.quote)
        over = [n for n in numerals if n.start < end and start < n.end]
        if over and all(start <= n.start and n.end <= end for n in over):
            return (over[0].start, over[-1].end), replace(slots, start=start)
        start = passage.quote.find(slots.quote, start + 1)
    raise Dropped("numeral", f"“{slots.quote[:40]}” is not a whole numeral with its words")


def vocabulary(data: Dataset, passage: Passage | None = None) -> dict[str, Any]:
    """Return the names that facts of a passage may use: measures with units, and entities."""
    measures = {}
    language = passage.language if passage else "en"
    words = data.words("MeasureCode", language)
    for measure in sorted(words, key=str):
        units = data.ontology.all(measure, vocab("qudt:applicableUnit"))
        measures[str(measure.value).rpartition("#")[2]] = {
            "words": sorted(words[measure]),
            "units": [unit_name(data, unit) for unit in units if isinstance(unit, NamedNode)],
        }
    named = {}
    for mention in passage.mentions if passage else ():
        named[mention.words] = sorted(compact(node.value) for node in mention.entities)
    return {
        "kinds": {kind: list(slots) for kind, slots in KINDS.items()},
        "measures": measures,
        "bounds": list(_BOUNDS),
        "statuses": list(STATUSES),
        "names": named,
    }
