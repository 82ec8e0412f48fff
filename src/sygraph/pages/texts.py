"""The pages' own words in the three languages."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from sygraph.entities.resolve import LANGUAGES

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
    "tagline": (
        "One article about Shenyang as a knowledge graph",
        "一篇瀋陽報道的知識圖譜",
        "一篇沈阳报道的知识图谱",
    ),
    "rooms": ("Pages", "頁面", "页面"),
    "search.hint": (
        "A place, a figure, any words …",
        "地名、數字、任何字詞……",
        "地名、数字、任何字词……",
    ),
    "theme": ("Light or dark", "淺色或深色", "浅色或深色"),
    "ontology": ("Ontology", "本體", "本体"),
    "endpoint": ("SPARQL endpoint", "SPARQL 端點", "SPARQL 端点"),
    "api": ("API", "API", "API"),
    "licence.line": (
        "Data: CC BY 4.0. The words of the article belong to its publisher.",
        "數據：CC BY 4.0。文章原文的權利屬其出版者。",
        "数据：CC BY 4.0。文章原文的权利属其出版者。",
    ),
    "colon": (": ", "：", "："),
    "comma": (", ", "、", "、"),
    "more": ("More", "更多", "更多"),
    "gazetteer": ("gazetteer", "名錄", "名录"),
    "derived": ("computed", "計算所得", "计算所得"),
    "as.data": ("As data", "以數據格式取得", "以数据格式获取"),
    "passages": ("Passages", "原文", "原文"),
    "passage": ("Passage {number}", "原文第 {number} 段", "原文第 {number} 段"),
}


@cache
def words(lang: str) -> Callable[..., str]:
    """Return the function that gives a word of the pages in a language, with its values put in.

    >>> words("zh-Hant")("search")
    '搜尋'
    """
    column = LANGUAGES.index(lang)

    def word(key: str, **values: object) -> str:
        return WORDS[key][column].format(**values)

    return word
