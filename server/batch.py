"""What one commit writes, laid out as rows while it gathers."""

from __future__ import annotations

import sqlite3

import msgspec
from msgspec import Struct

from county.board import Picture
from county.events import Entry, PurchaseRegistered
from county.rights import Audience
from feeds.wire import encode_entry
from server import purchases
from server.sqlite import Value, insert_rows

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
    """What one commit writes. Values are laid out flat as they are added: the rows are hot."""

    def __init__(self) -> None:
        self.stored: list[Stored] = []
        self.purchases: list[purchases.Recalled] = []
        self._sources: list[Value] = []
        self._journal: list[Value] = []
        self._purchases: list[Value] = []
        self._kept: Kept | None = None

    def __len__(self) -> int:
        return len(self.stored) + len(self.purchases)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.stored or self.purchases or self._kept)

    def add_source(self, source: int, name: str) -> None:
        """Name a source that tells something for the first time."""
        self._sources += (source, name)

    def add_entry(self, entry: Entry, audience: Audience, told: tuple[int, int] | None) -> None:
        """Add an entry; `told` (see `Told`) stands on the first entry of what a source told."""
        body = encode_entry(entry)
        self.stored.append(Stored(entry, audience, body))
        source, number = told or (None, None)
        self._journal += (entry.seq, source, number, ",".join(audience), body)

    def add_purchase(
        self, purchase: PurchaseRegistered, received: int, told: tuple[int, int]
    ) -> None:
        """Add a purchase received at `received` (epoch milliseconds)."""
        self.purchases.append(purchases.Recalled(purchase, received))
        self._purchases += purchases.row(purchase, received, *told)

    def add_picture(self, kept: Kept) -> None:
        """Add the board as it stands after the last entry."""
        self._kept = kept

    def write(self, connection: sqlite3.Connection) -> None:
        """Write everything inside the running transaction."""
        insert_rows(connection, "sources", 2, self._sources)
        insert_rows(connection, "journal", 5, self._journal)
        insert_rows(connection, "purchases", purchases.WIDTH, self._purchases)
        if self._kept is not None:
            _write_picture(connection, self._kept)


def _write_picture(connection: sqlite3.Connection, kept: Kept) -> None:
    body = msgspec.json.encode(kept.picture)
    connection.execute(
        "INSERT OR REPLACE INTO pictures VALUES (?,?,?,?)",
        (kept.picture.seq, kept.alarms, kept.warnings, body),
    )
    connection.execute(
        "DELETE FROM pictures WHERE seq NOT IN "
        "(SELECT seq FROM pictures ORDER BY seq DESC LIMIT ?)",
        (PICTURES_KEPT,),
    )
