"""Find the file and line of each fault."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from sygraph.check.report import Fault
from sygraph.data import Files

__all__ = ["locate_faults"]


def locate_faults(faults: Iterable[Fault], files: Files) -> list[Fault]:
    """Add to each fault the file and line that describe its passage, entity or term."""
    articles = [Path(article.trig) for article in files.articles]
    background = map(Path, files.gazetteers[::-1] + files.ontologies[::-1])
    lines = _read(*articles, *background)
    translated = _read(*(Path(path) for _, path in files.translations())) | lines

    def place(fault: Fault) -> str:
        texts = translated if fault.kind == "translation" else lines
        return fault.line or _line(fault.where, texts, files)

    return [replace(fault, line=place(fault)) for fault in faults]


def _read(*paths: Path) -> dict[Path, list[str]]:
    return {path: path.read_text("utf-8").splitlines() for path in paths if path.exists()}


def _line(where: str, lines: dict[Path, list[str]], files: Files) -> str:
    first, _, node = where.partition(" ")
    article, slash, number = first.rpartition("/")
    for path, text in lines.items():
        own = slash and path.name == f"{article}.trig"
        name = f"p:{number}" if own else first
        opening = re.compile(rf"{re.escape(name)}(?:$|[\s,;.])")
        start = next((n for n, line in enumerate(text) if opening.match(line)), None)
        if start is not None:
            inside = re.compile(rf"\s*{re.escape(node)}(?:$|[\s,;.])")
            found = (n for n in range(start, _end(text, start)) if inside.match(text[n]))
            line = next(found, start) if node else start
            return f"{_shown(path, files)}:{line + 1}"
    return ""


def _shown(path: Path, files: Files) -> str:
    """Return the path as a report prints it: from the folder of the data, if it lies there."""
    under = path.is_relative_to(files.root)
    return path.relative_to(files.root).as_posix() if under else str(path)


def _end(text: list[str], start: int) -> int:
    """Return the line that closes the graph of a passage."""
    return next((n for n in range(start, len(text)) if text[n].startswith("}")), len(text))
