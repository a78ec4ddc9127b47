"""From places on the ground to dots and cells of a map, and back."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from tui.widgets.canvas import DOTS_DOWN, DOTS_RIGHT

METRES_PER_DEGREE = 111_320.0
"""Metres in one degree of latitude."""

FARTHEST = 80.0
"""Degrees of latitude beyond which a flat map of a county makes no sense."""


class Bounds(NamedTuple):
    """A rectangle on the ground, in WGS-84 degrees."""

    south: float
    west: float
    north: float
    east: float

    @property
    def centre(self) -> tuple[float, float]:
        """Latitude and longitude of the middle."""
        return (self.south + self.north) / 2, (self.west + self.east) / 2

    def overlaps(self, other: Bounds) -> bool:
        """Tell whether the two have a point in common."""
        return (
            self.south <= other.north
            and other.south <= self.north
            and self.west <= other.east
            and other.west <= self.east
        )


@dataclass(frozen=True, slots=True)
class Projection:
    """An equirectangular map of a few hundred kilometres: straight, north up, true at `squeeze`.

    A braille dot is about square (two by four in a cell twice as high as wide), so one scale
    serves both ways once longitudes are squeezed by the cosine of the latitude.
    """

    width: int
    """Cells across."""
    height: int
    """Cells down."""
    lat: float
    """Latitude in the middle, WGS-84 degrees."""
    lon: float
    """Longitude in the middle, WGS-84 degrees."""
    scale: float
    """Dots to a degree of latitude."""
    squeeze: float
    """Length of a degree of longitude, as a part of a degree of latitude."""

    @classmethod
    def fit(cls, bounds: Bounds, width: int, height: int) -> Projection:
        """Give the largest map of `width` by `height` cells that shows all of `bounds`."""
        lat, lon = bounds.centre
        squeeze = math.cos(math.radians(max(-FARTHEST, min(lat, FARTHEST))))
        across = (bounds.east - bounds.west) * squeeze
        down = bounds.north - bounds.south
        # One dot less than there is room for: both edges are to be on the map.
        scale = min(
            (DOTS_RIGHT * width - 1) / max(across, 1e-9),
            (DOTS_DOWN * height - 1) / max(down, 1e-9),
        )
        return cls(width, height, lat, lon, max(scale, 1e-9), squeeze)

    @property
    def metres_per_cell(self) -> float:
        """How many metres a cell is wide."""
        return METRES_PER_DEGREE * DOTS_RIGHT / self.scale

    @property
    def bounds(self) -> Bounds:
        """What part of the ground is on the map."""
        down = self.height * DOTS_DOWN / 2 / self.scale
        across = self.width * DOTS_RIGHT / 2 / self.scale / self.squeeze
        return Bounds(self.lat - down, self.lon - across, self.lat + down, self.lon + across)

    def to_dots(self, places: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        """Give the dot of each place (latitude, longitude), right and down from the top left.

        Dots may be off the map.
        """
        # Straight lines both ways, so the constants are worked out once for a whole polyline.
        right = self.scale * self.squeeze
        left = self.width * DOTS_RIGHT / 2 - self.lon * right
        top = self.height * DOTS_DOWN / 2 + self.lat * self.scale
        down = self.scale
        return [(left + lon * right, top - lat * down) for lat, lon in places]

    def to_cells(self, places: Sequence[tuple[float, float]]) -> list[tuple[int, int] | None]:
        """Give the column and row of each place (latitude, longitude), None off the map."""
        right, bottom = self.width * DOTS_RIGHT, self.height * DOTS_DOWN
        return [
            (int(x) // DOTS_RIGHT, int(y) // DOTS_DOWN)
            if 0 <= x < right and 0 <= y < bottom
            else None
            for x, y in self.to_dots(places)
        ]

    def from_cell(self, column: float, row: float) -> tuple[float, float]:
        """Give the latitude and longitude in the middle of a cell."""
        lat = self.lat - ((row + 0.5) * DOTS_DOWN - self.height * DOTS_DOWN / 2) / self.scale
        across = (column + 0.5) * DOTS_RIGHT - self.width * DOTS_RIGHT / 2
        return lat, self.lon + across / self.scale / self.squeeze

    def zoom(self, factor: float) -> Projection:
        """Give the map of the same place `factor` times as large."""
        return replace(self, scale=self.scale * factor)

    def centre_on(self, lat: float, lon: float) -> Projection:
        """Give the map at the same scale around another place."""
        return replace(self, lat=lat, lon=lon)

    def pan(self, columns: float, rows: float) -> Projection:
        """Give the map moved over the ground by some cells, right and down."""
        return self.centre_on(
            *self.from_cell((self.width - 1) / 2 + columns, (self.height - 1) / 2 + rows)
        )
