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
    lines = _read(*files.articles, files.gazetteer, files.ontology)
    translated = _read(*(Path(path) for _, path in files.translations())) | lines

    def place(fault: Fault) -> str:
        texts = translated if fault.kind == "translation" else lines
        return fault.line or _line(fault.where, texts, files.root)

    return [replace(fault, line=place(fault)) for fault in faults]


def _read(*paths: Path) -> dict[Path, list[str]]:
    return {path: path.read_text("utf-8").splitlines() for path in paths if path.exists()}


def _line(where: str, lines: dict[Path, list[str]], root: Path) -> str:
    first, _, node = where.partition(" ")
    for path, text in lines.items():
        opening = re.compile(rf"{re.escape(first)}(?:$|[\s,;.])")
        start = next((n for n, line in enumerate(text) if opening.match(line)), None)
        if start is not None:
            inside = re.compile(rf"\s*{re.escape(node)}(?:$|[\s,;.])")
            found = (n for n in range(start, _end(text, start)) if inside.match(text[n]))
            line = next(found, start) if node else start
            return f"{path.relative_to(root).as_posix()}:{line + 1}"
    return ""


def _end(text: list[str], start: int) -> int:
    """Return the line that closes the graph of a passage."""
    return next((n for n in range(start, len(text)) if text[n].startswith("}")), len(text))
