"""Few screens are told at once; of many, what every frame costs is kept within bounds."""

from __future__ import annotations

import pytest

from county.clock import ManualClock
from server.rhythm import CROWD, FEW, LINGER_S, REST_S, Rhythm

TICK_S = 0.2


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(1_782_000_000_000)


def test_a_single_commit_is_told_to_few_at_once(clock: ManualClock) -> None:
    assert Rhythm(TICK_S, clock).wait_s(FEW) == 0


def test_a_flood_is_gathered_even_for_one(clock: ManualClock) -> None:
    rhythm = Rhythm(TICK_S, clock)
    rhythm.told()
    assert rhythm.wait_s(1) == pytest.approx(REST_S)
    clock.advance(REST_S)
    assert rhythm.wait_s(1) == 0


def test_the_more_screens_there_are_the_longer_a_commit_waits_and_never_beyond_a_bound(
    clock: ManualClock,
) -> None:
    rhythm = Rhythm(TICK_S, clock)
    waits = [rhythm.wait_s(screens) for screens in range(FEW, CROWD + 1)]
    assert waits == sorted(set(waits))
    assert rhythm.wait_s(CROWD) == rhythm.wait_s(20 * CROWD) == LINGER_S


def test_a_tick_goes_with_commits_once_its_time_has_come(clock: ManualClock) -> None:
    rhythm = Rhythm(TICK_S, clock)
    clock.advance(TICK_S - 0.01)
    assert not rhythm.tick_is_due
    clock.advance(0.02)
    assert rhythm.tick_is_due
    rhythm.ticked()
    assert not rhythm.tick_is_due


def test_without_commits_a_tick_goes_alone_later_in_a_crowd(clock: ManualClock) -> None:
    rhythm = Rhythm(TICK_S, clock)
    assert rhythm.tick_wait_s(0) == pytest.approx(TICK_S)
    assert rhythm.tick_wait_s(CROWD) == rhythm.tick_wait_s(9 * CROWD) == pytest.approx(2 * TICK_S)
    clock.advance(3 * TICK_S)
    assert rhythm.tick_wait_s(CROWD) == 0
