"""A running connection with its mirror, as a command without a screen needs it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from county.access import Witnessed
from county.commands import Ask
from county.fields import Lang
from county.refusals import Refusal, ZhibanError, refuse
from feeds.connection import Connection
from feeds.frames import Done
from feeds.question import A, Question
from tui.grammar import Context
from tui.mirror import Changes, Mirror
from tui.view.voice import Voice


class Line:
    """What follows the desk for as long as one command runs. Made by `running`."""

    def __init__(self, mirror: Mirror, connection: Connection, wait_s: float) -> None:
        self.mirror = mirror
        self._connection = connection
        self._wait_s = wait_s
        self._news = asyncio.Event()
        self._voice: tuple[object, object, Voice] | None = None
        mirror.wake = self._news.set

    async def ready(self) -> None:
        """Wait until the board is here, proven, and named. Raises ZhibanError when it is not."""
        try:
            async with asyncio.timeout(self._wait_s):
                while not self._proven():
                    await self.changed()
                while self.mirror.needs_atlas:
                    await self._connection.survey()
                    await self.changed()
        except TimeoutError:
            why = self.mirror.link.refusal if self.mirror.link else None
            raise ZhibanError(why or refuse("not_connected")) from None

    def _proven(self) -> bool:
        link = self.mirror.link
        if link is not None and link.state == "refused":
            raise ZhibanError(link.refusal or refuse("not_connected"))
        return self.mirror.has_picture and link is not None and link.proven

    async def changed(self) -> Changes:
        """Wait until something changes; give what did."""
        await self._news.wait()
        self._news.clear()
        return self.mirror.take()

    async def ask(self, command: Ask) -> Done | Refusal:
        """Ask the desk and wait for its answer. Raises NotConnected when the line breaks."""
        done = await self._connection.do(command)
        return done.refusal or done

    async def inquire(self, question: Question[A]) -> A | Refusal:
        """Ask what the desk knows beside the board. Raises NotConnected when the line breaks."""
        answer = await self._connection.ask(question)
        return answer.refusal or answer

    async def audit(self, after: int) -> tuple[Witnessed, ...] | Refusal:
        """Ask for access facts after the number `after`. Raises NotConnected."""
        audited = await self._connection.audit(after)
        return audited.refusal or audited.rows

    def context(self, lang: Lang) -> Context:
        """Give what a line is understood against and worded with, as things stand now."""
        mirror = self.mirror
        if self._voice is None or self._voice[:2] != (lang, mirror.atlas):
            self._voice = (lang, mirror.atlas, Voice.of(lang, mirror.atlas))
        return Context(mirror.board, mirror.positions, self._voice[2], mirror.now())


@asynccontextmanager
async def running(
    mirror: Mirror, connection: Connection, wait_s: float = 10.0
) -> AsyncIterator[Line]:
    """Run `connection`, which folds into `mirror`, until the block ends.

    `wait_s`: how long `Line.ready` waits for the desk, seconds.
    """
    line = Line(mirror, connection, wait_s)
    following = asyncio.create_task(connection.run())
    try:
        yield line
    finally:
        following.cancel()
        # Not awaited itself: whoever is cancelled meanwhile must not take it for this task's end.
        await asyncio.wait((following,))
        if not following.cancelled():
            following.result()
