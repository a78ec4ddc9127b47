"""Courses and intervals drawn in text: bars over days, a line through days, a range on an axis.

An own one: the stock Sparkline draws with block characters, whose width Chinese terminals disagree
on, sends 2 KB at each repaint, and has no axis and no gap for what is unknown; textual-plot, the
best kept library, brings numpy and a tenth of a second to the start of every session, and draws a
gap as nothing too. The raster is the map's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from tui.widgets.canvas import ASCII, BRAILLE, DOTS_DOWN, DOTS_RIGHT, Canvas
from tui.widgets.lines import Lines, Piece, fit_pieces
from tui.widgets.text import fit, width

Course = Sequence[float | None]
"""Values in order; None where nothing is known."""

Fold = Callable[[Iterable[float]], float]
"""How values that share a place become one: `sum` for amounts, `mean` for shares."""

Style = Literal["bars", "line"]

_DRAWN = 1
"""The one layer of the raster."""

_THICKEST, _SPACED = 8, 4
"""The most dots of a bar, and from how many on there is a gap before the next."""


@dataclass(frozen=True)
class Drawn:
    """A course and how it is to be drawn."""

    values: Course
    style: Style
    fold: Fold = sum
    top: str = "{:g}"
    """How the greatest value is written at the axis."""
    unit: str = ""
    """What stands after it."""
    first: str = ""
    last: str = ""
    """What stands under the first and the last value."""
    tone: str = "accent"
    most: float = 0.0
    """The value at the top of the axis, so that two courses compare; 0: the greatest."""


class Plot(Lines):
    """One course over an axis that begins at nothing. What is unknown is left blank.

    A value of zero stands as a dot on the axis: it is known, and looks different from a gap.
    """

    DEFAULT_CSS = "Plot { height: 5; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, classes=classes)
        self._drawn: Drawn | None = None
        self._said = ""

    def show(self, drawn: Drawn) -> None:
        """Draw this from now on; only lines that come to look different are painted."""
        if drawn != self._drawn:
            self._drawn = drawn
            self.update_lines()

    def say(self, text: str) -> None:
        """Say why there is nothing to draw."""
        if self._drawn is not None or text != self._said:
            self._drawn, self._said = None, text
            self.update_lines()

    def lines(self) -> list[list[Piece]]:
        """Give the axis at the left, the course beside it, and what stands under it."""
        cells, rows = self.size.width, self.size.height - 1
        drawn = self._drawn
        known = [value for value in drawn.values if value is not None] if drawn else []
        if drawn is None or not known or rows < 1:
            return [[(fit(self._said, cells, "centre"), "muted")], *([] for _ in range(rows))]
        most = drawn.most or max(known)
        top = drawn.top.format(most) + drawn.unit if most else ""
        axis = max(width(top), 1) + 1
        room = max(1, cells - axis)
        canvas = raster(drawn, room, rows)
        alphabet = BRAILLE if self.glyphs.dots == "braille" else ASCII
        lines: list[list[Piece]] = []
        for row in range(rows):
            label = top if row == 0 else "0" if row == rows - 1 else ""
            text, _ = canvas.row(row, alphabet)
            lines.append([(fit(label, axis - 1, "right") + " ", "muted"), (text, drawn.tone)])
        return [*lines, _foot(drawn, axis, room)]


def _foot(drawn: Drawn, axis: int, room: int) -> list[Piece]:
    """Put the first and the last value's names under them."""
    across = room * DOTS_RIGHT
    count = len(folded(drawn.values, across, drawn.fold))
    begins = (across - stride(count, across, drawn.style) * count) // DOTS_RIGHT
    first = fit(" " * (axis + begins) + drawn.first, max(axis, axis + room - width(drawn.last)))
    return fit_pieces([(first, "muted"), (drawn.last, "muted")], axis + room)


def raster(drawn: Drawn, cells: int, rows: int) -> Canvas:
    """Draw a course on a raster of `cells` by `rows`, its greatest value at the top."""
    canvas = Canvas(cells, rows)
    across, down = cells * DOTS_RIGHT, rows * DOTS_DOWN
    values = folded(drawn.values, across, drawn.fold)
    most = drawn.most or max((value for value in values if value is not None), default=0.0)
    # The lowest dot is the axis itself: a bar stands on it.
    heights = [None if v is None else round((down - 1) * v / most) if most else 0 for v in values]
    step = stride(len(values), across, drawn.style)
    starts = [across - step * (len(values) - number) for number in range(len(values))]
    if drawn.style == "bars":
        _bars(canvas, starts, heights, max(1, step - (step >= _SPACED)), down)
    else:
        _line(canvas, starts, heights, down)
    return canvas


def stride(count: int, across: int, style: Style) -> int:
    """Give the dots from one value to the next; the last stands at the right.

    Bars take whole cells where they can, so that they look alike, and are never very thick.
    """
    step = max(1, across // max(1, count))
    if style == "line" or step == 1:
        return step
    return min(step // DOTS_RIGHT * DOTS_RIGHT, _THICKEST)


def _bars(
    canvas: Canvas, starts: Sequence[int], heights: Sequence[int | None], thick: int, down: int
) -> None:
    for x, height in zip(starts, heights, strict=True):
        for column in range(x, x + thick) if height is not None else ():
            for y in range(down - 1 - (height or 0), down):
                canvas.dot(column, y, _DRAWN)


def _line(canvas: Canvas, starts: Sequence[int], heights: Sequence[int | None], down: int) -> None:
    points = list(zip(starts, heights, strict=True))
    for x, height in points:
        if height is not None:
            canvas.dot(x, down - 1 - height, _DRAWN)
    for (x0, before), (x1, after) in pairwise(points):
        if before is not None and after is not None:
            canvas.line(x0, down - 1 - before, x1, down - 1 - after, _DRAWN)


def folded(values: Course, room: int, fold: Fold) -> list[float | None]:
    """Give `values` as at most `room` of them: neighbours become one, of those that are known."""
    if len(values) <= room:
        return list(values)
    each = -(-len(values) // room)
    return [_folded(values[n : n + each], fold) for n in range(0, len(values), each)]


def _folded(values: Course, fold: Fold) -> float | None:
    known = [value for value in values if value is not None]
    return fold(known) if known else None


def interval(low: float, middle: float, high: float, cells: int, *, braille: bool) -> str:
    """Draw a range on an axis from 0 to 1 as one line of `cells`, with a stroke at its middle."""
    canvas = Canvas(cells, 1)
    across = cells * DOTS_RIGHT - 1
    canvas.line(round(low * across), 2, round(high * across), 2, _DRAWN)
    for y in range(DOTS_DOWN):
        canvas.dot(round(middle * across), y, _DRAWN)
    return canvas.row(0, BRAILLE if braille else ASCII)[0]
