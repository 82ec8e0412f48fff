"""Compare figures of the same quantity in several articles, each with its sentence."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar
from typing import Literal as Choice

from pyoxigraph import Literal, NamedNode, QuerySolution

from sygraph.entities.agreement import Agreement, Amount, agreement
from sygraph.entities.articles import languages
from sygraph.entities.facts import Fact, batches, facts, grouped, node, passages, term, values
from sygraph.entities.resolve import labels
from sygraph.entities.wording import Style, heading, period, plain, quantity
from sygraph.namespaces import curie, local_name, sy, vocab
from sygraph.store.interface import Store
from sygraph.text.scalars import decimal_of

__all__ = ["KINDS", "Comparison", "Figure", "Row", "compare", "overlapping"]

Kind = Choice[Agreement, "revised", "target", "period", "scope"]

#: How two figures compare, in the order in which they are listed.
KINDS: tuple[Kind, ...] = (
    "contradiction",
    "revised",
    "target",
    "bound",
    "rounding",
    "same",
    "scope",
    "period",
)

# Of how many times as many pairs as are wanted those are the first.
_LOOKED_AT = 10

_T = TypeVar("_T")

# What makes two figures of one subject and measure different quantities.
_SCOPE = tuple(map(sy, ("scope", "during", "among", "eachAtLeast")))
_VALUE = sy("value")
_LEAST, _MOST = vocab("schema:minValue"), vocab("schema:maxValue")

# One pass over the figures; only those that a pair has are read in full.
_FIGURES = """SELECT ?figure ?article ?kind ?subject ?measure ?unit ?first ?last ?base ?baseUnit
{{
  {only}
  ?figure sy:measure ?measure ; sy:of ?subject ; sy:unit ?unit ; sy:fromArticle ?article .
  OPTIONAL {{ ?figure sy:firstDay ?first }}
  OPTIONAL {{ ?figure sy:lastDay ?last }}
  OPTIONAL {{ ?figure sy:growthIn ?base }}
  OPTIONAL {{ ?figure sy:growthOf|sy:shareOf ?whole . ?whole sy:measure ?base ; sy:unit ?baseUnit }}
  VALUES ?kind {{ sy:Observation sy:Target }}
  ?figure a ?kind .
}}"""

_ABOUT = """SELECT ?article ?publisher ?date {{ {articles}
  OPTIONAL {{ ?article schema:publisher ?publisher }}
  OPTIONAL {{ ?article schema:datePublished ?date }}
}}"""


@dataclass(frozen=True)
class Row:
    """What decides whether two figures are of the same quantity and of overlapping days."""

    figure: NamedNode
    article: NamedNode
    key: tuple[object, ...]
    base_unit: object
    target: bool
    days: tuple[str, str]

    @property
    def first(self) -> str:
        return self.days[0] or self.days[1]

    @property
    def last(self) -> str:
        return self.days[1] or self.days[0]


@dataclass(frozen=True)
class _About:
    """What is stated of an article: its language, publishers and dates."""

    language: str
    publishers: frozenset[str]
    dates: frozenset[str]


@dataclass(frozen=True)
class Figure:
    """A figure or target of an article, with a sentence that states it.

    Attributes:
        amount: its amount in the language of the comparison.
        period: its period, in that language.
        passage: the first passage that states it.
        translation: the passage in the language of the comparison; empty if there is none.
    """

    iri: NamedNode
    article: NamedNode
    amount: str
    period: str
    words: str
    passage: NamedNode
    quote: str
    language: str
    translation: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        return {
            "iri": self.iri.value,
            "curie": curie(self.iri.value),
            "article": local_name(self.article.value),
            "amount": self.amount,
            "period": self.period,
            "words": self.words,
            "passage": curie(self.passage.value),
            "quote": self.quote,
            "language": self.language,
            "translation": self.translation,
        }


@dataclass(frozen=True)
class Comparison:
    """Two figures of different articles, of the same subject and measure, and how they compare.

    Attributes:
        kind: one of `KINDS`; `label` says it in words.
        subject, measure: the names of what the figures are about.
    """

    kind: Kind
    label: str
    subject: NamedNode
    subject_label: str
    measure: NamedNode
    measure_label: str
    figures: tuple[Figure, Figure]

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        return {
            "kind": self.kind,
            "label": self.label,
            "subject": _node(self.subject, self.subject_label),
            "measure": _node(self.measure, self.measure_label),
            "figures": [figure.as_dict() for figure in self.figures],
        }

    def as_text(self, style: Style = plain) -> str:
        """Return it as lines to read."""
        lines = [f"{style(self.label, 'title')}  {self.subject_label}, {self.measure_label}"]
        for figure in self.figures:
            when = f", {figure.period}" if figure.period else ""
            lines.append(f"  {figure.amount}{when}")
            lines.append(f"    {style(curie(figure.passage.value), 'mark')}  {figure.quote}")
            if figure.translation:
                lines.append(f"      {figure.translation}")
        return "\n".join(lines)


def _node(iri: NamedNode, label: str) -> dict[str, str]:
    return {"iri": iri.value, "curie": curie(iri.value), "label": label}


def compare(
    store: Store,
    *,
    subject: NamedNode | None = None,
    measure: NamedNode | None = None,
    figures: Sequence[NamedNode] | None = None,
    limit: int | None = None,
    lang: str = "en",
) -> list[Comparison]:
    """Return the pairs of figures of the same quantity in different articles.

    These have the same subject, measure and unit, and days in common; a figure without a start or
    an end is of the one day that it has, and one without any is not compared. Amounts in different
    units, such as two currencies, are not compared. The cost is linear in the number of figures,
    apart from sorting them, and in the number of pairs.

    Args:
        subject, measure: only figures of these.
        figures: only pairs with one of these.
        limit: how many pairs to return at most. More are looked at, in turn of each quantity, and
            the first by their kind are returned, so the cost does not grow with the number of
            pairs.
        lang: the language of labels and amounts.

    >>> from sygraph.store.interface import OxigraphStore
    >>> compare(OxigraphStore.bundled())  # it has one article
    []
    """
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in _rows(store, subject, measure, figures):
        groups.setdefault(row.key, []).append(row)
    wanted = None if figures is None else set(figures)
    every = _in_turn(map(overlapping, groups.values()))
    pairs = [
        pair
        for pair in islice(every, limit and limit * _LOOKED_AT)
        if wanted is None or not wanted.isdisjoint(row.figure for row in pair)
    ]
    return _Compared(store, lang, pairs).first(limit) if pairs else []


def _in_turn(series: Iterable[Iterator[_T]]) -> Iterator[_T]:
    """Yield the first of each series, then the second of each, and so on."""
    left = deque(series)
    while left:
        one = left.popleft()
        for item in islice(one, 1):
            yield item
            left.append(one)


def _rows(
    store: Store,
    subject: NamedNode | None,
    measure: NamedNode | None,
    figures: Sequence[NamedNode] | None,
) -> Iterator[Row]:
    only = [values("subject", [subject])] if subject else []
    only += [values("measure", [measure])] if measure else []
    if figures is not None:
        same = "?one sy:of ?subject ; sy:measure ?measure"
        only += [f"{{ SELECT DISTINCT ?subject ?measure {{ {values('one', figures)} {same} }} }}"]
    seen = set()
    for row in store.select(_FIGURES.format(only=" ".join(only))):
        figure = node(row["figure"])
        days = _text(row["first"]), _text(row["last"])
        if any(days) and figure not in seen:
            seen.add(figure)
            key = row["subject"], row["measure"], row["unit"], row["base"]
            article, target = node(row["article"]), row["kind"] == sy("Target")
            yield Row(figure, article, key, row["baseUnit"], target, days)


def _text(value: object) -> str:
    return value.value if isinstance(value, Literal) else ""


def overlapping(rows: Iterable[Row]) -> Iterator[tuple[Row, Row]]:
    """Yield the rows of different articles with days in common, each pair once.

    The rows are visited by their first day; what has ended before is dropped.
    """
    open_rows: dict[NamedNode, list[Row]] = {}
    for row in sorted(rows, key=lambda row: (row.first, row.figure.value)):
        for article in list(open_rows):
            if article == row.article:
                continue
            left = [other for other in open_rows[article] if other.last >= row.first]
            if left:
                open_rows[article] = left
            else:
                del open_rows[article]
            for other in left:
                # Growth of a figure in dollars is not growth of one in yuan.
                if len({other.base_unit, row.base_unit} - {None}) < 2:
                    yield other, row
        open_rows.setdefault(row.article, []).append(row)


def _order(one: tuple[Kind, Row, Row]) -> tuple[object, ...]:
    kind, *rows = one
    subject, measure = (node(term).value for term in rows[0].key[:2])
    days = (row.first for row in rows)
    return KINDS.index(kind), subject, measure, *days, *(row.figure.value for row in rows)


@dataclass
class _Compared:
    """Reads the figures of pairs in full, and classifies the pairs."""

    store: Store
    lang: str
    pairs: Sequence[tuple[Row, Row]]
    stated: dict[NamedNode, list[Fact]] = field(init=False)
    about: dict[NamedNode, _About] = field(init=False)
    names: dict[NamedNode, str] = field(init=False)
    shown: dict[NamedNode, Figure] = field(init=False)

    def __post_init__(self) -> None:
        rows = {row.figure: row for pair in self.pairs for row in pair}
        self.stated = dict(grouped(facts(self.store, "s", rows), lambda fact: fact.subject))
        self.about = _about(self.store, {row.article for row in rows.values()})

    def first(self, limit: int | None) -> list[Comparison]:
        """Return the first comparisons by kind, subject, measure and day."""
        found = sorted(map(self._classified, self.pairs), key=_order)[:limit]
        rows = {row.figure: row for _, *pair in found for row in pair}
        terms = [term for r in rows.values() for term in r.key if isinstance(term, NamedNode)]
        named = _named(fact for figure in rows for fact in self.stated[figure])
        self.names = labels(self.store, [*terms, *named], self.lang)
        self.shown = self._figures(rows)
        return [self._comparison(*one) for one in found]

    def _classified(self, pair: tuple[Row, Row]) -> tuple[Kind, Row, Row]:
        one, other = sorted(pair, key=lambda row: (row.article.value, row.figure.value))
        return self._kind(one, other), one, other

    def _comparison(self, kind: Kind, one: Row, other: Row) -> Comparison:
        subject, measure = node(one.key[0]), node(one.key[1])
        return Comparison(
            kind,
            heading(f"compare.{kind}", self.lang),
            subject,
            self.names[subject],
            measure,
            self._measure(one),
            (self.shown[one.figure], self.shown[other.figure]),
        )

    def _measure(self, row: Row) -> str:
        """Return the name of the measure; of growth or a share also that of its whole."""
        name = self.names[node(row.key[1])]
        whole = row.key[3]
        return f"{name} ({self.names[whole]})" if isinstance(whole, NamedNode) else name

    def _kind(self, one: Row, other: Row) -> Kind:
        if one.target != other.target:
            return "target"
        if self._scope(one) != self._scope(other):
            return "scope"
        if one.days != other.days:
            return "period"
        found = agreement(self._amount(one), self._amount(other))
        if found != "contradiction":
            return found
        first, second = self.about[one.article], self.about[other.article]
        again = first.publishers & second.publishers and first.dates != second.dates
        return "revised" if again else "contradiction"

    def _scope(self, row: Row) -> set[tuple[NamedNode, object]]:
        return {
            (fact.predicate, fact.object)
            for fact in self.stated[row.figure]
            if fact.predicate in _SCOPE
        }

    def _amount(self, row: Row) -> Amount:
        terms = {fact.predicate: fact.object for fact in self.stated[row.figure]}
        low = terms.get(_VALUE) or terms.get(_LEAST) or terms.get(_MOST)
        high = terms.get(_VALUE) or terms.get(_MOST) or low
        bound = terms.get(sy("bound"), sy("exact"))
        return Amount.printed(
            _number(low),
            _number(high),
            curie(bound.value).removeprefix("sy:"),
            self._words(row.figure),
            self.about[row.article].language,
        )

    def _words(self, figure: NamedNode) -> str:
        stated = self.stated[figure]
        return "".join(_text(f.object) for f in stated if f.predicate == sy("statedAs"))

    def _figures(self, rows: dict[NamedNode, Row]) -> dict[NamedNode, Figure]:
        stating = {iri: _stating(self.stated[iri]) for iri in rows}
        quotes = passages(self.store, stating.values())
        found = {}
        for iri, passage in stating.items():
            stated, article = self.stated[iri], rows[iri].article
            found[iri] = Figure(
                iri,
                article,
                quantity(stated, self.names, self.lang) or "",
                period(stated, self.lang),
                self._words(iri),
                passage,
                quotes[passage].quote,
                self.about[article].language,
                quotes[passage].translations.into(self.lang),
            )
        return found


def _stating(found: Iterable[Fact]) -> NamedNode:
    """Return the first passage that states the value; each figure is stated by one."""
    ordered = sorted(found, key=lambda fact: fact.predicate not in (_VALUE, _LEAST, _MOST))
    return next(passage for fact in ordered for passage in fact.passages)


def _named(found: Iterable[Fact]) -> list[NamedNode]:
    return [fact.object for fact in found if isinstance(fact.object, NamedNode)]


def _number(value: object) -> Decimal:
    assert isinstance(value, Literal)
    return decimal_of(value.value)


def _about(store: Store, articles: Iterable[NamedNode]) -> dict[NamedNode, _About]:
    rows: dict[NamedNode, list[QuerySolution]] = {}
    spoken = languages(store)
    for batch in batches(articles):
        for row in store.select(_ABOUT.format(articles=values("article", batch))):
            rows.setdefault(node(row["article"]), []).append(row)

    def said(found: list[QuerySolution], name: str) -> frozenset[str]:
        return frozenset(term(row[name]).value for row in found if row[name] is not None)

    return {
        article: _About(
            spoken[article.value],
            said(found, "publisher"),
            said(found, "date"),
        )
        for article, found in rows.items()
    }
