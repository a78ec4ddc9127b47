"""Shifts in the county's local time, over midnight too."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from config.shifts import Shift

DAY = Shift(name="day", begins="08:00", ends="20:00")
NIGHT = Shift(name="night", begins="20:00", ends="08:00")
MIDNIGHT_UTC = 1_782_000_000_000 // 86_400_000 * 86_400_000
EAST_8 = 480


def at(hour: int, minute: int = 0) -> int:
    """Give a moment by the clock of a county at UTC+8."""
    return MIDNIGHT_UTC + ((hour - 8) * 60 + minute) * 60_000


def test_a_shift_covers_its_hours_by_the_countys_clock() -> None:
    assert not DAY.covers(at(7, 59), EAST_8, 0)
    assert DAY.covers(at(8), EAST_8, 0)
    assert DAY.covers(at(19, 59), EAST_8, 0)
    assert not DAY.covers(at(20, 1), EAST_8, 0)


def test_a_night_shift_goes_over_midnight() -> None:
    assert NIGHT.covers(at(23, 30), EAST_8, 0)
    assert NIGHT.covers(at(0, 30), EAST_8, 0)
    assert NIGHT.covers(at(7, 59), EAST_8, 0)
    assert not NIGHT.covers(at(12), EAST_8, 0)


def test_grace_lets_in_before_and_lets_stay_after() -> None:
    assert DAY.covers(at(7, 31), EAST_8, 1800)
    assert DAY.covers(at(20, 29), EAST_8, 1800)
    assert not DAY.covers(at(20, 31), EAST_8, 1800)
    assert not DAY.covers(at(7, 29), EAST_8, 1800)


def test_from_and_to_at_the_same_time_are_the_whole_day() -> None:
    whole = Shift(name="whole", begins="08:00", ends="08:00")
    assert all(whole.covers(at(hour), EAST_8, 0) for hour in range(24))


@given(st.integers(0, 1439))
def test_at_every_minute_somebody_is_on_duty(minute: int) -> None:
    assert DAY.covers(at(0, minute), EAST_8, 0) or NIGHT.covers(at(0, minute), EAST_8, 0)
