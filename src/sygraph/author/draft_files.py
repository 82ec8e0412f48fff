"""Write and read drafts: candidates as TriG beside their passages, in drafts/ID.trig, not loaded.

The graph of a passage holds the facts proposed for it, the gazetteer's graph the entries that they
need, and the default graph which rule proposes each statement (prov:wasGeneratedBy) and what a
passage is to be read with.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse

from sygraph.author.candidates import Candidate
from sygraph.author.drafting import Draft, Drafter
from sygraph.author.rejections import without_rejected
from sygraph.author.trig_text import (
    graph_block,
    iri_of,
    prefixes_for,
    prefixes_of,
    statements,
)
from sygraph.check import Dataset
from sygraph.data import Files
from sygraph.errors import DataError
from sygraph.namespaces import (
    BASE,
    GAZETTEER,
    GRAPH,
    RDF_TYPE,
    curie,
    declarations,
    passage_number,
    sy,
    vocab,
)
from sygraph.rdf.error_place import reason_of

__all__ = [
    "EDITED",
    "GENERATED",
    "RULES",
    "Drafted",
    "Proposed",
    "draft_path",
    "draft_text",
    "drafter_beside",
    "parse_draft",
    "read_draft",
    "with_candidates",
]

#: Rules are named by this and their name.
RULES = f"{BASE}rule/"
GENERATED = vocab("prov:wasGeneratedBy")
#: Who has changed a statement.
EDITED = vocab("prov:wasAttributedTo")
# The sentence that facts were of in an earlier version, in the comment that `revise` writes.
_EARLIER = re.compile(r"^# was: (.*)\n(?:#.*\n)*(\S+) \{", re.MULTILINE)
# How sure a rule is of the statement below, in the comment of a candidate.
_SURE = re.compile(
    r"^# \d+–\d+ “.*” \S+ ([01]\.\d\d);.*\n(?:[^#\n].*\n)*?(\S+) prov:wasGeneratedBy", re.MULTILINE
)

_HEADER = """\
# Candidates for {id}, by sygraph draft. Nothing here is loaded. Change or remove
# what is wrong; sygraph accept {id} puts into graph/{id}.trig what sygraph check finds right.
"""
# What tells figures of one passage apart.
_OF_FIGURES = tuple(
    map(vocab, ("sy:of", "sy:measure", "sy:value", "schema:minValue", "schema:maxValue"))
)
_DECLARED = ("sy", "id", "xsd", "qunit", "schema", "dcterms", "geosparql", "skos", "owl", "prov")


@dataclass
class Proposed:
    """What a draft proposes for a passage.

    Attributes:
        facts: The triples of its graph.
        context: What is to be added to its description.
        rules: The rule that proposes each statement.
        sure: How sure the rule is of each statement, from 0 to 1, if the draft says so.
        edited: The statements that a person has changed.
        was: The sentence of an earlier version that stated the facts, if it was changed.
    """

    passage: NamedNode
    facts: list[Triple] = field(default_factory=list)
    context: list[Triple] = field(default_factory=list)
    rules: dict[NamedNode, NamedNode] = field(default_factory=dict)
    sure: dict[NamedNode, float] = field(default_factory=dict)
    edited: set[NamedNode] = field(default_factory=set)
    was: str = ""


#: What a draft proposes for each passage, in order, and the entries that it proposes.
Drafted = tuple[list[Proposed], list[Triple]]


def draft_path(files: Files, id: str) -> str:
    """Return the path of the draft of an article."""
    return files.file("drafts", f"{id}.trig")


def draft_text(files: Files, draft: Draft) -> str:
    """Return the candidates of an article as TriG."""
    article = draft.article
    prefixes = prefixes_for(files, article, _DECLARED) | {"graph": GRAPH, "rule": RULES}
    parts = [_HEADER.format(id=article.id) + "\n" + declarations(prefixes)]
    made: set[Triple] = set()
    for passage, group in groupby(draft.candidates, key=lambda one: one.passage):
        parts.append(_passage(passage, list(group), prefixes, made))
    return "\n".join(parts)


def with_candidates(
    files: Files, id: str, candidates: Iterable[Candidate], *, also_rejected: bool = False
) -> tuple[str, list[Candidate]]:
    """Return the draft of an article with more candidates at its end, and those that are new.

    A candidate whose words the draft already proposes for the same passage and of the same class
    is left out. Without a draft, a new one begins.

    Args:
        also_rejected: Whether to add what a person has rejected before.

    Raises:
        DataError: The draft that there is cannot be read.
    """
    article, path = files.article(id), draft_path(files, id)
    if os.path.isfile(path):
        with open(path, "rb") as stream:
            data = stream.read()
    else:
        data = draft_text(files, Draft(article)).encode()
    known, entries = parse_draft(files, id, data)
    text = data.decode()
    have = {key for one in known for key in _keys(one.passage, one.facts)}
    prefixes, made = prefixes_of(text), set(entries)
    new = []
    for one in candidates if also_rejected else without_rejected(files, id, candidates):
        keys = set(_keys(one.passage, one.facts))
        if one.facts and not keys <= have:
            have |= keys
            new.append(one)
            text += f"\n# {_shown(one)}\n{_one(one, prefixes, made)}"
    return text, new


def _keys(passage: NamedNode, facts: Iterable[Triple]) -> Iterator[tuple[object, ...]]:
    """Yield what makes a proposal the same as another.

    That is of a figure its value, measure and subject, of another statement its words, and else the
    triple itself.
    """
    by_node: dict[object, dict[NamedNode, object]] = {}
    for fact in facts:
        by_node.setdefault(fact.subject, {})[fact.predicate] = fact.object
    for node, about in by_node.items():
        if RDF_TYPE in about:
            parts = [about.get(prop) for prop in _OF_FIGURES]
            words = about.get(sy("statedAs")) if not any(parts[2:]) else None
            yield passage, about[RDF_TYPE], words, *parts
        else:
            yield from ((passage, node, prop, value) for prop, value in about.items())


def drafter_beside(files: Files, id: str, data: Dataset | None = None) -> Drafter:
    """Return a drafter of an article which adds to the draft that there is, if there is one.

    It gives new nodes other names than those in the draft, and a new name the entry that it has.

    Args:
        data: What the files state of the article, if they were read already.
    """
    if not os.path.isfile(draft_path(files, id)):
        return Drafter.of(files, id, data=data)
    proposed, entries = read_draft(files, id)
    triples = [*entries, *(fact for one in proposed for fact in one.facts)]
    taken = {t.subject.value for t in triples if isinstance(t.subject, NamedNode)}
    return Drafter.of(files, id, taken, data, entries)


def _passage(
    passage: NamedNode, group: list[Candidate], prefixes: dict[str, str], made: set[Triple]
) -> str:
    """Return the candidates of one passage, each with a comment that says where it is from."""
    lines = [f"# {curie(passage.value)}  {group[0].quote}\n"]
    for one in group:
        if one.kind == "name" and not one.said.get("entity") and one.said.get("proposed"):
            lines.append(f"# {_shown(one)}\n")
        elif one.facts:
            lines.append(f"# {_shown(one)}\n{_one(one, prefixes, made)}")
        elif one.kind in ("number", "statement"):
            lines.append(f"# {_shown(one)}: no facts are proposed\n")
        elif one.said.get("proposed"):
            lines.append(f"# {_shown(one)}: is it {', '.join(one.said['proposed'])}?\n")
    return "".join(lines)


def _one(one: Candidate, prefixes: dict[str, str], made: set[Triple]) -> str:
    text = ""
    entries = [triple for triple in one.entries if triple not in made]
    made.update(entries)
    if entries:
        text += graph_block(GAZETTEER, entries, prefixes)
    about = list(one.context)
    if one.node is not None:
        about.append(Triple(one.node, GENERATED, NamedNode(RULES + one.rule)))
    return text + statements(about, prefixes) + graph_block(one.passage, one.facts, prefixes)


def _shown(one: Candidate) -> str:
    said = ", ".join(
        f"{k} {' or '.join(map(str, v)) if isinstance(v, list | tuple) else v}"
        for k, v in one.said.items()
        if v not in ("", None)
    )
    return f"{one.start}–{one.end} “{one.quote}” {one.rule} {one.confidence:.2f}; {said}"


def read_draft(files: Files, id: str) -> Drafted:
    """Return what a draft proposes for each passage, in order, and the entries that it proposes.

    Raises:
        DataError: There is no draft, or it cannot be read.
    """
    path = draft_path(files, id)
    if not os.path.isfile(path):
        raise DataError(f"there is no draft of {id}", hint=f"sygraph draft {id}")
    with open(path, "rb") as stream:
        return parse_draft(files, id, stream.read())


def parse_draft(files: Files, id: str, text: bytes) -> Drafted:
    """Return what the text of a draft proposes; see `read_draft`."""
    article, path = files.article(id), draft_path(files, id)
    try:
        quads = list(parse(text, RdfFormat.TRIG))
    except (SyntaxError, ValueError) as error:
        line = error.lineno if isinstance(error, SyntaxError) else None
        message = reason_of(error) if isinstance(error, SyntaxError) else str(error)
        raise DataError(message, path=path, line=line) from error
    space = f"{article.base}passage/{article.id}/"
    for quad in quads:
        if not _belongs(quad, space):
            raise DataError(
                f"{quad.triple} is no candidate",
                path=path,
                hint="a draft states facts of passages, entries of the gazetteer, sy:readWith of "
                "passages, and which rule proposes what",
            )
    found = _proposed(quads, space)
    written = text.decode("utf-8", "replace")
    prefixes = prefixes_of(written)
    earlier = {iri_of(match[2], prefixes): match[1] for match in _EARLIER.finditer(written)}
    sure = {iri_of(match[2], prefixes): float(match[1]) for match in _SURE.finditer(written)}
    for one in found:
        one.was = earlier.get(one.passage.value, "")
        one.sure = {node: sure[node.value] for node in one.rules if node.value in sure}
    return found, [q.triple for q in quads if q.graph_name == GAZETTEER]


def _belongs(quad: Quad, space: str) -> bool:
    """Whether a statement is one that a draft may have, so that none is left unread."""
    graph, subject = quad.graph_name, quad.subject
    if isinstance(graph, NamedNode):
        return graph == GAZETTEER or graph.value.startswith(space)
    described = isinstance(subject, NamedNode) and subject.value.startswith(space)
    return quad.predicate in (GENERATED, EDITED) or (described and quad.predicate == sy("readWith"))


def _proposed(quads: Iterable[Quad], space: str) -> list[Proposed]:
    found: dict[NamedNode, Proposed] = {}
    about: list[Quad] = []
    for quad in quads:
        graph = quad.graph_name
        if isinstance(graph, DefaultGraph):
            about.append(quad)
        elif isinstance(graph, NamedNode) and graph.value.startswith(space):
            found.setdefault(graph, Proposed(graph)).facts.append(quad.triple)
    for quad in about:
        for proposed in found.values():
            if quad.subject == proposed.passage:
                proposed.context.append(quad.triple)
            elif any(quad.subject in (t.subject, t.object) for t in proposed.facts):
                assert isinstance(quad.subject, NamedNode)
                if quad.predicate == EDITED:
                    proposed.edited.add(quad.subject)
                elif isinstance(quad.object, NamedNode):
                    proposed.rules[quad.subject] = quad.object
    return sorted(found.values(), key=lambda one: passage_number(one.passage.value))
