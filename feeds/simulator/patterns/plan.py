"""What a pattern of buying is made of: visits to come, and which rules ought to see them."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, NamedTuple

from msgspec import Struct

HOUR_S = 3600
DAY_S = 86_400


class Paper(NamedTuple):
    """A permit, as it is shown at a visit."""

    number: str
    litres: float
    age_s: float
    """How long before the visit it was issued."""
    holder: int = 0
    """Whom of the case's people it was issued to."""


class Visit(Struct, frozen=True, kw_only=True):
    """One purchase to come, and what is unusual about it."""

    litres: float
    after_s: float = 0
    """Seconds after the first of the case."""
    station: int = 0
    """0 the buyer's own station, 1 the next nearest, and so on."""
    who: int = 0
    """Which of the case's people buys."""
    paper: Paper | None = None
    unusual: dict[str, Any] = {}
    """Fields of the purchase that are not as an ordinary buyer's."""


class Plan(Struct, frozen=True, kw_only=True):
    """Everything that comes of one case of a pattern."""

    visits: tuple[Visit, ...] = ()
    machine: str = ""
    """What the buyer has: hand, riding or other; "": any."""
    by_unit: bool = False
    """A firm buys."""
    far: bool = False
    """The gasoline is to be used far from home."""
    at_night: bool = False
    """The first visit comes in the middle of the night."""
    all_day: bool = False
    """The visits come at any time of one day."""
    threat_s: float | None = None
    """Somebody threatens at the place of use, so many seconds after the first visit."""
    pump: float = 1.0
    """What the station's pumps gave that day, in times of what it wrote down."""
    dead_s: float = 0.0
    """How long nothing is heard of the station; what it sells meanwhile is told afterwards."""


class Scene(NamedTuple):
    """What a plan may depend on."""

    rng: random.Random
    season: float
    """By how much farm work widens the limits just now; 1: no season."""
    season_left_s: float
    """How long that lasts."""
    usual: float
    """How many sales the station has on an ordinary day."""

    def litres(self, least: float, most: float) -> float:
        """Draw litres, as a pump shows them."""
        return round(self.rng.uniform(least, most), 1)

    def days(self, least: float, most: float) -> float:
        """Draw a number of days; gives seconds."""
        return self.rng.uniform(least, most) * DAY_S

    def number(self, prefix: str) -> str:
        """Make the number of a paper."""
        return f"{prefix}{self.rng.randrange(10**8):08d}"


class Pattern(NamedTuple):
    """A way of buying: lawful, an accident that rules object to, or one that they are made for."""

    plan: Callable[[Scene], Plan]
    rules: tuple[str, ...] = ()
    """The rules that ought to find it, or that object to the accident; none: it is all lawful."""
    planted: bool = False
    """It is what the rules are made to find."""
