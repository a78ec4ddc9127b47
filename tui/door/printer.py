"""Where a command without a screen writes, and how its officer stops it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

from tui.door.tether import Tether

ENOUGH_BYTES = 16 * 1024
"""What may be on its way before a command waits: a reader who stopped costs no more than this."""

STOPPED = 130
"""The exit code of a command that its officer stopped, as shells give it."""

_LEAVE = b"\x03\x04"
"""Ctrl+C and Ctrl+D: with a terminal they come as bytes, for ours turns nothing into signals."""


class Printer:
    """A command's output; on a terminal, which is raw, lines also go back to the left."""

    def __init__(self, tether: Tether, *, terminal: bool) -> None:
        self._tether = tether
        self._terminal = terminal
        self._room = asyncio.Event()
        self._left = asyncio.Event()
        tether.belong(self)

    async def until_left(self, work: Coroutine[None, None, int]) -> int:
        """Do `work` and give its exit code, unless the officer stops it or goes."""
        working = asyncio.ensure_future(work)
        leaving = asyncio.ensure_future(self._left.wait())
        try:
            await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
            return working.result() if working.done() else STOPPED
        finally:
            working.cancel()
            leaving.cancel()
            await asyncio.wait((working, leaving))

    # ---- what a command writes to ---------------------------------------------------------------

    def write(self, text: str) -> None:
        """Write text."""
        self._tether.send(self._bytes(text))

    def error(self, text: str) -> None:
        """Write about what went wrong."""
        self._tether.error(self._bytes(text))

    async def drain(self) -> None:
        """Wait until there is room for more."""
        while self._tether.backlog > ENOUGH_BYTES:
            self._room.clear()
            await self._room.wait()

    def _bytes(self, text: str) -> bytes:
        return (text.replace("\n", "\r\n") if self._terminal else text).encode("utf-8", "replace")

    # ---- what the officer does ------------------------------------------------------------------

    def feed(self, data: bytes) -> None:
        """Stop when told to; nothing else that is typed means anything."""
        if self._terminal and any(byte in _LEAVE for byte in data):
            self._left.set()

    def resized(self, columns: int, rows: int) -> None:
        """Lines are not laid out: nothing to do."""

    def room(self) -> None:
        """Let the command go on."""
        self._room.set()

    def hung_up(self) -> None:
        """Stop: nobody reads any more."""
        self._left.set()
