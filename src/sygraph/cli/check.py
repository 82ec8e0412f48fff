"""`sygraph check`: validate the data."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from sygraph.cli.common import Session, as_json, choice, note, show_data
from sygraph.rdf.output import explained

if TYPE_CHECKING:
    from sygraph.check import Report
    from sygraph.data import Files

__all__ = ["check"]

# Seconds between two looks at the files.
_PAUSE = 0.1


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
    files = session.files
    names = list(dict.fromkeys(map(_passage, passages)))
    changes: Iterable[set[str]] = _changes(files) if watch else [set()]
    for changed in changes:
        if changed and not names and format_name == "text":
            _show_changed(files)
        report = _checked(files, names)
        _show(report, format_name)
        if watch and not names:
            _keep(files, changed)
    if not report.ok:
        click.get_current_context().exit(1)


def _checked(files: Files, passages: Sequence[str]) -> Report:
    """Return the faults of some passages, or of all and of everything else."""
    from sygraph.author.passage_check import check_passages
    from sygraph.check import run_check
    from sygraph.errors import DataError, NotFound

    if not passages:
        return run_check(files)
    ids = list(dict.fromkeys(name.rpartition("/")[0] for name in passages))
    only = files.only(*ids)
    files.use()
    try:
        return check_passages(files, passages)
    except NotFound as error:
        message = "; ".join(filter(None, (error.message, error.hint)))
        raise click.BadParameter(message, param_hint="--passage") from error
    except DataError:  # a file cannot be read, which is a fault
        report = run_check(only)
        files.use()
        return report


def _show_changed(files: Files) -> None:
    """Show the faults of the passages that have changed, before everything is checked."""
    from sygraph.author.passage_check import PassageCheck, check_passages
    from sygraph.namespaces import curie

    for passages in PassageCheck.changed(files).values():
        names = sorted(curie(passage.value) for passage in passages)
        note(", ".join(names))
        _show(check_passages(files, names), "text")
        note("")


def _keep(files: Files, changed: Set[str]) -> None:
    """Read the articles that are being changed, whose passages are then checked at once."""
    from sygraph.author.passage_check import PassageCheck
    from sygraph.errors import DataError

    for article in files.articles:
        if article.trig in changed or len(files.articles) == 1:
            with suppress(DataError):
                PassageCheck.of(files, article.id)


def _show(report: Report, format_name: str) -> None:
    from dataclasses import asdict

    from sygraph.check import print_report

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


def _changes(files: Files) -> Iterator[set[str]]:
    """Yield nothing now, and then the files that were changed, added or removed, each time."""
    import time

    seen = _times(files)
    yield set()
    while True:
        now = _times(files)
        if now != seen:
            note("")
            changed = {path for path, _ in now.items() ^ seen.items()}
            seen = now
            yield changed
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
