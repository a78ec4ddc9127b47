"""A door's front in this process, with a desk and sessions that a test plays itself."""

from __future__ import annotations

import asyncio
import random
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import asyncssh

from county.clock import SystemClock
from county.refusals import ZhibanError, refuse
from feeds.frames import Entered
from feeds.vouching import Vouch
from tui.door.framing import Kind, Unframer, framed, read_count
from tui.door.front import Opening, opened
from tui.door.keeper import Keeper
from tui.door.limits import Admissions, Caps
from tui.door.nursery import LINE_BYTES, Forked, NoProcessError, Nursery
from tui.door.sitting import House


class PlayedDesk(Vouch):
    """Lets everybody in who is not called nobody; notes who left and who was turned away."""

    def __init__(self) -> None:
        clock, rng = SystemClock(), random.Random(1)
        super().__init__("ws://127.0.0.1:1", "", clock=clock, rng=rng)
        self.away = False
        self.left: list[str] = []
        self.turned: asyncio.Queue[tuple[str, str, str]] = asyncio.Queue()

    async def knock(self, name: str, key: str, address: str) -> Literal["yes", "enrol", "no"]:
        if self.away:
            raise ZhibanError(refuse("not_connected"))
        return "no" if name == "nobody" else "yes"

    async def enter(
        self, name: str, key: str, address: str, code: str = "", client: str = ""
    ) -> Entered:
        return Entered(id=1, ticket=f"ticket of {name}", lang="en")

    def turned_away(self, name: str, address: str, reason: str) -> None:
        self.turned.put_nowait((name, address, reason))

    def leave(self, ticket: str) -> None:
        self.left.append(ticket)


class PlayedSession:
    """The process's end of a session's socket, in the hands of a test."""

    def __init__(self, line: socket.socket) -> None:
        line.setblocking(False)
        self._line = line
        self._frames = Unframer()
        self._waiting: list[tuple[Kind, bytes]] = []
        self.told = 0
        """Bytes of the frames that the socket took."""
        self.passed = 0
        """Bytes that the door says have left."""

    async def hear(self, kind: Kind) -> bytes:
        """Wait for a frame of this kind; give what it carries."""
        async with asyncio.timeout(10):
            while True:
                while self._waiting:
                    came, payload = self._waiting.pop(0)
                    if came is Kind.ROOM:
                        self.passed += read_count(payload)
                    if came is kind:
                        return payload
                data = await asyncio.get_running_loop().sock_recv(self._line, 65536)
                assert data, "the door hung up"
                self._waiting += self._frames.feed(data)

    async def tell(self, kind: Kind, payload: bytes) -> None:
        """Say something to the door, as soon as it takes it."""
        await asyncio.get_running_loop().sock_sendall(self._line, framed(kind, payload))
        self.told += len(payload)

    def vanish(self) -> None:
        """End without a word."""
        self._line.close()


class PlayedNursery(Nursery):
    """Gives sessions to the test instead of forking them."""

    def __init__(self) -> None:
        super().__init__(())
        self.sessions: asyncio.Queue[PlayedSession] = asyncio.Queue()
        self.made: list[PlayedSession] = []
        self.barren = False

    def fork(self, columns: int, rows: int) -> Forked:
        if self.barren:
            raise NoProcessError
        ours, theirs = socket.socketpair()
        for end in (ours, theirs):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LINE_BYTES)
        ours.setblocking(False)
        self.made.append(PlayedSession(theirs))
        self.sessions.put_nowait(self.made[-1])
        return Forked(self, 1, ours)

    async def session(self) -> PlayedSession:
        async with asyncio.timeout(10):
            return await self.sessions.get()


class Front:
    """An open front: its port, and the two that it thinks are a desk and a fork server."""

    def __init__(self, desk: PlayedDesk, nursery: PlayedNursery, port: int) -> None:
        self.desk = desk
        self.nursery = nursery
        self.port = port

    @asynccontextmanager
    async def officer(
        self, name: str = "li", sock: socket.socket | None = None
    ) -> AsyncIterator[asyncssh.SSHClientConnection]:
        """Connect with a key of the moment."""
        where = {"sock": sock} if sock else {"host": "127.0.0.1", "port": self.port}
        key = asyncssh.generate_private_key("ssh-ed25519")
        async with asyncssh.connect(
            **where,
            username=name,
            client_keys=[key],
            known_hosts=None,
            agent_path=None,
            config=None,
        ) as connection:
            yield connection


@asynccontextmanager
async def front(place: Path, caps: Caps | None = None) -> AsyncIterator[Front]:
    """Open a front that does not compress, on a free port."""
    clock, desk, nursery = SystemClock(), PlayedDesk(), PlayedNursery()
    chosen = caps or Caps()
    house = House(
        vouch=desk,
        nursery=nursery,
        admissions=Admissions(chosen, clock),
        keeper=Keeper(place),
        turns=asyncio.Semaphore(chosen.starting),
        url="ws://127.0.0.1:1",
    )
    key = asyncssh.generate_private_key("ssh-ed25519")
    async with opened(house, key, [Opening("127.0.0.1", 0, compressed=False)]) as ports:
        try:
            yield Front(desk, nursery, ports[0])
        finally:
            for session in nursery.made:
                session.vanish()
