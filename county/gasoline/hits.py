"""What rules judge by, and what they find."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from msgspec import Struct

from county.events import Contribution, Level
from county.gasoline.purposes import PurposeBook
from county.gasoline.rules import GasolineRules
from county.gasoline.seasons import Day
from county.gasoline.windows import Sale, newer
from county.geo import Point


class Site(NamedTuple):
    """Where a petrol station lies: its area, and its point in WGS-84 degrees."""

    area: str
    lat: float
    lon: float


class Ground(Struct, frozen=True):
    """What the rules must know of the county's places."""

    sites: dict[str, Site]
    """Petrol stations."""
    centres: dict[str, Point]
    """The middle of each area."""
    police: dict[str, str]
    """The police station of each area that has one."""


class Incident(NamedTuple):
    """An open threat of first priority, by the number of its alarm."""

    number: int
    at: int
    """When it was told of, epoch milliseconds."""
    lat: float | None
    lon: float | None
    place: str


class Setting(Struct, frozen=True):
    """What every purchase is held against alike."""

    rules: GasolineRules
    ground: Ground
    purposes: PurposeBook
    utc_offset_s: int
    night: tuple[int, int]
    """When odd hours begin and end, seconds since local midnight."""


class Hit(NamedTuple):
    """A rule that was met, with what explains it (see `WarningRaised` for the fields)."""

    rule: str
    level: Level
    parameter: str
    limit: float
    measured: float
    window_s: int
    purchases: tuple[Contribution, ...]
    """All that stood in the window, oldest first; the last is the one that was judged."""
    buyer: str
    tail: str
    station: str
    area: str
    """The area of the place of use; "" when it was not told."""
    season: str
    factor: float
    station_fault: bool
    incident: int | None
    simulated: bool


NEVER = 2**63
"""Longer ago than any window reaches, in milliseconds."""


class Case(Struct, frozen=True, gc=False):
    """A sale to be judged, with the sales up to it that rules may look at with it.

    Each sequence is oldest first and ends with the sale itself, unless it is empty.
    """

    sale: Sale
    history: Sequence[Sale]
    """Its buyer's."""
    permit: Sequence[Sale]
    """Those on the same permit; none without a permit."""
    station: Sequence[Sale]
    """Those at its station; rules look at the newest of them alone."""
    litres: float
    """The history's, not rounded: where even they are too few, no window needs a look."""
    away_ms: int
    """How long before it the buyer's last purchase was; `NEVER` when there is none. Where it is
    longer than a window, the sale stands there alone."""
    today: Day
    """The local day of the sale."""

    def within(self, window_s: int) -> Sequence[Sale]:
        """Give the buyer's purchases of the last `window_s` seconds, this one included."""
        return newer(self.history, self.sale.at - window_s * 1000)

    def count(self, limit: int) -> int:
        """Give a limit on a count as the season widens it, rounded up."""
        factor = self.today.factor
        return limit if factor == 1 else ceil(round(limit * factor, 6))


def hit_on(
    sale: Sale,
    rule: str,
    level: Level,
    parameter: str,
    limit: float,
    measured: float,
    window_s: int = 0,
    sales: Sequence[Sale] = (),
    season: str = "",
    factor: float = 1.0,
    station_fault: bool = False,
    incident: int | None = None,
) -> Hit:
    """Give what a rule found at `sale`; `sales` are those it rests on: the sale alone if none."""
    purchases = tuple([each.bought for each in sales]) or (sale.bought,)
    return Hit(
        rule,
        level,
        parameter,
        limit,
        measured,
        window_s,
        purchases,
        sale.buyer,
        sale.tail,
        sale.bought.station,
        sale.area,
        season,
        factor,
        station_fault,
        incident,
        sale.simulated,
    )


def total(sales: Sequence[Sale]) -> float:
    """Add up litres."""
    return round(sum([sale.bought.litres for sale in sales]), 2)
