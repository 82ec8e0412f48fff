"""The files that a network view is made of, and one HTML page that holds them all."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from sygraph.rdf.safe_output import html_page, json_text

if TYPE_CHECKING:
    from sygraph.network.payload import Labels, Payload

__all__ = [
    "PAGE",
    "READING_SCRIPTS",
    "READING_STYLES",
    "SCRIPTS",
    "STYLES",
    "assembled",
    "script_json",
]

#: Where the files are.
PAGE = Path(__file__).parent / "page"
VIS_NETWORK = Path(__file__).parents[1] / "vendor" / "vis-network" / "vis-network.min.js"

#: The scripts in the order in which they build on each other; vis-network comes before them.
SCRIPTS = tuple(
    f"{name}.js"
    for name in (
        *(
            "dom",
            "words",
            "labels",
            "shapes",
            "model",
            "link",
            "camera",
            "lettering",
            "drawing",
            "picture",
        ),
        *("search", "legend", "timeline", "panel", "bar", "keys", "more", "view"),
    )
)

STYLES = ("theme.css", "view.css")

#: What the view that sets the article beside its network has besides.
READING_SCRIPTS = (*SCRIPTS, "reading.js")
READING_STYLES = (*STYLES, "reading.css")

_NEEDS_SCRIPTS = {
    "en": "This view needs JavaScript.",
    "zh-Hant": "本頁需要 JavaScript。",
    "zh-Hans": "本页需要 JavaScript。",
}


def assembled(payload: Payload) -> str:
    """Return one HTML page that draws a network and asks the outside for nothing.

    Where the payload has the article, the page sets it beside the network.
    Labels are only ever text in it: the payload stands in it as JSON that no text can break.

    >>> from sygraph.network.payload import Payload
    >>> page = assembled(
    ...     Payload(
    ...         title="<i>nothing</i>", lang="en", theme=None, nodes=[], edges=[], passages={},
    ...         families=[], communities=[], cut=None, expand=None, article=None,
    ...     )
    ... )
    >>> "<title>&lt;i&gt;nothing&lt;/i&gt;</title>" in page
    True
    """
    lang = payload["lang"]
    reading = payload["article"] is not None
    scripts = READING_SCRIPTS if reading else SCRIPTS
    styles = READING_STYLES if reading else STYLES
    parts = {
        "lang": escape(lang),
        "title": escape(_in(payload["title"], lang)),
        "noscript": escape(_NEEDS_SCRIPTS[lang]),
        "data": script_json(payload),
        "css": "\n".join(map(_text, styles)),
        "scripts": "\n".join(
            f"<script>{text}</script>" for text in (_library(), *map(_text, scripts))
        ),
    }
    template = _text("reading.html" if reading else "view.html")
    # One pass, so that nothing in a part is taken for a place to fill.
    return html_page(re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], template))


def script_json(data: object) -> str:
    """Return JSON that may stand in a script element: no sign of it can end the element.

    Controls and noncharacters, which a page may not hold even as text, are escaped too.

    >>> script_json("</script>" + chr(0x85))
    '"\\\\u003c/script\\\\u003e\\\\u0085"'
    """
    return _ESCAPED.sub(_escape, json_text(data, separators=(",", ":")))


_ESCAPED = re.compile("[&<>\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff]")


_CONTROL = re.compile("[\x7f-\x9f]")


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _library() -> str:
    """The script of vis-network; its strings hold U+0085 as it is, which no page may."""
    return _CONTROL.sub(_escape, VIS_NETWORK.read_text(encoding="utf-8"))


def _in(labels: Labels, lang: str) -> str:
    return labels if isinstance(labels, str) else labels[lang]


def _text(name: str) -> str:
    return (PAGE / name).read_text(encoding="utf-8")
