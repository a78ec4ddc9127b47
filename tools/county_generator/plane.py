"""The drawing board: kilometres east and north of the county's middle, and its way to WGS-84.

Everything is drawn with straight lines on a flat board; on the way out the board is bent by a
smooth field, so that borders and roads wander as real ones do. The slope of the field stays under
one: bending never makes two lines cross that did not.
"""

from __future__ import annotations

from math import ceil, cos, pi, radians

import numpy as np
from numpy.typing import NDArray

from county.geo import METRES_PER_DEGREE, Point

Array = NDArray[np.float64]
"""Positions on the board: rows of (east, north), kilometres."""

CENTRE: Point = (41.3, 110.6)
"""Where the board's origin lies, WGS-84 degrees: open steppe, nobody's county."""

WAVES_KM = (23.0, 11.0, 5.0, 2.6)
"""Wavelengths of the bend."""

BEND = 0.028
"""Amplitude of each wave as a share of its length; the slopes add up to 0.7."""


def bend(board: Array) -> Array:
    """Move positions by the smooth field, kilometres."""
    out = board.copy()
    for step, wave in enumerate(WAVES_KM):
        turn = 0.7 + 1.1 * step
        across = board[:, 0] * np.cos(turn) + board[:, 1] * np.sin(turn)
        down = board[:, 1] * np.cos(turn) - board[:, 0] * np.sin(turn)
        out[:, 0] += BEND * wave * np.sin(2 * pi * down / wave + step)
        out[:, 1] += BEND * wave * np.sin(2 * pi * across / wave + 2 * step)
    return out


def to_globe(board: Array) -> list[Point]:
    """Turn positions on the board into (lat, lon), rounded to 5 decimals: about a metre."""
    bent = bend(np.atleast_2d(board)) * 1000 / METRES_PER_DEGREE
    lat = CENTRE[0] + bent[:, 1]
    lon = CENTRE[1] + bent[:, 0] / cos(radians(CENTRE[0]))
    return [(round(float(y), 5), round(float(x), 5)) for y, x in zip(lat, lon, strict=True)]


def cut(start: Array, end: Array, step_km: float) -> Array:
    """Cut a straight line into even parts no longer than `step_km`, both ends included."""
    parts = max(1, ceil(float(np.hypot(*(end - start))) / step_km))
    return np.linspace(start, end, parts + 1)
