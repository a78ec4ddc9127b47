"""The rule that looks at a station's day: G13, a register that looks made up."""

from __future__ import annotations

from collections.abc import Sequence

from county.gasoline.hits import Hit, hit_on
from county.gasoline.rules import DAY_S, GasolineRules
from county.gasoline.windows import Sale, order

Shares = dict[str, float]
"""What looks wrong in a day: shares of it past their limits, by the names of these in G13."""


class Register:
    """A station's sales of one local day, and what the shares of G13 ask of them.

    Counted when somebody asks, and then only what came since: a late sale costs the same however
    many the day has.
    """

    __slots__ = ("_capped", "_counted", "_litres", "_sales", "_unproven", "pump")

    def __init__(self) -> None:
        self.pump: float | None = None
        """The litres that the station's pumps gave; None while nobody told."""
        self._sales: list[Sale] = []
        self.recount()

    def add(self, sale: Sale) -> None:
        """Enter a sale."""
        self._sales.append(sale)

    def remove(self, number: int) -> None:
        """Strike the sale with this number out, if it is there."""
        self._sales = [sale for sale in self._sales if sale.bought.purchase != number]
        self.recount()

    def recount(self) -> None:
        """Count anew when next asked: a sale went, or the rules are others."""
        self._counted = self._capped = self._unproven = 0
        self._litres = 0.0

    def wrong(self, rules: GasolineRules, factor: float) -> Shares:
        """Give what looks wrong; `factor`: by how much the season widens the daily cap."""
        rule, sold = rules.g13, len(self._sales)
        if sold < rule.least_sales:
            return {}
        self._count(rules, factor)
        found = {}
        if self._capped > rule.cap_share * sold:
            found["cap_share"] = self._capped / sold
        if self._unproven > rule.unproven_share * sold:
            found["unproven_share"] = self._unproven / sold
        differs = self._difference()
        if differs > rule.pump_share:
            found["pump_share"] = differs
        return found

    def hits(self, shares: Shares, rules: GasolineRules, factor: float) -> list[Hit]:
        """Tell of each of the shares for itself: an inspector asks about each."""
        return [
            _found(self._behind(name, rules, factor), name, share, rules)
            for name, share in shares.items()
        ]

    def _behind(self, share: str, rules: GasolineRules, factor: float) -> list[Sale]:
        """Give the sales that a share rests on, oldest first."""
        sold = sorted(self._sales, key=order)
        if share == "cap_share":
            return [sale for sale in sold if _round_to_cap(sale, rules, factor)]
        if share == "unproven_share":
            return [sale for sale in sold if not sale.proven]
        return sold

    def _count(self, rules: GasolineRules, factor: float) -> None:
        for sale in self._sales[self._counted :]:
            self._capped += _round_to_cap(sale, rules, factor)
            self._unproven += not sale.proven
            self._litres += sale.bought.litres
        self._counted = len(self._sales)

    def _difference(self) -> float:
        """Give by what share of the pumps' litres those sold differ."""
        if self.pump is None:
            return 0.0
        return abs(round(self._litres, 2) - self.pump) / self.pump if self.pump else 1.0


def _round_to_cap(sale: Sale, rules: GasolineRules, factor: float) -> bool:
    cap = rules.g04.cap(sale.machine)[1] * factor
    return cap - rules.g13.cap_margin_litres <= sale.bought.litres <= cap


def _found(sales: Sequence[Sale], parameter: str, share: float, rules: GasolineRules) -> Hit:
    limit: float = getattr(rules.g13, parameter)
    level = rules.g13.level
    hit = hit_on(sales[-1], "G13", level, parameter, limit, round(share, 4), DAY_S, sales)
    simulated = any(sale.simulated for sale in sales)
    # The station is looked into, nobody who bought there.
    return hit._replace(buyer="", tail="", area="", station_fault=True, simulated=simulated)
