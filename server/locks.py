"""Seats that lock when they are left alone: no commands until the PIN is given."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from config import pins
from county.access import SeatLocked, SeatUnlocked, UnlockRefused
from county.clock import Clock
from county.refusals import Refusal, refuse
from server.access import Access, Pass
from server.pace import Brake
from server.witness import Witness

REMEMBERED = 1000
"""Places kept beside the locked ones, the least recent forgotten first."""

_Place = tuple[str, str]


class _Desk:
    """One place at which a seat sits: what it was let in by, and whence."""

    def __init__(self, now: float) -> None:
        self.locked = False
        self.present = now
        """When somebody was last seen to be there, monotonic seconds."""


class Locks:
    """The locks of all seats that have a PIN.

    A lock belongs to the place, not to the connection: to hang up and call again opens nothing.
    """

    def __init__(self, access: Access, witness: Witness, idle_s: float, clock: Clock) -> None:
        """`idle_s` seconds alone lock a seat; 0 is never."""
        self._access = access
        self._witness = witness
        self.idle_s = idle_s
        self._clock = clock
        self._brake = Brake(clock)
        self._desks: OrderedDict[_Place, _Desk] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()
        """Else who guesses on many connections at once would be counted too late."""

    def has_pin(self, shown: Pass) -> bool:
        """Tell whether the seat can be locked at all."""
        seat = self._access.named(shown.seat.name)
        return seat is not None and seat.pin is not None

    def present(self, shown: Pass) -> None:
        """Note that somebody is there; it does not unlock."""
        if not self.locked(shown):
            self._desk(shown).present = self._clock.monotonic()

    def locked(self, shown: Pass) -> bool:
        """Tell whether the seat is locked at this place; left alone for long, it locks now."""
        if not self.has_pin(shown):
            return False
        desk = self._desk(shown)
        if not desk.locked and 0 < self.idle_s <= self._clock.monotonic() - desk.present:
            self._lock(desk, shown, idle=True)
        return desk.locked

    def lock(self, shown: Pass) -> Refusal | None:
        """Lock because the seat asks for it."""
        if not self.has_pin(shown):
            return refuse("no_pin")
        if not self.locked(shown):
            self._lock(self._desk(shown), shown, idle=False)
        return None

    async def unlock(self, shown: Pass, pin: str) -> Refusal | None:
        """Unlock if the PIN is right; wrong ones wait, and after a few none is looked at."""
        name = shown.seat.name
        async with self._one_at_a_time:
            refusal, wait_s = self._brake.locked_out(name), 0.0
            if refusal is None:
                seat = self._access.named(name)
                stored = seat.pin if seat is not None else None
                # In a thread: on the loop, 50 ms would hold everybody up.
                if await asyncio.to_thread(pins.matches, pin, stored):
                    self._unlock(shown)
                    return None
                refusal, wait_s = refuse("wrong_pin"), self._brake.failed(name, pin)
        now, address = self._clock.now(), shown.address
        self._witness.saw(UnlockRefused(at=now, seat=name, address=address, reason=refusal.code))
        await asyncio.sleep(wait_s)
        return refusal

    def _lock(self, desk: _Desk, shown: Pass, *, idle: bool) -> None:
        desk.locked = True
        now, seat = self._clock.now(), shown.seat.name
        self._witness.saw(SeatLocked(at=now, seat=seat, address=shown.address, idle=idle))

    def _unlock(self, shown: Pass) -> None:
        desk = self._desk(shown)
        desk.locked, desk.present = False, self._clock.monotonic()
        now, seat = self._clock.now(), shown.seat.name
        self._witness.saw(SeatUnlocked(at=now, seat=seat, address=shown.address))

    def _desk(self, shown: Pass) -> _Desk:
        place = shown.credential, shown.address
        if place not in self._desks:
            if len(self._desks) >= REMEMBERED:
                self._forget_one()
            self._desks[place] = _Desk(self._clock.monotonic())
        self._desks.move_to_end(place)
        return self._desks[place]

    def _forget_one(self) -> None:
        open_one = next((place for place, desk in self._desks.items() if not desk.locked), None)
        if open_one is not None:
            del self._desks[open_one]
