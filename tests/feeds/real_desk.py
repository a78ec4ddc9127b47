"""A whole desk of the built-in county on a free port, with the tokens of a first start."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from config.settings import Settings
from county.alarms import Alarm
from county.board import Board
from county.clock import SystemClock
from feeds.connection import Connection, Link
from feeds.simulator.watcher import Watcher
from server.serve import first_seats, opened


class Eyes(Watcher):
    """A follower that can be waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.proven = asyncio.Event()

    def linked(self, link: Link) -> None:
        if link.proven:
            self.proven.set()


class RealDesk(NamedTuple):
    """Where the desk is and who may speak to it."""

    url: str
    officer: Path
    feed: Path

    async def board(self) -> Board:
        """Fetch the board as the officer's screen would, and prove it."""
        eyes = Eyes()
        connection = Connection(
            self.url,
            self.officer.read_text("ascii").strip(),
            eyes,
            lang="en",
            client="test",
            clock=SystemClock(),
            rng=random.Random(1),
        )
        running = asyncio.create_task(connection.run())
        async with asyncio.timeout(10):
            await eyes.proven.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        return eyes.board

    async def alarms(self) -> list[Alarm]:
        """Fetch the alarms in order of their numbers."""
        return [alarm for _, alarm in sorted((await self.board()).alarms.items())]


@asynccontextmanager
async def real_desk(data_dir: Path) -> AsyncIterator[RealDesk]:
    """Run a desk on `data_dir`, in this process."""
    first_seats(data_dir)
    async with opened(data_dir, Settings(port=0, mode="exercise"), SystemClock()) as server:
        officer, feed = data_dir / "officer.token", data_dir / "feed.token"
        yield RealDesk(server.url, officer, feed)


class Run(NamedTuple):
    """How a program ended."""

    code: int
    out: str
    err: str


async def run(*command: str | Path, given: bytes | str = b"") -> Run:
    """Run a program with `given` on its standard input."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    data = given.encode() if isinstance(given, str) else given
    out, err = await process.communicate(data)
    assert process.returncode is not None
    return Run(process.returncode, out.decode(), err.decode())


async def zhiban(*arguments: str | Path, given: bytes | str = b"") -> Run:
    """Run a command of ours."""
    code = "from zhiban.cli import main; main()"
    return await run(sys.executable, "-c", code, *arguments, given=given)
