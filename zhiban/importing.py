"""What `zhiban import` does: reads a register row by row, and tells the desk what is good of it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import groupby
from typing import Protocol

import click
from msgspec import Struct

from county.events import PurchaseRegistered
from county.refusals import Refusal, ZhibanError, refuse
from feeds.publisher import Publisher
from feeds.register.rejects import Rejects
from feeds.register.rows import Reject, RowReader
from feeds.register.table import RegisterError, Table

CHUNK = 500
"""Rows read before others get their turn: some 20 ms."""

AHEAD = 10_000
"""Purchases that may wait for the desk's answer before reading pauses."""

_MAY_NOT = frozenset({"kind_may_not", "source_may_not", "role_may_not"})
"""Refusals that every other row would meet as well."""

Chunk = list[tuple[int, PurchaseRegistered | list[Reject]]]
"""Rows as they were read, by their lines."""

Good = list[tuple[int, PurchaseRegistered]]
"""Purchases, by the line of their row."""


class Account(Struct, frozen=True):
    """What became of the rows."""

    read: int
    accepted: int
    known: int
    """The desk had them already."""
    rejected: int
    unanswered: int
    """Given to the line when it broke for good: the same command tells them again."""

    @property
    def adds_up(self) -> bool:
        """Whether no row is missing."""
        return self.read == self.accepted + self.known + self.rejected + self.unanswered


class Bar(Protocol):
    """What shows how far something is."""

    def update(self, n_steps: int) -> None:
        """Go on by so many steps."""


class Importer:
    """Reads one register and keeps account of every row."""

    def __init__(self, table: Table, header: int, reader: RowReader, rejects: Rejects) -> None:
        """`header`: the line that it stands on; what is above it is no row."""
        self._table = table
        self._header = header
        self._reader = reader
        self._rejects = rejects
        self._read = 0
        self._good = 0
        self._line = 0
        self._refused: set[int] = set()
        """The lines of rows that the desk refused."""
        self._known = 0
        self._unanswered = 0
        self._barred: Refusal | None = None
        self._damage: RegisterError | None = None
        """Why the register cannot be read to its end."""

    @property
    def account(self) -> Account:
        """What became of the rows so far."""
        return Account(
            read=self._read,
            accepted=self._good - len(self._refused) - self._known - self._unanswered,
            known=self._known,
            rejected=self._rejects.rows,
            unanswered=self._unanswered,
        )

    def try_out(self, bar: Bar) -> None:
        """Read everything and send nothing. Raises RegisterError, OSError."""
        for chunk in self._chunks():
            self._sorted_out(chunk, bar)
        self._end()

    async def send(self, feed: Publisher, wait_s: float, bar: Bar) -> None:
        """Read everything and tell the desk, the line of a row as its number: it counts once.

        Raises ZhibanError when the desk cannot be told, RegisterError, OSError; what was read
        before a register turned out damaged is told.
        """
        async with feed:
            try:
                await _reach(feed, wait_s)
                await self._read_out(feed, wait_s, bar)
                await self._settle(feed, 0, wait_s)
            finally:
                self._known, self._unanswered = feed.known, feed.left
        self._end()

    def refused(self, line: int, refusal: Refusal) -> None:
        """Hear that the desk refused the purchase of a row; a second time after a broken line."""
        if refusal.code in _MAY_NOT:
            self._barred = refusal
        if line not in self._refused:
            self._refused.add(line)
            self._rejects.add([self._reader.refused(line, refusal)])

    # ---- inside ---------------------------------------------------------------------------------

    async def _read_out(self, feed: Publisher, wait_s: float, bar: Bar) -> None:
        # Rows are read beside the loop: a slow one must not keep pings and answers waiting.
        chunks = self._chunks()
        while chunk := await asyncio.to_thread(next, chunks, None):
            await _push(feed, self._sorted_out(chunk, bar))
            await self._settle(feed, AHEAD, wait_s)

    def _chunks(self) -> Iterator[Chunk]:
        """Give the rows as they were read, some at a time, up to the end or to where it is damaged.

        Touches nothing that others look at meanwhile.
        """
        chunk: Chunk = []
        try:
            for row in self._table.rows():
                if row.line > self._header:
                    chunk.append((row.line, self._reader.read(row)))
                if len(chunk) >= CHUNK:
                    yield chunk
                    chunk = []
        except RegisterError as damage:
            self._damage = damage
        if chunk:
            yield chunk

    def _sorted_out(self, chunk: Chunk, bar: Bar) -> Good:
        """Count rows, write down what is wrong, and give the good ones."""
        good: Good = []
        for line, made in chunk:
            self._read += 1
            if isinstance(made, PurchaseRegistered):
                self._good += 1
                good.append((line, made))
            else:
                self._rejects.add(made)
        bar.update(chunk[-1][0] - self._line)
        self._line = chunk[-1][0]
        return good

    def _end(self) -> None:
        if self._damage is not None:
            raise self._damage

    async def _settle(self, feed: Publisher, to: int, wait_s: float) -> None:
        """Wait until the desk has answered for all but `to`; give up when it stays away."""
        left = -1
        while feed.left > to:
            if feed.link.state == "lost" and feed.left == left:
                raise ZhibanError(feed.link.refusal or refuse("not_connected"))
            left = feed.left
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await feed.drained(to)
        if self._barred is not None:
            raise ZhibanError(self._barred)


async def _reach(feed: Publisher, wait_s: float) -> None:
    try:
        async with asyncio.timeout(wait_s):
            await feed.connected()
    except TimeoutError:
        raise ZhibanError(feed.link.refusal or refuse("not_connected")) from None


async def _push(feed: Publisher, good: Good) -> None:
    """Push purchases under the lines of their rows: those that follow each other go together."""
    for _, run in groupby(enumerate(good), key=lambda each: each[1][0] - each[0]):
        rows = [row for _, row in run]
        await feed.push_all([purchase for _, purchase in rows], first=rows[0][0])


@contextmanager
def progress(label: str, length: int, *, quiet: bool) -> Iterator[Bar]:
    """Show a bar on standard error when a person looks on."""
    if quiet or not sys.stderr.isatty():
        yield _Silent()
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield bar


class _Silent:
    """Shows nothing."""

    def update(self, n_steps: int) -> None:
        """Go on unseen."""
