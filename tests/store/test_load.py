"""From the authored files to the dataset: homes, what is derived, and the merge."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from sygraph.data import Files
from sygraph.errors import DataError
from sygraph.namespaces import DERIVED, GAZETTEER, ONTOLOGY, PREFIXES
from sygraph.store.load import build

PREFIX_LINES = "".join(f"@prefix {name}: <{base}> .\n" for name, base in PREFIXES.items())
HOME = NamedNode(PREFIXES["art"] + "shenyang-2024")

ONTOLOGY_TTL = """
sy:Place rdfs:subClassOf schema:Place . sy:City rdfs:subClassOf sy:Place .
sy:Event rdfs:subClassOf sem:Event .
"""
GAZETTEER_TTL = "id:shenyang a sy:City . id:fair a sy:Event . id:plan a sy:Plan ."
# One sentence is broken across paragraphs, as the article's print layout does it.
SEED = "瀋陽是城市。\n\n會展多。會展在4月舉\n\n行，今年很忙。\n\n再見。在4月\n\n舉行。\n"
TRIG = """
art:shenyang-2024 a schema:NewsArticle ; sy:referenceDate "2024-10-29"^^xsd:date .
p:10 a sy:Passage ; sy:quote "瀋陽是城市。" .
p:10 { id:shenyang sy:describedAs "城市" . }
p:20 a sy:Passage ; sy:quote "會展在4月舉行，今年很忙。" ; sy:note "4月 is 2024." .
p:20 { id:shenyang sy:describedAs "城市" . id:fair sy:inPlace id:shenyang . }
"""


@pytest.fixture
def make(tmp_path: Path) -> Maker:
    return Maker(tmp_path)


class Maker:
    """Writes a small set of data files and assembles it."""

    def __init__(self, root: Path) -> None:
        self.files = Files.at(root)
        self.trig = root / "graph" / "shenyang-2024.trig"

    def __call__(
        self,
        facts: str = "",
        *,
        trig: str = TRIG,
        seed: str = SEED,
        ontology: str = ONTOLOGY_TTL,
        gazetteer: str = GAZETTEER_TTL,
    ) -> set[Quad]:
        for name in ("ontology", "graph", "seeds"):
            (self.files.root / name).mkdir(exist_ok=True)
        self.files.ontology.write_text(PREFIX_LINES + ontology, encoding="utf-8")
        self.files.gazetteer.write_text(PREFIX_LINES + gazetteer, encoding="utf-8")
        body = trig + (f"p:20 {{ {facts} }}\n" if facts else "")
        self.trig.write_text(PREFIX_LINES + body, encoding="utf-8")
        (self.files.root / "seeds" / "shenyang-2024.txt").write_text(seed, encoding="utf-8")
        quads = list(build(self.files))
        assert len(set(quads)) == len(quads)
        return set(quads)


def triples(turtle: str) -> set[Triple]:
    return {quad.triple for quad in parse(PREFIX_LINES + turtle, RdfFormat.TURTLE)}


def graph(quads: set[Quad], name: NamedNode | DefaultGraph) -> set[Triple]:
    return {quad.triple for quad in quads if quad.graph_name == name}


def days(quads: set[Quad], slug: str) -> tuple[str | None, str | None]:
    """The first and the last day that loading derived for an entity."""
    found = {
        triple.predicate.value.rpartition("#")[2]: triple.object
        for triple in graph(quads, DERIVED)
        if triple.subject == NamedNode(PREFIXES["id"] + slug)
    }
    values = []
    for name in ("firstDay", "lastDay"):
        day = found.get(name)
        assert day is None or (
            isinstance(day, Literal) and day.datatype.value == PREFIXES["xsd"] + "date"
        )
        values.append(day.value if isinstance(day, Literal) else None)
    return values[0], values[1]


def test_each_file_s_own_statements_go_to_its_home(make: Maker) -> None:
    quads = make()
    assert graph(quads, ONTOLOGY) == triples(ONTOLOGY_TTL)
    assert graph(quads, GAZETTEER) == triples(GAZETTEER_TTL)
    assert graph(quads, HOME) == triples("""
        art:shenyang-2024 a schema:NewsArticle ; sy:referenceDate "2024-10-29"^^xsd:date .
        p:10 a sy:Passage ; sy:quote "瀋陽是城市。" ; sy:article art:shenyang-2024 .
        p:20 a sy:Passage ; sy:quote "會展在4月舉行，今年很忙。" ; sy:note "4月 is 2024." ;
          sy:article art:shenyang-2024 .
    """)


def test_a_passage_s_facts_stay_in_its_graph(make: Maker) -> None:
    quads = make()
    assert graph(quads, NamedNode(PREFIXES["p"] + "20")) == triples(
        'id:shenyang sy:describedAs "城市" . id:fair sy:inPlace id:shenyang .'
    )


def test_what_is_derived_is_types_offsets_and_days_and_nothing_else(make: Maker) -> None:
    quads = make("id:fair sy:date '2024-04'^^xsd:gYearMonth .")
    assert graph(quads, DERIVED) == triples("""
        id:shenyang a sy:Place, schema:Place . id:fair a sem:Event ;
          sy:firstDay "2024-04-01"^^xsd:date ; sy:lastDay "2024-04-30"^^xsd:date .
        p:10 sy:start 0 ; sy:end 6 . p:20 sy:start 12 ; sy:end 27 .
    """)


def test_the_default_graph_is_the_merge_of_all_and_nothing_else(make: Maker) -> None:
    quads = make()
    named = {quad.triple for quad in quads if quad.graph_name != DefaultGraph()}
    assert graph(quads, DefaultGraph()) == named


def test_a_type_that_is_stated_is_not_derived(make: Maker) -> None:
    quads = make(gazetteer="id:shenyang a sy:City, sy:Place .")
    assert triples("id:shenyang a sy:Place .").isdisjoint(graph(quads, DERIVED))


def test_a_passage_s_own_nodes_are_typed_up_too_and_a_cycle_ends(make: Maker) -> None:
    quads = make(
        "id:x a sy:City .", ontology="sy:City rdfs:subClassOf sy:A . sy:A rdfs:subClassOf sy:City ."
    )
    assert triples("id:x a sy:A .") < graph(quads, DERIVED)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ("sy:date '2024'^^xsd:gYear", ("2024-01-01", "2024-12-31")),
        ("sy:date '2024-02'^^xsd:gYearMonth", ("2024-02-01", "2024-02-29")),
        ("sy:date '2023-02'^^xsd:gYearMonth", ("2023-02-01", "2023-02-28")),
        ("sy:date '2023-12'^^xsd:gYearMonth", ("2023-12-01", "2023-12-31")),
        ("sy:date '2024-10-29'^^xsd:date", ("2024-10-29", "2024-10-29")),
        # a period, as precise as stated at either end
        (
            "sy:periodStart '2024-01'^^xsd:gYearMonth ; sy:periodEnd '2024-09'^^xsd:gYearMonth",
            ("2024-01-01", "2024-09-30"),
        ),
        (
            "sy:periodStart '2021'^^xsd:gYear ; sy:periodEnd '2035'^^xsd:gYear",
            ("2021-01-01", "2035-12-31"),
        ),
        # up to then, since nobody says when
        ("sy:periodEnd '2024-04'^^xsd:gYearMonth", (None, "2024-04-30")),
        # some time within
        (
            "sy:notBefore '2023'^^xsd:gYear ; sy:notAfter '2024-03'^^xsd:gYearMonth",
            ("2023-01-01", "2024-03-31"),
        ),
        ("sy:notAfter '2024'^^xsd:gYear", (None, "2024-12-31")),
        # since then: open, so it closes when the article speaks
        ("sy:notBefore '2023'^^xsd:gYear", ("2023-01-01", "2024-10-29")),
        ("sy:periodStart '2023'^^xsd:gYear ; sy:ongoing true", ("2023-01-01", "2024-10-29")),
        # at present: on the day the article speaks
        ("sy:ongoing true", ("2024-10-29", "2024-10-29")),
        ("sy:ongoing false", (None, None)),
        # from then on, and nobody says it lasts
        ("sy:periodStart '2023'^^xsd:gYear", ("2023-01-01", None)),
        ("sy:deadline '2035'^^xsd:gYear", (None, "2035-12-31")),
        # told twice, once more precisely
        (
            "sy:date '2024'^^xsd:gYear, '2024-09'^^xsd:gYearMonth",
            ("2024-09-01", "2024-09-30"),
        ),
    ],
)
def test_first_and_last_day(
    make: Maker, facts: str, expected: tuple[str | None, str | None]
) -> None:
    assert days(make(f"id:x {facts} ."), "x") == expected


def test_a_figure_without_a_period_takes_its_event_s_days(make: Maker) -> None:
    quads = make("""
        id:fair sy:date '2024-04'^^xsd:gYearMonth .
        id:value a sy:Observation ; sy:of id:fair .
    """)
    assert days(quads, "value") == ("2024-04-01", "2024-04-30")


@pytest.mark.parametrize(
    "statement",
    [
        # it has a period of its own
        "id:value a sy:Observation ; sy:of id:fair ; sy:periodEnd '2024-04'^^xsd:gYearMonth .",
        # it is no figure
        "id:value a sy:Target ; sy:of id:fair .",
        # a plan's span is not when its figures hold
        "id:value a sy:Observation ; sy:of id:plan .",
    ],
)
def test_no_other_statement_takes_an_event_s_days(make: Maker, statement: str) -> None:
    quads = make(f"""
        id:fair sy:date '2024'^^xsd:gYear . id:plan sy:date '2024'^^xsd:gYear . {statement}
    """)
    assert days(quads, "value")[0] is None


def test_without_a_reference_date_an_open_end_stays_open(make: Maker) -> None:
    trig = TRIG.replace('; sy:referenceDate "2024-10-29"^^xsd:date', "")
    quads = make("id:x sy:notBefore '2023'^^xsd:gYear . id:y sy:ongoing true .", trig=trig)
    assert days(quads, "x") == ("2023-01-01", None)
    assert days(quads, "y") == (None, None)


@pytest.mark.parametrize("value", ["", "soon", "2024-13", "2024-00", "2024-02-30", "2024-1-1-1"])
def test_what_is_not_a_date_has_no_days(make: Maker, value: str) -> None:
    """`sygraph check` says what is wrong with it."""
    assert days(make(f"id:x sy:periodEnd '{value}' ."), "x") == (None, None)


def test_a_quote_that_the_article_does_not_print_names_file_and_passage(make: Maker) -> None:
    with pytest.raises(DataError) as caught:
        make(trig=TRIG.replace("今年很忙", "去年很忙"))
    assert caught.value.path == str(make.trig)
    assert str(caught.value).startswith(f"{make.trig}: shenyang-2024/20: the article prints ")


def test_quotes_are_in_the_file_s_order(make: Maker) -> None:
    trig = (
        'p:20 a sy:Passage ; sy:quote "瀋陽是城市。" . p:10 a sy:Passage ; sy:quote "4月舉行。" .'
    )
    quads = make(trig=trig)
    assert triples("p:10 sy:start 33 ; sy:end 40 .") < graph(quads, DERIVED)


@pytest.mark.parametrize("name", ["ontology", "gazetteer", "trig"])
def test_a_broken_file_names_itself_and_the_line(make: Maker, name: str) -> None:
    make()
    path = make.trig if name == "trig" else getattr(make.files, name)
    good = path.read_text(encoding="utf-8")
    path.write_text(good + "id:shenyang a .\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        list(build(make.files))
    line = good.count("\n") + 1
    assert (caught.value.path, caught.value.line) == (str(path), line)
    assert str(caught.value) == f"{path}:{line}: . is not a valid RDF object"


@pytest.mark.parametrize("name", ["ontology", "gazetteer", "seed"])
def test_a_missing_file_names_itself(make: Maker, name: str) -> None:
    make()
    path = getattr(make.files, name)
    path.unlink()
    with pytest.raises(DataError, match="No such file or directory") as caught:
        list(build(make.files))
    assert caught.value.path == str(path)


def test_two_articles_share_the_gazetteer_and_keep_their_own_reference_date(make: Maker) -> None:
    make()
    other = """
    art:dalian-2025 a schema:NewsArticle ; sy:referenceDate "2025-05-01"^^xsd:date .
    <https://w3id.org/sygraph/passage/dalian-2025/10> a sy:Passage ; sy:quote "大連。" .
    <https://w3id.org/sygraph/passage/dalian-2025/10> { id:dalian-x sy:ongoing true . }
    """
    root = make.files.root
    (root / "graph" / "dalian-2025.trig").write_text(PREFIX_LINES + other, encoding="utf-8")
    (root / "seeds" / "dalian-2025.txt").write_text("大連。", encoding="utf-8")
    quads = make("id:x sy:ongoing true .")
    assert days(quads, "dalian-x") == ("2025-05-01", "2025-05-01")
    assert days(quads, "x") == ("2024-10-29", "2024-10-29")
    passage = NamedNode("https://w3id.org/sygraph/passage/dalian-2025/10")
    article = NamedNode(PREFIXES["art"] + "dalian-2025")
    assert Quad(passage, NamedNode(PREFIXES["sy"] + "article"), article, article) in quads


def test_the_bundled_quotes_stand_where_the_offsets_say() -> None:
    from sygraph.text.article import Article

    files = Files.bundled()
    article = Article.read(files.seed)
    facts: dict[object, dict[str, str]] = {}
    for quad in build(files):
        if quad.graph_name == DefaultGraph() and isinstance(quad.object, Literal):
            name = quad.predicate.value.removeprefix(PREFIXES["sy"])
            if name in ("quote", "start", "end"):
                facts.setdefault(quad.subject, {})[name] = quad.object.value
    assert len(facts) == 71
    for fact in facts.values():
        assert article.words(int(fact["start"]), int(fact["end"])) == fact["quote"]
