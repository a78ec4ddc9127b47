"""An engine over a handful of purchases, each figure in plain sight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from county.events import PurchaseRegistered
from county.gasoline.engine import Engine, Ground, Hit, Incident, Site
from county.gasoline.rules import GasolineRules
from tests.county.gasoline.figures import GASOLINE

SECOND, MINUTE, HOUR, DAY = 1000, 60_000, 3_600_000, 86_400_000
MIDNIGHT = 1_781_971_200_000
"""2026-06-21 00:00 in China (UTC+8), epoch milliseconds: no season."""
NOON = MIDNIGHT + 12 * HOUR
SPRING = NOON - 50 * DAY
"""2026-05-02: the limits of G04 to G07 are half as wide again."""

GROUND = Ground(
    {"s1": Site("t01", 41, 110), "s2": Site("t02", 41, 111), "s3": Site("t03", 41, 112)},
    {"t01": (41, 110), "t02": (41, 110.5), "t03": (41, 111)},
    {"t01": "police-1", "t02": "police-2"},
)
"""From the middle of t01 it is 42 km to that of t02 and 84 km to that of t03."""


def engine(rules: GasolineRules = GASOLINE) -> Engine:
    return Engine(rules, GROUND, 480)


def rules(**changes: dict[str, Any]) -> GasolineRules:
    """Give the rules with some figures changed: ``rules(g17={"banned": True})``."""
    changed = {name: replace(getattr(GASOLINE, name), **each) for name, each in changes.items()}
    return replace(GASOLINE, **changed)


def sale(
    at: int = NOON, station: str = "s1", litres: float = 5, **changes: Any
) -> PurchaseRegistered:
    """Give a purchase that meets no rule by itself."""
    fields: dict[str, Any] = {
        "buyer": "p-7781",
        "tail": "3X",
        "purpose": "割草",
        "use_place": "南坡",
        "machine": "hand",
        "id_check": "matched",
        "photo": "photo-1",
        "container": "metal",
        "container_litres": 25,
    }
    return PurchaseRegistered(at=at, station=station, litres=litres, **(fields | changes))


def numbered(purchases: Sequence[PurchaseRegistered], first: int = 1) -> list[PurchaseRegistered]:
    return [replace(each, number=number) for number, each in enumerate(purchases, first)]


def hits(
    *purchases: PurchaseRegistered,
    under: Engine | None = None,
    incidents: Sequence[Incident] = (),
) -> dict[str, Hit]:
    """Sell in this order; give what the last purchase met, by rule."""
    judge = under or engine()
    found: list[Hit] = []
    for each in numbered(purchases):
        found = judge.take(each, each.at, incidents)
    return {hit.rule: hit for hit in found}


def told(hit: Hit) -> tuple[str, str, float, float]:
    """Give what a hit says first of all."""
    return hit.level, hit.parameter, hit.limit, hit.measured
