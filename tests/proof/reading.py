"""A seat in a process of its own, to be stopped and let go: ``python -m tests.proof.reading URL``.

It follows the desk. A line of its input is a sequence number: it answers with the number and the
digest of its board once that stands there, proven.
"""

from __future__ import annotations

import asyncio
import sys

from tests.proof.watchers import OFFICER, Watcher


async def follow(url: str) -> None:
    """Follow until the input ends."""
    watcher = Watcher(url, OFFICER, 9)
    watcher.start()
    while line := (await asyncio.to_thread(sys.stdin.readline)).split():
        mirror = watcher.mirror
        await mirror.catch_up(int(line[0]))
        print(mirror.seq, mirror.digest(), flush=True)
    await watcher.stop()


if __name__ == "__main__":
    asyncio.run(follow(sys.argv[1]))
