"""The marks that end sentences; loading needs them for each article, so they are not in a file."""

from __future__ import annotations

__all__ = ["CLOSING", "FINAL", "GLUE", "article_language"]

#: The marks that end a sentence (…… also occurs inside one), by language.
FINAL = {"zh-Hant": "。！？", "zh-Hans": "。！？", "en": ".!?"}
#: The marks that may follow them.
CLOSING = {"zh-Hant": "」』）”’", "zh-Hans": "」』）”’", "en": "\"'”’)]»"}
#: What stands in a quote for a break of the layout inside a sentence.
GLUE = {"zh-Hant": "", "zh-Hans": "", "en": " "}


def article_language(tag: str | None, text: str) -> str:
    """Return the language of an article: that of the tag that it states, else that of its text.

    >>> article_language("en-GB", ""), article_language("zh-CN", ""), article_language(None, "港口")
    ('en', 'zh-Hans', 'zh-Hans')
    """
    tag = (tag or "").lower()
    if tag.partition("-")[0] == "en":
        return "en"
    if tag.partition("-")[0] == "zh":
        return "zh-Hans" if tag in ("zh", "zh-cn", "zh-sg") or "hans" in tag else "zh-Hant"
    from sygraph.errors import SygraphError
    from sygraph.text.detection import language_of_text

    try:
        return language_of_text(text)
    except SygraphError:  # a text without words, or in another language, which check reports
        return "zh-Hant"
