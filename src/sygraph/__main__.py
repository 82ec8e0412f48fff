"""The command's entry point, with a fast path for plain queries whose rows go to a pipe.

Other programs call `sygraph query` most, and importing the command line takes longer than loading
the graph and answering. So a named query without parameters, or SPARQL, is answered here as
csv. Everything else, every error and every empty answer included, goes
to `sygraph.cli.main`; tests compare the bytes that both write.
"""

from __future__ import annotations

import os
import sys

from sygraph.data import Files
from sygraph.errors import SygraphError
from sygraph.namespaces import PREFIXES
from sygraph.store.interface import OxigraphStore

__all__ = ["MIXED", "main"]

# The queries of the package that order values of several kinds, which takes a look at the query;
# see `sygraph.sparql.order_by`.
MIXED = frozenset(["caption-only", "connections", "neighbours", "passage-facts", "plan"])

# SPARQL with any of these is checked or rewritten before an engine reads it; see
# `sygraph.sparql.prepare` and `sygraph.sparql.order_by`. So is what is long.
_PREPARED = ("\\", "#", "\ufeff", "SERVICE", "ORDER", "DESCRIBE", "CONCAT")
_LONGEST = 500
# Settings by which the command line answers otherwise.
_SETTINGS = frozenset(["SYGRAPH_STORE", "SYGRAPH_ENDPOINT", "SYGRAPH_LANG"])


def main() -> None:
    """Run the command line."""
    if _answered(sys.argv[1:]):
        os._exit(0)  # freeing the graph piece by piece takes longer than the query
    from sygraph.cli.main import main as command_line

    command_line()


def _answered(arguments: list[str]) -> bool:
    """Answer a plain query as csv; False, and nothing written, where it is not plain."""
    if len(arguments) != 2 or arguments[0] != "query" or sys.stdout.isatty():
        return False
    if not _SETTINGS.isdisjoint(os.environ):
        return False  # another engine is to answer, or in another language
    query = arguments[1]
    is_name = query.replace("-", "").isalnum()
    if query in MIXED or (not is_name and ("{" not in query or "BNODE" in query.upper())):
        return False
    try:
        rows = _rows(query, is_name)
    except (OSError, RuntimeError, SyntaxError, SygraphError):
        return False
    if rows.count(b"\n") <= 1:
        return False  # no row below the header: the command line says why
    sys.stdout.buffer.write(rows)
    sys.stdout.buffer.flush()
    return True


def _rows(query: str, is_name: bool) -> bytes:
    """Return the answer to a query as csv; nothing where it is not a table."""
    from pyoxigraph import QueryResultsFormat, QuerySolutions

    files = Files.find()
    if is_name:
        path = files.query_files().get(query, "")
        with open(path, encoding="utf-8") as stream:
            query = stream.read()
    store = OxigraphStore.from_files(files)
    if is_name and "default: subject" in query:
        from sygraph.queries.subject import about_subject

        query = about_subject(query, files.subject)
    if is_name or _is_plain(query.upper()):
        answer = store.engine.query(query, prefixes=PREFIXES)
    else:
        answer = store.query(query)
    if not isinstance(answer, QuerySolutions):
        return b""
    return answer.serialize(format=QueryResultsFormat.CSV) or b""


def _is_plain(query: str) -> bool:
    """Whether the engine may read a query, in upper case, as it is."""
    return (
        len(query) <= _LONGEST
        and "IN()" not in "".join(query.split())
        and not any(word in query for word in _PREPARED)
    )


if __name__ == "__main__":
    main()
