"""Keep rejected candidates in drafts/ID.rejected.trig, so that no later draft proposes them again.

The graph of a passage holds what was proposed for it, and the default graph why a statement was
rejected. A candidate is recognised by its passage and what it states; its name, and those of the
figures that it is about, may be others in another draft.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from sygraph.author.candidates import Candidate
from sygraph.author.trig_text import add_to_graph, prefixes_for, prefixes_of, statements
from sygraph.data import Files
from sygraph.errors import DataError
from sygraph.namespaces import COMMENT, declarations, sy
from sygraph.rdf.error_place import reason_of

__all__ = ["Rejected", "rejected_path", "with_rejection", "without_rejected"]

_HEADER = """\
# Candidates for {id} that a person has rejected. sygraph draft {id} does not propose them again;
# remove one here to have it proposed.
"""
_DECLARED = ("sy", "id", "xsd", "qunit", "schema", "dcterms", "geosparql", "skos", "owl", "rdfs")
# These link a statement with another one, whose name depends on the draft.
_LINKS = frozenset(map(sy, ("growthOf", "shareOf")))

#: What makes a candidate the same one in another draft.
Rejected = tuple[NamedNode, frozenset[tuple[NamedNode, object]]]


def rejected_path(files: Files, id: str) -> str:
    """Return the path of the rejected candidates of an article."""
    return files.file("drafts", f"{id}.rejected.trig")


def with_rejection(
    files: Files,
    id: str,
    text: str,
    passage: NamedNode,
    node: NamedNode,
    facts: Iterable[Triple],
    reason: str,
) -> str:
    """Return the file of rejected candidates with one more.

    Args:
        text: the file as it is; empty if there is none.
    """
    if not text:
        prefixes = prefixes_for(files, files.article(id), _DECLARED)
        text = _HEADER.format(id=id) + "\n" + declarations(prefixes)
    text = add_to_graph(text, passage.value, facts)
    why = statements([Triple(node, COMMENT, Literal(reason))], prefixes_of(text))
    return f"{text.rstrip()}\n\n{why}"


def without_rejected(files: Files, id: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return candidates without the facts that were rejected before.

    Raises:
        DataError: the file of rejected candidates is broken.
    """
    known = _read(rejected_path(files, id))
    return [
        replace(
            one, node=None, facts=(), context=(), entries=(), said={**one.said, "rejected": True}
        )
        if one.facts and _key(one.passage, one.facts) in known
        else one
        for one in candidates
    ]


def _read(path: str) -> set[Rejected]:
    if not os.path.exists(path):
        return set()
    about: dict[tuple[NamedNode, object], list[Triple]] = {}
    try:
        with open(path, "rb") as stream:
            for quad in parse(stream.read(), RdfFormat.TRIG):
                if isinstance(quad.graph_name, NamedNode):
                    about.setdefault((quad.graph_name, quad.subject), []).append(quad.triple)
    except SyntaxError as error:
        raise DataError(reason_of(error), path=path, line=error.lineno) from error
    return {_key(passage, facts) for (passage, _), facts in about.items()}


def _key(passage: NamedNode, facts: Iterable[Triple]) -> Rejected:
    return passage, frozenset(
        (t.predicate, None if t.predicate in _LINKS else t.object) for t in facts
    )
