"""Read and write TriG as people edit it: prefixes, statements by subject, graphs in their place."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal as Choice
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from sygraph.data import ArticleFiles, Files
from sygraph.namespaces import COMMON_PREFIXES, RDF_TYPE, XSD, compact
from sygraph.sparql.tokens import tokens

__all__ = [
    "Part",
    "Span",
    "add_statements",
    "add_to_graph",
    "graph_block",
    "iri_of",
    "parts",
    "prefixes_for",
    "prefixes_of",
    "renamed",
    "replaced",
    "spans",
    "statements",
    "with_object",
    "without",
]

# A prefix declaration, as TriG and Turtle files write it.
_PREFIX = re.compile(r"^@prefix\s+([\w-]*):\s*<([^>]*)>\s*\.", re.MULTILINE)
# What needs no datatype in Turtle.
_PLAIN = {XSD + "integer": r"[+-]?\d+", XSD + "decimal": r"[+-]?\d*\.\d+", XSD + "boolean": r"\w+"}
_WIDTH = 140


def prefixes_of(text: str) -> dict[str, str]:
    """Return the prefixes that a file declares.

    >>> prefixes_of("@prefix id: <https://w3id.org/sygraph/id/> .")
    {'id': 'https://w3id.org/sygraph/id/'}
    """
    return dict(_PREFIX.findall(text))


def prefixes_for(files: Files, article: ArticleFiles, common: Iterable[str]) -> dict[str, str]:
    """Return the prefixes of a new file about an article: some common ones, and its own."""
    return {name: COMMON_PREFIXES[name] for name in common} | {
        files.prefix: f"{files.base}id/",
        f"{files.prefix}-term": f"{files.base}ontology#",
        "p": f"{article.base}passage/{article.id}/",
        "art": f"{article.base}article/",
    }


def iri_of(word: str, prefixes: Mapping[str, str]) -> str:
    """Return the IRI that a token of Turtle names, or the empty text."""
    if word.startswith("<") and word.endswith(">"):
        return word[1:-1]
    prefix, colon, local = word.partition(":")
    return prefixes[prefix] + local if colon and prefix in prefixes else ""


def statements(triples: Iterable[Triple], prefixes: Mapping[str, str], indent: str = "") -> str:
    """Return triples as Turtle, in their order, one statement a subject.

    >>> a = NamedNode("https://example.org/a")
    >>> statements([Triple(a, RDF_TYPE, a), Triple(a, a, Literal(1))], {"": "https://example.org/"})
    ':a a :a ; :a 1 .\\n'
    """
    subjects: dict[NamedNode | BlankNode, dict[str, list[str]]] = {}
    for triple in triples:
        subject, object = triple.subject, triple.object
        assert not isinstance(subject, Triple) and not isinstance(object, Triple)
        verb = "a" if triple.predicate == RDF_TYPE else _term(triple.predicate, prefixes)
        objects = subjects.setdefault(subject, {}).setdefault(verb, [])
        if (written := _term(object, prefixes)) not in objects:
            objects.append(written)
    return "".join(
        _statement(_term(subject, prefixes), about, indent) for subject, about in subjects.items()
    )


def _statement(subject: str, about: Mapping[str, list[str]], indent: str) -> str:
    lines = [f"{indent}{subject}"]
    for number, (verb, objects) in enumerate(about.items()):
        part = f"{verb} {' , '.join(objects)}"
        if number and len(lines[-1]) + len(part) + 5 > _WIDTH:
            lines[-1] += " ;"
            lines.append(f"{indent}  {part}")
        else:
            lines[-1] += f"{' ;' if number else ''} {part}"
    return "\n".join(lines) + " .\n"


def _term(term: NamedNode | BlankNode | Literal, prefixes: Mapping[str, str]) -> str:
    if isinstance(term, NamedNode):
        short = compact(term.value, prefixes)
        return short if short != term.value else f"<{term.value}>"
    if isinstance(term, BlankNode):
        return str(term)
    if re.fullmatch(_PLAIN.get(term.datatype.value, r"(?!)"), term.value):
        return term.value
    text = json.dumps(term.value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if term.language:
        tag = term.language
        return f"{text}@{tag if tag == 'en' else tag[:3] + tag[3:].title()}"
    if term.datatype.value == XSD + "string":
        return text
    return f"{text}^^{_term(term.datatype, prefixes)}"


def graph_block(graph: NamedNode, triples: Iterable[Triple], prefixes: Mapping[str, str]) -> str:
    """Return a graph as TriG.

    >>> p = NamedNode("https://example.org/p")
    >>> graph_block(p, [Triple(p, p, p)], {"": "https://example.org/"})
    ':p {\\n  :p :p :p .\\n}\\n'
    """
    return f"{_term(graph, prefixes)} {{\n{statements(triples, prefixes, '  ')}}}\n"


def add_to_graph(text: str, graph: str, triples: Iterable[Triple]) -> str:
    """Return a TriG file with more triples in a graph, at the end of its last block.

    >>> p, graph = NamedNode("https://example.org/p"), "https://example.org/g"
    >>> add_to_graph("@prefix e: <https://example.org/> .\\ne:g {\\n}\\n", graph, [Triple(p, p, p)])
    '@prefix e: <https://example.org/> .\\ne:g {\\n  e:p e:p e:p .\\n}\\n'
    """
    prefixes = prefixes_of(text)
    place = _graph_end(text, graph)
    if place is None:
        return f"{text.rstrip()}\n\n{graph_block(NamedNode(graph), triples, prefixes)}"
    before, after = text[:place], text[place:]
    if before.rstrip(" ")[-1:] != "\n":
        before = before.rstrip(" ") + "\n"
    return before + statements(triples, prefixes, "  ") + after


def _graph_end(text: str, graph: str) -> int | None:
    """Return where the last block of a graph closes in a TriG file, or None if it has none."""
    found = None
    for name, end in _graphs(text, prefixes_of(text)):
        if name == graph:
            found = end
    return found


def _graphs(text: str, prefixes: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    name, before, depth = "", "", 0
    for token in tokens(text):
        if token.text == "{":
            name, depth = iri_of(before, prefixes), depth + 1
        elif token.text == "}":
            depth -= 1
            if not depth:
                yield name, token.start
        before = token.text


class Span(NamedTuple):
    """A statement of a file: its graph ("" is the default one), its subject, start and end."""

    graph: str
    subject: str
    start: int
    end: int


def spans(text: str) -> Iterator[Span]:
    """Yield the statements of a TriG file in order; the end is that of the full stop.

    >>> text = "@prefix e: <https://example.org/> .\\ne:s e:s 1 .\\ne:g { e:t e:t 2 . }"
    >>> [(span.graph[-1:], span.subject[-1:]) for span in spans(text)]
    [('', ''), ('', 's'), ('g', 't')]
    """
    prefixes = prefixes_of(text)
    graph, depth = "", 0
    start: int | None = None
    subject = ""
    for token in tokens(text):
        if token.text == "{" and not depth:
            graph, start = subject, None
        elif token.text == "}" and not depth:
            if start is not None:  # the last statement of a graph needs no full stop
                yield Span(graph, subject, start, token.start)
            graph, start = "", None
        elif start is None:
            start, subject = token.start, iri_of(token.text, prefixes)
            depth += token.text in ("[", "(")
        else:
            depth += (token.text in ("[", "(")) - (token.text in ("]", ")"))
            if token.text == "." and not depth:
                yield Span(graph, subject, start, token.end)
                start = None


def without(text: str, unwanted: Callable[[Span], bool]) -> str:
    """Return a file without some statements, the comments right above them, and empty graphs.

    >>> text = "@prefix e: <https://e.org/> .\\n# one\\ne:g {\\n  e:s e:s 1 .\\n}\\ne:t e:t 2 .\\n"
    >>> without(text, lambda span: span.subject.endswith("s")).splitlines()[1:]
    ['e:t e:t 2 .']
    """
    for span in reversed(list(spans(text))):
        if unwanted(span):
            text = _cut(text, span.start, span.end)
    for match in reversed(list(re.finditer(r"^\S+ \{\s*\}", text, re.MULTILINE))):
        text = _cut(text, *match.span())
    return re.sub(r"\n{3,}", "\n\n", text)


def replaced(text: str, graph: str, subject: str, triples: Iterable[Triple]) -> str:
    r"""Return a TriG file in which other triples are stated of a subject in a graph.

    They stand in the place of the first statement about it, or at the end of the graph.

    >>> s, g = NamedNode("https://e.org/s"), "https://e.org/g"
    >>> text = "@prefix e: <https://e.org/> .\n# one\ne:g {\n  e:s e:s 1 .\n  e:s e:t 2 .\n}\n"
    >>> replaced(text, g, s.value, [Triple(s, s, Literal(3))]).splitlines()[1:]
    ['# one', 'e:g {', '  e:s e:s 3 .', '}']
    """
    found = [span for span in spans(text) if (span.graph, span.subject) == (graph, subject)]
    if not found:
        return add_to_graph(text, graph, triples)
    first, *others = found
    for span in reversed(others):
        text = _cut(text, span.start, span.end)
    new = statements(triples, prefixes_of(text), "  ").strip()
    return text[: first.start] + new + text[first.end :]


def _cut(text: str, start: int, end: int) -> str:
    """Return a text without a stretch, its line if nothing else is in it, and comments above."""
    left, right = text.rfind("\n", 0, start) + 1, text.find("\n", end) + 1 or len(text)
    if text[left:start].strip() or text[end:right].strip():
        return text[:start] + text[end:].lstrip(" ")
    while re.match(r"\s*#", text[text.rfind("\n", 0, left - 1) + 1 : left] if left else ""):
        left = text.rfind("\n", 0, left - 1) + 1
    return text[:left] + text[right:]


def add_statements(text: str, subject: str, triples: Iterable[Triple]) -> str:
    """Return a file with statements added after the first statement about a subject.

    >>> s, o = NamedNode("https://example.org/s"), NamedNode("https://example.org/o")
    >>> text = "@prefix e: <https://example.org/> .\\ne:s e:s 1 .\\n"
    >>> add_statements(text, s.value, [Triple(s, s, o)]).splitlines()[1:]
    ['e:s e:s 1 .', 'e:s e:s e:o .']
    """
    added = statements(triples, prefixes_of(text))
    for span in spans(text):
        if not span.graph and span.subject == subject:
            return f"{text[: span.end]}\n{added.rstrip()}{text[span.end :]}"
    return f"{text.rstrip()}\n\n{added}"


class Part(NamedTuple):
    """A directive, a statement or a graph of a TriG file: what it is about, and where it stands.

    Its text begins where the part before it ends, so comments belong to what follows them.
    """

    kind: Choice["directive", "statement", "graph"]
    iri: str
    start: int
    end: int


def parts(text: str) -> Iterator[Part]:
    """Yield the parts of a TriG file in order.

    >>> text = "@prefix e: <https://example.org/> .\\n# a comment\\ne:a e:b e:c .\\ne:g { }\\n"
    >>> [(part.kind, part.iri[-1:], text[part.start : part.end]) for part in parts(text)][1:]
    [('statement', 'a', '\\n# a comment\\ne:a e:b e:c .'), ('graph', 'g', '\\ne:g { }')]
    """
    prefixes = prefixes_of(text)
    start, depth = 0, 0
    first: str | None = None
    for token in tokens(text):
        if token.text == "{" and not depth and first is not None and first != "{":
            kind: Choice["directive", "statement", "graph"] = "graph"
        elif first is None:
            first = token.text
            kind = "directive" if token.kind == "tag" else "statement"
        depth += (token.text in "[({") - (token.text in "])}") if len(token.text) == 1 else 0
        if not depth and token.text == ("}" if kind == "graph" else "."):
            yield Part(kind, iri_of(first, prefixes), start, token.end)
            start, first = token.end, None


def with_object(text: str, predicate: str, new: str, prefixes: Mapping[str, str]) -> str:
    """Return a statement with another object of a property, which has one there.

    >>> says = "https://example.org/says"
    >>> with_object('e:a e:says "no" .', says, '"yes"', {"e": "https://example.org/"})
    'e:a e:says "yes" .'
    """
    found = False
    for token in tokens(text):
        if found:
            return text[: token.start] + new + text[token.end :]
        found = iri_of(token.text, prefixes) == predicate
    return text


def renamed(text: str, names: Mapping[str, str], prefixes: Mapping[str, str]) -> str:
    """Return a file in which each of some nodes has another name.

    Args:
        names: the new IRIs by the old ones.
        prefixes: those of the file.
    """
    pieces, place = [], 0
    for token in tokens(text):
        iri = iri_of(token.text, prefixes)
        if iri in names:
            pieces += [text[place : token.start], _term(NamedNode(names[iri]), prefixes)]
            place = token.end
    return "".join(pieces) + text[place:]
