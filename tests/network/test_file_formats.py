"""Each network file format can be read by a program that supports it."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from xml.dom import minidom
from xml.etree import ElementTree

import networkx as nx
import pytest
from click.testing import CliRunner

from sygraph.cli.main import cli
from sygraph.errors import SygraphError
from sygraph.graph import KnowledgeGraph
from sygraph.network.file_formats import WRITERS, Drawing, PlacedEdge, PlacedNode, write_drawing

HOSTILE = (
    "</script><img src=x onerror=alert(1)> \"quoted\" 'n' \\n &amp; #quot; %% {x} [y] 瀋陽\nend"
)

DRAWING = Drawing(
    "A city and its route",
    (
        PlacedNode(
            "id:shenyang", "https://e/1", "瀋陽", "city", "#2563c9", "dot", 9.0, 10.0, -20.5
        ),
        PlacedNode(
            "id:route", "https://e/2", "Route & cargo", "air route", "#0f8a62", "square", 6, 5, 5
        ),
        PlacedNode("id:hostile", "https://e/3", HOSTILE, "city", "#2563c9", "diamond", 6, -40, 60),
    ),
    (
        PlacedEdge(
            "id:route", "id:shenyang", "departs from", ("shenyang-2024/240", "shenyang-2024/250")
        ),
        PlacedEdge("id:route", "id:shenyang", "is flown from"),
        PlacedEdge("id:hostile", "id:shenyang", HOSTILE),
    ),
)


def written(format: str, drawing: Drawing = DRAWING) -> bytes:
    out = BytesIO()
    write_drawing(drawing, format, out)
    return out.getvalue()


@pytest.mark.parametrize("format", WRITERS)
def test_the_same_drawing_gives_the_same_bytes(format: str) -> None:
    assert written(format) == written(format)
    assert written(format).endswith(b"\n")


def test_networkx_and_igraph_read_the_graphml(tmp_path: Path) -> None:
    import igraph

    path = tmp_path / "a.graphml"
    path.write_bytes(written("graphml"))

    graph = nx.read_graphml(path, force_multigraph=True)
    city = graph.nodes["id:shenyang"]
    assert (city["label"], city["class"], city["iri"]) == ("瀋陽", "city", "https://e/1")
    assert graph.nodes["id:hostile"]["label"] == HOSTILE
    links = [its["label"] for _, _, its in graph.edges(data=True)]
    assert sorted(links) == sorted(["departs from", "is flown from", HOSTILE])

    other = igraph.Graph.Read_GraphML(str(path))
    assert (other.vcount(), other.ecount()) == (3, 3)
    assert other.vs["label"][0] == "瀋陽"
    assert other.vs["x"][0] == 10.0


def test_the_graphml_has_the_graphics_of_yed() -> None:
    # networkx reads position and shape from the element of yEd.
    node = nx.parse_graphml(written("graphml").decode()).nodes["id:route"]

    assert (node["shape_type"], node["colour"]) == ("rectangle", "#0f8a62")
    assert (float(node["x"]), float(node["y"])) == (-1.0, -1.0)  # the corner of the box


def test_networkx_reads_the_gexf(tmp_path: Path) -> None:
    path = tmp_path / "a.gexf"
    path.write_bytes(written("gexf"))

    graph = nx.read_gexf(path)
    city = graph.nodes["id:shenyang"]
    assert city["label"] == "瀋陽"
    assert city["viz"]["position"] == {"x": 10.0, "y": 20.5, "z": 0.0}
    assert city["viz"]["color"] == {"r": 37, "g": 99, "b": 201, "a": 1.0}
    assert graph.number_of_edges() == 3


def test_networkx_reads_the_cytoscape_json() -> None:
    data = json.loads(written("cytoscape"))

    assert data["elements"]["nodes"][0]["position"] == {"x": 10.0, "y": -20.5}
    graph = nx.cytoscape_graph(data)
    assert graph.nodes["id:hostile"]["name"] == HOSTILE
    assert graph.number_of_edges() == 3


def graphviz(*command: str) -> bytes:
    """Return the output of a program of Graphviz for the drawing."""
    program = shutil.which(command[0])
    assert program, "the tests of DOT need Graphviz: sudo apt-get install graphviz"
    given = {"input": written("dot"), "capture_output": True, "check": True}
    done = subprocess.run([program, *command[1:]], **given)  # type: ignore[call-overload]
    assert done.stderr == b""
    return bytes(done.stdout)


@pytest.mark.parametrize("command", [["dot"], ["neato", "-n2"]])
def test_graphviz_draws_the_dot(command: list[str]) -> None:
    drawn = json.loads(graphviz(*command, "-Tjson"))
    nodes = {node["name"]: node for node in drawn["objects"]}
    assert len(nodes) == 3
    assert len(drawn["edges"]) == 3
    assert nodes["id:shenyang"]["xlabel"] == "瀋陽"
    assert nodes["id:route"]["fillcolor"] == "#0f8a62"


def test_graphviz_keeps_the_positions() -> None:
    places = {
        line.split()[1].strip('"'): tuple(map(float, line.split()[2:4]))
        for line in graphviz("neato", "-n2", "-Tplain").decode().splitlines()
        if line.startswith("node ")
    }
    right = places["id:shenyang"][0] - places["id:hostile"][0]
    up = places["id:shenyang"][1] - places["id:hostile"][1]
    assert right == pytest.approx(50 * 0.75 / 72, abs=0.01)
    assert up == pytest.approx(80.5 * 0.75 / 72, abs=0.01)


def test_mermaid_draws_the_mermaid() -> None:
    import mermaidx

    svg = mermaidx.render(written("mermaid").decode()).svg()

    assert "瀋陽" in svg
    assert "Route &amp; cargo" in svg or "Route & cargo" in svg
    assert "<img" not in svg


@pytest.mark.slow
@pytest.mark.parametrize("format", WRITERS)
def test_the_command_writes_the_labels_of_the_view(format: str, tmp_path: Path) -> None:
    path = tmp_path / "drawing"
    args = ["export", format, "--theme", "transport", "--lang", "zh-Hant", "-o", str(path)]
    assert CliRunner().invoke(cli, args).exit_code == 0

    assert "瀋陽至洛杉磯的貨運航線" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["gexf", "--graph", "ontology"], "a network takes --about, --query or --theme"),
        (["turtle", "--theme", "trade"], "a theme is for networks: use graphml, gexf"),
    ],
)
def test_options_that_exclude_each_other_are_an_error(args: list[str], message: str) -> None:
    result = CliRunner().invoke(cli, ["export", *args])

    assert (result.exit_code, message in result.stderr) == (2, True)


@pytest.mark.slow
def test_the_whole_article_is_written(kg: KnowledgeGraph) -> None:
    drawing = Drawing.of(kg.view().payload, "en")

    for format in WRITERS:
        assert all(part in written(format, drawing).decode() for part in ("Shenyang", "Kawasaki"))


def test_each_edge_has_a_unique_id(kg: KnowledgeGraph) -> None:
    drawing = Drawing.of(kg.view().payload, "en")
    names = [f"e{number}" for number in range(len(drawing.edges))]
    for format in ("graphml", "gexf"):
        root = ElementTree.fromstring(written(format, drawing))
        edges = [element for element in root.iter() if element.tag.endswith("}edge")]
        assert sorted(edge.attrib["id"] for edge in edges) == sorted(names)
    keys = [
        element.attrib["id"]
        for element in ElementTree.fromstring(written("graphml", drawing)).iter()
        if element.tag.endswith("}key")
    ]
    assert len(keys) == len(set(keys))
    elements = json.loads(written("cytoscape", drawing))["elements"]
    assert [edge["data"]["id"] for edge in elements["edges"]] == names


def test_each_edge_has_the_right_label_in_yed() -> None:
    # networkx sorts the edges by node.
    lines = (
        PlacedEdge("id:route", "id:shenyang", "first"),
        PlacedEdge("id:shenyang", "id:route", "second"),
        PlacedEdge("id:route", "id:shenyang", "third"),
    )
    root = ElementTree.fromstring(written("graphml", replace(DRAWING, edges=lines)))
    labels = {
        edge.attrib["id"]: next(edge.iter("{http://www.yworks.com/xml/graphml}EdgeLabel")).text
        for edge in root.iter("{http://graphml.graphdrawing.org/xmlns}edge")
    }
    assert labels == {"e0": "first", "e1": "second", "e2": "third"}


@pytest.mark.parametrize(("format", "other"), [("gexf", "viz:color"), ("graphml", "y:ShapeNode")])
def test_elements_can_be_found_without_namespaces(format: str, other: str) -> None:
    # graphology finds elements by their qualified names.
    document = minidom.parseString(written(format))
    assert len(document.getElementsByTagName("node")) == 3
    assert len(document.getElementsByTagName("edge")) == 3
    assert len(document.getElementsByTagName(other)) == 3
    root = document.documentElement
    assert root is not None
    assert (root.tagName, bool(root.namespaceURI)) == (format, True)


@pytest.mark.parametrize("iri", ["javascript:alert(1)", "data:text/html,x", "urn:p", "VBScript:x"])
def test_only_http_urls_are_links(iri: str, kg: KnowledgeGraph) -> None:
    payload = kg.view(about="seoul").payload
    payload["nodes"][0]["iri"] = iri
    drawing = Drawing.of(payload, "en")
    assert drawing.nodes[0].iri == ""
    for format in WRITERS:
        assert iri.encode() not in written(format, drawing)
    # The same holds for a drawing that is not from a view.
    mark = replace(DRAWING.nodes[0], iri=iri)
    dot = written("dot", replace(DRAWING, nodes=(mark,), edges=())).decode()
    assert "URL" not in dot
    assert 'URL="https://e/1"' in written("dot").decode()


@pytest.mark.parametrize("format", ["graphml", "gexf"])
def test_xml_keeps_a_carriage_return(format: str) -> None:
    mark = replace(DRAWING.nodes[0], label="a\r\nb")
    data = written(format, replace(DRAWING, nodes=(mark,), edges=()))
    assert b"\r" not in data
    read = nx.parse_graphml(data.decode()) if format == "graphml" else nx.read_gexf(BytesIO(data))
    assert read.nodes["id:shenyang"]["label"] == "a\r\nb"


@pytest.mark.parametrize("format", ["graphml", "gexf"])
@pytest.mark.parametrize("part", ["kind", "title", "passages"])
def test_every_text_is_checked_for_characters_that_xml_forbids(format: str, part: str) -> None:
    drawing = DRAWING
    if part == "title":
        drawing = replace(DRAWING, title="a\x07b")
    elif part == "kind":
        drawing = replace(DRAWING, nodes=(replace(DRAWING.nodes[0], kind="a\x07b"),), edges=())
    else:
        line = replace(DRAWING.edges[0], passages=("a\x07b",))
        drawing = replace(DRAWING, edges=(line,))
    with pytest.raises(SygraphError, match=r"XML cannot hold U\+0007"):
        written(format, drawing)


@pytest.mark.parametrize("format", ["graphml", "gexf"])
def test_the_error_names_the_character_that_xml_forbids(format: str) -> None:
    bell = replace(DRAWING.nodes[0], label="a\x07b")

    with pytest.raises(SygraphError, match=r"XML cannot hold U\+0007, which the label 'a\\x07b'"):
        written(format, replace(DRAWING, nodes=(bell,), edges=()))
