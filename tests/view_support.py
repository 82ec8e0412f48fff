"""A small network to draw: eight nodes, one of them with a hostile name, and their links."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from sygraph.network.page_files import assemble_page
from sygraph.network.payload import Payload

__all__ = ["HOSTILE", "opened", "payload", "point"]

HOSTILE = "</script><img src=x onerror=\"document.title='hacked'\"> '\u202eRTL\u202c"

_Words = tuple[str, str, str]

_TEXT = "瀋陽舉辦韓國周。\n\n瀋陽開通直飛莫斯科的\n\n航線。它是東北的重鎮。"
_QUOTES = {
    "shenyang-2024/10": "瀋陽舉辦韓國周。",
    "shenyang-2024/20": "瀋陽開通直飛莫斯科的航線。",
    "shenyang-2024/30": "它是東北的重鎮。",
}
_SPANS = {"shenyang-2024/10": (0, 8), "shenyang-2024/20": (10, 25), "shenyang-2024/30": (25, 33)}

# id, names in three languages, family, place, days
# fmt: off
_NODES: list[tuple[str, _Words, str, tuple[int, int], str | None, str | None]] = [
    ("id:shenyang", ("Shenyang", "瀋陽", "沈阳"), "sy:City", (0, 0), None, None),
    ("id:week", ("Korea Week", "韓國周", "韩国周"), "sy:Event", (-240, -90),
     "2024-09-01", "2024-09-30"),
    ("id:korea", ("South Korea", "韓國", "韩国"), "sy:Country", (-460, 20), None, None),
    ("id:seoul", ("Seoul", "首爾", "首尔"), "sy:City", (-420, 190), None, None),
    ("id:route", ("Moscow route", "莫斯科航線", "莫斯科航线"), "sy:Connection", (220, -100),
     "2023-05-01", None),
    ("id:moscow", ("Moscow", "莫斯科", "莫斯科"), "sy:City", (440, -20), None, None),
    ("id:japan", ("Japan", "日本", "日本"), "sy:Country", (60, 210), None, None),
    ("id:hostile", (HOSTILE, HOSTILE, HOSTILE), "sy:Event", (330, 200), "2021-01-01", "2021-12-31"),
]
# fmt: on

# from, to, words in three languages, sentence
_EDGES = [
    ("id:week", "id:shenyang", ("takes place in", "舉辦地", "举办地"), "shenyang-2024/10"),
    ("id:week", "id:korea", ("involves", "涉及", "涉及"), "shenyang-2024/10"),
    ("id:seoul", "id:korea", ("is in", "位於", "位于"), None),
    ("id:route", "id:shenyang", ("departs from", "起點", "起点"), "shenyang-2024/20"),
    ("id:route", "id:moscow", ("flies to", "飛往", "飞往"), "shenyang-2024/20"),
    ("id:shenyang", "id:japan", ("has a partner in", "夥伴所在", "伙伴所在"), None),
    ("id:shenyang", "id:hostile", (HOSTILE, HOSTILE, HOSTILE), None),
]

_FAMILIES = [
    ("sy:City", ("City", "城市", "城市"), "#2563c9", "dot"),
    ("sy:Country", ("Country", "國家", "国家"), "#10316b", "dot"),
    ("sy:Event", ("Event", "活動", "活动"), "#dc4a62", "square"),
    ("sy:Connection", ("Connection", "聯繫通道", "联系通道"), "#0f8a62", "triangle"),
]


def _labels(words: _Words) -> dict[str, str]:
    return dict(zip(("en", "zh-Hant", "zh-Hans"), words, strict=True))


def payload(*, reading: bool = False, **changes: Any) -> Payload:
    """Return what the page of the small network is given; `changes` replace parts of it."""
    kinds = {name: label for name, label, _, _ in _FAMILIES}
    made: dict[str, Any] = {
        "title": _labels(("A small network", "小網絡", "小网络")),
        "lang": "en",
        "theme": None,
        "nodes": [
            {
                "id": id,
                "iri": f"https://w3id.org/sygraph/{id.replace(':', '/')}",
                "labels": _labels(names),
                "aliases": ["Mukden"] if id == "id:shenyang" else [],
                "kind": _labels(kinds[family]),
                "classes": [family],
                "family": family,
                "size": 20 - rank,
                "font": 20.0,
                "x": x,
                "y": y,
                "importance": 1 / (rank + 1),
                "rank": rank,
                "community": int(x > 100),
                "firstDay": first,
                "lastDay": last,
                "facts": [],
            }
            for rank, (id, names, family, (x, y), first, last) in enumerate(_NODES)
        ],
        "edges": [
            {
                "id": str(number),
                "from": start,
                "to": end,
                "label": _labels(words),
                "facts": [{"label": _labels(words), "passages": [passage] if passage else []}],
                "passages": [passage] if passage else [],
                "firstDay": None,
                "lastDay": None,
            }
            for number, (start, end, words, passage) in enumerate(_EDGES)
        ],
        "passages": {
            name: {"quote": quote, "start": start, "end": end, "role": "sy:sentence"}
            for (name, quote), (start, end) in zip(_QUOTES.items(), _SPANS.values(), strict=True)
        },
        "families": [
            {"id": id, "label": _labels(label), "colour": colour, "shape": shape, "count": 1}
            for id, label, colour, shape in _FAMILIES
        ],
        "communities": [
            {"id": 0, "label": "West", "count": 5},
            {"id": 1, "label": "East", "count": 3},
        ],
        "cut": None,
        "expand": None,
        "article": None,
    }
    made["nodes"][0]["facts"] = [
        {
            "property": _labels(("description", "描述", "描述")),
            "value": "「東北的重鎮」",
            "passages": ["shenyang-2024/30"],
            "words": ["東北的重鎮"],
        }
    ]
    if reading:
        made["article"] = {"id": "a", "title": "小網絡", "lang": "zh-Hant", "text": _TEXT}
    return cast(Payload, made | changes)


def opened(page: Any, folder: Path, data: Payload, fragment: str = "") -> None:
    """Write the page of a network, and open it from disk."""
    file = folder / "network.html"
    file.write_text(assemble_page(data), encoding="utf-8")
    page.goto(f"{file.as_uri()}{fragment}")
    page.evaluate("void (window.view = document.getElementById('sy-view').view)")


def point(page: Any, id: str) -> tuple[float, float]:
    """Return where on the screen a node is drawn."""
    x, y = page.evaluate(
        """(id) => {
          const { left, top } = view.drawing.box.getBoundingClientRect();
          const { x, y } = view.drawing.net.canvasToDOM(view.drawing.place(id));
          return [left + x, top + y];
        }""",
        id,
    )
    return x, y
