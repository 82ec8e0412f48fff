"""Files for a plain web host: rules for content negotiation, and the sitemap.

A reader's program that names RDF before HTML in its Accept header is sent (303) to the data, any
other to the page in the language that its Accept-Language asks for. Such headers have weights,
which these rules cannot compare: whatever is named first is taken for what is wanted most.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape

from sygraph.rdf.formats import Format
from sygraph.version import __version__

__all__ = ["FOLDERS", "apache", "headers", "not_found", "redirects", "robots", "sitemap", "w3id"]

# The folder of the pages in each language; English pages are at the root.
FOLDERS = {"en": "", "zh-Hant": "zh-hant/", "zh-Hans": "zh-hans/"}

# Paths of nodes, which are neither pages nor files.
_NODES = (
    r"(?:id/[^/.]+|passage/[^/.]+/[^/.]+|article/[^/.]+|ontology(?:/[^/.]+)?|graph/[^/.]+|dataset)"
)

# The first supported language in Accept-Language.
_LANGUAGES = {
    "zh-Hant": r"zh-(?:Hant|TW|HK|MO)",
    "zh-Hans": r"zh(?!-(?:Hant|TW|HK|MO))",
}

_ROOT = "%{ENV:SYGRAPH_ROOT}"


def apache(formats: Iterable[Format]) -> str:
    """Return the .htaccess of the site, for any folder of an Apache host that allows it.

    Args:
        formats: in which each node's data lie beside its page.
    """
    formats = list(formats)
    types = "\n".join(f"AddType {_type(format)} {format.suffix}" for format in formats)
    return f"""\
# Content negotiation for the pages and data in the folder of this file.
Options -MultiViews
DirectoryIndex index.html
DirectorySlash Off
AddDefaultCharset utf-8
AddCharset utf-8 {" ".join(format.suffix for format in formats)}
{types}
<IfModule mod_headers.c>
  Header set Access-Control-Allow-Origin "*"
  Header merge Vary "Accept, Accept-Language"
</IfModule>

RewriteEngine On
# The public address of the folder of this file.
RewriteCond $0#%{{REQUEST_URI}} ^([^#]*)#(.*)\\1$
RewriteRule ^.*$ - [E=SYGRAPH_ROOT:%2]

{_rules(formats, _ROOT)}
# A page by its name without the suffix.
RewriteCond %{{REQUEST_FILENAME}}.html -f
RewriteRule ^(.*[^/])$ $1.html [L]
"""


def w3id(base_url: str, formats: Iterable[Format]) -> str:
    """Return the .htaccess that https://w3id.org/sygraph/ is to have when the site is at a base.

    It negotiates for hosts that cannot, such as GitHub Pages.

    >>> rules = w3id("https://example.org/kg/", [Format.named("turtle")])
    >>> [line for line in rules.splitlines() if line.endswith("$1.ttl [R=303,L]")][0][:14]
    'RewriteRule ^('
    """
    return f"""\
# https://w3id.org/sygraph/ leads to {base_url}
Options +FollowSymLinks
RewriteEngine On

{_rules(formats, base_url)}
RewriteRule ^(.*)$ {base_url}$1 [R=302,L]
"""


def _rules(formats: Iterable[Format], root: str) -> str:
    """Return the rules that redirect an IRI to its page or its data."""
    parts = [
        "# The description of the dataset, and a version of the ontology.",
        f"RewriteRule ^\\.well-known/void$ {root}dataset [R=303,L]",
        f"RewriteRule ^ontology/{re.escape(__version__)}$ {root}ontology [R=303,L]",
        "",
        "# Data, where they are named before a page.",
    ]
    for format in formats:
        wanted = re.escape(_type(format)).replace("/", "\\/")
        parts += [
            f"RewriteCond %{{HTTP_ACCEPT}} ^(?:(?!text/html|application/xhtml).)*{wanted} [NC]",
            f"RewriteRule ^({_NODES})$ {root}$1{format.suffix} [R=303,L]",
        ]
    parts += ["", "# Else the page, in the language that is wanted first."]
    for lang, tag in _LANGUAGES.items():
        parts += [
            f"RewriteCond %{{HTTP:Accept-Language}} ^(?:(?!\\b(?:en|zh)\\b).)*\\b{tag}\\b [NC]",
            f"RewriteRule ^({_NODES})$ {root}{FOLDERS[lang]}$1.html [R=303,L]",
        ]
    parts.append(f"RewriteRule ^({_NODES})$ {root}$1.html [R=303,L]")
    return "\n".join([*parts, ""])


def redirects() -> str:
    """Return the _redirects that Netlify and Cloudflare Pages read.

    They serve a page by its name without the suffix, and cannot negotiate: data are asked for by
    their suffixes, or by way of w3id.org.
    """
    return f"""\
/.well-known/void  /dataset.ttl  303
/ontology/{__version__}  /ontology.html  303
/  /zh-hant/  302  Language=zh-hant,zh-tw,zh-hk,zh-mo
/  /zh-hans/  302  Language=zh
"""


def headers(formats: Iterable[Format]) -> str:
    """Return the _headers of Netlify and Cloudflare Pages: media types and CORS."""
    parts = ["/*\n  Access-Control-Allow-Origin: *\n  X-Content-Type-Options: nosniff\n"]
    for format in formats:
        parts.append(f"/*{format.suffix}\n  Content-Type: {_type(format)}; charset=utf-8\n")
    return "".join(parts)


def robots(base_url: str) -> str:
    """Return the robots.txt, which has effect only if the site is at the root of its host."""
    return f"User-agent: *\nAllow: /\nSitemap: {base_url}sitemap.xml\n"


def sitemap(base_url: str, pages: Iterable[str], modified: str | None = None) -> str:
    """Return the sitemap of pages that exist in each language.

    Args:
        base_url: where the site is, with a slash at its end.
        pages: their paths, as in English.
        modified: the day of the last change.

    >>> sitemap("https://example.org/", ["id/seoul.html"]).count("<loc>")
    3
    """
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:xhtml="http://www.w3.org/1999/xhtml">'
    ]
    for page in pages:
        others = {lang: escape(base_url + quote(folder + page)) for lang, folder in FOLDERS.items()}
        for address in others.values():
            parts.append(f"\n<url><loc>{address}</loc>")
            parts += [f"<lastmod>{escape(modified)}</lastmod>"] if modified else []
            parts += [_alternate(lang, other) for lang, other in others.items()]
            parts.append("</url>")
    return "".join([*parts, "</urlset>\n"])


def _alternate(lang: str, address: str) -> str:
    return f'<xhtml:link rel="alternate" hreflang="{lang}" href="{address}"/>'


def not_found(base_url: str) -> str:
    """Return the line of .htaccess for missing pages, which needs an absolute path."""
    return f"ErrorDocument 404 {urlsplit(base_url).path}404.html\n"


def _type(format: Format) -> str:
    return format.media_type.partition(";")[0]
