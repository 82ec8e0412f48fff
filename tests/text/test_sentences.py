"""Texts are divided into sentences and clauses by their language."""

from __future__ import annotations

import pytest

from sygraph.text.article import Article
from sygraph.text.sentences import clause_around, sentence_spans

ENGLISH = [
    ["Trade with the U.S. rose to 3.1 billion.", "In the end it fell."],
    ["It grew in the U.S.", "The city grew."],
    ["Mr. Wang of Dalian Co. Ltd. signed.", "It opened."],
    ["No. 5 opened at 5 p.m. on Sept. 12.", "It closed at 6 p.m.", "The end came."],
    ['He said: "It will open."', "She left."],
    ["Is it 3.5 km?", "Yes!", "J. P. Smith (of Dalian) said so."],
    ["It fell to 2.4 in 2023.", "2024 was better."],
    ["“We will,” she said.", "They will, e.g. in May."],
    ["Approx. 3.5 tonnes vs. 4.", "More came."],
]


@pytest.mark.parametrize("sentences", ENGLISH)
def test_english_sentences(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [text[start:end] for start, end in sentence_spans(text, "en")] == sentences


def test_a_line_without_a_full_stop_is_a_sentence() -> None:
    text = "A heading\n\nA sentence. Another\n"
    assert [text[a:b] for a, b in sentence_spans(text, "en")] == [
        "A heading",
        "A sentence.",
        "Another",
    ]


def test_chinese_sentences_are_the_same_in_both_scripts() -> None:
    text = "他说：“你好。”我说：“再见！”她走了"
    assert [text[a:b] for a, b in sentence_spans(text, "zh-Hans")] == [
        "他说：“你好。”",
        "我说：“再见！”",
        "她走了",
    ]


@pytest.mark.parametrize(
    ("text", "words", "clause", "language"),
    [
        ("進出口31億元，同比增長4.6%；其中", "4.6", "同比增長4.6%", "zh-Hant"),
        ("Exports, at 1,500 tonnes, fell 2.4%.", "1,500", "at 1,500 tonnes", "en"),
        ("It rose (by about 3.1 billion yuan).", "3.1", "by about 3.1 billion yuan", "en"),
    ],
)
def test_a_clause_ends_at_a_comma_and_not_inside_a_number(
    text: str, words: str, clause: str, language: str
) -> None:
    at = text.index(words)
    assert text[slice(*clause_around(text, at, at + len(words), language))] == clause


def test_an_english_quote_has_a_space_for_a_break_of_the_layout() -> None:
    text = (
        "Dalian opens wider\n\nDalian opened three routes to Japan in 2023, the city\nsaid. "
        "It plans to open\n\nfive more.\n\nPhoto: the port\n"
    )
    article = Article(text, "en")
    words = [article.words(*span) for span in article.sentences()]
    assert words == [
        "Dalian opens wider",
        "Dalian opened three routes to Japan in 2023, the city said.",
        "It plans to open five more.",
        "Photo: the port",
    ]
    assert article.locate(words) == article.sentences()
    start, end = article.find("the city said") or (0, 0)
    assert article.raw(start, end) == "the city\nsaid"
