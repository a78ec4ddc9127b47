"""What stands beside an alarm: others of the same incident, the past of its place, its story."""

from __future__ import annotations

from msgspec.structs import replace

from county import commands as ask
from county.refusals import refuse
from feeds.questions import Past, Story
from tests.county.samples import HOUR, NOON, alarm
from tests.tui.memory import opened, placed, prompt_of
from tests.tui.seat import seat_with, seated, type_line

SMALL, WIDE = (80, 24), (160, 45)


# ---- what belongs beside it ---------------------------------------------------------------------


async def test_an_alarm_of_the_same_incident_is_offered_and_merged_by_one_key() -> None:
    seat = seat_with(alarm(), alarm(text="又闻到煤气"))
    placed(seat)
    async with seated(seat, WIDE) as pilot:
        await opened(pilot, seat)
        assert "疑似重复 1 (按 M 合并)" in seat.screen
        await pilot.press("M")
        assert prompt_of(seat) == "merge 1 2 "


async def test_the_past_of_place_and_caller_is_counted_and_opens_in_place() -> None:
    seat = seat_with(alarm("theft", caller="138****0000"))
    seat.desk.do(ask.Cancel(1, "误报"))
    later = NOON + 10 * HOUR
    seat.desk.report(replace(alarm("noise", caller="138****0000"), at=later), later)
    memory = placed(seat)
    memory.file(1)
    seat.desk.fall_due(later)
    seat.mirror.fold(seat.desk.delta(seat.mirror.seq))
    seat.clock.advance(10 * 3600)
    assert 1 not in seat.mirror.board.alarms
    async with seated(seat, WIDE) as pilot:
        await opened(pilot, seat)
        assert memory.count(Past) == 1
        assert "同址 1 同号 1" in seat.screen
        await pilot.press("4", "enter")
        await pilot.pause()
        await pilot.pause()
        assert "已归档, 只读" in seat.screen
        assert "撤销: 误报" in seat.screen
        await pilot.press("a")
        assert "此警情已归档, 只能查看" in seat.screen
        await pilot.press("escape")
        await pilot.pause()
        assert "总览 > 2 号警情" in seat.screen


async def test_the_past_that_was_not_told_does_not_look_like_no_past() -> None:
    seat = seat_with(alarm())
    memory = placed(seat)
    memory.refusal = refuse("not_connected")
    async with seated(seat, WIDE) as pilot:
        await opened(pilot, seat)
        assert "没有相关警情" not in seat.screen
        assert "4 相关 未连接值班台" in seat.screen


# ---- the story ----------------------------------------------------------------------------------


async def test_the_whole_story_is_shown_and_copied() -> None:
    seat = seat_with(alarm(text="三楼有煤气味"))
    seat.desk.do(ask.Note(1, "已通知燃气公司"))
    seat.mirror.fold(seat.desk.delta(seat.mirror.seq))
    memory = placed(seat)
    async with seated(seat, WIDE) as pilot:
        await opened(pilot, seat)
        await pilot.press("e")
        await pilot.pause()
        await pilot.pause()
        assert memory.count(Story) == 1
        assert "已复制" in seat.screen
        assert "备注: 已通知燃气公司" in seat.app.clipboard
        assert "2026-06-21 12:00:00" in seat.app.clipboard


async def test_a_story_that_nobody_knows_is_refused_in_words() -> None:
    seat = seat_with(alarm())
    placed(seat)
    async with seated(seat, WIDE) as pilot:
        await pilot.press("colon")
        await type_line(pilot, "story 77")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        assert "77" in seat.screen
        assert "已复制" not in seat.screen


async def test_views_of_an_alarm_are_opened_by_their_commands() -> None:
    seat = seat_with(alarm(), alarm("theft"))
    placed(seat)
    async with seated(seat, SMALL) as pilot:
        for line, seen in (("rank 2", "2 可派警力"), ("past 1", "4 相关"), ("经过 1", "已复制")):
            await pilot.press("colon")
            await type_line(pilot, line)
            await pilot.press("enter")
            await pilot.pause()
            await pilot.pause()
            assert seen in seat.screen
