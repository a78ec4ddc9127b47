"""A strip of named figures, each with its recent course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui.widgets.lines import Lines, Piece, fit_pieces, pieces_of


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its name."""

    label: str
    value: str
    """With its unit."""
    tone: str = ""
    course: tuple[float, ...] = ()
    """Its recent values, the latest last; drawn as bars, 0 or less as the lowest."""


class FigureStrip(Lines):
    """Figures side by side: name over value on two lines, name beside value on one.

    Its bars are its own: the stock Sparkline sends 2 KB each time it is painted.
    """

    DEFAULT_CSS = "FigureStrip { height: 2; }"

    BARS = 8
    """The most bars that a figure shows."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, classes=classes)
        self._figures: tuple[Figure, ...] = ()

    def show(self, figures: Sequence[Figure]) -> None:
        """Show `figures` from now on; only what changed is painted."""
        if tuple(figures) != self._figures:
            self._figures = tuple(figures)
            self.update_lines()

    def lines(self) -> list[list[Piece]]:
        """Give the names over the values, or both on one line when there is only one."""
        if not self._figures:
            return [[], []]
        names: list[Piece] = []
        values: list[Piece] = []
        one_line = self.size.height == 1
        cells, spare = divmod(self.size.width, len(self._figures))
        for number, figure in enumerate(self._figures):
            room = cells + (number < spare)
            name, value = pieces_of(((figure.label, "muted"), (figure.value, figure.tone)))
            course = (bars(figure.course[-self.BARS :], self.glyphs.bars), "muted")
            if one_line:
                names += (*fit_pieces((name, (" ", ""), value), room - 1), (" ", ""))
            else:
                names += (*fit_pieces((name,), room - 1), (" ", ""))
                values += (*fit_pieces((value, (" ", ""), course), room - 1), (" ", ""))
        return [names, values]


def bars(values: Sequence[float], levels: str) -> str:
    """Draw `values` as one bar each, the highest as the last of `levels`."""
    most = max(values, default=0.0)
    if most <= 0:
        return levels[:1] * len(values)
    top = len(levels) - 1
    return "".join(levels[round(max(0.0, value) / most * top)] for value in values)
