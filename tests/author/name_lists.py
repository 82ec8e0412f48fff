"""Invented sentences with the names in them, and how many of them a draft finds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from sygraph.author import adding
from sygraph.author.article_sources import Source
from sygraph.author.drafting import draft
from sygraph.data import Files

__all__ = ["Found", "articles", "compare"]

_FOLDER = Path(__file__).parent / "names"
_MARK = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")
_SURE = 0.9

Span = tuple[int, int]


@dataclass
class Found:
    """What a draft finds of the names of some articles."""

    names: int = 0
    found: int = 0
    classes: int = 0
    proposed: int = 0
    sure: int = 0
    sure_right: int = 0
    misses: list[str] = field(default_factory=list)

    def __add__(self, other: Found) -> Found:
        return Found(
            self.names + other.names,
            self.found + other.found,
            self.classes + other.classes,
            self.proposed + other.proposed,
            self.sure + other.sure,
            self.sure_right + other.sure_right,
            self.misses + other.misses,
        )

    def shares(self) -> tuple[float, float, float, float]:
        """Return in percent: names found, class right, proposed names right, sure links right."""
        return (
            100 * self.found / self.names,
            100 * self.classes / (self.found or 1),
            100 * self.found / (self.proposed or 1),
            100 * self.sure_right / (self.sure or 1),
        )


def articles(language: str) -> list[tuple[str, dict[Span, str]]]:
    """Return each article of a language: its text, and the class of each name by its span."""
    lines = (_FOLDER / f"{language}.txt").read_text("utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("#"))
    return [_read(block) for block in text.strip().split("\n\n")]


def _read(block: str) -> tuple[str, dict[Span, str]]:
    text, names, place = "", {}, 0
    for mark in _MARK.finditer(block):
        text += block[place : mark.start()]
        if mark[2] != "-":  # an adjective, which is no name
            names[len(text), len(text) + len(mark[1])] = mark[2]
        text += mark[1]
        place = mark.end()
    return f"{text}{block[place:]}\n", names


def compare(files: Files, id: str, language: str, text: str, right: dict[Span, str]) -> Found:
    """Draft an article and compare its names with those that are right."""
    adding.add(files, Source(text), id, language=language, date="2026-03-01")
    result = Found(names=len(right))
    proposed: dict[Span, str] = {}
    for one in draft(files, id).candidates:
        if one.kind != "name" or one.said.get("class") == "Field":
            continue
        span = one.start, one.end
        proposed[span] = str(one.said.get("class", ""))
        if str(one.said.get("entity", "")).startswith("id:") and one.confidence >= _SURE:
            result.sure += 1
            result.sure_right += span in right
            if span not in right:
                result.misses.append(f"{one.quote}: no sure link")
    result.proposed = len(proposed)
    for span, kind in right.items():
        words = text[slice(*span)]
        if span not in proposed:
            near = [s for s in proposed if s[0] < span[1] and span[0] < s[1]]
            result.misses.append(f"{words}: {' '.join(text[slice(*s)] for s in near) or 'missed'}")
            continue
        result.found += 1
        result.classes += proposed[span] == kind
        if proposed[span] != kind:
            result.misses.append(f"{words}: {proposed[span] or 'no class'}, is {kind}")
    for span in set(proposed) - set(right):
        if not any(s[0] < span[1] and span[0] < s[1] for s in right):
            result.misses.append(f"{text[slice(*span)]}: no name, {proposed[span]}")
    return result
