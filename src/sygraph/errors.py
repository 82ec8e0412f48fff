"""The errors of the package, each with a hint, an exit status and an HTTP status."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike, fspath

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "AmbiguousEntity",
    "BadParameter",
    "Conflict",
    "DataError",
    "MissingPackage",
    "NotFound",
    "OutputError",
    "QuerySyntaxError",
    "SygraphError",
    "UnknownEntity",
    "UnknownFormat",
    "UnknownMeasure",
    "UnknownQuery",
    "nearest",
]

# A longer text is not a mistyped name.
_LONGEST_NAME = 200


class SygraphError(Exception):
    """An error that the user can correct; `hint` says how, if that is known.

    If an answer ended early, `arrived` has the rows that were read before.
    """

    status = 400
    exit_code = 2
    arrived: Sequence[object] = ()

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class NotFound(SygraphError):
    """The request is valid and has no results."""

    status = 404
    exit_code = 1


class Conflict(SygraphError):
    """What the request is about has changed since the client read it."""

    status = 409


class OutputError(SygraphError):
    """The result cannot be written to its destination."""


class MissingPackage(SygraphError):
    """The request needs a package that is not installed; the hint says how to install it."""

    status = 501

    def __init__(self, name: str, *, hint: str | None = None) -> None:
        super().__init__(f"this needs {name}, which is not installed", hint=hint)
        self.name = name


class DataError(SygraphError):
    """A data file is invalid; the message starts with its place, as in `graph/x.trig:12: …`."""

    def __init__(
        self,
        message: str,
        *,
        path: str | PathLike[str] | None = None,
        line: int | None = None,
        hint: str | None = None,
    ) -> None:
        self.path = None if path is None else fspath(path)
        self.line = line
        place = ":".join(str(part) for part in (self.path, line) if part is not None)
        super().__init__(f"{place}: {message}" if place else message, hint=hint)


class _Unknown(SygraphError):
    """An unknown name; the hint has the nearest known ones."""

    status = 404
    kind: str

    def __init__(self, name: str, suggestions: Sequence[str] = (), *, hint: str | None = None):
        if hint is None and suggestions:
            hint = f"did you mean {' or '.join(suggestions)}?"
        super().__init__(f"unknown {self.kind}: {name}", hint=hint)
        self.name = name
        self.suggestions = tuple(suggestions)


class UnknownEntity(_Unknown):
    kind = "entity"


class UnknownMeasure(UnknownEntity):
    kind = "measure"


class UnknownQuery(_Unknown):
    kind = "query"


class UnknownFormat(_Unknown):
    status = 406
    kind = "format"


class AmbiguousEntity(SygraphError):
    """A label of several entities; `candidates` are their CURIEs."""

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        super().__init__(
            f"{name} may be any of {', '.join(candidates)}", hint="give one of these instead"
        )
        self.name = name
        self.candidates = tuple(candidates)


class BadParameter(SygraphError):
    """A query's parameter that is unknown, missing or of the wrong type."""

    def __init__(
        self, message: str, *, name: str, suggestions: Sequence[str] = (), hint: str | None = None
    ) -> None:
        if hint is None and suggestions:
            hint = f"did you mean {' or '.join(suggestions)}?"
        super().__init__(message, hint=hint)
        self.name = name
        self.suggestions = tuple(suggestions)


class QuerySyntaxError(SygraphError):
    """A SPARQL query that does not parse; the message shows the line and points at the place.

    >>> print(QuerySyntaxError("expected }", query="ASK { id:a ;", line=1, column=12))
    syntax error at line 1, column 12: expected }
      ASK { id:a ;
                 ^
    """

    def __init__(
        self,
        message: str,
        *,
        query: str,
        line: int,
        column: int,
        hint: str | None = None,
        near: Sequence[str] = (),
    ) -> None:
        lines = query.split("\n")
        shown = lines[line - 1].rstrip("\r") if 0 < line <= len(lines) else ""
        super().__init__(
            f"syntax error at line {line}, column {column}: {message}\n"
            f"  {shown}\n  {_blank(shown[: column - 1])}^",
            hint=hint,
        )
        self.line = line
        self.column = column
        self.near = tuple(near)


def _blank(text: str) -> str:
    """Whitespace as wide on a terminal as the text: CJK characters take two cells."""
    from unicodedata import east_asian_width

    wide = ("W", "F")
    return "".join(
        c if c == "\t" else "\u3000" if east_asian_width(c) in wide else " " for c in text
    )


def nearest(name: str, choices: Iterable[str], count: int = 3) -> list[str]:
    """Return up to `count` of the choices that are most like a mistyped name, best first.

    >>> nearest("partner-citys", ["air-routes", "partner-cities", "ports"])
    ['partner-cities']
    """
    from difflib import get_close_matches

    if len(name) > _LONGEST_NAME:  # comparing takes the product of the lengths
        return []
    folded: dict[str, str] = {}
    for choice in choices:
        folded.setdefault(choice.casefold(), choice)
    return [folded[match] for match in get_close_matches(name.casefold(), folded, n=count)]


class TooDeep(SygraphError):
    """A query, an update or data whose brackets or triples nest too deeply to be read safely."""

    status = 400
