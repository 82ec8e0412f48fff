"""The vocabulary of the editor: its terms, what fits where, and the mistakes in a query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode

from sygraph.entities.facts import batches, node, term, values
from sygraph.entities.resolve import labels
from sygraph.entities.wording import standard_words
from sygraph.errors import QuerySyntaxError, SygraphError
from sygraph.evidence.explain import unknown_terms
from sygraph.namespaces import PREFIXES, curie, expand, vocab
from sygraph.pages.messages import message
from sygraph.pages.texts import words
from sygraph.pages.view_models import converted
from sygraph.queries.question_words import synonyms
from sygraph.sparql.prepare import check_size, decoded
from sygraph.sparql.syntax_errors import check_syntax, explained
from sygraph.sparql.tokens import Token, named_iris, tokens
from sygraph.text.excerpts import shortened_text

if TYPE_CHECKING:
    from sygraph.graph import KnowledgeGraph
    from sygraph.store.interface import Store

__all__ = ["Fix", "Mistake", "completions", "fitting", "mistakes", "repaired"]

# The most names that the editor completes, and that it offers at one place.
_COMPLETED, _OFFERED = 5_000, 300
# The most characters of a value in an example.
_LONGEST = 40


# The terms


def completions(kg: KnowledgeGraph, lang: str) -> dict[str, Any]:
    """Return the terms of the editor, the prefixes, and the words that mean the same.

    `terms` has classes, properties and entities; of very many entities only the first are among
    them. `about` has the definition and an example of the classes and properties.
    """
    store = kg.store
    terms = store.select(
        "SELECT DISTINCT ?kind ?x { VALUES (?kind ?type) {"
        ' ("class" owl:Class) ("property" owl:ObjectProperty) ("property" owl:DatatypeProperty) }'
        " ?x a ?type FILTER(isIRI(?x)) } ORDER BY ?x"
    )
    vocabulary = [(row["kind"].value, node(row["x"])) for row in terms]
    entities = store.select(f"SELECT DISTINCT ?x {{ ?x a sy:Entity }} LIMIT {_COMPLETED}")
    found = [
        *vocabulary,
        *(("entity", iri) for iri in sorted((node(row["x"]) for row in entities), key=str)),
    ]
    usual = _usual(lang)
    found += [("property", iri) for iri in usual]
    found = [(kind, iri) for kind, iri in found if curie(iri.value) != iri.value]
    names = labels(store, (iri for _, iri in found), lang) | usual
    return {
        "prefixes": PREFIXES,
        "terms": [
            {"name": curie(iri.value), "label": names[iri], "kind": kind} for kind, iri in found
        ],
        "about": _about(store, [pair for pair in found if pair[0] != "entity"], lang),
        "synonyms": synonyms(lang),
    }


def _usual(lang: str) -> dict[NamedNode, str]:
    """Return the properties of other vocabularies that most queries need, with their labels."""
    t, standard = words(lang), standard_words(lang)
    place = {iri: standard[iri] for iri in map(vocab, ("geo:lat", "geo:long"))}
    names = ("skos:prefLabel", "skos:altLabel")
    return {vocab(name): t(f"vocabulary.{name}") for name in names} | place


def _about(
    store: Store, terms: Sequence[tuple[str, NamedNode]], lang: str
) -> dict[str, dict[str, str]]:
    """Return the definition of each term, and an example of how it is used."""
    found: dict[str, dict[str, str]] = {}
    for batch in batches([iri for _, iri in terms]):
        for row in store.select(
            f"SELECT ?x ?text {{ {values('x', batch)} ?x skos:definition ?text"
            f' FILTER(LCASE(LANG(?text)) = "{lang.lower()}") }}'
        ):
            found.setdefault(curie(node(row["x"]).value), {})["definition"] = term(
                row["text"]
            ).value
    examples = {iri: ends for kind, iri in terms if (ends := _example(store, kind, iri))}
    shown = {end for ends in examples.values() for end in ends if isinstance(end, NamedNode)}
    names = labels(store, shown, lang)
    for iri, ends in examples.items():
        said = [_shown(end, names, lang) for end in ends]
        found.setdefault(curie(iri.value), {})["example"] = " → ".join(said)
    return found


def _example(store: Store, kind: str, iri: NamedNode) -> list[object]:
    """Return an instance of a class, or the ends of a property, a named one if there is any."""
    pattern = f"?s a {iri}" if kind == "class" else f"?s {iri} ?o"
    for named in (" . ?s skos:prefLabel ?name", ""):
        for row in store.select(f"SELECT * {{ {pattern}{named} FILTER(isIRI(?s)) }} LIMIT 1"):
            return [row["s"]] if kind == "class" else [row["s"], row["o"]]
    return []


def _shown(value: object, names: dict[NamedNode, str], lang: str) -> str:
    text = names[value] if isinstance(value, NamedNode) else str(getattr(value, "value", ""))
    text = converted(text, lang) or text
    return shortened_text(text, _LONGEST)


def fitting(
    kg: KnowledgeGraph,
    lang: str,
    *,
    values_of: str | None = None,
    class_of: str | None = None,
    reached_by: str | None = None,
) -> list[dict[str, str]]:
    """Return the terms that occur at a place of a triple, each with its label.

    Args:
        values_of: a property: its objects.
        class_of: a class: the properties of its instances.
        reached_by: a property: the properties of its objects.

    >>> import sygraph
    >>> found = fitting(sygraph.open(), "en", values_of="sy:country")
    >>> {"name": "id:south-korea", "label": "South Korea"} in found
    True
    """
    places = (
        (values_of, "?s {} ?x"),
        (class_of, "?s a {} ; ?x ?o"),
        (reached_by, "?s {} ?o . ?o ?x ?value"),
    )
    for name, pattern in places:
        iri = expand(name) if name else None
        if iri is None:
            continue
        at = pattern.format(_node(iri))
        rows = kg.store.select(f"SELECT DISTINCT ?x {{ {at} }} LIMIT {_OFFERED}")
        found = [row["x"] for row in rows]
        nodes = [one for one in found if isinstance(one, NamedNode)]
        names = labels(kg.store, nodes, lang) | _usual(lang)
        offered = [{"name": curie(one.value), "label": names[one]} for one in nodes]
        literals = {_literal(one) for one in found if isinstance(one, Literal)}
        offered += [{"name": text, "label": text} for text in literals if len(text) <= _LONGEST]
        return sorted(offered, key=lambda one: (one["label"].casefold(), one["name"]))
    return []


def _node(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError:
        raise SygraphError(f"{iri} is not an absolute IRI") from None


def _literal(value: Literal) -> str:
    """A literal as a query writes it, numbers and booleans without quotes."""
    plain = value.datatype.value.rpartition("#")[2]
    if plain in ("integer", "decimal", "boolean"):
        return value.value
    text = str(value)
    datatype = f"<{value.datatype.value}>"
    return text.replace(datatype, curie(value.datatype.value)) if text.endswith(datatype) else text


# The mistakes


@dataclass(frozen=True)
class Fix:
    """A text to put in the place of a mistake, with its label if it has one."""

    text: str
    label: str = ""


@dataclass(frozen=True)
class Mistake:
    """A mistake in a query, with the words of the query that are wrong.

    `line` and `column` count from 1; `column` and `start` count UTF-16 units, as editors do.
    """

    kind: str
    message: str
    line: int
    column: int
    start: int
    text: str
    fixes: tuple[Fix, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)


def mistakes(kg: KnowledgeGraph, sparql: str, lang: str = "en") -> list[Mistake]:
    """Return the syntax error of a query, or the names in it that are unknown.

    The query is parsed and not run.

    >>> import sygraph
    >>> [found] = mistakes(sygraph.open(), "SELECT * { ?x a sy:Facilities }")
    >>> found.text, found.fixes
    ('sy:Facilities', (Fix(text='sy:Facility', label='facility'),))
    """
    if not "".join(token.text for token in tokens(sparql)):
        return []
    try:
        text = decoded(sparql)
        check_size(text)
        check_syntax(_EMPTY, text)
    except SyntaxError as error:
        wrong = explained(_EMPTY, sparql, error)
        return [_syntax_mistake(sparql, wrong, lang)]
    except SygraphError as error:
        said = message(error.message.partition("\n")[0], lang).text
        return [_mistake("syntax", said, sparql, Token("mark", "", 0, 0))]
    return list(_unknown(kg, sparql, lang))


_EMPTY = ox.Store()


def _syntax_mistake(sparql: str, wrong: QuerySyntaxError, lang: str) -> Mistake:
    lines = sparql.split("\n")
    offset = sum(len(line) + 1 for line in lines[: wrong.line - 1]) + wrong.column - 1
    found = next((token for token in tokens(sparql) if token.start == offset), None)
    token = found or Token("mark", "", offset, offset)
    said = message(wrong.message.partition(": ")[2].partition("\n")[0], lang).text
    fixes = [
        # A prefix is put in the place of a prefix.
        Fix(near + token.text.partition(":")[2] if near.endswith(":") else near)
        for near in wrong.near
    ]
    return _mistake("syntax", said, sparql, token, fixes)


def _unknown(kg: KnowledgeGraph, sparql: str, lang: str) -> Iterator[Mistake]:
    """Yield the names that no triple has, each as often as it stands in the query."""
    found = unknown_terms(kg.store, sparql)
    if not found:
        return
    names = labels(kg.store, {near for _, close in found for near in close}, lang)
    said = dict(named_iris(sparql))
    for iri, close in found:
        fixes = [Fix(curie(near.value), names[near]) for near in close]
        for token, meant in said.items():
            if meant == iri.value:
                text = message(f"{curie(iri.value)} is unknown to the ontology and the data.", lang)
                yield _mistake("unknown", text.text, sparql, token, fixes)


def _mistake(kind: str, said: str, sparql: str, token: Token, fixes: Iterable[Fix] = ()) -> Mistake:
    before = sparql[: token.start]
    column = _units(before[before.rfind("\n") + 1 :]) + 1
    line = before.count("\n") + 1
    return Mistake(kind, said, line, column, _units(before), token.text, tuple(fixes))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def repaired(sparql: str, mistake: Mistake, fix: Fix) -> str:
    """Return a query with a fix in the place of a mistake.

    >>> wrong = Mistake("unknown", "", 1, 7, 6, "sy:Citty", ())
    >>> repaired("ASK { sy:Citty ?p ?o }", wrong, Fix("sy:City"))
    'ASK { sy:City ?p ?o }'
    """
    units = sparql.encode("utf-16-le", "surrogatepass")
    start = 2 * mistake.start
    end = start + 2 * _units(mistake.text)
    fixed = units[:start] + fix.text.encode("utf-16-le") + units[end:]
    return fixed.decode("utf-16-le", "surrogatepass")
