"""Join two entities of a workspace by rewriting the files that name them."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from sygraph.author.trig_text import add_statements, prefixes_of, renamed, spans
from sygraph.data import Files
from sygraph.errors import SygraphError
from sygraph.namespaces import GAZETTEER, PREF_LABEL, SKOS, curie
from sygraph.rdf.output import write_files
from sygraph.store.load import read

__all__ = ["merge_entities"]

_ALT_LABEL = NamedNode(SKOS + "altLabel")


def merge_entities(files: Files, kept: NamedNode, merged: NamedNode) -> list[str]:
    """Replace an entity by another in all files of a workspace; return the paths of those changed.

    The entry of the merged entity leaves the gazetteer; its names and what else the kept entity
    lacks are added to the entry of the kept one, which a workspace may have beside the package's.

    Raises:
        SygraphError: the two are the same, or the package defines the merged one.
        OutputError: a file cannot be written to. Nothing is written.
    """
    files.refuse_package()
    if kept == merged:
        raise SygraphError(f"{curie(kept.value)} cannot be merged with itself")
    own = Path(files.gazetteers[-1])
    entries = read(own, GAZETTEER) if own.is_relative_to(files.root) else []
    if files.is_workspace and not any(quad.subject == merged for quad in entries):
        raise SygraphError(
            f"{curie(merged.value)} has no entry in {own.name} of the workspace",
            hint="name the entity that stays first; one of the package cannot be merged away",
        )
    known = [quad for path in files.gazetteers for quad in read(path, GAZETTEER)]
    before = {path: path.read_text("utf-8") for path in _paths(files)}
    texts = before | {own: _joined(before[own], entries, known, kept, merged)}
    changed = {}
    for path, text in texts.items():
        new = renamed(text, {merged.value: kept.value}, prefixes_of(text))
        if new != before[path]:
            list(parse(new.encode(), RdfFormat.TRIG))  # what cannot be read is not written
            changed[str(path)] = new.encode()
    write_files(changed)
    return list(changed)


def _paths(files: Files) -> list[Path]:
    """The files of the workspace that name entities."""
    found = [files.root / "graph" / "gazetteer.ttl", *sorted(files.root.glob("graph/*.trig"))]
    found += sorted(files.root.glob("drafts/*.trig"))
    return [path for path in found if path.exists()]


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
