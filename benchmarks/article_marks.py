"""Turn a marked-up article into lines as of `sygraph draft -f jsonl`, and find their offsets.

    python benchmarks/article_marks.py benchmarks/articles/seen/b/NAME.marked …

benchmarks/articles/GUIDELINE.md describes the marks. The text is NAME.txt in the folder above. A
passage that is not in the text, in this order and with nothing but white space between passages,
is an error.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# A list item has no role of its own in the vocabulary. The first heading is the headline.
ROLES = {"H": "heading", "B": "byline", "C": "caption", "L": "sentence", "S": "sentence"}
BOUNDS = {
    "=": "exact",
    "~": "approximate",
    ">=": "atLeast",
    "<=": "atMost",
    ">": "moreThan",
    "<": "lessThan",
}
STATUSES = ("sought", "planned", "underway", "achieved")
UNITS = frozenset(
    "CNY USD EUR JPY KRW RUB HKD percent percentagePoint tonne TEU kilometre squareMetre minute "
    "hour day month year route train flight city country company project person vehicle parcel "
    "event booth berth".split()
)
MEASURES = frozenset(
    "tradeTotal signedValue signedProjects landedProjects newEnterprises newForeignEnterprises "
    "cargoThroughput trainDepartures passengerTravelTime freightDeliveryTime number share "
    "yearOnYearGrowth".split()
)
DATE = re.compile(r"\d{4}(-\d\d){0,2}")
LINE_END = "⏎"


class MarkError(ValueError):
    """A mark that cannot be read, or a passage that the text does not have."""


@dataclass(frozen=True)
class Mark:
    """Words of a passage and what is said of them; offsets count from the passage's start."""

    start: int
    end: int
    spec: str


@dataclass(frozen=True)
class Marked:
    """A marked-up file: the entities that it declares, and its passages as (role, text, marks)."""

    settings: dict[str, str]
    entities: dict[str, tuple[str, str]]
    passages: tuple[tuple[str, str, tuple[Mark, ...]], ...]


def unmarked(line: str) -> tuple[str, tuple[Mark, ...]]:
    """Return the text of a passage without its marks, and the marks."""
    text: list[str] = []
    open_marks: list[tuple[int, str]] = []
    marks: list[Mark] = []
    position = 0
    while position < len(line):
        character = line[position]
        if character == "{":
            bar = line.find("|", position)
            if bar < 0 or "}" in line[position:bar]:
                raise MarkError(f"mark without | in: {line}")
            open_marks.append((len(text), line[position + 1 : bar]))
            position = bar
        elif character == "}":
            if not open_marks:
                raise MarkError(f"}} without {{ in: {line}")
            start, spec = open_marks.pop()
            marks.append(Mark(start, len(text), spec))
        else:
            text.append("\n" if character == LINE_END else character)
        position += 1
    if open_marks:
        raise MarkError(f"{{ without }} in: {line}")
    return "".join(text), tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end)))


def read_marked(text: str) -> Marked:
    """Read a marked-up file."""
    settings: dict[str, str] = {}
    entities: dict[str, tuple[str, str]] = {}
    passages: list[tuple[str, str, tuple[Mark, ...]]] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        if line.startswith("%"):
            if found := re.fullmatch(r"% ([a-z]+): (.*)", line):
                settings[found[1]] = found[2]
            elif found := re.fullmatch(r"% ([\w-]+) = ((?:id|new):[\w-]+) (\w+)", line):
                entities[found[1]] = (found[2], found[3])
            else:
                raise MarkError(f"declaration cannot be read: {line}")
        elif line[0] in ROLES and line[1:2] == " ":
            role = "headline" if line[0] == "H" and not passages else ROLES[line[0]]
            passages.append((role, *unmarked(line[2:])))
        else:
            raise MarkError(f"passage without a role: {line}")
    return Marked(settings, entities, tuple(passages))


def dates(value: str) -> dict[str, str]:
    """Return date_start and date_end of START or START/END."""
    first, _, last = value.partition("/")
    for date in (first, last or first):
        if not DATE.fullmatch(date):
            raise MarkError(f"not a date in ISO form: {value}")
    return {"date_start": first, "date_end": last or first}


def candidate(mark: Mark, marked: Marked, period: dict[str, str]) -> dict[str, Any]:
    """Return what a mark says, by the names that `sygraph draft -f jsonl` uses.

    Args:
        mark: The mark.
        marked: The file, for the entities that it declares.
        period: The days of the last date before the mark.
    """
    kind, *parts = mark.spec.split()
    if kind in marked.entities and not parts:
        entity, name = marked.entities[kind]
        return {"kind": "name", "entity": entity, "class": name}
    if kind == "d" and parts and parts[1:] in ([], ["r"]):
        return {"kind": "date", **dates(parts[0]), "relative": parts[1:] == ["r"]}
    if kind == "n" and parts:
        return number(parts, marked, period)
    if kind == "u" and parts:
        return statement(parts, marked)
    raise MarkError(f"mark cannot be read: {{{mark.spec}|…}}")


def number(parts: list[str], marked: Marked, period: dict[str, str]) -> dict[str, Any]:
    """Return what the mark of a number says."""
    said: dict[str, Any] = {"kind": "number"}
    first, dots, last = parts[0].partition("..")
    if dots:
        said["range"] = [float(first), float(last)]
    else:
        said["value"] = float(first)
    said["bound"] = "exact"
    dated: dict[str, str] | None = None
    for part in parts[1:]:
        if part in BOUNDS:
            said["bound"] = BOUNDS[part]
        elif part in "+-":
            said["direction"] = "growth" if part == "+" else "decline"
        elif part.startswith("p="):
            dated = {} if part == "p=-" else dates(part[2:])
        elif part[0] == "#" and part[1:] in UNITS:
            said["unit"] = part[1:]
        elif part[0] == ":" and part[1:] in MEASURES:
            said["measure"] = part[1:]
        else:
            said |= common(part, marked)
    if said.get("direction") == "decline":
        said["value"] = -said["value"]
    if "measure" in said:
        if "of" not in said:
            raise MarkError(f"measure without whose (@alias): {' '.join(parts)}")
        said |= period if dated is None else dated
    return said


def statement(parts: list[str], marked: Marked) -> dict[str, Any]:
    """Return what the mark of a statement says."""
    said: dict[str, Any] = {"kind": "statement", "class": "Undertaking"}
    for part in parts:
        if part.startswith("by="):
            said["date_end"] = dates(part[3:])["date_end"]
        else:
            said |= common(part, marked)
    if "status" not in said:
        raise MarkError(f"statement without a status: {' '.join(parts)}")
    return said


def common(part: str, marked: Marked) -> dict[str, Any]:
    """Return what numbers and statements may both have: whose they are, their status."""
    if part[0] == "@" and part[1:] in marked.entities:
        return {"of": marked.entities[part[1:]][0]}
    if part[0] == "!" and part[1:] in STATUSES:
        return {"status": part[1:]}
    raise MarkError(f"part of a mark cannot be read: {part}")


def candidates(marked: Marked, text: str) -> Iterator[dict[str, Any]]:
    """Yield the candidates of an article in its order, with offsets in code points of its text.

    Raises:
        MarkError: A mark cannot be read, or the text differs from that of the article.
    """
    position = 0
    period: dict[str, str] = {}
    for role, words, marks in marked.passages:
        start = text.find(words, position)
        if start < 0 or text[position:start].strip():
            raise MarkError(f"the article does not go on so: {words}")
        position = start + len(words)
        yield {"kind": "sentence", "start": start, "end": position, "quote": words, "role": role}
        for mark in marks:
            said = candidate(mark, marked, period)
            if said["kind"] == "date":
                period = {key: said[key] for key in ("date_start", "date_end")}
            place = {"start": start + mark.start, "end": start + mark.end}
            quote = text[place["start"] : place["end"]]
            yield {"kind": said.pop("kind"), **place, "quote": quote, **said}
    if text[position:].strip():
        raise MarkError(f"not encoded: {text[position:].strip()[:60]}")


def main() -> None:
    """Encode the files that the command line names."""
    for name in sys.argv[1:]:
        path = Path(name)
        article = path.parent.parent / f"{path.stem}.txt"
        try:
            marked = read_marked(path.read_text("utf-8"))
            lines = list(candidates(marked, article.read_text("utf-8")))
        except MarkError as error:
            sys.exit(f"{path}: {error}")
        except OSError as error:
            sys.exit(f"{error.filename}: {error.strerror}")
        encoded = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        path.with_suffix(".jsonl").write_text(encoded, "utf-8")
        print(f"{path.with_suffix('.jsonl')}: {len(lines)} lines")


if __name__ == "__main__":
    main()
