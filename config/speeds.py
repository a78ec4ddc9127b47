"""What must hold of the speeds in a profile: every kind of unit has one, on roads and off them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from config.faults import Flaw
from config.places import CountyRecord
from county.events import UnitKind


def speed_flaws(county: CountyRecord | None) -> Iterator[Flaw]:
    """List the kinds of unit without a speed, and those with two."""
    if county is None:
        return
    travel = county.travel
    for kind in get_args(UnitKind):
        if kind not in travel.off_road_kmh:
            yield Flaw(("travel", "off_road_kmh"), "check.no_speed", {"value": kind})
        if kind in travel.road_factor and kind in travel.own_kmh:
            yield Flaw(("travel", "own_kmh", kind), "check.two_speeds", {"value": kind})
        elif kind not in travel.road_factor and kind not in travel.own_kmh:
            yield Flaw(("travel", "road_factor"), "check.no_speed", {"value": kind})
