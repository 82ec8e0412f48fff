"""The text of an article: the offsets of quotes, and its sentences."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from os import PathLike

from sygraph.errors import DataError
from sygraph.text.marks import CLOSING, FINAL, GLUE, article_language

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Article"]

# The print layout breaks sentences across paragraphs with an empty line.
_BREAK = "\n\n"
# What a caption ends with, after the name of who took the picture.
_CREDITS = ("攝", "摄", "供圖", "供图", "資料圖片", "资料图片", "攝影", "摄影")
# English lines of at least this length are broken by the layout.
_FULL_LINE = 60


class Article:
    """A text, addressed in code points; an end is exclusive.

    >>> from sygraph.data import Files
    >>> article = Article.read(Files.bundled().seed)
    >>> article.locate(["瀋陽渾河兩岸城市風光。"])
    [(2, 13)]
    >>> article.raw(2, 13)
    '瀋陽渾河兩岸城市風光。'
    """

    def __init__(self, text: str, language: str | None = None) -> None:
        self.text = text
        self.language = language = article_language(language, text)
        self._glue = GLUE[language]
        find = _broken_lines if language == "en" else _broken_sentences
        self._breaks = find(text, FINAL[language], CLOSING[language])
        # The text without the breaks inside sentences; for each break, its offset there, and how
        # many characters are left out up to and including it.
        joined = []
        self._joins: list[int] = []
        self._left_out = [0]
        start = 0
        for place, end in self._breaks:
            joined += [text[start:place], self._glue]
            self._joins.append(place - self._left_out[-1])
            self._left_out.append(self._left_out[-1] + end - place - len(self._glue))
            start = end
        joined.append(text[start:])
        self._joined = "".join(joined)
        self._starts = [start for start, _ in self._breaks]

    @classmethod
    def read(cls, path: str | PathLike[str], language: str | None = None) -> Article:
        """Read an article in a language (zh-Hant, zh-Hans, en) from a UTF-8 file, byte for byte.

        Without a language, it is that of the text.

        Raises:
            DataError: the file is not there or not UTF-8.
        """
        try:
            with open(path, "rb") as stream:
                return cls(stream.read().decode("utf-8"), language)
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise DataError(f"cannot read the article: {reason}", path=path) from error

    def locate(
        self, quotes: Sequence[str], names: Sequence[str] | None = None
    ) -> list[tuple[int, int]]:
        """Return the (start, end) offsets of each quote in the raw text.

        The quotes are in reading order: each is found after the end of the one before. A quote
        leaves out the layout's breaks inside a sentence.

        Raises:
            DataError: a quote is not there; the message names it as `names` does.
        """
        spans = []
        for number, found in enumerate(self.locate_each(quotes)):
            if isinstance(found, str):
                name = names[number] if names else f"quote {number + 1}"
                raise DataError(f"{name}: {found}")
            spans.append(found)
        return spans

    def locate_each(self, quotes: Iterable[str]) -> Iterator[tuple[int, int] | str]:
        """Yield the offsets of each quote as `locate` does, or why it is not there.

        >>> list(Article("Rain. Snow.", "en").locate_each(["Rain.", "Hail.", "Snow."]))[::2]
        [(0, 5), (6, 11)]
        """
        place = 0
        for quote in quotes:
            start = self._joined.find(quote, place) if quote and "\n" not in quote else -1
            if start < 0:
                yield self._why_missing(quote, place)
                continue
            place = start + len(quote)
            yield self._raw_offset(start), self._raw_offset(place - 1) + 1

    def find(self, words: str, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
        """Return the first occurrence of words between two offsets, ignoring breaks, or None.

        >>> article = Article("上。\\n\\n甲。中國連\\n\\n接歐亞。中國連\\n\\n接歐亞。")
        >>> article.find("中國連接"), article.find("中國連", 8), article.find("中國連", 8, 16)
        ((6, 12), (15, 18), None)
        """
        stop = len(self._joined) if end is None else self._joined_offset(end)
        place = self._joined.find(words, self._joined_offset(start), stop) if words else -1
        if place < 0:
            return None
        return self._raw_offset(place), self._raw_offset(place + len(words) - 1) + 1

    def within(self, quote: int, start: int, end: int) -> tuple[int, int]:
        """Return the offsets of a part of a quote, whose own offset is given.

        >>> Article("甲。中國連\\n\\n接歐亞。").within(2, 2, 4)
        (4, 8)
        """
        place = self._joined_offset(quote)
        return self._raw_offset(place + start), self._raw_offset(place + end - 1) + 1

    def raw(self, start: int, end: int) -> str:
        """Return the text from `start` to `end` with the layout's breaks in it."""
        return self.text[start:end]

    def words(self, start: int, end: int) -> str:
        """Return the text from `start` to `end` as a quote gives it, without the breaks."""
        parts = []
        for place, after in self._breaks:
            if start <= place < end:
                parts.append(self.text[start:place])
                start = min(after, end)
        return self._glue.join([*parts, self.text[start:end]])

    def sentences(self) -> list[tuple[int, int]]:
        """Return the article's own segmentation: its sentences, headings and captions in order."""
        from sygraph.text.sentences import sentence_spans

        return [
            (self._raw_offset(start), self._raw_offset(end - 1) + 1)
            for start, end in sentence_spans(self._joined, self.language)
        ]

    def _raw_offset(self, place: int) -> int:
        """The raw offset of the character at `place` in the joined text."""
        return place + self._left_out[bisect_right(self._joins, place - len(self._glue))]

    def _joined_offset(self, place: int) -> int:
        """The offset in the joined text of the character at the raw offset `place`."""
        return place - self._left_out[bisect_left(self._starts, place)]

    def _why_missing(self, quote: str, place: int) -> str:
        if not quote:
            return "the quote is empty"
        if "\n" in quote:
            return "a quote has no line breaks"
        if quote in self._joined:
            return "the quote occurs in the article only before the end of the passage above it"
        length = 0
        best = place
        while (found := self._joined.find(quote[: length + 1], best)) >= 0:
            best = found
            length += 1
        if not length:
            return f"the article does not print {quote[:12]!r} after the passage above it"
        printed = self._joined[best + length : best + length + 12]
        return (
            f"the article prints {quote[max(0, length - 8) : length]!r} "
            f"followed by {printed!r}, the quote has {quote[length : length + 12]!r}"
        )


def _broken_sentences(text: str, final: str, closing: str) -> list[tuple[int, int]]:
    """Return the start and end of the breaks inside sentences.

    Running text that stops before its sentence does goes on in the next paragraph. A heading,
    a caption or a byline also lacks a full stop, but has none further back in its paragraph,
    so it is never joined to what follows. Nor is one that ends with who took the picture.
    """
    breaks = []
    place = text.find(_BREAK)
    while place >= 0:
        paragraph = text[text.rfind("\n", 0, place) + 1 : place]
        after = place + len(_BREAK)
        if paragraph and text[after : after + 1] not in ("", "\n"):
            ends = paragraph.rstrip(closing).endswith(tuple(final))
            credited = paragraph.rstrip(f"{closing})） ").endswith(_CREDITS)
            if not ends and not credited and any(mark in paragraph for mark in final):
                breaks.append((place, after))
        place = text.find(_BREAK, place + 1)
    return breaks


def _broken_lines(text: str, final: str, closing: str) -> list[tuple[int, int]]:
    """Return the start and end of the breaks inside sentences of a language with spaces.

    A line that stops before its sentence does goes on in the next line or paragraph if that
    begins with a small letter, or if a sentence ended further back in the line. So does a long
    line that is followed by another line without an empty one between them.
    """
    import re

    breaks = []
    for match in re.finditer(r"(?<=\S)[ \t\r]*\n(?:[ \t\r]*\n)?[ \t]*(?=\S)", text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if line.rstrip(closing).endswith((*final, ":")):
            continue
        close = match[0].count("\n") == 1
        goes_on = text[match.end()].islower() or line.endswith((",", ";"))
        running = any(f"{mark} " in line for mark in final)
        if goes_on or running or (close and len(line) >= _FULL_LINE):
            breaks.append(match.span())
    return breaks
