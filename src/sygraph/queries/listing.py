"""Search the named queries, and list them as text, JSON or a Markdown table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from math import log
from typing import Any

from sygraph.entities.wording import Style, plain
from sygraph.queries.catalog import Catalog, Lister, NamedQuery, Parameter
from sygraph.queries.topics import NAMES, STOP_WORDS
from sygraph.text.scalars import LONGEST_TEXT

__all__ = [
    "as_dict",
    "as_markdown",
    "brief",
    "by_topic",
    "closest",
    "full",
    "grouped",
    "matching",
    "topic_title",
]

# The weight of a word of a question, a topic and a description.
_QUESTION, _TOPIC, _DESCRIPTION = 3.0, 2.0, 1.0
_WORD = re.compile(r"[^\W_\u2e80-\uffef]+(?:-[^\W_\u2e80-\uffef]+)*|[\u2e80-\uffef]+")
_CJK = "\u2e80"


def matching(catalog: Catalog, text: str) -> list[NamedQuery]:
    """Return the queries whose header has all words of a text or, if there are none, some of them.

    The header is the name, the question, the description, the topics and the parameters. Latin
    words match in the singular and the plural, Chinese words in both scripts. If no query has a
    whole Chinese text, each pair of its characters is a word.

    >>> from sygraph.data import Files
    >>> catalog = Catalog.load(Files.bundled().queries)
    >>> "partner-cities" in [named.name for named in matching(catalog, "伙伴城市")]
    True
    >>> [named.name for named in matching(catalog, "city sister")]
    ['is-sister-city', 'partner-cities', 'partner-counts']
    """
    from sygraph.entities.search import fold

    if not text.strip():
        return [catalog[name] for name in sorted(catalog)]
    headers = {name: _Header(catalog[name]) for name in sorted(catalog)}
    wanted = _WORD.findall(fold(text[:LONGEST_TEXT]))
    found = [name for name, header in headers.items() if all(map(header.has, wanted))]
    if not found:
        scores = _scores(headers, text, apart=False)
        best = max(scores.values(), default=0.0)
        found = sorted(name for name, score in scores.items() if 2 * score >= best > 0)
    return [catalog[name] for name in found]


def closest(catalog: Catalog, text: str, most: int = 3) -> list[NamedQuery]:
    """Return the queries that match a question in English or Chinese best, the best first.

    >>> from sygraph.data import Files
    >>> catalog = Catalog.load(Files.bundled().queries)
    >>> closest(catalog, "How many partner cities does each country have?")[0].name
    'partner-cities-by-country'
    """
    headers = {name: _Header(catalog[name]) for name in sorted(catalog)}
    scores = _scores(headers, text, apart=True)
    asked = set(_WORD.findall(text[:LONGEST_TEXT].lower()))

    def shared(name: str) -> int:
        return len(asked & set(_WORD.findall(catalog[name].summary.lower())))

    def rank(name: str) -> tuple[float, int]:
        return -scores[name], -shared(name)

    if not scores:  # the question has stop words only, such as "Who did what?"
        scores = {name: float(shared(name)) for name in headers if shared(name) > 1}
    ranked = sorted(scores, key=rank)
    return [catalog[name] for name in ranked if 2 * scores[name] >= scores[ranked[0]]][:most]


def by_topic(queries: Iterable[NamedQuery]) -> dict[str, list[NamedQuery]]:
    """Return the queries by their first tag, which is their topic."""
    topics: dict[str, list[NamedQuery]] = {}
    for named in queries:
        topics.setdefault(named.tags[0] if named.tags else "other", []).append(named)
    return dict(sorted(topics.items()))


def topic_title(tag: str) -> str:
    """Return the name of a topic in English and Chinese: `trade 貿易`."""
    return f"{tag} {NAMES[tag]['zh-Hant']}" if tag in NAMES else tag


class _Header:
    """The words of the header of a query, with the weight of each."""

    def __init__(self, named: NamedQuery) -> None:
        from sygraph.entities.search import fold

        names = [*named.tags, *(param.name for param in named.params if param.type != "lang")]
        topics = [text for name in names for text in (name, *NAMES.get(name, {}).values())]
        question = [named.name, named.summary, named.summary_zh]
        details = [
            named.description,
            *(param.description for param in named.params if param.type != "lang"),
        ]
        self.text = fold("\n".join([*question, *topics, *details]))
        self.weights: dict[str, float] = {}
        for weight, texts in ((_DESCRIPTION, details), (_TOPIC, topics), (_QUESTION, question)):
            self.weights |= dict.fromkeys(_terms(fold("\n".join(texts))), weight)

    def has(self, word: str) -> bool:
        return word in self.text or _stem(word) in self.weights


def _scores(headers: Mapping[str, _Header], text: str, *, apart: bool) -> dict[str, float]:
    """Return how well each header matches a text; a rare word counts more than a frequent one.

    Args:
        apart: whether the parts of a hyphenated word count too.
    """
    from sygraph.entities.search import fold

    scores: dict[str, float] = {}
    for term in dict.fromkeys(_terms(fold(text[:LONGEST_TEXT]), apart=apart)):
        having = [name for name, header in headers.items() if term in header.weights]
        for name in having:
            rarity = log(1 + len(headers) / len(having))
            scores[name] = scores.get(name, 0.0) + headers[name].weights[term] * rarity
    return scores


def _terms(folded: str, *, apart: bool = True) -> Iterator[str]:
    """Yield the words of a text to compare: Latin stems, and pairs of Chinese characters."""
    for word in _WORD.findall(folded):
        if word >= _CJK:
            yield from (word[i : i + 2] for i in range(max(1, len(word) - 1)))
            continue
        for part in {word, *(word.split("-") if apart else ())} - STOP_WORDS:
            yield _stem(part)


def _stem(word: str) -> str:
    """Return a Latin word without a plural ending; a hyphenated word stays unchanged."""
    if "-" in word or len(word) < 4:
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


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


def full(named: NamedQuery, style: Style = plain, lister: Lister | None = None) -> str:
    """Return the header of a query in words, and its SPARQL.

    Args:
        lister: adds the values of each parameter that has a fixed set of them.
    """
    lines = [style(named.name, "title"), named.summary, named.summary_zh, "", named.description]
    for param in named.params:
        default = "" if param.default == "UNDEF" else f" Default: {param.default}"
        lines += ["", f"-p {param.name}={param.example}  ({param.type})"]
        lines.append(f"  {param.description}{default}")
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
