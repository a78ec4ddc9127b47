"""One bit turned anywhere in what the audit is kept in: harmless or told, never silent.

Of each flip two things are asked: what `verify` says, and what a desk that starts on it does. If it
starts, says that nothing was lost, and `verify` says that all is whole, then every byte it would
serve must be what was written.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Literal

import pytest
from msgspec import Struct
from msgspec.structs import replace

from config.location import Locator
from config.profile import builtin, load_profile
from county.board import digest
from county.clock import ManualClock, SystemClock
from county.rights import Rights
from feeds.wire import Batch
from server.desk import Desk
from server.journal import FILE, AccessRow, Journal, Told
from server.purchases import Recalled
from server.restoring import restore
from server.sealing import Sealer
from server.seals import DIRECTORY, read_seals
from server.verify import verify
from tests.proof import FULL, load
from tests.server.helpers import FEED

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200 if FULL else 300)]

FLIPS = 500 if FULL else 60
DAYS, DAY_S = 4, 86_400
PUSHED = 8
"""Facts of one push."""

COUNTY = load_profile(builtin())
LOCATE = Locator(COUNTY).locate

Outcome = Literal["harmless", "told by verify", "told by the start", "told by both"]


class Served(Struct):
    """All that a desk would tell from what it keeps."""

    digest: str
    bodies: list[bytes]
    purchases: list[Recalled]
    sources: dict[str, Told]
    access: list[AccessRow]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a desk of three days as a kill on the fourth leaves it: with a WAL, marks and seals."""
    return asyncio.run(_worked(tmp_path_factory.mktemp("desk")))


async def _worked(directory: Path) -> Path:
    clock, rng = ManualClock(SystemClock().now() - 4 * DAY_S * 1000), random.Random(5)
    numbers = itertools.count(1, PUSHED)
    for _ in range(DAYS):
        async with _desk_at(directory, clock) as desk:
            for source, fact in (("panel-1", load.alarm), ("till-1", load.purchase)) * 5:
                first = next(numbers)
                facts = (fact(COUNTY, rng, f"{first + n}") for n in range(PUSHED))
                told = tuple(replace(fact, at=clock.now()) for fact in facts)
                assert (await desk.push(Batch(source, first, told), FEED)).refused == ()
            killed = _killed(directory)
        clock.advance(DAY_S)
    return killed


@asynccontextmanager
async def _desk_at(directory: Path, clock: ManualClock) -> AsyncIterator[Desk]:
    async with AsyncExitStack() as stack:
        journal = await Journal.open(directory / FILE)
        stack.push_async_callback(journal.close)
        sealer = Sealer(journal, (directory / DIRECTORY,), clock, COUNTY.utc_offset_minutes)
        await sealer.start()
        stack.push_async_callback(sealer.stop)
        units = [unit.registered(clock.now()) for unit in COUNTY.units[:5]]
        desk = Desk(journal, COUNTY.rulebook, LOCATE, units, clock)
        stack.push_async_callback(desk.stop)
        await desk.start()
        yield desk


def _killed(directory: Path) -> Path:
    """Copy a desk's files as a kill would leave them now."""
    target = directory.parent / "killed"
    shutil.rmtree(target, ignore_errors=True)
    # The -shm file is memory: it does not outlive the machine, and is rebuilt.
    return Path(shutil.copytree(directory, target, ignore=shutil.ignore_patterns("*-shm")))


async def _served(directory: Path) -> Served | None:
    """Start on a directory as a desk does; None when that refuses, or says that it lost something."""
    journal = await Journal.open(directory / FILE)
    try:
        now = SystemClock().now()
        restored = await restore(journal, COUNTY.rulebook, LOCATE, now)
        told = Served(
            digest(restored.county.board.view(Rights("officer"))),
            [b async for chunk in journal.read(0, journal.head) for b in chunk.bodies],
            [recalled async for recalled in journal.purchases.restore(0)],
            await journal.sources(),
            await journal.access(0, 1000),
        )
        return None if journal.broken else told
    finally:
        await journal.close()


def _outcome(directory: Path, scratch: Path, expected: Served) -> Outcome:
    """Tell what became of one flip. Fails when it was silent, or met with anything but a reason."""
    try:
        whole = verify(directory).whole
    except (OSError, sqlite3.Error):
        whole = False
    started = shutil.copytree(directory, scratch)
    try:
        served = asyncio.run(_served(started))
    except sqlite3.Error:
        served = None
    if served is None:
        return "told by the start" if whole else "told by both"
    assert not whole or served == expected, "other data is served, and nobody says so"
    return "harmless" if whole else "told by verify"


def _drawn(directory: Path, rng: random.Random) -> Iterator[tuple[Path, int]]:
    """Draw files and a bit of each: every file once, then by the root of its size.

    By size alone the mark and the seals would hardly be met.
    """
    files = sorted(path for path in directory.rglob("*") if path.is_file())
    weights = [path.stat().st_size ** 0.5 for path in files]
    for path in (*files, *rng.choices(files, weights, k=FLIPS - len(files))):
        yield path.relative_to(directory), rng.randrange(path.stat().st_size * 8)


def _flip(path: Path, bit: int) -> None:
    data = bytearray(path.read_bytes())
    data[bit // 8] ^= 1 << bit % 8
    path.write_bytes(data)


def test_one_flipped_bit_is_harmless_or_told(
    desk: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    rng = random.Random(20260301)
    shutil.copytree(desk, tmp_path / "whole")
    expected = asyncio.run(_served(tmp_path / "whole"))
    assert expected is not None
    assert verify(tmp_path / "whole").whole
    outcomes: Counter[tuple[str, Outcome]] = Counter()
    for name, bit in _drawn(desk, rng):
        spoiled = Path(shutil.copytree(desk, tmp_path / "spoiled"))
        _flip(spoiled / name, bit)
        try:
            outcome = _outcome(spoiled, tmp_path / "started", expected)
        except Exception as fault:
            raise AssertionError(f"bit {bit} of {name}: {fault!r}") from fault
        outcomes[name.suffix, outcome] += 1
        shutil.rmtree(spoiled)
        shutil.rmtree(tmp_path / "started")
    print(*sorted(outcomes.items()), sep="\n")
    told = sum(count for (_, outcome), count in outcomes.items() if outcome != "harmless")
    assert told > FLIPS / 3, "hardly a flip was felt"
    assert len(read_seals(desk / DIRECTORY)) == 3
    assert {".db", ".db-wal", ".mark", ".json"} <= {suffix for suffix, _ in outcomes}
