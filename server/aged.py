"""What is older than it need be kept: counted before anything is destroyed.

Reads on a connection of its own, some rows at a time: a look through millions of purchases must
neither keep others from reading nor hold the log beside the journal.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from config.identity import CountyKey, PrivateKey, load_county_key
from config.settings import Settings
from feeds.identity import VERSION
from server.journal import FILE
from server.sqlite import open_to_read
from server.tracks import DAY_MS, files_in
from server.tracks import DIRECTORY as TRACKS
from server.verify import Progress

CHUNK = 20_000
"""Purchases looked at in one read: 0.1 s."""

KEY_ID_CHARS = 11

# As `feeds.identity` writes it and JSON quotes it: text of a purchase cannot look like this, its
# quotes are escaped.
_BOX = f'"sealed":"{VERSION}.'
_KEY_OF = f"""CAST(substr(body, instr(body, CAST('{_BOX}' AS BLOB)) + {len(_BOX)}, {KEY_ID_CHARS})
    AS TEXT)"""
_USES = f"""SELECT {_KEY_OF}, count(*), sum(at < ?), min(at), max(at), max(received) FROM purchases
    WHERE number > ? AND number <= ? AND instr(body, CAST('{_BOX}' AS BLOB)) GROUP BY 1"""  # noqa: S608 - our names


class Keeping(NamedTuple):
    """How long each class of data must be kept, in days, and where it stands."""

    identities: int
    purchases: int
    tracks: int
    journal: Path
    key: Path
    """The county's key."""
    track_files: Path

    @classmethod
    def of(cls, data_dir: Path, settings: Settings) -> Keeping:
        """Take it from a desk's settings."""
        return cls(
            settings.keep_identities_days,
            settings.keep_purchases_days,
            settings.keep_tracks_days,
            data_dir / FILE,
            data_dir / settings.identity_key,
            data_dir / TRACKS,
        )

    def limit(self, data: str, now: int) -> int:
        """Give the time from which on data of a class must be kept (epoch milliseconds)."""
        days: int = getattr(self, data)
        return now - days * DAY_MS


class Aged(Struct, frozen=True):
    """What of one class of data may be destroyed."""

    count: int = 0
    first: int | None = None
    """The oldest, epoch milliseconds."""
    last: int | None = None
    """The newest of them."""
    waiting: int = 0
    """How many more are old and cannot go before others."""


class Use(Struct, frozen=True):
    """What was sealed with one key."""

    count: int
    old: int
    """How many of them were made before the time that was asked about."""
    first: int
    """When the oldest of it counts as made, epoch milliseconds."""
    last: int
    received: int
    """When the last of it was received."""

    def __add__(self, other: Use) -> Use:
        return Use(
            self.count + other.count,
            self.old + other.old,
            min(self.first, other.first),
            max(self.last, other.last),
            max(self.received, other.received),
        )


def span(connection: sqlite3.Connection) -> tuple[int, int]:
    """Give the numbers of the first and the last purchase kept; the first is 1 when none is."""
    sql = "SELECT coalesce(min(number), 1), coalesce(max(number), 0) FROM purchases"
    first, last = connection.execute(sql).fetchone()
    return int(first), int(last)


def uses(connection: sqlite3.Connection, before: int, progress: Progress) -> dict[str, Use]:
    """Give what was sealed with each key, by its id; `before` in epoch milliseconds."""
    first, last = span(connection)
    found: dict[str, Use] = {}
    for after in range(first - 1, last, CHUNK):
        for key, *use in connection.execute(_USES, (before, after, after + CHUNK)).fetchall():
            found[key] = found[key] + Use(*use) if key in found else Use(*use)
        progress(min(after + CHUNK, last) - first + 1, last - first + 1)
    return found


def expired(county: CountyKey, found: dict[str, Use], before: int) -> Iterator[PrivateKey]:
    """Give the keys whose period ended, and with which nothing was sealed, since `before`."""
    for key in county.keys:
        use = found.get(key.id)
        newest = max(use.last, use.received) if use else 0
        if key.until <= before and newest < before:
            yield key


def old_identities(county: CountyKey, found: dict[str, Use], before: int) -> Aged:
    """Tell what was sealed with keys that may be destroyed; the rest waits for its month's end."""
    ids = {key.id for key in expired(county, found, before)}
    gone = [found[id_] for id_ in ids if id_ in found]
    kept = (key.id for key in county.keys if key.id not in ids)
    waiting = sum(found[id_].old for id_ in kept if id_ in found)
    if not gone:
        return Aged(waiting=waiting)
    return Aged(
        sum(use.count for use in gone),
        min(use.first for use in gone),
        max(use.last for use in gone),
        waiting,
    )


def cut_through(connection: sqlite3.Connection, before: int) -> int:
    """Give the last purchase that may be cut off the front: it and all before it are old.

    Received counts as well as made, so that the seals can tell whether a cut went too far. The last
    purchase stays whatever its age: the chain and the numbers go on from it.
    """
    first, last = span(connection)
    sql = "SELECT number FROM purchases WHERE at >= ? OR received >= ? ORDER BY number LIMIT 1"
    kept = connection.execute(sql, (before, before)).fetchone()
    return min(kept[0] - 1 if kept else last, last - 1, max(first - 1, last))


def old_purchases(connection: sqlite3.Connection, before: int) -> Aged:
    """Tell which purchases may be destroyed."""
    through = cut_through(connection, before)
    sql = "SELECT count(*), min(at), max(at) FROM purchases WHERE number <= ?"
    old = connection.execute(sql, (through,)).fetchone()
    sql = "SELECT count(*) FROM purchases WHERE at < ? AND number > ?"
    return Aged(*old, *connection.execute(sql, (before, through)).fetchone())


def old_tracks(directory: Path, before: int) -> Aged:
    """Tell which days of tracks may be destroyed."""
    days = [day for day, _ in files_in(directory) if (day + 1) * DAY_MS <= before]
    return Aged(len(days), days[0] * DAY_MS, (days[-1] + 1) * DAY_MS - 1) if days else Aged()


def preview(keeping: Keeping, now: int, progress: Progress) -> dict[str, Aged]:
    """Tell by class what may be destroyed now (epoch milliseconds), and touch nothing.

    Raises OSError, sqlite3.Error, SettingsError.
    """
    county = load_county_key(keeping.key) or CountyKey()
    keeping.journal.open("rb").close()
    with closing(open_to_read(keeping.journal)) as connection:
        before = keeping.limit("identities", now)
        return {
            "identities": old_identities(county, uses(connection, before, progress), before),
            "purchases": old_purchases(connection, keeping.limit("purchases", now)),
            "tracks": old_tracks(keeping.track_files, keeping.limit("tracks", now)),
        }
