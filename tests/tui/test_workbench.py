"""The rule workbench: rules are read, tried beside today's, and changed by two persons."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from county import commands as ask
from county.events import RuleChange
from county.refusals import refuse
from feeds.gasoline import Backtest, BacktestState
from tests.county.samples import DAY, HOUR, NOON, purchase
from tests.tui.seat import Seat, seat_with, seated, type_line
from tests.tui.trying import TryingDesk
from tui.screens.workbench import WorkbenchScreen

SIZES = [(80, 24), (120, 36), (160, 45)]


def bench_seat(lang: str = "zh", role: str = "leader") -> tuple[Seat, TryingDesk]:
    """Give a seat at a desk where two purchases were made, one of them too large."""
    seat = seat_with(lang=lang, role=role)  # type: ignore[arg-type] # a test's words
    seat.desk.report(purchase(NOON - DAY, litres=25), NOON - DAY)
    seat.desk.report(purchase(NOON - HOUR, buyer="p-0002", litres=15), NOON - HOUR)
    seat.mirror.fold(seat.desk.delta(seat.mirror.seq))
    return seat, TryingDesk(seat)


async def open_bench(pilot: Pilot[None], seat: Seat) -> WorkbenchScreen:
    await pilot.press("W")
    await pilot.pause()
    front = seat.app.desks[-1]
    assert isinstance(front, WorkbenchScreen)
    return front


async def go_to_rule(pilot: Pilot[None], number: int) -> None:
    await pilot.press("1", "home", *["down"] * (number - 1))
    await pilot.pause()


async def type_figure(pilot: Pilot[None], place: int, text: str) -> None:
    """Give the figure at a place of the rule another value."""
    await pilot.press("2", "home", *["down"] * (place - 1), "enter", "ctrl+u")
    await type_line(pilot, text)
    await pilot.press("enter")
    await pilot.pause()


async def settled(pilot: Pilot[None], seat: Seat) -> None:
    """Let every answer come, and be shown."""
    for _ in range(5):
        await pilot.pause()
        seat.app.show_news()


async def ended(pilot: Pilot[None], seat: Seat) -> None:
    """Let the trial go on to its end."""
    for _ in range(3):
        seat.pass_time(1)
        await settled(pilot, seat)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_the_rules_are_read_at_every_size(size: tuple[int, int], lang: str) -> None:
    seat, _ = bench_seat(lang)
    async with seated(seat, size) as pilot:
        await open_bench(pilot, seat)
        for word in {"zh": ("规则工作台", "累计超量"), "en": ("Rule workbench", "G06")}[lang]:
            assert word in seat.screen
        await go_to_rule(pilot, 6)
        await pilot.press("enter")
        await pilot.pause()
        assert {"zh": "个人短时窗上限", "en": "person, short window"}[lang] in seat.screen
        assert {"zh": "60升", "en": "60 L"}[lang] in seat.screen
        await pilot.press("3")
        await pilot.pause()
        assert {"zh": "尚未回测", "en": "nothing tried yet"}[lang] in seat.screen


@pytest.mark.parametrize("size", SIZES)
async def test_another_figure_is_tried_beside_todays_and_told_by_day_and_rule(
    size: tuple[int, int],
) -> None:
    seat, desk = bench_seat()
    async with seated(seat, size) as pilot:
        await open_bench(pilot, seat)
        await go_to_rule(pilot, 4)
        await type_figure(pilot, 3, "10")
        assert "试行 G04" in seat.screen
        desk.most = 1
        await pilot.press("t")
        await settled(pilot, seat)
        assert "正在回测" in seat.screen
        (asked,) = [each for each in desk.asked if isinstance(each, Backtest)]
        assert asked.rules["G04"]["machine_litres"] == {"hand": 10, "riding": 30}
        assert asked.until - asked.since == 365 * DAY
        seat.pass_time(1)
        await settled(pilot, seat)
        assert "1/2" in seat.screen
        desk.most = None
        await ended(pilot, seat)
        assert "试行 2, 现行 1" in seat.screen
        assert "+1  -0" in seat.screen


async def test_a_trial_of_figures_that_changed_since_says_so() -> None:
    seat, _ = bench_seat()
    async with seated(seat) as pilot:
        await open_bench(pilot, seat)
        await pilot.press("t")
        await ended(pilot, seat)
        assert "回测完成" in seat.screen
        await go_to_rule(pilot, 4)
        await type_figure(pilot, 3, "10")
        assert "请重新回测" in seat.screen
        await pilot.press("u")
        await pilot.pause()
        assert "回测完成" in seat.screen
        assert "试行 G04" not in seat.screen


async def test_a_figure_that_cannot_be_is_refused_where_it_was_typed() -> None:
    seat, _ = bench_seat("en")
    async with seated(seat) as pilot:
        front = await open_bench(pilot, seat)
        await go_to_rule(pilot, 12)
        await type_figure(pilot, 3, "1")
        assert front.prompt.display
        assert "purchasers" in seat.screen
        await pilot.press("escape")
        assert front.bench.changes == {}


async def test_a_trial_that_the_desk_refuses_is_told_and_none_is_shown() -> None:
    seat, desk = bench_seat()
    desk.refusal = refuse("backtest_running")
    async with seated(seat) as pilot:
        await open_bench(pilot, seat)
        await pilot.press("t")
        await settled(pilot, seat)
        assert "未能回测: 本席位已有一次回测正在进行" in seat.screen
        assert "试行 0" not in seat.screen


async def test_a_trial_is_stopped_by_its_key_and_when_the_screen_is_left() -> None:
    seat, desk = bench_seat()
    async with seated(seat) as pilot:
        await open_bench(pilot, seat)
        desk.most = 0
        for key in ("x", "escape"):
            await pilot.press("t")
            await settled(pilot, seat)
            await pilot.press(key)
            await settled(pilot, seat)
        assert desk.stopped == [7, 7]
        desk.most = None
        asked = desk.count(BacktestState)
        await ended(pilot, seat)
        assert desk.count(BacktestState) == asked


async def test_a_change_is_proposed_with_a_reason_and_waits_for_a_second_leader() -> None:
    seat, _ = bench_seat()
    async with seated(seat, (160, 45)) as pilot:
        await open_bench(pilot, seat)
        await go_to_rule(pilot, 4)
        await pilot.press("p")
        await pilot.pause()
        assert "没有试行的改动" in seat.screen
        await type_figure(pilot, 3, "10")
        await pilot.press("p")
        await pilot.pause()
        assert "20升 → 10升" in seat.screen
        await pilot.press("enter")
        assert seat.asked == []
        await type_line(pilot, "夏季收紧")
        await pilot.press("enter")
        await settled(pilot, seat)
        (given,) = seat.asked
        assert isinstance(given, ask.ChangeRule)
        assert (given.rule, given.reason) == ("G04", "夏季收紧")
        (request,) = seat.mirror.board.requests.values()
        assert isinstance(request.about, RuleChange)
        assert "G04 须另一名带班领导同意, 申请 5 号" in seat.screen
        assert "待审批" in seat.line("G04  单日超量")


async def test_a_change_that_holds_is_no_longer_tried() -> None:
    seat, _ = bench_seat()
    async with seated(seat, (160, 45)) as pilot:
        front = await open_bench(pilot, seat)
        await go_to_rule(pilot, 12)
        await type_figure(pilot, 4, "1h")
        assert set(front.bench.changes) == {"G12"}
        await pilot.press("p")
        await type_line(pilot, "集市日")
        await pilot.press("enter")
        await settled(pilot, seat)
        assert seat.mirror.board.rules["G12"].figures["window_s"] == 3600
        assert front.bench.changes == {}
        assert "已改" in seat.screen


async def test_who_may_not_change_rules_is_told_before_anything_is_typed() -> None:
    seat, _ = bench_seat(role="viewer")
    async with seated(seat) as pilot:
        front = await open_bench(pilot, seat)
        await go_to_rule(pilot, 4)
        await type_figure(pilot, 3, "10")
        await pilot.press("p")
        await pilot.pause()
        assert "无权" in seat.screen
        assert not front.prompt.display


async def test_the_bench_opens_once_and_by_its_name() -> None:
    seat, _ = bench_seat()
    async with seated(seat) as pilot:
        await pilot.press("ctrl+p")
        await type_line(pilot, "gzgzt")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("W")
        await pilot.pause()
        assert sum(isinstance(desk, WorkbenchScreen) for desk in seat.app.desks) == 1
