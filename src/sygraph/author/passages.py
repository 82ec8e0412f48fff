"""A passage as drafts read it: who its words may be about, and what its clauses plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pyoxigraph import NamedNode, Triple

from sygraph.author.found_names import FoundName
from sygraph.check.dataset import Dataset
from sygraph.check.passages import Mention, Passage
from sygraph.namespaces import sy
from sygraph.text.cues import StatusCue, read_statuses
from sygraph.text.language import has_word, language_of
from sygraph.text.readings import Period

__all__ = ["NewName", "Reading", "Subject"]

_EVENTS = ("Event", "EventSeries")
# What a figure or an undertaking is about.
_SUBJECTS = ("Place", "Agent", "Connection", "Event", "EventSeries", "Group", "Plan")


@dataclass(frozen=True)
class Subject:
    """The entity that words may be about, how sure that is, and the passage that names it."""

    node: NamedNode
    confidence: float
    passage: NamedNode
    entries: tuple[Triple, ...] = ()


@dataclass(frozen=True)
class NewName:
    """A name that no gazetteer has; with a class, also the node and the entry it would have."""

    name: FoundName
    node: NamedNode | None
    entries: tuple[Triple, ...] = ()


@dataclass
class Reading:
    """A passage with the names in it, those that no gazetteer has among them.

    Attributes:
        new: The unknown names.
        before: The subject of the passages before it, if there is one.
        earlier: What the last passage before it with one named first, by class.
        reference: The day that 今年 and "last year" are counted from, or "".
    """

    data: Dataset
    passage: Passage
    new: Sequence[NewName] = ()
    before: Subject | None = None
    reference: str = ""
    earlier: Mapping[str, Subject] = field(default_factory=dict)
    statuses: list[StatusCue] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.statuses = read_statuses(self.passage.quote, self.passage.language)

    def subject(
        self, start: int, end: int, *classes: str, own_clause: bool = True
    ) -> Subject | None:
        """Return what the words at a place are about.

        That is the entity named last before them in their clause that is no other party to it, or
        else the first of the sentence, or else that of the sentence before.

        Args:
            own_clause: Whether what the clause itself names may be it, and not only tell how far
                or for whom the words hold.
        """
        classes = classes or _SUBJECTS
        left, _ = self.passage.clause(start, end)
        found = [one for one in self._named(classes) if one[0] < (start if own_clause else left)]
        named = self._without_asides(found)
        near = [subject for at, subject in named if at >= left]
        if not near and self._names_occasion(left, start):  # 遼洽會期間…: the city's, left out
            named = [one for one in named if not self.data.is_a(one[1].node, *_EVENTS)]
            found = []
        # A country before a figure mostly says where its subject is from, or who else is in it.
        other = [subject for _, subject in named if not self.data.is_a(subject.node, "Country")]
        if near and (not other or not self.data.is_a(near[-1].node, "Country")):
            return near[-1]
        if (meant := self._meant(left, start, classes)) is not None:
            return meant
        if other or named:
            chosen = other[-1] if near else other[0] if other else named[0][1]
            return replace(chosen, confidence=min(chosen.confidence, 0.7))
        later = [one for one in self._named(classes) if end <= one[0]] if own_clause else found
        if self.before is None or later:
            return None
        if not self.before.entries and not self.data.is_a(self.before.node, *classes):
            return None
        return Subject(self.before.node, 0.5, self.before.passage, self.before.entries)

    def event(self, start: int) -> Subject | None:
        """Return the event that words are about: the last one before them, or the next."""
        named = self._named(_EVENTS)
        before = [one for at, _, one in named if at < start]
        return before[-1] if before else named[0][2] if named else self.earlier.get("Event")

    def counts_of_list(self, start: int) -> bool:
        """Whether a number counts the things that are listed right before it: 大連、天津等4家."""
        words = language_of(self.passage.language)
        listed = words.pattern(rf"(?:{words.words['names']['listed']})\s?$")
        return listed.search(self.passage.folded[:start]) is not None

    def counts_visitors(self, start: int, end: int) -> bool:
        """Whether a clause tells who or what came: 150餘人出席."""
        words = language_of(self.passage.language)
        clause = self.passage.folded[slice(*self.passage.clause(start, end))]
        return words.pattern(words.words["names"]["attended"]).search(clause) is not None

    def _names_occasion(self, left: int, start: int) -> bool:
        known = language_of(self.passage.language)
        during = known.pattern(known.words["names"]["during"])
        events = [to for at, to, _ in self._named(_SUBJECTS) if left <= at and to <= start]
        return any(during.match(self.passage.folded[to:].lstrip()) for to in events)

    def _without_asides(
        self, named: Sequence[tuple[int, int, Subject]]
    ) -> list[tuple[int, Subject]]:
        """Return the names that may be subjects: no place, no occasion, no other party.

        The words around a name tell that; so do those after a list, for all names in it.
        """
        known = language_of(self.passage.language)
        names, folded = known.words["names"], self.passage.folded
        before, after, during = map(
            known.pattern, (names["aside"], names["aside_after"], names["during"])
        )
        found: list[tuple[int, Subject]] = []
        listed: int | None = None
        for at, to, subject in reversed(named):
            rest = folded[to:].lstrip()
            with_next = listed is not None and folded[to:listed].strip() in self.passage.cues.lists
            event = self.data.is_a(subject.node, *_EVENTS)
            if with_next or during.match(rest) or (after.match(rest) and not event):
                listed = at
            elif not before.search(folded[:at].rstrip()):
                found.insert(0, (at, subject))
        return found

    def _meant(self, left: int, start: int, classes: Sequence[str]) -> Subject | None:
        """Return what words such as "the city" before a place in its clause stand for."""
        words = language_of(self.passage.language).words["names"]["anaphors"]
        before = self.passage.folded[left:start].lower()
        for form, kind in words.items():
            subject = self.earlier.get(kind)
            fits = subject is not None and (
                subject.entries or self.data.is_a(subject.node, *classes)
            )
            if subject is not None and fits and has_word(before, form):
                return replace(subject, confidence=0.6)
        return None

    def last_named(self) -> dict[str, Subject]:
        """Return what the last passage with one named first, by class."""
        found = dict(self.earlier)
        for kind in ("City", "Port", "Airport", "Zone", "Event"):
            if named := self._named((kind,)):
                found[kind] = named[0][2]
        return found

    def _named(self, classes: Sequence[str]) -> list[tuple[int, int, Subject]]:
        """Return what the passage names that may be a subject: start, end and the entity."""
        known = language_of(self.passage.language)
        source = known.pattern(known.words["names"]["source"])
        found = [
            (mention.start, mention.end, Subject(entity, 0.9, self.passage.iri))
            for mention in self.passage.mentions
            for entity in mention.entities
            if len(mention.entities) == 1 and self.data.is_a(entity, *classes)
        ]
        wide = {cls for name in classes for cls in (name, *_BELOW.get(name, ()))}
        found += [
            (new.name.start, new.name.end, Subject(new.node, 0.6, self.passage.iri, new.entries))
            for new in self.new
            if new.node
            and new.name.kind in wide
            and not (
                new.name.kind == "Organization" and source.match(self.passage.folded, new.name.end)
            )
        ]
        return sorted(found, key=lambda one: one[0])

    def is_known(self, period: Period) -> bool:
        """Whether the days of a period are known: those of 今年 are not without a date."""
        return bool(period.last and (self.reference or not period.relative))

    def is_future(self, period: Period) -> bool:
        """Whether a period begins after the day of the article."""
        return bool(self.reference) and period.first > self.reference[: len(period.first)]

    def topic(self) -> Subject | None:
        """Return the first entity that the passage names, for the sentences after it."""
        classes = "City", "Zone", "Port", "Airport", "Event", "Organization", "Region"
        named = self._without_asides(self._named(classes))
        return named[0][1] if named else self.before

    def mentions_in(self, start: int, end: int) -> Iterator[Mention]:
        """Yield the known names within a stretch of the quote."""
        for mention in self.passage.mentions:
            if start <= mention.start and mention.end <= end:
                yield mention

    def open_status(self, start: int, end: int) -> StatusCue | None:
        """Return the words before a place in its sentence that say that it is only planned.

        Those of the same clause come first.
        """
        cues = [cue for cue in self.statuses if cue.end <= start and cue.is_open]
        left, _ = self.passage.clause(start, end)
        near = [cue for cue in cues if cue.start >= left]
        chosen = near or cues
        return chosen[-1] if chosen else None

    def status_of(self, start: int, end: int, period: Period | None) -> NamedNode | None:
        """Return the status of a number at a place that is not reached yet; None if it is."""
        cue = self.open_status(start, end)
        if cue and self.in_clause(cue, start, end):
            return cue.statuses[0]
        if period is not None and (period.how == "by" or self.is_future(period)):
            return cue.statuses[0] if cue else sy("planned")
        return None

    def in_clause(self, cue: StatusCue, start: int, end: int) -> bool:
        """Whether words of a status are in the clause of a place."""
        return cue.start >= self.passage.clause(start, end)[0]


# Classes that the words of a new name may tell, by a class above them.
_BELOW = {
    "Place": (
        "City",
        "Airport",
        "Port",
        "Facility",
        "Park",
        "Zone",
        "FreeTradeZone",
        "Region",
        "Country",
    ),
    "Agent": ("City", "Organization", "Company", "Person", "Park", "Zone"),
    "Organization": ("Company",),
    "Zone": ("Park", "FreeTradeZone"),
}
