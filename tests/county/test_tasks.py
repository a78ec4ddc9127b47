"""Tasks beyond alarms: each kind has its own states, its clock, and one unit at a time."""

from __future__ import annotations

import pytest

from county import commands as ask
from county import events as ev
from county.events import TaskKind, TaskState
from county.tasks import STATES
from tests.county.room import Room
from tests.county.samples import NOON

PLACE = ev.Place("收费站", 41.1, 110.1)


def assign(kind: TaskKind = "hold_point", unit: str = "B1", minutes: int | None = 60) -> ask.Assign:
    return ask.Assign(unit, kind, PLACE, "晚高峰", minutes)


@pytest.mark.parametrize("kind", sorted(STATES))
def test_each_kind_goes_through_its_states_and_no_others(room: Room, kind: TaskKind) -> None:
    room.do(assign(kind))
    for state in STATES[kind][1:]:
        assert room.do(ask.Advance("B1", state)) == ["TaskAdvanced"]
        task = room.county.board.units["B1"].task
        assert task is not None
        assert task.state == state
    assert room.no(ask.Advance("B1", "ordered")) == "task_step_behind"
    foreign: TaskState = "lifted" if kind != "checkpoint" else "escorting"
    assert room.no(ask.Advance("B1", foreign)) == "not_a_state_of_task"


def test_states_may_be_skipped_and_a_units_own_device_may_tell_them(room: Room) -> None:
    room.do(assign())
    assert room.tell(ev.TaskAdvanced(room.now, "B1", "holding")) == ["TaskAdvanced"]
    assert room.no(ask.Advance("B1", "signed")) == "task_step_behind"


def test_a_unit_has_one_task_and_takes_it_only_when_it_is_free(room: Room) -> None:
    room.do(assign())
    assert room.no(assign("escort")) == "unit_on_task"
    room.ring()
    assert room.no(ask.Dispatch(1, ("B1",))) == "unit_on_task"
    room.do(ask.Dispatch(1, ("B2",)))
    assert room.no(assign(unit="B2")) == "unit_busy"
    room.tell(ev.UnitDutyChanged(NOON, "B3", "off"))
    assert room.no(assign(unit="B3")) == "unit_off_duty"
    assert room.no(assign(unit="B9")) == "unknown_unit"


def test_a_unit_on_a_task_does_not_go_off_duty(room: Room) -> None:
    room.do(assign())
    assert room.lead(ask.EndTask("B1")) == ["TaskEnded"]
    room.do(assign())
    refusal = room.county.report(ev.UnitDutyChanged(NOON, "B1", "off"), "roster", room.now)
    assert getattr(refusal, "code", "") == "unit_on_task"


def test_standing_by_ends_when_the_unit_is_called(room: Room) -> None:
    room.do(assign("standby"))
    room.ring()
    told = room.do(ask.Dispatch(1, ("B1",)))
    assert told == ["AlarmAcknowledged", "TaskEnded", "UnitDispatched"]
    unit = room.county.board.units["B1"]
    assert (unit.task, unit.alarm) == (None, 1)


def test_a_task_that_is_not_signed_for_is_overdue_once(room: Room) -> None:
    room.do(assign())
    assert room.wait(59) == []
    assert room.wait(1) == ["TaskOverdue"]
    assert room.wait(600) == []


def test_a_signed_task_is_overdue_when_its_time_is_over(room: Room) -> None:
    room.do(assign())
    room.do(ask.Advance("B1", "signed"))
    assert room.wait(3599) == []
    assert room.wait(1) == ["TaskOverdue"]
    task = room.county.board.units["B1"].task
    assert task is not None
    assert task.overdue


def test_a_task_without_an_end_never_is(room: Room) -> None:
    room.do(assign(minutes=None))
    room.do(ask.Advance("B1", "holding"))
    assert room.wait(86_400) == []


def test_an_ended_task_leaves_nothing_that_falls_due(room: Room) -> None:
    room.do(assign())
    room.do(ask.EndTask("B1", "撤"))
    assert room.county.next_due is None
    assert room.no(ask.EndTask("B1")) == "no_task"
    assert room.no(ask.Advance("B1", "signed")) == "no_task"


@pytest.mark.parametrize(
    ("place", "code"),
    [(ev.Place("", 41.0, None), "half_a_place"), (ev.Place(), "says_nothing")],
)
def test_a_task_is_somewhere(room: Room, place: ev.Place, code: str) -> None:
    assert room.no(ask.Assign("B1", "escort", place)) == code
