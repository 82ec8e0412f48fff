"""A network view as a `pyvis.network.Network`, for a Python user to change and to show."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyvis.network import Network

    from sygraph.network.payload import Labels, NodeData, PassageData, Payload

__all__ = ["to_pyvis"]


def to_pyvis(payload: Payload, lang: str = "en", **options: object) -> Network:
    """Return a pyvis network with the nodes and edges of a view, placed and styled as there.

    Each node has its label, colour, shape, size and place; its tooltip says what kind of thing it
    is and quotes the first sentence about it. Each edge has its label, and in its tooltip the
    sentences that state it. Physics is off, so that the layout of the view stays.

    Args:
        payload: what a view shows; see `sygraph.network.view.View.payload`.
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
            label=_text(node.get("short", node["labels"]), lang),
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
            label=_text(edge["label"], lang),
            title=_quotes(edge["passages"], passages),
            arrows="" if edge.get("both") else "to",
            font={"size": 10, "color": "#555555"},
        )
    return network


def _text(labels: Labels, lang: str) -> str:
    return labels if isinstance(labels, str) else labels[lang]


def _tooltip(node: NodeData, passages: dict[str, PassageData], lang: str) -> str:
    about = [name for fact in node["facts"] for name in fact["passages"]]
    lines = [f"{_text(node['labels'], lang)} ({_text(node['kind'], lang)})"]
    return "\n".join([*map(escape, lines), *filter(None, [_quotes(about[:1], passages)])])


def _quotes(names: list[str], passages: dict[str, PassageData]) -> str:
    """Return the words of passages, each after its name, a line a passage.

    They are escaped, since pyvis shows a title that holds `href` as HTML.
    """
    return "\n".join(
        escape(f"{name}: {passages[name]['quote']}") for name in names if name in passages
    )
