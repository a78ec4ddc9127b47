"""Alarms of one incident: offered, worked as one, and split again whatever became of them."""

from __future__ import annotations

import pytest

from county import commands as ask
from county import events as ev
from county.alarms.likeness import duplicates
from tests.county.room import Room
from tests.county.samples import ALARMS, LEADER, alarm


@pytest.fixture
def pair(room: Room) -> Room:
    """Give two callers about the same."""
    room.ring("noise")
    room.ring("noise")
    return room


def offered(room: Room, number: int) -> list[int]:
    rules = ALARMS.duplicates
    found = duplicates(room.alarm(number), room.board_alarms, rules)
    return [other.number for other in found]


def test_alarms_of_one_kind_near_each_other_in_place_and_time_are_offered(pair: Room) -> None:
    assert offered(pair, 2) == [1]
    assert offered(pair, 1) == [2]


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "theft"},
        {"place": ev.Place("远处", 41.0019, 110.0)},
        {"simulated": True},
        {"place": ev.Place("别处")},
    ],
)
def test_other_kinds_far_places_and_simulated_ones_are_not(
    room: Room, changes: dict[str, object]
) -> None:
    room.ring("noise")
    room.tell(alarm(**({"kind": "noise"} | changes)))  # type: ignore[arg-type] # a test's free choice of fields
    assert offered(room, 1) == []


def test_nor_those_too_far_apart_in_time_by_receipt(room: Room) -> None:
    room.ring("noise")
    room.now += 900_001
    room.ring("noise")
    assert offered(room, 1) == []


def test_without_coordinates_the_same_words_are_the_same_place(room: Room) -> None:
    for _ in range(2):
        room.tell(alarm("noise", place=ev.Place("新华街 3 号")))
    assert offered(room, 1) == [2]


def test_a_merged_alarm_is_worked_as_the_other_and_asked_for_there(pair: Room) -> None:
    assert pair.do(ask.Merge(2, 1)) == ["AlarmMerged"]
    assert (pair.alarm(2).status, pair.alarm(2).into, pair.alarm(1).merged) == ("merged", 1, (2,))
    assert pair.no(ask.Acknowledge(2)) == "alarm_merged"
    assert pair.no(ask.Merge(2, 1)) == "alarm_merged"
    assert offered(pair, 1) == []


def test_the_more_urgent_of_the_two_holds(pair: Room) -> None:
    pair.do(ask.Prioritise(2, 1, "有人持刀"))
    assert pair.do(ask.Merge(2, 1)) == ["AlarmMerged", "AlarmPrioritised"]
    assert pair.alarm(1).priority == 1


def test_an_incident_that_somebody_has_stays_had(pair: Room) -> None:
    pair.do(ask.Acknowledge(2), "li")
    assert pair.do(ask.Merge(2, 1)) == ["AlarmAcknowledged", "AlarmMerged"]
    assert pair.alarm(1).owner == "seat:wang"


def test_what_was_merged_into_it_moves_on_with_it(room: Room) -> None:
    for _ in range(3):
        room.ring("noise")
    room.do(ask.Merge(3, 2))
    room.do(ask.Merge(2, 1))
    assert room.alarm(1).merged == (3, 2)
    assert room.alarm(2).merged == ()
    assert {room.alarm(number).into for number in (2, 3)} == {1}


def test_what_cannot_be_merged(pair: Room) -> None:
    pair.ring("noise", simulated=True)
    assert pair.no(ask.Merge(1, 1)) == "merged_with_itself"
    assert pair.no(ask.Merge(1, 9)) == "unknown_alarm"
    assert pair.no(ask.Merge(1, 3)) == "simulated_apart"
    pair.do(ask.Dispatch(1, ("B1",)))
    assert pair.no(ask.Merge(1, 2)) == "units_under_way"
    pair.do(ask.Shelve(2, 10, "稍后"))
    pair.do(ask.Release(1, "B1"))
    assert pair.no(ask.Merge(1, 2)) == "home_is_shelved"
    pair.do(ask.Cancel(2, "误报"))
    assert pair.no(ask.Merge(1, 2)) == "alarm_ended"


def test_an_alarm_is_not_merged_into_one_that_is_merged_itself(pair: Room) -> None:
    pair.ring("noise")
    pair.do(ask.Merge(2, 1))
    assert pair.no(ask.Merge(3, 2)) == "alarm_merged"


def test_the_first_priority_is_not_handed_on_by_a_merger(pair: Room) -> None:
    for number in (1, 2):
        pair.do(ask.Prioritise(number, 1, "有人持刀"))
    pair.lead(ask.Divert(1, "12345", "转办"))
    assert pair.no(ask.Merge(2, 1)) == "leader_diverts"
    assert pair.do(ask.Merge(2, 1), "bao", LEADER) == ["AlarmMerged"]


def test_a_split_alarm_waits_again_as_if_new_when_nobody_had_it(pair: Room) -> None:
    pair.wait(600)
    pair.do(ask.Merge(2, 1))
    assert pair.do(ask.Split(2)) == ["AlarmSplit"]
    alarm = pair.alarm(2)
    assert (alarm.status, alarm.into, alarm.step) == ("reported", None, 0)
    assert pair.alarm(1).merged == ()
    pair.do(ask.Acknowledge(1))
    assert pair.wait(120) == ["AlarmEscalated"]
    assert pair.no(ask.Split(2)) == "not_merged"


def test_a_split_alarm_is_still_its_owners(pair: Room) -> None:
    pair.do(ask.Acknowledge(2), "li")
    pair.do(ask.Merge(2, 1))
    pair.do(ask.Split(2))
    assert (pair.alarm(2).status, pair.alarm(2).owner) == ("acknowledged", "seat:li")


def test_closing_an_incident_closes_what_was_merged_into_it(pair: Room) -> None:
    pair.do(ask.Merge(2, 1))
    pair.do(ask.Acknowledge(1))
    assert pair.do(ask.Close(1, "settled")) == ["AlarmClosed", "AlarmClosed"]
    assert [pair.alarm(number).outcome for number in (1, 2)] == ["settled", "settled"]
    assert pair.wait(28_800) == ["AlarmFiled", "AlarmFiled"]
    assert pair.board_alarms == {}


def test_one_closed_with_another_is_open_again_when_it_is_split(pair: Room) -> None:
    pair.do(ask.Merge(2, 1))
    pair.do(ask.Acknowledge(1))
    pair.do(ask.Close(1, "settled"))
    pair.do(ask.Split(2))
    assert (pair.alarm(2).status, pair.alarm(2).outcome) == ("reported", "")
    pair.do(ask.Acknowledge(2))
    pair.wait(28_800)
    assert list(pair.board_alarms) == [2]


def test_a_merged_alarm_neither_climbs_nor_lapses(pair: Room) -> None:
    pair.do(ask.Merge(2, 1))
    pair.do(ask.Acknowledge(1))
    pair.do(ask.Feedback(1, "已劝离"))
    assert pair.wait(7200) == []
