"""Write values, figures and periods in each language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode

from sygraph.data import read_toml
from sygraph.entities.amounts import amount, bounded, counted
from sygraph.entities.facts import Fact, Passage, Term
from sygraph.entities.timespans import moment, timespan
from sygraph.namespaces import PREFIXES, XSD, citation, curie, is_passage, sy
from sygraph.text.name_forms import has_chinese, simplified
from sygraph.text.scalars import decimal_of

__all__ = [
    "FIGURE",
    "Style",
    "Words",
    "capital",
    "figure",
    "heading",
    "is_called",
    "marks",
    "node_name",
    "passage_lines",
    "period",
    "plain",
    "quantity",
    "standard_words",
    "translation_line",
    "value",
    "yes_or_no",
]

#: What nodes are called, in one language.
Words = Mapping[NamedNode, str]

#: Sets a text apart by what it is (a title, a heading, a mark, what was found) on a terminal.
Style = Callable[[str, str], str]

_WORDS = "entities/words.toml"
_NUMBERS = {XSD + "decimal", XSD + "integer"}

_VALUE, _UNIT, _BOUND, _MEASURE = map(sy, ("value", "unit", "bound", "measure"))
_LEAST, _MOST = (NamedNode(f"{PREFIXES['schema']}{name}") for name in ("minValue", "maxValue"))
_START, _END, _ONGOING = map(sy, ("periodStart", "periodEnd", "ongoing"))
_DATE, _NOT_BEFORE, _NOT_AFTER = map(sy, ("date", "notBefore", "notAfter"))
_DEADLINE = sy("deadline")
_TIMES = {_START, _END, _ONGOING, _DATE, _NOT_BEFORE, _NOT_AFTER, _DEADLINE}

#: The properties that `figure` puts into words.
FIGURE = frozenset(
    (_VALUE, _LEAST, _MOST, _UNIT, _BOUND, _MEASURE, _START, _END, _ONGOING, _DATE, _DEADLINE)
)


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

    They stand in square brackets: `[p:240, p:270]`, `[gazetteer]`, `[default graph]`.
    """
    graphs = fact.passages or fact.background
    names = [curie(graph.value).removeprefix("graph:") for graph in graphs] or ["default graph"]
    return f"[{', '.join([*names, '…'] if fact.cut else names)}]"


def passage_lines(passage: Passage, lang: str, style: Style = plain) -> Iterator[str]:
    """Yield the words of a passage after its name and their translation into a language."""
    name = curie(passage.iri.value)
    yield f"{style(name, 'mark')}  {passage.quote}"
    if translation := passage.translations.into(lang):
        yield " " * (len(name) + 2) + translation_line(translation, lang)


def translation_line(translation: str, lang: str) -> str:
    """Write a translation, marked as one."""
    return _phrase("translation", lang, translation)


def heading(name: str, lang: str) -> str:
    """The heading of a section: states, background or passages."""
    found: str = read_toml(_WORDS)["phrases"][name][lang]
    return found


def capital(text: str) -> str:
    """The text with its first letter a capital, as for a heading."""
    return text[:1].upper() + text[1:]


def is_called(name: str, text: str) -> bool:
    """Whether a text is what something is called, in the same characters or converted ones.

    >>> is_called("东北第一", "東北第一"), is_called("东北第一", "全國前列")
    (True, False)
    """
    if text == name or len(text) != len(name) or name.isascii() or text.isascii():
        return text == name
    return simplified(text) == name


def yes_or_no(holds: bool, lang: str) -> str:
    """Write a truth value."""
    return heading("true" if holds else "false", lang)


def node_name(iri: NamedNode, words: Words, lang: str) -> str:
    """Write what a node is called: a passage by its number, others by their label.

    >>> node_name(NamedNode(PREFIXES["p"] + "40"), {}, "en")
    'sentence 40'
    """
    if is_passage(iri):
        return _phrase("passage", lang, citation(iri.value))
    return words.get(iri) or curie(iri.value)


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
        return yes_or_no(term.value in ("true", "1"), lang)
    if kind == XSD + "string" and not term.language and has_chinese(term.value):
        return term.value if term.value.startswith("「") else f"「{term.value}」"
    return term.value


def quantity(facts: Iterable[Fact], words: Words, lang: str) -> str | None:
    """Write the amount of a figure or target: `about 9,800 tonnes`; None if it has no value."""
    terms = {fact.predicate: fact.object for fact in facts}
    stated = terms.get(_VALUE, terms.get(_LEAST))
    if stated is None:
        return None
    unit, bound = (_node(terms.get(name)) for name in (_UNIT, _BOUND))
    try:
        number = decimal_of(stated.value)
        most = decimal_of(terms[_MOST].value) if _MOST in terms and _VALUE not in terms else None
    except ValueError:  # malformed: keep it as written
        text = counted(stated.value, False, unit, words, lang)
        return bounded(text, bound, words, lang)
    return amount(number, unit, words, lang, bound, most=most)


def _node(term: Term | None) -> NamedNode | None:
    return term if isinstance(term, NamedNode) else None


def figure(facts: Iterable[Fact], words: Words, lang: str) -> str | None:
    """Write what a figure or target measures, or None where the facts have no value.

    An example: `cargo throughput: about 9,800 tonnes, up to Apr 2024`.
    """
    facts = list(facts)
    number = quantity(facts, words, lang)
    if number is None:
        return None
    named = [value(fact.object, words, lang) for fact in facts if fact.predicate == _MEASURE]
    measure = _phrase("measured", lang, named[-1]) if named else ""
    when = period(facts, lang)
    return f"{measure}{number}" + (_phrase("when", lang, when) if when else "")


def period(facts: Iterable[Fact], lang: str) -> str:
    """Write when it was or is to be, as precisely as stated: `since 2023`, `by 2035`."""
    known = {
        fact.predicate: fact.object.value
        for fact in facts
        if isinstance(fact.object, Literal) and fact.predicate in _TIMES
    }
    ongoing = known.pop(_ONGOING, None) in ("true", "1")
    if _DEADLINE in known:
        return timespan(None, known[_DEADLINE], lang, deadline=True)
    if _DATE in known and _NOT_AFTER in known:
        by = timespan(None, known[_NOT_AFTER], lang, deadline=True)
        return moment(known[_DATE], lang) + _phrase("when", lang, by)
    if _DATE in known:
        return moment(known[_DATE], lang)
    first = known.get(_START) or known.get(_NOT_BEFORE)
    last = known.get(_END) or known.get(_NOT_AFTER)
    return timespan(first, last, lang, ongoing=ongoing)


def _phrase(name: str, lang: str, what: str) -> str:
    return heading(name, lang).format(what)
