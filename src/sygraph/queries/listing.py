"""The named queries as a list to read, as JSON, or as a table for a document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sygraph.entities.wording import Style, plain
from sygraph.queries.catalog import Catalog, Lister, NamedQuery, Parameter

__all__ = ["as_dict", "as_markdown", "brief", "full", "matching"]


def matching(catalog: Catalog, text: str) -> list[NamedQuery]:
    """Return the queries with all the words of the text in their header, in either script.

    >>> from sygraph.data import Files
    >>> catalog = Catalog.load(Files.bundled().queries)
    >>> "partner-cities" in [named.name for named in matching(catalog, "伙伴城市")]
    True
    """
    from sygraph.entities.search import fold

    words = fold(text).split()
    return [
        catalog[name]
        for name in sorted(catalog)
        if all(word in fold(_header(catalog[name])) for word in words)
    ]


def _header(named: NamedQuery) -> str:
    parts = (named.name, named.summary, named.summary_zh, named.description, *named.tags)
    return "\n".join(parts)


def as_dict(named: NamedQuery, lister: Lister | None = None) -> dict[str, Any]:
    """Return a query as plain values for JSON.

    With a lister, a parameter whose values another query lists comes with them.
    """
    return {
        "name": named.name,
        "summary": named.summary,
        "summary-zh": named.summary_zh,
        "description": named.description,
        "tags": list(named.tags),
        "params": [
            {
                "name": param.name,
                "type": param.type,
                "description": param.description,
                "example": param.example,
                "default": None if param.default == "UNDEF" else param.default,
                "enum": param.enum,
            }
            | _choices(param, lister)
            for param in named.params
        ],
        "sparql": named.text,
    }


def _choices(param: Parameter, lister: Lister | None) -> dict[str, Any]:
    if lister is None or param.enum is None:
        return {}
    return {"values": [{"value": c.text, "label": c.label} for c in lister(param.enum)]}


def brief(named: NamedQuery, style: Style = plain) -> str:
    """Return a query's name, its question in both languages, and how to give its parameters."""
    lines = [style(named.name, "title"), f"  {named.summary}", f"  {named.summary_zh}"]
    if named.params:
        examples = "  ".join(f"-p {param.name}={param.example}" for param in named.params)
        lines.append(style(f"  {examples}", "mark"))
    return "\n".join(lines) + "\n"


def full(named: NamedQuery, style: Style = plain, lister: Lister | None = None) -> str:
    """Return all that a query's header says, and its SPARQL.

    With a lister, the values are named that a parameter may have.
    """
    lines = [style(named.name, "title"), named.summary, named.summary_zh, "", named.description]
    for param in named.params:
        default = "" if param.default == "UNDEF" else f" Default: {param.default}"
        lines += ["", f"-p {param.name}={param.example}  ({param.type})"]
        lines.append(f"  {param.description}{default}")
        if lister and param.enum:
            lines += [f"    {choice}" for choice in lister(param.enum)]
        elif param.enum:
            lines.append(f"  The query {param.enum} lists the values.")
    return "\n".join([*lines, "", named.sparql])


def as_markdown(queries: Iterable[NamedQuery]) -> str:
    """Return the queries as a table in Markdown."""
    lines = ["| Query | Question | 問題 | Parameters |", "| --- | --- | --- | --- |"]
    for named in queries:
        params = ", ".join(f"`{param.name}`" for param in named.params)
        cells = (f"`{named.name}`", named.summary, named.summary_zh, params)
        lines.append(f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |")
    return "\n".join(lines) + "\n"
