"""The rules that look at permits and places, whoever buys: G02, G12, G15."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import islice

from county.gasoline.hits import Case, Hit, Incident, hit_on
from county.gasoline.rules import GasolineRules
from county.gasoline.windows import Sale, made_at, newer, order
from county.geo import distance_m

LOOKED_BACK = 200
"""Of a station's sales within a group's time the newest so many are looked at: at one every nine
seconds no station sells faster, and a flood must not make each of its purchases dearer."""


def g02(case: Case, rules: GasolineRules) -> Hit | None:
    """See a permit that somebody else used before, or that was used too often."""
    rule, sale = rules.g02, case.sale
    uses = newer(case.permit, sale.at - rule.memory_s * 1000)
    others = len({use.buyer for use in uses} - {sale.buyer})
    if others:
        parameter, limit, measured = "permit_holder", 0, others
    elif len(uses) > rule.uses:
        parameter, limit, measured = "uses", rule.uses, len(uses)
    else:
        return None
    return hit_on(sale, "G02", rule.level, parameter, limit, measured, rule.memory_s, uses)


def g12(case: Case, rules: GasolineRules) -> Hit | None:
    """See several purchasers at one station within minutes, for one place of use."""
    rule, sale, there = rules.g12, case.sale, case.station
    since = sale.at - rule.window_s * 1000
    if len(there) < rule.purchasers or there[-rule.purchasers].at <= since:
        return None
    # No call for each sale of the half hour: it would cost more than all the other rules.
    place, point = sale.place or None, sale.point
    group = []
    for other in islice(reversed(there), LOOKED_BACK):
        if other.at <= since:
            break
        if other.place == place or (point is not None and other.point == point):
            group.append(other)
    if len(group) < rule.purchasers:
        return None
    purchasers = len({each.buyer for each in group})
    if purchasers < rule.purchasers:
        return None
    group.reverse()
    return hit_on(
        sale, "G12", rule.level, "purchasers", rule.purchasers, purchasers, rule.window_s, group
    )


def g15(sale: Sale, incidents: Iterable[tuple[Incident, str]], rules: GasolineRules) -> Hit | None:
    """See that it is to be used where somebody threatens; each incident comes with its place
    folded."""
    rule = rules.g15
    near = [
        (metres, incident.number)
        for incident, place in incidents
        if abs(sale.at - incident.at) < rule.window_s * 1000
        and (metres := apart_m(sale, incident, place)) is not None
        and metres <= rule.radius_m
    ]
    if not near:
        return None
    metres, number = min(near)
    return hit_on(
        sale,
        "G15",
        rule.level,
        "radius_m",
        rule.radius_m,
        round(metres),
        rule.window_s,
        incident=number,
    )


def apart_m(sale: Sale, incident: Incident, place: str) -> float | None:
    """Give how far the place of use is from a threat, in metres; None when nobody can tell.

    Points tell best; where one of them is unknown, the same text is the same place.
    """
    if sale.point is not None and incident.lat is not None and incident.lon is not None:
        return distance_m(*sale.point, incident.lat, incident.lon)
    return 0.0 if place and sale.place == place else None


def later_there(sale: Sale, station: Sequence[Sale], window_s: int) -> list[Sale]:
    """Give the sales at the station after this one that stand in one group with it."""
    first = bisect_right(station, order(sale), key=order)
    last = bisect_left(station, sale.at + window_s * 1000, first, key=made_at)
    place, point = sale.place or None, sale.point
    return [
        other
        for other in station[first:last]
        if other.place == place or (point is not None and other.point == point)
    ]
