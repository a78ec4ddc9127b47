"""What an officer sees and can do at a seat."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.geometry import Region
from textual.widgets import Input

from county import commands as ask
from county.refusals import refuse
from feeds import frames
from tests.county.samples import NOON, alarm, purchase
from tests.tui.seat import Seat, seat_with, seated, type_line
from tests.tui.story import FORBIDDEN, position
from tui.glyphs import GLYPH_SETS
from tui.keys import ALARM, COMMON, OVERVIEW, WARNING
from tui.settings import Choices

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


def test_every_letter_key_has_a_twin_that_an_input_method_lets_through() -> None:
    for key in (*COMMON, *OVERVIEW):
        if key.keys[0].isalpha() and len(key.keys[0]) == 1:
            assert any(k[0] == "f" and k[1:].isdigit() for k in key.keys), key
    for key in (*ALARM, *WARNING):
        assert any(k.isdigit() or len(k) > 1 for k in key.keys), key
    for key in (*COMMON, *OVERVIEW, *ALARM, *WARNING):
        if len(key.keys[0]) == 1 or key.cap in "/?:;":
            wide = chr(ord(key.cap) - 0x20 + 0xFF00)
            names = {"／": "fullwidth_solidus", "？": "fullwidth_question_mark"}
            names |= {"：": "fullwidth_colon", "；": "fullwidth_semicolon"}
            assert names.get(wide, wide) in key.keys, key


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
        assert "B2派" in seat.line("燃气泄漏")


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
        await pilot.press("2")
        await type_line(pilot, "B1")
        await pilot.press("enter")
        await pilot.pause()
        assert seat.asked == [ask.Dispatch(1, ("B1",))]
        assert "B1  派 12:00:00" in seat.screen
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
        assert [choices.lang for choices in seat.kept] == ["en"]


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
        await pilot.press("end")
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


# ---- the line to the desk -------------------------------------------------------------------------


async def test_a_lost_line_is_told_across_the_screen_and_goes_when_it_is_back() -> None:
    seat = seat_with(alarm())
    async with seated(seat) as pilot:
        seat.link("lost", retry_at=seat.clock.monotonic() + 4)
        seat.pass_time(1)
        await pilot.pause()
        first = seat.screen.splitlines()[0]
        assert "断线" in first
        assert "1秒前" in first
        assert "3 秒后重连" in first
        seat.pass_time(1)
        await pilot.pause()
        assert "2秒前" in seat.screen.splitlines()[0]
        assert "燃气泄漏" in seat.screen
        assert seat.app.screen.has_class("-stale")
        seat.link("live", proven=True, missed=2)
        seat.mirror.fold(frames.Tick(now=seat.clock.now()))
        seat.app.show_news()
        await pilot.pause()
        assert "断线" not in seat.screen.splitlines()[0]
        assert "漏2" in seat.screen
        assert not seat.app.screen.has_class("-stale")


async def test_a_refused_seat_says_why() -> None:
    seat = Seat(Choices("en"))
    async with seated(seat) as pilot:
        seat.link("refused", refusal=refuse("bad_token"))
        seat.app.show_news()
        await pilot.pause()
        assert "refused this seat: the token is not valid" in seat.screen.splitlines()[0]


async def test_no_data_and_all_quiet_look_different() -> None:
    seat = Seat(Choices())
    async with seated(seat) as pilot:
        assert "尚无数据" in seat.screen
        assert "一切平静" not in seat.screen
        seat.connect()
        seat.app.show_news()
        await pilot.pause()
        assert "一切平静: 没有警情" in seat.screen
        assert "尚无数据" not in seat.screen


async def test_silence_beyond_what_was_agreed_counts_as_lost() -> None:
    seat = seat_with(alarm())
    async with seated(seat) as pilot:
        seat.pass_time(11)
        await pilot.pause()
        assert "断线" in seat.screen.splitlines()[0]


async def test_exercise_is_named_and_looks_different() -> None:
    seat = seat_with()
    async with seated(seat) as pilot:
        assert "实战" in seat.screen
        seat.mirror.fold(replace(seat.desk.welcome(), mode="exercise"))
        seat.app.show_news()
        await pilot.pause()
        assert "演练" in seat.screen
        assert seat.app.screen.has_class("-exercise")


# ---- the bell -------------------------------------------------------------------------------------


def rings(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note when the bell rings."""
    rung: list[int] = []
    monkeypatch.setattr(seat.app, "bell", lambda: rung.append(seat.clock.now()))
    return rung


async def test_the_bell_rings_for_a_new_alarm_of_the_first_priority_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seat = seat_with(alarm())
    rung = rings(seat, monkeypatch)
    async with seated(seat):
        seat.desk.report(alarm("noise"))
        seat.tell()
        assert rung == []
        seat.desk.report(alarm())
        seat.tell()
        seat.desk.report(alarm())
        seat.tell()
        assert len(rung) == 1
        seat.clock.advance(6)
        seat.desk.report(alarm(), seat.clock.now())
        seat.tell()
        assert len(rung) == 2


async def test_a_muted_bell_says_until_when_and_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    seat = seat_with()
    rung = rings(seat, monkeypatch)
    async with seated(seat) as pilot:
        await pilot.press("b")
        assert "静音至 12:10" in seat.screen
        seat.desk.report(alarm())
        seat.tell()
        assert rung == []
        seat.mirror.fold(frames.Tick(now=NOON + 601_000))
        seat.pass_time(1)
        await pilot.pause()
        assert "静音至" not in seat.screen


# ---- sizes and characters -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ((80, 24), {"alarms"}),
        ((80, 45), {"alarms", "map"}),
        ((120, 24), {"alarms", "map"}),
        ((120, 36), {"alarms", "map", "warnings", "activity"}),
        ((160, 45), {"alarms", "map", "warnings", "activity", "units", "sources"}),
    ],
)
async def test_as_many_panes_stand_side_by_side_as_there_is_room_for(
    size: tuple[int, int], shown: set[str]
) -> None:
    seat = seat_with(alarm())
    async with seated(seat, size):
        panes = seat.app.overview.panes.values()
        regions: list[Region] = [pane.region for pane in panes if pane.display]
        assert {pane.NAME for pane in panes if pane.display} == shown
        assert all(region.area for region in regions)
        assert not any(a.overlaps(b) for a in regions for b in regions if a is not b)


@pytest.mark.parametrize("size", [(20, 5), (1, 1), (500, 12), (40, 100)])
async def test_no_size_of_terminal_ends_the_app(size: tuple[int, int]) -> None:
    seat = seat_with(alarm(), purchase(litres=25))
    async with seated(seat, size) as pilot:
        for key in (
            "1",
            "2",
            "3",
            "4",
            "5",
            "6",
            "1",
            "enter",
            "escape",
            "question_mark",
            "escape",
        ):
            await pilot.press(key)
        await pilot.resize_terminal(160, 45)
        await pilot.pause()
        assert "燃气泄漏" in seat.screen


async def test_the_ascii_set_draws_frames_and_marks_in_ascii_alone() -> None:
    seat = seat_with(alarm(), lang="en", glyphs="ascii")
    async with seated(seat, (160, 45)):
        told = set("万和广场三层")
        assert "".join(set(seat.screen) - told).isascii()


async def test_the_safe_set_draws_nothing_of_doubtful_width() -> None:
    seat = seat_with(alarm(), purchase(litres=25))
    async with seated(seat, (160, 45)):
        doubtful = {c for c in seat.screen if unicodedata.east_asian_width(c) == "A"}
        assert doubtful == set()
        assert GLYPH_SETS["safe"].alarms[0] in seat.line("燃气泄漏")


# ---- when something is wrong ----------------------------------------------------------------------


VECTORS = Path(__file__).parents[3] / "shared/vectors/hostile-text.json"
BUILT_IN = ["A\x1b[31;5mB", "a\u202eb\u200bc", "x\x9b2Jy", "line\nbreak\ttab", "[/nope]{0}%s"]


def payloads() -> list[str]:
    if not VECTORS.exists():
        return BUILT_IN
    vectors = json.loads(VECTORS.read_text("utf-8"))["open"]
    return BUILT_IN + [v["input"] for v in vectors if v["kind"] == "text"]


async def test_hostile_text_reaches_no_terminal_and_ends_nothing() -> None:
    seat = seat_with()
    async with seated(seat, (160, 45)) as pilot:
        for text in payloads():
            seat.desk.report(alarm(text=text, caller=text[:40]))
            number = max(seat.desk.county.board.alarms)
            seat.desk.do(ask.Note(number, text or "-"))
            seat.desk.do(ask.Cancel(number, text or "-"))
            seat.tell()
            seat.app.open_record(("alarm", number))
            await pilot.pause()
            assert not FORBIDDEN.search(seat.written)
            await pilot.press("escape")
        await pilot.pause()
        assert not FORBIDDEN.search(seat.written)


async def test_a_fault_of_ours_ends_in_one_line_that_tells_no_secret(
    caplog: pytest.LogCaptureFixture,
) -> None:
    seat = seat_with(alarm(text="secret-of-a-caller"))

    def fail() -> None:
        secret = "secret-of-a-caller"
        raise RuntimeError(f"broken {len(secret)}")

    async def sit() -> None:
        async with seated(seat) as pilot:
            seat.app.call_later(fail)
            await pilot.pause()

    with pytest.raises(RuntimeError, match="broken"):
        await sit()
    said = "".join(str(each) for each in seat.app._exit_renderables)
    assert "secret-of-a-caller" not in said + caplog.text
    assert seat.app.incident in caplog.text
    assert seat.app.return_code == 1
