"""Why a query does not parse: where, and what was expected there."""

from __future__ import annotations

import re

import pyoxigraph as ox

from sygraph.errors import QuerySyntaxError

__all__ = ["explained"]


def explained(store: ox.Store, sparql: str, error: SyntaxError) -> QuerySyntaxError:
    """Return the engine's complaint about a query in terms of the query as the user wrote it."""
    found = re.match(r"error at (\d+):(\d+): (.*)", str(error), re.DOTALL)
    assert found
    return QuerySyntaxError(
        " ".join(found[3].split()), query=sparql, line=int(found[1]), column=int(found[2])
    )
