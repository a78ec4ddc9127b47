"""Rules on a buyer's purchases together, and on permits: windows, limits, seasons, late arrivals."""

from __future__ import annotations

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


@pytest.mark.parametrize(
    ("machine", "litres", "found"),
    [
        ("hand", 20, None),
        ("hand", 20.1, ("W2", "hand_litres", 20, 20.1)),
        ("hand", 40, ("W2", "hand_litres", 20, 40)),
        ("hand", 40.1, ("W1", "hand_litres", 20, 40.1)),
        ("riding", 30, None),
        ("riding", 30.1, ("W2", "riding_litres", 30, 30.1)),
        (None, 20.1, ("W2", "other_litres", 20, 20.1)),
        ("drone", 20.1, ("W2", "other_litres", 20, 20.1)),
    ],
)
def test_g04_the_daily_cap_follows_the_declared_machine(
    machine: str | None, litres: float, found: object
) -> None:
    hit = hits(sale(litres=litres, machine=machine)).get("G04")
    assert (told(hit) if hit else None) == found


def test_g04_adds_up_the_local_day_and_begins_anew_at_midnight() -> None:
    assert "G04" in hits(sale(MIDNIGHT, litres=15), sale(MIDNIGHT + DAY - 1, litres=15))
    assert "G04" not in hits(sale(MIDNIGHT - 1, litres=15), sale(MIDNIGHT, litres=15))


def test_g04_is_wider_in_a_season_which_the_hit_names() -> None:
    assert "G04" not in hits(sale(SPRING, litres=30))
    hit = hits(sale(SPRING, litres=30.1))["G04"]
    assert (hit.limit, hit.season, hit.factor) == (30, "spring", 1.5)
    assert hits(sale(litres=30.1))["G04"].season == ""


def test_g05_the_second_within_a_day_at_another_station() -> None:
    assert "G05" not in hits(sale(NOON), sale(NOON + DAY, "s2"))
    assert "G05" not in hits(sale(NOON), sale(NOON + DAY - 1))
    hit = hits(sale(NOON), sale(NOON + DAY - 1, "s2"))["G05"]
    assert told(hit) == ("W2", "other_station_count", 2, 2)
    assert [each.station for each in hit.purchases] == ["s1", "s2"]


def test_g05_the_third_within_three_days_anywhere() -> None:
    first, second = sale(NOON), sale(NOON + DAY)
    assert "G05" not in hits(first, second, sale(NOON + 3 * DAY))
    hit = hits(first, second, sale(NOON + 3 * DAY - 1))["G05"]
    assert told(hit) == ("W2", "anywhere_count", 3, 3)


def test_g05_is_graver_together_with_the_daily_cap() -> None:
    found = hits(sale(litres=15), sale(NOON + HOUR, "s2", litres=15))
    assert (found["G05"].level, found["G04"].level) == ("W1", "W2")


def test_g05_counts_are_wider_in_a_season_rounded_up() -> None:
    week = [sale(SPRING + n * HOUR, litres=1) for n in range(5)]
    assert "G05" not in hits(*week[:4])
    assert told(hits(*week)["G05"]) == ("W2", "anywhere_count", 5, 5)
    other = sale(SPRING + 9 * HOUR, "s2", litres=1)
    assert "G05" not in hits(week[0], other)
    assert told(hits(*week[:2], other)["G05"]) == ("W2", "other_station_count", 3, 3)


def test_g06_stock_piling_is_seen_over_a_week_and_grows_graver() -> None:
    week = [sale(NOON + day * DAY, litres=20) for day in range(6)]
    assert "G06" not in hits(*week[:3])
    assert told(hits(*week[:4])["G06"]) == ("W3", "person_short_litres", 60, 80)
    # 90 litres are one and a half times the limit, and not more.
    assert hits(*week[:4], sale(NOON + 4 * DAY, litres=10))["G06"].level == "W3"
    assert hits(*week[:4], sale(NOON + 4 * DAY, litres=10.1))["G06"].level == "W2"
    assert "G06" not in hits(*week[:3], sale(NOON + 7 * DAY, litres=20))


def test_g06_a_month_has_a_limit_of_its_own_and_a_firm_others() -> None:
    month = [sale(NOON + week * 7 * DAY, litres=38) for week in range(4)]
    assert told(hits(*month)["G06"]) == ("W3", "person_long_litres", 150, 152)
    firm = [sale(NOON + n * DAY, litres=100, by_unit=True) for n in range(3)]
    assert "G06" not in hits(*firm[:2])
    assert told(hits(*firm)["G06"]) == ("W3", "unit_short_litres", 200, 300)


def test_g07_two_stations_in_half_a_day_or_three_in_a_week() -> None:
    assert "G07" not in hits(sale(NOON), sale(NOON + 12 * HOUR, "s2"))
    hit = hits(sale(NOON), sale(NOON + 12 * HOUR - 1, "s2"))["G07"]
    assert told(hit) == ("W2", "short_stations", 2, 2)
    two = sale(NOON), sale(NOON + 3 * DAY, "s2")
    assert told(hits(*two, sale(NOON + 7 * DAY - 1, "s3"))["G07"])[1:] == ("long_stations", 3, 3)
    assert "G07" not in hits(*two, sale(NOON + 7 * DAY, "s3"))
    assert "G07" not in hits(sale(SPRING), sale(SPRING + HOUR, "s2"))


def test_g11_the_purpose_changes_three_times_in_thirty_days() -> None:
    told_ = ["割草", "自用", " 割 草", "", "自用", "自用"]
    month = [sale(NOON + n * 5 * DAY, purpose=purpose) for n, purpose in enumerate(told_)]
    assert "G11" not in hits(*month[:4])
    assert told(hits(*month[:5])["G11"]) == ("W3", "changes", 3, 3)
    assert "G11" not in hits(*month[:4], sale(NOON + 30 * DAY, purpose="自用"))


def test_g02_a_permit_is_used_once_in_thirty_days() -> None:
    first = sale(NOON, permit="SP-1")
    assert "G02" not in hits(first, sale(NOON + 30 * DAY, permit="SP-1"))
    hit = hits(first, sale(NOON + 30 * DAY - 1, permit="ｓｐ-1"))["G02"]
    assert told(hit) == ("W2", "uses", 1, 2)
    twice = engine(rules(g02={"uses": 2}))
    assert "G02" not in hits(first, sale(NOON + DAY, permit="SP-1"), under=twice)


def test_g02_a_permit_that_somebody_else_used_before_is_not_theirs() -> None:
    hit = hits(sale(permit="SP-1"), sale(NOON + DAY, permit="SP-1", buyer="p-2222"))["G02"]
    assert (told(hit), hit.buyer) == (("W2", "permit_holder", 0, 1), "p-2222")


def test_other_buyers_purchases_never_count() -> None:
    assert hits(sale(litres=15), sale(NOON + HOUR, "s2", litres=15, buyer="p-2222")) == {}


def test_a_refused_sale_stands_in_no_window_and_an_archived_one_does() -> None:
    second = sale(NOON + HOUR, "s2", litres=15)
    assert hits(sale(litres=15, refused="amount"), second) == {}
    assert hits(sale(litres=15, archived=True), second).keys() == {"G04", "G05", "G07"}


def test_a_late_purchase_completes_the_windows_of_later_ones() -> None:
    found = hits(sale(NOON + 2 * HOUR, "s2"), sale(NOON, "s1"))
    assert found.keys() == {"G05", "G07"}
    assert [each.station for each in found["G05"].purchases] == ["s1", "s2"]


def test_a_late_purchase_has_a_later_one_judged_by_its_own_machine_and_buyer() -> None:
    later = sale(NOON + HOUR, litres=20, machine="riding")
    assert "G04" not in hits(later, sale(NOON, litres=9.9))
    assert hits(later, sale(NOON, litres=10.1))["G04"].parameter == "riding_litres"
    permit = hits(sale(NOON + HOUR, permit="SP", buyer="p-2222"), sale(NOON, permit="SP"))["G02"]
    assert (permit.buyer, [each.at for each in permit.purchases]) == (
        "p-2222",
        [NOON, NOON + HOUR],
    )


def test_what_a_late_purchase_has_no_part_in_is_not_found_again() -> None:
    week = [sale(NOON + n * HOUR, litres=1) for n in range(3)]
    assert "G05" in hits(*week)
    assert "G05" not in hits(*week, sale(NOON - 4 * DAY, litres=1))


def test_of_a_rule_met_more_than_once_by_one_arrival_the_gravest_is_told() -> None:
    heavy = sale(NOON + 2 * HOUR, litres=30)
    hit = hits(sale(NOON + HOUR, litres=19), heavy, sale(NOON, litres=2))["G04"]
    assert (hit.level, hit.measured) == ("W1", 51)


def test_a_doubtful_time_counts_as_the_desk_says() -> None:
    judge = engine()
    judge.take(sale(NOON, litres=15), NOON)
    assert judge.take(sale(NOON + 9 * DAY, litres=15, number=2, doubtful=True), NOON + SECOND)
