"""`kill -9` at any moment, again and again: what was acknowledged is there once, and proves it."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from config.profile import builtin, load_profile
from county.events import Report
from server.verify import verify
from tests.proof import FULL, load
from tests.proof.feeds_at_work import Feed, answered
from tests.proof.ledger import ledger_of
from tests.proof.server_process import ServerProcess
from tests.proof.watchers import SEATS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600 if FULL else 300)]

KILLS = 200 if FULL else 10
TOLD = 120
"""Facts that each feed is given before each kill."""

PHASE_S = 0.03
"""A kill comes up to this long after an answer: several commits."""

STARTING = 5
"""One kill in so many comes while the server starts."""


async def test_kills_at_random_moments_lose_and_double_nothing(tmp_path: Path) -> None:
    county, rng = load_profile(builtin()), random.Random(20260302)
    facts: dict[str, Callable[..., Report]] = {"panels": load.alarm, "tills": load.purchase}
    spool = tmp_path / "spool"
    async with (
        ServerProcess(tmp_path / "desk", SEATS) as server,
        Feed(server.url, "panels", spool, 1) as panels,
        Feed(server.url, "tills", spool, 2) as tills,
    ):
        feeds = (panels, tills)
        for turn in range(KILLS):
            for feed in feeds:
                marks = range(turn * TOLD, (turn + 1) * TOLD)
                told = [facts[feed.source](county, rng, f"{feed.source} {n}") for n in marks]
                await feed.tell(told)
            waiting = sum(feed.publisher.left for feed in feeds)
            done = sum(len(feed.acknowledged) for feed in feeds)
            await answered(feeds, done + rng.randrange(waiting))
            await asyncio.sleep(rng.uniform(0, PHASE_S))
            await _kill(server, feeds)
            if turn % STARTING == 0:
                await _kill_while_starting(server, rng)
                _assert_kept(server, feeds)
            await server.start()
        for feed in feeds:
            async with asyncio.timeout(60):
                await feed.publisher.drained()
        await server.stop()
        assert [feed.refused for feed in feeds] == [[], []]
        with ledger_of(server.directory) as ledger:
            assert {f.source: ledger.told(f.source) for f in feeds} == {
                f.source: f.numbers for f in feeds
            }
            marks_told = Counter(f"{f.source} {n}" for f in feeds for n in range(KILLS * TOLD))
            assert ledger.marks() == marks_told
        assert verify(server.directory).whole
        assert "Traceback" not in server.log
        assert "not whole" not in server.log


async def _kill(server: ServerProcess, feeds: tuple[Feed, ...]) -> None:
    await server.kill()
    _assert_kept(server, feeds)


async def _kill_while_starting(server: ServerProcess, rng: random.Random) -> None:
    """Start, and kill before or soon after it is ready."""
    with suppress(TimeoutError):
        async with asyncio.timeout(rng.uniform(0.2, 2.0)):
            await server.start()
    await server.kill()


def _assert_kept(server: ServerProcess, feeds: tuple[Feed, ...]) -> None:
    """Look at the files as the kill left them: they are whole, and hold what was acknowledged."""
    findings = verify(server.directory).findings
    assert findings == (), findings
    with ledger_of(server.directory) as ledger:
        for feed in feeds:
            kept = Counter(ledger.told(feed.source))
            assert set(kept.values()) <= {1}
            assert sorted(set(feed.acknowledged) - kept.keys()) == [], feed.source
