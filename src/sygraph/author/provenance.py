"""Record who accepted which statement, when, and which rule proposed it: graph/ID.provenance.ttl.

The record is in the terms of PROV-O. It is beside the article's facts and is not loaded with them.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from getpass import getuser
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from sygraph.author.draft_files import RULES
from sygraph.author.trig_text import prefixes_of, statements
from sygraph.data import ArticleFiles
from sygraph.namespaces import (
    COMMENT,
    COMMON_PREFIXES,
    RDF_TYPE,
    RDFS_LABEL,
    XSD,
    declarations,
    vocab,
)

__all__ = [
    "Acceptance",
    "Decided",
    "Rejection",
    "decided",
    "provenance_path",
    "recorded",
    "reviewer_iri",
    "user_name",
]

_HEADER = """\
# Who accepted or rejected which statement of {id}, when, and which rule proposed it (PROV-O).
# sygraph accept and sygraph review write this file; it is not loaded.

"""
_ENDED, _WHO = vocab("prov:endedAtTime"), vocab("prov:wasAssociatedWith")
_GENERATED, _INVALIDATED = vocab("prov:generated"), vocab("prov:invalidated")
_USED = vocab("prov:used")


@dataclass(frozen=True)
class Acceptance:
    """A statement that a person accepted for a passage, and the rule that proposed it, if one.

    Attributes:
        edited: Whether a person changed what the rule proposed.
    """

    statement: NamedNode
    passage: NamedNode
    rule: NamedNode | None
    edited: bool = False


@dataclass(frozen=True)
class Rejection:
    """A statement that a person rejected for a passage, and why."""

    statement: NamedNode
    passage: NamedNode
    rule: NamedNode | None
    reason: str


@dataclass(frozen=True)
class Decided:
    """Who decided on a statement last, and when."""

    accepted: bool
    by: str
    when: str


def provenance_path(article: ArticleFiles) -> str:
    """Return the path of the record of an article."""
    return os.path.join(article.folder, "graph", f"{article.id}.provenance.ttl")


def reviewer_iri(article: ArticleFiles, name: str) -> NamedNode:
    """Return the IRI of a person who accepts or rejects statements."""
    return NamedNode(f"{article.base}reviewer/{quote(name, safe='')}")


def user_name(folder: str) -> str:
    """Return the name of who decides, for the record: as git has it there, else as the system."""
    try:
        found = subprocess.run(
            ["git", "-C", os.path.abspath(folder), "config", "user.name"],
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        ).stdout
    except (OSError, ValueError, subprocess.SubprocessError):
        found = ""
    if name := " ".join(found.split()):
        return name
    try:
        return getuser()
    except (OSError, KeyError):  # the system has no name for the user
        return "unknown"


def decided(record: str, statement: NamedNode, passage: NamedNode) -> Decided | None:
    """Return who decided last on a statement of a passage, by a record."""
    triples = list(parse(record.encode(), RdfFormat.TURTLE))
    about = {t.subject for t in triples if t.predicate == _USED and t.object == passage}
    found = [
        t
        for t in triples
        if t.object == statement
        and t.predicate in (_GENERATED, _INVALIDATED)
        and t.subject in about
    ]
    if not found:
        return None
    last = found[-1]
    said = {t.predicate: t.object for t in triples if t.subject == last.subject}
    person, when = said.get(_WHO), said.get(_ENDED)
    names = [
        t.object.value
        for t in triples
        if t.subject == person and t.predicate == RDFS_LABEL and isinstance(t.object, Literal)
    ]
    return Decided(
        last.predicate == _GENERATED,
        names[0] if names else "",
        when.value if isinstance(when, Literal) else "",
    )


def recorded(article: ArticleFiles, decisions: Iterable[Acceptance | Rejection], by: str) -> str:
    """Return the record of an article with what is accepted or rejected now."""
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
    triples = list(_triples(article, decisions, by, number, now))
    person = reviewer_iri(article, by)
    if f"<{person.value}> a prov:Person" in text:
        triples = [triple for triple in triples if triple.subject != person]
    return f"{text.rstrip()}\n\n{statements(triples, prefixes_of(text))}"


def _triples(
    article: ArticleFiles,
    decisions: Iterable[Acceptance | Rejection],
    by: str,
    number: int,
    now: str,
) -> Iterator[Triple]:
    person = reviewer_iri(article, by)
    for one in decisions:
        kind = "acceptance" if isinstance(one, Acceptance) else "rejection"
        activity = NamedNode(f"{article.base}{kind}/{article.id}/{number}")
        number += 1
        yield Triple(activity, RDF_TYPE, vocab("prov:Activity"))
        made = _GENERATED if isinstance(one, Acceptance) else _INVALIDATED
        yield Triple(activity, made, one.statement)
        yield Triple(activity, _USED, one.passage)
        if one.rule is not None:
            yield Triple(activity, _USED, one.rule)
        yield Triple(activity, _WHO, person)
        when = Literal(now, datatype=NamedNode(XSD + "dateTime"))
        yield Triple(activity, _ENDED, when)
        if isinstance(one, Rejection):
            yield Triple(activity, COMMENT, Literal(one.reason))
        elif one.edited:
            yield Triple(activity, COMMENT, Literal("edited before it was accepted"))
    yield Triple(person, RDF_TYPE, vocab("prov:Person"))
    yield Triple(person, RDFS_LABEL, Literal(by))
