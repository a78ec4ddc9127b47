"""The journal: every entry in its one order, durable before anybody hears of it.

SQLite in WAL mode with synchronous=FULL: what `append` returned from is on the disk. Keys are
integers that only grow: a random key such as a UUID4 touches a page per row and costs nine times
the throughput. A commit runs on aiosqlite's thread; the process sets a short switch interval
(`sys.setswitchinterval`), because with the default 5 ms that thread waits up to 5 ms for the
interpreter lock after every statement while the loop is busy.

Rows are chained (`server/chain.py`), and a mark beside the file holds the ends of the chains
(`server/mark.py`). A journal that ends before its mark, or with other rows, says so and takes a new
epoch, so that no client resumes into a different order.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from county.board import Picture
from county.events import Entry
from feeds.wire import decode_entry
from server import corrections, cuts, purchases
from server.batch import Batch, Kept, Stored
from server.chain import (
    JOURNAL,
    MAX_ROW,
    PURCHASES,
    TABLES,
    Chains,
    End,
    Ends,
    Table,
    follow,
    hash_of,
)
from server.cuts import Cut, start_of
from server.mark import Loss, Mark, decode_mark, losses, mark_of
from server.sqlite import Reader, Value, Writer

log = logging.getLogger(__name__)

FILE = "journal.db"
"""The journal's file in a desk's directory and in a backup."""

MIGRATIONS = (
    f"""
    CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE sources(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    CREATE TABLE journal(
        seq INTEGER PRIMARY KEY, source INTEGER, number INTEGER,
        audience TEXT NOT NULL, body BLOB NOT NULL, chain BLOB NOT NULL);
    CREATE UNIQUE INDEX journal_told ON journal(source, number) WHERE source IS NOT NULL;
    CREATE TABLE pictures(
        seq INTEGER PRIMARY KEY, alarms INTEGER NOT NULL, warnings INTEGER NOT NULL,
        body BLOB NOT NULL, hash BLOB NOT NULL);
    CREATE TABLE access(
        number INTEGER PRIMARY KEY, at INTEGER NOT NULL, body BLOB NOT NULL, chain BLOB NOT NULL);
    {purchases.SCHEMA};
    {corrections.SCHEMA};
    {cuts.SCHEMA}
    """,
)

REPLAY_CHUNK = 500
CHUNKS_A_HOP = 4
"""Chunks read in one turn of the reader's thread: the hop costs as much as 150 rows."""

PROVEN_CHUNK = 1000
"""Rows followed at a time: about 2 ms of the loop."""

BODY = JOURNAL.columns.index("body")
LOOKUP_CHUNK = 500

LOST = "lost "
"""How the keys in `meta` begin that tell, for ever, what was once found lost."""


class Chunk(NamedTuple):
    """The entries after the last chunk up to `through`; fewer bodies when not all may be seen."""

    through: int
    bodies: list[bytes]


class Told(NamedTuple):
    """Who told something, and under which number of theirs."""

    source: int
    number: int


class AccessRow(NamedTuple):
    """A fact about access as it is kept: numbered from 1 on, `at` in epoch milliseconds."""

    number: int
    at: int
    body: bytes


class Journal:
    """One file of entries, numbered 1 to `head` without gaps."""

    def __init__(self, path: Path, writer: Writer, reader: Reader, mark: Mark) -> None:
        self._path = path
        self._writer = writer
        self._reader = reader
        self._mark = mark
        self._chains = Chains({}, {})
        self.starts: Ends = {table.name: table.genesis for table in TABLES}
        """Where the chains begin: that of the purchases after what was destroyed."""
        self.still = asyncio.Lock()
        """Held while the rows of a chain are followed, or cut off its front."""
        self.purchases = purchases.Purchases(reader)
        """The purchases kept in the same file."""
        self.epoch = ""
        """The identity of this order: a sequence number means something only within it."""
        self.lost = 0
        """Rows of all tables that were durable once and were found missing."""
        self.broken: frozenset[str] = frozenset()
        """Tables found to end before their mark, or with another row than was marked."""

    @property
    def head(self) -> int:
        """The last sequence number that is durable; 0 when empty."""
        return self.ends[JOURNAL.name].number

    @property
    def ends(self) -> Ends:
        """Where the chains end, durably."""
        return self._chains.ends

    @classmethod
    async def open(cls, path: Path) -> Journal:
        """Open or create the journal. Raises sqlite3.Error when it cannot be read and written."""
        # Whatever fails, what was opened is closed: a connection's thread would keep the process.
        async with AsyncExitStack() as opened:
            writer = await Writer.open(path, MIGRATIONS)
            opened.push_async_callback(writer.close)
            reader = await Reader.open(path)
            opened.push_async_callback(reader.close)
            mark = Mark(mark_of(path))
            opened.callback(mark.close)
            journal = cls(path, writer, reader, mark)
            await journal._look()
            opened.pop_all()
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
        chains = self._chains.copy()
        await self._writer.write(batch.laid_out(chains))
        self._chains = chains
        self._mark.set(chains.ends)

    async def cut(self, cut: Cut) -> None:
        """Destroy the purchases up to the cut; durable on return. Raises sqlite3.Error."""
        await self._writer.write(cut.make)
        self.starts = self.starts | {PURCHASES.name: End(cut.number, cut.link)}

    async def fold_in(self) -> None:
        """Have the file itself hold what was written, and the log beside it nothing any more.

        As far as nobody reads the log just then; else it is written over when it is next full.
        """
        await self._writer.fetch("PRAGMA wal_checkpoint(TRUNCATE)")

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
        """Learn where the journal begins and ends, and whether it ended there before."""
        cut = await self._writer.fetch(cuts.START_SQL)
        self.starts = {table.name: start_of(table, cut) for table in TABLES}
        ends = {table.name: await self.end_at(table) for table in TABLES}
        sources = await self._writer.fetch("SELECT id, name FROM sources")
        self._chains = Chains(ends, dict(sources))
        found = await self._writer.fetch("SELECT value FROM meta WHERE key = 'epoch'")
        self.epoch = found[0][0] if found else ""
        lost = await self._losses()
        if lost or not self.epoch:
            self.epoch = secrets.token_hex(8)
            await self._remember("epoch", self.epoch)
        for loss in lost:
            log.error("the journal is not whole: %s", loss)
            self.lost += loss.missing
            self.broken |= {loss.table}
            await self._remember(f"{LOST}{self.epoch} {loss.table}", str(loss))
        self._mark.set(ends)

    async def _losses(self) -> list[Loss]:
        data = self._mark.read()
        marked = decode_mark(data)
        if marked is not None:
            # A mark that fell behind may stand in what was destroyed since.
            tables = [t for t in TABLES if marked[t.name].number >= self.starts[t.name].number]
            there = {
                table.name: await self.end_at(table, marked[table.name].number) for table in tables
            }
            return losses({name: marked[name] for name in there}, there)
        if data or self.head:
            log.error("the mark beside the journal is damaged or missing: it vouches from here on")
        return []

    async def end_at(self, table: Table, through: int = MAX_ROW) -> End:
        """Give the last row at or before `through` that is left, and its link."""
        rows = await self._writer.fetch(table.end_sql, (through,))
        return End(*rows[0]) if rows else self.starts[table.name]

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
        """Give entries in full, decoded, with their audiences. Raises sqlite3.DatabaseError."""
        sql = "SELECT audience, body FROM journal WHERE seq > ? AND seq <= ? ORDER BY seq"
        return tuple(
            Stored(_entry(body), tuple(audience.split(",")) if audience else (), body)
            for audience, body in await self._reader.fetch(sql, (after, through))
        )

    async def proven(self, after: int, through: int) -> AsyncIterator[list[Entry]]:
        """Give entries, decoded, each held against its link: for who folds them into a board.

        Raises BreakError at the first that is not what was written.
        """
        async for _, rows in self.followed(JOURNAL, await self.end_at(JOURNAL, after), through):
            yield [_entry(row[BODY]) for row in rows]

    async def followed(
        self, table: Table, end: End, through: int
    ) -> AsyncIterator[tuple[End, list[Any]]]:
        """Give the rows of a table after `end`, some at a time, and where each lot ends.

        Raises BreakError at the first that is not what was written.
        """
        while end.number < through:
            last = min(end.number + PROVEN_CHUNK, through)
            rows = await self._reader.fetch(table.sql, (end.number, last))
            end = follow(table, end, last, rows)
            yield end, rows

    async def picture(self) -> Kept | None:
        """Give the newest board written down that is whole, or None."""
        sql = """SELECT seq, alarms, warnings, body, hash FROM pictures
            WHERE seq <= ? ORDER BY seq DESC"""
        for seq, alarms, warnings, body, kept in await self._reader.fetch(sql, (self.head,)):
            if kept == hash_of(seq, alarms, warnings, body):
                return Kept(msgspec.json.decode(body, type=Picture), alarms, warnings)
            log.error("the board written down after entry %s is damaged: not used", seq)
        return None

    async def access(self, after: int, limit: int) -> list[AccessRow]:
        """Give up to `limit` facts about access after the number `after`, oldest first."""
        sql = "SELECT number, at, body FROM access WHERE number > ? ORDER BY number LIMIT ?"
        return [AccessRow(*row) for row in await self._reader.fetch(sql, (after, limit))]

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


def _entry(body: bytes) -> Entry:
    try:
        return decode_entry(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise sqlite3.DatabaseError(f"an entry is damaged: {fault}") from fault


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
