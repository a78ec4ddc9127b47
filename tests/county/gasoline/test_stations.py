"""Rules on stations: registers that look made up, and silence that is no proof of no sales."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from county.events import PumpTotalled, PurchaseRegistered
from county.gasoline.engine import Engine, Hit
from county.gasoline.rules import Silence
from county.gasoline.silence import OpeningHours, Silences
from tests.county.gasoline.figures import GASOLINE
from tests.county.gasoline.trying import DAY, HOUR, MIDNIGHT, MINUTE, NOON, SPRING, engine, sale

CLOSES = MIDNIGHT + DAY + 2 * HOUR


def day(
    count: int = 20, litres: float = 5, odd: int = 0, **odd_fields: Any
) -> list[PurchaseRegistered]:
    """Give a station's day of lawful sales, the first `odd` of them otherwise."""
    return [
        sale(
            MIDNIGHT + 6 * HOUR + n * 10 * MINUTE,
            buyer=f"p-{n:04d}",
            use_place=f"{n}号",
            number=n + 1,
            **({"litres": litres} | (odd_fields if n < odd else {})),
        )
        for n in range(count)
    ]


def sold(purchases: list[PurchaseRegistered]) -> Engine:
    judge = engine()
    for each in purchases:
        judge.take(each, each.at)
    return judge


def closed(purchases: list[PurchaseRegistered], *pumps: PumpTotalled) -> list[Hit]:
    judge = sold(purchases)
    for pump in pumps:
        assert judge.totalled(pump) == []
    return judge.close_days(CLOSES)


def pump(litres: float, station: str = "s1") -> PumpTotalled:
    return PumpTotalled(MIDNIGHT + DAY, station=station, day="2026-06-21", litres=litres)


def shares(hits: list[Hit]) -> dict[str, float]:
    assert all(
        (hit.rule, hit.buyer, hit.tail, hit.station_fault) == ("G13", "", "", True) for hit in hits
    )
    return {hit.parameter: hit.measured for hit in hits}


def test_g13_a_day_closes_two_hours_after_its_midnight() -> None:
    judge = sold(day())
    assert judge.next_close == CLOSES
    assert judge.close_days(CLOSES - 1) == []
    assert judge.next_close == CLOSES
    assert judge.close_days(CLOSES) == []
    assert judge.next_close is None


@pytest.mark.parametrize(
    ("litres", "odd", "share"),
    [(20, 6, None), (20, 7, 0.35), (19.5, 7, 0.35), (19.4, 20, None), (20.1, 20, None)],
)
def test_g13_too_many_sales_round_to_the_cap(litres: float, odd: int, share: float | None) -> None:
    capped = day(20, litres=litres)[20 - odd :]
    assert shares(closed([*day(20 - odd), *capped])).get("cap_share") == share


@pytest.mark.parametrize("wrong", [{"photo": ""}, {"id_check": "missing"}])
def test_g13_more_than_one_in_twenty_without_picture_or_identity(wrong: dict[str, Any]) -> None:
    assert shares(closed(day(odd=1, **wrong))) == {}
    assert shares(closed(day(odd=2, **wrong))) == {"unproven_share": 0.1}


@pytest.mark.parametrize(
    ("litres", "share"),
    [(100, None), (95.3, None), (95.2, 0.0504), (105.2, None), (105.3, 0.0503), (0, 1.0)],
)
def test_g13_the_register_fits_the_pumps_within_five_in_a_hundred(
    litres: float, share: float | None
) -> None:
    assert shares(closed(day(), pump(litres))).get("pump_share") == share


def test_g13_a_day_of_few_sales_is_not_judged() -> None:
    assert closed(day(19, odd=19, photo=""), pump(1)) == []


def test_g13_each_share_is_told_for_itself_and_a_day_once() -> None:
    judge = sold(day(odd=20, photo=""))
    judge.totalled(pump(10))
    assert shares(judge.close_days(CLOSES)) == {"unproven_share": 1.0, "pump_share": 9.0}
    assert judge.close_days(CLOSES + DAY) == []


def test_g13_a_late_sale_or_total_tells_of_a_closed_day_only_what_is_new() -> None:
    judge = sold(day(odd=1, photo=""))
    assert judge.close_days(CLOSES) == []
    late = [
        sale(NOON + n, buyer=f"p-9{n:03d}", use_place="", number=90 + n, photo="") for n in range(3)
    ]
    first, second = (
        [hit for hit in judge.take(each, each.at) if hit.rule == "G13"] for each in late[:2]
    )
    assert (shares(first), second) == ({"unproven_share": 0.0952}, [])
    assert shares(judge.totalled(pump(50))) == {"pump_share": 1.2}
    assert judge.totalled(pump(40)) == []
    assert judge.totalled(pump(110)) == []
    assert shares(judge.totalled(pump(50))) == {"pump_share": 1.2}


def test_g13_the_cap_that_sales_are_round_to_is_the_seasons() -> None:
    spring = SPRING - NOON + MIDNIGHT
    judge = engine()
    for n in range(20):
        judge.take(
            sale(spring + n * HOUR, litres=30, buyer=f"p-{n:04d}", number=n + 1), spring + n * HOUR
        )
    assert "cap_share" in shares(judge.close_days(spring + 2 * DAY))


def test_g13_after_a_restart_a_day_that_had_closed_is_not_judged_again() -> None:
    judge = engine()
    for each in day(odd=20, photo=""):
        judge.recall(each, each.at)
    judge.resume(CLOSES)
    assert judge.next_close is None
    again = engine()
    for each in day(odd=20, photo=""):
        again.recall(each, each.at)
    again.resume(CLOSES - 1)
    assert shares(again.close_days(CLOSES + HOUR)) == {"unproven_share": 1.0}


def test_a_pump_total_of_no_day_is_nothing() -> None:
    told = PumpTotalled(NOON, station="s1", day="2026-02-31", litres=5)
    assert engine().totalled(told) == []


# ---- silence ------------------------------------------------------------------------------------


def heard(*minutes: int) -> Engine:
    judge = engine()
    for number, minute in enumerate(minutes, 1):
        judge.take(
            sale(NOON + minute * MINUTE, number=number, buyer=f"p-{number:04d}"),
            NOON + minute * MINUTE,
        )
    return judge


def elapsed_ms(hours: OpeningHours, since: int, until: int) -> int:
    """Give how long it was open between two moments."""
    return hours.clock(until) - hours.clock(since)


def test_g16_silence_is_long_after_three_times_the_usual_gap() -> None:
    judge = heard(0, 30, 60, 90, 120, 150)
    assert (judge.usual_s("s1"), judge.last_heard("s1")) == (1800, NOON + 150 * MINUTE)
    assert judge.silent_at("s1") == NOON + 240 * MINUTE


def test_g16_nothing_is_usual_before_five_gaps_are_known() -> None:
    judge = heard(0, 30, 60, 90, 120)
    assert (judge.usual_s("s1"), judge.silent_at("s1"), judge.silent_at("s9")) == (None, None, None)


def test_g16_the_usual_gap_is_the_one_that_nine_in_ten_stay_under() -> None:
    assert heard(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 69).usual_s("s1") == 3600
    assert heard(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 70).usual_s("s1") == 60


def test_g16_no_silence_under_an_hour_is_told() -> None:
    assert heard(0, 1, 2, 3, 4, 5).silent_at("s1") == NOON + 65 * MINUTE


def test_g16_time_stands_still_while_stations_are_closed() -> None:
    gaps = heard(*(n * 90 for n in range(7)))  # at 21:00 the last, then closed from 22:00 to 6:00
    assert gaps.usual_s("s1") == 5400
    assert gaps.silent_at("s1") == MIDNIGHT + DAY + 6 * HOUR + 210 * MINUTE
    morning = heard(*(n * 90 for n in range(7)), 21 * 60)  # at 9:00: four opening hours later
    assert morning.usual_s("s1") == 4 * 3600


def test_g16_a_refused_sale_is_a_sign_of_life_and_a_late_one_is_not() -> None:
    judge = heard(0, 30, 60, 90, 120, 150)
    at = NOON + 200 * MINUTE
    judge.take(sale(at, refused="ban"), at)
    judge.take(sale(NOON + 170 * MINUTE, number=9), NOON + 170 * MINUTE)
    assert judge.last_heard("s1") == at


@given(st.lists(st.integers(1, 12 * 60), max_size=30), st.booleans())
def test_g16_the_usual_gap_is_that_of_the_latest_sales_as_if_found_anew(
    minutes: list[int], changed: bool
) -> None:
    rule = replace(GASOLINE.g16, gaps=8)
    silences = Silences(rule, 480)
    times = [NOON + minute * MINUTE for minute in accumulate(minutes)]
    for when in times:
        silences.heard("s1", when)
    if changed:
        rule = silences.rule = replace(rule, gaps=6, opens="08:00")
    hours = OpeningHours(rule, 480)
    gaps = [elapsed_ms(hours, *pair) for pair in pairwise(times[-rule.gaps - 1 :])]
    known = sorted(gap for gap in gaps if gap)
    usual = known[int(0.9 * len(known))] // 1000 if len(known) >= 5 else None
    assert silences.usual_s("s1") == usual


def test_g16_silence_counts_from_when_somebody_was_there_to_hear() -> None:
    judge = heard(0, 30, 60, 90, 120, 150)
    assert judge.silent_at("s1", NOON + 5 * HOUR) == NOON + 390 * MINUTE
    assert judge.silent_at("s1", NOON) == NOON + 240 * MINUTE


@pytest.mark.parametrize(
    ("opens", "closes", "open_h"),
    [("06:00", "22:00", 16), ("20:00", "04:00", 8), ("06:00", "06:00", 24)],
)
def test_opening_hours_may_pass_midnight_and_never_end(
    opens: str, closes: str, open_h: int
) -> None:
    rule = Silence(factor=3, quantile=0.9, gaps=200, least_s=60, opens=opens, closes=closes)
    hours = OpeningHours(rule, 480)
    assert elapsed_ms(hours, NOON, NOON + 10 * DAY) == 10 * open_h * HOUR
    for open_ms in (1, HOUR, 20 * HOUR, 100 * HOUR):
        until = hours.after(NOON, open_ms)
        assert elapsed_ms(hours, NOON, until) == open_ms
        assert elapsed_ms(hours, NOON, until - 1) == open_ms - 1
