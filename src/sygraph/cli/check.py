"""`sygraph check`: validate the data."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from sygraph.cli.common import Session, as_json, choice, note, show_data
from sygraph.rdf.output import explained

if TYPE_CHECKING:
    from sygraph.check import Report
    from sygraph.data import Files

__all__ = ["check"]

# Seconds between two looks at the files.
_PAUSE = 0.3


@click.command()
@choice(("text", "json"), "Format of the report.")
@click.option(
    "--passage",
    "passages",
    multiple=True,
    metavar="P",
    help="Report the faults of this passage only: p:420, or dalian-trade/30 where several "
    "articles are open. Repeat it for others.",
)
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, until Ctrl-C.")
@click.pass_obj
def check(session: Session, format_name: str, passages: tuple[str, ...], watch: bool) -> None:
    """Prove the data against article and ontology.

    Exit status 1 if there is any fault; each names its place and how to fix it.

    \b
    sygraph check
    sygraph check --article dalian-trade --watch
    sygraph check --passage dalian-trade/30
    """
    from sygraph.check import run_check

    files = session.files
    names = frozenset(map(_passage, passages))
    for _ in _changes(files) if watch else [None]:
        report = run_check(files)
        _show(report, names, format_name)
    if not report.ok:
        click.get_current_context().exit(1)


def _show(report: Report, passages: frozenset[str], format_name: str) -> None:
    from dataclasses import asdict

    from sygraph.check import print_report

    if passages:
        report.limit(passages)
    if format_name == "json":
        show_data(as_json(asdict(report)))
    else:
        with explained("standard output"):
            print_report(report, sys.stdout)
            sys.stdout.flush()


def _passage(text: str) -> str:
    """Return the name of a passage as faults have it.

    Raises:
        BadParameter: there is no passage of that name.
    """
    from sygraph.namespaces import curie, expand, passage_name

    iri = expand(text)
    if iri is None or passage_name(iri) is None:
        raise click.BadParameter(
            f"{text} is not the name of a passage; write ARTICLE/NUMBER, as in dalian-trade/30",
            param_hint="--passage",
        )
    return curie(iri)


def _changes(files: Files) -> Iterator[None]:
    """Yield now, and then whenever one of the files was changed, added or removed."""
    import time

    seen = None
    while True:
        now = _times(files)
        if now != seen:
            if seen is not None:
                note("")
            seen = now
            yield
        time.sleep(_PAUSE)


def _times(files: Files) -> dict[str, int]:
    """Return when each file of the data was last changed."""
    import os

    times = {}
    for layer in files.layers:
        for part in ("", "graph", "seeds", "ontology", "queries"):
            folder = os.path.join(layer, part)
            for entry in os.scandir(folder) if os.path.isdir(folder) else ():
                if entry.is_file() and not entry.name.startswith("."):
                    times[entry.path] = entry.stat().st_mtime_ns
    return times
