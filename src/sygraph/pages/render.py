"""Render templates to HTML, with every value escaped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from markupsafe import Markup, escape

from sygraph.entities.articles import languages
from sygraph.entities.facts import node
from sygraph.entities.resolve import LANGUAGES
from sygraph.export.dataset_texts import dataset_texts
from sygraph.namespaces import article_of, passage_name
from sygraph.pages.addresses import path_of
from sygraph.pages.messages import message
from sygraph.pages.texts import words
from sygraph.pages.view_models import converted
from sygraph.rdf.safe_output import html_page
from sygraph.text.detection import chinese_script

if TYPE_CHECKING:
    from collections.abc import Mapping

    import jinja2

    from sygraph.graph import KnowledgeGraph
    from sygraph.pages.addresses import Links

__all__ = ["Site", "article_path", "language_of", "render", "several_articles"]


_HAN = "[\u2e80-\u9fff\uff00-\uffef]"
# Chinese words, with the numbers and blanks between them.
_CHINESE = re.compile(f"{_HAN}+(?:[ \\d.,—-]*{_HAN}+)*")


@dataclass(frozen=True)
class Site:
    """What every page needs: the graph, the reader's language and the addresses of links.

    Attributes:
        live: whether a server can search and answer queries; False for pages written as files.
    """

    kg: KnowledgeGraph
    lang: str
    links: Links
    live: bool = True


def render(site: Site, template: str, **values: Any) -> str:
    """Return a page from a template of the folder `templates`.

    Templates use `site`, `links`, `lang`, `languages`, `article_path`, `language_of` for the
    language of a passage, and `t` for a text in the reader's language: `{{ t("search") }}`; `said`
    puts a message into it.
    """
    page = (
        _environment()
        .get_template(template)
        .render(
            site=site,
            licence=_licence(site),
            links=site.links,
            lang=site.lang,
            languages=LANGUAGES,
            t=words(site.lang),
            said=partial(_said, site.lang),
            table_words={name: words(site.lang)(f"table.{name}") for name in _TABLE_WORDS},
            article_path=article_path(site.kg),
            language_of=partial(language_of, site.kg),
            in_script=partial(converted, lang=site.lang),
            **values,
        )
    )
    return html_page(page)


_languages: WeakKeyDictionary[KnowledgeGraph, Mapping[str, str]] = WeakKeyDictionary()


def language_of(kg: KnowledgeGraph, iri: str) -> str:
    """Return the language of an article, or of a passage's article.

    >>> import sygraph
    >>> language_of(sygraph.open(), "https://w3id.org/sygraph/passage/shenyang-2024/340")
    'zh-Hant'
    """
    if kg not in _languages:
        _languages[kg] = languages(kg.store)
    article = article_of(iri) if passage_name(iri) else iri
    return _languages[kg][article]


def _licence(site: Site) -> str:
    """Return the line of the footer: of a workspace, what it says of its rights."""
    if site.kg.files.is_workspace:
        return dataset_texts().rights[site.lang]
    return words(site.lang)("licence.line")


def _said(lang: str, text: str) -> str:
    """Return a message in a language, marked as English where it is not translated."""
    found = message(text, lang)
    if not found.lang:
        return escape(found.text)
    return Markup('<span lang="{}">{}</span>').format(found.lang, found.text)


def _marked_chinese(words: re.Match[str]) -> str:
    """Return Chinese words cited in a text, marked with their script."""
    return f'<span lang="{chinese_script(words[0])}">{words[0]}</span>'


# The texts of the menu of a column.
_TABLE_WORDS = ("up", "down", "filter", "only", "any", "hide", "shown", "reset")

# The paths of the articles, by graph: a graph is asked for them once.
_articles: WeakKeyDictionary[KnowledgeGraph, str] = WeakKeyDictionary()


def several_articles(kg: KnowledgeGraph) -> bool:
    """Whether there are at least two articles, whose figures may be compared."""
    return article_path(kg) == "articles"


def article_path(kg: KnowledgeGraph) -> str:
    """Return the path of the only article, or of the list of articles; empty if there is none."""
    if kg not in _articles:
        rows = kg.store.select(
            "SELECT DISTINCT ?a { ?a a schema:NewsArticle FILTER(isIRI(?a)) } LIMIT 2"
        )
        found = [path for row in rows if (path := path_of(node(row["a"]).value))]
        _articles[kg] = "articles" if len(found) > 1 else "".join(found)
    return _articles[kg]


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    from sygraph.network.page_files import script_json

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("sygraph.pages"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    # Chinese words cited in an English text, marked as Chinese.
    environment.filters["cited"] = lambda text: Markup(
        _CHINESE.sub(_marked_chinese, str(escape(text)))
    )
    # Data for a script element, escaped so that no text in it ends the element.
    environment.filters["script_json"] = lambda data: Markup(script_json(data))
    return environment
