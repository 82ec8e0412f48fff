"""Shared by the commands: the session, common options, and output to the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sygraph.errors import MissingPackage
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
    "article_option",
    "as_json",
    "as_text_or_json",
    "choice",
    "did_you_mean",
    "engine",
    "language",
    "needing",
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
    """The data that the commands use: from the package or from another folder."""

    def __init__(self, folder: str | None) -> None:
        self.folder = folder
        self.articles: tuple[str, ...] = ()  # those that --article names; empty means all
        self.options: dict[str, Any] = {}  # values of the options of `engine`

    @property
    def files(self) -> Files:
        return self._files(elsewhere=_is_elsewhere(self.options)).use()

    def open(self, **options: Any) -> KnowledgeGraph:
        """Open the graph in the requested engine; see `sygraph.open`."""
        import sygraph

        asked = self.options | options
        elsewhere = _is_elsewhere(asked)
        kg = sygraph.open(self._files(elsewhere=elsewhere), **asked)
        return kg.narrow(*self.articles) if self.articles and elsewhere else kg

    def _files(self, *, elsewhere: bool) -> Files:
        """Return the files; where the graph is elsewhere, the articles are chosen there."""
        from sygraph.data import Files

        files = Files.find() if self.folder is None else Files.at(self.folder)
        return files.only(*self.articles) if self.articles and not elsewhere else files

    def catalog(self) -> Catalog:
        """Return the named queries without loading the graph."""
        from sygraph.queries.catalog import Catalog

        return Catalog.load(self.files)


def _is_elsewhere(options: Mapping[str, Any]) -> bool:
    """Whether the options or the environment name a store on disk or a service."""
    from sygraph.store.engines import wanted

    return any(wanted(options.get("store"), options.get("endpoint")))


def article_option() -> click.Option:
    """Return the option that narrows a command to articles; it goes to the session."""

    def narrow(context: click.Context, option: click.Parameter, ids: tuple[str, ...]) -> None:
        if isinstance(context.obj, Session):
            context.obj.articles = ids

    return click.Option(
        ["--article"],
        multiple=True,
        metavar="ID",
        callback=narrow,
        expose_value=False,
        is_eager=True,
        help="Use this article only, as sygraph articles names it. Repeat it for others. "
        "Default: all.",
    )


class Seconds(click.FloatRange):
    """A time in seconds, greater than zero and at most a few days."""

    def __init__(self) -> None:
        super().__init__(min=0, min_open=True)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        seconds = super().convert(value, param, ctx)
        if not seconds <= _MOST_SECONDS:  # which is not so of NaN either
            self.fail(f"{value!r} is not a number of seconds up to {_MOST_SECONDS:,}", param, ctx)
        return seconds


def _set_option(context: click.Context, option: click.Parameter, value: Any) -> None:
    if isinstance(context.obj, Session) and value not in (None, ()):
        context.obj.options[option.name or ""] = value


def _session_option(*names: str, **rest: Any) -> Callable[[_Command], _Command]:
    """Return an option whose value goes to the session instead of the command."""
    return click.option(*names, callback=_set_option, expose_value=False, **rest)


_WHICH = (
    _session_option(
        "--store",
        type=click.Path(file_okay=False),
        metavar="DIR",
        help="Ask a store on disk, which sygraph load makes. Default: SYGRAPH_STORE.",
    ),
    _session_option(
        "--endpoint",
        metavar="URL",
        help="Ask a SPARQL service. Default: SYGRAPH_ENDPOINT; if neither is there, the data are "
        "read into memory.",
    ),
    _session_option(
        "--allow-service",
        "services",
        multiple=True,
        metavar="HOST",
        help="Let queries call the services on a host; * is any host. Default: none. Repeat it "
        "for others.",
    ),
)
_HOW_LONG = _session_option(
    "--timeout",
    type=Seconds(),
    metavar="SECONDS",
    help="Stop a query that takes longer; give up on a service that says nothing for so long. "
    "Default: none, and 60 for a service.",
)


def which_engine(command: _Command) -> _Command:
    """Add the options that choose an engine and the services that it may call."""
    for option in reversed(_WHICH):
        command = option(command)
    return command


def engine(command: _Command) -> _Command:
    """Add the options of `which_engine` and the time limit of a query."""
    return which_engine(_HOW_LONG(command))


def choice(names: Sequence[str], help: str) -> Callable[[_Command], _Command]:
    """Return the option for the format; the first name is the default."""
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
    """A language of the labels, also given by a related tag such as zh or zh-TW."""

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
    """Return the width of the terminal, or None if the output is not a terminal."""
    if output not in (None, "-") or not sys.stdout.isatty():
        return None
    from shutil import get_terminal_size

    return get_terminal_size().columns


def style(text: str, role: str) -> str:
    """Return the text styled for its role on a terminal, else (or with NO_COLOR) unchanged."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    return styled(text, _STYLES[role])


def show_text(text: str) -> None:
    """Write text to standard output, with control characters made visible.

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
    """Write a message to standard error, with control characters made visible."""
    click.echo(visible(text), err=True)


@contextmanager
def needing(extra: str) -> Iterator[None]:
    """Context in which modules are imported that an extra of the package brings.

    Raises:
        MissingPackage: one is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise MissingPackage(
            (error.name or "").partition(".")[0], hint=f"pip install 'sygraph[{extra}]'"
        ) from error


def visible_logs() -> None:
    """Write the log to standard error with `note`, because it can contain text of requests."""
    import logging

    class Visible(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return visible(super().format(record))

    if logging.lastResort is not None:
        logging.lastResort.setFormatter(Visible())


def as_json(value: object) -> str:
    """Return a value as indented JSON."""
    return json_text(value, indent=2) + "\n"


def did_you_mean(names: Sequence[str]) -> str | None:
    """Return a hint with the nearest names, or None."""
    return f"did you mean {' or '.join(names)}?" if names else None
