"""Propose entries for names that no gazetteer has, with labels in three languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode, Triple

from sygraph.author.article_sources import optional
from sygraph.author.geonames import country_names, places_named
from sygraph.namespaces import LABELS, PREF_LABEL, RDF_TYPE, sy, vocab
from sygraph.text.language import Language, language_of
from sygraph.text.name_forms import simplified

if TYPE_CHECKING:
    from opencc import OpenCC

__all__ = ["Entries", "FoundName", "Known", "Slugs", "authors", "new_names", "slug_of"]

_CAPITALS = re.compile(r"[A-Z][\w'&-]*(?:\.(?=[A-Z]))?")
_STRETCH = re.compile(r"[\u3400-\u9fff]+")


@dataclass(frozen=True)
class FoundName:
    """A name in a text, and the class that its words tell; empty if they tell none.

    `whole` is the longer name of the same thing, if there is one.
    """

    words: str
    start: int
    end: int
    kind: str
    whole: str = ""


@dataclass(frozen=True)
class Known:
    """Where a quote has a name of a gazetteer, and whether that is the name of a country."""

    start: int
    end: int
    country: bool = False


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
        return [*_english(read, quote), *_towns(read, text, quote)]
    spans = sorted(known, key=lambda one: one.start)
    return [
        *_people(read, quote),
        *_places(read, quote, spans),
        *_chinese(read, read.fold(text), quote, spans),
    ]


def _towns(language: Language, text: str, quote: str) -> Iterator[FoundName]:
    """Yield towns that the article names alone, and elsewhere in the name of a thing of theirs."""
    names = language.words["names"]
    firsts = "|".join(map(re.escape, names["first"]))
    lasts = "|".join(re.escape(form) for form in names["of_town"])
    pattern = rf"\b(?:{firsts}) ([A-Z][\w-]+)\b|\b([A-Z][\w-]+) (?:{lasts})\b"
    towns = {one or other for one, other in re.findall(pattern, text)} - set(names["never"])
    for match in re.finditer(r"\b[A-Z][\w-]+\b", quote) if towns else ():
        part = re.match(r" [A-Z]", quote[match.end() :])
        before = re.search(rf"(?:[A-Z][\w-]+|\b(?:{firsts})) $", quote[: match.start()])
        if match[0] in towns and not part and not before:
            yield FoundName(match[0], *match.span(), "City")


def _english(language: Language, quote: str) -> Iterator[FoundName]:
    words = language.words["names"]
    between, never = set(words["between"]), set(words["never"])
    run: list[re.Match[str]] = []
    place = 0
    for match in [*_CAPITALS.finditer(quote), None]:
        gap = quote[run[-1].end() : match.start()] if run and match else ""
        joined = (
            run
            and match
            and not run[-1][0].endswith("'s")
            and (gap == " " or (gap.strip() in between and gap.count(" ") == 2))
        )
        if joined and gap == " and " and _is_place(run[-1][0]) and match and _is_place(match[0]):
            joined = False
        if not joined:
            found = _english_name(run, words, quote)
            if found and found.start >= place:
                yield found
                place = found.end
            run = []
        if match and (match[0] not in never or (run and gap == " ")):
            run.append(match)
        elif match:
            run = []


def _is_place(word: str) -> bool:
    return bool(places_named(word)) or word in country_names("en")


def _english_name(run: list[re.Match[str]], words: dict[str, Any], quote: str) -> FoundName | None:
    if not run:
        return None
    while len(run) > 1 and run[0][0] in words["titles"]:
        run = run[1:]
    start, end = run[0].start(), run[-1].end()
    name = quote[start:end].removesuffix("'s")
    kind = words["last"].get(name.rpartition(" ")[2], "") if " " in name else ""
    if name in country_names("en"):
        kind = "Country"
    for form, cls in words["first"].items():
        if name.startswith(f"{form} "):
            kind = cls
    if not kind and len(run) == 1 and start and places_named(name):
        kind = "City"
    return FoundName(name, start, start + len(name), kind) if kind or len(run) > 1 else None


def _beginning(
    known: list[Known], kind: str, head: str, end: int, most: int
) -> tuple[int | None, str]:
    """Return where a name begins that a known name begins, and what may be before its ending.

    A country before a place is where the place is: 俄羅斯 in 俄羅斯東海港.
    """
    inside = [one for one in known if end - len(head) <= one.start and one.end <= end]
    if not inside:
        return None, head[-most:]
    last = inside[-1]
    if last.country and kind not in ("Organization", "Company", "Event"):
        return None, head[last.end - (end - len(head)) :][-most:]
    return last.start, head[last.start - (end - len(head)) :]


def _people(language: Language, quote: str) -> Iterator[FoundName]:
    """Yield people: a surname and one or two characters between a title and a verb of saying.

    >>> [name.words for name in _people(language_of("zh-Hant"), "市長林海說，經理王大明介紹")]
    ['林海', '王大明']
    """
    names = language.words["names"]
    surnames = language.words["roles"]["surnames"]
    person = rf"(?:{names['person_after']})([{surnames}]\w{{1,2}}?)(?={names['person_before']}|$)"
    for match in language.pattern(person).finditer(language.fold(quote)):
        yield FoundName(quote[slice(*match.span(1))], *match.span(1), "Person")


def _chinese(language: Language, text: str, quote: str, known: list[Known]) -> Iterator[FoundName]:
    names = language.words["names"]
    least, most = names["stem"]
    stops = _stops(language.tag)
    folded = language.fold(quote)
    counted = language.pattern(names["counted"])
    place = 0
    for stretch in _STRETCH.finditer(folded):
        for end, last in _endings(names, stretch[0]):
            end += stretch.start()
            head = folded[max(place, stretch.start(), end - len(last) - 2 * most) : end - len(last)]
            cut = [stop.end() for stop in stops.finditer(head)]
            head = head[cut[-1] :] if cut else head
            kind = names["last"][last]
            begins, head = _beginning(known, kind, head, end - len(last), most)
            shortest = 1 if last == "港" else least
            if len(head) < shortest:
                continue
            if begins is None:
                begins = end - len(last) - len(_repeated(head, last, text, shortest))
            start = begins
            if counted.search(folded[:start]):  # 第三座深水碼頭: a kind of thing, and no name
                continue
            yield FoundName(quote[start:end], start, end, kind)
            place = end


def _places(language: Language, quote: str, known: list[Known]) -> Iterator[FoundName]:
    """Yield provinces and countries by their names, and cities of GeoNames where places stand.

    合作 and 中心 are cities too: a name is one only after a country, beside a known place in a
    list, next to words that places have, or if it is as long as names from other languages are.
    """
    names = language.words["names"]
    folded = language.fold(quote)
    found: list[FoundName] = []
    countries = "|".join(re.escape(language.fold(name)) for name in country_names(language.tag))
    for kind, form in (
        ("Country", f"(?:{countries})國?" if countries else ""),
        ("Region", names["regions"]),
    ):
        for match in language.pattern(form or "$^").finditer(folded):
            if not folded.startswith(tuple(names["never_after_place"]), match.end()):
                found.append(FoundName(quote[slice(*match.span())], *match.span(), kind))
    yield from found
    edges = {(k.start, k.end) for k in known} | {(name.start, name.end) for name in found}
    before = {m.end() for m in language.pattern(names["before_city"]).finditer(folded)}
    before |= {end for _, end in edges}
    after = {m.start() for m in language.pattern(names["after_city"]).finditer(folded)}
    joined = language.pattern(names["between_cities"])
    before |= {m.end() for _, end in edges if (m := joined.match(folded, end))}
    after |= {m.start() for m in joined.finditer(folded) if any(a == m.end() for a, _ in edges)}
    plain = simplified(quote) if language.tag == "zh-Hant" else quote
    place = 0
    while place < len(quote):
        for length in range(8, 1, -1):
            end = place + length
            words = quote[place:end]
            stands = place in before or end in after or length >= names["foreign"]
            if (
                stands
                and len(words) == length
                and _STRETCH.fullmatch(words)
                and (places_named(words) or places_named(plain[place:end]))
            ):
                yield FoundName(words, place, end, "City")
                before |= {m.end() for m in (joined.match(folded, end),) if m}
                place = end - 1
                break
        place += 1


def _endings(names: dict[str, Any], stretch: str) -> Iterator[tuple[int, str]]:
    """Yield where names may end, each with the longest ending there."""
    for end in range(2, len(stretch) + 1):
        last = next((form for form in names["last"] if stretch.endswith(form, 0, end)), None)
        longer = stretch.startswith((*names["last"], *names["never_after"]), end)
        if last and not longer:
            yield end, last


def _repeated(head: str, last: str, text: str, least: int) -> str:
    """Return the longest end of a stem that is as frequent as the shortest: not 訪問北港市."""
    stems = [head[-length:] for length in range(least, len(head) + 1)]
    often = text.count(stems[0] + last)
    if often < 2:
        return head
    return max((s for s in stems if text.count(s + last) == often), key=len)


@cache
def _stops(tag: str) -> re.Pattern[str]:
    return re.compile(language_of(tag).words["names"]["stops"])


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

    def __init__(self, slugs: Slugs, article: NamedNode, language: str) -> None:
        self._slugs, self._article = slugs, article
        self._language = language
        self._made: dict[str, tuple[NamedNode, tuple[Triple, ...]]] = {}

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
                for short in self.short_forms(name)
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

    def short_forms(self, name: FoundName) -> list[str]:
        """Return what else articles call a thing: a city without 市."""
        known = language_of(self._language)
        if name.kind != "City" or not known.is_chinese or len(name.words) < 3:
            return []
        return [name.words[:-1]]


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
