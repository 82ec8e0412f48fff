"""Facts, countries of new cities and exceptions that a reviewer adds to what a draft proposes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from sygraph.author.candidates import Candidate
from sygraph.author.draft_files import drafter_beside
from sygraph.author.drafting import Drafter, Read
from sygraph.author.passage_check import PassageCheck
from sygraph.author.proposing import place_of, stated_words
from sygraph.author.slots import KINDS, STATUSES, Dropped, Grounding
from sygraph.author.statement_forms import Choices, choices, ends_of
from sygraph.check import Dataset
from sygraph.check.exemptions import KINDS as EXEMPTIONS
from sygraph.check.exemptions import exemption_line
from sygraph.data import Files
from sygraph.errors import SygraphError
from sygraph.namespaces import OWL, RDF_TYPE, RDFS, curie, local_name, sy, vocab

__all__ = [
    "EXCUSED",
    "HAND",
    "Addition",
    "addition",
    "candidate_of",
    "countries",
    "exception",
    "without_country",
]

#: The rule that facts which a reviewer adds are said to come from.
HAND = "hand"
#: What a reviewer can excuse: kinds of exceptions.
EXCUSED = ("numeral", "mention", "words", "sentence")
_COUNTRY = sy("country")
_DOMAIN = NamedNode(RDFS + "domain")


@dataclass(frozen=True)
class Addition:
    """What the form for a new fact offers in a passage.

    Attributes:
        kinds: The kinds of facts, and the slots of each that the form has.
        choices: What a slot may be, by its name.
        names: The names in the article that no gazetteer has.
        periods: The words of the passage that are dates.
        bases: The words of figures that a growth or a share may belong to.
        words: The first words that no fact states.
    """

    kinds: Mapping[str, tuple[str, ...]]
    choices: Mapping[str, Choices]
    names: tuple[str, ...]
    periods: tuple[str, ...]
    bases: tuple[str, ...]
    words: str


_KINDS = {
    "figure": ("quote", "of", "measure", "value", "unit", "bound", "period", "base"),
    "target": ("quote", "of", "measure", "value", "unit", "bound", "deadline"),
    "undertaking": ("quote", "of", "status", "deadline"),
    "link": ("of", "property", "object"),
    "description": ("quote", "of"),
}


def addition(files: Files, id: str, passage: NamedNode, words: str = "") -> Addition:
    """Return what the form for a new fact offers.

    Raises:
        UnknownEntity: There is no such passage.
    """
    check, _, place = _read(files, id, passage)
    data, reading = check.data, place.reading
    found = choices(data, reading.passage, (), ())
    new = tuple(one.name.words for one in reading.new if one.node)
    return Addition(
        _KINDS,
        {
            "of": found["subject"],
            "object": found["subject"],
            "measure": found["measure"],
            "unit": found["unit"],
            "bound": found["bound"],
            "status": Choices(tuple(map(sy, STATUSES))),
            "property": Choices(_links(data)),
        },
        tuple(dict.fromkeys(new)),
        tuple(dict.fromkeys(p.words for p in reading.passage.periods if reading.is_known(p))),
        tuple(stated_words(files, id, check, passage)),
        words,
    )


def candidate_of(files: Files, id: str, passage: NamedNode, form: Mapping[str, str]) -> Candidate:
    """Return the candidate of a fact that a form states.

    Raises:
        SygraphError: A slot is missing or wrong; the message names it.
    """
    check, drafter, place = _read(files, id, passage)
    known = stated_words(files, id, check, passage)
    slots = _slots(form, place.reading.passage.quote)
    [(_, found)] = Grounding(drafter, HAND).candidates(place, [slots], known)
    if isinstance(found, Dropped):
        raise SygraphError(found.message)
    if not found.facts:
        raise SygraphError("the passage states these words already")
    return found


def _read(files: Files, id: str, passage: NamedNode) -> tuple[PassageCheck, Drafter, Read]:
    check = PassageCheck.of(files, id)
    drafter = drafter_beside(files, id, check.data)
    return check, drafter, place_of(drafter, curie(passage.value))


def _slots(form: Mapping[str, str], quote: str) -> dict[str, object]:
    """Return the slots of a fact as `sygraph.author.slots` reads them."""
    kind = form.get("kind", "")
    if kind not in KINDS:
        raise SygraphError("class: nothing is chosen")
    slots: dict[str, object] = {"kind": kind, "quote": quote}
    for name in _KINDS[kind]:
        text = form.get(name, "").strip()
        if name == "value":
            ends = [end.value for end in ends_of(text)]
            slots["value"] = ends[0] if len(ends) == 1 else ends
        elif name == "base" and text:
            slots["share_of" if form.get("measure") == "share" else "growth_of"] = text
        elif name == "quote":
            slots["quote"] = text
        elif name != "base" and text:
            slots[name] = text
        elif name not in ("period", "deadline", "base"):
            raise SygraphError(f"{name}: nothing is chosen")
    return slots


def _links(data: Dataset) -> tuple[NamedNode, ...]:
    """Return the properties that link two things of a gazetteer."""
    found = set()
    for term in data.ontology.subjects():
        if not isinstance(term, NamedNode) or not data.ontology.all(term, _DOMAIN):
            continue
        domains = data.ontology.all(term, _DOMAIN)
        is_link = NamedNode(OWL + "ObjectProperty") in data.ontology.all(term, RDF_TYPE)
        of_things = not any(sy("Statement") in data.superclasses.get(c, {c}) for c in domains)
        about_text = {sy("Passage"), vocab("schema:NewsArticle")} & set(domains)
        if is_link and of_things and not about_text:
            found.add(term)
    return tuple(sorted(found, key=lambda term: local_name(term.value)))


def without_country(data: Dataset, entries: Sequence[Triple]) -> list[NamedNode]:
    """Return the cities among the entries of a draft that have no country yet."""
    cities = [
        t.subject
        for t in entries
        if t.predicate == RDF_TYPE
        and isinstance(t.object, NamedNode)
        and sy("City") in data.superclasses.get(t.object, {t.object})
    ]
    placed = {t.subject for t in entries if t.predicate == _COUNTRY}
    return [c for c in dict.fromkeys(cities) if c not in placed and isinstance(c, NamedNode)]


def countries(data: Dataset, entries: Iterable[Triple]) -> Choices:
    """Return the countries of the gazetteer: those that the article names first."""
    new = [t.subject for t in entries if t.predicate == RDF_TYPE and t.object == sy("Country")]
    every = {n for n in data.gazetteer.subjects() if data.is_a(n, "Country")} | set(new)
    named = {e for p in data.passages for m in p.mentions for e in m.entities}
    here = [n for n in every if isinstance(n, NamedNode) and (n in named or n in new)]
    others = [n for n in every if isinstance(n, NamedNode) and n not in here]
    return Choices(*(tuple(sorted(some, key=lambda n: n.value)) for some in (here, others)))


def exception(
    data: Dataset,
    passage: NamedNode,
    kind: str,
    words: str,
    reason: str,
    unsaid: Iterable[tuple[int, int]],
) -> str:
    """Return the line that excuses words of a passage.

    Args:
        unsaid: Where the passage has words of this kind that no fact states.

    Raises:
        SygraphError: There is nothing to excuse, or no reason.
    """
    reason, one = " ".join(reason.split()), data.by_iri[passage]
    if kind not in EXCUSED:
        raise SygraphError(f"kind is one of {', '.join(EXCUSED)}")
    if not reason:
        raise SygraphError("there is no reason", hint=f"say why {EXEMPTIONS[kind]}")
    if kind == "sentence":
        words = one.quote
        if one.facts:
            raise SygraphError("the sentence states a fact", hint="excuse its words instead")
    else:
        start = one.quote.find(words)
        end = start + len(words)
        if not words or start < 0 or not any(start <= a and b <= end for a, b in unsaid):
            raise SygraphError(
                f"the words “{words[:60]}” leave nothing unsaid", hint="look at the page again"
            )
    return exemption_line(one.number, kind, words, reason)
