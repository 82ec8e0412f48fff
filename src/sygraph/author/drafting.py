"""Draft an article: candidates for each passage, by rules, without a model and offline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from pyoxigraph import NamedNode, Triple

from sygraph.author.aims import Aim, aims
from sygraph.author.candidates import Candidate, Kind
from sygraph.author.chinese_names import is_proper, short_names, town_of
from sygraph.author.english_names import english_short_names
from sygraph.author.figures import Figure, figures
from sygraph.author.found_names import FoundName, Known
from sygraph.author.geonames import places_named
from sygraph.author.naming import Entries, Slugs, authors, new_names
from sygraph.author.passages import NewName, Reading, Subject
from sygraph.author.rejections import without_rejected
from sygraph.check import read_dataset
from sygraph.check.dataset import Dataset
from sygraph.check.passages import Mention, Passage
from sygraph.data import ArticleFiles, Files
from sygraph.namespaces import compact, sy, vocab
from sygraph.store.load import read
from sygraph.text.language import language_of
from sygraph.text.readings import Period
from sygraph.text.scalars import LANGUAGES

__all__ = ["CandidateMaker", "Draft", "Drafter", "Read", "draft", "unit_name"]

_BYLINE = sy("byline")

# Classes of what has no name of its own in most articles: 空中通道 is a kind of thing there.
_GENERIC = {"Agent", "AirRoute", "Corridor", "Field", "Group", "Unnamed"}


@dataclass
class Draft:
    """The candidates of an article, in reading order."""

    article: ArticleFiles
    candidates: list[Candidate] = field(default_factory=list)


def draft(files: Files, id: str) -> Draft:
    """Return candidates for what the passages of an article say.

    Raises:
        DataError: There is no such article, or a file cannot be read.
    """
    found = Drafter.of(files, id).candidates()
    return Draft(files.article(id), without_rejected(files, id, found))


@dataclass(frozen=True)
class Read:
    """A passage that was read: where it stands in the article, and its names and subjects."""

    start: int
    end: int
    reading: Reading
    maker: CandidateMaker


class Drafter:
    """Reads the passages of an article in order: each may go on about what one before named."""

    def __init__(
        self,
        files: Files,
        data: Dataset,
        home: NamedNode,
        taken: Iterable[str] = (),
        entries: Iterable[Triple] = (),
    ) -> None:
        self.data, self._home = data, home
        self._language = data.language(home)
        self._article = data.articles[home]
        reference = data.graph(home).texts(home, sy("referenceDate"))
        self._reference = reference[0] if reference else ""
        self.slugs = Slugs(f"{files.base}id/", {*_taken(files), *taken})
        self._entries = Entries(self.slugs, home, self._language, entries)
        self._names = self._all_names()

    @cached_property
    def named(self) -> dict[str, frozenset[NamedNode]]:
        """The entities that have each name, in any language."""
        found: dict[str, frozenset[NamedNode]] = {}
        for language in dict.fromkeys((self._language, *LANGUAGES)):
            for form, nodes in self.data.named(language, self._home):
                found.setdefault(form, nodes)
        return found

    @classmethod
    def of(
        cls,
        files: Files,
        id: str,
        taken: Iterable[str] = (),
        data: Dataset | None = None,
        entries: Iterable[Triple] = (),
    ) -> Drafter:
        """Return the drafter of an article.

        Args:
            taken: IRIs that new nodes may not have, besides those of the workspace.
            data: What the files state of the article, if they were read already.
            entries: What a draft proposes for the gazetteer already.
        """
        article = files.article(id)
        data = data or read_dataset(files.only(id))
        files.use()
        return cls(files, data, NamedNode(article.iri), taken, entries)

    def candidates(self) -> Iterator[Candidate]:
        """Yield the candidates of each passage, in the order of their words."""
        for place in self.passages():
            passage, maker = place.reading.passage, place.maker
            role = _local(passage.roles[0]) if passage.roles else "sentence"
            span = place.start, place.end
            yield Candidate(
                "sentence", passage.iri, *span, passage.quote, "role", 0.9, {"role": role}
            )
            found = [*maker.names(), *maker.periods()]
            if _BYLINE in passage.roles:
                found += maker.authors(self._home)
            else:
                stated = figures(place.reading, self.slugs)
                found += map(maker.figure, stated)
                found += map(maker.aim, aims(place.reading, stated, self.slugs))
            yield from sorted(found, key=lambda one: (one.start, one.end, one.kind))

    def passages(self) -> Iterator[Read]:
        """Yield the passages in order, each with what those before it named."""
        before: Subject | None = None
        earlier: dict[str, Subject] = {}
        named: list[Subject] = []  # the cities so far
        counts: Counter[NamedNode] = Counter()
        dated: tuple[Period, NamedNode] | None = None
        text, last = self._article.text, 0
        spans = self._article.locate([p.quote for p in self.data.passages])
        for passage, (start, end) in zip(self.data.passages, spans, strict=True):
            new = self._new(passage)
            whole = [self._with_ending(m, passage) for m in passage.mentions]
            outside = [
                m
                for m in whole
                if not any(n.name.start <= m.start and m.end <= n.name.end for n in new)
            ]
            passage = replace(passage, mentions=outside)
            often = [one for one in named if counts[one.node] > 1]
            home = max(often, key=lambda one: counts[one.node], default=None)
            if "\n" in text[last:start]:  # another paragraph
                dated = None
            reading = Reading(
                self.data, passage, new, before, self._reference, earlier, home, dated
            )
            maker = CandidateMaker(self._article.within, reading, start)
            yield Read(start, end, reading, maker)
            before, earlier = reading.topic(), reading.last_named()
            last, dated = end, reading.last_dated()
            named = [*{one.node: one for one in (*named, *reading.cities())}.values()]
            counts.update(e for m in whole for e in m.entities if self.data.is_a(e, "City"))
            counts.update(one.node for one in new if one.node and one.name.kind == "City")

    def _all_names(self) -> list[FoundName]:
        """Return the names of the article that no gazetteer has, the longest first."""
        text = "\n".join(passage.quote for passage in self.data.passages)
        found: dict[str, FoundName] = {}
        for passage in self.data.passages:
            byline = _BYLINE in passage.roles
            names: Iterable[FoundName] = (
                authors(passage.quote, self._language)
                if byline
                else _names_in(text, self._language, passage.quote, self._known(passage))
            )
            for name in names:
                if self._is_new(name, passage.mentions):
                    found.setdefault(name.words, name)
        for name in list(found.values()):
            for short in _short_names(name, self._language):
                known = found.get(short.words)
                person = known and short.kind == "Person" and known.kind in ("City", "Company")
                if short.words not in self.named and (person or not known):
                    found[short.words] = short
        return [
            FoundName(words, name.start, name.end, name.kind, name.whole or name.words)
            for words, name in sorted(found.items(), key=lambda item: (-len(item[0]), item[0]))
        ]

    def _known(self, passage: Passage) -> tuple[Known, ...]:
        """Return where a passage has names of the gazetteer."""
        return tuple(
            Known(m.start, m.end, any(self.data.is_a(e, "Country") for e in m.entities))
            for m in passage.mentions
            if is_proper(m.words)
            and not all(_GENERIC & set(map(_local, self.data.stated_types(e))) for e in m.entities)
        )

    def _is_new(self, name: FoundName, mentions: Iterable[Mention]) -> bool:
        """Whether a name is not one of the gazetteer: it may be a longer one with one in it."""
        near = [m for m in mentions if m.start < name.end and name.start < m.end]
        return not near or (
            bool(name.kind)
            and all(name.start <= m.start and m.end <= name.end for m in near)
            and not any((m.start, m.end) == (name.start, name.end) for m in near)
            and not (name.kind == "City" and len(name.words) - len(near[0].words) < 2)
        )

    def _place_in(self, name: FoundName, passage: Passage) -> NamedNode | None:
        """Return the place of the gazetteer that a name has in it."""
        for mention in passage.mentions:
            if name.start <= mention.start and mention.end <= name.end:
                places = [e for e in mention.entities if self.data.is_a(e, "Place")]
                if len(places) == 1 and not self.data.is_a(places[0], "Country"):
                    return places[0]
        return None

    def _with_ending(self, mention: Mention, passage: Passage) -> Mention:
        """Return the mention of a Chinese city with the 市 after it."""
        names = language_of(passage.language).words["names"]
        after = passage.folded[mention.end :]
        ending = next((e for e in names.get("city_ends", ()) if after.startswith(e)), "")
        if (
            not ending
            or after.startswith(tuple(names["never_after"]), len(ending))
            or not all(self.data.is_a(entity, "City") for entity in mention.entities)
        ):
            return mention
        end = mention.end + len(ending)
        return replace(mention, words=passage.quote[mention.start : end], end=end)

    def _new(self, passage: Passage) -> list[NewName]:
        """Return the unknown names in a passage, each with the node and entry it would have."""
        taken: list[tuple[int, int]] = []
        spaced = not language_of(self._language).is_chinese
        edge = r"(?<!\w){}(?!\w)" if spaced else "{}"
        found = []
        for name in self._names:
            for match in re.finditer(edge.format(re.escape(name.words)), passage.quote):
                here = FoundName(name.words, *match.span(), name.kind)
                if any(a < match.end() and match.start() < b for a, b in taken):
                    continue
                if not self._is_new(here, passage.mentions):
                    continue
                taken.append(match.span())
                place = self._place_in(here, passage)
                node, entries = self._entries.entry(name, place) if name.kind else (None, ())
                found.append(NewName(here, node, entries))
        return sorted(found, key=lambda new: new.name.start)


@lru_cache(maxsize=2_000)
def _names_in(
    text: str, language: str, quote: str, known: tuple[Known, ...]
) -> tuple[FoundName, ...]:
    """Return what `new_names` does: a program that reads an article again has it at once."""
    return tuple(new_names(text, language, quote, known))


@dataclass
class CandidateMaker:
    """Makes candidates of what is read in a passage."""

    within: Any  # the method of the article that places a part of a quote
    reading: Reading
    place: int

    def make(
        self,
        kind: Kind,
        span: tuple[int, int],
        rule: str,
        confidence: float,
        said: dict[str, Any],
        **proposed: Any,
    ) -> Candidate:
        """Return a candidate for a span of the passage, without what it leaves open."""
        passage = self.reading.passage
        start, end = self.within(self.place, *span)
        shown = {name: value for name, value in said.items() if value not in (None, "", [])}
        words = passage.quote[slice(*span)]
        return Candidate(kind, passage.iri, start, end, words, rule, confidence, shown, **proposed)

    def names(self) -> Iterator[Candidate]:
        """Yield the names that a gazetteer has, then those that none has."""
        data = self.reading.data
        for mention in self.reading.passage.mentions:
            entity, *others = sorted(mention.entities, key=lambda node: node.value)
            classes = sorted(map(_local, data.stated_types(entity)))
            said: dict[str, Any] = {"entity": compact(entity.value), "class": (classes or [""])[0]}
            if others:
                said = {"entities": [compact(e.value) for e in (entity, *others)]}
            sure = not others and not _GENERIC & set(classes) and is_proper(mention.words)
            span = mention.start, mention.end
            yield self.make("name", span, "gazetteer", 0.95 if sure else 0.5, said)
        for new in self.reading.new:
            places = places_named(new.name.words) if new.name.kind in ("", "City") else []
            said = {
                "entity": compact(new.node.value) if new.node else "",
                "class": new.name.kind,
                "proposed": [f"{shown} <{iri}>" for iri, shown in places[:3]],
            }
            span = new.name.start, new.name.end
            confidence = 0.5 if new.name.kind else 0.3
            yield self.make("name", span, "form", confidence, said, entries=new.entries)

    def periods(self) -> Iterator[Candidate]:
        """Yield the dates and periods."""
        for period in self.reading.passage.periods:
            if period.how == "base":
                continue
            known = self.reading.is_known(period)
            days = {"date_start": period.first, "date_end": period.last} if known else {}
            said: dict[str, Any] = {**days, "how": period.how, "relative": period.relative}
            span = period.start, period.end
            yield self.make("date", span, "period", 0.9 if known else 0.3, said)

    def figure(self, figure: Figure) -> Candidate:
        """Return the candidate of a quantity."""
        quantity = figure.quantity
        return self.make(
            "number",
            (quantity.start, quantity.end),
            "ordinal" if quantity.kind == "ordinal" else figure.rule,
            figure.confidence,
            self.figure_said(figure),
            **self.proposed(figure.node, figure.facts, figure.subject, figure.dated),
        )

    def figure_said(self, figure: Figure) -> dict[str, Any]:
        """Return what a figure says, by the names of its parts."""
        quantity = figure.quantity
        said: dict[str, Any] = (
            {"value": _json(quantity.value)}
            if quantity.value is not None
            else {"range": [_json(quantity.low), _json(quantity.high)]}
        )
        status = self.reading.status_of(*quantity.number, figure.period)
        if figure.node and figure.rule != "target":
            status = None
        return said | {
            "unit": quantity.counted or unit_name(self.reading.data, figure.unit) or quantity.usual,
            "bound": quantity.printed_bound,
            "direction": quantity.direction,
            "measure": _local(figure.measure) if figure.measure else "",
            "of": compact(figure.subject.node.value) if figure.subject else "",
            "status": _local(status) if status else "",
        }

    def aim(self, aim: Aim) -> Candidate:
        """Return the candidate of an undertaking."""
        said = {
            "class": "Undertaking",
            "status": _local(aim.status),
            "of": compact(aim.subject.node.value) if aim.subject else "",
            "date_end": aim.deadline.last if aim.deadline else "",
        }
        proposed = self.proposed(aim.node, aim.facts, aim.subject)
        return self.make(
            "statement", (aim.start, aim.end), "status", aim.confidence, said, **proposed
        )

    def authors(self, home: NamedNode) -> Iterator[Candidate]:
        """Yield who the byline says wrote the article."""
        passage = self.reading.passage
        people = [(n.name, n.node, n.entries) for n in self.reading.new if n.node]
        known = [
            (FoundName(m.words, m.start, m.end, "Person"), entity, ())
            for m in passage.mentions
            for entity in m.entities
            if self.reading.data.is_a(entity, "Person")
        ]
        for name, node, entries in [*known, *people]:
            fact = Triple(home, vocab("schema:author"), node)
            facts = () if fact.object in passage.facts.all(home, fact.predicate) else (fact,)
            said = {"class": "Person", "of": compact(node.value)}
            yield self.make(
                "statement", (name.start, name.end), "byline", 0.8, said,
                node=node, facts=facts, entries=entries if facts else (),
            )  # fmt: skip

    def proposed(
        self,
        node: NamedNode | None,
        facts: tuple[Triple, ...],
        subject: Subject | None,
        dated: NamedNode | None = None,
    ) -> dict[str, Any]:
        """Return what is proposed for a statement, unless the passage states it already."""
        passage = self.reading.passage
        wording = {t.object for t in facts if t.predicate == sy("statedAs")}
        if (
            node is None
            or subject is None
            or any(
                wording & set(passage.facts.all(other, sy("statedAs")))
                for other in passage.facts.subjects()
            )
        ):
            return {}
        others = dict.fromkeys(one for one in (subject.passage, dated) if one is not None)
        context = tuple(
            Triple(passage.iri, sy("readWith"), other)
            for other in others
            if other != passage.iri and other not in passage.context
        )
        return {"node": node, "facts": facts, "context": context, "entries": subject.entries}


def _short_names(name: FoundName, language: str) -> Iterator[FoundName]:
    """Yield what else the article may call a thing, and the town in the name of an authority."""
    if not name.kind:
        return
    chinese = language_of(language).is_chinese
    for short in (short_names if chinese else english_short_names)(name):
        yield replace(name, words=short, whole=name.whole or name.words)
    if chinese and (town := town_of(name)):
        yield replace(name, words=town, kind="City", whole="")


def unit_name(data: Dataset, unit: NamedNode | None) -> str:
    """Return the short name of a unit: CNY, percent, tonne, route."""
    if unit is None:
        return ""
    if "/CCY_" in unit.value:
        return unit.value.rpartition("/CCY_")[2]
    stated = data.ontology.texts(unit, sy("word"))
    words = [w for w in stated if w.isascii() and w[:1].islower()]
    plurals = {f"{w}s" for w in words} | {f"{w}es" for w in words}
    plurals |= {f"{w[:-1]}ies" for w in words}
    single = [w for w in words if any(p in words for p in (f"{w}s", f"{w}es", f"{w[:-1]}ies"))]
    return next(iter(single or [w for w in words if w not in plurals]), _local(unit))


def _local(term: object) -> str:
    value = term.value if isinstance(term, NamedNode) else str(term)
    return value.rpartition("#")[2] if "#" in value else value.rpartition("/")[2]


def _json(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _taken(files: Files) -> set[str]:
    """Return the IRIs that the files of the workspace use for entities and statements."""
    paths = [*files.gazetteers, *(article.trig for article in files.articles)]
    return {
        quad.subject.value
        for path in paths
        for quad in read(path, NamedNode(files.base))
        if isinstance(quad.subject, NamedNode)
    }
