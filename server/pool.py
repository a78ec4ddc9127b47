"""Connections that questions are asked on, so that none waits for the writing of an alarm."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec

from county.refusals import ZhibanError, refuse
from server.sqlite import Reader, Value

log = logging.getLogger(__name__)


class RecordsAwayError(ZhibanError):
    """What was made from the journal cannot be read just now; it comes back by itself."""

    def __init__(self) -> None:
        super().__init__(refuse("records_away"))


class _Desk:
    """A reader, and how many wait for it."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.waiting = 0


class Pool:
    """Readers of one file: a question goes to the one that the fewest wait for."""

    def __init__(self, on_damage: Callable[[], None]) -> None:
        """`on_damage` is called when the file is found to need making anew."""
        self._on_damage = on_damage
        self._desks: list[_Desk] = []

    async def open(self, path: Path, readers: int, attached: Path | None = None) -> None:
        """Begin to answer; `attached` is a second file read beside it, as ``kept``.

        Raises sqlite3.Error.
        """
        for _ in range(readers):
            reader = await Reader.open(path)
            self._desks.append(_Desk(reader))
            if attached is not None:
                await reader.fetch("ATTACH DATABASE ? AS kept", (str(attached),))

    async def close(self) -> None:
        """Answer what was asked, and no more."""
        desks, self._desks = self._desks, []
        for desk in desks:
            await desk.reader.close()

    async def fetch(self, sql: str, values: Iterable[Value] = ()) -> list[Any]:
        """Give all rows of a query. Raises RecordsAwayError."""
        if not self._desks:
            raise RecordsAwayError
        desk = min(self._desks, key=lambda desk: desk.waiting)
        desk.waiting += 1
        try:
            return await desk.reader.fetch(sql, values)
        except sqlite3.Error as fault:
            raise self.unreadable(fault) from fault
        finally:
            desk.waiting -= 1

    def unreadable(self, fault: Exception) -> RecordsAwayError:
        """Have the file made anew if that can mend it; give what to tell who asked."""
        log.error("what was made from the journal cannot be read: %s", fault)
        if is_damage(fault):
            self._on_damage()
        return RecordsAwayError()


def is_damage(fault: Exception) -> bool:
    """Tell what making the file anew can mend from what it cannot, such as a full disk."""
    if isinstance(fault, sqlite3.OperationalError):
        return False
    return isinstance(fault, sqlite3.DatabaseError | msgspec.DecodeError)
