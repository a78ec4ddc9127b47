"""How long units take to a place: the profile's speeds, and what an estimate says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, NamedTuple

from msgspec import Meta, Struct

from county.events import UnitKind
from county.geo import Point

Kmh = Annotated[float, Meta(gt=0, le=200, description="km/h")]


class TravelRules(Struct, frozen=True, forbid_unknown_fields=True):
    """The profile's figures for travel; every kind of unit either drives or goes its own pace."""

    road_factor: dict[UnitKind, Annotated[float, Meta(gt=0, le=3)]]
    """Kinds that drive: the share of a road's own speed that they make."""
    own_kmh: dict[UnitKind, Kmh]
    """Kinds that go as fast on one road as on another, in km/h."""
    off_road_kmh: dict[UnitKind, Kmh]
    """How fast every kind is where there is no road, in km/h."""
    detour_factor: Annotated[float, Meta(ge=1, le=5)]
    """How much longer a way is than the straight line, where no road is followed."""
    snap_m: Annotated[float, Meta(gt=0, le=50_000, description="metres")]
    """What is further than this from every road is reached across the country."""


class Start(NamedTuple):
    """Whence something travels: what it moves as, and a point in WGS-84 degrees."""

    kind: UnitKind
    lat: float
    lon: float


class Travel(NamedTuple):
    """An estimate for one start."""

    seconds: float
    metres: float
    """As the crow flies."""
    by_road: bool
    """Whether a way by road was found; else the seconds come of the straight line."""


Measure = Callable[[Point, Sequence[Start]], Sequence[Travel]]
"""Estimates the travel from each start to a place, in the same order."""
