"""Rows of alarms that are shelved, diverted, merged, chattering, validated, lapsed or another's."""

from __future__ import annotations

from county import commands as ask
from county import events as ev
from county.alarms import Alarm
from tests.county.samples import HOUR, LEADER, NOON, alarm
from tests.tui.story import EN, ZH, Desk
from tui.view import alarms


def first(desk: Desk) -> Alarm:
    return desk.county.board.alarms[1]


def machine(kind: str = "noise") -> ev.AlarmReported:
    """Give what one device tells, the same each time."""
    place = ev.Place("仓库", 41.0, 110.0)
    return ev.AlarmReported(NOON, kind=kind, place=place, channel="panel", caller="p1")


def test_what_is_shelved_says_how_long_and_stands_below_what_is_open() -> None:
    desk = Desk()
    for kind in ("noise", "noise", "theft", "gas_leak"):
        desk.report(alarm(kind))
    desk.do(ask.Shelve(1, 30, "等失主"))
    desk.do(ask.Shelve(2, 10, "等失主"))
    desk.do(ask.Cancel(4, "误报"))
    ordered = alarms.order(desk.county.board.alarms.values())
    assert [each.number for each in ordered] == [3, 2, 1, 4]
    line = alarms.row(first(desk), NOON + 60_000, ZH)
    assert (line.status, line.due, line.late) == ("已搁置", "取回 余29分00秒", False)
    assert (line.owner, line.tone, line.unacknowledged) == ("wang", "muted", False)
    facts = dict(alarms.facts(first(desk), NOON, ZH))
    assert facts["搁置"] == "席位 wang 搁置至 12:30:00: 等失主"


def test_a_diverted_alarm_names_the_department_and_when_it_owes_an_answer() -> None:
    desk = Desk()
    desk.report(alarm("noise"))
    desk.do(ask.Divert(1, "12345", "供水", 60))
    line = alarms.row(first(desk), NOON, ZH)
    assert (line.status, line.due, line.notes) == ("已分流", "答复 余1小时", ("转12345 热线",))
    desk.fall_due(NOON + HOUR)
    line = alarms.row(first(desk), NOON + HOUR + 60_000, ZH)
    assert (line.due, line.late, line.marks) == ("答复 超1分00秒", True, ("答复超时",))
    desk.do(ask.Feedback(1, "已修复"), NOON + 2 * HOUR)
    assert alarms.row(first(desk), NOON + 2 * HOUR, ZH).notes == ()


def test_a_merged_alarm_is_counted_at_its_home_and_is_no_row_of_its_own() -> None:
    desk = Desk()
    desk.report(alarm("noise"))
    desk.report(alarm("noise"))
    desk.do(ask.Merge(2, 1))
    board = desk.county.board.alarms
    assert [each.number for each in alarms.listed(board.values())] == [1]
    assert alarms.row(board[1], NOON, EN).notes == ("+1",)
    assert dict(alarms.facts(board[1], NOON, EN))["Merged"] == "2"
    assert dict(alarms.facts(board[2], NOON, EN))["Merged"] == "into 1"
    desk.do(ask.Split(2))
    assert len(list(alarms.listed(board.values()))) == 2


def test_a_device_that_chatters_is_one_row_that_counts() -> None:
    desk = Desk()
    for second in range(0, 50, 10):
        desk.report(machine(), NOON + second * 1000)
    rows = list(alarms.listed(desk.county.board.alarms.values()))
    line = alarms.row(rows[0], NOON + 60_000, ZH)
    assert len(rows) == 1
    assert line.notes[-1] == f"x{rows[0].repeats + 1}"


def test_an_intrusion_shows_how_sure_it_is() -> None:
    desk = Desk()
    desk.report(alarm("intrusion", validation=1))
    assert alarms.row(first(desk), NOON, ZH).notes == ("核1级",)
    desk.do(ask.Validate(1, 4, "keyholder"))
    line = alarms.row(first(desk), NOON, EN)
    assert (line.notes, line.severity) == (("V4",), "P1")
    assert dict(alarms.facts(first(desk), NOON, EN))["Validation"] == "level 4, a threat to life"


def test_a_settlement_by_video_counts_its_steps() -> None:
    desk = Desk()
    desk.report(alarm("slight_crash"))
    desk.do(ask.Settle(1, "connected"))
    desk.do(ask.Settle(1, "evidence"))
    assert alarms.row(first(desk), NOON, ZH).notes == ("快处2/5",)
    assert dict(alarms.facts(first(desk), NOON, ZH))["远程快处"] == "接通视频, 取证"


def test_a_reinforced_alarm_says_to_which_step() -> None:
    desk = Desk()
    desk.report(alarm())
    desk.do(ask.Reinforce(1))
    assert alarms.row(first(desk), NOON, EN).notes == ("step 2",)


def test_a_taken_alarm_on_which_nothing_is_done_says_when_the_taking_lapses() -> None:
    desk = Desk()
    desk.report(alarm("theft"))
    desk.do(ask.Acknowledge(1))
    assert alarms.row(first(desk), NOON + 60_000, ZH).due == "失效 余2分00秒"
    desk.fall_due(NOON + 180_000)
    line = alarms.row(first(desk), NOON + 181_000, ZH)
    assert (line.status, line.marks, line.unacknowledged) == ("未接警", ("接警失效",), True)
    assert line.due == "次席>班长 59秒"


def test_an_offer_to_merge_names_the_other_alarm() -> None:
    desk = Desk()
    desk.report(alarm())
    assert alarms.row(first(desk), NOON, ZH, like=41).notes == ("同41?",)


def test_the_owner_is_named_and_marked_when_the_console_is_quiet() -> None:
    desk = Desk()
    desk.report(alarm())
    desk.county.obey(ask.Acknowledge(1), "li", LEADER, NOON)
    assert alarms.row(first(desk), NOON, EN).owner == "li"
    line = alarms.row(first(desk), NOON, EN, quiet=True)
    assert (line.owner, line.owner_quiet) == ("li(quiet)", True)


def test_what_was_left_alone_longest_comes_first_below_untaken_life_at_risk() -> None:
    desk = Desk()
    for kind in ("noise", "theft", "noise", "gas_leak", "theft"):
        desk.report(alarm(kind))
    desk.do(ask.Acknowledge(3), NOON + 1_000)
    desk.do(ask.Acknowledge(1), NOON + 2_000)
    desk.do(ask.Acknowledge(2), NOON + 3_000)
    desk.do(ask.Note(3, "已回电"), NOON + 9_000)
    board = desk.county.board.alarms
    assert [each.number for each in alarms.oldest_acted(board.values())] == [4, 1, 2, 3, 5]
    assert alarms.row(board[1], NOON + 62_000, ZH).idle == "未处置 1分00秒"
    assert alarms.row(board[5], NOON + 62_000, ZH).idle == ""
