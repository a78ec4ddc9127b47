"""A seat that is left alone locks itself; only its PIN opens it again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace

from config import pins
from config.seats import Seat, save_seats, token_hash
from county import access as facts
from county.clock import ManualClock
from server.access import Access, Pass
from server.locks import REMEMBERED, Locks
from server.pace import FORGIVEN_S, MOST_TRIES
from server.witness import Witness
from tests.server.test_access import NOON

PIN = "246810"
WANG = Seat(name="wang", role="officer", token_sha256=token_hash("wang"), pin=pins.stretch(PIN))
BARE = Seat(name="bare", role="officer", token_sha256=token_hash("bare"))
HERE = Pass(WANG, WANG.token_sha256 or "", "10.0.0.1")
IDLE_S = 900.0


class Room:
    """The locks of a desk whose clock stands."""

    def __init__(self, directory: Path) -> None:
        self.clock = ManualClock(NOON)
        self.told: list[facts.Access] = []
        witness = Witness(self.told.append, self.clock)
        save_seats(directory, (WANG, BARE))
        access = Access(directory, witness, self.clock)
        self.locks = Locks(access, witness, IDLE_S, self.clock)


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


def test_a_seat_locks_when_nobody_was_there_for_long_and_says_so_once(room: Room) -> None:
    assert not room.locks.locked(HERE)
    room.clock.advance(IDLE_S - 1)
    room.locks.present(HERE)
    room.clock.advance(IDLE_S - 1)
    assert not room.locks.locked(HERE)
    room.clock.advance(1)
    assert room.locks.locked(HERE)
    room.locks.present(HERE)
    assert room.locks.locked(HERE)
    at = NOON + round(2 * IDLE_S - 1) * 1000
    assert room.told == [facts.SeatLocked(at=at, seat="wang", address="10.0.0.1", idle=True)]


def test_the_same_seat_elsewhere_stays_open(room: Room) -> None:
    room.locks.lock(HERE)
    assert room.locks.locked(HERE)
    assert not room.locks.locked(replace(HERE, address="10.0.0.2"))


def test_a_seat_without_a_pin_never_locks(room: Room) -> None:
    bare = Pass(BARE, BARE.token_sha256 or "", "10.0.0.1")
    assert not room.locks.locked(bare)
    room.clock.advance(10 * IDLE_S)
    assert not room.locks.locked(bare)


async def test_the_pin_unlocks(room: Room) -> None:
    room.locks.lock(HERE)
    assert await room.locks.unlock(HERE, PIN) is None
    assert not room.locks.locked(HERE)
    assert [type(fact) for fact in room.told] == [facts.SeatLocked, facts.SeatUnlocked]


async def test_after_a_few_wrong_pins_no_right_one_is_looked_at_for_a_while(room: Room) -> None:
    room.locks.lock(HERE)
    guesses = [room.locks.unlock(HERE, f"11111{n}") for n in range(MOST_TRIES)]
    codes = [refusal.code for refusal in await asyncio.gather(*guesses) if refusal]
    assert codes == ["wrong_pin"] * MOST_TRIES
    late = await room.locks.unlock(HERE, PIN)
    assert late is not None
    assert late.code == "too_many_tries"
    assert room.locks.locked(HERE)
    room.clock.advance(FORGIVEN_S)
    assert await room.locks.unlock(HERE, PIN) is None


def test_a_locked_seat_is_not_forgotten_however_many_come(room: Room) -> None:
    room.locks.lock(HERE)
    for number in range(2 * REMEMBERED):
        room.locks.present(replace(HERE, address=str(number)))
    assert room.locks.locked(HERE)
