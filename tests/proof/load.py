"""What a busy county tells: alarms, purchases and the steps of units, each with a mark of its own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import cycle, islice

from config.profile import Profile
from county.clock import SystemClock
from county.events import (
    AlarmReported,
    Duty,
    OrderSigned,
    Place,
    PurchaseRegistered,
    Report,
    UnitArrived,
    UnitDeparted,
    UnitDutyChanged,
)

STEPS = (OrderSigned, UnitDeparted, UnitArrived)
DUTIES: tuple[Duty, ...] = ("resting", "off", "on")
"""In this order: the desk refuses a change to what is, so a step lost or told twice is refused."""


def alarm(county: Profile, rng: random.Random, mark: str) -> AlarmReported:
    """Report an alarm of some kind somewhere in the county, marked in its text."""
    site = rng.choice(county.sites)
    place = Place(site.name.zh, site.lat, site.lon)
    kind = rng.choice(sorted(county.kinds))
    return AlarmReported(SystemClock().now(), kind=kind, place=place, text=mark, simulated=True)


def purchase(county: Profile, rng: random.Random, mark: str) -> PurchaseRegistered:
    """Sell somebody gasoline, marked in its purpose; now and then again, which raises a warning."""
    return PurchaseRegistered(
        SystemClock().now(),
        station=rng.choice(sorted(county.rulebook.stations)),
        buyer=f"buyer-{rng.randrange(300_000)}",
        litres=float(rng.randint(2, 20)),
        tail="3X",
        purpose=mark,
        use_place=f"garden {rng.randrange(300_000)}",
        id_check="matched",
        photo="photo",
        container="metal",
        simulated=True,
    )


def duties(units: list[str], count: int) -> Iterator[Report]:
    """Let units rest, leave and come back, again and again."""
    turns = ((duty, unit) for duty in cycle(DUTIES) for unit in units)
    for duty, unit in islice(turns, count):
        yield UnitDutyChanged(SystemClock().now(), unit, duty)


def steps(alarm_number: int, units: list[str]) -> Iterator[Report]:
    """Let units that were ordered to an alarm sign, set out and arrive."""
    for step in STEPS:
        for unit in units:
            yield step(SystemClock().now(), alarm_number, unit)
