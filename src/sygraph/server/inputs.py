"""Parameters of the API: read them from a request, and describe them in OpenAPI."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from sygraph.errors import BadParameter, nearest
from sygraph.text.scalars import (
    LANGUAGES,
    language,
    one_of,
    read_date,
    read_integer,
    read_number,
    read_text,
    shortened,
)

__all__ = ["ARTICLES", "LANG", "Input", "read"]

# The most values of a parameter with `many`.
_MOST = 50


@dataclass(frozen=True)
class Input:
    """A parameter of an operation.

    Attributes:
        type: string, integer, number, boolean, date or lang.
        place: path or query.
        enum: the allowed values; empty if all values of the type are allowed.
        many: whether it can be given several times.
        strict: whether a value outside `enum` is an error; if not, a value may be another name of
            an entity, and the code that looks it up checks it.
    """

    name: str
    type: str
    description: str
    example: str
    place: str = "query"
    required: bool = False
    default: object = None
    minimum: int | None = None
    maximum: int | None = None
    enum: tuple[str, ...] = ()
    many: bool = False
    strict: bool = True

    def value(self, text: str) -> object:
        """Return the value of a text.

        Raises:
            BadParameter: the text is not a value of this parameter.
        """
        if self.type == "lang":
            return language(text, self.name)
        try:
            found = self._value(text)
        except ValueError as error:
            raise self._wrong(text, str(error)) from error
        if self.strict and self.enum and text not in self.enum:
            raise self._wrong(text, "is not among its values")
        return found

    def _value(self, text: str) -> object:
        match self.type:
            case "integer":
                return read_integer(text, self.minimum, self.maximum)
            case "number":
                read_number(text)
            case "boolean":
                if text not in ("true", "false"):
                    raise ValueError("is not true or false")
                return text == "true"
            case "date":
                return read_date(text).isoformat()
            case "string" if self.required and not text.strip():
                raise ValueError("is empty")
        return read_text(text)

    def _wrong(self, text: str, reason: str) -> BadParameter:
        hint = one_of(self.enum, text) if self.enum and self.strict else self.hint
        return BadParameter(f"{self.name}: {shortened(text)!r} {reason}", name=self.name, hint=hint)

    @property
    def hint(self) -> str:
        """Its description and, unless that depends on the graph, its example."""
        if self.example.startswith("{"):
            return self.description
        return f"{self.description} For example: {self.example}"

    def described(self) -> dict[str, Any]:
        """Return the parameter object of OpenAPI."""
        schema: dict[str, Any] = {"type": self.type}
        if self.type == "date":
            schema = {"type": "string", "format": "date"}
        elif self.type == "lang":
            schema = {"type": "string", "enum": list(LANGUAGES)}
        elif self.type == "string" and self.required:
            schema |= {"minLength": 1, "pattern": r"\S"}
        for name, said in (("minimum", self.minimum), ("maximum", self.maximum)):
            if said is not None:
                schema[name] = said
        if self.enum:
            schema["enum"] = list(self.enum)
        if self.default is not None:
            schema["default"] = self.default
        parameter: dict[str, Any] = {
            "name": self.name,
            "in": self.place,
            "required": self.required,
            "description": self.description,
            "schema": schema,
            "example": self._example(),
        }
        if self.many:
            parameter["schema"] = {"type": "array", "items": schema, "maxItems": _MOST}
            parameter["example"] = [self._example()]
            parameter |= {"style": "form", "explode": True}
        return parameter

    def _example(self) -> object:
        try:
            value = self.value(self.example)
        except BadParameter:
            return self.enum[0] if self.enum else self.example
        return value


LANG = Input(
    "lang",
    "lang",
    "The language of the words in the answer; without, the Accept-Language header chooses.",
    "zh-Hant",
)

#: The parameter that narrows an operation to articles.
ARTICLES = Input(
    "article",
    "string",
    "Use this article only, by its id; repeat it for others. Default: all.",
    "my-article",
    many=True,
)


def read(request: Request, inputs: Sequence[Input]) -> dict[str, Any]:
    """Return the values of a request by name; a parameter of many values as a list.

    Raises:
        BadParameter: a parameter is unknown, missing, wrong, or given too often.
    """
    known = {given.name: given for given in inputs}
    found: dict[str, Any] = {}
    for name, texts in _given(request):
        if name not in known:
            raise BadParameter(
                f"there is no parameter {shortened(name)}",
                name=name,
                suggestions=nearest(name, known),
                hint=None if nearest(name, known) else f"it takes {', '.join(known) or 'none'}",
            )
        values = [known[name].value(text) for text in texts]
        if len(values) > (_MOST if known[name].many else 1):
            raise BadParameter(f"{name} is given {len(values)} times", name=name)
        found[name] = values if known[name].many else values[0]
    for given in inputs:
        if given.name not in found:
            if given.required:
                raise BadParameter(f"{given.name} is missing", name=given.name, hint=given.hint)
            if given.default is not None:
                found[given.name] = given.default
    return found


def _given(request: Request) -> Iterable[tuple[str, list[str]]]:
    path: Mapping[str, str] = request.path_params
    for name, text in path.items():
        yield name, [text]
    query = request.query_params
    for name in query:
        yield name, query.getlist(name)
