"""What the page of a network view is given: the shape of its JSON, and nothing else.

All words are here in the three languages, so that a page changes its language by itself. The
page's own words (search, legend, help) stand in its scripts.
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
    """A row about a node: `property` says `value`, as its passages state (none: background)."""

    property: Labels
    value: Labels
    passages: list[str]
    words: NotRequired[list[str]]  # the article's very words for it, to be marked in the sentences


class EdgeFact(TypedDict):
    """A row about an edge.

    Without a value, the property that `label` names leads from one end of the edge to the other;
    where `back` is true, from `to` to `from`. With a value, the row is a detail of what the edge
    stands for, such as what an air route carries: it is no link of either end by itself.
    """

    label: Labels
    value: NotRequired[Labels]
    back: NotRequired[bool]
    passages: list[str]
    words: NotRequired[list[str]]


class NodeData(TypedDict):
    """A node. `x`, `y` and `size` are in the same unit; y grows downwards.

    The days are ISO dates, both inclusive, and None where nothing dates it.
    """

    id: str  # the short IRI: id:shenyang
    iri: str
    labels: Labels
    short: NotRequired[Labels]  # what is written on the drawing, where that is shorter
    aliases: list[str]  # further names to search by
    kind: Labels  # its stated classes in words
    classes: list[str]
    family: str  # the id of one of `families`
    size: float  # the radius
    font: float  # how large its name is written, 13 to 41: the more important, the larger
    x: float
    y: float
    importance: float  # from 0 to 1
    rank: int  # 0 is the most important
    community: int  # the id of one of `communities`
    firstDay: str | None
    lastDay: str | None
    facts: list[Fact]
    href: NotRequired[str]  # its page, in the web


#: Where an edge begins and ends; `from` is a keyword of Python and must be written so.
Ends = TypedDict("Ends", {"from": str, "to": str})


class EdgeData(Ends):
    """A line from a node to another, however many facts link them that way.

    `via` is the route, partnership or the like that the edge stands for and that is no node here;
    what is known of it is among the facts, and `kind` says what it is. A page that has it as a node
    already, and gets more by `expand`, leaves such an edge out.
    """

    id: str  # the same in every payload: what it stands for, or both its ends
    label: Labels  # what is written on it
    facts: list[EdgeFact]
    passages: list[str]
    firstDay: str | None
    lastDay: str | None
    twin: NotRequired[bool]  # another edge leads the other way
    both: NotRequired[bool]  # it has no direction
    via: NotRequired[str]
    kind: NotRequired[Labels]


class PassageData(TypedDict):
    """A passage of the article; the offsets count code points of its text, the end exclusive."""

    quote: str
    start: int | None
    end: int | None
    role: str | None  # sy:sentence, sy:heading …


class FamilyData(TypedDict):
    """Classes that are drawn alike, for the legend."""

    id: str  # the short IRI of the class above them
    label: Labels
    colour: str  # #rrggbb, for a light ground
    shape: str  # as vis-network calls it: dot, square, diamond, triangle, hexagon
    count: int


class Community(TypedDict):
    """Nodes that are more closely linked among themselves than with the rest."""

    id: int
    label: Labels  # its most important member's
    count: int


class Cut(TypedDict):
    """Not everything is shown, but the most important part."""

    shown: int
    total: int


class Reading(TypedDict):
    """The article's text, for the view that sets it beside its network."""

    id: str
    title: Labels
    lang: str
    text: str


class More(TypedDict):
    """What a page gets from `expand`: the node's neighbourhood, positions included."""

    nodes: list[NodeData]
    edges: list[EdgeData]
    passages: dict[str, PassageData]
    families: list[FamilyData]


class Payload(More):
    """All that a page is given.

    `expand` is an address with `{id}` in it, which answers with `More`; a page that has none shows
    what it was given. `lang` and `theme` are what the page opens with; `theme` None follows the
    reader's system.
    """

    title: Labels
    lang: str
    theme: str | None
    communities: list[Community]
    cut: Cut | None
    expand: str | None
    article: Reading | None
