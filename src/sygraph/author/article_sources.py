"""Read the text of an article to add: from a plain text, or from a web page."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from sygraph.errors import DataError, MissingPackage

__all__ = ["Source", "optional", "read_source"]

_PAGES = (".html", ".htm", ".xhtml")
_MARKUP = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|\?xml)", re.IGNORECASE | re.DOTALL)
# Elements of a page that make a paragraph of their own.
_BLOCKS = frozenset(
    "p h1 h2 h3 h4 h5 h6 li figcaption caption blockquote pre dt dd td th address div "
    "section article header footer figure ul ol dl table tbody tr body html".split()
)
# Elements that are no part of an article's text.
_ASIDE = frozenset(
    ["script", "style", "noscript", "nav", "aside", "footer", "form", "button", "template", "svg"]
)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LARGEST = 4_000_000
# The names under which pages say when they were published.
_PUBLISHED = ("article:published_time", "datepublished", "pubdate", "dc.date.issued", "date")


@dataclass(frozen=True)
class Source:
    """A text to add, and what its page says about it.

    Attributes:
        title, author, date, publisher, url: What the page says; empty if it does not.
        captions: The lines that are captions of its pictures.
    """

    text: str
    title: str = ""
    author: str = ""
    date: str = ""
    publisher: str = ""
    url: str = ""
    captions: tuple[str, ...] = field(default=())


def read_source(path: str) -> Source:
    """Read a text, or the article of a web page; "-" is standard input.

    Raises:
        DataError: The file cannot be read, is not UTF-8, has line ends other than LF or a byte
            order mark, or has no text.
        MissingPackage: A page is to be read and the packages for it are not installed.
    """
    name = "standard input" if path == "-" else path
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise DataError(f"cannot read: {error.strerror or error}", path=name) from error
    if len(data) > _LARGEST:
        raise DataError(f"has {len(data):,} bytes, too many for an article", path=name)
    if path.lower().endswith(_PAGES) or _MARKUP.match(data):
        return _read_page(data, name)
    return Source(_plain(data, name))


def _plain(data: bytes, name: str) -> str:
    """Return a text that is kept byte for byte, so that offsets are those of the file."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(
            f"is not UTF-8 (byte {error.start})", path=name, hint="convert it, as with iconv"
        ) from error
    if text.startswith("\ufeff"):
        raise DataError(
            "begins with a byte order mark", path=name, hint="save it as UTF-8 without one"
        )
    for number, line in enumerate(text.split("\n"), 1):
        if "\r" in line:
            raise DataError(
                "the line does not end in LF alone; the text is kept byte for byte, and a line "
                "break must be one character",
                path=name,
                line=number,
                hint="convert the line ends, as with dos2unix",
            )
        bad = next((c for c in line if ord(c) < 32 and c != "\t"), None)
        if bad is not None:
            raise DataError(
                f"has the control character U+{ord(bad):04X}",
                path=name,
                line=number,
                hint="give a plain text or a web page",
            )
    if not text.strip():
        raise DataError("has no text", path=name)
    return text


# Web pages


def optional(name: str, package: str) -> ModuleType:
    """Import a package that only writing articles needs.

    Raises:
        MissingPackage: It is not installed.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise MissingPackage(package, hint="pip install 'sygraph[author]'") from error


def _read_page(data: bytes, name: str) -> Source:
    readability = optional("readability", "readability-lxml")
    html = optional("lxml.html", "lxml")
    try:
        page = html.fromstring(data)
        summary = readability.Document(_unicode(data)).summary(html_partial=True)
        lines = _article_lines(page, list(_lines(html.fromstring(summary))))
    except Exception as error:  # whatever these packages raise for what is no page
        raise DataError(f"cannot read the page: {error}", path=name) from error
    title, author = _title(page), _meta(page, "author", "article:author", "parsely-author")
    lines = _with_heads(page, lines, title, author)
    text = "\n\n".join(lines)
    if not any(len(line) > 20 or _CHINESE.search(line) for line in lines[1:] or lines):
        raise DataError("the page has no text of an article", path=name)
    return Source(
        text=text + "\n",
        title=title if title in lines else "",
        author=author,
        date=_date(page),
        publisher=_meta(page, "og:site_name", "application-name"),
        url=_meta(page, "og:url"),
        captions=tuple(_captions(page)),
    )


def _article_lines(page: Any, found: list[str]) -> list[str]:
    """Return the lines of the page's article element if that has all that readability found.

    Readability drops short lists from an article.
    """
    for element in (*page.iter("article"), *page.iter("main")):
        lines = list(_lines(element))
        if found and set(found) <= set(lines):
            return lines
    return found


def _unicode(data: bytes) -> str:
    """Return a page as text, in the encoding that it names."""
    named = re.search(rb"""charset=["']?([\w-]+)""", data[:2048])
    for encoding in ("utf-8-sig", named[1].decode("ascii") if named else "utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        # A declaration of an encoding in a text that is decoded already is an error to lxml.
        return re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    return data.decode("utf-8", "replace")


def _lines(root: Any) -> Iterator[str]:
    """Yield the paragraphs of an element, each as one line."""
    part: list[str] = []

    def walk(element: Any) -> Iterator[str]:
        if not isinstance(element.tag, str) or element.tag in _ASIDE:
            yield from keep(element.tail)
            return
        block = element.tag in _BLOCKS or element.tag == "br"
        if block:
            yield from flush()
        yield from keep(element.text)
        for child in element:
            yield from walk(child)
        if block:
            yield from flush()
        yield from keep(element.tail)

    def keep(text: str | None) -> Iterator[str]:
        part.append(text or "")
        yield from ()

    def flush() -> Iterator[str]:
        line = " ".join("".join(part).split())
        part.clear()
        if line:
            yield line

    yield from walk(root)
    yield from flush()


def _meta(page: Any, *names: str) -> str:
    """Return what a page says in its meta elements under the first of some names."""
    said = {
        (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower(): meta.get(
            "content"
        )
        or ""
        for meta in page.iter("meta")
    }
    return next((" ".join(said[name].split()) for name in names if said.get(name)), "")


def _date(page: Any) -> str:
    """Return the day on which a page says it was published; a year in its text is none."""
    linked = (script.text or "" for script in page.iter("script") if _is_linked(script))
    found = re.search(r'"datePublished"\s*:\s*"([^"]+)"', "".join(linked))
    times = [time.get("datetime") or "" for time in page.iter("time")]
    said = _meta(page, *_PUBLISHED) or (found[1] if found else "") or (times or [""])[0]
    day = re.match(r"\d{4}-\d\d-\d\d(?!\d)", said)
    return day[0] if day else ""


def _is_linked(script: Any) -> bool:
    return bool(script.get("type") == "application/ld+json")


def _title(page: Any) -> str:
    """Return the headline that the page prints."""
    headings = [" ".join(h.text_content().split()) for h in page.iter("h1")]
    named = _meta(page, "og:title", "twitter:title")
    return next((h for h in headings if h and h in (named, *headings[:1])), named)


def _with_heads(page: Any, lines: list[str], title: str, author: str) -> list[str]:
    """Return the lines with the headline and the byline, which readability leaves out."""
    heads = []
    if title and title not in lines:
        heads.append(title)
    if author and not any(author in line for line in lines):
        printed = (" ".join(e.text_content().split()) for e in page.body.iter("p", "div", "span"))
        near = [p for p in printed if author in p and len(p) <= len(author) + 24]
        heads += sorted(near, key=len)[-1:]
    return heads + lines


def _captions(page: Any) -> Iterator[str]:
    for element in page.iter("figcaption", "caption"):
        yield from _lines(element)
