"""Find the names in English text that their form shows: runs of words in capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from sygraph.author.found_names import FoundName, longest
from sygraph.author.geonames import country_names, places_named
from sygraph.data import read_toml
from sygraph.text.language import language_of

__all__ = ["english_names", "english_short_names"]

_WORD = re.compile(r"\w+(?:[-'’&.]\w+)*")
_ACRONYM = re.compile(r" \(([A-Z][A-Za-z&]{1,9})\)")
_DAY = r"(?:\d{1,2} )?[A-Z][\w.]+(?: \d{1,2})?"
_DATELINE = re.compile(rf"([A-Z][A-Z .'-]{{2,30}}[A-Z])(?:, {_DAY})*(?: \([^)]*\))? ?[—–:-] ")
_ROAD = re.compile(r"\b(?:[A-Z]\d{1,4})(?: (?:motorway|highway|expressway|road))?\b")
_ZONE = re.compile(r"\b[A-Z][\w-]+ \([A-Z][\w -]+\) (?:[A-Z][\w-]+ )*(Zone|Park|Port|Area)\b")
_TAIL = re.compile(r"(?:['’]s?|-(?:based|led|born|owned|backed|style|bound|made|built|run))$")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;•–—-]\s+|[\"“‘(]\s*)$")
_PLACES = ("Country", "Region", "City", "District", "Place")


@dataclass(frozen=True)
class _Word:
    text: str
    start: int
    end: int

    @property
    def is_capital(self) -> bool:
        return self.text[:1].isupper() or bool(re.match(r"(?:al|el|as|ad)-[A-Z]", self.text))


@cache
def _data() -> dict[str, Any]:
    return read_toml("author/english_names.toml")


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(_data()["words"][name].split())


@cache
def _endings() -> dict[str, str]:
    return {form: kind for kind, forms in _data()["endings"].items() for form in forms.split()}


@cache
def _beginnings() -> dict[str, str]:
    return {form: kind for kind, forms in _data()["beginnings"].items() for form in forms}


@cache
def _listed() -> dict[str, str]:
    found = dict.fromkeys(country_names("en"), "Country")
    return found | {form: kind for kind, forms in _data()["listed"].items() for form in forms}


def english_names(text: str, quote: str) -> list[FoundName]:
    """Return the names in a quote, in their order.

    Args:
        text: The whole article: whether a word that begins a sentence is a name shows elsewhere.

    >>> [(n.words, n.kind) for n in english_names("", "Trains of Northport Rail reach Osaka.")]
    [('Northport Rail', 'Company'), ('Osaka', 'City')]
    """
    if quote.isupper() and " " in quote:  # a headline in capitals
        words = ((m[0], m.span()) for m in _WORD.finditer(quote))
        return [FoundName(w, *span, _listed()[w]) for w, span in words if w in _listed()]
    found: list[FoundName] = [*_datelines(quote), *_roads(quote), *_zones(quote)]
    for run in _runs(quote):
        found += _named(text, quote, run)
    return list(longest(found))


def english_short_names(name: FoundName) -> list[str]:
    """Return what else an article may call a person or a company: by a surname, the first word.

    >>> english_short_names(FoundName("Martin Oakes", 0, 12, "Person"))
    ['Oakes']
    """
    words = name.words.split()
    if len(words) < 2:
        return []
    if name.kind == "Person":
        eastern = words[0] in _set("asian_surnames") and words[0] not in _set("given_names")
        return [words[0] if eastern else words[-1]]
    if name.kind == "Company" and words[0] not in _set("general") | _set("demonyms"):
        known = words[0] in _set("openers") or words[0] in _listed() or places_named(words[0])
        return [] if known or len(words[0]) < 3 else [words[0]]
    return []


def _runs(quote: str) -> Iterator[list[_Word]]:
    """Yield the words of each stretch that may be one name."""
    words = [_Word(m[0], *m.span()) for m in _WORD.finditer(quote)]
    run: list[_Word] = []
    place = 0
    while place < len(words):
        word = words[place]
        if not run:
            if word.is_capital:
                run = [_cut(word)]
            place += 1
            continue
        step = _joined(quote, run, words[place : place + 4])
        if step:
            run += [*words[place : place + step - 1], _cut(words[place + step - 1])]
            place += step
            continue
        yield run
        run = []
    if run:
        yield run


def _cut(word: _Word) -> _Word:
    """Return a word without the 's of a genitive or the end of Gdansk-based."""
    text = _TAIL.sub("", word.text)
    return _Word(text, word.start, word.start + len(text))


def _joined(quote: str, run: list[_Word], after: list[_Word]) -> int:
    """Return how many of the next words belong to a run: one, a word with 'of' before it, none."""
    last, first = run[-1], after[0]
    gap = quote[last.end : first.start]
    if gap in ("'s ", "’s "):  # St Mary's School
        saint = run[0].text in ("St", "King", "Queen", "People", "Women", "Children", "Lloyd")
        ending = next((w for w in after if w.text in _endings()), None)
        return 1 if saint and first.is_capital and ending else 0
    if gap == ", ":  # Ministry of Economy, Trade and Industry
        inside = any(word.text in ("of", "for") for word in run)
        return int(inside and {last.text, first.text} <= _set("topics"))
    if gap == " & " and first.is_capital:
        return 1
    if gap == ". " and last.text in ("St", "Mt", "Dr", "Mr", "Ms", "Mrs", "Prof", "Ft"):
        return 1 if first.is_capital else 0
    if gap == ". " and re.fullmatch(r"[A-Z](?:\.[A-Z])*", last.text) and first.is_capital:
        return 1
    if gap != " " or last.text != quote[last.start : last.end] or quote[last.end] == "-":
        return 0
    if first.is_capital:
        return 1
    if first.text.isdigit():
        return 1 if _endings().get(last.text) in ("Plan", "Event", "Facility") else 0
    return _joined_by(quote, run, after)


def _joined_by(quote: str, run: list[_Word], after: list[_Word]) -> int:
    """Return how many words a small word joins to a run: of Transport, for the Arts."""
    small = after[0].text
    follow = after[1:]
    if follow and follow[0].text == "the" and small in ("of", "for"):
        follow = follow[1:]
    if not follow or not follow[0].is_capital:
        return 0
    step = after.index(follow[0]) + 1
    if any(quote[a.end : b.start] != " " for a, b in pairwise(after[:step])):
        return 0
    last = run[-1].text
    if small == "of" and (last in _set("of_heads") or (last == "Ministers" and len(run) > 1)):
        return step
    if small == "for" and last in _set("for_heads"):
        return step
    if small in _set("particles") and len(run) == 1:
        return step
    if small == "and":
        return step if _is_one_with_and(run, after[1:]) else 0
    return 0


def _is_one_with_and(run: list[_Word], after: list[_Word]) -> bool:
    """Whether what stands on both sides of "and" is one name: Trade and Industry."""
    own = [word.text for word in run if word.text not in _set("titles")]
    end = next((n for n, word in enumerate(after) if not word.is_capital), len(after))
    right = [re.sub(r"['’]s?$", "", word.text) for word in after[:end]]
    if not own or " ".join(own) in _listed() or _is_place(own[-1]):
        return False
    if own[-1] in _set("topics") and right[0] in _set("topics"):
        return True
    if any(word in ("of", "for") for word in own):
        return right[0] in _set("topics")
    ending = _endings().get(right[-1], "")
    return (
        bool(ending)
        and own[-1] not in _endings()
        and not (len(right) > 1 and _is_place(right[0]))
        and len(own) < 4
        and (own[-1] in _set("topics") or right[0] in _set("topics") or len(right) == 1
             or own[0] in _set("demonyms"))
    )  # fmt: skip


def _is_place(word: str) -> bool:
    return _listed().get(word, "") in _PLACES or bool(places_named(word))


def _named(text: str, quote: str, run: list[_Word]) -> Iterator[FoundName]:
    """Yield the name that a run has in it, and the short form in brackets after it."""
    starts = bool(_SENTENCE_START.search(quote[: run[0].start]))
    run, title = _without_titles(run, starts)
    if not run:
        return
    listed = _listed()
    adjective = run[0].text in _set("demonyms") and _whole(run) not in listed
    if adjective and _whole(run[1:]) in listed:
        run = run[1:]
    name = _classified(text, quote, run, title, starts)
    if name:
        yield name
        short = _ACRONYM.match(quote, name.end)
        if short and name.kind and " " in name.words:
            begin = name.end + 2
            yield FoundName(short[1], begin, begin + len(short[1]), name.kind, name.words)


def _without_titles(run: list[_Word], starts: bool) -> tuple[list[_Word], str]:
    """Return a run without the titles and common words before the name, and the last title."""
    title = ""
    while run and _whole(run) not in _listed():
        first, after = run[0].text, run[1].text if len(run) > 1 else ""
        titled = first in _set("titles") and (after or first not in _set("given_names"))
        if titled and not any(f"{first} {after}".startswith(form) for form in _beginnings()):
            title = first
        elif _is_before_title(first, after, run[-1].text):
            title = ""
        elif after and first in _set("openers") and starts and not _keeps_opener(run):
            starts = False
        else:
            break
        run = run[1:]
        while run and not run[0].is_capital:
            run = run[1:]
    while run and not (run[-1].is_capital or run[-1].text.isdigit()):
        run = run[:-1]
    return run, title


def _is_before_title(first: str, after: str, last: str) -> bool:
    """Whether a word belongs to the title after it: Chinese President, Finance Minister."""
    country = first in _set("demonyms") and after in _set("titles")
    return country or (after in _set("offices") and last not in _endings())


def _whole(run: list[_Word]) -> str:
    return " ".join(word.text for word in run)


def _keeps_opener(run: list[_Word]) -> bool:
    """Whether a common word begins a name: New York, National Grid, North Sea."""
    text = _whole(run)
    if places_named(text) or text in _listed():
        return True
    common = run[0].text in _set("general") | _set("topics") | {"Old", "Port", "Central", "Spring"}
    return common and (run[-1].text in _endings() or any(text.startswith(f) for f in _beginnings()))


def _classified(
    text: str, quote: str, run: list[_Word], title: str, starts: bool
) -> FoundName | None:
    start, end = run[0].start, run[-1].end
    words = quote[start:end]
    if words in _data()["not_names"]:
        return None
    if len(run) == 1:
        return _single(text, quote, run[0], title, starts)
    kind = _kind(quote, words, run, title)
    return FoundName(words, start, end, kind)


def _kind(quote: str, words: str, run: list[_Word], title: str) -> str:
    listed = _listed().get(words)
    if listed:
        return listed
    if title and (run[-1].text not in _endings() or run[-1].text in _set("surnames_too")):
        return "Person"
    after, before = quote[run[-1].end :], quote[: run[0].start]
    forms = _beginnings()
    begun = next((forms[form] for form in forms if words.startswith(f"{form} ")), "")
    head = re.split(r" (?:of|for) ", words)[0].split()
    last = re.sub(r"^\d+$", "", run[-1].text) or run[-2].text
    if words.startswith("Bank of "):
        return "Organization" if _listed().get(run[-1].text) == "Country" else "Company"
    if words.startswith(("Railways of", "State Railway of", "Railway of")):
        return "Company"
    long = next((form for form in _data()["long"] if words.endswith(f" {form}")), "")
    ending = _data()["long"].get(long) or _endings().get(last, "")
    if ending in ("Organization", "Company") and begun in ("Facility", ""):
        begun = ""
    person = re.match(_data()["words"]["after_person"], after)
    given = run[0].text in _set("given_names")
    surname = not ending or run[-1].text in _set("surnames_too")
    if given and len(run) < 4 and (person or surname) and not begun:
        return "Person"
    if not begun and head and len(head) < len(run) and head[-1] in _endings():
        return _endings()[head[-1]]
    if begun or ending:
        return begun or ending
    if any(_listed().get(word.text) == "Company" for word in run):
        return "Company"
    if after.startswith(" party"):
        return "Organization"
    if re.search(r"\b(?:in|at|near|outside) the $", before):
        return "Facility"
    if re.search(r"-[a-z]", run[-1].text) or run[0].text in _set("asian_surnames"):
        return "Person"
    if places_named(words):
        return "City"
    if person or re.search(_data()["words"]["before_person"], before):
        state = any(_listed().get(word.text) == "Country" for word in run)
        return "Organization" if state else "Person"  # Statistics Poland
    return _by_context(quote, run, "Person" if len(run) == 2 else "Organization")


def _by_context(quote: str, run: list[_Word], otherwise: str) -> str:
    """Return the class that the words around a name suggest."""
    before = quote[: run[0].start].rstrip().rpartition(" ")[2].lower()
    if before in _set("before_company"):
        return "Company"
    if re.match(_data()["words"]["after_company"], quote[run[-1].end :]):
        return "Company"
    if before in _set("before_place") - {"and", "of", "from", "to"}:
        return "City"
    return otherwise


def _single(text: str, quote: str, word: _Word, title: str, starts: bool) -> FoundName | None:
    """Return the name that one word is, if it is one."""
    name, kind = word.text, _listed().get(word.text, "")
    if quote.startswith("$", word.end):
        return None
    if kind:
        return FoundName(name, word.start, word.end, kind)
    common = name in _set("openers") | _set("calendar") | _set("demonyms") | _set("titles")
    common |= name in language_of("en").words["units"]["currencies"]  # PLN
    if common or len(name) < 2 or name in _endings() or re.search(r"\d", name):
        return None
    if title:
        return FoundName(name, word.start, word.end, "Person")
    places = places_named(name)
    before = quote[: word.start].rstrip().rpartition(" ")[2].lower()
    after = quote[word.end :]
    company = before in _set("before_company") or re.match(_data()["words"]["after_company"], after)
    spoken = re.match(_data()["words"]["after_person"], after)
    if _is_town(text, name):
        return FoundName(name, word.start, word.end, "City")
    if places and not company and not (name.isupper() and len(name) < 6):
        return FoundName(name, word.start, word.end, "City")
    elsewhere = re.search(rf"[a-z,] {re.escape(name)}\b", text)
    if starts and not (company or spoken or name.isupper() or elsewhere):
        return None
    if name.isupper():
        return FoundName(name, word.start, word.end, "Company" if company else "Organization")
    kind = "Company" if company else _by_context(quote, [word], "")
    if not kind:
        going = before in _set("before_place")
        kind = "City" if going else "Person" if spoken else "Company"
    return FoundName(name, word.start, word.end, kind)


@cache
def _towns(text: str) -> frozenset[str]:
    firsts, lasts = (_data()["words"][key] for key in ("before_town", "after_town"))
    pattern = rf"\b(?:{firsts}) ([A-Z][\w-]+)\b|\b([A-Z][\w-]+) (?:{lasts})\b"
    return frozenset(one or other for one, other in re.findall(pattern, text))


def _is_town(text: str, name: str) -> bool:
    """Whether the article names a thing of a town by it: the Port of Felding."""
    return name in _towns(text) and name not in _set("general") | _set("demonyms")


def _datelines(quote: str) -> Iterator[FoundName]:
    """Yield the city in capitals at the beginning: HELSINKI —."""
    match = _DATELINE.match(quote)
    place = match[1].title() if match else ""
    if match and (places_named(place) or place in _listed()):
        yield FoundName(match[1], *match.span(1), _listed().get(place, "City"), place)


def _zones(quote: str) -> Iterator[FoundName]:
    """Yield zones and parks with their place in brackets: China (Liaoning) Pilot Zone."""
    for match in _ZONE.finditer(quote):
        kind = "FreeTradeZone" if "Free Trade" in match[0] else _endings()[match[1]]
        yield FoundName(match[0], *match.span(), kind)


def _roads(quote: str) -> Iterator[FoundName]:
    for match in _ROAD.finditer(quote):
        if " " in match[0] or re.search(r"\b(?:the|on) $", quote[: match.start()]):
            yield FoundName(match[0], *match.span(), "Corridor")
