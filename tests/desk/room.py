"""A desk with several seats, and who sits there: real screens and a plain client, by real sockets."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from textual.pilot import Pilot
from textual.widgets import Input
from websockets.asyncio.client import ClientConnection, connect

from config.seats import PUSHABLE, Seat, new_token, save_seats, token_hash
from config.settings import Settings
from county.board import WHOLE_COUNTY, Board, Picture, digest
from county.clock import SystemClock
from county.events import Entry
from county.fields import Lang
from feeds.connection import Connection
from feeds.publisher import Publisher
from server.serve import opened
from tests.tui.seat import type_line
from tui.app import DeskApp
from tui.mirror import Mirror
from tui.picture import text_of
from tui.session import Session
from tui.settings import Choices

PATIENCE_S = 30


async def until(true: Callable[[], bool]) -> None:
    """Let the loop run until something holds; raises TimeoutError when it never does."""
    async with asyncio.timeout(PATIENCE_S):
        while not true():  # noqa: ASYNC110 - what is waited for is several screens as a whole
            await asyncio.sleep(0.005)


class Screen:
    """A real screen on a desk, and the officer's hands."""

    def __init__(self, url: str, token: str, lang: Lang) -> None:
        clock = SystemClock()
        self.mirror = Mirror(clock)
        line = Connection(
            url, token, self.mirror, lang=lang, client="test", clock=clock, rng=random.Random(1)
        )
        self.session = Session(self.mirror, clock, line.do, Choices(lang, ruler=True))
        self.app = DeskApp(self.session, line)
        self.pilot: Pilot[None] | None = None

    @property
    def text(self) -> str:
        """What stands on it."""
        with self.app._context():
            return text_of(self.app)

    @property
    def board(self) -> Board:
        """What it shows."""
        return self.mirror.board

    async def say(self, line: str) -> None:
        """Type a command line and enter it."""
        assert self.pilot is not None
        with self.app._context():
            await self.pilot.press("colon")
            await until(lambda: isinstance(self.app.focused, Input))
            await type_line(self.pilot, line)
            await self.pilot.press("enter")
        await until(lambda: not self.session.awaiting)

    async def press(self, *keys: str) -> None:
        """Press keys."""
        assert self.pilot is not None
        with self.app._context():
            await self.pilot.press(*keys)


class Plain:
    """What anybody could write: JSON over a websocket, and the county folded from its entries."""

    def __init__(self, line: ClientConnection) -> None:
        self._line = line
        self._ids = 0
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._proof: asyncio.Future[tuple[int, str]] | None = None
        self.board = Board()
        self.ready = asyncio.Event()
        self.heard: list[str] = []
        """The types of the entries that came, in order."""

    async def send(self, **frame: object) -> None:
        """Send one frame."""
        await self._line.send(json.dumps(frame))

    async def follow(self) -> None:
        """Take what comes until the line is closed."""
        pictures: list[Picture] = []
        async for text in self._line:
            frame = json.loads(text)
            if frame["t"] == "snapshot":
                pictures.append(msgspec.convert(frame["picture"], Picture))
                if frame["part"] == frame["parts"]:
                    self.board = Board.of(pictures)
                    self.ready.set()
            elif frame["t"] == "delta":
                for entry in msgspec.convert(frame["entries"], list[Entry]):
                    self.board.evolve(entry)
                    self.heard.append(str(entry.event.__struct_config__.tag))
                self.board.seq = frame["through"]
                await self.send(t="seen", seq=self.board.seq)
            elif frame["t"] == "done":
                self._answers.pop(frame["id"]).set_result(frame)
            elif frame["t"] == "digest" and self._proof is not None:
                self._proof.set_result((frame["seq"], frame["digest"]))

    async def do(self, **command: object) -> str:
        """Ask the desk for something; gives the code of its refusal, "" when it was done."""
        self._ids += 1
        answer = self._answers[self._ids] = asyncio.get_running_loop().create_future()
        await self.send(t="do", id=self._ids, command=command)
        refusal: dict[str, str] = (await answer).get("refusal") or {}
        return refusal.get("code", "")

    async def proof(self) -> tuple[int, str]:
        """Ask the desk for the place in its order and its board's digest there."""
        self._proof = asyncio.get_running_loop().create_future()
        await self.send(t="check")
        return await self._proof


class Room(NamedTuple):
    """A running desk and the tokens of its seats."""

    url: str
    tokens: Mapping[str, str]

    @asynccontextmanager
    async def screen(self, seat: str, lang: Lang = "zh") -> AsyncIterator[Screen]:
        """Sit down at a real screen; the block begins when the county stands on it."""
        screen = Screen(self.url, self.tokens[seat], lang)
        async with screen.app.run_test(size=(160, 45)) as pilot:
            screen.pilot = pilot
            await until(lambda: screen.mirror.link is not None and screen.mirror.link.proven)
            await until(lambda: screen.mirror.atlas is not None)
            await until(lambda: not screen.app.blind)
            yield screen

    @asynccontextmanager
    async def plain(self, seat: str) -> AsyncIterator[Plain]:
        """Connect the plain client; the block begins when it holds the county."""
        async with connect(self.url, max_size=None) as line:
            client = Plain(line)
            await client.send(t="hello", token=self.tokens[seat], client="plain")
            await client.send(t="subscribe")
            following = asyncio.create_task(client.follow())
            async with asyncio.timeout(PATIENCE_S):
                await client.ready.wait()
            try:
                yield client
            finally:
                await line.close()
                await following

    def feed(self) -> Publisher:
        """Give a feed that may tell anything."""
        return Publisher(
            self.url,
            self.tokens["feed"],
            "phones",
            lang="en",
            client="test",
            clock=SystemClock(),
            rng=random.Random(2),
        )


@asynccontextmanager
async def room(data_dir: Path, *officers: str, profile: str = "anmu") -> AsyncIterator[Room]:
    """Run a desk with a seat for each of the officers, and one for feeds."""
    tokens = {name: new_token() for name in (*officers, "feed")}
    seats = [
        Seat(name=name, role="officer", token_sha256=token_hash(tokens[name])) for name in officers
    ]
    feed = Seat(
        name="feed",
        role="feed",
        token_sha256=token_hash(tokens["feed"]),
        kinds=PUSHABLE,
        sources=("*",),
    )
    save_seats(data_dir, [*seats, feed])
    settings = Settings(port=0, mode="exercise", profile=profile)
    async with opened(data_dir, settings, SystemClock()) as server:
        yield Room(server.url, tokens)


async def level(head: Plain, *screens: Screen) -> tuple[int, str]:
    """Wait until everybody holds all that the desk has; gives its place and its board's digest."""
    everybody: list[Plain | Screen] = [head, *screens]

    def reached(seq: int) -> Callable[[], bool]:
        return lambda: all(each.board.seq >= seq for each in everybody)

    while True:
        seq, proof = await head.proof()
        await until(reached(seq))
        if all(each.board.seq == seq for each in everybody):
            return seq, proof


def digest_of(board: Board) -> str:
    """Give a board's digest as the desk makes it for a seat that sees everything."""
    return digest(board.view(WHOLE_COUNTY))
