"""What a search finds: words, filters, times and places, and never what a seat may not see."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from math import cos, radians
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from county import commands as ask
from county.cases import Query
from county.events import Place
from county.geo import METRES_PER_DEGREE, distance_m, moved
from server import bigrams, finding
from server.cases import SCHEMA, spot_of
from tests.county.samples import HOUR, NOON
from tests.hostile import OWN
from tests.server.remembered import EAST, Remembered, remembered


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Remembered]:
    async with remembered(tmp_path) as room:
        yield room


# ---- words --------------------------------------------------------------------------------------


async def test_words_are_found_in_place_text_caller_and_what_was_written_later(
    room: Remembered,
) -> None:
    await room.alarm("店里着火", place=Place("朝阳路与建设街交叉口", 41.0, 110.0), caller="panel-7")
    await room.do(ask.Note(1, "已断电"))
    for words in ("着火", "火", "朝阳路", "阳路与建", "交叉口", "panel", "7", "断电", "着火 断电"):
        assert await room.find(words) == [1], words
    for words in ("朝路", "火着", "断水", "着火 断水", "阳路建"):
        assert await room.find(words) == [], words


async def test_widths_and_cases_are_alike(room: Remembered) -> None:
    await room.alarm("ＢＭＷ car, Straße 5号楼 ①")
    for words in ("bmw", "BMW", "ｂｍｗ", "CAR", "STRASSE", "５号", "1"):
        assert await room.find(words) == [1], words


async def test_the_newest_comes_first_and_pages_go_on(room: Remembered) -> None:
    for _ in range(5):
        await room.alarm("电动车被盗")
    first, more = await room.records.lookups.search(Query(words="被盗", limit=2), None)
    assert ([case.number for case in first], more) == ([5, 4], True)
    assert await room.find("被盗", before=4, limit=2) == [3, 2]
    last, more = await room.records.lookups.search(Query(words="被盗", before=2, limit=2), None)
    assert ([case.number for case in last], more) == ([1], False)


async def test_a_number_is_found_before_those_whose_text_has_it(room: Remembered) -> None:
    await room.alarm("first")
    await room.alarm("room 1")
    assert await room.find("1") == [1, 2]
    assert await room.find("#1") == [1, 2]
    assert await room.find(number=2) == [2]
    assert await room.find("0") == await room.find("99999999999999999999999") == []


@pytest.mark.parametrize(
    "words",
    [
        '"',
        '" OR *',
        "*",
        "a*",
        "NEAR(a b)",
        "text : fire",
        "fire OR quarrel",
        "fire AND NOT quarrel",
        "^blaze",
        "-blaze",
        "'; DROP TABLE cases; --",
        "fire\0quarrel",
        "{text}: x",
        "((((",
        "%",
        "_k66697265",
        *(each.text for each in OWN),
    ],
)
async def test_operators_are_plain_words(room: Remembered, words: str) -> None:
    await room.alarm("fire")
    await room.alarm("quarrel")
    assert await room.find(words) == []
    await room.alarm(f"{words} told")
    found = await room.find(words)
    assert found in ([3], []) if not bigrams.expression(words) else [3]


async def test_a_text_cannot_pass_for_a_filter(room: Remembered) -> None:
    await room.alarm(f"{bigrams.facet('k', 'theft')} {bigrams.facet('a', 't02')}")
    assert await room.find(kind="theft") == []
    assert await room.find("", "t02") == []


@settings(deadline=None)
@given(st.text("朝阳AbＡ，。、：；！？（）《》“”‘’·…—　 ,.①ß一鿿\x00~", max_size=30))
def test_the_quick_way_parts_a_text_like_the_thorough_one(text: str) -> None:
    assert bigrams.document((), text) == bigrams.document((), bigrams.folded(text))


RUNS = st.text("朝阳路口一二ab3 ,", max_size=12)


@settings(deadline=None)
@given(
    texts=st.lists(RUNS, min_size=1, max_size=6),
    words=st.text("朝阳路口一二", min_size=1, max_size=4),
)
def test_every_stretch_of_chinese_is_found_and_nothing_that_lacks_a_pair_of_it(
    texts: list[str], words: str
) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(next(s for s in SCHEMA.split(";") if "VIRTUAL" in s))
        rows = [(number, bigrams.document((), text)) for number, text in enumerate(texts)]
        connection.executemany("INSERT INTO words(rowid, text) VALUES (?,?)", rows)
        sql = "SELECT rowid FROM words WHERE words MATCH ?"
        found = {row for (row,) in connection.execute(sql, (bigrams.expression(words),))}
    must = {number for number, text in enumerate(texts) if words in text}
    may = {
        number
        for number, text in enumerate(texts)
        if all(words[at : at + 2] in text for at in range(max(len(words) - 1, 1)))
    }
    assert must <= found <= may


# ---- filters ------------------------------------------------------------------------------------


async def test_filters_all_hold_at_once(room: Remembered) -> None:
    await room.alarm("one", kind="theft")
    await room.alarm("two", kind="theft", place=Place("x", 41.0, EAST))
    await room.alarm("three", kind="gas_leak")
    await room.do(ask.Acknowledge(3))
    await room.do(ask.Dispatch(3, ("B1",)))
    assert await room.find(kind="theft") == [2, 1]
    assert await room.find(area="t02") == [2]
    assert await room.find(kind="theft", area="t01") == [1]
    assert await room.find(unit="B1") == [3]
    assert await room.find(priority=1) == [3]
    assert await room.find(status="reported") == [2, 1]
    assert await room.find(status="dispatched") == [3]
    assert await room.find("three", unit="B2") == []
    assert await room.find(kind="no_such_kind") == []


async def test_a_status_is_found_as_it_is_now(room: Remembered) -> None:
    await room.alarm("one")
    assert await room.find(status="reported") == [1]
    await room.do(ask.Acknowledge(1))
    assert await room.find(status="reported") == []
    assert await room.find(status="acknowledged") == [1]
    await room.do(ask.Cancel(1, "误报"))
    assert await room.find(status="acknowledged") == []
    assert await room.find("误报", status="cancelled") == [1]


async def test_times_are_bounds_included(room: Remembered) -> None:
    for hours in range(4):
        await room.alarm("x", at=NOON + hours * HOUR)
    assert await room.find(since=NOON + HOUR, until=NOON + 2 * HOUR) == [3, 2]
    assert await room.find("x", since=NOON + HOUR, until=NOON + 2 * HOUR) == [3, 2]
    assert await room.find("x", "t02", since=NOON) == []


# ---- rights -------------------------------------------------------------------------------------


async def test_what_lies_in_another_township_is_in_no_answer(room: Remembered) -> None:
    await room.alarm("旧案 west", caller="c1", place=Place("桥头", 41.0, 110.499))
    await room.alarm("旧案 east", caller="c1", place=Place("桥头", 41.0, 110.501))
    await room.alarm("旧案 nowhere", caller="c1", place=Place("桥头", None, None))
    queries: list[dict[str, object]] = [
        {},
        {"words": "旧案"},
        {"words": "east"},
        {"words": "#2"},
        {"number": 2},
        {"area": "t02"},
        {"kind": "noise"},
        {"words": "桥"},
        {"since": NOON},
    ]
    for query in queries:
        assert 2 in await room.find(**query), query  # type: ignore[arg-type] # fields of a query
        assert 2 not in await room.find("", "t01", **query) if "words" not in query else True
        words = str(query.get("words", ""))
        rest = {name: value for name, value in query.items() if name != "words"}
        assert 2 not in await room.find(words, "t01", **rest), query
        assert 2 not in await room.find(words, "t09", **rest), query
    lookups, west = room.records.lookups, frozenset({"t01"})
    assert await lookups.alarm(2, west) is None
    for number in (1, 3):
        alarm = await lookups.alarm(number, west)
        assert alarm is not None
        past = await lookups.past(alarm, 2000, west, 20)
        assert 2 not in {line.number for line in (*past.place, *past.caller)}
        past = await lookups.past(alarm, 2000, None, 20)
        assert 2 in {line.number for line in past.caller}
    entries, _ = await lookups.entries(2, 0, west)
    assert entries == []


async def test_codes_that_differ_in_letter_case_are_two_townships(room: Remembered) -> None:
    await room.alarm("x", place=Place("a", 41.0, 110.0))
    assert await room.find("x", "t01") == [1]
    assert await room.find("x", "T01") == []
    assert await room.find("x", area="T01") == []


# ---- the same place and caller ------------------------------------------------------------------


@settings(deadline=None)
@given(
    east_m=st.floats(-1500, 1500),
    north_m=st.floats(-1500, 1500),
    radius_m=st.floats(1, 1200),
    at=st.sampled_from([(41.0, 110.0), (41.0025, 110.005), (0.0, 0.0), (-60.01, -0.001)]),
)
def test_no_square_within_reach_is_left_out(
    east_m: float, north_m: float, radius_m: float, at: tuple[float, float]
) -> None:
    other = moved(*at, east_m, north_m)
    reach = radius_m / METRES_PER_DEGREE
    shrink = cos(radians(at[0]))
    if distance_m(*at, *other) < radius_m * 0.999:
        assert spot_of(*other) in finding._spots(*at, reach, reach / shrink)


async def test_the_same_place_is_within_the_radius_or_reads_alike(room: Remembered) -> None:
    here = (41.0, 110.0)
    for metres in (0, 150, 199, 201, 400):
        await room.alarm(f"at {metres}", place=Place("village gate", *moved(*here, metres, 0)))
    await room.alarm("unplaced", place=Place("Village Gate", None, None))
    await room.alarm("now", place=Place("village gate", *here))
    alarm = await room.records.lookups.alarm(7, None)
    assert alarm is not None
    past = await room.records.lookups.past(alarm, 200, None, 20)
    assert [line.number for line in past.place] == [6, 3, 2, 1]
    alarm = await room.records.lookups.alarm(6, None)
    assert alarm is not None
    past = await room.records.lookups.past(alarm, 200, None, 3)
    assert [line.number for line in past.place] == [7, 5, 4]


async def test_the_same_caller_is_found_wherever_they_called_from(room: Remembered) -> None:
    await room.alarm("a", caller="138****0001")
    await room.alarm("b", caller="138****0002")
    await room.alarm("c", caller="")
    await room.alarm("d", caller="138****0001", place=Place("far", 41.5, 110.0))
    alarm = await room.records.lookups.alarm(4, None)
    assert alarm is not None
    past = await room.records.lookups.past(alarm, 200, None, 20)
    assert [line.number for line in past.caller] == [1]
    nameless = await room.records.lookups.alarm(3, None)
    assert nameless is not None
    assert (await room.records.lookups.past(nameless, 200, None, 20)).caller == ()


@pytest.mark.parametrize("areas", [None, frozenset({"t01"})])
async def test_every_question_goes_by_an_index(
    room: Remembered, areas: frozenset[str] | None
) -> None:
    await room.alarm("x", caller="c")
    alarm = await room.records.lookups.alarm(1, None)
    assert alarm is not None
    asks = [
        finding.by_number(1, areas),
        finding.by_query(Query(words="x"), areas),
        finding.by_query(Query(since=1, until=2), areas),
        finding.near(alarm, 200, areas, 5),
        finding.of_same_words(alarm, areas, 5),
        finding.of_same_caller(alarm, areas, 5),
    ]
    with closing(sqlite3.connect(room.records._path)) as connection:
        for each in asks:
            assert each is not None
            plan = connection.execute(f"EXPLAIN QUERY PLAN {each.sql}", each.values).fetchall()
            steps = [step[3] for step in plan]
            assert not any(step.startswith(("SCAN cases", "SCAN c ")) for step in steps), steps
