"""A thin, long line between client and server: TCP passed on late, and down no faster than said.

It runs as a process of its own (``python -m bench.relay PORT``), so that no load holds it up. It
takes no more from the server than the line can carry, and gives the kernel little room: what the
server sends too much stays with the server, as behind a real line.
"""

from __future__ import annotations

import argparse
import asyncio
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

DOWN_B_S = 8000.0
DELAY_S = 0.15
"""The line of the bars: 64 kbit/s towards the client, 300 ms there and back."""

PIECE = 160
"""Bytes of a thin line that travel together: 20 ms of it."""

SEGMENT = 1460
ROOM = 2304
"""What TCP sends at once, and the smallest buffer that Linux gives a socket: loopback's own, 64 KB
and more, would be seconds of such a line."""


class Line:
    """When bytes have left a sender and when they arrive, on a line that carries some a second."""

    def __init__(self, bytes_s: float, delay_s: float) -> None:
        self._bytes_s = bytes_s
        self._delay_s = delay_s
        self._free = 0.0

    def carry(self, now: float, size: int) -> tuple[float, float]:
        """Put `size` bytes on the line at `now`; give when it is free again, and their arrival."""
        self._free = max(now, self._free) + size / self._bytes_s
        return self._free, self._free + self._delay_s


class Relay(NamedTuple):
    """A running relay."""

    port: int
    """Of loopback, where it listens."""
    pid: int
    """Its process: one that is stopped is a line that stands still."""


@contextmanager
def thin_line(port: int, down_b_s: float = DOWN_B_S, delay_s: float = DELAY_S) -> Iterator[Relay]:
    """Put a thin line between clients and the server on `port` of loopback."""
    line = ("--down", str(down_b_s), "--delay", str(delay_s))
    command = (sys.executable, "-m", "bench.relay", str(port), *line)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as relay:
        try:
            assert relay.stdout is not None
            yield Relay(int(relay.stdout.readline()), relay.pid)
        finally:
            relay.terminate()


async def relay(port: int, down_b_s: float, delay_s: float) -> None:
    """Pass connections on to `port` for ever; prints where it listens itself."""
    loop = asyncio.get_running_loop()

    async def pass_on(near: socket.socket) -> None:
        try:
            with near, _small_socket() as far:
                await loop.sock_connect(far, ("127.0.0.1", port))
                async with asyncio.TaskGroup() as ways:
                    ways.create_task(_carry(near, far, Line(float("inf"), delay_s), 65_536))
                    ways.create_task(_carry(far, near, Line(down_b_s, delay_s), PIECE))
        except* OSError:
            pass  # one end went away, and now so has the other

    with _small_socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        print(door.getsockname()[1], flush=True)
        async with asyncio.TaskGroup() as connections:
            while True:
                near, _ = await loop.sock_accept(door)
                near.setblocking(False)
                connections.create_task(pass_on(near))


def _small_socket() -> socket.socket:
    """Give a socket of small segments and buffers, which what it accepts inherits."""
    small = socket.socket()
    small.setblocking(False)
    small.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    small.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT)
    for buffer in (socket.SO_RCVBUF, socket.SO_SNDBUF):
        small.setsockopt(socket.SOL_SOCKET, buffer, ROOM)
    return small


async def _carry(source: socket.socket, sink: socket.socket, line: Line, piece: int) -> None:
    """Carry bytes one way until their end; no more of them are taken than the line has room for."""
    loop = asyncio.get_running_loop()
    on_the_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def deliver() -> None:
        data = b"?"
        while data:
            arrival, data = await on_the_way.get()
            await asyncio.sleep(arrival - loop.time())
            await loop.sock_sendall(sink, data)
        sink.shutdown(socket.SHUT_WR)

    async with asyncio.TaskGroup() as way:
        way.create_task(deliver())
        data = b"?"
        while data:
            data = await loop.sock_recv(source, piece)
            free, arrival = line.carry(loop.time(), len(data))
            on_the_way.put_nowait((arrival, data))
            await asyncio.sleep(free - loop.time())


def main() -> None:
    """Run one relay until it is stopped."""
    parser = argparse.ArgumentParser(prog="python -m bench.relay", description=__doc__)
    parser.add_argument("port", type=int, help="of loopback, where the server listens")
    parser.add_argument("--down", type=float, default=DOWN_B_S, help="bytes a second to the client")
    parser.add_argument("--delay", type=float, default=DELAY_S, help="seconds each way")
    asked = parser.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(relay(asked.port, asked.down, asked.delay))


if __name__ == "__main__":
    main()
