"""The search page, and the suggestions of the search box."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sygraph.entities.search import Hit, similar
from sygraph.errors import SygraphError
from sygraph.pages.render import Site, language_of, render
from sygraph.pages.texts import words
from sygraph.pages.view_models import cite
from sygraph.text.excerpts import around

__all__ = ["search_page", "suggestions"]


_SHOWN, _SUGGESTED = 100, 8
# Characters of a passage in a suggestion: before the match, and in total.
_BEFORE, _AROUND = 12, 44


_FIRST_CJK = "\u2e80"


@dataclass(frozen=True)
class Found:
    """The view model of a hit: its text around the match."""

    iri: str
    label: str
    what: str
    before: str
    sought: str
    after: str
    other: bool
    translated: bool = False
    lang: str = ""


def search_page(site: Site, text: str) -> str:
    """Return the page of the hits, or of the empty search box."""
    hits = _hits(site, text, _SHOWN + 1)
    shown = hits[:_SHOWN]
    near = similar(site.kg.store, text.strip()) if text.strip() and not hits else []
    return render(
        site,
        "search.html",
        text=text.strip(),
        groups=[
            (kind, [_found(site, hit) for hit in shown if hit.kind == kind])
            for kind in ("entity", "term", "passage")
            if any(hit.kind == kind for hit in shown)
        ],
        cut=len(shown) if len(hits) > _SHOWN else None,
        near=near,
    )


def suggestions(site: Site, text: str) -> list[dict[str, Any]]:
    """Return a few hits as plain values: link, and text with the match marked."""
    found = []
    for hit in _hits(site, text, _SUGGESTED):
        start, end = hit.span
        first, last = 0, len(hit.text)
        if hit.kind == "passage":
            first, last = around(
                hit.text, hit.span, _BEFORE, max(0, _AROUND - _BEFORE - (end - start))
            )
        shown = hit.text[first:last]
        found.append(
            {
                "href": site.links.node(hit.iri.value),
                "label": hit.label,
                "kind": hit.kind,
                "lang": language_of(site.kg, hit.iri.value) if hit.kind == "passage" else "",
                "what": _what(site, hit),
                "text": shown,
                "span": [start - first, min(end - first, len(shown))],
            }
        )
    return found


def _hits(site: Site, text: str, limit: int) -> list[Hit]:
    if not text.strip():
        return []
    try:
        return site.kg.search(text, lang=site.lang, limit=limit)
    except SygraphError:  # nothing but accents, say
        return []


def _found(site: Site, hit: Hit) -> Found:
    start, end = hit.span
    return Found(
        hit.iri.value,
        hit.label,
        _what(site, hit),
        hit.text[:start],
        hit.text[start:end],
        hit.text[end:],
        hit.kind != "passage" and hit.text != hit.label,
        hit.translated,
        "zh-Hant" if site.lang == "en" and max(hit.text, default="") >= _FIRST_CJK else "",
    )


def _what(site: Site, hit: Hit) -> str:
    if hit.kind == "passage":
        return words(site.lang)("passage", number=cite(hit.iri).name)
    return words(site.lang)("comma").join(hit.classes)
