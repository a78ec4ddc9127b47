"""The gasoline rules (散装汽油预警): each looks at one buyer's purchases and explains itself.

Source: the default rule set G01-G07 of the county's specification, which gathers the four-ministry
notice of 2014 on loose gasoline and local rules; every figure is the profile's. Rules look at
behaviour and place only: no rule can see who somebody is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, NamedTuple

from msgspec import Meta, Struct, field

from county.events import Contribution, Level, PurchaseRegistered

Seconds = Annotated[int, Meta(ge=1, le=31_622_400, description="seconds")]
Litres = Annotated[float, Meta(gt=0, le=100_000, description="litres")]
Factor = Annotated[float, Meta(ge=1, le=100)]
Count = Annotated[int, Meta(ge=2, le=100)]

DAY_S = 86_400


class Rule(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every rule has: whether it is on, and how grave it is."""

    enabled: bool = True
    level: Level


class Identity(Rule, frozen=True):
    """G01: identity, purpose or place missing, or the identity check failed."""


class OverPermit(Rule, frozen=True, kw_only=True):
    """G03: more litres than the permit allows."""

    tolerance: Factor


class DailyCap(Rule, frozen=True, kw_only=True):
    """G04: more litres in one local day than the declared machine can need."""

    machine_litres: dict[str, Litres]
    other_litres: Litres
    severe_factor: Factor
    severe_level: Level


class Repeat(Rule, frozen=True, kw_only=True):
    """G05: again at another station soon, or many times anywhere."""

    other_station_window_s: Seconds
    other_station_count: Count
    anywhere_window_s: Seconds
    anywhere_count: Count
    with_daily_cap_level: Level


class Cumulative(Rule, frozen=True, kw_only=True):
    """G06: too many litres over days: stock-piling."""

    short_window_s: Seconds
    long_window_s: Seconds
    person_short_litres: Litres
    person_long_litres: Litres
    unit_short_litres: Litres
    unit_long_litres: Litres
    severe_factor: Factor
    severe_level: Level


class Hopping(Rule, frozen=True, kw_only=True):
    """G07: from station to station."""

    short_window_s: Seconds
    short_stations: Count
    long_window_s: Seconds
    long_stations: Count


class GasolineRules(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The profile's figures for gasoline warnings."""

    verify_w1_s: Seconds
    verify_w2_s: Seconds
    verify_w3_s: Seconds
    keep_verified_s: Seconds
    """How long a verified warning stays on the board."""
    g01: Identity = field(name="G01")
    g03: OverPermit = field(name="G03")
    g04: DailyCap = field(name="G04")
    g05: Repeat = field(name="G05")
    g06: Cumulative = field(name="G06")
    g07: Hopping = field(name="G07")

    def verify_s(self, level: Level) -> int:
        """Give the seconds within which a warning of `level` must be verified."""
        return {"W1": self.verify_w1_s, "W2": self.verify_w2_s, "W3": self.verify_w3_s}[level]

    @property
    def longest_window_s(self) -> int:
        """How far back any rule looks, in seconds."""
        return max(
            DAY_S,
            self.g05.other_station_window_s,
            self.g05.anywhere_window_s,
            self.g06.short_window_s,
            self.g06.long_window_s,
            self.g07.short_window_s,
            self.g07.long_window_s,
        )


class Hit(NamedTuple):
    """A rule that was met, with what explains it (see `WarningRaised` for the fields)."""

    rule: str
    level: Level
    parameter: str
    limit: float
    measured: float
    window_s: int
    purchases: tuple[Contribution, ...]


class Case(Struct, frozen=True, gc=False):
    """What a rule may look at: a purchase, and the buyer's purchases up to it, oldest first.

    `history` ends with the purchase itself. `litres` are the whole history's, not rounded: where
    even they are too few, no window needs a look.
    """

    purchase: PurchaseRegistered
    history: Sequence[Contribution]
    litres: float
    utc_offset_minutes: int

    def within(self, window_s: int) -> Sequence[Contribution]:
        """Give the buyer's purchases of the last `window_s` seconds, this one included."""
        return newer(self.history, self.history[-1].at - window_s * 1000)

    def today(self) -> Sequence[Contribution]:
        """Give the buyer's purchases since the local midnight before this one."""
        midnight = day_start(self.history[-1].at, self.utc_offset_minutes)
        return newer(self.history, midnight - 1)


def made_at(bought: Contribution) -> int:
    """Give when a purchase counts as made, epoch milliseconds: histories are in its order."""
    return bought.at


def newer(history: Sequence[Contribution], since: int) -> Sequence[Contribution]:
    """Give the part of a history after `since` (epoch milliseconds); all of it is not copied."""
    if not history or history[0].at > since:
        return history
    return history[bisect_right(history, since, key=made_at) :]


def day_start(at: int, utc_offset_minutes: int) -> int:
    """Give the local midnight before `at`; both in epoch milliseconds."""
    offset = utc_offset_minutes * 60_000
    return (at + offset) // (DAY_S * 1000) * (DAY_S * 1000) - offset


def judge(case: Case, rules: GasolineRules) -> list[Hit]:
    """Give every rule that the purchase meets."""
    asked = RULES if len(case.history) > 1 else _OF_ONE
    return [hit for rule in asked.values() if (hit := rule(case, rules)) is not None]


def g01(case: Case, rules: GasolineRules) -> Hit | None:
    """Miss nothing that the law wants recorded."""
    purchase = case.purchase
    matched = purchase.id_check == "matched"
    if matched and purchase.tail and purchase.purpose and purchase.use_place:
        return None
    if not rules.g01.enabled:
        return None
    told = (matched, purchase.tail, purchase.purpose, purchase.use_place)
    missing = sum(not each for each in told)
    return Hit("G01", rules.g01.level, "required_fields", 0, missing, 0, (case.history[-1],))


def g03(case: Case, rules: GasolineRules) -> Hit | None:
    """Hold the litres against the permit's."""
    permitted = case.purchase.permit_litres
    if permitted is None or not rules.g03.enabled:
        return None
    limit = permitted * rules.g03.tolerance
    if case.purchase.litres <= limit:
        return None
    last = case.history[-1]
    return Hit("G03", rules.g03.level, "permit_litres", limit, last.litres, 0, (last,))


def g04(case: Case, rules: GasolineRules) -> Hit | None:
    """Hold the day's litres against the cap of the declared machine."""
    rule = rules.g04
    machine = case.purchase.machine or "other"
    cap = rule.machine_litres.get(machine, rule.other_litres)
    if not rule.enabled or case.litres <= cap:
        return None
    today = case.today()
    litres = total(today)
    if litres <= cap:
        return None
    level = rule.severe_level if litres > cap * rule.severe_factor else rule.level
    return Hit("G04", level, f"{machine}_litres", cap, litres, DAY_S, tuple(today))


def g05(case: Case, rules: GasolineRules) -> Hit | None:
    """See the same buyer again too soon."""
    rule = rules.g05
    if not rule.enabled:
        return None
    near = case.within(rule.other_station_window_s)
    wide = case.within(rule.anywhere_window_s)
    hopped = len(near) >= rule.other_station_count and _stations(near) > 1
    if not hopped and len(wide) < rule.anywhere_count:
        return None
    level = rule.with_daily_cap_level if g04(case, rules) else rule.level
    if hopped:
        window, count, purchases = rule.other_station_window_s, rule.other_station_count, near
        return Hit("G05", level, "other_station_count", count, len(near), window, tuple(purchases))
    window, count, purchases = rule.anywhere_window_s, rule.anywhere_count, wide
    return Hit("G05", level, "anywhere_count", count, len(wide), window, tuple(purchases))


def g06(case: Case, rules: GasolineRules) -> Hit | None:
    """Add up the litres of days; of two windows passed, name the one passed further."""
    rule = rules.g06
    if case.purchase.by_unit:
        who, short, long = "unit", rule.unit_short_litres, rule.unit_long_litres
    else:
        who, short, long = "person", rule.person_short_litres, rule.person_long_litres
    if not rule.enabled or (case.litres <= short and case.litres <= long):
        return None
    hits = [
        Hit("G06", rule.level, f"{who}_{span}_litres", limit, litres, window, tuple(purchases))
        for span, window, limit in zip(
            ("short", "long"), (rule.short_window_s, rule.long_window_s), (short, long), strict=True
        )
        if (litres := total(purchases := case.within(window))) > limit
    ]
    if not hits:
        return None
    worst = max(hits, key=lambda hit: hit.measured / hit.limit)
    severe = worst.measured > worst.limit * rule.severe_factor
    return worst._replace(level=rule.severe_level) if severe else worst


def g07(case: Case, rules: GasolineRules) -> Hit | None:
    """Count the stations."""
    rule = rules.g07
    if not rule.enabled or len(case.history) < min(rule.short_stations, rule.long_stations):
        return None
    for span, window, count in (
        ("short", rule.short_window_s, rule.short_stations),
        ("long", rule.long_window_s, rule.long_stations),
    ):
        purchases = case.within(window)
        stations = _stations(purchases)
        if stations >= count:
            parameter = f"{span}_stations"
            return Hit("G07", rule.level, parameter, count, stations, window, tuple(purchases))
    return None


RULES: Mapping[str, Callable[[Case, GasolineRules], Hit | None]] = {
    "G01": g01,
    "G03": g03,
    "G04": g04,
    "G05": g05,
    "G06": g06,
    "G07": g07,
}
# What a buyer's first purchase can meet: to come again, or elsewhere, takes another.
_OF_ONE = {name: rule for name, rule in RULES.items() if name not in ("G05", "G07")}


def total(purchases: Sequence[Contribution]) -> float:
    """Add up litres."""
    return round(sum([c.litres for c in purchases]), 2)


def _stations(purchases: Sequence[Contribution]) -> int:
    return len({c.station for c in purchases})
