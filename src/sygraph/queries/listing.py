"""Search the named queries, and list them as text, JSON or a Markdown table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sygraph.entities.wording import Style, plain
from sygraph.queries.catalog import Catalog, Lister, NamedQuery, Parameter
from sygraph.queries.topics import NAMES
from sygraph.text.scalars import LONGEST_TEXT

__all__ = [
    "as_dict",
    "as_markdown",
    "brief",
    "by_topic",
    "full",
    "grouped",
    "matching",
    "topic_title",
]

_WORD = re.compile(r"[^\W_\u2e80-\uffef]+(?:-[^\W_\u2e80-\uffef]+)*|[\u2e80-\uffef]+")


def matching(catalog: Catalog, text: str) -> list[NamedQuery]:
    """Return the queries whose header has all words of a text, or those that fit it best.

    The header is the name, the question, the description, the topics and the parameters. Latin
    words match in any inflection, Chinese words in both scripts.

    >>> from sygraph.data import Files
    >>> catalog = Catalog.load(Files.bundled())
    >>> "partner-cities" in [named.name for named in matching(catalog, "伙伴城市")]
    True
    >>> [named.name for named in matching(catalog, "city sister")]
    ['is-sister-city', 'partner-cities', 'partner-counts']
    """
    from sygraph.queries.question_index import QuestionIndex
    from sygraph.text.name_forms import fold

    if not text.strip():
        return [catalog[name] for name in sorted(catalog)]
    wanted = _WORD.findall(fold(text[:LONGEST_TEXT]))
    found = [catalog[name] for name in sorted(catalog) if _has(catalog[name], wanted)]
    return found or QuestionIndex(catalog).best(text[:LONGEST_TEXT])


def _has(named: NamedQuery, wanted: Iterable[str]) -> bool:
    """Whether the header of a query has all of these words."""
    from sygraph.queries.question_words import plain_words, stem
    from sygraph.text.name_forms import fold

    own = [param for param in named.params if param.type != "lang"]
    names = [*named.tags, *(param.name for param in own)]
    topics = [text for name in names for text in (name, *NAMES.get(name, {}).values())]
    details = [named.description, *(param.description for param in own)]
    text = fold("\n".join([named.name, named.summary, named.summary_zh, *topics, *details]))
    stems = set(map(stem, plain_words(text)))
    return all(word in text or stem(word) in stems for word in wanted)


def by_topic(queries: Iterable[NamedQuery]) -> dict[str, list[NamedQuery]]:
    """Return the queries by their first tag, which is their topic."""
    topics: dict[str, list[NamedQuery]] = {}
    for named in queries:
        topics.setdefault(named.tags[0] if named.tags else "other", []).append(named)
    return dict(sorted(topics.items()))


def topic_title(tag: str) -> str:
    """Return the name of a topic in English and Chinese: `trade 貿易`."""
    return f"{tag} {NAMES[tag]['zh-Hant']}" if tag in NAMES else tag


def as_dict(named: NamedQuery, lister: Lister | None = None) -> dict[str, Any]:
    """Return a query as values for JSON.

    Args:
        lister: adds the values of each parameter that has a fixed set of them.
    """
    return {
        "name": named.name,
        "summary": named.summary,
        "summary-zh": named.summary_zh,
        "description": named.description,
        "description-zh": named.description_zh,
        "tags": list(named.tags),
        "params": [
            {
                "name": param.name,
                "type": param.type,
                "description": param.description,
                "description-zh": param.description_zh,
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
    if lister is None or param.source is None:
        return {}
    allowed = lister(param.source)
    return {"values": [{"value": c.text, "label": c.label} for c in allowed]} if allowed else {}


def grouped(queries: Iterable[NamedQuery], style: Style = plain) -> str:
    """Return the queries as text, grouped by topic."""
    groups = []
    for topic, found in by_topic(queries).items():
        title = style(f"{topic_title(topic)} ({len(found)})", "heading")
        groups.append("\n".join([title, "", *(brief(named, style) for named in found)]))
    return "\n".join(groups)


def brief(named: NamedQuery, style: Style = plain) -> str:
    """Return the name of a query, its question in both languages, and examples of parameters."""
    lines = [style(named.name, "title"), f"  {named.summary}", f"  {named.summary_zh}"]
    if named.params:
        examples = "  ".join(f"-p {param.name}={param.example}" for param in named.params)
        lines.append(style(f"  {examples}", "mark"))
    return "\n".join(lines) + "\n"


def full(
    named: NamedQuery, style: Style = plain, lister: Lister | None = None, lang: str = "en"
) -> str:
    """Return the header of a query in words, and its SPARQL.

    Args:
        lang: the language of the descriptions.
        lister: adds the values of each parameter that has a fixed set of them.
    """
    lines = [style(named.name, "title"), named.summary, named.summary_zh]
    lines += ["", named.description_in(lang)]
    for param in named.params:
        default = "" if param.default == "UNDEF" else f" Default: {param.default}"
        lines += ["", f"-p {param.name}={param.example}  ({param.type})"]
        lines.append(f"  {param.description_in(lang)}{default}")
        if lister and param.source:
            lines += [f"    {choice}" for choice in lister(param.source)]
        elif param.enum:
            lines.append(f"  The query {param.enum} lists the values.")
    return "\n".join([*lines, "", named.sparql])


def as_markdown(queries: Iterable[NamedQuery]) -> str:
    """Return the queries as a Markdown table."""
    lines = ["| Query | Question | 問題 | Parameters |", "| --- | --- | --- | --- |"]
    for named in queries:
        params = ", ".join(f"`{param.name}`" for param in named.params)
        cells = (f"`{named.name}`", named.summary, named.summary_zh, params)
        lines.append(f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |")
    return "\n".join(lines) + "\n"
