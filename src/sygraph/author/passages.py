"""A passage as drafts read it: who its words may be about, and what its clauses plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pyoxigraph import NamedNode, Triple

from sygraph.author.found_names import FoundName
from sygraph.check.dataset import Dataset
from sygraph.check.passages import Mention, Passage
from sygraph.namespaces import RDF_TYPE, sy
from sygraph.text.cues import StatusCue, read_doubts, read_statuses
from sygraph.text.language import language_of
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
        earlier: What the last passage before it with one named first, by class, and by the last
            word of its name.
        home: The city that the article names most often so far.
        dated: The period of the sentences before it in its paragraph, and which prints it.
        reference: The day that 今年 and "last year" are counted from, or "".
    """

    data: Dataset
    passage: Passage
    new: Sequence[NewName] = ()
    before: Subject | None = None
    reference: str = ""
    earlier: Mapping[str, Subject] = field(default_factory=dict)
    home: Subject | None = None
    dated: tuple[Period, NamedNode] | None = None
    statuses: list[StatusCue] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.statuses = read_statuses(self.passage.quote, self.passage.language)

    def subject(
        self, start: int, end: int, *classes: str, own_clause: bool = True, acts: bool = False
    ) -> Subject | None:
        """Return what the words at a place are about, of some classes.

        That is the entity named last before them in their clause that is no other party to it, or
        else the first of the sentence, or else that of the sentence before.

        Args:
            own_clause: Whether what the clause itself names may be it, and not only tell how far
                or for whom the words hold.
            acts: Whether somebody does something there: what is named after it is what is done,
                and the one who says so may be the one who does it.
        """
        classes = classes or _SUBJECTS
        left, _ = self.passage.clause(start, end)
        if self._is_said_of_speaker(max(left, start - _OWN), start, "$"):  # its nine routes
            first = [one for at, _, one in self._named(classes, sources=True) if at < start]
            return replace(first[0], confidence=0.6) if first else None
        stop = start if own_clause else left
        named = self._without_asides([one for one in self._named(classes) if one[0] < stop])
        occasion = not any(at >= left for at, _ in named) and self._names_occasion(left, start)
        if occasion:  # 遼洽會期間…: the city's, left out
            named = [one for one in named if not self.data.is_a(one[1].node, *_EVENTS)]
        found = sorted(
            [*named, *self._meant(0, stop, classes)], key=lambda one: (one[0], one[1].confidence)
        )
        # A country before a figure mostly says where its subject is from, or who else is in it.
        other = [one for one in found if not self.data.is_a(one[1].node, "Country")] or found
        other = [one for one in other if not self._in_passing(one[0])] or other
        near = [subject for at, subject in other if at >= left]
        if near:
            return near[-1]
        if other:
            return replace(other[0][1], confidence=min(other[0][1].confidence, 0.7))
        speakers = [one for at, _, one in self._named(classes, sources=True) if at < start]
        if speakers and (acts or self._is_said_of_speaker(left, start)):
            return replace(speakers[0], confidence=0.6)
        later = [one for one in self._named(classes) if end <= one[0]] if own_clause else []
        passed = bool(named or later or self._named(classes)) and not (acts or occasion)
        if self.before is None or passed or not self.is_of(self.before, *classes):
            return None
        last = int(self.before.passage.value.rpartition("/")[2])
        if not acts and self.passage.number - last > _FAR:
            return None
        return replace(self.before, confidence=0.5)

    def _is_said_of_speaker(self, left: int, start: int, end: str = "") -> bool:
        """Whether the words from a place, or those before its end, are about whoever says it."""
        known = language_of(self.passage.language)
        own = known.pattern(f"(?:{known.words['names']['own']}){end}")
        return own.search(self.passage.folded[left:start].rstrip()) is not None

    def _in_passing(self, at: int) -> bool:
        """Whether the word before a name says that it is only where something is."""
        known = language_of(self.passage.language)
        return (
            known.pattern(known.words["names"]["within"]).search(self.passage.folded[:at].rstrip())
            is not None
        )

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

    def _meant(self, left: int, stop: int, classes: Sequence[str]) -> Iterator[tuple[int, Subject]]:
        """Yield what words such as "the city" in a stretch stand for, with their places."""
        known = language_of(self.passage.language)
        names = known.words["names"]
        taken = [(at, to) for at, to, _ in self._named(_SUBJECTS)]
        forms = [(form, kind) for form, kind in names["anaphors"].items()]
        forms += [
            (names["anaphor"].replace("{}", noun), noun)
            for noun in self.earlier
            if noun not in _ANAPHORIC
        ]
        for form, kind in forms:
            home = self.home or self.earlier.get("City")
            subject = home if kind == "home" else self.earlier.get(kind)
            if subject is None or not self.is_of(subject, *classes):
                continue
            for match in known.pattern(form).finditer(self.passage.folded, left, stop):
                if not any(at < match.end() and match.start() < to for at, to in taken):
                    yield match.start(), replace(subject, confidence=0.6)

    def last_named(self) -> dict[str, Subject]:
        """Return what the last passage with one named first, by class, and by its last word."""
        found = dict(self.earlier)
        for kind in _ANAPHORIC:
            named = self._without_asides(self._named((kind,)))
            if named:
                found[kind] = named[0][1]
            elif kind not in ("City", "Region") and (aside := self._named((kind,))):
                found[kind] = aside[0][2]
        known = language_of(self.passage.language)
        for at, to, subject in self._named(_SUBJECTS):
            for noun in known.nouns(self.passage.folded[at:to]):
                found[noun] = subject
        return found

    def cities(self) -> list[Subject]:
        """Return the cities that the passage names."""
        return [subject for _, _, subject in self._named(("City",))]

    def _named(
        self, classes: Sequence[str], *, sources: bool = False
    ) -> list[tuple[int, int, Subject]]:
        """Return what the passage names that may be a subject: start, end and the entity.

        Args:
            sources: Whether who only publishes the words after it is among them.
        """
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
                not sources
                and new.name.kind == "Organization"
                and source.match(self.passage.folded, new.name.end)
            )
        ]
        return sorted(found, key=lambda one: one[0])

    def is_of(self, subject: Subject, *classes: str) -> bool:
        """Whether a subject is of one of some classes, or of one below them."""
        wide = {cls for name in classes for cls in (name, *_BELOW.get(name, ()))}
        kinds = {
            t.object.value.rpartition("#")[2]
            for t in subject.entries
            if t.subject == subject.node and t.predicate == RDF_TYPE
            if isinstance(t.object, NamedNode)
        }
        return bool(kinds & wide) or self.data.is_a(subject.node, *classes)

    def is_known(self, period: Period) -> bool:
        """Whether the days of a period are known: those of 今年 are not without a date."""
        return bool(period.last and (self.reference or not period.relative))

    def is_doubted(self, start: int, end: int) -> bool:
        """Whether the words around a place deny it or leave it open."""
        doubts = read_doubts(self.passage.quote, self.passage.language, views=False)
        return any(left <= start and end <= right for left, right in doubts)

    def earlier_period(self, start: int) -> tuple[Period | None, NamedNode | None]:
        """Return the period of the sentences before, for words without one, and which prints it."""
        if self.dated is None or any(p.how != "base" for p in self.passage.periods):
            return None, None
        return self.dated

    def last_dated(self) -> tuple[Period, NamedNode] | None:
        """Return the last period in the past that the passage or those before it print."""
        past = [
            period
            for period in self.passage.periods
            if period.how in ("in", "asOf", "since")
            and not (period.first == period.last and len(period.first) == len("2025-10-26"))
            and self.is_known(period)
            and not self.is_future(period)
        ]
        if past:
            return past[-1], self.passage.iri
        return None if self.passage.periods else self.dated

    def is_future(self, period: Period) -> bool:
        """Whether a period begins after the day of the article."""
        return bool(self.reference) and period.first > self.reference[: len(period.first)]

    def is_past(self, period: Period) -> bool:
        """Whether a period ended before the day of the article."""
        last = period.last
        return bool(self.reference and last) and last < self.reference[: len(last)]

    def topic(self) -> Subject | None:
        """Return the first entity that the passage names, for the sentences after it."""
        named = self._without_asides(self._named(_TOPICS))
        named += [(at, s) for at, s in self._meant(0, len(self.passage.quote), _TOPICS)]
        near = [one for one in named if not self._in_passing(one[0])]
        return min(near, key=lambda one: one[0])[1] if near else self.before

    def mentions_in(self, start: int, end: int) -> Iterator[Mention]:
        """Yield the known names within a stretch of the quote."""
        for mention in self.passage.mentions:
            if start <= mention.start and mention.end <= end:
                yield mention

    def open_status(self, start: int, end: int) -> StatusCue | None:
        """Return the words before a place in its sentence that say that it is only planned.

        Those of the same clause come first, also after it: 12條航線將開通.
        """
        cues = [cue for cue in self.statuses if cue.end <= start and cue.is_open]
        left, right = self.passage.clause(start, end)
        near = [cue for cue in cues if cue.start >= left]
        after = [
            cue
            for cue in self.statuses
            if end <= cue.start < right and cue.is_open and self._is_next(end, cue)
        ]
        chosen = near or after[:1] or cues
        return chosen[-1] if chosen else None

    def _is_next(self, end: int, cue: StatusCue) -> bool:
        """Whether words of status say of the number before them that it is planned."""
        known = language_of(self.passage.language)
        between = self.passage.folded[end : cue.start]
        if known.is_chinese:
            return len(between) <= _NEXT
        passive = known.pattern(r"(?:will be|(?:is|are) \w+)\b.*").match(cue.words + " be")
        return passive is not None and len(between.split()) <= 3 and " and" not in between

    def status_of(self, start: int, end: int, period: Period | None) -> NamedNode | None:
        """Return the status of a number at a place that is not reached yet; None if it is."""
        cue = self.open_status(start, end)
        future = period is not None and (period.how == "by" or self.is_future(period))
        if cue and (future or self.in_clause(cue, start, end)):
            return sy("sought") if sy("sought") in cue.statuses else cue.statuses[0]
        return sy("planned") if future else None

    def in_clause(self, cue: StatusCue, start: int, end: int) -> bool:
        """Whether words of a status are in the clause of a place."""
        return cue.start >= self.passage.clause(start, end)[0]


_FAR = 30  # passages, which count by tens, after which a figure is not about what was named
_OWN = 8  # characters in which the word for whose a number is stands before it
_NEXT = 6  # characters between a number and words that say what will be of it
_ANAPHORIC = ("City", "Port", "Airport", "Zone", "Event", "Company", "Organization", "Region")
_TOPICS = ("City", "Zone", "Port", "Airport", "Event", "Organization", "Region", "Facility")

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
