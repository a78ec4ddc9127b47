"""The built-in county with two chiefs who may unmask, and consoles that keep all they are told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

from websockets.asyncio.client import ClientConnection

from config.seats import Seat, save_seats, token_hash
from config.settings import Settings
from county import commands as ask
from county import events as ev
from county.refusals import Refusal
from feeds import frames, gasoline
from feeds.wire import JSON
from server.serve import Server, opened
from tests.server.sealed import Ahead
from tests.server.wire_client import SEATS, WireClient, stranger
from zhiban.keys import Keys

CHIEFS = tuple(
    Seat(name=name, role="chief", token_sha256=token_hash(name), unmasks=True)
    for name in ("chief", "deputy")
)
AUDITOR = Seat(name="auditor", role="auditor", token_sha256=token_hash("auditor"))


class Ear:
    """A socket that keeps every byte that came."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.heard: list[bytes] = []

    async def recv(self, decode: bool = False) -> bytes:
        data = await self._socket.recv(decode=decode)
        assert isinstance(data, bytes)
        self.heard.append(data)
        return data

    async def send(self, data: bytes, text: bool = True) -> None:
        await self._socket.send(data, text=text)


class Console:
    """A seat that follows the board, and everything it was ever told."""

    def __init__(self, ear: Ear) -> None:
        self.heard = ear.heard
        self.client = WireClient(cast("ClientConnection", ear), JSON)

    async def do(self, command: ask.Ask) -> int:
        await self.client.send(frames.Do(1, command))
        done = await self.client.until(frames.Done)
        assert done.refusal is None, done.text
        assert done.seq is not None
        return done.seq

    async def refused(self, command: ask.Ask) -> Refusal:
        await self.client.send(frames.Do(1, command))
        done = await self.client.until(frames.Done)
        assert done.refusal is not None
        return done.refusal

    async def read(self, opening: int) -> gasoline.IdentitiesTold:
        await self.client.send(gasoline.Identities(id=9, opening=opening))
        return await self.client.until(gasoline.IdentitiesTold)

    async def see(self, kind: type[ev.Event]) -> Any:
        """Wait for an event of a kind, and give it."""
        while True:
            for entry in self.client.entries:
                if isinstance(entry.event, kind):
                    return entry.event
            await self.client.recv()
            # Who confirms nothing is soon told nothing more.
            await self.client.send(frames.Seen(self.client.through))


@asynccontextmanager
async def console(url: str, seat: str, *, from_the_start: bool = False) -> AsyncIterator[Console]:
    """Follow the board as a seat: from a snapshot, or from the first entry on."""
    async with stranger(url) as plain:
        here = Console(Ear(plain.socket))
        await here.client.send(frames.Hello(token=seat, client="test"))
        epoch = (await here.client.until(frames.Welcome)).epoch
        if from_the_start:
            await here.client.send(frames.Subscribe(since=0, epoch=epoch))
        else:
            await here.client.send(frames.Subscribe())
            last = await here.client.until(frames.Snapshot)
            while last.part < last.parts:
                last = await here.client.until(frames.Snapshot)
        yield here


def furnished(directory: Path, clock: Ahead) -> None:
    """Write seats, two chiefs who may unmask among them, tokens and keys."""
    directory.mkdir()
    save_seats(directory, (*SEATS.values(), *CHIEFS, AUDITOR))
    for name in ("feed", "auditor"):
        (directory / f"{name}.token").write_text(f"{name}\n")
    Keys.of(directory).make(clock.now(), 12)


@asynccontextmanager
async def desk(directory: Path, clock: Ahead) -> AsyncIterator[Server]:
    """Run the built-in county."""
    furnished(directory, clock)
    async with opened(directory, Settings(port=0), clock) as server:
        yield server
