"""The command's front door: a plain `sygraph query NAME` goes straight through.

That is what other programs call most, and importing what reads a command line takes longer than
loading the graph and answering. So the one question whose answer needs none of it, a named query
of rows as it stands, piped, is answered here. Everything else, every error included, goes to
`sygraph.cli.main`: tests hold the two to the same bytes.
"""

from __future__ import annotations

import os
import sys

__all__ = ["MIXED", "main"]

# The queries of the package that order values of several kinds, which takes a look at the query;
# see `sygraph.sparql.order_by`.
MIXED = frozenset(["caption-only", "connections", "neighbours", "passage-facts", "plan"])


def main() -> None:
    """Run the command line."""
    if not _answered(sys.argv[1:]):
        from sygraph.cli.main import main as command_line

        command_line()


def _answered(arguments: list[str]) -> bool:
    """Answer a plain named query as csv; False, and nothing written, where this is none."""
    if len(arguments) != 2 or arguments[0] != "query" or sys.stdout.isatty():
        return False
    if "SYGRAPH_STORE" in os.environ or "SYGRAPH_ENDPOINT" in os.environ:
        return False  # another engine is to answer
    from pyoxigraph import QueryResultsFormat, QuerySolutions

    from sygraph.data import Files
    from sygraph.errors import SygraphError
    from sygraph.namespaces import PREFIXES
    from sygraph.store.interface import OxigraphStore

    files = Files.bundled()
    name = arguments[1]
    if name in MIXED or not name.replace("-", "").isalnum():
        return False
    try:
        with open(files.file("queries", f"{name}.rq"), encoding="utf-8") as stream:
            text = stream.read()
        solutions = OxigraphStore.from_files(files).engine.query(text, prefixes=PREFIXES)
        if not isinstance(solutions, QuerySolutions):
            return False
        rows = solutions.serialize(format=QueryResultsFormat.CSV)
        assert rows is not None
        if rows.count(b"\n") == 1:
            return False  # no row below the header: the command line says why
        sys.stdout.buffer.write(rows)
        sys.stdout.buffer.flush()
    except (OSError, SygraphError):
        return False
    return True


if __name__ == "__main__":
    main()
