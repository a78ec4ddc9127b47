"""The gasoline screen: warnings with their clocks, why each was raised, who bought, who sold."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from county import commands as ask
from county import events as ev
from county.gasoline.rules import Season
from feeds import frames
from feeds.gasoline import Purchaser
from tests.county.samples import DAY, HOUR, NOON, purchase
from tests.tui.memory import Memory
from tests.tui.seat import Seat, seat_with, seated, type_line
from tui.screens.gasoline import GasolineScreen

SIZES = [(80, 24), (120, 36), (160, 45)]


def stocked(lang: str = "zh", role: str = "officer") -> tuple[Seat, Memory]:
    """Give a seat where one buyer stock-piled (G06), and another took far too much at once (G04)."""
    seat = seat_with(lang=lang, role=role)  # type: ignore[arg-type] # a test's words
    desk = seat.desk
    for day in (3, 2, 1, 0):
        at = NOON - day * DAY - HOUR
        desk.report(purchase(at=at, litres=18, simulated=True), at)
    desk.report(purchase(buyer="p-9002", tail="71", litres=45, use_place="西沟"))
    seat.mirror.fold(desk.delta(seat.mirror.seq))
    return seat, Memory(seat)


async def settle(pilot: Pilot[None]) -> None:
    """Let what was asked be answered and painted."""
    for _ in range(4):
        await pilot.pause()


async def opened(pilot: Pilot[None], seat: Seat) -> GasolineScreen:
    """Open the gasoline screen by its key."""
    await pilot.press("P")
    await settle(pilot)
    screen = seat.app.desks[-1]
    assert isinstance(screen, GasolineScreen)
    return screen


def raised(seat: Seat, rule: str) -> int:
    """Give the number of the newest warning of a rule."""
    warnings = seat.desk.county.board.warnings.values()
    return max(w.number for w in warnings if w.raised.rule == rule)


@pytest.mark.parametrize("size", SIZES)
async def test_the_gravest_warning_stands_first_and_says_why(size: tuple[int, int]) -> None:
    seat, _ = stocked()
    async with seated(seat, size) as pilot:
        screen = await opened(pilot, seat)
        assert "总览 > 散装汽油" in seat.screen
        assert screen.record("warning") == ("warning", raised(seat, "G04"))
        assert "当日共购买 45 升, 上限 20 升" in seat.screen
        assert "余10分" in seat.line("期限")
        await pilot.press("escape")
        await pilot.pause()
        assert "总览 >" not in seat.screen


@pytest.mark.parametrize("key", ["ctrl+y", "Ｐ"])
async def test_it_opens_under_an_input_method_and_only_once(key: str) -> None:
    seat, _ = stocked()
    async with seated(seat) as pilot:
        await pilot.press(key)
        await settle(pilot)
        await pilot.press(key)
        await settle(pilot)
        assert sum(isinstance(desk, GasolineScreen) for desk in seat.app.desks) == 1


async def test_the_palette_opens_it_by_the_initials_of_its_pinyin() -> None:
    seat, _ = stocked()
    async with seated(seat) as pilot:
        await pilot.press("ctrl+p")
        await type_line(pilot, "szqy")
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(seat.app.desks[-1], GasolineScreen)


async def test_every_part_stands_side_by_side_at_160x45_and_one_at_a_time_at_80x24() -> None:
    parts = ("手持机具单日上限", "近30天每日升数", "最新购买", "95% 区间", "预警占购油")
    seat, _ = stocked()
    async with seated(seat, (160, 45)) as pilot:
        await opened(pilot, seat)
        assert all(part in seat.screen for part in parts)
    seat, _ = stocked()
    async with seated(seat, (80, 24)) as pilot:
        await opened(pilot, seat)
        for number, part in enumerate(parts, 2):
            await pilot.press(str(number))
            await settle(pilot)
            assert [each for each in parts if each in seat.screen] == [part]


async def test_two_columns_keep_the_list_while_the_other_turns() -> None:
    seat, _ = stocked()
    async with seated(seat, (120, 36)) as pilot:
        await opened(pilot, seat)
        assert "2 预警依据" in seat.screen
        await pilot.press("4")
        await settle(pilot)
        assert "4 加油站" in seat.screen
        assert "2 预警依据" not in seat.screen
        assert "1 预警 待核查" in seat.screen


async def test_an_outcome_key_puts_the_line_there_to_be_seen_before_it_is_sent() -> None:
    seat, _ = stocked()
    async with seated(seat) as pilot:
        await opened(pilot, seat)
        number = raised(seat, "G04")
        await pilot.press("l")
        assert seat.app.desks[-1].prompt.line == f"v {number} lawful "
        assert not seat.asked
        await pilot.press("enter")
        await settle(pilot)
        assert seat.asked == [ask.Verify(number, "lawful")]


async def test_who_may_only_look_is_offered_no_outcome_and_told_why_not() -> None:
    seat, _ = stocked(role="viewer")
    async with seated(seat) as pilot:
        await opened(pilot, seat)
        assert "用途属实" not in seat.screen
        await pilot.press("l")
        await pilot.pause()
        assert not seat.app.desks[-1].prompt.display


async def test_the_list_shows_those_to_verify_and_by_key_all_or_one_level() -> None:
    seat, _ = stocked()
    number = raised(seat, "G04")
    seat.desk.do(ask.Verify(number, "lawful"))
    seat.mirror.fold(seat.desk.delta(seat.mirror.seq))
    async with seated(seat) as pilot:
        screen = await opened(pilot, seat)
        table = screen.warned.table
        assert ("warning", number) not in table.visible_keys
        await pilot.press("o", "o")
        await settle(pilot)
        assert ("warning", number) in table.visible_keys
        await pilot.press("k")
        await settle(pilot)
        assert table.visible_keys == [("warning", number)]
        assert "全部 红色 1/" in seat.screen


async def test_a_seat_with_areas_sees_as_its_own_what_their_police_stations_verify() -> None:
    seat, _ = stocked()
    welcome = seat.mirror.welcome
    assert welcome is not None
    async with seated(seat) as pilot:
        screen = await opened(pilot, seat)
        total = len(list(screen.warned.standing()))
        seat.mirror.fold(replace(welcome, areas=("t01",)))
        screen.warned.next_scope()
        assert len(list(screen.warned.standing())) == total
        seat.mirror.fold(replace(welcome, areas=("t02",)))
        assert list(screen.warned.standing()) == []


async def test_a_seat_over_the_county_has_as_its_own_what_it_took_and_what_nobody_was_given() -> (
    None
):
    seat, _ = stocked()
    number = raised(seat, "G04")
    board = seat.desk.county.board
    alarm = next(a for a in board.alarms.values() if a.report.warning == number)
    async with seated(seat) as pilot:
        screen = await opened(pilot, seat)
        screen.warned.next_scope()
        unassigned = [w for w in board.warnings.values() if not w.assigned]
        assert list(screen.warned.standing()) == unassigned
        seat.desk.do(ask.Acknowledge(alarm.number))
        seat.tell()
        assert number in {w.number for w in screen.warned.standing()}


async def test_a_key_goes_to_the_alarm_made_of_a_warning_and_escape_comes_back() -> None:
    seat, _ = stocked()
    async with seated(seat) as pilot:
        await opened(pilot, seat)
        await pilot.press("a")
        await settle(pilot)
        assert "总览 > 散装汽油 > 1 号警情" in seat.screen
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(seat.app.desks[-1], GasolineScreen)


async def test_a_warning_without_an_alarm_says_so() -> None:
    seat, _ = stocked()
    async with seated(seat) as pilot:
        screen = await opened(pilot, seat)
        screen.warned.point_at(("warning", raised(seat, "G06")))
        await settle(pilot)
        await pilot.press("a")
        assert "没有关联的警情" in seat.screen


# ---- what must always hold ----------------------------------------------------------------------


async def test_the_season_stands_in_view_while_it_holds() -> None:
    spring = Season(
        id="spring", zh="春耕", en="spring ploughing", begins="06-01", ends="06-30", factor=1.5
    )
    seat, _ = stocked()
    atlas = seat.mirror.atlas
    assert atlas is not None
    rules = replace(atlas.gasoline, season=(spring,))
    seat.mirror.fold(frames.AtlasFrame(replace(atlas, gasoline=rules)))
    async with seated(seat, (80, 24)) as pilot:
        await opened(pilot, seat)
        assert "季节: 春耕 x1.5" in seat.line("散装汽油")
        seat.pass_time(10 * 86_400)
        assert "季节" not in seat.screen


async def test_a_filter_keeps_the_warnings_that_hold_what_is_typed() -> None:
    seat, _ = stocked()
    async with seated(seat) as pilot:
        screen = await opened(pilot, seat)
        await pilot.press("／")
        await type_line(pilot, "累计")
        await pilot.press("enter")
        await settle(pilot)
        assert screen.warned.table.visible_keys == [("warning", raised(seat, "G06"))]
        await pilot.press("escape")
        await settle(pilot)
        assert len(screen.warned.table.visible_keys) > 1


async def test_an_empty_county_is_quiet_and_a_desk_not_heard_is_not() -> None:
    seat = seat_with()
    Memory(seat)
    async with seated(seat) as pilot:
        await opened(pilot, seat)
        assert "一切平静: 没有预警" in seat.screen
    unheard = Seat(seat.session.choices)
    Memory(unheard)
    async with seated(unheard) as pilot:
        await opened(pilot, unheard)
        assert "尚无数据" in unheard.screen
        assert "一切平静" not in unheard.screen


async def test_a_warning_that_comes_while_one_is_read_leaves_the_reader_where_he_is() -> None:
    seat, _ = stocked()
    async with seated(seat) as pilot:
        screen = await opened(pilot, seat)
        here = ("warning", raised(seat, "G06"))
        screen.warned.point_at(here)
        await settle(pilot)
        seat.desk.report(purchase(buyer="p-3333", litres=90))
        seat.tell()
        await settle(pilot)
        assert screen.record("warning") == here
        assert "累计超量" in screen.why.text


async def test_a_warning_about_a_station_has_no_purchaser() -> None:
    seat, memory = stocked()
    told = ev.WarningRaised(
        NOON,
        number=99,
        rule="G13",
        level="W1",
        buyer="",
        tail="",
        station="s1",
        area="t01",
        parameter="cap_share",
        limit=0.3,
        measured=0.55,
        window_s=86_400,
        purchases=(ev.Contribution(1, NOON, "s1", 20),),
        due_at=NOON,
        station_fault=True,
    )
    seq = seat.desk.seq + 1
    entry = ev.Entry(seq, NOON, "desk", told)
    seat.mirror.fold(frames.Delta(after=seat.mirror.seq, through=seq, entries=(entry,)))
    async with seated(seat, (160, 45)) as pilot:
        screen = await opened(pilot, seat)
        assert screen.record("warning") == ("warning", 99)
        assert "加油站本身" in seat.screen
        assert "55.0% 的销售恰为上限" in seat.screen
        assert "没有购买人" in screen.purchaser.text
        assert memory.count(Purchaser) == 0
