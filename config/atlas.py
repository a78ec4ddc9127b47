"""The county as a screen needs it: what to draw, what to call it, what to measure by.

Sent over the wire once. Coordinates are whole numbers of 1e-5 degree (about a metre), flat:
latitude, longitude, latitude, longitude … with every pair after the first told as its difference
from the pair before, which takes a third of the room.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cached_property

import msgspec
from msgspec import Struct

from config.places import (
    AlarmKind,
    Department,
    Level,
    Outcome,
    Profile,
    RoadClass,
    SiteRecord,
    Terrain,
)
from county.alarms import AlarmRules
from county.fields import Bilingual
from county.gasoline.rules import GasolineRules
from county.geo import Point
from county.patrol import PatrolRules

SCALE = 100_000
"""Steps in a degree."""

Track = tuple[int, ...]
"""A line or a closed ring, packed as the module says."""


class AreaSketch(Struct, frozen=True, array_like=True):
    """A township to draw."""

    id: str
    name: Bilingual
    terrain: Terrain
    ring: Track


class CellSketch(Struct, frozen=True, array_like=True):
    """A patrol cell to draw."""

    id: str
    level: Level
    ring_min: int
    ring: Track


class RoadSketch(Struct, frozen=True, array_like=True):
    """A stretch of road to draw; the names are "" for most."""

    rank: RoadClass
    zh: str
    en: str
    points: Track


class SiteSketch(SiteRecord, frozen=True, array_like=True, kw_only=True):
    """A site to draw."""

    lat: float
    lon: float


class Atlas(Struct, frozen=True, dict=True):
    """Everything about the county that a screen holds for as long as it is connected."""

    id: str
    name: Bilingual
    simulated: bool
    utc_offset_minutes: int
    centre: Point
    outline: Track
    areas: tuple[AreaSketch, ...]
    cells: tuple[CellSketch, ...]
    roads: tuple[RoadSketch, ...]
    sites: tuple[SiteSketch, ...]
    kinds: dict[str, AlarmKind]
    outcomes: dict[str, Outcome]
    departments: dict[str, Department]
    alarms: AlarmRules
    patrol: PatrolRules
    gasoline: GasolineRules
    """As the profile says them: what was changed at the desk since stands on the board."""

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the content, hex: a screen that holds the same need not be sent it."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()


def atlas_of(profile: Profile) -> Atlas:
    """Take from a profile what screens need."""
    return Atlas(
        id=profile.id,
        name=profile.name,
        simulated=profile.simulated,
        utc_offset_minutes=profile.utc_offset_minutes,
        centre=(profile.centre.lat, profile.centre.lon),
        outline=pack(profile.outline),
        areas=tuple(
            AreaSketch(area.id, area.name, area.terrain, pack(area.ring)) for area in profile.areas
        ),
        cells=tuple(
            CellSketch(cell.id, cell.level, cell.ring_min, pack(cell.ring))
            for cell in profile.cells
        ),
        roads=tuple(
            RoadSketch(road.rank, road.zh, road.en, pack(road.points)) for road in profile.roads
        ),
        sites=tuple(SiteSketch(**msgspec.structs.asdict(site)) for site in profile.sites),
        kinds=profile.kinds,
        outcomes=profile.outcomes,
        departments=profile.departments,
        alarms=profile.alarms,
        patrol=profile.patrol,
        gasoline=profile.gasoline,
    )


def pack(points: Iterable[Point]) -> Track:
    """Pack points (lat, lon in WGS-84 degrees) into whole steps."""
    track: list[int] = []
    lat = lon = 0
    for point in points:
        here = round(point[0] * SCALE), round(point[1] * SCALE)
        track += (here[0] - lat, here[1] - lon)
        lat, lon = here
    return tuple(track)


def unpack(track: Sequence[int]) -> tuple[Point, ...]:
    """Give the points of a packed line as (lat, lon) in WGS-84 degrees."""
    points: list[Point] = []
    lat = lon = 0
    for north, east in zip(track[::2], track[1::2], strict=True):
        lat, lon = lat + north, lon + east
        points.append((lat / SCALE, lon / SCALE))
    return tuple(points)
