"""Replay: stored entries read in chunks and joined into delta frames, against the SELECT alone."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.figures import Figure, against
from county.clock import SystemClock
from county.decisions import Outcome, Ruled
from county.events import AlarmNoted, Entry
from feeds.wire import CODECS, JSON
from server import interpreter
from server.batch import Batch
from server.journal import REPLAY_CHUNK, Journal

PER_COMMIT = 5000


def run(quick: bool = False) -> list[Figure]:
    """Measure a replay of the whole county and of one area in ten."""
    interpreter.tune()
    entries, rounds = (20_000, 3) if quick else (100_000, 5)
    with tempfile.TemporaryDirectory() as directory:
        return asyncio.run(_measure(Path(directory) / "journal.db", entries, rounds))


async def _measure(path: Path, entries: int, rounds: int) -> list[Figure]:
    whole, part, raw = [], [], []
    journal = await Journal.open(path)
    try:
        await _fill(journal, entries)
        for _ in range(rounds):
            whole.append(entries / await _replay(journal, None))
            part.append(entries / await _replay(journal, frozenset({"t03"})))
            raw.append(entries / _select(path, entries))
    finally:
        await journal.close()
    ceiling = (f"SELECT, {REPLAY_CHUNK} rows a chunk", median(raw))
    return [
        against(
            f"replay of {entries:,} as frames", median(whole), "entries/s", ceiling, 0.40, 0.70
        ),
        against("the same, one area of ten", median(part), "entries/s", ceiling),
    ]


async def _fill(journal: Journal, entries: int) -> None:
    now = SystemClock().now()
    for first in range(1, entries + 1, PER_COMMIT):
        batch = Batch()
        for seq in range(first, min(first + PER_COMMIT, entries + 1)):
            note = AlarmNoted(now, seq, "caller says that the smoke comes from the second floor")
            entry = Entry(seq, now, "seat:officer", note)
            batch.add(Outcome(now, [Ruled(entry, (f"t{seq % 10:02}",))]))
        await journal.append(batch)


async def _replay(journal: Journal, areas: frozenset[str] | None) -> float:
    codec, sent, after = CODECS[JSON], 0, 0
    started = time.perf_counter()
    async for chunk in journal.read(0, journal.head, areas):
        sent += len(codec.delta(after, chunk.through, chunk.bodies))
        after = chunk.through
    assert sent
    return time.perf_counter() - started


def _select(path: Path, entries: int) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    sql = "SELECT body FROM journal WHERE seq > ? ORDER BY seq LIMIT ?"
    started = time.perf_counter()
    for after in range(0, entries, REPLAY_CHUNK):
        connection.execute(sql, (after, REPLAY_CHUNK)).fetchall()
    took = time.perf_counter() - started
    connection.close()
    return took
