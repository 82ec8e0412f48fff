"""Read the role of each unit of an article: headline, heading, caption, byline or sentence.

>>> from sygraph.text.article import Article
>>> text = "Port grows\\n\\nBy Mei Lin\\n\\nTrade rose 3%.\\n\\nNew berths\\n\\nTwo berths opened."
>>> [unit.role for unit in read_units(Article(text, "en"))]
['headline', 'byline', 'sentence', 'heading', 'sentence']
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Literal as Choice

from sygraph.text.article import Article
from sygraph.text.language import Language, language_of
from sygraph.text.marks import CLOSING, FINAL

__all__ = ["Role", "Unit", "read_units"]

Role = Choice["headline", "byline", "caption", "heading", "sentence"]


_LONGEST_CAPTION = 200


@dataclass(frozen=True)
class Unit:
    """A sentence, or a line that is none, at code points `start` to `end` (exclusive)."""

    start: int
    end: int
    words: str
    role: Role


def read_units(
    article: Article,
    *,
    title: str = "",
    author: str = "",
    captions: Collection[str] = (),
) -> list[Unit]:
    """Return the units of an article in reading order.

    Args:
        title: The headline, if it is known: that of a web page.
        author: The name of the author, if it is known.
        captions: Lines that are known to be captions.
    """
    reader = _reader(language_of(article.language).tag)
    known = {" ".join(line.split()) for line in captions}
    title = " ".join(title.split())
    units: list[Unit] = []
    headed = False
    for start, end in reader.spans(article):
        words = article.words(start, end)
        line = _is_line(article.text, start, end)
        role = reader.role(words, line, author, known)
        if line and not headed and role == "heading" and title in ("", " ".join(words.split())):
            role, headed = "headline", True
        units.append(Unit(start, end, words, role))
    return units


def _is_line(text: str, start: int, end: int) -> bool:
    """Whether a unit is all that its line has."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    stop = text.find("\n", end)
    return not (before + text[end : stop if stop >= 0 else len(text)]).strip()


@cache
def _reader(tag: str) -> _RoleRules:
    return _RoleRules(language_of(tag))


class _RoleRules:
    """Tells the roles of lines in one language."""

    def __init__(self, language: Language) -> None:
        words = language.words["roles"]
        self._language = language
        self._byline = language.pattern(words["byline"])
        self._caption = language.pattern(words["caption"])
        self._item = language.pattern(words["item"])
        self._most: int = words["heading"]
        self._name = (
            re.compile(rf"[{words['surnames']}] ?\w(?: ?\w)?") if language.is_chinese else None
        )

    def spans(self, article: Article) -> list[tuple[int, int]]:
        """Return the sentences of an article; a line with who took the picture is one caption."""
        found: list[tuple[int, int]] = []
        for start, end in article.sentences():
            first = article.text.rfind("\n", 0, start) + 1
            before = [span for span in found if span[0] >= first]
            line = self._language.fold(article.text[first:end]).strip()
            last = article.text[end:].partition("\n")[0].strip() == ""
            if before and last and len(line) <= _LONGEST_CAPTION and self._caption.fullmatch(line):
                del found[-len(before) :]
                start = before[0][0]
            found.append((start, end))
        return found

    def role(self, words: str, line: bool, author: str, captions: Collection[str]) -> Role:
        folded = self._language.fold(words).strip()
        if " ".join(words.split()) in captions or (line and self._caption.fullmatch(folded)):
            return "caption"
        ended = words.rstrip(CLOSING[self._language.tag]).endswith(tuple(FINAL[self._language.tag]))
        if not line or ended or words.endswith((":", "：", ";", "；", ",", "，")):
            return "sentence"
        named = author and author in words and len(words) <= len(author) + 24
        if named or self._byline.fullmatch(folded) or (self._name and self._name.fullmatch(folded)):
            return "byline"
        long = len(words) if self._language.is_chinese else len(words.split())
        return "sentence" if long > self._most or self._item.match(folded) else "heading"
