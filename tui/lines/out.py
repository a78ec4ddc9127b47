"""Where the lines go, and the one place here that makes outside text harmless."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Literal, Protocol

import msgspec

from county.text import cell, clean, escaped

Form = Literal["lines", "plain", "json", "csv", "markdown"]
"""Short lines, whole sentences for the ear, JSON, rows for a spreadsheet, or a page to print."""

Record = dict[str, object]
"""A thing on the board as flat fields: the same names in JSON and as columns of CSV."""


class Out(Protocol):
    """Where a command writes: a terminal, a pipe, a channel of the door."""

    def write(self, text: str) -> None:
        """Take text for whoever asked; it ends with a line end."""

    def error(self, text: str) -> None:
        """Take text about what went wrong; it ends with a line end."""

    async def drain(self) -> None:
        """Wait until there is room for more."""


class Teller:
    """Writes lines, JSON and CSV: whatever they hold, a terminal obeys nothing of it."""

    def __init__(self, out: Out) -> None:
        self._out = out

    def line(self, text: str) -> None:
        """Write one line."""
        self._out.write(clean(text).rstrip() + "\n")

    def fault(self, text: str) -> None:
        """Write one line about what went wrong."""
        self._out.error(clean(text).rstrip() + "\n")

    def json(self, value: object) -> None:
        """Write one JSON value on a line."""
        self._out.write(escaped(msgspec.json.encode(value).decode()) + "\n")

    def row(self, values: Iterable[object]) -> None:
        """Write one row of CSV; texts stand in quotes, numbers do not."""
        line = io.StringIO()
        cells = [cell(value) if isinstance(value, str) else value for value in values]
        csv.writer(line, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n").writerow(cells)
        self._out.write(line.getvalue())

    async def drain(self) -> None:
        """Wait until there is room for more."""
        await self._out.drain()
