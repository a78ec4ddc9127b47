"""`kill -9` of the server in the middle of a push: nothing lost, nothing twice, all agree again."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from config.profile import builtin, load_profile
from county import commands as ask
from county.clock import SystemClock
from county.events import Report
from feeds.wire import JSON, MSGPACK
from tests.proof import FULL, load
from tests.proof.feeds_at_work import Feed, answered
from tests.proof.ledger import ledger_of
from tests.proof.server_process import ServerProcess
from tests.proof.watchers import OFFICER, SEATS, TOWN, Watcher
from tui.app import DeskApp
from tui.session import Session
from tui.settings import Choices

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200 if FULL else 120)]

EVENTS, KILLS = (20_000, 10) if FULL else (6_000, 4)
ROUNDS = range(3) if FULL else range(1)

ORDERED = 30
"""Units ordered to the first alarm, whose steps are part of the push."""


@pytest.mark.parametrize("seed", ROUNDS)
async def test_kills_in_the_middle_of_a_push_lose_and_double_nothing(
    tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    async with (
        ServerProcess(tmp_path / "desk", SEATS) as server,
        _watched(server.url) as watchers,
        _feeds(server.url, tmp_path / "spool") as feeds,
    ):
        units = await _order_units(watchers[0])
        told = _told(rng, units)
        await asyncio.gather(*(feed.tell(told[feed.source]) for feed in feeds))
        for moment in sorted(rng.sample(range(EVENTS // 20, EVENTS), KILLS)):
            await answered(feeds, moment)
            await server.kill()
            _assert_acknowledged_is_kept(server, feeds)
            await server.start()
        async with asyncio.timeout(120):
            await asyncio.gather(*(feed.publisher.drained() for feed in feeds))
        await _assert_all_agree(server, watchers)
        assert [feed.publisher.left for feed in feeds] == [0, 0, 0]
        assert [feed.refused for feed in feeds] == [[], [], []]
        await server.stop()
        with ledger_of(server.directory) as ledger:
            assert {f.source: ledger.told(f.source) for f in feeds} == {
                f.source: f.numbers for f in feeds
            }
            assert ledger.marks() == Counter(_marks(told)) | {"the first": 1}
            assert set(ledger.flagged().values()) <= {1}
            assert all(watcher.agrees_with(ledger) for watcher in watchers)
        assert "Traceback" not in server.log


@asynccontextmanager
async def _watched(url: str) -> AsyncIterator[list[Watcher]]:
    """Follow with an officer's whole screen, and with bare boards of the same and a lesser seat."""
    screen = Watcher(url, OFFICER, 0)
    boards = [
        Watcher(url, OFFICER, 1),
        Watcher(url, OFFICER, 2, MSGPACK),
        Watcher(url, TOWN, 3, JSON),
        Watcher(url, TOWN, 4, MSGPACK),
    ]
    session = Session(screen.mirror, SystemClock(), screen.line.do, Choices(lang="en"))
    for watcher in boards:
        watcher.start()
    try:
        async with DeskApp(session, screen.line).run_test(size=(160, 45)):
            await asyncio.gather(*(watcher.mirror.catch_up(1) for watcher in (screen, *boards)))
            yield [screen, *boards]
    finally:
        for watcher in boards:
            await watcher.stop()


@asynccontextmanager
async def _feeds(url: str, spool: Path) -> AsyncIterator[list[Feed]]:
    panels, tills, patrol = (
        Feed(url, source, spool, seed) for seed, source in enumerate(("panels", "tills", "patrol"))
    )
    async with panels, tills, patrol:
        yield [panels, tills, patrol]


async def _order_units(officer: Watcher) -> list[str]:
    """Have an alarm with units ordered to it; gives all units, the ordered ones first."""
    first = load.alarm(load_profile(builtin()), random.Random(0), "the first")
    assert (await officer.line.do(ask.Report(first))).refusal is None
    units = sorted(officer.mirror.board.units)
    ordered = await officer.line.do(ask.Dispatch(1, tuple(units[:ORDERED])))
    assert ordered.refusal is None
    return units


def _told(rng: random.Random, units: list[str]) -> dict[str, list[Report]]:
    """Give what each source tells: a fifth alarms, three fifths purchases, a fifth unit steps."""
    county = load_profile(builtin())
    part = EVENTS // 5
    patrol = [*load.steps(1, units[:ORDERED]), *load.duties(units[ORDERED:], part)][:part]
    return {
        "panels": [load.alarm(county, rng, f"panel mark {n}") for n in range(part)],
        "tills": [load.purchase(county, rng, f"till mark {n}") for n in range(3 * part)],
        "patrol": patrol,
    }


def _marks(told: dict[str, list[Report]]) -> Iterator[str]:
    yield from (getattr(alarm, "text", "") for alarm in told["panels"])
    yield from (getattr(purchase, "purpose", "") for purchase in told["tills"])


def _assert_acknowledged_is_kept(server: ServerProcess, feeds: list[Feed]) -> None:
    """Look at the files as the kill left them: what was acknowledged stands in them once."""
    with ledger_of(server.directory) as ledger:
        for feed in feeds:
            assert feed.refused == []
            kept = Counter(ledger.told(feed.source))
            assert set(kept.values()) <= {1}
            lost = sorted(set(feed.acknowledged) - kept.keys())
            assert lost == [], feed.source


async def _assert_all_agree(server: ServerProcess, watchers: list[Watcher]) -> None:
    """Wait until every board stands where the journal ends, its digest agreed with the server's."""
    with ledger_of(server.directory) as ledger:
        head = len(ledger.entries)
    await asyncio.gather(*(watcher.mirror.catch_up(head) for watcher in watchers))
    assert all(watcher.mirror.calls > 1 for watcher in watchers)
