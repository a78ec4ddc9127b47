"""JSON lines as people and scripts write them, made into facts, positions and refusals."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

import msgspec

from county.events import Report
from county.patrol import Fix
from county.refusals import Refusal, refuse
from feeds.faults import refusal_of

LONGEST = 64 * 1024
"""Bytes of a line; the longest fact is a tenth of it."""

CHUNK = 64 * 1024
CHUNKS_AHEAD = 4
FIX = "fix"
"""The `type` of a line that is a position."""


class Lines:
    """Cuts bytes into numbered lines; a line over the limit is not kept but counted."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._overlong = False
        self.number = 0
        """The number of the last line given."""

    def feed(self, data: bytes) -> Iterator[tuple[int, bytes | Refusal]]:
        """Give the lines that `data` completes, with their numbers from 1."""
        *ended, rest = data.split(b"\n")
        for part in ended:
            self._keep(part)
            yield from self.finish()
        self._keep(rest)

    def finish(self) -> Iterator[tuple[int, bytes | Refusal]]:
        """Give the line that stands, as at the end of the input; blank ones only count."""
        line, overlong = bytes(self._rest), self._overlong
        self._rest.clear()
        self._overlong = False
        self.number += 1
        if overlong:
            yield self.number, refuse("line_too_long", limit=LONGEST)
        elif line.strip():
            yield self.number, line

    def _keep(self, part: bytes) -> None:
        if self._overlong or len(self._rest) + len(part) > LONGEST:
            self._overlong = True
            self._rest.clear()
        else:
            self._rest += part


def read_line(line: bytes, now: int) -> Report | Fix | Refusal:
    """Read one line; where it leaves out `at`, it happened `now` (epoch milliseconds)."""
    try:
        raw: Any = msgspec.json.decode(line)
        if not isinstance(raw, dict):
            return refuse("wrong_type", expected="object", got=type(raw).__name__)
        told = {"at": now, **raw}
        if told.get("type") == FIX:
            del told["type"]
            return msgspec.convert(told, Fix)
        return msgspec.convert(told, Report)  # type: ignore[no-any-return]  # mypy takes a union for no type
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        return refusal_of(fault)


async def chunks(descriptor: int) -> AsyncIterator[bytes]:
    """Read a file, a pipe or a terminal as data comes, without blocking the loop.

    A daemon thread on the bare descriptor: a read that never returns must not hold up the exit, and
    making standard input non-blocking would change it for the shell as well.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[bytes] = asyncio.Queue()
    room = threading.Semaphore(CHUNKS_AHEAD)

    def read() -> None:
        data = b"?"
        while data:
            room.acquire()
            data = os.read(descriptor, CHUNK)
            try:
                loop.call_soon_threadsafe(queue.put_nowait, data)
            except RuntimeError:
                return  # the loop is closed: nobody reads any more

    threading.Thread(target=read, daemon=True).start()
    while data := await queue.get():
        yield data
        room.release()
