"""Edit a figure, a target or an undertaking in a form: its fields, their choices, and its facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode, Triple

from sygraph.author.figures import day, number
from sygraph.check import Dataset
from sygraph.check.passages import Passage
from sygraph.errors import SygraphError
from sygraph.namespaces import RDF_TYPE, is_entity, sy, vocab
from sygraph.text.language import has_word
from sygraph.text.scalars import read_number

__all__ = ["Choices", "choices", "ends_of", "facts_of_form", "fields", "form_values"]

_OBSERVATION, _TARGET, _UNDERTAKING = map(sy, ("Observation", "Target", "Undertaking"))
_VALUE, _LEAST, _MOST = sy("value"), vocab("schema:minValue"), vocab("schema:maxValue")
_DEADLINE = sy("deadline")
#: The fields of a figure or a target, and of an undertaking, in the order of the form.
_FIGURE = ("status", "subject", "measure", "value", "unit", "bound", "start", "end", "words")
_AIM = ("status", "subject", "deadline", "words")
_LINKS = {"measure": sy("measure"), "unit": sy("unit"), "bound": sy("bound")}
_RANGE = re.compile(r"\s*(?:–|—|\bto\b|至|到|～|~)\s*")


@dataclass(frozen=True)
class Choices:
    """What a field may be: the terms that the sentence has words for, and the others."""

    here: tuple[NamedNode, ...]
    others: tuple[NamedNode, ...] = ()


def fields(facts: Sequence[Triple]) -> tuple[str, ...]:
    """Return the fields of a statement's form; none if its class has no form."""
    kinds = {t.object for t in facts if t.predicate == RDF_TYPE}
    if kinds & {_OBSERVATION, _TARGET} and any(t.predicate == sy("measure") for t in facts):
        return _FIGURE
    return _AIM if _UNDERTAKING in kinds else ()


def form_values(facts: Sequence[Triple]) -> dict[str, str]:
    """Return what the form of a statement shows at first."""
    of = {t.predicate: _text(t.object) for t in facts}
    kinds = {t.object for t in facts if t.predicate == RDF_TYPE}
    found = {
        "subject": of.get(sy("of"), of.get(vocab("schema:agent"), "")),
        "status": of.get(sy("status"), _TARGET.value if _TARGET in kinds else _OBSERVATION.value),
        "value": of.get(_VALUE) or "–".join(of[p] for p in (_LEAST, _MOST) if p in of),
        "start": of.get(sy("periodStart"), ""),
        "end": of.get(sy("periodEnd"), of.get(_DEADLINE, "")),
        "deadline": of.get(_DEADLINE, ""),
        "words": of.get(sy("statedAs"), ""),
    }
    found["value"] = re.sub(r"\.0(?!\d)", "", found["value"])
    return found | {name: of.get(link, "") for name, link in _LINKS.items()}


def facts_of_form(facts: Sequence[Triple], given: Mapping[str, str]) -> list[Triple]:
    """Return the facts of a statement with what a form says instead of what it said at first.

    Raises:
        SygraphError: a field is not what it must be; the message names it.
    """
    node = next(t.subject for t in facts)
    values = {name: " ".join(given.get(name, "").split()) for name in fields(facts)}
    made = _figure(values) if "measure" in values else _aim(values)
    replaced = {_VALUE, _LEAST, _MOST, sy("periodStart"), sy("periodEnd"), _DEADLINE, RDF_TYPE}
    replaced |= {predicate for predicate, _ in made} | {*_LINKS.values(), sy("statedAs")}
    first = [pair for pair in made if pair[0] == RDF_TYPE]
    rest = [pair for pair in made if pair[0] != RDF_TYPE]
    kept = [t for t in facts if t.predicate not in replaced]
    return [
        *(Triple(node, *pair) for pair in first),
        *kept,
        *(Triple(node, *pair) for pair in rest),
    ]


def _figure(values: Mapping[str, str]) -> list[tuple[NamedNode, NamedNode | Literal]]:
    target = values["status"] == _TARGET.value
    found: list[tuple[NamedNode, NamedNode | Literal]] = [
        (RDF_TYPE, _TARGET if target else _OBSERVATION),
        (sy("of"), _node(values, "subject")),
    ]
    found += [(link, _node(values, name)) for name, link in _LINKS.items()]
    ends = ends_of(values["value"])
    found += [(_VALUE, ends[0])] if len(ends) == 1 else [(_LEAST, ends[0]), (_MOST, ends[1])]
    found.append((sy("statedAs"), _words(values)))
    if target:
        found += [(_DEADLINE, _day(values, "end"))] if values["end"] else []
        return found
    for name, prop in (("start", sy("periodStart")), ("end", sy("periodEnd"))):
        found += [(prop, _day(values, name))] if values[name] else []
    return found


def _aim(values: Mapping[str, str]) -> list[tuple[NamedNode, NamedNode | Literal]]:
    found: list[tuple[NamedNode, NamedNode | Literal]] = [
        (RDF_TYPE, _UNDERTAKING),
        (vocab("schema:agent"), _node(values, "subject")),
        (sy("status"), _node(values, "status")),
    ]
    found += [(_DEADLINE, _day(values, "deadline"))] if values["deadline"] else []
    return [*found, (sy("statedAs"), _words(values))]


def _node(values: Mapping[str, str], name: str) -> NamedNode:
    try:
        return NamedNode(values[name])
    except ValueError:
        raise SygraphError(f"{name}: nothing is chosen") from None


def _words(values: Mapping[str, str]) -> Literal:
    if not values["words"]:
        raise SygraphError("words: nothing is given", hint="copy the words from the sentence")
    return Literal(values["words"])


def _number(text: str) -> Literal:
    try:
        found = read_number(text.replace("−", "-"))
        if abs(found.adjusted()) > 30:
            raise ValueError(text)
    except ValueError:
        raise SygraphError(
            f"value: {text!r} is not a number", hint="write it in digits: 7471000000"
        ) from None
    return number(found)


def ends_of(text: str) -> list[Literal]:
    """Return the value of a figure, or the two ends of its range.

    Raises:
        SygraphError: A part is not a number, or there are more than two.
    """
    ends = [_number(part) for part in _RANGE.split(text.strip())]
    if len(ends) > 2:
        raise SygraphError("value: give one number, or two for a range")
    return ends


def _day(values: Mapping[str, str], name: str) -> Literal:
    text = values[name]
    try:
        if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
            raise ValueError(text)
        date.fromisoformat(text + "-01-01"[len(text) - 10 :] if len(text) < 10 else text)
    except ValueError:
        raise SygraphError(
            f"{name}: {text!r} is not a date", hint="write 2025, 2025-06 or 2025-06-30"
        ) from None
    return day(text)


def choices(
    data: Dataset, passage: Passage | None, facts: Iterable[Triple], entries: Iterable[Triple]
) -> dict[str, Choices]:
    """Return what the fields of a form may be.

    Args:
        entries: what the draft proposes for the gazetteer.
    """
    facts = list(facts)
    chosen = [t.object for t in facts if isinstance(t.object, NamedNode)]
    return {
        "subject": _subjects(data, passage, chosen, entries),
        "measure": _codes(data, "MeasureCode", passage, chosen),
        "unit": _codes(data, "UnitCode", passage, chosen),
        "bound": Choices(tuple(_all(data, "BoundCode"))),
        "status": Choices(tuple(_all(data, "StatusCode")))
        if fields(facts) == _AIM
        else Choices((_OBSERVATION, _TARGET)),
    }


def _subjects(
    data: Dataset, passage: Passage | None, chosen: list[NamedNode], entries: Iterable[Triple]
) -> Choices:
    read = [passage, *data.context(passage)] if passage else []
    named = [e for p in read for m in p.mentions for e in sorted(m.entities, key=str)]
    new = [
        t.subject
        for t in entries
        if isinstance(t.subject, NamedNode)
        and isinstance(t.object, Literal)
        and any(t.object.value in p.quote for p in read)
    ]
    here = dict.fromkeys(n for n in [*chosen, *named, *new] if _is_subject(data, n) or n in new)
    everywhere = {e for p in data.passages for m in p.mentions for e in m.entities}
    others = sorted((e for e in everywhere if e not in here), key=lambda e: e.value)
    return Choices(tuple(here), tuple(e for e in others if _is_subject(data, e)))


def _is_subject(data: Dataset, node: NamedNode) -> bool:
    return is_entity(node) and not data.is_a(node, "Statement")


def _codes(data: Dataset, codes: str, passage: Passage | None, chosen: list[NamedNode]) -> Choices:
    every = _all(data, codes)
    here = [code for code in every if code in chosen]
    if passage is not None:
        read = {u for q in passage.quantities for u in q.units}
        words = data.words(codes, passage.language)
        here += [
            code
            for code in every
            if code.value in read
            or any(has_word(passage.folded, word) for word in words.get(code, ()))
        ]
    here = list(dict.fromkeys(here))
    return Choices(tuple(here), tuple(code for code in every if code not in here))


def _all(data: Dataset, codes: str) -> list[NamedNode]:
    found = [s for s, p, o in data.ontology if p == RDF_TYPE and o == sy(codes)]
    return sorted({s for s in found if isinstance(s, NamedNode)}, key=lambda code: code.value)


def _text(value: object) -> str:
    return value.value if isinstance(value, NamedNode | Literal) else ""
