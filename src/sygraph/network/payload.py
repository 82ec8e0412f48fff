"""Types of the JSON payload of a network view.

The payload has all labels in three languages, so that the page can switch language. The words of
the user interface (search, legend, help) are in its scripts.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict

__all__ = [
    "Community",
    "Cut",
    "EdgeData",
    "Fact",
    "FamilyData",
    "Labels",
    "More",
    "NodeData",
    "PassageData",
    "Payload",
    "Reading",
]

#: A text by language: `{"en": …, "zh-Hant": …, "zh-Hans": …}`, or one text where all three agree.
Labels = dict[str, str] | str


class Fact(TypedDict):
    """A fact about a node; a fact from the background has no passages."""

    property: Labels
    value: Labels
    passages: list[str]
    words: NotRequired[list[str]]  # the words of the article for the value, to highlight


class EdgeFact(TypedDict):
    """A fact about an edge.

    Without a value, `label` is the property that leads from the start of the edge to its end. With
    a value, the row is a detail of the statement or route that became the edge.
    """

    label: Labels
    value: NotRequired[Labels]
    passages: list[str]
    words: NotRequired[list[str]]


class NodeData(TypedDict):
    """A node. `x`, `y` and `size` are in the same unit; y grows downwards.

    The days are ISO dates, both inclusive, or None if the node has no date.
    """

    id: str  # the CURIE, such as id:seoul
    iri: str
    labels: Labels
    short: NotRequired[Labels]  # the label on the drawing, if it is another
    aliases: list[str]  # other names, for the search
    kind: Labels  # the stated classes in words
    classes: list[str]
    family: str  # the id of one of `families`
    size: float  # the radius
    font: float  # the font size of the label, from 13 to 41
    x: float
    y: float
    importance: float  # from 0 to 1, by the number of neighbours
    between: float  # from 0 to 1, by the shortest paths that lead through it
    rank: int  # 0 is the most important
    community: int  # the id of one of `communities`
    firstDay: str | None
    lastDay: str | None
    facts: list[Fact]
    story: NotRequired[list[float]]  # its position in the part that the page opens on
    href: NotRequired[str]  # the URL of its page


#: The start and the end of an edge, by id. `from` is a Python keyword, so this is not a class.
Ends = TypedDict("Ends", {"from": str, "to": str})


class EdgeData(Ends):
    """An edge for all facts that link one node to another in this direction.

    `via` is the statement or route that became the edge, and `kind` its class in words; `facts`
    has the facts about it. A page that has `via` as a node and loads more nodes with `expand` must
    skip the edge.
    """

    id: str  # the same in every payload: `via`, or both ends
    label: Labels
    facts: list[EdgeFact]
    passages: list[str]
    firstDay: str | None
    lastDay: str | None
    twin: NotRequired[bool]  # another edge has the opposite direction
    both: NotRequired[bool]  # the edge has no direction
    via: NotRequired[str]
    kind: NotRequired[Labels]


class PassageData(TypedDict):
    """A passage of the article; offsets count code points of the text, the end exclusive."""

    quote: str
    start: int | None
    end: int | None
    role: str | None  # sy:sentence, sy:heading …
    lang: str
    translation: NotRequired[dict[str, str]]  # by the language of the reader


class FamilyData(TypedDict):
    """A kind of nodes, which are drawn alike, for the legend."""

    id: str  # the CURIE of a class
    label: Labels
    colour: str  # #rrggbb, for a light background
    dark: NotRequired[str]  # #rrggbb, for a dark background
    shape: str  # a shape of vis-network: dot, square, diamond, triangle, hexagon
    count: int


class Community(TypedDict):
    """A group of nodes with more links inside the group than to other nodes."""

    id: int
    label: Labels  # the label of its most important member
    count: int


class Cut(TypedDict):
    """The number of nodes that are shown, and of all nodes."""

    shown: int
    total: int


class Reading(TypedDict):
    """The text of the article, for a view that shows it next to the network."""

    id: str
    title: Labels
    lang: str
    text: str


class More(TypedDict):
    """The response of `expand`: the neighbours of a node, with positions."""

    nodes: list[NodeData]
    edges: list[EdgeData]
    passages: dict[str, PassageData]
    families: list[FamilyData]


class Payload(More):
    """All data of a page.

    `expand` is a URL with the placeholder `{id}`, which returns `More`, or None if the page cannot
    load more nodes. `path` is the two nodes between which the page opens on the shortest paths.
    `source` and `licence` are for pictures. `lang` and `theme` are the language and the colour
    theme of the page when it opens; if `theme` is None, it follows the system.
    """

    title: Labels
    lang: str
    theme: str | None
    communities: list[Community]
    cut: Cut | None
    expand: str | None
    path: NotRequired[list[str] | None]
    source: NotRequired[Labels]
    licence: NotRequired[Labels]
    article: Reading | None
