"""A population that buys gasoline into containers: who buys what, where and how often.

Each habit is a plan of visits that a rule can, or can not, object to; how often each is met stands
in the scenario, calibrated so that 2 to 3 % of purchases raise a warning, as a year of such a
system's figures shows (525,248 purchases, 13,226 abnormal).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from config.places import Profile, Site
from county.events import PurchaseRegistered
from county.geo import distance_m
from feeds.simulator.repertoire import Wares, load_wares
from feeds.simulator.stage import Stage

TILLS = "sim-tills"
"""The source that the purchases come from."""

HOUR_S = 3600
DAY_S = 86_400

HabitName = Literal[
    "regular", "forgetful", "over_permit", "over_cap", "repeater", "stockpiler", "hopper"
]


class Visit(Struct, frozen=True):
    """One purchase to come: seconds after the buyer's first, litres, and what is unusual."""

    after_s: float
    litres: float
    station: int = 0
    """0 the buyer's own station, 1 the next nearest, and so on."""
    unusual: dict[str, Any] = {}


Habit = Callable[[random.Random], list[Visit]]


def _litres(rng: random.Random, least: float, most: float) -> float:
    return round(rng.uniform(least, most), 1)


def regular(rng: random.Random) -> list[Visit]:
    """Buy what a hand machine needs, every week or two."""
    after = 0.0
    visits = []
    for _ in range(rng.randint(2, 6)):
        visits.append(Visit(after, _litres(rng, 5, 18)))
        after += rng.uniform(7, 14) * DAY_S
    return visits


def forgetful(rng: random.Random) -> list[Visit]:
    """Leave something out that must be recorded (G01)."""
    unusual = rng.choice(
        ({"purpose": ""}, {"use_place": ""}, {"id_check": "failed"}, {"id_check": "missing"})
    )
    return [Visit(0, _litres(rng, 5, 15), unusual=unusual)]


def over_permit(rng: random.Random) -> list[Visit]:
    """Take more than the permit says (G03)."""
    permitted = float(rng.choice((5, 10)))
    unusual = {"permit": f"SP{rng.randrange(10**6):06d}", "permit_litres": permitted}
    return [Visit(0, permitted + _litres(rng, 2, 6), unusual=unusual)]


def over_cap(rng: random.Random) -> list[Visit]:
    """Take more in a day than a hand machine can need (G04), at times more than twice that."""
    return [Visit(0, _litres(rng, 24, 38) if rng.random() < 0.8 else _litres(rng, 42, 55))]


def repeater(rng: random.Random) -> list[Visit]:
    """Come three times within three days (G05)."""
    return [Visit(day * rng.uniform(1.05, 1.3) * DAY_S, _litres(rng, 4, 9)) for day in range(3)]


def stockpiler(rng: random.Random) -> list[Visit]:
    """Take the day's full can again and again (G06), never soon enough to be a repeat."""
    gap = rng.uniform(1.6, 1.9) * DAY_S
    return [Visit(turn * gap, 19.5) for turn in range(4)]


def hopper(rng: random.Random) -> list[Visit]:
    """Go on to another station the same hour (G07, and G05 with it)."""
    first = Visit(0, _litres(rng, 4, 9))
    return [first, Visit(rng.uniform(300, 900), _litres(rng, 4, 9), station=1)]


HABITS: Mapping[HabitName, Habit] = {
    "regular": regular,
    "forgetful": forgetful,
    "over_permit": over_permit,
    "over_cap": over_cap,
    "repeater": repeater,
    "stockpiler": stockpiler,
    "hopper": hopper,
}


class Buyers:
    """Sends buyers of each habit to the county's petrol stations."""

    def __init__(
        self,
        stage: Stage,
        profile: Profile,
        every_s: float,
        habits: Mapping[HabitName, float],
        ledger_s: float,
        duration_s: float,
    ) -> None:
        self._stage = stage
        self._rng = stage.rng("buyers")
        self._stations = [site for site in profile.sites if site.kind == "petrol_station"]
        self._areas = profile.areas
        self._every_s = every_s
        self._habits = habits
        self._ledger_s = ledger_s
        self._pace = ledger_s / duration_s if ledger_s else 1.0
        """Seconds of the ledger in one second of the play."""
        self._wares: Wares = load_wares()
        self._count = 0

    def begin(self) -> None:
        """Let the first buyer come."""
        self._stage.later(self._rng.expovariate(1 / self._every_s), self._come)

    def _come(self) -> None:
        names = list(self._habits)
        name = self._rng.choices(names, [self._habits[n] for n in names])[0]
        first = self._buyer()
        stations = self._near(self._rng.choice(self._stations))
        for visit in HABITS[name](self._rng):
            sold = replace(
                first,
                station=stations[visit.station % len(stations)],
                litres=visit.litres,
                **visit.unusual,
            )
            self._stage.later(visit.after_s / self._pace, self._sell(sold))
        self.begin()

    def _sell(self, sold: PurchaseRegistered) -> Callable[[], None]:
        return lambda: self._stage.tell(TILLS, replace(sold, at=self._ledger_now()))

    def _ledger_now(self) -> int:
        if not self._ledger_s:
            return self._stage.now
        return self._stage.start + round((self._stage.now_s * self._pace - self._ledger_s) * 1000)

    def _buyer(self) -> PurchaseRegistered:
        """Make somebody who does everything right; the pseudonym is new in every play."""
        self._count += 1
        name = blake2b(f"{self._stage.start}/{self._count}".encode(), digest_size=6).hexdigest()
        area = self._rng.choice(self._areas)
        return PurchaseRegistered(
            at=0,
            station="",
            buyer=f"sim-{name}",
            litres=1,
            tail=f"{self._rng.randrange(100):02d}",
            purpose=self._rng.choice(self._wares.purposes).get(self._stage.lang),
            use_place=area.zh if self._stage.lang == "zh" else area.en,
            machine="hand",
            id_check="matched",
            simulated=True,
        )

    def _near(self, home: Site) -> list[str]:
        """Give the stations, the buyer's own first, the others by distance."""
        return [site.id for site in sorted(self._stations, key=_distance_from(home))]


def _distance_from(home: Site) -> Callable[[Site], float]:
    return lambda site: distance_m(home.lat, home.lon, site.lat, site.lon)
