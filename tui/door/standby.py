"""An app that already runs, at which nobody sits: every session of a door begins as a copy of one.

Laying the screens out takes longer than all else until a first picture, and touches most of the
memory that a session would otherwise have for itself.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Protocol

from config.atlas import Atlas
from county.clock import Clock
from feeds.frames import AtlasFrame
from tui.app import DeskApp, Line
from tui.driver.port import Port, PortDriver, port_driver
from tui.mirror import Mirror
from tui.place import Place
from tui.session import Session, no_desk
from tui.turns import Turns

SIZES = ((80, 24), (160, 45))
"""Columns and rows that a fork server lays one out for each, the smallest first: the most usual
ones of one pane and of all. To lay it out for another takes as long as all else on the way to a
first picture."""


class Seat(Port, Protocol):
    """An officer's end of the line: takes what is drawn, and hands on what they do."""

    def belong(self, owner: PortDriver) -> None:
        """Tell `owner` everything from now on."""


class Vacancy:
    """A terminal that nobody looks at: its line is always full, so that nothing is drawn."""

    backlog = 1

    def send(self, data: bytes) -> None:
        """Take bytes."""


class Standby:
    """A running app in a process that is to be forked, and in each process forked from it.

    Between `prepare` and `run` its event loop stands still. What a loop asks the kernel is shared
    by all processes that were forked with it, unless it is asked anew each time: hence poll, where
    epoll would wake one session for another's socket.
    """

    def __init__(
        self,
        atlas: Atlas | None,
        clock: Clock,
        size: tuple[int, int] = SIZES[0],
        turns: Turns | None = None,
    ) -> None:
        """Begin with the county that `atlas` tells of, if it is known, on `size` columns and rows.

        Whoever sits down may have a terminal of any size. `turns` are those of the whole machine.
        """
        self.size = size
        self._loop = asyncio.SelectorEventLoop(selectors.PollSelector())
        self.mirror = Mirror(clock)
        if atlas is not None:
            self.mirror.fold(AtlasFrame(atlas))
            self.mirror.take()  # known before anybody looks: it is no news
        self.session = Session(self.mirror, clock, no_desk)
        self.app = DeskApp(self.session, vacant=True, turns=turns)
        self.app.driver_class = port_driver(Vacancy(), self.session.depth)
        self._running: asyncio.Task[None] | None = None

    def prepare(self) -> None:
        """Run the app until it is laid out and has nothing left to do."""
        self._loop.run_until_complete(self._start())

    async def _start(self) -> None:
        running = self.app.run_async(size=self.size)
        self._running = asyncio.get_running_loop().create_task(running)
        while not (self.app.is_running and self.app.desks and self.app.at_rest):
            if self._running.done():
                self._running.result()
            await asyncio.sleep(0)

    def close(self) -> None:
        """End the app: there will be another one."""
        self.app.exit()
        if self._running is not None:
            self._loop.run_until_complete(self._running)
        self._loop.close()

    def run(self, work: Callable[[], Coroutine[object, object, int]]) -> int:
        """Go on in a process of its own, with `work` to be done beside the app; gives its result.

        The pair of sockets by which a loop wakes itself is renewed: of one that all processes have
        in common, each would take words that are for another. Python has no public word for it.
        """
        self._loop._close_self_pipe()  # type: ignore[attr-defined]
        self._loop._make_self_pipe()  # type: ignore[attr-defined]
        return self._loop.run_until_complete(work())

    async def attend(self, line: Line, seat: Seat, place: Place | None) -> None:
        """Have the session's officer sit down, on their own terminal, and stay until they leave."""
        self.app.call_later(self._sit_down, line, seat, place)
        assert self._running is not None
        await self._running

    def _sit_down(self, line: Line, seat: Seat, place: Place | None) -> None:
        self.app.sit_down(line, place)
        driver, terminal = self.app.driver, self.session.terminal
        assert driver is not None
        assert terminal is not None
        driver.plug_in(seat, self.session.depth, terminal.columns, terminal.rows)
        seat.belong(driver)
        self.app.screen.refresh()  # the new terminal shows nothing of what was drawn


def fitting(columns: int, rows: int) -> tuple[int, int]:
    """Choose of `SIZES` the largest that a terminal has room for, or the smallest."""
    fit = [size for size in SIZES if size[0] <= columns and size[1] <= rows]
    return fit[-1] if fit else SIZES[0]
