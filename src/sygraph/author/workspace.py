"""Make a workspace: a folder for articles, with a gazetteer, terms and queries of its own."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from sygraph.data import CONFIG, Files
from sygraph.errors import SygraphError
from sygraph.rdf.output import write_files

__all__ = ["NotEmpty", "around", "init"]

_CONFIG = """\
# This folder is a workspace of sygraph. The ontology, the gazetteer and the named queries of the
# package lie under the files here, and are read from there, so that an upgrade reaches them.

title = {title}

# The IRIs of what is named here begin so: {base}id/…, {base}passage/… .
base = {base_text}

# The prefix of the entities that are named here: {prefix}:slug.
prefix = {prefix_text}

# The thing that questions are about unless they name another: a slug, a CURIE or an IRI.
# subject = "shenyang"

# Articles of the package that belong to this workspace.
include = {include}
"""

_GAZETTEER = """\
# The gazetteer of this workspace: what the entities of its articles are called in three
# languages, what they are, and where they lie. An entity of the package's gazetteer, such as
# id:china, needs no entry here.
# A fact that an article states stands in graph/<article>.trig, with its words.

@prefix sy: <https://w3id.org/sygraph/ontology#> .
@prefix id: <https://w3id.org/sygraph/id/> .
@prefix {prefix}: <{base}id/> .
@prefix art: <{base}article/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
"""

# What a workspace has besides its configuration.
_FOLDERS = ("seeds", "graph", "ontology", "queries")


class NotEmpty(SygraphError):
    """A workspace cannot be made where there is one."""


def init(
    folder: str | os.PathLike[str],
    *,
    base: str | None = None,
    title: str | None = None,
    prefix: str = "my",
    include: tuple[str, ...] = (),
) -> Files:
    """Make a workspace in a folder, which may exist already.

    Args:
        base: the base of its IRIs; by default https://example.org/ with the name of the folder.
        title: its title; by default the name of the folder.
        prefix: the prefix of its entities.
        include: ids of articles of the package that belong to it.

    Raises:
        NotEmpty: there is a workspace in the folder.
        DataError: base, prefix or an id is not valid; nothing is written.
        OutputError: the folder cannot be written to.
    """
    place = Path(folder)
    if (place / CONFIG).exists():
        raise NotEmpty(
            f"{place / CONFIG} exists: there is a workspace", hint="choose another folder"
        )
    name = re.sub(r"[^a-z0-9]+", "-", place.resolve().name.lower()).strip("-") or "workspace"
    base = base or f"https://example.org/{name}/"
    values = {"base": base, "prefix": prefix, "include": list(include)}
    Files.check_config(values, str(place / CONFIG))
    try:
        for part in _FOLDERS:
            (place / part).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SygraphError(f"cannot make {place}: {error.strerror}") from error
    config = _CONFIG.format(
        title=_quoted(title or place.resolve().name),
        base=base,
        base_text=_quoted(base),
        prefix=prefix,
        prefix_text=_quoted(prefix),
        include=json.dumps(list(include)),
    )
    contents = {str(place / CONFIG): config.encode()}
    gazetteer = place / "graph" / "gazetteer.ttl"
    if not gazetteer.exists():
        contents[str(gazetteer)] = _GAZETTEER.format(base=base, prefix=prefix).encode()
    write_files(contents)
    return Files.at(place)


def around(folder: str | os.PathLike[str]) -> Path | None:
    """Return the folder of the workspace that a folder is inside of, if any."""
    above = Path(folder).resolve().parents
    return next((place for place in above if (place / CONFIG).is_file()), None)


def _quoted(text: str) -> str:
    """Return a text as a TOML string, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False)
