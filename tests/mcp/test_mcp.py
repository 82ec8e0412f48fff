"""The server for language models, asked by a real client over standard input and output."""

from __future__ import annotations

import asyncio
import gc
import json
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyoxigraph as ox
import pytest
from anyio.from_thread import start_blocking_portal
from click.testing import CliRunner
from mcp.types import CallToolResult, TextContent, Tool

from child_processes import running
from mcp import Client, StdioServerParameters
from sygraph.cli.main import cli
from sygraph.data import Files
from sygraph.graph import KnowledgeGraph
from sygraph.mcp.answers import ask as ask_store
from sygraph.mcp.answers import solved
from sygraph.mcp.tools import INSTRUCTIONS, build
from sygraph.namespaces import expand
from sygraph.store.deadline import DeadlineExceeded
from sygraph.store.interface import OxigraphStore, Store
from sygraph.store.limits import Results

Ask = Callable[[Callable[[Client], Awaitable[Any]]], Any]
Call = Callable[..., CallToolResult]

SERVER = StdioServerParameters(command=sys.executable, args=["-m", "sygraph", "mcp"])

# Read off the article by hand.
PARTNERS = (
    "多措並舉進一步推動與日本札幌、川崎、佐世保，韓國仁川、城南、巨濟，美國芝加哥，"
    "澳大利亞布里斯班等市的友城關係提質升級。"
)
SISTER_CITIES = "目前，瀋陽的國際友城已達23個，友好合作關係城市79個。"
HANNOVER = "中德園離岸中心參加2024年德國漢諾威工業展覽會。"


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Do something with the client of one session, which all tests share."""
    client = Client(SERVER, read_timeout_seconds=120)
    gc.collect()  # lest answers that other tests left unread be dropped by the portal's thread
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(client):
        yield lambda talk: portal.call(talk, client)


@pytest.fixture
def call(ask: Ask) -> Call:
    """Call a tool."""
    return lambda tool, **arguments: ask(lambda client: client.call_tool(tool, arguments))


def content(result: CallToolResult) -> dict[str, Any]:
    """The plain values of an answer that is no error."""
    assert not result.is_error, result.content
    found: dict[str, Any] = result.structured_content
    return found


def text(result: CallToolResult) -> str:
    [block] = result.content
    assert isinstance(block, TextContent)
    return block.text


def refusal(result: CallToolResult) -> dict[str, Any]:
    """What an error says, which the text repeats without a trace of Python."""
    assert result.is_error
    found: dict[str, Any] = result.structured_content
    assert text(result).startswith(f"error: {found['error']}")
    assert "Traceback" not in text(result)
    return found


def words(found: dict[str, Any]) -> dict[str, str]:
    """The quotes of an answer by their passage; each stands where it says."""
    article = Files.bundled().seed.read_text(encoding="utf-8")
    for quote in found["passages"]:
        printed = article[quote["start"] : quote["end"]]
        assert "".join(printed.split()) == "".join(quote["words"].split())
        assert quote["iri"] == expand(quote["curie"])
        assert quote["curie"] == f"shenyang-2024/{quote['number']}"
    return {quote["curie"]: quote["words"] for quote in found["passages"]}


# What the server says of itself


def test_a_client_learns_what_the_tools_are_for(ask: Ask) -> None:
    async def talk(client: Client) -> tuple[str | None, list[Tool]]:
        return client.instructions, (await client.list_tools()).tools

    instructions, tools = ask(talk)
    assert instructions == INSTRUCTIONS
    names = [tool.name for tool in tools]
    assert names == [
        *("ask", "list_articles", "next_passage", "vocabulary_for", "propose_facts"),
        *("review_queue", "search", "show", "path", "compare", "list_queries"),
        *("run_query", "sparql"),
    ]
    for tool in tools:
        assert tool.description and "\n  " not in tool.description
        assert tool.annotations
        assert tool.annotations.read_only_hint == (tool.name != "propose_facts")
    schema = tools[-1].input_schema["properties"]
    assert schema["limit"]["default"] == 100
    assert schema["limit"]["maximum"] == 1000
    assert schema["lang"]["enum"] == ["en", "zh-Hant", "zh-Hans"]


def test_the_articles_are_listed(call: Call) -> None:
    [article] = content(call("list_articles"))["articles"]
    assert (article["id"], article["language"]) == ("shenyang-2024", "zh-Hant")
    assert article["stated"] == article["passages"] == 71


def test_what_a_model_is_told_exists(ask: Ask, kg: KnowledgeGraph) -> None:
    tools = ask(lambda client: client.list_tools()).tools
    said = "\n".join([INSTRUCTIONS, *(tool.description or "" for tool in tools)])
    terms = set(re.findall(r"\b(?:sy|id|p):[A-Za-z0-9]+(?:-[a-z0-9]+)*", said))
    assert len(terms) > 50
    for term in terms:
        assert kg.store.ask(f"ASK {{ {{ {term} ?p ?o }} UNION {{ ?s {term} ?o }} }}"), term
    [example] = re.findall(r"^SELECT .+$", said, re.MULTILINE)
    assert len(kg.query(example)) == 1


def test_the_ontology_and_the_queries_can_be_read(ask: Ask, kg: KnowledgeGraph) -> None:
    async def talk(client: Client) -> dict[str, str]:
        resources = (await client.list_resources()).resources
        read = [await client.read_resource(str(resource.uri)) for resource in resources]
        return {str(r.contents[0].uri): getattr(r.contents[0], "text", "") for r in read}

    found = ask(talk)
    assert set(found) == {"sygraph://ontology", "sygraph://queries"}
    lines = found["sygraph://ontology"].splitlines()
    assert (
        "- sy:AirRoute (air route, a sy:Connection): A route flown between two cities, for one "
        "or more kinds of service." in lines
    )
    assert any(line.startswith("- sy:origin (") and "sy:AirRoute → " in line for line in lines)
    for name in kg.queries:
        assert f"| `{name}` |" in found["sygraph://queries"]


def test_nothing_but_the_protocol_is_on_standard_output() -> None:
    hello = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        },
    }
    ready = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    asked = {
        "jsonrpc": "2.0",
        "id": 2,
        "method": "tools/call",
        "params": {"name": "show", "arguments": {"entity": "nowhere at all"}},
    }
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with running([SERVER.command, *SERVER.args], encoding="utf-8", **pipes) as process:
        assert process.stdin and process.stdout
        answers = []
        for message in (hello, ready, asked):
            process.stdin.write(json.dumps(message) + "\n")
            process.stdin.flush()
            if "id" in message:
                answers.append(json.loads(process.stdout.readline()))
        rest, errors = process.communicate(timeout=60)
    assert [answer["id"] for answer in answers] == [1, 2]
    assert answers[0]["result"]["serverInfo"]["name"] == "sygraph"
    assert answers[1]["result"]["isError"] is True
    assert (rest, errors, process.returncode) == ("", "", 0)


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "sygraph.mcp.tools")
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    result = CliRunner().invoke(cli, ["mcp"])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "pip install 'sygraph[mcp]'" in result.stderr


# ask, search, show, path


def test_a_question_in_words_is_answered(call: Call) -> None:
    result = call("ask", question="Japanese sister cities")
    found = content(result)
    best = found["suggestions"][0]
    assert (best["query"], best["params"]) == ("partner-cities", {"country": "id:japan"})
    assert {row["values"]["label"] for row in found["rows"]} == {"Kawasaki", "Sapporo", "Sasebo"}
    assert all(row["passages"] for row in found["rows"])
    assert found["passages"][0]["words"]
    assert "partner-cities country=id:japan: Which cities" in text(result)


def test_a_question_may_lead_to_a_figure_or_to_nothing(call: Call) -> None:
    found = content(call("ask", question="1469", lang="zh-Hans", limit=2))
    assert found["suggestions"][0]["entity"] == "id:shenyang-trade-2023"
    assert found["curie"] == "id:shenyang-trade-2023"
    assert len(found["suggestions"]) == 2
    nothing = content(call("ask", question="qwertyuiop"))
    assert nothing["suggestions"] == []
    assert "list_queries" in nothing["notes"][0]


def test_search_finds_words_of_the_article(call: Call) -> None:
    found = content(call("search", text="618萬單"))
    [hit] = found["hits"]
    assert hit["curie"] == "shenyang-2024/240"
    assert hit["text"][slice(*hit["span"])] == "618萬單"
    assert "載運跨境電商貨約618萬單，進出口貿易額約31億元" in words(found)["shenyang-2024/240"]


def test_search_finds_an_entity_with_the_sentence_that_names_it(call: Call) -> None:
    result = call("search", text="札幌", lang="zh-Hant", limit=1)
    found = content(result)
    [hit] = found["hits"]
    assert (hit["curie"], hit["label"]) == ("id:sapporo", "札幌")
    assert (hit["passages"], hit["passage_count"], hit["background"]) == (
        ["shenyang-2024/670"],
        1,
        False,
    )
    assert words(found) == {"shenyang-2024/670": PARTNERS}
    assert found["notes"] == ["only the first 1 of 2 are given"]
    assert PARTNERS in text(result)


def test_search_marks_what_the_article_does_not_state(call: Call) -> None:
    hits = content(call("search", text="rail corridor"))["hits"]
    [term] = [hit for hit in hits if hit["curie"] == "sy:RailCorridor"]
    assert (term["kind"], term["background"], term["passages"]) == ("term", True, [])


def test_search_suggests_where_it_finds_nothing(call: Call) -> None:
    found = content(call("search", text="Frankfort"))
    assert found["hits"] == found["passages"] == []
    assert found["notes"] == [
        "nothing has Frankfort in it; did you mean Frankfurt or Frankfurt am Main?"
    ]


def test_show_tells_facts_with_their_passages(call: Call) -> None:
    found = content(call("show", entity="札幌"))
    assert (found["iri"], found["label"]) == (expand("id:sapporo"), "Sapporo")
    [country] = [fact for fact in found["facts"] if fact["property"]["curie"] == "sy:country"]
    assert country["value"] == {"curie": "id:japan", "label": "Japan"}
    assert country["passages"] == ["shenyang-2024/670"]
    [latitude] = [fact for fact in found["facts"] if fact["property"]["curie"] == "geo:lat"]
    assert (latitude["passages"], latitude["background"]) == ([], ["graph:gazetteer"])
    assert words(found) == {"shenyang-2024/670": PARTNERS}


def test_an_unknown_entity_is_an_error_with_suggestions(call: Call) -> None:
    result = call("show", entity="Frankfort")
    said = refusal(result)
    assert said["error"] == "unknown entity: Frankfort"
    assert "Frankfurt" in said["suggestions"]
    assert said["hint"] in text(result)


def test_an_ambiguous_entity_is_an_error_with_the_candidates() -> None:
    turtle = f"""
        @prefix id: <{expand("id:")}> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        id:springfield-a skos:prefLabel "Springfield"@en .
        id:springfield-b skos:prefLabel "Springfield"@en .
    """
    store = ox.Store()
    store.load(turtle, ox.RdfFormat.TURTLE)
    kg = KnowledgeGraph(OxigraphStore(store), Files.bundled())
    client = Client(build(kg, kg.store), read_timeout_seconds=120)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(client):
        result = portal.call(lambda: client.call_tool("show", {"entity": "Springfield"}))
    said = refusal(result)
    assert said["suggestions"] == ["id:springfield-a", "id:springfield-b"]
    assert said["hint"] == "give one of these instead"


def test_path_proves_each_step(call: Call) -> None:
    result = call("path", start="Katowice", end="Hannover Messe")
    found = content(result)
    nodes = [[node["curie"] for node in way["nodes"]] for way in found["paths"]]
    assert [
        "id:katowice",
        "id:katowice-live-stream-2024",
        "id:shenyang",
        "id:sino-german-park",
        "id:sino-german-park-offshore-center",
        "id:hannover-messe-2024",
    ] in nodes
    quotes = words(found)
    assert quotes["shenyang-2024/380"] == HANNOVER
    assert "與波蘭卡托維茲市城市宣傳視頻直播活動" in quotes["shenyang-2024/690"]
    steps = [fact for way in found["paths"] for step in way["steps"] for fact in step]
    assert all(fact["passages"] or fact["background"] for fact in steps)
    assert ([], ["graph:gazetteer"]) in [(fact["passages"], fact["background"]) for fact in steps]
    assert HANNOVER in text(result)


def test_path_gives_no_more_than_asked_for(call: Call) -> None:
    found = content(call("path", start="Katowice", end="Hannover Messe", limit=1))
    assert len(found["paths"]) == 1
    assert found["notes"] == ["only the first 1 of 2 are given"]


# Queries


def test_queries_are_listed_by_words_in_either_language(call: Call) -> None:
    result = call("list_queries", text="夥伴城市")
    queries = {query["name"]: query for query in content(result)["queries"]}
    params = {param["name"]: param for param in queries["partner-cities"]["params"]}
    assert params["country"]["type"] == "entity"
    assert params["country"]["example"] == "日本"
    assert "partner-cities: Which cities are partners" in text(result)


def test_all_queries_are_listed(call: Call, kg: KnowledgeGraph) -> None:
    queries = content(call("list_queries"))["queries"]
    assert [query["name"] for query in queries] == sorted(kg.queries)


def test_one_query_is_shown_with_its_sparql_and_values(call: Call) -> None:
    [query] = content(call("list_queries", text="partner-cities"))["queries"]
    assert "sy:partner ?subject" in query["sparql"]
    [country] = [param for param in query["params"] if param["name"] == "country"]
    assert {"value": "id:japan", "label": "Japan"} in country["values"]


def test_no_query_is_said_to_be_none(call: Call) -> None:
    found = content(call("list_queries", text="qwertyuiop"))
    assert found["queries"] == []
    assert found["notes"] == ["no query has qwertyuiop in it"]
    mistyped = content(call("list_queries", text="partner-citys"))["queries"]
    assert "partner-cities" in [query["name"] for query in mistyped]


def test_a_named_query_answers_with_quotes(call: Call) -> None:
    result = call("run_query", name="partner-cities", params={"country": "日本"}, lang="zh-Hant")
    found = content(result)
    assert {"curie": "id:sapporo", "label": "札幌"} in [r["values"]["city"] for r in found["rows"]]
    cities = {row["values"]["city"]["curie"]: row for row in found["rows"]}
    assert set(cities) == {"id:sapporo", "id:kawasaki", "id:sasebo"}
    assert {row["values"]["label"] for row in cities.values()} == {"札幌", "川崎", "佐世保"}
    for row in cities.values():
        assert row["passages"] == ["shenyang-2024/670"]
        assert row["read_with"] == ["shenyang-2024/620"]
        assert f"{row['values']['city']['curie']} rdf:type sy:City" in row["background"]
    assert words(found) == {"shenyang-2024/620": SISTER_CITIES, "shenyang-2024/670": PARTNERS}
    assert "<https://w3id.org/sygraph/id/japan>" in found["sparql"]
    assert text(result).count("[shenyang-2024/670, read with shenyang-2024/620, background]") == 3
    assert PARTNERS in text(result)


def test_a_parameter_may_have_several_values(call: Call) -> None:
    params = {"country": ["日本", "美國"]}
    rows = content(call("run_query", name="partner-cities", params=params))["rows"]
    labels = {row["values"]["label"] for row in rows}
    assert labels == {"Sapporo", "Kawasaki", "Sasebo", "Chicago"}


def test_a_mistaken_query_or_parameter_is_an_error_with_suggestions(call: Call) -> None:
    assert "partner-cities" in refusal(call("run_query", name="partner-citis"))["suggestions"]
    wrong = refusal(call("run_query", name="partner-cities", params={"county": "日本"}))
    assert wrong["error"] == "partner-cities has no parameter county"
    assert wrong["suggestions"] == ["country"]


def test_a_query_name_is_never_sparql(call: Call) -> None:
    assert "unknown query" in refusal(call("run_query", name="ASK { ?s ?p ?o }"))["error"]


def test_sparql_answers_with_quotes(call: Call) -> None:
    found = content(call("sparql", query="SELECT ?n { id:route-los-angeles-cargo sy:value ?n }"))
    [row] = found["rows"]
    assert (row["values"], row["passages"], row["background"]) == (
        {"n": 9800},
        ["shenyang-2024/240"],
        [],
    )
    assert "約9800噸" in words(found)["shenyang-2024/240"]


def test_sparql_may_ask_and_construct(call: Call) -> None:
    asked = content(call("sparql", query="ASK { id:sapporo sy:country id:japan }"))
    assert asked["form"] == "ask"
    assert asked["rows"][0]["values"] == {"answer": True}
    assert words(asked) == {"shenyang-2024/620": SISTER_CITIES, "shenyang-2024/670": PARTNERS}
    pattern = "id:sapporo sy:country ?country"
    made = content(call("sparql", query=f"CONSTRUCT {{ {pattern} }} WHERE {{ {pattern} }}"))
    [row] = made["rows"]
    assert (made["form"], row["values"]["object"]["curie"]) == ("graph", "id:japan")
    assert row["passages"] == ["shenyang-2024/670"]


def test_the_row_limit_is_noted(call: Call) -> None:
    query = "SELECT ?figure { ?figure a sy:Observation } ORDER BY ?figure"
    few = content(call("sparql", query=query, limit=2))
    assert len(few["rows"]) == 2
    [note] = few["notes"]
    assert note.startswith("the answer was cut off after 2 rows, there is more")
    whole = content(call("sparql", query=query, limit=1000))
    assert len(whole["rows"]) > 2
    assert whole["notes"] == []
    named = content(call("run_query", name="partner-cities", limit=1))
    assert len(named["rows"]) == 1
    assert named["notes"] == [note.replace("2 rows", "1 row")]


def test_no_more_is_read_than_is_given(call: Call) -> None:
    # All of its rows would be more than any machine holds.
    query = "SELECT * { ?a a ?x . ?b a ?y . ?c a ?z . ?d a sy:City }"
    assert len(content(call("sparql", query=query, limit=1))["rows"]) == 1


def test_a_query_is_stopped_when_its_time_is_up() -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    hasty = StdioServerParameters(command=SERVER.command, args=[*SERVER.args, "--timeout", "0.5"])

    async def talk() -> tuple[CallToolResult, CallToolResult]:
        async with Client(hasty, read_timeout_seconds=120) as client:
            stopped = await client.call_tool("sparql", {"query": endless})
            return stopped, await client.call_tool("show", {"entity": "札幌"})

    with ThreadPoolExecutor(1) as threads:  # here, a browser's test may have left a loop running
        stopped, shown = threads.submit(asyncio.run, talk()).result()
    said = refusal(stopped)
    assert said["error"] == "the query was stopped after 0.5 s"
    assert "more selective" in said["hint"]
    assert content(shown)["label"] == "Sapporo"


def test_a_proof_that_takes_too_long_is_given_up(kg: KnowledgeGraph) -> None:
    class Late(Store):
        """Has an answer to the query itself and no time for anything else."""

        def query(self, sparql: str) -> Results:
            if sparql != query:
                raise DeadlineExceeded(30)
            return kg.store.query(sparql)

    query = "SELECT ?n { id:route-los-angeles-cargo sy:value ?n }"
    found = solved(kg, Late(), ask_store(Late(), query, 10), "en").content
    [row] = found["rows"]
    assert (row["values"], row["passages"]) == ({"n": 9800}, [])
    assert row["notes"] == ["what supports this was not found within 30 s"]
    query = "SELECT ?n { id:sapporo sy:value ?n }"
    found = solved(kg, Late(), ask_store(Late(), query, 10), "en").content
    assert found["notes"] == ["why there is no answer was not found within 30 s"]


def test_a_limit_out_of_range_is_refused(call: Call) -> None:
    result = call("sparql", query="SELECT * { ?s ?p ?o }", limit=100_000)
    assert result.is_error
    assert "less than or equal to 1000" in text(result)


def test_an_empty_answer_says_why(call: Call) -> None:
    found = content(call("sparql", query="SELECT ?x { ?x a sy:Facilities }"))
    assert found["rows"] == []
    assert found["notes"] == [
        "sy:Facilities is unknown to the ontology and the data;"
        " the nearest that exists is sy:Facility."
    ]


def test_an_update_is_refused(call: Call) -> None:
    said = refusal(call("sparql", query="INSERT DATA { id:mars a sy:City }"))
    assert said["hint"] == "a query cannot change the data"


def test_a_mistake_in_sparql_shows_its_place(call: Call) -> None:
    assert "line 1, column 20" in refusal(call("sparql", query="SELECT * { ?s ?p ?o"))["error"]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE SILENT <http://127.0.0.1:7878/> { ?s ?p ?o } }",
        # The comment after what looks like the end of an IRI.
        "SELECT * { BIND(1 AS ?a) FILTER(?a<2)SERVICE#>\n<http://127.0.0.1:7878/> { ?s ?p ?o } }",
    ],
)
def test_another_service_is_not_asked(call: Call, query: str) -> None:
    said = refusal(call("sparql", query=query))
    assert said["error"] == "the query calls a service at 127.0.0.1:7878"


def test_a_word_like_it_calls_no_service(call: Call) -> None:
    query = "SELECT ?service { id:route-los-angeles-cargo ?p ?v . ?route sy:service ?service }"
    assert content(call("sparql", query=query))["rows"]


# Wrong arguments


@pytest.mark.parametrize(
    ("tool", "arguments", "error", "hint"),
    [
        ("search", {"txt": "a"}, "search has no argument txt", "did you mean text?"),
        ("search", {"text": "a", "limt": 3}, "search has no argument limt", "did you mean limit?"),
        ("search", {}, "text is missing", "A name or words"),
        ("search", {"text": 5}, "text is not text", "A name or words"),
        ("search", {"text": "a", "limit": "many"}, "limit is not a whole number", "How many"),
        ("search", {"text": "a", "lang": "fr"}, "lang cannot be 'fr'", "one of en, zh-Hant"),
        ("search", {"text": "x" * 5000}, "the text is longer than 2,000 characters", "search"),
        ("path", {"start": "Seoul", "end": "x", "limit": 0}, "limit is not greater", "How many"),
        ("serch", {"text": "a"}, "unknown tool: serch", "did you mean search?"),
        ("run_query", {"name": "zones", "country": "日本"}, "no argument country", "into params"),
        ("run_query", {"name": "zones", "params": "日本"}, "params is not an object", "Values by"),
        (
            "run_query",
            {"name": "partner-cities", "params": {"country": None}},
            "params.country is neither text nor a number",
            "Values by",
        ),
        (
            "run_query",
            {"name": "partner-cities", "params": {"lang": "fr"}},
            "lang: 'fr' is not one of en, zh-Hant, zh-Hans",
            "For example: zh-Hant",
        ),
        (
            "run_query",
            {"name": "air-routes", "params": {"service": "passenger"}},
            "unknown entity: passenger",
            "one of sy:cargo (cargo), sy:passenger",
        ),
        (
            "run_query",
            {"name": "where-stated", "params": {"number": "1e100000000"}},
            "number: '1e100000000' has more than 400 digits",
            "For example: 6180000",
        ),
        (
            "run_query",
            {"name": "How many sister cities are there?"},
            "unknown query",
            "partner-counts",
        ),
        ("sparql", {"query": "Who organized the events?"}, "a question", "event-organizers"),
        ("show", {"entity": " "}, "unknown entity", "the name is empty"),
    ],
)
def test_a_wrong_argument_gets_a_hint(
    call: Call, tool: str, arguments: dict[str, Any], error: str, hint: str
) -> None:
    result = call(tool, **arguments)
    said = refusal(result)
    assert error in said["error"]
    assert hint in said["hint"]
    for word in ("pydantic", "validation error", "Input should", "input_value"):
        assert word not in text(result)


def test_chinese_is_simplified_chinese(call: Call) -> None:
    def labels(**arguments: Any) -> list[str]:
        rows = content(call("run_query", name="partner-cities", **arguments))["rows"]
        return [row["values"]["label"] for row in rows]

    simplified = labels(lang="zh-Hans")
    assert labels(lang="zh") == labels(params={"lang": "zh"}) == simplified
    assert labels(lang="zh-TW") == labels(lang="zh-Hant") != simplified


def test_the_list_of_queries_is_grouped_by_topic(call: Call) -> None:
    lines = text(call("list_queries")).splitlines()
    assert "# trade 貿易" in lines
    place = lines.index("# trade 貿易")
    assert any(line.startswith("trade-totals: ") for line in lines[place:])
