"""Tracks: where units were, as packed segments, one file a day.

Telemetry, kept beside the journal and with less care: synchronous=NORMAL, flushed every 30 s, so
that a crash loses at most the last 30 s of track and nothing else. One segment spans five minutes
of one unit; until it is full each flush writes it again in place. A row a point would dirty a page
a point. Retention is the unlinking of a file, never a DELETE.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import msgspec

from county.clock import Clock
from county.patrol import Position
from server.segments import Waypoint, box_of, pack, unpack
from server.sqlite import Reader, Value, Writer

log = logging.getLogger(__name__)

DIRECTORY = "tracks"
"""Where the files stand in a desk's directory."""

FLUSH_S = 30.0
SEGMENT_S = 300
"""The span of one segment, in seconds."""

MAX_HELD = 500_000
"""Points held while they cannot be written; what comes on top is dropped and counted."""

DAY_MS = 86_400_000
EPOCH = date(1970, 1, 1).toordinal()

SCHEMA = """
    CREATE TABLE segments(
        id INTEGER PRIMARY KEY, unit TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
        south INTEGER NOT NULL, north INTEGER NOT NULL, west INTEGER NOT NULL,
        east INTEGER NOT NULL, points BLOB NOT NULL);
    CREATE INDEX segments_unit ON segments(unit, since);
    CREATE TABLE latest(unit TEXT PRIMARY KEY, position BLOB NOT NULL) WITHOUT ROWID
"""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Position).decode


class _Segment:
    """The points of one unit on one day that may still grow."""

    def __init__(self) -> None:
        self.id = 0
        """Its row; 0 until it is first written."""
        self.points: list[Waypoint] = []
        self.written = 0
        """How many of the points the file has."""

    @property
    def full(self) -> bool:
        """Whether it spans its time; a point that comes late may end it early."""
        return abs(self.points[-1].second - self.points[0].second) >= SEGMENT_S


class _Day:
    """One day's file, and what it does not have yet."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: Writer | None = None
        self._last_id = 0
        self.open: dict[str, _Segment] = {}
        self.latest: dict[str, Position] = {}

    def add(self, position: Position) -> None:
        """Put a position into its unit's open segment."""
        segment = self.open.get(position.unit)
        if segment is None:
            segment = self.open[position.unit] = _Segment()
        segment.points.append(Waypoint.of(position.at, position.lat, position.lon))
        _keep_newest(self.latest, position)

    async def flush(self) -> int:
        """Write what grew and give how many points that were; full segments grow no more.

        Raises sqlite3.Error; then it is all held still.
        """
        grown = {unit: s for unit, s in self.open.items() if len(s.points) > s.written}
        if not grown:
            return 0
        writer = self._writer or await self._open()
        for segment in grown.values():
            if not segment.id:
                self._last_id += 1
                segment.id = self._last_id
        taken = [(s.id, unit, tuple(s.points)) for unit, s in grown.items()]
        latest = [self.latest[unit] for unit in grown]

        def write(connection: sqlite3.Connection) -> None:
            # Packing 2,000 segments takes a fifth of a second: here, not on the loop.
            connection.executemany(
                "INSERT OR REPLACE INTO segments VALUES (?,?,?,?,?,?,?,?,?)",
                ((id_, unit, *box_of(points), pack(points)) for id_, unit, points in taken),
            )
            connection.executemany(
                "INSERT OR REPLACE INTO latest VALUES (?,?)", ((p.unit, _encode(p)) for p in latest)
            )

        await writer.write(write)
        flushed = 0
        for _, unit, points in taken:
            segment = grown[unit]
            flushed += len(points) - segment.written
            segment.written = len(points)
            if segment.full and len(segment.points) == segment.written:
                del self.open[unit]
        return flushed

    async def close(self) -> None:
        """Close the file."""
        if self._writer is not None:
            await self._writer.close()

    async def _open(self) -> Writer:
        self._writer = await Writer.open(self._path, (SCHEMA,), synchronous="NORMAL")
        last = await self._writer.fetch("SELECT coalesce(max(id), 0) FROM segments")
        self._last_id = last[0][0]
        for (body,) in await self._writer.fetch("SELECT position FROM latest"):
            _keep_newest(self.latest, _decode(body))
        return self._writer


def _keep_newest(latest: dict[str, Position], position: Position) -> None:
    known = latest.get(position.unit)
    if known is None or known.at <= position.at:
        latest[position.unit] = position


class Tracks:
    """The tracks of all units in one directory."""

    def __init__(self, directory: Path, clock: Clock, keep_days: int) -> None:
        self._directory = directory
        self._clock = clock
        self._keep_days = keep_days
        self._days: dict[int, _Day] = {}
        self._held = 0
        self.dropped = 0
        """Points not taken, because too many were held or their day is out of retention."""
        self._busy = asyncio.Lock()
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to flush every `FLUSH_S` seconds."""
        await asyncio.to_thread(self._directory.mkdir, parents=True, exist_ok=True)
        self._task = asyncio.create_task(self._run(), name="tracks")

    async def stop(self) -> None:
        """Write what is held, and end."""
        self._stopping.set()
        if self._task is not None:
            await self._task
        try:
            await self.flush()
        finally:
            for day in self._days.values():
                await day.close()
            self._days.clear()

    def add(self, positions: Iterable[Position]) -> None:
        """Take positions; they are on the disk after the next flush."""
        kept_since = (self._today() - self._keep_days) * DAY_MS
        for position in positions:
            if self._held >= MAX_HELD or position.at < kept_since:
                self.dropped += 1
                continue
            number = position.at // DAY_MS
            day = self._days.get(number)
            if day is None:
                day = self._days[number] = _Day(self._path(number))
            day.add(position)
            self._held += 1

    async def flush(self) -> None:
        """Write everything taken so far. Raises sqlite3.Error; it is tried again next time."""
        async with self._busy:
            for number, day in sorted(self._days.items()):
                self._held -= await day.flush()
                if number < self._today():
                    await self._days.pop(number).close()
            await asyncio.to_thread(self._unlink, self._today() - self._keep_days - 1)

    async def destroy(self, before: int) -> int:
        """Remove the days that ended before a time (epoch milliseconds); give how many."""
        async with self._busy:
            return await asyncio.to_thread(self._unlink, before // DAY_MS - 1)

    async def track(self, unit: str, since: int, until: int) -> list[Waypoint]:
        """Give where the unit was from `since` to `until` (epoch milliseconds), oldest first."""
        first, last = since // 1000, until // 1000
        sql = "SELECT points FROM segments WHERE unit = ? AND since <= ? AND until >= ?"
        found: list[Waypoint] = []
        async with self._busy:
            for path in self._files(since // DAY_MS, until // DAY_MS):
                for (packed,) in await _ask(path, sql, (unit, last, first)):
                    found += unpack(packed)
            for day in self._days.values():
                if (segment := day.open.get(unit)) is not None:
                    found += segment.points[segment.written :]
        return sorted(point for point in found if first <= point.second <= last)

    async def latest(self) -> dict[str, Position]:
        """Give the newest position on the disk of each unit, with the age it truly has."""
        found: dict[str, Position] = {}
        for path in self._files(0, self._today() + 1):
            for (body,) in await _ask(path, "SELECT position FROM latest"):
                _keep_newest(found, _decode(body))
        return found

    # ---- inside ---------------------------------------------------------------------------------

    async def _run(self) -> None:
        while not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), FLUSH_S)
            try:
                await self.flush()
            except sqlite3.Error as fault:
                log.error("tracks cannot be written: %s", fault)

    def _unlink(self, last: int) -> int:
        """Remove the days up to `last`; give how many there were."""
        old = self._files(0, last)
        for path in old:
            path.unlink()
        return len(old)

    def _files(self, first: int, last: int) -> list[Path]:
        """Give the files of the days from `first` to `last`, oldest first."""
        return [path for day, path in files_in(self._directory) if first <= day <= last]

    def _path(self, day: int) -> Path:
        return self._directory / f"{date.fromordinal(EPOCH + day).isoformat()}.db"

    def _today(self) -> int:
        """Give the number of the day in UTC since 1970."""
        return self._clock.now() // DAY_MS


def files_in(directory: Path) -> list[tuple[int, Path]]:
    """Give the days that a directory holds, by their number since 1970 in UTC, oldest first."""
    return sorted((_number(path), path) for path in directory.glob("????-??-??.db"))


def _number(path: Path) -> int:
    return date.fromisoformat(path.stem).toordinal() - EPOCH


async def _ask(path: Path, sql: str, values: tuple[Value, ...] = ()) -> list[tuple[bytes]]:
    reader = await Reader.open(path)
    try:
        return await reader.fetch(sql, values)
    finally:
        await reader.close()
