"""Calling the desk again and again: back-off, and the state of the link for people to see."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from county.clock import Clock
from county.refusals import Refusal
from feeds.channel import Address, Channel, TurnedAwayError, UnreachableError, opened
from feeds.wire import CODECS, JSON, WireError

FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 5.0


class Link(Struct, frozen=True):
    """How the line to the desk stands."""

    state: Literal["connecting", "live", "lost", "refused"]
    since: float
    """When it came to be so: seconds of the monotonic clock."""
    retry_at: float | None = None
    """When it will be tried again, on the same clock; None when no retry is waiting."""
    round_trip_s: float | None = None
    refusal: Refusal | None = None
    """Why it was lost or refused."""
    proven: bool = False
    """Whether the last digest agreed: this board is the desk's board."""
    missed: int = 0
    """How many times something was missed and fetched afresh."""


class Backoff:
    """How long to wait before the next call: doubling, with full jitter above the first wait.

    Jitter spreads the calls of a county's two hundred screens after the desk restarts.
    """

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._ceiling = FIRST_WAIT_S

    def next(self) -> float:
        """Give the next wait, seconds, between 0.2 and 5."""
        wait = self._rng.uniform(FIRST_WAIT_S, max(FIRST_WAIT_S, self._ceiling))
        self._ceiling = min(LONGEST_WAIT_S, self._ceiling * 2)
        return wait

    def reset(self) -> None:
        """Begin anew: the line was good."""
        self._ceiling = FIRST_WAIT_S


class Dialler:
    """Keeps one channel to the desk open for as long as it runs."""

    def __init__(
        self,
        address: Address,
        clock: Clock,
        rng: random.Random,
        on_link: Callable[[Link], None],
        codec: str = JSON,
    ) -> None:
        self._address = address
        self._clock = clock
        self._codec = CODECS[codec]
        self._backoff = Backoff(rng)
        self._on_link = on_link
        self.link = Link("connecting", clock.monotonic())

    async def run(self, talk: Callable[[Channel], Awaitable[None]]) -> Refusal:
        """Call, `talk` while the line holds, and call again; gives why when refused for good."""
        while True:
            self.change("connecting", refusal=self.link.refusal)
            try:
                async with opened(self._address, self._codec, self._clock) as channel:
                    await talk(channel)
            except TurnedAwayError as no:
                if no.for_good:
                    self.change("refused", refusal=no.refusal)
                    return no.refusal
                await self._wait(no.refusal)
            except (UnreachableError, WireError) as gone:
                await self._wait(gone.refusal)

    def live(self) -> None:
        """Say that the line is good."""
        self._backoff.reset()
        self.change("live")

    def update(self, **changes: object) -> None:
        """Show other fields of the same link."""
        self._show(replace(self.link, **changes))

    def change(
        self,
        state: Literal["connecting", "live", "lost", "refused"],
        retry_at: float | None = None,
        refusal: Refusal | None = None,
    ) -> None:
        """Show the link in another state."""
        self._show(
            replace(
                self.link,
                state=state,
                since=self._clock.monotonic(),
                retry_at=retry_at,
                refusal=refusal,
                proven=self.link.proven and state == "live",
                round_trip_s=self.link.round_trip_s if state == "live" else None,
            )
        )

    def _show(self, link: Link) -> None:
        self.link = link
        self._on_link(link)

    async def _wait(self, why: Refusal) -> None:
        wait = self._backoff.next()
        self.change("lost", retry_at=self._clock.monotonic() + wait, refusal=why)
        await asyncio.sleep(wait)
