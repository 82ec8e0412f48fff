"""Review a draft: accept, edit or reject one candidate at a time, and undo what was decided.

Every decision names the state of the files that the reviewer saw. If they have changed since, a
decision about a candidate that has not is made on the files as they are now; others are refused.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from sygraph.author.accepting import Statement, accept, divided, verdict
from sygraph.author.additions import (
    Addition,
    addition,
    candidate_of,
    countries,
    exception,
    without_country,
)
from sygraph.author.draft_files import EDITED, Drafted, draft_path, parse_draft, with_candidates
from sygraph.author.locking import locked
from sygraph.author.passage_check import PassageCheck
from sygraph.author.provenance import (
    Rejection,
    decided,
    provenance_path,
    recorded,
    reviewer_iri,
)
from sygraph.author.rejections import rejected_path, with_rejection
from sygraph.author.statement_forms import Choices
from sygraph.author.trig_text import add_to_graph, prefixes_of, replaced, statements, without
from sygraph.check import Dataset, Fault
from sygraph.check.coverage import unstated_mentions
from sygraph.check.passages import WORDINGS, Passage
from sygraph.check.report import Report
from sygraph.check.stated_numerals import unstated_numerals
from sygraph.check.stated_words import unaccounted_words
from sygraph.data import Files
from sygraph.errors import Conflict, DataError, NotFound, SygraphError
from sygraph.namespaces import GAZETTEER, curie, passage_number, sy
from sygraph.rdf.error_place import reason_of
from sygraph.rdf.output import explained, write_files

__all__ = ["Outcome", "Proposal", "Review", "Seen", "Sheet", "Unsaid"]

Spans = tuple[tuple[int, int], ...]
# The decisions that can be undone.
_MOST_UNDONE = 500


@dataclass(frozen=True)
class Proposal:
    """A statement that a draft proposes, as a reviewer sees it.

    Attributes:
        digest: changes with what it states, and with the sentence.
        marks: where its words are in the sentence.
    """

    statement: Statement
    digest: str
    marks: Spans

    @property
    def node(self) -> NamedNode:
        """The statement's name."""
        return self.statement.node


@dataclass(frozen=True)
class Unsaid:
    """What a passage leaves unsaid: where it has numerals, names and words that no fact states."""

    numerals: Spans = ()
    names: Spans = ()
    words: Spans = ()


@dataclass(frozen=True)
class Sheet:
    """A passage with its candidates.

    Attributes:
        was: its sentence in an earlier version, if facts have left it with that.
        gone: whether the article has no such passage any more.
    """

    iri: NamedNode
    quote: str
    language: str
    role: str
    candidates: tuple[Proposal, ...]
    stated: int
    was: str = ""
    gone: bool = False

    @property
    def number(self) -> int:
        """The number of the passage."""
        return passage_number(self.iri.value)


@dataclass(frozen=True)
class Seen:
    """What a reviewer had before them: the digests of the files and of the candidate."""

    files: str
    candidate: str = ""


@dataclass(frozen=True)
class Outcome:
    """What has become of a decision.

    Attributes:
        done: accepted, edited, rejected, refused, added, placed, excused or undone.
        faults: why a candidate is refused; nothing is written then.
        merged: whether others had changed the files since the reviewer saw them.
    """

    done: str
    passage: NamedNode
    node: NamedNode
    faults: tuple[Fault, ...] = ()
    merged: bool = False


@dataclass
class _State:
    """The files as they were read together."""

    texts: dict[str, bytes | None]
    draft: Drafted
    drafted: list[Statement] = field(default_factory=list)
    was: dict[NamedNode, str] = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        found = sha256()
        for path, text in self.texts.items():
            found.update(f"{os.path.basename(path)} {-1 if text is None else len(text)}\n".encode())
            found.update(text or b"")
        return found.hexdigest()


@dataclass(frozen=True)
class _Undo:
    passage: NamedNode
    node: NamedNode
    what: str
    before: dict[str, bytes | None]
    after: dict[str, bytes | None]


class Review:
    """The review of an article's draft by one person.

    Args:
        by: the name of the reviewer, for the record.

    Raises:
        SygraphError: it is not an article of the workspace, or there is no draft.
    """

    def __init__(self, files: Files, id: str, by: str) -> None:
        self.files, self.id, self.by = files.use(), id, by
        self.article = files.own_article(id)
        self._undo: list[_Undo] = []
        self._unsaid: dict[object, Unsaid] = {}
        self._verdicts: tuple[object, dict[object, tuple[Fault, ...]]] = None, {}
        self._state: _State | None = None
        self._read()

    # What there is

    @property
    def digest(self) -> str:
        """What the files are now."""
        return self._read().digest

    @property
    def can_undo(self) -> str:
        """The name of the statement of the last decision, or the empty text."""
        return self._undo[-1].what if self._undo else ""

    def sheets(self) -> list[Sheet]:
        """Return the passages in reading order; those that are gone come last."""
        state, data = self._read(), self.data
        by_passage: dict[NamedNode, list[Statement]] = {}
        for one in state.drafted:
            by_passage.setdefault(one.passage, []).append(one)
        home = NamedNode(self.article.iri)
        found = [
            self._sheet(passage, by_passage.pop(passage.iri, []), state.was.get(passage.iri, ""))
            for passage in data.by_article.get(home, [])
        ]
        for iri, left in by_passage.items():
            was = state.was.get(iri, "")
            left_over = tuple(Proposal(one, _digest(one, was), ()) for one in left)
            found.append(Sheet(iri, was, data.language(home), "", left_over, 0, was, gone=True))
        return found

    @property
    def data(self) -> Dataset:
        """The article and what the check knows of it."""
        return PassageCheck.of(self.files, self.id).data

    def spans(self) -> dict[NamedNode, tuple[int, int]]:
        """Return where the passages stand in the text."""
        home = NamedNode(self.article.iri)
        passages = self.data.by_article.get(home, [])
        places = self.data.articles[home].locate([p.quote for p in passages])
        return {p.iri: place for p, place in zip(passages, places, strict=True)}

    def unsaid(self) -> dict[NamedNode, Unsaid]:
        """Return what each passage leaves unsaid, by the functions of the check."""
        data = self.data
        home = NamedNode(self.article.iri)
        return {p.iri: self._unsaid_in(data, p) for p in data.by_article.get(home, [])}

    def _unsaid_in(self, data: Dataset, passage: Passage) -> Unsaid:
        context, mentions = tuple(passage.context), tuple(passage.mentions)
        exceptions = data.exemptions.lines
        key = passage.iri, passage.quote, tuple(passage.facts), context, mentions, exceptions
        if key not in self._unsaid:
            report = Report()
            self._unsaid[key] = Unsaid(
                tuple((n.start, n.end) for n in unstated_numerals(data, passage, report)),
                tuple((m.start, m.end) for m in unstated_mentions(data, passage, report)),
                tuple(unaccounted_words(data, passage, report)),
            )
        return self._unsaid[key]

    def faults(self, one: Proposal) -> tuple[Fault, ...]:
        """Return why `accept` would refuse a candidate; nothing if it would not."""
        state = self.digest, id(PassageCheck.of(self.files, self.id))
        if self._verdicts[0] != state:
            self._verdicts = state, {}
        known = self._verdicts[1]
        key = one.statement.passage, one.node
        if key not in known:
            number = str(passage_number(one.statement.passage.value))
            draft = self._read().draft
            result = verdict(self.files, self.id, [number], statements=[one.node], drafted=draft)
            known[key] = tuple(fault for _, _, faults in result.refused for fault in faults)
        return known[key]

    def find(self, passage: NamedNode, node: NamedNode) -> Proposal:
        """Return a candidate.

        Raises:
            NotFound: the draft has none of this name.
        """
        for sheet in self.sheets():
            for one in sheet.candidates if sheet.iri == passage else ():
                if one.node == node:
                    return one
        raise NotFound(f"the draft of {self.id} does not propose {curie(node.value)}")

    # What a reviewer decides

    def accept(self, passage: NamedNode, node: NamedNode, seen: Seen) -> Outcome:
        """Put a candidate into the article, if it passes the check.

        Raises:
            Conflict: the candidate has changed since, or someone has decided on it.
        """

        def decide(_: Proposal) -> tuple[Fault, ...]:
            number = str(passage_number(passage.value))
            result = accept(self.files, self.id, [number], statements=[node], by=self.by)
            return tuple(fault for _, _, faults in result.refused for fault in faults)

        return self._decide("accepted", passage, node, seen, decide)

    def reject(self, passage: NamedNode, node: NamedNode, reason: str, seen: Seen) -> Outcome:
        """Remove a candidate from the draft, and keep it among the rejected ones with the reason.

        Raises:
            Conflict: see `accept`.
            SygraphError: there is no reason.
        """
        reason = " ".join(reason.split())
        if not reason:
            raise SygraphError("there is no reason", hint="say why the candidate is wrong")

        def decide(one: Proposal) -> tuple[Fault, ...]:
            rejected = rejected_path(self.files, self.id)
            draft, record = draft_path(self.files, self.id), provenance_path(self.article)
            texts = self._read().texts
            decision = Rejection(node, passage, one.statement.rule, reason)
            write_files(
                {
                    draft: without(
                        _decoded(texts[draft]),
                        lambda span: (span.graph, span.subject) == (passage.value, node.value),
                    ).encode(),
                    rejected: with_rejection(
                        self.files,
                        self.id,
                        _decoded(texts[rejected]),
                        passage,
                        node,
                        one.statement.facts,
                        reason,
                    ).encode(),
                    record: recorded(self.article, [decision], self.by).encode(),
                }
            )
            return ()

        return self._decide("rejected", passage, node, seen, decide)

    def edit(
        self, passage: NamedNode, node: NamedNode, facts: Sequence[Triple], seen: Seen
    ) -> Outcome:
        """Let the draft propose other facts of a candidate.

        Raises:
            Conflict: see `accept`.
            SygraphError: the facts are not of the candidate.
        """
        draft = _decoded(self._read().texts[draft_path(self.files, self.id)])
        self._refuse_strange(node, facts, prefixes_of(draft))

        def decide(one: Proposal) -> tuple[Fault, ...]:
            path = draft_path(self.files, self.id)
            text = replaced(_decoded(self._read().texts[path]), passage.value, node.value, facts)
            if not one.statement.edited:
                by = Triple(node, EDITED, reviewer_iri(self.article, self.by))
                text = f"{text.rstrip()}\n\n{statements([by], prefixes_of(text))}"
            write_files({path: text.encode()})
            return ()

        return self._decide("edited", passage, node, seen, decide)

    def undo(self, seen: Seen) -> Outcome:
        """Restore the files as they were before the last decision, byte for byte.

        Raises:
            Conflict: the files have changed since.
            SygraphError: there is nothing to undo.
        """
        with locked(self.files.folder):
            if not self._undo:
                raise SygraphError("there is nothing to undo")
            last = self._undo[-1]
            now = self._texts()
            if seen.files != self.digest or any(now[p] != text for p, text in last.after.items()):
                raise Conflict(
                    "the files have changed since the last decision, which is not undone",
                    hint="look at the page again, and correct what is wrong by itself",
                )
            _restore(last.before)
            self._undo.pop()
        return Outcome("undone", last.passage, last.node)

    def facts_of(self, text: str, node: NamedNode) -> list[Triple]:
        """Return the facts that a text in Turtle states, with the prefixes of the draft.

        Raises:
            SygraphError: it is not Turtle, or states something of another node.
        """
        draft = _decoded(self._read().texts[draft_path(self.files, self.id)])
        known = prefixes_of(draft)
        prefixes = "".join(f"@prefix {p}: <{i}> .\n" for p, i in known.items())
        try:
            quads = list(parse((prefixes + text).encode(), RdfFormat.TURTLE))
        except SyntaxError as error:
            line = (error.lineno or 0) - prefixes.count("\n")
            place = f"line {line}: " if line > 0 else ""
            raise SygraphError(f"{place}{reason_of(error)}", hint="correct the Turtle") from error
        facts = [quad.triple for quad in quads]
        self._refuse_strange(node, facts, known)
        return facts

    def turtle(self, one: Proposal) -> str:
        """Return the facts of a candidate as Turtle."""
        draft = _decoded(self._read().texts[draft_path(self.files, self.id)])
        return statements(one.statement.facts, prefixes_of(draft)).replace(" ; ", " ;\n  ")

    # What a reviewer adds

    def add(self, passage: NamedNode, form: Mapping[str, str], seen: Seen) -> Outcome:
        """Add a fact that no draft has to the draft: a candidate like all others.

        Raises:
            SygraphError: The words do not state it; the message says what is wrong.
        """

        def changed(state: _State) -> tuple[NamedNode, dict[str, str]]:
            one = candidate_of(self.files, self.id, passage, form)
            text, new = with_candidates(self.files, self.id, [one], also_rejected=True)
            if not new or one.node is None:
                raise SygraphError("the draft proposes it already")
            return one.node, {draft_path(self.files, self.id): text}

        return self._change("added", passage, seen, changed)

    def set_country(
        self, passage: NamedNode, city: NamedNode, country: NamedNode, seen: Seen
    ) -> Outcome:
        """Say which country a city that the draft proposes is in.

        Raises:
            SygraphError: The draft has no such city without a country, or there is no such country.
        """

        def changed(state: _State) -> tuple[NamedNode, dict[str, str]]:
            entries = state.draft[1]
            offered = countries(self.data, entries)
            if city not in without_country(self.data, entries):
                raise Conflict(
                    f"the draft proposes no city {curie(city.value)} without a country",
                    hint="look at the page again",
                )
            if country not in (*offered.here, *offered.others):
                raise SygraphError("country: nothing is chosen")
            path = draft_path(self.files, self.id)
            fact = Triple(city, sy("country"), country)
            return city, {path: add_to_graph(_decoded(state.texts[path]), GAZETTEER.value, [fact])}

        return self._change("placed", passage, seen, changed)

    def excuse(self, passage: NamedNode, kind: str, words: str, reason: str, seen: Seen) -> Outcome:
        """List words of a passage that state no fact among the exceptions.

        Raises:
            SygraphError: There is nothing to excuse, or no reason.
        """

        def changed(state: _State) -> tuple[NamedNode, dict[str, str]]:
            if passage not in self.data.by_iri:
                raise SygraphError("the article has no such passage any more")
            unsaid = self._unsaid_in(self.data, self.data.by_iri[passage])
            spans = {"numeral": unsaid.numerals, "mention": unsaid.names, "words": unsaid.words}
            line = exception(self.data, passage, kind, words, reason, spans.get(kind, ()))
            before = _decoded(state.texts[self.article.exceptions])
            ended = before if not before or before.endswith("\n") else f"{before}\n"
            return passage, {self.article.exceptions: ended + line}

        return self._change("excused", passage, seen, changed)

    def additions(self, passage: NamedNode) -> Addition:
        """Return what the form for a new fact of a passage offers.

        Raises:
            UnknownEntity: There is no such passage.
        """
        one = self.data.by_iri.get(passage)
        unsaid = self._unsaid_in(self.data, one) if one else Unsaid()
        words = [one.quote[a:b] for a, b in (*unsaid.numerals, *unsaid.names)] if one else []
        return addition(self.files, self.id, passage, next(iter(words), ""))

    def without_country(self, one: Proposal) -> list[NamedNode]:
        """Return the new cities of a candidate that have no country yet."""
        return without_country(self.data, one.statement.entries)

    def countries(self) -> Choices:
        """Return the countries that a new city may be in."""
        return countries(self.data, self.entries())

    def entries(self) -> list[Triple]:
        """Return what the draft proposes for the gazetteer."""
        return self._read().draft[1]

    # The files

    def _change(
        self,
        done: str,
        passage: NamedNode,
        seen: Seen,
        changed: Callable[[_State], tuple[NamedNode, dict[str, str]]],
    ) -> Outcome:
        """Write files that a decision changes, and remember what they were."""
        with locked(self.files.folder):
            before = self._read()
            node, texts = changed(before)
            write_files({path: text.encode() for path, text in texts.items()})
            old = {path: before.texts[path] for path in texts}
            new = {path: _bytes(path) for path in texts}
            self._remember(_Undo(passage, node, curie(node.value), old, new))
        return Outcome(done, passage, node, (), before.digest != seen.files)

    def _remember(self, undo: _Undo) -> None:
        self._undo = [*self._undo[-_MOST_UNDONE:], undo]

    def _decide(
        self,
        done: str,
        passage: NamedNode,
        node: NamedNode,
        seen: Seen,
        decide: Callable[[Proposal], tuple[Fault, ...]],
    ) -> Outcome:
        with locked(self.files.folder):
            before = self._read()
            merged = before.digest != seen.files
            one = self._undecided(passage, node, seen)
            faults = decide(one)
            if faults:
                return Outcome("refused", passage, node, faults, merged)
            after = self._texts()
            changed = [path for path in after if after[path] != before.texts[path]]
            what = curie(node.value)
            old, new = ({path: texts[path] for path in changed} for texts in (before.texts, after))
            self._remember(_Undo(passage, node, what, old, new))
        return Outcome(done, passage, node, (), merged)

    def _undecided(self, passage: NamedNode, node: NamedNode, seen: Seen) -> Proposal:
        """Return the candidate that a reviewer saw.

        Raises:
            Conflict: the draft proposes it no more, or something else.
        """
        try:
            one = self.find(passage, node)
        except NotFound:
            record = _decoded(self._read().texts[provenance_path(self.article)])
            last = decided(record, node, passage)
            raise Conflict(
                f"{curie(node.value)} was {'accepted' if last.accepted else 'rejected'} by "
                f"{last.by} meanwhile"
                if last
                else f"{curie(node.value)} is not in the draft any more",
                hint="look at the page again",
            ) from None
        if one.digest != seen.candidate:
            raise Conflict(
                f"{curie(node.value)} or its sentence was changed meanwhile",
                hint="look at it again, and decide then",
            )
        return one

    @staticmethod
    def _refuse_strange(node: NamedNode, facts: Iterable[Triple], prefixes: dict[str, str]) -> None:
        facts = list(facts)
        if not facts:
            raise SygraphError("nothing is stated", hint="reject the candidate instead")
        for fact in facts:
            if fact.subject != node or not isinstance(fact.object, NamedNode | Literal):
                said = statements([fact], prefixes).rstrip(" .\n")
                raise SygraphError(
                    f"{said} is not a fact of {curie(node.value)}",
                    hint="state facts of this candidate only, without blank nodes",
                )

    def _paths(self) -> list[str]:
        """The files that decisions change, and those that they depend on."""
        return [
            self.article.text,
            self.article.trig,
            self.files.file("graph", "gazetteer.ttl"),
            draft_path(self.files, self.id),
            provenance_path(self.article),
            rejected_path(self.files, self.id),
            self.article.exceptions,
        ]

    def _texts(self) -> dict[str, bytes | None]:
        return {path: _bytes(path) for path in self._paths()}

    def _read(self) -> _State:
        """Read the files together; what they state only if one has changed.

        Raises:
            DataError: there is no draft, or it is broken.
        """
        texts = self._texts()
        if self._state is not None and self._state.texts == texts:
            return self._state
        draft = texts[draft_path(self.files, self.id)]
        if draft is None:
            raise DataError(f"there is no draft of {self.id}", hint=f"sygraph draft {self.id}")
        proposed, entries = found = parse_draft(self.files, self.id, draft)
        self._state = _State(
            texts,
            found,
            [one for each in proposed for one in divided(each, entries)],
            {each.passage: each.was for each in proposed if each.was},
        )
        return self._state

    def _sheet(self, passage: Passage, drafted: list[Statement], was: str) -> Sheet:
        found = [
            Proposal(one, _digest(one, passage.quote), _marks(one, passage)) for one in drafted
        ]
        found.sort(key=lambda one: one.marks[:1] or ((len(passage.quote), 0),))
        roles = [str(getattr(role, "value", "")).rpartition("#")[2] for role in passage.roles]
        return Sheet(
            passage.iri,
            passage.quote,
            passage.language,
            (roles or ["sentence"])[0],
            tuple(found),
            len(passage.facts),
            was,
        )


def _marks(one: Statement, passage: Passage) -> Spans:
    """Return where the words of a statement are in its sentence: its wordings, or its names."""
    worded = [
        t.object.value
        for t in one.facts
        if t.predicate in WORDINGS and isinstance(t.object, Literal)
    ]
    spans = [next(iter(passage.spans(words)), None) for words in worded]
    found = [span for span in spans if span is not None]
    if not worded:
        nodes = {one.node, *(t.object for t in one.facts)}
        found = [(m.start, m.end) for m in passage.mentions if not nodes.isdisjoint(m.entities)]
        labels = {t.object.value for t in one.entries if isinstance(t.object, Literal)}
        found += [span for label in labels for span in passage.spans(label)]
    kept: list[tuple[int, int]] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return tuple(kept)


def _digest(one: Statement, quote: str) -> str:
    lines = sorted(map(str, one.facts))
    return sha256("\n".join([quote, *lines]).encode()).hexdigest()[:32]


def _decoded(text: bytes | None) -> str:
    return (text or b"").decode()


def _bytes(path: str) -> bytes | None:
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        return None


def _restore(texts: dict[str, bytes | None]) -> None:
    """Write files as they were, and remove those that were not there."""
    write_files({path: text for path, text in texts.items() if text is not None})
    for path, text in texts.items():
        if text is None:
            with explained(path):
                Path(path).unlink(missing_ok=True)
