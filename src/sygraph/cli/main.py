"""The command line: the table of commands, and the output of errors."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from io import StringIO
from types import TracebackType
from typing import Any, NoReturn

import click

from sygraph.cli.common import Session, article_option, note
from sygraph.errors import SygraphError
from sygraph.version import __version__

__all__ = ["cli", "main"]

# The main command first. A command is in the module of its name, imported when it is called.
COMMANDS = (
    "query",
    "queries",
    "ask",
    "search",
    "show",
    "path",
    "view",
    "export",
    "attach",
    "check",
    "stats",
    "articles",
    "compare",
    "init",
    "add",
    "draft",
    "review",
    "accept",
    "revise",
    "merge",
    "load",
    "diff",
    "serve",
    "mcp",
)


# The commands that are about all articles, so that --article narrows nothing.
_WHOLE = (
    "articles",
    "init",
    "add",
    "draft",
    "review",
    "accept",
    "revise",
    "merge",
    "load",
    "diff",
    "attach",
)

# The key of the arguments of the whole command line in a context.
_ARGUMENTS = "sygraph.arguments"


def _refuse(ctx: click.Context, error: click.UsageError) -> NoReturn:
    """Write the error of a command line with its hint, and exit."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        raise error
    from sygraph.cli.hints import hint_for

    session = ctx.obj if isinstance(ctx.obj, Session) else Session(None)
    # The suggestion of click is omitted, because the hint contains it.
    no_such = isinstance(error, click.NoSuchOption) or error.ctx in (None, ctx)
    message = error.message if no_such else error.format_message()
    if error.ctx is not None:
        note(error.ctx.get_usage())
    note(f"error: {message}")
    hint = hint_for(error, ctx, ctx.meta[_ARGUMENTS], session.catalog())
    note(f"hint: {hint}")
    ctx.exit(error.exit_code)


class Sygraph(click.Group):
    """The group of commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        from importlib import import_module

        command = getattr(import_module(f"sygraph.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        if cmd_name not in _WHOLE and not any(p.name == "article" for p in command.params):
            command.params.append(article_option())
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[_ARGUMENTS] = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            _refuse(ctx, error)

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command line. Control characters in its error messages are made visible."""
        standalone = extra.pop("standalone_mode", True)
        extra["standalone_mode"] = False
        try:
            status = super().main(*args, **extra)
        except click.ClickException as error:
            if not standalone:
                raise
            shown = StringIO()
            error.show(shown)
            note(shown.getvalue().rstrip("\n"))
            status = error.exit_code
        except click.Abort:
            if not standalone:
                raise
            note("aborted")
            status = 1
        if not standalone:
            return status
        sys.exit(status or 0)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            _refuse(ctx, error)
        except SygraphError as error:
            note(f"error: {error.message}")
            if error.hint:
                note(f"hint: {error.hint}")
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            # The reader has closed the pipe. Discard the buffer so that the exit is silent.
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except KeyboardInterrupt:
            ctx.exit(130)


@click.group(
    cls=Sygraph,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="sygraph", message="%(prog)s %(version)s")
@click.option(
    "--data",
    "folder",
    type=click.Path(exists=True, file_okay=False),
    help="Folder of a workspace, or of a copy of the package's data. Default: SYGRAPH_DATA, the "
    "nearest workspace upwards from here, or the data of the package.",
)
@click.pass_context
def cli(ctx: click.Context, folder: str | None) -> None:
    """News articles as knowledge graphs, every statement traced to its words.

    Entities are named by slug (seoul), CURIE (id:seoul), IRI or any label in English or
    Chinese. Results go to standard output, everything else to standard error. Exit status: 0 done,
    1 the answer is no, 2 wrong use.
    """
    ctx.obj = Session(folder)


def _show_traceback(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    """Write the traceback of an internal error, with control characters made visible."""
    from traceback import format_exception

    note("".join(format_exception(kind, error, traceback)))


def main() -> None:
    """Run the command line.

    Commands read tables that stay until they end. Looking through these for garbage again and again
    takes a third of the time of a draft, so that it is done less often.
    """
    gc.set_threshold(100_000, 20, 20)
    sys.excepthook = _show_traceback
    cli(prog_name="sygraph")
