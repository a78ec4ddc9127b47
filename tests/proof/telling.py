"""A feed in a process of its own, to be killed: ``python -m tests.proof.telling URL SPOOL FIRST COUNT``.

It tells `COUNT` alarms marked from `FIRST` on, says a line ``spooled N`` for each part that its
spool has promised to keep and ``left N`` for what the desk has not answered, and ends at 0.
"""

from __future__ import annotations

import asyncio
import random
import sys
from pathlib import Path

from config.profile import builtin, load_profile
from feeds.publisher import Publisher
from tests.proof import load

SOURCE = "panels"
PART = 20
LEFT = 200
"""How many facts may be without an answer while it goes on telling."""


async def tell(url: str, spool: Path, first: int, count: int) -> None:
    """Tell the alarms, and drain what an earlier run left."""
    county, rng = load_profile(builtin()), random.Random(first)
    async with Publisher(url, "feed", SOURCE, spool) as feed:
        for start in range(first, first + count, PART):
            marks = range(start, min(start + PART, first + count))
            await feed.push_all([load.alarm(county, rng, str(mark)) for mark in marks])
            print(f"spooled {marks.stop}", flush=True)
            await feed.drained(LEFT)
            print(f"left {feed.left}", flush=True)
        await feed.drained()
        print(f"left {feed.left}", flush=True)


if __name__ == "__main__":
    asyncio.run(tell(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))
