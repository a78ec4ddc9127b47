"""Distances, bearings and boxes on the WGS-84 globe, precise enough for a county.

A point is ``(lat, lon)`` in WGS-84 degrees wherever the project holds one; only the GeoJSON files
say it the other way round, and only their reader knows that. The sphere instead of the ellipsoid
costs at most 0.5 % of a distance, far less than a road bends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import asin, atan2, cos, degrees, hypot, radians, sin, sqrt
from typing import Literal, NamedTuple

EARTH_RADIUS_M = 6_371_008.8
"""The mean radius of the earth (IUGG), metres."""

METRES_PER_DEGREE = radians(1) * EARTH_RADIUS_M
"""Metres in one degree of latitude."""

Point = tuple[float, float]
"""Latitude and longitude, WGS-84 degrees."""

Compass = Literal["N", "NE", "E", "SE", "S", "SW", "W", "NW"]
_COMPASS: tuple[Compass, ...] = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


class Box(NamedTuple):
    """An upright rectangle, WGS-84 degrees, edges included; it never spans the date line."""

    south: float
    west: float
    north: float
    east: float

    @property
    def centre(self) -> Point:
        """The middle of the box."""
        return (self.south + self.north) / 2, (self.west + self.east) / 2

    def holds(self, lat: float, lon: float) -> bool:
        """Tell whether the point lies in the box or on its edge."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east

    def meets(self, other: Box) -> bool:
        """Tell whether the two boxes share at least a point."""
        return (
            self.south <= other.north
            and other.south <= self.north
            and self.west <= other.east
            and other.west <= self.east
        )


def box_of(points: Iterable[Point]) -> Box:
    """Give the smallest box around `points`; raises ValueError when there are none."""
    lats, lons = zip(*points, strict=True)
    return Box(min(lats), min(lons), max(lats), max(lons))


def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Give the great-circle distance between two points, metres (haversine)."""
    rise = sin(radians(lat2 - lat1) / 2)
    run = sin(radians(lon2 - lon1) / 2)
    half_chord = rise * rise + cos(radians(lat1)) * cos(radians(lat2)) * run * run
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(half_chord)))


def bearing_deg(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Give the first bearing from one point to another, degrees clockwise of north, 0 to 360."""
    turn = radians(lon2 - lon1)
    north1, north2 = radians(lat1), radians(lat2)
    east = sin(turn) * cos(north2)
    north = cos(north1) * sin(north2) - sin(north1) * cos(north2) * cos(turn)
    return degrees(atan2(east, north)) % 360


def moved(lat: float, lon: float, east_m: float, north_m: float) -> Point:
    """Give the point some metres east and north of another; for distances well under a county."""
    up = north_m / METRES_PER_DEGREE
    across = east_m / (METRES_PER_DEGREE * cos(radians(lat)))
    return lat + up, lon + across


def length_m(points: Sequence[Point]) -> float:
    """Give the length of a line, metres; 0 for fewer than two points."""
    return sum(distance_m(*start, *end) for start, end in pairwise(points))


def along(points: Sequence[Point], metres: float) -> Point:
    """Give the point `metres` from the start of a line, held to its two ends.

    Raises IndexError when the line has no point.
    """
    left = max(0.0, metres)
    for (lat1, lon1), (lat2, lon2) in pairwise(points):
        leg = distance_m(lat1, lon1, lat2, lon2)
        if left < leg:
            share = left / leg
            return lat1 + (lat2 - lat1) * share, lon1 + (lon2 - lon1) * share
        left -= leg
    return points[-1]


def _from_origin(start: Point, end: Point) -> float:
    """Give the distance from (0, 0) to a segment of the plane."""
    y, x = end[0] - start[0], end[1] - start[1]
    square = y * y + x * x
    share = 0.0 if square == 0 else max(0.0, min(1.0, -(start[0] * y + start[1] * x) / square))
    return hypot(start[0] + y * share, start[1] + x * share)


def encloses(ring: Sequence[Point], lat: float, lon: float) -> bool:
    """Tell whether a closed ring goes round the point; on the edge either answer may be given."""
    odd = False
    for (lat1, lon1), (lat2, lon2) in pairwise(ring):
        if (lat1 > lat) != (lat2 > lat) and lon < lon1 + (lat - lat1) / (lat2 - lat1) * (
            lon2 - lon1
        ):
            odd = not odd
    return odd
