"""Words that require a property or a code; the checks compare them with what is stated."""

from __future__ import annotations

from sygraph.data import read_toml
from sygraph.namespaces import sy, vocab

__all__ = ["BETWEEN", "BY_ROLE", "CALLED_FOR", "CODE_WORDS", "cue"]

_WORDS = read_toml("text/languages/zh-Hant.toml")

CALLED_FOR = {vocab(name): tuple(words) for name, words in _WORDS["properties"].items()}
CODE_WORDS = {sy(name): tuple(words) for name, words in _WORDS["codes"].items()}
BETWEEN = tuple(_WORDS["routes"]["between"])

# The property that a passage states because of its role.
BY_ROLE = {
    sy("caption"): sy("depicts"),
    sy("byline"): vocab("schema:author"),
    sy("headline"): vocab("dcterms:title"),
}


def cue(pattern: str) -> str:
    """Return the words of a pattern that require its property: those next to the name.

    >>> cue("以「{}」為主題")
    '」為主題'
    """
    return max(pattern.split("{}"), key=len)
