"""Write the linked-data site as files for a plain web host: pages, data, rules.

Each page is what the server would show, in three languages, and each thing's data lie beside its
page. All links are relative. The folder appears whole or not at all, and replaces what an earlier
export has written there.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sygraph.entities.facts import term
from sygraph.errors import OutputError
from sygraph.export.dataset_description import downloads
from sygraph.namespaces import BASE
from sygraph.pages.addresses import path_of
from sygraph.pages.render import Site
from sygraph.rdf.context import context_document
from sygraph.rdf.formats import Format
from sygraph.rdf.inexpressible import Inexpressible
from sygraph.rdf.output import explained
from sygraph.rdf.safe_output import file_path
from sygraph.site import hosting
from sygraph.site.file_links import FileLinks
from sygraph.site.plan import Sheet, nodes, sheets, whole, written
from sygraph.site.search_index import INDEXES, search_index

if TYPE_CHECKING:
    from sygraph.graph import KnowledgeGraph

__all__ = ["Written", "write_site"]

# The data formats of each node, in the order of content negotiation.
DATA = ("turtle", "jsonld", "ntriples", "rdfxml", "trig")

_RENAME = "give one of the two another IRI in the data"

# Marks a folder as an exported site, which can be replaced.
_MARK = ".sygraph-site"


@dataclass
class Written:
    """The numbers of written pages, other files and bytes.

    `left_out` names each file that its format cannot hold, and why.
    """

    pages: int = 0
    files: int = 0
    bytes: int = 0
    left_out: list[str] = field(default_factory=list)


def write_site(
    kg: KnowledgeGraph,
    folder: str | Path,
    *,
    base_url: str = BASE,
    report: Callable[[int, int], None] = lambda done, of: None,
) -> Written:
    """Write the site into a folder.

    Args:
        folder: a new one, an empty one, or one that an earlier export has written.
        base_url: where it will be, for what must say so: sitemap, descriptions, w3id.org's rules.
        report: is called with the number of pages written and the number of all pages.

    Raises:
        OutputError: the folder holds something else, or cannot be written.
    """
    base_url = base_url.rstrip("/") + "/"
    target = Path(os.path.realpath(folder))
    with explained(str(folder)):
        _check(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{target.name[:40]}.", dir=target.parent))
        try:
            new = work / "site"
            new.mkdir()
            _check_case(work)
            done = _fill(kg, new, base_url, report)
            (new / _MARK).touch()
            _swap(new, target, work)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return done


def _fill(
    kg: KnowledgeGraph, folder: Path, base_url: str, report: Callable[[int, int], None]
) -> Written:
    """Write all files into an empty folder."""
    formats = [Format.named(name) for name in DATA]
    plan = sheets(kg, base_url)
    things = nodes(kg)
    files = _checked(
        [
            *(sheet.path for sheet in plan),
            *(f"{path_of(iri.value)}{format.suffix}" for iri in things for format in formats),
            *(file.path for file in downloads()),
            *INDEXES.values(),
        ]
    )
    done = Written()

    def write(path: str, content: bytes) -> None:
        place = folder / file_path(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        done.files += 1
        done.bytes += len(content)

    def write_all(found: Iterable[tuple[str, bytes | Inexpressible]]) -> None:
        for path, content in found:
            if isinstance(content, Inexpressible):
                files.discard(path)
                done.left_out.append(f"{path}: {content.message}")
            else:
                write(path, content)

    # Data come first, because pages link only to existing files.
    write_all(whole(kg, downloads()))
    there = [file for file in downloads() if file.path in files]
    write_all(written(kg, things, formats, base_url, there))
    assets: set[str] = set()
    for path, page in _pages(kg, plan, files, assets):
        write(path, page.encode())
        done.pages += 1
        report(done.pages, len(plan) * len(hosting.FOLDERS))
    for path, content in (
        *((path, search_index(kg, lang)) for lang, path in INDEXES.items()),
        *_assets(assets),
        ("context.jsonld", context_document(kg.files)),
        *_rules(kg, base_url, formats, plan),
    ):
        write(path, content)
    return done


def _checked(paths: Iterable[str]) -> set[str]:
    """The paths of written files, each inside the folder and used once.

    Raises:
        UnsafeName: one would be outside of the folder.
        OutputError: two would be the same file, or one a folder that another is in.
    """
    found: set[str] = set()
    for path in map(file_path, paths):
        if path in found:
            raise OutputError(f"two things in the data have the file {path}", hint=_RENAME)
        found.add(path)
    for path in sorted(found):
        for folder in map(str, PurePosixPath(path).parents):
            if folder in found:
                raise OutputError(f"{path} needs a folder where {folder} is a file", hint=_RENAME)
    return found


def _pages(
    kg: KnowledgeGraph, plan: Iterable[Sheet], files: Collection[str], assets: set[str]
) -> Iterator[tuple[str, str]]:
    """Yield each page in each language, and collect the assets that they load."""
    for sheet in plan:
        for lang, folder in hosting.FOLDERS.items():
            links = FileLinks(files, sheet.path, lang, assets)
            yield folder + sheet.path, sheet.make(Site(kg, lang, links, live=False))


def _assets(asked: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the assets that pages load, and those that these assets load."""
    from sygraph.pages.asset_files import asset, names

    ours = {name for name in names() if not asset(name).lasting or name.startswith("fonts/")}
    for name in sorted({*asked, *ours}):
        yield f"static/{name}", asset(name).content


def _rules(
    kg: KnowledgeGraph, base_url: str, formats: list[Format], plan: Iterable[Sheet]
) -> Iterator[tuple[str, bytes]]:
    """Yield the files for web hosts and crawlers."""
    from sygraph.pages.error_page import error_page

    rules = hosting.apache(formats)
    # The page for missing files is shown at any depth, so its links are absolute; where nothing
    # says where the site is, it is at the root of its host.
    root = "/" if base_url == BASE else base_url
    there = {*(sheet.path for sheet in plan), *INDEXES.values()}
    page = error_page(
        Site(kg, "en", FileLinks(there, "404.html", "en", set()), live=False),
        404,
        "there is no such page",
    )
    yield "404.html", page.replace("<head>", f'<head>\n<base href="{root}">', 1).encode()
    rules += hosting.not_found(root)
    if base_url != BASE:
        yield "w3id.htaccess", hosting.w3id(base_url, formats).encode()
    yield ".htaccess", rules.encode()
    yield "_redirects", hosting.redirects().encode()
    yield "_headers", hosting.headers(formats).encode()
    yield "robots.txt", hosting.robots(base_url).encode()
    listed = ("" if s.path == "index.html" else s.path for s in plan if s.listed)
    yield "sitemap.xml", hosting.sitemap(base_url, listed, _modified(kg)).encode()
    yield ".nojekyll", b""  # GitHub Pages would leave out what begins with an underscore


def _modified(kg: KnowledgeGraph) -> str | None:
    """Return the day of the last change from the ontology."""
    for row in kg.store.select("SELECT ?day { ?o a owl:Ontology ; dcterms:modified ?day }"):
        return term(row["day"]).value
    return None


def _check(target: Path) -> None:
    """Refuse to replace a folder that is not an exported site."""
    if target.exists() and not target.is_dir():
        raise OutputError(f"{target} is a file", hint="name a folder")
    if target.is_dir() and any(target.iterdir()) and not (target / _MARK).exists():
        raise OutputError(
            f"{target} holds something else, which the site would replace",
            hint="name a new folder, or empty this one",
        )


def _check_case(work: Path) -> None:
    """Check that the file system distinguishes case, because some paths differ only in it."""
    (work / "Case").touch()
    if (work / "case").exists():
        raise OutputError(
            "the file system does not distinguish City.html from city.html, so one would be lost",
            hint="write the site to a case-sensitive file system",
        )


def _swap(new: Path, target: Path, work: Path) -> None:
    """Move the new folder to its place; the old one stays complete until then."""
    if target.exists():
        target.rename(work / "old")
    try:
        new.rename(target)
    except OSError:
        if (work / "old").exists():
            (work / "old").rename(target)
        raise
