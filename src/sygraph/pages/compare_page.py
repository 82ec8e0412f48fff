"""The page that sets the figures of several articles side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from sygraph.entities.comparison import KINDS, Comparison, Figure, compare
from sygraph.namespaces import curie, local_name
from sygraph.pages.render import render, several_articles

if TYPE_CHECKING:
    from sygraph.pages.render import Site

__all__ = ["Elsewhere", "compare_page", "elsewhere"]

# The most pairs on the page.
_MOST = 300


@dataclass(frozen=True)
class Elsewhere:
    """What another article says of the same quantity, and how the two compare."""

    kind: str
    label: str
    article: str
    figure: Figure


def compare_page(
    site: Site, subject: NamedNode | None = None, measure: NamedNode | None = None
) -> str:
    """Return the page of all pairs of figures, or of those of a subject or a measure."""
    shown = compare(site.kg.store, subject=subject, measure=measure, limit=_MOST, lang=site.lang)
    narrowed = [site.kg.label(node, site.lang) for node in (subject, measure) if node]
    return render(
        site,
        "compare.html",
        groups=[(kind, _of(shown, kind)) for kind in KINDS if _of(shown, kind)],
        names={iri: curie(iri) for one in shown for iri in _passages(one)},
        narrowed=narrowed,
        cut=_MOST if len(shown) == _MOST else None,
    )


def elsewhere(site: Site, figures: Sequence[NamedNode]) -> dict[str, list[Elsewhere]]:
    """Return what other articles say of the same quantities, by the IRI of the figure."""
    if not figures or not several_articles(site.kg):
        return {}
    found: dict[str, list[Elsewhere]] = {}
    wanted = {figure.value for figure in figures}
    for one in compare(site.kg.store, figures=figures, limit=_MOST, lang=site.lang):
        for here, there in (one.figures, one.figures[::-1]):
            if here.iri.value in wanted:
                name = local_name(there.article.value)
                found.setdefault(here.iri.value, []).append(
                    Elsewhere(one.kind, one.label, name, there)
                )
    return found


def _of(found: Sequence[Comparison], kind: str) -> list[Comparison]:
    return [one for one in found if one.kind == kind]


def _passages(one: Comparison) -> list[str]:
    return [figure.passage.value for figure in one.figures]
