"""The eyes of a scripted console, and its hands: a board that follows a running desk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from county.board import WHOLE_COUNTY, Board, Picture, digest
from county.commands import Ask
from county.events import Entry
from county.refusals import ZhibanError
from feeds.channel import until_one_ends
from feeds.connection import Connection, Link, NotConnected
from feeds.frames import Delta, FromServer, Snapshot, Welcome


class Watcher:
    """The scripted console's eyes: a board that follows the desk, and who learns of each entry."""

    def __init__(self) -> None:
        self.board = Board()
        self.epoch = ""
        self.seq = 0
        self.learn: Callable[[Entry], None] = lambda _: None
        """Called with each entry once it is folded; entries of a snapshot are history, not news."""
        self._greeted = ""
        self._parts: list[Picture] = []

    def fold(self, frame: FromServer) -> None:
        """Fold what the desk sent."""
        match frame:
            case Welcome():
                self._greeted = frame.epoch
            case Snapshot():
                self._collect(frame)
            case Delta():
                for entry in frame.entries:
                    self.board.evolve(entry)
                    self.learn(entry)
                self._move_to(frame.through)
            case _:
                pass

    def digest(self) -> str:
        """Give the board's digest."""
        return digest(self.board.view(WHOLE_COUNTY))

    def linked(self, link: Link) -> None:
        """A play goes on whether the console sees or not."""

    def _collect(self, frame: Snapshot) -> None:
        if frame.part == 1:
            self._parts.clear()
        self._parts.append(frame.picture)
        if frame.part == frame.parts:
            fresh = Board.of(self._parts)
            # In place: the people of the play hold this board.
            for mine, theirs in (
                (self.board.alarms, fresh.alarms),
                (self.board.units, fresh.units),
                (self.board.warnings, fresh.warnings),
                (self.board.consoles, fresh.consoles),
            ):
                mine.clear()
                mine.update(theirs)  # type: ignore[arg-type]  # each pair is of one type
            self.epoch = self._greeted
            self._move_to(fresh.seq)

    def _move_to(self, seq: int) -> None:
        self.seq = self.board.seq = seq


class Worked:
    """A console that a play works: there while somebody sits at it, and silent when not.

    `dial` makes the line to the desk, a new one each time somebody sits down.
    """

    def __init__(self, dial: Callable[[], Connection], answered: Callable[[bool], None]) -> None:
        """`answered` is told of each command whether the desk refused it."""
        self._dial = dial
        self._answered = answered
        self._bids: asyncio.Queue[Ask] = asyncio.Queue()
        self._there = asyncio.Event()
        self._gone = asyncio.Event()

    def sit(self, *, there: bool) -> None:
        """Sit down, or leave."""
        (self._gone if there else self._there).clear()
        (self._there if there else self._gone).set()

    def bid(self, command: Ask) -> None:
        """Ask the desk for something, after what was asked before."""
        self.sit(there=True)
        self._bids.put_nowait(command)

    async def work(self) -> None:
        """Work until cancelled; raises ZhibanError when the desk refuses the seat."""
        while True:
            await self._there.wait()
            line = self._dial()
            await until_one_ends(_follow(line), self._ask(line), self._left())

    async def _left(self) -> None:
        await self._gone.wait()

    async def _ask(self, line: Connection) -> None:
        """Carry the commands one by one; what was lost with the line is let go."""
        while True:
            command = await self._bids.get()
            with suppress(NotConnected):
                done = await line.do(command)
                self._answered(done.refusal is not None)


async def _follow(line: Connection) -> None:
    raise ZhibanError(await line.run())
