"""Shifts, days and weeks of the county's local time."""

from __future__ import annotations

import pytest

from config.periods import Period, period_of
from config.shifts import Shift
from tests.county.samples import DAY, HOUR, NOON

CHINA = 480
MIDNIGHT = NOON - 12 * HOUR
"""Sunday, 2026-06-21 00:00 in China."""

DAY_SHIFT = Shift(name="day", begins="08:30", ends="20:30")
NIGHT_SHIFT = Shift(name="night", begins="20:30", ends="08:30")


def hours(count: float) -> int:
    return MIDNIGHT + round(count * HOUR)


@pytest.mark.parametrize("at", [hours(0), hours(12), hours(24) - 1])
def test_a_day_is_from_midnight_to_midnight_local_time(at: int) -> None:
    assert period_of("day", at, CHINA) == Period(MIDNIGHT, MIDNIGHT + DAY)


def test_the_same_moment_is_another_day_elsewhere() -> None:
    assert period_of("day", MIDNIGHT, 0) == Period(MIDNIGHT - 16 * HOUR, MIDNIGHT + 8 * HOUR)


def test_a_week_begins_on_monday() -> None:
    monday = MIDNIGHT - 6 * DAY
    assert period_of("week", hours(23.9), CHINA) == Period(monday, monday + 7 * DAY)
    assert period_of("week", MIDNIGHT + DAY, CHINA).since == MIDNIGHT + DAY


def test_the_shift_is_the_one_that_began_last() -> None:
    both = (DAY_SHIFT, NIGHT_SHIFT)
    assert period_of("shift", hours(8.5), CHINA, both) == Period(hours(8.5), hours(20.5))
    assert period_of("shift", hours(20.4), CHINA, both) == Period(hours(8.5), hours(20.5))


def test_a_shift_over_midnight_began_the_day_before() -> None:
    both = (DAY_SHIFT, NIGHT_SHIFT)
    assert period_of("shift", hours(3), CHINA, both) == Period(hours(-3.5), hours(8.5))


def test_between_shifts_it_is_the_one_that_ended() -> None:
    short = Shift(name="short", begins="08:00", ends="12:00")
    assert period_of("shift", hours(15), CHINA, (short,)) == Period(hours(8), hours(12))


def test_from_and_to_alike_is_the_whole_day() -> None:
    whole = Shift(name="whole", begins="09:00", ends="09:00")
    assert period_of("shift", hours(8), CHINA, (whole,)) == Period(hours(-15), hours(9))


def test_without_shifts_it_is_the_length_of_one_up_to_then() -> None:
    assert period_of("shift", NOON, CHINA, (), 28_800) == Period(NOON - 8 * HOUR, NOON)
