"""What a county's figures are measured by, taken from its profile or from its atlas."""

from __future__ import annotations

from config.atlas import Atlas
from config.places import Profile
from county.indicators import Terms


def terms_of(county: Profile | Atlas) -> Terms:
    """Take the terms of the indicators: response circles are those of the post cells."""
    return Terms(
        rules=county.alarms,
        rings={cell.id: cell.ring_min for cell in county.cells if cell.level == "post"},
        towns=frozenset(area.id for area in county.areas if area.terrain == "town"),
        simulated=county.simulated,
    )
