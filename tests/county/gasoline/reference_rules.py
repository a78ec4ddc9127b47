"""The gasoline rules once more, in the obvious slow way, from the specification alone.

Every purchase is kept for ever in plain lists; every rule loops over all that could matter. It
shares nothing with the engine but the figures and the facts.
"""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from functools import cache

from county.events import PurchaseRegistered
from county.gasoline.engine import Ground, Incident
from county.gasoline.rules import GasolineRules

CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, eq=False)
class Bought:
    """A purchase and when it counts as made."""

    p: PurchaseRegistered
    when: int
    day: date
    order: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Found:
    """What a rule found."""

    rule: str
    level: str
    parameter: str
    limit: float
    measured: float
    window_s: int
    rests_on: tuple[Bought, ...]
    season: str = ""
    factor: float = 1.0
    station_fault: bool = False
    incident: int | None = None
    of_station: bool = False

    @property
    def judged(self) -> Bought:
        return self.rests_on[-1]

    @property
    def buyer(self) -> str:
        return "" if self.of_station else self.judged.p.buyer

    @property
    def subject(self) -> str:
        return f"station {self.judged.p.station}" if self.of_station else self.judged.p.buyer


@cache
def local(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, CHINA)


@cache
def folded(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if not c.isspace())


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    h = math.sin((lat2 - lat1) / 2) ** 2
    h += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6_371_008.8 * math.asin(math.sqrt(h))


@dataclass
class Kept:
    """All purchases and what pumps gave, and every rule over them."""

    rules: GasolineRules
    ground: Ground
    by_buyer: dict[str, list[Bought]] = field(default_factory=lambda: defaultdict(list))
    by_permit: dict[str, list[Bought]] = field(default_factory=lambda: defaultdict(list))
    by_station: dict[str, list[Bought]] = field(default_factory=lambda: defaultdict(list))
    pumps: dict[tuple[str, date], float] = field(default_factory=dict)

    # ---- one purchase ---------------------------------------------------------------------------

    def by_itself(self, b: Bought) -> list[Found]:
        r, p = self.rules, b.p
        found = []

        def add(rule: str, parameter: str, limit: float, measured: float) -> None:
            level = getattr(r, rule.lower()).level
            fault = rule in ("G09", "G14", "G17")
            found.append(
                Found(rule, level, parameter, limit, measured, 0, (b,), station_fault=fault)
            )

        missing = [p.id_check != "matched", not p.tail.strip(), not folded(p.purpose)]
        missing.append(not folded(p.use_place))
        if any(missing):
            add("G01", "required_fields", 0, missing.count(True))
        if p.permit_holder is not None and p.permit_holder != p.buyer:
            add("G02", "permit_holder", 0, 1)
        elif p.permit_at is not None and b.when - p.permit_at > r.g02.valid_s * 1000:
            add("G02", "valid_s", r.g02.valid_s, (b.when - p.permit_at) // 1000)
        if p.permit_litres is not None and p.litres > p.permit_litres * r.g03.tolerance:
            add("G03", "permit_litres", p.permit_litres * r.g03.tolerance, p.litres)
        time = local(b.when).strftime("%H:%M")
        named = [u for u in r.purpose if any(folded(w) in folded(p.purpose) for w in u.words)]
        if (time >= r.g08.begins or time < r.g08.ends) and not any(u.emergency for u in named):
            clock = local(b.when)
            seconds = clock.hour * 3600 + clock.minute * 60 + clock.second
            add("G08", "begins", int(r.g08.begins[:2]) * 3600, seconds)
        if p.container is None or p.container in r.g09.forbidden:
            add("G09", "forbidden", 0, 1)
        elif p.container_litres is not None and p.container_litres > r.g09.most_litres:
            add("G09", "most_litres", r.g09.most_litres, p.container_litres)
        if p.home_area and p.use_area and p.home_area != p.use_area and not p.travel_reason.strip():
            there = self.ground.centres.get(p.use_area)
            if p.use_lat is not None and p.use_lon is not None:
                there = (p.use_lat, p.use_lon)
            home = self.ground.centres.get(p.home_area)
            if there and home and metres(there, home) > r.g10.most_m:
                add("G10", "most_m", r.g10.most_m, round(metres(there, home)))
        needed = [machine for u in named for machine in u.machines]
        if needed and p.machine not in needed:
            add("G11", "machines", 0, 1)
        if p.self_service:
            add("G14", "self_service", 0, 1)
        if r.g17.banned:
            add("G17", "banned", 0, p.litres)
        return found

    def near(self, b: Bought, incidents: Iterable[Incident]) -> list[Found]:
        r, found = self.rules.g15, []
        for i in incidents:
            if abs(b.when - i.at) >= r.window_s * 1000:
                continue
            if b.p.use_lat is not None and b.p.use_lon is not None and i.lat and i.lon:
                apart = metres((b.p.use_lat, b.p.use_lon), (i.lat, i.lon))
            elif folded(i.place) and folded(i.place) == folded(b.p.use_place):
                apart = 0
            else:
                continue
            if apart <= r.radius_m:
                found.append((apart, i.number))
        if not found:
            return []
        apart, number = min(found)
        return [
            Found(
                "G15", r.level, "radius_m", r.radius_m, round(apart), r.window_s, (b,),
                incident=number,
            )
        ]  # fmt: skip

    # ---- purchases together ---------------------------------------------------------------------

    def later(self, b: Bought) -> list[Bought]:
        """Give those that came to the desk before, though they were made after it."""
        permit = self.by_permit[folded(b.p.permit)] if b.p.permit else []
        until = b.when + self.rules.g12.window_s * 1000
        there = [o for o in self.by_station[b.p.station] if b.when <= o.when < until]
        found = [*self.by_buyer[b.p.buyer], *permit, *there]
        once = {o.order: o for o in found if o.order > b.order}
        return [once[order] for order in sorted(once)]

    def together(self, b: Bought) -> list[Found]:
        found = [self.g04(b), self.g05(b), self.g06(b), self.g07(b), self.g11(b)]
        return [f for f in (*found, self.g02(b), self.g12(b)) if f is not None]

    def season(self, b: Bought) -> tuple[str, float]:
        for s in self.rules.season:
            today, begins, ends = b.day.isoformat()[5:], s.begins, s.ends
            inside = begins <= today <= ends
            if begins > ends:
                inside = today >= begins or today <= ends
            if inside:
                return s.id, s.factor
        return "", 1.0

    def until(self, b: Bought, all_: list[Bought], window_s: int) -> tuple[Bought, ...]:
        since = b.when - window_s * 1000
        found = [o for o in all_ if o.order <= b.order and o.when > since]
        return tuple(sorted(found, key=by_order))

    def bought(self, b: Bought, window_s: int) -> tuple[Bought, ...]:
        return self.until(b, self.by_buyer[b.p.buyer], window_s)

    def g02(self, b: Bought) -> Found | None:
        r = self.rules.g02
        if not folded(b.p.permit):
            return None
        uses = self.until(b, self.by_permit[folded(b.p.permit)], r.memory_s)
        others = {o.p.buyer for o in uses if o.p.buyer != b.p.buyer}
        if others:
            return Found("G02", r.level, "permit_holder", 0, len(others), r.memory_s, uses)
        if len(uses) > r.uses:
            return Found("G02", r.level, "uses", r.uses, len(uses), r.memory_s, uses)
        return None

    def g04(self, b: Bought) -> Found | None:
        r, (season, factor) = self.rules.g04, self.season(b)
        machine = b.p.machine if b.p.machine in r.machine_litres else "other"
        cap = {**r.machine_litres, "other": r.other_litres}[machine] * factor
        today = tuple(o for o in self.bought(b, 86_400) if o.day == b.day)
        if litres(today) <= cap:
            return None
        level = r.severe_level if litres(today) > cap * r.severe_factor else r.level
        parameter = f"{machine}_litres"
        return Found("G04", level, parameter, cap, litres(today), 86_400, today, season, factor)

    def g05(self, b: Bought) -> Found | None:
        r, (season, factor) = self.rules.g05, self.season(b)
        level = r.with_daily_cap_level if self.g04(b) else r.level
        near = self.bought(b, r.other_station_window_s)
        limit = math.ceil(r.other_station_count * factor)
        if len(near) >= limit and len({o.p.station for o in near}) > 1:
            return Found(
                "G05", level, "other_station_count", limit, len(near), r.other_station_window_s,
                near, season, factor,
            )  # fmt: skip
        wide, limit = self.bought(b, r.anywhere_window_s), math.ceil(r.anywhere_count * factor)
        if len(wide) >= limit:
            return Found(
                "G05", level, "anywhere_count", limit, len(wide), r.anywhere_window_s, wide,
                season, factor,
            )  # fmt: skip
        return None

    def g06(self, b: Bought) -> Found | None:
        r, (season, factor) = self.rules.g06, self.season(b)
        who = "unit" if b.p.by_unit else "person"
        passed = []
        for span, window_s in (("short", r.short_window_s), ("long", r.long_window_s)):
            limit = getattr(r, f"{who}_{span}_litres") * factor
            rests_on = self.bought(b, window_s)
            if litres(rests_on) > limit:
                passed.append((span, window_s, limit, rests_on))
        if not passed:
            return None
        span, window_s, limit, rests_on = max(passed, key=lambda x: litres(x[3]) / x[2])
        severe = litres(rests_on) > limit * r.severe_factor
        return Found(
            "G06", r.severe_level if severe else r.level, f"{who}_{span}_litres", limit,
            litres(rests_on), window_s, rests_on, season, factor,
        )  # fmt: skip

    def g07(self, b: Bought) -> Found | None:
        r, (season, factor) = self.rules.g07, self.season(b)
        for span in ("short", "long"):
            window_s = getattr(r, f"{span}_window_s")
            limit = math.ceil(getattr(r, f"{span}_stations") * factor)
            rests_on = self.bought(b, window_s)
            stations = len({o.p.station for o in rests_on})
            if stations >= limit:
                return Found(
                    "G07", r.level, f"{span}_stations", limit, stations, window_s, rests_on,
                    season, factor,
                )  # fmt: skip
        return None

    def g11(self, b: Bought) -> Found | None:
        r = self.rules.g11
        rests_on = self.bought(b, r.window_s)
        told = [folded(o.p.purpose) for o in rests_on if folded(o.p.purpose)]
        changes = 0
        for i in range(1, len(told)):
            changes += told[i] != told[i - 1]
        if changes < r.changes:
            return None
        return Found("G11", r.level, "changes", r.changes, changes, r.window_s, rests_on)

    def g12(self, b: Bought) -> Found | None:
        r = self.rules.g12
        group = []
        for o in self.until(b, self.by_station[b.p.station], r.window_s):
            text = bool(folded(b.p.use_place)) and folded(o.p.use_place) == folded(b.p.use_place)
            here, there = (b.p.use_lat, b.p.use_lon), (o.p.use_lat, o.p.use_lon)
            if text or (None not in here and here == there):
                group.append(o)
        purchasers = len({o.p.buyer for o in group})
        if purchasers < r.purchasers:
            return None
        return Found(
            "G12", r.level, "purchasers", r.purchasers, purchasers, r.window_s, tuple(group)
        )

    # ---- a station's day ------------------------------------------------------------------------

    def register(self, station: str, day: date) -> list[Found]:
        r = self.rules.g13
        sold = sorted((b for b in self.by_station[station] if b.day == day), key=by_order)
        if len(sold) < r.least_sales:
            return []
        factor = self.season(sold[0])[1]
        caps = self.rules.g04.machine_litres
        capped, unproven = [], []
        for b in sold:
            cap = caps.get(b.p.machine or "other", self.rules.g04.other_litres) * factor
            if cap - r.cap_margin_litres <= b.p.litres <= cap:
                capped.append(b)
            if not b.p.photo or b.p.id_check != "matched":
                unproven.append(b)
        found = []
        if len(capped) / len(sold) > r.cap_share:
            found.append(("cap_share", r.cap_share, len(capped) / len(sold), capped))
        if len(unproven) / len(sold) > r.unproven_share:
            found.append(("unproven_share", r.unproven_share, len(unproven) / len(sold), unproven))
        pump = self.pumps.get((station, day))
        if pump is not None:
            differs = abs(litres(sold) - pump) / pump if pump > 0 else 1.0
            if differs > r.pump_share:
                found.append(("pump_share", r.pump_share, differs, sold))
        return [
            Found(
                "G13", r.level, parameter, limit, round(share, 4), 86_400, tuple(rests_on),
                station_fault=True, of_station=True,
            )
            for parameter, limit, share, rests_on in found
        ]  # fmt: skip


def by_order(b: Bought) -> tuple[int, int]:
    return b.order


def litres(bought: Iterable[Bought]) -> float:
    return round(sum(b.p.litres for b in bought), 2)
