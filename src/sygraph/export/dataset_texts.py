"""Texts of the dataset's description in three languages, read from `graph/dataset.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from sygraph.data import Files

__all__ = ["DatasetTexts", "dataset_texts"]


@dataclass(frozen=True)
class DatasetTexts:
    """Texts about the dataset by language: en, zh-Hant and zh-Hans.

    Attributes:
        places: The slugs of the places that the dataset is mainly about.
        subsets: The descriptions of the parts: articles, translations, gazetteer and so on.
        sites: Title and license of each dataset that the gazetteer links to, by IRI prefix.
    """

    title: dict[str, str]
    description: dict[str, str]
    rights: dict[str, str]
    keywords: dict[str, list[str]]
    places: list[str]
    subsets: dict[str, dict[str, str]]
    sites: dict[str, dict[str, str]]


@cache
def dataset_texts() -> DatasetTexts:
    """Return the texts, which are read once.

    >>> sorted(dataset_texts().subsets)
    ['articles', 'derived', 'gazetteer', 'ontology', 'translations']
    """
    with open(Files.bundled().file("graph", "dataset.toml"), "rb") as stream:
        return DatasetTexts(**tomllib.load(stream))
