"""The report of `sygraph check`: faults, each with its place and fix, and coverage figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from typing import TextIO

from sygraph.rdf.safe_output import visible

__all__ = ["Fault", "Report", "print_report"]


@dataclass(frozen=True)
class Fault:
    """One fault: its kind, where it is, what is wrong, how to fix it, and its file and line.

    `where` is a passage (p:340), a node in one (p:340 id:ftz-trade-2023), an entity or a term.
    """

    kind: str
    where: str
    message: str
    fix: str
    line: str = ""


@dataclass
class Report:
    """All faults of a run, in the order of the checks, and coverage figures.

    A figure such as "numerals stated" is a part of the figure "numerals".
    """

    faults: list[Fault] = field(default_factory=list)
    figures: dict[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether there is no fault."""
        return not self.faults

    def fault(self, kind: str, where: str, message: str, fix: str) -> None:
        """Add a fault."""
        self.faults.append(Fault(kind, where, message, fix))

    def count(self, figure: str, number: int = 1) -> None:
        """Add to one of the figures."""
        self.figures[figure] = self.figures.get(figure, 0) + number

    def coverage(self) -> Iterator[tuple[str, int, str]]:
        """Yield each figure with its parts: ("numerals", 90, "63 stated, 27 excepted")."""
        for figure, number in self.figures.items():
            if figure.partition(" ")[0] == figure:
                parts = {
                    key.removeprefix(f"{figure} "): n
                    for key, n in self.figures.items()
                    if key.startswith(f"{figure} ")
                }
                yield figure, number, ", ".join(f"{n:,} {part}" for part, n in parts.items())

    def verdict(self) -> str:
        """The outcome in one line."""
        if self.ok:
            return "no fault found"
        return f"{len(self.faults)} fault{'s'[: len(self.faults) - 1]} found"


def print_report(report: Report, out: TextIO) -> None:
    """Write the report: as tables on a terminal, as plain lines elsewhere."""
    faults = [Fault(*map(visible, astuple(fault))) for fault in report.faults]
    if out.isatty():
        _print_rich(report, faults, out)
    else:
        _print_plain(report, faults, out)


def _print_plain(report: Report, shown: list[Fault], out: TextIO) -> None:
    for fault in shown:
        place = f"{fault.line}: " if fault.line else ""
        print(f"{place}{fault.kind}: {fault.where}: {fault.message}", file=out)
        print(f"  fix: {fault.fix}", file=out)
    for figure, number, parts in report.coverage():
        print(f"{figure}: {number:,}{f' ({parts})' if parts else ''}", file=out)
    print(report.verdict(), file=out)


def _print_rich(report: Report, shown: list[Fault], out: TextIO) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=out)
    if report.faults:
        faults = Table("Kind", "Where", "What is wrong, and how to fix it", box=SIMPLE_HEAD)
        for fault in shown:
            where = Text(fault.where).append(f"\n{fault.line}", style="dim")
            faults.add_row(
                Text(fault.kind, style="red"),
                where,
                Text(fault.message).append(f"\n{fault.fix}", style="green"),
            )
        console.print(faults)
    figures = Table("Checked", "", "Of these", box=SIMPLE_HEAD)
    figures.columns[1].justify = "right"
    for figure, number, parts in report.coverage():
        figures.add_row(figure, f"{number:,}", parts)
    console.print(figures)
    console.print(Text(report.verdict(), style="bold green" if report.ok else "bold red"))
