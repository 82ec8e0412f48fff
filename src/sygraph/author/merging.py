"""Join two entities of a workspace by rewriting the files that name them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from sygraph.author.trig_text import add_statements, prefixes_of, renamed, spans
from sygraph.data import Files
from sygraph.errors import SygraphError
from sygraph.namespaces import GAZETTEER, ONTOLOGY, PREF_LABEL, RDF_TYPE, RDFS, SKOS, curie
from sygraph.rdf.output import write_files
from sygraph.store.load import read

__all__ = ["merge_entities"]

_ALT_LABEL = NamedNode(SKOS + "altLabel")
_SUB_CLASS = NamedNode(RDFS + "subClassOf")


def merge_entities(files: Files, kept: NamedNode, merged: NamedNode) -> list[str]:
    """Replace an entity by another in all files of a workspace; return the paths of those changed.

    The entry of the merged entity leaves the gazetteer; its names and what else the kept entity
    lacks are added to the entry of the kept one, which a workspace may have beside the package's.

    Raises:
        SygraphError: the two are the same, or of classes that nothing is both of, or the package
            defines the merged one.
        OutputError: a file cannot be written to. Nothing is written.
    """
    files.use().refuse_package()
    if kept == merged:
        raise SygraphError(f"{curie(kept.value)} cannot be merged with itself")
    own = Path(files.gazetteers[-1])
    entries = read(own, GAZETTEER) if own.is_relative_to(files.root) else []
    package = [quad for path in files.gazetteers[:-1] for quad in read(path, GAZETTEER)]
    theirs = any(quad.subject == merged for quad in package)
    if files.is_workspace and (theirs or not any(quad.subject == merged for quad in entries)):
        raise SygraphError(
            f"{curie(merged.value)} has no entry in {own.name} of the workspace",
            hint="name the entity that stays first; one of the package cannot be merged away",
        )
    known = [quad for path in files.gazetteers for quad in read(path, GAZETTEER)]
    _refuse_unlike(files, known, kept, merged)
    before = {path: path.read_text("utf-8") for path in _paths(files)}
    texts = before | {own: _joined(before[own], entries, known, kept, merged)}
    changed = {}
    for path, text in texts.items():
        if path.suffix == ".tsv":
            new = _in_exceptions(text, curie(kept.value), curie(merged.value))
        else:
            new = renamed(text, {merged.value: kept.value}, prefixes_of(text))
            list(parse(new.encode(), RdfFormat.TRIG))  # what cannot be read is not written
        if new != before[path]:
            changed[str(path)] = new.encode()
    write_files(changed)
    return list(changed)


def _refuse_unlike(files: Files, known: list[Quad], kept: NamedNode, merged: NamedNode) -> None:
    """Refuse to join things of different classes, such as a port and a city."""
    own, other = (
        {
            quad.object
            for quad in known
            if quad.subject == node
            and quad.predicate == RDF_TYPE
            and isinstance(quad.object, NamedNode)
        }
        for node in (kept, merged)
    )
    if not own or not other or own & other:
        return
    terms = [quad for path in files.ontologies for quad in read(path, ONTOLOGY)]
    above = [(q.subject, q.object) for q in terms if q.predicate == _SUB_CLASS]
    if _upwards(own, above) & other or _upwards(other, above) & own:
        return
    what = (" and ".join(sorted(curie(cls.value) for cls in of)) for of in (own, other))
    raise SygraphError(
        f"{curie(kept.value)} is a {next(what)}, {curie(merged.value)} a {next(what)}",
        hint="if the two are one thing, give both the same class in graph/gazetteer.ttl first",
    )


def _upwards(classes: set[Any], above: list[tuple[Any, Any]]) -> set[Any]:
    found = set(classes)
    while more := {upper for lower, upper in above if lower in found} - found:
        found |= more
    return found


def _paths(files: Files) -> list[Path]:
    """The files of the workspace that name entities."""
    found = [files.root / "graph" / "gazetteer.ttl", *sorted(files.root.glob("graph/*.trig"))]
    for names in ("graph/*.translations.ttl", "graph/*.exceptions.tsv", "drafts/*.trig"):
        found += sorted(files.root.glob(names))
    return [path for path in found if path.exists()]


def _in_exceptions(text: str, kept: str, merged: str) -> str:
    """Return a list of exceptions that names an entity in place of another."""
    return re.sub(rf"(?<![\w-]){re.escape(merged)}(?![\w-])", kept, text)


def _joined(
    text: str, entries: list[Quad], known: list[Quad], kept: NamedNode, merged: NamedNode
) -> str:
    """Return the gazetteer without the entry of the merged entity, and with what it adds."""
    for span in reversed(list(spans(text))):
        if span.subject == merged.value:
            text = text[: span.start].rstrip("\n") + "\n" + text[span.end :]
    said = {(quad.predicate, quad.object) for quad in known if quad.subject == kept}
    names = {object for _, object in said if isinstance(object, Literal) and object.language}
    added = []
    for quad in entries:
        predicate, object = quad.predicate, quad.object
        if quad.subject != merged or (predicate, object) in said or object in names:
            continue
        if predicate == PREF_LABEL:
            predicate = _ALT_LABEL
        elif any(p == predicate for p, _ in said):
            continue  # the kept entity has its own: two coordinates would contradict each other
        added.append(Triple(kept, predicate, object))
    return add_statements(text, kept.value, added) if added else text
