"""The rules that look at a buyer's purchases together: G04-G07, G11.

Each gives what it found, or None; a purchase that comes late has later ones judged again. The
season widens the limits of G04 to G07.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from county.events import Level
from county.gasoline.hits import Case, Hit, hit_on, total
from county.gasoline.rules import DAY_S, GasolineRules
from county.gasoline.windows import Sale, newer

_DAY_MS = DAY_S * 1000

WindowRule = Callable[[Case, GasolineRules], Hit | None]


def g04(case: Case, rules: GasolineRules) -> Hit | None:
    """Hold the day's litres against the cap of the declared machine."""
    rule = rules.g04
    machine, litres = rule.cap(case.sale.machine)
    cap = litres * case.today.factor
    if case.litres <= cap or (case.away_ms >= _DAY_MS and case.sale.bought.litres <= cap):
        return None
    today = newer(case.history, case.today.begins - 1)
    litres = total(today)
    if litres <= cap:
        return None
    level = rule.severe_level if litres > cap * rule.severe_factor else rule.level
    return _found(case, "G04", level, f"{machine}_litres", cap, litres, DAY_S, today)


def g05(case: Case, rules: GasolineRules) -> Hit | None:
    """See the same buyer again too soon."""
    rule = rules.g05
    if case.away_ms >= max(rule.other_station_window_s, rule.anywhere_window_s) * 1000:
        return None
    near, limit = case.within(rule.other_station_window_s), case.count(rule.other_station_count)
    if len(near) >= limit and _stations(near) > 1:
        parameter, window_s, met = "other_station_count", rule.other_station_window_s, near
    else:
        near, limit = case.within(rule.anywhere_window_s), case.count(rule.anywhere_count)
        if len(near) < limit:
            return None
        parameter, window_s, met = "anywhere_count", rule.anywhere_window_s, near
    over_cap = rules.g04.enabled and g04(case, rules) is not None
    level = rule.with_daily_cap_level if over_cap else rule.level
    return _found(case, "G05", level, parameter, limit, len(met), window_s, met)


def g06(case: Case, rules: GasolineRules) -> Hit | None:
    """Add up the litres of days; of two windows passed, name the one passed further."""
    rule = rules.g06
    if case.sale.by_unit:
        who, short, long = "unit", rule.unit_short_litres, rule.unit_long_litres
    else:
        who, short, long = "person", rule.person_short_litres, rule.person_long_litres
    factor = case.today.factor
    short, long = short * factor, long * factor
    if case.litres <= short and case.litres <= long:
        return None
    hits = [
        _found(case, "G06", rule.level, f"{who}_{span}_litres", limit, litres, window_s, sales)
        for span, window_s, limit in (
            ("short", rule.short_window_s, short),
            ("long", rule.long_window_s, long),
        )
        if (litres := total(sales := case.within(window_s))) > limit
    ]
    if not hits:
        return None
    worst = max(hits, key=lambda hit: hit.measured / hit.limit)
    severe = worst.measured > worst.limit * rule.severe_factor
    return worst._replace(level=rule.severe_level) if severe else worst


def g07(case: Case, rules: GasolineRules) -> Hit | None:
    """Count the stations."""
    rule = rules.g07
    if case.away_ms >= max(rule.short_window_s, rule.long_window_s) * 1000:
        return None
    for span, window_s, stations in (
        ("short", rule.short_window_s, rule.short_stations),
        ("long", rule.long_window_s, rule.long_stations),
    ):
        limit, sales = case.count(stations), case.within(window_s)
        count = _stations(sales)
        if count >= limit:
            return _found(
                case, "G07", rule.level, f"{span}_stations", limit, count, window_s, sales
            )
    return None


def g11(case: Case, rules: GasolineRules) -> Hit | None:
    """Count how often the purpose became another; what was left out is no purpose."""
    rule = rules.g11
    if len(case.history) <= rule.changes:
        return None
    sales = case.within(rule.window_s)
    told = [sale.purpose for sale in sales if sale.purpose]
    changes = sum(before != after for before, after in pairwise(told))
    if changes < rule.changes:
        return None
    return hit_on(
        case.sale, "G11", rule.level, "changes", rule.changes, changes, rule.window_s, sales
    )


def _found(
    case: Case,
    rule: str,
    level: Level,
    parameter: str,
    limit: float,
    measured: float,
    window_s: int,
    sales: Sequence[Sale],
) -> Hit:
    """Give what was found, with the season that widened the limit."""
    season, factor = case.today.season, case.today.factor
    return hit_on(
        case.sale, rule, level, parameter, limit, measured, window_s, sales, season, factor
    )


def _stations(sales: Sequence[Sale]) -> int:
    return len({sale.bought.station for sale in sales})


FIRST_RULES: Mapping[str, WindowRule] = {"G04": g04, "G06": g06}
"""What a buyer's first purchase can meet: to come again, or elsewhere, takes another."""

AGAIN_RULES: Mapping[str, WindowRule] = {**FIRST_RULES, "G05": g05, "G07": g07, "G11": g11}
