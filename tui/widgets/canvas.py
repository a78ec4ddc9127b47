"""A raster of dots drawn as text: two by four dots to a cell, each cell of one layer."""

from __future__ import annotations

from collections.abc import Sequence

DOTS_RIGHT = 2
"""Dots across a cell."""

DOTS_DOWN = 4
"""Dots down a cell."""

_BITS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""The bit of a dot by column and row, in the order of the braille block of Unicode."""

BRAILLE = " " + "".join(chr(0x2800 + dots) for dots in range(1, 256))
"""The character for each set of dots. No dot is a blank, which every terminal has."""

_SHAPES = {
    "'": (0x01, 0x08, 0x09, 0x03, 0x18),
    "-": (0x12, 0x24, 0x1B, 0x36, 0x02, 0x04, 0x10, 0x20, 0x14, 0x22),
    "_": (0xC0, 0xE4, 0x64, 0xA4),
    ".": (0x40, 0x80, 0x44, 0xA0),
    "|": (0x47, 0xB8, 0x07, 0x38, 0x46, 0xB0, 0x06, 0x30),
    "/": (0x78, 0x5C, 0x1C, 0x74, 0x46 | 0x08, 0x40 | 0x38, 0x0C, 0x60),
    "\\": (0xA3, 0x87, 0x23, 0x85, 0x07 | 0x80, 0x01 | 0xB0, 0x21, 0x82),
    "+": (0x4F, 0x57, 0x5F, 0x67, 0xBA, 0xBC, 0xBE, 0x17, 0x3A),
    "#": (0xFF, 0x7F, 0xBF, 0xFE, 0xF7, 0xDB, 0x3F, 0xF6),
}
"""Dots that each ASCII character looks like."""


def _nearest(dots: int) -> str:
    """Give the ASCII character with the fewest dots too many or too few."""
    return min(_SHAPES, key=lambda char: min((dots ^ shape).bit_count() for shape in _SHAPES[char]))


ASCII = " " + "".join(_nearest(dots) for dots in range(1, 256))
"""The nearest ASCII character for each set of dots: coarser, for terminals without braille."""


class Canvas:
    """A raster of `width` by `height` cells.

    Dots of all layers add up; a cell belongs to the layer that last drew in it. Layers are
    numbered from 1; 0 is nothing.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._dots = bytearray(width * height)
        self._layers = bytearray(width * height)

    def dot(self, x: int, y: int, layer: int) -> None:
        """Set one dot, x right and y down from the top left; nothing off the raster."""
        if 0 <= x < self.width * DOTS_RIGHT and 0 <= y < self.height * DOTS_DOWN:
            cell = (y >> 2) * self.width + (x >> 1)
            self._dots[cell] |= _BITS[x & 1][y & 3]
            self._layers[cell] = layer

    def line(self, x0: float, y0: float, x1: float, y1: float, layer: int) -> None:
        """Draw a straight line between two places given in dots; what is off the raster is cut."""
        inside = clip(x0, y0, x1, y1, self.width * DOTS_RIGHT, self.height * DOTS_DOWN)
        if inside:
            self._bresenham(*inside, layer)

    def _bresenham(self, x: int, y: int, x1: int, y1: int, layer: int) -> None:
        # Written out with local names: this loop is where the time for a map goes.
        dots, layers, width, bits = self._dots, self._layers, self.width, _BITS
        right, down = abs(x1 - x), -abs(y1 - y)
        step_x, step_y = (1 if x1 > x else -1), (1 if y1 > y else -1)
        error = right + down
        while True:
            cell = (y >> 2) * width + (x >> 1)
            dots[cell] |= bits[x & 1][y & 3]
            layers[cell] = layer
            if x == x1 and y == y1:
                return
            double = 2 * error
            if double >= down:
                error += down
                x += step_x
            if double <= right:
                error += right
                y += step_y

    def polyline(self, points: Sequence[tuple[float, float]], layer: int) -> None:
        """Draw a line through `points`, given in dots; points on the same dot cost nothing."""
        if not points:
            return
        (x0, y0), drawn = points[0], False
        for x1, y1 in points[1:]:
            if int(x0) != int(x1) or int(y0) != int(y1):
                self.line(x0, y0, x1, y1, layer)
                x0, y0, drawn = x1, y1, True
        if not drawn:
            self.line(x0, y0, x0, y0, layer)

    def row(self, y: int, alphabet: str = BRAILLE) -> tuple[str, bytes]:
        """Give row `y` as text and, for each cell, its layer."""
        cells = slice(y * self.width, (y + 1) * self.width)
        return "".join(map(alphabet.__getitem__, self._dots[cells])), bytes(self._layers[cells])


def clip(
    x0: float, y0: float, x1: float, y1: float, width: int, height: int
) -> tuple[int, int, int, int] | None:
    """Cut a line to a raster of `width` by `height` dots and give its end dots, None if outside.

    Liang-Barsky: the line is a walk from 0 to 1, and each edge allows a part of it.
    """
    if 0 <= x0 < width and 0 <= x1 < width and 0 <= y0 < height and 0 <= y1 < height:
        return int(x0), int(y0), int(x1), int(y1)
    enter, leave = 0.0, 1.0
    across, down = x1 - x0, y1 - y0
    for pace, room in ((-across, x0), (across, width - x0), (-down, y0), (down, height - y0)):
        if pace == 0:
            if room < 0:
                return None
        elif pace < 0:
            enter = max(enter, room / pace)
        else:
            leave = min(leave, room / pace)
    if enter > leave:
        return None
    return (
        _dot(x0 + enter * across, width),
        _dot(y0 + enter * down, height),
        _dot(x0 + leave * across, width),
        _dot(y0 + leave * down, height),
    )


def _dot(value: float, dots: int) -> int:
    """Give the dot that holds `value`; one on the far edge belongs to the last dot."""
    return max(0, min(int(value), dots - 1))
