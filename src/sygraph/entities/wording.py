"""Facts in words: values, figures and periods as a reader of each language expects them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from pyoxigraph import Literal, NamedNode

from sygraph.entities.facts import Fact, Term
from sygraph.namespaces import PREFIXES, curie, sy
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

_XSD = PREFIXES["xsd"]
_NUMBERS = {_XSD + "decimal", _XSD + "integer"}

# What the wording needs beyond the labels of the graph, by language.
_TEMPLATES = {
    "since": {"en": "since {}", "zh-Hant": "{}以來", "zh-Hans": "{}以来"},
    "until": {"en": "until {}", "zh-Hant": "截至{}", "zh-Hans": "截至{}"},
    "by": {"en": "by {}", "zh-Hant": "到{}", "zh-Hans": "到{}"},
    "measured": {"en": "{}: ", "zh-Hant": "{}：", "zh-Hans": "{}："},
    "bound": {"en": " ({})", "zh-Hant": "（{}）", "zh-Hans": "（{}）"},
    "when": {"en": ", {}", "zh-Hant": "，{}", "zh-Hans": "，{}"},
    "now": {"en": "at present", "zh-Hant": "目前", "zh-Hans": "目前"},
    "true": {"en": "yes", "zh-Hant": "是", "zh-Hans": "是"},
    "false": {"en": "no", "zh-Hant": "否", "zh-Hans": "否"},
    "states": {"en": "States", "zh-Hant": "陳述", "zh-Hans": "陈述"},
    "background": {"en": "Background", "zh-Hant": "背景", "zh-Hans": "背景"},
    "passages": {"en": "Passages", "zh-Hant": "原文", "zh-Hans": "原文"},
}

# Labels for the terms of other vocabularies, which bring none into the graph.
_STANDARD = {
    "rdf:type": {"en": "is of the class", "zh-Hant": "類型", "zh-Hans": "类型"},
    "rdfs:subClassOf": {"en": "is a kind of", "zh-Hant": "上位類", "zh-Hans": "上位类"},
    "rdfs:domain": {"en": "is said of", "zh-Hant": "定義域", "zh-Hans": "定义域"},
    "rdfs:range": {"en": "has values that are", "zh-Hant": "值域", "zh-Hans": "值域"},
    "rdfs:isDefinedBy": {"en": "is defined by", "zh-Hant": "定義於", "zh-Hans": "定义于"},
    "skos:definition": {"en": "definition", "zh-Hant": "定義", "zh-Hans": "定义"},
    "skos:hiddenLabel": {"en": "is also printed as", "zh-Hant": "另印作", "zh-Hans": "另印作"},
    "owl:sameAs": {"en": "is the same as", "zh-Hant": "等同於", "zh-Hans": "等同于"},
    "rdfs:seeAlso": {"en": "see also", "zh-Hant": "另見", "zh-Hans": "另见"},
    "skos:inScheme": {"en": "is in the scheme", "zh-Hant": "所屬體系", "zh-Hans": "所属体系"},
    "dcterms:source": {"en": "has its entry from", "zh-Hant": "來源", "zh-Hans": "来源"},
    "geo:lat": {"en": "latitude", "zh-Hant": "緯度", "zh-Hans": "纬度"},
    "geo:long": {"en": "longitude", "zh-Hant": "經度", "zh-Hans": "经度"},
}

_VALUE, _UNIT, _BOUND, _MEASURE = map(sy, ("value", "unit", "bound", "measure"))
_START, _END, _ONGOING = map(sy, ("periodStart", "periodEnd", "ongoing"))
_DATE, _NOT_BEFORE, _NOT_AFTER = map(sy, ("date", "notBefore", "notAfter"))
_DEADLINE, _PERCENT = sy("deadline"), sy("percent")
_TIMES = {_START, _END, _ONGOING, _DATE, _NOT_BEFORE, _NOT_AFTER, _DEADLINE}

#: The properties that `figure` puts into words.
FIGURE = frozenset((_VALUE, _UNIT, _BOUND, _MEASURE, _START, _END, _ONGOING, _DATE, _DEADLINE))


def standard_words(lang: str) -> dict[NamedNode, str]:
    """Labels for the terms of RDF, SKOS and the like."""
    words = {}
    for name, labels in _STANDARD.items():
        prefix, _, local = name.partition(":")
        words[NamedNode(PREFIXES[prefix] + local)] = labels[lang]
    return words


def plain(text: str, role: str) -> str:
    """The style of what is no terminal: none."""
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
    return _TEMPLATES[name][lang]


def capital(text: str) -> str:
    """The text with its first letter a capital, as for a heading."""
    return text[:1].upper() + text[1:]


def value(term: Term, words: Words, lang: str) -> str:
    """Write what a fact says: a node by its name, a number with its thousands set apart.

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
        except ValueError:  # malformed: as it is written
            return term.value
    if kind == _XSD + "boolean":
        return _TEMPLATES["true" if term.value in ("true", "1") else "false"][lang]
    if kind == _XSD + "string" and not term.language and max(term.value, default="") >= "\u2e80":
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
    measure = _said("measured", lang, known[_MEASURE]) if _MEASURE in known else ""
    bound = _said("bound", lang, known[_BOUND]) if _BOUND in known else ""
    when = period(facts, lang)
    return f"{measure}{number}{bound}" + (_said("when", lang, when) if when else "")


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
        return _said("by", lang, known[_DEADLINE])
    if _DATE in known and _NOT_AFTER in known:
        return known[_DATE] + _said("when", lang, _said("by", lang, known[_NOT_AFTER]))
    if _DATE in known:
        return known[_DATE]
    first = known.get(_START) or known.get(_NOT_BEFORE)
    last = known.get(_END) or known.get(_NOT_AFTER)
    if first and last:
        return first if first == last else f"{first} – {last}"
    if first:
        return _said("since", lang, first)
    if last:
        return _said("until", lang, last)
    return _said("now", lang, "") if ongoing else ""


def _said(name: str, lang: str, what: str) -> str:
    return _TEMPLATES[name][lang].format(what)


def _moment(date: str, lang: str) -> str:
    """A day, a month or a year as the language writes it, as precise as it is.

    >>> _moment("2024-04", "en"), _moment("2024-04", "zh-Hant"), _moment("2023", "zh-Hans")
    ('2024-04', '2024年4月', '2023年')
    """
    parts = date.split("-")
    if lang == "en" or not all(map(str.isdecimal, parts)):
        return date
    marks = zip(parts, "年月日", strict=False)
    return "".join(f"{int(part)}{mark}" for part, mark in marks)
