"""Publishers on disk spools, and exactly what they were given to tell."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from county.events import Report
from county.refusals import Refusal
from feeds.publisher import Publisher

GIVEN_AT_ONCE = 100


class Feed:
    """One source: a publisher, the numbers it gave, and what the desk refused of it."""

    def __init__(self, url: str, source: str, spool: Path, seed: int) -> None:
        self.source = source
        self.numbers: list[int] = []
        """The numbers given to its facts, in order; each of them was durable in the spool."""
        self.refused: list[Refusal] = []
        self.publisher = Publisher(
            url,
            "feed",
            source,
            spool,
            rng=random.Random(seed),
            on_refused=lambda _, refusal: self.refused.append(refusal),
        )

    async def __aenter__(self) -> Self:
        await self.publisher.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.publisher.__aexit__(kind, error, trace)

    @property
    def acknowledged(self) -> list[int]:
        """The numbers that the desk has answered for."""
        return self.numbers[: len(self.numbers) - self.publisher.left]

    async def tell(self, facts: Sequence[Report]) -> None:
        """Give facts to the publisher, some at a time, while others work too."""
        for start in range(0, len(facts), GIVEN_AT_ONCE):
            some = facts[start : start + GIVEN_AT_ONCE]
            first = await self.publisher.push_all(some)
            self.numbers += range(first, first + len(some))
            await asyncio.sleep(0)

    async def next_answer(self) -> None:
        """Wait until the desk answers for anything more."""
        await self.publisher.drained(max(self.publisher.left - 1, 0))


async def answered(feeds: Sequence[Feed], count: int) -> None:
    """Wait until the desk has answered for `count` facts of all feeds together."""
    while sum(len(feed.acknowledged) for feed in feeds) < count:
        waits = [asyncio.create_task(f.next_answer()) for f in feeds if f.publisher.left]
        _, pending = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in pending:
            wait.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
