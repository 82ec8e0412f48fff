"""Forms of names as a search compares them: what it overlooks, and how well one matches."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any
from typing import Literal as Choice

from sygraph.namespaces import PASSAGE, PREFIXES, SY

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "FORMS",
    "Found",
    "Kind",
    "fold",
    "fold_character",
    "found_in",
    "kind_of",
    "match",
    "simplified",
    "standing",
]

# What a node is to a search. Where they match equally well they are listed in this order, the
# alphabet's.
Kind = Choice["entity", "passage", "term"]

# How well a form matches, where it stands among those that match so, whose it is, and the form.
Found = tuple[int, tuple[Any, ...], str, str]

# How well a passage matches: whether it does is all that counts.
PASSAGES = 4

# What gives a thing a form by which it is found.
_SKOS = PREFIXES["skos"]
FORMS = (
    *(_SKOS + name for name in ("prefLabel", "altLabel", "hiddenLabel")),
    *(SY + name for name in ("title", "quote")),
)

# The same mark has several shapes: what people type is not what the article prints.
_MARKS = str.maketrans("「」『』“”‘’〝〞·—–−‧・", '""""""""""' + ".---..")

_FIRST_CJK = "\u2e80"


class _Folding(dict[int, str]):
    """How each character is folded, worked out when it first occurs."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = fold_character(chr(code))
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Return the text with what a search overlooks taken away.

    >>> fold("「瀋陽」 São Paulo") == fold("“沈阳” SAO PAULO")
    True
    """
    return text.translate(_FOLDING)


@cache
def fold_character(character: str) -> str:
    """Return what a character is folded to: none, one, or several."""
    marked = unicodedata.normalize("NFKD", character.translate(_MARKS))
    plain = "".join(c for c in marked if not unicodedata.combining(c)).casefold()
    return simplified(plain) if plain >= _FIRST_CJK else plain


def simplified(text: str) -> str:
    """Return Chinese text in simplified characters.

    >>> simplified("瀋陽")
    '沈阳'
    """
    return _converter()(text)


@cache
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("tw2s").convert
    return convert


def match(sought: str, folded: str) -> int | None:
    """Return how well a form matches, 0 best: whole, beginning, part, all words; None: not at all.

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
    """Return what a node is to a search.

    >>> kind_of(SY + "City"), kind_of(PASSAGE + "x/10"), kind_of("https://example.org/a")
    ('term', 'passage', 'entity')
    """
    if iri.startswith(PASSAGE):
        return "passage"
    return "term" if iri.startswith(SY) else "entity"


def standing(iri: str, form: str) -> tuple[Any, ...]:
    """Return where a form stands among those that match as well.

    Names come before passages, entities before terms, and the shorter first; passages in the
    order of their numbers.

    >>> standing(PASSAGE + "shenyang-2024/340", "瀋陽")[:2]
    (1, 340)
    """
    kind = kind_of(iri)
    if kind == "passage":
        return 1, _number(iri), iri, form
    return 0, kind, len(form), iri, form


def found_in(sought: str, iri: str, form: str) -> Found | None:
    """Return how folded text is found in a form, if it is; the less, the better."""
    how = match(sought, fold(form))
    if how is None:
        return None
    return PASSAGES if kind_of(iri) == "passage" else how, standing(iri, form), iri, form


def _number(iri: str) -> int:
    """The number of a passage, by which it stands in its article."""
    last = iri.rpartition("/")[2]
    return int(last) if last.isascii() and last.isdigit() else 0
