"""The door's side of the fork server: starts it, again if it dies, and asks it for processes."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from config.atlas import Atlas
from tui.door import orders

AGAIN_S = 1.0
"""How long to wait before a fork server that died is started again."""

LINE_BYTES = 8 * 1024
"""The kernel's buffer of a session's socket, half of what it then grants. What waits in it for a
terminal that reads no more is stale: the rest stays in the session, which knows what is newest."""

_DROPPED = ("NO_COLOR", "COLUMNS", "LINES")
"""What of the administrator's own terminal must not reach the officers'."""

logger = logging.getLogger(__name__)


class NoProcessError(Exception):
    """No process can be had for a session now."""


class Process(Protocol):
    """A session's process as the door sees it: a socket, and a way to end it."""

    line: socket.socket
    gone: asyncio.Future[int]
    """Done with its exit code when it has ended."""

    def end(self) -> None:
        """End it, whatever it is doing."""


class Forked:
    """A process that the fork server made."""

    def __init__(self, nursery: Nursery, number: int, line: socket.socket) -> None:
        self.line = line
        self.gone: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._nursery = nursery
        self._number = number

    def end(self) -> None:
        """Kill it."""
        self._nursery.send(orders.End(self._number))


class Nursery:
    """Where sessions' processes come from, as long as `run` runs."""

    def __init__(self, command: Sequence[str]) -> None:
        """`command` starts a fork server; it is given the descriptor of its socket as well."""
        self._command = command
        self._atlas: Atlas | None = None
        self._control: socket.socket | None = None
        self._ready = asyncio.Event()
        self._last = 0
        self._processes: dict[int, Forked] = {}

    async def run(self) -> None:
        """Keep a fork server running until cancelled."""
        while True:
            await self._run_one()
            logger.error("the fork server ended; it is started again")
            await asyncio.sleep(AGAIN_S)

    async def ready(self) -> None:
        """Wait until a process can be had at once."""
        await self._ready.wait()

    def ground(self, atlas: Atlas) -> None:
        """Have all processes from now on begin with this atlas."""
        self._atlas = atlas
        if self._control is not None:
            self._send_ground(self._control)

    def fork(self, columns: int, rows: int) -> Forked:
        """Have a process made for a terminal of that size. Raises NoProcessError."""
        self._last += 1
        ours, theirs = socket.socketpair()
        for end in (ours, theirs):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LINE_BYTES)
        ours.setblocking(False)
        with theirs:
            if not self.send(orders.Fork(self._last, columns, rows), theirs.fileno()):
                ours.close()
                raise NoProcessError
        process = self._processes[self._last] = Forked(self, self._last, ours)
        return process

    def send(self, order: orders.Order, descriptor: int | None = None) -> bool:
        """Ask something of the fork server; False when it cannot take it."""
        if self._control is None:
            return False
        try:
            descriptors = [] if descriptor is None else [descriptor]
            socket.send_fds(self._control, [orders.encode(order)], descriptors)
        except OSError:  # it has died, which `run` sees too, or is buried in orders
            return False
        return True

    async def _run_one(self) -> None:
        """Run one fork server until it ends."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        loop = asyncio.get_running_loop()
        ended = asyncio.Event()
        with ours:
            with theirs:
                process = await asyncio.create_subprocess_exec(
                    *self._command,
                    str(theirs.fileno()),
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=asyncio.subprocess.DEVNULL,
                    env=_environment(os.environ),
                    pass_fds=(theirs.fileno(),),
                    start_new_session=True,
                )
            loop.add_reader(ours, self._hear, ours, ended)
            self._control = ours
            try:
                self._send_ground(ours)
                await ended.wait()
            finally:
                loop.remove_reader(ours)
                self._control = None
                self._ready.clear()
                self._forget()
        await process.wait()

    def _send_ground(self, control: socket.socket) -> None:
        """Hand the atlas over in a file without a name: it is longer than a message may be."""
        descriptor = os.memfd_create("atlas")
        with os.fdopen(descriptor, "wb+") as file:
            file.write(msgspec.msgpack.encode(self._atlas))
            file.seek(0)
            self.send(orders.Ground(), descriptor)

    def _hear(self, control: socket.socket, ended: asyncio.Event) -> None:
        try:
            data = control.recv(orders.MESSAGE_BYTES)
        except ConnectionResetError:
            data = b""
        if not data:
            asyncio.get_running_loop().remove_reader(control)
            ended.set()
            return
        match orders.word(data):
            case orders.Ready():
                self._ready.set()
            case orders.Gone(number, code):
                self._left(number, code)

    def _left(self, number: int, code: int) -> None:
        process = self._processes.pop(number, None)
        if process is not None and not process.gone.done():
            process.gone.set_result(code)

    def _forget(self) -> None:
        """Nobody will tell any more how these end; that they ended shows on their sockets."""
        for number in [*self._processes]:
            self._left(number, -1)


def _environment(own: Mapping[str, str]) -> dict[str, str]:
    """Give the environment of every session: the service's own, never an officer's.

    The terminal named in it is the best there is: what an officer's can do less is taken away from
    each picture, by the session that knows.
    """
    kept = {name: value for name, value in own.items() if name not in _DROPPED}
    plain = {name: value for name, value in kept.items() if not name.startswith("TEXTUAL")}
    return plain | {
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "TEXTUAL_ANIMATIONS": "none",
    }
