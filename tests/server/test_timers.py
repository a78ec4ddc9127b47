"""Timers: ring when the clock says so, and only then."""

from __future__ import annotations

import asyncio

import pytest

from county.clock import ManualClock
from server import timers as timers_module
from server.timers import Timers
from tests.county.samples import NOON


class Dues:
    """What falls due, and when it was rung."""

    def __init__(self, clock: ManualClock, *dues: int) -> None:
        self.clock = clock
        self.dues = sorted(dues)
        self.rung: list[int] = []
        self.bell = asyncio.Event()

    def next(self) -> int | None:
        return self.dues[0] if self.dues else None

    def ring(self) -> None:
        now = self.clock.now()
        self.rung.append(now)
        self.dues = [due for due in self.dues if due > now]
        self.bell.set()


async def test_nothing_rings_before_its_time() -> None:
    clock = ManualClock(NOON)
    dues = Dues(clock, NOON + 5000)
    timers = Timers(clock, dues.next, dues.ring)
    timers.wind()
    clock.advance(4.999)
    timers.look()
    assert dues.rung == []
    clock.advance(0.001)
    timers.look()
    timers.look()
    assert dues.rung == [NOON + 5000]
    timers.stop()


async def test_what_is_due_rings_by_itself() -> None:
    clock = ManualClock(NOON)
    dues = Dues(clock, NOON)
    timers = Timers(clock, dues.next, dues.ring)
    timers.wind()
    await dues.bell.wait()
    assert dues.rung == [NOON]
    timers.stop()


async def test_something_earlier_is_not_kept_waiting() -> None:
    clock = ManualClock(NOON)
    dues = Dues(clock, NOON + 3_600_000)
    timers = Timers(clock, dues.next, dues.ring)
    timers.wind()
    dues.dues.insert(0, NOON)
    timers.wind()
    await dues.bell.wait()
    assert dues.dues == [NOON + 3_600_000]
    timers.stop()


async def test_a_clock_that_is_set_forward_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timers_module, "LONGEST_WAIT_S", 0.0)
    clock = ManualClock(NOON)
    dues = Dues(clock, NOON + 86_400_000)
    timers = Timers(clock, dues.next, dues.ring)
    timers.wind()
    clock.advance(86_400)
    await dues.bell.wait()
    timers.stop()
    assert dues.rung == [NOON + 86_400_000]


async def test_stopped_timers_ring_no_more() -> None:
    clock = ManualClock(NOON)
    dues = Dues(clock, NOON)
    timers = Timers(clock, dues.next, dues.ring)
    timers.wind()
    timers.stop()
    for _ in range(3):
        await asyncio.sleep(0)
    assert dues.rung == []
