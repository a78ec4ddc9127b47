"""The file of what was rejected: one line for each thing that is wrong, for a spreadsheet."""

from __future__ import annotations

import csv
import os
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Self

from county.fields import Lang
from county.refusals import Refusal
from county.text import cell
from county.words import say
from feeds.register.rows import Reject

_BOM = "\ufeff"
"""Without it the spreadsheet program that offices use takes UTF-8 for something else."""

_COLUMNS = ("line", "column", "field", "reason", "value")


class Rejects:
    """Writes down and counts what is wrong; the file is its owner's alone, and begun anew."""

    def __init__(self, path: Path, lang: Lang) -> None:
        """Raises OSError when the file cannot be written."""
        self.path = path
        self.rows = 0
        """How many rows were rejected."""
        self.reasons: Counter[str] = Counter()
        """How often each thing was wrong, by the code of its refusal."""
        self.examples: dict[str, Refusal] = {}
        """By code, what was refused first."""
        self._lang: Lang = lang
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = os.fdopen(descriptor, "w", encoding="utf-8", newline="")
        self._file.write(_BOM)
        self._writer = csv.writer(self._file)
        self._writer.writerow(say(lang, f"rejects.{name}") for name in _COLUMNS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, row: list[Reject]) -> None:
        """Write down all that is wrong with one row. Raises OSError."""
        self.rows += 1
        for reject in row:
            self.reasons[reject.refusal.code] += 1
            self.examples.setdefault(reject.refusal.code, reject.refusal)
            reason = reject.refusal.reason(self._lang)
            told = (reject.column, reject.field, reason, reject.value)
            self._writer.writerow((reject.line, *map(cell, told)))
