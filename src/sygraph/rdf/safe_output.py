"""Make untrusted text safe for where it goes: files, terminals, links, XML, JSON, spreadsheets.

Data may hold any character. Each function here is the one place that decides what a kind of
output accepts; nothing else in the package does so for itself.
"""

from __future__ import annotations

import json
import math
import os
import re
from typing import Any, BinaryIO
from urllib.parse import quote

from sygraph.errors import SygraphError

__all__ = [
    "TerminalStream",
    "UnsafeName",
    "file_path",
    "html_page",
    "json_text",
    "spreadsheet_text",
    "styled",
    "visible",
    "web_address",
    "xml_control",
]

# Files


class UnsafeName(SygraphError):
    """A name that would put a file outside of its folder, or that no file can have."""


# File systems allow 255 bytes for a name; the longest suffix is `.parquet`.
_LONGEST = 240
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f\\]")
_SCHEME = re.compile("[A-Za-z][A-Za-z0-9+.-]*:")


def file_path(name: str) -> str:
    """Return the path of the file for an IRI: relative, and never outside of its folder.

    An IRI relative to the base of its folder is a path; an absolute one is one file name,
    percent-encoded.

    Raises:
        UnsafeName: a part of the path is empty, `.` or `..`, too long, or holds a backslash or a
            control character.

    >>> file_path("id/seoul"), file_path("urn:x:/../y")
    ('id/seoul', 'urn%3Ax%3A%2F..%2Fy')
    >>> file_path("id/../../b")
    Traceback (most recent call last):
    ...
    sygraph.rdf.safe_output.UnsafeName: id/../../b cannot name a file: it leaves the folder
    """
    path = quote(name, safe="") if _SCHEME.match(name) else name
    parts = path.split("/")
    if ".." in parts:
        _refuse_name(name, "it leaves the folder")
    if "" in parts or "." in parts:
        _refuse_name(name, "a part of its path is empty or a dot")
    if _NOT_IN_NAMES.search(path):
        _refuse_name(name, "it holds a backslash or a control character")
    if any(len(part.encode("utf-8", "surrogatepass")) > _LONGEST for part in parts):
        _refuse_name(name, f"a part of its path is longer than {_LONGEST} bytes")
    return path


def _refuse_name(name: str, why: str) -> None:
    raise UnsafeName(f"{name} cannot name a file: {why}", hint="give it another IRI in the data")


# Links


def web_address(iri: str) -> str:
    """Return an IRI that a link may lead to, or the empty text where following it could run code.

    >>> web_address("https://schema.org/City"), web_address("javascript:alert(1)")
    ('https://schema.org/City', '')
    """
    return iri if iri.lower().startswith(("https://", "http://")) else ""


# HTML and XML

_NOT_HTML = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


def html_page(page: str) -> str:
    """Return a page in which what HTML may not hold, not even as text, is U+FFFD.

    >>> html_page("<p>a" + chr(0x85) + "b</p>")
    '<p>a�b</p>'
    """
    return _NOT_HTML.sub("\ufffd", page)


_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_control(text: str) -> str | None:
    """Return the name of the first character that XML 1.0 cannot hold, such as U+0007.

    >>> xml_control("a\\x07b"), xml_control("a\\tb")
    ('U+0007', None)
    """
    found = _NOT_XML.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


# JSON


def json_text(value: object, **options: Any) -> str:
    """Return a value as JSON; a number that JSON lacks is the text that XML Schema has for it.

    >>> json_text({"a": float("nan"), "b": [float("-inf"), 1.5]})
    '{"a": "NaN", "b": ["-INF", 1.5]}'
    """
    options.setdefault("ensure_ascii", False)
    try:
        return json.dumps(value, allow_nan=False, **options)
    except ValueError:
        return json.dumps(_finite(value), allow_nan=False, **options)


def _finite(value: Any) -> Any:
    match value:
        case float() if not math.isfinite(value):
            return "NaN" if math.isnan(value) else "INF" if value > 0 else "-INF"
        case dict():
            return {name: _finite(each) for name, each in value.items()}
        case list() | tuple():
            return [_finite(each) for each in value]
    return value


# Spreadsheets

_FORMULA = re.compile("^[\\s]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r]")


def spreadsheet_text(text: str) -> str:
    """Return a text that a spreadsheet shows and does not compute; a formula gets an apostrophe.

    >>> spreadsheet_text("=1+1"), spreadsheet_text("a=1")
    ("'=1+1", 'a=1')
    """
    return f"'{text}" if _FORMULA.search(text) else text


# Terminals

# C0 without tab and newline, DEL, C1, what reorders the text around it (Trojan Source), and what
# is not a character.
_UNSEEN = "\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff"
# Begins a style of our own. Data cannot know it, for it differs in each process.
_STYLE = f"\x1b{os.urandom(8).hex()}["
_CONTROL = re.compile(f"(?!{re.escape(_STYLE)})[{_UNSEEN}]")
_CONTROL_IN_LINES = re.compile(f"(?!{re.escape(_STYLE)}|\r\n)[{_UNSEEN}]")


def visible(text: str) -> str:
    r"""Return text that cannot steer a terminal: controls and bidi overrides become U+FFFD.

    >>> visible("a\x1b[2Jb\u202e")
    'a�[2Jb�'
    """
    return _CONTROL.sub("\ufffd", text)


def styled(text: str, codes: str) -> str:
    """Return text in a style, given by its SGR codes, for a `TerminalStream`."""
    return f"{_STYLE}{codes}m{visible(text)}{_STYLE}0m"


class TerminalStream:
    """A binary stream to a terminal: control characters in the data are made visible.

    Newlines, tabs and the styles of `styled` reach the terminal, and no other control.
    """

    def __init__(self, stream: BinaryIO) -> None:
        from codecs import getincrementaldecoder

        self._stream = stream
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._rest = ""

    def write(self, data: bytes) -> int:
        self._pass_on(self._rest + self._decoder.decode(data), final=False)
        return len(data)

    def flush(self) -> None:
        self._stream.flush()

    def close(self) -> None:
        """Write what is held back; the terminal stays open."""
        self._pass_on(self._rest + self._decoder.decode(b"", True), final=True)
        self._stream.flush()

    def _pass_on(self, text: str, final: bool) -> None:
        # A carriage return or a style may go on in what comes next.
        keep = 0 if final else _open_end(text)
        self._rest = text[len(text) - keep :]
        text = text[: len(text) - keep]
        shown = _CONTROL_IN_LINES.sub("\ufffd", text).replace(_STYLE, "\x1b[")
        self._stream.write(shown.encode("utf-8", "replace"))


def _open_end(text: str) -> int:
    """How many characters at the end may be the beginning of more."""
    if text.endswith("\r"):
        return 1
    tail = text[-len(_STYLE) :]
    start = tail.rfind("\x1b")
    return len(tail) - start if start >= 0 and _STYLE.startswith(tail[start:]) else 0
