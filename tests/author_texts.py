"""Invented articles in three languages, for the tests of authoring."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS = {
    "zh-Hant": (
        "大連港口創新高\n\n記者 林美\n\n"
        "2025年，大連市進出口總額74.71億元，同比增長44.4%。大連市貨物吞吐量約3200萬噸。\n\n"
        "大連市計劃開通至首爾的貨運航線。到2030年，大連市貨物吞吐量達5000萬噸。\n"
    ),
    "zh-Hans": (
        "大连港口创新高\n\n记者 林美\n\n"
        "2025年，大连市进出口总额74.71亿元，同比增长44.4%。大连市货物吞吐量约3200万吨。\n\n"
        "大连市计划开通至首尔的货运航线。到2030年，大连市货物吞吐量达5000万吨。\n"
    ),
    "en": (
        "Dalian trade reaches a record\n\nBy Mei Lin\n\n"
        "Dalian's total trade was 7.471 billion yuan in 2025, up 44.4% year on year. "
        "Dalian handled about 32 million tonnes of cargo in 2025.\n\n"
        "Dalian plans to open a freight route to Seoul. "
        "By 2030 Dalian will handle 50 million tonnes of cargo.\n"
    ),
}
