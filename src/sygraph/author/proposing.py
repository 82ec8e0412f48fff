"""Let a language model propose facts of a passage: checked at once, stored only as a draft.

What comes from outside, a tool of the Model Context Protocol for example, becomes candidates as the
answers of `sygraph draft --model` do. Only a person accepts them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from pyoxigraph import NamedNode, Triple

from sygraph.author.accepting import divided, verdict
from sygraph.author.candidates import Candidate
from sygraph.author.draft_files import (
    RULES,
    draft_path,
    drafter_beside,
    read_draft,
    with_candidates,
)
from sygraph.author.drafting import Drafter, Read
from sygraph.author.locking import locked, one_thread
from sygraph.author.passage_check import PassageCheck
from sygraph.author.rejections import without_rejected
from sygraph.author.slots import Dropped, Grounding, vocabulary
from sygraph.check import Fault
from sygraph.data import Files
from sygraph.errors import BadParameter, DataError, UnknownEntity
from sygraph.namespaces import curie, expand, sy
from sygraph.rdf.output import write_files

__all__ = [
    "ProposedFact",
    "next_passage",
    "place_of",
    "propose",
    "review_queue",
    "stated_words",
    "vocabulary_for",
]

#: The rule that candidates from a tool are said to come from.
RULE = "model:mcp"
_MOST = 100  # facts in one call
_WORDING = sy("statedAs")

Given = ParamSpec("Given")
Result = TypeVar("Result")


def _by_one_thread(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """Let calls from several threads, in which tools run, wait for one another."""

    @wraps(function)
    def waiting(*given: Given.args, **named: Given.kwargs) -> Result:
        with one_thread:
            return function(*given, **named)

    return waiting


@_by_one_thread
def next_passage(files: Files, id: str = "", after: str = "") -> dict[str, Any] | None:
    """Return the next passage that leaves something unsaid, with what that is; None if none does.

    Args:
        id: The article; the first of the workspace that has such a passage if empty.
        after: The name of a passage: only those after it in its article count.

    Raises:
        SygraphError: There is no such article, or no such passage.
    """
    if after:
        id = _article_of(files, after)
    for article in _own_articles(files, id):
        check = PassageCheck.of(files, article)
        proposed = _proposed_by_tools(files, article)
        reached = not after
        if after and all(passage.name != after for passage in check.data.passages):
            raise UnknownEntity(after, hint="next_passage without it gives one that there is")
        for passage in check.data.passages:
            if not reached:
                reached = passage.name == after
                continue
            unsaid = check.omissions(passage.iri)
            if not unsaid or passage.iri in proposed:
                continue
            before = [p.quote for p in check.data.passages if p.number < passage.number][-1:]
            return {
                "passage": passage.name,
                "article": article,
                "language": passage.language,
                "role": [curie(str(getattr(role, "value", role))) for role in passage.roles],
                "words": passage.quote,
                "before": before,
                "read_with": [p.quote for p in check.data.context(passage)],
                "date": ""
                if (day := check.data.reference(passage.article)) == date.min
                else str(day),
                "unsaid": [f.message for f in unsaid],
            }
    return None


@_by_one_thread
def vocabulary_for(files: Files, passage: str) -> dict[str, Any]:
    """Return the names that facts of a passage may use: kinds, measures, units, entities."""
    id = _article_of(files, passage)
    drafter = drafter_beside(files, id, PassageCheck.of(files, id).data)
    place = place_of(drafter, passage)
    found = vocabulary(drafter.data, place.reading.passage)
    periods = {p.words: [p.first, p.last] for p in place.reading.passage.periods if p.last}
    names: dict[str, list[str]] = {new.name.words: [] for new in place.reading.new if new.node}
    return {"passage": passage, **found, "names": names | found["names"], "periods": periods}


@dataclass(frozen=True)
class ProposedFact:
    """A fact that was proposed, and what has become of it.

    Attributes:
        verdict: "passes" the check, "fails" it, is "dropped" (not grounded in the passage), or is
            "known": the draft or the article has it already, or a person has rejected it.
        stored: Whether the draft has it now. Only what passes is stored.
    """

    fact: Any
    verdict: str
    reasons: tuple[str, ...] = ()
    fixes: tuple[str, ...] = ()
    statement: str = ""

    @property
    def stored(self) -> bool:
        """Whether the draft of the article has it now."""
        return self.verdict == "passes"

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "fact": self.fact,
            "verdict": self.verdict,
            "stored": self.stored,
            "statement": self.statement,
            "reasons": list(self.reasons),
            "fixes": list(self.fixes),
        }


def propose(files: Files, passage: str, facts: Sequence[Any]) -> list[ProposedFact]:
    """Check facts of a passage, and store those that pass in the draft of its article.

    Args:
        passage: The name of the passage: dalian-trade/30.
        facts: The facts, each with the slots of its kind; see `vocabulary_for`.

    Raises:
        SygraphError: There is no such passage in an article of the workspace, or there are too many
            facts. Nothing is written.
    """
    id = _article_of(files, passage)
    files.own_article(id)
    if len(facts) > _MOST:
        raise BadParameter(f"facts are more than {_MOST}", name="facts", hint="propose fewer")
    with locked(files.folder):
        check = PassageCheck.of(files, id)
        drafter = drafter_beside(files, id, check.data)
        place = place_of(drafter, passage)
        known = stated_words(files, id, check, place.reading.passage.iri)
        results: list[tuple[Any, Candidate | Dropped, list[Fault]]] = []
        passed: list[Candidate] = []
        for fact, found in Grounding(drafter, RULE).candidates(place, facts, known):
            faults: list[Fault] = []
            if isinstance(found, Candidate) and found.facts:
                [left] = without_rejected(files, id, [found])
                found = left
            if isinstance(found, Candidate) and found.facts:
                faults = check.try_statement(
                    found.passage, found.facts, found.context, found.entries
                )
                if not faults:
                    passed.append(found)
            results.append((fact, found, faults))
        check.begin()
        text, new = with_candidates(files, id, passed)
        if new:
            write_files({draft_path(files, id): text.encode()})
    return [_result(fact, found, faults, new) for fact, found, faults in results]


def _result(
    fact: Any, found: Candidate | Dropped, faults: Sequence[Fault], new: Sequence[Candidate]
) -> ProposedFact:
    if isinstance(found, Dropped):
        return ProposedFact(fact, "dropped", (found.message,))
    node = curie(found.node.value) if found.node else ""
    if faults:
        reasons = tuple(fault.summary for fault in faults)
        return ProposedFact(fact, "fails", reasons, tuple(fault.fix for fault in faults), node)
    if found not in new:
        return ProposedFact(fact, "known", ("it is proposed or stated already, or was rejected",))
    return ProposedFact(fact, "passes", statement=node)


@_by_one_thread
def review_queue(files: Files, id: str = "") -> list[dict[str, Any]]:
    """Return what waits for a person: the statements of drafts, each with the verdict on it.

    Args:
        id: The article; all of the workspace if empty.
    """
    found = []
    for article in _own_articles(files, id):
        try:
            proposed, entries = read_draft(files, article)
        except DataError:  # there is no draft, or a person is writing it and it cannot be read
            continue
        result = verdict(files, article)
        faults = {(p, node): faults for p, node, faults in result.refused}
        for one in proposed:
            for statement in divided(one, entries):
                refused = faults.get((statement.passage, statement.node), [])
                rule = statement.rule.value.rpartition("/rule/")[2] if statement.rule else ""
                found.append(
                    {
                        "passage": curie(statement.passage.value),
                        "statement": curie(statement.node.value),
                        "words": _words(statement.facts),
                        "rule": rule,
                        "verdict": "fails" if refused else "passes",
                        "reasons": [fault.summary for fault in refused],
                    }
                )
    return found


def _own_articles(files: Files, id: str) -> Iterator[str]:
    """Yield the id of an article of the workspace, or of each of them if it is empty."""
    for own in [id] if id else [a.id for a in files.articles if a.folder == files.folder]:
        yield files.own_article(own).id


def _article_of(files: Files, passage: str) -> str:
    """Return the id of the article of a passage. Raises UnknownEntity for what is no passage."""
    id, _, number = passage.rpartition("/")
    if number.isdecimal() and any(article.id == id for article in files.articles):
        return id
    ids = [article.id for article in files.articles]
    raise UnknownEntity(passage, hint=f"a passage is named {ids[0] if ids else 'article'}/30")


def place_of(drafter: Drafter, passage: str) -> Read:
    """Return a passage by its name. Raises UnknownEntity."""
    iri = expand(passage)
    for place in drafter.passages():
        if place.reading.passage.iri.value == iri:
            return place
    raise UnknownEntity(passage, hint="next_passage gives one that there is")


def _proposed_by_tools(files: Files, id: str) -> set[NamedNode]:
    """Return the passages that a tool has proposed something for."""
    if not os.path.exists(draft_path(files, id)):
        return set()
    proposed, _ = read_draft(files, id)
    rule = NamedNode(RULES + RULE)
    return {one.passage for one in proposed if rule in one.rules.values()}


def stated_words(
    files: Files, id: str, check: PassageCheck, passage: NamedNode
) -> dict[str, NamedNode]:
    """Return the statements by their words: of the passage, and those its draft would state."""
    found = {}
    for node in check.data.by_iri[passage].facts.subjects():
        for words in check.data.by_iri[passage].facts.texts(node, _WORDING):
            if isinstance(node, NamedNode):
                found[words] = node
    if os.path.exists(draft_path(files, id)):
        proposed, entries = read_draft(files, id)
        for one in proposed:
            for statement in divided(one, entries) if one.passage == passage else ():
                facts = statement.facts, statement.context, statement.entries
                if not check.try_facts(statement.passage, *facts):
                    found[_words(statement.facts)] = statement.node
    return found


def _words(facts: Sequence[Triple]) -> str:
    """Return the words that facts quote."""
    return next((t.object.value for t in facts if t.predicate == _WORDING), "")  # type: ignore[union-attr]
