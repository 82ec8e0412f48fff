"""Convert the description of the dataset to the JSON-LD that search engines read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from sygraph.entities.facts import node
from sygraph.export.dataset_description import DATASET
from sygraph.namespaces import PREFIXES, RDF_TYPE, XSD

__all__ = ["as_schema_org"]

_SCHEMA = PREFIXES["schema"]
_BOOLEAN = NamedNode(XSD + "boolean")


def as_schema_org(description: Iterable[Triple], lang: str = "en") -> dict[str, Any]:
    """Return a description as JSON-LD in schema.org's terms, for the head of a page.

    >>> from sygraph.export.dataset_description import describe_dataset
    >>> from sygraph.store.interface import OxigraphStore
    >>> found = as_schema_org(describe_dataset(OxigraphStore.bundled()), "zh-Hant")
    >>> found["@type"], found["name"], found["creator"]["name"]
    ('Dataset', 'sygraph：一篇瀋陽報道的知識圖譜', 'The sygraph authors')
    """
    about: dict[object, list[Triple]] = {}
    for triple in description:
        about.setdefault(triple.subject, []).append(triple)

    def described(subject: NamedNode) -> dict[str, Any]:
        found: dict[str, Any] = {"@id": subject.value}
        for triple in about[subject]:
            name = triple.predicate.value
            value = triple.object
            if triple.predicate == RDF_TYPE and isinstance(value, NamedNode):
                if value.value.startswith(_SCHEMA):
                    found["@type"] = value.value.removeprefix(_SCHEMA)
                continue
            if not name.startswith(_SCHEMA):
                continue
            if isinstance(value, Literal):
                if value.language and value.language.lower() != lang.lower():
                    continue
                shown: Any = value.value == "true" if value.datatype == _BOOLEAN else value.value
            elif node(value).value.startswith(DATASET.value + "#"):
                shown = described(node(value))
            else:
                shown = node(value).value
            name = name.removeprefix(_SCHEMA)
            known = found.get(name)
            if known is None:
                found[name] = shown
            else:
                found[name] = [*(known if isinstance(known, list) else [known]), shown]
        return found

    return {"@context": _SCHEMA, **described(DATASET)}
