"""Who is let in by what they show: a token, or a ticket from an SSH door."""

from __future__ import annotations

import asyncio

from msgspec.structs import replace

from config.seats import token_hash
from county.access import EntryRefused
from county.clock import Clock
from county.refusals import Refusal, refuse
from server.access import Access, Pass
from server.doors import TICKET, Doors
from server.pace import Brake
from server.witness import Witness


class Admission:
    """Judges what newcomers show, and makes who guesses wait."""

    def __init__(self, access: Access, doors: Doors, witness: Witness, clock: Clock) -> None:
        self._access = access
        self._doors = doors
        self._witness = witness
        self._clock = clock
        self._brake = Brake(clock)

    async def admit(self, token: str, host: str, *, private: bool) -> Pass | Refusal:
        """Give the pass of who shows `token`, or why they may not come in.

        `private`: nobody else can read the connection, because of TLS or because it leaves no
        machine. The words are the same for all that is wrong, and so is the time.
        """
        shown = self._recognise(token, host)
        refusal = shown if isinstance(shown, Refusal) else self._access.ended(shown)
        if isinstance(shown, Pass) and refusal is None:
            seat = self._access.named(shown.seat.name)
            assert seat is not None
            if seat.role != "door" or private:
                return replace(shown, seat=seat)
            refusal = refuse("door_in_clear")
        assert refusal is not None
        self._note(refusal, host, shown.seat.name if isinstance(shown, Pass) else "")
        if refusal.code == "bad_token":
            await asyncio.sleep(self._brake.failed(host, token))
        return refusal

    def _recognise(self, token: str, host: str) -> Pass | Refusal:
        if token.startswith(TICKET):
            return self._doors.pass_of(token, host) or refuse("no_ticket")
        if (locked_out := self._brake.locked_out(host)) is not None:
            return locked_out
        seat = self._access.seat_of(token)
        return refuse("bad_token") if seat is None else Pass(seat, token_hash(token), host)

    def _note(self, refusal: Refusal, host: str, seat: str) -> None:
        now = self._clock.now()
        self._witness.saw(EntryRefused(at=now, address=host, reason=refusal.code, seat=seat))
