"""Cases of the patterns: somebody with a plan comes to a station, and their purchases follow."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import accumulate
from typing import Any, NamedTuple

from msgspec.structs import replace

from config.places import Profile, Site
from county.events import AlarmReported, Place, PurchaseRegistered
from county.fields import Bilingual, Lang
from feeds.simulator.hours import Bucket, Hours
from feeds.simulator.patterns import PATTERNS, Pattern, Plan, Scene, Visit
from feeds.simulator.people import People
from feeds.simulator.truth import Case, Truth

FARMERS_IN_SEASON = 3.0
"""How many times as often farmers come in the weeks of farm work."""


class Begun(NamedTuple):
    """What came of a case."""

    purchases: list[PurchaseRegistered]
    threat: AlarmReported | None = None
    pump: float = 1.0
    """What the station's pumps gave that day, in times of what it wrote down."""
    dead_ms: int = 0
    """How long nothing is heard of the station from `at` on."""
    station: str = ""
    at: int = 0


class Cases:
    """Begins cases of the patterns, as often as their weights say."""

    def __init__(
        self,
        profile: Profile,
        rng: random.Random,
        habits: Mapping[str, float],
        hours: Hours,
        truth: Truth,
        *,
        a_day: float,
        lang: Lang,
        name: str,
    ) -> None:
        """`a_day`: how many purchases the county has on a day; `name`: see `People`."""
        self._rng = rng
        self._lang: Lang = lang
        self._hours = hours
        self._a_day = a_day
        self._people = People(profile, rng, lang, name)
        self._threats = profile.gasoline.g15.kinds
        self._names = list(habits)
        self._weights = list(accumulate(habits.values()))
        busy = (w * (FARMERS_IN_SEASON if n == "farmer" else 1) for n, w in habits.items())
        self._weights_in_season = list(accumulate(busy))
        self.truth = truth

    def begin(self, bucket: Bucket) -> Begun:
        """Let a case begin in `bucket`; gives all that comes of it, later purchases too."""
        weights = self._weights_in_season if bucket.season > 1 else self._weights
        name = self._rng.choices(self._names, cum_weights=weights)[0]
        pattern, station = PATTERNS[name], self._people.station()
        usual = self._a_day * self._people.share(station.id)
        plan = pattern.plan(Scene(self._rng, bucket.season, bucket.season_left_s, usual))
        while plan.far and not self._people.far_from(station.area):
            station = self._people.station()
        at = self._hours.moment(bucket, at_night=plan.at_night)
        purchases = self._purchases(plan, station, at, bucket)
        threat = self._threat(plan, purchases, bucket)
        begun = Begun(purchases, threat, plan.pump, int(plan.dead_s * 1000), station.id, at)
        if pattern.planted:
            self._plant(name, pattern, begun, bucket)
        return begun

    def _purchases(
        self, plan: Plan, station: Site, at: int, bucket: Bucket
    ) -> list[PurchaseRegistered]:
        people: dict[int, PurchaseRegistered] = {}
        made = []
        for visit in plan.visits:
            when = self._when(plan, visit, at, bucket)
            made.append(self._purchase(plan, visit, station, when, people))
        return made

    def _when(self, plan: Plan, visit: Visit, at: int, bucket: Bucket) -> int:
        if plan.all_day:
            return self._hours.moment(bucket)
        if not visit.after_s:
            return at
        when = at + int(visit.after_s * 1000)
        return when if plan.at_night else self._hours.opened(when)

    def _purchase(
        self,
        plan: Plan,
        visit: Visit,
        station: Site,
        at: int,
        people: dict[int, PurchaseRegistered],
    ) -> PurchaseRegistered:
        buyer = self._person(visit.who, plan, station, people)
        fields = {name: self._said(value) for name, value in visit.unusual.items()}
        if visit.station:
            fields["station"] = there = self._people.nearest(station.id)[visit.station]
            fields["pump"] = f"{there}-1"
        if visit.paper is not None:
            holder = self._person(visit.paper.holder, plan, station, people)
            fields["permit"] = visit.paper.number
            fields["permit_litres"] = visit.paper.litres
            fields["permit_at"] = at - int(visit.paper.age_s * 1000)
            fields["permit_holder"] = holder.buyer
        return replace(buyer, at=at, litres=round(visit.litres, 1), **fields)

    def _person(
        self, who: int, plan: Plan, station: Site, people: dict[int, PurchaseRegistered]
    ) -> PurchaseRegistered:
        """Give one of the case's people; those who come together have one place of use."""
        known = people.get(who)
        if known is None:
            known = self._people.buyer(station, plan.machine, far=plan.far)
            first = people.get(0)
            if first is not None and not plan.all_day:
                known = replace(
                    known,
                    use_place=first.use_place,
                    use_area=first.use_area,
                    home_area=first.home_area,
                    use_lat=first.use_lat,
                    use_lon=first.use_lon,
                )
            if plan.by_unit:
                known = replace(known, by_unit=True)
            people[who] = known
        return known

    def _said(self, value: Any) -> Any:
        return value.get(self._lang) if isinstance(value, Bilingual) else value

    def _threat(
        self, plan: Plan, purchases: list[PurchaseRegistered], bucket: Bucket
    ) -> AlarmReported | None:
        """Let somebody threaten where the first purchase is to be used."""
        if plan.threat_s is None or not self._threats:
            return None
        first = purchases[0]
        lat, lon = self._people.point_of(first)
        return AlarmReported(
            at=max(bucket.begins, first.at + int(plan.threat_s * 1000)),
            kind=self._threats[0],
            place=Place(first.use_place, lat, lon),
            channel="phone",
            simulated=True,
        )

    def _plant(self, name: str, pattern: Pattern, begun: Begun, bucket: Bucket) -> None:
        bought = [(purchase.station, purchase.at) for purchase in begun.purchases]
        of_station = not bought or "G13" in pattern.rules
        since = bucket.begins if of_station and not begun.dead_ms else begun.at
        until = max([at for _, at in bought], default=begun.at + begun.dead_ms)
        if begun.pump != 1.0 or (of_station and bought):
            until = bucket.ends
        case = Case(name, pattern.rules, begun.station, since, until, of_station=of_station)
        self.truth.plant(case, bought)
