"""The marks that end sentences. Loading needs them for each article, so they are not in a file."""

from __future__ import annotations

__all__ = ["CLOSING", "FINAL", "GLUE"]

#: The marks that end a sentence (…… also occurs inside one), by language.
FINAL = {"zh-Hant": "。！？", "zh-Hans": "。！？", "en": ".!?"}
#: The marks that may follow them.
CLOSING = {"zh-Hant": "」』）”’", "zh-Hans": "」』）”’", "en": "\"'”’)]»"}
#: What stands in a quote for a break of the layout inside a sentence.
GLUE = {"zh-Hant": "", "zh-Hans": "", "en": " "}
