"""The marks on a map: which cells they take and what each row of the map shows of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tui.widgets.projection import Projection
from tui.widgets.text import fit, split


@dataclass(frozen=True, slots=True)
class Mark:
    """Something at a place."""

    lat: float
    """WGS-84 degrees."""
    lon: float
    """WGS-84 degrees."""
    glyph: str
    """One character, one cell wide."""
    tone: str = ""
    rank: int = 0
    """The highest rank in a cell is the one that shows."""
    label: str = ""


class Face(NamedTuple):
    """What one cell of the map shows of the marks in it."""

    key: Hashable
    cells: tuple[str, ...]
    """The glyph, then the label to the right of it: one string for each cell."""
    tone: str
    highlighted: bool


Faces = dict[int, Face]
"""What a row of the map shows of its marks, by column."""


class Marks:
    """Every mark, its cell in the current view, and the marks of each row."""

    def __init__(self, view: Projection) -> None:
        self._view = view
        self._marks: dict[Hashable, Mark] = {}
        self._cells: dict[Hashable, tuple[int, int] | None] = {}
        self._rows: defaultdict[int, dict[Hashable, None]] = defaultdict(dict)

    def project(self, view: Projection) -> None:
        """Place every mark anew, in another view."""
        self._view = view
        self._cells.clear()
        self._rows.clear()
        for key, cell in zip(self._marks, self._cells_of(self._marks.values()), strict=True):
            self._place(key, cell)

    def show(self, marks: Mapping[Hashable, Mark]) -> set[int]:
        """Hold `marks` and no others; give the rows that may look different."""
        return self.update(marks, self._marks.keys() - marks.keys())

    def update(self, changed: Mapping[Hashable, Mark], gone: Iterable[Hashable]) -> set[int]:
        """Add or change some marks, take some away; give the rows that may look different.

        A mark that moved within its cell and looks the same touches nothing.
        """
        touched: set[int] = set()
        for key in gone:
            if self._marks.pop(key, None) is not None:
                touched |= self._lift(key)
        altered = {key: mark for key, mark in changed.items() if mark != self._marks.get(key)}
        for key, after in zip(altered, self._cells_of(altered.values()), strict=True):
            old, mark = self._marks.get(key), altered[key]
            self._marks[key] = mark
            if self._cells.get(key) != after:
                touched |= self._lift(key) | self._place(key, after)
            elif after and not (old and _looks_like(mark, old)):
                touched.add(after[1])
        return touched

    def row(self, key: Hashable | None) -> int | None:
        """Give the row that a mark is on, None when it is not in view."""
        cell = self._cells.get(key)
        return cell[1] if cell else None

    def faces(self, row: int, highlighted: Hashable | None, *, labelled: bool) -> Faces:
        """Give what a row shows; with `labelled` every mark has its label beside it."""
        best: dict[int, tuple[bool, int, Hashable]] = {}
        for key in self._rows.get(row, ()):
            cell = self._cells[key]
            assert cell is not None
            claim = (key == highlighted, self._marks[key].rank, key)
            holder = best.get(cell[0])
            # Of two equal claims the one that came to the row first keeps the cell: no flicker.
            if holder is None or claim[:2] > holder[:2]:
                best[cell[0]] = claim
        return {
            column: self._face(key, chosen, labelled or chosen)
            for column, (chosen, _, key) in best.items()
        }

    def _face(self, key: Hashable, highlighted: bool, labelled: bool) -> Face:
        mark = self._marks[key]
        label = split(f" {mark.label}") if labelled and mark.label else ()
        return Face(key, (fit(mark.glyph, 1), *label), mark.tone, highlighted)

    def _cells_of(self, marks: Iterable[Mark]) -> list[tuple[int, int] | None]:
        return self._view.to_cells([(mark.lat, mark.lon) for mark in marks])

    def _place(self, key: Hashable, cell: tuple[int, int] | None) -> set[int]:
        self._cells[key] = cell
        if cell is None:
            return set()
        self._rows[cell[1]][key] = None
        return {cell[1]}

    def _lift(self, key: Hashable) -> set[int]:
        cell = self._cells.pop(key, None)
        if cell is None:
            return set()
        del self._rows[cell[1]][key]
        return {cell[1]}


def _looks_like(one: Mark, other: Mark) -> bool:
    """Tell whether two marks in one cell draw the same and win the same."""
    return (one.glyph, one.tone, one.rank, one.label) == (
        other.glyph,
        other.tone,
        other.rank,
        other.label,
    )
