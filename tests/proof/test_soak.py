"""Hours in small: mixed load while seats come, go and stall; nobody else notices, nothing grows."""

from __future__ import annotations

import asyncio
import random
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import pytest

from config.places import Profile
from config.profile import load_profile
from county import commands as ask
from county.clock import SystemClock
from county.events import Report
from county.patrol import Fix
from feeds.connection import NotConnected
from feeds.frames import Subscribe
from feeds.wire import JSON, MSGPACK
from tests.config.small import copy_builtin
from tests.proof import FULL, load
from tests.proof.feeds_at_work import Feed
from tests.proof.ledger import ledger_of
from tests.proof.server_process import ServerProcess
from tests.proof.watchers import OFFICER, SEATS, TOWN, Watcher
from tests.server.wire_client import client

SOAK_S = 600.0 if FULL else 8.0
WARM_UP_S = SOAK_S / 4

ALARMS_S, PURCHASES_S, FIXES_S = 20, 100, 160
GROWTH_KIB = 8 * 1024
"""How much the server may grow after the warm-up beside what purchases need."""

PURCHASE_KIB = 1.0
"""What one purchase in the windows of the rules may cost: they look back thirty days."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(SOAK_S + 180)]


async def test_seats_that_come_go_and_stall_harm_nobody_and_nothing_grows(tmp_path: Path) -> None:
    profile = _county(tmp_path / "county")
    county = load_profile(profile)
    settings = f'profile = "{profile}"\n'
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        server = await enter(ServerProcess(tmp_path / "desk", SEATS, settings))
        steady = [
            await enter(_following(Watcher(server.url, seat, number, codec)))
            for number, (seat, codec) in enumerate(
                [(OFFICER, JSON), (OFFICER, MSGPACK), (TOWN, JSON), (TOWN, MSGPACK)]
            )
        ]
        feeds = [
            await enter(Feed(server.url, source, tmp_path / "spool", seed))
            for seed, source in enumerate(("panels", "tills"))
        ]
        reader = await enter(_reader(server.url))
        works: list[Callable[[], Awaitable[None]]] = [
            lambda: _tell(feeds[0], county, load.alarm, ALARMS_S),
            lambda: _tell(feeds[1], county, load.purchase, PURCHASES_S),
            lambda: _move(feeds[0], county),
            lambda: _handle_alarms(steady[0]),
            lambda: _come_and_go(server.url, 100),
            lambda: _come_and_go(server.url, 200),
            lambda: _never_read(server.url),
            lambda: _stop_and_go(reader),
        ]
        tasks = [asyncio.create_task(_for_ever(work)) for work in works]
        await asyncio.sleep(WARM_UP_S)
        before, bought = server.resident_kib(), len(feeds[1].numbers)
        await asyncio.sleep(SOAK_S - WARM_UP_S)
        grown, bought = server.resident_kib() - before, len(feeds[1].numbers) - bought
        for task in tasks:
            task.cancel()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            assert isinstance(ended, asyncio.CancelledError), ended
        for feed in feeds:
            await feed.publisher.drained()
        with ledger_of(server.directory) as ledger:
            head = len(ledger.entries)
        await asyncio.gather(*(watcher.mirror.catch_up(head) for watcher in steady))
        seq, digest = await _where(reader, head)
        await server.stop()

        with ledger_of(server.directory) as ledger:
            assert digest == ledger.digest_at(seq, OFFICER.rights)
            assert all(watcher.agrees_with(ledger) for watcher in steady)
            assert all(ledger.told(feed.source) == feed.numbers for feed in feeds)
    assert [watcher.mirror.missed for watcher in steady] == [0] * len(steady)
    assert [watcher.mirror.calls for watcher in steady] == [1] * len(steady)
    assert [feed.refused for feed in feeds] == [[], []]
    assert len(steady[0].mirror.board.alarms) < 20 * ALARMS_S, "alarms were not closed and filed"
    assert grown <= GROWTH_KIB + bought * PURCHASE_KIB
    assert "Traceback" not in server.log


def _county(directory: Path) -> Path:
    """Give the built-in county, with closed alarms soon filed: its board stays as large as it is."""
    copy_builtin(directory)
    rules = directory / "county.toml"
    text = rules.read_text("utf-8").replace("keep_closed_s = 28800", "keep_closed_s = 2")
    rules.write_text(text, "utf-8")
    return directory


async def _for_ever(work: Callable[[], Awaitable[None]]) -> None:
    while True:
        await work()


# ---- who loads the desk -------------------------------------------------------------------------


async def _tell(
    feed: Feed, county: Profile, fact: Callable[[Profile, random.Random, str], Report], rate: int
) -> None:
    """Tell a tenth of a second's facts."""
    mark = len(feed.numbers)
    rng = random.Random(mark)
    await feed.tell([fact(county, rng, f"mark {mark + n}") for n in range(rate // 10)])
    await asyncio.sleep(0.1)


async def _move(feed: Feed, county: Profile) -> None:
    """Tell where every unit is, a quarter of them at a time."""
    for part in range(4):
        for unit in county.units[part::4]:
            feed.publisher.locate(Fix(unit.id, SystemClock().now(), unit.lat, unit.lon))
        await asyncio.sleep(len(county.units) / FIXES_S / 4)


async def _handle_alarms(officer: Watcher) -> None:
    """Take and close whatever is open."""
    await asyncio.sleep(0.1)
    for alarm in list(officer.mirror.board.alarms.values()):
        if not alarm.ended:
            await officer.line.do(ask.Acknowledge(alarm.number))
            await officer.line.do(ask.Close(alarm.number, "recorded"))


# ---- who comes, goes and stalls -----------------------------------------------------------------


@asynccontextmanager
async def _following(watcher: Watcher) -> AsyncIterator[Watcher]:
    watcher.start()
    try:
        await watcher.mirror.catch_up(0)
        yield watcher
    finally:
        await watcher.stop()


async def _come_and_go(url: str, number: int) -> None:
    """Follow for a moment; most leave in the middle of something."""
    async with _following(Watcher(url, OFFICER, number)) as watcher:
        await asyncio.sleep(random.Random(watcher.mirror.seq).random())
        with suppress(NotConnected):
            await watcher.line.survey()
        assert watcher.mirror.missed == 0


async def _never_read(url: str) -> None:
    """Subscribe and read nothing, until the desk hangs up or for a while."""
    async with client(url, "officer") as seat:
        await seat.send(Subscribe())
        seat.socket.transport.pause_reading()
        await asyncio.sleep(SOAK_S / 6)
        seat.socket.transport.abort()


@asynccontextmanager
async def _reader(url: str) -> AsyncIterator[Process]:
    command = (sys.executable, "-m", "tests.proof.reading", url)
    reader = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
    try:
        await _where(reader, 0)
        yield reader
    finally:
        reader.kill()
        await reader.communicate()


async def _stop_and_go(reader: Process) -> None:
    """Stop a reader's process in the middle of whatever it does, and let it go on."""
    reader.send_signal(signal.SIGSTOP)
    try:
        await asyncio.sleep(SOAK_S / 5)
    finally:
        reader.send_signal(signal.SIGCONT)
    await asyncio.sleep(SOAK_S / 20)


async def _where(reader: Process, seq: int) -> tuple[int, str]:
    """Ask the reader for its place and digest once it stands at `seq`."""
    assert reader.stdin is not None
    assert reader.stdout is not None
    reader.stdin.write(b"%d\n" % seq)
    async with asyncio.timeout(90):
        told = (await reader.stdout.readline()).decode().split()
    return int(told[0]), told[1]
