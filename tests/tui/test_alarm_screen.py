"""The alarm screen: whom to send, in one line; what can be undone; what lies beside it."""

from __future__ import annotations

from county import commands as ask
from county.refusals import refuse
from feeds.questions import Rank
from tests.county.samples import NOON, alarm
from tests.tui.memory import OTHER, opened, other_console, placed, prompt_of
from tests.tui.seat import seat_with, seated

SMALL, MIDDLE, WIDE = (80, 24), (120, 36), (160, 45)


# ---- the ranking --------------------------------------------------------------------------------


async def test_units_are_ranked_by_the_desk_with_the_plan_and_what_it_lacks() -> None:
    seat = seat_with(alarm())
    placed(seat)
    async with seated(seat, WIDE) as pilot:
        front = await opened(pilot, seat)
        assert front.units.table.visible_keys == ["B2", "B1", "B3"]
        assert "预案 1/2 派 B2 (按 p)" in seat.screen
        assert "缺 消防 危化 1" in seat.screen
        assert "5秒内排序" in seat.screen
        assert "+ B2" in seat.line("1.1公里")


async def test_who_cannot_go_stands_below_with_the_reason() -> None:
    seat = seat_with(alarm(), alarm("noise"))
    seat.desk.do(ask.Dispatch(2, ("B2",)))
    seat.desk.do(ask.SetDuty("B3", "resting"))
    seat.mirror.fold(seat.desk.delta(seat.mirror.seq))
    placed(seat)
    async with seated(seat, WIDE) as pilot:
        front = await opened(pilot, seat)
        assert front.units.table.visible_keys[0] == "B1"
        assert "正在处置 2 号警情" in seat.line("B2    ")
        assert "休息中" in seat.line("B3    ")


async def test_selected_units_are_put_into_the_line_before_they_are_sent() -> None:
    seat = seat_with(alarm())
    placed(seat)
    async with seated(seat, WIDE) as pilot:
        await opened(pilot, seat)
        await pilot.press("space", "down", "down", "enter")
        assert "已选 2, 按 d 派出" in seat.screen
        await pilot.press("d")
        assert prompt_of(seat) == "d 1 B2 B3 "
        assert seat.asked == []
        await pilot.press("enter")
        await pilot.pause()
        assert seat.asked == [ask.Dispatch(1, ("B2", "B3"))]
        assert "已选" not in seat.screen


async def test_the_plan_is_sent_by_one_key_and_seen_before() -> None:
    seat = seat_with(alarm())
    placed(seat)
    async with seated(seat, WIDE) as pilot:
        await opened(pilot, seat)
        await pilot.press("p")
        assert prompt_of(seat) == "d 1 B2 "
        await pilot.press("enter")
        await pilot.pause()
        assert seat.asked == [ask.Dispatch(1, ("B2",))]


async def test_a_unit_that_cannot_go_is_not_selected() -> None:
    seat = seat_with(alarm(), alarm("noise"))
    seat.desk.do(ask.Dispatch(2, ("B2",)))
    seat.mirror.fold(seat.desk.delta(seat.mirror.seq))
    placed(seat)
    async with seated(seat, WIDE) as pilot:
        front = await opened(pilot, seat)
        await pilot.press("end", "space")
        assert front.units.table.cursor_key == "B2"
        assert front.units.selected == ()


async def test_a_unit_sent_elsewhere_since_is_not_offered_any_more_however_well_it_ranked() -> None:
    seat = seat_with(alarm(), alarm("noise"))
    memory = placed(seat)
    async with seated(seat, WIDE) as pilot:
        front = await opened(pilot, seat)
        await pilot.press("space")
        assert "B2" in front.units.selected
        memory.open.clear()
        seat.desk.do(ask.Dispatch(2, ("B2",)))
        seat.tell()
        await pilot.pause()
        assert "已派往 2 号警情" in seat.line("B2    ")
        assert front.units.selected == ()
        assert front.units.picks == ()
        assert "情况已变" in seat.screen


async def test_a_ranking_is_asked_again_when_orders_change_but_not_within_five_seconds() -> None:
    seat = seat_with(alarm(), alarm("noise"))
    memory = placed(seat)
    async with seated(seat, WIDE) as pilot:
        await opened(pilot, seat)
        assert memory.count(Rank) == 1
        seat.desk.do(ask.Dispatch(2, ("B2",)))
        seat.tell()
        await pilot.pause()
        assert memory.count(Rank) == 1
        seat.pass_time(5)
        await pilot.pause()
        await pilot.pause()
        assert memory.count(Rank) == 2
        assert "5秒内排序" in seat.screen
        for _ in range(10):
            seat.pass_time(1)
            await pilot.pause()
        assert memory.count(Rank) == 2


async def test_an_old_ranking_is_never_shown_as_a_new_one() -> None:
    seat = seat_with(alarm())
    memory = placed(seat)
    async with seated(seat, WIDE) as pilot:
        await opened(pilot, seat)
        memory.refusal = refuse("not_connected")
        seat.pass_time(21)
        await pilot.pause()
        await pilot.pause()
        assert "25秒前的旧排序, 不可作准: 未连接值班台" in seat.screen


async def test_while_there_is_no_ranking_the_screen_says_so_and_dispatch_works() -> None:
    seat = seat_with(alarm())
    memory = placed(seat)
    memory.open.clear()
    async with seated(seat, WIDE) as pilot:
        front = await opened(pilot, seat)
        assert "正在排序" in seat.screen
        assert front.units.table.visible_keys == []
        await pilot.press("p")
        assert "没有出警方案可派" in seat.screen
        await pilot.press("d")
        assert prompt_of(seat) == "d 1 "
        memory.open.set()
        await pilot.press("escape")
        await pilot.pause()
        assert front.units.table.visible_keys[0] == "B2"


async def test_a_line_that_breaks_under_a_question_is_told_and_asked_again_later() -> None:
    seat = seat_with(alarm())
    memory = placed(seat)
    memory.broken = True
    async with seated(seat, WIDE) as pilot:
        front = await opened(pilot, seat)
        assert "没有排序: 未连接值班台" in seat.screen
        memory.broken = False
        seat.pass_time(5)
        await pilot.pause()
        await pilot.pause()
        assert front.units.table.visible_keys[0] == "B2"
        assert "未连接值班台" not in seat.screen


async def test_nothing_is_asked_while_nobody_looks() -> None:
    seat = seat_with(alarm())
    memory = placed(seat)
    async with seated(seat, WIDE) as pilot:
        await opened(pilot, seat)
        await pilot.press("escape")
        await pilot.pause()
        seat.pass_time(60)
        await pilot.pause()
        assert memory.count(Rank) == 1


# ---- what decides -------------------------------------------------------------------------------


async def test_orders_that_have_not_left_are_undone_by_one_key_with_the_seconds_in_view() -> None:
    seat = seat_with(alarm())
    placed(seat)
    async with seated(seat, SMALL) as pilot:
        await opened(pilot, seat)
        await pilot.press("p", "enter")
        await pilot.pause()
        assert "派警 B2 10 秒后发出, 按 u 收回" in seat.screen
        seat.pass_time(4)
        await pilot.pause()
        assert "派警 B2 6 秒后发出, 按 u 收回" in seat.screen
        await pilot.press("u")
        await pilot.pause()
        assert seat.asked[-1] == ask.Undo(1)
        assert "秒后发出" not in seat.screen


async def test_a_small_terminal_shows_on_its_first_page_what_decides() -> None:
    seat = seat_with(alarm(text="三楼有煤气味"))
    placed(seat)
    async with seated(seat, SMALL) as pilot:
        await opened(pilot, seat)
        for said in ("燃气泄漏", "未接警", "接警>次席", "三楼有煤气味", "尚未派警"):
            assert said in seat.screen
        assert [unit in seat.screen for unit in ("B1 ", "B2 ", "B3 ")] == [True] * 3
        assert "缺 消防 危化 1" in seat.screen


async def test_a_small_terminal_has_a_key_for_each_page() -> None:
    seat = seat_with(alarm(text="三楼有煤气味"), alarm("theft"))
    placed(seat)
    async with seated(seat, SMALL) as pilot:
        await opened(pilot, seat)
        seen = {}
        for key in "123456":
            await pilot.press(key)
            await pilot.pause()
            seen[key] = seat.screen
        assert "尚未派警" in seen["1"]
        assert "类别与技能" in seen["2"]
        assert "尚未派警" not in seen["2"]
        assert "报警: 燃气泄漏" in seen["3"]
        assert "同址" in seen["4"]
        assert "#1" in seen["5"]
        assert "盗窃" in seen["6"]


async def test_a_wide_terminal_shows_all_parts_side_by_side() -> None:
    seat = seat_with(alarm(text="三楼有煤气味"), alarm("theft"))
    placed(seat)
    for size in (MIDDLE, WIDE):
        async with seated(seat, size) as pilot:
            await opened(pilot, seat)
            for part in ("1 处置", "2 可派警力", "3 经过", "4 相关", "5 地图", "6 在处"):
                assert part in seat.screen
        seat = seat_with(alarm(text="三楼有煤气味"), alarm("theft"))
        placed(seat)


async def test_the_next_alarm_is_gone_to_without_leaving() -> None:
    seat = seat_with(alarm(), alarm("theft"), alarm("noise"))
    memory = placed(seat)
    async with seated(seat, WIDE) as pilot:
        front = await opened(pilot, seat)
        await pilot.press("space")
        await pilot.press("right_square_bracket")
        await pilot.pause()
        await pilot.pause()
        assert "总览 > 2 号警情" in seat.screen
        assert front.units.selected == ()
        assert [q.alarm for q in memory.asked if isinstance(q, Rank)] == [1, 2]
        await pilot.press("left_square_bracket", "left_square_bracket")
        await pilot.pause()
        assert front.number == 3
        await pilot.press("6", "home", "enter")
        await pilot.pause()
        assert front.number == 1


async def test_a_ranking_that_comes_late_is_not_taken_for_another_alarm() -> None:
    seat = seat_with(alarm(), alarm("theft"))
    memory = placed(seat)
    memory.open.clear()
    async with seated(seat, WIDE) as pilot:
        front = await opened(pilot, seat)
        await pilot.press("right_square_bracket")
        memory.open.set()
        await pilot.pause()
        await pilot.pause()
        assert front.units.asked.answer is not None
        assert front.units.asked.answer.alarm == 2


# ---- two consoles -------------------------------------------------------------------------------


async def test_another_consoles_claim_is_seen_at_once_and_taken_over_when_it_is_quiet() -> None:
    seat = seat_with(alarm("noise"))
    placed(seat)
    async with seated(seat, SMALL) as pilot:
        await opened(pilot, seat)
        other_console(seat, seat.desk.county.console_heard(OTHER, NOON))
        other_console(seat, ask.Acknowledge(1))
        await pilot.pause()
        assert "接警 席位 li" in seat.screen
        other_console(seat, seat.desk.county.console_silent(OTHER, NOON))
        seat.pass_time(25)
        await pilot.pause()
        assert "席位 li 已 25秒 无响应, 按 T 接管" in seat.screen
        await pilot.press("T")
        await pilot.pause()
        assert seat.asked[-1] == ask.TakeOver(1)
        assert "本席接警" in seat.screen
