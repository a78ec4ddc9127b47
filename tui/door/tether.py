"""A session's end of the socket to the door: what its driver writes to and is fed from."""

from __future__ import annotations

import asyncio
from typing import Protocol

from tui.door import framing
from tui.door.framing import Begin, Kind, Unframer


class Owner(Protocol):
    """What takes an officer's side of a session: a driver of screens, a command without one."""

    def feed(self, data: bytes) -> None:
        """Take what was typed."""

    def resized(self, columns: int, rows: int) -> None:
        """Take the window's new size, in cells."""

    def room(self) -> None:
        """Learn that the backlog has shrunk."""

    def hung_up(self) -> None:
        """Learn that the officer has gone: nothing written from now on reaches anybody."""


class Tether(asyncio.Protocol):
    """Speaks frames with the door."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.begun: asyncio.Future[Begin | None] = loop.create_future()
        """Done with who sits down; None when they have gone before they began."""
        self.backlog = 0
        """Bytes given to `send` that have not left for the terminal."""
        self._frames = Unframer()
        self._transport: asyncio.Transport | None = None
        self._owner: Owner | None = None
        self._early = bytearray()
        self._size: tuple[int, int] | None = None
        self._gone: asyncio.Future[None] = loop.create_future()

    def belong(self, owner: Owner) -> None:
        """Tell `owner` everything from now on, and what was typed before it was there."""
        self._owner = owner
        if self._size is not None:
            owner.resized(*self._size)
        if self._early:
            owner.feed(bytes(self._early))
            self._early.clear()
        if self._gone.done():
            owner.hung_up()

    # ---- to the door ----------------------------------------------------------------------------

    def send(self, data: bytes) -> None:
        """Write to the terminal."""
        self.backlog += len(data)
        self._say(Kind.BYTES, data)

    def error(self, data: bytes) -> None:
        """Write to standard error, which a terminal shows too."""
        self.backlog += len(data)
        self._say(Kind.ERROR, data)

    def keep(self, kept: bytes) -> None:
        """Have the door keep this for the seat's next session."""
        self._say(Kind.KEPT, kept)

    async def exit(self, code: int) -> None:
        """Say how the session ended, the last word, and wait until the door has heard it.

        Closing here instead could lose it: the door may just be writing, and would stop reading.
        """
        self._write(framing.count(Kind.EXIT, code))
        await self._gone

    def _say(self, kind: Kind, payload: bytes) -> None:
        self._write(framing.framed(kind, payload))

    def _write(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    # ---- from the door --------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to listen."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Take frames and hand them on."""
        for kind, payload in self._frames.feed(data):
            self._take(kind, payload)

    def connection_lost(self, exc: Exception | None) -> None:
        """Hang up."""
        self._gone.set_result(None)
        if not self.begun.done():
            self.begun.set_result(None)
        if self._owner is not None:
            self._owner.hung_up()

    def _take(self, kind: Kind, payload: bytes) -> None:
        match kind:
            case Kind.BEGIN:
                self.begun.set_result(framing.read_begin(payload))
            case Kind.INPUT:
                if self._owner is not None:
                    self._owner.feed(payload)
                else:
                    self._early += payload
            case Kind.RESIZE:
                self._size = framing.read_resize(payload)
                if self._owner is not None:
                    self._owner.resized(*self._size)
            case Kind.ROOM:
                self.backlog -= framing.read_count(payload)
                if self._owner is not None:
                    self._owner.room()
