"""SPARQL is read as the tokens that its grammar has, whatever hides in strings and comments."""

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
    ],
)  # fmt: skip
def test_reads(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text", ["?a<?b&&?c>?d", "?a<3&&?b>2", "IF(?a<?b,?c>?d,1)", "(?a)<(?b)&&?c>1", "?a<b:x&&?c>d:y"]
)
def test_less_than_is_no_iri(text: str) -> None:
    assert ("mark", "<") in read(text)
    assert all(kind != "iri" for kind, _ in read(text))


def test_an_iri_after_a_variable_is_one() -> None:
    assert read("?s<http://x/?a=1&b=2>?o")[1] == ("iri", "<http://x/?a=1&b=2>")


@settings(deadline=None)
@given(st.text(alphabet="ab1 \n\t?$<>{}()[]:.;,'\"\\#@^&|!_-*+/瀋=%", max_size=60))
def test_no_text_makes_it_fail_or_lose_anything(text: str) -> None:
    place = 0
    for token in tokens(text):
        assert re.fullmatch(r"(?:[ \t\r\n]|#[^\r\n]*)*", text[place : token.start])
        assert text[token.start : token.end] == token.text != ""
        place = token.end
    assert re.fullmatch(r"(?:\s|#[^\r\n]*)*", text[place:])


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
