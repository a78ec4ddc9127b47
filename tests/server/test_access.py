"""Tokens, seats, and the brakes on who goes too fast."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.seats import Seat, new_token, save_seats, token_hash
from config.settings import SettingsError
from county.clock import ManualClock
from server.access import Access
from server.pace import FREE_TRIES, LONGEST_DELAY_S, REMEMBERED, Brake, Bucket

CHEN = Seat(name="chen", role="officer", token_sha256=token_hash("chen-token"))
GATE = Seat(name="gate", role="viewer", token_sha256=token_hash("gate-token"), areas=("t01",))


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(1_782_000_000_000)


def test_a_token_opens_its_own_seat_and_nothing_else_opens_one(tmp_path: Path) -> None:
    save_seats(tmp_path, (CHEN, GATE))
    access = Access(tmp_path)
    assert access.seat_of("chen-token") == CHEN
    assert access.seat_of("gate-token") == GATE
    for token in ("", "chen", CHEN.token_sha256, "chen-token ", "\ud800"):
        assert access.seat_of(token) is None


def test_no_two_tokens_are_alike() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) >= 43 for token in tokens)


def test_a_bad_seats_file_leaves_the_last_good_seats(tmp_path: Path) -> None:
    save_seats(tmp_path, (CHEN,))
    access = Access(tmp_path)
    (tmp_path / "seats.toml").write_text("[[seat]\n")
    with pytest.raises(SettingsError):
        access.reload()
    assert access.seat_of("chen-token") == CHEN


def test_a_changed_seat_is_not_held_and_only_a_lost_token_is_revoked(tmp_path: Path) -> None:
    save_seats(tmp_path, (CHEN, GATE))
    access = Access(tmp_path)
    promoted = Seat(name="chen", role="leader", token_sha256=CHEN.token_sha256)
    save_seats(tmp_path, (promoted,))
    access.reload()
    assert not access.holds(CHEN)
    assert not access.revoked(CHEN)
    assert access.revoked(GATE)


def test_wrong_tokens_wait_longer_and_longer_by_address(clock: ManualClock) -> None:
    brake = Brake(clock)
    assert [brake.failed("10.0.0.1") for _ in range(FREE_TRIES)] == [0.0] * FREE_TRIES
    delays = [brake.failed("10.0.0.1") for _ in range(1000)]
    assert delays[0] > 0
    assert delays == sorted(delays)
    assert delays[-1] == LONGEST_DELAY_S
    assert brake.failed("10.0.0.2") == 0.0


def test_an_address_is_forgiven_after_a_minute_of_quiet(clock: ManualClock) -> None:
    brake = Brake(clock)
    for _ in range(10):
        brake.failed("10.0.0.1")
    clock.advance(61)
    assert brake.failed("10.0.0.1") == 0.0


def test_many_addresses_do_not_fill_the_memory(clock: ManualClock) -> None:
    brake = Brake(clock)
    for _ in range(10):
        brake.failed("first")
    for number in range(REMEMBERED):
        brake.failed(f"address {number}")
    assert brake.failed("first") == 0.0


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
