"""Plans and figures that drafts propose for invented articles of other styles than the examples.

The articles are in `statements/`. A first line gives the language and the day. ‹planned @NAME|…›
marks what NAME plans, seeks, does or has done (`by=` a deadline), ‹tradeTotal @NAME 2025|…› a
figure of a measure, with its days; everything else is neither. A share of all marks of a language
must be right, and nothing wrong may be admitted: neither what is denied, doubted, conditional or
only said, nor a figure of another subject, measure or time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sygraph.author import adding
from sygraph.author.accepting import accept
from sygraph.author.article_sources import Source
from sygraph.author.candidates import Candidate
from sygraph.author.draft_files import draft_path, draft_text
from sygraph.author.drafting import draft
from sygraph.author.workspace import init
from sygraph.namespaces import RDF_TYPE, sy
from sygraph.rdf.output import write_files

FOLDER = Path(__file__).parent / "statements"
LANGUAGES = ("en", "zh-Hant", "zh-Hans")
STATUSES = ("planned", "sought", "underway", "achieved")
_MARK = re.compile(r"‹(\S+?)(?: @([^|]+?))?((?: (?:by=)?[\d/-]+| planned| sought)*)\|([^›]*)›")


@dataclass(frozen=True)
class Mark:
    """What a person marks: a status or a measure, whose it is, its days or deadline."""

    kind: str
    of: str
    start: int
    end: int
    words: str
    days: str = ""
    by: str = ""
    open: bool = False


@dataclass
class Result:
    """What came of an article: counts of right ones, and what is wrong."""

    counts: dict[str, list[int]] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)

    def count(self, name: str, right: bool, what: str) -> None:
        of = self.counts.setdefault(name, [0, 0])
        of[0] += right
        of[1] += 1
        if not right:
            self.misses.append(f"{name}: {what}")


def read_marked(text: str) -> tuple[str, str, str, list[Mark]]:
    """Return language, date, plain text and marks of a marked article."""
    head, _, body = text.partition("\n")
    language, date = head.split()
    plain, marks, place = "", [], 0
    for match in _MARK.finditer(body):
        plain += body[place : match.start()]
        kind, of, more, words = match.groups()
        parts = more.split()
        days = next((p for p in parts if p[0].isdigit()), "")
        by = next((p[3:] for p in parts if p.startswith("by=")), "")
        is_open = "planned" in parts or "sought" in parts
        start, end = len(plain), len(plain) + len(words)
        marks.append(Mark(kind, of or "", start, end, words, days, by, is_open))
        plain, place = plain + words, match.end()
    return language, date, plain + body[place:], marks


def common(mark: Mark, one: Candidate) -> int:
    return min(mark.end, one.end) - max(mark.start, one.start)


def _is_subject(mark: Mark, one: Candidate, names: Mapping[str, set[str]]) -> bool:
    of = str(one.said.get("of", ""))
    return not mark.of or any(mark.of in (name, f"{name}市") for name in names.get(of, ()))


def _days(one: Candidate) -> str:
    stated = {t.predicate: getattr(t.object, "value", "") for t in one.facts}
    start, end = stated.get(sy("periodStart"), ""), stated.get(sy("periodEnd"), "")
    last = end or stated.get(sy("deadline"), "")
    return last if start in ("", last) else f"{start}/{last}"


def compare(marks: Sequence[Mark], found: Sequence[Candidate], admitted: set[Any]) -> Result:
    """Compare what is proposed with what is marked."""
    result = Result()
    names: dict[str, set[str]] = {}
    for one in found:
        if one.kind == "name" and one.said.get("entity"):
            names.setdefault(str(one.said["entity"]), set()).add(one.quote)
    plans = [m for m in marks if m.kind in STATUSES]
    aims = [c for c in found if c.kind == "statement" and c.rule != "byline"]
    for mark in plans:
        best = max(aims, key=lambda one: common(mark, one), default=None)
        near = best if best is not None and common(mark, best) > 0 else None
        status = near.said.get("status") if near else None
        result.count("status", status == mark.kind, f"{status}; {mark}")
        if near is not None:
            right = _is_subject(mark, near, names)
            result.count("subject of a plan", right, f"{near.said.get('of')}; {mark}")
            if mark.by:
                by = near.said.get("date_end")
                result.count("deadline", by == mark.by, f"{by}; {mark}")
    for one in aims:
        right = any(common(mark, one) > 0 for mark in plans)
        result.count("proposed plans", right, f"{one.quote} {dict(one.said)}")
        if not right and one.node in admitted:
            result.misses.append(f"admitted plan: {one.quote}")
            result.counts.setdefault("wrong and admitted", [0, 0])[1] += 1
    figures = [c for c in found if c.kind == "number" and c.facts]
    numbers = [m for m in marks if m.kind not in STATUSES]
    for mark in numbers:
        near = next((c for c in figures if common(mark, c) > 0), None)
        shown = next((dict(c.said) for c in found if c.kind == "number" and common(mark, c) > 0), 0)
        result.count("figures found", near is not None, f"{mark} {shown}")
    for one in figures:
        same = next((m for m in numbers if common(m, one) > 0), None)
        wrong = _faults(same, one, names)
        result.count("figures right", not wrong, f"{wrong} {one.quote} {dict(one.said)} {same}")
        if not wrong:
            result.count("right figures admitted", one.node in admitted, one.quote)
        elif one.node in admitted:
            result.counts.setdefault("wrong and admitted", [0, 0])[1] += 1
    return result


def _faults(mark: Mark | None, one: Candidate, names: Mapping[str, set[str]]) -> list[str]:
    if mark is None:
        return ["no figure"]
    target = any(t.predicate == RDF_TYPE and t.object == sy("Target") for t in one.facts)
    right = {
        "measure": one.said.get("measure") == mark.kind,
        "of": _is_subject(mark, one, names),
        "days": _days(one) in (mark.days, mark.days.rpartition("/")[2]),
        "status": target == mark.open,
    }
    return [name for name, is_right in right.items() if not is_right]


def result_of(path: Path, folder: Path) -> Result:
    """Draft and accept a marked article in a new workspace, and compare."""
    language, date, text, marks = read_marked(path.read_text("utf-8"))
    files = init(folder / path.stem, base="https://example.org/news/")
    adding.add(files, Source(text), "one", language=language, date=date)
    made = draft(files, "one")
    write_files({draft_path(files, "one"): draft_text(files, made).encode()})
    admitted = {one.statement for one in accept(files, "one", by="test").accepted}
    return compare(marks, made.candidates, admitted)


# The share of what is marked that must be right, in percent.
TARGETS = {
    "status": 95,
    "subject of a plan": 85,
    "deadline": 90,
    "proposed plans": 95,
    "figures found": 80,
    "figures right": 90,
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_plans_and_figures_of_other_articles_are_right(language: str, tmp_path: Path) -> None:
    total: dict[str, list[int]] = {}
    misses: list[str] = []
    for path in sorted(FOLDER.glob(f"{language}-*.txt")):
        result = result_of(path, tmp_path)
        misses += result.misses
        for name, (right, all_) in result.counts.items():
            before = total.setdefault(name, [0, 0])
            total[name] = [before[0] + right, before[1] + all_]
    assert "wrong and admitted" not in total, misses
    low = {name for name, share in TARGETS.items() if 100 * total[name][0] < share * total[name][1]}
    assert not low, misses


# Single sentences, invented, about a city; "-" is no plan.
_TITLES = {"en": "News from Dalian", "zh-Hant": "大連見聞", "zh-Hans": "大连见闻"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_clauses_tell_the_status_that_their_words_have(language: str, tmp_path: Path) -> None:
    lines = (FOLDER / "sentences.tsv").read_text("utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    wanted = {sentence: status for tag, status, sentence in rows if tag == language}
    assert len(wanted) > 25
    files = init(tmp_path / "news", base="https://example.org/news/")
    text = "\n\n".join([_TITLES[language], *wanted]) + "\n"
    adding.add(files, Source(text), "one", language=language, date="2026-03-05")
    found = draft(files, "one").candidates
    given = {
        sentence: next(
            (
                str(one.said["status"])
                for one in found
                if one.kind == "statement"
                and text.index(sentence) <= one.start < text.index(sentence) + len(sentence)
            ),
            "-",
        )
        for sentence in wanted
    }
    assert given == wanted
