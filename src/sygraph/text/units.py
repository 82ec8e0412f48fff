"""The words for units: which units a word of a text may mean, and what a numeral counts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from sygraph.data import Files
from sygraph.namespaces import sy
from sygraph.text.language import Language, language_of

__all__ = ["UnitWord", "Units", "packaged_units"]

_LONGEST_WORD = 40
# How many characters after a classifier, and before a numeral, are searched for a noun.
_LONGEST_PHRASE = 14
_MEASURED = "qudt.org/"  # of the IRIs of units of measure; what is counted has others
# The name of a classifier that counts things of any kind.
_ANYTHING = "thing"
# The ends of words that are no plurals, though they end with an s.
_NO_PLURAL = ("ss", "us", "is")


@dataclass(frozen=True)
class UnitWord:
    """A word for a unit, at code points `start` to `end` (exclusive).

    Attributes:
        units: The IRIs of the units that it may mean.
        name: The short name of what it counts, if it or its noun says so: TEU, person.
        usual: What it mostly counts, if no noun says more.
        measured: Whether it is a unit of measurement or a currency, and no noun.
        known: Whether it is a word of the tables, and not only a noun in the plural.
    """

    start: int
    end: int
    units: tuple[str, ...] = ()
    name: str = ""
    usual: str = ""
    measured: bool = False
    known: bool = True

    def may_be(self, other: UnitWord) -> bool:
        """Whether two words may mean the same unit."""
        return bool(set(self.units) & set(other.units)) or self.name == other.name != ""


class Units:
    """Units by their words in a language.

    `words` maps each word to the IRIs of the units that it may mean.

    >>> units = Units({"元": ["CNY"], "美元": ["USD"]}, "zh-Hant")
    >>> units.after("31億美元，", 3).units
    ('USD',)
    """

    def __init__(self, words: Mapping[str, Collection[str]], language: str) -> None:
        self.language = language_of(language)
        listed = self.language.words["units"]
        nouns = {} if self.language.is_chinese else dict(self._forms(listed["nouns"]))
        measured = dict(self._forms(listed["currencies"])) | dict(self._forms(listed["named"]))
        self._codes = {self._key(code): code for code in listed["currencies"]}
        self._classifiers = dict(self._forms(listed.get("classifiers", {})))
        self._names = nouns | self._classifiers | measured | self._codes
        self._others = set(map(self._key, listed["others"]))
        self._words: dict[str, tuple[str, ...]] = dict.fromkeys((*self._others, *self._names), ())
        for word, units in words.items():
            key = self._key(word)
            self._words[key] = tuple(sorted({*self._words.get(key, ()), *units}))
        self._measured = {*measured, *self._codes} | {
            word for word, units in self._words.items() if any(_MEASURED in u for u in units)
        }
        self._longest = max(map(len, self._words), default=0)
        self._before = sorted(self._signs(listed), key=len, reverse=True)
        self._singular = {
            word
            for word in self._words.keys() - self._measured
            if _plural(word) in self._words and word not in listed.get("plurals", {})
        }
        self._stops = set(listed.get("stops", "").split("|"))
        self._distance = listed.get("distance", 0)
        self._heads = _Heads(self.language) if self.language.is_chinese else None
        self._uncounted = {
            name: self.language.pattern(rf"\b{form}\s?$")
            for name, form in listed.get("before", {}).items()
        }

    def _key(self, word: str) -> str:
        return self.language.fold(word).lower()

    def _forms(self, table: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
        """Yield each word of a table, folded, and its plural, with the name that it stands for."""
        irregular: dict[str, str] = self.language.words["units"].get("plurals", {})
        for name, words in table.items():
            for word in map(self._key, words):
                yield word, name
                if not self.language.is_chinese:
                    yield _plural(word), name
                    yield from ((plural, name) for plural in irregular if irregular[plural] == word)

    def _signs(self, listed: Mapping[str, Mapping[str, list[str]]]) -> set[str]:
        """Return what stands before a numeral: signs and codes, and 人民幣; not 元 or dollars."""
        named = (self._key(w) for words in listed["currencies"].values() for w in words)
        signs = {word for word in named if word[0] > "\u2e80" or not word.isalpha()}
        signs = {word for word in signs if " " not in word and word[0] != "元"}
        stated = {word for word, units in self._words.items() if _is_sign(word, units)}
        return signs | stated | self._codes.keys()

    def before(self, folded: str, place: int) -> UnitWord | None:
        """Return the sign of a currency that ends at a place: US$ of US$1.2bn."""
        start = max(0, place - 1 - self._longest)
        text = folded[start:place].rstrip(" ")
        lower = text.lower()
        for word in self._before:
            at = len(text) - len(word)
            if not lower.endswith(word) or (word[0].isascii() and text[at - 1 : at].isalnum()):
                continue
            if word not in self._codes or text[at:].isupper():
                return self._word(folded, start + at, start + len(text))
        return None

    def after(self, folded: str, place: int, *, several: bool = True) -> UnitWord | None:
        """Return the word for a unit after a numeral, if there is one.

        Args:
            several: Whether the numeral is not 1, so that English has a plural after it.

        >>> units = Units({}, "zh-Hant")
        >>> units.after(units.language.fold("5萬標箱"), 2).name
        'TEU'
        """
        if self.language.is_chinese:
            found = self._longest_at(folded, place + folded.startswith(" ", place))
        else:
            found = self._noun_after(folded, place, several and not folded.startswith("-", place))
        if found is None or folded[found.start : found.end].lower() in self._others:
            return None
        return found

    def counted(self, folded: str, word: UnitWord, place: int, number: int) -> UnitWord:
        """Return a classifier with the name of its noun: 家 of 30家企業, 個 of 項目30個.

        Args:
            place: Where the noun may begin.
            number: Where the numeral, or the word of its bound, begins.
        """
        if self._heads is None or folded[word.start : word.end] not in self._classifiers:
            return word
        head = self._heads.after(folded, place)
        name = head[1] if head else self._heads.before(folded, number)
        adjacent = head is not None and not word.units and place == word.end == head[0]
        end = head[2] if head and adjacent else word.end
        return replace(word, end=end, name=name, usual=word.name.replace(_ANYTHING, ""))

    def uncounted(self, folded: str, start: int, end: int) -> str:
        """Return what a numeral with no unit after it counts: person in "a crowd of 90,000"."""
        if self._heads is not None:
            head = self._heads.after(folded, end)
            return head[1] if head and head[0] == end else self._heads.before(folded, start)
        before = folded[max(0, start - _LONGEST_WORD) : start]
        return next((name for name, form in self._uncounted.items() if form.search(before)), "")

    def _word(self, folded: str, start: int, end: int) -> UnitWord:
        key = folded[start:end].lower()
        units, name = self._words[key], self._names.get(key, "")
        if units and key not in self._classifiers:
            name = ""
        return UnitWord(start, end, units, name, measured=key in self._measured)

    def _is_word(self, text: str) -> bool:
        """Whether a text is a word for a unit; the code of a currency is in capital letters."""
        key = text.lower()
        return key in self._words and (key not in self._codes or text.isupper())

    def _longest_at(self, folded: str, place: int) -> UnitWord | None:
        text = folded[place : place + self._longest + 1]
        for length in range(min(len(text), self._longest), 0, -1):
            if self._is_word(text[:length]) and not (
                _is_latin(text[0]) and _is_latin(text[length : length + 1])
            ):
                return self._word(folded, place, place + length)
        return None

    def _noun_after(self, folded: str, place: int, several: bool) -> UnitWord | None:
        """Find the noun that a numeral counts: "projects" in "33 key cooperation projects".

        A noun in the plural that is in no table is its own name.
        """
        at = place
        found: UnitWord | None = None
        for number in range(self._distance + 1):
            while folded.startswith((" ", "-"), at):
                at += 1
            word = self._phrase(folded, at, several)
            if word and not (word.measured and number):
                found, at = word, word.end
                if word.measured:
                    break
                continue
            end, longest = at, min(at + _LONGEST_WORD, len(folded))
            while end < longest and (folded[end].isalnum() or folded[end] in "'-&/"):
                end += 1
            noun = folded[at:end]
            if end in (at, at + _LONGEST_WORD) or noun.lower() in self._stops or noun[0].isdigit():
                break
            singular = _singular(noun) if several and not word else ""
            if found and (found.known or not singular):
                break
            if singular:
                found = UnitWord(at, end, name=singular, known=False)
            at = end
        return found

    def _phrase(self, folded: str, at: int, several: bool) -> UnitWord | None:
        text = folded[at : at + self._longest + 1]
        for length in range(min(len(text), self._longest), 0, -1):
            word = text[:length]
            whole = not (word[-1].isalnum() and text[length : length + 1].isalnum())
            if whole and self._is_word(word) and not (several and word.lower() in self._singular):
                return self._word(folded, at, at + length)
        return None


class _Heads:
    """The nouns that Chinese classifiers count, and the numerals after nouns."""

    def __init__(self, language: Language) -> None:
        listed = language.words["units"]
        self._names = {word: name for name, words in listed["nouns"].items() for word in words}
        nouns = "|".join(sorted(self._names, key=len, reverse=True))
        self._next = re.compile(rf"(?P<noun>{nouns})|(?P<stop>{listed['head']['stop']})")
        self._noun = re.compile(nouns)
        self._last = re.compile(rf"(?P<noun>{nouns}){listed['head']['link']}$")

    def after(self, folded: str, place: int) -> tuple[int, str, int] | None:
        """Return where the noun after a classifier begins, the name of what it is, and its end.

        A noun before 的 only describes what is counted, unless it is right after the classifier:
        12個國家的代表. So does one that another noun follows: 企業代表.
        """
        at, stop = place, place + _LONGEST_PHRASE
        while match := self._next.search(folded, at, stop):
            if match["stop"]:
                return None
            start, end = match.span()
            name = self._names[match[0]]
            at = end
            while following := self._noun.match(folded, at):
                name, at = self._names[following[0]], following.end()
            described = folded.startswith("的", at) and start > place
            if name and not described:
                return start, name, at
        return None

    def before(self, folded: str, number: int) -> str:
        """Return the name of the noun right before a numeral: 項目30個, 企業達183家."""
        text = folded[max(0, number - _LONGEST_PHRASE) : number]
        match = self._last.search(text)
        return self._names[match["noun"]] if match else ""


def _plural(word: str) -> str:
    """Return the regular plural of an English noun.

    >>> _plural("country"), _plural("bus"), _plural("train")
    ('countries', 'buses', 'trains')
    """
    if word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"


def _singular(word: str) -> str:
    """Return the singular of an English noun in the plural; "" if a word is none.

    >>> _singular("lakes"), _singular("batteries"), _singular("boxes"), _singular("across")
    ('lake', 'battery', 'box', '')
    """
    if len(word) < 4 or not word.islower() or not word.isalpha() or word[-1] != "s":
        return ""
    if word.endswith(_NO_PLURAL):
        return ""
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("sses", "xes", "ches", "shes")) else word[:-1]


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _is_sign(word: str, units: tuple[str, ...]) -> bool:
    if units and any(unicodedata.category(character) == "Sc" for character in word):
        return True  # NT$ of a unit that a workspace has added
    if not units or any("/CCY_" not in unit for unit in units):
        return False
    return len(word) > 2 if word > "\u2e80" else not word.isalpha() or len(word) == 3


@cache
def packaged_units(language: str) -> Units:
    """Return the units of the package's ontology (sy:word) with their words in a language.

    >>> packaged_units("zh-Hant").after(language_of("zh-Hant").fold("9800噸"), 4).units
    ('http://qudt.org/vocab/unit/TONNE',)
    """
    words: dict[str, list[str]] = {}
    listed, stated = set(), []
    with open(Files.bundled().file("ontology", "sygraph.ttl"), "rb") as stream:
        for quad in parse(stream, RdfFormat.TURTLE):
            if quad.object == sy("UnitCode"):
                listed.add(quad.subject)
            elif quad.predicate == sy("word"):
                stated.append(quad)
    for quad in stated:
        unit, word = quad.subject, quad.object
        if not isinstance(unit, NamedNode) or not isinstance(word, Literal):
            continue
        if unit in listed and is_of(word.language, language):
            words.setdefault(word.value, []).append(unit.value)
    return Units(words, language)


def is_of(tag: str | None, language: str) -> bool:
    """Whether a word with a language tag is one of a language; Chinese words serve both scripts.

    >>> is_of("zh-hant", "zh-Hans"), is_of("en", "zh-Hans"), is_of(None, "en")
    (True, False, True)
    """
    if not tag:
        return True
    return language_of(tag).is_chinese == language_of(language).is_chinese
