"""Write ontology/context.jsonld from the ontology: python docs/make_context.py."""

from __future__ import annotations

from pathlib import Path

from sygraph.data import Files
from sygraph.rdf.context import context_document

if __name__ == "__main__":
    root = Path(__file__).parents[1]
    (root / "ontology" / "context.jsonld").write_bytes(context_document(Files.at(root)))
