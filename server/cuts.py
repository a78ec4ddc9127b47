"""Where the chain of purchases begins once the oldest were destroyed.

A cut says up to which row, with the link that the next one rests on, and whose decision it was: so
what is left is followed from there, and a cut that no two persons decided on is found. Rows go some
at a time, each lot with its cut in one transaction: a kill between two leaves a whole chain.
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

import msgspec

from county.events import ConsentAsked, ConsentGiven, Entry, Purge
from feeds.wire import decode_entry
from server.chain import PURCHASES, End, Table

SCHEMA = """
    CREATE TABLE cuts(
        request INTEGER PRIMARY KEY, number INTEGER NOT NULL, link BLOB NOT NULL,
        before INTEGER NOT NULL, at INTEGER NOT NULL,
        asked_by TEXT NOT NULL, allowed_by TEXT NOT NULL)
"""

_ALL = "SELECT request, number, link, before, at, asked_by, allowed_by FROM cuts ORDER BY number"
_ASKED = "SELECT body FROM journal WHERE seq = ?"
_GIVEN = """SELECT body FROM journal
    WHERE seq > ? AND instr(body, CAST('"type":"consent_given"' AS BLOB)) ORDER BY seq"""

START_SQL = "SELECT number, link FROM cuts ORDER BY number DESC LIMIT 1"


class Cut(NamedTuple):
    """What was cut off the front for one request, so far."""

    request: int
    number: int
    """The last row that is gone."""
    link: bytes
    """Its link, which the first row left rests on."""
    before: int
    """What counts as made and was received before this may go, epoch milliseconds."""
    at: int
    asked_by: str
    allowed_by: str

    def make(self, connection: sqlite3.Connection) -> None:
        """Destroy the rows up to the cut, in a transaction.

        Links of their corrections stay, as do the entries that these are read out of.
        """
        # The bytes of deleted rows would else stand in free pages until something needs those.
        connection.execute("PRAGMA secure_delete=ON")
        marks = ",".join("?" * len(self))
        connection.execute(f"INSERT OR REPLACE INTO cuts VALUES ({marks})", self)  # noqa: S608 - question marks only
        connection.execute("DELETE FROM purchases WHERE number <= ?", (self.number,))


def start_of(table: Table, found: list[tuple[int, bytes]]) -> End:
    """Give where a table's chain begins, from what `START_SQL` found."""
    return End(*found[0]) if found and table is PURCHASES else table.genesis


def cuts_in(connection: sqlite3.Connection) -> list[Cut]:
    """Give all cuts, the oldest first."""
    return [Cut(*row) for row in connection.execute(_ALL)]


def unconsented(connection: sqlite3.Connection, cut: Cut) -> bool:
    """Tell whether the journal does not hold that one person asked for it and another allowed it.

    Nobody but the two that the cut names, for purchases, and for no later time.
    """
    asked = [_entry(body) for (body,) in connection.execute(_ASKED, (cut.request,))]
    if not any(_asks(entry, cut) for entry in asked) or cut.asked_by == cut.allowed_by:
        return True
    given = connection.execute(_GIVEN, (cut.request,))
    return not any(_allows(_entry(body), cut) for (body,) in given)


def _asks(entry: Entry | None, cut: Cut) -> bool:
    if entry is None or not isinstance(entry.event, ConsentAsked):
        return False
    about = entry.event.about
    fits = isinstance(about, Purge) and about.data == "purchases" and cut.before <= about.before
    return fits and entry.by == cut.asked_by


def _allows(entry: Entry | None, cut: Cut) -> bool:
    if entry is None or not isinstance(entry.event, ConsentGiven):
        return False
    return entry.event.request == cut.request and entry.by == cut.allowed_by


def _entry(body: bytes) -> Entry | None:
    """Read an entry; None when it is damaged: `verify` names it as such."""
    try:
        return decode_entry(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
