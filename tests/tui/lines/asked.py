"""One line asked of a real desk over a real socket, and what was answered."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from county.clock import SystemClock
from county.fields import Lang
from feeds.connection import Connection
from tui.lines import Line, obey, running
from tui.mirror import Mirror


class Heard:
    """Keeps what a command writes, and can be waited on."""

    def __init__(self) -> None:
        self.out = ""
        self.err = ""
        self.reading = asyncio.Event()
        """Whether whoever asked takes what is written."""
        self.reading.set()
        self._more = asyncio.Event()

    def write(self, text: str) -> None:
        self.out += text
        self._more.set()

    def error(self, text: str) -> None:
        self.err += text
        self._more.set()

    async def drain(self) -> None:
        await self.reading.wait()

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    async def until(self, part: str) -> str:
        """Wait for a line that holds `part`."""
        async with asyncio.timeout(20):
            while True:
                for line in (self.out + self.err).splitlines():
                    if part in line:
                        return line
                self._more.clear()
                await self._more.wait()


@asynccontextmanager
async def line_to(url: str, token: str = "officer", wait_s: float = 10) -> AsyncIterator[Line]:
    """Open a line as one of the seats of the small desk."""
    clock = SystemClock()
    mirror = Mirror(clock)
    connection = Connection(
        url, token, mirror, lang="en", client="test", clock=clock, rng=random.Random(1)
    )
    async with running(mirror, connection, wait_s) as line:
        yield line


async def asked(
    url: str, *words: str, token: str = "officer", lang: Lang = "en", wait_s: float = 10
) -> tuple[int, Heard]:
    """Have one line obeyed; give its exit code and what it said."""
    heard = Heard()
    async with line_to(url, token, wait_s) as line:
        code = await obey(words, line, heard, lang)
    return code, heard


@asynccontextmanager
async def followed(url: str, *words: str, lang: Lang = "en") -> AsyncIterator[Heard]:
    """Follow a list for as long as the block lasts."""
    heard = Heard()
    async with line_to(url) as line:
        following = asyncio.create_task(obey(words, line, heard, lang))
        try:
            yield heard
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
