"""The grammar of English numerals: Arabic ones with their powers, words, ordinals and shares."""

from __future__ import annotations

import re
from decimal import Decimal

from sygraph.text.arabic import AFTER, ARABIC, BEFORE, arabic
from sygraph.text.language import Language
from sygraph.text.readings import Direction, Numeral

__all__ = ["ENGLISH_CURRENCY", "EnglishNumerals"]

# What a numeral of money begins with.
ENGLISH_CURRENCY = r"[$€£¥₽₩]|RMB|CNY|USD|EUR|JPY|KRW|RUB|HKD|GBP"
_HUNDRED = Decimal(100)


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


class EnglishNumerals:
    """Numerals in folded English texts.

    >>> from sygraph.text.numerals import find_numerals
    >>> found = find_numerals("twenty-one of 1.2bn, two-fifths", "en")
    >>> [(n.words, str(n.value)) for n in found]
    [('twenty-one', '21'), ('1.2bn', '1200000000'), ('two-fifths', '40')]
    """

    def __init__(self, language: Language) -> None:
        words = language.words["numerals"]
        self._small = words["ones"] | words["teens"] | words["tens"]
        self._powers: dict[str, int] = words["powers"]
        self._short: dict[str, int] = words["short"]
        self._ordinals: dict[str, int] = words["ordinals"]
        self._parts: dict[str, int] = words["parts"]
        self._multiples: dict[str, int] = words["multiples"]
        self._twice: dict[str, int] = words["twice"]
        self._vague: dict[str, int] = words["vague_powers"]
        self._hundred, self._dozen, self._half = words["hundred"], words["dozen"], words["half"]
        self._idioms = language.pattern(rf"(?<![-\w])(?:{words['idioms']})")
        self._pattern = language.pattern(self._expression(words))
        self._long_powers = self._powers | {self._hundred: 100, self._dozen: 12}
        self._metres = language.pattern(rf"m(?:$|[^\w ]|\s+(?:{words['metres_before']})\b)")
        self._indefinite_articles = words["indefinite"].split("|")
        self._of = language.pattern(words["part_before"])
        self._by = language.pattern(r"\bby (?:\w+ |more than |less than )?$")
        self._money = re.compile(rf"(?:{ENGLISH_CURRENCY})\s?$")

    def _expression(self, words: dict[str, str]) -> str:
        one, ten = _any(self._small), _any(dict.fromkeys(words["tens"], 0))
        small = rf"(?:(?:{ten})[- ](?:{_any(dict.fromkeys(words['ones'], 0))})\b|(?:{one})\b)"
        powers, indefinite = _any(self._powers), words["indefinite"]
        join = rf"(?:[ -]|,? {words['and']} |, )"
        hundreds = (
            rf"(?:(?:{small}|{indefinite}|\d+) (?:{self._hundred})\b"
            rf"(?:(?: {words['and']})?[ -]{small})?|{small})"
        )
        group = rf"(?:{hundreds}|{indefinite}|{ARABIC})[ -](?:{powers})\b"
        written = rf"(?:{group}(?:{join}{group})*(?:{join}{hundreds})?|{hundreds})"
        ordinals = _any(self._ordinals)
        parts = rf"(?:{_any(self._parts)}|halve)s?"
        scales = rf"(?:{powers}|{self._hundred}|{self._dozen})"
        sign = rf"(?:(?<![\w)])-|\b(?:{words['negative']}) )"
        plural = _any(self._vague)
        half_after = "|".join(f"(?<={before})" for before in words["half_after"])
        return (
            rf"\b(?P<vague>(?:(?:{plural})(?: of (?:{plural}))*(?= of\b)"
            rf"|(?:{words['vague_counts']}) (?P<counted>{scales})\b))"
            rf"|\b(?P<halved>(?P<portion>{self._half}|(?:a |one )?quarter of|three quarters of)"
            rf" (?:{indefinite}) (?P<of>{scales})\b)"
            rf"|\b(?P<multiple>{_any(self._multiples)})\b"
            rf"|\b(?P<fold>(?:{one}|\d+(?:\.\d+)?)){words['fold']}\b"
            rf"|\b(?P<twice>{_any(self._twice)}|{words['double']})\b"
            rf"|\b(?:(?P<some>{small}|\d+) (?:{words['out_of']}) (?P<all>{small}|\d+)"
            rf"|(?P<few>{small}) (?:{words['out_of_in']}) (?P<among>{small}))\b"
            rf"|\b(?P<count>{small}|\d+|{indefinite})[- ](?P<part>{parts})\b"
            rf"|\b(?P<ordinal>(?:(?:{ten})-)?(?:{ordinals})|{hundreds}[- ](?:{ordinals}))\b"
            rf"|{BEFORE}(?P<place>\d[\d,]*)(?:{words['ordinal_ends']})\b"
            rf"|\b(?:{words['ordinal']}) ?(?P<number>\d+)\b"
            rf"|\b(?P<single>{indefinite})(?= (?:{words['half_of']}) and a {self._half}\b)"
            rf"|\b(?P<half_of>{self._half} (?:{indefinite})(?= (?:{words['half_of']})\b))"
            rf"|(?P<halves>\b(?:one[ -])?{self._half}(?= (?:of|the|its|their|as)\b)"
            rf"|(?:{half_after})\b{self._half}\b(?!-| an?\b))"
            rf"|(?P<sign>{sign})?(?:"
            rf"\b(?P<more>{small}|\d+|{indefinite}) and (?:{indefinite}) {self._half}"
            rf"(?: (?P<times>{scales})\b)?"
            rf"|(?P<digits>{BEFORE}{ARABIC})(?:"
            rf"[ -](?P<scale>{scales})\b"
            rf"|[ ]?(?P<short>{_any(self._short)})(?![A-Za-z\d])"
            rf"|{AFTER})"
            rf"|\b(?P<written>(?:{indefinite}|{small}) {self._dozen}\b|{written}))"
        )

    def find(self, folded: str) -> list[Numeral]:
        """Return every numeral of a folded text in reading order."""
        masked = self._idioms.sub(lambda idiom: "\0" * len(idiom[0]), folded)
        found = (self._read(match) for match in self._pattern.finditer(masked))
        return [numeral for numeral in found if numeral is not None]

    def _read(self, match: re.Match[str]) -> Numeral | None:
        part = {name: words.lower() for name, words in match.groupdict().items() if words}
        words, (start, end) = match[0], match.span()
        if "vague" in part:
            return self._indefinite(match, part)
        if "part" in part:
            return self._share(match, part)
        if "multiple" in part:
            value = Decimal(abs(self._multiples[part["multiple"]]))
            change: Direction = "decline" if self._multiples[part["multiple"]] < 0 else "growth"
            return Numeral(words, start, end, value, value, "share", change=change)
        if "fold" in part:
            times = self._written(part["fold"])
            if times <= 1:
                return None
            growth = _HUNDRED * (times - 1)
            return Numeral(words, start, end, growth, growth, "share", change="growth")
        if "all" in part or "among" in part:
            some, whole = (
                self._written(part.get(first) or part[second])
                for first, second in (("some", "few"), ("all", "among"))
            )
            if not 0 < some < whole:
                return None
            return Numeral(words, start, end, *2 * (_HUNDRED * some / whole,), "share")
        place = part.get("place") or part.get("number")
        if place or "ordinal" in part:
            value = arabic(place) if place else Decimal(self._order(part["ordinal"]))
            return Numeral(words, start, end, value, value, "ordinal")
        if "halves" in part:
            return Numeral(words, start, end, Decimal(50), Decimal(50), "share")
        scale = Decimal(1)
        if "halved" in part:
            scale = Decimal(self._long_powers[part["of"]])
            quarters = {self._half: 2, "three quarters of": 3}.get(part["portion"], 1)
            value = scale * quarters / 4
        elif "single" in part:
            value = Decimal(1)
        elif "half_of" in part:
            value = Decimal("0.5")
        elif "twice" in part:
            value = Decimal(self._twice.get(part["twice"], 2))
        elif "more" in part:
            scale = Decimal(self._long_powers.get(part.get("times", ""), 1))
            value = (self._written(part["more"]) + Decimal("0.5")) * scale
        elif "written" in part:
            value = self._written(part["written"])
            scale = Decimal(self._long_powers.get(part["written"].split()[-1], 1))
        else:
            scale, end = self._scale(match, part)
            words = match.string[start:end]
            value = arabic(part["digits"]) * scale
        value = -value if "sign" in part else value
        return Numeral(words, start, end, value, value, scale=scale)

    def _scale(self, match: re.Match[str], part: dict[str, str]) -> tuple[Decimal, int]:
        """Return the power of an Arabic numeral and its end; m may stand for metres."""
        if "scale" in part:
            return Decimal(self._long_powers[part["scale"]]), match.end()
        if "short" not in part:
            return Decimal(1), match.end()
        text, digits = match.string, match.end("digits")
        before = text[max(0, match.start() - 6) : match.start()]
        if part["short"] == "m" and not self._money.search(before):
            apart = digits < match.start("short") or f" {before}".lower().endswith((" a ", "-"))
            if apart or self._metres.match(text[digits : digits + 20]):
                return Decimal(1), digits
        return Decimal(self._short[part["short"]]), match.end()

    def _indefinite(self, match: re.Match[str], part: dict[str, str]) -> Numeral:
        """Read "dozens of", "tens of millions of" and "several hundred": 2 to 9 of them."""
        factor = Decimal(1)
        if "counted" in part:
            factor = Decimal(self._long_powers[part["counted"]])
        else:
            for word in part["vague"].split(" of "):
                factor *= self._vague[word]
        return Numeral(match[0], *match.span(), 2 * factor, 9 * factor, vague=True)

    def _share(self, match: re.Match[str], part: dict[str, str]) -> Numeral | None:
        """Read two-fifths and "a third of"; "a third airport" has an ordinal."""
        words, (start, end) = match[0], match.span()
        name, count = part["part"], part["count"]
        plural = name.endswith("s")
        name = name.removesuffix("s")
        whole = self._parts[name]
        definite = count not in ("a", "an") and "-" in words
        near = match.string[max(0, start - 20) : start]
        if plural or definite or self._of.match(match.string, end) or self._by.search(near):
            parts = self._written(count)
            share = _HUNDRED * parts / whole
            return Numeral(words, start, end, share, share, "share")
        if name in self._ordinals:
            at = match.start("part")
            value = Decimal(self._ordinals[name])
            return Numeral(match.string[at:end], at, end, value, value, "ordinal")
        return None

    def _order(self, words: str) -> int:
        """Read twenty-first and one hundredth."""
        *before, last = re.split(r"[- ]", words)
        order = self._ordinals[last]
        if not before:
            return order
        count = int(self._written(" ".join(before)))
        return count * order if order >= 100 else count + order

    def _written(self, words: str) -> Decimal:
        """Read one million, two hundred and thirty thousand."""
        total = group = Decimal(0)
        for word in re.findall(r"[\d,.]*\d|[a-z]+", words):
            if word in self._powers:
                total, group = total + (group or 1) * self._powers[word], Decimal(0)
            elif word in (self._hundred, self._dozen):
                group = (group or 1) * self._long_powers[word]
            elif word in self._small:
                group += self._small[word]
            elif word in self._indefinite_articles:
                group = Decimal(1)
            elif word[0].isdigit():
                group += arabic(word)
        return total + group
