"""The themes of a view: which things each is about, and which links it shows."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from sygraph.entities.facts import batches, node, values
from sygraph.namespaces import sy, vocab
from sygraph.store.interface import Store

__all__ = ["THEMES", "Theme", "theme_links"]

Link = tuple[NamedNode, NamedNode, NamedNode]


@dataclass(frozen=True)
class Theme:
    """What a theme is about: the things that a pattern finds as ?core, and the links it shows.

    `links` are properties that lead from one of those things, `back` those that lead to one (the
    same if not given), `further` those that lead on from what they link, by its class: from a city
    to its country.
    """

    name: str
    labels: dict[str, str]
    pattern: str
    links: tuple[str, ...]
    back: tuple[str, ...] | None = None
    further: tuple[tuple[str, str], ...] = (("City", "country"),)


def _labels(en: str, hant: str, hans: str) -> dict[str, str]:
    return {"en": en, "zh-Hant": hant, "zh-Hans": hans}


THEMES = {
    theme.name: theme
    for theme in (
        Theme(
            "transport",
            _labels("Transport", "交通", "交通"),
            "VALUES ?class { sy:Connection sy:Airport sy:Port sy:BorderCrossing sy:RailCorridor }"
            " ?core a ?class",
            (
                *("origin", "destination", "dcterms:hasPart", "serves", "hubFor"),
                *("launchedBy", "locatedIn", "partner", "schema:object", "of"),
            ),
            further=(("City", "country"), ("Undertaking", "schema:agent"), ("Ranking", "among")),
        ),
        Theme(
            "partners",
            _labels("Partners", "夥伴", "伙伴"),
            "{ ?core a sy:Partnership } UNION { ?core a sy:Undertaking ; sy:partner ?any }",
            ("partner", "schema:agent", "dcterms:subject"),
            further=(
                ("City", "country"),
                ("Group", "dcterms:hasPart"),
                ("District", "locatedIn"),
            ),
        ),
        Theme(
            "events",
            _labels("Events", "活動", "活动"),
            "VALUES ?class { sy:Event sy:EventSeries } ?core a ?class",
            (
                *("inSeries", "subEventOf", "inPlace", "schema:organizer", "participant"),
                *("involves", "promotes", "underInitiative", "speaker"),
            ),
        ),
        Theme(
            "zones",
            _labels("Zones", "開發開放區", "开发开放区"),
            "{ ?core a sy:Zone } UNION { ?core dcterms:hasPart ?zone . ?zone a sy:Zone }",
            (
                *(
                    "locatedIn",
                    "of",
                    "among",
                    "dcterms:hasPart",
                    "schema:object",
                    "dcterms:subject",
                ),
                *("launchedBy", "participant", "schema:affiliation"),
            ),
            further=(
                *(
                    ("Statement", name)
                    for name in ("of", "among", "schema:agent", "conferredBy", "statedIn")
                ),
                ("City", "locatedIn"),
            ),
        ),
        Theme(
            "trade",
            _labels("Trade and investment", "貿易與投資", "贸易与投资"),
            "{ VALUES ?measure { sy:tradeTotal sy:signedValue sy:signedProjects sy:landedProjects"
            " sy:investmentPromotions sy:newForeignEnterprises sy:newEnterprises sy:number"
            " sy:cargoThroughput } ?figure sy:measure ?measure ; sy:of ?core }"
            " UNION { VALUES ?field { id:foreign-trade id:foreign-investment"
            " id:investment-attraction id:cross-border-ecommerce id:trade-and-economy }"
            " ?core dcterms:subject ?field }",
            (
                *("dcterms:subject", "dcterms:hasPart", "inSeries", "serves", "origin"),
                *("destination", "inPlace", "launchedBy", "participant", "partner", "during"),
            ),
            back=("dcterms:hasPart", "inSeries"),
            further=(("City", "country"), ("Zone", "locatedIn"), ("Undertaking", "schema:agent")),
        ),
        Theme(
            "plan",
            _labels("The plan", "規劃", "规划"),
            "{ VALUES ?class { sy:Plan sy:Target sy:Designation } ?core a ?class }"
            " UNION { ?core sy:statedIn ?plan }",
            (
                *("statedIn", "of", "scope", "schema:object", "schema:agent", "partner"),
                *("underInitiative", "dcterms:subject", "conferredBy", "dcterms:publisher"),
                *("saidBy", "dcterms:hasPart"),
            ),
            further=(("Unnamed", "schema:affiliation"),),
        ),
    )
}


def theme_links(store: Store, theme: Theme) -> tuple[list[NamedNode], set[Link]]:
    """Return the things that a theme is about, and the links that it shows.

    >>> from sygraph.store.interface import OxigraphStore
    >>> core, links = theme_links(OxigraphStore.bundled(), THEMES["events"])
    >>> sy("inSeries") in {predicate for _, predicate, _ in links}
    True
    """
    core = f"{{ SELECT DISTINCT ?core {{ {theme.pattern} }} }}"
    found = [node(row["core"]) for row in store.select(f"SELECT ?core {core}")]
    links = _links(store, core, theme.links, theme.links if theme.back is None else theme.back)
    ends = {end for start, _, far in links for end in (start, far)}
    links |= _links_on(store, sorted(ends, key=str), theme.further)
    return sorted(found, key=str), links


def _links(store: Store, core: str, out: tuple[str, ...], back: tuple[str, ...]) -> set[Link]:
    """The links from and to what a theme is about."""
    rows = store.select(
        f"SELECT DISTINCT ?s ?p ?o {{ {core}"
        f" {{ {values('p', map(vocab, out))} ?core ?p ?o BIND(?core AS ?s) }} UNION"
        f" {{ {values('p', map(vocab, back))} ?s ?p ?core BIND(?core AS ?o) }} FILTER(ISIRI(?o)) }}"
    )
    return {(node(row["s"]), node(row["p"]), node(row["o"])) for row in rows}


def _links_on(
    store: Store, starts: list[NamedNode], further: tuple[tuple[str, str], ...]
) -> set[Link]:
    """The links that lead on from what is shown."""
    wanted = " ".join(f"({sy(cls)} {vocab(name)})" for cls, name in further)
    found: set[Link] = set()
    for batch in batches(starts):
        rows = store.select(
            f"SELECT DISTINCT ?s ?p ?o {{ {values('s', batch)} VALUES (?class ?p) {{ {wanted} }}"
            " ?s a ?class ; ?p ?o FILTER(ISIRI(?o)) }"
        )
        found.update((node(row["s"]), node(row["p"]), node(row["o"])) for row in rows)
    return found
