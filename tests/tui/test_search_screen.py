"""The search: alarms old and new are found by what is known of them, and opened in place."""

from __future__ import annotations

import pytest

from county import commands as ask
from county.refusals import refuse
from feeds.questions import Search
from tests.county.samples import HOUR, NOON, alarm
from tests.tui.memory import Memory
from tests.tui.seat import Seat, seat_with, seated, type_line
from tui.screens.search import SearchScreen


def filed_seat(lang: str = "zh") -> tuple[Seat, Memory]:
    """Give a seat whose first alarm was filed, and two more stand."""
    seat = seat_with(alarm("theft", text="电动车被盗", caller="138****0000"), lang=lang)
    seat.desk.do(ask.Cancel(1, "误报"))
    later = NOON + 10 * HOUR
    memory = Memory(seat)
    memory.file(1)
    seat.desk.fall_due(later)
    seat.desk.report(alarm("noise", text="深夜施工"), later)
    seat.desk.report(alarm("gas_leak"), later)
    seat.mirror.fold(seat.desk.delta(seat.mirror.seq))
    seat.clock.advance(10 * 3600)
    return seat, memory


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 45)])
async def test_an_alarm_that_left_the_board_is_found_and_read(size: tuple[int, int]) -> None:
    seat, _ = filed_seat()
    async with seated(seat, size) as pilot:
        await pilot.press("ctrl+f")
        await type_line(pilot, "电动车")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        assert "总览 > 检索 电动车" in seat.screen
        assert "检索 1 条" in seat.screen
        assert "138****0000" in seat.screen
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        assert "总览 > 检索 > 1 号警情" in seat.screen
        assert "已归档, 只读" in seat.screen
        await pilot.press("escape")
        await pilot.pause()
        assert "总览 > 检索 电动车" in seat.screen
        await pilot.press("escape")
        await pilot.pause()
        assert "总览 >" not in seat.screen


async def test_the_newest_stand_first_and_older_ones_are_asked_for_by_a_key() -> None:
    seat, memory = filed_seat()
    async with seated(seat) as pilot:
        await pilot.press("colon")
        await type_line(pilot, "检索 万和")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        front = seat.app.desks[-1]
        assert isinstance(front, SearchScreen)
        assert seat.app.focused is not None
        assert seat.app.focused.visible_keys == [3, 2, 1]  # type: ignore[attr-defined] # a LineTable
        await pilot.press("n")
        assert "没有更早的" in seat.screen
        assert memory.count(Search) == 1


async def test_older_cases_come_after_those_that_were_found_before() -> None:
    seat = seat_with(*(alarm("noise", text=f"第{n}次") for n in range(60)))
    memory = Memory(seat)
    async with seated(seat, (160, 45)) as pilot:
        await pilot.press("colon")
        await type_line(pilot, "find 万和")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        assert "最新 50 条, 还有更早的 (按 n)" in seat.screen
        await pilot.press("n")
        await pilot.pause()
        await pilot.pause()
        assert memory.count(Search) == 2
        assert "检索 60 条" in seat.screen
        await pilot.press("end")
        await pilot.pause()
        assert seat.app.desks[-1].record("alarm") == ("alarm", 1)


async def test_a_search_is_changed_where_it_stands() -> None:
    seat, _ = filed_seat()
    async with seated(seat) as pilot:
        await pilot.press("ctrl+f")
        await type_line(pilot, "电动车")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("slash")
        assert seat.app.desks[-1].prompt.line == "find 电动车 "
        await pilot.press("ctrl+u")
        await type_line(pilot, "find 深夜")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        assert "噪声扰民" in seat.screen
        assert sum(isinstance(desk, SearchScreen) for desk in seat.app.desks) == 1


async def test_nothing_found_and_nothing_known_look_different() -> None:
    seat, memory = filed_seat()
    async with seated(seat) as pilot:
        memory.open.clear()
        await pilot.press("ctrl+f")
        await type_line(pilot, "没有的")
        await pilot.press("enter")
        await pilot.pause()
        assert "正在检索: 没有的" in seat.screen
        assert "没有找到" not in seat.screen
        memory.open.set()
        await pilot.pause()
        await pilot.pause()
        assert "没有找到" in seat.screen
        memory.refusal = refuse("not_connected")
        await pilot.press("slash", "enter")
        await pilot.pause()
        await pilot.pause()
        assert "没有结果: 未连接值班台" in seat.screen
        assert "没有找到" not in seat.screen


async def test_an_answer_to_the_search_before_is_not_shown_for_this_one() -> None:
    seat, memory = filed_seat()
    async with seated(seat) as pilot:
        memory.open.clear()
        await pilot.press("ctrl+f")
        await type_line(pilot, "电动车")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("slash", "ctrl+u")
        await type_line(pilot, "find 深夜")
        await pilot.press("enter")
        await pilot.pause()
        memory.open.set()
        await pilot.pause()
        await pilot.pause()
        assert "检索 1 条" in seat.screen
        assert "电动车被盗" not in seat.screen


async def test_a_filter_that_means_nothing_is_told_in_place() -> None:
    seat, memory = filed_seat("en")
    async with seated(seat) as pilot:
        await pilot.press("ctrl+f")
        await type_line(pilot, "area:nowhere")
        await pilot.press("enter")
        await pilot.pause()
        assert "nowhere is not an area" in seat.screen
        assert memory.asked == []


async def test_the_palette_finds_the_search() -> None:
    seat, _ = filed_seat()
    async with seated(seat) as pilot:
        await pilot.press("ctrl+p")
        await type_line(pilot, "jsda")
        await pilot.press("enter")
        await pilot.pause()
        assert seat.app.desks[-1].prompt.line == "find "
