"""Write values, figures and periods in each language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from pyoxigraph import Literal, NamedNode

from sygraph.data import read_toml
from sygraph.entities.facts import Fact, Term
from sygraph.namespaces import PREFIXES, XSD, curie, sy, vocab
from sygraph.text.scalars import decimal_of

__all__ = [
    "FIGURE",
    "Style",
    "Words",
    "capital",
    "figure",
    "heading",
    "marks",
    "period",
    "plain",
    "quantity",
    "standard_words",
    "value",
]

#: What nodes are called, in one language.
Words = Mapping[NamedNode, str]

#: Sets a text apart by what it is (a title, a heading, a mark, what was found) on a terminal.
Style = Callable[[str, str], str]

_WORDS = "entities/words.toml"
_NUMBERS = {XSD + "decimal", XSD + "integer"}

_VALUE, _UNIT, _BOUND, _MEASURE = map(sy, ("value", "unit", "bound", "measure"))
_START, _END, _ONGOING = map(sy, ("periodStart", "periodEnd", "ongoing"))
_DATE, _NOT_BEFORE, _NOT_AFTER = map(sy, ("date", "notBefore", "notAfter"))
_DEADLINE, _PERCENT = sy("deadline"), vocab("qunit:PERCENT")
_TIMES = {_START, _END, _ONGOING, _DATE, _NOT_BEFORE, _NOT_AFTER, _DEADLINE}

#: The properties that `figure` puts into words.
FIGURE = frozenset((_VALUE, _UNIT, _BOUND, _MEASURE, _START, _END, _ONGOING, _DATE, _DEADLINE))


def standard_words(lang: str) -> dict[NamedNode, str]:
    """Labels for the terms of RDF, SKOS and the like."""
    words = {}
    for name, labels in read_toml(_WORDS)["labels"].items():
        prefix, _, local = name.partition(":")
        words[NamedNode(PREFIXES[prefix] + local)] = labels[lang]
    return words


def plain(text: str, role: str) -> str:
    """Return the text without a style, for output that is not a terminal."""
    return text


def marks(fact: Fact) -> str:
    """The passages that state a fact or, where none does, the background it comes from.

    They stand in square brackets: `[p:240, p:270]`, `[gazetteer]`.
    """
    graphs = fact.passages or fact.background
    names = [curie(graph.value).removeprefix("graph:") for graph in graphs]
    return f"[{', '.join([*names, '…'] if fact.cut else names)}]"


def heading(name: str, lang: str) -> str:
    """The heading of a section: states, background or passages."""
    found: str = read_toml(_WORDS)["phrases"][name][lang]
    return found


def capital(text: str) -> str:
    """The text with its first letter a capital, as for a heading."""
    return text[:1].upper() + text[1:]


def value(term: Term, words: Words, lang: str) -> str:
    """Write the value of a fact: a node by its name, a number with thousands separators.

    >>> value(Literal(146930000000), {}, "en")
    '146,930,000,000'
    >>> value(Literal("東北亞重要的航空樞紐"), {}, "en")
    '「東北亞重要的航空樞紐」'
    """
    if isinstance(term, NamedNode):
        return words[term]
    kind = term.datatype.value
    if kind in _NUMBERS:
        try:
            return f"{decimal_of(term.value):,f}"
        except ValueError:  # malformed: keep it as written
            return term.value
    if kind == XSD + "boolean":
        return heading("true" if term.value in ("true", "1") else "false", lang)
    if kind == XSD + "string" and not term.language and max(term.value, default="") >= "\u2e80":
        return term.value if term.value.startswith("「") else f"「{term.value}」"
    return term.value


def quantity(facts: Iterable[Fact], words: Words, lang: str) -> str | None:
    """Write the value of a figure or target and its unit: `9,800 tonne`; None if it has none."""
    terms = {fact.predicate: fact.object for fact in facts}
    if _VALUE not in terms:
        return None
    number = value(terms[_VALUE], words, lang)
    unit = value(terms[_UNIT], words, lang) if _UNIT in terms else ""
    if lang == "en":
        return f"{number} {unit}".rstrip()
    return f"{number}%" if terms.get(_UNIT) == _PERCENT else number + unit


def figure(facts: Iterable[Fact], words: Words, lang: str) -> str | None:
    """Write what a figure or target measures, or None where the facts have no value.

    An example: `cargo throughput: 9,800 tonne (approximately), until 2024-04`.
    """
    facts = list(facts)
    number = quantity(facts, words, lang)
    if number is None:
        return None
    known = {fact.predicate: value(fact.object, words, lang) for fact in facts}
    measure = _phrase("measured", lang, known[_MEASURE]) if _MEASURE in known else ""
    bound = _phrase("bound", lang, known[_BOUND]) if _BOUND in known else ""
    when = period(facts, lang)
    return f"{measure}{number}{bound}" + (_phrase("when", lang, when) if when else "")


def period(facts: Iterable[Fact], lang: str) -> str:
    """Write when it was or is to be, as precisely as stated: `since 2023`, `by 2035`."""
    stated = {
        fact.predicate: fact.object.value
        for fact in facts
        if isinstance(fact.object, Literal) and fact.predicate in _TIMES
    }
    ongoing = stated.pop(_ONGOING, None) in ("true", "1")
    known = {name: _moment(moment, lang) for name, moment in stated.items()}
    if _DEADLINE in known:
        return _phrase("by", lang, known[_DEADLINE])
    if _DATE in known and _NOT_AFTER in known:
        return known[_DATE] + _phrase("when", lang, _phrase("by", lang, known[_NOT_AFTER]))
    if _DATE in known:
        return known[_DATE]
    first = known.get(_START) or known.get(_NOT_BEFORE)
    last = known.get(_END) or known.get(_NOT_AFTER)
    if first and last:
        return first if first == last else f"{first} – {last}"
    if first:
        return _phrase("since", lang, first)
    if last:
        return _phrase("until", lang, last)
    return _phrase("now", lang, "") if ongoing else ""


def _phrase(name: str, lang: str, what: str) -> str:
    return heading(name, lang).format(what)


def _moment(date: str, lang: str) -> str:
    """Write a day, a month or a year in the language, with its precision.

    >>> _moment("2024-04", "en"), _moment("2024-04", "zh-Hant"), _moment("2023", "zh-Hans")
    ('2024-04', '2024年4月', '2023年')
    """
    parts = date.split("-")
    if lang == "en" or not all(map(str.isdecimal, parts)):
        return date
    marks = zip(parts, "年月日", strict=False)
    return "".join(f"{int(part)}{mark}" for part, mark in marks)
