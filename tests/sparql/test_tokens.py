"""Tokens follow the grammar of SPARQL, also in strings and comments."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sygraph.sparql.tokens import declared_prefixes, tokens, unescape


def read(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("?x $y", [("variable", "?x"), ("variable", "$y")]),
        ("?瀋陽.", [("variable", "?瀋陽"), ("mark", ".")]),
        ("<http://x/#a>", [("iri", "<http://x/#a>")]),
        ("<>", [("iri", "<>")]),
        (r"<http://x/\u00e9>", [("iri", r"<http://x/\u00e9>")]),
        ("# <http://x/> ?x\n1", [("number", "1")]),
        ("'a # b' # 'c'", [("string", "'a # b'")]),
        (r'"a\"} ?x"', [("string", r'"a\"} ?x"')]),
        ('"""a"b""c"""', [("string", '"""a"b""c"""')]),
        ("'''a\n'b'''", [("string", "'''a\n'b'''")]),
        ('""', [("string", '""')]),
        ('"a"@zh-Hant', [("string", '"a"'), ("tag", "@zh-Hant")]),
        ('"1"^^xsd:int', [("string", '"1"'), ("mark", "^^"), ("name", "xsd:int")]),
        ("sy:City.", [("name", "sy:City"), ("mark", ".")]),
        (":x ex: a", [("name", ":x"), ("name", "ex:"), ("word", "a")]),
        (r"id:a\,b", [("name", r"id:a\,b")]),
        ("_:b1.", [("blank", "_:b1"), ("mark", ".")]),
        ("1.5 .5 1. 1e3 1.e3", [("number", "1.5"), ("number", ".5"), ("number", "1"), ("mark", "."),
                                ("number", "1e3"), ("number", "1.e3")]),
        ("-5 +.5 - 1", [("number", "-5"), ("number", "+.5"), ("mark", "-"), ("number", "1")]),
        ("sy:p?/sy:q", [("name", "sy:p"), ("mark", "?"), ("mark", "/"), ("name", "sy:q")]),
        ("!= <= && || <<", [("mark", m) for m in ("!=", "<=", "&&", "||", "<<")]),
        ("'open", [("mark", "'"), ("word", "open")]),
        # The grammar's characters of names are not those of a regular expression's \\w.
        ("id:東京、大阪", [("name", "id:東京、大阪")]),
        ("e:Cafe\u0301(", [("name", "e:Cafe\u0301"), ("mark", "(")]),
        ("id:a\u200cb·c‿d", [("name", "id:a\u200cb·c‿d")]),
        ("東・京:x", [("name", "東・京:x")]),
        ("_:東、京 _:0·a", [("blank", "_:東、京"), ("blank", "_:0·a")]),
        ("?東、京 ?0\u0301", [("variable", "?東、京"), ("variable", "?0\u0301")]),
        (r"id:%E7a\%b:c", [("name", r"id:%E7a\%b:c")]),
        ("id:a² ٣", [("name", "id:a"), ("mark", "²"), ("mark", "٣")]),
        ("id:a×", [("name", "id:a"), ("mark", "×")]),
        ("?a\u00a0?b\u3000.", [("variable", "?a"), ("mark", "\u00a0"), ("variable", "?b"),
                              ("mark", "\u3000"), ("mark", ".")]),
    ],
)  # fmt: skip
def test_reads(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("?a<?b&&?c>?d", "?a<3&&?b>2", "IF(?a<?b,?c>?d,1)", "(?a)<(?b)&&?c>1", "?a<b:x&&?c>d:y"),
        "COALESCE(1<STRLEN(STR(?v)),2>1)",
        "SELECT (1<STRLEN(?v)||2>1 AS ?x) {}",
        "ASK { FILTER(e:a<e:b||e:c>e:d) }",
        "ASK { FILTER(true<ABS(?v)||2>1) }",
        "ASK { FILTER e:f(1<ABS(?v),2>1) }",
        "ASK { ?s ?p ?o } ORDER BY (1<ABS(?v)||2>1)",
        "ASK { FILTER(EXISTS { ?s ?p (1) }||1<ABS(?v)||2>1) }",
    ],
)
def test_a_comparison_is_not_an_iri(text: str) -> None:
    assert ("mark", "<") in read(text)
    assert all(kind != "iri" for kind, _ in read(text))


def test_an_iri_after_a_variable_is_an_iri() -> None:
    assert read("?s<http://x/?a=1&b=2>?o")[1] == ("iri", "<http://x/?a=1&b=2>")


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?s<?q=1&&r>?o }",
        "ASK { ?s ?p (1<?q=1&&r>) }",
        "ASK { ?s a (true<?q=1&&r>) FILTER(?s != ?p) }",
        "ASK { FILTER(?s IN(1,<?q=1&&r>)) }",
        "ASK { VALUES (?s ?p) { (1<?q=1&&r>) } }",
        "ASK { FILTER(EXISTS { ?s<?q=1&&r>?o }) }",
        "DESCRIBE ?x<?q=1&&r>",
        "SELECT (COUNT(DISTINCT<?q=1&&r>) AS ?n) { }",
    ],
)
def test_an_iri_outside_of_an_expression_is_an_iri(text: str) -> None:
    assert ("iri", "<?q=1&&r>") in read(text)


def test_signs_of_a_comparison_stay_whole() -> None:
    assert ("mark", "<=") in read("ASK { FILTER(?a<=?b&&?c>=?d) }")
    assert read("ASK { FILTER(?a<<urn:x>) }")[5:7] == [("mark", "<"), ("iri", "<urn:x>")]


@settings(deadline=None)
@given(
    st.text(alphabet="ab1 \n\t?$<>{}()[]:.;,'\"\\#@^&|!_-*+/瀋=%、\u00a0\u3000²\x0b", max_size=60)
)
def test_any_text_is_split_without_loss(text: str) -> None:
    place = 0
    for token in tokens(text):
        assert re.fullmatch(r"(?:[ \t\r\n]|#[^\r\n]*)*", text[place : token.start])
        assert text[token.start : token.end] == token.text != ""
        place = token.end
    assert re.fullmatch(r"(?:[ \t\r\n]|#[^\r\n]*)*", text[place:])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PREFIX sy: <x> SELECT * {}", {"sy"}),
        ("base <x> # PREFIX no: <y>\nprefix : <z> PREFIX a.b: <w> ASK {}", {"", "a.b"}),
        ("ASK { ?x ?y 'PREFIX no: <y>' }", set()),
        ("", set()),
        ("PREFIX", {"PREFIX"}),
    ],
)
def test_declared_prefixes(text: str, expected: set[str]) -> None:
    assert declared_prefixes(text) == expected


def test_unescape() -> None:
    assert unescape(r"a\tb\n\"\\ \u700B\U0001F600 \,") == 'a\tb\n"\\ 瀋😀 ,'
