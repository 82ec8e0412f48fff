"""The report of `sygraph check`: faults, each with its place and fix, and coverage figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import TextIO

from sygraph.rdf.safe_output import visible

__all__ = ["STATED_BY_NONE", "Fault", "Report", "print_report"]


_OMISSIONS = ("sentence", "mention", "numeral", "cue", "unaccounted")
#: How the message ends of a printed date that no fact states.
STATED_BY_NONE = "is stated by no fact"

# The faults of a passage without the right words, or of an article read in another language, and
# those that compare something with the words.
_CAUSES = ("quote", "language")
_CONSEQUENCES = (
    *("wording", "numeral", "number", "figure", "measure", "date", "period", "mention", "implied"),
    *("cue", "code", "unaccounted", "border", "base", "link", "title", "country", "direction"),
    *("list", "adjacency", "sentence", "translation"),
)


@dataclass(frozen=True)
class Fault:
    """One fault: its kind, where it is, what is wrong, how to fix it, and its file and line.

    `where` is a passage (shenyang-2024/340), a node in one (shenyang-2024/340 id:ftz-trade-2023),
    an entity, a term or a file. `also` is another place that contradicts it. `follows` is the
    number of other faults that are left out because this one is their cause.
    """

    kind: str
    where: str
    message: str
    fix: str
    line: str = ""
    also: str = ""
    follows: int = 0

    @property
    def passage(self) -> str:
        """The passage that it is in, or what else it is about."""
        return self.where.partition(" ")[0]

    @property
    def summary(self) -> str:
        """What is wrong, and where."""
        return f"{self.kind}: {self.where}: {self.message}"

    @property
    def is_omission(self) -> bool:
        """Whether something is not stated yet; any other fault is of what is stated."""
        return self.kind in _OMISSIONS or (
            self.kind == "date" and self.message.endswith(STATED_BY_NONE)
        )


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

    def fault(self, kind: str, where: str, message: str, fix: str, also: str = "") -> None:
        """Add a fault."""
        self.faults.append(Fault(kind, where, message, fix, also=also))

    def fold(self) -> None:
        """Leave out the faults that follow from a quote which is missing or not the article's.

        Without the right words of a passage, all that is compared with them is at fault. So is
        what is compared with the words of an article that are read in another language.
        """
        causes = {_cause(f.passage): f.passage for f in self.faults if f.kind in _CAUSES}
        kept = []
        follows: Counter[str] = Counter()
        for fault in self.faults:
            passage = _cause(fault.passage)
            names = passage, passage.partition("/")[0]
            cause = next((causes[name] for name in names if name in causes), None)
            if cause is not None and fault.kind in _CONSEQUENCES:
                follows[cause] += 1
            else:
                kept.append(fault)
        self.faults = [
            replace(fault, follows=follows.pop(fault.passage, 0))
            if fault.kind in _CAUSES
            else fault
            for fault in kept
        ]

    def limit(self, passages: Collection[str]) -> None:
        """Keep the faults of some passages, by their names, and no figures, which are of all."""
        self.faults = [fault for fault in self.faults if fault.passage in passages]
        self.figures = {}

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


def _cause(where: str) -> str:
    """Return the name of a passage as it is, that of an article without its prefix."""
    return where.rpartition(":")[2]


def print_report(report: Report, out: TextIO) -> None:
    """Write the report: as tables on a terminal, as plain lines elsewhere."""
    faults = [_visible(fault) for fault in report.faults]
    if out.isatty():
        _print_rich(report, faults, out)
    else:
        _print_plain(report, faults, out)


def _visible(fault: Fault) -> Fault:
    """Return a fault whose texts show what a terminal would obey."""
    return Fault(
        kind=visible(fault.kind),
        where=visible(fault.where),
        message=visible(fault.message),
        fix=visible(fault.fix),
        line=visible(fault.line),
        also=visible(fault.also),
        follows=fault.follows,
    )


def _left_out(fault: Fault) -> str:
    if not fault.follows:
        return ""
    of = "passage" if fault.kind == "quote" else "article"
    return f" ({fault.follows} more fault{'s'[: fault.follows - 1]} of this {of} may go with it)"


def _print_plain(report: Report, shown: list[Fault], out: TextIO) -> None:
    for fault in shown:
        place = f"{fault.line}: " if fault.line else ""
        print(f"{place}{fault.summary}", file=out)
        if fault.also:
            print(f"  also: {fault.also}", file=out)
        print(f"  fix: {fault.fix}{_left_out(fault)}", file=out)
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
            said = Text(fault.message)
            if fault.also:
                said.append(f"\nalso: {fault.also}", style="dim")
            said.append(f"\n{fault.fix}{_left_out(fault)}", style="green")
            faults.add_row(Text(fault.kind, style="red"), where, said)
        console.print(faults)
    figures = Table("Checked", "", "Of these", box=SIMPLE_HEAD)
    figures.columns[1].justify = "right"
    for figure, number, parts in report.coverage():
        figures.add_row(figure, f"{number:,}", parts)
    console.print(figures)
    console.print(Text(report.verdict(), style="bold green" if report.ok else "bold red"))
