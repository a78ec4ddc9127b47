"""Orders: held for a moment, sent, delivered, signed; and what positions show beside the claims."""

from __future__ import annotations

import pytest

from county import commands as ask
from county import events as ev
from county.decisions import County
from tests.county.room import Room
from tests.county.samples import NOON, RULEBOOK, locate

HOUR_MS = 3_600_000


@pytest.fixture
def sent(room: Room) -> Room:
    """Give an alarm of the first priority to which B1 was ordered, the order gone."""
    room.ring()
    room.do(ask.Dispatch(1, ("B1",)))
    room.do(ask.Send(1))
    return room


# ---- before it leaves ---------------------------------------------------------------------------


def test_an_order_is_held_and_leaves_by_itself(room: Room) -> None:
    room.ring()
    room.do(ask.Dispatch(1, ("B1",)))
    assert (room.order().stage, room.county.board.units["B1"].stage) == ("held", "held")
    assert room.wait(9.999) == []
    assert room.wait(0.001) == ["OrderSent"]
    assert (room.order().stage, room.order().sent_at) == ("sent", room.now)


def test_undo_withdraws_what_has_not_left_and_frees_the_units(room: Room) -> None:
    room.ring()
    room.do(ask.Dispatch(1, ("B1", "B2")))
    room.do(ask.Send(1))
    room.do(ask.Dispatch(1, ("B3",)))
    assert room.do(ask.Undo(1)) == ["OrderWithdrawn"]
    assert [order.unit for order in room.alarm().orders] == ["B1", "B2"]
    assert room.county.board.units["B3"].alarm is None
    assert room.no(ask.Undo(1)) == "orders_have_left"


def test_an_undone_order_leaves_nothing_that_falls_due(room: Room) -> None:
    room.ring()
    room.do(ask.Dispatch(1, ("B1",)))
    room.do(ask.Undo(1))
    assert room.wait(59) == []
    assert room.alarm().orders == ()


def test_an_order_can_be_sent_before_its_time(room: Room) -> None:
    room.ring()
    room.do(ask.Dispatch(1, ("B1",)))
    assert room.do(ask.Send(1)) == ["OrderSent"]
    assert room.no(ask.Send(1)) == "orders_have_left"
    assert "OrderSent" not in room.wait(20)


def test_where_the_profile_holds_nothing_an_order_leaves_at_once(room: Room) -> None:
    room.ring("theft")
    room.do(ask.Dispatch(1, ("B1",)))
    assert (room.order().stage, room.order().sends) == ("sent", 1)


def test_a_unit_that_answers_by_voice_has_heard_a_held_order(room: Room) -> None:
    room.ring()
    room.do(ask.Dispatch(1, ("B1",)))
    room.do(ask.Sign(1, "B1"))
    assert (room.order().stage, room.order().sent_at) == ("signed", room.now)
    assert "OrderSent" not in room.wait(30)


def test_an_order_held_when_the_desk_went_down_leaves_when_it_is_back(room: Room) -> None:
    room.ring()
    room.do(ask.Dispatch(1, ("B1",)))
    room.county = County(RULEBOOK, locate, room.county.board)
    assert room.miss(3600) == ["OrderSent"]
    assert room.wait(30) == ["OrderResent"]


# ---- until it is signed -------------------------------------------------------------------------


def test_an_order_that_nobody_signs_is_sent_again_and_then_the_next_unit_is_due(
    sent: Room,
) -> None:
    assert sent.wait(29) == []
    assert sent.wait(1) == ["OrderResent"]
    assert sent.order().sends == 2
    assert sent.wait(29) == []
    assert sent.wait(1) == ["OrderUnanswered"]
    assert sent.order().unanswered
    assert "OrderResent" not in sent.wait(3600)


def test_after_an_hour_down_an_unsigned_order_asks_for_the_next_unit_at_once(sent: Room) -> None:
    told = sent.miss(3600)
    assert told == ["OrderUnanswered", "FeedbackOverdue"]


def test_a_delivered_order_still_waits_for_its_signature(sent: Room) -> None:
    assert sent.tell(ev.OrderDelivered(sent.now, 1, "B1")) == ["OrderDelivered"]
    assert sent.wait(30) == ["OrderResent"]


def test_a_signed_order_is_not_sent_again(sent: Room) -> None:
    sent.do(ask.Sign(1, "B1"))
    assert {"OrderResent", "OrderUnanswered"}.isdisjoint(sent.wait(3600))
    assert sent.no(ask.Resend(1, "B1")) == "step_behind"


def test_an_officer_sends_it_again_when_asked(sent: Room) -> None:
    assert sent.do(ask.Resend(1, "B1")) == ["OrderResent"]
    assert sent.no(ask.Resend(1, "B2")) == "not_ordered"
    assert sent.wait(59) == []
    assert sent.wait(1) == ["OrderUnanswered"]


@pytest.mark.parametrize("off_ms", [-HOUR_MS, HOUR_MS])
def test_a_device_whose_clock_is_off_moves_nothing_that_falls_due(room: Room, off_ms: int) -> None:
    room.ring()
    room.do(ask.Dispatch(1, ("B1",)))
    room.tell(ev.OrderDelivered(room.now + off_ms, 1, "B1"))
    assert room.order().delivered_at == NOON + off_ms
    assert room.wait(29) == []
    assert room.wait(1) == ["OrderResent"]


# ---- claimed and seen ---------------------------------------------------------------------------


def test_a_unit_that_signed_and_is_not_seen_to_move_is_flagged_once(sent: Room) -> None:
    sent.do(ask.Sign(1, "B1"))
    assert sent.wait(60) == ["UnitUnmoved"]
    assert sent.order().unmoved
    assert sent.wait(200) == []


def test_two_fixes_away_from_the_start_show_that_it_moves(sent: Room) -> None:
    sent.do(ask.Sign(1, "B1"))
    assert sent.see("B1", 41.1, 110.0) == []
    assert sent.see("B1", 41.101, 110.0) == []
    assert sent.see("B1", 41.102, 110.0) == ["MovementSeen"]
    assert sent.order().moving_seen_at == sent.now
    assert sent.order().moving_at is None
    assert "UnitUnmoved" not in sent.wait(3600)


def test_speed_for_long_enough_shows_it_too(sent: Room) -> None:
    assert sent.see("B1", 41.1, 110.0, speed_kmh=9) == []
    sent.now += 15_000
    assert sent.see("B1", 41.1, 110.0, speed_kmh=9) == ["MovementSeen"]


def test_a_jitter_about_its_place_is_no_movement(sent: Room) -> None:
    for step in range(20):
        sent.now += 5000
        assert sent.see("B1", 41.1 + step % 2 * 0.0005, 110.0, speed_kmh=5) == []


def test_a_fix_at_the_place_shows_that_it_is_there_and_so_that_it_moved(sent: Room) -> None:
    sent.now += 60_000
    assert sent.see("B1", 41.0005, 110.0) == ["ArrivalSeen"]
    order = sent.order()
    assert (order.on_scene_seen_at, order.moving_seen_at) == (sent.now, sent.now)
    assert (order.stage, order.on_scene_at) == ("sent", None)
    assert sent.see("B1", 41.0, 110.0) == []


def test_a_fix_beside_the_place_or_too_vague_to_tell_shows_no_arrival(sent: Room) -> None:
    assert sent.see("B1", 41.001, 110.0) == []
    assert sent.see("B1", 41.0, 110.0, accuracy_m=101) == []
    assert sent.see("B1", 41.0, 110.0, accuracy_m=99) == ["ArrivalSeen"]


def test_where_land_is_wide_near_means_further(room: Room) -> None:
    room.ring(lon=111.0)
    room.do(ask.Dispatch(1, ("B3",)))
    room.do(ask.Send(1))
    assert room.see("B3", 41.0025, 111.0) == ["ArrivalSeen"]


def test_fixes_from_before_the_order_left_show_nothing(sent: Room) -> None:
    sent.now += 30_000
    assert sent.see("B1", 41.0, 110.0, ago_s=31) == []
    assert sent.see("B1", 41.0, 110.0, ago_s=29) == ["ArrivalSeen"]
    assert sent.order().on_scene_seen_at == sent.now - 29_000


def test_a_held_order_is_not_watched(room: Room) -> None:
    room.ring()
    room.do(ask.Dispatch(1, ("B1",)))
    assert room.see("B1", 41.0, 110.0) == []


def test_a_second_order_to_the_same_alarm_is_watched_anew(sent: Room) -> None:
    sent.see("B1", 41.1, 110.0)
    sent.see("B1", 41.101, 110.0)
    sent.do(ask.Release(1, "B1"))
    sent.now += 1000
    sent.do(ask.Dispatch(1, ("B1",)))
    sent.do(ask.Send(1))
    assert sent.see("B1", 41.102, 110.0) == []
    assert sent.see("B1", 41.103, 110.0) == []


# ---- reinforcement ------------------------------------------------------------------------------


def test_a_run_card_only_rises_and_has_a_last_step(room: Room) -> None:
    room.ring()
    assert room.do(ask.Reinforce(1)) == ["AlarmAcknowledged", "AlarmReinforced"]
    assert room.alarm().card_step == 2
    assert room.no(ask.Reinforce(1, 2)) == "card_only_rises"
    room.do(ask.Reinforce(1, 9))
    assert room.no(ask.Reinforce(1)) == "card_only_rises"
