"""Units on the move: on their beats, to alarms and back; each tells where it is."""

from __future__ import annotations

import random
from collections.abc import Callable

from config.places import Profile, UnitSpec
from county.events import UnitKind
from county.geo import Point, distance_m
from county.patrol import Fix
from feeds.simulator.roads import Journey, Leg, Roads, Stand, scattered, straight
from feeds.simulator.stage import Stage

POSITIONS = "sim-positions"
"""The source that the positions come from."""

FIRST_FIX_S = 3.0
"""Within this time of the beginning every unit has told its position once."""

FULL_SPEED_KMH: dict[UnitKind, float] = {
    "foot": 6,
    "horse": 14,
    "motorcycle": 70,
    "car": 100,
    "fire": 80,
    "booth": 18,
    "workstation": 25,
    "volunteer": 40,
}
"""How fast a kind goes to an alarm where the road allows it; posts send a bicycle."""

BEAT_KMH: dict[UnitKind, float] = {"foot": 4, "horse": 7, "motorcycle": 25, "car": 30}
"""How fast a kind goes its beat; other kinds stand until they are ordered."""

BEAT_M: dict[UnitKind, float] = {"foot": 700, "horse": 3000, "motorcycle": 2500, "car": 4000}
"""How far from home the beat leads."""


class Mover:
    """One unit's body."""

    def __init__(self, spec: UnitSpec, patrols: bool) -> None:
        self.spec = spec
        self.home: Point = (spec.lat, spec.lon)
        self.patrols = patrols
        self.journey: Journey | None = None
        self.errand = 0
        """Counts what it was last sent on: plans made for an earlier errand are void."""

    def stand(self, now_s: float) -> Stand:
        """Say where it is."""
        return self.journey.stand(now_s) if self.journey else Stand(self.home, 0.0, None)


class Fleet:
    """All units of the county."""

    def __init__(self, stage: Stage, profile: Profile, roads: Roads, share: float) -> None:
        self._stage = stage
        self._roads = roads
        self._rng = stage.rng("fleet")
        self._periods = profile.patrol.report_period_s
        self._movers = {
            spec.id: Mover(spec, spec.kind in BEAT_KMH and self._rng.random() < share)
            for spec in profile.units
        }

    def begin(self) -> None:
        """Set the patrols off and start the reports."""
        for mover in self._movers.values():
            self._stage.later(self._rng.uniform(0, FIRST_FIX_S), self._report(mover))
            self._free(mover)

    def where(self, unit: str) -> Point | None:
        """Say where a unit is now, None for one that the profile does not have."""
        mover = self._movers.get(unit)
        return mover.stand(self._stage.now_s).point if mover else None

    def send(self, unit: str, to: Point, arrived: Callable[[], None]) -> None:
        """Let a unit go to a point as fast as it may; `arrived` is called when it is there."""
        mover = self._movers.get(unit)
        if mover is None:
            return
        kmh = FULL_SPEED_KMH[mover.spec.kind]
        legs = self._roads.route(mover.stand(self._stage.now_s).point, to, kmh)
        self._go(mover, legs, arrived)

    def free(self, unit: str) -> None:
        """Let a unit go back to its beat, or home."""
        mover = self._movers.get(unit)
        if mover is not None:
            self._free(mover)

    # ---- moving ---------------------------------------------------------------------------------

    def _go(self, mover: Mover, legs: list[Leg], then: Callable[[], None]) -> None:
        mover.journey = Journey(legs, self._stage.now_s)
        mover.errand += 1
        errand = mover.errand

        def end() -> None:
            if mover.errand == errand:
                then()

        self._stage.later(mover.journey.seconds, end)

    def _free(self, mover: Mover) -> None:
        here = mover.stand(self._stage.now_s).point
        if not mover.patrols:
            if here != mover.home:
                legs = self._roads.route(here, mover.home, FULL_SPEED_KMH[mover.spec.kind])
                self._go(mover, legs, lambda: None)
            return
        kind = mover.spec.kind
        node = self._roads.nearest(here)
        if distance_m(*here, *self._roads.at(node)) > BEAT_M[kind]:
            self._roam(mover)
        else:
            way = straight(here, self._roads.at(node), BEAT_KMH[kind])
            self._go(mover, [way], lambda: self._stroll(mover, node, None))

    def _stroll(self, mover: Mover, node: str, before: str | None) -> None:
        kind = mover.spec.kind
        onwards, points, metres, allowed = self._roads.stroll(
            node, before, mover.home, BEAT_M[kind], self._rng
        )
        leg = Leg(points, metres, min(BEAT_KMH[kind], allowed))
        self._go(mover, [leg], lambda: self._stroll(mover, onwards, node))

    def _roam(self, mover: Mover) -> None:
        """Wander over open land, where no road is near."""
        here = mover.stand(self._stage.now_s).point
        to = scattered(mover.home, BEAT_M[mover.spec.kind], self._rng)
        way = straight(here, to, BEAT_KMH[mover.spec.kind])
        self._go(mover, [way], lambda: self._roam(mover))

    # ---- reporting ------------------------------------------------------------------------------

    def _report(self, mover: Mover) -> Callable[[], None]:
        period = self._periods.get(mover.spec.kind, 60)

        def report() -> None:
            stand = mover.stand(self._stage.now_s)
            self._stage.locate(POSITIONS, _fix(mover.spec.id, self._stage.now, stand, self._rng))
            self._stage.later(period, report)

        return report


def _fix(unit: str, at: int, stand: Stand, rng: random.Random) -> Fix:
    heading = None if stand.heading is None else round(stand.heading, 1) % 360
    return Fix(
        unit=unit,
        at=at,
        lat=round(stand.point[0], 6),
        lon=round(stand.point[1], 6),
        accuracy_m=round(rng.uniform(3, 12), 1),
        speed_kmh=round(stand.kmh, 1),
        heading_deg=heading,
    )
