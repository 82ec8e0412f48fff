"""The words for units: which units a word of a text may mean."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from functools import cache

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from sygraph.data import Files
from sygraph.namespaces import sy
from sygraph.text.language import language_of

__all__ = ["Units", "packaged_units"]

_LONGEST_WORD = 40
_MEASURED = "qudt.org/"  # of the IRIs of units of measure; what is counted has others

Match = tuple[int, int, tuple[str, ...]]


class Units:
    """Units by their words in a language.

    `words` maps each word to the IRIs of the units that it may mean.

    >>> units = Units({"元": ["CNY"], "美元": ["USD"]}, "zh-Hant")
    >>> units.after("31億美元，", 3)
    (3, 5, ('USD',))
    """

    def __init__(self, words: Mapping[str, Collection[str]], language: str) -> None:
        self.language = language_of(language)
        self._words: dict[str, tuple[str, ...]] = {}
        listed = self.language.words["units"]
        self._named = {
            self._key(word): name for name, forms in listed["named"].items() for word in forms
        }
        for key in [*map(self._key, listed["others"]), *self._named]:
            self._words[key] = ()
        for word, units in words.items():
            key = self._key(word)
            self._words[key] = tuple(sorted({*self._words.get(key, ()), *units}))
        self._longest = max(map(len, self._words), default=0)
        # Before a numeral stand signs and codes of currencies, and 人民幣, but not 元 or dollars.
        self._before = sorted(
            (word for word, units in self._words.items() if _is_sign(word, units)),
            key=len,
            reverse=True,
        )
        # Currencies of which no unit is known, which say that 元 after the numeral is not ours.
        strange = map(self._key, self.language.words["units"].get("others_before", ()))
        self._strange = [word for word in strange if word not in self._words]
        self._before += self._strange
        self._singular = {
            word
            for word in self._words
            if {f"{word}s", f"{word}es", f"{word[:-1]}ies"} & self._words.keys()
        }
        stops = self.language.words["units"].get("stops", "")
        self._stops = set(stops.split("|"))
        self._distance = self.language.words["units"].get("distance", 0)

    def _key(self, word: str) -> str:
        return self.language.fold(word).lower()

    def before(self, folded: str, place: int) -> Match | None:
        """Return where the sign of a currency ends at a place, and its units: US$ of US$1.2bn."""
        start = max(0, place - 1 - self._longest)
        text = folded[start:place].lower()
        stripped = text.rstrip(" ")
        for word in self._before:
            at = len(stripped) - len(word)
            if stripped.endswith(word) and not (
                word[0].isascii() and stripped[at - 1 : at].isalnum()
            ):
                return start + at, start + len(stripped), self._words.get(word, ())
        return None

    def after(self, folded: str, place: int, *, several: bool = True) -> Match | None:
        """Return where the word for a unit is after a numeral, and the units that it may mean.

        Args:
            several: Whether the numeral is not 1, so that English has a plural after it.
        """
        match = self._after(folded, place, several)
        return match if match and match[2] else None

    def other_after(
        self, folded: str, place: int, *, several: bool = True
    ) -> tuple[int, int, str] | None:
        """Return where the word for a unit that has no IRI is after a numeral, and its name.

        >>> units = Units({}, "zh-Hant")
        >>> units.other_after(units.language.fold("5萬標箱"), 2)
        (2, 4, 'TEU')
        """
        match = self._after(folded, place, several)
        if match is None or match[2]:
            return None
        name = self._named.get(folded[match[0] : match[1]].lower())
        return (*match[:2], name) if name else None

    def _after(self, folded: str, place: int, several: bool) -> Match | None:
        if self.language.is_chinese:
            return self._longest_at(folded, place + folded.startswith(" ", place))
        return self._noun_after(folded, place, several and not folded.startswith("-", place))

    def _longest_at(self, folded: str, place: int) -> Match | None:
        text = folded[place : place + self._longest + 1].lower()
        for length in range(min(len(text), self._longest), 0, -1):
            units = self._words.get(text[:length])
            if units is not None and not (
                _is_latin(text[0]) and _is_latin(text[length : length + 1])
            ):
                return place, place + length, units
        return None

    def _noun_after(self, folded: str, place: int, several: bool) -> Match | None:
        """Find the noun that a numeral counts: "projects" in "33 key cooperation projects"."""
        at = place
        found: Match | None = None
        for number in range(self._distance + 1):
            while folded.startswith((" ", "-"), at):
                at += 1
            match = self._phrase(folded, at, several)
            measured = match is not None and any(_MEASURED in unit for unit in match[2])
            if match and not (measured and number):
                found, at = match, match[1]
                if measured:
                    break
            elif found:
                break
            else:
                end, longest = at, min(at + _LONGEST_WORD, len(folded))
                while end < longest and (folded[end].isalnum() or folded[end] in "'-&/"):
                    end += 1
                if end in (at, at + _LONGEST_WORD) or folded[at:end].lower() in self._stops:
                    break
                at = end
        return found

    def _phrase(self, folded: str, at: int, several: bool) -> Match | None:
        text = folded[at : at + self._longest + 1].lower()
        for length in range(min(len(text), self._longest), 0, -1):
            word = text[:length]
            whole = not (word[-1].isalnum() and text[length : length + 1].isalnum())
            if word in self._words and whole and not (several and word in self._singular):
                return at, at + length, self._words[word]
        return None


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

    >>> packaged_units("zh-Hant").after(language_of("zh-Hant").fold("9800噸"), 4)
    (4, 5, ('http://qudt.org/vocab/unit/TONNE',))
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
