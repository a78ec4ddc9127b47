"""The petrol stations' ledgers: what is sold loose in a county over a span of time.

Sales are made bucket by bucket: a local day each, or an hour of a play in real time. In each,
buyers that return come first, and new ones fill it up to its part of the volume asked for. Same
seed, same ledger.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from config.places import Profile
from county.events import AlarmReported, PumpTotalled, PurchaseRegistered
from county.fields import Lang
from feeds.simulator.cases import Begun, Cases
from feeds.simulator.hours import Bucket, Hours
from feeds.simulator.patterns import DAY_S
from feeds.simulator.scenario import load_scenario
from feeds.simulator.truth import Truth

Written = PurchaseRegistered | PumpTotalled | AlarmReported

YEAR_BEGINS = 1_763_568_000_000
"""2025-11-20 00:00 in China: when the year of `year` begins, epoch milliseconds."""

WARM_UP_S = 40 * DAY_S
"""So long before its beginning a ledger is made, untold: most buyers of its first day return."""

_EPOCH = date(1970, 1, 1).toordinal()
_BACK_S = 900
"""What a dead line held back is told within so many seconds of its return."""
_TOTALLED_S = (600, 3000)
"""A day's pump total is told so long after its midnight."""
_PUMP_ERROR = 0.01
"""How far honest pumps are off from the register, up or down."""


class Told(NamedTuple):
    """Something reaches the desk."""

    at: int
    """Epoch milliseconds; later than the fact's own time when the line was dead."""
    fact: Written


class Ledger:
    """What the stations tell between two moments, in the order in which it reaches the desk."""

    def __init__(
        self,
        profile: Profile,
        rng: random.Random,
        habits: Mapping[str, float],
        *,
        since: int,
        until: int,
        purchases: int,
        by_day: bool = True,
        lang: Lang = "zh",
        name: str = "ledger",
    ) -> None:
        """`purchases`: how many there are; exactly, when the span is whole local days.

        `habits`: how often each pattern is met, as weights. `by_day`: see `Hours`.
        """
        self._rng = rng
        self._since, self._until = since, until
        self._by_day = by_day
        begins = since - WARM_UP_S * 1000 if by_day else since
        self.hours = Hours(profile, rng, begins, by_day=by_day)
        """The hours that its stations keep."""
        a_day = purchases * DAY_S * 1000 / (until - since)
        truth = Truth(since, until)
        self._cases = Cases(
            profile, rng, habits, self.hours, truth, a_day=a_day, lang=lang, name=name
        )
        last = self.hours.index(until - 1)
        self._buckets = [self.hours.bucket(index) for index in range(last + 1)]
        self._purchases = purchases
        self._planned: dict[int, list[PurchaseRegistered]] = defaultdict(list)
        self._held: dict[int, list[Told]] = defaultdict(list)
        """What is told later than it happened, by the bucket in which it is."""
        self._dead: dict[str, tuple[int, int]] = {}
        self._pumps: dict[str, float] = {}

    @property
    def truth(self) -> Truth:
        """What was planted so far."""
        return self._cases.truth

    def __iter__(self) -> Iterator[Told]:
        """Tell it all, once."""
        whole = self._by_day and self._since == self._buckets[0].begins + WARM_UP_S * 1000
        most = self._purchases if whole and self._until == self._buckets[-1].ends else None
        sold = 0
        for told in self._all():
            sold += isinstance(told.fact, PurchaseRegistered)
            if most is not None and sold > most:  # the last to begin may come with others
                break
            yield told

    def _all(self) -> Iterator[Told]:
        each = self._purchases / sum(self._inside(b) * b.volume for b in self._buckets)
        made, due = 0, 0.0
        for index, bucket in enumerate(self._buckets):
            if bucket.begins <= self._since:  # what was made before does not count
                made, due = 0, 0.0
            due += each * bucket.volume
            made = self._fill(index, bucket, made, round(due))
            for told in self._telling(index, bucket):
                if self._since <= told.fact.at and self._since <= told.at < self._until:
                    yield told
        for index in sorted(self._held):
            for told in self._held[index]:
                if isinstance(told.fact, PurchaseRegistered):
                    yield told._replace(at=self._until)

    def _inside(self, bucket: Bucket) -> float:
        """Give the part of a bucket that lies in the span."""
        inside = min(bucket.ends, self._until) - max(bucket.begins, self._since)
        return max(0, inside) / (bucket.ends - bucket.begins)

    def _fill(self, index: int, bucket: Bucket, made: int, due: int) -> int:
        """Begin cases until so many purchases are made by the end of this bucket."""
        made += len(self._planned[index])
        while made < due:
            begun = self._cases.begin(bucket)
            self._note(begun, index)
            for purchase in begun.purchases:
                at = self.hours.index(purchase.at)
                self._planned[at].append(purchase)
                made += at == index
        return made

    def _note(self, begun: Begun, index: int) -> None:
        if begun.threat is not None:
            at = begun.threat.at
            self._held[max(index, self.hours.index(at))].append(Told(at, begun.threat))
        if begun.dead_ms:
            self._dead[begun.station] = (begun.at, begun.at + begun.dead_ms)
        if begun.pump != 1.0:
            self._pumps[begun.station] = begun.pump

    def _telling(self, index: int, bucket: Bucket) -> list[Told]:
        """Give what reaches the desk in this bucket, and hold back what does not."""
        made = self._planned.pop(index, [])
        made.sort(key=attrgetter("at"))
        if self._by_day:
            self._total(index, bucket, made)
        for purchase in made:
            if purchase.station in self._dead:
                self._hold(purchase.station, Told(purchase.at, purchase), index)
            else:
                self._held[index].append(Told(purchase.at, purchase))
        told = self._held.pop(index, [])
        told.sort(key=lambda each: each.at)
        self._pumps.clear()
        return told

    def _hold(self, station: str, told: Told, index: int) -> None:
        """Hold something back while the station's line is dead."""
        since, until = self._dead.get(station, (0, 0))
        if since <= told.at < until:
            told = told._replace(at=until + int(self._rng.random() * _BACK_S * 1000))
        self._held[max(index, self.hours.index(told.at))].append(told)

    def _total(self, index: int, bucket: Bucket, made: list[PurchaseRegistered]) -> None:
        """Let the stations tell what their pumps gave on this day."""
        litres: dict[str, float] = defaultdict(float)
        for purchase in made:
            if purchase.refused is None:
                litres[purchase.station] += purchase.litres
        day = date.fromordinal(_EPOCH + bucket.day).isoformat()
        for station, sold in litres.items():
            off = self._pumps.get(station, 1.0) * (1 + self._rng.uniform(-1, 1) * _PUMP_ERROR)
            at = bucket.ends + int(self._rng.uniform(*_TOTALLED_S) * 1000)
            fact = PumpTotalled(
                at, station=station, day=day, litres=round(sold * off, 1), simulated=True
            )
            if bucket.begins >= self._since and at < self._until:
                self._hold(station, Told(at, fact), index)


def year(profile: Profile, seed: int, purchases: int) -> Iterator[PurchaseRegistered]:
    """Give so many purchases over a year from `YEAR_BEGINS` on, in the order of their times.

    They are bought as in the scenario ``loose-gasoline``, but that no line ever goes dead.
    """
    sales = load_scenario("loose-gasoline").purchases
    assert sales is not None
    habits = {name: weight for name, weight in sales.habits.items() if name != "dead_line"}
    until = YEAR_BEGINS + 365 * DAY_S * 1000
    rng = random.Random(seed)  # noqa: S311  a play, not a secret
    ledger = Ledger(
        profile, rng, habits, since=YEAR_BEGINS, until=until, purchases=purchases, name=f"{seed}"
    )
    return (told.fact for told in ledger if isinstance(told.fact, PurchaseRegistered))
