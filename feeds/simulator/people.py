"""Who buys gasoline in a simulated county: where they live, what they need it for, how they carry
it. Everybody does everything right here; what is unusual comes from a pattern."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from itertools import accumulate
from typing import TypeVar

from config.places import Profile, Site
from county.events import PurchaseRegistered
from county.fields import Lang
from county.geo import Point, box_of, distance_m, moved
from feeds.simulator.repertoire import Wares, load_wares

T = TypeVar("T")

CUSTOM: Mapping[str, float] = {"town": 2.0, "outskirts": 1.0, "pasture": 0.6}
"""How much a petrol station sells loose, by the terrain of its area."""

AT_HOME = 0.93
"""Buyers who live in the area of their station."""

KNOWN_POINT = 0.25
"""Buyers whose place of use is told with its coordinates."""

SPREAD_M: Mapping[str, float] = {"town": 2500.0, "outskirts": 8000.0, "pasture": 12_000.0}
"""How far from the middle of an area its fields lie at most, east and north, by its terrain."""

NEAR_M = 30_000.0
FAR_M = 68_000.0
"""Between the middles of two areas: surely within, and surely beyond, what calls for a reason."""

CANS = (10.0, 20.0, 20.0, 25.0)
"""What a metal can holds, litres."""

UNPICTURED = 0.002
"""Sales whose picture fails."""


class People:
    """Makes buyers, each under a pseudonym of its own."""

    def __init__(self, profile: Profile, rng: random.Random, lang: Lang, name: str) -> None:
        """`name`: what the pseudonyms are made of, so that no two plays share a buyer."""
        self._rng = rng
        self._lang: Lang = lang
        self._name = name
        self._count = 0
        self._wares: Wares = load_wares()
        self._areas = {area.id: area for area in profile.areas}
        self._centres = {area.id: box_of(area.ring).centre for area in profile.areas}
        self._stations = [site for site in profile.sites if site.kind == "petrol_station"]
        weights = [CUSTOM[self._areas[site.area].terrain] for site in self._stations]
        self._weights = list(accumulate(weights))
        self._shares = {
            site.id: weight / self._weights[-1]
            for site, weight in zip(self._stations, weights, strict=True)
        }
        self._nearest = {site.id: self._by_distance(site) for site in self._stations}
        self._around = {area: self._within(area, 1, NEAR_M) for area in self._areas}
        self._beyond = {area: self._within(area, FAR_M, float("inf")) for area in self._areas}
        self._called = {area.id: area.name.get(lang) + _GAP[lang] for area in profile.areas}
        self._needs = {
            machine: [n for n in self._wares.need if not machine or machine in n.machines]
            for machine in ("", "hand", "riding", "other")
        }
        self._places = [
            f"{village.get(lang)}{part}{plot.get(lang)}"
            for village in self._wares.villages
            for plot in self._wares.plots
            for part in ([f"{n}组" for n in range(1, 9)] if lang == "zh" else _GROUPS)
        ]

    def station(self) -> Site:
        """Draw the station that somebody goes to."""
        return self._rng.choices(self._stations, cum_weights=self._weights)[0]

    def share(self, station: str) -> float:
        """Give the part of the county's sales that a station has."""
        return self._shares[station]

    def nearest(self, station: str) -> list[str]:
        """Give the stations, this one first, the others by distance."""
        return self._nearest[station]

    def far_from(self, area: str) -> bool:
        """Tell whether some area lies far from this one."""
        return bool(self._beyond[area])

    def buyer(self, station: Site, machine: str, *, far: bool) -> PurchaseRegistered:
        """Make the purchase of somebody new at their station, in all that does not change."""
        rng, lang, pick = self._rng, self._lang, self._pick
        home = station.area
        if rng.random() > AT_HOME and self._around[home] and not far:
            home = pick(self._around[home])
        use = pick(self._beyond[home]) if far else home
        lat, lon = self._field(use) if rng.random() < KNOWN_POINT else (None, None)
        need = pick(self._needs[machine])
        return PurchaseRegistered(
            at=0,
            station=station.id,
            buyer=self._pseudonym(),
            litres=1,
            tail=f"{int(rng.random() * 100):02d}",
            purpose=need.purpose.get(lang),
            use_place=f"{self._called[use]}{pick(self._places)}",
            use_lat=lat,
            use_lon=lon,
            use_area=use,
            home_area=home,
            machine=machine or pick(need.machines),
            id_check="matched",
            photo=f"P{int(rng.random() * 10**8):08d}" if rng.random() > UNPICTURED else "",
            container="metal",
            container_litres=pick(CANS),
            pump=f"{station.id}-{1 + int(rng.random() * 2)}",
            attendant=f"A{1 + int(rng.random() * 4)}",
            simulated=True,
        )

    def point_of(self, purchase: PurchaseRegistered) -> Point:
        """Give where the gasoline is to be used: as it was told, else the middle of the area."""
        if purchase.use_lat is not None and purchase.use_lon is not None:
            return purchase.use_lat, purchase.use_lon
        return self._centres[purchase.use_area or ""]

    def _pick(self, among: Sequence[T]) -> T:
        # `random.choice` takes three times as long, and a year draws ten million times.
        return among[int(self._rng.random() * len(among))]

    def _pseudonym(self) -> str:
        self._count += 1
        digest = blake2b(f"{self._name}/{self._count}".encode(), digest_size=6)
        return f"sim-{digest.hexdigest()}"

    def _field(self, area: str) -> Point:
        rng, spread_m = self._rng, SPREAD_M[self._areas[area].terrain]
        east, north = rng.uniform(-spread_m, spread_m), rng.uniform(-spread_m, spread_m)
        lat, lon = moved(*self._centres[area], east, north)
        return round(lat, 5), round(lon, 5)

    def _by_distance(self, home: Site) -> list[str]:
        away = {s.id: distance_m(home.lat, home.lon, s.lat, s.lon) for s in self._stations}
        return sorted(away, key=lambda station: away[station])

    def _within(self, area: str, least_m: float, most_m: float) -> list[str]:
        here = self._centres[area]
        return [
            other
            for other, there in self._centres.items()
            if least_m < distance_m(*here, *there) < most_m
        ]


_GROUPS = [f", group {n}, " for n in range(1, 9)]
_GAP: Mapping[Lang, str] = {"zh": "", "en": ", "}
