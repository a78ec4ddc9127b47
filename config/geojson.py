"""GeoJSON (RFC 7946) as far as a profile uses it: points, lines and single-ring polygons."""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar

from msgspec import Meta, Struct

from county.fields import Latitude, Longitude
from county.geo import Point

LonLat = tuple[Longitude, Latitude]
"""A position in the order of the format, WGS-84 degrees."""

P = TypeVar("P")
G = TypeVar("G")


class PointGeometry(Struct, frozen=True):
    """A place."""

    type: Literal["Point"]
    coordinates: LonLat


class LineGeometry(Struct, frozen=True):
    """A line through two places or more."""

    type: Literal["LineString"]
    coordinates: Annotated[tuple[LonLat, ...], Meta(min_length=2)]


class PolygonGeometry(Struct, frozen=True):
    """A piece of land: its outer ring, then any holes."""

    type: Literal["Polygon"]
    coordinates: Annotated[
        tuple[Annotated[tuple[LonLat, ...], Meta(min_length=4)], ...],
        Meta(min_length=1),
    ]

    @property
    def ring(self) -> tuple[Point, ...]:
        """The outer ring as (lat, lon)."""
        return turned(self.coordinates[0])


class Feature(Struct, Generic[P, G], frozen=True):
    """One thing on the map; foreign members such as "id" and "bbox" are allowed and not read."""

    type: Literal["Feature"]
    properties: P
    geometry: G


class Collection(Struct, Generic[P, G], frozen=True):
    """The whole file."""

    type: Literal["FeatureCollection"]
    features: tuple[Feature[P, G], ...]


class Nothing(Struct, frozen=True):
    """Properties that are not read."""


def turned(positions: tuple[LonLat, ...]) -> tuple[Point, ...]:
    """Turn positions round into (lat, lon)."""
    return tuple((lat, lon) for lon, lat in positions)
