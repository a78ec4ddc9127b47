"""Looks through the audit: chains, seals, mark, boards written down, schema, and the file itself.

Reads only, on a connection that cannot write and never checkpoints, so it may look beside a running
desk. Each step reads a moment of its own: what the desk adds meanwhile is not looked at, and no
read but the check of the file itself keeps the WAL from being used anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from server.chain import (
    ACCESS,
    JOURNAL,
    MAX_ROW,
    PURCHASES,
    TABLES,
    BreakError,
    End,
    Ends,
    Table,
    follow,
    hash_of,
)
from server.corrections import mislinked
from server.cuts import START_SQL, cuts_in, start_of, unconsented
from server.findings import LOST_ONCE, Finding, Verdict
from server.journal import FILE, LOST, MIGRATIONS
from server.mark import decode_mark, losses, mark_of
from server.seals import DIRECTORY, Seal, read_seals
from server.sqlite import open_to_read

CHUNK = 2000
MARK_READS = 3

UNABLE = frozenset(
    {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_READONLY}
)
"""What SQLite answers when a file cannot be looked at, whatever is in it."""

Progress = Callable[[int, int], None]
"""Is told how many rows were looked at, and of how many."""


def silent(done: int, total: int) -> None:
    """Show no progress."""


def ends_of(connection: sqlite3.Connection) -> Ends:
    """Give where the chains end, as the last rows say."""
    return {table.name: _end(connection, table) for table in TABLES}


def _start(connection: sqlite3.Connection, table: Table) -> End:
    return start_of(table, connection.execute(START_SQL).fetchall())


def verify(directory: Path, also: Path | None = None, progress: Progress = silent) -> Verdict:
    """Look through the desk or backup in `directory`; `also` is the second place of its seals.

    Raises OSError or sqlite3.OperationalError when it cannot be looked at.
    """
    # Read before the rows: whatever they vouch for must be there by then.
    marked = _read_mark(mark_of(directory / FILE))
    # The second place first: it gets each seal after the desk's own.
    elsewhere = read_seals(also) if also is not None else {}
    seals = read_seals(directory / DIRECTORY)
    (directory / FILE).open("rb").close()
    with closing(open_to_read(directory / FILE)) as connection:
        look = _Look(connection, progress)
        for part in look.parts:
            look.guarded(part)
        look.guarded(lambda: look.mark(marked))
        look.guarded(lambda: look.seals("seals", seals))
        look.guarded(lambda: look.cut_too_far(seals))
        if also is not None:
            look.guarded(lambda: look.seals("seals_also", elsewhere))
            look.found += _compared(seals, elsewhere)
    return Verdict(look.epoch, look.ends, len(seals), tuple(look.found))


class _Look:
    """One look through one file; `found` gathers what is wrong."""

    def __init__(self, connection: sqlite3.Connection, progress: Progress) -> None:
        self._connection = connection
        self._progress = progress
        self.found: list[Finding] = []
        self.epoch = ""
        self.ends: Ends = {table.name: table.genesis for table in TABLES}

    @property
    def parts(self) -> tuple[Callable[[], None], ...]:
        """Give the parts of a look that need nothing but the file, in order."""
        return (
            self.file,
            self.schema,
            self.chains,
            self.cuts,
            self.corrections,
            self.pictures,
            self.history,
        )

    def guarded(self, part: Callable[[], None]) -> None:
        """Do a part of the look; what SQLite cannot read is a finding too."""
        try:
            part()
        except sqlite3.Error as fault:
            _raise_if_unable(fault)
            self._add("file", "unreadable", detail=str(fault))

    # ---- the file -------------------------------------------------------------------------------

    def file(self) -> None:
        """Have SQLite check its pages and indexes."""
        for (said,) in self._rows("PRAGMA integrity_check(3)"):
            if said != "ok":
                self._add("file", "unsound", detail=str(said))

    def schema(self) -> None:
        """Compare tables and indexes with those that this program makes."""
        sql = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        with closing(sqlite3.connect(":memory:")) as model:
            model.executescript(";".join(MIGRATIONS))
            expected = dict(model.execute(sql).fetchall())
        found = dict(self._rows(sql))
        for name in sorted(expected.keys() | found.keys()):
            if expected.get(name) != found.get(name):
                self._add("schema", "altered", detail=str(name))
        if self._rows("PRAGMA user_version") != [(len(MIGRATIONS),)]:
            self._add("schema", "altered", detail="user_version")

    def history(self) -> None:
        """Name what a desk found lost when it started."""
        meta = dict(self._rows("SELECT key, value FROM meta ORDER BY key"))
        self.epoch = str(meta.get("epoch", ""))
        for key, value in meta.items():
            if str(key).startswith(LOST):
                self._add("file", LOST_ONCE, detail=str(value))

    def pictures(self) -> None:
        """Hold the boards written down against their hashes."""
        for *row, kept in self._rows("SELECT seq, alarms, warnings, body, hash FROM pictures"):
            if kept != hash_of(*row):
                self._add("pictures", "changed", number=row[0])

    # ---- the rows -------------------------------------------------------------------------------

    def chains(self) -> None:
        """Hold every row against its link."""
        ends = {name: end.number for name, end in ends_of(self._connection).items()}
        total, before = sum(ends.values()), 0
        for table in TABLES:
            self.ends[table.name] = _start(self._connection, table)
            try:
                for end in self._followed(table, ends[table.name]):
                    self.ends[table.name] = end
                    self._progress(before + end.number, total)
            except BreakError as broken:
                problem = "missing" if broken.missing else "changed"
                at, what = self._about(table, broken.number)
                self._add(table.name, problem, number=broken.number, at=at, what=what)
            before += ends[table.name]

    def _followed(self, table: Table, through: int) -> Iterator[End]:
        end, size = self.ends[table.name], CHUNK
        while end.number < through:
            last = min(end.number + size, through)
            try:
                rows = self._rows(table.sql, end.number, last)
            except sqlite3.Error as fault:
                _raise_if_unable(fault)
                if size == 1:
                    raise BreakError(table.name, last, missing=False) from fault
                # Some row of these: one at a time, to name it.
                size = 1
                continue
            # What a desk destroys while it is looked at was not lost.
            if (start := _start(self._connection, table)).number > end.number:
                end = start
                continue
            end = follow(table, end, last, rows)
            yield end

    def _about(self, table: Table, number: int) -> tuple[int | None, str]:
        """Tell when a row, or the last before it, was written, and what it is if it can be read."""
        column = _TIMES.get(table.name, "NULL")
        sql = f"""SELECT {table.key}, {column}, body FROM {table.name}
            WHERE {table.key} <= ? ORDER BY {table.key} DESC LIMIT 1"""  # noqa: S608 - our names
        for found, time, body in self._rows(sql, number):
            said = _content(body)
            event = said.get("event") if table is JOURNAL else said
            at = said.get("received") if table is JOURNAL else time
            what = event.get("type") if isinstance(event, dict) and found == number else None
            return at if isinstance(at, int) else None, what if isinstance(what, str) else ""
        return None, ""

    def cuts(self) -> None:
        """Hold what was destroyed against what two persons decided."""
        for cut in cuts_in(self._connection):
            if unconsented(self._connection, cut):
                self._add("cut", "not_consented", number=cut.number, at=cut.at)

    def cut_too_far(self, seals: dict[str, Seal | None]) -> None:
        """Name cuts that took what was received after the time that was consented to."""
        whole = [seal for seal in seals.values() if seal is not None]
        for cut in cuts_in(self._connection):
            later = (seal for seal in whole if seal.sealed_at >= cut.before)
            seal = next(later, None)
            if (
                seal
                and PURCHASES.name in seal.ends
                and seal.ends[PURCHASES.name].number < cut.number
            ):
                self._add("cut", "too_far", number=cut.number, at=cut.at)

    def corrections(self) -> None:
        """Hold the links of corrections to purchases against the entries."""
        for seq in mislinked(self._connection):
            self._add("corrections", "changed", number=seq)

    # ---- who vouches for them -------------------------------------------------------------------

    def mark(self, data: bytes) -> None:
        """Hold the rows against the mark."""
        marked = decode_mark(data)
        if marked is None:
            if data or any(end.number for end in self.ends.values()):
                self._add("mark", "damaged" if data else "no_mark")
            return
        there = {
            table.name: _end(self._connection, table, marked[table.name].number)
            for table in TABLES
            if marked[table.name].number >= _start(self._connection, table).number
        }
        for loss in losses({name: marked[name] for name in there}, there):
            number = loss.there + 1 if loss.missing else loss.marked
            self._add(loss.table, "lost" if loss.missing else "changed", number=number)

    def seals(self, place: str, seals: dict[str, Seal | None]) -> None:
        """Hold seals against each other and the rows against them."""
        previous = ""
        for date, seal in seals.items():
            if seal is None:
                self._add(place, "damaged", date=date)
                previous = ""
                continue
            if previous and seal.previous != previous:
                self._add(place, "out_of_line", date=date)
            previous = seal.hash
            for table in TABLES:
                sealed = seal.ends.get(table.name)
                if sealed and sealed.number < _start(self._connection, table).number:
                    # Vouched for what is destroyed by now.
                    continue
                if sealed != _end(self._connection, table, sealed.number if sealed else 0):
                    self._add(place, "contradicted", date=date, detail=table.name)

    # ---- inside ---------------------------------------------------------------------------------

    def _rows(self, sql: str, *values: int) -> list[Any]:
        return self._connection.execute(sql, values).fetchall()

    def _add(self, place: str, problem: str, **more: Any) -> None:
        self.found.append(Finding(place, problem, **more))


def _read_mark(path: Path) -> bytes:
    """Read a mark; b"" when there is none. A running desk writes in place: a read may meet that."""
    data = b""
    for _ in range(MARK_READS):
        data = path.read_bytes() if path.exists() else b""
        if decode_mark(data) is not None:
            break
    return data


def _end(connection: sqlite3.Connection, table: Table, through: int = MAX_ROW) -> End:
    rows = connection.execute(table.end_sql, (through,)).fetchall()
    return End(*rows[0]) if rows else _start(connection, table)


def _raise_if_unable(fault: sqlite3.Error) -> None:
    """Raise what says nothing about the content; what Python's module raised has no code."""
    if getattr(fault, "sqlite_errorcode", 0) & 0xFF in UNABLE:
        raise fault


_TIMES = {PURCHASES.name: "received", ACCESS.name: "at"}
"""The column that says when a row was written; an entry says it itself."""


def _content(body: object) -> dict[str, Any]:
    try:
        said = msgspec.json.decode(body) if isinstance(body, bytes | str) else None
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return said if isinstance(said, dict) else {}


def _compared(own: dict[str, Seal | None], also: dict[str, Seal | None]) -> Iterator[Finding]:
    """Compare the two places; the newest seal may not have come to the second yet."""
    newest = max(own, default="")
    for date in sorted(own.keys() | also.keys()):
        if date not in own:
            yield Finding("seals", "no_seal", date=date)
        elif date not in also and date != newest:
            yield Finding("seals_also", "no_seal", date=date)
        elif date != newest and own[date] != also[date]:
            yield Finding("seals_also", "differs", date=date)
