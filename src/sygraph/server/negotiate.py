"""Content negotiation: which offer a header prefers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

__all__ = ["best", "best_coding", "wants_html", "weights"]


@lru_cache(maxsize=512)
def best(accept: str, offers: tuple[str, ...]) -> str | None:
    """Return the media type to answer with, or None where none is acceptable.

    Each offer has the weight of the most specific range that it is in. Of equal weights, one that
    is named comes before one that a wildcard allows, and then the earlier offer.

    Args:
        accept: the header, or an empty text.
        offers: media types, in order of preference.

    >>> offers = ("application/json", "text/csv", "text/html")
    >>> best("text/csv, */*;q=0.1", offers), best("", offers), best("image/png", offers)
    ('text/csv', 'application/json', None)
    >>> best("text/*;q=0.5, text/html;q=0.4, application/json;q=0", offers)
    'text/csv'
    """
    ranges = weights(accept) or [("*/*", 1.0)]
    found: tuple[float, int] = (0.0, 0)
    chosen = None
    for offer in offers:
        weight, closeness = _weight(offer, ranges)
        if weight > 0 and (weight, closeness) > found:
            found, chosen = (weight, closeness), offer
    return chosen


def _weight(offer: str, ranges: Sequence[tuple[str, float]]) -> tuple[float, int]:
    """An offer's weight, and how closely its range describes it."""
    kind = offer.partition("/")[0] + "/*"
    closest: tuple[int, float] = (0, 0.0)
    for name, weight in ranges:
        closeness = 3 if name == offer else 2 if name == kind else 1 if name == "*/*" else 0
        closest = max(closest, (closeness, weight if closeness else 0.0))
    return closest[1], closest[0]


@lru_cache(maxsize=512)
def best_coding(accept_encoding: str, offers: tuple[str, ...] = ("br", "gzip")) -> str | None:
    """Return the coding to compress with, or None for no compression.

    >>> best_coding("gzip, deflate, br"), best_coding("gzip;q=1, br;q=0.5"), best_coding("")
    ('br', 'gzip', None)
    >>> best_coding("*;q=0"), best_coding("br;q=0, *")
    (None, 'gzip')
    """
    weight_of = dict(weights(accept_encoding))
    plain = weight_of.get("identity", 0.0)
    weighed = [
        (weight_of.get(offer, weight_of.get("*", 0.0)), -n, offer) for n, offer in enumerate(offers)
    ]
    weight, _, offer = max(weighed)
    return offer if weight > 0 and weight >= plain else None


def wants_html(accept: str) -> bool:
    """Whether a header is one of a browser, which prefers a page to data.

    >>> wants_html("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    True
    >>> wants_html("*/*"), wants_html("application/json")
    (False, False)
    """
    return best(accept, ("application/json", "text/html")) == "text/html"


def weights(header: str) -> list[tuple[str, float]]:
    """Return what a header names, in lower case, with its weights; what is malformed is left out.

    >>> weights("text/HTML; level=1; q=0.5, */*;q=x")
    [('text/html', 0.5)]
    """
    found = []
    for part in header.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = 1.0
        try:
            for parameter in parameters:
                if parameter.startswith("q="):
                    weight = float(parameter[2:])
        except ValueError:
            continue
        if name and 0 <= weight <= 1:
            found.append((name, weight))
    return found
