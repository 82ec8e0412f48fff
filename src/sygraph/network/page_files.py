"""Scripts and styles of a network view, and the HTML page that contains them."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from sygraph.data import read_toml
from sygraph.network.multilingual import in_language
from sygraph.rdf.safe_output import html_page, json_text

if TYPE_CHECKING:
    from sygraph.network.payload import Payload

__all__ = [
    "PAGE",
    "READING_SCRIPTS",
    "READING_STYLES",
    "SCRIPTS",
    "STYLES",
    "assemble_page",
    "script_json",
]

#: The folder of the files.
PAGE = Path(__file__).parent / "page"
VIS_NETWORK = Path(__file__).parents[1] / "vendor" / "vis-network" / "vis-network.min.js"

#: The scripts in load order; vis-network comes before them.
SCRIPTS = tuple(
    f"{name}.js"
    for name in (
        *("dom", "words", "labels", "routes", "shapes", "model", "placing", "link", "camera"),
        *("lettering", "drawing", "picture", "search", "legend", "timeline", "panel", "bar"),
        *("keys", "more", "view"),
    )
)

STYLES = ("theme.css", "view.css")

#: The files of a view that shows the text of the article next to the network.
READING_SCRIPTS = (*SCRIPTS, "reading.js")
READING_STYLES = (*STYLES, "reading.css")


def assemble_page(payload: Payload) -> str:
    """Return a self-contained HTML page that draws a network.

    If the payload has the article, the page shows it next to the network. The page contains the
    payload as JSON in which no label can be read as markup.

    >>> from sygraph.network.payload import Payload
    >>> page = assemble_page(
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
    article = f'<article id="sy-article" class="sy-article" lang="{escape(lang)}"></article>'
    vis_network = VIS_NETWORK.read_text(encoding="utf-8")
    parts = {
        "lang": escape(lang),
        "title": escape(in_language(payload["title"], lang)),
        "noscript": escape(read_toml("network/words.toml")["labels"]["needs_scripts"][lang]),
        "class": "sy-page sy-reading" if reading else "sy-page",
        "article": article if reading else "",
        "data": script_json(payload),
        "css": "\n".join(map(_text, styles)),
        "scripts": "\n".join(
            f"<script>{text}</script>" for text in (vis_network, *map(_text, scripts))
        ),
    }
    template = _text("view.html")
    # One pass, so that braces in a part are not read as a placeholder.
    return html_page(re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], template))


def script_json(data: object) -> str:
    """Return JSON for a script element; no character in it can end the element.

    Control characters and noncharacters, which HTML forbids, are escaped too.

    >>> script_json("</script>" + chr(0x85))
    '"\\\\u003c/script\\\\u003e\\\\u0085"'
    """
    text = json_text(data, separators=(",", ":"))
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


_ESCAPED = re.compile("[&<>\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff]")


def _text(name: str) -> str:
    return (PAGE / name).read_text(encoding="utf-8")
