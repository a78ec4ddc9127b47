"""Beside the list of warnings: who bought, who sold, what rules lead to; asked for when seen."""

from __future__ import annotations

import pytest

from county import commands as ask
from county.refusals import refuse
from feeds import frames
from feeds.gasoline import Purchaser, Stations, Trends
from tests.county.samples import DAY, HOUR, NOON, purchase
from tests.tui.memory import Memory
from tests.tui.seat import Seat, seat_with, seated
from tests.tui.test_gasoline_screen import opened, raised, settle, stocked
from tui.app import DeskApp
from tui.driver.port import LinkFigures

# ---- the purchaser ------------------------------------------------------------------------------


async def test_a_purchaser_is_a_pseudonym_and_two_characters_with_what_was_bought() -> None:
    seat, memory = stocked()
    async with seated(seat, (160, 45)) as pilot:
        await opened(pilot, seat)
        assert memory.count(Purchaser) == 1
        assert "p-9002, 证件尾号 71" in seat.screen
        assert "30天 45 升, 1 笔, 1 站, 拒售 0" in seat.screen
        assert "西沟" in seat.screen


async def test_before_the_answer_and_without_a_desk_a_history_is_no_empty_one() -> None:
    seat, memory = stocked()
    memory.open.clear()
    async with seated(seat, (160, 45)) as pilot:
        await opened(pilot, seat)
        assert "查询中" in seat.screen
        assert "30天 0 升" not in seat.screen
        memory.refusal = refuse("not_connected")
        memory.open.set()
        await settle(pilot)
        assert "查不到: 未连接值班台" in seat.screen
        assert "没有购买记录" not in seat.screen


async def test_of_the_purchaser_before_nothing_stays() -> None:
    seat, memory = stocked()
    async with seated(seat, (160, 45)) as pilot:
        screen = await opened(pilot, seat)
        memory.open.clear()
        screen.warned.point_at(("warning", raised(seat, "G06")))
        await settle(pilot)
        assert "西沟" not in screen.purchaser.text
        assert "查询中" in screen.purchaser.text
        memory.open.set()
        await settle(pilot)
        assert "30天 72 升, 4 笔" in screen.purchaser.text


async def test_however_fast_the_cursor_moves_one_history_is_asked_for_at_a_time() -> None:
    seat, memory = stocked()
    memory.open.clear()
    async with seated(seat, (160, 45)) as pilot:
        screen = await opened(pilot, seat)
        for key in ("down", "up", "down", "up", "down"):
            await pilot.press(key)
        await settle(pilot)
        assert memory.count(Purchaser) == 1
        memory.open.set()
        await settle(pilot)
        assert memory.count(Purchaser) == 2
        assert screen.purchaser.buyer == "p-7781"
        assert "30天 72 升" in screen.purchaser.text


# ---- the stations -------------------------------------------------------------------------------


def fall_silent(seat: Seat) -> None:
    """Let nothing be heard of the first station for a day."""
    desk = seat.desk
    for number in range(8):
        at = NOON - DAY + number * 1500_000
        desk.report(purchase(at=at, litres=5, buyer=f"p-{1000 + number}"), at)
    desk.fall_due(NOON + 4 * HOUR)
    seat.mirror.fold(desk.delta(seat.mirror.seq))


async def test_a_silent_station_is_a_fault_of_its_feed_and_not_no_sales() -> None:
    seat = seat_with()
    Memory(seat)
    fall_silent(seat)
    seat.clock.advance(4 * 3600)
    seat.mirror.fold(frames.Tick(now=NOON + 4 * HOUR))
    async with seated(seat, (160, 45)) as pilot:
        said = "城东加油站 自 06-20 14:55 起无数据: 信息源故障, 不是没有销售 (平时间隔 25分钟)"
        await pilot.press("6", "z")
        await settle(pilot)
        assert said in seat.screen
        await opened(pilot, seat)
        assert said in seat.screen
        assert "静默 1" in seat.screen
        assert " 0? " in seat.screen
        now = seat.clock.now()
        seat.desk.report(purchase(at=now, buyer="p-2000", litres=5), now)
        seat.tell()
        await settle(pilot)
        assert "信息源故障" not in seat.screen


async def test_stations_are_asked_for_only_while_they_are_looked_at() -> None:
    seat, memory = stocked()
    async with seated(seat, (80, 24)) as pilot:
        await opened(pilot, seat)
        seat.pass_time(30)
        await settle(pilot)
        assert memory.count(Stations) == memory.count(Trends) == 0
        await pilot.press("4")
        await settle(pilot)
        assert memory.count(Stations) == 1
        assert "4 加油站 2 笔 63 升" in seat.screen
        seat.pass_time(4)
        await settle(pilot)
        assert memory.count(Stations) == 1
        seat.pass_time(2)
        await settle(pilot)
        assert memory.count(Stations) == 2


async def test_a_spared_line_asks_for_stations_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    seat, memory = stocked()
    monkeypatch.setattr(DeskApp, "link_figures", LinkFigures(None, 0.0, low=True))
    async with seated(seat, (160, 45)) as pilot:
        await opened(pilot, seat)
        for _ in range(6):
            seat.pass_time(9)
            await settle(pilot)
        assert memory.count(Stations) == 1
        seat.pass_time(9)
        await settle(pilot)
        assert memory.count(Stations) == 2


async def test_what_is_not_known_of_a_station_is_blank_and_not_zero() -> None:
    seat, memory = stocked()
    memory.open.clear()
    async with seated(seat, (80, 24)) as pilot:
        await opened(pilot, seat)
        await pilot.press("4")
        await settle(pilot)
        line = seat.line("城东加油站")
        assert "查询中" in line
        assert "0" not in line
        assert "正在查询各站" in seat.screen
        memory.refusal = refuse("not_connected")
        memory.open.set()
        await settle(pilot)
        assert "查不到各站: 未连接值班台" in seat.screen


# ---- yields and trends --------------------------------------------------------------------------


async def test_a_rules_yield_stands_with_the_interval_in_which_the_true_one_lies() -> None:
    seat, _ = stocked()
    async with seated(seat, (160, 45)) as pilot:
        await opened(pilot, seat)
        assert "尚无已核查的预警" in seat.screen
        seat.desk.do(ask.Verify(raised(seat, "G04"), "referred"))
        seat.tell()
        await settle(pilot)
        assert "尚无已核查的预警" not in seat.screen
        assert "100.0%" in seat.screen
        assert "样本不足" in seat.screen


async def test_trends_are_of_a_month_and_by_key_of_a_year() -> None:
    seat, memory = stocked()
    async with seated(seat, (160, 45)) as pilot:
        await opened(pilot, seat)
        assert "6 走势 30天" in seat.screen
        assert "购油 5 笔 117 升" in seat.screen
        await pilot.press("t")
        await settle(pilot)
        assert "6 走势 365天" in seat.screen
        assert [q.days for q in memory.asked if isinstance(q, Trends)] == [30, 365]
