"""Reads the cells of one register: by its mapping, in its county."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from county.refusals import Refusal, refuse
from feeds.register import values
from feeds.register.fields import DOCUMENT, FIELDS, HOLDER, Kind
from feeds.register.mapping import RegisterMapping, choices_of
from feeds.register.places import Places
from feeds.register.values import Cell

Read = Callable[[Cell], Any]
"""Gives the value of a cell, or a `Refusal`."""

_FORMULA = ("=", "＝")

_NUMBERS = frozenset({DOCUMENT, HOLDER, "identity.phone"})
"""Sealed fields whose every digit counts."""


class CellReader:
    """Gives the values that cells tell."""

    def __init__(self, mapping: RegisterMapping, places: Places, base: datetime) -> None:
        """`base`: the day 0 of dates that are numbers."""
        self._mapping = mapping
        self._places = places
        self._base = base
        self._nothing = frozenset(map(values.key_of, mapping.layout.nothing))
        self._reads = {field: self._reader(field) for field in FIELDS}

    def read(self, field: str, cell: Cell) -> Any:
        """Give what a cell tells for a field: a value, a `Refusal`, or None for nothing."""
        if isinstance(cell, str):
            cell = values.tidy(cell)
            if not cell or (self._nothing and values.key_of(cell) in self._nothing):
                return None
            if cell.startswith(_FORMULA):
                return refuse("formula")
        return self.meant(field, cell)

    def meant(self, field: str, cell: Cell) -> Any:
        """Give what a cell that tells something means: by the mapping's table, or by itself."""
        table = self._mapping.values.get(field)
        if table is not None and not isinstance(text := values.as_text(cell), Refusal):
            cell = table.get(values.key_of(text), cell)
        return self._reads[field](cell)

    def _reader(self, field: str) -> Read:
        layout, places = self._mapping.layout, self._places
        choices = choices_of(field)
        by_kind: dict[Kind, Read] = {
            "moment": self._moment,
            "day": lambda cell: values.moment(cell, layout.days, self._base),
            "clock": lambda cell: values.of_day(cell, layout.clocks),
            "number": values.number,
            "yes": values.yes,
            "choice": lambda cell: values.choice(cell, choices),
            "station": lambda cell: values.listed(cell, places.stations, "not_a_station"),
            "area": lambda cell: values.listed(cell, places.areas, "not_a_township"),
            "code": values.reference,
            "text": values.as_text,
            "sealed": values.reference if field in _NUMBERS else values.as_text,
        }
        return by_kind[FIELDS[field]]

    def _moment(self, cell: Cell) -> int | Refusal:
        read = values.moment(cell, self._mapping.layout.moments, self._base)
        return read if isinstance(read, Refusal) else self.millis(read)

    def millis(self, when: datetime) -> int:
        """Give a moment, local where it has no zone, in epoch milliseconds."""
        return values.millis(when, self._places.utc_offset_minutes)
