"""Propose an undertaking, or a target in words, for what a clause only plans, seeks or builds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from sygraph.author.figures import Figure, day
from sygraph.author.naming import Slugs
from sygraph.author.passages import Reading, Subject
from sygraph.namespaces import RDF_TYPE, local_name, sy, vocab
from sygraph.text.cues import StatusCue
from sygraph.text.language import language_of
from sygraph.text.readings import Period

__all__ = ["Aim", "aim_facts", "aims"]

# Of several words of status in a clause, what is furthest from done decides. Of what is done only
# that is stated whose words say so: 已, has been.
_ORDER = tuple(map(sy, ("sought", "planned", "underway", "achieved")))
_SHORTEST = 3
_SHORT = 10  # characters between a word of status and a number that is all it is about


@dataclass(frozen=True)
class Aim:
    """An undertaking that words of a passage state."""

    words: str
    start: int
    end: int
    status: NamedNode
    subject: Subject | None
    deadline: Period | None
    node: NamedNode | None = None
    confidence: float = 0.3
    facts: tuple[Triple, ...] = ()


def aims(reading: Reading, stated: Sequence[Figure], slugs: Slugs) -> list[Aim]:
    """Return the undertakings of a passage, one a clause.

    Args:
        stated: The figures of the passage: a clause that gives a target in figures has no more.
    """
    found: list[Aim] = []
    for right, cues in _clauses(reading):
        status = next((s for s in _ORDER if any(_tells(reading, c, s) for c in cues)), None)
        if status is None:
            continue
        start, end = cues[0].start, right
        numbers = [
            f for f in stated if start <= f.quantity.start < end and f.quantity.kind != "ordinal"
        ]
        words = reading.passage.quote[start:end].rstrip()
        if (
            (numbers and (status == _ORDER[-1] or _is_number(reading, start, words, numbers)))
            or len(words) < _SHORTEST
            or (found and start < found[-1].end)
        ):
            continue
        found.append(_aim(reading, words, start, status, slugs))
    return found


def _tells(reading: Reading, cue: StatusCue, status: NamedNode) -> bool:
    """Whether words tell a status; of what is done, only those that say that it is completed."""
    if status not in cue.statuses:
        return False
    if status != _ORDER[-1]:
        return True
    cues, folded = reading.passage.cues, reading.passage.folded
    left, right = reading.passage.clause(cue.start, cue.end)
    done = cues.done.match(folded, cue.start) is not None
    return done and cues.denied.search(folded, left, right) is None


def _is_number(reading: Reading, start: int, words: str, numbers: Sequence[Figure]) -> bool:
    """Whether a clause says no more than a number: 力爭達到800列. One with facts has its own."""
    last = numbers[-1].quantity
    shortest = _SHORT if language_of(reading.passage.language).is_chinese else 4 * _SHORT
    ends = last.end >= start + len(words) - 1
    return any(f.node for f in numbers) or (ends and last.start - start < shortest)


def _clauses(reading: Reading) -> Iterator[tuple[int, list[StatusCue]]]:
    """Yield the words of status of each clause, or of a part after "and", with where it ends."""
    clauses: dict[tuple[int, int], list[StatusCue]] = {}
    for cue in reading.statuses:
        clauses.setdefault(reading.passage.clause(cue.start, cue.end), []).append(cue)
    known = language_of(reading.passage.language)
    joined = known.pattern(known.words["sentences"]["joined"])
    for (left, right), cues in clauses.items():
        part: list[StatusCue] = []
        for cue in cues:
            match = joined.search(reading.passage.folded[left : cue.start])
            if match and part:
                yield left + match.start(), part
                part = []
            part.append(cue)
        yield _end(reading, right), part


def _end(reading: Reading, end: int) -> int:
    """Return where a clause ends that goes on after parentheses: 集結中心（瀋陽）建設."""
    quote = reading.passage.quote
    while quote[end : end + 1] in ("（", "("):
        close = quote.find("）" if quote[end] == "（" else ")", end)
        if close < 0 or close + 1 >= len(quote):
            break
        end = reading.passage.clause(close + 1, close + 1)[1]
    return end


def _aim(reading: Reading, words: str, start: int, status: NamedNode, slugs: Slugs) -> Aim:
    end = start + len(words)
    subject = reading.subject(start, start + 1, "Agent")
    passage = reading.passage
    _, right = passage.clause(start, start + 1)
    deadline = next(
        (p for p in passage.periods if p.how == "by" and (p.start < start or p.end <= right)), None
    )
    if subject is None or (deadline and not reading.is_known(deadline)):
        return Aim(words, start, end, status, subject, deadline)
    slug = f"{local_name(subject.node.value)}-undertaking-{passage.number}"
    node = slugs.node(slug)
    facts = tuple(aim_facts(reading, words, start, status, subject, deadline, node))
    linked = sum(1 for t in facts if t.predicate in (vocab("schema:object"), sy("scope")))
    confidence = round(subject.confidence * (0.8 if not linked else 0.6), 2)
    return Aim(words, start, end, status, subject, deadline, node, confidence, facts)


def aim_facts(
    reading: Reading,
    words: str,
    start: int,
    status: NamedNode,
    subject: Subject,
    deadline: Period | None,
    node: NamedNode,
) -> Iterator[Triple]:
    """Yield what states an undertaking whose words begin at `start`."""
    yield Triple(node, RDF_TYPE, sy("Undertaking"))
    yield Triple(node, vocab("schema:agent"), subject.node)
    yield Triple(node, sy("status"), status)
    if deadline:
        yield Triple(node, sy("deadline"), day(deadline.last))
    for mention in reading.mentions_in(start, start + len(words)):
        for entity in mention.entities - {subject.node}:
            yield Triple(node, _link(reading, entity), entity)
    yield Triple(node, sy("statedAs"), Literal(words))


def _link(reading: Reading, entity: NamedNode) -> NamedNode:
    """Return how an undertaking is linked with what its words name."""
    if reading.data.is_a(entity, "Field"):
        return vocab("dcterms:subject")
    return sy("scope") if reading.data.is_a(entity, "Place") else vocab("schema:object")
