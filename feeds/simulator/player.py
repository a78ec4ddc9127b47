"""A scenario played to a running desk: its sources as publishers, its consoles as seats."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from config.places import Profile
from county.clock import Clock
from county.events import Entry
from county.fields import Lang
from county.refusals import Refusal
from feeds.channel import until_one_ends
from feeds.connection import Connection, Link
from feeds.publisher import Publisher
from feeds.simulator.play import Play
from feeds.simulator.scenario import Scenario
from feeds.simulator.stage import SECOND, Act, Bid, Locate, Sit, Tell
from feeds.simulator.watcher import Watcher, Worked

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


class Player:
    """Plays scenarios to the desk at `url`, in real time or faster."""

    def __init__(
        self,
        profile: Profile,
        url: str,
        feed_token: str,
        seat_tokens: Mapping[str, str],
        *,
        clock: Clock,
        rng: random.Random,
        lang: Lang = "zh",
        speed: float = 1.0,
        ca: Path | None = None,
    ) -> None:
        """`seat_tokens`: by the scenario's seats; "" is the scripted console, the eyes of the play.

        Seats without a token do nothing; without "" only the feeds speak.
        `ca`: for ``wss:``, the certificates to trust, PEM; else those of the system.
        """
        self._profile = profile
        self._url = url
        self._feed_token = feed_token
        self._seat_tokens = seat_tokens if SECOND in seat_tokens else {}
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
        self._consoles: dict[str, Worked] = {}
        self._stirred = asyncio.Event()
        """Something was learned: what comes next may have moved."""

    async def run(self, scenario: Scenario, seconds: float, *, again: bool = False) -> None:
        """Play to the second `seconds` or the scenario's end, `again` and again if wanted.

        Raises ZhibanError when the desk refuses a token. A desk that is away is waited for.
        """
        eyes = Watcher()
        self._consoles = {
            seat: self._console(token, eyes if seat == SECOND else Watcher())
            for seat, token in self._seat_tokens.items()
        }
        if self._consoles:
            self._consoles[SECOND].sit(there=True)
        working = [console.work() for console in self._consoles.values()]
        await until_one_ends(self._perform(scenario, seconds, eyes, again), *working)

    def _console(self, token: str, follower: Watcher) -> Worked:
        def dial() -> Connection:
            return Connection(
                self._url,
                token,
                follower,
                lang=self._lang,
                client=CLIENT,
                clock=self._clock,
                rng=self._rng,
                ca=self._ca,
            )

        return Worked(dial, self._answered)

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
            case Bid(command, seat) if seat in self._consoles:
                self.tally.asked += 1
                self._consoles[seat].bid(command)
            case Sit(seat, there) if seat in self._consoles:
                self._consoles[seat].sit(there=there)
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

    def _answered(self, refused: bool) -> None:
        self.tally.refused += refused
