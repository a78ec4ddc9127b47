"""Purchases at the desk: every rule on, durable, the index following beside, all on one core.

The purchases are a month's of a county with the published volume of a year, from buyers who come
again. The ceiling writes the same rows into the same table with nothing around it.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from bench import ingest, sold, stores
from bench.figures import Figure, beside
from bench.process import one_core
from config.profile import Profile
from county.clock import SystemClock
from county.events import Report
from server import interpreter
from server.journal import FILE

A_MONTH = sold.COUNTY_YEAR // 12
QUICK = 10_000
MONTH_MS = 30 * 86_400_000
BAR, STRETCH = 2000.0, 4000.0
"""Purchases a second."""


def run(*, quick: bool) -> list[Figure]:
    """Measure ingest without and with its index, and the restart after it."""
    interpreter.tune()
    county, count = stores.profile(), QUICK if quick else A_MONTH
    with tempfile.TemporaryDirectory(prefix="zhiban-bench-") as directory, one_core():
        alone, followed = Path(directory) / "alone", Path(directory) / "followed"
        for place in (alone, followed):
            place.mkdir()
        return asyncio.run(_measured(alone / FILE, followed / FILE, county, count))


async def _measured(path: Path, followed: Path, county: Profile, count: int) -> list[Figure]:
    clock = SystemClock()
    since = clock.now() - MONTH_MS
    stations = tuple(county.rulebook.stations)
    each = sold.BUYER_YEAR / 12
    facts: list[Report] = list(sold.purchases(count, stations, since, MONTH_MS, each))
    async with stores.desk_at(path, county, clock) as desk:
        alone_s = await ingest.push_all(desk, facts)
        warned = len(desk.board.warnings)
    async with stores.desk_with_sales(followed, county, clock) as (desk, sales):
        beside_s = await ingest.push_all(desk, facts)
        behind, pushed = sales.behind, time.perf_counter()
        await sales.level()
        lag_s = time.perf_counter() - pushed
    started = time.perf_counter()
    async with stores.desk_at(followed, county, clock):
        restart_s = time.perf_counter() - started
    rows, raw_s = ingest.raw_inserts(path, "purchases")
    ceiling = (f"sqlite3, {stores.RAW_ROWS} rows a commit", rows / raw_s)
    return [
        beside("all rules, one core", count / alone_s, "purchases/s", ceiling, BAR, STRETCH),
        beside("all rules and the index", count / beside_s, "purchases/s", ceiling, BAR, STRETCH),
        Figure("warnings on a hundred purchases", 100 * warned / count, ""),
        Figure("index behind at the last acknowledgement", behind, "rows"),
        Figure("until it was level", lag_s, "s"),
        Figure(f"restart with {count:,} purchases in the windows", restart_s, "s"),
    ]
