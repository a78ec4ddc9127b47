"""The connection of an SSH door: it asks for those who stand before it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

from county.clock import Clock
from county.refusals import Refusal, refuse
from feeds import frames
from feeds.frames import FromClient
from feeds.wire import Batch, WireError
from server.access import Pass
from server.doors import Doors
from server.peer import Peer

MAX_ASKED = 200
"""Questions of one door under way; further frames are left unread."""


class DoorSession:
    """Serves one door until it goes. Questions are answered as they are settled, in any order."""

    def __init__(
        self,
        peer: Peer,
        shown: Pass,
        doors: Doors,
        atlas: bytes,
        patience_s: float,
        clock: Clock,
    ) -> None:
        """`patience_s`: how long the door may take to read the atlas, seconds."""
        self.peer = peer
        self.shown = shown
        self._doors = doors
        self._atlas = atlas
        self._patience_s = patience_s
        self._clock = clock
        self._room = asyncio.Semaphore(MAX_ASKED)
        self._asked: set[asyncio.Task[None]] = set()
        """Held, because the loop does not; they end by themselves also when the door is gone."""

    async def run(self) -> None:
        """Read and answer until the connection ends. Raises ConnectionClosed."""
        self._doors.came(self.shown.seat)
        try:
            while True:
                data = await self.peer.socket.recv(decode=False)
                try:
                    frame = self.peer.codec.from_client(data)
                except WireError as error:
                    self.peer.refuse(error.refusal)
                else:
                    await self._take(frame)
        finally:
            self._doors.went(self.shown.seat)

    async def _take(self, frame: FromClient | Batch) -> None:
        match frame:
            case frames.Knock():
                await self._begin(self._knock(frame))
            case frames.Enter():
                await self._begin(self._enter(frame))
            case frames.TurnedAway():
                self._doors.turned_away(frame.name, frame.address, frame.reason)
            case frames.Leave():
                self._doors.leave(frame.ticket, self.shown.seat)
            case frames.Ping():
                self.peer.tell(frames.Pong(frame.sent, self._clock.now()))
            case frames.Survey():
                await self.peer.deliver(self._atlas, self._patience_s)
            case _:
                self.peer.refuse(refuse("role_may_not", role=self.shown.seat.role))

    async def _begin(self, answering: Coroutine[None, None, None]) -> None:
        """Answer in a task of its own: a wrong guess must not make the others wait."""
        await self._room.acquire()
        task = asyncio.create_task(answering)
        self._asked.add(task)
        task.add_done_callback(self._settled)

    def _settled(self, task: asyncio.Task[None]) -> None:
        self._asked.discard(task)
        self._room.release()

    async def _knock(self, asked: frames.Knock) -> None:
        self.peer.tell(frames.Knocked(asked.id, await self._doors.knock(asked)))

    async def _enter(self, asked: frames.Enter) -> None:
        entry = await self._doors.enter(asked, self.shown.seat, self.peer.host)
        if isinstance(entry, Refusal):
            text = entry.text(self.peer.lang)
            self.peer.tell(frames.Entered(id=asked.id, refusal=entry, text=text))
        else:
            self.peer.tell(frames.Entered(id=asked.id, ticket=entry.ticket, lang=entry.lang))
