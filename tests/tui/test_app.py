"""What an officer sees and can do at a seat."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from county import commands as ask
from feeds import frames
from tests.county.samples import NOON, alarm, purchase
from tests.tui.seat import seat_with, seated, type_line
from tests.tui.story import position

# ---- acting ---------------------------------------------------------------------------------------


async def test_a_key_and_enter_take_the_alarm_under_the_cursor() -> None:
    seat = seat_with(alarm())
    async with seated(seat) as pilot:
        await pilot.press("a", "enter")
        await pilot.pause()
        assert seat.asked == [ask.Acknowledge(1)]
        assert "已接警" in seat.line("燃气泄漏")
        assert "a 1: 已办" in seat.screen


async def test_a_function_key_and_a_full_width_letter_do_the_same_as_the_letter() -> None:
    for key in ("f2", "ａ"):
        seat = seat_with(alarm())
        async with seated(seat) as pilot:
            await pilot.press(key, "enter")
            await pilot.pause()
            assert seat.asked == [ask.Acknowledge(1)]


async def test_a_full_width_line_typed_under_an_input_method_is_understood() -> None:
    seat = seat_with(alarm())
    async with seated(seat) as pilot:
        await pilot.press("fullwidth_colon")
        await type_line(pilot, "ａ　１")
        await pilot.press("enter")
        await pilot.pause()
        assert seat.asked == [ask.Acknowledge(1)]


async def test_units_are_dispatched_by_completion_nearest_first() -> None:
    seat = seat_with(alarm())
    seat.mirror.fold(frames.Tick(now=NOON, positions=(position("B1", 41.1), position("B2", 41.01))))
    async with seated(seat) as pilot:
        await pilot.press("d")
        offered = [line for line in seat.screen.splitlines() if "空闲" in line and "公里" in line]
        assert ["B2" in offered[0], "B1" in offered[1]] == [True, True]
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert seat.asked == [ask.Dispatch(1, ("B2",))]
        assert "B2待" in seat.line("燃气泄漏")


async def test_a_wrong_word_is_named_in_place_and_selected() -> None:
    seat = seat_with(alarm())
    async with seated(seat) as pilot:
        await pilot.press("colon")
        await type_line(pilot, "d 1 B99")
        await pilot.press("enter")
        await pilot.pause()
        assert "没有警力 B99" in seat.screen
        typed = seat.app.screen.query_one(Input)
        assert typed.selected_text == "B99"
        assert seat.asked == []


async def test_a_refusal_is_shown_in_the_officers_language() -> None:
    seat = seat_with(alarm(), lang="en")
    async with seated(seat) as pilot:
        seat.desk.do(ask.Acknowledge(1))  # another seat was quicker and its event is on the way
        await pilot.press("a", "enter")
        await pilot.pause()
        assert "a 1: not done, alarm 1 was already taken" in seat.screen


async def test_nothing_changes_until_the_desk_answers_but_a_mark_says_that_it_was_asked() -> None:
    seat = seat_with(alarm())
    seat.silent = True
    async with seated(seat) as pilot:
        await pilot.press("a", "enter")
        await pilot.pause()
        assert "~ 未接警" in seat.line("燃气泄漏")
        seat.tell()
        await pilot.pause()
        assert "已接警" in seat.line("燃气泄漏")
        assert "~" not in seat.line("燃气泄漏")


async def test_what_cannot_be_taken_back_is_asked_twice_with_its_record_named() -> None:
    seat = seat_with(alarm())
    seat.desk.do(ask.Acknowledge(1))
    async with seated(seat) as pilot:
        seat.tell()
        await pilot.press("colon")
        await type_line(pilot, "c 1 settled")
        await pilot.press("enter")
        await pilot.pause()
        assert seat.asked == []
        assert "1 号警情 燃气泄漏 万和广场三层: 不可撤回" in seat.screen
        await pilot.press("enter")
        await pilot.pause()
        assert seat.asked == [ask.Close(1, "settled")]


async def test_an_edited_line_is_asked_twice_again() -> None:
    seat = seat_with(alarm())
    async with seated(seat) as pilot:
        await pilot.press("colon")
        await type_line(pilot, "x 1 wrong")
        await pilot.press("enter", "e", "enter")
        await pilot.pause()
        assert seat.asked == []


async def test_a_read_only_seat_is_told_why_a_key_does_nothing() -> None:
    seat = seat_with(alarm(), role="viewer", lang="en")
    async with seated(seat) as pilot:
        await pilot.press("a")
        assert "the role viewer may not do this" in seat.screen
        assert "READ-ONLY" in seat.screen
        assert not seat.app.screen.query_one("#prompt").display


async def test_a_command_without_a_line_to_the_desk_is_not_sent() -> None:
    seat = seat_with(alarm())
    async with seated(seat) as pilot:
        seat.link("lost")
        await pilot.press("a", "enter")
        await pilot.pause()
        assert "未办, 未连接值班台" in seat.screen
        assert "~" not in seat.line("燃气泄漏")


async def test_lines_given_before_come_back_with_the_up_key() -> None:
    seat = seat_with(alarm())
    async with seated(seat) as pilot:
        await pilot.press("a", "enter")
        await pilot.press("colon")
        await type_line(pilot, "n 1 x")
        await pilot.press("up")
        assert seat.app.screen.query_one("#prompt").line == "a 1 "  # type: ignore[attr-defined] # a Prompt


# ---- records --------------------------------------------------------------------------------------


async def test_enter_opens_the_record_and_escape_comes_back() -> None:
    seat = seat_with(alarm(text="三楼有煤气味"))
    async with seated(seat) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert "三楼有煤气味" in seat.screen
        assert "总览 > 1 号警情" in seat.screen
        await pilot.press("d")
        await type_line(pilot, "B1")
        await pilot.press("enter")
        await pilot.pause()
        assert seat.asked == [ask.Dispatch(1, ("B1",))]
        assert "B1" in seat.line("待发")
        await pilot.press("escape")
        await pilot.pause()
        assert "总览 >" not in seat.screen


async def test_a_record_shows_what_happens_while_it_is_open() -> None:
    seat = seat_with(alarm())
    async with seated(seat) as pilot:
        await pilot.press("enter")
        seat.desk.do(ask.Note(1, "已通知燃气公司"))
        seat.tell()
        await pilot.pause()
        assert "备注: 已通知燃气公司" in seat.screen


async def test_a_record_that_left_the_board_stays_and_says_so() -> None:
    seat = seat_with(alarm())
    seat.desk.do(ask.Cancel(1, "误报"))
    async with seated(seat) as pilot:
        seat.tell()
        await pilot.press("enter")
        await pilot.pause()
        seat.desk.fall_due(NOON + 28_800_000)
        seat.tell()
        await pilot.pause()
        assert "已归档" in seat.screen
        assert "已撤销" in seat.screen


async def test_a_warning_explains_itself_and_is_verified() -> None:
    seat = seat_with(purchase(litres=25))
    async with seated(seat) as pilot:
        await pilot.press("3", "enter")
        await pilot.pause()
        assert "当日共购买 25 升, 上限 20 升" in seat.screen
        await pilot.press("1")
        await type_line(pilot, "lawful")
        await pilot.press("enter")
        await pilot.pause()
        assert seat.asked == [ask.Verify(1, "lawful")]
        assert "用途属实" in seat.screen


# ---- looking --------------------------------------------------------------------------------------


async def test_the_language_changes_at_run_time_and_is_kept() -> None:
    seat = seat_with(alarm())
    async with seated(seat) as pilot:
        assert "警情" in seat.screen
        await pilot.press("f8")
        await pilot.pause()
        assert "Gas leak" in seat.screen
        told = set("万和广场三层")  # what the caller said is not ours to translate
        assert {char for char in seat.screen if "一" <= char <= "鿿"} <= told
        assert seat.kept[-1].choices.lang == "en"


async def test_the_filter_keeps_what_matches_and_two_escapes_clear_it() -> None:
    seat = seat_with(alarm(), alarm("noise"), alarm("theft"))
    async with seated(seat) as pilot:
        await pilot.press("slash")
        await type_line(pilot, "noise")
        assert "匹配 1 / 3" in seat.screen
        alarms = seat.app.overview.alarms
        assert alarms.table.visible_keys == [("alarm", 2)]
        await pilot.press("escape")
        await pilot.press("escape")
        await pilot.pause()
        assert len(alarms.table.visible_keys) == 3


async def test_an_exclamation_mark_keeps_what_does_not_match() -> None:
    seat = seat_with(alarm(), alarm("noise"))
    async with seated(seat) as pilot:
        await pilot.press("fullwidth_solidus")
        await type_line(pilot, "!noise")
        await pilot.press("enter")
        await pilot.pause()
        assert seat.app.overview.alarms.table.visible_keys == [("alarm", 1)]


async def test_a_pane_is_maximised_and_given_back() -> None:
    seat = seat_with(alarm())
    async with seated(seat) as pilot:
        await pilot.press("3", "z")
        await pilot.pause()
        assert seat.app.overview.panes["warnings"].size.width == 120
        assert not seat.app.overview.alarms.display
        await pilot.press("f5")
        await pilot.pause()
        assert seat.app.overview.alarms.display


async def test_a_letter_jumps_to_a_pane_even_to_a_hidden_one() -> None:
    seat = seat_with(alarm())
    async with seated(seat) as pilot:
        assert not seat.app.overview.panes["units"].display
        await pilot.press("semicolon", "g")
        await pilot.pause()
        assert seat.app.overview.panes["units"].display
        assert seat.app.overview.pane.NAME == "units"


async def test_the_cursor_stays_on_its_alarm_when_rows_are_sorted_anew() -> None:
    seat = seat_with(alarm("noise"), alarm("theft"))
    async with seated(seat) as pilot:
        await pilot.press("down")
        assert seat.app.overview.alarms.target == ("alarm", 1)
        seat.desk.report(alarm("gas_leak"))
        seat.desk.do(ask.Acknowledge(2))
        seat.tell()
        await pilot.pause()
        assert seat.app.overview.alarms.target == ("alarm", 1)


async def test_new_alarms_above_the_page_are_counted_and_do_not_move_it() -> None:
    seat = seat_with(*(alarm("noise") for _ in range(30)))
    async with seated(seat) as pilot:
        await pilot.press("g", "end")
        before = seat.app.overview.alarms.table.visible_keys
        for _ in range(3):
            seat.desk.report(alarm())
        seat.tell()
        await pilot.pause()
        assert seat.app.overview.alarms.table.visible_keys == before
        assert "3 条新警情, 按 G 跟随" in seat.screen
        await pilot.press("G")
        await pilot.pause()
        assert "按 G 跟随" not in seat.screen


async def test_what_nobody_has_taken_is_told_without_colour() -> None:
    seat = seat_with(alarm(), alarm("noise"))
    seat.desk.do(ask.Acknowledge(1))
    async with seated(seat):
        seat.tell()
        assert "未接警" in seat.line("噪声扰民")
        assert "! " in seat.line("噪声扰民")
        assert "三级 1" in seat.screen.splitlines()[0]


async def test_the_help_names_keys_and_commands_in_the_officers_language() -> None:
    seat = seat_with()
    async with seated(seat, (120, 80)) as pilot:
        await pilot.press("fullwidth_question_mark")
        await pilot.pause()
        assert "d 42 B3 B7" in seat.screen
        assert "a F2" in seat.screen
        await pilot.press("escape")
        await pilot.pause()
        assert "d 42 B3 B7" not in seat.screen


@pytest.mark.parametrize("typed", ["派警", "send", "pj"])
async def test_the_palette_finds_an_action_in_either_language_and_by_initials(typed: str) -> None:
    seat = seat_with(alarm())
    async with seated(seat) as pilot:
        await pilot.press("ctrl+p")
        await type_line(pilot, typed)
        await pilot.press("enter")
        await pilot.pause()
        assert seat.app.screen.query_one("#prompt").line == "d 1 "  # type: ignore[attr-defined] # a Prompt


async def test_the_palette_has_nothing_that_acts_on_the_machine_it_runs_on() -> None:
    seat = seat_with()
    async with seated(seat, (120, 80)) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert "screenshot" not in seat.screen.casefold()
        assert not seat.app.ENABLE_COMMAND_PALETTE


async def test_a_unit_is_shown_on_the_map_by_a_command() -> None:
    seat = seat_with()
    async with seated(seat) as pilot:
        await pilot.press("colon")
        await type_line(pilot, "map B2")
        await pilot.press("enter")
        await pilot.pause()
        assert seat.app.overview.pane.NAME == "map"
        assert " B2" in seat.screen
        assert "手动" in seat.screen


async def test_an_unknown_unit_is_not_looked_for_on_the_map() -> None:
    seat = seat_with()
    async with seated(seat) as pilot:
        await pilot.press("colon")
        await type_line(pilot, "map B77")
        await pilot.press("enter")
        await pilot.pause()
        assert "没有警力 B77" in seat.screen
        assert seat.app.overview.pane.NAME == "alarms"
