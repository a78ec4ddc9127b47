"""Two sets of gasoline rules on the same purchases: what each objects to, and would have raised.

A trial judges purchases in the order in which they were made, as if each had been told in time.
Nobody verifies meanwhile: a warning stays open for as long as new ones are held against it.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from itertools import combinations

from msgspec.structs import replace

from county.events import PumpTotalled, PurchaseRegistered
from county.gasoline.backtest import Backtested, RuleTrial
from county.gasoline.engine import Engine, Ground, Hit, Incident
from county.gasoline.raising import raised
from county.gasoline.rules import DAY_S, GasolineRules
from county.gasoline.seasons import local_day
from county.gasoline.warnings import GasolineWarning, OpenWarnings


class Trial:
    """Judges purchases by the rules tried and by today's, each with windows of its own."""

    def __init__(
        self,
        tried: GasolineRules,
        today: GasolineRules,
        ground: Ground,
        utc_offset_minutes: int,
        since: int,
        only: Collection[str] = (),
    ) -> None:
        """Judge what is taken from `since` (epoch milliseconds) on.

        `only`: the rules to count; none: all of them.
        """

        def side(rules: GasolineRules) -> _Side:
            return _Side(rules, ground, utc_offset_minutes, since, frozenset(only))

        self._tried = side(tried)
        self._today = self._tried if tried == today else side(today)
        # The same rules need not judge twice.
        self._sides = (self._tried,) if tried == today else (self._tried, self._today)
        self.purchases = 0
        """Purchases judged so far."""

    def recall(self, purchase: PurchaseRegistered, when: int) -> None:
        """Put a purchase of before the trial's time into the windows, unjudged."""
        for side in self._sides:
            side.engine.recall(purchase, when)

    def take(self, purchase: PurchaseRegistered, when: int) -> None:
        """Judge a purchase that counts as made at `when`, epoch milliseconds."""
        self.purchases += purchase.refused is None
        for side in self._sides:
            side.take(purchase, when)

    def opened(self, kind: str, incident: Incident, now: int) -> None:
        """Take in that somebody threatens from now on: an alarm of `kind` has first priority."""
        for side in self._sides:
            if kind in side.engine.rules.g15.kinds:
                side.incidents[incident.number] = incident
                side.note(side.engine.threatened(incident), now)

    def ended(self, number: int) -> None:
        """Take in that the alarm of this number is no threat any more."""
        for side in self._sides:
            side.incidents.pop(number, None)

    def totalled(self, told: PumpTotalled, now: int) -> None:
        """Take in what a station's pumps gave."""
        for side in self._sides:
            side.note(side.engine.totalled(told), now)

    def close(self, now: int) -> None:
        """Judge the stations' days that have closed by `now`: the purchases until then are in."""
        for side in self._sides:
            side.note(side.engine.close_days(now), now)

    def result(self, untried: Sequence[str] = ()) -> Backtested:
        """Say what was found so far; `untried` rules could not see all that they look at."""
        tried, today = self._tried.objections, self._today.objections
        rules = sorted(self._tried.rules | self._today.rules)
        days = sorted(self._tried.days.keys() | self._today.days.keys())
        return Backtested(
            purchases=self.purchases,
            warned=len(tried),
            warned_today=len(today),
            gained=len(tried.keys() - today.keys()),
            lost=len(today.keys() - tried.keys()),
            rules=tuple(self._rule(rule) for rule in rules),
            days={_name(day): (self._tried.days[day], self._today.days[day]) for day in days},
            overlap=_overlap(tried.values()),
            untried=tuple(untried),
        )

    def _rule(self, rule: str) -> RuleTrial:
        tried, today = self._tried.objected_by(rule), self._today.objected_by(rule)
        levels = {lv: n for (r, lv), n in sorted(self._tried.warnings.items()) if r == rule}
        return RuleTrial(
            rule=rule,
            warnings=sum(levels.values()),
            levels=levels,
            purchases=len(tried),
            alone=sum(len(self._tried.objections[number]) == 1 for number in tried),
            today=sum(n for (r, _), n in self._today.warnings.items() if r == rule),
            gained=len(tried - today),
            lost=len(today - tried),
        )


class _Side:
    """One set of rules, its windows, and what it came to."""

    def __init__(
        self,
        rules: GasolineRules,
        ground: Ground,
        utc_offset_minutes: int,
        since: int,
        only: frozenset[str],
    ) -> None:
        self.engine = Engine(rules, ground, utc_offset_minutes)
        self.engine.resume(since)
        self.incidents: dict[int, Incident] = {}
        """The threats open now."""
        self.objections: dict[int, set[str]] = {}
        """The rules that object to a purchase, by its number."""
        self.warnings: Counter[tuple[str, str]] = Counter()
        """By rule and level."""
        self.days: Counter[int] = Counter()
        """By the local day on which they were raised."""
        self._ground = ground
        self._offset = utc_offset_minutes
        self._since = since
        self._only = only
        self._open = OpenWarnings()
        self._passing: deque[GasolineWarning] = deque()
        """The open warnings, the oldest first."""
        self._kept_ms = max(2 * DAY_S, rules.adding.window_s) * 1000
        self._number = 0

    def take(self, purchase: PurchaseRegistered, when: int) -> None:
        """Judge a purchase, and before it the days that have closed."""
        closes = self.engine.next_close
        if closes is not None and closes <= when:
            self.note(self.engine.close_days(when), when)
        hits = self.engine.take(purchase, when, tuple(self.incidents.values()))
        if hits:
            self.note(hits, when)

    def note(self, hits: Iterable[Hit], now: int) -> None:
        """Count what rules found at `now`, and the warnings that it would have raised."""
        if now < self._since:
            return
        if self._only:
            hits = [hit for hit in hits if hit.rule in self._only]
        for hit in hits:
            if hit.buyer and hit.purchases[-1].at >= self._since:
                self.objections.setdefault(hit.purchases[-1].purchase, set()).add(hit.rule)
        self._forget(now)
        rules = self.engine.rules
        for warning in raised(
            hits, self._open, self._number, now, rules, self._ground, self._offset
        ):
            self._number = warning.number
            self._passing.append(GasolineWarning(warning, now))
            self._open.note(self._passing[-1])
            self.warnings[warning.rule, warning.level] += 1
            self.days[local_day(now, self._offset)] += 1

    def _forget(self, now: int) -> None:
        """Drop warnings that nothing is held against any more."""
        while self._passing and self._passing[0].received < now - self._kept_ms:
            self._open.note(replace(self._passing.popleft(), finding="lawful"))

    @property
    def rules(self) -> set[str]:
        """Every rule that met anything."""
        return {rule for rule, _ in self.warnings}.union(*self.objections.values())

    def objected_by(self, rule: str) -> set[int]:
        """Give the numbers of the purchases that a rule objects to."""
        return {number for number, rules in self.objections.items() if rule in rules}


def _overlap(objections: Iterable[set[str]]) -> dict[str, int]:
    """Count the purchases that each pair of rules both object to."""
    pairs = Counter(pair for rules in objections for pair in combinations(sorted(rules), 2))
    return {"+".join(pair): count for pair, count in sorted(pairs.items())}


def _name(day: int) -> str:
    """Give the name of a local day (since 1970-01-01), such as ``2026-11-22``."""
    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()
