"""The checks read a passage in its article's language: one invented article, three languages."""

from __future__ import annotations

from string import Template

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse

from sygraph.check import check_dataset
from sygraph.check.dataset import Dataset
from sygraph.check.report import Fault
from sygraph.data import Files
from sygraph.namespaces import ARTICLE, GAZETTEER, ONTOLOGY, PREFIXES
from sygraph.store.load import read
from sygraph.text.article import Article
from sygraph.text.quantities import read_quantities
from sygraph.text.units import Units

HOME = NamedNode(ARTICLE + "x")
PREFIXED = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
PREFIXED += f"@prefix x: <{PREFIXES['p'].replace('shenyang-2024', 'x')}> .\n"

NAMES = (
    PREFIXED
    + """
id:dalian a sy:City ; skos:prefLabel "大連"@zh-Hant , "大连"@zh-Hans , "Dalian"@en .
"""
)

# The words of the same statements in each language.
WORDS = {
    "zh-Hant": {
        "trade": "2023年大連進出口總額約459.2億美元，同比下降2.4%。",
        "total": "約459.2億美元",
        "fall": "同比下降2.4%",
        "deals": "今年1至9月大連新簽約20至30個項目，簽約額超過12億歐元。",
        "range": "20至30個",
        "worth": "超過12億歐元",
        "plan": "大連擬於2026年6月前開通三條航線。",
        "opening": "擬於2026年6月前開通三條航線",
        "routes": "三條",
    },
    "en": {
        "trade": "Dalian's foreign trade fell 2.4% in 2023 to about US$45.92bn.",
        "total": "about US$45.92bn",
        "fall": "fell 2.4%",
        "deals": "In the first nine months Dalian signed 20 to 30 projects worth more than "
        "1.2 billion euros.",
        "range": "20 to 30 projects",
        "worth": "more than 1.2 billion euros",
        "plan": "Dalian plans to open three air routes before June 2026.",
        "opening": "plans to open three air routes before June 2026",
        "routes": "three air routes",
    },
}
WORDS["zh-Hans"] = {
    "trade": "2023年大连进出口总额约459.2亿美元，同比下降2.4%。",
    "total": "约459.2亿美元",
    "fall": "同比下降2.4%",
    "deals": "今年1至9月大连新签约20至30个项目，签约额超过12亿欧元。",
    "range": "20至30个",
    "worth": "超过12亿欧元",
    "plan": "大连拟于2026年6月前开通三条航线。",
    "opening": "拟于2026年6月前开通三条航线",
    "routes": "三条",
}

FACTS = (
    PREFIXED
    + """
art:x a schema:NewsArticle ; schema:inLanguage "$language" ;
  sy:referenceDate "2024-10-29"^^xsd:date .

x:10 a sy:Passage ; dcterms:type sy:sentence ; sy:quote "$trade" .
x:10 {
  id:t a sy:Observation ; sy:of id:dalian ; sy:measure sy:tradeTotal ; sy:value 45920000000.0 ;
    sy:unit qunit:CCY_USD ; sy:bound sy:approximate ; sy:statedAs "$total" ;
    sy:periodStart "2023"^^xsd:gYear ; sy:periodEnd "2023"^^xsd:gYear .
  id:g a sy:Observation ; sy:growthOf id:t ; sy:of id:dalian ; sy:measure sy:yearOnYearGrowth ;
    sy:value -2.4 ; sy:unit qunit:PERCENT ; sy:bound sy:exact ; sy:statedAs "$fall" ;
    sy:periodStart "2023"^^xsd:gYear ; sy:periodEnd "2023"^^xsd:gYear .
}
x:20 a sy:Passage ; dcterms:type sy:sentence ; sy:quote "$deals" .
x:20 {
  id:n a sy:Observation ; sy:of id:dalian ; sy:measure sy:signedProjects ;
    schema:minValue 20.0 ; schema:maxValue 30.0 ; sy:unit schema:Project ; sy:bound sy:exact ;
    sy:statedAs "$range" ;
    sy:periodStart "2024-01"^^xsd:gYearMonth ; sy:periodEnd "2024-09"^^xsd:gYearMonth .
  id:v a sy:Observation ; sy:of id:dalian ; sy:measure sy:signedValue ; sy:value 1200000000.0 ;
    sy:unit qunit:CCY_EUR ; sy:bound sy:moreThan ; sy:statedAs "$worth" ;
    sy:periodStart "2024-01"^^xsd:gYearMonth ; sy:periodEnd "2024-09"^^xsd:gYearMonth .
}
x:30 a sy:Passage ; dcterms:type sy:sentence ; sy:quote "$plan" .
x:30 {
  id:u a sy:Undertaking ; schema:agent id:dalian ; sy:status sy:planned ;
    sy:deadline "2026-06"^^xsd:gYearMonth ; sy:statedAs "$opening" .
  id:r a sy:Target ; sy:of id:dalian ; sy:measure sy:number ; sy:value 3.0 ; sy:unit sy:AirRoute ;
    sy:bound sy:exact ; sy:deadline "2026-06"^^xsd:gYearMonth ; sy:statedAs "$routes" .
}
"""
)


def quads(text: str, home: NamedNode) -> list[Quad]:
    return [
        Quad(
            q.subject,
            q.predicate,
            q.object,
            home if q.graph_name == DefaultGraph() else q.graph_name,
        )
        for q in parse(text, RdfFormat.TRIG)
    ]


def faults(language: str, old: str = "", new: str = "", **words: str) -> list[Fault]:
    """The faults of the article in a language, with a part of its facts or of its words changed."""
    used = WORDS[language] | words
    facts = FACTS.replace(old, new) if old else FACTS
    assert not old or facts != FACTS or old == new
    stated = quads(Template(facts).substitute(used, language=language), HOME)
    gap = " " if language == "en" else ""
    article = Article(gap.join(used[name] for name in ("trade", "deals", "plan")), language)
    known = [*read(Files.bundled().ontology, ONTOLOGY), *quads(NAMES, GAZETTEER)]
    data = Dataset([*known, *stated], {HOME: article})
    return check_dataset(data, ()).faults


@pytest.mark.parametrize("language", WORDS)
def test_right_facts_have_no_fault(language: str) -> None:
    assert faults(language) == []


PLANTED = [
    # what is changed in the facts, the kind of the fault, and what its message and its fix say
    ("sy:value -2.4", "sy:value 2.4", "figure", "a decline", "state sy:value -2.4: a decline"),
    ("45920000000.0", "4592000000.0", "figure", "45920000000 in qunit:CCY_USD", "45920000000"),
    ("qunit:CCY_USD", "qunit:CCY_CNY", "figure", "sy:unit is qunit:CCY_CNY", "qunit:CCY_USD"),
    ("sy:approximate", "sy:exact", "figure", "say approximate", "state sy:approximate"),
    ("sy:moreThan", "sy:atLeast", "figure", "say moreThan", "state sy:moreThan"),
    (
        "schema:minValue 20.0 ; schema:maxValue 30.0",
        "sy:value 20.0",
        "figure",
        "20 to 30",
        "state schema:minValue 20 and schema:maxValue 30",
    ),
    ("schema:maxValue 30.0", "schema:maxValue 40.0", "figure", "20 to 30", "schema:maxValue 30"),
    ('"2024-09"', '"2024-08"', "period", "does not have the period", "2024-09"),
    ('"2023"^^xsd:gYear ; sy:periodEnd "2023"', '"2022"^^xsd:gYear ; sy:periodEnd "2023"',
     "date", "2022", "2023"),
    ('"2026-06"', '"2026-07"', "date", "2026-07", "2026-06"),
    ("sy:status sy:planned", "sy:status sy:sought", "code", "sought", "the words give"),
    ("sy:measure sy:signedValue", "sy:measure sy:cargoThroughput", "measure", "cargo", "words"),
]  # fmt: skip


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize(("old", "new", "kind", "said", "fix"), PLANTED)
def test_a_planted_fault_is_found_and_its_fix_keeps_the_meaning(
    language: str, old: str, new: str, kind: str, said: str, fix: str
) -> None:
    found = [f for f in faults(language, old, new) if f.kind == kind]
    assert any(said in f.message for f in found), found
    assert any(fix in f.fix for f in found), found


@pytest.mark.parametrize(
    ("language", "fall", "trade"),
    [
        ("zh-Hant", "同比走低2.4%", "2023年大連進出口總額約459.2億美元，同比走低2.4%。"),
        ("zh-Hans", "同比走低2.4%", "2023年大连进出口总额约459.2亿美元，同比走低2.4%。"),
        ("en", "eased 2.4%", "Dalian's foreign trade eased 2.4% in 2023 to about US$45.92bn."),
    ],
)
def test_where_no_known_word_tells_the_direction_the_check_asks(
    language: str, fall: str, trade: str
) -> None:
    for value in ("2.4", "-2.4"):
        found = faults(language, "sy:value -2.4", f"sy:value {value}", fall=fall, trade=trade)
        assert [f.kind for f in found if f.kind == "figure"]
        assert not any("state sy:value 2.4" in f.fix for f in found)


@pytest.mark.parametrize("language", WORDS)
def test_a_decline_is_no_level(language: str) -> None:
    found = faults(language, "sy:growthOf id:t ; sy:of id:dalian ; sy:measure sy:yearOnYearGrowth",
                   "sy:of id:dalian ; sy:measure sy:tradeTotal")  # fmt: skip
    [figure] = [f for f in found if f.kind == "figure" and "id:g" in f.where]
    assert "not a level" in figure.message
    assert "sy:yearOnYearGrowth of -2.4" in figure.fix


@pytest.mark.parametrize(
    ("language", "words", "said"),
    [
        ("zh-Hant", "約四成", "40 in qunit:PERCENT, sy:approximate"),
        ("zh-Hans", "约四成", "40 in qunit:PERCENT, sy:approximate"),
        ("en", "about two-fifths", "40 in qunit:PERCENT, sy:approximate"),
    ],
)
def test_tenths_and_fifths_are_percentages(language: str, words: str, said: str) -> None:
    quote = {
        "zh-Hant": "2023年大連進出口總額約四成，同比下降2.4%。",
        "zh-Hans": "2023年大连进出口总额约四成，同比下降2.4%。",
        "en": "Dalian's foreign trade fell 2.4% in 2023 to about two-fifths.",
    }[language]
    found = faults(language, "45920000000.0", "4.0", total=words, trade=quote)
    [figure] = [f for f in found if f.kind == "figure"]
    assert said in figure.message
    assert "state sy:value 40" in figure.fix


@pytest.mark.parametrize(
    ("language", "trade", "start"),
    [
        ("zh-Hant", "2024年大連累計進出口總額約459.2億美元，同比下降2.4%。", True),
        ("zh-Hant", "2024年9月大連累計進出口總額約459.2億美元，同比下降2.4%。", False),
        ("zh-Hans", "2024年大连累计进出口总额约459.2亿美元，同比下降2.4%。", True),
        ("en", "Dalian's cumulative foreign trade fell 2.4% in 2024 to about US$45.92bn.", True),
    ],
)
def test_a_total_of_a_year_keeps_its_start(language: str, trade: str, start: bool) -> None:
    fixes = [f.fix for f in faults(language, trade=trade) if f.kind == "period"]
    assert len(fixes) == 2
    assert all(("sy:periodStart 2024" in fix) == start for fix in fixes)


def test_growth_without_a_printed_figure_names_the_measure_that_grew() -> None:
    trade = "Dalian's foreign trade fell 2.4% in 2023."
    facts = {"trade": trade, "total": "fell 2.4%"}
    grown = faults("en", "sy:growthOf id:t", "sy:growthIn sy:tradeTotal", **facts)
    assert not [f for f in grown if "id:g" in f.where]
    other = faults("en", "sy:growthOf id:t", "sy:growthIn sy:cargoThroughput", **facts)
    assert [f.kind for f in other if "id:g" in f.where] == ["measure"]


def test_english_words_that_no_fact_accounts_for_are_four_in_a_row() -> None:
    deals = WORDS["en"]["deals"]
    short = deals.replace("euros.", "euros, according to local officials.")
    assert faults("en", deals=short) == []
    long = deals.replace("euros.", "euros, while ageing shipyards lost skilled welders abroad.")
    [fault] = faults("en", deals=long)
    assert fault.kind == "unaccounted"
    assert "ageing shipyards lost skilled welders abroad" in fault.message


MULTIPLES = [
    # the language, the words of the growth, the growth in percent, its bound
    ("zh-Hant", "翻一番", "100", "exact"),
    ("zh-Hant", "同比增長1.3倍", "130", "exact"),
    ("zh-Hant", "同比增長近兩倍", "200", "approximate"),
    ("zh-Hant", "翻兩番", "300", "exact"),
    ("zh-Hans", "翻一番", "100", "exact"),
    ("zh-Hans", "同比增长1.3倍", "130", "exact"),
    ("zh-Hans", "翻了两番", "300", "exact"),
    ("en", "doubled", "100", "exact"),
    ("en", "more than doubled", "100", "moreThan"),
    ("en", "nearly tripled", "200", "approximate"),
    ("en", "halved", "-50", "exact"),
]


@pytest.mark.parametrize(("language", "words", "growth", "bound"), MULTIPLES)
def test_multiples_are_read_as_growth_in_percent(
    language: str, words: str, growth: str, bound: str
) -> None:
    trade = {
        "zh-Hant": f"2023年大連進出口總額約459.2億美元，{words}。",
        "zh-Hans": f"2023年大连进出口总额约459.2亿美元，{words}。",
        "en": f"Dalian's foreign trade {words} in 2023 to about US$45.92bn.",
    }[language]
    old = "sy:value -2.4 ; sy:unit qunit:PERCENT ; sy:bound sy:exact"
    for value in (growth, "2", "20"):
        new = f"sy:value {value}.0 ; sy:unit qunit:PERCENT ; sy:bound sy:{bound}"
        found = [f.kind for f in faults(language, old, new, fall=words, trade=trade)]
        assert ("figure" in found or "number" in found) == (value != growth), (value, found)


EVENTS = [
    # the language, the sentence, the dates that are right, one that is wrong
    ("zh-Hant", "海港展持續至2025年5月15日。", "sy:periodEnd '2025-05-15'^^xsd:date", "sy:date"),
    ("zh-Hans", "海港展将持续到2025年5月15日。", "sy:periodEnd '2025-05-15'^^xsd:date", "sy:date"),
    (
        "en",
        "Harbour Fair runs till 15 May 2025.",
        "sy:periodEnd '2025-05-15'^^xsd:date",
        "sy:date",
    ),
    ("en", "Harbour Fair is open through June 2025.", "sy:periodEnd '2025-06'^^xsd:gYearMonth", ""),
    ("en", "Harbour Fair closes on 15 May 2025.", "sy:periodEnd '2025-05-15'^^xsd:date", ""),
    (
        "zh-Hant",
        "海港展於2025年5月3日至15日舉行。",
        "sy:periodStart '2025-05-03'^^xsd:date ; sy:periodEnd '2025-05-15'^^xsd:date",
        "sy:deadline",
    ),
]


@pytest.mark.parametrize(("language", "quote", "dates", "wrong"), EVENTS)
def test_an_event_may_have_an_end_without_a_start(
    language: str, quote: str, dates: str, wrong: str
) -> None:
    named = NAMES + (
        'id:fair a sy:Event ; skos:prefLabel "海港展"@zh-Hant , "海港展"@zh-Hans , '
        '"Harbour Fair"@en .'
    )
    described = f'{PREFIXED} art:x a schema:NewsArticle ; schema:inLanguage "{language}" ;'
    described += ' sy:referenceDate "2024-10-29"^^xsd:date .'
    passage = f'x:10 a sy:Passage ; dcterms:type sy:sentence ; sy:quote "{quote}" .'

    def kinds(stated: str) -> set[str]:
        facts = quads(f"{described} {passage} x:10 {{ id:fair {stated} . }}", HOME)
        known = [*read(Files.bundled().ontology, ONTOLOGY), *quads(named, GAZETTEER)]
        data = Dataset([*known, *facts], {HOME: Article(quote, language)})
        return {f.kind for f in check_dataset(data, ()).faults} & {"date", "period"}

    assert kinds(dates) == set()
    assert kinds(dates.replace("2025", "2026")) >= {"date"}
    if wrong:
        assert kinds(dates.replace("sy:periodEnd", wrong)) != set()


def test_a_currency_of_a_workspace_stands_before_its_number() -> None:
    units = Units({"NT$": ["https://example.org/ontology#TWD"], "TEU": ["urn:teu"]}, "en")
    for words, bound in (("worth more than NT$3 billion", "moreThan"), ("NT$3 billion", "exact")):
        [found] = read_quantities(f"It signed projects {words}.", "en", units=units)
        assert (found.words, found.bound) == (words.removeprefix("worth "), bound)
        assert found.units == ("https://example.org/ontology#TWD",)
