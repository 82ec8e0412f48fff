"""Names of topics and parameters in Chinese."""

from __future__ import annotations

from sygraph.data import read_toml

__all__ = ["NAMES"]

_WORDS = read_toml("queries/topics.toml")

#: The names of a topic or a parameter by language: zh-Hant and zh-Hans.
NAMES: dict[str, dict[str, str]] = {**_WORDS["topics"], **_WORDS["parameters"]}
