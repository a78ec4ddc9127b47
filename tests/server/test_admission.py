"""Who is let in by what they show, and what the refused can learn from it: nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from config.seats import Seat, save_seats, token_hash
from config.shifts import Shift
from county import access as facts
from county.clock import ManualClock
from feeds import frames
from server.access import Access, Pass
from server.admission import Admission
from server.doors import TICKET, Doors, Entry
from server.pace import MOST_TRIES
from server.witness import Witness
from tests.config.test_seats import KEY
from tests.server.test_access import NOON

DOOR = Seat(name="door", role="door", token_sha256=token_hash("door"))
WANG = Seat(name="wang", role="officer", token_sha256=token_hash("wang"), keys=(KEY,))
NIGHT = Seat(name="night", role="officer", token_sha256=token_hash("night"), shifts=("night",))


class Threshold:
    """What stands between a newcomer and the desk."""

    def __init__(self, directory: Path) -> None:
        clock = ManualClock(NOON)
        self.told: list[facts.Access] = []
        witness = Witness(self.told.append, clock)
        shift = Shift(name="night", begins="20:00", ends="08:00")
        save_seats(directory, (DOOR, WANG, NIGHT), (shift,))
        access = Access(directory, witness, clock)
        self.doors = Doors(access, witness, clock)
        self._admission = Admission(access, self.doors, witness, clock)

    async def show(self, token: str, host: str = "10.0.0.1", *, private: bool = True) -> str:
        """Show a token; give the seat that it opens, or the code of the refusal."""
        shown = await self._admission.admit(token, host, private=private)
        return shown.seat.name if isinstance(shown, Pass) else shown.code


@pytest.fixture
def threshold(tmp_path: Path) -> Threshold:
    return Threshold(tmp_path)


async def test_a_door_comes_only_where_nobody_can_listen(threshold: Threshold) -> None:
    assert await threshold.show("door", private=True) == "door"
    assert await threshold.show("door", private=False) == "door_in_clear"
    assert await threshold.show("wang", private=False) == "wang"


async def test_a_seat_off_shift_is_told_so_and_written_down_by_name(threshold: Threshold) -> None:
    assert await threshold.show("night") == "off_shift"
    assert threshold.told == [
        facts.EntryRefused(at=NOON, address="10.0.0.1", reason="off_shift", seat="night")
    ]


async def test_a_guesser_is_locked_out_alone_and_tickets_come_in_nevertheless(
    threshold: Threshold,
) -> None:
    asked = frames.Enter(id=1, name="wang", key=KEY, address="10.0.0.7")
    entry = await threshold.doors.enter(asked, DOOR, "10.0.0.1")
    assert isinstance(entry, Entry)
    guesses = [threshold.show(f"guess {number}") for number in range(MOST_TRIES)]
    assert await asyncio.gather(*guesses) == ["bad_token"] * MOST_TRIES
    assert await threshold.show("wang") == "too_many_tries"
    assert await threshold.show("wang", "10.0.0.2") == "wang"
    assert await threshold.show(entry.ticket) == "wang"


async def test_unknown_tickets_are_no_guesses_and_lock_nobody_out(threshold: Threshold) -> None:
    for number in range(2 * MOST_TRIES):
        assert await threshold.show(f"{TICKET}{number}") == "no_ticket"
    assert await threshold.show("wang") == "wang"


async def test_a_flood_of_wrong_tokens_is_one_record_and_then_its_count(
    threshold: Threshold,
) -> None:
    for _ in range(50):
        await threshold.show("the same wrong token")
    assert [type(fact) for fact in threshold.told] == [facts.EntryRefused]
