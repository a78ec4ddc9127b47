"""Settling a slight crash by video: five steps, each stamped, in their order."""

from __future__ import annotations

from county import commands as ask
from county.alarms import SETTLEMENT
from tests.county.room import Room
from tests.county.samples import NOON


def test_the_steps_come_in_their_order_each_with_its_time(room: Room) -> None:
    room.ring("slight_crash")
    assert room.no(ask.Settle(1, "evidence")) == "settlement_order"
    for step in SETTLEMENT:
        room.do(ask.Settle(1, step))
        room.now += 60_000
    taken = [(stamp.step, stamp.at) for stamp in room.alarm().settlement]
    assert taken == [(step, NOON + n * 60_000) for n, step in enumerate(SETTLEMENT)]
    assert room.no(ask.Settle(1, "claim")) == "settlement_order"


def test_the_first_step_takes_the_alarm(room: Room) -> None:
    room.ring("slight_crash")
    assert room.do(ask.Settle(1, "connected")) == ["AlarmAcknowledged", "SettlementStepTaken"]


def test_it_is_closed_as_settled_by_video_only_when_all_is_done(room: Room) -> None:
    room.ring("slight_crash")
    for step in SETTLEMENT[:-1]:
        room.do(ask.Settle(1, step))
    assert room.no(ask.Close(1, "remote")) == "settlement_unfinished"
    room.do(ask.Settle(1, "claim"))
    room.do(ask.Close(1, "remote"))


def test_it_may_be_closed_otherwise_at_any_time(room: Room) -> None:
    room.ring("slight_crash")
    room.do(ask.Settle(1, "connected"))
    room.do(ask.Close(1, "settled"))


def test_other_kinds_are_not_settled_by_video(room: Room) -> None:
    room.ring("noise")
    assert room.no(ask.Settle(1, "connected")) == "not_settled_remotely"


def test_each_step_puts_the_lapse_off(room: Room) -> None:
    room.ring("slight_crash")
    for step in SETTLEMENT:
        room.do(ask.Settle(1, step))
        assert room.wait(899) == []
    assert room.wait(1) == ["AckLapsed"]
