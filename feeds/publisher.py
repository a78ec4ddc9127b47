"""What a feed uses to tell the desk: numbered, spooled, sent in batches, acknowledged.

async with Publisher(url, token, "panel-7", Path("spool")) as feed:
    await feed.push(fact)
    await feed.drained()
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from county.clock import Clock, SystemClock
from county.events import Report
from county.fields import Lang
from county.patrol import Fix
from county.refusals import Refusal, ZhibanError
from feeds.channel import (
    FOR_GOOD,
    Address,
    Channel,
    TurnedAwayError,
    UnreachableError,
    until_one_ends,
)
from feeds.dialler import Dialler, Link
from feeds.frames import Ack, Fixes, Ping, Pong, Push, Refused
from feeds.spool import DiskSpool, MemorySpool, Numbered, Spool

BATCH = 500
"""Facts in one frame: what waits goes at once, nothing waits to fill a frame."""

WINDOW = 4000
"""Facts on their way at most: the desk's commits stay busy over a slow line, memory stays small."""

MOMENTARY = frozenset({"busy", "not_durable", "too_fast", "stopping"})
"""Refusals that say nothing about the fact: it is sent again."""

_log = logging.getLogger("zhiban.feeds")


class Publisher:
    """Tells the desk facts and positions in the name of one source.

    With a spool directory every fact is on disk before `push` returns and goes out in order, after
    a kill too; without one it lives in memory only, as long as the process. A fact that the desk
    refuses goes to ``SOURCE.rejected.jsonl`` in the directory and to `on_refused`, or to the log
    when there is neither; nothing vanishes unsaid.
    """

    def __init__(
        self,
        url: str,
        token: str,
        source: str,
        spool: Path | None = None,
        *,
        lang: Lang = "en",
        client: str = "publisher",
        clock: Clock | None = None,
        rng: random.Random | None = None,
        on_refused: Callable[[int, Refusal], None] | None = None,
        on_link: Callable[[Link], None] | None = None,
        ca: Path | None = None,
    ) -> None:
        """`ca`: for ``wss:``, the certificates to trust, PEM; else those of the system."""
        self._clock = clock = clock or SystemClock()
        self.source = source
        """In whose name it speaks."""
        now_us = clock.now() * 1000
        self._spool: Spool = (
            DiskSpool(spool / f"{source}.spool", now_us) if spool else MemorySpool(now_us)
        )
        self._rejects = spool / f"{source}.rejected.jsonl" if spool else None
        self._on_refused = on_refused
        address = Address(url, token, lang, client, ca)
        jitter = rng or random.Random()  # noqa: S311  spreads retries, guards no secret
        self._on_link = on_link
        self._dialler = Dialler(address, clock, jitter, self._linked)
        self.known = 0
        """Facts that the desk had already when this publisher first sent them: told by an earlier
        one under the same numbers."""
        self._sent = 0
        """The highest number sent so far."""
        self._sent_before = 0
        """The highest number sent over an earlier line: the desk may have had it from there."""
        self._flying: dict[int, Report] = {}
        self._fixes: dict[str, Fix] = {}
        self._echo: float | None = None
        """The ping sent after the last positions: its answer tells that they were judged."""
        self._work = asyncio.Event()
        self._changed = asyncio.Event()
        self._ended: ZhibanError | None = None
        self._running: asyncio.Task[None] | None = None

    @property
    def link(self) -> Link:
        """How the line to the desk stands."""
        return self._dialler.link

    @property
    def left(self) -> int:
        """How many facts the desk has not acknowledged."""
        return self._spool.left

    @property
    def ended(self) -> ZhibanError | None:
        """What ended the sending for good, such as a bad token; facts are still spooled."""
        return self._ended

    async def __aenter__(self) -> Self:
        self._running = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        self._spool.close()

    async def push(self, fact: Report) -> int:
        """Keep a fact and send it; gives its number once it is spooled. Raises SpoolError."""
        return await self.push_all((fact,))

    async def push_all(self, facts: Sequence[Report], first: int | None = None) -> int:
        """Keep facts with one write; gives the first number, the others follow it.

        `first` is given by a source that numbers by itself, such as a register by its rows: above
        every number before, and the same number for the same fact whenever it is told again.
        """
        first = self._spool.append(facts, first)
        self._work.set()
        return first

    def locate(self, fix: Fix) -> None:
        """Send a position; never spooled: while the desk is away, each unit's newest is kept."""
        self._fixes[fix.unit] = fix
        self._work.set()

    async def connected(self) -> None:
        """Wait until the line to the desk is good; raises what refused it for good."""
        await self._wait_for(lambda: self.link.state == "live")

    async def drained(self, to: int = 0) -> None:
        """Wait until the desk has answered for all facts but `to`, and judged every position.

        Raises what ended the publisher when the desk refused it for good (a bad token).
        """

        def settled() -> bool:
            judged = not self._fixes and self._echo is None
            return self._spool.left <= to and (judged or to > 0)

        await self._wait_for(settled)

    # ---- the line -------------------------------------------------------------------------------

    async def _run(self) -> None:
        try:
            self._ended = TurnedAwayError(await self._dialler.run(self._talk))
        except ZhibanError as fault:
            self._ended = fault
        self._tell_change()

    async def _talk(self, channel: Channel) -> None:
        self._spool.rewind()
        self._sent_before = self._sent
        self._flying.clear()
        self._echo = None
        self._work.set()
        self._dialler.live()
        await until_one_ends(self._send(channel), self._read(channel), channel.keep())

    async def _send(self, channel: Channel) -> None:
        while True:
            await self._work.wait()
            self._work.clear()
            while len(self._flying) < WINDOW and (batch := self._spool.take(BATCH)):
                self._flying.update(batch)
                self._sent = max(self._sent, batch[-1].number)
                await channel.send(self._frame(batch))
            if self._fixes:
                await self._send_fixes(channel)

    def _frame(self, batch: list[Numbered]) -> Push:
        return Push(self.source, batch[0].number, tuple(fact for _, fact in batch))

    async def _send_fixes(self, channel: Channel) -> None:
        while batch := list(self._fixes.values())[:BATCH]:
            await channel.send(Fixes(self.source, tuple(batch)))
            for fix in batch:
                if self._fixes.get(fix.unit) is fix:
                    del self._fixes[fix.unit]
        self._echo = self._clock.monotonic()
        await channel.send(Ping(self._echo))

    async def _read(self, channel: Channel) -> None:
        while True:
            match await channel.receive():
                case Ack(source=self.source) as ack:
                    if ack.through > self._sent_before:
                        self.known += ack.known
                    self._acknowledged(ack.through)
                case Refused() as no:
                    self._refused(no)
                case Pong(sent=self._echo):
                    self._echo = None
                    self._tell_change()
                case _:
                    pass

    def _acknowledged(self, through: int) -> None:
        for number in list(self._flying):
            if number > through:
                break
            del self._flying[number]
        self._spool.acknowledge(through)
        self._work.set()
        self._tell_change()

    async def _wait_for(self, come: Callable[[], bool]) -> None:
        while self._ended is None and not come():
            await self._changed.wait()
        if self._ended is not None:
            raise self._ended

    def _tell_change(self) -> None:
        """Wake who waits; the next wait is for the next change."""
        self._changed.set()
        self._changed = asyncio.Event()

    def _linked(self, link: Link) -> None:
        self._tell_change()
        if self._on_link is not None:
            self._on_link(link)

    # ---- refusals -------------------------------------------------------------------------------

    def _refused(self, no: Refused) -> None:
        """Put a refused fact aside; what says nothing about the fact ends this call instead."""
        if no.number and no.refusal.code in MOMENTARY:
            raise UnreachableError(no.refusal)
        if not no.number and no.refusal.code in FOR_GOOD:
            raise TurnedAwayError(no.refusal)
        fact = self._flying.get(no.number)
        if fact is not None and self._rejects is not None:
            _put_aside(self._rejects, no, fact)
        if self._on_refused is not None:
            self._on_refused(no.number, no.refusal)
        elif self._rejects is None or fact is None:
            _log.warning("%s: refused %d: %s", self.source, no.number, no.text)


def _put_aside(path: Path, no: Refused, fact: Report) -> None:
    """Write down a refused fact and why, durably: the next ack makes the spool forget it."""
    record = {
        "number": no.number,
        "reason": no.text,
        "refusal": msgspec.to_builtins(no.refusal),
        "event": msgspec.to_builtins(fact),
    }
    with path.open("a", encoding="utf-8") as rejects:
        rejects.write(json.dumps(record, ensure_ascii=False) + "\n")
        rejects.flush()
        os.fsync(rejects.fileno())
