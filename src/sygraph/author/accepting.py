"""Accept candidates: the one door into graph/ID.trig, for commands, pages and other programs.

A statement enters only if `sygraph check` finds nothing wrong that it did not find before. What is
not stated yet (see `Fault.is_omission`) is no reason to refuse what is.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from sygraph.author.draft_files import Drafted, Proposed, draft_path, read_draft
from sygraph.author.locking import locked
from sygraph.author.passage_check import PassageCheck
from sygraph.author.provenance import Acceptance, provenance_path, recorded, user_name
from sygraph.author.trig_text import (
    Span,
    add_statements,
    add_to_graph,
    prefixes_of,
    statements,
    without,
)
from sygraph.check import Fault
from sygraph.data import ArticleFiles, Files
from sygraph.errors import SygraphError
from sygraph.namespaces import GAZETTEER, curie, expand
from sygraph.rdf.output import write_files
from sygraph.store.load import needed, read

__all__ = ["Accepted", "Statement", "accept", "divided", "verdict"]


@dataclass
class Accepted:
    """What became of the candidates.

    Attributes:
        accepted: The statements that are in the graph of the article now.
        refused: The others, each with its passage and the faults that it would make.
    """

    accepted: list[Acceptance] = field(default_factory=list)
    refused: list[tuple[NamedNode, NamedNode, list[Fault]]] = field(default_factory=list)


@dataclass(frozen=True)
class Statement:
    """One subject of a draft: what is proposed of it in a passage, and what that needs.

    Attributes:
        edited: Whether a person has changed what the rule proposed.
        sure: How sure the rule is, from 0 to 1, if the draft says so.
    """

    passage: NamedNode
    node: NamedNode
    facts: list[Triple]
    context: list[Triple]
    entries: list[Triple]
    rule: NamedNode | None
    edited: bool = False
    sure: float | None = None

    @property
    def acceptance(self) -> Acceptance:
        """What the record says of it."""
        return Acceptance(self.node, self.passage, self.rule, self.edited)


def accept(
    files: Files,
    id: str,
    passages: Iterable[str] = (),
    *,
    statements: Collection[NamedNode] = (),
    by: str = "",
) -> Accepted:
    """Put what a draft proposes for passages into the article, as far as it passes the check.

    Args:
        passages: Numbers or names of passages; all that the draft proposes something for if empty.
        statements: The statements to accept; all of these passages if empty.
        by: Who accepts it, for the record; the user if empty.

    Raises:
        SygraphError: There is no draft, it proposes nothing for a passage, or a file was changed by
            someone else meanwhile. Nothing is written.
        OutputError: A file cannot be written to. Nothing is written.
    """
    article = files.own_article(id)
    with locked(files.folder):
        paths = _Paths(files, article)
        before = paths.read()
        checker = PassageCheck.of(files, id)
        passed, result = _judged(files, article, checker, passages, statements)
        if passed:
            paths.write(before, passed, by or user_name(files.folder))
            checker.keep()
    return result


def verdict(
    files: Files,
    id: str,
    passages: Iterable[str] = (),
    *,
    statements: Collection[NamedNode] = (),
    drafted: Drafted | None = None,
) -> Accepted:
    """Return what `accept` would accept and refuse. Nothing is written.

    Args:
        drafted: What `read_draft` returns, if the draft was read already.

    Raises:
        SygraphError: There is no draft, or it proposes nothing for a passage.
    """
    checker = PassageCheck.of(files, id)
    _, result = _judged(files, files.own_article(id), checker, passages, statements, drafted)
    checker.begin()
    return result


def _judged(
    files: Files,
    article: ArticleFiles,
    checker: PassageCheck,
    passages: Iterable[str],
    statements: Collection[NamedNode],
    read: Drafted | None = None,
) -> tuple[list[Statement], Accepted]:
    """Return the statements of a draft that pass, and what is said of all of them."""
    drafted, entries = read or read_draft(files, article.id)
    _refuse_known(files, article.id, entries)
    chosen = [
        one
        for proposed in _chosen(article, drafted, list(passages))
        for one in divided(proposed, entries)
        if not statements or one.node in statements
    ]
    result = Accepted()
    passed = _passing(checker, chosen, result)
    result.accepted = [one.acceptance for one in passed]
    return passed, result


def _refuse_known(files: Files, id: str, entries: list[Triple]) -> None:
    """Refuse what a draft adds to an entry that there is: only new names come with a draft."""
    if not entries:
        return
    known = {quad.triple for path in files.gazetteers for quad in read(path, GAZETTEER)}
    subjects = {triple.subject for triple in known}
    for triple in entries:
        if triple.subject in subjects and triple not in known:
            raise SygraphError(
                f"the draft adds {curie(triple.predicate.value)} to the entry of "
                f"{curie(str(getattr(triple.subject, 'value', triple.subject)))}",
                hint=f"change graph/gazetteer.ttl itself, or sygraph draft {id} --again",
            )


def _chosen(article: ArticleFiles, drafted: list[Proposed], names: list[str]) -> list[Proposed]:
    if not names:
        return drafted
    found = []
    for name in names:
        number = name.rpartition("/")[2].removeprefix("p:")
        iri = expand(name) if "/" in name else f"{article.base}passage/{article.id}/{number}"
        one = next((p for p in drafted if p.passage.value == iri), None)
        if one is None:
            have = ", ".join(p.passage.value.rpartition("/")[2] for p in drafted)
            raise SygraphError(
                f"the draft proposes nothing for {name}", hint=f"it does for {have or 'none'}"
            )
        found.append(one)
    return found


def divided(proposed: Proposed, entries: list[Triple]) -> list[Statement]:
    """Divide what is proposed for a passage by subject, in order."""
    by_node: dict[NamedNode, list[Triple]] = {}
    for triple in proposed.facts:
        if not isinstance(triple.subject, NamedNode):
            raise SygraphError(
                f"{curie(proposed.passage.value)}: the draft has a blank node",
                hint="name the node with an IRI",
            )
        by_node.setdefault(triple.subject, []).append(triple)
    found = []
    for node, facts in by_node.items():
        # A rule may propose a fact of what there is (the author of the article) for a new node.
        terms = (node, *(t.object for t in facts if isinstance(t.object, NamedNode)))
        source = next((term for term in terms if term in proposed.rules), node)
        found.append(
            Statement(
                proposed.passage,
                node,
                facts,
                proposed.context,
                needed(entries, facts),
                proposed.rules.get(source),
                node in proposed.edited,
                proposed.sure.get(source),
            )
        )
    return found


def _passing(checker: PassageCheck, chosen: list[Statement], result: Accepted) -> list[Statement]:
    """Return the statements that make no fault, neither alone nor together."""
    left = chosen
    while left:
        checker.begin()
        passed: list[Statement] = []
        for one in left:
            faults = checker.try_facts(one.passage, one.facts, one.context, one.entries)
            if faults:
                result.refused.append((one.passage, one.node, faults))
            else:
                passed.append(one)
        new = checker.faults_together()
        if not new:
            return passed
        guilty = [one for one in passed if any(_is_about(fault, one) for fault in new)]
        for one in guilty or list(passed):
            about = [fault for fault in new if _is_about(fault, one)] or new
            result.refused.append((one.passage, one.node, about))
            passed.remove(one)
        left = passed
    return []


def _is_about(fault: Fault, one: Statement) -> bool:
    """Whether a fault is of a statement, of an entry that it brings along, or of its passage."""
    nodes = {one.node.value, *(t.subject.value for t in one.entries)}  # type: ignore[union-attr]
    words = {*fault.where.split(), *fault.message.replace(",", " ").split()}
    return bool(words & {curie(node) for node in nodes}) or curie(one.passage.value) == fault.where


class _Paths:
    """The files that accepting changes, as they were when it began."""

    def __init__(self, files: Files, article: ArticleFiles) -> None:
        self._files, self._article = files, article
        self._gazetteer = files.file("graph", "gazetteer.ttl")
        self._draft = draft_path(files, article.id)

    def read(self) -> dict[str, str]:
        """Return the text of each file; that of one that is not there is empty."""
        record = provenance_path(self._article)
        paths = (self._article.trig, self._gazetteer, self._draft, record)
        return {
            path: Path(path).read_bytes().decode() if os.path.exists(path) else "" for path in paths
        }

    def changed(self, before: dict[str, str], passed: list[Statement]) -> dict[str, str]:
        """Return the texts of article and gazetteer with more statements in them."""
        trig, gazetteer = before[self._article.trig], before[self._gazetteer]
        here = {quad.triple for quad in parse(gazetteer.encode(), RdfFormat.TURTLE)}
        quads = list(parse(trig.encode(), RdfFormat.TRIG))
        described = {quad.triple for quad in quads}
        stated = {(quad.graph_name, quad.triple) for quad in quads}
        for one in passed:
            facts = [fact for fact in one.facts if (one.passage, fact) not in stated]
            if facts:
                trig = add_to_graph(trig, one.passage.value, facts)
            context = [triple for triple in one.context if triple not in described]
            described |= set(context)
            if context:
                trig = add_statements(trig, one.passage.value, context)
            entries = [triple for triple in one.entries if triple not in here]
            here |= set(entries)
            if entries:
                added = statements(entries, prefixes_of(gazetteer))
                gazetteer = f"{gazetteer.rstrip()}\n\n{added}"
        return {self._gazetteer: gazetteer, self._article.trig: trig}

    def write(self, before: dict[str, str], passed: list[Statement], by: str) -> None:
        """Write what has changed, unless someone else has changed a file meanwhile."""
        done = {(one.passage.value, one.node.value) for one in passed}
        nodes = {node for _, node in done}
        entered = {t.subject.value for one in passed for t in one.entries}  # type: ignore[union-attr]

        def moved(span: Span) -> bool:
            if span.graph:
                own = span.graph == GAZETTEER.value and span.subject in entered
                return own or (span.graph, span.subject) in done
            return span.subject in nodes | entered

        # In this order: if the process is killed meanwhile, the draft still has what is not stated,
        # and accepting it again completes the rest.
        texts = self.changed(before, passed)
        accepted = [one.acceptance for one in passed]
        texts[provenance_path(self._article)] = recorded(self._article, accepted, by)
        texts[self._draft] = without(before[self._draft], moved)
        if self.read() != before:
            raise SygraphError(
                "a file was changed by someone else meanwhile; nothing is written",
                hint="run the command again",
            )
        write_files({path: text.encode() for path, text in texts.items() if text != before[path]})
