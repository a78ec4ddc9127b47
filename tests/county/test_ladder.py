"""An alarm that nobody takes climbs the ladder; one that was taken and left comes back."""

from __future__ import annotations

from county import commands as ask
from tests.county.room import Room
from tests.county.samples import alarm


def test_an_alarm_climbs_one_step_at_a_time_as_long_as_nobody_takes_it(room: Room) -> None:
    room.ring()
    steps = []
    for wait_s in (10, 20, 30, 60):
        assert room.wait(wait_s - 0.001) == []
        assert room.wait(0.001) == ["AlarmEscalated"]
        steps.append(room.alarm().step)
    assert steps == [1, 2, 3, 4]


def test_the_top_of_the_ladder_is_told_once_and_stays_flagged(room: Room) -> None:
    room.ring()
    assert room.wait(120) == ["AlarmEscalated"] * 4
    assert room.wait(86_400) == []
    assert room.alarm().unanswered


def test_after_an_hour_down_each_alarm_goes_straight_to_its_step(room: Room) -> None:
    room.ring()
    room.ring("theft")
    room.ring("noise")
    assert room.miss(3600) == ["AlarmEscalated"] * 3
    assert [room.alarm(number).step for number in (1, 2, 3)] == [4, 4, 3]
    assert room.county.next_due == room.now + 3_600_000


def test_an_alarm_taken_in_time_never_climbs(room: Room) -> None:
    room.ring()
    room.wait(9)
    room.do(ask.Acknowledge(1))
    assert "AlarmEscalated" not in room.wait(59)


def test_taking_an_alarm_ends_its_climb(room: Room) -> None:
    room.ring()
    room.wait(30)
    room.do(ask.Acknowledge(1))
    assert (room.alarm().step, room.alarm().unanswered) == (0, False)


def test_an_alarm_whose_owner_does_nothing_lapses_and_rings_on_from_the_second_step(
    room: Room,
) -> None:
    room.ring()
    room.do(ask.Acknowledge(1))
    assert room.wait(60) == ["AckLapsed"]
    alarm = room.alarm()
    assert (alarm.status, alarm.owner, alarm.lapses, alarm.step) == ("reported", "", 1, 1)
    assert room.wait(29) == []
    assert room.wait(1) == ["AlarmEscalated"]
    assert room.alarm().step == 2


def test_each_act_of_a_seat_puts_the_lapse_off(room: Room) -> None:
    room.ring()
    room.do(ask.Acknowledge(1))
    for _ in range(5):
        assert room.wait(59) == []
        room.do(ask.Note(1, "回拨, 无人接听"))
    assert room.wait(60) == ["AckLapsed"]


def test_what_a_machine_tells_of_an_alarm_does_not_put_the_lapse_off(room: Room) -> None:
    for _ in range(2):
        room.ring("intrusion", channel="sensor", caller="s1")
    room.do(ask.Acknowledge(1))
    room.wait(30)
    room.tell(alarm("intrusion", channel="sensor", caller="s1"), "desk-1")
    assert room.alarm().repeats == 1
    assert room.alarm().acted_at == room.now - 30_000


def test_an_alarm_with_units_on_the_way_does_not_lapse(room: Room) -> None:
    room.ring()
    room.do(ask.Dispatch(1, ("B1",)))
    assert "AckLapsed" not in room.wait(3600)


def test_undoing_the_only_order_lets_the_lapse_run_again(room: Room) -> None:
    room.ring()
    room.do(ask.Dispatch(1, ("B1",)))
    room.wait(5)
    room.do(ask.Undo(1))
    assert room.wait(59) == []
    assert room.wait(1) == ["AckLapsed"]


def test_an_alarm_from_which_word_came_does_not_lapse(room: Room) -> None:
    room.ring("theft")
    room.do(ask.Acknowledge(1))
    room.do(ask.Feedback(1, "电话中已劝解"))
    assert room.wait(3600) == []


def test_an_alarm_that_becomes_more_urgent_climbs_by_its_new_figures_from_then_on(
    room: Room,
) -> None:
    room.ring("noise")
    room.wait(600)
    assert room.alarm().step == 2
    room.do(ask.Prioritise(1, 1, "有人持刀"))
    assert room.wait(59) == []
    assert room.wait(1) == ["AlarmEscalated"]
    assert room.alarm().step == 3


def test_an_owner_has_the_whole_time_of_a_more_urgent_priority(room: Room) -> None:
    room.ring("intrusion", caller="s1")
    room.do(ask.Acknowledge(1))
    room.wait(800)
    room.ring("intrusion", caller="s2")
    room.ring("intrusion", caller="s3")
    room.ring("intrusion", caller="s4")
    assert (room.alarm().validation, room.alarm().priority) == (3, 2)
    assert "AckLapsed" not in room.miss(179)
    assert "AckLapsed" in room.miss(1)


def test_the_first_word_from_the_scene_is_missed_once_and_a_word_puts_that_right(
    room: Room,
) -> None:
    room.ring()
    room.do(ask.Dispatch(1, ("B1",)))
    room.do(ask.Arrive(1, "B1"))
    assert room.wait(300) == ["FeedbackOverdue"]
    assert room.wait(3600) == []
    room.do(ask.Feedback(1, "火已扑灭", "B1"))
    assert not room.alarm().feedback_overdue
    assert room.wait(900) == ["FeedbackOverdue"]


def test_word_is_due_although_nobody_says_that_they_arrived(room: Room) -> None:
    room.ring()
    room.do(ask.Dispatch(1, ("B1",)))
    room.do(ask.Sign(1, "B1"))
    room.see("B1", 41.0, 110.1)
    assert room.wait(600 + 300) == ["UnitUnmoved", "FeedbackOverdue"]
