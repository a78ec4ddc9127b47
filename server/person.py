"""What a session knows of the person at the seat: whether they are there, and what they look at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from county.access import Access, AuditRead, CommandForbidden, Witnessed
from county.clock import Clock
from county.commands import Command
from county.fields import Lang
from county.refusals import Refusal, refuse
from feeds import frames
from feeds.question import Question
from server.access import Pass
from server.journal import AccessRow
from server.locks import Locks
from server.witness import Witness

ReadAudit = Callable[[int, int], Awaitable[list[AccessRow]]]
"""Gives up to so many access facts (second) after a number (first)."""

_NOT_FOR_THEM = frozenset(
    {
        "role_may_not",
        "not_your_area",
        "unknown_alarm",
        "unknown_warning",
        "unknown_unit",
        "identity_closed",
        "locked",
    }
)
"""Refusals that the audit keeps: what a seat may not see is refused as unknown."""

_decode = msgspec.json.Decoder(Access).decode


class Person:
    """Who sits at one seat, at one place."""

    def __init__(
        self, shown: Pass, locks: Locks, witness: Witness, read: ReadAudit, clock: Clock
    ) -> None:
        self._shown = shown
        self._locks = locks
        self._witness = witness
        self._read = read
        self._clock = clock

    @property
    def seat(self) -> str:
        """The name of the seat."""
        return self._shown.seat.name

    def present(self) -> None:
        """Note that somebody is there."""
        self._locks.present(self._shown)

    def lock(self) -> Refusal | None:
        """Lock the seat at this place."""
        return self._locks.lock(self._shown)

    async def unlock(self, pin: str) -> Refusal | None:
        """Unlock it with its PIN."""
        return await self._locks.unlock(self._shown, pin)

    def forbids(self) -> Refusal | None:
        """Refuse commands while the seat is locked; whoever gives one is there."""
        if self._locks.locked(self._shown):
            return refuse("locked")
        self._locks.present(self._shown)
        return None

    @property
    def locked(self) -> bool:
        """Whether the seat is locked. Asking does not show that somebody is there: screens ask."""
        return self._locks.locked(self._shown)

    def was_refused(self, command: Command | Question[Any], refusal: Refusal) -> None:
        """Write down a command or question on what is not theirs; other refusals harm nobody."""
        if refusal.code in _NOT_FOR_THEM:
            self._witness.saw(
                CommandForbidden(
                    at=self._clock.now(),
                    seat=self._shown.seat.name,
                    command=str(type(command).__struct_config__.tag),
                    reason=refusal.code,
                )
            )

    async def audit(self, asked: frames.Audit, lang: Lang) -> frames.Audited:
        """Give access facts to who may read them, and write down that they did."""
        refusal = self._may_read()
        if refusal is not None:
            now, seat = self._clock.now(), self._shown.seat.name
            self._witness.saw(
                CommandForbidden(at=now, seat=seat, command="audit", reason=refusal.code)
            )
            return frames.Audited(id=asked.id, refusal=refusal, text=refusal.text(lang))
        self._witness.saw(
            AuditRead(
                at=self._clock.now(),
                seat=self._shown.seat.name,
                address=self._shown.address,
                after=asked.after,
                limit=asked.limit,
            )
        )
        rows = await self._read(asked.after, asked.limit)
        return frames.Audited(
            id=asked.id, rows=tuple(Witnessed(row.number, _decode(row.body)) for row in rows)
        )

    def _may_read(self) -> Refusal | None:
        rights = self._shown.seat.rights
        if not rights.reads_audit:
            whole = replace(rights, areas=None).reads_audit
            return refuse("not_your_area") if whole else refuse("role_may_not", role=rights.role)
        return refuse("locked") if self._locks.locked(self._shown) else None
