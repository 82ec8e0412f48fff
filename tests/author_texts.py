"""Invented articles in three languages, for the tests of authoring."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS = {
    "zh-Hant": (
        "北港市吞吐量創新高\n\n記者 林美\n\n"
        "2025年，北港市進出口總額74.71億元，同比增長44.4%。北港市貨物吞吐量約3200萬噸。\n\n"
        "北港市計劃開通至大阪的貨運航線。到2030年，北港市貨物吞吐量達5000萬噸。\n"
    ),
    "zh-Hans": (
        "北港市吞吐量创新高\n\n记者 林美\n\n"
        "2025年，北港市进出口总额74.71亿元，同比增长44.4%。北港市货物吞吐量约3200万吨。\n\n"
        "北港市计划开通至大阪的货运航线。到2030年，北港市货物吞吐量达5000万吨。\n"
    ),
    "en": (
        "Northport trade reaches a record\n\nBy Mei Lin\n\n"
        "Northport's total trade was 7.471 billion yuan in 2025, up 44.4% year on year. "
        "Northport handled about 32 million tonnes of cargo in 2025.\n\n"
        "Northport plans to open a freight route to Osaka. "
        "By 2030 Northport will handle 50 million tonnes of cargo.\n"
    ),
}
