"""A drawn network as a file for other programs: GraphML, GEXF, Cytoscape, DOT and Mermaid."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO
from xml.etree import ElementTree as XML

from sygraph.errors import SygraphError
from sygraph.rdf.safe_output import json_text, visible, web_address, xml_control

if TYPE_CHECKING:
    import networkx as nx

    from sygraph.network.payload import Labels, Payload

__all__ = ["WRITERS", "Drawing", "Line", "Mark", "write_drawing"]

# Mermaid draws no more lines than this unless its configuration says so.
MERMAID_LINES = 500

# How vis-network's shapes are called in yEd, DOT and Mermaid.
_YED = {
    "dot": "ellipse",
    "square": "rectangle",
    "diamond": "diamond",
    "triangle": "triangle",
    "hexagon": "hexagon",
}
_DOT = _YED | {"square": "box"}
_MERMAID = {"square": ("[", "]"), "diamond": ("{{", "}}"), "hexagon": ("{{", "}}")}

_POINTS_A_PIXEL = 0.75


@dataclass(frozen=True)
class Mark:
    """A node as it is drawn: where (in pixels, y downwards), how large, in what colour (#rrggbb).

    `iri` is an address of the web, or empty where the IRI of the node is another: then `id` is the
    whole IRI. `shape` is called as in vis-network: dot, square, diamond, triangle, hexagon.
    """

    id: str
    iri: str
    label: str
    kind: str
    colour: str
    shape: str
    size: float
    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """A link as it is drawn; `passages` are the CURIEs of those that state it."""

    source: str
    target: str
    label: str
    passages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drawing:
    """A network with the place of everything in it."""

    title: str
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]

    @classmethod
    def of(cls, payload: Payload, lang: str) -> Drawing:
        """The drawing that a network view shows, in one language."""
        colours = {family["id"]: family["colour"] for family in payload["families"]}
        shapes = {family["id"]: family["shape"] for family in payload["families"]}
        return cls(
            _said(payload["title"], lang),
            tuple(
                Mark(
                    id=node["id"],
                    iri=web_address(node["iri"]),
                    label=_said(node["labels"], lang),
                    kind=_said(node["kind"], lang),
                    colour=colours[node["family"]],
                    shape=shapes[node["family"]],
                    size=node["size"],
                    x=node["x"],
                    y=node["y"],
                )
                for node in payload["nodes"]
            ),
            tuple(
                Line(
                    edge["from"],
                    edge["to"],
                    _said(edge["label"], lang),
                    tuple(edge["passages"]),
                )
                for edge in payload["edges"]
            ),
        )


def _said(labels: Labels, lang: str) -> str:
    return labels if isinstance(labels, str) else labels[lang]


def write_drawing(drawing: Drawing, format: str, stream: BinaryIO) -> None:
    """Write a drawing; the same drawing gives the same bytes.

    Args:
        format: graphml, gexf, cytoscape, dot or mermaid.

    Raises:
        SygraphError: XML cannot hold a character of a label.

    >>> import io
    >>> seoul = Mark("id:seoul", "https://…", "Seoul", "city", "#2563c9", "dot", 9, 0, 0)
    >>> out = io.BytesIO()
    >>> write_drawing(Drawing("One city", (seoul,), ()), "mermaid", out)
    >>> print(out.getvalue().decode().splitlines()[1])
    flowchart LR
    """
    stream.write(WRITERS[format](drawing))


def _graphml(drawing: Drawing) -> bytes:
    """GraphML with each attribute as data, and as yEd's own graphics."""
    from networkx.readwrite.graphml import GraphMLWriter

    _refuse_controls(drawing)
    root: XML.Element = GraphMLWriter(_networkx(drawing)).xml
    _add_yed(root, drawing)
    return _xml(root)


_Y = "http://www.yworks.com/xml/graphml"


def _add_yed(root: XML.Element, drawing: Drawing) -> None:
    """Say in yEd's words where and how the nodes and their links are drawn."""
    root.set("xmlns:y", _Y)
    for position, kind in enumerate(("node", "edge")):
        key = XML.Element("key", {"id": f"{kind}graphics", "for": kind})
        key.set("yfiles.type", f"{kind}graphics")
        root.insert(position, key)
    elements = {element.get("id"): element for element in root.iter("node")}
    for mark in drawing.marks:
        element = elements[mark.id]
        shape = _yed(element, "node", "ShapeNode")
        side = 2 * mark.size
        box = {"x": mark.x - mark.size, "y": mark.y - mark.size, "width": side, "height": side}
        _child(shape, "Geometry", {name: f"{value:.1f}" for name, value in box.items()})
        _child(shape, "Fill", {"color": mark.colour, "transparent": "false"})
        label = _child(shape, "NodeLabel", {"modelName": "sides", "modelPosition": "s"})
        label.text = mark.label
        _child(shape, "Shape", {"type": _YED.get(mark.shape, "ellipse")})
    elements = {element.get("id"): element for element in root.iter("edge")}
    for number, line in enumerate(drawing.lines):
        drawn = _yed(elements[_edge_id(number)], "edge", "PolyLineEdge")
        _child(drawn, "Arrows", {"source": "none", "target": "standard"})
        _child(drawn, "EdgeLabel", {}).text = line.label


def _yed(element: XML.Element, kind: str, shape: str) -> XML.Element:
    data = XML.SubElement(element, "data", {"key": f"{kind}graphics"})
    return XML.SubElement(data, f"y:{shape}")


def _child(parent: XML.Element, name: str, attributes: dict[str, str]) -> XML.Element:
    return XML.SubElement(parent, f"y:{name}", attributes)


def _gexf(drawing: Drawing) -> bytes:
    from networkx.readwrite.gexf import GEXFWriter

    _refuse_controls(drawing)
    graph = _networkx(drawing)
    for mark in drawing.marks:
        red, green, blue = (int(mark.colour[i : i + 2], 16) for i in (1, 3, 5))
        its = graph.nodes[mark.id]
        for name in ("x", "y", "size", "colour"):
            del its[name]
        its["viz"] = {
            "color": {"r": red, "g": green, "b": blue, "a": 1.0},
            "size": mark.size,
            # Gephi's y axis points upwards.
            "position": {"x": mark.x, "y": -mark.y, "z": 0.0},
        }
    for _, _, key, its in graph.edges(keys=True, data=True):
        its["id"] = key
    root: XML.Element = GEXFWriter(graph, version="1.2draft").xml
    for element in root.iter():
        element.attrib.pop("lastmodifieddate", None)  # the same graph gives the same bytes
    return _xml(root)


def _cytoscape(drawing: Drawing) -> bytes:
    """The JSON of Cytoscape.js, which Cytoscape opens as .cyjs."""
    nodes = [
        {
            "data": {
                "id": mark.id,
                "value": mark.id,  # networkx names its nodes by this
                "name": mark.label,
                "iri": mark.iri,
                "class": mark.kind,
                "colour": mark.colour,
                "shape": _YED.get(mark.shape, "ellipse"),
                "size": mark.size,
            },
            "position": {"x": mark.x, "y": mark.y},
        }
        for mark in drawing.marks
    ]
    edges = [
        {
            "data": {
                "id": _edge_id(number),
                "key": number,  # networkx tells links of the same ends apart by this
                "source": line.source,
                "target": line.target,
                "interaction": line.label,
                "name": line.label,
                "passages": list(line.passages),
            }
        }
        for number, line in enumerate(drawing.lines)
    ]
    whole = {
        "format_version": "1.0",
        "generated_by": "sygraph",
        "directed": True,
        "multigraph": True,
        "data": {"name": drawing.title},
        "elements": {"nodes": nodes, "edges": edges},
    }
    return (json_text(whole, indent=1) + "\n").encode()


def _dot(drawing: Drawing) -> bytes:
    """DOT with pinned places: `neato -n -Tsvg` draws it as it is, `dot` in layers of its own."""
    lines = [
        "digraph {",
        f"  graph [label={_quoted(drawing.title)}, labelloc=t, outputorder=edgesfirst];",
        '  node [style=filled, fontname="sans-serif", fontsize=10, fixedsize=true];',
        '  edge [color="#8a94a0", fontname="sans-serif", fontsize=8, arrowsize=0.5];',
    ]
    for mark in drawing.marks:
        inches = 2 * mark.size * _POINTS_A_PIXEL / 72
        x, y = mark.x * _POINTS_A_PIXEL, -mark.y * _POINTS_A_PIXEL
        link = f", URL={_quoted(mark.iri)}" if web_address(mark.iri) else ""
        lines.append(
            f'  {_quoted(mark.id)} [label="", xlabel={_quoted(mark.label)}'
            f", tooltip={_quoted(mark.kind)}{link}"
            f", class={_quoted(mark.kind)}, shape={_DOT.get(mark.shape, 'ellipse')}"
            f', fillcolor="{mark.colour}", color="{mark.colour}"'
            f', width={inches:.3f}, height={inches:.3f}, pos="{x:.1f},{y:.1f}"];'
        )
    for line in drawing.lines:
        lines.append(
            f"  {_quoted(line.source)} -> {_quoted(line.target)} [label={_quoted(line.label)}"
            f", edgetooltip={_quoted(' '.join((line.label, *line.passages)))}];"
        )
    return "\n".join([*lines, "}", ""]).encode()


def _quoted(text: str) -> str:
    """A DOT string; a backslash would begin an escape, and a control would break the SVG."""
    text = visible(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    # What looks like HTML is only that between angle brackets; entities count in any string.
    return '"' + text.replace("&", "&amp;") + '"'


def _mermaid(drawing: Drawing) -> bytes:
    """A Mermaid flowchart for Markdown, which places the nodes itself."""
    config = {"maxEdges": max(MERMAID_LINES, len(drawing.lines)), "maxTextSize": 10_000_000}
    lines = [f"%%{{init: {json_text(config)}}}%%", "flowchart LR"]
    names = {mark.id: f"n{number}" for number, mark in enumerate(drawing.marks)}
    kinds = {kind: f"k{n}" for n, kind in enumerate(dict.fromkeys(_looks(drawing)))}
    for mark in drawing.marks:
        before, after = _MERMAID.get(mark.shape, ("([", "])"))
        kind = kinds[mark.kind, mark.colour]
        lines.append(f"  {names[mark.id]}{before}{_label(mark.label)}{after}:::{kind}")
    for line in drawing.lines:
        said = f"|{_label(line.label)}|" if line.label else ""
        lines.append(f"  {names[line.source]} -->{said} {names[line.target]}")
    for (kind, colour), name in kinds.items():
        lines.append(f"  %% {_comment(kind)}")
        lines.append(f"  classDef {name} fill:{colour}22,stroke:{colour}")
    return "\n".join([*lines, ""]).encode()


def _looks(drawing: Drawing) -> Iterator[tuple[str, str]]:
    return ((mark.kind, mark.colour) for mark in drawing.marks)


def _label(text: str) -> str:
    """A Mermaid label: every sign that its grammar or HTML knows stands as its number."""
    return '"' + re.sub(r"[^\w\s\-.,:、。，：；（）「」《》·–—]|\n", _entity, text) + '"'


def _entity(match: re.Match[str]) -> str:
    return "<br/>" if match[0] == "\n" else f"#{ord(match[0])};"


def _comment(text: str) -> str:
    return re.sub(r"[{}\n]", " ", text)


def _networkx(drawing: Drawing) -> nx.MultiDiGraph[str]:
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=drawing.title)
    for mark in drawing.marks:
        its: dict[str, Any] = {
            "label": mark.label,
            "class": mark.kind,
            "iri": mark.iri,
            "colour": mark.colour,
            "shape": mark.shape,
            "size": float(mark.size),
            "x": float(mark.x),
            "y": float(mark.y),
        }
        graph.add_node(mark.id, **its)
    for number, line in enumerate(drawing.lines):
        passages = " ".join(line.passages)
        graph.add_edge(
            line.source, line.target, _edge_id(number), label=line.label, passages=passages
        )
    return graph


def _edge_id(number: int) -> str:
    """The id of a line, the same in every format."""
    return f"e{number}"


def _refuse_controls(drawing: Drawing) -> None:
    """Refuse a text that XML cannot hold, by its name."""
    for text in _texts(drawing):
        if found := xml_control(text):
            raise SygraphError(
                f"XML cannot hold {found}, which the label {text!r} has",
                hint="choose another format, such as cytoscape or dot",
            )


def _texts(drawing: Drawing) -> Iterator[str]:
    yield drawing.title
    for mark in drawing.marks:
        yield from (mark.label, mark.kind, mark.id, mark.iri)
    for line in drawing.lines:
        yield from (line.label, line.source, line.target, *line.passages)


def _xml(root: XML.Element) -> bytes:
    XML.indent(root)
    text: bytes = XML.tostring(root, encoding="utf-8", xml_declaration=True)
    # A parser reads a bare carriage return as a newline.
    return text.replace(b"\r", b"&#xD;") + b"\n"


WRITERS: dict[str, Callable[[Drawing], bytes]] = {
    "graphml": _graphml,
    "gexf": _gexf,
    "cytoscape": _cytoscape,
    "dot": _dot,
    "mermaid": _mermaid,
}
