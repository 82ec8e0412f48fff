"""Write an amount in a language: a number with its unit and its bound."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from pyoxigraph import NamedNode

from sygraph.data import read_toml
from sygraph.namespaces import PREFIXES, curie
from sygraph.text.name_forms import simplified

__all__ = ["amount", "bounded", "counted", "number_text", "plural", "unit_text"]

_CURRENCY = PREFIXES["qunit"] + "CCY_"
# From here on a number without a unit has separators, so that a year has none.
_SEPARATED = 10_000


@cache
def _words(lang: str) -> dict[str, Any]:
    """The words of amounts in a language; Simplified Chinese is derived from Traditional."""
    file = read_toml("entities/amounts.toml")
    if lang != "zh-Hans":
        words: dict[str, Any] = file[lang]
        return words
    traditional = file["zh-Hant"]
    return {
        "scales": [[power, simplified(name), most] for power, name, most in traditional["scales"]],
        "range": simplified(traditional["range"]),
        "bounds": {name: simplified(text) for name, text in traditional["bounds"].items()},
        "units": {name: simplified(text) for name, text in traditional["units"].items()},
    }


def amount(
    number: Decimal,
    unit: NamedNode | None,
    words: Mapping[NamedNode, str],
    lang: str,
    bound: NamedNode | None = None,
    digits: int | None = None,
    most: Decimal | None = None,
) -> str:
    """Return an amount as a reader of the language writes it.

    Args:
        words: the labels of units and bounds.
        digits: round to so many significant digits, for what was computed and not stated.
        most: the upper end of a range of which `number` is the lower one.

    >>> yuan = NamedNode(PREFIXES["qunit"] + "CCY_CNY")
    >>> [amount(Decimal(146930000000), yuan, {}, lang) for lang in ("en", "zh-Hant")]
    ['CNY 146.93 bn', '1,469.3億元']
    >>> city = NamedNode(PREFIXES["sy"] + "City")
    >>> amount(Decimal(79), city, {city: "city"}, "en")
    '79 cities'
    >>> amount(Decimal(20), city, {city: "city"}, "en", most=Decimal(30))
    '20 to 30 cities'
    """
    text = number_text(number, lang, digits)
    if most is not None:
        text = _words(lang)["range"].format(text, number_text(most, lang, digits))
    return bounded(counted(text, number == 1, unit, words, lang), bound, words, lang)


def counted(
    number: str, one: bool, unit: NamedNode | None, words: Mapping[NamedNode, str], lang: str
) -> str:
    """Return a number, as text, with its unit; `one` asks for the singular.

    >>> counted("9,800", False, NamedNode(PREFIXES["qunit"] + "PERCENT"), {}, "en")
    '9,800%'
    """
    if unit is None:
        return number
    pattern = _words(lang)["units"].get(curie(unit.value))
    if pattern is not None:
        text: str = pattern.format(number)
        return text
    short = curie(unit.value)
    label = words.get(unit) or short
    if lang != "en":
        return number + label
    if unit.value.startswith(_CURRENCY):
        return f"{unit.value.removeprefix(_CURRENCY)} {number}"
    return f"{number} {label if one or label == short else plural(label)}"


def unit_text(unit: NamedNode, words: Mapping[NamedNode, str], lang: str) -> str:
    """Return a unit as the name of an axis.

    >>> city = NamedNode(PREFIXES["sy"] + "City")
    >>> unit_text(NamedNode(PREFIXES["qunit"] + "CCY_CNY"), {}, "en")
    'CNY'
    >>> unit_text(city, {city: "city"}, "en")
    'cities'
    """
    if not unit.value.startswith(PREFIXES["qunit"]) and unit in words:
        return plural(words[unit]) if lang == "en" else words[unit]
    return counted("", False, unit, words, lang).strip()


def bounded(text: str, bound: NamedNode | None, words: Mapping[NamedNode, str], lang: str) -> str:
    """Return an amount with what its bound says: `about`, `at least`; nothing for an exact one."""
    if bound is None:
        return text
    pattern = _words(lang)["bounds"].get(curie(bound.value))
    if pattern is None:
        pattern = f"{{}} ({words.get(bound) or curie(bound.value)})"
    found: str = pattern.format(text)
    return found


def number_text(
    number: Decimal, lang: str, digits: int | None = None, *, bare: bool = False
) -> str:
    """Return a number with separators, in millions or 萬 where that is exact.

    Args:
        digits: round to so many significant digits.
        bare: the number has no unit, so it can be a year.

    >>> number_text(Decimal("7471000000.0"), "en"), number_text(Decimal(6180000), "zh-Hant")
    ('7.471 bn', '618萬')
    >>> number_text(Decimal(12244166667), "en"), number_text(Decimal(12244166667), "en", 4)
    ('12,244,166,667', '12.24 bn')
    >>> number_text(Decimal(2024), "en", bare=True), number_text(Decimal(9800), "en")
    ('2024', '9,800')
    """
    if not number.is_finite():
        return str(number)
    if digits is not None and number:
        number = round(number, digits - 1 - number.adjusted())
    for power, name, most in _words(lang)["scales"]:
        scaled = number.scaleb(-power).normalize()
        if abs(scaled) >= 1 and -int(scaled.as_tuple().exponent) <= most:
            return f"{scaled:,f}{name}"
    plain = f"{number:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    if bare and abs(number) < _SEPARATED:
        return plain
    return f"{Decimal(plain):,f}"


def plural(noun: str) -> str:
    """Return the plural of an English noun.

    >>> [plural(noun) for noun in ("city", "day", "border crossing", "person", "branch")]
    ['cities', 'days', 'border crossings', 'people', 'branches']
    """
    irregular = read_toml("entities/amounts.toml")["plurals"]
    before, space, last = noun.rpartition(" ")
    if last in irregular:
        last = irregular[last]
    elif last.endswith("y") and last[-2:-1] not in tuple("aeiou"):
        last = last[:-1] + "ies"
    elif last.endswith(("s", "x", "z", "ch", "sh")):
        last += "es"
    else:
        last += "s"
    return before + space + last
