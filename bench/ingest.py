"""Durable ingest: frames of 100 facts from bytes to acknowledgement, against SQLite alone.

All that a server does with a push but the socket: the frame is decoded, checked and cleaned, the
desk checks rights and numbers, decides, encodes, commits (FULL) and tells, and the acknowledgement
is encoded. The ceiling writes the same rows, bodies ready made, into the same tables with nothing
around it. Alarms come without coordinates, purchases from ever new buyers: deciding where something
lies, or judging a long history, is the county's cost and measured elsewhere.
"""

from __future__ import annotations

import asyncio
import gc
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median

from bench import stores
from bench.figures import Figure, against
from config.profile import Profile
from county.clock import SystemClock
from county.events import AlarmReported, Place, PurchaseRegistered, Report
from feeds.frames import Ack, Push
from feeds.wire import CODECS, JSON, Batch
from server import interpreter
from server.desk import Desk

SOURCE = "bench-1"
PER_FRAME = 100
IN_FLIGHT = 100
"""Frames pushed and not acknowledged yet: of 20 feeds, five each. With fewer the desk waits for the
disk instead of deciding what comes next."""


def run(quick: bool = False) -> list[Figure]:
    """Measure alarms, then purchases: medians of rounds that alternate with their ceiling."""
    interpreter.tune()
    events, rounds = (10_000, 1) if quick else (50_000, 3)
    county = stores.profile()
    kind, station = next(iter(county.rulebook.kinds)), next(iter(county.rulebook.stations))
    now = SystemClock().now()

    def alarm(number: int) -> Report:
        place = Place(f"Main Street {number % 300}, second gate")
        return AlarmReported(now, kind=kind, place=place, text="smoke from the stairs, no flames")

    def purchase(number: int) -> Report:
        return PurchaseRegistered(
            now,
            station=station,
            buyer=f"bench-{number}",
            litres=5.0,
            tail="3X",
            purpose="mower",
            use_place="garden",
            id_check="matched",
        )

    return [
        _figure("alarms", "journal", county, alarm, events, rounds, bar=0.70, stretch=0.95),
        _figure("purchases", "purchases", county, purchase, events, rounds, bar=None, stretch=None),
    ]


def _figure(
    name: str,
    table: str,
    county: Profile,
    fact: Callable[[int], Report],
    events: int,
    rounds: int,
    bar: float | None,
    stretch: float | None,
) -> Figure:
    ours, raw = [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "journal.db"
            ours.append(asyncio.run(_push(path, county, [fact(n) for n in range(events)])))
            raw.append(_raw(path, table))
    ceiling = (f"sqlite3, {stores.RAW_ROWS} rows a commit", median(raw))
    title = f"{name}, {PER_FRAME} a frame, durable"
    return against(title, median(ours), "events/s", ceiling, bar, stretch)


async def _push(path: Path, county: Profile, facts: list[Report]) -> float:
    async with stores.desk_at(path, county, SystemClock()) as desk:
        return len(facts) / await push_all(desk, facts)


async def push_all(desk: Desk, facts: list[Report]) -> float:
    """Push facts as feeds do, from bytes to the last acknowledgement; give the seconds it took."""
    codec = CODECS[JSON]
    frames = [
        codec.encode(Push(SOURCE, first + 1, tuple(facts[first : first + PER_FRAME])))
        for first in range(0, len(facts), PER_FRAME)
    ]
    room = asyncio.Semaphore(IN_FLIGHT)

    async def push(frame: bytes) -> bytes:
        async with room:
            batch = codec.from_client(frame)
            assert isinstance(batch, Batch)
            pushed = await desk.push(batch, stores.FEED)
            assert pushed == ((), 0), pushed.refused[:1]
            return codec.encode(Ack(batch.source, batch.first + len(batch.items) - 1))

    interpreter.settle()
    started = time.perf_counter()
    await asyncio.gather(*(push(frame) for frame in frames))
    took = time.perf_counter() - started
    gc.unfreeze()
    return took


def _raw(path: Path, table: str) -> float:
    rows, took = raw_inserts(path, table)
    return rows / took


def raw_inserts(path: Path, table: str) -> tuple[int, float]:
    """Write the rows of a table once more, with nothing around it; how many, and the seconds."""
    with closing(sqlite3.connect(path)) as kept:
        rows = kept.execute(f"SELECT * FROM {table}").fetchall()
    connection = stores.copy_table(path, path.with_name("raw.db"), table)
    started = time.perf_counter()
    stores.write_raw(connection, table, rows)
    took = time.perf_counter() - started
    connection.close()
    return len(rows), took
