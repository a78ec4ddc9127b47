"""A device that tells the same over and over is one row that counts; people never are."""

from __future__ import annotations

import pytest

from county import commands as ask
from county import events as ev
from county.decisions import County
from tests.county.room import Room
from tests.county.samples import NOON, RULEBOOK, alarm, locate

PANEL = "panel-7"


def ring(room: Room, **changes: object) -> list[str]:
    """Let the panel tell its alarm once more."""
    told = {"kind": "noise", "channel": "panel", "caller": "p7"} | changes
    return room.tell(alarm(**told), PANEL)  # type: ignore[arg-type] # a test's free choice of fields


def test_the_third_within_a_minute_is_folded_with_the_second_into_the_first(room: Room) -> None:
    assert ring(room) == ["AlarmReported"]
    room.wait(20)
    assert ring(room) == ["AlarmReported"]
    room.wait(20)
    assert ring(room) == ["AlarmRepeated", "AlarmMerged"]
    assert (room.alarm().repeats, room.alarm().merged) == (1, (2,))
    assert room.alarm(2).into == 1


def test_slower_than_that_every_one_is_news(room: Room) -> None:
    for _ in range(5):
        assert ring(room) == ["AlarmReported"]
        room.now += 31_000


def test_it_stays_folded_until_it_was_quiet_for_ten_minutes(room: Room) -> None:
    for _ in range(3):
        ring(room)
    for _ in range(3):
        room.now += 600_000
        assert ring(room) == ["AlarmRepeated"]
    room.now += 600_001
    assert ring(room) == ["AlarmReported"]


def test_every_repeat_is_kept_whole(room: Room) -> None:
    for _ in range(3):
        ring(room)
    outcome = room.county.report(
        alarm("noise", channel="panel", caller="p7", text="回路 4"), PANEL, room.now
    )
    (ruled,) = outcome.entries  # type: ignore[union-attr] # taken
    assert isinstance(ruled.entry.event, ev.AlarmRepeated)
    assert ruled.entry.event.report.text == "回路 4"
    assert ruled.told == 1


def test_a_babbling_device_pushes_nothing_off_the_timeline(room: Room) -> None:
    ring(room)
    room.do(ask.Note(1, "已联系业主"))
    for _ in range(500):
        ring(room)
    kinds = [type(entry.event).__name__ for entry in room.alarm().timeline]
    assert kinds == ["AlarmNoted", "AlarmRepeated", "AlarmMerged", "AlarmRepeated"]
    assert room.alarm().repeats == 499


def test_people_who_call_about_the_same_are_not_folded(room: Room) -> None:
    for _ in range(6):
        assert ring(room, channel="phone") == ["AlarmReported"]


@pytest.mark.parametrize(
    "other",
    [
        {"caller": "p8"},
        {"kind": "theft"},
        {"place": ev.Place("别处", 41.0, 110.2)},
        {"simulated": True},
    ],
)
def test_another_device_kind_or_place_or_what_is_simulated_is_another_source(
    room: Room, other: dict[str, object]
) -> None:
    for _ in range(3):
        ring(room)
    assert ring(room, **other) == ["AlarmReported"]


def test_a_report_more_urgent_than_the_row_is_a_row_of_its_own(room: Room) -> None:
    for _ in range(3):
        ring(room)
    assert ring(room, priority=1) == ["AlarmReported"]
    assert ring(room, priority=4) == ["AlarmRepeated"]


def test_a_surer_report_is_a_row_of_its_own(room: Room) -> None:
    for _ in range(3):
        ring(room, kind="intrusion", validation=1)
    assert ring(room, kind="intrusion", validation=2, priority=4) == ["AlarmReported"]


def test_nothing_is_folded_into_an_alarm_that_has_ended(room: Room) -> None:
    for _ in range(3):
        ring(room)
    room.do(ask.Cancel(1, "设备故障"))
    assert ring(room) == ["AlarmReported"]


def test_an_alarm_that_somebody_has_takes_the_others_in_and_is_taken_into_none(
    room: Room,
) -> None:
    ring(room)
    ring(room)
    room.do(ask.Acknowledge(2))
    ring(room)
    assert room.alarm(2).merged == (1,)
    assert (room.alarm(2).repeats, room.alarm(2).owner) == (1, "seat:wang")


def test_a_folded_alarm_can_be_split_and_chatter_goes_on_counting(room: Room) -> None:
    for _ in range(3):
        ring(room)
    room.do(ask.Split(2))
    assert room.alarm(2).status == "reported"
    assert ring(room) == ["AlarmRepeated"]


def test_a_restarted_county_folds_as_the_first_would(room: Room) -> None:
    for _ in range(2):
        ring(room)
    again = County(RULEBOOK, locate, room.county.board)
    outcome = again.report(alarm("noise", channel="panel", caller="p7"), PANEL, NOON + 30_000)
    assert len(outcome.entries) == 2  # type: ignore[union-attr] # taken
    assert again.board.alarms[1].repeats == 1
