"""Templates to HTML: everything is escaped, and every page stands in the same frame."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sygraph.entities.resolve import LANGUAGES
from sygraph.namespaces import ARTICLE
from sygraph.pages.addresses import path_of
from sygraph.pages.texts import words
from sygraph.rdf.safe_output import html_page

if TYPE_CHECKING:
    import jinja2

    from sygraph.graph import KnowledgeGraph
    from sygraph.pages.addresses import Links

__all__ = ["Site", "render"]


@dataclass(frozen=True)
class Site:
    """What every page is made from: the graph, the reader's language, and the addresses.

    `live` says that there is a server behind the pages, which can search and answer queries.
    """

    kg: KnowledgeGraph
    lang: str
    links: Links
    live: bool = True


def render(site: Site, template: str, **values: Any) -> str:
    """Return a page: a template of the folder `templates`, filled in.

    Templates see `site`, `links`, `lang`, `languages` and `t`, which gives the page's own words:
    `{{ t("search") }}`; and `article_path`, that of the article.
    """
    page = (
        _environment()
        .get_template(template)
        .render(
            site=site,
            links=site.links,
            lang=site.lang,
            languages=LANGUAGES,
            t=words(site.lang),
            article_path=_article(site.kg),
            **values,
        )
    )
    return html_page(page)


# By graph, so that not every page looks for it.
_articles: WeakKeyDictionary[KnowledgeGraph, str] = WeakKeyDictionary()


def _article(kg: KnowledgeGraph) -> str:
    """The path of the article that pages link to: the bundled one, if there is it, or another."""
    if kg not in _articles:
        bundled = ARTICLE + "shenyang-2024"
        found = [bundled] if kg.store.ask(f"ASK {{ <{bundled}> a schema:NewsArticle }}") else []
        found = found or [
            iri.value
            for row in kg.store.select("SELECT ?a { ?a a schema:NewsArticle } LIMIT 1")
            if hasattr(iri := row["a"], "value")
        ]
        _articles[kg] = path_of(found[0]) or "" if found else ""
    return _articles[kg]


@cache
def _environment() -> jinja2.Environment:
    import jinja2
    from markupsafe import Markup

    from sygraph.network.page_files import script_json

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("sygraph.pages"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    # For a script element that holds data: no text in it can end the element.
    environment.filters["script_json"] = lambda data: Markup(script_json(data))
    return environment
