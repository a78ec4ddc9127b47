"""The engine agrees with the obvious slow code on every warning."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeVar

import pytest
from msgspec.structs import replace

from county.events import PumpTotalled, PurchaseRegistered, WarningRaised
from county.gasoline.engine import Engine, Ground, Hit, Incident, Site
from county.gasoline.raising import raised
from county.gasoline.warnings import GasolineWarning, OpenWarnings
from tests.county.gasoline.figures import GASOLINE
from tests.county.gasoline.reference import Reference
from tests.county.gasoline.reference_rules import local

T = TypeVar("T")

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
BEGIN = 1_774_972_800_000
"""2026-04-01 00:00 in China, epoch milliseconds: before the spring season."""
DAYS = 60
PURCHASES = 20_000

SITES = {f"s{n}": Site(f"t0{n % 4}", 41 + n / 50, 110 + n / 10) for n in range(48)}
GROUND = Ground(
    SITES,
    {f"t0{n}": (41 + n / 50, 110 + n / 2) for n in range(4)},
    {f"t0{n}": f"police-{n}" for n in range(3)},
)
RULES = replace(GASOLINE, g13=replace(GASOLINE.g13, least_sales=5))
PLACES = [f"{n} 号草场" for n in range(60)]
POINTS = [(41 + n / 100, 110 + n / 7) for n in range(12)]


class Told(NamedTuple):
    """Something that comes to the desk."""

    now: int
    mark: int
    """What the source calls it: told twice, it counts once."""
    what: PurchaseRegistered | PumpTotalled | Incident | int
    """An incident opens; a number: that incident ends."""


def spelt_otherwise(rng: random.Random, text: str) -> str:
    """Write the same text as another hand would."""
    return rng.choice((text, text, f" {text}", text.translate({ord("1"): "１"})))


def at_random(rng: random.Random, number: int, at: int) -> PurchaseRegistered:
    """Make up a purchase: mostly lawful, each field wrong now and then."""
    unit = rng.random() < 0.1
    known = rng.randrange(60) if rng.random() < 0.2 else rng.randrange(60, 2000)
    buyer = f"firm-{known % 60}" if unit else f"p-{known:04d}"
    fields: dict[str, Any] = {}
    if rng.random() < 0.3:
        permit = f"sp-{rng.randrange(4000)}"
        fields |= {
            "permit": spelt_otherwise(rng, permit),
            "permit_litres": rng.choice((10, 20, 60)),
        }
        fields["permit_at"] = at - rng.randrange(0, 4 * DAY)
        fields["permit_holder"] = rng.choice((buyer, buyer, buyer, None, "p-other"))
    if rng.random() < 0.2:
        fields["use_lat"], fields["use_lon"] = rng.choice(POINTS)

    def often(usual: T, *others: T) -> T:
        return usual if rng.random() < 0.93 else rng.choice(others)

    return PurchaseRegistered(
        at=at,
        number=number,
        station=rng.choice(list(SITES)),
        buyer=buyer,
        tail=often("07", "1X", ""),
        by_unit=unit,
        litres=rng.choice((4.5, 5, 8, 10.1, often(19.6, 25, 29.7, 30, 41, 62), 20)),
        purpose=spelt_otherwise(rng, often("割草", "伐木", "rescue", "自用", "")),
        use_place=spelt_otherwise(rng, often(rng.choice(PLACES), "")),
        use_area=often("t00", "t01", "t02", "t03", "t09", None),
        home_area=often("t00", "t01", "t02", "t03", None),
        travel_reason=often("", "走亲戚", " "),
        machine=often("hand", "riding", "other", "drone", None),
        id_check=often("matched", "failed", "missing"),
        photo=often("photo", ""),
        container=often("metal", "other", "plastic", None),
        container_litres=often(20, 10, 25, 30, None),
        self_service=rng.random() < 0.02,
        refused="permit" if rng.random() < 0.02 else None,
        archived=rng.random() < 0.02,
        simulated=rng.random() < 0.3,
        doubtful=rng.random() < 0.02,
        **fields,
    )


def delay(rng: random.Random) -> int:
    """Give how late something is told: mostly at once, at worst within a week."""
    chance = rng.random()
    if chance < 0.8:
        return 0
    return rng.randrange(3 * HOUR) if chance < 0.95 else rng.randrange(7 * DAY - HOUR)


def purchases(rng: random.Random) -> Iterator[tuple[int, PurchaseRegistered]]:
    """Make up purchases, some of them by groups, with when each is told."""
    left = PURCHASES
    while left:
        at = BEGIN + int(DAYS * DAY * rng.random())
        group = min(left, rng.choice((2, 3, 4, 5)) if rng.random() < 0.05 else 1)
        first = at_random(rng, 0, at)
        for _ in range(group):
            one = at_random(rng, 0, at + rng.randrange(group * 8) * MINUTE)
            if group > 1:
                shared = {"use_place": first.use_place, "use_lat": first.use_lat}
                one = replace(one, station=first.station, use_lon=first.use_lon, **shared)
            yield one.at + delay(rng), one
        left -= group


def story(seed: int) -> list[Told]:
    """Make up what comes to the desk in two months, in order."""
    rng = random.Random(seed)
    told: list[Told] = []
    for number, (now, one) in enumerate(sorted(purchases(rng), key=lambda x: x[0]), 1):
        told.append(Told(now, number, replace(one, number=number)))
        if rng.random() < 0.05:
            told.append(Told(now + rng.randrange(DAY), number, replace(one, number=number)))
    for day in range(DAYS):
        name = local(BEGIN + day * DAY).strftime("%Y-%m-%d")
        for station in rng.sample(list(SITES), 24):
            now = BEGIN + (day + 1) * DAY + rng.randrange(30 * HOUR)
            litres = rng.choice((0, 60, 70, 80, 90, 100))
            told.append(Told(now, 0, PumpTotalled(now, station=station, day=name, litres=litres)))
    for number in range(1, 120):
        at = BEGIN + rng.randrange(DAYS * DAY)
        lat, lon = rng.choice((*POINTS, (None, None)))
        told.append(Told(at, 0, Incident(number, at, lat, lon, rng.choice((*PLACES, "")))))
        told.append(Told(at + rng.randrange(4 * HOUR), 0, number))
    return sorted(told, key=lambda each: each.now)


class Desk:
    """The engine and the raising rule, driven as the desk drives them."""

    def __init__(self) -> None:
        self.engine = Engine(RULES, GROUND, 480)
        self.open = OpenWarnings()
        self.warned: list[WarningRaised] = []
        self.incidents: dict[int, Incident] = {}
        self._marks: set[int] = set()

    def tell(self, told: Told) -> None:
        closes = self.engine.next_close
        if closes is not None and closes <= told.now:
            self._raise(self.engine.close_days(told.now), told.now)
        match told.what:
            case PurchaseRegistered() as bought:
                if told.mark not in self._marks:
                    self._marks.add(told.mark)
                    when = told.now if bought.doubtful else bought.at
                    hits = self.engine.take(bought, when, tuple(self.incidents.values()))
                    self._raise(hits, told.now)
            case PumpTotalled() as pump:
                self._raise(self.engine.totalled(pump), told.now)
            case Incident() as incident:
                self.incidents[incident.number] = incident
                self._raise(self.engine.threatened(incident), told.now)
            case number:
                del self.incidents[number]

    def verify(self, number: int) -> None:
        warning = self.warned[number - 1]
        self.open.note(GasolineWarning(warning, warning.at, finding="lawful"))

    def _raise(self, hits: list[Hit], now: int) -> None:
        for warning in raised(hits, self.open, len(self.warned), now, RULES, GROUND, 480):
            self.warned.append(warning)
            self.open.note(GasolineWarning(warning, now))


def told_of(w: WarningRaised) -> tuple[object, ...]:
    """Give everything that a warning tells an officer."""
    purchases = tuple((c.purchase, c.at, c.station, c.litres) for c in w.purchases)
    return (
        w.number, w.rule, w.level, w.buyer, w.tail, w.station, w.parameter, w.limit, w.measured,
        w.window_s, purchases, w.season, w.factor, w.assigned, w.added_to, w.incident,
        w.station_fault, w.simulated, w.due_at,
    )  # fmt: skip


def tell_reference(reference: Reference, told: Told, incidents: list[Incident]) -> None:
    reference.close(told.now)
    match told.what:
        case PurchaseRegistered() as bought:
            reference.take(told.mark, bought, told.now, incidents)
        case PumpTotalled() as pump:
            reference.pumped(pump, told.now)
        case Incident() as incident:
            reference.threat(incident, told.now)


@pytest.mark.timeout(300)  # some 20 s of work; a busy machine takes its time
@pytest.mark.parametrize("seed", [20_260_401])
def test_engine_and_slow_code_agree_on_every_warning_of_20_000_purchases(seed: int) -> None:
    rng = random.Random(seed)
    desk, reference = Desk(), Reference(RULES, GROUND)
    checked = 0
    for told in story(seed):
        desk.tell(told)
        tell_reference(reference, told, list(desk.incidents.values()))
        for warning, expected in zip(
            desk.warned[checked:], reference.warned[checked:], strict=True
        ):
            assert told_of(warning) == expected.told
        for number in range(checked + 1, len(desk.warned) + 1):
            if rng.random() < 0.5:
                desk.verify(number)
                reference.warned[number - 1].open = False
        checked = len(desk.warned)
    by_rule = Counter(w.rule for w in desk.warned)
    assert set(by_rule) == {f"G{n:02d}" for n in range(1, 16)}, by_rule
    assert {w.parameter for w in desk.warned if w.rule == "G13"} == {
        "cap_share", "unproven_share", "pump_share",
    }  # fmt: skip
    assert any(w.added_to for w in desk.warned)
    assert {w.season for w in desk.warned} == {"", "spring"}
