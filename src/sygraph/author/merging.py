"""Join two entities of a workspace by rewriting the files that name them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from sygraph.author.trig_text import iri_of, prefixes_of
from sygraph.data import Files
from sygraph.errors import SygraphError
from sygraph.namespaces import GAZETTEER, PREF_LABEL, SKOS, curie
from sygraph.rdf.output import open_output
from sygraph.sparql.tokens import tokens
from sygraph.store.load import read

__all__ = ["merge_entities"]

_ALT_LABEL = NamedNode(SKOS + "altLabel")


def merge_entities(files: Files, kept: NamedNode, merged: NamedNode) -> list[str]:
    """Replace an entity by another in all files of a workspace; return the paths of those changed.

    The entry of the merged entity leaves the gazetteer; its names and what else the kept entity
    lacks are added to the entry of the kept one, which a workspace may have beside the package's.

    Raises:
        SygraphError: the two are the same, or the package defines the merged one.
        OutputError: a file cannot be written to; each file is written whole or not at all.
    """
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
    texts = {path: path.read_text("utf-8") for path in _paths(files)}
    texts[own] = _joined(texts[own], entries, known, kept, merged)
    changed = []
    for path, text in texts.items():
        new = "".join(_renamed(text, kept, merged))
        if new != path.read_text("utf-8"):
            list(parse(new.encode(), RdfFormat.TRIG))  # what cannot be read is not written
            with open_output(path) as stream:
                stream.write(new.encode())
            changed.append(str(path))
    return changed


def _paths(files: Files) -> list[Path]:
    """The files of the workspace that name entities."""
    found = [files.root / "graph" / "gazetteer.ttl", *sorted(files.root.glob("graph/*.trig"))]
    found += sorted(files.root.glob("drafts/*.trig"))
    return [path for path in found if path.exists()]


def _joined(
    text: str, entries: list[Quad], known: list[Quad], kept: NamedNode, merged: NamedNode
) -> str:
    """Return the gazetteer without the entry of the merged entity, and with what it adds."""
    spans = [span for span in _statements(text) if span[2] == merged.value]
    for start, end, _ in reversed(spans):
        text = text[:start].rstrip("\n") + "\n" + text[end:]
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
    if not added:
        return text
    prefixes = prefixes_of(text)
    entry = serialize(added, format=RdfFormat.TURTLE, prefixes=prefixes) or b""
    lines = [line for line in entry.decode().splitlines() if not line.startswith("@prefix")]
    return text.rstrip("\n") + "\n\n" + "\n".join(lines) + "\n"


def _statements(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield each statement of a Turtle file: its start, its end, and the IRI of its subject."""
    prefixes = prefixes_of(text)
    start: int | None = None
    subject, depth = "", 0
    for token in tokens(text):
        if start is None:
            start, subject = token.start, iri_of(token.text, prefixes)
        depth += (token.text in ("[", "(", "{")) - (token.text in ("]", ")", "}"))
        if token.text == "." and not depth:
            yield start, token.end, subject
            start = None


def _renamed(text: str, kept: NamedNode, merged: NamedNode) -> Iterator[str]:
    """Yield the text piece by piece, each name of the merged entity replaced by the kept one's."""
    prefixes = prefixes_of(text)
    space, local = re.fullmatch(r"(.*[/#])([^/#]*)", kept.value, re.DOTALL).groups()  # type: ignore[union-attr]
    prefix = next((name for name, iri in prefixes.items() if iri == space), None)
    new = f"<{kept.value}>" if prefix is None else f"{prefix}:{local}"
    place = 0
    for token in tokens(text):
        if iri_of(token.text, prefixes) == merged.value:
            yield text[place : token.start]
            yield new
            place = token.end
    yield text[place:]
