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

_OPEN = (sy("sought"), sy("planned"))
_UNDERWAY, _DONE = sy("underway"), sy("achieved")
# Who may plan or do something; a port or an airport that does is no agent of the model.
_ACTORS = ("Agent", "Port", "Airport", "Region", "Facility", "Event", "EventSeries")
_CAPTION = sy("caption")
_SHORTEST = 3
_NOUN = 2  # characters of what is counted: 兩條航線
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
    if _CAPTION in reading.passage.roles:  # it says what a picture shows
        return found
    for right, cues in _clauses(reading):
        status = _status(reading, cues)
        if status is None:
            continue
        start = cues[0].start
        if _is_only_when(reading, cues[-1].end, right):  # 力爭到2028年，建成…
            right = reading.passage.clause(right + 1, right + 1)[1]
        end = _before_close(reading.passage.quote, start, right)
        numbers = [
            f for f in stated if start <= f.quantity.start < end and f.quantity.kind != "ordinal"
        ]
        words = reading.passage.quote[start:end].rstrip()
        if (
            (numbers and _is_number(reading, cues[-1], start + len(words), numbers))
            or not _says_what(reading, words, cues)
            or (found and start < found[-1].end)
        ):
            continue
        found.append(_aim(reading, words, start, status, slugs))
    return found


def _status(reading: Reading, cues: Sequence[StatusCue]) -> NamedNode | None:
    """Return the status that the words of a clause tell; none if one of them is doubted.

    What is not done yet decides. Of what is done only that is stated whose words say that it is
    completed, and that before words of what is being done: 已完成碼頭升級.
    """
    if any(cue.doubted for cue in cues):
        return None
    being = [cue for cue in cues if cue.statuses == (_UNDERWAY,)]
    for status in _OPEN:
        if any(
            status in cue.statuses and not (being and _UNDERWAY in cue.statuses) for cue in cues
        ):
            return status
    done = [cue.start for cue in cues if _is_completed(reading, cue)]
    begun = [cue.start for cue in cues if _UNDERWAY in cue.statuses]
    if done and not (begun and min(begun) < min(done)):
        return _DONE
    return _UNDERWAY if begun and not _is_past(reading, cues[0]) else None


def _is_past(reading: Reading, cue: StatusCue) -> bool:
    """Whether a clause says that something was being done then: 去年推動企業轉型."""
    left, _ = reading.passage.clause(cue.start, cue.end)
    return any(
        left <= period.start < cue.start and period.how == "in" and reading.is_past(period)
        for period in reading.passage.periods
    )


def _is_completed(reading: Reading, cue: StatusCue) -> bool:
    """Whether words say that something is completed: 已, has been."""
    if _DONE not in cue.statuses:
        return False
    cues, folded = reading.passage.cues, reading.passage.folded
    left, right = reading.passage.clause(cue.start, cue.end)
    done = cues.done.match(folded, cue.start) is not None
    return done and cues.denied.search(folded, left, right) is None


def _says_what(reading: Reading, words: str, cues: Sequence[StatusCue]) -> bool:
    """Whether a clause says more than its words of status."""
    known = language_of(reading.passage.language)
    if known.is_chinese:
        return len(words) >= _SHORTEST
    return len(words) > cues[-1].end - cues[0].start or not cues[-1].is_open


def _is_only_when(reading: Reading, start: int, end: int) -> bool:
    """Whether a stretch of a clause after its words of status says only when."""
    inside = [p for p in reading.passage.periods if start <= p.start and p.end <= end]
    rest = end - start - sum(p.end - p.start for p in inside)
    return bool(inside) and rest <= len("到前")


def _before_close(quote: str, start: int, end: int) -> int:
    """Return where words end that begin in a quotation: before its closing mark."""
    depth = 0
    for place in range(start, end):
        if quote[place] in "「『“":
            depth += 1
        elif quote[place] in "」』”":
            depth -= 1
        elif quote[place] == '"':  # opens or closes by how many of them are before the words
            depth += -1 if depth > 0 or quote.count('"', 0, start) % 2 else 1
        if depth < 0:
            return len(quote[:place].rstrip(",，. "))
    return end


def _is_number(reading: Reading, cue: StatusCue, end: int, numbers: Sequence[Figure]) -> bool:
    """Whether a clause says no more than a number: 力爭達到800列. One with facts has its own."""
    if any(f.node for f in numbers):
        return True
    known = language_of(reading.passage.language)
    first, last = numbers[0].quantity, numbers[-1].quantity
    verb = reading.passage.folded[cue.end : first.number[0]].strip()
    reach = known.pattern(known.words["totals"]["reach"])
    reaches = bool(verb) and reach.fullmatch(verb) is not None
    if not known.is_chinese:
        return reaches or (not verb and cue.is_open)
    reaches = reaches or not verb
    # 已開工89個: in Chinese the number that a clause ends with is what it says, and what is done
    # may name what it counts: 兩條航線.
    noun = _NOUN if last.units and not cue.is_open else 1
    return last.end >= end - noun and (reaches or first.start - cue.start < _SHORT)


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
    subject = reading.subject(start, start + 1, *_ACTORS, acts=True)
    passage = reading.passage
    _, right = passage.clause(start, start + 1)
    deadline = next(
        (p for p in passage.periods if p.how == "by" and (p.start < start or p.end <= right)), None
    )
    acts = subject is not None and reading.is_of(subject, "Agent")
    if subject is None or not acts or (deadline and not reading.is_known(deadline)):
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
