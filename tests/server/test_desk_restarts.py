"""The desk that is stopped, killed, or cannot write: what was acknowledged is there, once."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from county import commands as ask
from county import events as ev
from county.clock import ManualClock
from server import commits as commits_module
from server import desk as desk_module
from server.batch import Batch
from server.commits import NotTakenError
from server.desk import Desk
from server.journal import Journal
from tests.county.samples import NOON, OFFICER, RULEBOOK, alarm, locate
from tests.server.helpers import (
    FEED,
    UNITS,
    Listener,
    batch,
    bodies,
    copy_of,
    desk_at,
    digest_of,
    full_disk,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
async def desk(path: Path, clock: ManualClock) -> AsyncIterator[Desk]:
    async with desk_at(path, clock) as running:
        yield running


async def test_a_restarted_desk_has_the_same_board_and_goes_on_numbering(
    path: Path, clock: ManualClock
) -> None:
    async with desk_at(path, clock) as desk:
        await desk.push(batch("panel-1", 1, alarm(), alarm("noise", lon=111.0)), FEED)
        await desk.do(ask.Dispatch(1, ("B1",)), "chen", OFFICER)
        before, seq = digest_of(desk), desk.board.seq
    async with desk_at(path, clock) as desk:
        assert (digest_of(desk), desk.board.seq) == (before, seq)
        await desk.push(batch("panel-1", 3, alarm()), FEED)
        assert sorted(desk.board.alarms) == [1, 2, 3]


async def test_a_filed_alarm_keeps_its_number_across_a_restart(
    path: Path, clock: ManualClock
) -> None:
    async with desk_at(path, clock) as desk:
        await desk.push(batch("panel-1", 1, alarm()), FEED)
        await desk.do(ask.Cancel(1, "entered twice"), "chen", OFFICER)
        clock.advance(9 * 3600)
        desk.look()
        assert not desk.board.alarms
    async with desk_at(path, clock) as desk:
        await desk.push(batch("panel-1", 2, alarm()), FEED)
        assert list(desk.board.alarms) == [2]


async def test_a_killed_desk_folds_the_tail_after_its_last_picture(
    path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "PICTURE_EVERY", 10)
    async with desk_at(path, clock) as desk:
        await desk.push(batch("panel-1", 1, alarm("noise")), FEED)
        for number in range(40):
            await desk.do(ask.Note(1, f"call {number}"), "chen", OFFICER)
        before, seq = digest_of(desk), desk.board.seq
        killed = copy_of(path)
    with closing(sqlite3.connect(killed)) as other:
        kept = [at for (at,) in other.execute("SELECT seq FROM pictures ORDER BY seq")]
    assert len(kept) == 2
    assert kept[-1] < seq
    async with desk_at(killed, clock) as desk:
        assert (digest_of(desk), desk.board.seq) == (before, seq)


async def test_a_board_is_not_written_down_while_everything_told_still_stands_on_it(
    path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "PICTURE_EVERY", 10)
    async with desk_at(path, clock) as desk:
        for number in range(1, 40):
            await desk.push(batch("panel-1", number, alarm("noise")), FEED)
        before = digest_of(desk)
        killed = copy_of(path)
    with closing(sqlite3.connect(killed)) as other:
        assert other.execute("SELECT count(*) FROM pictures").fetchone() == (0,)
    async with desk_at(killed, clock) as desk:
        assert digest_of(desk) == before


async def test_a_full_disk_acknowledges_nothing_and_the_desk_recovers_by_itself(
    path: Path, clock: ManualClock
) -> None:
    async with desk_at(path, clock) as desk:
        listener = desk.on_committed = Listener()
        await desk.push(batch("panel-1", 1, alarm()), FEED)
        before = digest_of(desk)
        with full_disk(path):
            first, second = await asyncio.gather(
                desk.push(batch("panel-1", 2, *[alarm()] * 50), FEED),
                desk.do(ask.Acknowledge(1), "chen", OFFICER),
                return_exceptions=True,
            )
            assert isinstance(first, NotTakenError)
            assert first.refusal.code == "not_durable"
            assert second == first.refusal
            assert desk.commits.fault == first.refusal
            with pytest.raises(NotTakenError):
                await desk.push(batch("panel-1", 2, alarm()), FEED)
        await desk.commits.well.wait()
        assert digest_of(desk) == before
        assert listener.seqs == [4]
        assert await desk.push(batch("panel-1", 2, alarm(), alarm()), FEED) == ((), 0)
        assert sorted(desk.board.alarms) == [1, 2, 3]
        assert listener.seqs == [4, 5, 6]


class DeafJournal(Journal):
    """A journal whose second commit is on the disk, but whose answer is lost."""

    commits = 0

    async def append(self, batch: Batch) -> None:
        """Append, and fail afterwards when it is the second time."""
        await super().append(batch)
        self.commits += 1
        if self.commits == 2:
            raise sqlite3.OperationalError("disk I/O error")


async def test_what_was_durable_although_its_commit_failed_is_told_and_not_stored_again(
    path: Path, clock: ManualClock
) -> None:
    async with desk_at(path, clock, kind=DeafJournal) as desk:
        listener = desk.on_committed = Listener()
        with pytest.raises(NotTakenError):
            await desk.push(batch("panel-1", 1, alarm()), FEED)
        await desk.commits.well.wait()
        assert await desk.push(batch("panel-1", 1, alarm(), alarm()), FEED) == ((), 1)
        assert listener.seqs == [4, 5]


class BrokenJournal(Journal):
    """A journal with a defect of ours in it."""

    async def append(self, batch: Batch) -> None:
        """Fail as nothing should."""
        if batch.stored and isinstance(batch.stored[-1].entry.event, ev.AlarmReported):
            raise ZeroDivisionError
        await super().append(batch)


async def test_a_defect_in_committing_ends_the_desk_and_leaves_nobody_waiting(
    path: Path, clock: ManualClock
) -> None:
    journal = await BrokenJournal.open(path)
    desk = Desk(journal, RULEBOOK, locate, UNITS, clock)
    await desk.start()
    with pytest.raises(NotTakenError) as given_up:
        await desk.push(batch("panel-1", 1, alarm()), FEED)
    assert given_up.value.refusal.code == "not_durable"
    with pytest.raises(ZeroDivisionError):
        await desk.commits.watched()
    with pytest.raises(ZeroDivisionError):
        await desk.stop()
    await journal.close()


async def test_a_stopped_desk_takes_nothing_more(path: Path, clock: ManualClock) -> None:
    async with desk_at(path, clock) as desk:
        pass
    with pytest.raises(NotTakenError) as stopped:
        await desk.push(batch("panel-1", 1, alarm()), FEED)
    assert stopped.value.refusal.code == "stopping"


async def test_a_flood_is_committed_in_groups_in_the_one_order(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commits_module, "FULL", 30)
    listener = desk.on_committed = Listener()
    await asyncio.gather(*(desk.push(batch(f"panel-{n}", 1, alarm()), FEED) for n in range(100)))
    assert [len(committed.stored) for committed in listener.told] == [30, 30, 30, 10]
    assert listener.seqs == list(range(4, 104))


async def test_groups_that_wait_are_given_up_with_the_one_that_failed(
    path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commits_module, "FULL", 30)
    async with desk_at(path, clock) as desk:
        before = digest_of(desk)
        with full_disk(path):
            pushes = (desk.push(batch(f"panel-{n}", 1, alarm()), FEED) for n in range(100))
            lost = await asyncio.gather(*pushes, return_exceptions=True)
            assert all(isinstance(each, NotTakenError) for each in lost)
            assert desk.waiting == 0
        await desk.commits.well.wait()
        assert digest_of(desk) == before


async def test_a_stopping_desk_keeps_every_group_that_waits(
    path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commits_module, "FULL", 30)
    async with desk_at(path, clock) as desk:
        pushes = [
            asyncio.create_task(desk.push(batch(f"panel-{n}", 1, alarm()), FEED))
            for n in range(100)
        ]
        await asyncio.sleep(0)
    assert await asyncio.gather(*pushes) == [((), 0)] * 100
    assert len(await bodies(path)) == 103


async def test_what_gathers_during_a_commit_is_one_commit(desk: Desk) -> None:
    listener = desk.on_committed = Listener()
    await asyncio.gather(*(desk.push(batch(f"panel-{n}", 1, alarm()), FEED) for n in range(100)))
    # Everything was pushed before the loop first turned to the disk.
    assert [len(committed.stored) for committed in listener.told] == [100]
