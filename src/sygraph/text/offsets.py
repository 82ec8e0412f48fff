"""Replace an article's words by their offsets, and read them back from a copy of the article.

Pointers in the form of RFC 5147 replace the words:
`{shenyang-2024#char=2,13}` is for the code points 2 to 12, the layout's line breaks left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from os import PathLike

from pyoxigraph import NamedNode

from sygraph.errors import DataError
from sygraph.namespaces import ARTICLE, PREFIXES, XSD, curie, sy
from sygraph.text.article import Article

__all__ = ["ADDED", "DIGEST", "LOCATED", "Text", "digest", "hide", "pointers", "reveal"]

LOCATED = sy("located")
# Of an article's file, byte for byte, or of a passage's words in UTF-8.
DIGEST = NamedNode(PREFIXES["schema"] + "sha256")
# The datatype of the digest of an article that the graph itself does not state.
ADDED = NamedNode(XSD + "hexBinary")

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WITH_MARKS = f"[{_HAN}\u3000-\u303f\uff00-\uffef]*"
_CHINESE = re.compile(f"{_WITH_MARKS}[{_HAN}]{_WITH_MARKS}")
_IS_HAN = re.compile(f"[{_HAN}]")

_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]+)#char=(\d+),(\d+)\}|[{}]")


@dataclass(frozen=True)
class Text:
    """A copy of an article's text: `iri` is the article's, `path` the file it was read from."""

    iri: NamedNode
    article: Article
    path: str = ""

    @classmethod
    def read(cls, iri: NamedNode, path: str | PathLike[str], language: str | None = None) -> Text:
        """Read a copy of an article in a language.

        Raises:
            DataError: the file is not there or not UTF-8.
        """
        return cls(iri, Article.read(path, language), str(path))

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the text of the file."""
        return digest(self.article.text)


def digest(words: str) -> str:
    """Return the SHA-256 of a text in UTF-8.

    >>> digest("瀋陽")[:8]
    '0e016d8c'
    """
    return sha256(words.encode()).hexdigest()


def hide(value: str, text: Text, span: tuple[int, int] | None = None) -> str | None:
    """Return a text with pointers in place of the article's words, or None if it has no such words.

    The whole text is searched first, in `span` before the rest of the article. If the article
    does not print it, each run of Chinese that the article prints becomes a pointer.

    >>> copy = Text(NamedNode(ARTICLE + "x"), Article("今年，瀋陽。"))
    >>> hide("瀋陽", copy), hide("so 今年 is {2024}", copy), hide("2024", copy)
    ('{x#char=3,5}', 'so {x#char=0,2} is {{2024}}', None)
    """
    whole = text.article.find(value, *(span or ())) or text.article.find(value)
    if whole:
        return _pointer(text.iri, whole)
    parts = []
    place = 0
    hidden = False
    for run in _CHINESE.finditer(value):
        parts.append(_escaped(value[place : run.start()]))
        for piece, found in _pieces(run[0], text.article, span):
            hidden = hidden or found is not None
            parts.append(_escaped(piece) if found is None else _pointer(text.iri, found))
        place = run.end()
    return "".join([*parts, _escaped(value[place:])]) if hidden else None


def _pieces(
    run: str, article: Article, span: tuple[int, int] | None
) -> list[tuple[str, tuple[int, int] | None]]:
    """Split a run of Chinese into the longest pieces that the article prints, and the rest."""
    pieces: list[tuple[str, tuple[int, int] | None]] = []
    place = 0
    while place < len(run):
        length = 0
        found = None
        while place + length < len(run):
            longer = run[place : place + length + 1]
            further = (article.find(longer, *span) if span else None) or article.find(longer)
            if further is None:
                break
            found, length = further, length + 1
        piece = run[place : place + max(length, 1)]
        pieces.append((piece, found if _IS_HAN.search(piece) else None))
        place += len(piece)
    return pieces


def reveal(value: str, texts: Mapping[str, Text]) -> str:
    """Return a text with the words in place of its pointers.

    Args:
        texts: the copies, by the IRIs of their articles.

    Raises:
        DataError: a pointer is malformed, its article is missing, or it exceeds the text.

    >>> copy = Text(NamedNode(ARTICLE + "x"), Article("今年，瀋陽。"))
    >>> reveal("so {x#char=0,2} is {{2024}}", {ARTICLE + "x": copy})
    'so 今年 is {2024}'
    """

    def words(piece: re.Match[str]) -> str:
        if piece[0] in ("{{", "}}"):
            return piece[0][0]
        if piece[1] is None:
            raise DataError(f"broken pointer into an article: {value}")
        iri, start, end = _target(piece)
        text = texts.get(iri)
        if text is None:
            raise DataError(f"the text of {curie(iri)} is missing")
        if not start < end <= len(text.article.text):
            raise DataError(f"{piece[0]} points past the end of the text", path=text.path or None)
        return text.article.words(start, end)

    return _PIECE.sub(words, value)


def pointers(value: str) -> list[tuple[str, int, int]]:
    """Return the pointers of a text: the IRI of an article, a start and an end.

    >>> pointers("so {x#char=0,2} is {{2024}}")
    [('https://w3id.org/sygraph/article/x', 0, 2)]
    """
    return [_target(piece) for piece in _PIECE.finditer(value) if piece[1] is not None]


def _target(piece: re.Match[str]) -> tuple[str, int, int]:
    name = piece[1]
    return name if ":" in name else ARTICLE + name, int(piece[2]), int(piece[3])


def _pointer(iri: NamedNode, span: tuple[int, int]) -> str:
    return f"{{{iri.value.removeprefix(ARTICLE)}#char={span[0]},{span[1]}}}"


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
