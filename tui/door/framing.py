"""What the door and a session's process say to each other, in bytes: knows no socket.

A frame is one byte of kind, four bytes of length, and its payload. The door tells a session how it
begins, what was typed, how large the window is, and how many of its bytes have left for the
terminal; a session tells what to write, what to keep for the seat, and how it ended.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from enum import IntEnum

import msgspec

from county.fields import Lang

LONGEST = 1 << 20
"""The longest payload, in bytes: nothing that either side says comes near."""

_HEAD = struct.Struct("!BI")
_SIZE = struct.Struct("!HH")
_COUNT = struct.Struct("!I")


class Kind(IntEnum):
    """What a frame is."""

    BEGIN = 1
    """Door to session, first: who sits down, at what terminal (`Begin`)."""
    INPUT = 2
    """Door to session: bytes that were typed."""
    RESIZE = 3
    """Door to session: columns and rows."""
    ROOM = 4
    """Door to session: so many bytes have left for the terminal since the last word of it."""
    BYTES = 5
    """Session to door: for the terminal."""
    ERROR = 6
    """Session to door: for standard error."""
    KEPT = 7
    """Session to door: what the seat's next session begins with."""
    EXIT = 8
    """Session to door, last: the exit code."""


_KINDS = frozenset(Kind)


class FrameError(Exception):
    """The peer speaks something else: a defect, for both ends are ours."""


class Begin(msgspec.Struct, frozen=True, kw_only=True):
    """All that a session's process is told of who sits down; its only secret is the ticket."""

    seat: str
    address: str
    """Where the officer calls from, for the desk's log."""
    url: str
    ticket: str
    lang: Lang | None
    """The language that the seat or the terminal asks for; None leaves it to what was kept."""
    ca: str = ""
    """The file of the authority that the desk's certificate must come from; "" for the system's."""
    kept: bytes = b""
    """What the seat's last session left; empty when there was none."""
    environ: dict[str, str] = {}
    """TERM, COLORTERM, NO_COLOR, LANG and LC_* of the officer's terminal: data, nothing else."""
    columns: int
    rows: int
    terminal: bool
    """Whether there is a terminal; without one only a command makes sense."""
    words: tuple[str, ...] | None = None
    """A command in words; None opens the screens."""


def framed(kind: Kind, payload: bytes = b"") -> bytes:
    """Give a frame's bytes."""
    return _HEAD.pack(kind, len(payload)) + payload


def begin(what: Begin) -> bytes:
    """Give the frame that a session begins with."""
    return framed(Kind.BEGIN, msgspec.msgpack.encode(what))


def read_begin(payload: bytes) -> Begin:
    """Read the payload of BEGIN. Raises FrameError."""
    try:
        return msgspec.msgpack.decode(payload, type=Begin)
    except msgspec.DecodeError as fault:
        raise FrameError(str(fault)) from fault


def resize(columns: int, rows: int) -> bytes:
    """Give the frame that tells a window's size."""
    return framed(Kind.RESIZE, _SIZE.pack(columns, rows))


def read_resize(payload: bytes) -> tuple[int, int]:
    """Read the payload of RESIZE: columns and rows. Raises FrameError."""
    if len(payload) != _SIZE.size:
        raise FrameError(f"a size of {len(payload)} bytes")
    columns, rows = _SIZE.unpack(payload)
    return columns, rows


def count(kind: Kind, number: int) -> bytes:
    """Give a frame that carries one number: ROOM or EXIT."""
    return framed(kind, _COUNT.pack(number))


def read_count(payload: bytes) -> int:
    """Read the number of ROOM or EXIT. Raises FrameError."""
    if len(payload) != _COUNT.size:
        raise FrameError(f"a number of {len(payload)} bytes")
    number: int = _COUNT.unpack(payload)[0]
    return number


class Unframer:
    """Takes bytes as they come and gives whole frames."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[Kind, bytes]]:
        """Take bytes and give the frames that are whole by now. Raises FrameError."""
        self._held += data
        while len(self._held) >= _HEAD.size:
            kind, length = _HEAD.unpack_from(self._held)
            if length > LONGEST or kind not in _KINDS:
                raise FrameError(f"kind {kind}, {length} bytes")
            end = _HEAD.size + length
            if len(self._held) < end:
                return
            payload = bytes(self._held[_HEAD.size : end])
            del self._held[:end]
            yield Kind(kind), payload
