"""Answers for a language model, as structured content and as text, with their passages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import pyoxigraph as ox

from sygraph.entities.connections import in_words
from sygraph.entities.describe import describe
from sygraph.entities.facts import Fact, Passage, batches, facts, term, translations, values
from sygraph.entities.resolve import labels
from sygraph.entities.search import MOST, count, search, similar
from sygraph.evidence.explain import explain
from sygraph.evidence.proof import Evidence, Proof, background_lines, prove
from sygraph.evidence.rewrite import Row
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import curie, is_passage
from sygraph.queries.suggestions import Suggestion
from sygraph.rdf.values import json_value
from sygraph.store.deadline import DeadlineExceeded, DeadlineStore
from sygraph.store.interface import Store
from sygraph.store.limits import limited

__all__ = [
    "Answer",
    "Solutions",
    "ask",
    "comparisons",
    "description",
    "found",
    "nothing",
    "ontology",
    "path",
    "quotes",
    "solved",
    "suggested",
]

# The most passages given for a hit of a search.
_MENTIONS = 3

# The most bytes of an answer, about what a model can read.
_SIZE = 1 << 18


@dataclass(frozen=True)
class Answer:
    """An answer as plain values for a program and as text to read."""

    content: dict[str, Any]
    text: str


@dataclass(frozen=True)
class Solutions:
    """The first rows of an answer; `cut` says where it was cut off, or is empty."""

    sparql: str
    form: str
    columns: tuple[str, ...]
    rows: list[Row]
    cut: str | None


def quotes(kg: KnowledgeGraph, iris: Iterable[ox.NamedNode]) -> list[dict[str, Any]]:
    """Return these passages in reading order: number, IRI, words, and place in the article.

    The place is in code points, the end exclusive.

    >>> import sygraph
    >>> kg = sygraph.open()
    >>> [quote] = quotes(kg, [kg.resolve("p:710")])
    >>> quote["number"], quote["words"]
    (710, '瀋陽寶馬里達工廠。')
    """
    quoted: list[dict[str, Any]] = []
    for batch in batches(iri for iri in iris if is_passage(iri)):
        translated = translations(kg.store, batch)
        for row in kg.store.select(
            f"SELECT * {{ {values('p', batch)}"
            " ?p sy:quote ?words ; sy:start ?start ; sy:end ?end }"
        ):
            iri, words = cast(ox.NamedNode, row["p"]), term(row["words"]).value
            quoted.append(
                {
                    "number": Passage(iri, words).number,
                    "curie": curie(iri.value),
                    "iri": iri.value,
                    "words": words,
                    **({"translation": translated[iri].any} if iri in translated else {}),
                    "start": json_value(term(row["start"])),
                    "end": json_value(term(row["end"])),
                }
            )
    return sorted(quoted, key=lambda quote: (quote["iri"].rpartition("/")[0], quote["start"]))


# Search, show, path


def found(kg: KnowledgeGraph, text: str, lang: str, limit: int) -> Answer:
    """Return the hits of a search, each with the first passages that state facts about it."""
    shown = search(kg.store, text, lang=lang, limit=limit)
    stating = _stating(kg, [hit.iri for hit in shown])
    content = [
        hit.as_dict()
        | {
            "passages": [curie(passage.value) for passage in stating[hit.iri][:_MENTIONS]],
            "passage_count": len(stating[hit.iri]),
            "background": not stating[hit.iri],
        }
        for hit in shown
    ]
    lines = [
        f"{hit.as_text()}  [{_marks(one['passages'], one['background'])}]"
        for hit, one in zip(shown, content, strict=True)
    ]
    notes = []
    if not shown:
        near = similar(kg.store, text)
        notes.append(nothing(f"nothing has {text} in it", near))
    if len(shown) == limit and (there := count(kg.store, text, max(limit, MOST))) > limit:
        many = f"more than {there - 1}" if there > MOST else str(there)
        notes.append(f"only the first {limit} of {many} are given")
    cited = [passage for hit in shown for passage in stating[hit.iri][:_MENTIONS]]
    return _answer({"hits": content}, lines, quotes(kg, cited), notes)


def suggested(one: Suggestion) -> str:
    """Return a suggestion as a line of text."""
    params = "".join(f" {name}={value}" for name, value in one.params.items())
    name = one.name if one.kind == "query" else curie(one.name)
    return f"{one.score:.2f} {one.kind} {name}{params}: {one.label}"


def description(kg: KnowledgeGraph, name: str, lang: str) -> Answer:
    """Return all facts about an entity, a passage or a term."""
    description = describe(kg.store, kg.resolve(name), lang)
    content = _short(description.as_dict()) | {"iri": description.iri.value}
    content |= {"passages": quotes(kg, description.passages), "notes": []}
    return Answer(content, description.as_text())


def path(kg: KnowledgeGraph, start: str, end: str, lang: str, limit: int) -> Answer:
    """Return the shortest connections between two entities, each step with its passages."""
    from sygraph.entities.paths import shortest_paths

    ends = kg.resolve(start), kg.resolve(end)
    paths = shortest_paths(kg.store, *ends)
    notes = []
    if not paths:
        names = labels(kg.store, ends, lang)
        notes.append(f"nothing connects {names[ends[0]]} and {names[ends[1]]}")
    if len(paths) > limit:
        notes.append(f"only the first {limit} of {len(paths)} are given")
    connections = in_words(kg.store, paths[:limit], lang)
    content = _short(connections.as_dict()) | {
        "passages": quotes(kg, connections.passages),
        "notes": notes,
    }
    lines = [connections.as_text().rstrip(), *_noted(notes)]
    return Answer(content, "\n".join(lines).lstrip("\n"))


def comparisons(
    kg: KnowledgeGraph, subject: str | None, measure: str | None, lang: str, limit: int
) -> Answer:
    """Return the pairs of figures of the same quantity in different articles."""
    pairs = kg.compare(subject=subject, measure=measure, lang=lang)
    notes = []
    if not pairs:
        notes.append("no two articles have a figure of the same quantity and overlapping days")
    if len(pairs) > limit:
        notes.append(f"only the first {limit} of {len(pairs)} are given")
    cited = [figure.passage for pair in pairs[:limit] for figure in pair.figures]
    content = {"comparisons": _short([pair.as_dict() for pair in pairs[:limit]])}
    lines = [pair.as_text() for pair in pairs[:limit]]
    return _answer(content, lines, quotes(kg, cited), notes)


def _short(content: Any) -> Any:
    """Return the content without the IRIs of nodes, which have CURIEs, to keep it short."""
    match content:
        case dict():
            kept = content.keys() - {"iri"} if "curie" in content else content
            return {key: _short(value) for key, value in content.items() if key in kept}
        case list():
            return [_short(item) for item in content]
    return content


def _stating(
    kg: KnowledgeGraph, nodes: Sequence[ox.NamedNode]
) -> dict[ox.NamedNode, list[ox.NamedNode]]:
    """Return the passages that state facts about each node; for a passage, the passage itself."""
    stating: dict[ox.NamedNode, dict[ox.NamedNode, None]] = {iri: {} for iri in nodes}
    for iri in filter(is_passage, nodes):
        stating[iri][iri] = None
    stated: list[Fact] = facts(kg.store, "s", nodes) + facts(kg.store, "o", nodes)
    for fact in stated:
        for end in (fact.subject, fact.object):
            if isinstance(end, ox.NamedNode) and end in stating:
                stating[end] |= dict.fromkeys(fact.passages)
    return {
        iri: sorted(passages, key=lambda passage: Passage(passage, "").number)
        for iri, passages in stating.items()
    }


# Queries


def ask(store: Store, sparql: str, limit: int) -> Solutions:
    """Run a query and read at most the requested number of rows.

    Raises:
        DeadlineExceeded: its time was up.
        QuerySyntaxError: it does not parse, or is an update.
    """
    if isinstance(store, DeadlineStore):
        answer, cut = store.answer(sparql, rows=limit, size=_SIZE)
    else:
        answer, cut = limited(store.query(sparql), limit, _SIZE)
    match answer:
        case ox.QueryBoolean():
            return Solutions(sparql, "ask", ("answer",), [(ox.Literal(bool(answer)),)], cut)
        case ox.QuerySolutions():
            columns = tuple(variable.value for variable in answer.variables)
            rows: list[Any] = list(map(tuple, answer))
            return Solutions(sparql, "select", columns, rows, cut)
    triples: list[Any] = sorted({tuple(triple) for triple in answer}, key=str)
    return Solutions(sparql, "graph", ("subject", "predicate", "object"), triples, cut)


def solved(kg: KnowledgeGraph, store: Store, solutions: Solutions, lang: str) -> Answer:
    """Return rows with their evidence, or the reason why there are no rows.

    What has to do with the query itself is asked of the store, which may have a deadline.
    """
    proofs = _proofs(store, solutions)
    iris = [value for row in solutions.rows for value in row if isinstance(value, ox.NamedNode)]
    names = labels(kg.store, iris, lang)
    rows = [
        {"values": _values(solutions.columns, row, names)} | _support(proof)
        for row, proof in zip(solutions.rows, proofs, strict=True)
    ]
    notes = []
    if solutions.cut:
        notes.append(
            f"the answer was cut off after {solutions.cut}, there is more: narrow the query, "
            "count in the query, or give a higher limit"
        )
    if not rows or (solutions.form == "ask" and not rows[0]["values"]["answer"]):
        notes += _reasons(store, solutions.sparql)
    cited = [ox.NamedNode(cited.passage) for proof in proofs for cited in _cited(proof)]
    lines = [f"{number}. {_line(row)}" for number, row in enumerate(rows, 1)]
    body = [line for line in solutions.sparql.splitlines() if not line.startswith("#+")]
    content = {
        "sparql": "\n".join(body).strip(),
        "form": solutions.form,
        "columns": list(solutions.columns),
        "rows": rows,
    }
    return _answer(content, lines, quotes(kg, cited), notes)


def _proofs(store: Store, solutions: Solutions) -> list[Proof]:
    columns, rows = solutions.columns, solutions.rows
    if solutions.form == "ask":
        if rows[0] == (ox.Literal(False),):
            return [Proof(notes=("that nothing matches cannot be proved",))]
        columns, rows = (), [()]
    try:
        return prove(store, solutions.sparql, columns, rows)
    except DeadlineExceeded as late:
        note = f"what supports this was not found within {late.seconds:g} s"
        return [Proof(notes=(note,)) for _ in rows]


def _reasons(store: Store, sparql: str) -> tuple[str, ...]:
    """Return the reasons why a query has no answer."""
    try:
        return explain(store, sparql)
    except DeadlineExceeded as late:
        return (f"why there is no answer was not found within {late.seconds:g} s",)


def _cited(proof: Proof) -> tuple[Evidence, ...]:
    return proof.evidence + proof.context


def _support(proof: Proof) -> dict[str, Any]:
    return {
        "passages": [cited.passage.curie for cited in proof.evidence],
        "read_with": [cited.passage.curie for cited in proof.context],
        "background": background_lines(proof),
        "notes": list(proof.notes),
    }


def _values(
    columns: Sequence[str], row: Row, names: dict[ox.NamedNode, str]
) -> dict[str, dict[str, str] | int | float | str | None]:
    return {
        column: {"curie": curie(value.value), "label": names[value]}
        if isinstance(value, ox.NamedNode)
        else json_value(value)
        for column, value in zip(columns, row, strict=True)
    }


def _line(row: dict[str, Any]) -> str:
    """Return a row as text, with its passages and background."""
    cells = [
        f"{name}: {value['label']} ({value['curie']})"
        if isinstance(value, dict)
        else f"{name}: {value}"
        for name, value in row["values"].items()
        if value is not None
    ]
    read_with = [f"read with {mark}" for mark in row["read_with"]]
    marks = _marks([*row["passages"], *read_with], bool(row["background"]))
    return f"{'; '.join(cells)}  [{'; '.join(filter(None, [marks, *row['notes']]))}]"


def _marks(passages: Sequence[str], background: bool) -> str:
    return ", ".join([*passages, *["background"] * background])


def _answer(
    content: dict[str, Any], lines: list[str], passages: list[dict[str, Any]], notes: list[str]
) -> Answer:
    """Return an answer as text that ends with its passages and notes."""
    words = [line for passage in passages for line in _quoted(passage)]
    parts = [lines, words, _noted(notes)]
    text = "\n\n".join("\n".join(part) for part in parts if part)
    return Answer(content | {"passages": passages, "notes": notes}, text or "no rows")


def _quoted(passage: dict[str, Any]) -> Iterator[str]:
    """Yield the words of a passage, and their translation as one."""
    yield f"{passage['curie']} ({passage['start']}–{passage['end']})  {passage['words']}"
    if "translation" in passage:
        yield f"  translation of {passage['curie']}, no evidence: {passage['translation']}"


def _noted(notes: Sequence[str]) -> list[str]:
    return [f"note: {note}" for note in notes]


def nothing(said: str, near: Sequence[str]) -> str:
    """Return the answer of an empty search, with similar names."""
    return f"{said}; did you mean {' or '.join(near)}?" if near else said


# The ontology


def ontology(kg: KnowledgeGraph) -> str:
    """Return the classes and properties with their definitions, as Markdown.

    >>> import sygraph
    >>> "- sy:AirRoute (air route, a sy:Connection)" in ontology(sygraph.open())
    True
    """
    lines = ["# Classes", ""]
    for row in kg.store.select(_CLASSES):
        above = f", a {curie(_text(row['above']))}" if row["above"] else ""
        lines.append(_defined(row, above))
    lines += ["", "# Properties", ""]
    for row in kg.store.select(_PROPERTIES):
        ends = [curie(_text(row[end])) for end in ("domain", "range") if row[end]]
        lines.append(_defined(row, f", {' → '.join(ends)}" if ends else ""))
    return "\n".join(lines) + "\n"


_CLASSES = """SELECT ?term ?label ?definition ?above { GRAPH graph:ontology {
  ?term a owl:Class ; skos:prefLabel ?label ; skos:definition ?definition
  OPTIONAL { ?term rdfs:subClassOf ?above FILTER(STRSTARTS(STR(?above), STR(sy:))) }
  FILTER(LANGMATCHES(LANG(?label), "en") && LANGMATCHES(LANG(?definition), "en")) } }
  ORDER BY ?term"""

_PROPERTIES = """SELECT ?term ?label ?definition ?domain ?range { GRAPH graph:ontology {
  VALUES ?kind { owl:ObjectProperty owl:DatatypeProperty }
  ?term a ?kind ; skos:prefLabel ?label ; skos:definition ?definition
  OPTIONAL { ?term rdfs:domain ?domain } OPTIONAL { ?term rdfs:range ?range }
  FILTER(LANGMATCHES(LANG(?label), "en") && LANGMATCHES(LANG(?definition), "en")) } }
  ORDER BY ?term"""


def _text(value: Any) -> str:
    return str(value.value)


def _defined(row: ox.QuerySolution, more: str) -> str:
    name = curie(_text(row["term"]))
    return f"- {name} ({_text(row['label'])}{more}): {_text(row['definition'])}"
