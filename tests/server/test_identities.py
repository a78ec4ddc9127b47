"""Sealed identities are read by one seat, for its time, and never before that stands in the audit."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from config.identity import CountyKey, DestroyedKey, save_key
from config.settings import SettingsError
from county.access import Access, IdentityRead
from county.board import Board
from county.clock import ManualClock
from county.consents import Opening
from county.refusals import ZhibanError
from county.rights import Rights
from feeds.gasoline import Identities, IdentitiesTold
from feeds.identity import key_id_of, new_keys
from server.batch import Batch
from server.identities import Reading
from server.journal import Journal
from tests.county.samples import NOON
from tests.server.helpers import FEED, batch
from tests.server.sealed import (
    CHIEF,
    COUNTY,
    SOMEBODY,
    Kept,
    kept_at,
    published,
    sealed,
    somebody,
)

MINUTE = 60_000
UNTIL = NOON + 10 * MINUTE


class Held(Journal):
    """A journal whose commits can be held up, or fail."""

    gate: asyncio.Event
    came: asyncio.Event
    fails = False

    async def append(self, batch: Batch) -> None:
        self.came.set()
        await self.gate.wait()
        if self.fails:
            raise sqlite3.OperationalError("disk I/O error")
        await super().append(batch)


@pytest.fixture(autouse=True)
def open_gate() -> None:
    Held.gate, Held.came, Held.fails = asyncio.Event(), asyncio.Event(), False
    Held.gate.set()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
async def kept(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Kept]:
    save_key(tmp_path / "identity.key", COUNTY)
    async with kept_at(tmp_path / "journal.db", clock, Held) as kept:
        bare = replace(sealed(), sealed="", buyer="p-0000")
        bought = (sealed(), sealed(identity=somebody(2)), bare)
        assert await kept.desk.push(batch("till-1", 1, *bought), FEED) == ((), 0)
        yield kept


def opened(*purchases: int, seat: str = "chief") -> Board:
    """Give a board with opening 5 for a seat."""
    board = Board()
    board.openings[5] = Opening(5, purchases, seat, "核实", UNTIL)
    return board


def reading(kept: Kept, board: Board, clock: ManualClock, key: Path) -> Reading:
    return Reading(published(board), kept.desk, kept.journal.purchases, key, clock)


async def refused(asked: Reading, seat: str = "chief", rights: Rights = CHIEF) -> str:
    with pytest.raises(ZhibanError) as no:
        await asked.tell(Identities(id=1, opening=5), seat, rights)
    return no.value.refusal.code


async def read(asked: Reading) -> IdentitiesTold:
    return await asked.tell(Identities(id=1, opening=5), "chief", CHIEF)


async def facts(kept: Kept) -> list[Access]:
    rows = await kept.journal.access(0, 100)
    return [msgspec.json.decode(row.body, type=Access) for row in rows]


async def test_who_was_let_in_reads_what_was_sealed(
    tmp_path: Path, kept: Kept, clock: ManualClock
) -> None:
    asked = reading(kept, opened(1, 2), clock, tmp_path / "identity.key")
    told = await read(asked)
    assert {each.purchase: each.identity for each in told.identities} == {
        1: SOMEBODY,
        2: somebody(2),
    }
    assert (told.id, told.until) == (1, UNTIL)
    assert await facts(kept) == [IdentityRead(at=NOON, seat="chief", opening=5, purchases=(1, 2))]


async def test_the_answer_waits_until_the_reading_is_durable(
    tmp_path: Path, kept: Kept, clock: ManualClock
) -> None:
    asked = reading(kept, opened(1), clock, tmp_path / "identity.key")
    Held.gate.clear()
    Held.came.clear()
    task = asyncio.create_task(read(asked))
    await Held.came.wait()
    assert not task.done()
    assert await facts(kept) == []
    Held.gate.set()
    assert (await task).identities
    assert len(await facts(kept)) == 1


async def test_a_disk_that_cannot_keep_the_reading_keeps_the_identity(
    tmp_path: Path, kept: Kept, clock: ManualClock
) -> None:
    asked = reading(kept, opened(1), clock, tmp_path / "identity.key")
    Held.fails = True
    assert await refused(asked) == "not_durable"
    Held.fails = False


async def test_time_that_runs_out_while_it_is_written_down_ends_it(
    tmp_path: Path, kept: Kept, clock: ManualClock
) -> None:
    asked = reading(kept, opened(1), clock, tmp_path / "identity.key")
    Held.gate.clear()
    Held.came.clear()
    task = asyncio.create_task(refused(asked))
    await Held.came.wait()
    clock.move_to(UNTIL)
    Held.gate.set()
    assert await task == "identity_closed"


async def test_nobody_else_and_at_no_other_time(
    tmp_path: Path, kept: Kept, clock: ManualClock
) -> None:
    key = tmp_path / "identity.key"
    assert await refused(reading(kept, opened(1), clock, key), "other") == "identity_closed"
    blind = replace(CHIEF, unmasks=False)
    assert await refused(reading(kept, opened(1), clock, key), rights=blind) == "identity_closed"
    assert await refused(reading(kept, Board(), clock, key)) == "identity_closed"
    clock.move_to(UNTIL - 1)
    assert (await read(reading(kept, opened(1), clock, key))).identities
    clock.move_to(UNTIL)
    assert await refused(reading(kept, opened(1), clock, key)) == "identity_closed"


async def test_what_does_not_open_is_left_out_and_said_when_nothing_does(
    tmp_path: Path, kept: Kept, clock: ManualClock
) -> None:
    key = tmp_path / "identity.key"
    told = await read(reading(kept, opened(1, 3), clock, key))
    assert [each.purchase for each in told.identities] == [1]
    assert await refused(reading(kept, opened(3), clock, key)) == "identity_unsealed"
    assert await refused(reading(kept, opened(99), clock, key)) == "identity_unsealed"


async def test_without_the_right_key_nobody_can_read(
    tmp_path: Path, kept: Kept, clock: ManualClock
) -> None:
    key = tmp_path / "identity.key"
    asked = reading(kept, opened(1), clock, key)
    save_key(key, CountyKey(keys=new_keys(NOON, 1)))
    assert await refused(asked) == "identity_no_key"
    gone = DestroyedKey(id=key_id_of(sealed().sealed), request=9)
    save_key(key, CountyKey(destroyed=(gone,)))
    assert await refused(asked) == "identity_destroyed"
    key.unlink()
    assert await refused(asked) == "identity_no_desk_key"
    assert await facts(kept) == []


async def test_a_desk_does_not_start_on_a_key_that_others_can_read(
    tmp_path: Path, kept: Kept, clock: ManualClock
) -> None:
    key = tmp_path / "identity.key"
    key.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        reading(kept, opened(1), clock, key)
