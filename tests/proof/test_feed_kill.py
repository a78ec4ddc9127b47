"""`kill -9` of a feed in the middle of its push: what its spool promised arrives, and once."""

from __future__ import annotations

import asyncio
import random
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from pathlib import Path

import pytest

from tests.proof import FULL
from tests.proof.ledger import ledger_of
from tests.proof.server_process import ServerProcess
from tests.proof.telling import PART, SOURCE
from tests.proof.watchers import SEATS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600 if FULL else 120)]

KILLS = 20 if FULL else 4
PUSHED_A_RUN = 1000


async def test_what_a_killed_feed_had_spooled_arrives_once(tmp_path: Path) -> None:
    rng = random.Random(7)
    promised: set[int] = set()
    begun: set[int] = set()
    async with ServerProcess(tmp_path / "desk", SEATS) as server:
        for run in range(KILLS):
            first = run * PUSHED_A_RUN
            feed = await _feed(server.url, tmp_path / "spool", first, PUSHED_A_RUN)
            word, times = rng.choice(("spooled", "left")), rng.randrange(1, PUSHED_A_RUN // PART)
            spooled = max(first, await _kill_when(feed, word, times))
            promised.update(range(first, spooled))
            begun.update(range(first, min(spooled + PART, first + PUSHED_A_RUN)))
        draining = await _feed(server.url, tmp_path / "spool", 0, 0)
        async with asyncio.timeout(60):
            output, _ = await draining.communicate()
        assert draining.returncode == 0
        assert output.split()[-1] == b"0"
        await server.stop()
        with ledger_of(server.directory) as ledger:
            marks = Counter(map(int, ledger.marks().elements()))
            numbers = ledger.told(SOURCE)
    assert set(marks.values()) == {1}
    assert promised <= marks.keys() <= begun
    assert len(numbers) == len(set(numbers)) == len(marks)


async def _feed(url: str, spool: Path, first: int, count: int) -> Process:
    command = (sys.executable, "-m", "tests.proof.telling", url, spool, str(first), str(count))
    return await asyncio.create_subprocess_exec(*command, stdout=PIPE)


async def _kill_when(feed: Process, word: str, times: int) -> int:
    """Kill the feed when it has said `word` so often; give up to where it had spooled."""
    assert feed.stdout is not None
    said, spooled = 0, 0
    async with asyncio.timeout(60):
        while said < times and (line := (await feed.stdout.readline()).decode().split()):
            said += line[0] == word
            spooled = int(line[1]) if line[0] == "spooled" else spooled
        if feed.returncode is None:
            feed.kill()
        rest = (await feed.communicate())[0].decode().splitlines()
    last = [int(line.split()[1]) for line in rest if line.startswith("spooled") and " " in line]
    return max([spooled, *last])
