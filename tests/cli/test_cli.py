"""The command line: what it answers, where it writes it, and with what exit status."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import sygraph
from sygraph.cli.main import COMMANDS, cli
from sygraph.data import Files

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Run a command as if its output were piped; what it cannot explain is raised."""

    def invoke(*args: str | Path, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(cli, list(map(str, args)), input=stdin, catch_exceptions=False)

    return invoke


def sygraph_process(*args: str, shell_tail: str = "") -> subprocess.CompletedProcess[str]:
    """Run the program for what only a process of its own shows."""
    command = [sys.executable, "-m", "sygraph", *args]
    if shell_tail:
        words = " ".join(f"'{word}'" for word in command)
        command = ["bash", "-c", f"set -o pipefail; {words} {shell_tail}"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def rows(result: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(result.stdout)))


# query


def test_a_named_query_with_a_parameter_answers_in_csv_when_piped(run: Run) -> None:
    result = run("query", "partner-cities", "-p", "country=日本", "-p", "lang=zh-Hant")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert {row["label"] for row in rows(result)} == {"札幌", "川崎", "佐世保"}


def test_a_parameter_given_twice_may_be_either(run: Run) -> None:
    result = run("query", "partner-cities", "-p", "country=日本", "-p", "country=美國")
    assert {row["label"] for row in rows(result)} == {"Sapporo", "Kawasaki", "Sasebo", "Chicago"}


QUERY = "SELECT ?tonnes { id:route-los-angeles-cargo sy:value ?tonnes }"


@pytest.mark.parametrize("args", [[QUERY], ["-"], []])
def test_sparql_comes_as_an_argument_or_by_standard_input(run: Run, args: list[str]) -> None:
    result = run("query", *args, stdin=QUERY)
    assert rows(result) == [{"tonnes": "9800"}]


def test_sparql_comes_from_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text(QUERY)
    assert rows(run("query", "--file", tmp_path / "q.rq")) == [{"tonnes": "9800"}]


def test_a_file_with_a_header_has_parameters(run: Run) -> None:
    path = Files.bundled().queries / "partner-cities.rq"
    result = run("query", "--file", path, "-p", "country=United States")
    assert [row["label"] for row in rows(result)] == ["Chicago"]


def test_a_file_that_is_no_utf8_is_named_with_its_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_bytes("ASK {}\n# 瀋陽".encode("big5"))
    result = run("query", "--file", tmp_path / "q.rq")
    assert result.exit_code == 2
    assert result.stderr == f"error: {tmp_path / 'q.rq'}:2: this is no UTF-8\n"


def test_no_query_is_wrong_use(run: Run) -> None:
    for args in ([], ["-"], [""]):
        result = run("query", *args, stdin=" \n")
        assert result.exit_code == 2
        assert "give the name of a query" in result.stderr


def test_a_query_and_a_file_are_one_too_many(run: Run, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text(QUERY)
    result = run("query", QUERY, "--file", tmp_path / "q.rq")
    assert result.exit_code == 2
    assert "not both" in result.stderr


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("csv", "tonnes\r\n9800\r\n"),
        ("tsv", '?tonnes\n"9800"^^<http://www.w3.org/2001/XMLSchema#decimal>\n'),
        (
            "json",
            '{"head":{"vars":["tonnes"]},"results":{"bindings":[{"tonnes":{"type":"literal",'
            '"value":"9800","datatype":"http://www.w3.org/2001/XMLSchema#decimal"}}]}}\n',
        ),
        ("table", " tonnes\n────────\n   9800\n"),
    ],
)
def test_each_format_of_rows(run: Run, name: str, expected: str) -> None:
    result = run("query", QUERY, "-f", name)
    assert result.stdout_bytes.decode() == expected


def test_the_labels_are_in_the_language_asked_for(run: Run) -> None:
    english, chinese = (run("query", "partner-cities", *more) for more in ((), ("--lang", "zh")))
    assert "Sapporo" in english.stdout and "札幌" in chinese.stdout
    given = run("query", "partner-cities", "--lang", "zh", "-p", "lang=en")
    assert given.stdout == english.stdout


def test_ask_tells_its_answer_by_the_exit_status_too(run: Run) -> None:
    yes = run("query", "ASK { id:seoul sy:country id:south-korea }")
    assert (yes.exit_code, yes.stdout) == (0, "true\n")
    no = run("query", "ASK { id:seoul sy:country id:japan }")
    assert (no.exit_code, no.stdout) == (1, "false\n")


def test_an_empty_answer_explains_itself_and_is_a_no(run: Run) -> None:
    result = run("query", "SELECT ?x { ?x a sy:Airprot }")
    assert result.exit_code == 1
    assert rows(result) == []
    assert "sy:Airprot is unknown" in result.stderr
    assert "sy:Airport" in result.stderr


def test_construct_is_turtle(run: Run) -> None:
    result = run("query", "CONSTRUCT { ?x a sy:Airport } WHERE { ?x a sy:Airport }")
    assert result.exit_code == 0
    assert "id:taoxian-airport a sy:Airport ." in result.stdout


def test_evidence_adds_the_words(run: Run) -> None:
    result = run("query", QUERY, "--evidence")
    [row] = rows(result)
    assert row["tonnes"] == "9800"
    assert "累計貢獻國際貨物吞吐量約9800噸" in row["evidence"]
    result = run("query", QUERY, "--evidence", "-f", "json")
    [proof] = json.loads(result.stdout)["evidence"]
    assert "累計貢獻國際貨物吞吐量約9800噸" in json.dumps(proof, ensure_ascii=False)


def test_the_suffix_of_the_output_file_names_the_format(run: Run, tmp_path: Path) -> None:
    result = run("query", QUERY, "-o", tmp_path / "out.tsv")
    assert (result.exit_code, result.stdout) == (0, "")
    assert (tmp_path / "out.tsv").read_text().startswith("?tonnes\n")


def test_a_suffix_that_stands_for_no_format_is_refused(run: Run, tmp_path: Path) -> None:
    result = run("query", QUERY, "-o", tmp_path / "out.docx")
    assert result.exit_code == 2
    assert "hint: name the format, or end the file's name in one of" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_output_that_cannot_be_written_is_an_error_and_leaves_nothing(
    run: Run, tmp_path: Path
) -> None:
    result = run("query", QUERY, "-f", "csv", "-o", tmp_path / "no" / "out.csv")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: cannot write {tmp_path / 'no' / 'out.csv'}: ")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_query_suggests_the_nearest(run: Run) -> None:
    result = run("query", "partner-citys")
    assert result.exit_code == 2
    assert "error: unknown query: partner-citys" in result.stderr
    assert "hint: did you mean partner-cities" in result.stderr


def test_an_unknown_entity_suggests_the_nearest(run: Run) -> None:
    result = run("query", "partner-cities", "-p", "country=Japann")
    assert result.exit_code == 2
    assert "did you mean Japan" in result.stderr


@pytest.mark.parametrize(
    ("param", "message"),
    [("contry=日本", "no parameter contry"), ("country", "is not NAME=VALUE")],
)
def test_a_wrong_parameter_is_refused(run: Run, param: str, message: str) -> None:
    result = run("query", "partner-cities", "-p", param)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_syntax_error_shows_the_line_and_the_place(run: Run) -> None:
    result = run("query", "SELECT ?x {\n  ?x a sy:City ?y\n}")
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert lines[0].startswith("error: syntax error at line 2")
    assert lines[1:3] == ["    ?x a sy:City ?y", "                 ^"]


def test_csv_for_excel_opens_with_a_byte_order_mark(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "tonnes.csv"
    assert run("query", QUERY, "--bom").stdout.split() == ["\ufefftonnes", "9800"]
    assert run("query", QUERY, "--bom", "-o", out).exit_code == 0
    assert out.read_bytes() == b"\xef\xbb\xbftonnes\r\n9800\r\n"


@pytest.mark.parametrize("options", [("-f", "json"), ("-o", "out.xml")])
def test_nothing_else_does(run: Run, options: tuple[str, str]) -> None:
    result = run("query", QUERY, "--bom", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--bom is for csv" in result.stderr


# queries


def test_queries_lists_each_with_its_questions(run: Run) -> None:
    listed = json.loads(run("queries", "-f", "json").stdout)
    assert [query["name"] for query in listed] == sorted(
        path.stem for path in Files.bundled().queries.glob("*.rq")
    )
    text = run("queries").stdout
    for query in listed:
        assert query["summary"] in text
        assert query["summary-zh"] in text


def test_queries_are_found_by_words_in_either_script(run: Run) -> None:
    names = [q["name"] for q in json.loads(run("queries", "伙伴城市", "-f", "json").stdout)]
    assert "partner-cities" in names
    assert len(names) < len(list(Files.bundled().queries.glob("*.rq")))


def test_one_query_is_shown_whole(run: Run) -> None:
    text = run("queries", "partner-cities").stdout
    assert text.startswith("partner-cities\n")
    assert "-p country=日本  (entity)" in text
    assert "SELECT DISTINCT ?city" in text
    assert "#+" not in text


def test_a_query_names_the_values_that_its_parameter_may_have(run: Run) -> None:
    assert "    sy:sought (sought)\n" in run("queries", "undertakings").stdout
    [query] = json.loads(run("queries", "undertakings", "-f", "json").stdout)
    [status] = [param for param in query["params"] if param["name"] == "status"]
    assert status["enum"] == "statuses"
    assert {"value": "sy:sought", "label": "sought"} in status["values"]


def test_a_value_that_is_not_listed_is_wrong_use(run: Run) -> None:
    result = run("query", "partner-cities", "-p", "country=中國")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "country cannot be 中國" in result.stderr
    assert "id:japan (Japan)" in result.stderr


@pytest.mark.parametrize(
    ("format", "start"),
    [
        ("markdown", "# Named queries\n"),
        ("html", "<!DOCTYPE html>\n"),
        ("turtle", "@prefix "),
    ],
)
def test_queries_can_be_a_document(run: Run, format: str, start: str) -> None:
    text = run("queries", "partner-cities", "-f", format).stdout
    assert text.startswith(start)
    assert "有哪些夥伴城市，在哪一國，屬何種關係？" in text


def test_queries_in_turtle_name_the_service_they_are_for(run: Run) -> None:
    url = "https://example.org/sparql"
    assert f"<{url}>" in run("queries", "zones", "-f", "turtle", "--target", url).stdout
    assert "<http://localhost:7878/query>" in run("queries", "zones", "-f", "turtle").stdout
    assert "not an IRI" in run("queries", "-f", "turtle", "--target", "a b").stderr
    assert "--target is for turtle" in run("queries", "--target", url).stderr


def test_no_query_found_is_a_no(run: Run) -> None:
    result = run("queries", "qwertyuiop")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no query has qwertyuiop in it" in result.stderr
    assert "sygraph queries lists them all" in result.stderr
    assert "partner-cities" in run("queries", "partner-citys").stdout


# search, show, path, stats


def test_search_shows_the_words_around_what_was_sought(run: Run) -> None:
    result = run("search", "618万单")
    assert result.exit_code == 0
    [line] = result.stdout.splitlines()
    assert line.startswith("shenyang-2024/240  …")
    assert "載運跨境電商貨約618萬單，進出口貿易額約31億元" in line


def test_search_that_finds_nothing_suggests_the_nearest(run: Run) -> None:
    result = run("search", "Frankfort")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "error: nothing has Frankfort in it" in result.stderr
    assert "did you mean Frankfurt" in result.stderr


def test_search_says_how_many_more_there_are(run: Run) -> None:
    result = run("search", "瀋陽", "--limit", "2", "-f", "json")
    assert len(json.loads(result.stdout)) == 2
    assert result.stderr.startswith("2 of ")


def test_show_names_the_passages(run: Run) -> None:
    result = run("show", "桃仙機場")
    assert result.exit_code == 0
    assert "number: 211 air routes" in result.stdout
    assert "已開通國際國內航線211條，通航城市達到119個。" in result.stdout


def test_show_says_of_which_mentions_it_shows_some(run: Run) -> None:
    result = run("show", "China", "--limit", "12")
    assert result.exit_code == 0
    assert result.stderr == "12 of the mentions with each of sy:country; see --limit\n"
    title = "… is in or from the country China\n"
    section = result.stdout.partition(title)[2].partition("\n\n")[0]
    assert sum(not line.startswith("   ") for line in section.splitlines()) == 12


def test_show_of_an_unknown_entity_is_wrong_use(run: Run) -> None:
    result = run("show", "Shenyangg")
    assert result.exit_code == 2
    assert "hint: did you mean Shenyang" in result.stderr


def test_path_shows_each_step_with_its_sentence(run: Run) -> None:
    result = run("path", "莫斯科", "瀋陽", "--lang", "zh-Hant")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:5] == [
        "莫斯科",
        "  ← 終點 ─  [shenyang-2024/280]",
        "瀋陽-莫斯科直飛國際客運航線",
        "  ─ 開創者 →  [shenyang-2024/280]",
        "  ─ 起點 →  [shenyang-2024/280]",
    ]
    assert "瀋陽還積極開通瀋陽-莫斯科直飛國際客運航線" in result.stdout


def test_path_between_unconnected_entities_fails_with_a_hint(run: Run) -> None:
    # The byline's author wrote the article, which is no link between what the article is about.
    result = run("path", "王藝橋", "瀋陽")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "error: nothing connects Wang Yiqiao and Shenyang\n"
        "hint: sygraph show NAME shows the facts of each\n"
    )


def test_path_from_an_entity_to_itself_is_wrong_use(run: Run) -> None:
    assert run("path", "瀋陽", "沈阳").exit_code == 2


def test_stats_counts(run: Run) -> None:
    assert run("stats").stdout.splitlines()[0] == "      71  passages"


@pytest.mark.slow
def test_stats_measure_the_network(run: Run) -> None:
    lines = run("stats", "--network", "--lang", "zh-Hant").stdout.splitlines()
    assert lines[0].startswith("中心性")
    assert lines[1].startswith("  瀋陽與")
    sections = json.loads(run("stats", "--network", "-f", "json").stdout)
    assert sections[1]["findings"][0]["nodes"] == ["id:shenyang"]


# view, export, check


def test_view_and_export_write_files(run: Run, tmp_path: Path) -> None:
    assert run("view", "-o", tmp_path / "a.html").exit_code == 0
    assert (tmp_path / "a.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert run("export", "nquads", "-o", tmp_path / "a.nq").exit_code == 0
    assert "/passage/shenyang-2024/240> .\n" in (tmp_path / "a.nq").read_text(encoding="utf-8")


def test_an_unknown_format_lists_the_formats(run: Run) -> None:
    result = run("export", "docx")
    assert result.exit_code == 2
    for name in ("turtle", "trig", "ntriples", "nquads", "jsonld"):
        assert name in result.stderr


@pytest.mark.slow
def test_check_of_faulty_data_is_a_no(run: Run, workspace: Files) -> None:
    article = workspace.articles[0].path
    text = article.read_text(encoding="utf-8")
    assert text.count("sy:value 9800.0") == 1
    article.write_text(text.replace("sy:value 9800.0", "sy:value 980.0"), encoding="utf-8")
    result = run("--data", workspace.root, "check")
    assert result.exit_code == 1
    assert "9800" in result.stdout


@pytest.mark.slow
def test_check_of_the_bundled_data_finds_nothing(run: Run) -> None:
    result = run("check", "-f", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["faults"] == []


# the whole


def test_a_broken_data_file_is_named_with_its_line(run: Run, workspace: Files) -> None:
    article = workspace.articles[0].path
    article.write_text(article.read_text(encoding="utf-8") + "\nid:x sy:of .\n", encoding="utf-8")
    result = run("--data", workspace.root, "stats")
    assert result.exit_code == 2
    line = article.read_text(encoding="utf-8").count("\n")
    assert result.stderr.startswith(f"error: {article}:{line}: ")


def test_an_interruption_ends_with_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sygraph.entities.statistics.statistics", interrupted)
    assert run("stats").exit_code == 130


def test_what_cannot_be_explained_is_not_hidden(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("sygraph.entities.statistics.statistics", broken)
    with pytest.raises(ZeroDivisionError):
        run("stats")


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    done = sygraph_process("export", "ntriples", shell_tail="| head -1")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1


@pytest.mark.slow
@pytest.mark.parametrize("args", [["query", "ASK {}"], ["stats"], ["check"]])
def test_a_full_standard_output_is_an_error(args: list[str]) -> None:
    done = sygraph_process(*args, shell_tail="> /dev/full")
    assert done.returncode == 2
    assert done.stderr == "error: cannot write standard output: No space left on device\n"


def test_on_a_terminal_rows_are_a_table() -> None:
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "sygraph", "query", QUERY]
    done = subprocess.run(command, stdout=slave, stdin=subprocess.DEVNULL, check=True)
    os.close(slave)
    shown = os.read(master, 10_000).decode().replace("\r\n", "\n")
    os.close(master)
    assert done.returncode == 0
    assert shown == " tonnes\n────────\n   9800\n"


def test_a_named_query_loads_nothing_that_it_does_not_need() -> None:
    code = (
        "import sys; from sygraph.cli.main import cli;"
        "cli(['query', 'trade-totals', '-f', 'csv'], standalone_mode=False);"
        "print([m for m in ('rdflib', 'networkx', 'rich', 'pyvis', 'numpy', 'opencc')"
        " if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"


def test_the_version_is_the_package_s(run: Run) -> None:
    assert run("--version").stdout == f"sygraph {sygraph.__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help(run: Run, command: str) -> None:
    result = run(command, "-h")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: cli {command} ")


def test_an_unknown_command_is_wrong_use(run: Run) -> None:
    result = run("qery")
    assert result.exit_code == 2
    assert "No such command 'qery'" in result.stderr


@pytest.mark.parametrize(
    "query",
    [
        "CONSTRUCT { ?s ?p ?o . <urn:z> <http://e.org/12> 1 } { ?s ?p ?o }",
        'CONSTRUCT { ?s ?p ?o . <urn:z> <urn:p> "\\u0001" } { ?s ?p ?o }',
    ],
)
def test_standard_output_gets_nothing_of_what_a_format_cannot_hold(run: Run, query: str) -> None:
    for command in (["query", query, "-f", "rdfxml"], ["export", "rdfxml", "--query", query]):
        result = run(*command)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "RDF/XML cannot hold" in result.stderr
