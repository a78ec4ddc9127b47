"""SQLite off the event loop, one thread hop a commit.

aiosqlite hands every call to its thread, so BEGIN, INSERTs and COMMIT as separate awaits cost a hop
each, and each hop waits for the interpreter lock while the loop is busy (measured: 69 ms a commit
against 34). `Writer` stages the whole transaction and awaits a single `commit()`.

SQLite before 3.51.3 can lose or damage commits when two connections write or checkpoint one file
(the WAL-reset race), and the standard library links older ones. So each file has ONE `Writer`,
which alone writes and checkpoints; every `Reader` is `query_only`, never checkpoints, and closes
first.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import aiosqlite

Work = Callable[[sqlite3.Connection], None]
"""What is to be done inside one transaction, on the writer's thread."""

Value = int | float | str | bytes | bytearray | None
"""What can be bound. A bytearray is bound as it is; for bytes and None `sqlite3` first looks for an
adapter: 0.5 µs each, ten times the binding, and with the interpreter lock held."""

CHUNK_ROWS = (2000, 512, 128, 32, 8, 1)
"""Rows of one multi-row INSERT: few and fixed, so that each is prepared once and then cached. The
largest is for a flood: then each step waits a whole switch interval for the loop. SQLite takes
32,766 values a statement: the widest table has ten a row."""


class _Ledger(sqlite3.Connection):
    """A connection whose `commit` writes what was staged for it, all or nothing."""

    staged: deque[Work]

    def commit(self) -> None:
        """Take the oldest staged work and commit it."""
        work = self.staged.popleft()
        # IMMEDIATE: a transaction that turns from reading to writing can be refused outright.
        self.execute("BEGIN IMMEDIATE")
        try:
            work(self)
            self.execute("COMMIT")
        except BaseException:
            if self.in_transaction:
                self.rollback()
            raise


class Writer:
    """The one connection that writes a file."""

    def __init__(self, connection: aiosqlite.Connection, staged: deque[Work]) -> None:
        self._connection = connection
        self._staged = staged

    @classmethod
    async def open(
        cls, path: Path, migrations: Sequence[str], *, synchronous: str = "FULL"
    ) -> Writer:
        """Open or create the file and bring its schema to ``len(migrations)``.

        Raises sqlite3.Error when the file cannot be opened, or was made by a newer version.
        """
        staged: deque[Work] = deque()

        def ledger(*args: Any, **kwargs: Any) -> _Ledger:
            made = _Ledger(*args, **kwargs)
            made.staged = staged
            return made

        connection = await _connected(path, ledger)
        try:
            await connection.execute("PRAGMA page_size=4096")
            await connection.execute("PRAGMA journal_mode=WAL")
            await connection.execute(f"PRAGMA synchronous={synchronous}")
            writer = cls(connection, staged)
            await writer._migrate(migrations)
        except BaseException:
            await connection.close()
            raise
        return writer

    async def write(self, work: Work) -> None:
        """Do `work` in one transaction; durable on return. Raises sqlite3.Error: nothing is."""
        self._staged.append(work)
        await self._connection.commit()

    async def fetch(self, sql: str, values: Iterable[Value] = ()) -> list[Any]:
        """Give all rows of a query."""
        return list(await self._connection.execute_fetchall(sql, values))

    async def close(self) -> None:
        """Close the file after what was staged; the last to close folds the WAL back in."""
        await self._connection.close()

    async def _migrate(self, migrations: Sequence[str]) -> None:
        version = int((await self.fetch("PRAGMA user_version"))[0][0])
        if version > len(migrations):
            raise sqlite3.DatabaseError(
                f"schema {version} is newer than this program's {len(migrations)}"
            )
        for number, script in enumerate(migrations[version:], start=version + 1):
            await self.write(_migration(number, script))


def _migration(number: int, script: str) -> Work:
    def migrate(connection: sqlite3.Connection) -> None:
        # Not executescript: it would commit on its own, and half a migration could stand.
        for statement in script.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version={number}")

    return migrate


class Reader:
    """A connection that only reads, and never holds a transaction open between two calls."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    @classmethod
    async def open(cls, path: Path) -> Reader:
        """Open an existing file for reading."""
        connection = await _connected(path)
        try:
            await connection.execute("PRAGMA query_only=ON")
            await connection.execute("PRAGMA wal_autocheckpoint=0")
        except BaseException:
            await connection.close()
            raise
        return cls(connection)

    async def fetch(self, sql: str, values: Iterable[Value] = ()) -> list[Any]:
        """Give all rows of a query: one thread hop."""
        return list(await self._connection.execute_fetchall(sql, values))

    async def close(self) -> None:
        """Close the connection."""
        await self._connection.close()


async def _connected(path: Path, factory: Any = sqlite3.Connection) -> aiosqlite.Connection:
    """Open a file, or leave nothing of it: who gives up waiting finds it closed.

    aiosqlite itself leaves a file that was opened meanwhile to whoever collects garbage, and its
    thread to tell of its end to a loop that may be closed by then.
    """
    opened: list[sqlite3.Connection] = []

    def connect() -> sqlite3.Connection:
        # Its own thread alone uses it, unless that has ended.
        made: sqlite3.Connection = sqlite3.connect(
            path, factory=factory, isolation_level=None, check_same_thread=False
        )
        opened.append(made)
        return made

    connection = aiosqlite.Connection(connect, iter_chunk_size=64)
    try:
        return await connection
    except BaseException:
        await asyncio.to_thread(connection._thread.join)
        for made in opened:
            made.close()
        raise


def open_to_read(path: Path) -> sqlite3.Connection:
    """Open an existing file that another process may be writing: reads only, no checkpoints.

    Raises sqlite3.OperationalError when there is none.
    """
    address = f"{path.absolute().as_uri()}?mode=ro"
    return sqlite3.connect(address, uri=True, isolation_level=None)


def insert_rows(
    connection: sqlite3.Connection, table: str, width: int, values: Sequence[Value]
) -> None:
    """Insert rows given as one flat list of values, `width` to a row.

    Multi-row VALUES: every step of a statement drops and retakes the interpreter lock, so one step
    for 256 rows is 1.6 times as fast as `executemany`, and far more under a busy loop.
    """
    row = "(" + ",".join("?" * width) + ")"
    start, rows = 0, len(values) // width
    for size in CHUNK_ROWS:
        while rows - start >= size:
            sql = f"INSERT INTO {table} VALUES {','.join([row] * size)}"  # noqa: S608 - our names
            connection.execute(sql, values[start * width : (start + size) * width])
            start += size
