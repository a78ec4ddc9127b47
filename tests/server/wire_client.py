"""A real server on a free port with a small county, and a client that speaks frames."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from config.seats import PUSHABLE, Seat, save_seats, token_hash
from config.settings import Limits, Settings
from county.board import WHOLE_COUNTY, Board, digest
from county.clock import SystemClock
from county.events import AlarmReported, Entry, Place, Report
from county.patrol import Fix
from feeds import frames
from feeds.frame import ServerFrame
from feeds.frames import FromClient, FromServer
from feeds.wire import CODECS, JSON
from server.serve import Server, opened
from tests.config.small import write_county

SEATS = {
    "officer": Seat(name="officer", role="officer", token_sha256=token_hash("officer")),
    "viewer": Seat(name="viewer", role="viewer", token_sha256=token_hash("viewer")),
    "west": Seat(name="west", role="officer", token_sha256=token_hash("west"), areas=("t01",)),
    "east": Seat(name="east", role="officer", token_sha256=token_hash("east"), areas=("t02",)),
    "feed": Seat(
        name="feed", role="feed", token_sha256=token_hash("feed"), kinds=PUSHABLE, sources=("*",)
    ),
    "till": Seat(
        name="till",
        role="feed",
        token_sha256=token_hash("till"),
        kinds=("purchase_registered",),
        sources=("till-*",),
    ),
}
"""Everybody's token is their name: west sees township t01 (longitude below 100.1), east t02."""

WEST, EAST = 100.05, 100.15

FrameT = TypeVar("FrameT", bound=ServerFrame)


def now() -> int:
    return SystemClock().now()


def alarm(lon: float = WEST, text: str = "smoke", **changes: object) -> AlarmReported:
    reported = AlarmReported(at=now(), kind="fire", place=Place("mill", 30.05, lon), text=text)
    return replace(reported, **changes)


def fix(unit: str = "B1", lat: float = 30.01) -> Fix:
    return Fix(unit=unit, at=now(), lat=lat, lon=WEST)


@asynccontextmanager
async def server_at(
    directory: Path,
    settings: Settings | None = None,
    limits: Limits | None = None,
    port: int = 0,
) -> AsyncIterator[Server]:
    """Run a server on `directory` with the seats above; ticks are quick so that tests are too."""
    county = directory / "county"
    if not county.exists():
        county.mkdir()
        write_county(county)
        save_seats(directory, SEATS.values())
    chosen = replace(
        settings or Settings(),
        profile=str(county),
        port=port,
        limits=limits or Limits(tick_s=0.02),
    )
    async with opened(directory, chosen, SystemClock()) as server:
        yield server


class WireClient:
    """Sends and expects frames; keeps the board that the server told it of."""

    def __init__(self, socket: ClientConnection, form: str) -> None:
        self.socket = socket
        self.codec = CODECS[form]
        self.board = Board()
        self.entries: list[Entry] = []
        self.through = 0
        """Up to where the deltas reach without a gap."""
        self.ticks: list[frames.Tick] = []

    async def send(self, frame: FromClient) -> None:
        await self.socket.send(self.codec.encode(frame), text=self.codec.is_text)

    async def recv(self) -> FromServer:
        """Take one frame and fold it when it is about the board."""
        async with asyncio.timeout(20):
            frame = self.codec.from_server(await self.socket.recv(decode=False))
        match frame:
            case frames.Snapshot():
                self._snapshot(frame)
            case frames.Delta():
                assert frame.after == self.through, "a gap or an overlap"
                for entry in frame.entries:
                    self.board.evolve(entry)
                self.entries.extend(frame.entries)
                self.through = self.board.seq = frame.through
            case frames.Tick():
                self.ticks.append(frame)
        return frame

    def _snapshot(self, frame: frames.Snapshot) -> None:
        if frame.part == 1:
            self.board = Board()
        part = Board.of([frame.picture])
        self.board.alarms |= part.alarms
        self.board.units |= part.units
        self.board.warnings |= part.warnings
        self.board.consoles |= part.consoles
        self.through = self.board.seq = frame.picture.seq

    async def until(self, kind: type[FrameT]) -> FrameT:
        """Take frames until one of this kind."""
        while not isinstance(frame := await self.recv(), kind):
            pass
        return frame

    async def reach(self, seq: int) -> None:
        """Take frames until the board stands at `seq`."""
        while self.through < seq:
            await self.recv()

    async def see(self, count: int) -> None:
        """Take frames until `count` entries came."""
        while len(self.entries) < count:
            await self.recv()

    async def push(self, *events: Report, source: str = "panel-1", first: int = 0) -> frames.Ack:
        """Push and wait for the acknowledgement."""
        await self.send(frames.Push(source, first or time.time_ns() // 1000, tuple(events)))
        return await self.until(frames.Ack)

    async def refused(self, raw: bytes | str) -> frames.Refused:
        """Send a text frame of raw bytes and take the refusal."""
        await self.socket.send(raw, text=True)
        return await self.until(frames.Refused)

    async def prove(self) -> None:
        """Have the server's digest of this seat's board and hold it against our own."""
        await self.send(frames.Check())
        told = await self.until(frames.Digest)
        assert told.seq == self.through
        assert told.digest == digest(self.board.view(WHOLE_COUNTY))


@asynccontextmanager
async def stranger(
    url: str, form: str = JSON, headers: Sequence[tuple[str, str]] = ()
) -> AsyncIterator[WireClient]:
    """Connect without saying who."""
    async with connect(
        url,
        subprotocols=[Subprotocol(form)],
        additional_headers=headers,
        proxy=None,
        compression=None,
        max_size=None,
        close_timeout=1,
    ) as socket:
        yield WireClient(socket, form)


@asynccontextmanager
async def client(url: str, seat: str, form: str = JSON) -> AsyncIterator[WireClient]:
    """Connect and say hello as one of the seats."""
    async with stranger(url, form) as caller:
        await caller.send(frames.Hello(token=seat, client="test"))
        await caller.until(frames.Welcome)
        yield caller


@asynccontextmanager
async def follower(
    url: str, seat: str = "officer", form: str = JSON, *, calm: bool = False
) -> AsyncIterator[WireClient]:
    """Connect, subscribe, and take the snapshot."""
    async with client(url, seat, form) as caller:
        await caller.send(frames.Subscribe(calm=calm))
        last = await caller.until(frames.Snapshot)
        while last.part < last.parts:
            last = await caller.until(frames.Snapshot)
        yield caller


async def page(url: str, path: str) -> tuple[int, str]:
    """Fetch a page for monitors from the same port: its status and its body."""
    host, _, port = url.removeprefix("ws://").rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    return int(head.split()[1]), body


async def metrics(url: str) -> dict[str, float]:
    """Give the server's indicators by name and labels."""
    _, body = await page(url, "/metrics")
    lines = (line.rpartition(" ") for line in body.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


async def epoch(url: str, token: str = "officer") -> str:
    """Give the epoch of the server's journal."""
    async with stranger(url) as caller:
        await caller.send(frames.Hello(token=token))
        return (await caller.until(frames.Welcome)).epoch
