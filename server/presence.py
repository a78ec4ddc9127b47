"""Who is at the consoles: a seat that alarms are worked from is there while its line is heard.

A session makes its seat's console heard once it follows the board and shows it (`seen`) or acts on
it (`do`); from then on every frame is a sign of life. So a command of one line that only reads is
no console, and one that acts is a console until it has been silent for the time of a take-over.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

from county import consoles
from county.board import Board
from county.clock import Clock
from county.rights import Rights
from feeds.frames import Do, FromClient, Seen

LOOK_S = 1.0
"""How often it is looked who has fallen silent, in seconds."""


class Desk(Protocol):
    """Who decides and keeps what becomes of a console."""

    @property
    def board(self) -> Board:
        """The board with everything decided."""

    def console_heard(self, seat: str, rights: Rights) -> None:
        """Keep that somebody is at the console of `seat`."""

    def console_silent(self, seat: str) -> None:
        """Keep that nothing was heard of the console of `seat` for too long."""


class Presence:
    """When each console was last heard. Whether it is there stands on the board alone."""

    def __init__(self, desk: Desk, take_over_s: float, clock: Clock) -> None:
        self._desk = desk
        self._take_over_s = take_over_s
        self._clock = clock
        self._heard: dict[str, float] = {}
        self._since = clock.monotonic()
        """Since when it is listened at all: before, nobody could be heard."""
        self._turn: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Listen from now on, and look now and then who has fallen silent."""
        self._since = self._clock.monotonic()
        self._wait()

    def stop(self) -> None:
        """Look no more."""
        if self._turn is not None:
            self._turn.cancel()
            self._turn = None

    def heard(self, seat: str, rights: Rights) -> None:
        """Take a sign of life; cheap, for every frame of a console is one."""
        self._heard[seat] = self._clock.monotonic()
        if not consoles.there(self._desk.board.consoles, seat):
            self._desk.console_heard(seat, rights)

    def look(self) -> None:
        """Tell of every console that has been silent for too long."""
        too_old = self._clock.monotonic() - self._take_over_s
        board = self._desk.board
        for seat in [seat for seat in board.consoles if consoles.there(board.consoles, seat)]:
            if self._heard.get(seat, self._since) < too_old:
                self._desk.console_silent(seat)

    def _wait(self) -> None:
        self._turn = asyncio.get_running_loop().call_later(LOOK_S, self._look_again)

    def _look_again(self) -> None:
        self._wait()
        self.look()


class Sitting:
    """One session of a seat, as far as it is its console."""

    def __init__(self, presence: Presence, seat: str, rights: Rights) -> None:
        self._presence = presence
        self._seat = seat
        self._rights = rights
        self._follows = False
        self._is_one = False

    def subscribed(self) -> None:
        """Note that the session follows the board."""
        self._follows = self._rights.handles_alarms

    def heard(self, frame: FromClient) -> None:
        """Take a frame of the session."""
        if not self._follows:
            return
        if self._is_one or isinstance(frame, Seen | Do):
            self._is_one = True
            self._presence.heard(self._seat, self._rights)
