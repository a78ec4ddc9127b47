"""Opens a register and finds its header: which column tells which field."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from county.refusals import Refusal, refuse
from county.text import clean
from feeds.register.csv_table import CsvTable
from feeds.register.mapping import RegisterMapping
from feeds.register.table import RegisterError, Table
from feeds.register.values import Cell, as_text, key_of, tidy
from feeds.register.xlsx_table import XlsxTable

HEADER_WITHIN = 20
"""Rows in which the header must stand: registers begin with their title and a date."""

TITLE = 80
"""Characters of a title that are told again."""

_ZIP = b"PK"
_OLD_SPREADSHEET = b"\xd0\xcf\x11\xe0"


class Column(NamedTuple):
    """A column that the mapping names."""

    place: int
    """Its place in the row, from 0."""
    title: str
    """What stands at its head."""
    field: str


class Header(NamedTuple):
    """The row that names the columns."""

    line: int
    columns: tuple[Column, ...]
    """Those that are used, from the left."""
    unused: tuple[str, ...]
    """The titles of the others: never looked at."""
    absent: tuple[str, ...]
    """Fields of the mapping that this register has no column for."""


def open_register(path: Path, mapping: RegisterMapping) -> Table:
    """Open a register by what is in it, not by its name. Raises RegisterError, OSError."""
    with path.open("rb") as file:
        begins = file.read(4)
    if begins == _OLD_SPREADSHEET:
        raise RegisterError(refuse("old_spreadsheet"))
    if begins.startswith(_ZIP):
        return XlsxTable(path, mapping.layout.sheet)
    return CsvTable(path)


def find_header(table: Table, mapping: RegisterMapping) -> Header:
    """Find the row that names most of the mapped columns, and tell the table.

    Raises RegisterError when a column that must be there is not, or stands there twice.
    """
    best: tuple[Header, Sequence[Cell]] | None = None
    for row in islice(table.rows(), HEADER_WITHIN):
        if not isinstance(row.cells, Refusal):
            header = _header(row.line, row.cells, mapping)
            if best is None or len(header.columns) > len(best[0].columns):
                best = header, row.cells
    known = {column.field for column in best[0].columns} if best else set()
    missing = [field for field in mapping.required if field not in known]
    if best is None or missing:
        titles = ", ".join("/".join(mapping.columns[field]) for field in missing)
        raise RegisterError(refuse("no_header", rows=HEADER_WITHIN, missing=titles))
    header, cells = best
    fields = [column.field for column in header.columns]
    twice = next((c.title for c in header.columns if fields.count(c.field) > 1), None)
    if twice is not None:
        raise RegisterError(refuse("column_twice", title=twice))
    table.begin(cells)
    return header


def _header(line: int, cells: Sequence[Cell], mapping: RegisterMapping) -> Header:
    """Read a row as a header."""
    fields = {key_of(t): field for field, known in mapping.columns.items() for t in known}
    columns, unused = [], []
    for place, cell in enumerate(cells):
        title = tidy(cell) if isinstance(cell, str) else as_text(cell)
        if isinstance(title, Refusal) or not title:
            continue
        field = fields.get(key_of(title))
        if field is None:
            unused.append(clean(title, TITLE))
        else:
            columns.append(Column(place, title, field))
    told = {column.field for column in columns}
    absent = tuple(field for field in mapping.columns if field not in told)
    return Header(line, tuple(columns), tuple(unused), absent)
