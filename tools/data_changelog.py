"""Add this version to docs/data-changelog.md: python tools/data_changelog.py [PREVIOUS]

PREVIOUS is what came before: a folder of data, or a dump of the last release. Without it, this is
the first version. Run it again and it replaces what it said of this version.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import sygraph
from sygraph.export.diff import compare
from sygraph.export.diff_report import as_markdown
from sygraph.store.sources import dataset

__all__ = ["PAGE", "changelog", "section"]

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "data-changelog.md"

_OPENING = """\
# What changed in the data

Version by version and fact by fact, each with the words that support it: made by
`python tools/data_changelog.py PREVIOUS`, which asks what `sygraph diff PREVIOUS .` asks.
"""


def section(previous: Path | None) -> str:
    """Return what is said of this version."""
    [date] = re.findall(
        r'^date-released: "(.+)"$', (ROOT / "CITATION.cff").read_text("utf-8"), re.M
    )
    title = f"{sygraph.__version__} ({date})"
    if previous is not None:
        return as_markdown(compare(dataset(previous), dataset(ROOT)), title)
    counts = {c.name: c.count for c in sygraph.open(ROOT).stats() if not c.of}
    passages, facts, entities = (counts[name] for name in ("passages", "facts", "entities"))
    return (
        f"## {title}\n\nThe first version: {facts:,} facts in {passages} passages of one article, "
        f"about {entities} entities.\n"
    )


def changelog(page: str, new: str) -> str:
    """Return the page with a section at its top, instead of one of the same version if any."""
    sections = re.split(r"(?m)^(?=## )", page)[1:]
    version = new.split()[1]
    kept = [old for old in sections if old.split()[1] != version]
    return "\n".join([_OPENING, *(text.rstrip("\n") + "\n" for text in (new, *kept))])


def main() -> None:
    previous = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    PAGE.write_text(changelog(page, section(previous)), encoding="utf-8")


if __name__ == "__main__":
    main()
