"""A register as its file holds it: rows of cells, each with the line that a person finds it on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from county.refusals import Refusal, ZhibanError
from feeds.register.values import Cell


class RegisterError(ZhibanError):
    """The file as a whole cannot be used, or not from some row on."""


class Row(NamedTuple):
    """One row that is not blank."""

    line: int
    """The line that it begins on, from 1; in a spreadsheet, the row."""
    cells: Sequence[Cell] | Refusal
    """A refusal when not even its cells can be told apart."""


class Table(Protocol):
    """A file of rows, opened and looked over once."""

    digest: str
    """The SHA-256 of the file, hex: names its content."""
    length: int
    """How many lines it has, as far as can be said beforehand: for a progress bar."""
    base: datetime
    """The day 0 of its dates that are numbers."""
    width: int
    """How many cells the header has, once it is found; 0 until then, and for ever where a cell
    knows its column and rows may end early."""

    @property
    def form(self) -> str:
        """What it is: ``UTF-8``, ``GB18030`` or ``XLSX``."""

    def begin(self, header: Sequence[Cell]) -> None:
        """Learn which row the header is: others are held against it."""

    def rows(self) -> Iterator[Row]:
        """Give every row in order. Raises RegisterError when the rest cannot be read."""


def is_ragged(cells: Sequence[Cell], width: int) -> bool:
    """Tell whether cells may stand in the wrong columns; blank ones behind the last do no harm."""
    return len(cells) < width or any(cell != "" for cell in cells[width:])


def digest_of(path: Path) -> str:
    """Give the SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
