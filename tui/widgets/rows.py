"""What a list holds and how its rows are laid out and drawn, without a screen."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style

from tui.widgets.text import Justify, fit, runs, width

Cell = str | tuple[str, str]
"""Text, or text with the name of its tone. Always plain text, never markup."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """A cell of a list in more than one tone: texts with the names of their tones."""

    parts: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(text for text, _ in self.parts)


MARGIN = 2
"""Cells before the first column: the cursor's mark and a blank."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list."""

    key: str
    title: str
    width: int | None
    """Cells; None for the one column that takes what the others leave."""
    justify: Justify = "left"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list."""

    key: Hashable
    """What the row is about; unique within its list."""
    cells: tuple[Cell | Pieces, ...]
    """One for each column, in order."""
    tone: str = ""
    """The tone of the whole row, under the tones of its cells."""

    @property
    def texts(self) -> list[str]:
        """What stands in its cells, without tones."""
        return [_text(cell) for cell in self.cells]


def _text(cell: Cell | Pieces) -> str:
    if isinstance(cell, Pieces):
        return cell.text
    return cell if isinstance(cell, str) else cell[0]


Word = Callable[[Hashable], Row]
"""Says the row of a key."""

Line = tuple[Row | None, bool]
"""What a line shows: a row, or nothing; and whether the cursor is on it."""

NOTHING: Line = (None, False)
"""An empty line."""

Look = Callable[..., Style]
"""Gives the style of some tones laid over each other."""


class Layout:
    """Where each column stands on a line of a given width."""

    def __init__(self, columns: Sequence[Column], cells: int) -> None:
        self.columns = tuple(columns)
        self.cells = cells
        fixed = sum(column.width or 0 for column in columns)
        spare = max(0, cells - MARGIN - fixed - (len(self.columns) - 1))
        self.widths = tuple(
            spare if column.width is None else column.width for column in self.columns
        )
        self.titles = " " * MARGIN + " ".join(
            fit(column.title, width, column.justify)
            for column, width in zip(self.columns, self.widths, strict=True)
        )
        """The column titles as one line."""

    def segments(self, row: Row, mark: str, look: Look) -> list[Segment]:
        """Draw `row`; with a `mark` the cursor is on it and the row stands in reverse video."""
        over = ("cursor",) if mark else ()
        gap = (row.tone, *over)
        texts, tones = [fit(mark, MARGIN)], [gap]
        for cell, column, cells in zip(row.cells, self.columns, self.widths, strict=True):
            for text, tone in _fitted(cell, cells, column.justify):
                texts.append(text)
                tones.append((row.tone, tone, *over) if tone else gap)
            texts.append(" ")
            tones.append(gap)
        # One piece for each change of tone: every piece brings its own colour sequences.
        return [Segment(piece, look(*tone)) for piece, tone in runs(texts[:-1], tones[:-1])]


def _fitted(cell: Cell | Pieces, cells: int, justify: Justify) -> Iterator[tuple[str, str]]:
    """Clip or pad a cell to `cells` cells, tone by tone."""
    if not isinstance(cell, Pieces):
        text, tone = (cell, "") if isinstance(cell, str) else cell
        yield fit(text, cells, justify), tone
        return
    for text, tone in cell.parts:
        room = min(width(text), cells)
        if room:
            yield fit(text, room), tone
            cells -= room
    if cells:
        yield " " * cells, ""
