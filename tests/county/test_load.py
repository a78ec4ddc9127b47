"""The load meter: alarms in the last minutes, floods, and the share of a time in flood."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from county import load
from tests.county.samples import ALARMS, NOON

RULES = ALARMS.load
"""Ten in ten minutes are a flood; 6 an hour are acceptable, 12 the most; a shift has 8 hours."""

MINUTE = 60_000

SMALL = replace(RULES, flood_count=3, flood_within_s=5, shift_s=40)
"""Three in five seconds."""

some_times = st.lists(st.integers(0, 60).map(lambda s: s * 1000), max_size=30).map(sorted)


def times(*minutes: float) -> list[int]:
    """Give receive times, minutes before noon."""
    return sorted(NOON - round(m * MINUTE) for m in minutes)


def test_alarms_of_the_last_ten_minutes_and_of_the_last_hour_are_counted() -> None:
    read = load.meter(times(0, 5, 9.9, 10, 59, 60, 90), NOON, RULES)
    assert (read.last_10_min, read.last_hour) == (3, 5)


def test_what_has_not_come_in_yet_is_not_counted() -> None:
    assert load.received_within([NOON, NOON + 1], NOON, MINUTE) == 1


@pytest.mark.parametrize(
    ("alarms", "strain"), [(6, "acceptable"), (7, "high"), (12, "high"), (13, "too_much")]
)
def test_an_hour_is_judged_by_the_figures_for_one_console(alarms: int, strain: str) -> None:
    assert load.meter(times(*range(1, alarms + 1)), NOON, RULES).strain == strain


def test_the_tenth_alarm_in_ten_minutes_is_a_flood_and_the_ninth_is_not() -> None:
    assert load.in_flood(times(*range(10)), NOON, RULES)
    assert not load.in_flood(times(*range(9)), NOON, RULES)
    assert not load.in_flood(times(*range(1, 11)), NOON, RULES), "the oldest is ten minutes old"


def test_a_flood_lasts_from_the_alarm_that_makes_it_until_too_few_are_young_enough() -> None:
    came = [NOON + minute * MINUTE for minute in range(10)]
    assert load.floods(came, NOON, NOON + 60 * MINUTE, RULES) == [
        (NOON + 9 * MINUTE, NOON + 10 * MINUTE)
    ]
    assert load.flood_share(came, NOON, NOON + 60 * MINUTE, RULES) == 1 / 60


def test_a_flood_that_began_before_the_time_asked_for_counts_from_there() -> None:
    came = [NOON - 1000] * 10
    assert load.floods(came, NOON, NOON + 60 * MINUTE, RULES) == [(NOON, NOON + 10 * MINUTE - 1000)]


def test_a_quiet_desk_has_no_load() -> None:
    assert load.meter([], NOON, RULES) == load.Meter(0, 0, "acceptable", False, 0.0)
    assert load.flood_share([], NOON, NOON, RULES) == 0.0


@given(some_times, st.integers(0, 40), st.integers(1, 40))
def test_the_stretches_of_flood_are_the_moments_in_flood(
    came: list[int], since_s: int, length_s: int
) -> None:
    since, until = since_s * 1000, (since_s + length_s) * 1000
    found = load.floods(came, since, until, SMALL)
    # Times are whole seconds, so nothing changes between two of them.
    for moment in range(since, until, 1000):
        inside = any(begins <= moment < ends for begins, ends in found)
        assert inside == load.in_flood(came, moment, SMALL)
    assert all(since <= begins < ends <= until for begins, ends in found)
    assert all(before[1] < after[0] for before, after in pairwise(found)), "apart, in order"


@given(some_times)
def test_the_peak_is_the_fullest_ten_minutes_there_are(came: list[int]) -> None:
    best = load.peak(came, 5000)
    fullest = max((sum(at - 5000 < t <= at for t in came) for at in came), default=0)
    assert len(best) == fullest
    if best:
        assert came[best.stop - 1] - came[best.start] < 5000
