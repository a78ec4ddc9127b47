"""What a desk under the slow rules takes in, and the warnings that it must raise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from county.events import PumpTotalled, PurchaseRegistered
from county.gasoline.engine import Incident
from tests.county.gasoline.reference_rules import CHINA, Bought, Found, Kept, folded, local


@dataclass
class Warned:
    """A warning that must be there."""

    number: int
    found: Found
    level: str
    added_to: int | None
    assigned: str
    due_at: int
    open: bool = True

    @property
    def told(self) -> tuple[object, ...]:
        """Everything that an officer is told."""
        f, p = self.found, self.found.judged.p
        simulated = any(b.p.simulated for b in f.rests_on) if f.of_station else p.simulated
        return (
            self.number,
            f.rule,
            self.level,
            f.buyer,
            "" if f.of_station else p.tail,
            p.station,
            f.parameter,
            float(f.limit),
            float(f.measured),
            f.window_s,
            tuple((b.p.number, b.when, b.p.station, b.p.litres) for b in f.rests_on[-20:]),
            f.season,
            f.factor,
            self.assigned,
            self.added_to,
            f.incident,
            f.station_fault,
            simulated,
            self.due_at,
        )


@dataclass
class Reference(Kept):
    """A desk that holds every purchase against every other."""

    sold_on: set[date] = field(default_factory=set)
    closed: set[date] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)
    warned: list[Warned] = field(default_factory=list)
    warned_about: dict[str, list[Warned]] = field(default_factory=lambda: defaultdict(list))

    # ---- what happens ---------------------------------------------------------------------------

    def take(
        self, told: int, p: PurchaseRegistered, now: int, incidents: Iterable[Incident]
    ) -> None:
        if told in self.seen:
            return
        self.seen.add(told)
        if p.refused:
            return
        when = now if p.doubtful else p.at
        new = Bought(p, when, local(when).date(), (when, p.number))
        late = new.day in self.closed
        known = {f.parameter for f in self.register(p.station, new.day)} if late else set()
        self.by_buyer[p.buyer].append(new)
        self.by_station[p.station].append(new)
        if p.permit:
            self.by_permit[folded(p.permit)].append(new)
        if p.archived:
            return
        self.sold_on.add(new.day)
        found = self.by_itself(new) + self.near(new, incidents) + self.together(new)
        for later in self.later(new):
            if not later.p.archived:
                found += [f for f in self.together(later) if new in f.rests_on]
        found = gravest(found)
        if late:
            found += [f for f in self.register(p.station, new.day) if f.parameter not in known]
        self.warn(found, now)

    def pumped(self, told: PumpTotalled, now: int) -> None:
        day = date.fromisoformat(told.day)
        known = {f.parameter for f in self.register(told.station, day)}
        self.pumps[told.station, day] = told.litres
        if day in self.closed:
            found = self.register(told.station, day)
            self.warn([f for f in found if f.parameter not in known], now)

    def threat(self, incident: Incident, now: int) -> None:
        found: list[Found] = []
        for b in [b for all_ in self.by_station.values() for b in all_ if not b.p.archived]:
            found += self.near(b, [incident])
        found.sort(key=lambda f: f.judged.order)
        self.warn(gravest(found), now)

    def close(self, now: int) -> None:
        for day in sorted(self.sold_on - self.closed):
            midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), CHINA)
            if midnight.timestamp() + self.rules.g13.closes_after_s <= now / 1000:
                self.closed.add(day)
                for station in sorted(self.by_station):
                    self.warn(self.register(station, day), now)

    # ---- warnings -------------------------------------------------------------------------------

    def warn(self, found: Iterable[Found], now: int) -> None:
        for f in found:
            about = [w for w in self.warned_about[f.subject] if w.open]
            if any(self.says(w, f) for w in about):
                continue
            level, added_to = f.level, None
            if f.level == "W3" and f.buyer:
                lately = [w for w in about if w.level == "W3" and self.adds_up(w.found, f)]
                if lately:
                    level, added_to = self.rules.adding.level, lately[-1].number
            seconds = {
                "W1": self.rules.verify_w1_s,
                "W2": self.rules.verify_w2_s,
                "W3": self.rules.verify_w3_s,
            }[level]
            number = len(self.warned) + 1
            due = now + seconds * 1000
            warned = Warned(number, f, level, added_to, self.police(f), due)
            self.warned.append(warned)
            self.warned_about[f.subject].append(warned)

    def says(self, w: Warned, f: Found) -> bool:
        return (
            w.found.rule == f.rule
            and "W321".index(w.level[1]) >= "W321".index(f.level[1])
            and w.found.judged.day == f.judged.day
            and (not f.of_station or w.found.parameter == f.parameter)
        )

    def adds_up(self, known: Found, f: Found) -> bool:
        if known.rule == "G08" and f.rule == "G08":
            return False
        return abs(known.judged.when - f.judged.when) < self.rules.adding.window_s * 1000

    def police(self, f: Found) -> str:
        p = f.judged.p
        if not f.of_station and p.use_area in self.ground.police:
            return self.ground.police[p.use_area]
        return self.ground.police.get(self.ground.sites[p.station].area, "")


def gravest(found: list[Found]) -> list[Found]:
    """Of each rule and buyer the gravest, the first of equals, by rule."""
    kept: list[Found] = []
    for f in found:
        same = [k for k in kept if (k.rule, k.buyer) == (f.rule, f.buyer)]
        if not same:
            kept.append(f)
        elif f.level < same[0].level:
            kept[kept.index(same[0])] = f
    return sorted(kept, key=lambda f: f.rule)
