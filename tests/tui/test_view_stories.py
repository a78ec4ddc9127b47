"""Activity, timeline, figures and times: what happened and how much, in either language."""

from __future__ import annotations

from typing import get_args

import pytest

from county import commands as ask
from county import events as ev
from county.events import Entry, Event
from county.fields import Bilingual, Lang
from feeds.frames import Figures
from tests.county.samples import HOUR, NOON, alarm, purchase
from tests.tui.story import EN, VOICES, ZH, Desk
from tui.view import activity, figures, timeline, times

ONE_OF_EACH: tuple[Event, ...] = (
    ev.AlarmReported(NOON, kind="theft", place=ev.Place("车站"), priority=2, number=7),
    ev.AlarmAcknowledged(NOON, 7),
    ev.AlarmNoted(NOON, 7, "已回电"),
    ev.UnitDispatched(NOON, 7, "B1"),
    ev.OrderSigned(NOON, 7, "B1"),
    ev.UnitDeparted(NOON, 7, "B1"),
    ev.UnitArrived(NOON, 7, "B1"),
    ev.FeedbackGiven(NOON, 7, "已控制", "B1"),
    ev.UnitReleased(NOON, 7, "B1"),
    ev.AlarmClosed(NOON, 7, "settled", "和解"),
    ev.AlarmCancelled(NOON, 7, "误拨"),
    ev.AlarmFiled(NOON, 7),
    ev.AlarmRepeated(NOON, 7, ev.AlarmReported(NOON, kind="theft", place=ev.Place("车站"))),
    ev.AlarmPrioritised(NOON, 7, 1, "有人受伤"),
    ev.AlarmValidated(NOON, 7, 3, "camera", "两人翻墙"),
    ev.AlarmTakenOver(NOON, 7),
    ev.AckLapsed(NOON, 7),
    ev.AlarmEscalated(NOON, 7, 2),
    ev.AlarmShelved(NOON, 7, NOON + HOUR, "等失主"),
    ev.AlarmUnshelved(NOON, 7),
    ev.AlarmMerged(NOON, 7, 5),
    ev.AlarmSplit(NOON, 7, 5),
    ev.OrderWithdrawn(NOON, 7, "B1"),
    ev.OrderSent(NOON, 7, "B1"),
    ev.OrderResent(NOON, 7, "B1"),
    ev.OrderDelivered(NOON, 7, "B1"),
    ev.OrderUnanswered(NOON, 7, "B1"),
    ev.UnitUnmoved(NOON, 7, "B1"),
    ev.MovementSeen(NOON, 7, "B1"),
    ev.ArrivalSeen(NOON, 7, "B1"),
    ev.FeedbackOverdue(NOON, 7),
    ev.AlarmReinforced(NOON, 7, 2),
    ev.AlarmDiverted(NOON, 7, "12345", "供水问题", NOON + HOUR),
    ev.DiversionOverdue(NOON, 7),
    ev.SettlementStepTaken(NOON, 7, "evidence"),
    ev.TaskAssigned(NOON, unit="B1", kind="hold_point", place=ev.Place("东桥")),
    ev.TaskAdvanced(NOON, "B1", "holding"),
    ev.TaskOverdue(NOON, "B1"),
    ev.TaskEnded(NOON, "B1"),
    ev.ConsoleJoined(NOON, "li"),
    ev.ConsoleQuiet(NOON, "li"),
    ev.ConsoleMuted(NOON, "li", NOON + HOUR),
    ev.UnitRegistered(
        NOON, unit="B1", kind="car", name=Bilingual("一车", "Car 1"), area="t01", lat=41, lon=110
    ),
    ev.UnitRetired(NOON, "B1"),
    ev.UnitDutyChanged(NOON, "B1", "resting"),
    ev.WarningRaised(
        NOON,
        number=3,
        rule="G06",
        level="W2",
        buyer="p-1234",
        tail="",
        station="s1",
        area="t01",
        parameter="person_short_litres",
        limit=60,
        measured=80,
        window_s=604_800,
        purchases=(),
        due_at=NOON,
    ),
    ev.WarningOverdue(NOON, 3),
    ev.WarningVerified(NOON, 3, "lawful"),
    ev.WarningFiled(NOON, 3),
    ev.WarningAssigned(NOON, 3, "pcs1"),
    ev.PumpTotalled(NOON, station="s1", day="2026-06-21", litres=300, area="t01"),
    ev.StationFellSilent(NOON, station="s1", since=NOON - HOUR, usual_s=600, area="t01"),
    ev.StationHeard(NOON, "s1", "t01"),
    ev.PurchaseCorrected(
        NOON,
        purchase=12,
        station="s1",
        area="t01",
        buyer="p-1234",
        correction=ev.Correction(litres=5),
        reason="录错",
    ),
    ev.RuleChanged(NOON, rule="G06", figures={"enabled": False}, reason="试行"),
    ev.ConsentAsked(NOON, about=ev.Unmasking((12, 13)), reason="核查", due_at=NOON + HOUR),
    ev.ConsentGiven(NOON, 40),
    ev.ConsentWithheld(NOON, 40, "无必要"),
    ev.ConsentLapsed(NOON, 40),
    ev.IdentitiesOpened(NOON, purchases=(12,), seat="wang", reason="核查", until=NOON + HOUR),
    ev.IdentitiesClosed(NOON, 41),
    ev.Purged(NOON, data="tracks", before=NOON - HOUR, count=3, request=40),
)


def test_every_type_of_event_is_in_the_examples() -> None:
    assert {type(event) for event in ONE_OF_EACH} == set(get_args(Event))


@pytest.mark.parametrize("event", ONE_OF_EACH, ids=lambda event: type(event).__name__)
def test_every_event_has_a_sentence_of_its_own_in_both_languages(event: Event) -> None:
    entry = Entry(9, NOON, "seat:wang", event)
    said = {lang: activity.row(entry, voice) for lang, voice in VOICES.items()}
    assert said["zh"].text != said["en"].text
    assert said["zh"].about != said["en"].about
    assert said["zh"].clock == "12:00:00"
    assert (said["zh"].who, said["en"].who) == ("席位 wang", "seat wang")
    others = {activity.told(other, EN) for other in ONE_OF_EACH if type(other) is not type(event)}
    if not isinstance(event, ev.AlarmFiled | ev.WarningFiled):  # both are filed
        assert said["en"].text not in others


def test_sentences_speak_as_the_command_centre_does() -> None:
    said = [activity.told(event, ZH) for event in ONE_OF_EACH]
    assert said[0] == "报警: 盗窃 车站"
    assert said[3:8] == ["派警 B1", "B1 签收", "B1 出警", "B1 到场", "B1 反馈: 已控制"]
    assert said[9] == "结警: 现场解决, 和解"
    assert activity.about(ONE_OF_EACH[0], ZH) == "7 号警情"


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (ev.AlarmEscalated(NOON, 7, 3), "无人接警, 提醒指挥长"),
        (ev.AlarmValidated(NOON, 7, 3, "camera", "两人翻墙"), "核实为3级 (视频), 两人翻墙"),
        (ev.UnitDispatched(NOON, 7, "B1", NOON + 10_000), "派警 B1, 12:00:10 发出"),
        (ev.AlarmShelved(NOON, 7, NOON + HOUR, "等失主"), "搁置至 13:00: 等失主"),
        (ev.AlarmDiverted(NOON, 7, "12345", "供水", NOON + HOUR),
         "分流至12345 热线, 13:00:00 前答复: 供水"),
        (ev.ConsoleMuted(NOON, "li", NOON + 600_000), "静音至 12:10"),
        (ev.ConsoleMuted(NOON, "li", 0), "恢复响铃"),
        (ev.TaskAssigned(NOON, unit="B1", kind="checkpoint", place=ev.Place("", 41.0, 110.0)),
         "派勤: 设卡 41.00000, 110.00000"),
    ],
)  # fmt: skip
def test_what_happened_is_said_with_its_figures(event: Event, said: str) -> None:
    assert activity.told(event, ZH) == said


def test_a_long_note_is_cut_in_the_activity_and_whole_in_the_timeline() -> None:
    desk = Desk()
    desk.report(alarm())
    desk.do(ask.Note(1, "长" * 300))
    line = activity.row(desk.entries[-1], ZH)
    assert len(line.text) < 100
    assert line.text.endswith("~")
    steps = timeline.lines(desk.county.board.alarms[1], NOON, ZH)
    assert "长" * 300 in steps[-1].text


def test_a_timeline_begins_with_the_report_and_says_how_long_each_step_took() -> None:
    desk = Desk()
    desk.report(alarm(text="三楼有煤气味", channel="phone"))
    desk.do(ask.Dispatch(1, ("B1",)), NOON + 15_000)
    desk.report(ev.UnitArrived(NOON + 95_000, 1, "B1"), NOON + 100_000)
    steps = timeline.lines(desk.county.board.alarms[1], NOON + HOUR, ZH)
    assert [(s.clock, s.after, s.who, s.text) for s in steps] == [
        ("12:00:00", "", "电话", "报警: 燃气泄漏 万和广场三层 三楼有煤气味"),
        ("12:00:15", "+15秒", "席位 wang", "已接警"),
        ("12:00:15", "+15秒", "席位 wang", "派警 B1, 12:00:25 发出"),
        ("12:01:40", "+1分40秒", "来源 panel-1", "B1 到场"),
    ]
    assert not timeline.cut(desk.county.board.alarms[1])


def test_a_story_that_was_cut_says_so() -> None:
    desk = Desk()
    desk.report(alarm())
    for _ in range(200):
        desk.do(ask.Note(1, "再报"))
    assert timeline.cut(desk.county.board.alarms[1])


def test_the_figures_count_the_board() -> None:
    desk = Desk()
    desk.report(alarm("gas_leak"))
    desk.report(alarm("theft"))
    desk.report(alarm("noise"))
    desk.do(ask.Dispatch(1, ("B1",)))
    desk.do(ask.Cancel(3, "误拨"))
    desk.do(ask.SetDuty("B2", "off"))
    desk.report(purchase(litres=25))
    counted = figures.tally(desk.county.board)
    assert counted == figures.Tally(
        open=(1, 1, 0, 0),
        unacknowledged=(0, 1, 0, 0),
        free=1,
        busy=1,
        off=1,
        warnings=1,
        overdue=0,
    )


def test_the_strip_tells_figures_of_the_day_only_once_the_server_told_them() -> None:
    counted = figures.tally(Desk().county.board)
    assert len(figures.strip(counted, None, ZH)) == 4
    day = figures.strip(counted, Figures(purchases=1234, litres=20_500.4, alarms=31), EN)
    said = {line.key: line.value for line in day}
    assert said["units"] == "3/0/0"
    assert said["open"] == "0 (0/0/0/0)"
    assert (said["purchases"], said["litres"], said["alarms"]) == ("1,234", "20,500 L", "31")


def test_a_figure_takes_a_tone_only_when_somebody_must_act() -> None:
    desk = Desk()
    tones = {
        line.key: line.tone for line in figures.strip(figures.tally(desk.county.board), None, ZH)
    }
    assert set(tones.values()) == {""}
    desk.report(alarm())
    desk.report(purchase(litres=25))
    desk.fall_due(NOON + 20 * HOUR)
    lines = figures.strip(figures.tally(desk.county.board), None, ZH)
    assert {line.key for line in lines if line.tone} == {"unacknowledged", "warnings"}
    assert next(line for line in lines if line.key == "warnings").value == "1 (超期 1)"


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (-5, "0秒", "0s"),
        (0.9, "0秒", "0s"),
        (59, "59秒", "59s"),
        (192, "3分12秒", "3m12s"),
        (7_505, "2时05分", "2h05m"),
        (43_230, "12小时", "12h"),
        (273_600, "3天4时", "3d4h"),
        (604_800, "7天", "7d"),
    ],
)
def test_a_length_of_time_shows_its_two_greatest_units(seconds: float, zh: str, en: str) -> None:
    said: dict[Lang, str] = {"zh": zh, "en": en}
    for lang, text in said.items():
        assert times.duration(lang, seconds) == text


def test_clocks_are_the_countys_and_name_the_day_unless_it_is_today() -> None:
    assert times.clock(NOON, 480) == "12:00:00"
    assert times.clock(NOON, 0) == "04:00:00"
    assert times.moment(NOON, NOON + 11 * HOUR, 480) == "12:00:00"
    assert times.moment(NOON, NOON + 12 * HOUR, 480) == "06-21 12:00"
