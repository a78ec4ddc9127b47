"""What `zhiban push` does: reads lines into a publisher and keeps account of each."""

from __future__ import annotations

import asyncio
import sys
from array import array
from contextlib import suppress

import click
import msgspec

from county.clock import SystemClock
from county.events import Report
from county.fields import Lang
from county.patrol import Fix
from county.refusals import Refusal, ZhibanError, refuse
from county.text import clean
from county.words import say
from feeds.identity import Sealer
from feeds.lines import Lines, chunks, read_line
from feeds.publisher import Publisher

KEPT_IN_MEMORY = 20_000
"""Without a spool, reading pauses when the desk is so many facts behind."""

PROGRESS_S = 0.5


class Bad(msgspec.Struct, frozen=True):
    """A line that was refused, here or by the desk."""

    line: int
    """0 when it is not known: an older run's fact, or a position."""
    field: str
    code: str
    reason: str


class Pusher:
    """Reads lines into a publisher and keeps account of what became of each."""

    def __init__(
        self,
        lang: Lang,
        spooled: bool,
        wait_s: float,
        *,
        quiet: bool,
        sealer: Sealer | None = None,
    ) -> None:
        """`sealer`: seals who bought gasoline; lines that say it are refused without."""
        self._lang: Lang = lang
        self._spooled = spooled
        self._wait_s = max(wait_s, 0.2)
        self._quiet = quiet
        self._sealer = sealer
        self._clock = SystemClock()
        self._lines = Lines()
        self._first = 0
        self._line_of = array("Q")
        """The line of each number pushed, from `_first` on: numbers follow each other."""
        self.bad: list[Bad] = []
        self.told = 0
        """Facts and positions given to the publisher."""
        self.kept = 0
        """Facts that stay in the spool for the next time."""
        self._refused_by_desk = 0

    async def run(self, feed: Publisher, descriptor: int) -> None:
        """Push everything; raises ZhibanError when the desk cannot be told."""
        async with feed:
            progress = asyncio.create_task(self._progress(feed))
            try:
                if not self._spooled:
                    await self._reach(feed)
                await self._read(feed, descriptor)
                await self._drain(feed)
            finally:
                progress.cancel()

    def refused(self, number: int, refusal: Refusal) -> None:
        """Hear that the desk refused a fact, or a position (number 0)."""
        self._refused_by_desk += 1
        place = number - self._first
        line = self._line_of[place] if 0 <= place < len(self._line_of) else 0
        self._note(line, refusal)

    def result(self) -> dict[str, object]:
        """Give the account for a script."""
        return {
            "lines": self._lines.number,
            "accepted": self._accepted(),
            "kept": self.kept,
            "refused": self.bad,
        }

    def summary(self) -> str:
        """Give the account for a person."""
        counts = {"accepted": self._accepted(), "refused": len(self.bad), "kept": self.kept}
        key = "push.summary_kept" if self.kept else "push.summary"
        return say(self._lang, key, **counts)

    def _accepted(self) -> int:
        return max(0, self.told - self._refused_by_desk - self.kept)

    # ---- inside ---------------------------------------------------------------------------------

    async def _read(self, feed: Publisher, descriptor: int) -> None:
        async for data in chunks(descriptor):
            await self._push(feed, list(self._lines.feed(data)))
            if not self._spooled:
                await feed.drained(KEPT_IN_MEMORY)
            if feed.ended is not None:
                raise feed.ended
        await self._push(feed, list(self._lines.finish()))

    async def _push(self, feed: Publisher, lines: list[tuple[int, bytes | Refusal]]) -> None:
        facts: list[Report] = []
        numbers = array("Q")
        for number, line in lines:
            item = line if isinstance(line, Refusal) else self._item(line)
            if isinstance(item, Refusal):
                self._note(number, item)
            elif isinstance(item, Fix):
                feed.locate(item)
                self.told += 1
            else:
                facts.append(item)
                numbers.append(number)
        if facts:
            first = await feed.push_all(facts)
            self._first = self._first or first
            self._line_of.extend(numbers)
            self.told += len(facts)

    def _item(self, line: bytes) -> Report | Fix | Refusal:
        return read_line(line, self._clock.now(), self._sealer)

    async def _reach(self, feed: Publisher) -> None:
        """Wait for the desk before anything is read that could only be lost."""
        try:
            async with asyncio.timeout(self._wait_s):
                await feed.connected()
        except TimeoutError:
            raise ZhibanError(feed.link.refusal or refuse("not_connected")) from None

    async def _drain(self, feed: Publisher) -> None:
        """Wait for the desk's answers; give up when it is away for longer than may be waited."""
        left = -1
        while True:
            if feed.link.state == "lost" and feed.left == left:
                break
            left = feed.left
            with suppress(TimeoutError):
                async with asyncio.timeout(self._wait_s):
                    await feed.drained()
                    return
        if not self._spooled:
            raise ZhibanError(feed.link.refusal or refuse("not_connected"))
        self.kept = feed.left

    def _note(self, line: int, refusal: Refusal) -> None:
        reason = clean(say(self._lang, f"refused.{refusal.code}", **refusal.values), 300)
        self.bad.append(Bad(line, clean(refusal.field, 80), refusal.code, reason))
        if not self._quiet:
            said = ": ".join(part for part in (clean(refusal.field, 80), reason) if part)
            key = "push.line" if line else "push.unnumbered"
            click.echo(say(self._lang, key, line=line, reason=said), err=True)

    async def _progress(self, feed: Publisher) -> None:
        """Show on a terminal how far it has come, and why it waits."""
        if self._quiet or not sys.stderr.isatty():
            return
        while True:
            await asyncio.sleep(PROGRESS_S)
            why = feed.link.refusal.text(self._lang) if feed.link.refusal else ""
            told = say(self._lang, "push.progress", told=self.told, left=feed.left)
            click.echo(f"\r\x1b[K{told} {clean(why, 60)}", nl=False, err=True)
