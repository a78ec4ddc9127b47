"""What a terminal is sent to ring and to notify, and how a console is muted and comes back."""

from __future__ import annotations

import pytest

from county import commands as ask
from feeds import frames
from tests.county.samples import NOON, alarm
from tests.tui.seat import Seat, seat_with, seated
from tui.bell import Bell
from tui.sounds import BEAT_S


class Ear:
    """Hears what a bell does."""

    def __init__(self, seat: Seat) -> None:
        self.beats = 0
        self.later: list[float] = []
        self.written: list[str] = []
        self.bell = Bell(seat.session, self._beat, self._later, self.written.append)

    def _beat(self) -> None:
        self.beats += 1

    def _later(self, seconds: float, beat: object) -> None:
        self.later.append(seconds)


def listening(*, notify: str = "off") -> tuple[Seat, Ear]:
    """Give a seat, and a bell that has seen its picture."""
    seat = seat_with(alarm("noise"))
    seat.session.choose(notify=notify)
    ear = Ear(seat)
    ear.bell.listen()
    return seat, ear


def hear(seat: Seat, ear: Ear) -> None:
    """Let the desk tell what happened, and the bell listen."""
    seat.mirror.fold(seat.desk.delta(seat.mirror.seq))
    ear.bell.listen()


def test_what_was_there_before_rings_for_nobody() -> None:
    _, ear = listening()
    assert (ear.beats, ear.later) == (0, [])


def test_the_first_priority_rings_three_beats_apart() -> None:
    seat, ear = listening()
    seat.desk.report(alarm())
    hear(seat, ear)
    assert ear.beats == 1
    assert ear.later == [BEAT_S, 2 * BEAT_S]


def test_a_new_picture_after_a_lost_line_does_not_ring_for_all_it_holds() -> None:
    seat, ear = listening()
    seat.desk.report(alarm())
    for part in seat.desk.snapshot():
        seat.mirror.fold(part)
    ear.bell.listen(whole=True)
    assert ear.beats == 0


def test_one_thing_rings_once_however_often_the_bell_listens() -> None:
    seat, ear = listening()
    seat.desk.report(alarm())
    hear(seat, ear)
    seat.clock.advance(60)
    ear.bell.listen()
    assert ear.beats == 1


def test_who_asked_for_notifications_gets_one_with_each_sound() -> None:
    seat, ear = listening(notify="osc777")
    seat.desk.report(alarm(text="\a\x1b]0;pwned\a"))
    hear(seat, ear)
    assert ear.written == ["\x1b]777;notify;指挥台;新警情 2 号 一级 燃气泄漏 城关镇\a"]


def test_nobody_is_notified_who_did_not_ask() -> None:
    seat, ear = listening()
    seat.desk.report(alarm())
    hear(seat, ear)
    assert ear.written == []


def test_a_flood_beats_steadily_until_all_is_taken() -> None:
    seat, ear = listening()
    for _ in range(12):
        seat.desk.report(alarm("theft"))
    hear(seat, ear)
    assert seat.session.flood
    before = ear.beats
    for _ in range(21):
        seat.clock.advance(1)
        ear.bell.tick()
    assert ear.beats - before == 3
    for number in range(1, 14):
        seat.desk.do(ask.Acknowledge(number), seat.clock.now())
    hear(seat, ear)
    before = ear.beats
    for _ in range(21):
        seat.clock.advance(1)
        ear.bell.tick()
    assert ear.beats == before


# ---- on the screen --------------------------------------------------------------------------------


def rings(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note when the bell rings."""
    rung: list[int] = []
    monkeypatch.setattr(seat.app, "bell", lambda: rung.append(seat.clock.now()))
    return rung


async def test_the_app_rings_for_a_new_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    seat = seat_with(alarm())
    rung = rings(seat, monkeypatch)
    async with seated(seat):
        assert rung == []
        seat.desk.report(alarm("noise"))
        seat.tell()
        assert len(rung) == 1


async def test_a_muted_console_says_until_when_still_rings_for_p1_and_comes_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seat = seat_with()
    rung = rings(seat, monkeypatch)
    async with seated(seat) as pilot:
        await pilot.press("b")
        await pilot.pause()
        assert seat.asked == [ask.Mute()]
        assert "静音至 12:10" in seat.screen.splitlines()[0]
        seat.desk.report(alarm("theft"))
        seat.tell()
        assert rung == []
        seat.desk.report(alarm())
        seat.tell()
        assert len(rung) == 1
        seat.mirror.fold(frames.Tick(now=NOON + 601_000))
        seat.pass_time(1)
        await pilot.pause()
        assert "静音至" not in seat.screen.splitlines()[0]


async def test_the_key_that_muted_a_console_lets_it_ring_again() -> None:
    seat = seat_with()
    async with seated(seat) as pilot:
        await pilot.press("b")
        await pilot.pause()
        await pilot.press("f7")
        await pilot.pause()
        assert seat.asked == [ask.Mute(), ask.Unmute()]
        assert "静音至" not in seat.screen.splitlines()[0]


async def test_a_seat_that_only_looks_on_has_nothing_to_mute() -> None:
    seat = seat_with(role="viewer", lang="en")
    async with seated(seat) as pilot:
        await pilot.press("b")
        assert seat.asked == []
        assert "the role viewer may not do this" in seat.screen
