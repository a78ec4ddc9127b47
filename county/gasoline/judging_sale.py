"""The rules that look at one sale by itself: G01-G03, G08-G11, G14, G17.

Each gives what it found, or None. A sale is judged by them once, when it comes in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from county.events import PurchaseRegistered
from county.gasoline.hits import Hit, Setting, hit_on
from county.gasoline.rules import DAY_S
from county.gasoline.windows import Sale
from county.geo import distance_m

SaleRule = Callable[[PurchaseRegistered, Sale, Setting], Hit | None]


def g01(purchase: PurchaseRegistered, sale: Sale, setting: Setting) -> Hit | None:
    """Miss nothing that the law wants recorded."""
    matched, tail = purchase.id_check == "matched", purchase.tail.strip()
    if matched and tail and sale.purpose and sale.place:
        return None
    told = (matched, tail, sale.purpose, sale.place)
    missing = sum(not each for each in told)
    return hit_on(sale, "G01", setting.rules.g01.level, "required_fields", 0, missing)


def g02(purchase: PurchaseRegistered, sale: Sale, setting: Setting) -> Hit | None:
    """See a permit that was issued to somebody else, or too long ago."""
    rule = setting.rules.g02
    holder = purchase.permit_holder
    if holder is not None and holder != purchase.buyer:
        return hit_on(sale, "G02", rule.level, "permit_holder", 0, 1)
    if purchase.permit_at is None:
        return None
    age_ms = sale.at - purchase.permit_at
    if age_ms <= rule.valid_s * 1000:
        return None
    return hit_on(sale, "G02", rule.level, "valid_s", rule.valid_s, age_ms // 1000)


def g03(purchase: PurchaseRegistered, sale: Sale, setting: Setting) -> Hit | None:
    """Hold the litres against the permit's; no season widens what a permit says."""
    if purchase.permit_litres is None:
        return None
    rule = setting.rules.g03
    limit = purchase.permit_litres * rule.tolerance
    if purchase.litres <= limit:
        return None
    return hit_on(sale, "G03", rule.level, "permit_litres", limit, sale.bought.litres)


def g08(purchase: PurchaseRegistered, sale: Sale, setting: Setting) -> Hit | None:
    """Wonder at a purchase in the middle of the night, unless there is an emergency."""
    begins, ends = setting.night
    time_s = (sale.at // 1000 + setting.utc_offset_s) % DAY_S
    at_night = begins <= time_s < ends if begins <= ends else time_s >= begins or time_s < ends
    if not at_night or setting.purposes.need(sale.purpose).emergency:
        return None
    return hit_on(sale, "G08", setting.rules.g08.level, "begins", begins, time_s)


def g09(purchase: PurchaseRegistered, sale: Sale, setting: Setting) -> Hit | None:
    """See a container that a station must not fill."""
    rule = setting.rules.g09
    if purchase.container is None or purchase.container in rule.forbidden:
        return hit_on(sale, "G09", rule.level, "forbidden", 0, 1, station_fault=True)
    held = purchase.container_litres
    if held is None or held <= rule.most_litres:
        return None
    most = rule.most_litres
    return hit_on(sale, "G09", rule.level, "most_litres", most, held, station_fault=True)


def g10(purchase: PurchaseRegistered, sale: Sale, setting: Setting) -> Hit | None:
    """Ask why somebody buys for use far from home; what is not known is not judged."""
    home, use = purchase.home_area, purchase.use_area
    if home is None or use is None or home == use or purchase.travel_reason.strip():
        return None
    rule, centres = setting.rules.g10, setting.ground.centres
    here, there = sale.point or centres.get(use), centres.get(home)
    if here is None or there is None:
        return None
    metres = distance_m(*here, *there)
    if metres <= rule.most_m:
        return None
    return hit_on(sale, "G10", rule.level, "most_m", rule.most_m, round(metres))


def g11(purchase: PurchaseRegistered, sale: Sale, setting: Setting) -> Hit | None:
    """See a purpose that needs a machine which was not declared."""
    machines = setting.purposes.need(sale.purpose).machines
    if machines is None or sale.machine in machines:
        return None
    return hit_on(sale, "G11", setting.rules.g11.level, "machines", 0, 1)


def g14(purchase: PurchaseRegistered, sale: Sale, setting: Setting) -> Hit | None:
    """See that nobody of the station filled the container."""
    if not purchase.self_service:
        return None
    level = setting.rules.g14.level
    return hit_on(sale, "G14", level, "self_service", 0, 1, station_fault=True)


def g17(purchase: PurchaseRegistered, sale: Sale, setting: Setting) -> Hit | None:
    """See a sale where none is allowed."""
    rule = setting.rules.g17
    if not rule.banned:
        return None
    return hit_on(sale, "G17", rule.level, "banned", 0, sale.bought.litres, station_fault=True)


SALE_RULES: Mapping[str, SaleRule] = {
    "G01": g01,
    "G02": g02,
    "G03": g03,
    "G08": g08,
    "G09": g09,
    "G10": g10,
    "G11": g11,
    "G14": g14,
    "G17": g17,
}
