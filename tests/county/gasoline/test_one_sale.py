"""Rules on one sale by itself: at their limit nothing, just past it a reason."""

from __future__ import annotations

from typing import Any

import pytest

from tests.county.gasoline.trying import (
    DAY,
    HOUR,
    MIDNIGHT,
    NOON,
    SECOND,
    SPRING,
    engine,
    hits,
    rules,
    sale,
    told,
)


def test_a_lawful_sale_meets_no_rule() -> None:
    assert hits(sale()) == {}


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"id_check": "failed"}, 1),
        ({"id_check": "missing"}, 1),
        ({"purpose": ""}, 1),
        ({"purpose": "　 "}, 1),
        ({"use_place": " "}, 1),
        ({"tail": "", "purpose": "", "use_place": "", "id_check": "missing"}, 4),
    ],
)
def test_g01_counts_what_is_missing_or_failed(changes: dict[str, Any], missing: int) -> None:
    assert told(hits(sale(**changes))["G01"]) == ("W2", "required_fields", 0, missing)


@pytest.mark.parametrize(
    ("age", "found"),
    [(3 * DAY, None), (3 * DAY + 1, ("W2", "valid_s", 259_200, 259_200)), (-DAY, None)],
)
def test_g02_a_permit_is_valid_for_three_days(age: int, found: object) -> None:
    hit = hits(sale(permit="SP-1", permit_at=NOON - age)).get("G02")
    assert (told(hit) if hit else None) == found


def test_g02_a_permit_is_good_for_whom_it_was_issued_to_alone() -> None:
    assert "G02" not in hits(sale(permit="SP-1", permit_holder="p-7781"))
    hit = hits(sale(permit="SP-1", permit_holder="p-other"))["G02"]
    assert (hit.parameter, hit.buyer) == ("permit_holder", "p-7781")


def test_g03_allows_what_the_permit_says_and_not_a_drop_more_in_any_season() -> None:
    assert "G03" not in hits(sale(litres=10, permit_litres=10))
    assert told(hits(sale(litres=10.1, permit_litres=10))["G03"]) == (
        "W2",
        "permit_litres",
        10,
        10.1,
    )
    assert "G03" in hits(sale(SPRING, litres=10.1, permit_litres=10))


@pytest.mark.parametrize(
    ("at", "odd"),
    [
        (MIDNIGHT + 23 * HOUR - 1, False),
        (MIDNIGHT + 23 * HOUR, True),
        (MIDNIGHT, True),
        (MIDNIGHT + 5 * HOUR - 1, True),
        (MIDNIGHT + 5 * HOUR, False),
    ],
)
def test_g08_wonders_at_the_night_from_23_to_5_local_time(at: int, odd: bool) -> None:
    assert ("G08" in hits(sale(at))) == odd


@pytest.mark.parametrize("purpose", ["抢险用", "RESCUE of sheep", "ｒｅｓｃｕｅ"])
def test_g08_lets_an_emergency_buy_at_night(purpose: str) -> None:
    assert "G08" not in hits(sale(MIDNIGHT, purpose=purpose))


def test_g08_hours_of_one_day_need_no_midnight_between_them() -> None:
    early = rules(g08={"begins": "01:00", "ends": "04:00"})
    assert "G08" not in hits(sale(MIDNIGHT + 1800 * SECOND), under=engine(early))
    assert "G08" in hits(sale(MIDNIGHT + HOUR), under=engine(early))


@pytest.mark.parametrize(
    ("changes", "parameter"),
    [
        ({"container": "plastic"}, "forbidden"),
        ({"container": None}, "forbidden"),
        ({"container_litres": 25.5}, "most_litres"),
        ({"container_litres": 25}, None),
        ({"container_litres": None}, None),
        ({"container": "other"}, None),
    ],
)
def test_g09_a_forbidden_unknown_or_large_container_is_the_stations_fault(
    changes: dict[str, Any], parameter: str | None
) -> None:
    hit = hits(sale(**changes)).get("G09")
    assert (hit and hit.parameter, hit.station_fault if hit else True) == (parameter, True)


@pytest.mark.parametrize(
    ("changes", "far"),
    [
        ({"home_area": "t01", "use_area": "t03"}, 83_920),
        ({"home_area": "t01", "use_area": "t02"}, None),
        ({"home_area": "t01", "use_area": "t03", "travel_reason": "走亲戚"}, None),
        ({"home_area": "t01", "use_area": "t03", "travel_reason": " "}, 83_920),
        ({"home_area": "t01", "use_area": None}, None),
        ({"home_area": None, "use_area": "t03"}, None),
        ({"home_area": "t99", "use_area": "t03"}, None),
        ({"home_area": "t01", "use_area": "t02", "use_lat": 41.0, "use_lon": 110.596}, 50_016),
        ({"home_area": "t01", "use_area": "t02", "use_lat": 41.0, "use_lon": 110.595}, None),
        ({"home_area": "t01", "use_area": "t01", "use_lat": 43.0, "use_lon": 110.0}, None),
    ],
)
def test_g10_asks_beyond_50_km_outside_the_home_area(
    changes: dict[str, Any], far: int | None
) -> None:
    hit = hits(sale(**changes)).get("G10")
    assert (hit.measured if hit else None) == far


@pytest.mark.parametrize(
    ("purpose", "machine", "met"),
    [
        ("伐木", "hand", False),
        ("伐木", "riding", True),
        ("油 锯", None, True),
        ("割草、伐木", "riding", False),
        ("自用", None, False),
        ("抢险", None, False),
    ],
)
def test_g11_a_purpose_needs_its_machine(purpose: str, machine: str | None, met: bool) -> None:
    hit = hits(sale(purpose=purpose, machine=machine)).get("G11")
    assert (hit.parameter if hit else None) == ("machines" if met else None)


def test_g14_nobody_fills_a_container_themselves() -> None:
    hit = hits(sale(self_service=True))["G14"]
    assert (hit.level, hit.station_fault, hit.buyer) == ("W2", True, "p-7781")


def test_g17_under_a_ban_every_sale_is_of_the_gravest_level() -> None:
    banned = engine(rules(g17={"banned": True}))
    assert told(hits(sale(litres=0.5), under=banned)["G17"]) == ("W1", "banned", 0, 0.5)


def test_a_rule_that_is_off_finds_nothing() -> None:
    off = rules(g01={"enabled": False}, g09={"enabled": False}, g04={"enabled": False})
    assert hits(sale(purpose="", container=None, litres=90), under=engine(off)).keys() == {"G06"}


def test_changed_rules_hold_from_the_next_purchase_on() -> None:
    judge = engine()
    assert hits(sale(container="other"), under=judge) == {}
    judge.rules = rules(g09={"forbidden": ("plastic", "other")})
    assert hits(sale(container="other"), under=judge).keys() == {"G09"}


def test_a_refused_sale_meets_no_rule_and_an_archived_one_raises_nothing() -> None:
    assert hits(sale(litres=90, refused="permit", purpose="")) == {}
    assert hits(sale(litres=90, archived=True, purpose="")) == {}
