"""`sygraph check`: the bundled data is right, and a fault of each kind is found at its place."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from sygraph.check import Report, print_report, run_check
from sygraph.data import Files

TRIG = "graph/shenyang-2024.trig"
GAZETTEER = "graph/gazetteer.ttl"
LISTED = "graph/shenyang-2024.exceptions.tsv"
TRANSLATIONS = "graph/shenyang-2024.translations.ttl"
ONTOLOGY = "ontology/sygraph.ttl"
SEED = "seeds/shenyang-2024.txt"


def plant(files: Files, name: str, old: str, new: str) -> None:
    """Replace words that stand once in a file."""
    path = files.root / name
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    path.write_text(text.replace(old, new), "utf-8")


def found(report: Report) -> set[tuple[str, str]]:
    return {(fault.kind, fault.where) for fault in report.faults}


@pytest.mark.slow
def test_the_bundled_data_has_no_fault() -> None:
    report = run_check(Files.bundled())
    assert report.faults == []


def test_the_coverage_figures_add_up() -> None:
    figures = run_check(Files.bundled(), shapes=False).figures
    assert figures["characters covered"] == figures["characters"] > 3000
    assert figures["sentences stated"] == figures["sentences"] == figures["passages"] == 71
    assert figures["numerals stated"] + figures["numerals excepted"] == figures["numerals"]
    assert figures["mentions stated"] + figures["mentions excepted"] == figures["mentions"]
    assert figures["offsets"] == figures["passages"]


# kind of fault, place, file, what stands there, what is planted
FAULTS = [
    # the quotes
    (
        "quote",
        "shenyang-2024/10",
        TRIG,
        'sy:quote "瀋陽渾河兩岸城市風光。"',
        'sy:quote "瀋陽渾河兩岸城市風貌。"',
    ),
    (
        "quote",
        "shenyang-2024/200",
        TRIG,
        'sy:quote "中歐班列"',
        'sy:quote "瀋陽渾河兩岸城市風光。"',
    ),
    (
        "quote",
        "shenyang-2024/10",
        TRIG,
        'sy:quote "瀋陽渾河兩岸城市風光。"',
        'sy:quote ""',
    ),
    ("uncovered", "art:shenyang-2024 13", SEED, "風光。", "風光。！"),
    (
        "passage",
        "shenyang-2024/10",
        TRIG,
        'dcterms:type sy:caption ;\n  sy:quote "瀋陽渾河',
        'sy:quote "瀋陽渾河',
    ),
    (
        "passage",
        "shenyang-2024/30",
        TRIG,
        "p:30 a sy:Passage ; dcterms:type sy:sentence ; sy:readWith p:20 ;",
        "p:30 a sy:Passage ; dcterms:type sy:sentence ; sy:readWith p:25 ;",
    ),
    # the vocabulary
    (
        "undefined",
        "shenyang-2024/260 id:taoxian-airport",
        TRIG,
        "sy:hubFor id:northeast-asia ; sy:describedAs",
        "sy:hubOf id:northeast-asia ; sy:describedAs",
    ),
    (
        "undefined",
        "shenyang-2024/260 id:taoxian-airport-routes",
        TRIG,
        "sy:measure sy:number ; sy:value 211.0",
        "sy:measure sy:counts ; sy:value 211.0",
    ),
    (
        "undefined",
        "id:taoxian-airport",
        GAZETTEER,
        "id:taoxian-airport a sy:Airport",
        "id:taoxian-airport a sy:Aerodrome",
    ),
    (
        "undefined",
        "sy:hubFor",
        ONTOLOGY,
        "rdfs:domain sy:Place ; rdfs:range sy:Entity",
        "rdfs:domain sy:Aerodrome ; rdfs:range sy:Entity",
    ),
    (
        "vocabulary",
        "shenyang-2024/260 id:taoxian-airport",
        TRIG,
        "id:taoxian-airport sy:locatedIn id:shenyang",
        "id:taoxian-airport sy:country id:shenyang",
    ),
    (
        "vocabulary",
        "shenyang-2024/560 id:hello-munich",
        TRIG,
        "schema:organizer id:shenyang-government ; sy:promotes id:shenyang",
        'schema:organizer id:shenyang-government ; sy:promotes "瀋陽"',
    ),
    (
        "vocabulary",
        "shenyang-2024/690 id:china-us-45th-music-event",
        TRIG,
        "sy:years 45",
        "sy:years 45.0",
    ),
    (
        "vocabulary",
        "shenyang-2024/110 id:press-conference",
        TRIG,
        '"2024-10-29"^^xsd:date ; schema:performer',
        '"2024-10-32"^^xsd:date ; schema:performer',
    ),
    # names
    (
        "label",
        "id:munich",
        GAZETTEER,
        '"慕尼黑"@zh-Hans , "Munich"@en',
        '"慕尼黑"@zh-Hant , "Munich"@en',
    ),
    ("label", "id:munich", GAZETTEER, '"Munich"@en', '"Munich"@en , "Monaco"@en'),
    ("label", "id:munich", GAZETTEER, '"Munich"@en', '"Munich"@en , "München"@de'),
    (
        "label",
        "sy:City",
        ONTOLOGY,
        '"city"@en , "城市"@zh-Hant , "城市"@zh-Hans ;\n  skos:definition "A city,',
        '"城市"@zh-Hant , "城市"@zh-Hans ;\n  skos:definition "A city,',
    ),
    (
        "unknown",
        "shenyang-2024/560 id:munchen",
        TRIG,
        "sy:inPlace id:munich ; schema:organizer",
        "sy:inPlace id:munchen ; schema:organizer",
    ),
    (
        "untyped",
        "shenyang-2024/80 id:undertaking-new-frontier",
        TRIG,
        '新前沿" .\n  id:undertaking-new-frontier a sy:Undertaking ;',
        '新前沿" .\n  id:undertaking-new-frontier',
    ),
    (
        "orphan",
        "id:bmw",
        TRIG,
        "sy:locatedIn id:shenyang ; sy:involves id:bmw .",
        "sy:locatedIn id:shenyang .",
    ),
    (
        "unstated",
        "shenyang-2024/560 id:munich",
        TRIG,
        "id:munich sy:country id:germany .\n}",
        "id:munich sy:country id:germany ; a sy:City .\n}",
    ),
    (
        "unstated",
        "shenyang-2024/560 id:munich",
        TRIG,
        "id:munich sy:country id:germany .\n}",
        'id:munich sy:country id:germany ; <urn:label> "慕尼黑" .\n}',
    ),
    (
        "stray",
        "shenyang-2024/560",
        TRIG,
        "id:munich sy:country id:germany .\n}",
        'id:munich sy:country id:germany . p:560 sy:note "x" .\n}',
    ),
    (
        "blank",
        "shenyang-2024/560",
        TRIG,
        "id:munich sy:country id:germany .\n}",
        "id:munich sy:country id:germany ; sy:locatedIn [] .\n}",
    ),
    # coverage
    ("sentence", "shenyang-2024/70", TRIG, "art:shenyang-2024 schema:author id:wang-yiqiao .", ""),
    ("mention", "shenyang-2024/560", TRIG, "id:munich sy:country id:germany .\n}", "}"),
    (
        "title",
        "shenyang-2024/370 id:sino-french-friendship-night",
        TRIG,
        "sy:underInitiative id:hello-shenyang-brand ; sy:involves id:china, id:france .",
        "sy:underInitiative id:hello-shenyang-brand ; sy:involves id:france .",
    ),
    (
        "implied",
        "shenyang-2024/560 id:hannover",
        TRIG,
        "sy:inPlace id:munich ; schema:organizer",
        "sy:inPlace id:hannover ; schema:organizer",
    ),
    (
        "unaccounted",
        "shenyang-2024/460",
        TRIG,
        ' ; sy:describedAs "為瀋陽帶來了人氣與經濟效益的雙豐收"',
        "",
    ),
    (
        "wording",
        "shenyang-2024/680 id:international-shenyang-brand",
        TRIG,
        '"開放、友好、活力、現代"',
        '"開放、友好、活躍、現代"',
    ),
    (
        "cue",
        "shenyang-2024/560",
        TRIG,
        "schema:organizer id:shenyang-government ; sy:promotes",
        "sy:promotes",
    ),
    ("cue", "shenyang-2024/710", TRIG, "  p:710 schema:about id:bmw-lydia-plant .\n", ""),
    (
        "code",
        "shenyang-2024/280 id:route-moscow",
        TRIG,
        "sy:destination id:moscow ; sy:service sy:passenger",
        "sy:destination id:moscow ; sy:service sy:cargo",
    ),
    # numerals and figures
    ("cue", "shenyang-2024/690", TRIG, "schema:position 2 ; ", ""),
    ("numeral", "shenyang-2024/340", TRIG, "sy:years 3 ;", ""),
    (
        "number",
        "shenyang-2024/690 id:zhenxing-cup-2024",
        TRIG,
        "schema:position 2",
        "schema:position 3",
    ),
    (
        "number",
        "shenyang-2024/340 id:ecommerce-pilot-zone-ranking",
        TRIG,
        "sy:years 3",
        "sy:years 4",
    ),
    (
        "number",
        "shenyang-2024/510 id:shenyang-signed-projects-since-2023",
        TRIG,
        "sy:eachAtLeast 100000000.0",
        "sy:eachAtLeast 10000.0",
    ),
    (
        "figure",
        "shenyang-2024/240 id:route-los-angeles-parcels",
        TRIG,
        "sy:value 6180000.0",
        "sy:value 618.0",
    ),
    (
        "figure",
        "shenyang-2024/420 id:ftz-new-enterprises-2023-growth",
        TRIG,
        "sy:value 42.7",
        "sy:value 47.2",
    ),
    (
        "figure",
        "shenyang-2024/240 id:route-los-angeles-cargo",
        TRIG,
        "sy:value 9800.0 ; sy:unit qunit:TONNE",
        "sy:value 9800.0 ; sy:unit schema:ParcelDelivery",
    ),
    (
        "figure",
        "shenyang-2024/570 id:hello-munich-attendance",
        TRIG,
        'sy:bound sy:atLeast ; sy:statedAs "150餘人"',
        'sy:bound sy:exact ; sy:statedAs "150餘人"',
    ),
    (
        "figure",
        "shenyang-2024/240 id:route-los-angeles-cargo",
        TRIG,
        'sy:statedAs "約9800噸"',
        'sy:statedAs "9800噸"',
    ),
    (
        "figure",
        "shenyang-2024/240 id:route-los-angeles-cargo",
        TRIG,
        'sy:statedAs "約9800噸"',
        'sy:statedAs "國際貨物吞吐量"',
    ),
    (
        "incomplete",
        "shenyang-2024/240 id:route-los-angeles-cargo",
        TRIG,
        'sy:bound sy:approximate ; sy:statedAs "約9800噸"',
        'sy:statedAs "約9800噸"',
    ),
    (
        "measure",
        "shenyang-2024/450 id:four-zones-count",
        TRIG,
        "sy:of id:four-zones ; sy:measure sy:number",
        "sy:of id:four-zones ; sy:measure sy:signedProjects",
    ),
    (
        "measure",
        "shenyang-2024/600 id:hello-seoul-signed-projects",
        TRIG,
        "sy:value 33.0 ; sy:unit schema:Project",
        "sy:value 33.0 ; sy:unit sy:City",
    ),
    (
        "base",
        "shenyang-2024/420 id:ftz-trade-2023-growth",
        TRIG,
        "sy:growthOf id:ftz-trade-2023 ;",
        "sy:growthOf id:ftz-new-enterprises-2023 ;",
    ),
    (
        "base",
        "shenyang-2024/490 id:fairs-2023-signed-value-share",
        TRIG,
        "sy:shareOf id:fairs-2023-signed-value ;",
        "sy:shareOf id:shenyang-trade-2023 ;",
    ),
    (
        "incomplete",
        "shenyang-2024/670 id:partnership-geoje",
        TRIG,
        "id:partnership-geoje a sy:Partnership ; sy:partner id:shenyang, id:geoje",
        "id:partnership-geoje a sy:Partnership ; sy:partner id:geoje",
    ),
    # dates
    (
        "date",
        "shenyang-2024/520 id:shenyang-trade-2024-01-09",
        TRIG,
        '"2024-09"^^xsd:gYearMonth ; sy:bound sy:exact ; sy:statedAs "進出口總額1109.1億元"',
        '"2024-10"^^xsd:gYearMonth ; sy:bound sy:exact ; sy:statedAs "進出口總額1109.1億元"',
    ),
    ("date", "shenyang-2024/120", TRIG, '"2025"^^xsd:gYear', '"2035"^^xsd:gYear'),
    (
        "period",
        "shenyang-2024/580 id:hello-shenyang-continents",
        TRIG,
        'sy:ongoing true ; sy:bound sy:exact ; sy:statedAs "五大洲"',
        'sy:periodEnd "2023"^^xsd:gYear ; sy:bound sy:exact ; sy:statedAs "五大洲"',
    ),
    (
        "period",
        "shenyang-2024/690 id:sino-german-concert-2024",
        TRIG,
        'id:sino-german-concert-2024 sy:date "2024"^^xsd:gYear ;',
        "id:sino-german-concert-2024",
    ),
    (
        "period",
        "shenyang-2024/190 id:target-2035-commute",
        TRIG,
        'sy:bound sy:exact ; sy:deadline "2035"^^xsd:gYear ; sy:statedAs "都市圈1小時通勤"',
        'sy:bound sy:exact ; sy:statedAs "都市圈1小時通勤"',
    ),
    # links
    (
        "link",
        "shenyang-2024/190 id:target-2035-commute",
        TRIG,
        "sy:scope id:shenyang-metro-area ; sy:measure",
        "sy:scope id:liaozhongnan-city-cluster ; sy:measure",
    ),
    (
        "link",
        "shenyang-2024/180 id:undertaking-city-cluster",
        TRIG,
        "schema:object id:liaozhongnan-city-cluster ;",
        "",
    ),
    (
        "title",
        "shenyang-2024/480 id:sino-korean-food-festival",
        TRIG,
        "food-festival sy:subEventOf id:korea-week-2024 ; sy:involves id:china, id:south-korea .",
        "food-festival sy:subEventOf id:korea-week-2024 ; sy:involves id:china .",
    ),
    (
        "title",
        "shenyang-2024/580 id:hello-tokyo",
        TRIG,
        "id:hello-tokyo sy:inSeries id:hello-shenyang ; sy:inPlace id:tokyo ;",
        "id:hello-tokyo sy:inSeries id:hello-shenyang ; sy:inPlace id:paris ;",
    ),
    (
        "title",
        "shenyang-2024/490 id:korea-week-2023",
        TRIG,
        "id:korea-week-2023 sy:inSeries id:korea-week ;",
        "id:korea-week-2023",
    ),
    (
        "speaker",
        "shenyang-2024/130 id:target-2050-model-city",
        TRIG,
        "model-city a sy:Target ; sy:of id:shenyang ; sy:statedIn id:territorial-plan ;",
        "model-city a sy:Target ; sy:of id:shenyang ;",
    ),
    (
        "sibling",
        "shenyang-2024/580 id:hello-paris",
        TRIG,
        "id:hello-paris sy:inSeries id:hello-shenyang ;",
        "id:hello-paris",
    ),
    (
        "sibling",
        "shenyang-2024/690 id:zhenxing-cup-2024",
        TRIG,
        "id:summer-music-day-2024, id:zhenxing-cup-2024, id:new-year",
        "id:summer-music-day-2024, id:new-year",
    ),
    (
        "list",
        "shenyang-2024/270 id:route-los-angeles",
        TRIG,
        "id:pinduoduo, id:amazon, id:domestic",
        "id:pinduoduo, id:domestic",
    ),
    (
        "reversed",
        "shenyang-2024/300 id:shenyang",
        TRIG,
        "id:china-europe-railway-express sy:serves id:shenyang, id:shenyang-surroundings,",
        "id:shenyang sy:serves id:china-europe-railway-express . "
        "id:china-europe-railway-express sy:serves id:shenyang-surroundings,",
    ),
    (
        "measure",
        "shenyang-2024/340 id:ecommerce-pilot-zone-ranking",
        TRIG,
        "id:ecommerce-pilot-zone ; sy:measure sy:assessment ;",
        "id:ecommerce-pilot-zone ;",
    ),
    (
        "title",
        "shenyang-2024/690 id:yaounde-pupils-video-2024",
        TRIG,
        "sy:involves id:yaounde, id:cameroon ;",
        "sy:involves id:yaounde ;",
    ),
    ("country", "shenyang-2024/690 id:katowice", TRIG, "id:katowice sy:country id:poland . ", ""),
    (
        "adjacency",
        "shenyang-2024/320",
        TRIG,
        "sy:supportedBy id:liaoning-coastal-belt",
        "sy:supportedBy id:dalian-port",
    ),
    ("country", "shenyang-2024/670 id:kawasaki", TRIG, " id:kawasaki sy:country id:japan .", ""),
    (
        "direction",
        "shenyang-2024/280 id:route-moscow",
        TRIG,
        "id:route-moscow sy:origin id:shenyang ; sy:destination id:moscow",
        "id:route-moscow sy:origin id:moscow ; sy:destination id:shenyang",
    ),
    # the exceptions
    (
        "exception",
        LISTED + ":6",
        LISTED,
        "passage\tkind\twords\treason\n",
        "passage\tkind\twords\treason\np:20\tnumeral\t重鎮\tnot there\n",
    ),
    ("numeral", "shenyang-2024/240", LISTED, "p:240\tnumeral\t一個縮影", "p:30\tnumeral\t一個縮影"),
]


# So many faults apart are planted in one workspace: each is in another part of it.
_APART = 8


@pytest.mark.slow
@pytest.mark.parametrize("first", range(_APART))
def test_each_planted_fault_is_reported_with_its_place(first: int, workspace: Files) -> None:
    planted = FAULTS[first::_APART]
    for _, _, name, old, new in planted:
        plant(workspace, name, old, new)
    report = run_check(workspace, shapes=False)
    assert {(kind, where) for kind, where, *_ in planted} - found(report) == set()
    assert all(fault.fix and fault.message for fault in report.faults)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("where", "shape", "name", "old", "new"),
    [
        (
            "id:zhenxing-cup-2024",
            "StandardDatatypeKept",
            TRIG,
            "schema:position 2",
            "schema:position 2.0",
        ),
        (
            "id:taoxian-airport",
            "AirportIataCode",
            GAZETTEER,
            'schema:iataCode "SHE"',
            'schema:iataCode "SH"',
        ),
        (
            "id:route-moscow",
            "RouteDirect",
            TRIG,
            "id:route-moscow sy:origin id:shenyang",
            "id:route-moscow sy:direct false ; sy:origin id:shenyang",
        ),
    ],
)
def test_a_violated_shape_is_reported(
    where: str, shape: str, name: str, old: str, new: str, workspace: Files
) -> None:
    plant(workspace, name, old, new)
    faults = run_check(workspace).faults
    assert [(f.where, f.message) for f in faults if f.kind == "shape" and shape in f.message]
    assert {f.where for f in faults if f.kind == "shape"} == {where}


def test_passages_are_numbered_in_tens(workspace: Files) -> None:
    path = workspace.root / TRIG
    path.write_text(re.sub(r"\bp:30\b", "p:35", path.read_text("utf-8")), "utf-8")
    listed = workspace.root / LISTED
    listed.write_text(re.sub(r"(?m)^p:30\b", "p:35", listed.read_text("utf-8")), "utf-8")
    translated = workspace.root / TRANSLATIONS
    translated.write_text(translated.read_text("utf-8").replace("p:30 ", "p:35 "), "utf-8")
    assert found(run_check(workspace, shapes=False)) == {("numbering", "shenyang-2024/35")}


def test_a_later_passage_may_have_a_number_between_two_tens(workspace: Files) -> None:
    plant(
        workspace,
        TRIG,
        'sy:quote "開放通道，是瀋陽與世界的連接窗口，更是彰顯瀋陽開放潛力的觀察窗口。"',
        'sy:quote "開放通道，是瀋陽與世界的連接窗口，"',
    )
    plant(
        workspace,
        TRIG,
        '"瀋陽與世界的連接窗口", "彰顯瀋陽開放潛力的觀察窗口" .\n}',
        '"瀋陽與世界的連接窗口" .\n}\n'
        "p:235 a sy:Passage ; dcterms:type sy:sentence ; sy:readWith p:230 ; "
        'sy:quote "更是彰顯瀋陽開放潛力的觀察窗口。" .\n'
        "p:235 { id:air-land-sea-net sy:serves id:shenyang ; "
        'sy:describedAs "彰顯瀋陽開放潛力的觀察窗口" . }',
    )
    plant(
        workspace,
        TRANSLATIONS,
        "p:240 sy:translation",
        'p:235 sy:translation "Shenyang has a window."@en .\np:240 sy:translation',
    )
    assert run_check(workspace, shapes=False).faults == []


def test_quotes_in_the_wrong_order_are_reported(workspace: Files) -> None:
    path = workspace.root / TRIG
    text = path.read_text("utf-8")
    path.write_text(
        text.replace('「外事+」賦能「國際瀋」魅力升級" .', '@" .')
        .replace('sy:quote "中歐班列" .', 'sy:quote "「外事+」賦能「國際瀋」魅力升級" .')
        .replace('@" .', '中歐班列" .'),
        "utf-8",
    )
    assert ("quote", "shenyang-2024/210") in found(run_check(workspace, shapes=False))


@pytest.mark.parametrize(
    ("name", "old", "new", "line"),
    [
        (TRIG, "p:20 {\n", "p:20 { id:shenyang sy:describedAs .\n", TRIG),
        (GAZETTEER, "id:munich a sy:City ;", "id:munich a sy:City", GAZETTEER),
        (
            "ontology/shapes.ttl",
            ":Named a sh:NodeShape ;",
            ":Named a sh:NodeShape",
            "ontology/shapes.ttl",
        ),
        (LISTED, "p:240\tnumeral\t", "p:240\tnumber\t", LISTED),
        (LISTED, "p:240\tnumeral\t一個縮影\t", "p:240\tnumeral\t一個縮影", LISTED),
    ],
)
def test_a_file_with_a_syntax_error_is_one_fault_with_its_line(
    name: str, old: str, new: str, line: str, workspace: Files
) -> None:
    lines = (workspace.root / name).read_text("utf-8").split(old.rstrip("\n"))[0].count("\n") + 1
    plant(workspace, name, old, new)
    (fault,) = run_check(workspace).faults
    assert (fault.kind, fault.where) == ("file", name)
    file, _, number = fault.line.rpartition(":")
    assert file == line
    assert int(number) in (lines, lines + 1)  # a missing mark is missed where the next word begins


def test_a_missing_file_is_a_fault(workspace: Files) -> None:
    workspace.gazetteer.unlink()
    (fault,) = run_check(workspace).faults
    assert (fault.kind, fault.where) == ("file", GAZETTEER)


def test_a_fault_has_file_and_line(workspace: Files) -> None:
    plant(workspace, TRIG, "sy:value 42.7", "sy:value 47.2")
    (fault,) = (f for f in run_check(workspace, shapes=False).faults if f.kind == "figure")
    name, _, number = fault.line.partition(":")
    line = Path(workspace.root / name).read_text("utf-8").splitlines()[int(number) - 1]
    assert name == TRIG
    assert line.strip().startswith("id:ftz-new-enterprises-2023-growth a sy:Observation")
    assert "42.7" in fault.message
    assert "state sy:value 42.7" in fault.fix


def test_the_report_is_plain_lines_without_a_terminal(workspace: Files) -> None:
    plant(workspace, TRIG, "sy:value 42.7", "sy:value 47.2")
    report = run_check(workspace, shapes=False)
    out = io.StringIO()
    print_report(report, out)
    lines = out.getvalue().splitlines()
    assert any(
        re.match(rf"{TRIG}:\d+: figure: shenyang-2024/420 id:ftz-new-enterprises", line)
        for line in lines
    )
    assert "numerals: 74 (" in out.getvalue()
    assert lines[-1] == f"{len(report.faults)} faults found"


def test_the_report_is_a_table_on_a_terminal() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    report = run_check(Files.bundled(), shapes=False)
    report.fault("figure", "shenyang-2024/420 id:x", "sy:value is [1]", "state sy:value 2")
    out = Terminal()
    print_report(report, out)
    text = re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue())
    assert "sy:value is [1]" in text
    assert re.search(r"numerals +74 +\d+ stated, \d+ excepted", text)
    assert "1 fault found" in text


def test_a_passage_must_end_at_the_end_of_a_clause(workspace: Files) -> None:
    plant(workspace, TRIG, 'sy:quote "瀋陽渾河兩岸城市風光。"', 'sy:quote "瀋陽渾河兩岸城市風"')
    assert ("border", "shenyang-2024/10") in found(run_check(workspace, shapes=False))


@pytest.mark.slow
def test_cycles_in_the_data_do_not_stop_the_check(workspace: Files) -> None:
    plant(
        workspace,
        TRIG,
        "id:incheon-seo-gu sy:locatedIn id:incheon .",
        "id:incheon-seo-gu sy:locatedIn id:incheon . id:incheon sy:locatedIn id:incheon-seo-gu .",
    )
    kinds = {(f.kind, f.where) for f in run_check(workspace).faults}
    assert ("shape", "id:incheon-seo-gu") in kinds


def test_a_triple_about_a_triple_is_a_fault(workspace: Files) -> None:
    with workspace.gazetteer.open("a", encoding="utf-8") as stream:
        stream.write("id:seoul dcterms:source <<( id:seoul sy:country id:korea )>> .\n")
    assert ("nested", "id:seoul") in found(run_check(workspace))


def test_a_term_that_is_not_defined_is_one_fault_which_names_the_nearest(workspace: Files) -> None:
    old = "sy:hubFor id:northeast-asia ; sy:describedAs"
    plant(workspace, TRIG, old, old.replace("hubFor", "hubFro"))
    faults = run_check(workspace, shapes=False).faults
    [fault] = [fault for fault in faults if "sy:hubFro" in fault.message]
    assert fault.kind == "undefined"
    assert "such as sy:hubFor" in fault.fix
