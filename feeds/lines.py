"""JSON lines as people and scripts write them, made into facts, positions and refusals."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

import msgspec

from county.events import PurchaseRegistered, Report
from county.faults import refusal_of
from county.gasoline.lines import Identity
from county.patrol import Fix
from county.refusals import Refusal, ZhibanError, refuse
from feeds.identity import Sealer

LONGEST = 64 * 1024
"""Bytes of a line; the longest fact is a tenth of it."""

CHUNK = 64 * 1024
CHUNKS_AHEAD = 4
FIX = "fix"
"""The `type` of a line that is a position."""

PURCHASE = PurchaseRegistered.__struct_config__.tag
IDENTITY, PERMIT_DOCUMENT = "identity", "permit_document"
"""What a line may say of a purchase in clear; it goes no further than `read_line`."""


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


def read_line(line: bytes, now: int, sealer: Sealer | None = None) -> Report | Fix | Refusal:
    """Read one line; where it leaves out `at`, it happened `now` (epoch milliseconds).

    Who bought is sealed here; without a sealer such a line is refused.
    """
    try:
        raw: Any = msgspec.json.decode(line)
        if not isinstance(raw, dict):
            return refuse("wrong_type", expected="object", got=type(raw).__name__)
        told = {"at": now, **raw}
        if told.get("type") == FIX:
            del told["type"]
            return msgspec.convert(told, Fix)
        if told.get("type") == PURCHASE and not told.keys().isdisjoint((IDENTITY, PERMIT_DOCUMENT)):
            return _sealed(told, sealer)
        return msgspec.convert(told, Report)  # type: ignore[no-any-return]  # mypy takes a union for no type
    except ZhibanError as no:
        return no.refusal
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        return refusal_of(fault)


def _sealed(told: dict[str, Any], sealer: Sealer | None) -> PurchaseRegistered:
    """Make a purchase of a line that says in clear who bought, or whom the permit is of."""
    clear, permit = told.pop(IDENTITY, None), told.pop(PERMIT_DOCUMENT, None)
    if sealer is None:
        raise ZhibanError(refuse("no_edge_key", PERMIT_DOCUMENT if clear is None else IDENTITY))
    if permit is not None:
        if not isinstance(permit, str):
            raise ZhibanError(refuse("no_document", PERMIT_DOCUMENT))
        told["permit_holder"] = sealer.pseudonym(permit, PERMIT_DOCUMENT)
    if clear is None:
        return msgspec.convert(told, PurchaseRegistered)
    if "buyer" in told:
        raise ZhibanError(refuse("buyer_twice", "buyer"))
    identity = _identity(clear)
    told["buyer"] = sealer.pseudonym(identity.document)
    return sealer.onto(msgspec.convert(told, PurchaseRegistered), identity)


def _identity(clear: object) -> Identity:
    try:
        return msgspec.convert(clear, Identity)
    except msgspec.ValidationError:
        # Not its words: they repeat names that stand in what was written.
        raise ZhibanError(refuse("identity_malformed", IDENTITY)) from None


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
