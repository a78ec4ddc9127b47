"""A register as a spreadsheet (xlsx): values only; a formula is no value."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from county.refusals import refuse
from feeds.register.table import RegisterError, Row, digest_of
from feeds.register.values import Cell

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

MAX_ROWS = 1_048_576
"""The format's own limit: a file that tells more is made to keep a reader busy."""

MAX_CELLS = 256
"""Cells in a row: no register has a tenth of them."""

MAX_SHEETS_BYTES = 2**30
"""Unpacked sheets, which are read as they come."""

MAX_OTHER_BYTES = 128 * 2**20
"""Everything else unpacked: shared texts and styles, which stand in memory."""

MAX_PARTS = 1000

_SHEETS = "xl/worksheets/"


class XlsxTable:
    """A register in a spreadsheet. Raises RegisterError, OSError."""

    form = "XLSX"
    width = 0

    def __init__(self, path: Path, sheet: str) -> None:
        """`sheet`: its name; "" for the first."""
        self.digest = digest_of(path)
        _bound(path)
        self._book = _opened(path)
        self._sheet = self._named(sheet)
        self.base = self._book.epoch
        self.length = self._sheet.max_row or 1
        # Where the file says it ends may be wrong: rows tell it themselves.
        self._sheet.reset_dimensions()

    def begin(self, header: Sequence[Cell]) -> None:
        """Learn which row the header is: here every cell knows its column."""

    def rows(self) -> Iterator[Row]:
        """Give every row in order. Raises RegisterError when the rest cannot be read."""
        line = 0
        try:
            for cells in self._sheet.iter_rows():
                line += 1
                if line > MAX_ROWS:
                    raise RegisterError(refuse("too_many_rows", limit=MAX_ROWS))
                told = [_cell(cell) for cell in cells[: MAX_CELLS + 1]]
                if any(cell != "" for cell in told):
                    yield Row(line, told)
        except RegisterError:
            raise
        except Exception as fault:  # openpyxl raises whatever a damaged part leads to
            raise RegisterError(refuse("damaged_after", line=line)) from fault

    def _named(self, sheet: str) -> Any:
        names = self._book.sheetnames
        if not names or (sheet and sheet not in names):
            raise RegisterError(refuse("no_sheet", sheet=sheet))
        return self._book[sheet or names[0]]


def _opened(path: Path) -> Workbook:
    # Imported here: it takes a fifth of a second that text files need not wait.
    from openpyxl import load_workbook  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            # What it does not know of styles and validations means nothing to a reader of values.
            warnings.simplefilter("ignore")
            return load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except OSError:
        raise
    except Exception as fault:  # openpyxl raises whatever a damaged part leads to
        raise RegisterError(refuse("not_a_table")) from fault


def _bound(path: Path) -> None:
    """Refuse what unpacks to more than a register: no part gives more than its declared size."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as fault:
        raise RegisterError(refuse("not_a_table")) from fault
    sheets = sum(part.file_size for part in parts if part.filename.startswith(_SHEETS))
    others = sum(part.file_size for part in parts) - sheets
    if len(parts) > MAX_PARTS or sheets > MAX_SHEETS_BYTES or others > MAX_OTHER_BYTES:
        raise RegisterError(refuse("unpacks_too_large"))


def _cell(cell: Any) -> Cell:
    """Give a cell's value; openpyxl types read-only cells loosely."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return refuse("formula")
    if cell.data_type == "e":
        return refuse("cell_error")
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return float(value)
        case datetime() | time():
            return value
        case date():
            return datetime.combine(value, time())
    return str(value)
