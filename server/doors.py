"""What the desk does for SSH doors: which key signs in for which seat, and the tickets of who did.

A door has checked that somebody holds a key; which seat the key opens is decided here. A ticket
stands for one sign-in. It opens its seat from the door's own machine for as many connections as the
session needs, until the door gives it back, the seat or its key is taken away, or the door was
away for `AWAY_S`. Tickets are kept in memory only: after a restart of the desk the door presents
them again (`frames.Enter.ticket`).
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import Callable
from typing import Literal, NamedTuple

from msgspec.structs import replace

from config import pins
from config.keys import fingerprint, normal_key
from config.seats import Enrolment, Seat, Seats, change_seats, token_hash
from config.settings import SettingsError
from county.access import TOLD, EntryRefused, KeyBound
from county.clock import Clock
from county.fields import Lang
from county.refusals import Refusal, refuse
from county.text import clean
from feeds import frames
from server.access import Access, Pass
from server.pace import Brake
from server.witness import Witness

_Change = Callable[[Seats], Seats]

log = logging.getLogger(__name__)

TICKET = "ticket."
"""How every ticket begins, so that an unknown one is not taken for a wrong token."""

AWAY_S = 60.0
"""So long may a door be away before its sessions end, in seconds."""

MOST_TICKETS = 2000

MOST_KEYS = 30
"""Unknown keys from one address before it is locked out: an agent offers all it holds."""

MOST_CODES = 5
"""Wrong codes after which a one-time code is dead."""


class Entry(NamedTuple):
    """What somebody is let in with."""

    ticket: str
    lang: Lang | None
    """The language set for the seat, if any."""


class _Ticket(NamedTuple):
    shown: Pass
    door: str
    """The door's seat."""
    host: str
    """The door's machine: the ticket is good from there alone."""


class Doors:
    """The doors that are connected, and the tickets of those who came through them."""

    def __init__(self, access: Access, witness: Witness, clock: Clock) -> None:
        self._access = access
        self._witness = witness
        self._clock = clock
        self._connected: Counter[str] = Counter()
        self._left_at: dict[str, float] = {}
        """When a door's last connection ended, monotonic seconds."""
        self._tickets: dict[str, _Ticket] = {}
        """By the hash of the ticket."""
        self._knocks = Brake(clock, MOST_KEYS)
        self._codes = Brake(clock)
        self._wrong_codes: Counter[str] = Counter()
        """By the stored code: what a one-time code was mistaken for."""
        self._one_at_a_time = asyncio.Lock()
        """Else who guesses codes on many connections at once would be counted too late."""

    # ---- the doors themselves -------------------------------------------------------------------

    def came(self, door: Seat) -> None:
        """Note a door's connection."""
        self._connected[door.name] += 1
        self._left_at.pop(door.name, None)

    def went(self, door: Seat) -> None:
        """Note that a door's connection ended."""
        self._connected[door.name] -= 1
        if not self._connected[door.name]:
            self._left_at[door.name] = self._clock.monotonic()

    # ---- tickets --------------------------------------------------------------------------------

    def pass_of(self, ticket: str, host: str) -> Pass | None:
        """Give what a ticket shown from `host` stands for; None when it stands for nothing."""
        self._forget_the_lost()
        found = self._tickets.get(token_hash(ticket))
        return found.shown if found is not None and found.host == host else None

    def holds(self, shown: Pass) -> bool:
        """Tell whether a pass that came by a ticket is still standing."""
        self._forget_the_lost()
        return shown.credential in self._tickets

    def leave(self, ticket: str, door: Seat) -> None:
        """Take a ticket back."""
        found = self._tickets.get(token_hash(ticket))
        if found is not None and found.door == door.name:
            del self._tickets[token_hash(ticket)]

    def _forget_the_lost(self) -> None:
        """Drop the tickets of doors that stayed away."""
        old = self._clock.monotonic() - AWAY_S
        lost = {door for door, at in self._left_at.items() if at <= old}
        if lost:
            self._left_at = {door: at for door, at in self._left_at.items() if door not in lost}
            kept = {key: each for key, each in self._tickets.items() if each.door not in lost}
            self._tickets = kept

    # ---- signing in -----------------------------------------------------------------------------

    async def knock(self, asked: frames.Knock) -> Literal["yes", "enrol", "no"]:
        """Tell whether a key may sign in for a seat, or whether a one-time code is open for it."""
        if self._knocks.locked_out(asked.address) is not None:
            return "no"
        if self._access.seat_of_key(asked.name, asked.key) is not None:
            return "yes"
        await asyncio.sleep(self._knocks.failed(asked.address, f"{asked.name} {asked.key}"))
        is_key = normal_key(asked.key) is not None
        return "enrol" if is_key and self._access.enrolment_of(asked.name) is not None else "no"

    async def enter(self, asked: frames.Enter, door: Seat, host: str) -> Entry | Refusal:
        """Give a ticket to who holds the key, or why not. `host` is the door's machine."""
        refusal = await self._enrol(asked) if asked.code else None
        admitted = refusal or self._admit(asked, door, host)
        if isinstance(admitted, Refusal):
            self.turned_away(asked.name, asked.address, admitted.code)
            if admitted.code == "wrong_code":
                await asyncio.sleep(self._codes.failed(asked.address, asked.code))
        return admitted

    def turned_away(self, name: str, address: str, reason: str) -> None:
        """Write down that somebody did not get in."""
        now, name, address = self._clock.now(), clean(name, TOLD), clean(address, TOLD)
        self._witness.saw(EntryRefused(at=now, address=address, seat=name, reason=reason))

    def _admit(self, asked: frames.Enter, door: Seat, host: str) -> Entry | Refusal:
        seat, key = self._access.seat_of_key(asked.name, asked.key), normal_key(asked.key)
        if seat is None or key is None:
            return refuse("unknown_key")
        if len(self._tickets) >= MOST_TICKETS:
            return refuse("too_many", limit=MOST_TICKETS)
        if asked.ticket and not asked.ticket.startswith(TICKET):
            return refuse("no_ticket")
        if (off := self._access.off_shift(seat)) is not None:
            return off
        ticket = asked.ticket or TICKET + secrets.token_urlsafe(32)
        shown = Pass(seat, token_hash(ticket), asked.address, key)
        self._tickets[shown.credential] = _Ticket(shown, door.name, host)
        return Entry(ticket, seat.lang)

    # ---- one-time codes -------------------------------------------------------------------------

    async def _enrol(self, asked: frames.Enter) -> Refusal | None:
        """Bind the key to the seat if the code is right; one text for whatever is not."""
        async with self._one_at_a_time:
            if (locked_out := self._codes.locked_out(asked.address)) is not None:
                return locked_out
            enrolment = self._access.enrolment_of(asked.name)
            stored = enrolment.code if enrolment is not None else None
            # In threads: hashing and writing a file would hold everybody up.
            right = await asyncio.to_thread(pins.matches, pins.typed_code(asked.code), stored)
            key = normal_key(asked.key)
            if enrolment is None:
                return refuse("wrong_code")
            if right and key is not None:
                return await self._bind(enrolment, key, asked)
            self._wrong_codes[enrolment.code] += 1
            if self._wrong_codes[enrolment.code] >= MOST_CODES:
                del self._wrong_codes[enrolment.code]
                await self._rewrite(lambda seats: _without(seats, enrolment))
            return refuse("wrong_code")

    async def _bind(self, enrolment: Enrolment, key: str, asked: frames.Enter) -> Refusal | None:
        refusal = await self._rewrite(lambda seats: _bound(seats, enrolment, key))
        if refusal is None:
            now, print_ = self._clock.now(), fingerprint(key)
            self._witness.saw(
                KeyBound(at=now, seat=enrolment.seat, address=asked.address, fingerprint=print_)
            )
            log.info("a key was bound to %s: %s", enrolment.seat, print_)
        return refusal

    async def _rewrite(self, change: _Change) -> Refusal | None:
        """Change the seats file and take it up."""
        try:
            await asyncio.to_thread(change_seats, self._access.data_dir, change)
            self._access.reload()
        except (SettingsError, OSError) as fault:
            log.error("seats not written: %s", fault)
            return refuse("seats_not_written")
        return None


def _bound(seats: Seats, enrolment: Enrolment, key: str) -> Seats:
    """Give the seats with the key bound, if the code still stands; it is used up."""
    if enrolment not in seats.enrolment:
        return seats
    bound = tuple(
        replace(seat, keys=(*seat.keys, key))
        if seat.name == enrolment.seat and key not in seat.keys
        else seat
        for seat in seats.seat
    )
    return replace(_without(seats, enrolment), seat=bound)


def _without(seats: Seats, enrolment: Enrolment) -> Seats:
    return replace(seats, enrolment=tuple(e for e in seats.enrolment if e != enrolment))
