"""Runs a session or two without anybody, so that every session starts with its ways well trodden.

What a session needs for the first time, such as parsed styles, readers of frames, words, widths,
and code that the interpreter has fitted to its use, then lies in the memory that all of them share.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import closing
from functools import partial

import msgspec

from config.atlas import Atlas
from county.clock import SystemClock
from county.fields import Lang
from tui.app import DeskApp
from tui.door.framing import Begin, Kind, Unframer, begin, count, framed
from tui.door.session import DONE, serve
from tui.door.stage import Stage
from tui.door.standby import Standby
from tui.driver.input import ANSWER
from tui.driver.modes import PROBE
from tui.settings import Choices, Kept

REHEARSALS: tuple[tuple[int, int, Lang, str], ...] = (
    (160, 45, "en", ""),
    (80, 24, "zh", "truecolor"),
)
"""Columns, rows, language and COLORTERM of each: every pane beside the others, and one alone."""

ROUNDS = 20
"""How often news are painted in each. The interpreter fits code to its use while it runs, and so
writes to it; it has done most of that after so many rounds."""

ENTRIES = 5
"""How much happens in a round."""

PATIENCE_S = 30.0
"""After how long a rehearsal is given up, on a machine however slow."""


class RehearsalError(Exception):
    """A session at which nobody sat did not go as sessions go: officers could not be served."""


def warm_up(atlas: Atlas | None) -> None:
    """Run sessions on a played evening of the county; what they leave behind stays in memory.

    Raises RehearsalError when one does not go as it should, TimeoutError when it hangs.
    """
    for columns, rows, lang, colours in REHEARSALS:
        standby = Standby(atlas, SystemClock(), (columns, rows))
        standby.prepare()
        rehearse = partial(_rehearse, Stage(atlas, SystemClock()), standby, lang, colours)
        with closing(standby):
            code = standby.run(rehearse)
        if code != DONE:
            raise RehearsalError(f"at {columns} x {rows} it ended with {code}")


async def _rehearse(stage: Stage, standby: Standby, lang: Lang, colours: str) -> int:
    theirs, ours = socket.socketpair()
    theirs.setblocking(False)
    async with asyncio.timeout(PATIENCE_S), stage.open():
        session = asyncio.create_task(serve(theirs, standby))
        officer = Officer(_begin(stage.url, standby.size, lang, colours))
        await asyncio.get_running_loop().create_unix_connection(lambda: officer, sock=ours)
        await _until(lambda: standby.mirror.has_picture and not standby.app.blind, session)
        officer.type(b":g")  # the line to type in is on every officer's way
        for _ in range(ROUNDS):
            await stage.tell(ENTRIES)
            await _until(lambda: standby.mirror.seq == stage.board.seq, session)
            painted = asyncio.Event()
            standby.app.call_later(_paint, standby.app, painted)
            await _until(painted.is_set, session)
        await _until(lambda: standby.app.at_rest, session)
        officer.leave()
        return await session


def _paint(app: DeskApp, painted: asyncio.Event) -> None:
    """Show what came at once: with an officer it would wait for its time."""
    app.tick()
    app.show_news()
    app.draw_lines()
    painted.set()


async def _until(true: Callable[[], bool], session: asyncio.Task[int]) -> None:
    """Wait until something is true. Raises RehearsalError when the session ends before."""
    while not true():
        if session.done():
            raise RehearsalError(f"it ended with {session.result()}")
        await asyncio.sleep(0)


class Officer(asyncio.Protocol):
    """Sits at a rehearsal, with a terminal that has drawn everything at once."""

    def __init__(self, begin: bytes) -> None:
        self._begin = begin
        self._frames = Unframer()
        self._line: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Sit down."""
        assert isinstance(transport, asyncio.Transport)
        self._line = transport
        self._line.write(self._begin)

    def data_received(self, data: bytes) -> None:
        """Let everything leave for the terminal, and answer as one does."""
        for kind, payload in self._frames.feed(data):
            if kind in (Kind.BYTES, Kind.ERROR):
                self._line.write(count(Kind.ROOM, len(payload)))
                self.type(ANSWER.encode() * payload.count(PROBE.encode()))

    def type(self, keys: bytes) -> None:
        """Press keys."""
        self._line.write(framed(Kind.INPUT, keys))

    def leave(self) -> None:
        """Hang up."""
        self._line.close()


def _begin(url: str, size: tuple[int, int], lang: Lang, colours: str) -> bytes:
    columns, rows = size
    return begin(
        Begin(
            seat="",
            address="",
            url=url,
            ticket="",
            lang=lang,
            kept=msgspec.json.encode(Kept(Choices(lang=lang, ruler=True))),
            environ={"TERM": "xterm-256color", "COLORTERM": colours},
            columns=columns,
            rows=rows,
            terminal=True,
        )
    )
