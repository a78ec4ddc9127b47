"""Who came and who was refused is kept once, counted in a flood, and outlives a full disk."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest

from county import access as facts
from county.access import Access
from county.clock import ManualClock
from server.batch import Batch
from server.commits import NotTakenError
from server.journal import Journal
from server.unkept import MAX_UNKEPT, Unkept
from server.witness import FLOOD_S, MAX_FLOODS, Witness
from tests.county.samples import NOON, alarm
from tests.server.helpers import FEED, batch, desk_at, full_disk


def refused(address: str = "10.0.0.1", count: int = 1) -> facts.EntryRefused:
    return facts.EntryRefused(at=NOON, address=address, reason="bad_token", count=count)


def came(seat: str = "wang") -> facts.SeatEntered:
    return facts.SeatEntered(at=NOON, seat=seat, role="officer", address="10.0.0.1", by="token")


async def kept_at(path: Path) -> list[Access]:
    """Read what a journal holds of access."""
    journal = await Journal.open(path)
    try:
        rows = await journal.access(0, 1000)
        assert [row.number for row in rows] == list(range(1, len(rows) + 1))
        return [msgspec.json.decode(row.body, type=Access) for row in rows]
    finally:
        await journal.close()


def test_a_flood_is_told_at_once_and_then_by_its_count_a_minute() -> None:
    clock, told = ManualClock(NOON), list[Access]()
    witness = Witness(told.append, clock)
    for _ in range(1000):
        witness.saw(refused())
    assert told == [refused()]
    clock.advance(FLOOD_S)
    witness.turn()
    assert told == [refused(), refused(count=999)]
    witness.saw(refused())
    assert told[2:] == [refused()]


def test_what_differs_is_not_counted_together() -> None:
    told = list[Access]()
    witness = Witness(told.append, ManualClock(NOON))
    witness.saw(refused("10.0.0.1"))
    witness.saw(refused("10.0.0.2"))
    assert len(told) == 2


def test_who_came_is_never_only_counted() -> None:
    told = list[Access]()
    witness = Witness(told.append, ManualClock(NOON))
    for _ in range(5):
        witness.saw(came())
    assert told == [came()] * 5


def test_a_flood_of_different_addresses_fills_neither_memory_nor_disk() -> None:
    clock, told = ManualClock(NOON), list[Access]()
    witness = Witness(told.append, clock)
    for number in range(MAX_FLOODS + 5000):
        witness.saw(refused(f"10.0.{number >> 8}.{number & 255}"))
    assert len(told) == MAX_FLOODS
    witness.close()
    assert counted(told) == MAX_FLOODS + 5000


def counted(told: Iterable[Access]) -> int:
    return sum(fact.count for fact in told if isinstance(fact, facts.EntryRefused))


async def test_facts_are_kept_in_the_journals_file_in_order(tmp_path: Path) -> None:
    async with desk_at(tmp_path / "journal.db") as desk:
        for seat in ("a", "b", "c"):
            desk.witness(came(seat))
    assert await kept_at(tmp_path / "journal.db") == [came("a"), came("b"), came("c")]


async def test_facts_told_before_the_desk_starts_are_kept_too(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    async with desk_at(path) as desk:
        await desk.stop()
        desk.witness(came())
        assert desk.commits.fault is not None
        await desk.start()
    assert await kept_at(path) == [came()]


async def test_facts_outlive_a_full_disk(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    async with desk_at(path) as desk:
        with full_disk(path):
            desk.witness(came("during"))
            with pytest.raises(NotTakenError):
                await desk.push(batch("panel-1", 1, alarm()), FEED)
            desk.witness(came("after the fault"))
        await desk.commits.well.wait()
    assert await kept_at(path) == [came("during"), came("after the fault")]


class Heap(Batch):
    """A batch that is looked into instead of written."""

    def __init__(self) -> None:
        super().__init__()
        self.facts: list[Access] = []

    def add_access(self, at: int, body: bytes) -> None:
        self.facts.append(msgspec.json.decode(body, type=Access))


def test_what_finds_no_room_is_counted_and_the_count_is_kept() -> None:
    unkept, lost, kept = Unkept(), Heap(), Heap()
    for _ in range(MAX_UNKEPT + 7):
        unkept.add(came())
    unkept.lay(lost, NOON)
    unkept.anew()
    unkept.lay(kept, NOON)
    assert len(kept.facts) == MAX_UNKEPT + 1
    assert kept.facts[-1] == facts.FactsLost(at=NOON, count=7)
    unkept.kept(kept)
    after = Heap()
    unkept.anew()
    unkept.lay(after, NOON)
    assert after.facts == []
