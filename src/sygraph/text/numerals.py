"""Find numerals in Chinese text, Arabic and Chinese ones, and read their values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from sygraph.data import read_toml

__all__ = ["Numeral", "find_numerals", "parse_numeral"]

_WORDS = read_toml("text/languages/zh-Hant.toml")["numerals"]
_DIGITS: dict[str, int] = _WORDS["digits"] | _WORDS["pair"]
_TENS: dict[str, int] = _WORDS["tens"]
_MYRIADS: dict[str, int] = _WORDS["myriads"]
_FIRST: str = _WORDS["first"]
_ORDINAL: str = _WORDS["ordinal"]

_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_POWERS = f"[{''.join(word for word, power in (_TENS | _MYRIADS).items() if power > 10)}]*"
_CHINESE = f"[{''.join([*_WORDS['digits'], *_TENS, *_MYRIADS])}]+"
_NUMERAL = re.compile(
    f"(?P<ordinal>{_ORDINAL}(?:{_ARABIC}|{_CHINESE}))"
    f"|(?P<first>{_FIRST})(?=[{_WORDS['first_before']}])"
    f"|(?P<arabic>(?:{_ARABIC}){_POWERS})"
    f"|(?P<chinese>{_CHINESE}|{'|'.join(_WORDS['pair'])})"
)


@dataclass(frozen=True)
class Numeral:
    """A numeral as printed, at code points `start` to `end` (exclusive), and its number."""

    words: str
    start: int
    end: int
    value: Decimal
    ordinal: bool = False


def find_numerals(text: str) -> list[Numeral]:
    """Return every numeral of the text in reading order.

    >>> [(n.words, int(n.value)) for n in find_numerals("貨約618萬單，三通道六口岸，東北首個")]
    [('618萬', 6180000), ('三', 3), ('六', 6), ('首', 1)]
    """
    return [
        Numeral(m[0], m.start(), m.end(), parse_numeral(m[0]), m.lastgroup in ("ordinal", "first"))
        for m in _NUMERAL.finditer(text)
    ]


def parse_numeral(words: str) -> Decimal:
    """Return the value of a numeral: 2613.6億 is 261360000000, 一百零五 is 105, 第二 is 2.

    Raises:
        ValueError: the words are not one numeral.
    """
    if words == _FIRST:
        return Decimal(1)
    bare = words.removeprefix(_ORDINAL).replace(",", "")
    if not bare:
        raise ValueError(f"{words!r} is not a numeral")
    arabic = re.match(r"\d+(?:\.\d+)?", bare)
    if arabic:
        value, powers = Decimal(arabic[0]), bare[arabic.end() :]
        for power in powers:
            value *= _power(power, words)
        return value
    if all(c in _DIGITS for c in bare):  # read digit by digit: 二〇二四
        return Decimal("".join(str(_DIGITS[c]) for c in bare))
    return Decimal(_chinese(bare, words))


def _chinese(bare: str, words: str) -> int:
    """Add up a numeral with powers, myriad by myriad: 一億零三百萬 is 1·10⁸ + 300·10⁴."""
    total = myriad = 0
    digit = 0
    last = 0  # the last 萬 or 億: a greater one after it multiplies everything before it
    for c in bare:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _TENS:
            myriad += (digit or 1) * _TENS[c]  # 零十 is ten
            digit = 0
        else:
            power = _power(c, words)
            count = myriad + digit
            if last and power > last:
                total = (total + count) * power
            else:  # a lone 億, as in 億元以上, is one of itself
                total += (count or 1) * power
            myriad, digit, last = 0, 0, power
    if digit and len(bare) > 1 and bare[-2] not in _DIGITS:  # 兩萬五 is short for 兩萬五千
        digit *= max(_power(bare[-2], words) // 10, 1)
    return total + myriad + digit


def _power(c: str, words: str) -> int:
    power = _TENS.get(c) or _MYRIADS.get(c)
    if power is None:
        raise ValueError(f"{words!r} is not a numeral")
    return power
