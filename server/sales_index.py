"""What is made from the purchases for questions: their words, and the sums and warnings of days.

Everything here runs on the writer's thread, inside its transaction. The words are kept without
their order (FTS5 ``detail=none``): a third of the size, and what a question finds is held against
the purchase itself anyway. Days are found by tokens too, each of a day and of a block of days, for
old registers come late: the order of numbers is not that of time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from county import events as ev
from county.fields import Millis
from county.gasoline.corrections import line_of
from county.gasoline.lines import PurchaseLine
from feeds.wire import decode_entry
from server import bigrams
from server.bigrams import facet
from server.chain import End
from server.following import EntryError
from server.purchases import purchase_of
from server.tally import DAY_MS

BLOCK_DAYS = 32
"""Days that one token stands for beside each day's own."""

_FORM = f"1 {bigrams.VERSION}"
"""The form of the file."""

SCHEMA = f"""
    CREATE TABLE reached(
        made_by TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL, link BLOB NOT NULL,
        first INTEGER NOT NULL, number INTEGER NOT NULL, sold BLOB NOT NULL);
    CREATE TABLE days(
        day INTEGER NOT NULL, station TEXT NOT NULL, sales INTEGER NOT NULL, litres REAL NOT NULL,
        refused INTEGER NOT NULL, last_at INTEGER NOT NULL,
        PRIMARY KEY(day, station)) WITHOUT ROWID;
    CREATE TABLE warnings(
        number INTEGER PRIMARY KEY, buyer TEXT NOT NULL, at INTEGER NOT NULL, day INTEGER NOT NULL,
        rule TEXT NOT NULL, level TEXT NOT NULL, station TEXT NOT NULL, area TEXT NOT NULL,
        finding TEXT NOT NULL);
    CREATE INDEX warnings_buyer ON warnings(buyer, number) WHERE buyer <> '';
    CREATE INDEX warnings_day ON warnings(day, rule, area, finding);
    CREATE VIRTUAL TABLE words USING fts5(
        text, content='', columnsize=0, detail=none, tokenize="{bigrams.TOKENIZER}")
"""
"""`reached.seq` and `link` are the end of the journal as it was taken, `number` and `sold` that of
the purchases, `first` the oldest purchase there is. A `day` is a local one, counted from 1970."""

_ADD_DAYS = """INSERT INTO days VALUES (?,?,?,?,?,?) ON CONFLICT DO UPDATE SET
    sales = sales + excluded.sales, litres = litres + excluded.litres,
    refused = refused + excluded.refused, last_at = max(last_at, excluded.last_at)"""


class Reached(NamedTuple):
    """How far the file is."""

    made_by: str
    epoch: str = ""
    seq: int = 0
    link: bytes = b""
    first: int = 0
    number: int = 0
    sold: bytes = b""

    @property
    def entries(self) -> End:
        """The end of the journal as it was taken."""
        return End(self.seq, self.link)

    @property
    def purchases(self) -> End:
        """The end of the purchases as they were taken."""
        return End(self.number, self.sold)


class Told(NamedTuple):
    """A row of the purchases as it is read for the index."""

    number: int
    received: int
    body: bytes


class Amended(NamedTuple):
    """A purchase before a correction, and after it."""

    before: PurchaseLine
    after: PurchaseLine


def said(bought: ev.PurchaseRegistered) -> tuple[str, ...]:
    """Give everything of a purchase that words are looked for in."""
    return (*_often(bought), *_once(bought))


def _often(bought: ev.PurchaseRegistered) -> tuple[str, ...]:
    """Give what is told of other purchases in the same words."""
    return (
        bought.purpose,
        bought.use_place,
        bought.travel_reason,
        bought.attendant,
        bought.pump,
    )


def _once(bought: ev.PurchaseRegistered) -> tuple[str, ...]:
    """Give what is hardly ever told again."""
    return bought.permit, bought.letter


def day_token(day: int) -> str:
    """Give the token of a day, counted from 1970 in UTC."""
    return f"_d{day}"


def block_token(day: int) -> str:
    """Give the token of the block of days that a day lies in."""
    return f"_b{day // BLOCK_DAYS}"


def document(line: PurchaseLine) -> str:
    """Give what the index is to hold of a purchase."""
    day = line.at // DAY_MS
    facets = f"{_station(line.purchase.station)} {day_token(day)} {block_token(day)}"
    often = [_split(text) for text in _often(line.purchase) if text]
    once = [bigrams.document((), text) for text in _once(line.purchase) if text]
    return " ".join((facets, *often, *once))


def station_token(station: str) -> str:
    """Give the token of a station."""
    return facet("s", station)


_station = lru_cache(4096)(station_token)


@lru_cache(65_536)
def _split(text: str) -> str:
    """Split a text once: the same purposes and places are told again and again."""
    return bigrams.document((), text)


def event_of(body: bytes) -> ev.Event:
    """Read the event of a stored entry. Raises EntryError."""
    try:
        return decode_entry(body).event
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise EntryError(f"an entry is damaged: {fault}") from fault


def _line(told: Told) -> PurchaseLine:
    try:
        return line_of(purchase_of(told.body), told.received)
    except sqlite3.DatabaseError as fault:
        # Not a fault of the index: making it anew would not mend it.
        raise EntryError(f"purchase {told.number} is damaged") from fault


class SalesIndex:
    """Writes purchases and entries to the file. Make another one after a failed transaction."""

    def __init__(self, connection: sqlite3.Connection, utc_offset_minutes: int) -> None:
        """Take up where the file ends. Raises sqlite3.Error when it is damaged."""
        self._offset_ms = utc_offset_minutes * 60_000
        self.made_by = f"{_FORM} {utc_offset_minutes}"
        """What a file must have been made by to be gone on with."""
        row = connection.execute("SELECT * FROM reached").fetchone()
        self.reached = Reached(*row) if row else Reached(self.made_by)

    def take_purchases(
        self, connection: sqlite3.Connection, epoch: str, told: Iterable[Told], end: End
    ) -> None:
        """Write purchases as they were told; `end` is where they end. Raises EntryError."""
        lines = [_line(each) for each in told]
        connection.executemany(
            "INSERT INTO words(rowid, text) VALUES (?,?)",
            [(line.purchase.number, document(line)) for line in lines],
        )
        connection.executemany(_ADD_DAYS, self._days((line, 1) for line in lines))
        first = self.reached.first or (lines[0].purchase.number if lines else 0)
        self._reach(connection, epoch=epoch, first=first, number=end.number, sold=end.link)

    def take_entries(
        self,
        connection: sqlite3.Connection,
        epoch: str,
        bodies: Iterable[bytes],
        amended: Iterable[Amended],
        end: End,
    ) -> None:
        """Write warnings, what was found out of them, and corrections; `end` is where they end.

        Raises EntryError.
        """
        for body in bodies:
            event = event_of(body)
            if isinstance(event, ev.WarningRaised):
                connection.execute(
                    "INSERT OR IGNORE INTO warnings VALUES (?,?,?,?,?,?,?,?,'')", self._row(event)
                )
            elif isinstance(event, ev.WarningVerified):
                connection.execute(
                    "UPDATE warnings SET finding = ? WHERE number = ?",
                    (event.finding, event.warning),
                )
        for before, after in amended:
            self._amend(connection, before, after)
        self._reach(connection, epoch=epoch, seq=end.number, link=end.link)

    def _amend(
        self, connection: sqlite3.Connection, before: PurchaseLine, after: PurchaseLine
    ) -> None:
        number, gone, come = before.purchase.number, document(before), document(after)
        if gone != come:
            sql = "INSERT INTO words(words, rowid, text) VALUES ('delete', ?, ?)"
            connection.execute(sql, (number, gone))
            connection.execute("INSERT INTO words(rowid, text) VALUES (?,?)", (number, come))
        connection.executemany(_ADD_DAYS, self._days(((before, -1), (after, 1))))

    def _days(self, lines: Iterable[tuple[PurchaseLine, int]]) -> list[tuple[Any, ...]]:
        """Give what purchases add to the sums of days, or take from them."""
        sums: dict[tuple[int, str], list[Any]] = {}
        for line, sign in lines:
            bought = line.purchase
            key = self._day(line.at), bought.station
            day = sums.setdefault(key, [0, 0.0, 0, line.at])
            day[3] = max(day[3], line.at)
            if line.void:
                continue
            if bought.refused is None:
                day[0] += sign
                day[1] += sign * bought.litres
            else:
                day[2] += sign
        return [(*key, *day) for key, day in sums.items()]

    def _row(self, raised: ev.WarningRaised) -> tuple[Any, ...]:
        return (
            raised.number,
            raised.buyer,
            raised.at,
            # Of the sale, not of its telling: a share of the day's purchases must fit them.
            self._day(raised.purchases[-1].at),
            raised.rule,
            raised.level,
            raised.station,
            raised.area,
        )

    def _day(self, at: Millis) -> int:
        return (at + self._offset_ms) // DAY_MS

    def _reach(self, connection: sqlite3.Connection, **changes: Any) -> None:
        self.reached = self.reached._replace(**changes)
        connection.execute("DELETE FROM reached")
        connection.execute("INSERT INTO reached VALUES (?,?,?,?,?,?,?)", self.reached)
