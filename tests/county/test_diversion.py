"""Diverting an alarm to another department, which owes an answer by a time."""

from __future__ import annotations

import pytest

from county import commands as ask
from county import events as ev
from tests.county.room import Room
from tests.county.samples import NOON

DIVERT = ask.Divert(1, "12345", "噪音扰民, 属市容管理")


@pytest.fixture
def handed_on(room: Room) -> Room:
    """Give a noise that is the department's."""
    room.ring("noise")
    room.do(DIVERT)
    return room


def test_a_diverted_alarm_says_to_whom_why_and_by_when(room: Room) -> None:
    room.ring("noise")
    assert room.do(DIVERT) == ["AlarmAcknowledged", "AlarmDiverted"]
    diversion = room.alarm().diversion
    assert diversion is not None
    assert (diversion.to, diversion.due_at) == ("12345", NOON + 86_400_000)
    assert room.alarm().status == "diverted"


def test_another_time_may_be_set(room: Room) -> None:
    room.ring("noise")
    room.do(ask.Divert(1, "12345", "转办", minutes=30))
    assert room.wait(1799) == []
    assert room.wait(1) == ["DiversionOverdue"]


def test_an_answer_that_does_not_come_is_flagged_once_and_nothing_else_is(
    handed_on: Room,
) -> None:
    assert handed_on.wait(86_400) == ["DiversionOverdue"]
    assert handed_on.wait(7 * 86_400) == []
    diversion = handed_on.alarm().diversion
    assert diversion is not None
    assert diversion.overdue


def test_the_answer_is_written_down_as_feedback_and_the_alarm_can_be_closed(
    handed_on: Room,
) -> None:
    handed_on.do(ask.Feedback(1, "12345: 已责令整改"))
    assert (handed_on.alarm().answered, handed_on.alarm().status) == (True, "fed_back")
    assert handed_on.wait(86_400) == []
    handed_on.do(ask.Close(1, "settled"))


def test_diverting_releases_the_units_and_what_they_say_later_is_no_answer(room: Room) -> None:
    room.ring("noise")
    room.do(ask.Dispatch(1, ("B1",)))
    assert room.do(DIVERT) == ["UnitReleased", "AlarmDiverted"]
    room.tell(ev.FeedbackGiven(room.now, 1, "已撤离", "B1"))
    assert not room.alarm().answered


def test_sending_a_unit_makes_it_the_desks_again(handed_on: Room) -> None:
    handed_on.do(ask.Dispatch(1, ("B1",)))
    assert (handed_on.alarm().diversion, handed_on.alarm().status) == (None, "dispatched")
    assert "DiversionOverdue" not in handed_on.wait(86_400)


def test_one_that_becomes_more_urgent_is_the_desks_again(handed_on: Room) -> None:
    handed_on.do(ask.Prioritise(1, 1, "有人受伤"))
    assert handed_on.alarm().status == "acknowledged"
    assert handed_on.wait(60) == ["AckLapsed"]


def test_one_that_becomes_less_urgent_stays_the_departments(handed_on: Room) -> None:
    handed_on.do(ask.Prioritise(1, 4, "仅记录"))
    assert handed_on.alarm().status == "diverted"


def test_it_may_be_handed_to_yet_another_but_not_put_aside(handed_on: Room) -> None:
    assert handed_on.no(ask.Shelve(1, 10, "稍后")) == "already_diverted"
    handed_on.now += 1000
    handed_on.do(DIVERT)
    diversion = handed_on.alarm().diversion
    assert diversion is not None
    assert diversion.at == handed_on.now


def test_a_shelved_alarm_is_taken_up_when_it_is_diverted(room: Room) -> None:
    room.ring("noise")
    room.do(ask.Shelve(1, 10, "稍后"))
    assert room.do(DIVERT) == ["AlarmUnshelved", "AlarmDiverted"]


def test_only_leaders_divert_the_first_priority_and_only_to_known_departments(
    room: Room,
) -> None:
    room.ring()
    assert room.no(DIVERT) == "leader_diverts"
    assert room.no(ask.Divert(1, "nobody", "转办")) == "unknown_department"
    assert "AlarmDiverted" in room.lead(DIVERT)
