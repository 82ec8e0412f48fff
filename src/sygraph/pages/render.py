"""Templates to HTML: everything is escaped, and every page stands in the same frame."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sygraph.entities import LANGUAGES
from sygraph.pages.words import words

if TYPE_CHECKING:
    import jinja2

    from sygraph.graph import KnowledgeGraph
    from sygraph.pages.links import Links

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
    `{{ t("search") }}`.
    """
    return (
        _environment()
        .get_template(template)
        .render(
            site=site,
            links=site.links,
            lang=site.lang,
            languages=LANGUAGES,
            t=words(site.lang),
            **values,
        )
    )


@cache
def _environment() -> jinja2.Environment:
    import jinja2
    from markupsafe import Markup

    from sygraph.page_files import script_json

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
