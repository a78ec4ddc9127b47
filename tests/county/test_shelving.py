"""Putting an alarm aside: with a reason and an end, never the first priority, and only so often."""

from __future__ import annotations

import pytest

from county import commands as ask
from county.rights import Rights
from tests.county.room import Room
from tests.county.samples import LEADER, NOON, OFFICER


def test_a_shelved_alarm_says_who_until_when_and_why(room: Room) -> None:
    room.ring("noise")
    assert room.do(ask.Shelve(1, 30, "报警人稍后到所")) == ["AlarmAcknowledged", "AlarmShelved"]
    alarm = room.alarm()
    assert alarm.status == "shelved"
    assert alarm.shelf is not None
    assert (alarm.shelf.by, alarm.shelf.until) == ("seat:wang", NOON + 1_800_000)
    assert alarm.shelf.reason == "报警人稍后到所"


def test_a_shelf_ends_by_itself_and_the_alarm_waits_as_if_new(room: Room) -> None:
    room.ring("noise")
    room.do(ask.Shelve(1, 30, "稍后"))
    assert room.wait(1799) == []
    assert room.wait(1) == ["AlarmUnshelved"]
    assert (room.alarm().status, room.alarm().owner, room.alarm().step) == ("reported", "", 0)
    assert room.wait(120) == ["AlarmEscalated"]


def test_a_shelf_that_ended_while_the_desk_was_down_starts_the_ladder_from_now(
    room: Room,
) -> None:
    room.ring("noise")
    room.do(ask.Shelve(1, 30, "稍后"))
    assert room.miss(3 * 3600) == ["AlarmUnshelved"]
    assert room.county.next_due == room.now + 120_000


def test_whoever_takes_it_up_before_its_time_has_it(room: Room) -> None:
    room.ring("noise")
    room.do(ask.Shelve(1, 30, "稍后"))
    assert room.do(ask.Unshelve(1), "li") == ["AlarmUnshelved"]
    assert (room.alarm().status, room.alarm().owner) == ("acknowledged", "seat:li")
    assert room.no(ask.Unshelve(1)) == "not_shelved"


@pytest.mark.parametrize("rights", [OFFICER, LEADER])
def test_the_first_priority_is_never_shelved_by_anybody(room: Room, rights: Rights) -> None:
    room.ring()
    assert room.no(ask.Shelve(1, 1, "稍后"), rights=rights) == "never_shelved"


def test_the_second_priority_needs_a_leader(room: Room) -> None:
    room.ring("theft")
    assert room.no(ask.Shelve(1, 30, "稍后")) == "leader_shelves"
    assert "AlarmShelved" in room.lead(ask.Shelve(1, 30, "稍后"))


def test_no_longer_than_its_priority_allows(room: Room) -> None:
    room.ring("noise")
    assert room.no(ask.Shelve(1, 121, "稍后")) == "shelved_too_long"


def test_not_while_units_are_under_way_nor_twice(room: Room) -> None:
    room.ring("noise")
    room.do(ask.Dispatch(1, ("B1",)))
    assert room.no(ask.Shelve(1, 10, "稍后")) == "units_under_way"
    room.do(ask.Release(1, "B1"))
    room.do(ask.Shelve(1, 10, "稍后"))
    assert room.no(ask.Shelve(1, 10, "稍后")) == "already_shelved"


def test_one_seat_shelves_so_many_in_a_shift_and_another_its_own(room: Room) -> None:
    for number in range(1, 5):
        room.ring("noise", text=str(number))
    for number in range(1, 4):
        room.do(ask.Shelve(number, 10, "稍后"))
    assert room.no(ask.Shelve(4, 10, "稍后")) == "shelves_full"
    assert "AlarmShelved" in room.do(ask.Shelve(4, 10, "稍后"), "li")


def test_taking_an_alarm_up_again_does_not_make_room_on_the_shelf(room: Room) -> None:
    room.ring("noise")
    for _ in range(3):
        room.do(ask.Shelve(1, 10, "稍后"))
        room.do(ask.Unshelve(1))
    assert room.no(ask.Shelve(1, 10, "稍后")) == "shelves_full"


def test_an_alarm_that_becomes_more_urgent_does_not_stay_on_the_shelf(room: Room) -> None:
    room.ring("noise")
    room.do(ask.Shelve(1, 30, "稍后"))
    assert room.do(ask.Prioritise(1, 1, "有人持刀"), "li") == ["AlarmUnshelved", "AlarmPrioritised"]
    alarm = room.alarm()
    assert (alarm.shelf, alarm.owner, alarm.priority) == (None, "seat:li", 1)


def test_dispatching_a_shelved_alarm_takes_it_up(room: Room) -> None:
    room.ring("noise")
    room.do(ask.Shelve(1, 30, "稍后"))
    assert room.do(ask.Dispatch(1, ("B1",)), "li") == ["AlarmUnshelved", "UnitDispatched"]
    assert room.alarm().owner == "seat:li"
