"""What a server's directory holds, read with SQLite alone and never by the server's own code."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from county.board import Board, digest
from county.events import AlarmEscalated, AlarmReported, Entry
from county.rights import Rights
from feeds.wire import decode_entry


class Ledger:
    """The journal and the purchases as they lay on the disk at one moment."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.entries: list[Entry] = [
            decode_entry(body)
            for (body,) in connection.execute("SELECT body FROM journal ORDER BY seq")
        ]

    def told(self, source: str) -> list[int]:
        """Give every number that a source told, as often as it is kept, in order."""
        sql = """SELECT number FROM journal JOIN sources ON source = id WHERE name = :name
            UNION ALL SELECT told FROM purchases JOIN sources ON source = id WHERE name = :name
            ORDER BY 1"""
        return [number for (number,) in self._connection.execute(sql, {"name": source})]

    def access(self) -> list[dict[str, str]]:
        """Give the facts about access in order."""
        sql = "SELECT body FROM access ORDER BY number"
        return [msgspec.json.decode(body) for (body,) in self._connection.execute(sql)]

    def marks(self) -> Counter[str]:
        """Count the marks that `load.mixed` put on its facts: the same fact twice shows here.

        What the desk itself made an alarm of carries none.
        """
        alarms = (e.event for e in self.entries if isinstance(e.event, AlarmReported))
        found = Counter(alarm.text for alarm in alarms if not alarm.warning)
        for (body,) in self._connection.execute("SELECT body FROM purchases"):
            found[msgspec.json.decode(body)["purpose"]] += 1
        return found

    def flagged(self) -> Counter[tuple[int, int]]:
        """Count how often each alarm climbed to each step of the ladder."""
        return Counter(
            (entry.event.alarm, entry.event.step)
            for entry in self.entries
            if isinstance(entry.event, AlarmEscalated)
        )

    def digest_at(self, seq: int, rights: Rights) -> str:
        """Fold the entries up to `seq` and give the digest of what a seat may see of that."""
        board = Board()
        for place, entry in enumerate(self.entries[:seq], 1):
            assert entry.seq == place, "the order has a gap"
            board.evolve(entry)
        return digest(board.view(rights))


@contextmanager
def ledger_of(directory: Path) -> Iterator[Ledger]:
    """Read a copy: opening the journal itself would mend what the next start has to mend."""
    with tempfile.TemporaryDirectory() as copied:
        for file in directory.glob("journal.db*"):
            if not file.name.endswith("-shm"):
                shutil.copy(file, copied)
        connection = sqlite3.connect(Path(copied) / "journal.db")
        try:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            yield Ledger(connection)
        finally:
            connection.close()
