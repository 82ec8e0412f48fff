"""The page that says what went wrong."""

from __future__ import annotations

from sygraph.pages.render import Site, render
from sygraph.pages.words import WORDS

__all__ = ["error_page"]

WORDS["failed"] = ("This did not work", "未能完成", "未能完成")


def error_page(site: Site, status: int, message: str, hint: str | None = None) -> str:
    """Return the page of an error, with its HTTP status."""
    return render(site, "error.html", status=status, message=message, hint=hint)
