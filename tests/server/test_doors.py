"""What an SSH door is told: which key opens which seat, and how long a sign-in lasts."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from config import pins
from config.keys import fingerprint
from config.seats import Enrolment, Seat, load_seats, save_seats, token_hash
from config.shifts import Shift
from county import access as facts
from county.clock import ManualClock
from county.refusals import Refusal
from feeds import frames
from server.access import Access
from server.doors import AWAY_S, MOST_CODES, MOST_KEYS, Doors, Entry
from server.pace import MOST_TRIES
from server.witness import Witness
from tests.config.test_seats import KEY
from tests.server.test_access import NOON

OTHER = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJHZcvXtWCEm9EgMcnBuRYbEtLT6pHFIdL1hqAEvYCnO"
CODE = "7F3K-9QXD"
STRETCHED = pins.stretch(CODE)
DOOR = Seat(name="door", role="door", token_sha256=token_hash("door"))
SEATS = (
    DOOR,
    Seat(name="wang", role="officer", keys=(KEY,), lang="zh"),
    Seat(name="li", role="leader", shifts=("night",), keys=(KEY,)),
    Seat(name="new", role="officer"),
)
NIGHT = (Shift(name="night", begins="20:00", ends="08:00"),)
HERE = "127.0.0.1"


class Porch:
    """A door before a desk's seats, without a line between."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.clock = ManualClock(NOON)
        self.told: list[facts.Access] = []
        witness = Witness(self.told.append, self.clock)
        code = Enrolment(seat="new", code=STRETCHED, expires_at=NOON + 86_400_000)
        save_seats(directory, SEATS, NIGHT, (code,))
        self.access = Access(directory, witness, self.clock, 0, 1800)
        self.doors = Doors(self.access, witness, self.clock)
        self.doors.came(DOOR)

    async def knock(self, name: str, key: str, address: str = "10.0.0.7") -> str:
        return await self.doors.knock(frames.Knock(id=1, name=name, key=key, address=address))

    async def enter(
        self, name: str, key: str, code: str = "", address: str = "10.0.0.7", ticket: str = ""
    ) -> Entry | Refusal:
        asked = frames.Enter(id=1, name=name, key=key, address=address, code=code, ticket=ticket)
        return await self.doors.enter(asked, DOOR, HERE)

    async def ticket(self, name: str = "wang", key: str = KEY) -> str:
        entry = await self.enter(name, key)
        assert isinstance(entry, Entry)
        return entry.ticket


@pytest.fixture
def porch(tmp_path: Path) -> Porch:
    return Porch(tmp_path)


def code_of(entry: Entry | Refusal) -> str:
    return entry.code if isinstance(entry, Refusal) else "entered"


async def test_a_known_key_is_known_and_an_unknown_one_may_enrol_where_a_code_is_open(
    porch: Porch,
) -> None:
    assert await porch.knock("wang", KEY) == "yes"
    assert await porch.knock("wang", OTHER) == "no"
    assert await porch.knock("new", OTHER) == "enrol"
    assert await porch.knock("new", "no key at all") == "no"
    assert await porch.knock("nobody", KEY) == "no"
    porch.clock.advance(86_400)
    assert await porch.knock("new", OTHER) == "no"


async def test_knocking_changes_nothing_and_is_not_written_down(porch: Porch) -> None:
    before = (porch.directory / "seats.toml").read_bytes()
    await porch.knock("new", OTHER)
    assert (porch.directory / "seats.toml").read_bytes() == before
    assert porch.told == []


async def test_who_offers_many_unknown_keys_is_not_looked_at_any_more(porch: Porch) -> None:
    knocks = [porch.knock("wang", f"ssh-ed25519 {number}") for number in range(MOST_KEYS)]
    first = [asyncio.create_task(each) for each in knocks]
    await asyncio.sleep(0)
    assert await porch.knock("wang", KEY) == "no"
    assert await porch.knock("wang", KEY, address="10.0.0.8") == "yes"
    for each in first:
        each.cancel()
    await asyncio.gather(*first, return_exceptions=True)


async def test_a_ticket_opens_its_seat_from_the_doors_machine_until_it_is_given_back(
    porch: Porch,
) -> None:
    entry = await porch.enter("wang", f"{KEY} a comment")
    assert isinstance(entry, Entry)
    assert entry.lang == "zh"
    shown = porch.doors.pass_of(entry.ticket, HERE)
    assert shown is not None
    for _ in range(3):
        assert porch.doors.pass_of(entry.ticket, HERE) == shown
        assert (shown.seat.name, shown.address, shown.by) == ("wang", "10.0.0.7", fingerprint(KEY))
    assert porch.doors.pass_of(entry.ticket, "10.0.0.7") is None
    porch.doors.leave(entry.ticket, Seat(name="another", role="door"))
    assert porch.doors.holds(shown)
    porch.doors.leave(entry.ticket, DOOR)
    assert porch.doors.pass_of(entry.ticket, HERE) is None
    assert not porch.doors.holds(shown)


async def test_a_seat_off_shift_gets_no_ticket_and_is_told_why(porch: Porch) -> None:
    assert code_of(await porch.enter("li", KEY)) == "off_shift"
    porch.clock.advance(8 * 3600)
    assert code_of(await porch.enter("li", KEY)) == "entered"


async def test_every_refused_entry_is_written_down(porch: Porch) -> None:
    await porch.enter("nobody", KEY)
    assert porch.told == [
        facts.EntryRefused(at=NOON, address="10.0.0.7", reason="unknown_key", seat="nobody")
    ]


async def test_tickets_outlive_a_short_absence_of_the_door_and_no_long_one(porch: Porch) -> None:
    ticket = await porch.ticket()
    porch.doors.went(DOOR)
    porch.clock.advance(AWAY_S - 1)
    assert porch.doors.pass_of(ticket, HERE) is not None
    porch.doors.came(DOOR)
    porch.clock.advance(AWAY_S)
    assert porch.doors.pass_of(ticket, HERE) is not None
    porch.doors.went(DOOR)
    porch.clock.advance(AWAY_S)
    assert porch.doors.pass_of(ticket, HERE) is None


async def test_a_ticket_is_taken_up_again_by_a_desk_that_forgot_it(porch: Porch) -> None:
    ticket = await porch.ticket()
    porch.doors.leave(ticket, DOOR)
    again = await porch.enter("wang", KEY, ticket=ticket)
    assert isinstance(again, Entry)
    assert again.ticket == ticket
    assert porch.doors.pass_of(ticket, HERE) is not None
    assert code_of(await porch.enter("wang", OTHER, ticket=ticket)) == "unknown_key"


# ---- one-time codes -----------------------------------------------------------------------------


async def test_a_code_binds_the_key_once(porch: Porch) -> None:
    entry = await porch.enter("new", OTHER, CODE.lower().replace("-", " "))
    assert code_of(entry) == "entered"
    seats = load_seats(porch.directory)
    bound = seats.named("new")
    assert bound is not None
    assert bound.keys == (OTHER,)
    assert seats.enrolment == ()
    assert await porch.knock("new", OTHER) == "yes"
    assert code_of(await porch.enter("new", KEY, CODE)) == "wrong_code"
    assert [fact for fact in porch.told if isinstance(fact, facts.KeyBound)] == [
        facts.KeyBound(at=NOON, seat="new", address="10.0.0.7", fingerprint=fingerprint(OTHER))
    ]


async def test_a_wrong_code_no_code_and_no_seat_are_refused_in_the_same_words(porch: Porch) -> None:
    refusals = [
        await porch.enter("new", OTHER, "2222-2222", "10.0.0.1"),
        await porch.enter("wang", OTHER, CODE, "10.0.0.2"),
        await porch.enter("nobody", OTHER, CODE, "10.0.0.3"),
    ]
    assert len({repr(each) for each in refusals}) == 1
    assert code_of(refusals[0]) == "wrong_code"


async def test_a_code_is_dead_after_five_wrong_ones(porch: Porch) -> None:
    for number in range(MOST_CODES):
        address = f"10.0.1.{number}"
        assert code_of(await porch.enter("new", OTHER, f"222{number + 2}-2222", address)) == (
            "wrong_code"
        )
    assert load_seats(porch.directory).enrolment == ()
    assert code_of(await porch.enter("new", OTHER, CODE)) == "wrong_code"
    assert await porch.knock("new", OTHER) == "no"


async def test_who_guesses_codes_on_many_connections_at_once_is_locked_out(porch: Porch) -> None:
    guesses = [porch.enter("wang", OTHER, f"222{n + 2}-2222") for n in range(MOST_TRIES + 1)]
    codes = [code_of(each) for each in await asyncio.gather(*guesses)]
    assert codes.count("wrong_code") == MOST_TRIES
    assert codes.count("too_many_tries") == 1
    assert code_of(await porch.enter("new", OTHER, CODE)) == "too_many_tries"
    assert code_of(await porch.enter("wang", KEY)) == "entered"
