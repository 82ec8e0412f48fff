"""The offsets of quotes in an article."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sygraph.data import Files
from sygraph.errors import DataError
from sygraph.text.article import Article


@pytest.fixture(scope="module")
def article() -> Article:
    return Article.read(Files.bundled().seed)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("瀋陽是中國連", "接歐亞大陸橋"),
        ("重要的航空樞紐，已", "開通國際國內航線"),
        ("物流通道，也", "促進了與歐洲國家"),
        ("等4家開發", "區也位列省級"),
        ("遼洽會、韓國", "周、中俄經貿"),
    ],
)
def test_a_quote_may_span_each_of_the_five_broken_sentences(
    article: Article, before: str, after: str
) -> None:
    [(start, end)] = article.locate([before + after])
    assert article.raw(start, end) == f"{before}\n\n{after}"
    assert article.words(start, end) == before + after


@pytest.mark.parametrize(
    "ghost",
    [
        "王藝橋瀋陽打造",  # byline and headline
        "新前沿獲賦兩項",  # headline and heading
        "新定位日前公布",  # heading and text
        "中歐班列「空陸海網」",  # caption and heading
        "大力發展。獲賦",
        "持續領跑這篇宏大",
        "新時代篇章。王藝橋",  # a sentence that ends, and the byline
    ],
)
def test_no_quote_spans_two_complete_paragraphs(article: Article, ghost: str) -> None:
    with pytest.raises(DataError):
        article.locate([ghost])


def test_each_quote_is_found_after_the_one_before(article: Article) -> None:
    spans = article.locate(["中歐班列"] * 5)
    assert len(set(spans)) == 5
    assert spans == sorted(spans)
    assert {article.raw(*span) for span in spans} == {"中歐班列"}


def test_the_error_distinguishes_a_quote_out_of_order_from_a_missing_one(article: Article) -> None:
    with pytest.raises(
        DataError, match=r"^shenyang-2024/20: .*only before the end of the passage above"
    ):
        article.locate(
            ["獲賦兩項國際化城市新定位", "瀋陽渾河兩岸城市風光。"],
            ["shenyang-2024/10", "shenyang-2024/20"],
        )


def test_the_error_for_a_changed_quote_shows_the_first_difference(article: Article) -> None:
    with pytest.raises(DataError) as caught:
        article.locate(["瀋陽，這座歷史悠久的西北重鎮"], ["shenyang-2024/20"])
    assert str(caught.value) == (
        "shenyang-2024/20: the article prints '，這座歷史悠久的' "
        "followed by '東北重鎮，近日再次被國家', "
        "the quote has '西北重鎮'"
    )


@pytest.mark.parametrize("quote", ["", "Shenyang", "\n\n"])
def test_a_quote_that_the_article_does_not_print_is_an_error(article: Article, quote: str) -> None:
    with pytest.raises(DataError, match=r"^quote 1: "):
        article.locate([quote])


def test_the_sentences_of_the_article_cover_every_word(article: Article) -> None:
    spans = article.sentences()
    words = [article.words(start, end) for start, end in spans]
    assert "".join(words) == article.text.replace("\n", "")
    assert len(words) == 71
    assert words[6:9] == ["王藝橋", "瀋陽打造東北亞對外開放新前沿", "獲賦兩項國際化城市新定位"]
    assert [word[-8:] for word in words if "……" in word] == ["向北開放」能級。"]
    assert article.locate(words) == spans


def test_a_sentence_ends_after_its_closing_quotation_mark() -> None:
    article = Article("他說：「你好。」我說：「再見！」她走了")
    assert [article.raw(*span) for span in article.sentences()] == [
        "他說：「你好。」",
        "我說：「再見！」",
        "她走了",
    ]


@given(st.lists(st.text("瀋陽市a1，。」 \n", max_size=20), min_size=1, max_size=8))
def test_any_text_is_found_again_piece_by_piece(pieces: list[str]) -> None:
    article = Article("\n\n".join(pieces))
    spans = article.sentences()
    words = [article.words(*span) for span in spans]
    assert all("\n\n" not in word for word in words)
    found = article.locate(words)
    for (start, end), word in zip(found, words, strict=True):
        assert article.words(start, end) == word
    assert all(end <= start for (_, end), (start, _) in pairwise(found))


def test_offsets_are_code_points_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes("𠀀\r\n瀋陽。".encode())
    article = Article.read(path)
    assert article.locate(["瀋陽"]) == [(3, 5)]


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_an_article_that_cannot_be_read_names_its_file(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "x.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        Article.read(path)
    assert caught.value.path == str(path)


@pytest.mark.parametrize("credit", ["李雪婷 摄", "新华社供图", "（资料图片）"])
def test_a_caption_of_two_sentences_is_one_unit(credit: str) -> None:
    from sygraph.text.roles import read_units

    text = f"港口忙\n\n1月8日，工人正在装运商品车。{credit}\n\n通道也在加密。去年首航。\n"
    units = [(unit.role, unit.words) for unit in read_units(Article(text, "zh-Hans"))]
    assert units[1:] == [
        ("caption", f"1月8日，工人正在装运商品车。{credit}"),
        ("sentence", "通道也在加密。"),
        ("sentence", "去年首航。"),
    ]
