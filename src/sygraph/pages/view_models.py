"""View models of facts: their text, links and passages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pyoxigraph import NamedNode

from sygraph.data import Files
from sygraph.entities.facts import Fact, Passage, Term, grouped
from sygraph.entities.wording import Words, value
from sygraph.namespaces import citation, curie
from sygraph.pages.texts import texts
from sygraph.text.detection import chinese_script
from sygraph.text.name_forms import has_chinese, simplified

__all__ = [
    "Cite",
    "Item",
    "Quote",
    "Row",
    "Text",
    "converted",
    "foreign_language",
    "items",
    "node_text",
    "quotes",
    "rows",
    "value_text",
]

# The most passages that a page cites for one fact.
_CITED = 8


@dataclass(frozen=True)
class Text:
    """A text, the node that it links to, and its language if that is not the page's."""

    text: str
    iri: str = ""
    lang: str = ""
    #: What to mark it with, such as that it was converted into the reader's script.
    mark: str = ""


@dataclass(frozen=True)
class Cite:
    """A citation of a passage: by its number, with its article where several are open."""

    iri: str
    number: int
    anchor: str

    @property
    def name(self) -> str:
        """What the citation is called: `40`, or `dalian-2025/40` where several are open."""
        return citation(self.iri)


@dataclass(frozen=True)
class Quote(Cite):
    """A passage with its quote and its translation for the reader, if there is one.

    For readers of Simplified Chinese, `converted` has the quote in their script.
    """

    quote: str
    translation: str = ""
    converted: str = ""


@dataclass(frozen=True)
class Item:
    """A value of a fact with its passages; `details` has further facts about the value."""

    what: Text
    cites: tuple[Cite, ...] = ()
    background: tuple[str, ...] = ()
    details: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Row:
    """A property with its values."""

    name: Text
    items: tuple[Item, ...]


def value_text(term: Term, words: Words, lang: str) -> Text:
    """Return the text of a value. A quotation keeps the language of the article.

    >>> from pyoxigraph import Literal
    >>> value_text(Literal("東北亞重要的航空樞紐"), {}, "en")
    Text(text='「東北亞重要的航空樞紐」', iri='', lang='zh-Hant', mark='')
    """
    if isinstance(term, NamedNode):
        return node_text(term, words, lang)
    text = value(term, words, lang)
    if lang == "zh-Hans" and not term.language and (other := converted(text, lang)):
        return Text(other, mark=texts(lang)["passage.converted"])
    tag = term.language or (chinese_script(text) if has_chinese(text) else "")
    return Text(text, lang=_proper(tag) if _proper(tag) != lang else "")


def foreign_language(text: str, lang: str) -> str:
    """Return the language of a text that is Chinese on an English page; empty if it is not.

    >>> [foreign_language("瀋陽", "en"), foreign_language("沈阳", "en")]
    ['zh-Hant', 'zh-Hans']
    >>> foreign_language("瀋陽", "zh-Hant")
    ''
    """
    return chinese_script(text) if lang == "en" and has_chinese(text) else ""


def node_text(iri: NamedNode, words: Words, lang: str) -> Text:
    """Return the label of a node with a link to its page.

    A Chinese label on an English page is marked with its script.
    """
    text = words.get(iri) or curie(iri.value)
    return Text(text, iri.value, foreign_language(text, lang))


def items(facts: Iterable[Fact], words: Words, lang: str) -> tuple[Item, ...]:
    """Return the values of one property."""
    return tuple(
        Item(value_text(fact.object, words, lang), cites(fact), background(fact)) for fact in facts
    )


def rows(facts: Iterable[Fact], words: Words, lang: str) -> tuple[Row, ...]:
    """Return the facts of one node, one row per property."""
    return tuple(
        Row(node_text(predicate, words, lang), items(group, words, lang))
        for predicate, group in grouped(facts, lambda fact: fact.predicate)
    )


def cites(fact: Fact) -> tuple[Cite, ...]:
    """Return the first passages that state a fact."""
    return tuple(cite(passage) for passage in fact.passages[:_CITED])


def cite(passage: NamedNode) -> Cite:
    """Return the citation of a passage."""
    shown = Passage(passage, "")
    return Cite(passage.value, shown.number, _anchor(passage.value))


def background(fact: Fact) -> tuple[str, ...]:
    """Return the graphs of a fact that no passage states."""
    if fact.passages:
        return ()
    return tuple(curie(graph.value).removeprefix("graph:") for graph in fact.background)


def quotes(passages: Mapping[NamedNode, Passage] | Sequence[Passage], lang: str) -> list[Quote]:
    """Return the passages at the foot of a page, where the citations link to."""
    shown = passages.values() if isinstance(passages, Mapping) else passages
    return [
        Quote(
            passage.iri.value,
            passage.number,
            _anchor(passage.iri.value),
            passage.quote,
            passage.translations.into(lang),
            converted(passage.quote, lang),
        )
        for passage in shown
    ]


def converted(words: str, lang: str) -> str:
    """Return words of an article in the script of the reader, empty if they are in it already.

    >>> converted("瀋陽", "zh-Hans"), converted("瀋陽", "zh-Hant"), converted("上海", "zh-Hans")
    ('沈阳', '', '')
    """
    if lang != "zh-Hans":
        return ""
    found = simplified(words)
    return "" if found == words else found


def _anchor(iri: str) -> str:
    """Return the id of a passage on a page, with its article if that is not the packaged one."""
    article, _, number = iri.rpartition("/")
    name = article.rpartition("/")[2]
    plain = "".join(c if c.isalnum() else "-" for c in number)
    return f"p{plain}" if name in _packaged() else f"p-{name}-{plain}"


@cache
def _packaged() -> list[str]:
    return [article.id for article in Files.bundled().articles[:1]]


def _proper(tag: str) -> str:
    """Return a language tag in its usual case; engines write it in lower case.

    >>> _proper("zh-hant")
    'zh-Hant'
    """
    first, *rest = tag.split("-")
    return "-".join([first, *(part.title() if len(part) == 4 else part for part in rest)])
