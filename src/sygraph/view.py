"""From a network to one HTML file that shows it and asks the outside for nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from math import ceil, sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from sygraph.layout import arrange
from sygraph.wording import capital

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["render"]


@dataclass(frozen=True)
class Family:
    """Classes that are drawn alike: those below one class and not below one listed earlier."""

    cls: str
    colour: str
    shape: str = "dot"


# The first that a node belongs to is its own.
FAMILIES = (
    Family("sy:Observation", "#4b5563", "square"),
    Family("sy:Target", "#c026a3", "diamond"),
    Family("sy:Statement", "#9aa3af", "diamond"),
    Family("sy:City", "#2563c9"),
    Family("sy:Country", "#10316b"),
    Family("sy:Zone", "#d97706"),
    Family("sy:Place", "#6d9bd6"),
    Family("sy:Connection", "#0f8a62"),
    Family("sy:EventSeries", "#8f1239"),
    Family("sy:Event", "#dc4a62"),
    Family("sy:Agent", "#6d3fc0"),
    Family("sy:Group", "#8a6a52"),
    Family("sy:Plan", "#b59b00"),
    Family("sy:Initiative", "#e0b400"),
    Family("sy:Field", "#5aa6a6"),
    Family("sy:Article", "#111111"),
)

# The page's own words, by language.
WORDS = {
    "en": {
        "background": "gazetteer",
        "passages": "Passages",
        "close": "Close",
        "legend": "Legend",
        "counts": "{nodes} entities and statements, {edges} links, from {passages} passages",
        "noscript": "This view needs JavaScript.",
    },
    "zh-Hant": {
        "background": "地名人名錄",
        "passages": "原文",
        "close": "關閉",
        "legend": "圖例",
        "counts": "{nodes}個實體與陳述，{edges}條聯繫，出自{passages}個原文片段",
        "noscript": "本頁需要 JavaScript。",
    },
    "zh-Hans": {
        "background": "地名人名录",
        "passages": "原文",
        "close": "关闭",
        "legend": "图例",
        "counts": "{nodes}个实体与陈述，{edges}条联系，出自{passages}个原文片段",
        "noscript": "本页需要 JavaScript。",
    },
}

# Labels smaller than this on the screen, in pixels, are left out until the reader comes nearer.
THRESHOLD = 8
# How many entities have their names written large.
LEADING = 70
# How many ems a line of a label takes, and how many lines.
LINE, LINES = 12.0, 2


def render(graph: nx.MultiDiGraph[str], title: str) -> str:
    """Return an HTML page that draws the network of `sygraph.network.to_networkx`.

    Positions are computed here, so the page opens still. Its script and style stand in it:
    vis-network's come from the installed pyvis package. Labels are only ever text in it.

    >>> import networkx as nx
    >>> page = render(nx.MultiDiGraph(lang="en", passages={}, classes={}), "<i>nothing</i>")
    >>> "<title>&lt;i&gt;nothing&lt;/i&gt;</title>" in page
    True
    """
    words = WORDS[graph.graph["lang"]]
    nodes = list(_nodes(graph))
    edges = list(_edges(graph))
    data = {
        "nodes": nodes,
        "edges": edges,
        "families": list(_families(graph, nodes)),
        "passages": graph.graph["passages"],
        "words": words,
        "threshold": THRESHOLD,
    }
    counts = {
        "nodes": len(nodes),
        "edges": graph.number_of_edges(),
        "passages": len(graph.graph["passages"]),
    }
    page = Path(__file__).parent / "page"
    parts = {
        "lang": escape(graph.graph["lang"]),
        "title": escape(title),
        "subtitle": escape(words["counts"].format(**counts)),
        "legend": escape(words["legend"]),
        "noscript": escape(words["noscript"]),
        "data": _json(data),
        "vis_css": _vis("vis-network.css"),
        "vis_js": _vis("vis-network.min.js"),
        "css": (page / "network.css").read_text(encoding="utf-8"),
        "js": (page / "network.js").read_text(encoding="utf-8"),
    }
    template = (page / "network.html").read_text(encoding="utf-8")
    # One pass, so that nothing in a part is taken for a place to fill.
    return re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], template)


def _nodes(graph: nx.MultiDiGraph[str]) -> Iterator[dict[str, Any]]:
    lang = graph.graph["lang"]
    labels = {name: _label(attributes, lang) for name, attributes in graph.nodes(data=True)}
    sizes = _sizes(graph)
    boxes = {name: _box(labels[name], *sizes[name]) for name in graph}
    places = arrange(graph, boxes)
    classes = graph.graph["classes"]
    for name, attributes in graph.nodes(data=True):
        family = _family(graph, name)
        size, font = sizes[name]
        kinds = [classes[cls] for cls in attributes["classes"]]
        yield {
            "id": name,
            "label": labels[name],
            "name": attributes["label"],
            "kind": ", ".join(kinds),
            "title": attributes["figure"] or attributes["label"],
            "family": family.cls,
            "group": family.cls,
            "shape": family.shape,
            "size": size,
            "font": {"size": font},
            "x": round(places[name][0], 1),
            # The box is the node with its label under it; the place of a node is its own middle.
            "y": round(places[name][1] - boxes[name][1] / 2 + size, 1),
            "facts": attributes["facts"],
        }


def _edges(graph: nx.MultiDiGraph[str]) -> Iterator[dict[str, Any]]:
    """One line from a node to another, however many properties link them."""
    lines: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for start, end, attributes in graph.edges(data=True):
        lines.setdefault((start, end), []).append(attributes)
    for number, ((start, end), links) in enumerate(lines.items()):
        yield {
            "id": number,
            "from": start,
            "to": end,
            "label": " · ".join(link["label"] for link in links),
            "facts": [{"label": link["label"], "passages": link["passages"]} for link in links],
        }


def _families(graph: nx.MultiDiGraph[str], nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for family in FAMILIES:
        count = sum(node["family"] == family.cls for node in nodes)
        if count:
            yield {
                "id": family.cls,
                "label": capital(graph.graph["classes"][family.cls]),
                "colour": family.colour,
                "shape": family.shape,
                "count": count,
            }


def _family(graph: nx.MultiDiGraph[str], name: str) -> Family:
    classes = {*graph.nodes[name]["classes"], *graph.nodes[name]["superclasses"]}
    return next((family for family in FAMILIES if family.cls in classes), FAMILIES[2])


def _label(attributes: dict[str, Any], lang: str) -> str:
    """What is written under a node: its name, cut to a few lines of about the same length.

    A figure's wording is Chinese, so readers of English get its number instead.
    """
    text = (lang == "en" and attributes["quantity"]) or attributes["label"]
    width = _ems(text) / ceil(_ems(text) / LINE)
    while len(lines := _wrapped(text, width)) > LINES and width < LINE:
        width += 1
    return "\n".join(lines[:LINES]) + ("…" if len(lines) > LINES else "")


def _wrapped(text: str, width: float) -> list[str]:
    """The text in lines of so many ems, broken between words or Chinese characters."""
    lines = [""]
    for piece in re.findall(r"[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+", text):
        if lines[-1] and _ems(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def _sizes(graph: nx.MultiDiGraph[str]) -> dict[str, tuple[float, float]]:
    """The size of each node and of its label's letters: the more links, the larger.

    The names of the most linked entities are read at once, the others from nearer.
    """
    drawn = {name: _family(graph, name).shape for name in graph}
    order = sorted(graph, key=lambda name: (drawn[name] != "dot", -graph.degree(name), name))
    sizes = {}
    for rank, name in enumerate(order):
        links = min(sqrt(graph.degree(name)), 8)
        if drawn[name] != "dot":
            sizes[name] = 6 + links, 13.0
        else:
            large = (7 + 27 / (1 + rank / 6)) * min(1, len(graph) / 200) if rank < LEADING else 0
            sizes[name] = 6 + 3 * links, 14 + large
    return sizes


def _box(label: str, size: float, font: float) -> tuple[float, float]:
    """The room that a node and the label under it take."""
    lines = label.split("\n")
    return max(2 * size, font * max(map(_ems, lines))), 2 * size + 1.2 * font * len(lines)


def _ems(text: str) -> float:
    return sum(1.0 if east_asian_width(c) in "WF" else 0.6 for c in text)


def _json(data: object) -> str:
    """JSON that may stand in a script element: no sign of it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _vis(name: str) -> str:
    """A file of vis-network, from the installed pyvis; importing pyvis would load IPython."""
    from importlib.util import find_spec

    spec = find_spec("pyvis")
    assert spec is not None
    assert spec.origin is not None
    path = Path(spec.origin).parent / "templates" / "lib" / "vis-9.1.2" / name
    return path.read_text(encoding="utf-8")
