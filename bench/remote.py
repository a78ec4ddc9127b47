"""Officers who come in through the door: many SSH sessions in one client, measured at its end."""

from __future__ import annotations

import asyncio
import itertools
import socket
import struct
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import NamedTuple, Self

import asyncssh

from bench.answers import Answering
from bench.painted import Chunk

RARE = "ÅßþđŋŧœĸÆØĦŊ"
"""Letters that no text of the desk has: where one comes back, the key is on the screen."""

ENTERED = "EXERCISE"
"""What the status line says as soon as the screen follows the desk."""

AT_ONCE = 4
"""Logins under way at the same time."""

PATIENCE_S = 30.0
OPENING_S = 1.0
_BYTES_RECEIVED = 128
"""Where `struct tcp_info` of Linux holds `tcpi_bytes_received`."""


class Door(NamedTuple):
    """Where the door is and how to come in."""

    port: int
    key: Path
    """The private key that every seat of the bench signs in with."""


class Screen(asyncssh.SSHClientSession[bytes]):
    """The terminal of one session: answers, counts and finds, but draws nothing.

    Drawing a hundred screens would cost more than the server that is measured.
    """

    def __init__(self) -> None:
        self.received = 0
        """Bytes of the session, after decryption and decompression."""
        self.kept: list[Chunk] | None = None
        """What came, where somebody wants it kept."""
        self.ended = asyncio.Event()
        self._channel: asyncssh.SSHClientChannel[bytes]
        self._answering = Answering()
        self._sought: tuple[bytes, asyncio.Future[float]] | None = None
        self._tail = b""

    def connection_made(self, chan: asyncssh.SSHClientChannel[bytes]) -> None:
        """Take the channel to answer on."""
        self._channel = chan

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        """Count what came, answer its questions, and look for what is sought."""
        self.received += len(data)
        if self.kept is not None:
            self.kept.append(Chunk(time.monotonic(), data))
        if self._sought is not None:
            self._look(*self._sought, data)
        if said := self._answering.answers(data):
            self._channel.write(said)

    def connection_lost(self, exc: Exception | None) -> None:
        """Say that the session is over."""
        self.ended.set()

    def seek(self, text: bytes) -> asyncio.Future[float]:
        """Give the monotonic moment at which `text` comes, from now on."""
        future: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._sought, self._tail = (text, future), b""
        return future

    def _look(self, text: bytes, future: asyncio.Future[float], data: bytes) -> None:
        seen = self._tail + data
        self._tail = seen[-len(text) :]
        if text in seen:
            self._sought = None
            if not future.done():
                future.set_result(time.monotonic())


class Remote:
    """One officer far away."""

    def __init__(
        self,
        line: asyncssh.SSHClientConnection,
        channel: asyncssh.SSHClientChannel[bytes],
        screen: Screen,
        size: tuple[int, int],
    ) -> None:
        self.channel = channel
        self.size = size
        """Columns and rows."""
        self.screen = screen
        self._line = line
        self._rare = itertools.cycle(RARE)

    @classmethod
    async def enter(
        cls, door: Door, seat: str, columns: int, rows: int, keep: bool = False
    ) -> Self:
        """Sign in for a seat and open its screen; back when the county stands on it."""
        line = await asyncssh.connect(
            "127.0.0.1",
            door.port,
            config=None,
            username=seat,
            client_keys=[str(door.key)],
            agent_path=None,
            known_hosts=None,
            compression_algs=["zlib@openssh.com", "none"],
        )
        screen = Screen()
        screen.kept = [] if keep else None
        shown = screen.seek(ENTERED.encode())
        channel, _ = await line.create_session(
            lambda: screen,
            term_type="xterm-256color",
            term_size=(columns, rows),
            env={"COLORTERM": "truecolor", "LANG": "en_US.UTF-8"},
            encoding=None,
        )
        await asyncio.wait_for(shown, PATIENCE_S)
        return cls(line, channel, screen, (columns, rows))

    @property
    def wire_bytes(self) -> int:
        """Bytes received from the wire, as the kernel counts them: SSH's own framing is in it."""
        wire: socket.socket = self._line.get_extra_info("socket")
        info = wire.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
        received: int = struct.unpack_from("Q", info, _BYTES_RECEIVED)[0]
        return received

    async def open_prompt(self) -> None:
        """Open the line to type in. Raises TimeoutError."""
        for _ in range(3):  # what comes before the county is in view, or the line, goes nowhere
            self.channel.write(b":")
            await asyncio.sleep(OPENING_S)
            with suppress(TimeoutError):
                await self.press(OPENING_S)
                return
        await self.press()

    async def press(self, patience_s: float = PATIENCE_S) -> float:
        """Type a letter into the open prompt; give the seconds until it stood there.

        It is taken back, so that the line stays as long as it was; the next one must not follow at
        once, since keys that come together may change places. Raises TimeoutError.
        """
        letter = next(self._rare)
        pressed, seen = time.monotonic(), self.screen.seek(letter.encode())
        self.channel.write(letter.encode())
        took = await asyncio.wait_for(seen, patience_s) - pressed
        self.channel.write(b"\x7f")
        return took

    async def leave(self) -> None:
        """Hang up."""
        self._line.abort()
        await self._line.wait_closed()


@asynccontextmanager
async def crowd(
    door: Door, seats: Sequence[str], columns: int, rows: int
) -> AsyncIterator[list[Remote]]:
    """Let an officer in for each of `seats`, some at a time."""
    entering = asyncio.Semaphore(AT_ONCE)

    async def enter(seat: str) -> Remote:
        async with entering:
            remote = await Remote.enter(door, seat, columns, rows)
            there.push_async_callback(remote.leave)
            return remote

    async with AsyncExitStack() as there:
        yield await asyncio.gather(*(enter(seat) for seat in seats))
