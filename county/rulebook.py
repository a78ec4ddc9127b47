"""Everything that the rules take from a county's profile."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct

from county.alarms import AlarmRules, Department, KindRules, Seconds
from county.gasoline.hits import Ground
from county.gasoline.rules import GasolineRules
from county.patrol import PatrolRules


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """Which times of their own clock tellers may give."""

    event_past_s: Seconds
    """Older facts are refused: the clock is not set."""
    event_future_s: Seconds
    """Facts further ahead are refused."""
    skew_s: Seconds
    """Facts further ahead than this are kept but counted by receive time, marked as doubtful."""

    def plausible(self, now: int) -> range:
        """Give the times that a fact received at `now` (epoch milliseconds) may say it happened."""
        return range(now - self.event_past_s * 1000, now + self.event_future_s * 1000 + 1)


class Rulebook(Struct, frozen=True, dict=True):
    """Everything that the rules take from a county's profile."""

    kinds: dict[str, KindRules]
    outcomes: frozenset[str]
    departments: dict[str, Department]
    """Other departments that alarms may be diverted to."""
    ground: Ground
    """Petrol stations, the middles of areas, and the police stations that verify in them."""
    titles: dict[str, str]
    """Petrol stations by the name that an alarm gives as its place."""
    police: frozenset[str]
    """Every police station."""
    pastures: frozenset[str]
    """Areas where land is wide: being near means something else there."""
    alarms: AlarmRules
    patrol: PatrolRules
    limits: Limits
    gasoline: GasolineRules
    utc_offset_minutes: int

    @cached_property
    def stations(self) -> dict[str, str]:
        """Petrol stations and the area each lies in."""
        return {name: site.area for name, site in self.ground.sites.items()}


class Located(NamedTuple):
    """Where a point lies: township and patrol cell."""

    area: str
    cell: str


NOWHERE = Located("", "")
"""The place of what has none."""

Locate = Callable[[float, float], Located | None]
"""Finds the township and cell of a point (latitude, longitude in WGS-84 degrees), if any."""
