"""A desk in a test's hands: it greets, keeps what it was sent, and answers only what it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self, TypeVar

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.typing import Subprotocol

from county.events import Fact
from county.fields import Bilingual
from county.refusals import Refusal, refuse
from feeds import frames
from feeds.frames import FromClient, FromServer
from feeds.wire import CODECS, JSON, Batch

KEEPALIVE_S = 5.0
T = TypeVar("T")


class Caller:
    """One connection, seen from the desk."""

    def __init__(self, socket: ServerConnection) -> None:
        self._socket = socket
        self.pushes: list[Batch] = []
        self.hello: frames.Hello

    async def receive(self) -> FromClient | Batch:
        return CODECS[JSON].from_client(await self._socket.recv(decode=False))

    async def send(self, frame: FromServer) -> None:
        await self._socket.send(CODECS[JSON].encode(frame), text=True)

    async def wait(self, kind: type[T]) -> T:
        """Give the next frame of a kind; pings are answered, the others passed over."""
        while True:
            frame = await self.receive()
            if isinstance(frame, frames.Ping):
                await self.send(frames.Pong(frame.sent, 0))
            if isinstance(frame, kind):
                return frame

    async def push(self) -> Batch:
        """Give the next push."""
        batch = await self.wait(Batch)
        self.pushes.append(batch)
        return batch

    async def ack(self, batch: Batch) -> None:
        await self.send(frames.Ack(batch.source, batch.first + len(batch.items) - 1))

    async def refuse(self, batch: Batch, number: int, refusal: Refusal) -> None:
        text = refusal.text("en")
        no = frames.Refused(refusal=refusal, text=text, source=batch.source, number=number)
        await self.send(no)

    async def rest(self) -> None:
        """Take everything that comes and acknowledge it, until the caller goes."""
        while True:
            await self.ack(await self.push())

    def drop(self) -> None:
        """Break the line as a pulled cable does."""
        self._socket.transport.abort()


Behaviour = Callable[[Caller], Awaitable[None]]


class FakeDesk:
    """Listens on a free port; each connection gets the next behaviour, the last one for good."""

    def __init__(self, *behaviours: Behaviour, epoch: str = "e1", token: str = "secret") -> None:
        self._behaviours = list(behaviours)
        self._token = token
        self.epoch = epoch
        self.callers: list[Caller] = []
        self._server: Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await serve(
            self._handle, "127.0.0.1", 0, subprotocols=[Subprotocol(JSON)], compression=None
        )
        port = next(iter(self._server.sockets)).getsockname()[1]
        self.url = f"ws://127.0.0.1:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    @property
    def numbers(self) -> list[int]:
        """The numbers pushed, in order of their coming, over all connections."""
        batches = (batch for caller in self.callers for batch in caller.pushes)
        return [batch.first + place for batch in batches for place in range(len(batch.items))]

    async def _handle(self, socket: ServerConnection) -> None:
        caller = Caller(socket)
        turn = min(len(self.callers), len(self._behaviours) - 1)
        self.callers.append(caller)
        hello = await caller.receive()
        assert isinstance(hello, frames.Hello)
        caller.hello = hello
        if hello.token != self._token:
            no = refuse("bad_token")
            await caller.send(frames.Bye(refusal=no, text=no.text("en")))
            return
        await caller.send(self.welcome())
        await self._behaviours[turn](caller)

    def welcome(self) -> frames.Welcome:
        return frames.Welcome(
            version=frames.VERSION,
            seat="s",
            role="officer",
            areas=None,
            mode="exercise",
            county="c",
            name=Bilingual("县", "county"),
            epoch=self.epoch,
            head=0,
            atlas="",
            now=0,
            keepalive_s=KEEPALIVE_S,
        )


async def within(seconds: float, work: Awaitable[T]) -> T:
    """Wait for `work`, and fail when it takes longer."""
    async with asyncio.timeout(seconds):
        return await work


def facts_of(batches: list[Batch]) -> list[Fact]:
    return [item for batch in batches for item in batch.items if isinstance(item, Fact)]
