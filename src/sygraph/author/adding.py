"""Add an article to a workspace: its text byte for byte, and a passage for each of its units."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from sygraph.author.article_sources import Source
from sygraph.author.trig_text import graph_block, prefixes_for, statements
from sygraph.data import ArticleFiles, Files
from sygraph.errors import DataError, SygraphError
from sygraph.namespaces import PREFIXES, RDF_TYPE, XSD, declarations, sy, vocab
from sygraph.rdf.output import write_files
from sygraph.text.article import Article
from sygraph.text.detection import language_of_text
from sygraph.text.roles import Unit, read_units
from sygraph.text.scalars import read_date

__all__ = ["add", "article_date", "passage_text", "same_text"]

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_ID = 60
_HEADER = """\
# What the article says: passage by passage in reading order, the words first and then the facts
# that they support. `sygraph draft {id}` proposes facts, and `sygraph accept {id}` puts those here
# that `sygraph check` finds right.
"""
_DECLARED = ("sy", "id", "xsd", "qunit", "schema", "skos", "dcterms", "geosparql")


def add(
    files: Files,
    source: Source,
    id: str,
    *,
    language: str | None = None,
    date: str | None = None,
    publisher: str | None = None,
) -> ArticleFiles:
    """Write the text of an article and its passages, which state nothing yet but the title.

    Args:
        id: The name of the article, which is part of the IRIs of its passages.
        language: Its language; by default what its characters and words tell.
        date: The day of its publication, from which 今年 and "last year" are counted; by default
            that of the page, if there is one.
        publisher: Who published it; by default what the page says.

    Raises:
        SygraphError: The id or the date is not valid or is taken, the text is in another language,
            or there is no workspace. Nothing is written.
        OutputError: A file cannot be written to.
    """
    article = _place(files, id)
    found = language_of_text(source.text)
    if language and found != language:
        raise SygraphError(
            f"the text is in {found}, not in {language}", hint=f"--lang {found}, or leave it out"
        )
    day = _day(date or source.date)
    text = Article(source.text, found)
    units = read_units(text, title=source.title, author=source.author, captions=source.captions)
    about = _about(article, found, day, publisher or source.publisher, source)
    trig = _trig(files, article, about, units)
    write_files({article.text: source.text.encode(), article.trig: trig.encode()})
    return article


def same_text(files: Files, text: str) -> str | None:
    """Return the id of an article that has the same words, whatever the blanks between them."""
    words = text.split()
    for article in files.articles:
        try:
            known = Path(article.text).read_text("utf-8")
        except (OSError, UnicodeDecodeError):  # which check reports
            continue
        if known.split() == words:
            return article.id
    return None


def article_date(day: str) -> Literal:
    """Return a day as the value of sy:referenceDate."""
    return Literal(day, datatype=NamedNode(XSD + "date"))


def _place(files: Files, id: str) -> ArticleFiles:
    files.refuse_package()
    if not _ID.fullmatch(id) or len(id) > _LONGEST_ID:
        raise SygraphError(
            f"{id[:_LONGEST_ID]!r} is no name for an article",
            hint="small letters, digits and hyphens, such as port-2026",
        )
    article = ArticleFiles(id, files.base, files.folder)
    taken = {known.id for known in files.articles}
    if id in taken or Path(article.trig).exists() or Path(article.text).exists():
        raise SygraphError(f"there is an article {id} already", hint="choose another --id")
    if id in PREFIXES or id == files.prefix:
        raise SygraphError(f"{id} is a prefix", hint="choose another --id")
    return article


def _day(date: str) -> str:
    if not date:
        return ""
    try:
        return read_date(date).isoformat()
    except ValueError as error:
        raise DataError(f"the date {date[:40]!r} {error}", hint="--date 2026-03-01") from error


def _about(
    article: ArticleFiles, language: str, day: str, publisher: str, source: Source
) -> list[Triple]:
    iri = NamedNode(article.iri)
    found = [
        Triple(iri, RDF_TYPE, vocab("schema:NewsArticle")),
        Triple(iri, vocab("schema:inLanguage"), Literal(language)),
    ]
    if day:
        found.append(Triple(iri, sy("referenceDate"), article_date(day)))
        found.append(Triple(iri, vocab("schema:datePublished"), article_date(day)))
    if publisher:
        found.append(Triple(iri, vocab("schema:publisher"), Literal(publisher)))
    if re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", source.url):
        found.append(Triple(iri, vocab("dcterms:source"), NamedNode(source.url)))
    digest = sha256(source.text.encode()).hexdigest()
    return [*found, Triple(iri, vocab("schema:sha256"), Literal(digest))]


def _trig(files: Files, article: ArticleFiles, about: list[Triple], units: list[Unit]) -> str:
    prefixes = prefixes_for(files, article, _DECLARED)
    parts = [_HEADER.format(id=article.id), declarations(prefixes), statements(about, prefixes)]
    for number, unit in enumerate(units, 1):
        passage = NamedNode(f"{prefixes['p']}{number * 10}")
        facts = []
        if unit.role == "headline":
            title = Literal(unit.words)
            facts = [Triple(NamedNode(article.iri), vocab("dcterms:title"), title)]
        parts.append(passage_text(passage, unit, facts, prefixes))
    return "\n".join(parts)


def passage_text(
    passage: NamedNode, unit: Unit, facts: list[Triple], prefixes: Mapping[str, str]
) -> str:
    """Return a passage as TriG: what describes it, and the graph of its facts."""
    described = [
        Triple(passage, RDF_TYPE, sy("Passage")),
        Triple(passage, vocab("dcterms:type"), sy(unit.role)),
        Triple(passage, sy("quote"), Literal(unit.words)),
    ]
    return statements(described, prefixes) + graph_block(passage, facts, prefixes)
