"""The chains of the audit: every row carries a hash of itself and of the row before it.

Who changes, drops, swaps or slips in a row must hash every row after it anew, and then the ends are
no longer those that the mark, the seals and the backups hold. A row is hashed as one msgpack array,
so that no two rows have the same bytes, and with its source's name: ids mean nothing by themselves.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

import msgspec

from server.sqlite import Value

LINK_BYTES = 32
MAX_ROW = 2**63 - 1

_encode = msgspec.msgpack.Encoder().encode
_HASH = blake2b(digest_size=LINK_BYTES)
"""Copied for each row: half the cost of making one anew."""


class Table(NamedTuple):
    """A table whose rows are chained: its columns in order, the link last and not among them."""

    name: str
    columns: tuple[str, ...]
    """The first is the row's number, from 1 on without gaps."""
    sourced: bool
    """Whether the second column is the id of a source."""

    @property
    def key(self) -> str:
        """The column that numbers the rows."""
        return self.columns[0]

    @property
    def sql(self) -> str:
        """The query for what `follow` takes: the rows after a number up to another, in order."""
        name, join = "NULL", ""
        if self.sourced:
            name, join = "name", "LEFT JOIN sources ON id = source"
        return (
            f"SELECT {', '.join(self.columns)}, chain, {name} FROM {self.name} {join} "  # noqa: S608 - our names
            f"WHERE {self.key} > ? AND {self.key} <= ? ORDER BY {self.key}"
        )

    @property
    def end_sql(self) -> str:
        """The query for the last row at or before a number: its number and link."""
        return (
            f"SELECT {self.key}, chain FROM {self.name} "  # noqa: S608 - our names
            f"WHERE {self.key} <= ? ORDER BY {self.key} DESC LIMIT 1"
        )

    @property
    def genesis(self) -> End:
        """The end of an empty chain; each table has its own, so that none stands for another."""
        return End(0, blake2b(self.name.encode(), digest_size=LINK_BYTES).digest())


JOURNAL = Table("journal", ("seq", "source", "number", "audience", "body"), sourced=True)
PURCHASES = Table(
    "purchases",
    ("number", "source", "told", "received", "buyer", "at", "station", "litres", "body"),
    sourced=True,
)
ACCESS = Table("access", ("number", "at", "body"), sourced=False)
TABLES = (JOURNAL, PURCHASES, ACCESS)


class End(NamedTuple):
    """Where a chain ends: the last row's number and its link."""

    number: int
    link: bytes


Ends = dict[str, End]
"""Where each chain ends, by the table's name."""


class BreakError(sqlite3.DatabaseError):
    """A row is not the one that was written there."""

    def __init__(self, table: str, number: int, missing: bool) -> None:
        what = "is missing" if missing else "is not what was written"
        super().__init__(f"{table} {number} {what}")
        self.table = table
        self.number = number
        self.missing = missing


def link_of(previous: bytes, source: str | None, row: Sequence[Value]) -> bytes:
    """Hash a row, all its columns but the link, onto the link before it."""
    return _hash((previous, source, row))


def hash_of(*content: Value) -> bytes:
    """Hash something that stands alone."""
    return _hash(content)


def _hash(content: object) -> bytes:
    hashed = _HASH.copy()
    hashed.update(_encode(content))
    return hashed.digest()


def follow(table: Table, end: End, through: int, rows: Iterable[Sequence[Any]]) -> End:
    """Hold the rows after `end` up to `through`, as `Table.sql` gives them, against their links.

    Gives the new end. Raises BreakError at the first row that is missing or does not fit.
    """
    number, link = end
    for row in rows:
        number += 1
        if row[0] != number:
            raise BreakError(table.name, number, missing=True)
        *content, kept, source = row
        link = link_of(link, source, content)
        if link != kept:
            raise BreakError(table.name, number, missing=False)
    if number < through:
        raise BreakError(table.name, number + 1, missing=True)
    return End(number, link)


class Chains:
    """The three chains as they will stand after what is being written."""

    def __init__(self, ends: Ends, sources: dict[Any, str]) -> None:
        self.ends = ends
        self._sources = sources

    def copy(self) -> Chains:
        """Give chains to go on with: a commit that fails must leave these as they are."""
        return Chains(dict(self.ends), dict(self._sources))

    def name_sources(self, values: Sequence[Any]) -> None:
        """Learn the names of sources, given flat as id, name, id, name."""
        pairs = iter(values)
        self._sources.update(zip(pairs, pairs, strict=True))

    def link_rows(self, table: Table, rows: Iterable[Sequence[Any]]) -> list[Any]:
        """Give rows flat, each with its link, and move the chain's end past them.

        Hot: about 1.5 µs a row, most of it the hash.
        """
        name = self._sources.get if table.sourced else _nobody
        number, link = self.ends[table.name]
        linked: list[Any] = []
        for row in rows:
            link = _hash((link, name(row[1]), row))
            linked += row
            linked.append(bytearray(link))
            number = row[0]
        self.ends[table.name] = End(number, link)
        return linked

    def number_rows(self, table: Table, values: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
        """Give flat rows that come without a number, numbered on from the chain's end."""
        columns = [iter(values)] * (len(table.columns) - 1)
        first = self.ends[table.name].number + 1
        for number, row in enumerate(zip(*columns, strict=True), first):
            yield number, *row


def _nobody(_: object) -> None:
    """Name no source."""
