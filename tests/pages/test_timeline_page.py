"""The timeline: what is on it, where it stands there, and when it says that it is."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest

from sygraph.graph import KnowledgeGraph
from sygraph.pages.addresses import ServerLinks
from sygraph.pages.render import Site
from sygraph.pages.time_axis import Axis, DatedItem, bounds, when
from sygraph.pages.timeline_page import dated, timeline_page, undated


def _site(kg: KnowledgeGraph, lang: str = "en") -> Site:
    return Site(kg, lang, ServerLinks("/", "/timeline"))


def _item(first: str | None, last: str | None, lasts: bool = True) -> DatedItem:
    days = [None if day is None else date.fromisoformat(day) for day in (first, last)]
    return DatedItem(None, "it", days[0], days[1], lasts=lasts)


@pytest.mark.parametrize(
    ("first", "last", "english", "chinese"),
    [
        ("2024-01-01", "2024-12-31", "2024", "2024年"),
        ("2024-02-01", "2024-02-29", "Feb 2024", "2024年2月"),
        ("2024-10-29", "2024-10-29", "29 Oct 2024", "2024年10月29日"),
        ("2023-01-01", "2024-10-29", "2023 – 29 Oct 2024", "2023年 – 2024年10月29日"),
        ("2021-01-01", "2035-12-31", "2021–2035", "2021—2035年"),
        ("2024-01-01", "2024-10-29", "1 Jan – 29 Oct 2024", "2024年1月1日—10月29日"),
        (None, "2035-12-31", "by 2035", "到2035年"),
        ("2023-07-01", None, "since 1 Jul 2023", "2023年7月1日以来"),
        (None, None, "", ""),
        ("9999-12-01", "9999-12-31", "Dec 9999", "9999年12月"),
    ],
)
def test_when_is_said_no_more_precisely_than_it_is_known(
    first: str | None, last: str | None, english: str, chinese: str
) -> None:
    item = _item(first, last)
    assert when(item, "en") == english
    assert when(item, "zh-Hans") == chinese


def test_the_axis_rises_and_gives_full_years_more_room() -> None:
    items = [_item("2024-01-01", "2024-12-31")] * 20 + [_item(None, "2050-12-31")]
    axis = Axis(items)
    days = [date(2024 + n, month, 1) for n in range(27) for month in (1, 7)]
    places = [axis.at(day) for day in days]
    assert places == sorted(places)
    assert (places[0], axis.at(date(2051, 1, 1))) == (0, 100)
    assert axis.at(date(2025, 1, 1)) > 40
    assert [tick.year for tick in axis.ticks] == [2024, 2050]


def test_years_without_dates_are_a_marked_break(kg: KnowledgeGraph) -> None:
    items = [_item("2021-01-01", "2023-12-31"), _item(None, "2050-12-31")]
    axis = Axis(items)
    assert [(gap.first, gap.last) for gap in axis.breaks] == [(2022, 2022), (2024, 2049)]
    # The length of a break says nothing: neither is as long as a year with a date.
    lengths = [gap.right - gap.left for gap in axis.breaks]
    assert lengths[0] == pytest.approx(lengths[1])
    assert max(lengths) < axis.at(date(2022, 1, 1)) - axis.at(date(2021, 1, 1))
    assert timeline_page(_site(kg)).count('class="tl-break"') == 3


def test_no_labels_of_years_touch(kg: KnowledgeGraph) -> None:
    for items in (dated(kg.store, "en"), [_item(f"{y}-01-01", None) for y in range(1990, 2031, 2)]):
        shown = [tick for tick in Axis(items).ticks if not tick.crowded]
        # An axis is 410 pixels wide at least, but on phones, and a label 27.
        for a, b in pairwise(shown):
            assert (b.middle - a.middle) * 4.1 > 27
    assert not any(tick.crowded for tick in Axis(dated(kg.store, "en")).ticks)


def test_a_deadline_is_at_the_end_of_its_year() -> None:
    years = (2024, 2025, 2035, 2050)
    axis = Axis([_item(None, f"{year}-12-31") for year in years])
    for year in years[:-1]:
        left, width = axis.span(_item(None, f"{year}-12-31"))
        assert left + width == pytest.approx(axis.at(date(year + 1, 1, 1)))
        assert axis.at(date(year, 1, 1)) < left


def test_a_deadline_has_a_place_and_no_beginning() -> None:
    axis = Axis([_item("2024-01-01", "2024-12-31"), _item(None, "2035-12-31")])
    left, width = axis.span(_item(None, "2035-12-31"))
    assert left + width == pytest.approx(100)


def test_that_an_event_took_place_some_time_in_a_year_is_not_that_it_lasted_one() -> None:
    assert _item("2024-01-01", "2024-12-31", lasts=False).within
    assert not _item("2024-10-29", "2024-10-29", lasts=False).within
    assert not _item("2021-01-01", "2035-12-31").within


def test_the_article_s_dates_are_there_with_their_sentences(kg: KnowledgeGraph) -> None:
    items = {item.label: item for item in dated(kg.store, "en")}
    conference = items["Press conference on the new plan"]
    assert (conference.first, conference.group) == (date(2024, 10, 29), "sy:Event")
    assert any("10月29日" in cited.quote for cited in conference.cited)
    plan = items["Shenyang Territorial Spatial Master Plan (2021–2035)"]
    assert (plan.first, plan.last) == (date(2021, 1, 1), date(2035, 12, 31))
    assert bounds(items.values()) == (2021, 2050)
    assert all(item.cited for item in items.values())


def test_nothing_is_both_dated_and_undated(kg: KnowledgeGraph) -> None:
    without = {item.iri for item in undated(kg.store, "en")}
    assert without
    assert without.isdisjoint({item.iri for item in dated(kg.store, "en")})


@pytest.mark.parametrize("lang", ["en", "zh-Hant", "zh-Hans"])
def test_the_page_lists_every_thing_once(kg: KnowledgeGraph, lang: str) -> None:
    page = timeline_page(_site(kg, lang))
    assert page.count('class="tl-item"') == len(dated(kg.store, lang))
    assert " style=" not in page


def test_classes_and_years_can_be_chosen(kg: KnowledgeGraph) -> None:
    page = timeline_page(_site(kg), ["sy:Target"], 2040, 2050)
    names = re.findall(r'<span class="tl-name"[^>]*>([^<]+)</span>', page)
    assert len(names) == 2
    assert "A model of a northern city that shows Chinese modernization" in names
    assert 'value="sy:Target" checked' in page and 'value="sy:Event">' in page


def test_years_in_which_nothing_is_say_so(kg: KnowledgeGraph) -> None:
    assert "No such item has a date" in timeline_page(_site(kg), ["sy:Event"], 2040, 2050)
