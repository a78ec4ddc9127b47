"""A stretch of one unit's track, packed: 2 to 6 bytes a point instead of a row.

Steps between points are small whole numbers (seconds, 1e-5 degree, about a metre), laid out column
by column and compressed.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

SCALE = 100_000
"""Steps in one degree."""


class Waypoint(NamedTuple):
    """Where a unit was: whole seconds since the epoch, WGS-84 in steps of 1e-5 degree."""

    second: int
    lat_e5: int
    lon_e5: int

    @classmethod
    def of(cls, at: int, lat: float, lon: float) -> Waypoint:
        """Round a fix at `at` (epoch milliseconds) in degrees."""
        return cls(at // 1000, round(lat * SCALE), round(lon * SCALE))

    @property
    def at(self) -> int:
        """When, epoch milliseconds; whole seconds."""
        return self.second * 1000

    @property
    def lat(self) -> float:
        """Latitude in degrees."""
        return self.lat_e5 / SCALE

    @property
    def lon(self) -> float:
        """Longitude in degrees."""
        return self.lon_e5 / SCALE


class Box(NamedTuple):
    """What a segment spans: seconds and steps of 1e-5 degree, bounds included."""

    since: int
    until: int
    south: int
    north: int
    west: int
    east: int


def box_of(points: Sequence[Waypoint]) -> Box:
    """Give what the points span; there must be one."""
    seconds, lats, lons = zip(*points, strict=True)
    return Box(min(seconds), max(seconds), min(lats), max(lats), min(lons), max(lons))


def pack(points: Iterable[Waypoint]) -> bytes:
    """Pack points in order of time."""
    columns = zip(*sorted(points), strict=True)
    steps = array("q")
    for column in columns:
        steps.extend(b - a for a, b in zip((0, *column), column, strict=False))
    return zlib.compress(_little_endian(steps).tobytes(), level=6)


def unpack(packed: bytes) -> list[Waypoint]:
    """Give the points in order of time. Raises zlib.error when the bytes are damaged."""
    steps = array("q")
    steps.frombytes(zlib.decompress(packed))
    steps = _little_endian(steps)
    count = len(steps) // 3
    columns = (accumulate(steps[start : start + count]) for start in (0, count, 2 * count))
    return [Waypoint(*point) for point in zip(*columns, strict=True)]


def _little_endian(steps: array[int]) -> array[int]:
    """Files may move between machines."""
    if sys.byteorder == "big":
        steps.byteswap()
    return steps
