"""The mark: a small file beside the journal that says where its chains ended.

SQLite cuts a damaged WAL short without a word; a journal that ends before its mark has lost rows
that were durable. The mark is not synced: it may lag behind the journal after a power cut, and then
only vouches for less.
"""

from __future__ import annotations

import contextlib
import os
import struct
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from server.chain import LINK_BYTES, TABLES, End, Ends

_HEAD = b"zhiban mark 1\n\0\0"
_END = struct.Struct(f">Q{LINK_BYTES}s")
_SUM_BYTES = 32
SIZE = len(_HEAD) + len(TABLES) * _END.size + _SUM_BYTES
"""Within one sector, so that a power cut leaves the old mark or the new one."""


class Loss(NamedTuple):
    """What a journal had durable, by its mark, and has no more."""

    table: str
    there: int
    """The last row at or before the marked one."""
    marked: int

    @property
    def missing(self) -> int:
        """How many rows are missing; 0 when the marked row is another one."""
        return self.marked - self.there

    def __str__(self) -> str:
        if self.missing:
            return f"{self.table} ends at {self.there} and has ended at {self.marked}"
        return f"{self.table} {self.marked} is not what was written"


def losses(marked: Ends, there: Ends) -> list[Loss]:
    """Compare the marked ends with the last rows at or before them."""
    return [
        Loss(table, there[table].number, mark.number)
        for table, mark in marked.items()
        if there[table] != mark
    ]


def mark_of(path: Path) -> Path:
    """Name the mark of the journal at `path`."""
    return path.with_name(path.name + ".mark")


def encode_mark(ends: Ends) -> bytes:
    """Lay the ends out as the file's whole content."""
    content = _HEAD + b"".join(_END.pack(*ends[table.name]) for table in TABLES)
    return content + blake2b(content, digest_size=_SUM_BYTES).digest()


def decode_mark(data: bytes) -> Ends | None:
    """Read a file's whole content; None when it is not what was once written."""
    content, found = data[: SIZE - _SUM_BYTES], data[SIZE - _SUM_BYTES : SIZE]
    whole = found == blake2b(content, digest_size=_SUM_BYTES).digest()
    if not whole or not content.startswith(_HEAD):
        return None
    ends = _END.iter_unpack(content[len(_HEAD) :])
    return {table.name: End(*end) for table, end in zip(TABLES, ends, strict=True)}


class Mark:
    """The mark of a journal that is being kept."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def read(self) -> bytes:
        """Read the file; b"" when there was none."""
        return os.pread(self._file, SIZE, 0)

    def set(self, ends: Ends) -> None:
        """Write the mark in place."""
        # A witness that cannot be written must not make a durable commit look failed.
        with contextlib.suppress(OSError):
            os.pwrite(self._file, encode_mark(ends), 0)

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)
