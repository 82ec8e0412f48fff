"""Normalise names for search, and rank how well they match."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any
from typing import Literal as Choice

from sygraph.namespaces import LABELS, PASSAGE, is_term, passage_name, passage_number, vocab

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "FORMS",
    "PASSAGES",
    "Found",
    "Kind",
    "fold",
    "fold_character",
    "found_in",
    "has_chinese",
    "is_form",
    "kind_of",
    "match",
    "simplified",
    "standing",
]

# The kinds of node that a search finds; equal matches are listed in alphabetical order of kind.
Kind = Choice["entity", "passage", "term"]

# A match: its rank, the sort key among equal ranks, the IRI of the node, and the form.
Found = tuple[int, tuple[Any, ...], str, str]

# The rank of every passage that matches.
PASSAGES = 4

# The properties whose values a search looks in.
FORMS = (
    *(label.value for label in LABELS),
    *(vocab(name).value for name in ("dcterms:title", "quote", "translation")),
)
_TRANSLATION = FORMS[-1]

# Marks that people type differently from the article.
_MARKS = str.maketrans("「」『』“”‘’〝〞·—–−‧・", '""""""""""' + ".---..")

_FIRST_CJK = "\u2e80"


class _Folding(dict[int, str]):
    """Folded characters, computed when they first occur."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = fold_character(chr(code))
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Return the text without the differences that a search ignores.

    >>> fold("「瀋陽」 São Paulo") == fold("“沈阳” SAO PAULO")
    True
    """
    return text.translate(_FOLDING)


@cache
def fold_character(character: str) -> str:
    """Return the folded form of a character: zero, one or several characters."""
    marked = unicodedata.normalize("NFKD", character.translate(_MARKS))
    plain = "".join(c for c in marked if not unicodedata.combining(c)).casefold()
    return simplified(plain) if plain >= _FIRST_CJK else plain


def has_chinese(text: str) -> bool:
    """Whether a text has Chinese characters.

    >>> has_chinese("BMW里達工廠"), has_chinese("BMW")
    (True, False)
    """
    return max(text, default="") >= _FIRST_CJK


def simplified(text: str) -> str:
    """Return Chinese text in simplified characters.

    Of 么, which OpenCC takes for the traditional form of 幺, it is the form of 麼 that is meant.

    >>> simplified("瀋陽"), simplified("什么"), simplified("什麼")
    ('沈阳', '什么', '什么')
    """
    return "么".join(map(_converter(), text.split("么")))


@cache
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("tw2s").convert
    return convert


def match(sought: str, folded: str) -> int | None:
    """Return the rank of a match: 0 whole, 1 start, 2 part, 3 all words; None if no match.

    >>> [match("sea", form) for form in ("sea", "seaport", "east sea", "land")]
    [0, 1, 2, None]
    """
    if folded == sought:
        return 0
    if folded.startswith(sought):
        return 1
    if sought in folded:
        return 2
    return 3 if all(word in folded for word in sought.split()) else None


def kind_of(iri: str) -> Kind:
    """Return the kind of a node.

    >>> from sygraph.namespaces import SY
    >>> kind_of(SY + "City"), kind_of(PASSAGE + "x/10"), kind_of("https://example.org/a")
    ('term', 'passage', 'entity')
    """
    if passage_name(iri) or iri.startswith(PASSAGE):
        return "passage"
    return "term" if is_term(iri) else "entity"


def is_form(iri: str, kind: str) -> bool:
    """Whether a search looks in the values of a property of a node: in translations of passages.

    >>> from sygraph.namespaces import SY
    >>> is_form(PASSAGE + "x/10", SY + "translation"), is_form("urn:a", SY + "translation")
    (True, False)
    """
    return kind in FORMS and (kind != _TRANSLATION or kind_of(iri) == "passage")


def standing(iri: str, form: str) -> tuple[Any, ...]:
    """Return the sort key of a form among those of equal rank.

    Names come before passages, entities before terms, and the shorter first; passages in the
    order of their numbers.

    >>> standing(PASSAGE + "shenyang-2024/340", "瀋陽")[:2]
    (1, 340)
    """
    kind = kind_of(iri)
    if kind == "passage":
        return 1, passage_number(iri), iri, form
    return 0, kind, len(form), iri, form


def found_in(sought: str, iri: str, form: str) -> Found | None:
    """Return the match of folded text in a form, or None; lower ranks are better."""
    how = match(sought, fold(form))
    if how is None:
        return None
    return PASSAGES if kind_of(iri) == "passage" else how, standing(iri, form), iri, form
