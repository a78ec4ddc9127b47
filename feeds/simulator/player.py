"""A scenario played to a running desk: its sources as publishers, its console as a second seat."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from config.places import Profile
from county.board import WHOLE_COUNTY, Board, Picture, digest
from county.clock import Clock
from county.commands import Ask
from county.events import Entry
from county.fields import Lang
from county.refusals import Refusal, ZhibanError
from feeds.channel import until_one_ends
from feeds.connection import Connection, Link, NotConnected
from feeds.frames import Delta, FromServer, Snapshot, Welcome
from feeds.publisher import Publisher
from feeds.simulator.play import Play
from feeds.simulator.scenario import Scenario
from feeds.simulator.stage import Act, Bid, Locate, Tell

CLIENT = "zhiban simulate"


@dataclass
class Tally:
    """What a performance has said and done."""

    told: int = 0
    located: int = 0
    asked: int = 0
    refused: int = 0
    """Facts and commands that the desk refused."""
    away: Refusal | None = None
    """Why the desk cannot be reached, while it cannot."""


class Watcher:
    """The scripted console's eyes: a board that follows the desk, and who learns of each entry."""

    def __init__(self) -> None:
        self.board = Board()
        self.epoch = ""
        self.seq = 0
        self.learn: Callable[[Entry], None] = lambda _: None
        """Called with each entry once it is folded; entries of a snapshot are history, not news."""
        self._greeted = ""
        self._parts: list[Picture] = []

    def fold(self, frame: FromServer) -> None:
        """Fold what the desk sent."""
        match frame:
            case Welcome():
                self._greeted = frame.epoch
            case Snapshot():
                self._collect(frame)
            case Delta():
                for entry in frame.entries:
                    self.board.evolve(entry)
                    self.learn(entry)
                self._move_to(frame.through)
            case _:
                pass

    def digest(self) -> str:
        """Give the board's digest."""
        return digest(self.board.view(WHOLE_COUNTY))

    def linked(self, link: Link) -> None:
        """A play goes on whether the console sees or not."""

    def _collect(self, frame: Snapshot) -> None:
        if frame.part == 1:
            self._parts.clear()
        self._parts.append(frame.picture)
        if frame.part == frame.parts:
            fresh = Board.of(self._parts)
            # In place: the people of the play hold this board.
            for mine, theirs in (
                (self.board.alarms, fresh.alarms),
                (self.board.units, fresh.units),
                (self.board.warnings, fresh.warnings),
            ):
                mine.clear()
                mine.update(theirs)  # type: ignore[arg-type]  # each pair is of one type
            self.epoch = self._greeted
            self._move_to(fresh.seq)

    def _move_to(self, seq: int) -> None:
        self.seq = self.board.seq = seq


class Player:
    """Plays scenarios to the desk at `url`, in real time or faster."""

    def __init__(
        self,
        profile: Profile,
        url: str,
        feed_token: str,
        seat_token: str | None,
        *,
        clock: Clock,
        rng: random.Random,
        lang: Lang = "zh",
        speed: float = 1.0,
        ca: Path | None = None,
    ) -> None:
        """`ca`: for ``wss:``, the certificates to trust, PEM; else those of the system."""
        self._profile = profile
        self._url = url
        self._feed_token = feed_token
        self._seat_token = seat_token
        self._clock = clock
        self._rng = rng
        self._lang: Lang = lang
        self._speed = speed
        self._ca = ca
        self.tally = Tally()
        """What was said and done so far."""
        self.played_s = 0.0
        """How far the play has come, in its own seconds."""
        self._feeds: dict[str, Publisher] = {}
        self._bids: asyncio.Queue[Ask] = asyncio.Queue()
        self._stirred = asyncio.Event()
        """Something was learned: what comes next may have moved."""

    async def run(self, scenario: Scenario, seconds: float, *, again: bool = False) -> None:
        """Play to the second `seconds` or the scenario's end, `again` and again if wanted.

        Raises ZhibanError when the desk refuses a token. A desk that is away is waited for.
        """
        watcher = Watcher()
        works = [self._perform(scenario, seconds, watcher, again)]
        if self._seat_token is not None:
            console = Connection(
                self._url,
                self._seat_token,
                watcher,
                lang=self._lang,
                client=CLIENT,
                clock=self._clock,
                rng=self._rng,
                ca=self._ca,
            )
            works += [_follow(console), self._ask(console)]
        await until_one_ends(*works)

    async def _perform(
        self, scenario: Scenario, seconds: float, watcher: Watcher, again: bool
    ) -> None:
        async with AsyncExitStack() as stack:
            while True:
                await self._play(scenario, seconds, watcher, stack)
                for feed in self._feeds.values():
                    await feed.drained()
                if not again:
                    break

    async def _play(
        self, scenario: Scenario, seconds: float, watcher: Watcher, stack: AsyncExitStack
    ) -> None:
        play = Play(
            scenario,
            self._profile,
            self._clock.now(),
            board=watcher.board,
            speed=self._speed,
            lang=self._lang,
        )
        began = self._clock.monotonic()

        def learn(entry: Entry) -> None:
            play.pass_to((self._clock.monotonic() - began) * self._speed)
            play.learn(entry)
            self._stirred.set()

        watcher.learn = learn
        while (after := play.next_s) is not None and after <= seconds:
            wait_s = began + after / self._speed - self._clock.monotonic()
            if wait_s > 0 and await self._is_stirred(wait_s):
                continue
            self.played_s = after
            for act in play.step():
                await self._carry(act, stack)

    async def _is_stirred(self, wait_s: float) -> bool:
        """Wait, but no longer than until something was learned; tells whether it was."""
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                await self._stirred.wait()
                self._stirred.clear()
                return True
        return False

    async def _carry(self, act: Act, stack: AsyncExitStack) -> None:
        match act:
            case Tell(source, fact):
                self.tally.told += 1
                await (await self._feed(source, stack)).push(fact)
            case Locate(source, fix):
                self.tally.located += 1
                (await self._feed(source, stack)).locate(fix)
            case Bid(command) if self._seat_token is not None:
                self._bids.put_nowait(command)
            case _:
                pass

    async def _feed(self, source: str, stack: AsyncExitStack) -> Publisher:
        """Give the publisher of a source, opened when the source first speaks."""
        feed = self._feeds.get(source)
        if feed is None:
            feed = Publisher(
                self._url,
                self._feed_token,
                source,
                lang=self._lang,
                client=CLIENT,
                clock=self._clock,
                rng=self._rng,
                on_refused=lambda _number, _refusal: self._refused(),
                on_link=self._linked,
                ca=self._ca,
            )
            self._feeds[source] = await stack.enter_async_context(feed)
        if feed.ended is not None:
            raise feed.ended
        return feed

    def _refused(self) -> None:
        self.tally.refused += 1

    def _linked(self, link: Link) -> None:
        if link.state in ("lost", "live"):
            self.tally.away = link.refusal

    async def _ask(self, console: Connection) -> None:
        """Carry the console's commands one by one; what was lost with the line is let go."""
        while True:
            command = await self._bids.get()
            self.tally.asked += 1
            with suppress(NotConnected):
                done = await console.do(command)
                self.tally.refused += done.refusal is not None


async def _follow(console: Connection) -> None:
    raise ZhibanError(await console.run())
