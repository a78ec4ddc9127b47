"""Subscribers that cost next to nothing: what is measured is the desk, not who reads it."""

from __future__ import annotations

import asyncio
import re
import socket
import time

from websockets.frames import Frame, Opcode

from bench.process import DeskProcess

_STAMP = re.compile(rb'"text":"t=(\d+)"')
_NUMBER = re.compile(rb"(\d+)[,}]")
_THROUGH = b'"through":'
_SEQ = b'"picture":{"seq":'
_PING = b"\x89\x04"
"""The head of the server's pings; the second byte never stands in JSON."""

_TAIL = 64

GREETING = (
    b"GET / HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: YmVuY2htYXJrcmVhZGVyIQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


def stamp() -> str:
    """Give the text of an alarm that tells readers when it was sent."""
    return f"t={time.monotonic_ns()}"


def frame(text: str) -> bytes:
    """Give a client's text frame."""
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=True)


class Reader(asyncio.Protocol):
    """Subscribes, confirms once a second, and notes how late each stamped alarm came."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._tail = b""
        self._seq = 0
        self._transport: asyncio.Transport
        self.late_s: list[float] = []
        self.received = 0
        self.subscribed = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say hello and subscribe in one go."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        hello = frame(f'{{"t":"hello","token":"{self._token}"}}')
        transport.write(GREETING + hello + frame('{"t":"subscribe"}'))

    def data_received(self, data: bytes) -> None:
        """Look for stamps and for how far the board reaches; nothing is parsed."""
        now = time.monotonic_ns()
        self.received += len(data)
        data = self._tail + data
        end = 0
        for found in _STAMP.finditer(data):
            self.late_s.append((now - int(found[1])) / 1e9)
            end = found.end()
        for mark in (_SEQ, _THROUGH):
            self._look(data, mark)
        if (at := data.rfind(_PING)) >= 0 and len(data) >= at + 6:
            pong = Frame(Opcode.PONG, data[at + 2 : at + 6]).serialize(mask=True)
            self._transport.write(pong)
            end = max(end, at + 6)
        self._tail = data[max(end, len(data) - _TAIL) :]

    def _look(self, data: bytes, mark: bytes) -> None:
        at = data.rfind(mark)
        digits = _NUMBER.match(data, at + len(mark)) if at >= 0 else None
        if digits is not None:
            self._seq = max(self._seq, int(digits[1]))
            if not self.subscribed.done():
                self.subscribed.set_result(None)

    def confirm(self) -> None:
        """Say what was seen."""
        if not self._transport.is_closing():
            self._transport.write(frame(f'{{"t":"seen","seq":{self._seq}}}'))

    def close(self) -> None:
        """Hang up."""
        self._transport.abort()


class Crowd:
    """Many readers, confirming each in its own moment of the second."""

    def __init__(self, desk: DeskProcess) -> None:
        self._desk = desk
        self.readers: list[Reader] = []
        self._confirming: asyncio.Task[None] | None = None

    async def gather(self, count: int) -> None:
        """Connect and wait until all are subscribed."""
        loop = asyncio.get_running_loop()
        for _ in range(count):
            _, reader = await loop.create_connection(
                lambda: Reader(self._desk.officer), "127.0.0.1", self._desk.port
            )
            self.readers.append(reader)
        await asyncio.gather(*(reader.subscribed for reader in self.readers))
        self._confirming = asyncio.create_task(self._confirm())

    async def _confirm(self) -> None:
        tenth = 0
        while True:
            for reader in self.readers[tenth % 10 :: 10]:
                reader.confirm()
            tenth += 1
            await asyncio.sleep(0.1)

    def begin(self) -> None:
        """Forget what was measured so far."""
        for reader in self.readers:
            reader.late_s.clear()

    def late_s(self, share: float) -> float:
        """Give the delay that `share` of all deliveries kept within, in seconds."""
        delays = sorted(late for reader in self.readers for late in reader.late_s)
        return delays[min(int(len(delays) * share), len(delays) - 1)]

    @property
    def deliveries(self) -> int:
        """How many stamped alarms arrived."""
        return sum(len(reader.late_s) for reader in self.readers)

    async def leave(self) -> None:
        """Hang up."""
        if self._confirming is not None:
            self._confirming.cancel()
        for reader in self.readers:
            reader.close()
        await asyncio.sleep(0)


def dead_reader(desk: DeskProcess) -> socket.socket:
    """Subscribe and never read again."""
    dead = socket.create_connection(("127.0.0.1", desk.port))
    hello = frame(f'{{"t":"hello","token":"{desk.officer}"}}')
    dead.sendall(GREETING + hello + frame('{"t":"subscribe"}'))
    return dead
