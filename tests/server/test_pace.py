"""The brakes on who goes too fast, and on who guesses."""

from __future__ import annotations

import pytest

from county.clock import ManualClock
from server.pace import FORGIVEN_S, FREE_TRIES, MOST_TRIES, REMEMBERED, Brake, Bucket


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(1_782_000_000_000)


def test_wrong_guesses_wait_longer_and_longer_and_then_none_is_looked_at(
    clock: ManualClock,
) -> None:
    brake = Brake(clock)
    delays = []
    for number in range(MOST_TRIES):
        assert brake.locked_out("10.0.0.1") is None
        delays.append(brake.failed("10.0.0.1", str(number)))
    assert delays[:FREE_TRIES] == [0.0] * FREE_TRIES
    assert 0 < delays[FREE_TRIES] < delays[-1]
    refusal = brake.locked_out("10.0.0.1")
    assert refusal is not None
    assert (refusal.code, refusal.values) == ("too_many_tries", {"seconds": FORGIVEN_S})
    assert brake.locked_out("10.0.0.2") is None


def test_a_guesser_is_forgiven_after_a_minute_of_quiet(clock: ManualClock) -> None:
    brake = Brake(clock)
    for number in range(MOST_TRIES):
        brake.failed("10.0.0.1", str(number))
    clock.advance(FORGIVEN_S - 1)
    assert brake.locked_out("10.0.0.1") is not None
    clock.advance(1)
    assert brake.locked_out("10.0.0.1") is None
    assert brake.failed("10.0.0.1", "again") == 0.0


def test_the_same_wrong_thing_again_is_a_mistake_and_locks_nobody_out(clock: ManualClock) -> None:
    brake = Brake(clock)
    assert [brake.failed("10.0.0.1", "old token") for _ in range(100)] == [0.0] * 100
    assert brake.locked_out("10.0.0.1") is None


def test_many_guessers_do_not_fill_the_memory(clock: ManualClock) -> None:
    brake = Brake(clock)
    for number in range(MOST_TRIES):
        brake.failed("first", str(number))
    for number in range(REMEMBERED):
        brake.failed(f"address {number}", "x")
    assert brake.locked_out("first") is None


def test_a_bucket_lets_a_burst_through_and_then_the_rate(clock: ManualClock) -> None:
    bucket = Bucket(rate=10, burst=20, clock=clock)
    assert bucket.take(20)
    assert not bucket.take(1)
    clock.advance(0.5)
    assert bucket.take(5)
    assert not bucket.take(1)


def test_a_debit_over_the_rate_tells_how_long_to_wait(clock: ManualClock) -> None:
    bucket = Bucket(rate=10, burst=20, clock=clock)
    assert bucket.debit(20) == 0.0
    assert bucket.debit(5) == pytest.approx(0.5)
    clock.advance(0.5)
    assert bucket.debit(1) == pytest.approx(0.1)
