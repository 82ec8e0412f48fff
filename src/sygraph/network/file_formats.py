"""Write the drawing of a network as GraphML, GEXF, Cytoscape.js JSON, DOT or Mermaid."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO
from xml.etree import ElementTree as XML

from sygraph.data import read_toml
from sygraph.errors import SygraphError
from sygraph.network.multilingual import in_language
from sygraph.rdf.safe_output import json_text, visible, web_address, xml_control

if TYPE_CHECKING:
    import networkx as nx

    from sygraph.network.payload import Payload

__all__ = ["WRITERS", "Drawing", "PlacedEdge", "PlacedNode", "write_drawing"]

# The default for the greatest number of edges in Mermaid.
MERMAID_EDGES = 500

_SHAPES: dict[str, dict[str, Any]] = read_toml("network/styles.toml")["shapes"]

_POINTS_PER_PIXEL = 0.75


@dataclass(frozen=True)
class PlacedNode:
    """A node with its position, size, colour and shape.

    Attributes:
        id: the CURIE, or the IRI if no prefix fits.
        iri: the IRI if it is an HTTP or HTTPS URL, else empty.
        kind: the classes in words.
        colour: #rrggbb.
        shape: a shape of vis-network: dot, square, diamond, triangle, hexagon.
        size: the radius in pixels.
        x: the horizontal position of the centre in pixels.
        y: the vertical position of the centre in pixels; it grows downwards.
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
class PlacedEdge:
    """An edge; `passages` are the CURIEs of the passages that state it."""

    source: str
    target: str
    label: str
    passages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drawing:
    """A network with the positions of its nodes."""

    title: str
    nodes: tuple[PlacedNode, ...]
    edges: tuple[PlacedEdge, ...]

    @classmethod
    def of(cls, payload: Payload, lang: str) -> Drawing:
        """Return the drawing of a network view, in one language."""
        colours = {family["id"]: family["colour"] for family in payload["families"]}
        shapes = {family["id"]: family["shape"] for family in payload["families"]}
        return cls(
            in_language(payload["title"], lang),
            tuple(
                PlacedNode(
                    id=node["id"],
                    iri=web_address(node["iri"]),
                    label=in_language(node["labels"], lang),
                    kind=in_language(node["kind"], lang),
                    colour=colours[node["family"]],
                    shape=shapes[node["family"]],
                    size=node["size"],
                    x=node["x"],
                    y=node["y"],
                )
                for node in payload["nodes"]
            ),
            tuple(
                PlacedEdge(
                    edge["from"],
                    edge["to"],
                    in_language(edge["label"], lang),
                    tuple(edge["passages"]),
                )
                for edge in payload["edges"]
            ),
        )


def _shape(name: str) -> dict[str, Any]:
    return _SHAPES.get(name, _SHAPES["dot"])


def write_drawing(drawing: Drawing, format: str, stream: BinaryIO) -> None:
    """Write a drawing; the same drawing always gives the same bytes.

    Args:
        format: graphml, gexf, cytoscape, dot or mermaid.

    Raises:
        SygraphError: the format is XML, and a text has a character that XML forbids.

    >>> import io
    >>> seoul = PlacedNode("id:seoul", "https://…", "Seoul", "city", "#2563c9", "dot", 9, 0, 0)
    >>> out = io.BytesIO()
    >>> write_drawing(Drawing("One city", (seoul,), ()), "mermaid", out)
    >>> print(out.getvalue().decode().splitlines()[1])
    flowchart LR
    """
    stream.write(WRITERS[format](drawing))


def _graphml(drawing: Drawing) -> bytes:
    """GraphML with each attribute as data, and with the graphics elements of yEd."""
    from networkx.readwrite.graphml import GraphMLWriter

    _refuse_controls(drawing)
    root: XML.Element = GraphMLWriter(_networkx(drawing)).xml
    _add_yed(root, drawing)
    return _xml(root)


_Y = "http://www.yworks.com/xml/graphml"


def _add_yed(root: XML.Element, drawing: Drawing) -> None:
    """Add the positions and styles of nodes and edges in the elements of yEd."""
    root.set("xmlns:y", _Y)
    for position, kind in enumerate(("node", "edge")):
        key = XML.Element("key", {"id": f"{kind}graphics", "for": kind})
        key.set("yfiles.type", f"{kind}graphics")
        root.insert(position, key)
    elements = {element.get("id"): element for element in root.iter("node")}
    for node in drawing.nodes:
        element = elements[node.id]
        shape = _yed(element, "node", "ShapeNode")
        side = 2 * node.size
        box = {"x": node.x - node.size, "y": node.y - node.size, "width": side, "height": side}
        _child(shape, "Geometry", {name: f"{value:.1f}" for name, value in box.items()})
        _child(shape, "Fill", {"color": node.colour, "transparent": "false"})
        label = _child(shape, "NodeLabel", {"modelName": "sides", "modelPosition": "s"})
        label.text = node.label
        _child(shape, "Shape", {"type": _shape(node.shape)["yed"]})
    elements = {element.get("id"): element for element in root.iter("edge")}
    for number, edge in enumerate(drawing.edges):
        line = _yed(elements[_edge_id(number)], "edge", "PolyLineEdge")
        _child(line, "Arrows", {"source": "none", "target": "standard"})
        _child(line, "EdgeLabel", {}).text = edge.label


def _yed(element: XML.Element, kind: str, shape: str) -> XML.Element:
    data = XML.SubElement(element, "data", {"key": f"{kind}graphics"})
    return XML.SubElement(data, f"y:{shape}")


def _child(parent: XML.Element, name: str, attributes: dict[str, str]) -> XML.Element:
    return XML.SubElement(parent, f"y:{name}", attributes)


def _gexf(drawing: Drawing) -> bytes:
    from networkx.readwrite.gexf import GEXFWriter

    _refuse_controls(drawing)
    graph = _networkx(drawing)
    for node in drawing.nodes:
        red, green, blue = (int(node.colour[i : i + 2], 16) for i in (1, 3, 5))
        its = graph.nodes[node.id]
        for name in ("x", "y", "size", "colour"):
            del its[name]
        its["viz"] = {
            "color": {"r": red, "g": green, "b": blue, "a": 1.0},
            "size": node.size,
            # Gephi's y axis points upwards.
            "position": {"x": node.x, "y": -node.y, "z": 0.0},
        }
    for _, _, key, its in graph.edges(keys=True, data=True):
        its["id"] = key
    root: XML.Element = GEXFWriter(graph, version="1.2draft").xml
    for element in root.iter():
        element.attrib.pop("lastmodifieddate", None)  # so that the output is reproducible
    return _xml(root)


def _cytoscape(drawing: Drawing) -> bytes:
    """The JSON of Cytoscape.js, which Cytoscape opens as .cyjs."""
    import networkx as nx

    content: dict[str, Any] = nx.cytoscape_data(_networkx(drawing))
    content |= {"format_version": "1.0", "generated_by": "sygraph", "data": {"name": drawing.title}}
    nodes, edges = content["elements"]["nodes"], content["elements"]["edges"]
    for element in nodes:
        data = element["data"]
        data |= {"name": data.pop("label"), "shape": _shape(data["shape"])["yed"]}
        element["position"] = {axis: data.pop(axis) for axis in ("x", "y")}
    for element in edges:
        data = element["data"]
        label = data.pop("label")
        data |= {"id": data["key"], "name": label, "interaction": label}
        data["passages"] = data["passages"].split()
    # networkx sorts the edges by node.
    edges.sort(key=lambda element: int(element["data"]["id"][1:]))
    return (json_text(content, indent=1) + "\n").encode()


def _dot(drawing: Drawing) -> bytes:
    """DOT with fixed positions for `neato -n -Tsvg`; `dot` computes other positions."""
    lines = [
        "digraph {",
        f"  graph [label={_quoted(drawing.title)}, labelloc=t, outputorder=edgesfirst];",
        '  node [style=filled, fontname="sans-serif", fontsize=10, fixedsize=true];',
        '  edge [color="#8a94a0", fontname="sans-serif", fontsize=8, arrowsize=0.5];',
    ]
    for node in drawing.nodes:
        inches = 2 * node.size * _POINTS_PER_PIXEL / 72
        x, y = node.x * _POINTS_PER_PIXEL, -node.y * _POINTS_PER_PIXEL
        link = f", URL={_quoted(node.iri)}" if web_address(node.iri) else ""
        lines.append(
            f'  {_quoted(node.id)} [label="", xlabel={_quoted(node.label)}'
            f", tooltip={_quoted(node.kind)}{link}"
            f", class={_quoted(node.kind)}, shape={_shape(node.shape)['dot']}"
            f', fillcolor="{node.colour}", color="{node.colour}"'
            f', width={inches:.3f}, height={inches:.3f}, pos="{x:.1f},{y:.1f}"];'
        )
    for edge in drawing.edges:
        lines.append(
            f"  {_quoted(edge.source)} -> {_quoted(edge.target)} [label={_quoted(edge.label)}"
            f", edgetooltip={_quoted(' '.join((edge.label, *edge.passages)))}];"
        )
    return "\n".join([*lines, "}", ""]).encode()


def _quoted(text: str) -> str:
    """Return a DOT string, without escape sequences and control characters."""
    text = visible(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    # Graphviz reads HTML entities in every string.
    return '"' + text.replace("&", "&amp;") + '"'


def _mermaid(drawing: Drawing) -> bytes:
    """A Mermaid flowchart for Markdown; Mermaid computes the positions."""
    config = {"maxEdges": max(MERMAID_EDGES, len(drawing.edges)), "maxTextSize": 10_000_000}
    lines = [f"%%{{init: {json_text(config)}}}%%", "flowchart LR"]
    names = {node.id: f"n{number}" for number, node in enumerate(drawing.nodes)}
    kinds = {kind: f"k{n}" for n, kind in enumerate(dict.fromkeys(_styles(drawing)))}
    for node in drawing.nodes:
        before, after = _shape(node.shape)["mermaid"]
        kind = kinds[node.kind, node.colour]
        lines.append(f"  {names[node.id]}{before}{_label(node.label)}{after}:::{kind}")
    for edge in drawing.edges:
        label = f"|{_label(edge.label)}|" if edge.label else ""
        lines.append(f"  {names[edge.source]} -->{label} {names[edge.target]}")
    for (kind, colour), name in kinds.items():
        lines.append(f"  %% {_comment(kind)}")
        lines.append(f"  classDef {name} fill:{colour}22,stroke:{colour}")
    return "\n".join([*lines, ""]).encode()


def _styles(drawing: Drawing) -> Iterator[tuple[str, str]]:
    return ((node.kind, node.colour) for node in drawing.nodes)


def _label(text: str) -> str:
    """Return a Mermaid label; characters with a meaning in Mermaid or HTML become numeric codes."""
    return '"' + re.sub(r"[^\w\s\-.,:、。，：；（）「」《》·–—]|\n", _entity, text) + '"'


def _entity(match: re.Match[str]) -> str:
    return "<br/>" if match[0] == "\n" else f"#{ord(match[0])};"


def _comment(text: str) -> str:
    return re.sub(r"[{}\n]", " ", text)


def _networkx(drawing: Drawing) -> nx.MultiDiGraph[str]:
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=drawing.title)
    for node in drawing.nodes:
        its: dict[str, Any] = {
            "label": node.label,
            "class": node.kind,
            "iri": node.iri,
            "colour": node.colour,
            "shape": node.shape,
            "size": float(node.size),
            "x": float(node.x),
            "y": float(node.y),
        }
        graph.add_node(node.id, **its)
    for number, edge in enumerate(drawing.edges):
        passages = " ".join(edge.passages)
        graph.add_edge(
            edge.source, edge.target, _edge_id(number), label=edge.label, passages=passages
        )
    return graph


def _edge_id(number: int) -> str:
    """Return the id of an edge, the same in every format."""
    return f"e{number}"


def _refuse_controls(drawing: Drawing) -> None:
    """Raise an error if XML forbids a character of a text."""
    for text in _texts(drawing):
        if found := xml_control(text):
            raise SygraphError(
                f"XML cannot hold {found}, which the label {text!r} has",
                hint="choose another format, such as cytoscape or dot",
            )


def _texts(drawing: Drawing) -> Iterator[str]:
    yield drawing.title
    for node in drawing.nodes:
        yield from (node.label, node.kind, node.id, node.iri)
    for edge in drawing.edges:
        yield from (edge.label, edge.source, edge.target, *edge.passages)


def _xml(root: XML.Element) -> bytes:
    XML.indent(root)
    text: bytes = XML.tostring(root, encoding="utf-8", xml_declaration=True)
    # An XML parser reads a carriage return as a newline.
    return text.replace(b"\r", b"&#xD;") + b"\n"


WRITERS: dict[str, Callable[[Drawing], bytes]] = {
    "graphml": _graphml,
    "gexf": _gexf,
    "cytoscape": _cytoscape,
    "dot": _dot,
    "mermaid": _mermaid,
}
