"""Record who accepted which statement, when, and which rule proposed it: graph/ID.provenance.ttl.

The record is in the terms of PROV-O. It is beside the article's facts and is not loaded with them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Triple

from sygraph.author.draft_files import RULES
from sygraph.author.trig_text import prefixes_of, statements
from sygraph.data import ArticleFiles
from sygraph.namespaces import COMMON_PREFIXES, RDF_TYPE, RDFS_LABEL, XSD, declarations, vocab

__all__ = ["Acceptance", "provenance_path", "recorded"]

_HEADER = """\
# Who accepted which statement of {id}, when, and which rule proposed it (PROV-O).
# sygraph accept writes this file; it is not loaded.

"""


@dataclass(frozen=True)
class Acceptance:
    """A statement that a person accepted for a passage, and the rule that proposed it, if one."""

    statement: NamedNode
    passage: NamedNode
    rule: NamedNode | None


def provenance_path(article: ArticleFiles) -> str:
    """Return the path of the record of an article."""
    return os.path.join(article.folder, "graph", f"{article.id}.provenance.ttl")


def recorded(article: ArticleFiles, accepted: Iterable[Acceptance], by: str) -> str:
    """Return the record of an article with what is accepted now."""
    path = provenance_path(article)
    if os.path.exists(path):
        with open(path, encoding="utf-8") as stream:
            text = stream.read()
    else:
        prefixes = {name: COMMON_PREFIXES[name] for name in ("prov", "xsd", "rdfs")}
        prefixes |= {"p": f"{article.base}passage/{article.id}/", "rule": RULES}
        text = _HEADER.format(id=article.id) + declarations(prefixes)
    number = text.count(" a prov:Activity") + 1
    now = datetime.now(UTC).isoformat(timespec="seconds")
    triples = list(_triples(article, accepted, by, number, now))
    return f"{text.rstrip()}\n\n{statements(triples, prefixes_of(text))}"


def _triples(
    article: ArticleFiles, accepted: Iterable[Acceptance], by: str, number: int, now: str
) -> Iterator[Triple]:
    person = NamedNode(f"{article.base}reviewer/{quote(by, safe='')}")
    for one in accepted:
        activity = NamedNode(f"{article.base}acceptance/{article.id}/{number}")
        number += 1
        yield Triple(activity, RDF_TYPE, vocab("prov:Activity"))
        yield Triple(activity, vocab("prov:generated"), one.statement)
        yield Triple(activity, vocab("prov:used"), one.passage)
        if one.rule is not None:
            yield Triple(activity, vocab("prov:used"), one.rule)
        yield Triple(activity, vocab("prov:wasAssociatedWith"), person)
        when = Literal(now, datatype=NamedNode(XSD + "dateTime"))
        yield Triple(activity, vocab("prov:endedAtTime"), when)
    yield Triple(person, RDF_TYPE, vocab("prov:Person"))
    yield Triple(person, RDFS_LABEL, Literal(by))
