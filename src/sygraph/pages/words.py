"""The pages' own words in the three languages."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

__all__ = ["WORDS", "words"]

# By key: English, traditional Chinese, simplified Chinese. A room of the pages has its own table
# beside its module and adds it here.
WORDS: dict[str, tuple[str, str, str]] = {
    "site": ("sygraph", "sygraph", "sygraph"),
    "search": ("Search", "搜尋", "搜索"),
    "query": ("Query", "查詢", "查询"),
    "article": ("Article", "文章", "文章"),
    "timeline": ("Timeline", "時間線", "时间线"),
    "map": ("Map", "地圖", "地图"),
    "network": ("Network", "網絡", "网络"),
    "about": ("About the data", "關於資料", "关于数据"),
    "skip": ("Skip to the content", "跳至內容", "跳至内容"),
    "language": ("Language", "語言", "语言"),
}

_COLUMNS = ("en", "zh-Hant", "zh-Hans")


@cache
def words(lang: str) -> Callable[..., str]:
    """Return the function that gives a word of the pages in a language, with its values put in.

    >>> words("zh-Hant")("search")
    '搜尋'
    """
    column = _COLUMNS.index(lang)

    def word(key: str, **values: object) -> str:
        return WORDS[key][column].format(**values)

    return word
