"""Build a `pyvis.network.Network` from the payload of a view."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sygraph.network.multilingual import in_language

if TYPE_CHECKING:
    from pyvis.network import Network

    from sygraph.network.payload import NodeData, PassageData, Payload

__all__ = ["to_pyvis"]


def to_pyvis(payload: Payload, lang: str = "en", **options: object) -> Network:
    """Return a pyvis network with the nodes, edges, layout and styles of a view.

    The tooltip of a node has its kind and the first sentence about it; the tooltip of an edge has
    the sentences that state it. Physics is off, so that the nodes keep their positions.

    Args:
        payload: the data of a view; see `sygraph.network.view.View.payload`.
        lang: the language of the labels: en, zh-Hant or zh-Hans.
        options: options of `pyvis.network.Network`, such as `height="600px"`.

    >>> import sygraph
    >>> network = sygraph.open().to_pyvis(path=("Moscow", "Shenyang"))
    >>> network.get_node("id:moscow")["label"], network.get_node("id:moscow")["shape"]
    ('Moscow', 'dot')
    """
    from pyvis.network import Network

    defaults: dict[str, object] = {
        "directed": True,
        "cdn_resources": "in_line",
        "height": "800px",
    }
    network = Network(**(defaults | options))
    network.toggle_physics(False)
    styles = {family["id"]: family for family in payload["families"]}
    passages = payload["passages"]
    for node in payload["nodes"]:
        style = styles[node["family"]]
        network.add_node(
            node["id"],
            label=in_language(node.get("short", node["labels"]), lang),
            title=_tooltip(node, passages, lang),
            color=style["colour"],
            shape=style["shape"],
            size=node["size"],
            x=node["x"],
            y=node["y"],
        )
    for edge in payload["edges"]:
        network.add_edge(
            edge["from"],
            edge["to"],
            label=in_language(edge["label"], lang),
            title=_quotes(edge["passages"], passages),
            arrows="" if edge.get("both") else "to",
            font={"size": 10, "color": "#555555"},
        )
    return network


def _tooltip(node: NodeData, passages: dict[str, PassageData], lang: str) -> str:
    about = [name for fact in node["facts"] for name in fact["passages"]]
    lines = [f"{in_language(node['labels'], lang)} ({in_language(node['kind'], lang)})"]
    return "\n".join([*map(escape, lines), *filter(None, [_quotes(about[:1], passages)])])


def _quotes(names: list[str], passages: dict[str, PassageData]) -> str:
    """Return one line for each passage: its CURIE and its words.

    The words are escaped, because pyvis shows a title that contains `href` as HTML.
    """
    return "\n".join(
        escape(f"{name}: {passages[name]['quote']}") for name in names if name in passages
    )
