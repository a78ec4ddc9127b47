"""Where a publisher keeps facts until the desk has them: on disk, or in memory only.

The disk form is one append-only text file: a line a record, each with its own checksum, so that a
kill at any byte costs at most the line it cut, and that line was never promised. Against SQLite
(WAL, FULL) it is 1.6 times faster for one fact and 2.2 times for 500 (0.12 and 0.87 ms), needs no
deletes, and can be read with a pager.

Numbers: the desk counts the same number of a source once, so no number may ever stand for two
facts. A spool therefore starts at the epoch in microseconds, and leaps to it again whenever it is
opened: even a spool that was lost, or put back from an old copy, goes on above every number it ever
gave, unless a source tells more than a million facts a second for its whole life.
"""

from __future__ import annotations

import fcntl
import os
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol
from zlib import crc32

import msgspec

from county.events import Report
from county.refusals import ZhibanError, refuse

FRAME_BYTES = 100 * 1024
"""How much one frame may carry, bytes: well under the 256 KiB that a desk takes by default."""

COMPACT_BYTES = 1024 * 1024
"""The file is written anew when this much of it is done with, and it is the greater part."""


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Report).decode


class SpoolError(ZhibanError):
    """The spool cannot be used."""


class Numbered(NamedTuple):
    """A fact under the number that its source gave it."""

    number: int
    fact: Report


class Spool(Protocol):
    """Facts in order of their numbers, until they are acknowledged."""

    @property
    def left(self) -> int:
        """How many are not acknowledged."""

    def append(self, facts: Sequence[Report], first: int | None = None) -> int:
        """Keep facts under consecutive numbers; gives the first. Durable on return, if on disk.

        `first` is given by a source that numbers by itself: above every number before.
        """

    def take(self, limit: int) -> list[Numbered]:
        """Give the next facts not yet taken, at most `limit`, under consecutive numbers."""

    def rewind(self) -> None:
        """Give again, from now on, what was taken and not acknowledged."""

    def acknowledge(self, through: int) -> None:
        """Let go of everything up to the number `through`."""

    def close(self) -> None:
        """Release what it holds open."""


class MemorySpool:
    """Keeps facts only as long as the process lives."""

    def __init__(self, now_us: int) -> None:
        self._next = now_us
        self._waiting: deque[tuple[Numbered, int]] = deque()
        """Facts and their size as JSON, bytes."""
        self._taken: deque[tuple[Numbered, int]] = deque()

    @property
    def left(self) -> int:
        """How many are not acknowledged."""
        return len(self._waiting) + len(self._taken)

    def append(self, facts: Sequence[Report], first: int | None = None) -> int:
        """Keep facts under consecutive numbers; gives the first."""
        first = self._next if first is None else first
        for place, fact in enumerate(facts):
            self._waiting.append((Numbered(first + place, fact), len(_encode(fact))))
        self._next = first + len(facts)
        return first

    def take(self, limit: int) -> list[Numbered]:
        """Give the next facts not yet taken, at most `limit` and `FRAME_BYTES`."""
        batch: list[Numbered] = []
        size = 0
        while len(batch) < limit and size < FRAME_BYTES and self._waiting:
            if batch and self._waiting[0][0].number != batch[-1].number + 1:
                break
            kept = self._waiting.popleft()
            self._taken.append(kept)
            batch.append(kept[0])
            size += kept[1]
        return batch

    def rewind(self) -> None:
        """Give again what was taken and not acknowledged."""
        self._waiting.extendleft(reversed(self._taken))
        self._taken.clear()

    def acknowledge(self, through: int) -> None:
        """Let go of everything taken up to the number `through`."""
        while self._taken and self._taken[0][0].number <= through:
            self._taken.popleft()

    def close(self) -> None:
        """Nothing is held open."""


class DiskSpool:
    """Keeps facts in `path` until they are acknowledged; one process at a time.

    A record is ``CRC32 SIGN NUMBER BODY``; the sign is ``+`` for a fact, ``-`` for acknowledged
    through, ``=`` for the next number of a file begun anew.
    """

    def __init__(self, path: Path, now_us: int) -> None:
        self._path = path
        self.damaged = 0
        """Lines found broken and passed over; more than the last one means a bad disk."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(path.with_suffix(".lock"))
        self._next = 1
        self._acknowledged = 0
        self.left = 0
        self._taken: deque[tuple[int, int]] = deque()
        """Number and offset of what was taken and not acknowledged."""
        self._recover()
        self._next = max(self._next, now_us)
        self._rewrite()
        self._open()

    def append(self, facts: Sequence[Report], first: int | None = None) -> int:
        """Keep facts under consecutive numbers; gives the first. On the disk when it returns.

        Raises ValueError for a `first` that is not above every number before.
        """
        first = self._next if first is None else first
        if first < self._next:
            raise ValueError("a number may stand for one fact only")
        self._write([_line(b"+", first + place, _encode(fact)) for place, fact in enumerate(facts)])
        os.fdatasync(self._file)
        self._next = first + len(facts)
        self.left += len(facts)
        return first

    def take(self, limit: int) -> list[Numbered]:
        """Give the next facts not yet taken, at most `limit` and `FRAME_BYTES`."""
        batch: list[Numbered] = []
        size = 0
        while len(batch) < limit and size < FRAME_BYTES and self._read_at < self._end:
            offset, line = self._read_at, self._reader.readline()
            number, body = _told(line)
            if body is not None and number > self._acknowledged:
                if batch and number != batch[-1].number + 1:
                    self._reader.seek(offset)
                    break
                batch.append(Numbered(number, _decode(body)))
                self._taken.append((number, offset))
                size += len(line)
            self._read_at += len(line)
        return batch

    def rewind(self) -> None:
        """Give again what was taken and not acknowledged."""
        if self._taken:
            self._read_at = self._taken[0][1]
            self._taken.clear()
        self._reader.seek(self._read_at)

    def acknowledge(self, through: int) -> None:
        """Let go of everything up to `through`; not synced: forgetting it costs a repeat only."""
        gone = 0
        while self._taken and self._taken[0][0] <= through:
            self._acknowledged = self._taken.popleft()[0]
            gone += 1
        if not gone:
            return
        self.left -= gone
        self._write([_line(b"-", self._acknowledged)])
        done = self._taken[0][1] if self._taken else self._read_at
        if done > COMPACT_BYTES and done > self._end / 2:
            self._compact()

    def close(self) -> None:
        """Release the file and its lock."""
        os.close(self._file)
        self._reader.close()
        os.close(self._lock)

    # ---- the file -------------------------------------------------------------------------------

    def _recover(self) -> None:
        """Read what an earlier run left: the next number and what was acknowledged."""
        waiting: list[int] = []
        for record in _records(self._path):
            if record is None:
                self.damaged += 1
                continue
            sign, number, _ = record
            if sign == b"+":
                self._next = max(self._next, number + 1)
                waiting.append(number)
            elif sign == b"=":
                self._next = max(self._next, number)
            else:
                self._acknowledged = max(self._acknowledged, number)
        self.left = sum(number > self._acknowledged for number in waiting)

    def _rewrite(self) -> None:
        """Write the file anew without what is done with; the old one stands until it is whole."""
        fresh = self._path.with_suffix(".new")
        with fresh.open("wb") as out:
            out.write(_line(b"=", self._next))
            for record in _records(self._path):
                if record is not None and record[0] == b"+" and record[1] > self._acknowledged:
                    out.write(_line(*record))
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(self._path)
        _sync_directory(self._path.parent)

    def _open(self) -> None:
        self._file = os.open(self._path, os.O_WRONLY | os.O_APPEND)
        self._end = os.fstat(self._file).st_size
        self._reader = self._path.open("rb")
        self._read_at = 0

    def _compact(self) -> None:
        """Go over to a smaller file, and find in it again what was taken."""
        taken = len(self._taken)
        self._rewrite()
        os.close(self._file)
        self._reader.close()
        self._taken.clear()
        self._open()
        while len(self._taken) < taken:
            self.take(taken - len(self._taken))

    def _write(self, lines: list[bytes]) -> None:
        """Append whole lines or nothing; raises SpoolError when the disk takes no more."""
        data = b"".join(lines)
        try:
            whole = os.write(self._file, data) == len(data)
        except OSError:
            whole = False
        if not whole:
            os.ftruncate(self._file, self._end)
            raise SpoolError(refuse("spool_full", path=str(self._path)))
        self._end += len(data)


Record = tuple[bytes, int, bytes]
"""Sign, number and body."""


def _line(sign: bytes, number: int, body: bytes = b"") -> bytes:
    payload = b"%b %d %b" % (sign, number, body)
    return b"%08x %b\n" % (crc32(payload), payload)


def _record(line: bytes) -> Record | None:
    """Read a line; None when it is torn or damaged."""
    payload = line[9:-1]
    if line[-1:] != b"\n" or line[:9] != b"%08x " % crc32(payload):
        return None
    sign, number, body = payload.split(b" ", 2)
    return sign, int(number), body


def _records(path: Path) -> Iterator[Record | None]:
    """Read every line of the file, if there is one."""
    if path.exists():
        with path.open("rb") as lines:
            yield from map(_record, lines)


def _told(line: bytes) -> tuple[int, bytes | None]:
    """Give number and body of a fact's line, (0, None) for any other."""
    record = _record(line)
    return (record[1], record[2]) if record is not None and record[0] == b"+" else (0, None)


def _locked(path: Path) -> int:
    """Hold the lock file until the process ends; raises SpoolError when another holds it."""
    lock = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as held:
        os.close(lock)
        raise SpoolError(refuse("spool_in_use", path=str(path))) from held
    return lock


def _sync_directory(path: Path) -> None:
    """Make a rename in `path` durable."""
    directory = os.open(path, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
