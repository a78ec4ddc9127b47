"""One line of standing facts: some at the left, some at the right."""

from __future__ import annotations

from collections.abc import Sequence

from tui.widgets.lines import Lines, Piece, fit_pieces, pieces_of
from tui.widgets.rows import Cell
from tui.widgets.text import width


class StatusLine(Lines):
    """A line whose right end always stands: the left gives way when there is no room."""

    DEFAULT_CSS = "StatusLine { height: 1; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, classes=classes)
        self._said: tuple[Sequence[Cell], Sequence[Cell]] = ((), ())
        self._left: list[Piece] = []
        self._right: list[Piece] = []

    def show(self, left: Sequence[Cell], right: Sequence[Cell] = ()) -> None:
        """Say `left` and `right` from now on; nothing is painted when nothing changed."""
        if (left, right) != self._said:
            self._said = (left, right)
            self._left, self._right = pieces_of(left), pieces_of(right)
            self.update_lines()

    def lines(self) -> list[list[Piece]]:
        """Give the one line."""
        cells = self.size.width
        room = max(0, cells - sum(width(text) for text, _ in self._right))
        left = fit_pieces(self._left, room)
        return [left + fit_pieces(self._right, cells - room)]
