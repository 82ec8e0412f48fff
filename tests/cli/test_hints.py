"""Every wrong use of the command line says what is wrong and what to do instead."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from sygraph.cli.main import COMMANDS, cli
from sygraph.data import Files
from sygraph.queries.catalog import Catalog
from sygraph.queries.listing import by_topic, matching
from sygraph.queries.question_index import QuestionIndex
from sygraph.queries.run import is_question

CATALOG = Catalog.load(Files.bundled())


def refused(*arguments: str) -> str:
    """What the hint of a refused command line says."""
    result = CliRunner().invoke(cli, arguments, prog_name="sygraph")
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    assert "Traceback" not in result.stderr
    lines = result.stderr.splitlines()
    assert any(line.startswith("error: ") for line in lines), lines
    [hint] = [line for line in lines if line.startswith("hint: ")]
    return hint.removeprefix("hint: ")


COUNTRY = "parameters are given with -p: sygraph query partner-cities -p country=Japan"


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        # Values of parameters
        ("query partner-cities country=Japan", COUNTRY),
        ("query partner-cities country=Japan lang=zh", f"{COUNTRY} -p lang=zh"),
        ("query partner-cities -p country=Japan lang=zh", f"{COUNTRY} -p lang=zh"),
        ("query partner-cities Japan", COUNTRY),
        ("query partner-cities --country Japan", COUNTRY),
        ("query partner-cities --country=Japan", COUNTRY),
        ("query partner-cities --contry Japan", COUNTRY),
        ("query trade-totals --subject", "-p subject="),
        ("query trade-totals extra", "-p subject=extra"),
        ("query partner-cities -p country", "-p country=日本"),
        ("query partner-cities -p", "-p NAME=VALUE"),
        ("query partner-cities -p contry=Japan", "did you mean country?"),
        ("view --query partner-cities country=Japan -o x.html", "-p country=Japan"),
        # Commands
        ("quer", "did you mean sygraph query or sygraph queries?"),
        ("exprt turtle", "did you mean sygraph export?"),
        ("help", "sygraph --help"),
        ("partner-cities", "sygraph query partner-cities"),
        ("partner-cities -p country=Japan", "sygraph query partner-cities -p country=Japan"),
        ("sister cities", "sygraph ask 'sister cities'"),
        ("瀋陽", "sygraph ask 瀋陽"),
        ("xyzzy", "the commands are query, queries, "),
        ("SELECT * { ?s ?p ?o }", "to ask in SPARQL: sygraph query 'SELECT * { ?s ?p ?o }'"),
        # Options
        ("query partner-cities --evidnce", "did you mean --evidence?"),
        ("--versoin", "did you mean --version?"),
        ("--data /nowhere articles", "Folder of a workspace"),
        ("query zones --data x", "--data stands before the command"),
        ("--evidence query zones", "options of a command stand behind it"),
        ("check --xyzzy", "sygraph check --help"),
        ("query zones -f", "-f VALUE: Format of the result"),
        ("query zones -f jsn", "did you mean json"),
        ("query zones -f pdf", "Format of the result"),
        ("query zones --limit none", "Cut the answer off"),
        ("query zones --timeout nan", "Stop a query"),
        ("export jsn", "did you mean jsonld?"),
        ("export turtle --profile schema", "did you mean schema.org?"),
        ("view --theme trad -o x.html", "did you mean trade?"),
        ("stats --lang fr", "Language of the labels: en, zh-Hant, zh-Hans."),
        # Arguments
        ("show", "for example: sygraph show "),
        ("path Seoul", "for example: sygraph path "),
        ("view", "for example: sygraph view -o "),
        ("search New York", "sygraph search 'New York'"),
        ("show Hannover Messe", "sygraph show 'Hannover Messe'"),
        ("path a b c", "for example: sygraph path "),
        ("load nowhere.ttl --store x", "for example: sygraph load "),
        # Names and values
        ("query partner-citis", "did you mean partner-cities"),
        ("query air-routes -p service=passenger", "one of sy:cargo (cargo), sy:passenger"),
        ("query partner-cities -p lang=fr", "en, zh-Hant or zh-Hans"),
        ("query where-stated -p number=1e500000000", "The number, written out."),
        ("show Shenyag", "did you mean Shenyang"),
        ("show xyzzy", "a search finds entities"),
        ("show ", "for example"),
        ("query zones --endpoint here", "such as http://"),
        ("query zones --store nowhere", "sygraph load FILES --store nowhere"),
    ],
)
def test_a_wrong_use_gets_a_hint(arguments: str, hint: str) -> None:
    assert hint in refused(*arguments.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_answers_an_unknown_option_with_a_hint(command: str) -> None:
    assert refused(command, "--no-such-option-as-this")


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("Which cities are sister cities?", "partner-cities"),
        ("How many partner cities does each country have?", "partner-cities-by-country"),
        ("How much trade was there in 2023?", "trade-totals"),
        ("Who organized the events?", "event-organizers"),
        ("Ask who organized the events", "event-organizers"),
        ("What air routes are there?", "air-routes"),
        ("瀋陽有哪些夥伴城市？", "partner-cities"),
        ("沈阳有多少友城", "partner-counts"),
    ],
)
def test_a_question_in_words_is_answered_with_the_nearest_queries(
    question: str, query: str
) -> None:
    hint = refused("query", question)
    assert f"{query} ({CATALOG[query].summary})" in hint
    assert f"sygraph ask '{question}'" in hint
    assert query in [named.name for named in QuestionIndex(CATALOG).best(question)]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?x WHERE", "SELECT * WHERE", "SELCT ?x { ?x a sy:City }", "ASK {}",
        "DESCRIBE id:seoul", "describe id:seoul id:japan", "DESCRIBE <http://x/>",
        "DESCRIBE id:seoul # all of it", "PREFIX a: <x:>", "CLEAR ALL", "DROP GRAPH p:240",
        "# a comment\nASK {}", "", "   ", "DESCRIBE id:seoul FROM p:600", "42",
    ],
)  # fmt: skip
def test_sparql_is_no_question(text: str) -> None:
    assert not is_question(text)


def test_a_typing_error_in_sparql_is_said_where_it_is() -> None:
    assert refused("query", "SELCT ?x { ?x a sy:City }") == "did you mean SELECT?"


# Finding named queries


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("sister", "is-sister-city"),
        ("cities partner", "partner-cities"),
        ("city", "partner-cities"),
        ("Partners", "partner-counts"),
        ("交通", "air-routes"),
        ("贸易", "trade-totals"),
        ("貿易", "trade-totals"),
        ("夥伴城市", "partner-cities"),
        ("伙伴城市", "partner-cities"),
        ("友好城市", "partner-counts"),
        ("計算所得", "trade-pace"),
        ("misprints", "source-notes"),
        ("yuan", "cargo-value-per-tonne"),
        ("airport nonsense", "airport-network"),
        ("Which air routes?", "air-routes"),
    ],
)
def test_a_query_is_found_by_any_word_of_its_header(text: str, query: str) -> None:
    assert query in [named.name for named in matching(CATALOG, text)]


@pytest.mark.parametrize("name", sorted(CATALOG))
def test_each_query_is_found_by_each_topic_and_question_of_its_own(name: str) -> None:
    named = CATALOG[name]
    for text in (*named.tags, named.summary, named.summary_zh, named.description):
        assert named in matching(CATALOG, text), text
    assert named in QuestionIndex(CATALOG).best(named.summary)


def test_the_list_is_grouped_by_topic() -> None:
    result = CliRunner().invoke(cli, ["queries"], prog_name="sygraph")
    heads = [line for line in result.stdout.splitlines() if line.endswith(")") and line[0] != " "]
    topics = by_topic(CATALOG.values())
    assert [head.split()[0] for head in heads] == list(topics)
    assert "transport 交通" in result.stdout
    assert sum(map(len, topics.values())) == len(CATALOG)
