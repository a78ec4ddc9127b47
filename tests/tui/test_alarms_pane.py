"""The list of alarms under work: ladder, undo, claims, mergers, floods, and what it costs."""

from __future__ import annotations

from itertools import pairwise

import pytest

from county import commands as ask
from county.alarms import Alarm
from county.commands import Ask
from feeds import frames
from tests.county.samples import HOUR, LEADER, NOON, alarm
from tests.tui.seat import Seat, seat_with, seated, type_line
from tui.panes import alarms as pane_module
from tui.panes.alarms import AlarmsPane
from tui.view import alarms as view
from tui.view import flood
from tui.view.flood import Group
from tui.view.voice import Voice
from tui.widgets.rows import Pieces


def list_of(seat: Seat) -> AlarmsPane:
    return seat.app.overview.alarms


def another(seat: Seat, command: Ask, name: str = "li") -> None:
    """Let another console do something."""
    outcome = seat.desk.county.obey(command, name, LEADER, seat.clock.now())
    seat.desk._keep(outcome)


def console(seat: Seat, *, there: bool, name: str = "li") -> None:
    """Let another console come, or fall quiet."""
    county, now = seat.desk.county, seat.clock.now()
    seat.desk._keep(county.console_heard(name, now) if there else county.console_silent(name, now))


# ---- what falls due -------------------------------------------------------------------------------


async def test_the_rung_and_the_seconds_to_the_next_stand_on_the_row_and_run() -> None:
    seat = seat_with(alarm())
    async with seated(seat) as pilot:
        assert "接警>次席 10秒" in seat.screen
        seat.pass_time(3)
        assert "接警>次席 7秒" in seat.screen
        seat.pass_time(7)
        seat.desk.fall_due(seat.clock.now())
        seat.tell()
        await pilot.pause()
        assert "次席>班长 20秒" in seat.screen


async def test_an_order_says_how_long_it_can_be_undone_and_the_key_undoes_it_at_once() -> None:
    seat = seat_with(alarm())
    async with seated(seat) as pilot:
        await pilot.press("colon")
        await type_line(pilot, "d 1 B1 B2")
        await pilot.press("enter")
        await pilot.pause()
        assert "发出 余10秒" in seat.screen
        assert "d 1 B1 B2: 已办, 10 秒后发出, u 或 u 1 收回" in seat.screen
        seat.pass_time(4)
        assert "发出 余6秒" in seat.screen
        await pilot.press("u")
        await pilot.pause()
        assert seat.asked[-1] == ask.Undo(1)
        assert "B1待" not in seat.screen


async def test_the_undo_key_is_about_the_last_order_wherever_the_cursor_is() -> None:
    seat = seat_with(alarm(), alarm("theft"), alarm("noise"))
    seat.desk.do(ask.Dispatch(1, ("B1",)))
    async with seated(seat) as pilot:
        seat.tell()
        await pilot.press("G")
        assert list_of(seat).target == ("alarm", 2)
        await pilot.press("ctrl+u")
        await pilot.pause()
        assert seat.asked == [ask.Undo(1)]
        await pilot.press("u")
        await pilot.pause()
        assert "没有可收回" in seat.screen
        assert len(seat.asked) == 1


async def test_units_stand_in_the_tone_and_with_the_sign_of_their_band() -> None:
    seat = seat_with(alarm())
    seat.desk.do(ask.Dispatch(1, ("B1", "B2")))
    seat.desk.do(ask.Send(1))
    async with seated(seat, (160, 45)):
        seat.tell()
        seat.desk.do(ask.Sign(1, "B2"), NOON + 20_000)
        seat.tell()
        seat.pass_time(130)
        row = list_of(seat).table.cursor_row
        assert row is not None
        units = row.cells[-1]
        assert isinstance(units, Pieces)
        assert units.parts == (("B1派⣶ ", "severe"), ("B2签 ", "good"))
        assert "B1派⣶ B2签" in seat.screen


# ---- whose it is ----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
async def test_who_has_an_alarm_is_named_at_once_and_marked_when_the_console_is_quiet(
    size: tuple[int, int],
) -> None:
    seat = seat_with(alarm())
    async with seated(seat, size) as pilot:
        console(seat, there=True)
        another(seat, ask.Acknowledge(1))
        seat.tell()
        await pilot.pause()
        assert " li " in seat.line("燃气泄漏")
        assert "离席" not in seat.line("燃气泄漏")
        console(seat, there=False)
        seat.tell()
        await pilot.pause()
        assert "li(离席)" in seat.line("燃气泄漏")
        await pilot.press("T")
        await pilot.pause()
        assert seat.asked == [ask.TakeOver(1)]
        assert "离席" not in seat.line("燃气泄漏")


# ---- what belongs together ------------------------------------------------------------------------


async def test_a_duplicate_is_offered_on_the_row_and_a_key_begins_the_merger() -> None:
    seat = seat_with(alarm("noise"), alarm("noise"))
    async with seated(seat) as pilot:
        assert "同1?" in seat.screen
        await pilot.press("down", "M")
        assert seat.app.screen.query_one("#prompt").line == "merge 2 1 "  # type: ignore[attr-defined] # a Prompt
        await pilot.press("enter")
        await pilot.pause()
        assert seat.asked == [ask.Merge(2, 1)]
        assert "同1?" not in seat.screen
        assert "并1" in seat.line("噪声扰民")
        assert list_of(seat).table.visible_keys == [("alarm", 1)]


async def test_a_merged_alarm_is_opened_by_its_number_and_split_again() -> None:
    seat = seat_with(alarm("noise"), alarm("noise"))
    seat.desk.do(ask.Merge(2, 1))
    async with seated(seat) as pilot:
        seat.tell()
        await pilot.press("colon")
        await type_line(pilot, "split 2")
        await pilot.press("enter")
        await pilot.pause()
        assert len(list_of(seat).table.visible_keys) == 2


# ---- orders of the list ---------------------------------------------------------------------------


async def test_one_key_puts_what_was_left_alone_longest_on_top_and_takes_it_back() -> None:
    seat = seat_with(alarm("theft"), alarm("theft", lon=110.3))
    seat.desk.do(ask.Acknowledge(2), NOON + 1_000)
    seat.desk.do(ask.Acknowledge(1), NOON + 2_000)
    async with seated(seat) as pilot:
        seat.tell()
        pane = list_of(seat)
        seat.pass_time(75)
        assert pane.table.visible_keys == [("alarm", 1), ("alarm", 2)]
        await pilot.press("o")
        assert pane.table.visible_keys == [("alarm", 2), ("alarm", 1)]
        assert "久未处置在前" in seat.screen
        assert "未处置 1分" in seat.screen
        await pilot.press("ctrl+o")
        assert pane.table.visible_keys == [("alarm", 1), ("alarm", 2)]


# ---- a flood --------------------------------------------------------------------------------------


def flooded(**how: str) -> Seat:
    """Give a seat with 6 thefts, 5 noises and a gas leak within the minute."""
    facts = [*(alarm("theft") for _ in range(6)), *(alarm("noise") for _ in range(5)), alarm()]
    return seat_with(*facts, **how)  # type: ignore[arg-type] # a test's words


async def test_a_flood_is_told_across_the_screen_and_rows_are_grouped_with_p1_on_top() -> None:
    seat = flooded()
    async with seated(seat, (120, 36)):
        keys = list_of(seat).table.visible_keys
        assert keys == [("alarm", 12), "group:t01/theft", "group:t01/noise"]
        assert "警情洪峰: 10 分钟 12 起" in seat.screen
        assert "6起" in seat.line("盗窃")
        assert "! 6未接" in seat.line("盗窃")


async def test_a_group_opens_and_closes_by_enter() -> None:
    seat = flooded()
    async with seated(seat) as pilot:
        await pilot.press("down", "enter")
        await pilot.pause()
        keys = list_of(seat).table.visible_keys
        assert keys[1:4] == ["group:t01/theft", ("alarm", 1), ("alarm", 2)]
        assert len(seat.app.desks) == 1, "no record was opened"
        await pilot.press("down", "a", "enter")
        await pilot.pause()
        assert seat.asked == [ask.Acknowledge(1)]
        await pilot.press("up", "up", "up", "up", "up", "up", "up", "down", "enter")
        await pilot.pause()
        assert list_of(seat).table.visible_keys[2] == "group:t01/noise"


async def test_one_key_shows_every_alarm_as_a_row_and_groups_again() -> None:
    seat = flooded()
    async with seated(seat, (120, 36)) as pilot:
        await pilot.press("g")
        assert len(list_of(seat).table.visible_keys) == 12
        assert "g 按辖区和类别归并" in seat.screen
        await pilot.press("ctrl+e")
        assert len(list_of(seat).table.visible_keys) == 3
        assert "g 展开" in seat.screen


async def test_a_filter_looks_at_every_alarm_though_there_is_a_flood() -> None:
    seat = flooded()
    async with seated(seat) as pilot:
        await pilot.press("slash")
        await type_line(pilot, "noise")
        assert len(list_of(seat).table.visible_keys) == 5


async def test_grouping_ends_by_itself_with_the_flood() -> None:
    seat = flooded()
    async with seated(seat) as pilot:
        seat.mirror.fold(frames.Tick(now=NOON + 601_000))
        seat.pass_time(1)
        await pilot.pause()
        assert len(list_of(seat).table.visible_keys) == 12
        assert "警情洪峰" not in seat.screen
        await pilot.press("g")
        assert "现在不是警情洪峰" in seat.screen


async def test_without_a_flood_nothing_is_grouped() -> None:
    seat = seat_with(*(alarm("noise") for _ in range(9)))
    async with seated(seat):
        assert len(list_of(seat).table.visible_keys) == 9


async def test_a_flood_in_which_a_group_changes_keeps_the_cursor_on_it() -> None:
    seat = flooded()
    async with seated(seat) as pilot:
        await pilot.press("down", "down")
        seat.desk.report(alarm("noise"))
        seat.tell()
        await pilot.pause()
        assert list_of(seat).table.cursor_key == "group:t01/noise"
        assert "6起" in seat.line("噪声扰民")


async def test_where_the_reader_stands_in_a_flood_is_kept_and_found_again() -> None:
    seat = flooded()
    async with seated(seat) as pilot:
        await pilot.press("down")
        seat.pass_time(2)
        assert seat.kept[-1].place is not None
        assert seat.kept[-1].place.cursors["alarms"] == "group:t01/theft"


async def test_the_load_stands_among_the_figures_beside_what_one_console_can_take() -> None:
    seat = flooded(lang="en")
    async with seated(seat, (160, 45)):
        assert "12/12 of 12, 0%" in seat.screen
        seat.desk.report(alarm("noise"))
        seat.tell()
        assert "13/13 of 12, 0%" in seat.screen


# ---- what it costs --------------------------------------------------------------------------------


async def test_rows_out_of_view_are_not_worded_again_each_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    facts = [alarm(("noise", "theft")[n % 2], lon=109.7 + n / 100) for n in range(60)]
    seat = seat_with()
    for number, fact in enumerate(facts):
        seat.desk.report(fact, NOON - 4 * HOUR + number * 200_000)
    seat.connect()
    async with seated(seat, (120, 24)):
        worded: list[int] = []

        def counted(alarm_: Alarm, *args: object, **how: object) -> view.AlarmLine:
            worded.append(alarm_.number)
            return row(alarm_, *args, **how)  # type: ignore[arg-type] # handed on as they came

        row = view.row
        monkeypatch.setattr(view, "row", counted)
        shown = len(list_of(seat).table.visible_keys)
        for _ in range(10):
            seat.pass_time(1)
        assert shown < 20
        assert 0 < len(worded) <= 10 * shown
        assert len(set(worded)) <= shown


async def test_only_the_alarm_that_changed_is_worded_when_something_happens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seat = seat_with(*(alarm("noise", lon=109.7 + n / 50) for n in range(9)))
    async with seated(seat):
        worded: list[int] = []
        row = view.row

        def counted(alarm_: Alarm, *args: object, **how: object) -> view.AlarmLine:
            worded.append(alarm_.number)
            return row(alarm_, *args, **how)  # type: ignore[arg-type] # handed on as they came

        monkeypatch.setattr(view, "row", counted)
        seat.desk.do(ask.Note(5, "x"))
        seat.tell()
        assert worded == [5]


def test_a_countdown_runs_by_the_second_only_when_its_end_is_near() -> None:
    seat = seat_with(alarm("noise"))
    seat.desk.do(ask.Acknowledge(1))
    seat.mirror.fold(seat.desk.delta(seat.mirror.seq))
    shown = seat.mirror.board.alarms[1]
    voice = seat.session.voice

    def steps(begin_s: int, seconds: int, *, aged: bool = True) -> int:
        moments = range(NOON + begin_s * 1000, NOON + (begin_s + seconds) * 1000, 1000)
        since = shown.when if aged else None
        told = [pane_module.step_of(shown, now, voice, since) for now in moments]
        for (before, after), now in zip(pairwise(told), moments[1:], strict=True):
            assert before == after or now >= before.until
        return len(set(told))

    assert steps(0, 60) == 60
    assert steps(0, 60, aged=False) == 6
    assert steps(100, 60) == 6
    assert steps(840, 60) == 60
    assert steps(780, 120) == 6 + 60


async def test_a_group_is_not_worded_again_when_something_happens_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seat = flooded()
    async with seated(seat):
        worded: list[str] = []
        row = flood.row

        def counted(group: Group, now: int, voice: Voice) -> flood.GroupLine:
            worded.append(group.kind)
            return row(group, now, voice)

        monkeypatch.setattr(flood, "row", counted)
        seat.desk.do(ask.Note(12, "x"))
        seat.tell()
        assert worded == []
        seat.desk.do(ask.Note(1, "x"))
        seat.tell()
        assert worded == ["theft"]
