"""What was asked is pending until it is on the board, and then no longer."""

from __future__ import annotations

from county import commands as ask
from county.events import AlarmReported, Place
from county.refusals import Refusal
from feeds.frames import Done
from tests.county.samples import LEADER, NOON, alarm
from tests.tui.seat import Seat, seat_with
from tui.settings import Choices


async def test_a_command_is_pending_until_its_entry_is_here() -> None:
    seat = seat_with(alarm())
    seat.silent = True
    done = await seat.session.ask(ask.Acknowledge(1))
    assert done == Done(id=1, seq=seat.desk.seq)
    assert seat.session.pending(("alarm", 1))
    assert seat.session.awaiting
    assert seat.session.settle() == frozenset()
    seat.mirror.fold(seat.desk.delta(seat.mirror.seq))
    assert seat.session.settle() == {("alarm", 1)}
    assert not seat.session.pending(("alarm", 1))
    assert not seat.session.awaiting


async def test_a_refused_command_is_not_pending() -> None:
    seat = seat_with(alarm())
    answer = await seat.session.ask(ask.Dispatch(1, ("B99",)))
    assert isinstance(answer, Refusal)
    assert answer.code == "unknown_unit"
    assert not seat.session.pending(("alarm", 1))


async def test_two_commands_on_one_record_do_not_disturb_each_other() -> None:
    seat = seat_with(alarm())
    await seat.session.ask(ask.Acknowledge(1))
    await seat.session.ask(ask.Note(1, "x"))
    seat.session.settle()
    assert not seat.session.pending(("alarm", 1))


async def test_something_new_is_asked_without_a_record_to_wait_for() -> None:
    seat = seat_with()
    report = ask.Report(AlarmReported(NOON, kind="noise", place=Place("Gulou")))
    assert isinstance(await seat.session.ask(report), Done)


async def test_a_viewer_asks_nothing_of_the_desk() -> None:
    seat = seat_with(alarm(), role="viewer")
    answer = await seat.session.ask(ask.Acknowledge(1))
    assert isinstance(answer, Refusal)
    assert answer.code == "role_may_not"
    assert seat.asked == []


async def test_orders_of_this_seat_that_can_be_undone_are_known_the_latest_first() -> None:
    seat = seat_with(alarm(), alarm(), alarm("noise"))
    await seat.session.ask(ask.Dispatch(1, ("B1",)))
    seat.clock.advance(1)
    await seat.session.ask(ask.Dispatch(2, ("B2",)))
    seat.desk._keep(seat.desk.county.obey(ask.Dispatch(3, ("B3",)), "li", LEADER, NOON))
    seat.mirror.fold(seat.desk.delta(seat.mirror.seq))
    assert seat.session.held == [2, 1]
    await seat.session.ask(ask.Send(2))
    seat.mirror.fold(seat.desk.delta(seat.mirror.seq))
    assert seat.session.held == [1]


def test_the_load_is_read_anew_with_each_alarm_and_as_time_passes() -> None:
    seat = seat_with(*(alarm("noise") for _ in range(9)))
    first = seat.session.load
    assert first is not None
    assert (first.last_10_min, first.flood) == (9, False)
    assert seat.session.load is first
    seat.desk.report(alarm("noise"))
    seat.mirror.fold(seat.desk.delta(seat.mirror.seq))
    assert seat.session.flood
    seat.clock.advance(601)
    assert not seat.session.flood
    later = seat.session.load
    assert later is not None
    assert later.last_hour == 10
    assert 0.015 < later.flood_share < 0.025


def test_before_the_profile_came_nothing_is_known_of_the_load() -> None:
    assert Seat(Choices()).session.load is None


def test_history_keeps_each_line_once_the_newest_last() -> None:
    session = Seat(Choices()).session
    for line in ("a 1", "a 2", "a 1"):
        session.remember(line)
    assert session.history == ["a 2", "a 1"]
