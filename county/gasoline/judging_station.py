"""The rule that looks at a station's day: G13, a register that looks made up."""

from __future__ import annotations

from collections.abc import Sequence

from county.events import Level
from county.gasoline.hits import Hit, hit_on, total
from county.gasoline.rules import DAY_S, GasolineRules
from county.gasoline.windows import Sale


def g13(
    sales: Sequence[Sale], pump: float | None, factor: float, rules: GasolineRules
) -> list[Hit]:
    """Give what looks wrong in a station's sales of a day (oldest first); `pump`: its litres.

    Each of the three shares is found for itself: an inspector asks about each. `factor`: by how
    much the season widens the daily cap.
    """
    rule = rules.g13
    if len(sales) < rule.least_sales:
        return []
    capped = [sale for sale in sales if _round_to_cap(sale, factor, rules)]
    unproven = [sale for sale in sales if not sale.proven]
    found = [
        _found(which, rule.level, parameter, limit, len(which) / len(sales))
        for parameter, limit, which in (
            ("cap_share", rule.cap_share, capped),
            ("unproven_share", rule.unproven_share, unproven),
        )
        if len(which) > limit * len(sales)
    ]
    differs = 0.0 if pump is None else _difference(total(sales), pump)
    if differs > rule.pump_share:
        found.append(_found(sales, rule.level, "pump_share", rule.pump_share, differs))
    return found


def _round_to_cap(sale: Sale, factor: float, rules: GasolineRules) -> bool:
    cap = rules.g04.cap(sale.machine)[1] * factor
    return cap - rules.g13.cap_margin_litres <= sale.bought.litres <= cap


def _difference(sold: float, pump: float) -> float:
    """Give by what share of the pumps' litres those sold differ."""
    return abs(sold - pump) / pump if pump else 1.0


def _found(sales: Sequence[Sale], level: Level, parameter: str, limit: float, share: float) -> Hit:
    hit = hit_on(sales[-1], "G13", level, parameter, limit, round(share, 4), DAY_S, sales)
    simulated = any(sale.simulated for sale in sales)
    # The station is looked into, nobody who bought there.
    return hit._replace(buyer="", tail="", area="", station_fault=True, simulated=simulated)
