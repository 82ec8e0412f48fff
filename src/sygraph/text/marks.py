"""The marks that end sentences; loading needs them for each article, so they are not in a file."""

from __future__ import annotations

__all__ = ["CLOSING", "FINAL", "GLUE", "article_language"]

#: The marks that end a sentence (…… also occurs inside one), by language.
FINAL = {"zh-Hant": "。！？", "zh-Hans": "。！？", "en": ".!?"}
#: The marks that may follow them.
CLOSING = {"zh-Hant": "」』）”’", "zh-Hans": "」』）”’", "en": "\"'”’)]»"}
#: What stands in a quote for a break of the layout inside a sentence.
GLUE = {"zh-Hant": "", "zh-Hans": "", "en": " "}


def article_language(tag: str | None) -> str:
    """Return the language of an article by the tag that it states; zh-Hant without one.

    >>> article_language("en-GB"), article_language("zh-CN"), article_language(None)
    ('en', 'zh-Hans', 'zh-Hant')
    """
    tag = (tag or "").lower()
    if tag.startswith("en"):
        return "en"
    return "zh-Hans" if tag in ("zh-hans", "zh", "zh-cn", "zh-sg") else "zh-Hant"
