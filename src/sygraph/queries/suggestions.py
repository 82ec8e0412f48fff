"""What may answer a question that has been read: queries with parameters, figures and entities."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from typing import Literal as Choice

from pyoxigraph import Literal, NamedNode

from sygraph.entities.facts import batches, node, term, values
from sygraph.entities.search import Findable, Hit, search
from sygraph.namespaces import OWL, XSD, curie, one_article, sy
from sygraph.queries.question_index import Value
from sygraph.queries.question_reading import Mention, Time
from sygraph.text.name_forms import fold, kind_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from decimal import Decimal

    from sygraph.queries.catalog import Parameter
    from sygraph.queries.question_index import Indexed, QuestionIndex
    from sygraph.queries.question_reading import Number, Reading
    from sygraph.queries.question_words import Word
    from sygraph.store.interface import Store

__all__ = ["Answered", "Kind", "Suggested", "Suggestion"]

Kind = Choice["query", "figure", "entity", "term", "passage"]

# How much the name of an entity tells, beside a word that no query has.
_NAME = 0.7
# How many queries are looked into for what the question names besides, and how sure it then is
# that they are meant.
_LOOKED_INTO, _IN_ANSWER = 8, 0.7
# How well a year fits of which a question names a part.
_PART_OF_YEAR = 0.6
# How sure it is that an entity is meant where one of any class can be, and a class where one can
# be; and how well fit a class that is named and its members.
_OF_ANY, _AS_CLASS, _OF_CLASS = 0.9, 0.6, 0.75
# How well one of several entities fits, where a question names all or leads to all of them.
_ONE_OF_SEVERAL = 0.9
# The most entities of a class that are suggested for its name, and of figures for a measure.
_MEMBERS, _FIGURES = 3, 40
# How well a figure fits whose subject, measure and period the question names, and the parts. A
# query with that subject comes first, for it has other periods and can be changed.
_FIGURE, _SUBJECT, _MEASURE, _PERIOD = 0.65, 0.4, 0.4, 0.2
# The most passages with a number in which figures are looked for.
_PASSAGES = 40

_DATES = [NamedNode(XSD + name) for name in ("date", "gYearMonth", "gYear")]
# The names of the parameters that are the last day of a time.
_LAST_DAYS = ("to", "until", "end", "last")
_NUMBER = sy("number").value
_MEASURE_CLASS, _CLASS, _ANYTHING = sy("MeasureCode").value, OWL + "Class", sy("Entity").value


@dataclass(frozen=True)
class Suggestion:
    """What may answer a question.

    Attributes:
        name: the name of a query; of anything else, its IRI.
        label: its question or what it is called, in the language of the answer.
        params: the values of parameters that the question gives.
        values: what to call these values.
        hit: where the words of the question are found in a name or a passage.
    """

    kind: Kind
    name: str
    score: float
    params: Mapping[str, str] = field(default_factory=dict)
    label: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    hit: Hit | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        key = self.kind if self.kind in ("query", "passage") else "entity"
        return {
            key: self.name if self.kind == "query" else curie(self.name),
            "kind": self.kind,
            "label": self.label,
            "params": dict(self.params),
            "score": round(self.score, 3),
        }


@dataclass(frozen=True)
class Answered:
    """The nodes and days that the answer of a query has."""

    nodes: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()

    @classmethod
    def of(cls, rows: Iterable[Iterable[object]]) -> Answered:
        """Return those of the rows of an answer."""
        terms = {term for row in rows for term in row}
        nodes = (term.value for term in terms if isinstance(term, NamedNode))
        dated = (term for term in terms if isinstance(term, Literal) and term.datatype in _DATES)
        return cls(frozenset(nodes), frozenset(term.value for term in dated))

    def can_be(self, query: Indexed, name: str, value: Value) -> bool:
        """Whether a query has rows with a value of a parameter, as far as its answer shows that."""
        free = query.is_free(name) and not query.required
        shown = self.nodes and name in query.columns
        return not (free and shown) or value.iri is None or value.iri in self.nodes

    def has(self, one: Mention | Time) -> bool:
        """Whether it has an entity or a time of a question."""
        if isinstance(one, Mention):
            return one.fit == 1 and not self.nodes.isdisjoint(one.nodes)
        first, last = one.first.isoformat(), one.last.isoformat()
        return any(first[: len(day)] <= day <= last[: len(day)] for day in self.days)


class Suggested:
    """The suggestions for one question.

    Args:
        allowed: returns the values that a parameter can have, by its source; empty if all.
        answers: returns what the answer of a query has, by its name.
    """

    def __init__(
        self,
        store: Store,
        index: QuestionIndex,
        names: Findable,
        reading: Reading,
        allowed: Callable[[str], Collection[str]],
        answers: Callable[[str], Answered],
    ) -> None:
        self._store = store
        self._index = index
        self._names = names
        self._reading = reading
        self._allowed = allowed
        self._answers = answers
        self._members_of: dict[str, tuple[str, ...]] = {}
        self.weights = {word: self._index.weight(word.text) for word in reading.words}
        for mention in reading.names:
            # A name tells as much as one word, however long it is.
            most = _NAME * index.rare / len(mention.words)
            self.weights |= {word: min(self.weights[word], most) for word in mention.words}

    @cached_property
    def _types(self) -> dict[str, set[str]]:
        """The classes of what the question names."""
        mentions = (*self._reading.names, *self._reading.terms)
        nodes = dict.fromkeys(NamedNode(iri) for mention in mentions for iri in mention.nodes)
        found: dict[str, set[str]] = {iri.value: set() for iri in nodes}
        for batch in batches(nodes):
            for row in self._store.select(f"SELECT ?x ?c {{ {values('x', batch)} ?x a ?c }}"):
                found[node(row["x"]).value].add(node(row["c"]).value)
        return found

    def part(self, words: Iterable[Word]) -> float:
        """Return which part of the question these words are."""
        whole = sum(self.weights.values())
        return sum(self.weights[word] for word in set(words)) / whole if whole else 0.0

    # Named queries

    def queries(self) -> list[Suggestion]:
        """Return the queries that have something of the question, the best first."""
        found = sorted(self._scored(), key=lambda one: (-one[0].score, one[0].name))
        better = [self._with_answer(*one) for one in found[:_LOOKED_INTO]]
        return better + [suggestion for suggestion, *_ in found[_LOOKED_INTO:]]

    def _scored(self) -> Iterator[tuple[Suggestion, Indexed, dict[str, Value]]]:
        for query in self._index.queries:
            given = dict(self._given(query))
            if score := self._index.score(query, self.weights, given):
                params = {name: value.text for name, value in given.items()}
                yield Suggestion("query", query.named.name, score, params), query, given

    def _with_answer(
        self, suggestion: Suggestion, query: Indexed, given: Mapping[str, Value]
    ) -> Suggestion:
        """Return a query that fits better if its answer has what else the question names."""
        named: list[Mention | Time] = [*self._reading.names, *self._reading.times]
        if not named and not given:
            return suggestion
        answer = self._answers(query.named.name)
        kept = dict(self._given(query, lambda name, value: answer.can_be(query, name, value)))
        there = {word for one in named if answer.has(one) for word in one.words}
        score = self._index.score(query, self.weights, kept, dict.fromkeys(there, _IN_ANSWER))
        return replace(suggestion, score=score, params={n: v.text for n, v in kept.items()})

    def _given(
        self, query: Indexed, can_be: Callable[[str, Value], bool] = lambda name, value: True
    ) -> Iterator[tuple[str, Value]]:
        """Yield the parameters of a query that the question gives, with their values."""
        used: set[Word] = set()
        for param in sorted(query.named.params, key=lambda param: param.name == "subject"):
            fitting = (
                value
                for value in self._fitting(param)
                if not value.words & used and can_be(param.name, value)
            )
            if param.about and param.name == "subject" and one_article():
                # What the only article says is about its subject.
                fitting = (value for value in fitting if f"<{value.iri}>" == param.default)
            value = next(fitting, None)
            if value and param.name in query.required and self._is_subject(query, value):
                continue
            if value is not None:
                # Both ends of a time have the same words.
                used |= value.words if param.type != "date" else set()
                yield param.name, value

    def _is_subject(self, query: Indexed, value: Value) -> bool:
        """Whether a query is about an entity anyway, whose name stands in its question."""
        there = frozenset().union(*query.questions)
        named = value.words and any(value.words <= one.words for one in self._reading.names)
        return bool(named) and all(word.text in there for word in value.words)

    def _fitting(self, param: Parameter) -> Iterator[Value]:
        match param.type:
            case "entity":
                yield from self._entities(param)
            case "year":
                for time in self._reading.times:
                    if time.year is not None:
                        fit = 1.0 if time.is_year else _PART_OF_YEAR
                        yield Value(str(time.year), time.words, fit)
            case "date" if self._reading.times:
                times = self._reading.times
                first = min(time.first for time in times)
                last = max(time.last for time in times)
                day = last if param.name in _LAST_DAYS else first
                yield Value(day.isoformat(), frozenset().union(*(time.words for time in times)))
            case "number":
                for number in self._reading.numbers:
                    yield Value(_plain(number.value), number.words)

    def _entities(self, param: Parameter) -> Iterator[Value]:
        """Yield the entities that a parameter can be, the surest first."""
        names, terms = self._reading.names, self._reading.terms
        cls = param.cls.value if param.cls else None
        allowed = self._allowed(param.source) if param.source else ()
        # Names in their order, so that the first of two comes first; the longest of terms.
        sure = sorted(names, key=lambda one: (-one.fit, min(word.start for word in one.words)))
        for mention in (*sure, *sorted(terms, key=lambda one: -len(one.words))):
            nodes = mention.nodes
            if cls is None and mention in terms:
                nodes = self._only_member(nodes[0])
            fitting = [
                iri
                for iri in nodes
                if (cls is None or cls in self._types[iri]) and (not allowed or iri in allowed)
            ]
            if len(fitting) == 1:
                fit = {None: _OF_ANY, _CLASS: _AS_CLASS}.get(cls, 1.0) * mention.fit
                yield Value(curie(fitting[0]), mention.words, fit, fitting[0], mention in names)

    def _only_member(self, term: str) -> tuple[str, ...]:
        """Return the entity that is meant by its class, such as the airport, if there is one."""
        if term not in self._members_of:
            is_class = _CLASS in self._types[term] and term != _ANYTHING
            found = self._few(f"?x a {NamedNode(term)} , sy:Entity") if is_class else []
            self._members_of[term] = tuple(found) if len(found) == 1 else ()
        return self._members_of[term]

    # Entities and terms

    def entities(self) -> Iterator[Suggestion]:
        """Yield the entities and terms that the question names or leads to."""
        for mention in self._reading.names:
            for iri in mention.nodes:
                own = self._classes_among(self._types[iri])
                part = (self.part(mention.words) + self.part(mention.words | own)) / 2
                score = part * mention.fit * self._one_of(mention.nodes)
                yield Suggestion("entity", iri, score)
        for mention in self._reading.terms:
            [iri] = mention.nodes
            if _CLASS in self._types[iri]:
                yield Suggestion("term", iri, self.part(mention.words) * _OF_CLASS)
                yield from self._members(iri, mention)

    def _one_of(self, nodes: Collection[object]) -> float:
        return 1.0 if len(nodes) == 1 else _ONE_OF_SEVERAL

    def _classes_among(self, types: Collection[str]) -> frozenset[Word]:
        """Return the words of the question that name one of these classes."""
        return frozenset(
            word
            for term in self._reading.terms
            if term.nodes[0] in types and term.nodes[0] != _ANYTHING
            for word in term.words
        )

    def _members(self, cls: str, mention: Mention) -> Iterator[Suggestion]:
        """Yield the members of a class, if they are few, and those tied to what is named."""
        found = self._few(f"?x a {NamedNode(cls)} , sy:Entity")
        for iri in found:
            score = self.part(mention.words) * self._one_of(found) * _OF_CLASS
            yield Suggestion("entity", iri, score)
        for other in self._reading.names:
            if other.fit < 1 or other.words & mention.words or len(other.nodes) > 1:
                continue
            [near] = other.nodes
            tied = f"{{ ?x ?p {NamedNode(near)} }} UNION {{ {NamedNode(near)} ?p ?x }}"
            found = self._few(f"?x a {NamedNode(cls)} , sy:Entity . {tied}")
            score = self.part(mention.words | other.words) * self._one_of(found) * _OF_CLASS
            yield from (Suggestion("entity", iri, score) for iri in found)

    def _few(self, pattern: str) -> list[str]:
        """Return the entities of a pattern, or none if they are many."""
        rows = self._store.select(f"SELECT DISTINCT ?x {{ {pattern} }} LIMIT {_MEMBERS + 1}")
        found = [row["x"].value for row in rows if isinstance(row["x"], NamedNode)]
        found = sorted(iri for iri in found if kind_of(iri) == "entity")
        return found if len(found) <= _MEMBERS else []

    # Figures

    def figures(self) -> Iterator[Suggestion]:
        """Yield the figures of a measure or with a number that the question names."""
        for mention in self._reading.terms:
            if _MEASURE_CLASS in self._types[mention.nodes[0]]:
                yield from self._measured(mention)
        for number in self._reading.numbers:
            for iri in self._with_number(number):
                yield Suggestion("figure", iri, self.part(number.words) * _ONE_OF_SEVERAL)

    def _measured(self, mention: Mention) -> Iterator[Suggestion]:
        """Yield the figures of a measure, of the subjects that are named if there are any."""
        [measure] = mention.nodes
        exact = [name for name in self._reading.names if name.fit == 1]
        subjects = {iri: name.words for name in exact for iri in name.nodes}
        counted = {iri for other in self._reading.terms for iri in other.nodes}
        among = values("of", map(NamedNode, subjects)) if subjects else ""
        rows = self._store.select(
            f"SELECT ?f ?of ?unit ?first ?last {{ {among} ?f a sy:Observation ; sy:of ?of ;"
            f" sy:measure {NamedNode(measure)} . OPTIONAL {{ ?f sy:unit ?unit }}"
            " OPTIONAL { ?f sy:firstDay ?first } OPTIONAL { ?f sy:lastDay ?last } }"
            f" LIMIT {_FIGURES + 1}"
        )
        found = list(rows)
        for row in found if len(found) <= _FIGURES else ():
            of = node(row["of"]).value
            # A number is of anything, unless the question says of what.
            if measure == _NUMBER and (not row["unit"] or row["unit"].value not in counted):
                continue
            days = [row[name] and term(row[name]).value for name in ("first", "last")]
            its, parts = mention.words, _MEASURE
            if of in subjects:
                its, parts = its | subjects[of], parts + _SUBJECT
            for time in self._reading.times:
                if days == [time.first.isoformat(), time.last.isoformat()]:
                    its, parts = its | time.words, parts + _PERIOD
            score = _FIGURE * self.part(its) * (1 + parts) / 2
            yield Suggestion("figure", node(row["f"]).value, score)

    def _with_number(self, number: Number) -> list[str]:
        """Return the figures that are a number or have it in their wording."""
        value = _plain(number.value)
        decimal = value if "." in value else f"{value}.0"
        rows = self._store.select(
            f"SELECT DISTINCT ?f {{ VALUES ?v {{ {value} {decimal} }} ?f sy:value ?v ;"
            " sy:statedAs ?words }"
        )
        found = {node(row["f"]).value for row in rows}
        hits = search(self._store, number.written, limit=_PASSAGES, among=self._names)
        passages = [hit.iri for hit in hits if hit.kind == "passage"]
        for row in self._store.select(
            f"SELECT DISTINCT ?f ?words {{ {values('p', passages)}"
            " GRAPH ?p { ?f sy:value ?v ; sy:statedAs ?words } }"
        ):
            if number.written in fold(term(row["words"]).value):
                found.add(node(row["f"]).value)
        return sorted(found)


def _plain(number: Decimal) -> str:
    """Return a number without an exponent and zeros at its end: 6180000."""
    return f"{number.normalize():f}"
