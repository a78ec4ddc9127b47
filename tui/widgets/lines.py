"""A widget of a few lines made of pieces of text, which repaints only lines that changed."""

from __future__ import annotations

from collections.abc import Iterable

from rich.segment import Segment
from textual.strip import Strip

from tui.widgets.rows import Cell
from tui.widgets.text import Justify, fit, width
from tui.widgets.toned import Toned

Piece = tuple[str, str]
"""Cleaned text and the name of its tone."""


class Lines(Toned):
    """Lines of fixed height that never ask for a layout.

    A stock Static lays the screen out anew at each update, and a clock that ticks in one costs
    11.4 KB/s at the terminal (measured on Textual 8.2.8); a line refreshed in place 0.25 KB/s.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, classes=classes)
        self._painted: list[list[Piece]] = []

    def lines(self) -> list[list[Piece]]:
        """Give what each line shows, from the top, for the present width. Subclasses say what."""
        raise NotImplementedError

    def update_lines(self) -> None:
        """Paint what has changed since the last time, and only that."""
        painted, self._painted = self._painted, self.lines()
        for y, (old, new) in enumerate(zip(painted, self._painted, strict=False)):
            if old != new:
                self.draw_line(y)

    def on_resize(self) -> None:
        """Compose the lines for the new width."""
        self._painted = self.lines()
        self.refresh()

    def watch_glyphs(self) -> None:
        """Compose the lines in other characters."""
        self._painted = self.lines()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        pieces = self._painted[y] if y < len(self._painted) else []
        strip = Strip([Segment(text, self.look(tone)) for text, tone in pieces])
        return strip.adjust_cell_length(self.size.width, self.look(""))


def pieces_of(cells: Iterable[Cell]) -> list[Piece]:
    """Clean the text of `cells`."""
    texts = ((cell, "") if isinstance(cell, str) else cell for cell in cells)
    return [(fit(text, width(text)), tone) for text, tone in texts]


def fit_pieces(pieces: Iterable[Piece], cells: int, justify: Justify = "left") -> list[Piece]:
    """Clip or pad `pieces` to exactly `cells` cells."""
    fitted: list[Piece] = []
    for text, tone in pieces:
        room = min(width(text), cells)
        fitted.append((fit(text, room), tone))
        cells -= room
    blank = (" " * cells, "")
    return [blank, *fitted] if justify == "right" else [*fitted, blank]
