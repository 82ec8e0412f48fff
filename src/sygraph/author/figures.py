"""Propose a figure, or a target, for each quantity whose clause says what it measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Triple

from sygraph.author.naming import Slugs
from sygraph.author.passages import Reading, Subject
from sygraph.check.dates import governing_period, period_of
from sygraph.namespaces import PREF_LABEL, RDF_TYPE, XSD, local_name, sy, vocab
from sygraph.text.language import has_word, language_of
from sygraph.text.readings import Period, Quantity

__all__ = ["Figure", "day", "figure_facts", "figure_slug", "figures", "number"]

_GROWTH, _SHARE = sy("yearOnYearGrowth"), sy("share")
_PERCENT = vocab("qunit:PERCENT")
# What a figure of each measure may be about; of another one, anything.
_PLACES = ("City", "District", "Region", "Country", "Zone", "BorderCrossing", "Group")
_FAIRS = ("Event", "EventSeries", "Zone", "City", "District", "Region")
_HANDLERS = ("Port", "Airport", "Facility", "Organization", "City", "Zone", "Region", "Connection")
_FITS: dict[str, tuple[str, ...]] = {
    "tradeTotal": _PLACES,
    "signedValue": _FAIRS,
    "signedProjects": _FAIRS,
    "landedProjects": _FAIRS,
    "newEnterprises": _PLACES,
    "newForeignEnterprises": _PLACES,
    "cargoThroughput": _HANDLERS,
    "trainDepartures": ("City", "Facility", "Port", "Organization", "Zone", "Region"),
    "number": ("Place", "Agent", "Connection", "Event", "EventSeries", "Group"),
}
# Measures of what happens within a period, which may be that of the sentence before.
_FLOWS = frozenset(_FITS) - {"number"}
_TIMES = tuple(map(vocab, ("qunit:HR", "qunit:DAY", "qunit:MIN")))


@dataclass
class Figure:
    """A quantity, and what may be stated of it; without a node, nothing.

    Attributes:
        measure: What it measures, if its clause says so; of a growth, what grew.
        base: The figure that it is the growth of, or the share of.
        dated: The passage that prints its period, if that is another one.
    """

    quantity: Quantity
    measure: NamedNode | None = None
    unit: NamedNode | None = None
    subject: Subject | None = None
    period: Period | None = None
    node: NamedNode | None = None
    rule: str = "quantity"
    confidence: float = 0.4
    facts: tuple[Triple, ...] = ()
    base: Figure | None = None
    dated: NamedNode | None = None


def figures(reading: Reading, slugs: Slugs) -> list[Figure]:
    """Return a figure for each quantity of a passage that counts something, in order.

    Args:
        slugs: What names its nodes.
    """
    found: list[Figure] = []
    for quantity in reading.passage.quantities:
        if quantity.article:
            continue
        figure = Figure(quantity)
        figure.period = governing_period(reading.passage, quantity.start, quantity.end)
        figure.measure, figure.unit = _measure(reading, quantity)
        if _is_other(reading, figure):
            figure.measure = None
        if figure.period is None and _local(figure.measure) in _FLOWS:
            figure.period, figure.dated = reading.earlier_period(quantity.start)
        figure.subject = _subject(reading, figure)
        if not quantity.vague and quantity.kind != "ordinal":
            _state(reading, figure, found, slugs)
        found.append(figure)
    return found


def _subject(reading: Reading, figure: Figure) -> Subject | None:
    """Return what a figure is about."""
    start, end = figure.quantity.number
    if reading.counts_of_list(start):  # the things together, which have no name
        return None
    counted = figure.measure in (None, sy("number"))
    event = reading.event(start) if counted and reading.counts_visitors(start, end) else None
    if event is not None:
        return event
    if figure.unit in _TIMES:  # what the clause names is how far one travels, not who
        return reading.subject(start, end, "Agent", own_clause=False)
    return reading.subject(start, end, *_FITS.get(_local(figure.measure), ()))


def _local(term: NamedNode | None) -> str:
    return term.value.rpartition("#")[2] if term else ""


def _measure(reading: Reading, quantity: Quantity) -> tuple[NamedNode | None, NamedNode | None]:
    """Return the measure whose word in the clause is nearest, and the unit that fits it."""
    data, passage = reading.data, reading.passage
    left, right = passage.clause(quantity.start, quantity.end)
    options = []
    for measure, words in data.words("MeasureCode", passage.language).items():
        allowed = set(data.ontology.all(measure, vocab("qudt:applicableUnit")))
        units = [unit for unit in _units(reading, quantity) if unit in allowed]
        if len(units) != 1 or _kind_of(measure) != _kind(quantity):
            continue
        for word in words:
            place = _nearest(passage.folded, word, left, right, quantity)
            if place is not None:
                options.append((place, -len(word), measure, units[0]))
    if not options:
        return _unstated(reading, quantity, left, right), _counted(reading, quantity)
    _, _, measure, unit = min(options, key=lambda option: (*option[:2], str(option[2])))
    assert isinstance(measure, NamedNode)
    return measure, unit


def _units(reading: Reading, quantity: Quantity) -> list[NamedNode]:
    """Return the units that a quantity may have: those that its noun, if any, is a word for."""
    return [
        unit
        for unit in map(NamedNode, quantity.units)
        if not quantity.counted or quantity.counted in reading.data.ontology.texts(unit, sy("word"))
    ]


def _unstated(reading: Reading, quantity: Quantity, left: int, right: int) -> NamedNode | None:
    """Return the measure of a quantity whose unit has no term, so that no figure has it."""
    if _kind(quantity):
        return None
    known = language_of(reading.passage.language)
    clause = reading.passage.folded[left:right]
    forms = reading.data.words("MeasureCode", reading.passage.language)
    for name, rules in known.words["measures"].items():
        unit = known.fold(quantity.counted or quantity.unit_word)
        if "unit" not in rules or not known.pattern(rules["unit"]).fullmatch(unit):
            continue
        said = "words" in rules and known.pattern(rules["words"]).search(clause)
        if said or ("words" not in rules and any(has_word(clause, w) for w in forms[sy(name)])):
            return sy(name)
    return None


def _is_other(reading: Reading, figure: Figure) -> bool:
    """Whether words of the clause tell that a quantity is not of the measure that others name.

    It may be a part (其中出口, with one country), what comes on top (two new routes), a rate
    (每周), or what may be carried.
    """
    known = language_of(reading.passage.language)
    others = known.words["measures"].get(_local(figure.measure), {})
    start, end = figure.quantity.start, figure.quantity.end
    left, right = reading.passage.clause(start, end)
    folded = reading.passage.folded
    before, after = folded[left:start].rstrip(), folded[end:right]
    return any(
        known.pattern(others[where]).search(words)
        for where, words in (
            ("before", before),
            ("after", after),
            ("in", figure.quantity.words),
            ("around", folded[left:right]),
        )
        if where in others
    )


def _counted(reading: Reading, quantity: Quantity) -> NamedNode | None:
    """Return the one unit of a quantity that its word, or else its clause, names: 企業…183家."""
    units = _units(reading, quantity)
    if len(units) == 1:
        return units[0]
    left, right = reading.passage.clause(quantity.start, quantity.end)
    clause = reading.passage.folded[left:right]
    fold = language_of(reading.passage.language).fold
    named = [
        unit
        for unit in units
        if any(
            has_word(clause, fold(label)) for label in reading.data.ontology.texts(unit, PREF_LABEL)
        )
    ]
    return named[0] if len(named) == 1 else None


def _kind(quantity: Quantity) -> NamedNode | None:
    """Return the measure that a quantity has by its form, if it is growth or a share."""
    return _GROWTH if quantity.direction else _SHARE if quantity.share else None


def _kind_of(measure: object) -> object:
    return measure if measure in (_GROWTH, _SHARE) else None


def _nearest(folded: str, word: str, left: int, right: int, quantity: Quantity) -> int | None:
    """Return how far a word of a clause is from a quantity; one before it is nearer."""
    clause = folded[left:right]
    if not has_word(clause, word):
        return None
    lower, sought = clause.lower(), word.lower()
    before = lower.rfind(sought, 0, max(0, quantity.number[0] - left))
    if before >= 0:
        return quantity.number[0] - left - before - len(word)
    return lower.find(sought) - (quantity.end - left) + 20


def _state(reading: Reading, figure: Figure, before: list[Figure], slugs: Slugs) -> None:
    """Give a figure its facts, if its words tell all that a figure needs."""
    if figure.measure is None or figure.unit is None:
        return
    if figure.period and not reading.is_known(figure.period):
        return
    links: list[tuple[NamedNode, NamedNode]] = []
    if figure.measure == _GROWTH:
        found = _grown(reading, figure, before)
        if found is None:
            return
        links, figure.rule = [found], "growth"
    elif figure.measure == _SHARE:
        if not (share := _shared(reading, figure, before)):
            return
        links, figure.rule = share, "share"
    if figure.subject is None or (figure.quantity.low < 0 and figure.measure != _GROWTH):
        return
    if reading.is_doubted(*figure.quantity.number):
        return
    target = _is_open(reading, figure)
    if target is None or (target and links):
        return
    figure.rule = "target" if target else figure.rule if links else "figure"
    figure.confidence = round(
        figure.subject.confidence * (0.9 if figure.period else 0.7) * (0.8 if target else 1), 2
    )
    figure.node = slugs.node(figure_slug(figure, target))
    figure.facts = tuple(figure_facts(reading, figure, links, target))


def figure_slug(figure: Figure, target: bool) -> str:
    """Return the slug of a figure: its subject, measure and period."""
    assert figure.subject and figure.measure
    parts = [
        local_name(figure.subject.node.value),
        _words(figure.measure.value.rpartition("#")[2]),
        (figure.period.last or figure.period.first) if figure.period else "",
        "target" if target else "",
    ]
    return "-".join(filter(None, parts))


def _is_open(reading: Reading, figure: Figure) -> bool | None:
    """Whether a figure is what is aimed at; None if the words leave that open."""
    quantity, period = figure.quantity, figure.period
    cue = reading.open_status(*quantity.number)
    future = period is not None and (period.how == "by" or reading.is_future(period))
    if future or (cue and reading.in_clause(cue, *quantity.number)):
        return True
    since = period is not None and period.how in ("now", "since", "asOf")
    return None if cue and not since else False


def _grown(
    reading: Reading, figure: Figure, before: list[Figure]
) -> tuple[NamedNode, NamedNode] | None:
    """Return what a percentage is the growth of: the figure right before it, or a measure."""
    quantity, passage = figure.quantity, reading.passage
    left, right = passage.clause(quantity.start, quantity.end)
    levels = [b for b in before if b.unit != _PERCENT]
    last = levels[-1] if levels else None
    start = last.quantity.end if last else left
    if (
        len(levels) > 1
        and last
        and levels[-2].quantity.end > passage.clause(last.quantity.start, last.quantity.end)[0]
    ):  # 486,000 passengers on nine routes, up 64%: which of them?
        return None
    named = [
        measure
        for measure, words in reading.data.words("MeasureCode", passage.language).items()
        if measure not in (_GROWTH, _SHARE, sy("number"))
        and any(has_word(passage.folded[max(start, left) : right], word) for word in words)
    ]
    if last and last.node and not named and _is_next(passage.folded[start : quantity.start]):
        figure.subject, figure.period = last.subject, last.period
        figure.dated = last.dated
        return sy("growthOf"), last.node
    if len(named) == 1 and isinstance(named[0], NamedNode):
        return sy("growthIn"), named[0]
    return None


def _is_next(between: str) -> bool:
    """Whether there is no other sentence part between a figure and its growth."""
    return not any(mark in between for mark in "；;。") and len(between) < 40


def _shared(
    reading: Reading, figure: Figure, before: list[Figure]
) -> list[tuple[NamedNode, NamedNode]]:
    """Return the figure that a percentage is a share of, and the whole, named next to it."""
    levels = [b for b in before if b.unit != _PERCENT and b.node]
    left, right = reading.passage.clause(figure.quantity.start, figure.quantity.end)
    start = max(left, levels[-1].quantity.end) if levels else left
    wholes = {
        entity
        for mention in reading.mentions_in(start, right)
        for entity in mention.entities
        if len(mention.entities) == 1
    }
    if not levels or len(wholes) != 1:
        return []
    figure.subject, figure.period = levels[-1].subject, levels[-1].period
    figure.dated = levels[-1].dated
    base = levels[-1].node
    assert base is not None
    return [(sy("shareOf"), base), (sy("among"), wholes.pop())]


def figure_facts(
    reading: Reading, figure: Figure, links: list[tuple[NamedNode, NamedNode]], target: bool
) -> Iterator[Triple]:
    """Yield what states a figure, or a target, whose node, subject, measure and unit are known.

    Args:
        links: What it is the growth or the share of.
    """
    node, quantity = figure.node, figure.quantity
    assert node and figure.subject and figure.measure and figure.unit
    yield Triple(node, RDF_TYPE, sy("Target" if target else "Observation"))
    for prop, value in links:
        yield Triple(node, prop, value)
    yield Triple(node, sy("of"), figure.subject.node)
    yield Triple(node, sy("measure"), figure.measure)
    if quantity.value is None:
        yield Triple(node, vocab("schema:minValue"), number(quantity.low))
        yield Triple(node, vocab("schema:maxValue"), number(quantity.high))
    else:
        yield Triple(node, sy("value"), number(quantity.value))
    yield Triple(node, sy("unit"), figure.unit)
    yield Triple(node, sy("bound"), sy(quantity.bound))
    yield Triple(node, sy("statedAs"), Literal(quantity.words))
    if figure.period and target:
        yield Triple(node, sy("deadline"), day(figure.period.last))
    elif figure.period:
        start, end, ongoing = period_of(reading.passage, figure.period)
        for name, days in (("periodStart", start), ("periodEnd", end)):
            for date in days:
                yield Triple(node, sy(name), day(date))
        if ongoing:
            yield Triple(node, sy("ongoing"), Literal(True))


def number(value: Decimal) -> Literal:
    """Return a decimal with its point.

    >>> number(Decimal("7471000000")).value, number(Decimal("33.33333333333")).value
    ('7471000000.0', '33.3333')
    """
    if len(f"{value:f}".partition(".")[2]) > 9:  # a third and its like
        value = round(value, 4)
    text = f"{value:f}"
    return Literal(text if "." in text else f"{text}.0", datatype=NamedNode(XSD + "decimal"))


def day(value: str) -> Literal:
    """Return a year, month or day as precise as it is written.

    >>> day("2026-03").datatype.value.rpartition("#")[2]
    'gYearMonth'
    """
    kind = {4: "gYear", 7: "gYearMonth"}.get(len(value), "date")
    return Literal(value, datatype=NamedNode(XSD + kind))


def _words(name: str) -> str:
    """Return a camel-case name with hyphens."""
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).strip("-")
