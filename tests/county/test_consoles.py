"""Consoles: who is there, whose claim may be taken over, and what is silent for how long."""

from __future__ import annotations

from county import commands as ask
from county.alarms import Alarm
from county.consoles import Console
from county.decisions import Outcome
from county.rights import Rights
from tests.county.room import Room
from tests.county.samples import VIEWER, events


def heard(room: Room, seat: str) -> list[str]:
    return [type(e).__name__ for e in events(room.county.console_heard(seat, room.now))]


def silent(room: Room, seat: str) -> list[str]:
    return [type(e).__name__ for e in events(room.county.console_silent(seat, room.now))]


def console(room: Room, seat: str) -> Console:
    return room.county.board.consoles[seat]


def claimed(room: Room) -> Alarm:
    """Let wang, whose console is there, take an alarm."""
    heard(room, "wang")
    room.ring()
    room.do(ask.Acknowledge(1))
    return room.alarm()


def test_a_console_joins_and_falls_silent_once(room: Room) -> None:
    assert heard(room, "wang") == ["ConsoleJoined"]
    assert heard(room, "wang") == []
    assert silent(room, "wang") == ["ConsoleQuiet"]
    assert silent(room, "wang") == []
    assert console(room, "wang").quiet_since == room.now
    assert heard(room, "wang") == ["ConsoleJoined"]
    assert console(room, "wang").quiet_since is None
    assert silent(room, "nobody") == []


def test_a_claim_is_held_while_its_console_is_there(room: Room) -> None:
    claimed(room)
    assert room.no(ask.TakeOver(1), "li") == "claim_held"
    assert room.no(ask.TakeOver(1)) == "already_yours"


def test_a_claim_whose_console_is_quiet_may_be_taken_and_the_log_says_so(room: Room) -> None:
    claimed(room)
    silent(room, "wang")
    assert room.do(ask.TakeOver(1), "li") == ["AlarmTakenOver"]
    alarm = room.alarm()
    assert alarm.owner == "seat:li"
    assert alarm.timeline[-1].by == "seat:li"


def test_a_claim_of_a_seat_that_never_had_a_console_may_be_taken(room: Room) -> None:
    room.ring()
    room.do(ask.Acknowledge(1))
    assert room.do(ask.TakeOver(1), "li") == ["AlarmTakenOver"]


def test_a_leader_need_not_wait(room: Room) -> None:
    claimed(room)
    assert room.lead(ask.TakeOver(1)) == ["AlarmTakenOver"]


def test_taking_over_what_nobody_has_is_taking_it(room: Room) -> None:
    room.ring()
    assert room.do(ask.TakeOver(1)) == ["AlarmAcknowledged"]


def test_taking_over_starts_the_lapse_anew(room: Room) -> None:
    claimed(room)
    room.wait(50)
    silent(room, "wang")
    room.do(ask.TakeOver(1), "li")
    assert room.wait(59) == []
    assert room.wait(1) == ["AckLapsed"]


def test_a_muted_console_rings_again_by_itself_and_the_log_says_who_muted(room: Room) -> None:
    heard(room, "wang")
    assert room.do(ask.Mute()) == ["ConsoleMuted"]
    assert console(room, "wang").muted(room.now + 599_999)
    assert not console(room, "wang").muted(room.now + 600_000)
    room.do(ask.Unmute())
    assert not console(room, "wang").muted(room.now)
    assert console(room, "wang").quiet_since is None


def test_muting_is_each_consoles_own_and_who_mutes_is_there(room: Room) -> None:
    heard(room, "li")
    assert room.do(ask.Mute()) == ["ConsoleJoined", "ConsoleMuted"]
    assert not console(room, "li").muted(room.now)
    assert room.no(ask.Mute(), rights=VIEWER) == "role_may_not"


def test_a_console_whose_line_comes_back_rings(room: Room) -> None:
    heard(room, "wang")
    room.do(ask.Mute())
    silent(room, "wang")
    heard(room, "wang")
    assert not console(room, "wang").muted(room.now)


def test_only_who_sees_one_of_its_areas_learns_of_a_console(room: Room) -> None:
    west, east = frozenset({"t01"}), frozenset({"t02"})
    joined = room.county.console_heard("wang", room.now, west)
    assert [ruled.audience for ruled in joined.entries] == [("t01",)]
    muted = room.county.obey(ask.Mute(), "wang", Rights("officer", west), room.now)
    assert isinstance(muted, Outcome)
    assert [ruled.audience for ruled in muted.entries] == [("t01",)]
    assert room.county.board.view(Rights("officer", east)).consoles == ()
    assert len(room.county.board.view(Rights("officer", west)).consoles) == 1


def test_a_console_that_moves_to_other_areas_is_known_to_who_knew_it(room: Room) -> None:
    room.county.console_heard("wang", room.now, {"t01"})
    silent(room, "wang")
    moved = room.county.console_heard("wang", room.now, {"t02"})
    assert [ruled.audience for ruled in moved.entries] == [("t01", "t02")]
