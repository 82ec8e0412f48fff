"""Texts of the dataset's description in three languages, read from `sygraph.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sygraph.data import Files
from sygraph.text.scalars import LANGUAGES

__all__ = ["DatasetTexts", "dataset_texts"]


@dataclass(frozen=True)
class DatasetTexts:
    """Texts about the dataset by language: en, zh-Hant and zh-Hans.

    Attributes:
        places: The slugs or IRIs of the places that the dataset is mainly about.
        lead: The introduction of the home page.
        subsets: The descriptions of the parts: articles, translations, gazetteer and so on.
        sites: Title and license of each dataset that the gazetteer links to, by IRI prefix.
    """

    title: dict[str, str]
    description: dict[str, str]
    lead: dict[str, str]
    rights: dict[str, str]
    keywords: dict[str, list[str]]
    places: list[str]
    subsets: dict[str, dict[str, str]]
    sites: dict[str, dict[str, str]]


def dataset_texts() -> DatasetTexts:
    """Return the texts of the workspace in use, and those of the package for what it does not say.

    A title, a description and keywords may be of one language, which then stands for all three.

    Raises:
        DataError: `sygraph.toml` is not TOML.

    >>> sorted(dataset_texts().subsets)
    ['articles', 'derived', 'gazetteer', 'ontology', 'translations']
    """
    files = Files.used()
    own, packaged = files.config, Files.bundled().config
    title = own.get("title", packaged["title"])
    description = own.get("description", packaged["description"] if own is packaged else title)
    rights = packaged["rights"] if own is packaged else packaged["workspace"]["rights"]
    keywords = own.get("keywords", packaged["keywords"] if own is packaged else [])
    return DatasetTexts(
        title=_in_each(title),
        description=_in_each(description),
        lead=_in_each(own.get("lead", description)),
        rights=_in_each(own.get("rights", rights)),
        keywords=_in_each(keywords),
        places=own.get("places", [files.subject] if files.subject else []),
        subsets=packaged["subsets"],
        sites=packaged["sites"] | own.get("sites", {}),
    )


def _in_each(text: Any) -> dict[str, Any]:
    return dict(text) if isinstance(text, dict) else dict.fromkeys(LANGUAGES, text)
