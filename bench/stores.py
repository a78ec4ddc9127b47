"""What the benches of the store share: a county to write about, and the raw store beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from config.location import Locator
from config.profile import Profile, builtin, load_profile
from county.clock import Clock
from county.rights import Rights
from server.desk import Desk
from server.journal import Journal

FEED = Rights(
    "feed", kinds=frozenset({"alarm_reported", "purchase_registered"}), sources=("bench-*",)
)
RAW_ROWS = 1000
"""Rows of one commit of the raw store."""


def profile() -> Profile:
    """Load the built-in county."""
    return load_profile(builtin("anmu"))


@asynccontextmanager
async def desk_at(path: Path, county: Profile, clock: Clock) -> AsyncIterator[Desk]:
    """Run the real desk on a new journal, with no units."""
    journal = await Journal.open(path)
    desk = Desk(journal, county.rulebook, Locator(county).locate, (), clock)
    try:
        await desk.start()
        yield desk
    finally:
        await desk.stop()
        await journal.close()


def copy_table(source: Path, target: Path, table: str) -> sqlite3.Connection:
    """Make an empty copy of a table with its indexes, written as durably as the journal."""
    made = sqlite3.connect(target, isolation_level=None)
    made.execute("PRAGMA journal_mode=WAL")
    made.execute("PRAGMA synchronous=FULL")
    with sqlite3.connect(source) as known:
        schema = known.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL", (table,)
        ).fetchall()
    known.close()
    for (statement,) in schema:
        made.execute(statement)
    return made


def write_raw(
    connection: sqlite3.Connection, table: str, rows: Sequence[tuple[object, ...]]
) -> None:
    """Write rows the plain way: `executemany`, `RAW_ROWS` a commit."""
    sql = f"INSERT INTO {table} VALUES ({','.join('?' * len(rows[0]))})"
    for start in range(0, len(rows), RAW_ROWS):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(sql, rows[start : start + RAW_ROWS])
        connection.execute("COMMIT")
