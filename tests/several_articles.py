"""A workspace of three invented articles whose figures compare in every way that there is."""

from __future__ import annotations

from pathlib import Path

from sygraph.author import workspace
from sygraph.data import Files

HEAD = """@prefix sy: <https://w3id.org/sygraph/ontology#> .
@prefix id: <https://w3id.org/sygraph/id/> .
@prefix my: <https://example.org/news/id/> .
@prefix art: <https://example.org/news/article/> .
@prefix p: <https://example.org/news/passage/{id}/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix qunit: <http://qudt.org/vocab/unit/> .
@prefix schema: <https://schema.org/> .
@prefix dcterms: <http://purl.org/dc/terms/> .

art:{id} a schema:NewsArticle ; schema:inLanguage "{language}" ;
  schema:datePublished "{date}"^^xsd:date ; sy:referenceDate "{date}"^^xsd:date ;
  schema:publisher my:{publisher} .
"""

ENTITIES = """
my:morning-news a sy:Organization ;
  skos:prefLabel "晨報"@zh-Hant , "晨报"@zh-Hans , "Morning News"@en .
my:evening-post a sy:Organization ;
  skos:prefLabel "晚郵"@zh-Hant , "晚邮"@zh-Hans , "Evening Post"@en .
my:spring-fair a sy:Event ;
  skos:prefLabel "春季展會"@zh-Hant , "春季展会"@zh-Hans , "Spring Fair"@en .
"""

_YEAR = 'sy:periodStart "{0}"^^xsd:gYear ; sy:periodEnd "{0}"^^xsd:gYear'
_MONTHS = 'sy:periodStart "2023-01"^^xsd:gYearMonth ; sy:periodEnd "2023-06"^^xsd:gYearMonth'
_ROUTES = "sy:measure sy:number ; sy:unit sy:AirRoute"
_TRADE = "sy:measure sy:tradeTotal ; sy:unit qunit:CCY_CNY"
_SIGNED = "sy:measure sy:signedValue ; sy:unit qunit:CCY_CNY"
_CARGO = "sy:measure sy:cargoThroughput ; sy:unit qunit:TONNE"

# A sentence, the name of its figure, its value, bound and wording, and the rest of its facts.
Row = tuple[str, str, str, str, str, str]

ARTICLES: dict[str, tuple[str, str, str, list[Row]]] = {
    "harbour-1": (
        "zh-Hant",
        "2024-01-15",
        "morning-news",
        [
            ("2023年瀋陽進出口總額1410.2億元。", "trade", "141020000000.0", "exact", "1410.2億元",
             f"{_TRADE} ; {_YEAR.format(2023)}"),
            ("2023年瀋陽開通航線211條。", "routes", "211.0", "exact", "211條",
             f"{_ROUTES} ; {_YEAR.format(2023)}"),
            ("2023年春季展會期間，瀋陽簽約30億元。", "signed", "3000000000.0", "exact", "30億元",
             f"{_SIGNED} ; {_YEAR.format(2023)} ; sy:during my:spring-fair"),
            ("瀋陽2023年貨運9800噸。", "cargo", "9800.0", "exact", "9800噸",
             f"{_CARGO} ; {_YEAR.format(2023)}"),
            ("到2024年，瀋陽進出口總額達1500億元。", "aim", "150000000000.0", "exact", "達1500億元",
             f'{_TRADE} ; sy:deadline "2024"^^xsd:gYear ; a sy:Target'),
        ],
    ),
    "harbour-2": (
        "en",
        "2024-02-20",
        "evening-post",
        [
            ("In 2023 Shenyang traded goods worth 141.02 billion yuan.", "trade",
             "141020000000.0", "exact", "141.02 billion yuan", f"{_TRADE} ; {_YEAR.format(2023)}"),
            ("In 2023 Shenyang had 212 air routes.", "routes", "212.0", "exact", "212 air routes",
             f"{_ROUTES} ; {_YEAR.format(2023)}"),
            ("In the first half of 2023 Shenyang signed deals worth 3 billion yuan.", "signed",
             "3000000000.0", "exact", "3 billion yuan", f"{_SIGNED} ; {_MONTHS}"),
            ("In 2023 Shenyang traded goods worth US$20 billion.", "dollars", "20000000000.0",
             "exact", "US$20 billion",
             f"sy:measure sy:tradeTotal ; sy:unit qunit:CCY_USD ; {_YEAR.format(2023)}"),
            ("In the first half of 2023 Shenyang had 198 air routes.", "early", "198.0", "exact",
             "198 air routes", f"{_ROUTES} ; {_MONTHS}"),
        ],
    ),
    "harbour-3": (
        "zh-Hans",
        "2025-03-03",
        "morning-news",
        [
            ("2023年沈阳进出口总额约1410亿元。", "trade", "141000000000.0", "approximate",
             "约1410亿元", f"{_TRADE} ; {_YEAR.format(2023)}"),
            ("2023年沈阳开通航线200余条。", "routes", "200.0", "atLeast", "200余条",
             f"{_ROUTES} ; {_YEAR.format(2023)}"),
            ("沈阳2023年货运9700吨。", "cargo", "9700.0", "exact", "9700吨",
             f"{_CARGO} ; {_YEAR.format(2023)}"),
            ("2024年沈阳进出口总额1432亿元。", "later", "143200000000.0", "exact", "1432亿元",
             f"{_TRADE} ; {_YEAR.format(2024)}"),
        ],
    ),
}  # fmt: skip


def several_articles(folder: Path) -> Files:
    """Make the workspace in a folder."""
    files = workspace.init(folder, base="https://example.org/news/")
    gazetteer = folder / "graph" / "gazetteer.ttl"
    gazetteer.write_text(gazetteer.read_text("utf-8") + ENTITIES, "utf-8")
    for id, (language, date, publisher, rows) in ARTICLES.items():
        parts = [HEAD.format(id=id, language=language, date=date, publisher=publisher)]
        for number, row in enumerate(rows, 1):
            parts.append(_passage(id, 10 * number, row))
        (folder / "graph" / f"{id}.trig").write_text("\n".join(parts), "utf-8")
        text = "\n\n".join(row[0] for row in rows) + "\n"
        (folder / "seeds" / f"{id}.txt").write_text(text, "utf-8")
    translation = 'p:20 sy:translation "In 2023 Shenyang opened 211 air routes."@en .\n'
    head = "".join(
        HEAD.format(id="harbour-1", language="", date="", publisher="x").partition("\nart:")[0]
    )
    (folder / "graph" / "harbour-1.translations.ttl").write_text(f"{head}\n{translation}", "utf-8")
    return files


def _passage(id: str, number: int, row: Row) -> str:
    quote, name, value, bound, words, rest = row
    kind = "" if "sy:Target" in rest else "a sy:Observation ; "
    return (
        f"p:{number} a sy:Passage ; dcterms:type sy:sentence ;\n"
        f'  sy:quote "{quote}" .\n'
        f"p:{number} {{\n"
        f"  my:{id}-{name} {kind}sy:of id:shenyang ; sy:value {value} ;\n"
        f'    sy:bound sy:{bound} ; sy:statedAs "{words}" ; {rest} .\n'
        "}\n"
    )
