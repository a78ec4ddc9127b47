"""What each rule's warnings led to: counted as they are verified, since the rule last changed."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt
from typing import NamedTuple

from msgspec import Struct

from county.events import Finding
from county.gasoline.rules import Retirement

Z_95 = 1.959963984540054
"""The standard normal quantile of a two-sided 95 % interval."""

_Key = tuple[str, str, bool]


class RuleYield(Struct, frozen=True, omit_defaults=True):
    """The verified warnings of one rule in one area; simulated ones are counted apart."""

    rule: str
    area: str
    simulated: bool
    closed: int = 0
    """Verified."""
    useful: int = 0
    """Of those, where something was found that was not lawful use."""

    @property
    def key(self) -> _Key:
        """What it is found by."""
        return self.rule, self.area, self.simulated


Yields = dict[_Key, RuleYield]


class Yield(NamedTuple):
    """What became of a rule's verified warnings."""

    closed: int
    useful: int

    @property
    def share(self) -> float | None:
        """The share that was useful; None while none is closed."""
        return self.useful / self.closed if self.closed else None

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies with 95 % confidence (Wilson's score interval, 1927)."""
        return wilson(self.useful, self.closed)

    def retire(self, rule: Retirement) -> bool:
        """Tell whether the rule is to be proposed for retirement."""
        if self.share is None or self.closed < rule.least_closed:
            return False
        return self.share < rule.least_yield


def wilson(useful: int, closed: int, z: float = Z_95) -> tuple[float, float]:
    """Give Wilson's score interval of `useful` among `closed`; all of 0 to 1 while none is."""
    if not closed:
        return 0.0, 1.0
    share, square = useful / closed, z * z
    middle = share + square / (2 * closed)
    spread = z * sqrt(share * (1 - share) / closed + square / (4 * closed * closed))
    whole = 1 + square / closed
    low = 0.0 if useful == 0 else (middle - spread) / whole
    high = 1.0 if useful == closed else (middle + spread) / whole
    return low, high


def count(yields: Yields, rule: str, area: str, finding: Finding, *, simulated: bool) -> None:
    """Count a verified warning."""
    known = yields.get((rule, area, simulated)) or RuleYield(rule, area, simulated)
    useful = known.useful + (finding != "lawful")
    counted = RuleYield(rule, area, simulated, known.closed + 1, useful)
    yields[counted.key] = counted


def forget(yields: Yields, rule: str) -> None:
    """Begin anew for a rule that was changed."""
    for key in [key for key in yields if key[0] == rule]:
        del yields[key]


def by_rule(yields: Iterable[RuleYield], *, simulated: bool) -> dict[str, Yield]:
    """Add up the areas of each rule, in the order of rules.

    `simulated`: whether the county itself is, so that simulated warnings are its real ones.
    """
    sums: dict[str, Yield] = {}
    for each in yields:
        if simulated or not each.simulated:
            known = sums.get(each.rule, Yield(0, 0))
            sums[each.rule] = Yield(known.closed + each.closed, known.useful + each.useful)
    return dict(sorted(sums.items()))
