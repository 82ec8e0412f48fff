"""The form of a named query: a field for each parameter, with the values that have an answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from sygraph.entities.facts import node
from sygraph.entities.resolve import labels
from sygraph.errors import BadParameter, SygraphError
from sygraph.namespaces import curie, expand
from sygraph.queries.topics import NAMES

if TYPE_CHECKING:
    from sygraph.pages.render import Site
    from sygraph.queries.catalog import NamedQuery, Parameter
    from sygraph.rdf.values import Term

__all__ = ["Field", "by_name", "called", "form_fields"]

# The most entities that a field offers where it is not known which have an answer.
_OFFERED = 300
# Up to this number, a field is a list to choose from.
_FEW = 60

# The values of a parameter with which the query has an answer, or None if that is unknown.
Values = Callable[["Parameter"], "Sequence[Term] | None"]
_Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Field:
    """The form field of a parameter."""

    parameter: Parameter
    label: str
    value: str
    options: tuple[tuple[str, str], ...] = ()
    free: bool = True
    problem: str | None = None

    @property
    def type(self) -> str:
        """The type of its input element."""
        return {"date": "date"}.get(self.parameter.type, "text")

    @property
    def mode(self) -> str | None:
        """The keyboard on a touch screen."""
        return {"year": "numeric", "number": "decimal"}.get(self.parameter.type)


def form_fields(
    site: Site,
    named: NamedQuery,
    given: Mapping[str, Sequence[str]],
    values: Values,
    problem: SygraphError | None,
) -> list[Field]:
    """Return the parameters as fields, without the language, which is that of the page."""
    return [
        _field(site, named, parameter, given.get(parameter.name, ()), values(parameter), problem)
        for parameter in named.params
        if parameter.type != "lang"
    ]


def called(name: str, lang: str) -> str:
    """Return the label of a tag or a parameter, or its name if it has no label."""
    if lang == "en" or name not in NAMES:
        return name
    return NAMES[name][lang]


def _field(
    site: Site,
    named: NamedQuery,
    parameter: Parameter,
    given: Sequence[str],
    values: Sequence[Term] | None,
    problem: SygraphError | None,
) -> Field:
    label = called(parameter.name, site.lang)
    value = given[0] if given else by_name(site, _plain(parameter.default))
    said = isinstance(problem, BadParameter) and problem.name == parameter.name
    note = problem.message if said and problem else None
    options, closed = _options(site, named, parameter, values)
    # An option can be given by any of its names.
    chosen = _chosen(site, value, options) if parameter.type == "entity" else value
    # A short list is a selection; in a long list, or beyond it, the reader types a name.
    few = closed and 0 < len(options) <= _FEW and chosen in {"", *dict(options)}
    return Field(parameter, label, chosen if few else value, options, not few, note)


def _options(
    site: Site, named: NamedQuery, parameter: Parameter, values: Sequence[Term] | None
) -> tuple[_Options, bool]:
    """Return the values that a field offers with their names, and whether there are no others."""
    if values is not None and parameter.type in ("entity", "year"):
        return _named(site, values), True
    if parameter.enum is not None:
        choices = site.kg.choices(named.name, parameter.name, lang=site.lang)
        return tuple((choice.text, choice.label or choice.text) for choice in choices), True
    if parameter.type != "entity":
        return (), False
    cls = parameter.cls or "sy:Entity"
    rows = site.kg.store.select(f"SELECT DISTINCT ?x {{ ?x a {cls} }} LIMIT {_OFFERED}")
    return _named(site, [node(row["x"]) for row in rows]), parameter.cls is not None


def _named(site: Site, terms: Sequence[Term]) -> _Options:
    """Return terms as options: entities by name, numbers by size."""
    nodes = [term for term in terms if isinstance(term, NamedNode)]
    names = labels(site.kg.store, nodes, site.lang)
    numbers = [term.value for term in terms if isinstance(term, Literal)]
    options = [(curie(iri.value), names[iri]) for iri in nodes]
    return (
        *((text, text) for text in sorted(numbers, key=lambda text: (len(text), text))),
        *sorted(options, key=lambda option: option[1]),
    )


def _chosen(site: Site, value: str, options: _Options) -> str:
    if not value or any(value == text for text, _ in options):
        return value
    try:
        return curie(site.kg.resolve(value).value)
    except SygraphError:
        return value


def _plain(default: str) -> str:
    """Return the default of a parameter as a user types it, or an empty text.

    >>> _plain('"2021-01-01"^^xsd:date'), _plain("UNDEF"), _plain("<https://example.org/a>")
    ('2021-01-01', '', 'https://example.org/a')
    """
    if default == "UNDEF":
        return ""
    quoted = re.match(r'"([^"\\]*)"|<([^<>]*)>', default)
    if quoted is None:
        return default
    return quoted[1] if quoted[1] is not None else curie(quoted[2])


def by_name(site: Site, value: str) -> str:
    """Return the label of an entity, if it is of no other; any other value as it is."""
    iri = expand(value)
    if iri is None:
        return value
    try:
        label = site.kg.label(NamedNode(iri), site.lang)
        return label if site.kg.resolve(label).value == iri else value
    except SygraphError:
        return value
