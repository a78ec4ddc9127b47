"""Which entries of the journal correct which purchase: a table of links, each derived of its entry.

The table is not chained: what it says can be read out of the entries, which are.
"""

from __future__ import annotations

import sqlite3

import msgspec

from county.events import Entry, PurchaseCorrected
from feeds.wire import decode_entry
from server.sqlite import Value

SCHEMA = """
    CREATE TABLE corrections(
        seq INTEGER PRIMARY KEY, purchase INTEGER NOT NULL, buyer TEXT NOT NULL);
    CREATE INDEX corrections_purchase ON corrections(purchase);
    CREATE INDEX corrections_buyer ON corrections(buyer) WHERE buyer <> ''
"""
"""`buyer` is whose the purchase is from then on; '' when that stays as it was."""

_TOLD = b'"type":"purchase_corrected"'
"""How an entry looks that corrects a purchase; a text that says so has its quotes escaped."""


def link_of(entry: Entry) -> tuple[Value, ...]:
    """Give the row of an entry; nothing when it corrects no purchase."""
    event = entry.event
    if type(event) is not PurchaseCorrected:
        return ()
    return entry.seq, event.purchase, event.correction.buyer or ""


def mislinked(connection: sqlite3.Connection) -> list[int]:
    """Give the entries for which the table and the journal do not say the same."""
    # A desk at work may add to both meanwhile: links up to here are there by the next read.
    ((last,),) = connection.execute("SELECT coalesce(max(seq), 0) FROM journal")
    kept = {row[0]: row for row in connection.execute("SELECT * FROM corrections")}
    sql = "SELECT seq, body FROM journal WHERE instr(body, ?)"
    told = {seq: _link(body) for seq, body in connection.execute(sql, (_TOLD,))}
    due = {seq for seq in told if seq <= last}
    return sorted(seq for seq in due | kept.keys() if told.get(seq) != kept.get(seq))


def _link(body: bytes) -> tuple[Value, ...] | None:
    try:
        return link_of(decode_entry(body))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
