"""What the benches of the store share: a county to write about, and the raw store beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path

from config.location import Locator
from config.profile import Profile, builtin, load_profile
from county.clock import Clock
from county.rights import Rights
from server.desk import Desk
from server.journal import Journal
from server.sales import Sales

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
    """Run the real desk on the journal at `path`, new or not, with no units."""
    async with _desk_on(path, county, clock) as (desk, _):
        yield desk


@asynccontextmanager
async def desk_with_sales(
    path: Path, county: Profile, clock: Clock
) -> AsyncIterator[tuple[Desk, Sales]]:
    """Run the real desk with the index of its purchases beside it."""
    async with _desk_on(path, county, clock) as (desk, journal):
        sales = Sales(path.parent, journal, county.utc_offset_minutes, clock)
        await sales.start()
        desk.on_committed = sales.wake
        try:
            yield desk, sales
        finally:
            await sales.stop()


@asynccontextmanager
async def _desk_on(
    path: Path, county: Profile, clock: Clock
) -> AsyncIterator[tuple[Desk, Journal]]:
    journal = await Journal.open(path)
    desk = Desk(journal, county.rulebook, Locator(county).locate, (), clock)
    try:
        await desk.start()
        yield desk, journal
    finally:
        await desk.stop()
        await journal.close()


def copy_table(source: Path, target: Path, table: str) -> sqlite3.Connection:
    """Make an empty copy of a table with its indexes, written as durably as the journal."""
    made = sqlite3.connect(target, isolation_level=None)
    made.execute("PRAGMA journal_mode=WAL")
    made.execute("PRAGMA synchronous=FULL")
    with closing(sqlite3.connect(source)) as known:
        schema = known.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL", (table,)
        ).fetchall()
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
