"""Alarms in their working order, each line with what an officer must see, and filters."""

from __future__ import annotations

import pytest

from county import commands as ask
from county import events as ev
from county.alarms import Alarm
from tests.county.samples import NOON, alarm
from tests.tui.story import EN, ZH, Desk
from tui.view import alarms
from tui.view.typed import holds
from tui.view.voice import Voice


def first(desk: Desk) -> Alarm:
    return desk.county.board.alarms[1]


def test_the_order_is_untaken_then_grave_then_old_and_what_ended_last() -> None:
    desk = Desk()
    desk.report(alarm("noise"), NOON)  # 1: taken
    desk.report(alarm("noise"), NOON + 1_000)  # 2: untaken, slight
    desk.report(
        ev.AlarmReported(NOON - 5_000, kind="noise", place=ev.Place("桥"))
    )  # 3: the same, older
    desk.report(alarm("gas_leak"), NOON + 2_000)  # 4: untaken, grave
    desk.report(alarm("gas_leak"), NOON)  # 5: ended first
    desk.report(alarm("gas_leak"), NOON)  # 6: ended later
    desk.do(ask.Acknowledge(1))
    desk.do(ask.Cancel(5, "误拨"), NOON + 3_000)
    desk.do(ask.Cancel(6, "误拨"), NOON + 4_000)
    ordered = alarms.order(desk.county.board.alarms.values())
    assert [each.number for each in ordered] == [4, 3, 2, 1, 6, 5]


def test_a_new_alarm_is_severe_by_word_rank_and_tone_and_says_what_is_due() -> None:
    desk = Desk()
    desk.report(alarm(simulated=True))
    line = alarms.row(first(desk), NOON + 4_000, ZH)
    assert (line.severity, line.priority, line.tone) == ("一级", 1, "critical")
    assert line.unacknowledged
    assert (line.status, line.kind, line.area) == ("未接警", "燃气泄漏", "城关镇")
    assert (line.age, line.place, line.marks) == ("4秒", "万和广场三层", ("演",))
    assert (line.due, line.late) == ("接警>次席 6秒", False)


def test_an_alarm_that_nobody_took_in_time_says_so() -> None:
    desk = Desk()
    desk.report(alarm())
    desk.fall_due(NOON + 10_000)
    line = alarms.row(first(desk), NOON + 18_000, EN)
    assert (line.due, line.late) == ("2nd>lead 12s", True)
    assert line.marks == ("unanswered",)


def test_an_alarm_at_the_top_of_the_ladder_says_since_when() -> None:
    desk = Desk()
    desk.report(alarm())
    desk.fall_due(NOON + 200_000)
    assert alarms.row(first(desk), NOON + 200_000, ZH).due == "领导 超1分20秒"


def test_each_unit_stands_with_the_mark_of_its_stage() -> None:
    desk = Desk()
    desk.report(alarm())
    desk.do(ask.Dispatch(1, ("B1", "B2")))
    desk.do(ask.Arrive(1, "B2"))
    assert alarms.row(first(desk), NOON, ZH).units == "B1待 B2到"
    desk.fall_due(NOON + 10_000)
    assert alarms.row(first(desk), NOON, ZH).units == "B1派 B2到"
    desk.do(ask.Release(1, "B1"))
    assert alarms.row(first(desk), NOON, EN).units == "B2@"


STEPS = (
    (ask.Acknowledge(1), "派警 余1分00秒"),
    (ask.Dispatch(1, ("B1",)), "发出 余10秒"),
    (ask.Send(1), "签收 余30秒"),
    (ask.Sign(1, "B1"), "到场 余5分00秒"),
    (ask.Arrive(1, "B1"), "反馈 余5分00秒"),
    (ask.Feedback(1, "已控制"), "反馈 余15分00秒"),
    (ask.Close(1, "settled"), "现场解决"),
)


def test_the_next_step_follows_the_alarm_to_its_end() -> None:
    desk = Desk()
    desk.report(alarm())
    for command, due in STEPS:
        desk.do(command)
        assert alarms.row(first(desk), NOON, ZH).due == due


def test_an_alarm_whose_units_all_turned_back_wants_another() -> None:
    desk = Desk()
    desk.report(alarm())
    desk.do(ask.Dispatch(1, ("B1",)))
    desk.do(ask.Release(1, "B1"))
    assert alarms.row(first(desk), NOON, ZH).due == "派警 余1分00秒"


def test_far_from_town_the_longer_arrival_is_promised() -> None:
    desk = Desk()
    desk.report(alarm(lon=111.0))
    desk.do(ask.Dispatch(1, ("B1",)))
    desk.do(ask.Sign(1, "B1"))
    assert alarms.row(first(desk), NOON, ZH).due == "到场 余10分00秒"


def test_an_ended_alarm_keeps_the_age_it_ended_with() -> None:
    desk = Desk()
    desk.report(alarm())
    desk.do(ask.Cancel(1, "误拨"), NOON + 90_000)
    line = alarms.row(first(desk), NOON + 900_000, ZH)
    assert (line.age, line.tone, line.unacknowledged) == ("1分30秒", "muted", False)


def test_before_the_atlas_came_identifiers_stand_for_names_and_nothing_is_promised() -> None:
    desk = Desk()
    desk.report(alarm())
    line = alarms.row(first(desk), NOON, Voice("zh"))
    assert (line.kind, line.area, line.due) == ("gas_leak", "t01", "")


@pytest.mark.parametrize(
    ("place", "text", "shown"),
    [
        (ev.Place("东街", 41.0, 110.0), "煤气", "东街"),
        (ev.Place("", 41.0, 110.0), "煤气", "41.00000, 110.00000"),
        (ev.Place(), "煤气", "煤气"),
    ],
)
def test_the_best_that_is_known_says_where_it_is(place: ev.Place, text: str, shown: str) -> None:
    report = ev.AlarmReported(NOON, kind="theft", place=place, text=text)
    assert alarms.where(report) == shown


def test_the_record_leaves_out_what_is_not_known() -> None:
    desk = Desk()
    desk.report(ev.AlarmReported(NOON, kind="theft", place=ev.Place("车站")))
    record = dict(alarms.facts(first(desk), NOON, ZH))
    assert record["等级"] == "二级 正在侵害"
    assert record["报警时间"] == "12:00:00"
    assert not {"坐标", "接警人", "处置结果", "网格"} & record.keys()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", True),
        ("广场", True),
        ("燃气 一级", True),
        ("gas leak", True),
        ("GAS p1", True),
        ("ｇａｓ　Ｐ１", True),
        ("chengguan", True),
        ("b1", True),
        ("噪声", False),
        ("!噪声", True),
        ("!燃气", False),
        ("！燃气", False),
        ("广场 !b1", False),
        ("!", True),
        ("wang", True),
    ],
)
def test_a_filter_finds_words_of_both_languages_and_leaves_out_what_is_denied(
    typed: str, found: bool
) -> None:
    desk = Desk()
    desk.report(alarm())
    desk.do(ask.Dispatch(1, ("B1",)))
    for voice in (ZH, EN):
        assert holds(alarms.hay(first(desk), voice), typed) is found


def test_both_languages_show_a_line_without_gaps() -> None:
    desk = Desk()
    desk.report(alarm())
    for voice in (ZH, EN):
        line = alarms.row(first(desk), NOON, voice)
        assert all((line.severity, line.status, line.kind, line.place, line.area, line.age))
