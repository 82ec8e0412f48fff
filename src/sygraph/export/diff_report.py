"""Write the difference between two versions as text, JSON or Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from pyoxigraph import Literal, NamedNode

from sygraph.export.diff import KINDS, Change, Difference, StatingGraph, Term
from sygraph.namespaces import curie
from sygraph.rdf.language_tags import canonical_tag
from sygraph.sparql.algebra import term_text

__all__ = ["as_json", "as_markdown", "as_text", "counted"]

_MARKS = {"added": "+", "removed": "-", "changed": "~", "restated": "="}
_HEADS = {
    "added": "Added",
    "removed": "Removed",
    "changed": "Changed",
    "restated": "Stated elsewhere",
}


def counted(difference: Difference) -> str:
    """Return a sentence with the numbers of changes and statements.

    >>> counted(Difference((), 12, 12))
    'nothing differs (12 statements)'
    """
    if not difference:
        return f"nothing differs ({difference.new:,} statements)"
    parts = [
        f"{difference.count(kind):,} {'stated elsewhere' if kind == 'restated' else kind}"
        for kind in KINDS
        if difference.count(kind)
    ]
    return f"{', '.join(parts)} ({difference.old:,} statements before, {difference.new:,} after)"


def as_text(difference: Difference) -> str:
    """Return one line for each change, followed by its sources, and the numbers last."""
    lines = []
    for change in difference.changes:
        lines.append(f"{_MARKS[change.kind]} {_line(change, ' → ')}")
        for when, source in _cited(change):
            lines.append("    " + " ".join(filter(None, (when, _source(source)))))
    return "\n".join([*lines, counted(difference)]) + "\n"


def as_markdown(difference: Difference, title: str) -> str:
    """Return the changes as a section of a changelog, by kind."""
    lines = [f"## {title}", "", f"{counted(difference).capitalize()}."]
    for kind in KINDS:
        changes = [change for change in difference.changes if change.kind == kind]
        if changes:
            lines += ["", f"### {_HEADS[kind]}", ""]
        for change in changes:
            lines.append(f"- {_line(change, ' → ', _code)}")
            for when, source in _cited(change):
                words = "" if source.quote is None else _plain(source.quote)
                parts = (when, _code(curie(source.graph.value)), words)
                lines.append(f"  - {' '.join(filter(None, parts))}")
    return "\n".join(lines) + "\n"


def as_json(difference: Difference) -> dict[str, object]:
    """Return the changes with terms in N-Triples syntax."""
    return {
        "statements": {"old": difference.old, "new": difference.new},
        "counts": {kind: difference.count(kind) for kind in KINDS},
        "changes": [
            {
                "kind": change.kind,
                "subject": str(change.subject),
                "predicate": str(change.predicate),
                "old": [_literal_tag(value) for value in change.old],
                "new": [_literal_tag(value) for value in change.new],
                "was": [_source_json(source) for source in change.was],
                "now": [_source_json(source) for source in change.now],
            }
            for change in difference.changes
        ],
    }


def _line(change: Change, arrow: str, write: Callable[[str], str] = str) -> str:
    """Return a change in one line: subject, property, and the values of both versions."""

    def values(terms: Sequence[Term]) -> str:
        return ", ".join(write(_term(term)) for term in terms)

    sides = [values(side) for side in (change.old, change.new) if side]
    shown = sides[:1] if change.kind == "restated" else sides
    head = f"{write(_term(change.subject))} {write(_term(change.predicate))}"
    return f"{head} {arrow.join(shown)}"


def _cited(change: Change) -> list[tuple[str, StatingGraph]]:
    """Return the sources, marked "was" or "now" if both versions have some."""
    both = change.kind in ("changed", "restated")
    return [
        *(("was" if both else "", source) for source in change.was),
        *(("now" if both else "", source) for source in change.now),
    ]


def _source(source: StatingGraph) -> str:
    return " ".join(filter(None, (curie(source.graph.value), source.quote)))


def _source_json(source: StatingGraph) -> dict[str, str | None]:
    return {"graph": source.graph.value, "quote": source.quote}


def _term(term: Term) -> str:
    if isinstance(term, Literal) and term.language:
        return _literal_tag(term)
    return term_text(cast(NamedNode, term))


def _literal_tag(term: Term) -> str:
    """Return a term in N-Triples syntax, with the language tag in its usual case: zh-Hant."""
    if not isinstance(term, Literal) or not term.language:
        return str(term)
    return f"{Literal(term.value)}@{canonical_tag(term.language)}"


def _code(text: str) -> str:
    """Return text as code in Markdown, also if it contains backticks."""
    flat = " ".join(text.split())
    return f"`` {flat} ``" if "`" in flat else f"`{flat}`"


def _plain(text: str) -> str:
    """Return text with the special characters of Markdown escaped."""
    return "".join("\\" + c if c in "\\`*_[]<>#|" else c for c in " ".join(text.split()))
