"""Write a release's data: python tools/release_data.py TREE FOLDER VERSION

Run by tools/release.py with the tree's own package, so that the data are what that version makes
of its own files.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import sys
from pathlib import Path

from sygraph.data import Files
from sygraph.export import export
from sygraph.export.dataset_description import Download, describe_dataset
from sygraph.export.detach import detached
from sygraph.rdf.formats import Format
from sygraph.rdf.graph_file import write_graph
from sygraph.store.interface import OxigraphStore, Store

__all__ = ["write_data"]

# Each edition in these: one for people, one for programs, and the merge for who wants one graph.
_FORMATS = ("trig", "nquads", "turtle", "jsonld")


def write_data(tree: Path, folder: Path, version: str) -> None:
    """Write the data and what describes them."""
    files = Files.at(tree)
    whole = OxigraphStore.from_files(files)
    editions: dict[str, Store] = {
        f"sygraph-data-{version}": whole,
        f"sygraph-data-{version}-without-text": detached(whole, files),
    }
    written = []
    for name, store in editions.items():
        for format in map(Format.named, _FORMATS):
            held = io.BytesIO()
            export(store, format, held)
            # Without a name and a time, which would differ from one building to the next.
            packed = gzip.compress(held.getvalue(), compresslevel=9, mtime=0)
            path = folder / f"{name}{format.suffix}.gz"
            path.write_bytes(packed)
            sha256 = hashlib.sha256(packed).hexdigest()
            written.append(Download(f"download/{path.name}", format, len(packed), sha256))
    with (folder / f"sygraph-data-{version}.void.ttl").open("wb") as stream:
        said = describe_dataset(whole, files=written)
        write_graph(stream, said, Format.named("turtle"))


if __name__ == "__main__":
    write_data(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
