"""The page that lists the articles, with what is stated of each and how much of it is encoded."""

from __future__ import annotations

from dataclasses import dataclass

from sygraph.entities.articles import ArticleInfo, articles
from sygraph.pages.render import Site, render

__all__ = ["articles_page"]


@dataclass(frozen=True)
class Listed:
    """An article with its byline; `share` is the percentage of passages that state a fact."""

    article: ArticleInfo
    byline: str
    share: int


def articles_page(site: Site) -> str:
    """Return the page."""
    found = [_listed(article) for article in articles(site.kg.store, site.lang)]
    return render(site, "articles.html", articles=found)


def _listed(article: ArticleInfo) -> Listed:
    byline = " · ".join(filter(None, [article.publisher, article.author, article.date]))
    share = round(100 * article.stated / article.passages) if article.passages else 0
    return Listed(article, byline, share)
