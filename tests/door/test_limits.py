"""How much may come through the door."""

from __future__ import annotations

import pytest

from county.clock import ManualClock
from tests.county.samples import NOON
from tui.door.limits import Admissions, Caps, source_of

HERE, THERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


def admissions(clock: ManualClock, **caps: float) -> Admissions:
    return Admissions(Caps(**caps), clock)  # type: ignore[arg-type] # figures by their names


def test_a_source_that_never_proves_itself_is_slowed_down(clock: ManualClock) -> None:
    door = admissions(clock, burst=3, per_s=2)
    for _ in range(3):
        assert door.connects(HERE)
        door.settles(HERE, proved=False)
    assert not door.connects(HERE)
    assert door.connects(THERE)
    clock.advance(0.5)
    assert door.connects(HERE)
    assert not door.connects(HERE)


def test_an_office_that_proves_itself_comes_back_all_at_once(clock: ManualClock) -> None:
    door = admissions(clock, burst=3, per_s=0.01)
    for _ in range(100):
        assert door.connects(HERE)
        door.settles(HERE, proved=True)


def test_strangers_at_once_are_few_from_one_source_and_in_all(clock: ManualClock) -> None:
    door = admissions(clock, strangers=3, strangers_per_source=2)
    assert door.connects(HERE)
    assert door.connects(HERE)
    assert not door.connects(HERE)
    assert door.connects(THERE)
    assert not door.connects("192.0.2.3")
    door.settles(HERE, proved=False)
    assert door.connects("192.0.2.3")


def test_sources_that_went_quiet_are_forgotten(clock: ManualClock) -> None:
    door = admissions(clock)
    for number in range(1000):
        address = f"198.51.{number // 256}.{number % 256}"
        assert door.connects(address)
        door.settles(address, proved=False)
        clock.advance(1)
    assert len(door._sources) < 20


def test_seats_and_the_house_have_so_many_places(clock: ManualClock) -> None:
    door = admissions(clock, sessions=3, per_seat=2)
    assert door.sits_down("li") is None
    assert door.sits_down("li") is None
    refused = door.sits_down("li")
    assert refused is not None
    assert refused.code == "seat_full"
    assert door.sits_down("wang") is None
    refused = door.sits_down("zhao")
    assert refused is not None
    assert refused.code == "door_full"
    door.gets_up("li")
    assert door.sits_down("zhao") is None
    assert door.sessions == 3


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
    ],
)
def test_a_source_is_what_one_host_can_call_from(address: str, source: str) -> None:
    assert source_of(address) == source
