"""What the commands share: the data they work on, options, and how text reaches the reader."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sygraph.rdf.output import open_output
from sygraph.rdf.safe_output import json_text, styled, visible
from sygraph.text.scalars import LANGUAGES, match_language

if TYPE_CHECKING:
    from sygraph.data import Files
    from sygraph.graph import KnowledgeGraph
    from sygraph.queries.catalog import Catalog

__all__ = [
    "Seconds",
    "Session",
    "as_json",
    "as_text_or_json",
    "choice",
    "did_you_mean",
    "engine",
    "language",
    "note",
    "show_data",
    "show_text",
    "style",
    "terminal_width",
    "visible_logs",
    "which_engine",
]

_MOST_SECONDS = 1_000_000

# The styles of a terminal, as SGR codes.
_STYLES = {"title": "1", "heading": "1;36", "mark": "2", "found": "1;33"}

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Session:
    """The data that the commands work on: that of the package, or that in another folder."""

    def __init__(self, folder: str | None) -> None:
        self.folder = folder
        self.wishes: dict[str, Any] = {}  # of the options of `engine`

    @property
    def files(self) -> Files:
        from sygraph.data import Files

        return Files.bundled() if self.folder is None else Files.at(self.folder)

    def open(self, **wishes: Any) -> KnowledgeGraph:
        """Open the graph in the engine that was asked for; see `sygraph.open`."""
        import sygraph

        return sygraph.open(self.folder, **self.wishes | wishes)

    def catalog(self) -> Catalog:
        """The named queries, for which the graph need not be loaded."""
        from sygraph.queries.catalog import Catalog

        return Catalog.load(self.files.queries)


class Seconds(click.FloatRange):
    """A time in seconds: more than none, and no more than some days."""

    def __init__(self) -> None:
        super().__init__(min=0, min_open=True)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        seconds = super().convert(value, param, ctx)
        if not seconds <= _MOST_SECONDS:  # which is not so of NaN either
            self.fail(f"{value!r} is not a number of seconds up to {_MOST_SECONDS:,}", param, ctx)
        return seconds


def _wish(context: click.Context, option: click.Parameter, value: Any) -> None:
    if isinstance(context.obj, Session) and value not in (None, ()):
        context.obj.wishes[option.name or ""] = value


def _wished(*names: str, **rest: Any) -> Callable[[_Command], _Command]:
    """An option that the session hears of, and the command does not."""
    return click.option(*names, callback=_wish, expose_value=False, **rest)


_WHICH = (
    _wished(
        "--store",
        type=click.Path(file_okay=False),
        metavar="DIR",
        help="Ask a store on disk, which sygraph load makes. Default: SYGRAPH_STORE.",
    ),
    _wished(
        "--endpoint",
        metavar="URL",
        help="Ask a SPARQL service. Default: SYGRAPH_ENDPOINT; if neither is there, the data are "
        "read into memory.",
    ),
    _wished(
        "--allow-service",
        "services",
        multiple=True,
        metavar="HOST",
        help="Let queries call the services on a host; * is any host. Default: none. Repeat it "
        "for others.",
    ),
)
_HOW_LONG = _wished(
    "--timeout",
    type=Seconds(),
    metavar="SECONDS",
    help="Stop a query that takes longer; give up on a service that says nothing for so long. "
    "Default: none, and 60 for a service.",
)


def which_engine(command: _Command) -> _Command:
    """The options of a command that asks the graph: which engine, and whom else that may ask."""
    for option in reversed(_WHICH):
        command = option(command)
    return command


def engine(command: _Command) -> _Command:
    """The options of `which_engine`, and how long a query may take."""
    return which_engine(_HOW_LONG(command))


def choice(names: Sequence[str], help: str) -> Callable[[_Command], _Command]:
    """The option for the format, the first of the names being the default."""
    return click.option(
        "-f",
        "--format",
        "format_name",
        type=click.Choice(names),
        default=names[0],
        show_default=True,
        help=help,
    )


as_text_or_json = choice(("text", "json"), "Format of the result.")


class _Language(click.Choice[str]):
    """A language, also by a tag that means it, such as zh or zh-TW."""

    def __init__(self) -> None:
        super().__init__(LANGUAGES)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return super().convert(match_language(str(value)) or value, param, ctx)


language = click.option(
    "--lang",
    type=_Language(),
    default="en",
    show_default=True,
    envvar="SYGRAPH_LANG",
    show_envvar=True,
    metavar="LANG",
    help=f"Language of the labels: {', '.join(LANGUAGES)}.",
)


def terminal_width(output: str | None) -> int | None:
    """The width of the terminal that the output goes to; None where it goes elsewhere."""
    if output not in (None, "-") or not sys.stdout.isatty():
        return None
    from shutil import get_terminal_size

    return get_terminal_size().columns


def style(text: str, role: str) -> str:
    """The text in the style of its role on a terminal; elsewhere, and with NO_COLOR, as it is."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    return styled(text, _STYLES[role])


def show_text(text: str) -> None:
    """Write text for a reader to standard output, with what could steer a terminal made visible.

    Raises:
        OutputError: it cannot be written to.
    """
    show_data(visible(text))


def show_data(text: str) -> None:
    """Write a data format to standard output: exact, except on a terminal (see `open_output`).

    Raises:
        OutputError: it cannot be written to.
    """
    with open_output(None) as stream:
        stream.write(text.encode("utf-8", "replace"))


def note(text: str) -> None:
    """Write a message to standard error, with what could steer a terminal made visible."""
    click.echo(visible(text), err=True)


def visible_logs() -> None:
    """Have the log that goes to standard error written as `note` writes: it may hold requests."""
    import logging

    class Visible(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return visible(super().format(record))

    if logging.lastResort is not None:
        logging.lastResort.setFormatter(Visible())


def as_json(value: object) -> str:
    """The value as JSON to read."""
    return json_text(value, indent=2) + "\n"


def did_you_mean(names: Sequence[str]) -> str | None:
    """A hint with the nearest names, if there are any."""
    return f"did you mean {' or '.join(names)}?" if names else None
