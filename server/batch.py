"""What one commit writes: gathered as it is decided, laid out as rows when it is full."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import cached_property

import msgspec
from msgspec import Struct

from county.board import Picture
from county.decisions import Outcome
from county.events import Entry, PurchaseRegistered
from county.rights import Audience
from feeds.wire import encode_entry
from server import corrections, purchases
from server.chain import ACCESS, JOURNAL, PURCHASES, Chains, hash_of
from server.sqlite import Value, Work, insert_rows

PICTURES_KEPT = 2


class Stored(Struct, frozen=True, gc=False):
    """An entry as it is kept: with the areas it concerns, and as the bytes that go out.

    Out of the garbage collector's sight: thousands a second, and nothing in them points back.
    """

    entry: Entry
    audience: Audience
    body: bytes


class Kept(Struct, frozen=True):
    """A board written down beside the journal, with the last numbers given at that point."""

    picture: Picture
    alarms: int
    warnings: int


class Batch:
    """What one commit writes: outcomes as they were decided, laid out when nothing more comes."""

    def __init__(self) -> None:
        self.outcomes: list[tuple[Outcome, int | None]] = []
        """Each with the id of the source that told it, None when it was a seat or the desk."""
        self._size = 0
        self._sources: list[Value] = []
        self._access: list[Value] = []
        self._kept: Kept | None = None

    def __len__(self) -> int:
        return self._size

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self._size or self._access or self._kept)

    def add_source(self, source: int, name: str) -> None:
        """Name a source that tells something for the first time."""
        self._sources += (source, name)

    def add(self, outcome: Outcome, source: int | None = None) -> None:
        """Add what was decided; `source` is the id of the source that told it, if one did."""
        self.outcomes.append((outcome, source))
        self._size += len(outcome)

    def add_access(self, at: int, body: bytes) -> None:
        """Add a fact about access at `at` (epoch milliseconds); numbered when it is written."""
        self._access += (at, body)

    def add_picture(self, kept: Kept) -> None:
        """Add the board as it stands after the last entry."""
        self._kept = kept

    @cached_property
    def stored(self) -> tuple[Stored, ...]:
        """The entries as they are kept; asked for when nothing more is added."""
        stored = [
            Stored(ruled.entry, ruled.audience, encode_entry(ruled.entry))
            for outcome, _ in self.outcomes
            for ruled in outcome.entries
        ]
        return tuple(stored)

    @property
    def purchases(self) -> tuple[PurchaseRegistered, ...]:
        """The purchases, in order."""
        return tuple(
            bought for outcome, _ in self.outcomes for bought in outcome.purchases.values()
        )

    def laid_out(self, chains: Chains) -> Work:
        """Move the chains past everything that was added; give what writes it in a transaction.

        Asked on the loop: if the writer's thread did more than SQLite, the two would take the
        interpreter lock from each other at every switch interval.
        """
        chains.name_sources(self._sources)
        tables = [
            (table, chains.link_rows(table, rows))
            for table, rows in (
                (JOURNAL, self._journal()),
                (PURCHASES, self._bought()),
                (ACCESS, chains.number_rows(ACCESS, self._access)),
            )
        ]
        links = [value for stored in self.stored for value in corrections.link_of(stored.entry)]

        def write(connection: sqlite3.Connection) -> None:
            insert_rows(connection, "sources", 2, self._sources)
            for table, linked in tables:
                insert_rows(connection, table.name, len(table.columns) + 1, linked)
            insert_rows(connection, "corrections", 3, links)
            if self._kept is not None:
                _write_picture(connection, self._kept)

        return write

    def _journal(self) -> Iterator[tuple[Value, ...]]:
        stored = iter(self.stored)
        for outcome, source in self.outcomes:
            # The entries first: `zip` asks them first, and must not swallow the next one stored.
            for ruled, kept in zip(outcome.entries, stored, strict=False):
                told = ruled.told
                who = None if told is None else source
                yield ruled.entry.seq, who, told, ",".join(ruled.audience), bytearray(kept.body)

    def _bought(self) -> Iterator[tuple[Value, ...]]:
        for outcome, source in self.outcomes:
            yield from purchases.rows(outcome.purchases, outcome.received, source)


def _write_picture(connection: sqlite3.Connection, kept: Kept) -> None:
    body = msgspec.json.encode(kept.picture)
    row = (kept.picture.seq, kept.alarms, kept.warnings, body)
    connection.execute("INSERT OR REPLACE INTO pictures VALUES (?,?,?,?,?)", (*row, hash_of(*row)))
    connection.execute(
        "DELETE FROM pictures WHERE seq NOT IN "
        "(SELECT seq FROM pictures ORDER BY seq DESC LIMIT ?)",
        (PICTURES_KEPT,),
    )
