"""Write docs/queries.md from the headers of the named queries: python docs/make_queries.py"""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path

import sygraph
from sygraph.queries.catalog_page import as_markdown
from sygraph.queries.run import choices

__all__ = ["page"]


def page() -> str:
    """Return the whole page, which is what `sygraph queries -f markdown` prints."""
    kg = sygraph.open()
    lister = cache(partial(choices, kg.store, kg.queries))
    return as_markdown([kg.queries[name] for name in sorted(kg.queries)], lister)


if __name__ == "__main__":
    Path(__file__).with_name("queries.md").write_text(page(), encoding="utf-8")
