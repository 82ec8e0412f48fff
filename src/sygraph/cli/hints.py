"""Hints for a wrong command line: a similar command that works, or an example."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from shlex import quote
from typing import TYPE_CHECKING

import click

from sygraph.errors import nearest
from sygraph.queries.run import is_question

if TYPE_CHECKING:
    from sygraph.queries.catalog import Catalog, NamedQuery

__all__ = ["hint_for"]

_PARAM = ("-p", "--param")


def hint_for(
    error: click.UsageError, ctx: click.Context, words: Sequence[str], catalog: Catalog
) -> str:
    """Return a hint for an error of the command line.

    Args:
        ctx: the context of the group of commands.
        words: the arguments of the command line.
        catalog: the named queries, since a parameter of one is often given as an option.
    """
    return _Wrong(error, ctx, words, catalog).hint()


# Words that need no quotation marks in a shell, Chinese characters included.
_BARE = re.compile(r"[\w@%+=:,./-]+")


def _line(words: Iterable[str]) -> str:
    """Return words as a command line to copy."""
    return " ".join(word if _BARE.fullmatch(word) else quote(word) for word in words)


class _Wrong:
    """A command line that click rejects."""

    def __init__(
        self,
        error: click.UsageError,
        ctx: click.Context,
        words: Sequence[str],
        catalog: Catalog,
    ) -> None:
        assert isinstance(ctx.command, click.Group)
        self.error = error
        self.group = ctx.command
        self.words = list(words)
        self.names = self.group.list_commands(ctx)
        self.catalog = catalog
        # Some errors of click have no context.
        first = self.words[0] if self.words else ""
        self.command = error.ctx.command if error.ctx else self.group.get_command(ctx, first)

    def hint(self) -> str:
        if self.command is None or isinstance(self.command, click.Group):
            return self.about_the_command()
        match self.error:
            case click.NoSuchOption():
                found = self.about_an_option(self.error.option_name)
            case click.BadOptionUsage():
                found = self.about_a_missing_value(self.error.option_name)
            case click.MissingParameter():
                found = None
            case click.BadParameter(param=click.Parameter() as param):
                found = self.about_a_value(param)
            case _ if self.error.message.startswith("Got unexpected extra argument"):
                found = self.about_extra_arguments()
            case _:
                found = None
        return found or self.example()

    def about_the_command(self) -> str:
        """Return the hint for an unknown or missing command, or a wrong option before it."""
        if isinstance(self.error, click.BadParameter) and self.error.param in self.group.params:
            return str(getattr(self.error.param, "help", ""))
        wrong = next((word for word in self.words if not word.startswith("-")), "")
        options = [option for param in self.group.params for option in param.opts]
        if isinstance(self.error, click.NoSuchOption) and (
            near := nearest(self.error.option_name, options)
        ):
            return f"did you mean {' or '.join(near)}?"
        if isinstance(self.error, click.NoSuchOption) or wrong in self.names:
            return "options of a command stand behind it: sygraph query NAME --evidence"
        if near := nearest(wrong, [*self.names, "help"]):
            near = ["--help" if name == "help" else name for name in near]
            return f"did you mean {' or '.join(f'sygraph {name}' for name in near)}?"
        if wrong in self.catalog:
            return f"to ask a named query: {_line(['sygraph', 'query', *self.words])}"
        if "{" in (text := " ".join(self.words)) and not is_question(text):
            return f"to ask in SPARQL: {_line(['sygraph', 'query', text])}"
        if wrong and (" " in wrong or len(self.words) > 1 or not wrong.isascii()):
            return f"to ask in words: {_line(['sygraph', 'ask', ' '.join(self.words)])}"
        return f"the commands are {', '.join(self.names)}"

    def about_an_option(self, option: str) -> str | None:
        assert self.command is not None
        named = self.named()
        name = option.lstrip("-")
        if named and (near := nearest(name, (param.name for param in named.params))):
            parameter = named.parameter(near[0])
            value = self.value_of(option) or parameter.example
            given = _line(["sygraph", *self.head(), "-p", f"{near[0]}={value}"])
            return f"parameters are given with -p: {given}"
        if option in [opt for param in self.group.params for opt in param.opts]:
            return f"{option} stands before the command: sygraph {option} … {self.words[0]} …"
        known = [opt for param in self.command.params for opt in (*param.opts, "--help")]
        if near := nearest(option, (opt for opt in known if opt.startswith("--"))):
            return f"did you mean {' or '.join(near)}?"
        return f"sygraph {self.command.name} --help lists the options"

    def about_a_missing_value(self, option: str) -> str | None:
        assert self.command is not None
        for param in self.command.params:
            if option in param.opts and isinstance(param, click.Option):
                return f"{option} {param.metavar or 'VALUE'}: {param.help}"
        return None

    def about_a_value(self, param: click.Parameter) -> str | None:
        if isinstance(param.type, click.Choice):
            values = [word.partition("=")[2] or word for word in self.words]
            for value in values:
                near = [] if value in param.type.choices else nearest(value, param.type.choices)
                if near:
                    return f"did you mean {' or '.join(near)}?"
        return param.help if isinstance(param, click.Option) else None

    def about_extra_arguments(self) -> str | None:
        named = self.named()
        loose = [word for word in self.unmarked() if "=" in word and not word.startswith("-")]
        if self.takes_parameters() and loose:
            marked = [
                part for word in self.words for part in (["-p", word] if word in loose else [word])
            ]
            return f"parameters are given with -p: {_line(['sygraph', *marked])}"
        plain = [word for word in self.words[1:] if not word.startswith("-")]
        if len(plain) != len(self.words) - 1:
            return "put a text of several words in quotation marks"
        if named and len(plain) > 1:
            free = [param for param in named.params if param.type != "lang"]
            if not free:
                return f"{named.name} takes no value"
            given = _line(["sygraph", *self.head(), "-p", f"{free[0].name}={' '.join(plain[1:])}"])
            return f"parameters are given with -p: {given}"
        if self.takes_one_text():
            quoted = _line(["sygraph", self.words[0], " ".join(plain)])
            return f"put a text of several words in quotation marks: {quoted}"
        return None

    def example(self) -> str:
        """Return the first example of the command, or where its options are listed."""
        assert self.command is not None
        lines = [line.strip() for line in (self.command.help or "").splitlines()]
        examples = [line for line in lines if line.startswith(f"sygraph {self.command.name}")]
        if isinstance(self.error, click.BadParameter) and self.error.param_hint in _PARAM:
            examples = [line for line in examples if " -p " in line] or examples
        if examples:
            return f"for example: {examples[0]}"
        return f"sygraph {self.command.name} --help lists the options"

    # Roles of the words

    def named(self) -> NamedQuery | None:
        """Return the named query of the command line, or None."""
        if not self.takes_parameters():
            return None
        return next((self.catalog[word] for word in self.words[1:] if word in self.catalog), None)

    def head(self) -> Iterator[str]:
        """Return the words up to the name of the query."""
        for word in self.words:
            yield word
            if word in self.catalog:
                return

    def value_of(self, option: str) -> str | None:
        for place, word in enumerate(self.words):
            name, equals, value = word.partition("=")
            if name == option:
                following = self.words[place + 1 : place + 2]
                return value if equals else next(iter(following), None)
        return None

    def unmarked(self) -> list[str]:
        """Return the words that are not the value of -p."""
        before = [None, *self.words]
        return [word for word, last in zip(self.words, before, strict=False) if last not in _PARAM]

    def takes_parameters(self) -> bool:
        assert self.command is not None
        return any("-p" in param.opts for param in self.command.params)

    def takes_one_text(self) -> bool:
        assert self.command is not None
        arguments = [param for param in self.command.params if isinstance(param, click.Argument)]
        return len(arguments) == 1
