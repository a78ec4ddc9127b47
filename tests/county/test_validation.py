"""How sure it is that an intrusion is real: it sets the priority and only rises."""

from __future__ import annotations

import pytest

from county import commands as ask
from county import events as ev
from tests.county.room import Room
from tests.county.samples import LEADER, alarm


@pytest.mark.parametrize(("level", "priority"), [(0, 4), (1, 3), (2, 3), (3, 2), (4, 1)])
def test_the_level_gives_the_priority(room: Room, level: int, priority: int) -> None:
    room.ring("intrusion", validation=level)
    assert (room.alarm().priority, room.alarm().validation) == (priority, level)


def test_a_priority_that_the_teller_gives_counts_before_the_levels(room: Room) -> None:
    room.ring("intrusion", validation=0, priority=2)
    assert room.alarm().priority == 2


def test_only_intrusions_have_a_level(room: Room) -> None:
    room.ring("noise")
    assert room.no(ask.Validate(1, 2, "camera")) == "no_validation"
    refusal = room.county.report(alarm("noise", validation=1), "s", room.now)
    assert getattr(refusal, "code", "") == "no_validation"


def test_a_camera_or_a_keyholder_makes_it_surer_and_more_urgent(room: Room) -> None:
    room.ring("intrusion", validation=1)
    told = room.do(ask.Validate(1, 4, "camera", "两人持撬棍"))
    assert told == ["AlarmValidated", "AlarmPrioritised"]
    assert (room.alarm().validation, room.alarm().priority) == (4, 1)


def test_a_level_never_lowers_a_priority_nor_itself(room: Room) -> None:
    room.ring("intrusion", validation=0, priority=1)
    assert room.do(ask.Validate(1, 2, "keyholder")) == ["AlarmValidated"]
    assert room.alarm().priority == 1
    assert room.no(ask.Validate(1, 2, "camera")) == "validation_only_rises"
    assert room.no(ask.Validate(1, 1, "camera"), rights=LEADER) == "validation_only_rises"


def test_another_sensor_near_it_makes_it_surer_up_to_the_third_level(room: Room) -> None:
    room.ring("intrusion", caller="s1")
    levels = []
    for sensor in range(2, 7):
        room.ring("intrusion", caller=f"s{sensor}")
        levels.append((room.alarm().validation, room.alarm().priority))
    assert levels == [(1, 3), (2, 3), (3, 2), (3, 2), (3, 2)]


@pytest.mark.parametrize(
    "other",
    [
        {"caller": "s1"},
        {"caller": "s2", "place": ev.Place("远处", 41.0019, 110.0)},
        {"caller": "s2", "simulated": True},
        {"caller": "s2", "kind": "noise"},
    ],
)
def test_the_same_sensor_a_far_one_and_a_simulated_one_confirm_nothing(
    room: Room, other: dict[str, object]
) -> None:
    room.ring("intrusion", caller="s1")
    room.tell(alarm(**({"kind": "intrusion"} | other)), "desk-1")  # type: ignore[arg-type] # a test's free choice of fields
    assert room.alarm().validation is None


def test_a_sensor_across_the_next_square_confirms_too(room: Room) -> None:
    room.ring("intrusion", caller="s1", place=ev.Place("", 41.0, 110.0))
    room.ring("intrusion", caller="s2", place=ev.Place("", 41.0015, 110.001))
    room.ring("intrusion", caller="s3", place=ev.Place("", 40.9985, 109.999))
    assert room.alarm().validation == 2


def test_a_shelved_intrusion_that_becomes_urgent_is_back_in_the_queue(room: Room) -> None:
    room.ring("intrusion", caller="s1", validation=2)
    room.do(ask.Shelve(1, 60, "业主确认误触"))
    told = room.tell(alarm("intrusion", caller="s2"), "desk-1")
    assert told == ["AlarmReported", "AlarmValidated", "AlarmUnshelved", "AlarmPrioritised"]
    assert (room.alarm().status, room.alarm().priority) == ("reported", 2)
