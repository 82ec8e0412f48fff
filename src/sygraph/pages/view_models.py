"""Facts as pages tell them: in words, with addresses, and with the passages that state them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pyoxigraph import NamedNode

from sygraph.data import Files
from sygraph.entities.facts import Fact, Passage, Term, grouped
from sygraph.entities.wording import Words, value
from sygraph.namespaces import curie

__all__ = ["Cite", "Item", "Quote", "Row", "Text", "items", "named", "quotes", "rows", "told"]

_FIRST_CJK = "\u2e80"
# How many passages of a fact a page refers to: that everybody says so proves no more.
_CITED = 8


@dataclass(frozen=True)
class Text:
    """What to write, and the node whose page it leads to, if any; `lang` where it is another."""

    text: str
    iri: str = ""
    lang: str = ""


@dataclass(frozen=True)
class Cite:
    """A passage that is referred to by its number."""

    iri: str
    number: int
    anchor: str


@dataclass(frozen=True)
class Quote(Cite):
    """A passage with its words."""

    quote: str


@dataclass(frozen=True)
class Item:
    """What a fact says and where that is stated; `details` is what else is known of it."""

    what: Text
    cites: tuple[Cite, ...] = ()
    background: tuple[str, ...] = ()
    details: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Row:
    """A property with its values."""

    name: Text
    items: tuple[Item, ...]


def told(term: Term, words: Words, lang: str) -> Text:
    """Return a value in words. A text of the article's is in the article's language.

    >>> from pyoxigraph import Literal
    >>> told(Literal("東北亞重要的航空樞紐"), {}, "en")
    Text(text='「東北亞重要的航空樞紐」', iri='', lang='zh-Hant')
    """
    if isinstance(term, NamedNode):
        return named(term, words, lang)
    text = value(term, words, lang)
    tag = term.language or ("zh-Hant" if _is_chinese(text) and lang != "zh-Hant" else "")
    return Text(text, lang=_proper(tag) if _proper(tag) != lang else "")


def named(iri: NamedNode, words: Words, lang: str) -> Text:
    """Return what a node is called, and that it leads there.

    A name in Chinese on an English page is in the article's Chinese, for want of another.
    """
    text = words.get(iri) or curie(iri.value)
    return Text(text, iri.value, "zh-Hant" if lang == "en" and _is_chinese(text) else "")


def items(facts: Iterable[Fact], words: Words, lang: str) -> tuple[Item, ...]:
    """Return facts of one property as its values."""
    return tuple(
        Item(told(fact.object, words, lang), cites(fact), background(fact)) for fact in facts
    )


def rows(facts: Iterable[Fact], words: Words, lang: str) -> tuple[Row, ...]:
    """Return the facts of one node, a property a row."""
    return tuple(
        Row(named(predicate, words, lang), items(group, words, lang))
        for predicate, group in grouped(facts, lambda fact: fact.predicate)
    )


def cites(fact: Fact) -> tuple[Cite, ...]:
    """The passages that state a fact, the first few where many do."""
    return tuple(cite(passage) for passage in fact.passages[:_CITED])


def cite(passage: NamedNode) -> Cite:
    """A reference to a passage."""
    shown = Passage(passage, "")
    return Cite(passage.value, shown.number, _anchor(passage.value))


def background(fact: Fact) -> tuple[str, ...]:
    """Where a fact comes from that no passage states."""
    if fact.passages:
        return ()
    return tuple(curie(graph.value).removeprefix("graph:") for graph in fact.background)


def quotes(passages: Mapping[NamedNode, Passage] | Sequence[Passage]) -> list[Quote]:
    """Return passages to be shown at the foot of a page, where references lead."""
    shown = passages.values() if isinstance(passages, Mapping) else passages
    return [Quote(p.iri.value, p.number, _anchor(p.iri.value), p.quote) for p in shown]


def _anchor(iri: str) -> str:
    """Return the id of a passage on a page, with its article if that is not the packaged one."""
    article, _, number = iri.rpartition("/")
    name = article.rpartition("/")[2]
    plain = "".join(c if c.isalnum() else "-" for c in number)
    return f"p{plain}" if name in _packaged() else f"p-{name}-{plain}"


@cache
def _packaged() -> list[str]:
    return Files.bundled().stems()[:1]


def _is_chinese(text: str) -> bool:
    return any(c >= _FIRST_CJK for c in text)


def _proper(tag: str) -> str:
    """A language tag in its usual letters: engines lower them.

    >>> _proper("zh-hant")
    'zh-Hant'
    """
    first, *rest = tag.split("-")
    return "-".join([first, *(part.title() if len(part) == 4 else part for part in rest)])
