"""Rules on places: several buyers for one place, and places where somebody threatens."""

from __future__ import annotations

from typing import Any

import pytest

from county.events import PurchaseRegistered
from county.gasoline.engine import Incident
from county.gasoline.judging_place import LOOKED_BACK
from tests.county.gasoline.trying import HOUR, MINUTE, NOON, engine, hits, numbered, sale, told


def by(buyer: int, at: int, **changes: Any) -> PurchaseRegistered:
    return sale(at, buyer=f"p-{buyer:04d}", **changes)


def test_g12_three_buyers_within_half_an_hour_for_one_place() -> None:
    two = by(1, NOON), by(2, NOON + 10 * MINUTE)
    assert "G12" not in hits(*two)
    assert "G12" not in hits(*two, by(3, NOON + 30 * MINUTE))
    hit = hits(*two, by(3, NOON + 30 * MINUTE - 1))["G12"]
    assert told(hit) == ("W2", "purchasers", 3, 3)
    assert (hit.buyer, [each.purchase for each in hit.purchases]) == ("p-0003", [1, 2, 3])


def test_g12_the_same_buyer_again_is_no_group_and_neither_is_another_station() -> None:
    assert "G12" not in hits(by(1, NOON), by(2, NOON + 1), by(1, NOON + 2))
    assert "G12" not in hits(by(1, NOON), by(2, NOON + 1, station="s2"), by(3, NOON + 2))


def test_g12_knows_a_place_by_its_text_however_spelt_or_by_its_point() -> None:
    point = {"use_lat": 41.5, "use_lon": 110.5}
    spelt = by(1, NOON, use_place="Ｂ 区"), by(2, NOON + 1, use_place="b区")
    assert "G12" in hits(*spelt, by(3, NOON + 2, use_place=" B区"))
    pinned = by(1, NOON, use_place="甲", **point), by(2, NOON + 1, use_place="乙", **point)
    assert "G12" in hits(*pinned, by(3, NOON + 2, use_place="丙", **point))
    assert "G12" not in hits(*pinned, by(3, NOON + 2, use_place="丙", use_lat=41.5, use_lon=110.6))


def test_g12_no_place_told_is_not_one_place() -> None:
    assert "G12" not in hits(*(by(n, NOON + n, use_place="") for n in range(4)))


def test_g12_a_late_purchase_completes_the_group_of_a_later_one() -> None:
    found = hits(by(1, NOON), by(3, NOON + 20 * MINUTE), by(2, NOON + 10 * MINUTE))
    assert (found["G12"].buyer, found["G12"].measured) == ("p-0003", 3)


def test_g12_looks_at_so_many_sales_of_the_half_hour_and_no_more() -> None:
    crowd = [by(9, NOON + 2 + n, use_place=f"{n}号") for n in range(LOOKED_BACK - 2)]
    assert "G12" in hits(by(1, NOON), by(2, NOON + 1), *crowd[:-1], by(3, NOON + MINUTE))
    assert "G12" not in hits(by(1, NOON), by(2, NOON + 1), *crowd, by(3, NOON + MINUTE))


THREAT = Incident(7, NOON, 41.0, 110.0, "万和广场")


@pytest.mark.parametrize(
    ("changes", "metres"),
    [
        ({"use_lat": 41.0, "use_lon": 110.0}, 0),
        ({"use_lat": 41.02697, "use_lon": 110.0}, 2999),
        ({"use_lat": 41.02699, "use_lon": 110.0}, None),
        ({"use_place": "万和 广场"}, 0),
        ({"use_place": "万和广场", "use_lat": 42.0, "use_lon": 110.0}, None),
        ({"use_place": "南坡"}, None),
        ({"at": NOON + 2 * HOUR - 1, "use_place": "万和广场"}, 0),
        ({"at": NOON + 2 * HOUR, "use_place": "万和广场"}, None),
        ({"at": NOON - 2 * HOUR, "use_place": "万和广场"}, None),
    ],
)
def test_g15_gasoline_for_where_somebody_threatens(
    changes: dict[str, Any], metres: int | None
) -> None:
    hit = hits(sale(**changes), incidents=[THREAT]).get("G15")
    assert (hit.measured if hit else None) == metres
    assert hit is None or (hit.level, hit.incident) == ("W1", 7)


def test_g15_of_two_threats_the_nearer_is_told() -> None:
    further = Incident(6, NOON, 41.01, 110.0, "")
    hit = hits(sale(use_lat=41.0, use_lon=110.0), incidents=[further, THREAT])["G15"]
    assert (hit.incident, hit.measured) == (7, 0)


def test_g15_a_threat_without_a_known_place_is_near_nothing() -> None:
    assert "G15" not in hits(sale(use_place=""), incidents=[Incident(7, NOON, None, None, "")])


def test_g15_a_threat_finds_what_was_bought_before_it() -> None:
    judge = engine()
    bought = [
        by(1, NOON - 2 * HOUR, use_place="万和广场"),
        by(2, NOON - 2 * HOUR + 1, use_place="万和广场", station="s2"),
        by(3, NOON - HOUR, use_lat=41.0, use_lon=110.0, archived=True),
        by(4, NOON - HOUR, use_lat=41.0, use_lon=110.0, refused="permit"),
        by(5, NOON - HOUR, use_lat=41.0, use_lon=110.0),
    ]
    for each in numbered(bought):
        judge.recall(each, each.at)
    found = judge.threatened(THREAT)
    assert [(hit.buyer, hit.incident) for hit in found] == [("p-0002", 7), ("p-0005", 7)]
