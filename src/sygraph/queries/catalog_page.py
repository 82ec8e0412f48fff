"""Write the documentation of the named queries as Markdown or HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from shlex import quote

from sygraph.namespaces import curie
from sygraph.queries.catalog import Lister, NamedQuery, Parameter

__all__ = ["as_html", "as_markdown"]

_TITLE = "Named queries"
_INTRO = (
    "Run each query by its name. A parameter without a value keeps its default; a parameter with "
    "several values matches any of them."
)
# A longer list of values is left out.
_MAX_VALUES = 12
_COLUMNS = ("Parameter", "Type", "Default", "Example", "Meaning")


def as_markdown(queries: Iterable[NamedQuery], lister: Lister | None = None) -> str:
    """Return the documentation in Markdown; the lister adds the values of parameters."""
    found = list(queries)
    lines = [f"# {_TITLE}", "", _INTRO, ""]
    for tag, names in _by_tag(found).items():
        lines.append(f"- {tag}: {', '.join(f'[{name}](#{name})' for name in names)}")
    for named in found:
        lines += ["", f"## {named.name}", "", f"**{_marked(named.summary)}**", ""]
        lines += [f"**{_marked(named.summary_zh)}**", "", _marked(named.description), ""]
        lines += [_marked(named.description_zh), ""] if named.description_zh else []
        lines += _parameters(named, lister)
        lines += ["```sh", _command(named), "```", "", "```sparql", named.sparql.rstrip(), "```"]
    return "\n".join(lines) + "\n"


def _parameters(named: NamedQuery, lister: Lister | None) -> list[str]:
    if not named.params:
        return []
    rows = [_COLUMNS, ("---",) * len(_COLUMNS)]
    for param in named.params:
        default = _code(param.default) if _default(param) else ""
        kind = f"{param.type}, {_class(param)}" if param.cls else param.type
        meaning = _marked(param.description)
        values = ", ".join(
            f"{_code(text)} {_marked(label)}" for text, label in _values(param, lister)
        )
        if param.enum:
            meaning += f" Listed by [{param.enum}](#{param.enum})" + (
                f": {values}." if values else "."
            )
        elif values:
            meaning += f" One of {values}."
        rows.append((_code(param.name), kind, default, _code(param.example), meaning))
    return [*(f"| {' | '.join(row)} |" for row in rows), ""]


def _code(text: str) -> str:
    """Return text as code in a cell of a table."""
    return "`{}`".format(text.replace("|", "\\|"))


def _marked(text: str) -> str:
    """Return text with the special characters of Markdown escaped."""
    for mark in "\\`*_[]<>|#":
        text = text.replace(mark, f"\\{mark}")
    return text


def as_html(queries: Iterable[NamedQuery], lister: Lister | None = None) -> str:
    """Return the documentation as a self-contained HTML page; see `as_markdown`."""
    found = list(queries)
    index = "".join(
        f"<li>{escape(tag)}: "
        + ", ".join(f'<a href="#{escape(name)}">{escape(name)}</a>' for name in names)
        + "</li>\n"
        for tag, names in _by_tag(found).items()
    )
    sections = "".join(_section(named, lister) for named in found)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_TITLE}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{_TITLE}</h1>\n<p>{escape(_INTRO)}</p>\n<ul>\n{index}</ul>\n{sections}"
        "</main>\n</body>\n</html>\n"
    )


_STYLE = """
body { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; margin: 1rem; }
main { margin: auto; max-width: 60rem; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border-bottom: 1px solid #8888; padding: .25rem .75rem .25rem 0; text-align: left;
  vertical-align: top; }
pre { border: 1px solid #8888; overflow-x: auto; padding: .5rem; }
"""


def _section(named: NamedQuery, lister: Lister | None) -> str:
    heads = "".join(f'<th scope="col">{head}</th>' for head in _COLUMNS)
    rows = "".join(_row(param, lister) for param in named.params)
    table = f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"
    return (
        f'<section id="{escape(named.name)}">\n<h2>{escape(named.name)}</h2>\n'
        f'<p><strong>{escape(named.summary)}</strong><br><strong lang="zh-Hant">'
        f"{escape(named.summary_zh)}</strong></p>\n<p>{escape(named.description)}</p>\n"
        f'<p lang="zh-Hant">{escape(named.description_zh)}</p>\n'
        f"{table if named.params else ''}<pre>{escape(_command(named))}</pre>\n"
        f"<details><summary>SPARQL</summary><pre>{escape(named.sparql)}</pre></details>\n"
        "</section>\n"
    )


def _row(param: Parameter, lister: Lister | None) -> str:
    meaning = escape(param.description)
    values = [f"<code>{escape(v)}</code> {escape(label)}" for v, label in _values(param, lister)]
    if param.enum:
        link = f'<a href="#{escape(param.enum)}">{escape(param.enum)}</a>'
        meaning += f" Listed by {link}" + (f": {', '.join(values)}." if values else ".")
    elif values:
        meaning += f" One of {', '.join(values)}."
    kind = f"{param.type}, {_class(param)}" if param.cls else param.type
    texts = (param.name, kind, _default(param), param.example)
    return f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in texts)}<td>{meaning}</td></tr>\n"


# ---- both formats


def _by_tag(queries: Sequence[NamedQuery]) -> dict[str, list[str]]:
    tags: dict[str, list[str]] = {}
    for named in queries:
        for tag in named.tags:
            tags.setdefault(tag, []).append(named.name)
    return dict(sorted(tags.items()))


def _default(param: Parameter) -> str:
    return "" if param.default == "UNDEF" else param.default


def _class(param: Parameter) -> str:
    return curie(param.cls.value) if param.cls else ""


def _values(param: Parameter, lister: Lister | None) -> list[tuple[str, str]]:
    if lister is None or param.source is None:
        return []
    found = lister(param.source)
    # A query lists a long set of values; for a class, its name is enough.
    if not param.enum and len(found) > _MAX_VALUES:
        return []
    return [(choice.text, choice.label or "") for choice in found]


def _command(named: NamedQuery) -> str:
    """Return the command that runs the query with the examples of its parameters."""
    given = [
        f"-p {param.name}={quote(param.example)}" for param in named.params if param.type != "lang"
    ]
    return " ".join(["sygraph query", named.name, *given])
