"""Find the names in Chinese text that their form shows, by the words of rjieba."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from typing import Any

from sygraph.author.article_sources import optional
from sygraph.author.found_names import FoundName, Known, longest
from sygraph.author.geonames import country_names, places_named
from sygraph.data import read_toml
from sygraph.text.name_forms import simplified

__all__ = ["chinese_names", "coined_words", "is_proper", "short_names", "town_of"]

# Classes whose names have only the word before their ending in them: 浙江省舟山市 is two names.
_LOCAL = ("City", "District", "Region", "Place")
# Classes of what a place has: the name of its country does not belong to theirs.
_SITES = ("Airport", "Port", "BorderCrossing", "Facility", "Corridor", "RailCorridor", *_LOCAL)
_PLACES = ("Country", "Region", "City", "District", "Place")
# Tags of words that may stand in a name: nouns, adjectives, words for where something is.
_NOUNS = ("n", "b", "a", "s", "j", "l", "i", "f", "vn", "z", "eng", "g")
_NAMES = ("nr", "ns", "nt", "nz")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_FOREIGN_PERSON = re.compile(r"[\u4e00-\u9fff]{1,6}(?:[·・‧•][\u4e00-\u9fff]{1,6})+")
_TITLED = re.compile(r"《[^《》]{2,60}》")
_QUOTED = re.compile(r"[“「『][^“”「」『』]{1,8}[”」』]$")
_BRACKETED = re.compile(r"[（(]([\u4e00-\u9fff]{2,4})[）)]$")
_OPENING = re.compile(r"[“「『](?=[^“”「」『』]*$)")
_ORDINAL = re.compile(r"第?[一二三四五六七八九十]{1,3}")
_FIVE_YEARS = re.compile(r"[“「『]?十[二三四五六]五[”」』]?规划(?:纲要)?")
_TRAIN = re.compile(r"[\u4e00-\u9fff]{2,3}号(?=动车组|列车|旅客列车|高铁列车|专列)")
_LONGEST_NAME = 26
_HYPHENS = "—-–―"
_LINE_WORDS = ("高铁", "铁路", "城际", "高速", "地铁")
_LEADING = "访赴在与从对据由经"
_PARTICLES = "了乘从由至和与及在将则称说也均已等的是为到"
_NUMERALS = "一二三四五六七八九十百千万两"


@dataclass(frozen=True)
class _Token:
    start: int
    end: int
    text: str
    tag: str


@cache
def _data() -> dict[str, Any]:
    return read_toml("author/chinese_names.toml")


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(_data()["words"][name].split())


@cache
def _any(name: str) -> str:
    """Return a pattern for a word of a list, the longest first."""
    return _alternatives(_set(name))


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=lambda one: (-len(one), one)))


@cache
def _endings() -> dict[str, str]:
    return {form: kind for kind, forms in _data()["endings"].items() for form in forms.split()}


@cache
def _trades() -> dict[str, str]:
    return {form: kind for kind, forms in _data()["trades"].items() for form in forms.split()}


@cache
def _listed() -> dict[str, str]:
    found = {form: kind for kind, forms in _data()["listed"].items() for form in forms.split()}
    return found | dict.fromkeys(_data()["words"]["autonomous"].split(), "Region")


@cache
def _countries() -> dict[str, str]:
    names = {*country_names("zh-Hans"), *map(simplified, country_names("zh-Hant"))}
    return dict.fromkeys(names - {"中国"}, "Country")


@cache
def _listed_pattern() -> re.Pattern[str]:
    provinces = dict.fromkeys(_set("provinces"), "Region")
    return re.compile(_alternatives({*_listed(), *_countries(), *provinces}))


def chinese_names(
    quote: str, known: Iterable[Known] = (), coined: frozenset[str] = frozenset()
) -> list[FoundName]:
    """Return the names in a quote, in their order.

    Args:
        coined: Words that no dictionary has: see `coined_words`.
        known: The names of a gazetteer in the quote. A longer name may begin with one.

    >>> [(n.words, n.kind) for n in chinese_names("訪問北港市的東江機械集團總經理林海說")]
    [('北港市', 'City'), ('東江機械集團', 'Company'), ('林海', 'Person')]
    """
    return _Reader(quote, sorted(known, key=lambda one: one.start), coined).names()


@cache
def coined_words(text: str) -> frozenset[str]:
    """Return pairs of characters that an article repeats and that no dictionary has as a word.

    >>> coined_words("嶺城體育場。嶺城大學。嶺城市民。嶺城站。")
    frozenset({'岭城'})
    """
    plain = simplified(text)
    words = [(w, t) for w, t in _tagged(plain)]
    pairs: dict[str, int] = {}
    for (one, tag), (other, tag_after) in pairwise(words):
        pair = one + other[:1]
        named = tag[:1] in "nbajzsgfq" and tag_after[:1] in "nbajzsgf"
        if len(one) == 1 and named and _CHINESE.fullmatch(pair) and one not in _set("never"):
            pairs[pair] = pairs.get(pair, 0) + 1
    return frozenset(
        pair
        for pair in pairs
        if plain.count(pair) > 2 and _is_unknown(pair) and pair[1] not in _endings()
    )


def is_proper(words: str) -> bool:
    """Whether words that a gazetteer has as a name are one in any article: not 全國, 國際空港.

    >>> is_proper("全國"), is_proper("中國")
    (False, True)
    """
    return simplified(words) not in _set("not_proper")


def short_names(name: FoundName) -> list[str]:
    """Return what else an article may call a thing: a city without 市, a company without 公司.

    >>> short_names(FoundName("海源食品有限公司", 0, 8, "Company"))
    ['海源食品']
    """
    words, plain = name.words, simplified(name.words)
    if name.kind in ("City", "Region") and len(words) > 2 and plain.endswith(("市", "省")):
        return [words[:-1]]
    if name.kind == "Company":
        return list(_short_companies(words, plain))
    return []


def _short_companies(words: str, plain: str) -> Iterator[str]:
    stems = {0}
    if place := next((n for n in (4, 3, 2) if _is_place(plain[:n])), 0):
        stems.add(place)
    ends = [len(words)]
    forms = _data()["words"]["company_forms"].split()
    for end in ends:
        ends += [end - len(form) for form in forms if plain.endswith(form, 0, end)][:1]
    for start in stems:
        for end in set(ends):
            stem = words[start:end]
            own = len(stem) > 3 or (len(stem) > 1 and _is_unknown(stem))
            other = next((e for e in _ends_of(plain[start:end]) if e in _endings()), "")
            company = not other or _endings()[other] == "Company"
            if own and company and stem != words and not _is_place(plain[start:end]):
                yield stem


def town_of(name: FoundName) -> str:
    """Return the town whose authority a name means: 北港 of 北港市商務局.

    >>> town_of(FoundName("北港市商務局", 0, 6, "Organization"))
    '北港'
    """
    town, ending, rest = simplified(name.words).partition("市")
    return name.words[: len(town)] if ending and rest and 2 <= len(town) <= 4 else ""


def _tagged(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = optional("rjieba", "rjieba").tag(text)
    return found


def _joined(words: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield words with those as one that are parts of a name of another language: 扎魯比諾."""
    run: list[tuple[str, str]] = []
    foreign = set(_data()["words"]["foreign"])
    for text, tag in [*_without_particles(words), ("", "")]:
        in_it = len(text) == 1 or tag == "j" or tag[:2] in _NAMES or (text and _is_unknown(text))
        if text and in_it and set(text) <= foreign:
            run.append((text, tag))
            continue
        if run and in_it and text[1:] and set(text[:-1]) <= foreign and text[-1] in _endings():
            yield from _one([*run, (text[:-1], tag)])  # 諾港 of 扎魯比諾港
            run, text, tag = [], text[-1], "n"
        yield from _one(run)
        run = []
        if text:
            yield text, tag


def _without_particles(words: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield words without 至 or 則 at their end, which rjieba takes for a part of a name."""
    for text, tag in words:
        if len(text) == 3 and text[0] in _LEADING and _is_unknown(text):
            yield text[0], "p"
            yield text[1:], "nz"
        elif len(text) in (2, 3) and text[-1] in _PARTICLES and _is_unknown(text):
            yield text[:-1], tag if len(text) == 2 else "nr"
            yield text[-1], "p"
        else:
            yield text, tag


def _one(run: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return words as one if they are long enough together for a name of another language."""
    whole = "".join(text for text, _ in run)
    broken = any(len(text) == 1 or _is_unknown(text) for text, _ in run)
    return [(whole, "nz")] if len(run) > 1 and len(whole) > 3 and broken else run


@cache
def _is_unknown(word: str) -> bool:
    """Whether the dictionary has not a word: rjieba takes such for names."""
    parts = optional("rjieba", "rjieba").cut(simplified(word), False)
    return len(parts) > 1 and any(len(part) == 1 for part in parts)


@cache
def _is_place(word: str) -> bool:
    return (
        word in _set("cities")
        or word in _set("provinces")
        or word in _countries()
        or _listed().get(word, "") in _PLACES
        or word == "中国"
        or bool(places_named(word))
    )


class _Reader:
    """Reads a quote: its words, the places in it, and the names that end in it."""

    def __init__(self, quote: str, known: list[Known], coined: frozenset[str]) -> None:
        self.quote, self.known = quote, known
        plain = simplified(quote)
        self.plain = plain if len(plain) == len(quote) else quote
        self.words: list[_Token] = []
        place = 0
        for part in re.split(f"({_alternatives(coined)})" if coined else "$^", self.plain):
            words = [(part, "nz")] if part in coined else _joined(_tagged(part)) if part else []
            for text, tag in words:
                self.words.append(_Token(place, place + len(text), text, tag))
                place += len(text)
        self.starts = {word.start for word in self.words}
        self.ends = {word.end for word in self.words}

    def names(self) -> list[FoundName]:
        found = [
            *self._titled(), *self._people(), *self.places, *self._ended(), *self._institutions(),
            *self._short_events(), *self._railways(), *self._trains(),
        ]  # fmt: skip
        return [self._without_chief(name) for name in longest(found)]

    def _without_chief(self, name: FoundName) -> FoundName:
        """Return 濱州 for 濱州市 before 長: the mayor and not the city."""
        after = self.plain[name.end : name.end + 2]
        chief = after[:1] == "长" and after not in _set("long_places")
        if name.kind in ("City", "District", "Region") and chief and name.end - name.start > 2:
            return self._name(name.start, name.end - 1, name.kind)
        return name

    def _name(self, start: int, end: int, kind: str) -> FoundName:
        return FoundName(self.quote[start:end], start, end, kind)

    # Places

    @cached_property
    def places(self) -> list[FoundName]:
        """The places, and other names that everybody knows."""
        return list(longest([*self._listed_names(), *self._towns(), *self._districts()]))

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where the places are, and the names of the gazetteer."""
        return [(one.start, one.end) for one in self.places] + [
            (one.start, one.end) for one in self.known
        ]

    def _districts(self) -> Iterator[FoundName]:
        """Yield cities and districts that no list has, by their ending: 嶺北縣."""
        for end in self._possible_ends():
            form = self.plain[end - 1 : end]
            kind = _endings().get(form, "")
            word = next((w for w in self.words if w.start < end <= w.end), None)
            areas = tuple(_set("not_districts"))
            if (
                kind not in ("City", "District")
                or word is None
                or self.plain.endswith(areas, 0, end)
            ):
                continue
            if word.start < end - 1 and not (word.tag[:2] in _NAMES or _is_unknown(word.text)):
                continue
            if word.text == form:
                word = next((w for w in self.words if w.end == end - 1), word)
            stem = self.plain[word.start : end - 1]
            town = form == "镇" and word.tag == "n" and len(stem) == 2
            named = (
                town or word.tag[:2] in ("ns", "nz", "nr") or word.tag == "s" or _is_unknown(stem)
            )
            if 1 < len(stem) < 8 and named and not self._is_common(stem):
                yield self._name(word.start, end, kind)

    def _listed_names(self) -> Iterator[FoundName]:
        for match in _listed_pattern().finditer(self.plain):
            words, (start, end) = match[0], match.span()
            kind = _listed().get(words) or _countries().get(words) or "Region"
            if not self._stands_alone(start, end, kind):
                continue
            if words in _set("provinces") and self.plain.startswith("省", end):
                end += 1
            elif words == "东北" and self.plain.startswith("亚", end):
                continue
            elif kind == "Country" and self.plain.startswith("国", end) and end + 1 in self.ends:
                end += 1
            elif words in ("京津冀", "东北亚", "海湾") and self.plain.startswith("地区", end):
                end += 2
            yield self._name(start, end, kind)

    def _stands_alone(self, start: int, end: int, kind: str) -> bool:
        """Whether a name is not a part of other words: 海地 of 沿海地區."""
        inside = any(w.start < start < w.end or w.start < end < w.end for w in self.words)
        if inside and end - start < 4:
            own = [w for w in self.words if w.start <= start and end <= w.end]
            rest = own[0].text[end - own[0].start :] if own else ""
            named = own and (_is_unknown(own[0].text) or own[0].tag[:2] in _NAMES)
            if not (named or rest in _set("titles")):
                return False
        after = self.plain[end : end + 1]
        return kind != "Country" or after not in _set("never_after_place") or after == "国"

    def _towns(self) -> Iterator[FoundName]:
        """Yield cities: words that GeoNames has and that stand as the name of a place.

        合作 and 中心 are cities too. A word that the dictionary has as no name is a city only
        beside another place or next to words that places have.
        """
        edges = {k.start for k in self.known} | {k.end for k in self.known}
        for first, word in enumerate(self.words):
            end = word.end
            for last in range(first, min(first + 4, len(self.words))):
                end = self.words[last].end
                text = self.plain[word.start : end]
                if len(text) < 2 or not _CHINESE.fullmatch(text):
                    continue
                one = self.words[first] if first == last else None
                named = places_named(text) or places_named(self.quote[word.start : end])
                if (
                    (one and self._is_gone_to(one))
                    or self._is_town(text, one, bool(named))
                    or (named and self._among_places(word.start, end, edges))
                ):
                    if self.plain.startswith("市", end) and end + 1 in self.ends:
                        end += 1
                    smaller = text[-1] in "县区镇乡" and len(text) > 2
                    yield self._name(word.start, end, "District" if smaller else "City")
                    edges |= {word.start, end}
            if word.tag == "ns" and len(word.text) > 2 and word.text[-1] in "市县区镇乡":
                stem = word.text.removesuffix("地区") or word.text
                if self._is_common(stem[:-1] if stem == word.text else stem):
                    continue
                kind = "Region" if word.text.endswith("地区") else "District"
                kind = "City" if word.text.endswith("市") else kind
                yield self._name(word.start, word.end, kind)

    def _is_gone_to(self, word: _Token) -> bool:
        """Whether a word that the dictionary has as a place stands where somebody goes or is."""
        before = next((w.text for w in self.words if w.end == word.start), "")
        goes = before in _set("before_city") or self._follows_place(word.start)
        return goes and self._may_be_town(word)

    def _may_be_town(self, word: _Token) -> bool:
        return (
            word.tag == "ns"
            and len(word.text) > 1
            and not self._is_common(word.text)
            and not word.text.endswith(tuple(_endings()))
        )

    def _follows_place(self, place: int) -> bool:
        """Whether a country or a province stands right before: 波蘭華沙."""
        return any(k.end == place for k in self.known) or any(
            self.plain.endswith(name, 0, place) for name in _set("provinces")
        )

    def _is_town(self, text: str, word: _Token | None, named: bool) -> bool:
        if text in _set("cities"):
            return True
        if word is None:
            return len(text) > 3 and named
        name = word.tag[:2] in _NAMES and word.tag != "nt"
        longer = len(text) > 2 and _is_foreign(text)
        return (name or longer) and text not in _listed() and named

    def _among_places(self, start: int, end: int, edges: set[int]) -> bool:
        between = re.compile(_data()["words"]["between_cities"])
        before = re.search(rf"(?:{_any('before_city')})$", self.plain[:start])
        after = re.match(_any("after_city"), self.plain[end:])
        listed_after = between.match(self.plain, end)
        listed_before = re.search(rf"(?:{between.pattern})$", self.plain[:start])
        return bool(
            (before and len(before[0]) > 1)
            or after
            or (listed_after and listed_after.end() in edges)
            or (listed_before and listed_before.start() in edges)
        )

    # Names that end with a word of their kind

    def _ended(self) -> Iterator[FoundName]:
        before = len(self.plain)
        for end in sorted(self._possible_ends(), reverse=True):
            if end > before:
                continue
            for form, kind in self._endings_at(end):
                start = self._beginning(end - len(form), form, kind)
                counted = start is not None and re.search(
                    _data()["words"]["counted"], self.plain[:start]
                )
                if start is not None and start < end - len(form) and not counted:
                    stem = self.plain[start : end - len(form)]
                    central = form == "银行" and (stem in _countries() or stem == "欧洲")
                    yield self._name(start, end, "Organization" if central else kind)
                    before = start
                    break

    def _possible_ends(self) -> set[int]:
        """Return where names may end: after a word, and in one that is in no dictionary."""
        inner = {
            place
            for word in self.words
            if _is_unknown(word.text)
            for place in range(word.start + 1, word.end)
        }
        titled = {
            word.end - len(title)
            for word in self.words
            for title in _ends_of(word.text)
            if title in _set("titles")
        }
        return self.ends | inner | titled

    def _endings_at(self, end: int) -> Iterator[tuple[str, str]]:
        """Yield the endings that the text has at a place, the longest first."""
        for table in (_endings(), _trades()):
            for length in range(min(8, end), 0, -1):
                form = self.plain[end - length : end]
                if form in table and self._is_ending(end - length, end, form):
                    yield form, table[form]

    def _is_ending(self, start: int, end: int, form: str) -> bool:
        """Whether characters end a name: not 路 of 線路, nor 物流 before 總監."""
        if len(form) == 1 and any(p.start < start < p.end for p in self.places):  # 香港
            return False
        word = next((w for w in self.words if w.start < start < w.end), None)
        cut = word and (_endings().get(form) == "Place" or not _is_unknown(word.text))
        if word and cut and len(form) == 1:
            office = form in _set("local_offices") and start - word.start > 1
            return word.tag[:2] in _NAMES or office
        if form in _trades() and form not in _endings():
            if self.plain.endswith(("集团", "公司"), 0, start):  # 由招商局集团控股
                return False
            return not re.match(_any("titles"), self.plain[end:])
        return True

    def _beginning(self, end: int, form: str, kind: str) -> int | None:
        """Return where the name begins that ends with a form after the words before it."""
        pieces = self._pieces(end, form, kind)
        if not pieces:
            return None
        trade = form in _trades() and form not in _endings()
        strong = [number for number, piece in enumerate(pieces) if self._is_strong(*piece[:2])]
        heads = [
            number
            for number, (start, stop, _) in enumerate(pieces)
            if self.plain[start:stop] in _set("heads") and kind in ("Organization", "Event")
        ]
        edition = next((n for n, p in enumerate(pieces) if self._is_edition(*p[:2])), None)
        if kind in ("Region", "Place"):
            return self._local_beginning(pieces, form, kind)
        if kind in ("City", "District") and len(form) == 1:
            return None
        if edition is not None and len(pieces) - edition > 2:
            return pieces[edition][0]
        if not strong:
            if heads and kind == "Organization" and end - pieces[heads[0]][0] > 3:
                return pieces[heads[0]][0]
            if form in _set("certain") and len(pieces) == 1 and self._may_be_brand(*pieces[0][:2]):
                return pieces[0][0]
            if form == "博览会" and len(pieces) > 1:
                return pieces[0][0]
            if kind == "Company" and len(pieces) > 1:
                for number, piece in enumerate(pieces[:-1]):
                    if self.plain[piece[0] : piece[1]] in _set("company_heads"):
                        return pieces[number][0]
            local = [n for n, p in enumerate(pieces) if self.plain[p[0] : p[1]] in _local_heads()]
            office = form in _set("local_offices") and kind == "Organization"
            if local and office:
                return pieces[local[0]][0]
            return None
        first = min([strong[0], *(n for n in heads if n < strong[0])])
        if trade:
            return self._company_beginning(pieces, strong, end, form)
        own = self._without_country(pieces, strong, first, kind, form)
        if own is None:
            return None
        start = pieces[own][0]
        if kind == "Event" and own:
            earlier = re.search(rf"{_data()['words']['edition']}$", self.plain[:start])
            start = earlier.start() if earlier else start
        return start

    def _may_be_brand(self, start: int, end: int) -> bool:
        """Whether a common word is the name of a company: 光明乳業, and not 商業保險."""
        text = self.plain[start:end]
        common = self._is_common(text) or text in _set("lines_of_business")
        return len(text) == 2 and not common

    def _company_beginning(
        self, pieces: list[tuple[int, int, str]], strong: list[int], end: int, form: str
    ) -> int | None:
        """Return where a company begins: 華辰物流, and not 大連物流 nor 國際物流."""
        own = [
            n
            for n in strong
            if (not self._is_place_at(*pieces[n][:2]) or form in _set("place_trades"))
            and self.plain[pieces[n][1] - 1] not in "市县区省国"
        ]
        if not own or end - pieces[own[0]][0] > 8 or pieces[own[0]][1] - pieces[own[0]][0] > 6:
            return None
        return pieces[own[0]][0]

    def _local_beginning(
        self, pieces: list[tuple[int, int, str]], form: str, kind: str
    ) -> int | None:
        """Return where a town or another place begins: at the word right before its ending."""
        start, stop, tag = pieces[-1]
        text = self.plain[start:stop]
        if (
            (not self._is_strong(start, stop) and tag != "s")
            or len(text) > 7
            or text == "中国"
            or text in _countries()
            or self._is_common(text)
            or (
                tag == "nr"
                and text == self._word_at(start)
                and not _is_place(text)
                and not _is_unknown(text)
            )
        ):
            return None
        return start if len(text) > 1 else None

    def _without_country(
        self, pieces: list[tuple[int, int, str]], strong: list[int], first: int, kind: str,
        form: str,
    ) -> int | None:  # fmt: skip
        """Return the first piece of a name without the country or province that it is in."""
        while first < len(pieces):
            start, stop, _ = pieces[first]
            text = self.plain[start:stop]
            rest = [n for n in strong if n > first]
            foreign = (text in _countries() and (text != "新加坡" or rest)) or (
                kind in _SITES and text == "中国"
            )
            district = kind in _SITES and (
                text.endswith(("省", "自治区")) or (text in _set("provinces") and rest)
            )
            if foreign and (rest or kind in _SITES):
                if not rest:
                    return None
                first = rest[0]
            elif foreign and first == len(pieces) - 1 and form not in ("银行", "政府", "航空"):
                return None
            elif district and rest:
                first = rest[0]
            elif text == "中国" and first == len(pieces) - 1 and kind in ("Event", "Zone"):
                return None
            elif first == len(pieces) - 1 and form in ("公司", "企业", "中心", "基地", "组织"):
                return None if _is_place(text) else first
            else:
                return first
        return None

    def _pieces(self, end: int, form: str, kind: str) -> list[tuple[int, int, str]]:
        """Return the words before an ending that may belong to the name, in their order.

        Each has its start, its end and its tag; what is in quotation marks or brackets is one.
        """
        found: list[tuple[int, int, str]] = []
        place = end
        while place > 0 and end - place < _LONGEST_NAME:
            piece = self._piece_before(place, found, kind)
            if piece is None:
                break
            found.insert(0, piece)
            place = piece[0]
        while found and self.plain[found[0][0]] in _HYPHENS:
            found.pop(0)
        return found

    def _piece_before(
        self, place: int, after: list[tuple[int, int, str]], kind: str
    ) -> tuple[int, int, str] | None:
        head = self.plain[:place]
        for start, end in self.spans:
            if end == place and start < place:
                return start, place, "ns"
        quoted = _QUOTED.search(head)
        if quoted and (not after or kind not in _SITES):
            return quoted.start(), place, "nz"
        bracketed = _BRACKETED.search(head)
        if bracketed and _is_place(bracketed[1]):
            return bracketed.start(), place, "b"
        word = next((w for w in self.words if w.start < place <= w.end), None)
        if word is None:
            return None
        start = max([word.start, *(end for _, end in self.spans if end < place)])
        text = self.plain[start:place]
        if text in _HYPHENS and text:
            joins = kind in ("Event", "Corridor", "Company") and self._place_ends(start)
            return (start, place, "x") if joins else None
        if word.tag == "c" and text in ("和", "与", "及"):
            return (start, place, "c") if self._joins(start, place, after, kind) else None
        if kind == "Event" and re.fullmatch(_data()["words"]["edition"], text):
            return start, place, "nz"
        pair = self._pair_before(place) if len(text) == 1 else None
        if pair is not None:
            return pair, place, "nz"
        if after and kind == "Facility" and text in _LINE_WORDS:
            return None
        return (start, place, word.tag) if self._may_be_in(text, word) else None

    def _pair_before(self, place: int) -> int | None:
        """Return where two words of one character begin that are a name together: 磨憨."""
        pair = [w for w in self.words if place - 2 <= w.start and w.end <= place]
        if [len(w.text) for w in pair] != [1, 1]:
            return None
        never = _set("never") | _set("local_heads")
        plain = all(w.tag[0] in "navbjzsg" and w.text not in never for w in pair)
        return place - 2 if plain and _is_unknown(pair[0].text + pair[1].text) else None

    def _place_ends(self, place: int) -> bool:
        return any(end == place for _, end in self.spans)

    def _joins(self, start: int, end: int, after: list[tuple[int, int, str]], kind: str) -> bool:
        """Whether 和 stands in a name: 文化和旅遊局, and not 大連港和營口港."""
        if kind not in ("Organization", "Event") or not after or after[0][0] != end:
            return False
        before = next((w for w in self.words if w.end == start), None)
        if before is None or self._place_ends(start):
            return False
        ended = any(before.text.endswith(office) for office in _set("local_offices"))
        if ended or self.plain[after[0][0] : after[0][1]] in _local_heads():
            return False
        return not self._is_strong(before.start, start) and not self._is_strong(*after[0][:2])

    def _may_be_in(self, text: str, word: _Token) -> bool:
        if not _CHINESE.fullmatch(text):
            return bool(re.fullmatch(r"[A-Za-z0-9]+", text)) and word.tag == "eng"
        if text in _set("heads") | _set("seasons"):
            return True
        if text in _set("never") or text in _set("titles"):
            return False
        if text in _set("inner_verbs"):
            return True
        if word.tag.startswith("m") and _ORDINAL.fullmatch(text):
            return True
        if word.tag == "mq" and text[0] not in _NUMERALS:
            return True
        if len(text) == 1:
            return word.tag[0] in "nabjzsgf" or word.tag in ("vg", "zg")
        return word.tag.startswith(_NOUNS) or _is_unknown(text)

    def _is_strong(self, start: int, end: int) -> bool:
        """Whether words are the name of something, and not only say what it is."""
        text = self.plain[start:end]
        if (start, end) in self.spans or self._is_place_at(start, end) or text[:1] in "“「『":
            return True
        if not _CHINESE.fullmatch(text):
            return bool(re.match(r"[A-Z]", text))
        if len(text) < 2 or self._is_common(text):
            return False
        if _is_unknown(text):
            return True
        word = next((w for w in self.words if w.start <= start and end <= w.end), None)
        return bool(word and (word.tag[:2] in ("ns", "nz", "nr") or self._is_institution(word)))

    def _is_institution(self, word: _Token) -> bool:
        return word.tag == "nt" and any(_is_place(word.text[:n]) for n in (2, 3))

    def _is_common(self, text: str) -> bool:
        return (
            text in _endings()
            or any(text in _set(name) for name in ("inner_verbs", "common", "never"))
            or (text[0] in _NUMERALS and text[1:2] in _data()["words"]["counters"])
            or not _CHINESE.fullmatch(text)
        )

    def _is_edition(self, start: int, end: int) -> bool:
        pattern = _data()["words"]["edition"]
        return re.fullmatch(pattern, self.plain[start:end]) is not None

    def _word_at(self, start: int) -> str:
        return next((w.text for w in self.words if w.start == start), "")

    def _is_place_at(self, start: int, end: int) -> bool:
        text = self.plain[start:end]
        listed = next((one for one in self.places if (one.start, one.end) == (start, end)), None)
        if listed or (start, end) in self.spans:
            return listed is None or listed.kind in _PLACES
        return any(
            w.start == start and w.end == end and w.tag == "ns" and _is_place(text)
            for w in self.words
        )

    # Other names

    def _institutions(self) -> Iterator[FoundName]:
        """Yield names that the dictionary has as those of bodies: 中國紅十字會."""
        for word in self.words:
            text = word.text
            if word.tag != "nt" or len(text) < 3:
                continue
            ending = next((e for e in _ends_of(text) if e in _endings() or e in _trades()), "")
            own = len(text) - len(ending) > 1 and (
                ending in ("大学", "银行", "出版社")
                or (ending in _trades() and not _is_place(text[: -len(ending)]))
                or text.startswith(tuple(_set("heads")))
                or any(_is_place(text[:n]) for n in (2, 3))
            )
            if own and not (ending in ("公司", "企业") and _is_place(text[: -len(ending)])):
                kind = _endings().get(ending) or _trades().get(ending, "Organization")
                yield self._name(word.start, word.end, kind)

    def _titled(self) -> Iterator[FoundName]:
        """Yield plans and newspapers in marks of a title."""
        for match in _FIVE_YEARS.finditer(self.plain):
            yield self._name(*match.span(), "Plan")
        for match in _TITLED.finditer(self.plain):
            inner = re.sub(r"[（(][^）)]*[）)]$", "", match[0][1:-1])
            if inner.endswith(tuple(_set("plan"))):
                yield self._name(*match.span(), "Plan")
            elif inner.endswith(tuple(_set("paper"))):
                yield self._name(*match.span(), "Organization")

    def _trains(self) -> Iterator[FoundName]:
        for match in _TRAIN.finditer(self.plain):
            inside = range(match.start(), match.end() - 2)
            words = [p for p in inside if p in self.starts and self.plain[p] not in _PARTICLES]
            for start in words[:1]:
                yield self._name(start, match.end(), "RailService")

    def _short_events(self) -> Iterator[FoundName]:
        for match in re.finditer(_data()["words"]["short_event"], self.plain):
            start = next((s for s in range(match.start(), match.end()) if s in self.starts), None)
            stem = self.plain[start : match.end() - 2] if start is not None else ""
            short = len(stem) == 1 or (len(stem) == 2 and _is_unknown(stem))
            if start is not None and short and match.end() in self.ends:
                yield self._name(start, match.end(), "Event")

    def _railways(self) -> Iterator[FoundName]:
        """Yield railways and roads named by characters of their places: 哈大高鐵."""
        characters = _data()["words"]["rail"]
        for kind, form in _data()["lines"].items():
            pattern = rf"[{characters}]{{2,4}}(?:{form})(?!站)"
            for match in re.finditer(pattern, self.plain):
                start = next((s for s in range(match.start(), match.end()) if s in self.starts), -1)
                stem = re.match(rf"[{characters}]+", self.plain[start : match.end()])
                if start < 0 or not stem or len(stem[0]) < 2 or _is_place(stem[0]):
                    continue
                yield self._name(start, match.end(), kind)

    # People

    def _people(self) -> Iterator[FoundName]:
        for match in _FOREIGN_PERSON.finditer(self.plain):
            start = self._foreign_start(match.start(), match.end())
            end = self._foreign_end(match.end(), start)
            yield self._name(start, end, "Person")
        speaker = re.match(r"([\u4e00-\u9fff]{2,3})[：:]", self.plain)
        named = speaker and speaker[1] not in _set("titles")
        if speaker and named and self._by_what_follows(0) == speaker.end(1):
            yield self._name(0, speaker.end(1), "Person")
        titles = re.compile(_any("titles"))
        said = re.compile(_any("saying"))
        for match in titles.finditer(self.plain):
            titled = self._person_end(match.end())
            if titled:
                yield self._name(match.end(), titled, "Person")
        for word in self.words:
            speaks = (
                word.tag.startswith("nr")
                and said.match(self.plain, word.end)
                and not _is_place(word.text)
            )
            if speaks and self._person_end(word.start) == word.end:
                yield self._name(word.start, word.end, "Person")

    def _foreign_start(self, start: int, end: int) -> int:
        """Return where a foreign person begins: at a word, after a title or a country."""
        dot = next(p for p in range(start, end) if self.plain[p] in "·・‧•")
        after = [m.end() for m in re.finditer(_any("titles"), self.plain[:dot])]
        starts = [s for s in self.starts if start <= s < dot] + [start]
        starts += [e for e in after if start <= e < dot]
        places = [stop for _, stop in self.spans if start < stop < dot]
        least = max([start, *(e for e in after if start <= e < dot), *places])
        return min([s for s in starts if s >= least] or [start])

    def _foreign_end(self, end: int, start: int) -> int:
        """Return where the last part of a foreign name ends: at the end of a word."""
        dot = max(p for p in range(start, end) if self.plain[p] in "·・‧•")
        ends = [e for e in sorted(self.ends) if dot + 1 < e <= end]
        return ends[0] if ends else end

    def _person_end(self, start: int) -> int | None:
        """Return where the name of a person ends that begins at a place; None if none does."""
        words = [w for w in self.words if start <= w.start < start + 4]
        inside = next((w for w in self.words if w.start < start < w.end), None)
        if inside and not _is_unknown(inside.text) and inside.end - start > 1:
            return None
        if inside:
            words = [_Token(start, inside.end, self.plain[start : inside.end], "nr"), *words]
        if not words or words[0].start != start:
            return None
        named = self._by_what_follows(start)
        if named:
            return named
        first = words[0]
        double = self.plain[start : start + 2] in _set("double_surnames")
        surname = double or first.text[0] in _data()["words"]["surnames"]
        most = start + (4 if double else 3)
        if not surname:
            foreign = re.match(rf"[{_data()['words']['foreign']}]{{2,8}}", self.plain[start:])
            if foreign and first.tag.startswith("nr") and _is_foreign(first.text):
                return first.end
            if first.tag.startswith("nr") and len(first.text) in (2, 3):
                return first.end
            return None
        if first.tag.startswith("nr") and len(first.text) > 3 and _is_foreign(first.text):
            return first.end
        end = first.end
        for word in words[1:]:
            if word.end > most or (end - start >= 2 and not word.tag.startswith("nr")):
                break
            if word.tag[0] in "pcdurx" and word.text in _stops():
                break
            end = word.end
        end = min(end, most)
        if end - start < 2 or not _CHINESE.fullmatch(self.plain[start:end]):
            return None
        if first.end == end and not first.tag.startswith("nr") and not self._ends_person(end):
            return None
        return end

    def _by_what_follows(self, start: int) -> int | None:
        """Return where a name ends by what the person does: 勝 of 韓文勝說, whatever the words."""
        double = self.plain[start : start + 2] in _set("double_surnames")
        surname = double or self.plain[start : start + 1] in _data()["words"]["surnames"]
        if surname:
            lengths = [4, 3] if double else [3, 2]
        elif _is_foreign(self.plain[start : start + 3]):
            lengths = [7, 6, 5, 4, 3]
        else:
            return None
        for length in lengths:
            name = self.plain[start : start + length]
            if not surname and not _is_foreign(name):
                continue
            if _CHINESE.fullmatch(name) and self._ends_person(start + length):
                if any(name[at:] in _set("saying") for at in range(2, length)):
                    continue
                return start + length
        return None

    def _ends_person(self, end: int) -> bool:
        if self.plain[end - 1] in _PARTICLES:
            return False
        after = rf"(?:{_any('saying')}|[，。、：；）)”」时在则也曾还正向对将已的和与及等是]|$)"
        return re.match(after, self.plain[end:]) is not None


@cache
def _stops() -> frozenset[str]:
    return frozenset("的 在 和 与 及 也 将 则 已 从 说 称 对 向 是 为 被 把 就 都 又 还 等".split())


@cache
def _local_heads() -> frozenset[str]:
    return _set("local_heads")


def _ends_of(text: str) -> Iterator[str]:
    return (text[start:] for start in range(len(text)))


def _is_foreign(text: str) -> bool:
    """Whether a word is written with characters that stand for foreign sounds."""
    return len(text) > 2 and set(text) <= set(_data()["words"]["foreign"])
