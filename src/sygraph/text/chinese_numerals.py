"""The grammar of Chinese numerals: Arabic, Chinese and mixed ones, shares, and ranges."""

from __future__ import annotations

import re
from decimal import Decimal
from math import prod

from sygraph.text.arabic import AFTER, ARABIC, BEFORE, arabic
from sygraph.text.language import Language
from sygraph.text.readings import Direction, Numeral

__all__ = ["ChineseNumerals"]

_HUNDRED = Decimal(100)
# No numeral is longer; without limits a text of nothing else takes its square in time.
_LONGEST = 32
_MOST_POWERS = 4


class ChineseNumerals:
    """Numerals in folded Chinese texts.

    >>> from sygraph.text.language import language_of
    >>> grammar = ChineseNumerals(language_of("zh-Hans"))
    >>> [(n.words, str(n.low), str(n.high)) for n in grammar.find("3万4000家，约四成，三四十人")]
    [('3万4000', '34000', '34000'), ('四成', '40', '40'), ('三四十', '30', '40')]
    """

    def __init__(self, language: Language) -> None:
        words = language.words["numerals"]
        self._digits: dict[str, int] = words["digits"]
        self._scores: dict[str, int] = words["score"]
        self._pair: dict[str, int] = words["pair"]
        self._tens: dict[str, int] = words["tens"]
        self._powers: dict[str, int] = words["tens"] | words["myriads"]
        self._some, self._more, self._half = words["some"], words["more"], words["half"]
        self._point, self._negative = words["point"], words["negative"]
        self._nearly: dict[str, str] = words["doubling_bounds"]
        self._multiples: dict[str, int] = words["multiples"]
        self._part, self._tenth = words["part"], words["tenth"]
        self._lone_before, self._lone_after = words["lone_before"], words["lone_after"]
        self._idioms = re.compile(words["idioms"])
        self._pattern = re.compile(self._expression(words))
        digits = "".join(self._digits)
        self._neighbours = re.compile(
            rf"(?P<tens>[^{digits}]*)(?P<one>[{digits}])(?P<next>[{digits}])(?P<powers>[^{digits}]*)"
        )

    def _expression(self, words: dict[str, str]) -> str:
        formal, powers = words["formal"], "".join(self._powers)
        common = "".join({*self._digits, *self._scores, *self._powers} - set(formal))
        large = "".join(power for power, value in self._powers.items() if value > 10)
        scale, scaled = f"[{large}]{{0,{_MOST_POWERS}}}", f"[{large}]{{1,{_MOST_POWERS}}}"
        digits = "".join(set(self._digits) - set(formal))
        chinese = (
            rf"(?:[{formal}][{formal}{large}{digits}]{{1,{_LONGEST}}}|[{common}]{{1,{_LONGEST}}})"
        )
        decimal = (
            rf"{chinese}(?:{self._point}[{digits}]{{1,{_LONGEST}}}(?![十\0]))?"  # not 三點五十分
        )
        number = rf"(?:{ARABIC}{AFTER}|{decimal})"
        sign = (
            rf"(?P<negative>(?<![{words['not_before_negative']}]){self._negative}"
            rf"|(?<![\w)])-|(?<=[长为率幅速降])-)?"
        )
        return (
            rf"{words['ordinal']}(?P<ordinal>{ARABIC}|{chinese})"
            rf"|(?P<first>{words['first']})(?=[{words['first_before']}])"
            rf"|(?P<halves>{words['halves']})"
            rf"|(?P<multiple>{'|'.join(self._multiples)})"
            rf"|(?:{words['doubling']})(?P<nearly>{'|'.join(self._nearly)})?"
            rf"(?P<doublings>[{digits}]){words['times']}"
            rf"|(?P<counted>{BEFORE}{ARABIC}|{chinese})个?{self._half}(?={words['half_before']})"
            rf"|{sign.replace('negative>', 'below>')}(?P<whole>{BEFORE}{ARABIC}|{chinese})"
            rf"{self._part}(?P<parts>{number})"
            rf"|{sign.replace('negative>', 'less>')}"
            rf"(?P<tenths>[{self._some}]|{BEFORE}\d(?:\.\d)?|[{digits}]{{1,2}}){self._tenth}"
            rf"(?P<plus>{self._half}|[{digits}](?![{common}]))?(?:(?![{words['not_after_tenth']}])"
            rf"|(?<=[{words['tenth_before']}]\w{self._tenth})(?={words['tenth_after']}))"
            rf"|{sign}(?P<arabic>{BEFORE}{ARABIC}(?: ?{scaled}(?:{ARABIC}{scale}){{0,3}})?{AFTER})"
            rf"(?P<more>[{self._more}](?=[{large}]))?(?P<after>(?(more){scaled}))"
            rf"|(?P<half>{self._half})(?={words['half_before']})"
            rf"|{sign.replace('negative>', 'minus>')}(?P<some>[{self._some}](?=[{powers}]))?"
            rf"(?P<chinese>{decimal}{scale})"
            rf"(?P<over>[{self._more}](?=[{large}])|几)?(?P<times>(?(over){scale}))"
            rf"|(?P<pair>{'|'.join(self._pair)})"
        )

    def find(self, folded: str) -> list[Numeral]:
        """Return every numeral of a folded text in reading order."""
        masked = self._idioms.sub(lambda idiom: "\0" * len(idiom[0]), folded)
        found = []
        place = 0
        while match := self._pattern.search(masked, place):
            numeral = self._read(match)
            if numeral is not None:
                found.append(numeral)
            place = max(numeral.end if numeral else match.end(), place + 1)
        return found

    def _read(self, match: re.Match[str]) -> Numeral | None:
        part = match.groupdict()
        start, end = match.span()
        words = match[0]
        if part["ordinal"]:
            value = self._value(part["ordinal"])[0]
            return Numeral(words, start, end, value, value, "ordinal")
        if part["first"]:
            return Numeral(words, start, end, Decimal(1), Decimal(1), "ordinal")
        if part["halves"]:
            return Numeral(words, start, end, Decimal(50), Decimal(50), "share")
        if part["multiple"] or part["doublings"]:
            value = Decimal(
                self._multiples[part["multiple"]]
                if part["multiple"]
                else 100 * (2 ** self._whole(part["doublings"]) - 1)
            )
            change: Direction = "decline" if value < 0 else "growth"
            size, bound = abs(value), self._nearly.get(part["nearly"] or "", "")
            return Numeral(words, start, end, size, size, "share", bound=bound, change=change)
        if part["whole"]:
            whole, parts = self._value(part["whole"])[0], self._value(part["parts"])[0]
            if not whole:
                return None
            share = _HUNDRED * parts / whole * (-1 if part["below"] else 1)
            return Numeral(words, start, end, share, share, "share")
        if part["tenths"]:
            return self._tenths(match)
        if part["half"] or part["counted"]:  # 半小時, 一個半小時
            value = Decimal("0.5") + (self._value(part["counted"])[0] if part["counted"] else 0)
            return Numeral(words, start, end, value, value)
        if part["pair"]:
            pair = Decimal(self._pair[part["pair"]])
            return Numeral(words, start, end, pair, pair, "word")
        return self._arabic(match) if part["arabic"] else self._chinese(match)

    def _tenths(self, match: re.Match[str]) -> Numeral:
        """Read 四成, 兩成半, 四成五, 三四成, 數成."""
        tenths, plus = match["tenths"], match["plus"] or ""
        more = Decimal(5 if plus == self._half else self._digits.get(plus, 0))
        if tenths in self._some:
            low, high = Decimal(2), Decimal(9)
        elif len(tenths) == 2 and tenths[0] in self._digits:
            low, high = sorted(Decimal(self._digits[digit]) for digit in tenths)
        else:
            low = high = self._value(tenths)[0]
        low, high = 10 * low + more, 10 * high + more
        if match["less"]:
            low, high = -high, -low
        return Numeral(
            match[0],
            *match.span(),
            low,
            high,
            "share",
            scale=Decimal(10),
            vague=tenths in self._some,
        )

    def _arabic(self, match: re.Match[str]) -> Numeral:
        value, length, scale = self._value(match["arabic"])
        end = match.start("arabic") + length
        bound = ""
        if match["more"] and end == match.end("arabic"):
            factor = self._product(match["after"])
            value, scale, end, bound = value * factor, scale * factor, match.end(), "atLeast"
        if match["negative"]:
            value = -value
        words = match.string[match.start() : end]
        return Numeral(words, match.start(), end, value, value, bound=bound, scale=scale)

    def _chinese(self, match: re.Match[str]) -> Numeral | None:
        words, start, end = match["chinese"], match.start(), match.end()
        lone = all(c in self._powers and self._powers[c] > 10 for c in words)
        before, after = match.string[start - 1 : start], match.string[end : end + 1]
        if lone and not (match["some"] or before in self._lone_after or after in self._lone_before):
            return None
        factor = self._product(match["times"] or "")
        low, high = self._limits(words)
        bound, vague = "", False
        if match["some"]:  # 數十: 20 to 90
            low, high, vague = 2 * low, 9 * high, True
        if match["over"] == "几":  # 十幾: 11 to 19
            low, high, vague = low + 1, high + 9, True
        elif match["over"]:
            bound = "atLeast"
        if match["minus"]:
            low, high = -high, -low
        return Numeral(
            match[0],
            start,
            end,
            low * factor,
            high * factor,
            bound=bound,
            scale=self._scale(words) * factor,
            vague=vague,
            lone=lone and not match["some"],
        )

    def _limits(self, words: str) -> tuple[Decimal, Decimal]:
        """Return the least and the greatest value: 三四十 is 30 to 40, 十七八 is 17 to 18."""
        near = self._neighbours.fullmatch(words)
        if near and self._point not in words:
            one, following = self._digits[near["one"]], self._digits[near["next"]]
            few = (one, following) == (3, 5) and not near["tens"]  # 三五個
            if 0 < one == following - 1 or few:
                tens = self._value(near["tens"])[0] if near["tens"] else Decimal(0)
                factor = self._product(near["powers"])
                return (tens + one) * factor, (tens + following) * factor
        value = self._value(words)[0]
        return value, value

    def _value(self, words: str) -> tuple[Decimal, int, Decimal]:
        """Return a numeral's value, how many of its characters it takes, and its last power."""
        if words[0].isdigit() and words[0].isascii():
            return self._mixed(words)
        whole, point, fraction = words.partition(self._point)
        powers = fraction.lstrip("".join(self._digits))
        if point:
            fraction = fraction.removesuffix(powers)
            value = Decimal(f"{self._whole(whole)}.{self._by_digit(fraction)}")
            return value * self._product(powers), len(words), self._product(powers)
        return Decimal(self._whole(whole)), len(words), self._scale(words)

    def _mixed(self, words: str) -> tuple[Decimal, int, Decimal]:
        """Read 618萬, 3萬4000, 25萬6千 and 2千3百萬: each part is below the power before it."""
        total = myriad = Decimal(0)
        last, length = Decimal(1), 0
        for part in re.finditer(rf"({ARABIC}) ?([^\d]*)", words):
            number = arabic(part[1])
            tens = Decimal(prod(self._tens[c] for c in part[2] if c in self._tens))
            power = self._product(part[2])
            if length:
                if not part[2] and len(part[1]) == 1:  # 3萬5 is short for 3萬5千
                    number *= last / 10
                if number * (tens if myriad else power) >= last:
                    break
            myriad += number * tens
            if power > tens:  # 萬 and 億 multiply the thousands and hundreds before them
                total, myriad = total + myriad * power / tens, Decimal(0)
            last, length = power, part.end()
        return total + myriad, length, last

    def _whole(self, words: str) -> int:
        if all(c in self._digits for c in words):  # read digit by digit: 二〇二四
            return int(self._by_digit(words))
        return self._sum(words)

    def _by_digit(self, words: str) -> str:
        return "".join(str(self._digits[c]) for c in words)

    def _sum(self, words: str) -> int:
        """Add up a numeral with powers, myriad by myriad: 一億零三百萬 is 1·10⁸ + 300·10⁴."""
        total = myriad = digit = 0
        last = 0  # the last 萬 or 億: a greater one after it multiplies everything before it
        for c in words:
            if c in self._digits:
                digit = self._digits[c]
            elif c in self._scores:
                myriad += self._scores[c]
            elif c in self._tens:
                myriad += (digit or 1) * self._tens[c]  # 零十 is ten
                digit = 0
            else:
                power, count = self._powers[c], myriad + digit
                if last and power > last:
                    total = (total + count) * power
                else:  # a lone 億, as in 億元以上, is one of itself
                    total += (count or 1) * power
                myriad, digit, last = 0, 0, power
        if digit and len(words) > 1 and words[-2] in self._powers:  # 兩萬五 is short for 兩萬五千
            digit *= max(self._powers[words[-2]] // 10, 1)
        return total + myriad + digit

    def _scale(self, words: str) -> Decimal:
        """The powers at the end of a numeral, by which one before it in a range is multiplied."""
        return self._product(words[len(words.rstrip("".join(self._powers))) :])

    def _product(self, powers: str) -> Decimal:
        return Decimal(prod(self._powers[c] for c in powers if c in self._powers))
