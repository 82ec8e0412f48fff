"""The named queries: their headers, and the binding of values to their parameters."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from sygraph.data import Files
from sygraph.errors import BadParameter, DataError, UnknownEntity, UnknownQuery, nearest
from sygraph.namespaces import XSD, expand
from sygraph.queries.choices import Choice, one_of
from sygraph.queries.subject import about_subject
from sygraph.sparql.tokens import Token, tokens
from sygraph.text.name_forms import simplified
from sygraph.text.scalars import (
    LANGUAGES,
    match_language,
    read_date,
    read_number,
    read_text,
    read_year,
    shortened,
)

__all__ = ["TYPES", "Catalog", "Lister", "NamedQuery", "Parameter", "Resolver"]

TYPES = ("entity", "year", "date", "string", "number", "lang")

# Returns the entity with a name, of a class if one is given.
Resolver = Callable[[str, NamedNode | None], NamedNode]

# Returns the values that a parameter can have, by its `source`; empty if all values are allowed.
Lister = Callable[[str], Sequence[Choice]]

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


@dataclass(frozen=True)
class Parameter:
    """A parameter of a named query.

    Attributes:
        type: one of `TYPES`.
        cls: the class of an entity, if the parameter has one.
        default: the SPARQL in the VALUES block of the parameter.
        enum: the name of the query that lists the allowed values, if not all are allowed.
        about: whether the subject of the workspace is its default.
        description_zh: the description in Traditional Chinese, if there is one.
    """

    name: str
    type: str
    description: str
    example: str
    cls: NamedNode | None = None
    default: str = "UNDEF"
    enum: str | None = None
    about: bool = False
    description_zh: str = ""

    def description_in(self, lang: str) -> str:
        """Return the description in a language, or in English if it is only in English."""
        return _in_language(self.description, self.description_zh, lang)

    @property
    def source(self) -> str | None:
        """The source of the allowed values: the name of a query, the IRI of a class, or None."""
        return self.enum or (self.cls.value if self.cls else None)

    def term(
        self, value: object, resolve: Resolver, lister: Lister | None = None
    ) -> NamedNode | Literal:
        """Return the RDF term for a value.

        Raises:
            BadParameter: the value does not fit the type, or is not allowed.
            UnknownEntity, AmbiguousEntity: the value is the name of no entity, or of several.
        """
        allowed = lister(self.source) if lister and self.source else ()
        try:
            text = read_text(value)
            term = self._term(text, resolve)
        except UnknownEntity as error:
            if not allowed:
                raise
            near = nearest(error.name, (choice.label or choice.text for choice in allowed))
            hint = f"did you mean {' or '.join(near)}?" if near else _reason(error)
            hints = filter(None, [hint, one_of(allowed, self.enum)])
            raise UnknownEntity(error.name, near, hint="; ".join(hints)) from error
        except ValueError as error:
            raise BadParameter(
                f"{self.name}: {shortened(value)!r} {error}",
                name=self.name,
                hint=self._hint(),
            ) from error
        # An empty list means that the store has no such data; it does not forbid all values.
        if allowed and term not in {choice.term for choice in allowed}:
            raise BadParameter(
                f"{self.name} cannot be {shortened(text)}",
                name=self.name,
                hint=one_of(allowed, self.enum),
            )
        return term

    def _term(self, text: str, resolve: Resolver) -> NamedNode | Literal:
        match self.type:
            case "entity":
                return resolve(text, self.cls)
            case "year":
                return Literal(str(read_year(text)), datatype=NamedNode(XSD + "integer"))
            case "date":
                return Literal(read_date(text).isoformat(), datatype=NamedNode(XSD + "date"))
            case "number":
                return _number(text)
            case "lang":
                lang = match_language(text)
                if lang is None:
                    raise ValueError(f"is not one of {', '.join(LANGUAGES)}")
                return Literal(lang)
        return Literal(text)

    def _hint(self) -> str:
        return f"{self.description} For example: {self.example}"


@dataclass(frozen=True)
class NamedQuery:
    """A query with a name, a question and a description in English and Chinese, and parameters."""

    name: str
    text: str
    summary: str
    summary_zh: str
    description: str
    params: tuple[Parameter, ...] = ()
    tags: tuple[str, ...] = ()
    description_zh: str = ""

    def summary_in(self, lang: str) -> str:
        """Return the question in a language.

        >>> from sygraph.data import Files
        >>> Catalog.load(Files.bundled())["zones"].summary_in("zh-Hans")
        '文章提到哪些开发区、园区，各属何类？'
        """
        return _in_language(self.summary, self.summary_zh, lang)

    def description_in(self, lang: str) -> str:
        """Return the description in a language, or in English if it is only in English."""
        return _in_language(self.description, self.description_zh, lang)

    @classmethod
    def parse(cls, text: str, name: str, path: Path | None = None) -> NamedQuery:
        """Parse a query with its `#+` header.

        Raises:
            DataError: the header is wrong, or does not fit the query.
        """
        return _Header(text, path).query(name)

    @property
    def form(self) -> str:
        """SELECT, ASK, CONSTRUCT or DESCRIBE."""
        return next(word.text.upper() for word in tokens(self.text) if word.is_word(*_FORMS))

    @property
    def sparql(self) -> str:
        """The query without its header."""
        lines = self.text.split("\n")
        return "\n".join(line for line in lines if not line.startswith("#+")).strip() + "\n"

    def parameter(self, name: str) -> Parameter:
        """Return a parameter by name.

        Raises:
            BadParameter: the query has no parameter with this name.
        """
        known = {parameter.name: parameter for parameter in self.params}
        if name not in known:
            near = nearest(name, known)
            raise BadParameter(
                f"{self.name} has no parameter {name}",
                name=name,
                suggestions=near,
                hint=None if near else _listed(known),
            )
        return known[name]

    def bind(
        self, values: Mapping[str, object], resolve: Resolver, lister: Lister | None = None
    ) -> str:
        """Return the query with values in place of the defaults of its parameters.

        Each value becomes an RDF term, so that no value can inject SPARQL. A list matches any of
        its values.

        Args:
            lister: returns the allowed values of a parameter; without it, all are allowed.

        Raises:
            BadParameter: a parameter is unknown, or a value does not fit or is not allowed.
            UnknownEntity, AmbiguousEntity: a value is the name of no entity, or of several.
        """
        known = {name: self.parameter(name) for name in values}
        terms = {
            name: " ".join(str(known[name].term(item, resolve, lister)) for item in _items(value))
            for name, value in values.items()
        }
        text = self.text
        for block in reversed(list(_blocks(text))):
            if terms.get(block.name):
                text = f"{text[: block.start]} {terms[block.name]} {text[block.end :]}"
        return text


def _without_examples(named: NamedQuery) -> NamedQuery:
    """Return a query whose parameters have no entities of another article as examples."""
    text, params = named.text, []
    for parameter in named.params:
        cls = parameter.cls.value if parameter.cls else ""
        if parameter.type == "entity" and not cls.endswith(("Code", "Class", "Country")):
            neutral = parameter.name.upper()
            text = text.replace(f"example: {parameter.example}\n", f"example: {neutral}\n")
            parameter = replace(parameter, example=neutral)
        params.append(parameter)
    return replace(named, text=text, params=tuple(params))


class Catalog(Mapping[str, NamedQuery]):
    """The queries of a folder by name; each is read when it is first used.

    >>> from sygraph.data import Files
    >>> catalog = Catalog.load(Files.bundled())
    >>> catalog["partner-cities"].params[0].name
    'country'
    """

    def __init__(
        self, paths: Mapping[str, Path], subject: str = "", foreign: Collection[str] = ()
    ) -> None:
        self._paths = paths
        self._subject = subject
        self._foreign = foreign
        self._read: dict[str, NamedQuery] = {}

    @classmethod
    def load(cls, files: Files) -> Catalog:
        """Return the queries of all layers; the file `x.rq` is the query x.

        A parameter with `default: subject` has the default subject of the workspace as its value.
        The examples of the package's queries are of its articles: where none of these is open, an
        example is the name of the parameter in capital letters.
        """
        paths = {name: Path(path) for name, path in files.query_files().items()}
        package = files.layers[0]
        foreign: Collection[str] = ()
        if files.is_workspace and all(one.folder != package for one in files.articles):
            foreign = [name for name, path in paths.items() if path.is_relative_to(package)]
        return cls(paths, files.subject, foreign)

    def __getitem__(self, name: str) -> NamedQuery:
        """Return a query.

        Raises:
            UnknownQuery: no query has this name; the error suggests similar names.
            DataError: the file of the query is wrong.
        """
        if name not in self._paths:
            raise UnknownQuery(name, nearest(name, self._paths))
        if name not in self._read:
            named = self._parse(name)
            if name in self._foreign:
                named = _without_examples(named)
            for parameter in named.params:
                if parameter.enum is not None:
                    self._check_enum(named, parameter.enum)
            self._read[name] = named
        return self._read[name]

    def _parse(self, name: str) -> NamedQuery:
        path = self._paths[name]
        try:
            text = path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise DataError(f"cannot read: {error}", path=path) from error
        return NamedQuery.parse(about_subject(text, self._subject), name, path)

    def _check_enum(self, named: NamedQuery, enum: str) -> None:
        """Check that a query can list values: a SELECT that needs no parameters."""
        hint = None
        if enum not in self._paths:
            near = nearest(enum, self._paths)
            fault = "there is no such query"
            hint = f"did you mean {' or '.join(near)}?" if near else None
        else:
            lister = self._parse(enum)
            narrow = [
                p.name
                for p in lister.params
                if p.type != "lang" and not p.about and p.default != "UNDEF"
            ]
            if lister.form != "SELECT":
                fault = "only a SELECT lists values"
            elif narrow:
                fault = f"without a value for {', '.join(narrow)}, it lists only a part"
            else:
                return
        line = named.text[: named.text.index(f"enum: {enum}")].count("\n") + 1
        raise DataError(f"enum {enum}: {fault}", path=self._paths[named.name], line=line, hint=hint)

    def __contains__(self, name: object) -> bool:
        return name in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def _in_language(english: str, traditional: str, lang: str) -> str:
    if lang == "en" or not traditional:
        return english
    return traditional if lang == "zh-Hant" else simplified(traditional)


def _items(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else [value]


def _reason(error: UnknownEntity) -> str | None:
    """Return the hint of the error, unless it is a list of similar names."""
    return None if error.suggestions else error.hint


def _listed(known: Mapping[str, Parameter]) -> str:
    return f"it has {', '.join(known)}" if known else "it has none"


def _number(text: str) -> Literal:
    number = read_number(text)
    whole = number == number.to_integral_value()
    plain = f"{number.to_integral_value():f}" if whole else f"{number:f}"
    return Literal(plain, datatype=NamedNode(XSD + ("integer" if whole else "decimal")))


@dataclass(frozen=True)
class _Block:
    """A `VALUES ?name { … }` in a query, with the offsets of the text between its braces."""

    name: str
    start: int
    end: int
    line: int


def _blocks(text: str) -> Iterator[_Block]:
    stream = list(tokens(text))
    for place, (word, variable, brace) in enumerate(
        zip(stream, stream[1:], stream[2:], strict=False)
    ):
        if word.is_word("VALUES") and variable.kind == "variable" and brace.text == "{":
            close = next((t for t in stream[place + 3 :] if _closes(t)), None)
            if close is not None:
                line = text.count("\n", 0, word.start) + 1
                yield _Block(variable.text[1:], brace.end, close.start, line)


def _closes(token: Token) -> bool:
    return token.kind == "mark" and token.text == "}"


# The header is a small and strict subset of YAML, so that no YAML parser is needed.

_LINE = re.compile(r"#\+( *)(.*?)\s*")
_ENTRY = re.compile(r"(?:(- )? *)?([a-z][a-z-]*):(?: +(.*))?")
_AMBIGUOUS = re.compile(r": | #|:$")  # YAML reads these as an entry or a comment
_TEXTS = ("summary", "summary-zh", "description")
_OPTIONAL = ("description-zh", "tags", "params")
_FIELDS = ("name", "type", "class", "enum", "default", "description", "description-zh", "example")


class _Header:
    """Parser of the header of a file; it checks the header against the query below it."""

    def __init__(self, text: str, path: Path | None) -> None:
        self.text = text
        self.path = path
        self.entries: dict[str, str] = {}
        self.params: list[dict[str, str]] = []
        self.lines: list[int] = []  # of the parameters
        self._read()

    def fault(self, message: str, line: int) -> DataError:
        return DataError(message, path=self.path, line=line)

    def query(self, name: str) -> NamedQuery:
        for key in _TEXTS:
            if not self.entries.get(key):
                raise self.fault(f"the header has no {key}", 1)
        blocks = self._blocks()
        params = tuple(
            replace(self._parameter(param, line), default=self._default(param, line, blocks))
            for param, line in zip(self.params, self.lines, strict=True)
        )
        summary, summary_zh, description = (self.entries[key] for key in _TEXTS)
        tags = tuple(filter(None, self.entries.get("tags", "").split(", ")))
        described = self.entries.get("description-zh", "")
        return NamedQuery(
            name, self.text, summary, summary_zh, description, params, tags, described
        )

    def _read(self) -> None:
        """Read the entries; a line without a key continues the entry above it."""
        into, key = self.entries, ""
        for number, raw in enumerate(self.text.split("\n"), 1):
            line = _LINE.fullmatch(raw)
            if line is None:
                if raw.strip():
                    break
                continue
            indent, words = len(line[1]), line[2]
            entry = _ENTRY.fullmatch(words)
            if not words:
                continue
            if entry and indent == 1 and not entry[1]:
                into, key = self.entries, entry[2]
                if key not in (*_TEXTS, *_OPTIONAL):
                    raise self.fault(f"a header has no {key}", number)
            elif entry and "params" in self.entries and indent <= 5:
                if entry[1]:
                    into = {}
                    self.params.append(into)
                    self.lines.append(number)
                key = entry[2]
                if key not in _FIELDS or into is self.entries:
                    raise self.fault(f"a parameter has no {key}", number)
            elif key and indent > 1:
                if _AMBIGUOUS.search(words):
                    raise self.fault(f"put the value of {key} in quotation marks", number)
                # Chinese has no spaces between the words that a line break parts.
                space = "" if key.endswith("-zh") else " "
                into[key] = f"{into[key]}{space}{words}".strip()
                continue
            else:
                raise self.fault(f"not an entry of a header: {words}", number)
            if key in into:
                raise self.fault(f"{key} occurs twice", number)
            into[key] = self._scalar(entry[3] or "", key, number)

    def _scalar(self, words: str, key: str, line: int) -> str:
        if key == "tags":
            inner = re.fullmatch(r"\[\s*([\w-]+(?:\s*,\s*[\w-]+)*)?\s*\]", words)
            if inner is None:
                raise self.fault("tags are written as [one, two]", line)
            return ", ".join(re.split(r"\s*,\s*", inner[1] or ""))
        if re.fullmatch(r'"[^"\\]*"|' r"'[^']*'", words):
            return words[1:-1]
        if _AMBIGUOUS.search(words) or words[:1] in tuple("\"'[]{}&*!|>%@`#,?"):
            raise self.fault(f"put the value of {key} in quotation marks", line)
        return words

    def _parameter(self, param: dict[str, str], line: int) -> Parameter:
        for key in ("name", "type", "description", "example"):
            if not param.get(key):
                raise self.fault(f"the parameter has no {key}", line)
        if param["type"] not in TYPES:
            near = nearest(param["type"], TYPES) or TYPES
            raise self.fault(f"unknown type {param['type']}; it may be {', '.join(near)}", line)
        if param.get("default", "subject") != "subject":
            raise self.fault("a default here is subject; others stand in VALUES", line)
        cls = None
        if "class" in param:
            iri = expand(param["class"])
            if iri is None or param["type"] != "entity":
                raise self.fault("class needs the CURIE of a class, and the type entity", line)
            cls = NamedNode(iri)
        return Parameter(
            param["name"],
            param["type"],
            param["description"],
            param["example"],
            cls,
            enum=param.get("enum") or None,
            about="default" in param,
            description_zh=param.get("description-zh", ""),
        )

    def _blocks(self) -> dict[str, list[_Block]]:
        blocks: dict[str, list[_Block]] = {}
        for block in _blocks(self.text):
            blocks.setdefault(block.name, []).append(block)
        declared = {param.get("name") for param in self.params}
        for name, found in blocks.items():
            # Other values than UNDEF are data of the query.
            if name not in declared and self.text[found[0].start : found[0].end].split() == [
                "UNDEF"
            ]:
                raise self.fault(f"?{name} is not a parameter of the header", found[0].line)
        return blocks

    def _default(self, param: dict[str, str], line: int, blocks: dict[str, list[_Block]]) -> str:
        name = param["name"]
        found = blocks.get(name, [])
        if len(found) != 1:
            count = "no" if not found else "more than one"
            raise self.fault(f"the query has {count} VALUES ?{name} {{ … }}", line)
        return " ".join(self.text[found[0].start : found[0].end].split())
