"""Compare two lists of candidates of an article: what is found, what is right, who agrees.

A candidate is a line of `sygraph draft -f jsonl` as a dictionary. One list is taken for right:
that of a person. `pairs` decides which candidates are of the same words, the other functions
which of their parts are the same.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isclose
from typing import Any

__all__ = ["SURE", "Links", "Scores", "Share", "kappa", "pairs", "score"]

Line = Mapping[str, Any]

#: From this confidence on a link to an entity is proposed as sure.
SURE = 0.9

#: Names of units that mean the same; case, spaces, hyphens and a plural -s do not matter.
_UNITS = {
    "container": "teu",
    "standardcontainer": "teu",
    "twentyfootequivalentunit": "teu",
    "km": "kilometre",
    "kilometer": "kilometre",
    "m2": "squaremetre",
    "sqm": "squaremetre",
    "squaremeter": "squaremetre",
    "passenger": "person",
    "enterprise": "company",
    "airroute": "route",
}


@dataclass
class Share:
    """So many of so many."""

    part: int = 0
    whole: int = 0

    def count(self, right: bool) -> None:
        self.whole += 1
        self.part += right

    def __add__(self, other: Share) -> Share:
        return Share(self.part + other.part, self.whole + other.whole)

    @property
    def percent(self) -> float | None:
        """The share in percent; None of nothing."""
        return 100 * self.part / self.whole if self.whole else None


@dataclass
class Scores:
    """What the comparison of two lists gives.

    Attributes:
        shares: Each measure by its name.
        misses: What is not as it should be: kind of miss, words, and what is wrong with them.
    """

    shares: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    misses: list[tuple[str, str, str]] = field(default_factory=list)

    def __add__(self, other: Scores) -> Scores:
        total = Scores()
        for scores in (self, other):
            for name, share in scores.shares.items():
                total.shares[name] += share
            total.misses += scores.misses
        return total


def overlap(a: Line, b: Line) -> float:
    """Return the share of characters of two spans that both have.

    >>> overlap({"start": 0, "end": 4}, {"start": 2, "end": 6})
    0.3333333333333333
    """
    common = min(a["end"], b["end"]) - max(a["start"], b["start"])
    joint = max(a["end"], b["end"]) - min(a["start"], b["start"])
    return max(0.0, common / joint) if joint else 0.0


def pairs(
    right: Sequence[Line], found: Sequence[Line]
) -> tuple[list[tuple[Line, Line]], list[Line], list[Line]]:
    """Pair the candidates of two lists of one kind that have words in common, each once.

    Returns:
        The pairs, what only the first list has, what only the second has. Where several could be
        paired, those that have most in common are.
    """
    near = sorted(
        (
            (overlap(a, b), -i, -j)
            for i, a in enumerate(right)
            for j, b in enumerate(found)
            if overlap(a, b) > 0
        ),
        reverse=True,
    )
    paired: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in near:
        if -i not in paired and -j not in taken:
            paired[-i] = -j
            taken.add(-j)
    return (
        [(right[i], found[j]) for i, j in sorted(paired.items())],
        [one for i, one in enumerate(right) if i not in paired],
        [one for j, one in enumerate(found) if j not in taken],
    )


class Links:
    """Which entities of two lists are the same: by their name, or by the words they share."""

    def __init__(self, right: Iterable[Line], found: Iterable[Line]) -> None:
        self._right = _spans(right)
        self._found = _spans(found)

    def same(self, right: str, found: str) -> bool:
        """Whether an entity of the first list is that of the second.

        An entity that the gazetteer has keeps its name. A new one may have any, and is the same if
        one of its mentions is, in full or in part.
        """
        if right == found:
            return True
        if right.startswith("id:") or found.startswith("id:") or not (right and found):
            return False
        return any(
            a < d and c < b
            for a, b in self._right.get(right, ())
            for c, d in self._found.get(found, ())
        )


def _spans(lines: Iterable[Line]) -> dict[str, list[tuple[int, int]]]:
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for line in lines:
        if line["kind"] == "name" and line.get("entity"):
            spans[line["entity"]].append((line["start"], line["end"]))
    return spans


def unit(name: str | None) -> str:
    """Return the name of a unit in the form in which units are compared.

    >>> unit("percentage points")
    'percentagepoint'
    """
    plain = re.sub(r"[\s_-]", "", name or "").casefold()
    single = plain.removesuffix("s")
    return _UNITS.get(single, single)


def amounts(line: Line) -> list[float]:
    """Return the amounts of a number, without their sign; the direction says what it means."""
    return [abs(float(one)) for one in line.get("range") or [line.get("value", 0)]]


def same_value(right: Line, found: Line) -> bool:
    """Whether two numbers have the same value. A third may be rounded as far as a tenth of one."""
    a, b = amounts(right), amounts(found)
    tolerance = 0.051 if unit(right.get("unit")) == "percent" and a[0] % 1 else 0.0
    return len(a) == len(b) and all(
        isclose(x, y, rel_tol=1e-9, abs_tol=tolerance) for x, y in zip(a, b, strict=True)
    )


def number_faults(right: Line, found: Line, links: Links) -> list[str]:
    """Return the parts in which a number differs from the right one: value, unit, bound …

    A unit is compared only if the right one has one. Whose number it is, and of what measure, is
    compared only if the right one says so: see `figure_faults`.
    """
    faults = []
    if not same_value(right, found):
        faults.append("value")
    if "unit" in right and unit(right["unit"]) != unit(found.get("unit")):
        faults.append("unit")
    if right["bound"] != found.get("bound", "exact"):
        faults.append("bound")
    if right.get("direction") != found.get("direction"):
        faults.append("direction")
    return faults


def figure_faults(right: Line, found: Line, links: Links) -> list[str]:
    """Return the parts in which a number with its measure, subject and status differs."""
    faults = number_faults(right, found, links)
    if right.get("measure") != found.get("measure"):
        faults.append("measure")
    if "of" in right and not links.same(right["of"], found.get("of", "")):
        faults.append("of")
    if not same_status(right.get("status"), found.get("status")):
        faults.append("status")
    return faults


def same_status(right: str | None, found: str | None) -> bool:
    """Whether a number has the status that it should have.

    A target of the model has no status of its own, so planned and sought count as one for a number.
    """
    aims = {"planned", "sought"}
    return right == found or (right in aims and found in aims)


def statement_faults(right: Line, found: Line, links: Links) -> list[str]:
    """Return the parts in which a statement differs: class, status, of, date_end."""
    faults = [part for part in ("class", "status") if right.get(part) != found.get(part)]
    if "of" in right and not links.same(right["of"], found.get("of", "")):
        faults.append("of")
    if "date_end" in right and right["date_end"] != found.get("date_end"):
        faults.append("date_end")
    return faults


def date_faults(right: Line, found: Line, links: Links) -> list[str]:
    """Return the parts in which a date differs."""
    return [part for part in ("date_start", "date_end") if right.get(part) != found.get(part)]


def score(right: Sequence[Line], found: Sequence[Line]) -> Scores:
    """Score the candidates of an article against those that are right.

    Args:
        right: What a person has encoded.
        found: What a program proposes.
    """
    scores = Scores()
    links = Links(right, found)

    def of(lines: Sequence[Line], kind: str) -> list[Line]:
        return [one for one in lines if one["kind"] == kind]

    _sentences(of(right, "sentence"), of(found, "sentence"), scores)
    counted = [one for one in of(found, "number") if one.get("rule") != "ordinal"]
    _numbers(of(right, "number"), counted, links, scores)
    _dates(of(right, "date"), of(found, "date"), links, scores)
    _names(of(right, "name"), of(found, "name"), scores)
    statements = [one for one in of(found, "statement") if one.get("rule") != "byline"]
    _statements(of(right, "statement"), statements, links, scores)
    _statuses(right, [*counted, *statements], scores)
    return scores


def _miss(scores: Scores, kind: str, line: Line, what: str = "") -> None:
    scores.misses.append((kind, line["quote"], what))


def _wrong(scores: Scores, kind: str, right: Line, found: Line, parts: Sequence[str]) -> None:
    what = f"{_shown(found, parts)}; is {_shown(right, parts)}"
    _miss(scores, f"{kind} wrong: {', '.join(parts)}", right, what)


def _shown(line: Line, parts: Iterable[str]) -> str:
    names = [
        name for part in parts for name in (("value", "range") if part == "value" else (part,))
    ]
    return ", ".join(f"{name} {line[name]}" for name in names if name in line) or "nothing"


def _sentences(right: list[Line], found: list[Line], scores: Scores) -> None:
    spans = {(one["start"], one["end"]): one for one in found}
    for one in right:
        same = spans.get((one["start"], one["end"]))
        scores.shares["sentence bounds"].count(same is not None)
        if same is None:
            _miss(scores, "sentence with other bounds", one)
            continue
        is_right = same.get("role") == one["role"]
        scores.shares["roles"].count(is_right)
        if not is_right:
            _wrong(scores, "sentence", one, same, ["role"])
    kept = {(one["start"], one["end"]) for one in right}
    for one in found:
        scores.shares["sentences proposed that are right"].count((one["start"], one["end"]) in kept)


_Faults = Callable[[Line, Line, Links], list[str]]


def _judge(
    paired: list[tuple[Line, Line]],
    missing: list[Line],
    faults_of: _Faults,
    kind: str,
    links: Links,
    scores: Scores,
) -> None:
    """Count what is found and what is right of it, and note what is not."""
    for one in missing:
        scores.shares[f"{kind} found"].count(False)
        _miss(scores, f"{kind} not found", one)
    for one, same in paired:
        scores.shares[f"{kind} found"].count(True)
        faults = faults_of(one, same, links)
        scores.shares[f"{kind} right"].count(not faults)
        if faults:
            _wrong(scores, kind, one, same, faults)


def _numbers(right: list[Line], found: list[Line], links: Links, scores: Scores) -> None:
    paired, missing, spurious = pairs(right, found)
    _judge(paired, missing, number_faults, "numbers", links, scores)
    for one, same in paired:
        faults = number_faults(one, same, links)
        for part in ("value", "unit", "bound", "direction"):
            scores.shares[f"numbers: {part}"].count(part not in faults)
    for one in found:
        scores.shares["numbers proposed that are numbers"].count(one not in spurious)
    for one in spurious:
        _miss(scores, "not a number", one)
    by_quote = {id(one): same for one, same in paired}
    for one in right:
        if "measure" not in one:
            continue
        candidate = by_quote.get(id(one))
        faults = figure_faults(one, candidate, links) if candidate else ["not found"]
        scores.shares["figures right in all parts"].count(not faults)
        if candidate and set(faults) & {"measure", "of", "status"}:
            parts = [part for part in faults if part in ("measure", "of", "status")]
            _wrong(scores, "figure", one, candidate, parts)


def _dates(right: list[Line], found: list[Line], links: Links, scores: Scores) -> None:
    paired, missing, spurious = pairs(right, found)
    _judge(paired, missing, date_faults, "dates", links, scores)
    for one in spurious:
        _miss(scores, "not a date", one, _shown(one, ("date_start", "date_end")))


def _names(right: list[Line], found: list[Line], scores: Scores) -> None:
    paired, missing, spurious = pairs(right, found)
    same_span = {
        id(one): same
        for one, same in paired
        if (one["start"], one["end"]) == (same["start"], same["end"])
    }
    for one in right:
        scores.shares["names found"].count(id(one) in same_span)
    for one in missing:
        _miss(scores, "name not found", one, one["class"])
    for one, same in paired:
        if id(one) not in same_span:
            _miss(scores, "name with other bounds", one, f"“{same['quote']}”")
        scores.shares["names: class"].count(one["class"] == same.get("class"))
        if one["entity"].startswith("id:"):
            scores.shares["names linked right"].count(one["entity"] == same.get("entity"))
    for one in missing:
        if one["entity"].startswith("id:"):
            scores.shares["names linked right"].count(False)
    right_of = {id(same): one for one, same in paired}
    for candidate in found:
        _sure_link(candidate, right_of.get(id(candidate)), scores)
    for one in spurious:
        if one.get("class") != "Field":
            _miss(scores, "not a name", one, one.get("entity", ""))


def _sure_link(candidate: Line, right: Line | None, scores: Scores) -> None:
    """Count a link proposed as sure. A field of activity, which is not a name, is left out."""
    entity = candidate.get("entity", "")
    if not entity.startswith("id:") or candidate["confidence"] < SURE:
        return
    if right is None and candidate.get("class") == "Field":
        return
    is_right = right is not None and right["entity"] == entity
    scores.shares["sure links right"].count(is_right)
    if not is_right:
        what = f"{entity}; is {right['entity'] if right else 'no name'}"
        _miss(scores, "sure link wrong", candidate, what)


def _statements(right: list[Line], found: list[Line], links: Links, scores: Scores) -> None:
    paired, missing, spurious = pairs(right, found)
    for one in missing:
        scores.shares["statements right in all parts"].count(False)
        _miss(scores, "statement not found", one, one["status"])
    for one, same in paired:
        faults = statement_faults(one, same, links)
        scores.shares["statements right in all parts"].count(not faults)
        if faults:
            _wrong(scores, "statement", one, same, faults)
    for one in found:
        scores.shares["statements proposed that are statements"].count(one not in spurious)
    for one in spurious:
        _miss(scores, "not a statement", one, one.get("status", ""))


def _statuses(right: Sequence[Line], found: Sequence[Line], scores: Scores) -> None:
    """Count what is planned, sought, underway or achieved and is given as that.

    A number has the status of the statement around it if it has none of its own.
    """
    for one in right:
        if one["kind"] not in ("number", "statement") or "status" not in one:
            continue
        near = [same for same in found if overlap(one, same) > 0 and same.get("status")]
        of_kind = [same for same in near if same["kind"] == one["kind"]] or near
        best = max(of_kind, key=lambda same: overlap(one, same), default=None)
        given = best["status"] if best else None
        is_number = one["kind"] == "number"
        is_right = same_status(one["status"], given) if is_number else one["status"] == given
        scores.shares["status right"].count(is_right)
        if not is_right:
            _miss(scores, "status wrong", one, f"{given}; is {one['status']}")


def kappa(codes: Sequence[tuple[str, str]]) -> float | None:
    """Return Cohen's kappa of two coders for the same items.

    >>> kappa([("a", "a"), ("b", "b"), ("a", "b"), ("b", "a")])
    0.0
    """
    if not codes:
        return None
    count = len(codes)
    ours, theirs = Counter(a for a, _ in codes), Counter(b for _, b in codes)
    observed = sum(a == b for a, b in codes) / count
    expected = sum(ours[code] * theirs[code] for code in ours) / count**2
    return 1.0 if expected == 1 else (observed - expected) / (1 - expected)
