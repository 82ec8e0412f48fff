"""Propose entries for names that no gazetteer has, with labels in three languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from sygraph.author.article_sources import optional
from sygraph.author.chinese_names import chinese_names, coined_words, short_names
from sygraph.author.english_names import english_names
from sygraph.author.found_names import FoundName, Known
from sygraph.author.geonames import places_named
from sygraph.namespaces import LABELS, PREF_LABEL, RDF_TYPE, sy, vocab
from sygraph.text.language import language_of
from sygraph.text.name_forms import simplified

if TYPE_CHECKING:
    from opencc import OpenCC

__all__ = ["Entries", "FoundName", "Known", "Slugs", "authors", "new_names", "slug_of"]


def new_names(text: str, language: str, quote: str, known: Iterable[Known] = ()) -> list[FoundName]:
    """Return the names in a quote that their form tells.

    Args:
        text: The whole article: a name that it repeats is told from what stands before it.
        known: The names of a gazetteer in the quote. A longer name may begin with one.

    >>> [(n.words, n.kind) for n in new_names("", "en", "He met Northport Bank in June.")]
    [('Northport Bank', 'Company')]
    >>> quote = "目前，北港市與東江大學合作"
    >>> [(name.words, name.kind) for name in new_names(quote, "zh-Hant", quote)]
    [('北港市', 'City'), ('東江大學', 'Organization')]
    >>> [(n.words, n.kind) for n in new_names("", "zh-Hant", "據大連海關統計", [Known(1, 3)])]
    [('大連海關', 'Organization')]
    """
    read = language_of(language)
    if not read.is_chinese:
        return english_names(text, quote)
    return chinese_names(quote, known, coined_words(text))


def authors(byline: str, language: str) -> list[FoundName]:
    """Return the names in a byline.

    >>> [name.words for name in authors("By Mei Lin and Jo Park", "en")]
    ['Mei Lin', 'Jo Park']
    >>> [name.words for name in authors("記者 林美", "zh-Hant")]
    ['林美']
    """
    known = language_of(language)
    head = known.pattern(known.words["names"]["byline"]).match(known.fold(byline))
    pattern = (
        r"(?<!\w)\w{2,4}(?!\w)" if known.is_chinese else r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}"
    )
    offices = tuple(known.words["names"].get("offices", ()))
    return [
        FoundName(match[0], match.start(), match.end(), "Person")
        for match in re.compile(pattern).finditer(byline, head.end() if head else 0)
        if not (offices and match[0].endswith(offices))
    ]


class Slugs:
    """Names for new nodes that no other node has."""

    def __init__(self, space: str, taken: Iterable[str]) -> None:
        self._space = space
        self._taken = set(taken)

    def node(self, slug: str) -> NamedNode:
        """Return a node named by a slug, with a number if there is one of that name.

        >>> slugs = Slugs("https://example.org/id/", [])
        >>> [slugs.node("port").value[-6:] for _ in range(2)]
        ['d/port', 'port-2']
        """
        found, number = slug, 1
        while self._space + found in self._taken:
            number += 1
            found = f"{slug}-{number}"
        self._taken.add(self._space + found)
        return NamedNode(self._space + found)


# What links a thing with the place in its name.
_PLACED = {
    **dict.fromkeys(("Airport", "Port", "Facility", "Zone", "FreeTradeZone", "Park"), "locatedIn"),
    "Event": "involves",
    "Plan": "of",
}


class Entries:
    """Entries for the gazetteer of a workspace, each made once for its words."""

    def __init__(
        self, slugs: Slugs, article: NamedNode, language: str, known: Iterable[Triple] = ()
    ) -> None:
        self._slugs, self._article = slugs, article
        self._language = language
        self._made: dict[str, tuple[NamedNode, tuple[Triple, ...]]] = {}
        by_node: dict[object, list[Triple]] = {}
        for triple in known:
            by_node.setdefault(triple.subject, []).append(triple)
        for node, about in by_node.items():
            for label in (t.object for t in about if t.predicate == PREF_LABEL):
                tag = (label.language or "").lower() if isinstance(label, Literal) else ""
                if tag == language.lower() and isinstance(node, NamedNode):
                    self._made[label.value] = node, tuple(about)  # type: ignore[union-attr]

    def entry(
        self, name: FoundName, place: NamedNode | None = None
    ) -> tuple[NamedNode, tuple[Triple, ...]]:
        """Return the node of a name and what its entry says.

        Args:
            place: The place that the name has in it: an airport's city, what an event involves.
        """
        name = replace(name, words=name.whole or name.words)
        if name.words not in self._made:
            labels = self._labels(name)
            node = self._slugs.node(slug_of(labels["en"]))
            triples = [Triple(node, RDF_TYPE, sy(name.kind))]
            triples += [Triple(node, PREF_LABEL, Literal(f, language=t)) for t, f in labels.items()]
            triples += [
                Triple(node, LABELS[1], Literal(form, language=tag))
                for short in short_names(name)
                for tag, form in _scripts(short, self._language).items()
            ]
            if place and (link := _PLACED.get(name.kind)):
                triples.append(Triple(node, sy(link), place))
            triples.append(Triple(node, vocab("dcterms:source"), self._article))
            self._made[name.words] = node, tuple(triples)
        return self._made[name.words]

    def _labels(self, name: FoundName) -> dict[str, str]:
        if self._language == "en":  # a Latin name is printed so in Chinese until a form is known
            return dict.fromkeys(("zh-Hant", "zh-Hans", "en"), name.words)
        return {**_scripts(name.words, self._language), "en": _romanised(name)}


def _scripts(words: str, language: str) -> dict[str, str]:
    if language == "zh-Hant":
        return {"zh-Hant": words, "zh-Hans": simplified(words)}
    return {"zh-Hant": _traditional().convert(words), "zh-Hans": words}


@cache
def _traditional() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("s2t")


def _romanised(name: FoundName) -> str:
    """Return a Chinese name in pinyin, its last characters in English.

    >>> _romanised(FoundName("北港大學", 0, 4, "Organization"))
    'Beigang University'
    """
    known = language_of("zh-Hant")
    words = known.words["names"]["english"]
    last = next((form for form in words if known.fold(name.words).endswith(form)), "")
    stem = name.words[: len(name.words) - len(last)] if name.kind != "Person" else name.words
    pinyin = optional("pypinyin", "pypinyin").lazy_pinyin
    if name.kind == "Person":
        first, *rest = pinyin(stem)
        return f"{first.title()} {''.join(rest).title()}".strip()
    if name.kind == "City" and (places := places_named(name.words)):
        return places[0][1].rpartition(", ")[0]
    return f"{''.join(pinyin(stem)).title()} {words.get(last, '')}".strip()


def slug_of(label: str) -> str:
    """Return the slug of an English label.

    >>> slug_of("Beigang University")
    'beigang-university'
    """
    return re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-") or "entity"
