"""The life of an alarm, from the first ring to the filed record."""

from __future__ import annotations

import pytest

from county import commands as ask
from county import events as ev
from county.alarms import TIMELINE_KEPT, Status
from county.decisions import County
from county.refusals import Refusal
from tests.county.samples import HOUR, NOON, OFFICER, VIEWER, alarm, county, events, refused, unit


@pytest.fixture
def desk() -> County:
    made = county()
    made.report(alarm(), "panel-1", NOON)
    return made


def do(desk: County, command: ask.Ask, now: int = NOON) -> list[str]:
    """Do what must succeed; give the names of its events."""
    decided = desk.obey(command, "wang", OFFICER, now)
    return [type(event).__name__ for event in events(decided)]


def no(desk: County, command: ask.Ask) -> str:
    return refused(desk.obey(command, "wang", OFFICER, NOON))


def status(desk: County) -> Status:
    return desk.board.alarms[1].status


def test_an_alarm_goes_through_all_its_states_in_order(desk: County) -> None:
    seen = [status(desk)]
    for command in (
        ask.Acknowledge(1),
        ask.Dispatch(1, ("B1",)),
        ask.Sign(1, "B1"),
        ask.Depart(1, "B1"),
        ask.Arrive(1, "B1"),
        ask.Feedback(1, "阀门已关"),
        ask.Close(1, "settled"),
    ):
        do(desk, command)
        seen.append(status(desk))
    assert seen == [
        "reported",
        "acknowledged",
        "dispatched",
        "signed",
        "moving",
        "on_scene",
        "fed_back",
        "closed",
    ]


def test_the_desk_gives_number_priority_and_area(desk: County) -> None:
    report = desk.board.alarms[1].report
    assert (report.number, report.priority, report.area, report.cell) == (1, 1, "t01", "c1")


def test_the_first_to_acknowledge_owns_the_alarm_and_the_second_is_told_who(desk: County) -> None:
    do(desk, ask.Acknowledge(1))
    refusal = desk.obey(ask.Acknowledge(1), "li", OFFICER, NOON)
    assert isinstance(refusal, Refusal)
    assert refusal.reason("zh") == "1 号警情已由 wang 接警"


def test_dispatching_takes_an_alarm_that_nobody_has(desk: County) -> None:
    assert do(desk, ask.Dispatch(1, ("B1", "B2"))) == [
        "AlarmAcknowledged",
        "UnitDispatched",
        "UnitDispatched",
    ]


def test_a_unit_named_twice_is_ordered_once(desk: County) -> None:
    assert do(desk, ask.Dispatch(1, ("B1", "B1"))).count("UnitDispatched") == 1


def test_one_bad_unit_stops_the_whole_line(desk: County) -> None:
    assert no(desk, ask.Dispatch(1, ("B1", "B99"))) == "unknown_unit"
    assert desk.board.units["B1"].alarm is None


def test_a_unit_on_another_alarm_is_not_taken_away_silently(desk: County) -> None:
    desk.report(alarm("theft"), "panel-1", NOON)
    do(desk, ask.Dispatch(1, ("B1",)))
    assert no(desk, ask.Dispatch(2, ("B1",))) == "unit_busy"
    assert no(desk, ask.Dispatch(1, ("B1",))) == "already_ordered"


def test_a_unit_off_duty_is_not_sent(desk: County) -> None:
    desk.report(ev.UnitDutyChanged(NOON, "B1", "resting"), "roster", NOON)
    assert no(desk, ask.Dispatch(1, ("B1",))) == "unit_off_duty"


def test_steps_may_be_skipped_but_not_taken_back(desk: County) -> None:
    do(desk, ask.Dispatch(1, ("B1",)))
    do(desk, ask.Arrive(1, "B1"))
    assert no(desk, ask.Sign(1, "B1")) == "step_behind"
    assert no(desk, ask.Arrive(1, "B2")) == "not_ordered"


def test_a_units_own_device_may_tell_its_steps(desk: County) -> None:
    do(desk, ask.Dispatch(1, ("B1",)))
    told = desk.report(ev.OrderSigned(NOON + 5000, 1, "B1"), "mobile", NOON + 6000)
    assert len(events(told)) == 1
    order = desk.board.alarms[1].order_of("B1")
    assert order is not None
    assert (order.stage, order.signed_at) == ("signed", NOON + 5000)


def test_only_a_unit_that_was_sent_gives_feedback(desk: County) -> None:
    do(desk, ask.Dispatch(1, ("B1",)))
    do(desk, ask.Sign(1, "B1"))
    do(desk, ask.Release(1, "B1"))
    assert do(desk, ask.Feedback(1, "已撤离", "B1")) == ["FeedbackGiven"]
    assert no(desk, ask.Feedback(1, "已撤离", "B2")) == "not_ordered"


def test_releasing_the_only_unit_leaves_the_alarm_acknowledged(desk: County) -> None:
    do(desk, ask.Dispatch(1, ("B1",)))
    do(desk, ask.Release(1, "B1"))
    assert (status(desk), desk.board.units["B1"].alarm) == ("acknowledged", None)


@pytest.mark.parametrize("end", [ask.Close(1, "settled"), ask.Cancel(1, "误报")])
def test_ending_an_alarm_frees_its_units(desk: County, end: ask.Ask) -> None:
    do(desk, ask.Dispatch(1, ("B1", "B3")))
    do(desk, ask.Arrive(1, "B3"))
    assert do(desk, end)[:2] == ["OrderWithdrawn", "UnitReleased"]
    assert {desk.board.units[name].alarm for name in ("B1", "B3")} == {None}


def test_an_alarm_that_nobody_took_is_not_closed(desk: County) -> None:
    assert no(desk, ask.Close(1, "settled")) == "not_acknowledged"


def test_an_outcome_must_be_the_profiles(desk: County) -> None:
    do(desk, ask.Acknowledge(1))
    assert no(desk, ask.Close(1, "nonsense")) == "unknown_outcome"


def test_an_ended_alarm_takes_notes_and_nothing_else(desk: County) -> None:
    do(desk, ask.Cancel(1, "误报"))
    assert no(desk, ask.Dispatch(1, ("B1",))) == "alarm_ended"
    assert do(desk, ask.Note(1, "电话回访")) == ["AlarmNoted"]


def test_a_closed_alarm_leaves_the_board_after_its_time_and_its_number_is_not_reused(
    desk: County,
) -> None:
    do(desk, ask.Cancel(1, "误报"))
    desk.fall_due(NOON + 8 * HOUR)
    assert 1 not in desk.board.alarms
    desk.report(alarm(), "panel-1", NOON + 8 * HOUR)
    assert list(desk.board.alarms) == [2]


def test_an_alarm_closed_early_is_not_filed_when_its_time_to_be_taken_passes(
    desk: County,
) -> None:
    do(desk, ask.Cancel(1, "误报"))
    assert not desk.fall_due(NOON + 10_000).entries
    assert 1 in desk.board.alarms
    assert desk.next_due == NOON + 8 * HOUR


def test_a_babbling_feed_cannot_grow_an_alarm_without_bound(desk: County) -> None:
    for _ in range(TIMELINE_KEPT + 50):
        do(desk, ask.Note(1, "x"))
    assert len(desk.board.alarms[1].timeline) == TIMELINE_KEPT


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"kind": "ufo"}, "unknown_kind", "kind"),
        ({"kind": "gas leak\n"}, "unknown_kind", "kind"),
        ({"at": 0}, "time_out_of_range", "at"),
        ({"at": 4_070_908_800_000}, "time_out_of_range", "at"),
        ({"place": ev.Place("", 41.0, None)}, "half_a_place", "place"),
        ({"place": ev.Place()}, "says_nothing", "place"),
        ({"number": 7}, "desk_fills", "number"),
    ],
)
def test_a_report_that_cannot_be_right_is_refused_by_field(
    desk: County, changes: dict[str, object], code: str, field: str
) -> None:
    fact = alarm()
    refusal = desk.report(
        ev.AlarmReported(**({f: getattr(fact, f) for f in fact.__struct_fields__} | changes)),
        "panel-1",
        NOON,
    )
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.field) == (code, field)
    assert list(desk.board.alarms) == [1]


def test_a_clock_that_runs_ahead_is_marked_and_counted_by_receive_time(desk: County) -> None:
    desk.report(alarm(), "panel-2", NOON - HOUR)
    late = desk.board.alarms[2]
    assert late.report.doubtful
    assert late.when == NOON - HOUR


def test_an_alarm_outside_the_county_is_everyones(desk: County) -> None:
    fact = ev.AlarmReported(at=NOON, kind="noise", place=ev.Place("邻县", 43.0, 110.0))
    desk.report(fact, "panel-1", NOON)
    assert desk.board.alarms[2].area == ""


def test_an_officer_enters_an_alarm_heard_on_the_telephone(desk: County) -> None:
    assert do(desk, ask.Report(alarm("noise"))) == ["AlarmReported"]


def test_a_viewer_may_only_look(desk: County) -> None:
    assert refused(desk.obey(ask.Acknowledge(1), "guest", VIEWER, NOON)) == "role_may_not"


def test_a_unit_that_left_the_profile_under_an_order_stays_until_it_is_free(
    desk: County,
) -> None:
    do(desk, ask.Dispatch(1, ("B1",)))
    desk.enrol([unit("B2")], NOON)
    assert sorted(desk.board.units) == ["B1", "B2"]
    do(desk, ask.Cancel(1, "误报"))
    desk.enrol([unit("B2")], NOON)
    assert sorted(desk.board.units) == ["B2"]
