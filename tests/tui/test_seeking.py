"""What an officer types to look for alarms, in either language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.board import Board
from county.cases import Query
from county.refusals import Refusal
from tests.county.samples import DAY, HOUR, NOON
from tests.tui.story import EN, ZH
from tui.grammar import Context, Find, Mistake, parse
from tui.grammar.seeking import query_of

ZH_CONTEXT = Context(Board(), {}, ZH, NOON)
EN_CONTEXT = Context(Board(), {}, EN, NOON)
MIDNIGHT = NOON - 12 * HOUR


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("煤气 三楼", Query(words="煤气 三楼")),
        ("　煤气　三楼 ", Query(words="煤气 三楼")),
        ("42", Query(words="42")),
        ("#42", Query(number=42)),
        ("42号", Query(number=42)),
        ("unit:b3", Query(unit="B3")),
        ("警力：B3 煤气", Query(unit="B3", words="煤气")),
        ("area:城关", Query(area="t01")),
        ("area:beitan", Query(area="t02")),
        ("kind:盗窃", Query(kind="theft")),
        ("kind=gas_leak", Query(kind="gas_leak")),
        ("kind:gas_l", Query(kind="gas_leak")),
        ("status:closed", Query(status="closed")),
        ("状态:已结警", Query(status="closed")),
        ("p:1", Query(priority=1)),
        ("p:P2", Query(priority=2)),
        ("等级:三级", Query(priority=3)),
        ("since:3d", Query(since=NOON - 3 * DAY)),
        ("自:2时", Query(since=NOON - 2 * HOUR)),
        ("since:today", Query(since=MIDNIGHT)),
        ("since:昨天 until:昨天", Query(since=MIDNIGHT - DAY, until=MIDNIGHT - 1)),
        ("since:08:30", Query(since=MIDNIGHT + 8 * HOUR + HOUR // 2)),
        ("since:2026-06-20", Query(since=MIDNIGHT - DAY)),
        ("until:06-20", Query(until=MIDNIGHT - 1)),
        ("since:2026-06-20T08:00", Query(since=MIDNIGHT - DAY + 8 * HOUR)),
        ("http://x.invalid", Query(words="http://x.invalid")),
        ("caller:x", Query(words="caller:x")),
    ],
)
def test_words_and_filters_are_told_apart(typed: str, query: Query) -> None:
    assert query_of(typed, ZH_CONTEXT) == query


def test_a_day_that_is_not_here_yet_this_year_is_last_years() -> None:
    found = query_of("since:12-30", ZH_CONTEXT)
    assert isinstance(found, Query)
    assert found.since is not None
    assert found.since < NOON - 100 * DAY


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "nothing_sought"),
        ("  ", "nothing_sought"),
        ("area:nowhere", "not_known"),
        ("kind:x", "not_known"),
        ("p:7", "not_known"),
        ("since:soon", "no_time"),
        ("since:2026-13-40", "no_time"),
        ("since:25:00", "no_time"),
    ],
)
def test_what_cannot_be_understood_is_refused_in_words(typed: str, code: str) -> None:
    found = query_of(typed, EN_CONTEXT)
    assert isinstance(found, Refusal)
    assert found.code == code
    assert found.reason("zh") != found.reason("en")


@pytest.mark.parametrize("line", ["find 煤气", "search 煤气", "检索 煤气"])
def test_a_search_is_a_line_like_any_other(line: str) -> None:
    assert parse(line, ZH_CONTEXT) == Find("煤气", Query(words="煤气"))


def test_a_line_that_looks_for_nothing_says_what_is_missing() -> None:
    assert isinstance(parse("find", ZH_CONTEXT), Mistake)


@given(st.text(max_size=300))
def test_whatever_is_typed_becomes_a_query_or_a_refusal(typed: str) -> None:
    assert isinstance(query_of(typed, ZH_CONTEXT), Query | Refusal)
