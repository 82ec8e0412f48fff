"""`sygraph load`: put files into a store on disk or a service."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import click

from sygraph.cli.common import Session, note
from sygraph.errors import BadParameter

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from sygraph.store.bulk_load import Progress, Source
    from sygraph.store.remote import RemoteStore

__all__ = ["load"]


@click.command(short_help="Load files into a store on disk or a service.")
@click.argument("files", nargs=-1, type=click.Path(exists=True))
@click.option(
    "--store",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="The folder of a store on disk; it is made if it is not there. Default: SYGRAPH_STORE.",
)
@click.option("--endpoint", metavar="URL", help="A SPARQL service. Default: SYGRAPH_ENDPOINT.")
@click.option(
    "--update-endpoint",
    metavar="URL",
    help="Where the service takes updates. Default: SYGRAPH_UPDATE_ENDPOINT, else as --endpoint.",
)
@click.option(
    "--graph",
    metavar="IRI",
    help="The graph of what a file states in none. Default: one named as the file is, file:///….",
)
@click.pass_obj
def load(
    session: Session,
    files: Sequence[str],
    store: str | None,
    endpoint: str | None,
    update_endpoint: str | None,
    graph: str | None,
) -> None:
    """Load FILES into a store on disk or a SPARQL service, and merge their graphs.

    Files may be Turtle, TriG, N-Triples, N-Quads, RDF/XML, JSON-LD or N3, packed with gzip, bzip2
    or xz. A folder laid out as the project's stands for its data, no FILES for the data of the
    package. Their named graphs are kept, and the default graph is the merge of all.

    A store on disk is as it was until all is loaded; where a load fails or is killed, load again.

    \b
    sygraph load --store data/
    sygraph load dump.nq.gz --store data/
    """
    from pyoxigraph import NamedNode

    from sygraph.store.bulk_load import sources
    from sygraph.store.engines import choose, wanted

    folder, address = wanted(store, endpoint)
    if not (folder or address):
        raise click.UsageError("say where to: --store DIR or --endpoint URL")
    try:
        home = None if graph is None else NamedNode(graph)
    except ValueError as error:
        raise BadParameter(f"{graph} is no IRI", name="graph") from error
    found = sources(files or [session.files.folder], home)
    meter = _Meter(found, str(folder or address))
    if folder and not update_endpoint:
        _into_folder(found, folder, meter)
    else:
        service = choose(session.files, endpoint=address, update_endpoint=update_endpoint)
        _into_service(found, cast("RemoteStore", service), meter)


def _into_folder(found: Sequence[Source], folder: str | os.PathLike[str], meter: _Meter) -> None:
    from sygraph.store.bulk_load import load

    with meter:
        load(found, folder, meter.read)


def _into_service(found: Sequence[Source], service: RemoteStore, meter: _Meter) -> None:
    """Load into a temporary store on disk, whose derived facts then go to the service too."""
    from tempfile import TemporaryDirectory

    from sygraph.store.bulk_load import load
    from sygraph.store.disk import DiskStore

    with meter, TemporaryDirectory(prefix="sygraph-") as folder:
        load(found, folder, meter.read)
        service.load(DiskStore(folder).quads(), meter.write)


class _Meter:
    """Progress of a load on standard error: a bar on a terminal, else lines.

    A bar shows bytes read, statements a second and the time left.
    """

    def __init__(self, found: Sequence[Source], place: str) -> None:
        self._what = f"{len(found):,} file{'s' * (len(found) != 1)}"
        self._place = place
        self._bar: Bar | None = None
        self._statements = 0

    def __enter__(self) -> None:
        self._start = time.monotonic()
        if not sys.stderr.isatty():
            note(f"loading {self._what} into {self._place}")
            return
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("reading", total=None, rate="")
        self._bar.start()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()
        if kind is None:
            seconds = time.monotonic() - self._start
            note(
                f"loaded {self._statements:,} statements of {self._what} into {self._place} "
                f"in {seconds:,.1f} s"
            )

    def read(self, progress: Progress) -> None:
        """Report how much of the files is read."""
        self._statements = progress.statements
        if self._bar is not None:
            done = progress.bytes == progress.of
            self._bar.update(
                self._task,
                description="settling" if done else "reading",
                completed=progress.bytes,
                total=progress.of,
                rate=self._rate(progress.statements),
            )

    def write(self, statements: int) -> None:
        """Report how many statements a service has accepted."""
        if self._bar is not None:
            self._bar.update(self._task, description="writing", rate=self._rate(statements))

    def _rate(self, statements: int) -> str:
        seconds = max(time.monotonic() - self._start, 1e-3)
        return f"{statements:,} statements, {statements / seconds:,.0f}/s"
