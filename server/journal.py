"""The journal: every entry in its one order, durable before anybody hears of it.

SQLite in WAL mode with synchronous=FULL: what `append` returned from is on the disk. Keys are
integers that only grow: a random key such as a UUID4 touches a page per row and costs nine times
the throughput. A commit runs on aiosqlite's thread; the process sets a short switch interval
(`sys.setswitchinterval`), because with the default 5 ms that thread waits up to 5 ms for the
interpreter lock after every statement while the loop is busy.

A damaged WAL is cut short by SQLite without a word. So a mark beside the file holds the last
sequence number made durable; a journal that ends before its mark has lost entries, says so, and
takes a new epoch, so that no client resumes into a different order.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from county.board import Picture
from feeds.wire import decode_entry
from server import purchases
from server.batch import Batch, Kept, Stored
from server.sqlite import Reader, Value, Writer

MIGRATIONS = (
    f"""
    CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE sources(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    CREATE TABLE journal(
        seq INTEGER PRIMARY KEY, source INTEGER, number INTEGER,
        audience TEXT NOT NULL, body BLOB NOT NULL);
    CREATE UNIQUE INDEX journal_told ON journal(source, number) WHERE source IS NOT NULL;
    CREATE TABLE pictures(
        seq INTEGER PRIMARY KEY, alarms INTEGER NOT NULL, warnings INTEGER NOT NULL,
        body BLOB NOT NULL);
    {purchases.SCHEMA}
    """,
)

REPLAY_CHUNK = 500
CHUNKS_A_HOP = 4
"""Chunks read in one turn of the reader's thread: the hop costs as much as 150 rows."""

LOOKUP_CHUNK = 500


class Chunk(NamedTuple):
    """The entries after the last chunk up to `through`; fewer bodies when not all may be seen."""

    through: int
    bodies: list[bytes]


class Told(NamedTuple):
    """Who told something, and under which number of theirs."""

    source: int
    number: int


class Journal:
    """One file of entries, numbered 1 to `head` without gaps."""

    def __init__(self, path: Path, writer: Writer, reader: Reader) -> None:
        self._path = path
        self._writer = writer
        self._reader = reader
        self._mark = _Mark(path.with_name(path.name + ".mark"))
        self.purchases = purchases.Purchases(reader)
        """The purchases kept in the same file."""
        self.epoch = ""
        """The identity of this order: a sequence number means something only within it."""
        self.head = 0
        """The last sequence number that is durable; 0 when empty."""
        self.lost = 0
        """Entries that were durable once and were missing when the file was opened."""

    @classmethod
    async def open(cls, path: Path) -> Journal:
        """Open or create the journal. Raises sqlite3.Error when it cannot be read and written."""
        writer = await Writer.open(path, MIGRATIONS)
        journal = cls(path, writer, await Reader.open(path))
        try:
            await journal._look()
        except BaseException:
            await journal.close()
            raise
        return journal

    async def close(self) -> None:
        """Close the connections, the writer's last: it alone may fold the WAL back in."""
        await self._reader.close()
        await self._writer.close()
        self._mark.close()

    # ---- writing --------------------------------------------------------------------------------

    async def append(self, batch: Batch) -> None:
        """Write the batch: durable on return. Raises sqlite3.Error, and then nothing of it is.

        Only one may run at a time.
        """
        head = batch.stored[-1].entry.seq if batch.stored else self.head
        await self._writer.write(batch.write)
        self.head = head
        self._mark.set(head)

    async def reopen(self) -> None:
        """Take a new connection after a failed commit and prove that it can write.

        A failed fsync must not be tried again on the same connection: the system may have dropped
        the pages. Raises sqlite3.Error while writing is still not possible.
        """
        await self._writer.close()
        self._writer = await Writer.open(self._path, MIGRATIONS)
        await self._look()
        await self._remember("reopened_after", str(self.head))

    async def _look(self) -> None:
        """Learn where the journal ends and whether that is where it ended before."""
        self.head = (await self._writer.fetch("SELECT coalesce(max(seq), 0) FROM journal"))[0][0]
        found = await self._writer.fetch("SELECT value FROM meta WHERE key = 'epoch'")
        self.epoch = found[0][0] if found else ""
        missing = self._mark.get() - self.head
        if missing > 0 or not self.epoch:
            self.lost = max(missing, 0)
            self.epoch = secrets.token_hex(8)
            await self._remember("epoch", self.epoch)
            self._mark.set(self.head)

    async def _remember(self, key: str, value: str) -> None:
        sql = "INSERT OR REPLACE INTO meta VALUES (?,?)"
        await self._writer.write(lambda connection: _run(connection, sql, (key, value)))

    # ---- reading --------------------------------------------------------------------------------

    async def read(
        self,
        after: int,
        through: int,
        areas: frozenset[str] | None = None,
        chunk: int = REPLAY_CHUNK,
    ) -> AsyncIterator[Chunk]:
        """Give the bodies after `after` up to `through` that concern `areas` (None: all).

        Bodies come as they were stored, never decoded: a replay costs about 1 µs an entry. No read
        stays open between two chunks, so a slow taker never holds the WAL. Raises
        sqlite3.DatabaseError when an entry is missing.
        """
        columns = "body" if areas is None else "body, audience"
        sql = f"SELECT {columns} FROM journal WHERE seq BETWEEN ? AND ? ORDER BY seq"  # noqa: S608 - our names
        while after < through:
            last = min(after + chunk * CHUNKS_A_HOP, through)
            rows = await self._reader.fetch(sql, (after + 1, last))
            if len(rows) != last - after:
                raise sqlite3.DatabaseError(f"entries are missing between {after} and {last}")
            for start in range(0, len(rows), chunk):
                part = rows[start : start + chunk]
                after += len(part)
                yield Chunk(after, _bodies(part, areas))

    async def stored(self, after: int, through: int) -> tuple[Stored, ...]:
        """Give entries in full, decoded, with their audiences."""
        sql = "SELECT audience, body FROM journal WHERE seq > ? AND seq <= ? ORDER BY seq"
        return tuple(
            Stored(decode_entry(body), tuple(audience.split(",")) if audience else (), body)
            for audience, body in await self._reader.fetch(sql, (after, through))
        )

    async def picture(self) -> Kept | None:
        """Give the newest board written down, or None."""
        sql = "SELECT body, alarms, warnings FROM pictures ORDER BY seq DESC LIMIT 1"
        for body, alarms, warnings in await self._reader.fetch(sql):
            return Kept(msgspec.json.decode(body, type=Picture), alarms, warnings)
        return None

    # ---- who told what --------------------------------------------------------------------------

    async def sources(self) -> dict[str, Told]:
        """Give every source with its id and the highest number it told, by name."""
        sql = """SELECT name, id, max(
            coalesce((SELECT max(number) FROM journal WHERE source = id), 0),
            coalesce((SELECT max(told) FROM purchases WHERE source = id), 0)) FROM sources"""
        return {name: Told(id_, high) for name, id_, high in await self._reader.fetch(sql)}

    async def told(self, source: int, numbers: Iterable[int]) -> set[int]:
        """Give those of `numbers` that the source with this id already told."""
        asked = list(numbers)
        found: set[int] = set()
        for start in range(0, len(asked), LOOKUP_CHUNK):
            part = asked[start : start + LOOKUP_CHUNK]
            marks = ",".join("?" * len(part))
            sql = (
                f"SELECT number FROM journal WHERE source = ? AND number IN ({marks}) "  # noqa: S608 - question marks only
                f"UNION ALL SELECT told FROM purchases WHERE source = ? AND told IN ({marks})"
            )
            rows = await self._reader.fetch(sql, (source, *part, source, *part))
            found.update(number for (number,) in rows)
        return found


def _run(connection: sqlite3.Connection, sql: str, values: tuple[Value, ...]) -> None:
    connection.execute(sql, values)


def _bodies(rows: list[Any], areas: frozenset[str] | None) -> list[bytes]:
    if areas is None:
        return [body for (body,) in rows]
    concerned = {
        audience: not audience or not areas.isdisjoint(audience.split(","))
        for audience in {audience for _, audience in rows}
    }
    return [body for body, audience in rows if concerned[audience]]


class _Mark:
    """The last durable sequence number, in a small file of its own.

    Not synced: it guards against a damaged journal, and may lag behind it after a power cut.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def get(self) -> int:
        """Read the mark; 0 when there is none."""
        text = os.pread(self._file, 32, 0).strip()
        return int(text) if text.isdigit() else 0

    def set(self, seq: int) -> None:
        """Write the mark in place."""
        # A witness that cannot be written must not make a durable commit look failed.
        with contextlib.suppress(OSError):
            os.pwrite(self._file, b"%-20d" % seq, 0)

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)
