"""Names of topics and parameters in Chinese, and stop words for the search for queries."""

from __future__ import annotations

from sygraph.data import read_toml

__all__ = ["NAMES", "STOP_WORDS"]

_WORDS = read_toml("queries/topics.toml")

#: The names of a topic or a parameter by language: zh-Hant and zh-Hans.
NAMES: dict[str, dict[str, str]] = {**_WORDS["topics"], **_WORDS["parameters"]}

#: English words of a question that say nothing about its subject.
STOP_WORDS = frozenset(_WORDS["search"]["stop_words"])
