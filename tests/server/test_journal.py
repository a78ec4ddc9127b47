"""The journal: one order, all or nothing, and honest about what it lost."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from county import events as ev
from county.board import Picture
from county.decisions import Outcome, Ruled
from county.events import Entry
from county.rights import Audience
from feeds.wire import encode_entry
from server.batch import Batch, Kept
from server.chain import TABLES
from server.journal import MIGRATIONS, Journal, Told
from server.mark import decode_mark, encode_mark, mark_of
from tests.county.samples import NOON, alarm, purchase

AREAS = [(), ("t01",), ("t02",), ("t01", "t02")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
async def journal(path: Path) -> AsyncIterator[Journal]:
    opened = await Journal.open(path)
    yield opened
    await opened.close()


def entry(seq: int) -> Entry:
    return Entry(seq, NOON, "feed:panel-1", ev.AlarmNoted(NOON, 1, f"note {seq}"))


def ruled(seq: int, audience: Audience = (), told: int | None = None) -> Outcome:
    """Give entry `seq` as it was decided, told under the number `told` when a source did."""
    return Outcome(NOON, [Ruled(entry(seq), audience, told)])


def some(first: int, last: int, source: int = 1) -> Batch:
    """Give entries `first` to `last`, told under their own numbers, to four audiences in turn."""
    batch = Batch()
    for seq in range(first, last + 1):
        batch.add(ruled(seq, AREAS[seq % 4], told=seq), source)
    return batch


def kept(seq: int) -> Kept:
    return Kept(Picture(seq, (), (), ()), alarms=7, warnings=8)


def count(path: Path, table: str = "journal") -> int:
    connection = sqlite3.connect(path)
    rows = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    connection.close()
    return int(rows[0])


def edit(path: Path, sql: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(sql)
    connection.commit()
    connection.close()


async def test_what_append_returned_from_is_on_the_disk(journal: Journal, path: Path) -> None:
    await journal.append(some(1, 3))
    assert journal.head == 3
    assert count(path) == 3


async def test_a_batch_of_any_size_is_one_transaction(journal: Journal, path: Path) -> None:
    begun: list[str] = []
    connection = journal._writer._connection
    await connection.set_trace_callback(
        lambda sql: begun.append(sql) if sql.startswith(("BEGIN", "COMMIT")) else None
    )
    await journal.append(some(1, 1001))
    assert begun == ["BEGIN IMMEDIATE", "COMMIT"]
    assert count(path) == 1001


async def test_a_batch_that_cannot_be_written_whole_is_not_written_at_all(
    journal: Journal, path: Path
) -> None:
    await journal.append(some(1, 3))
    broken = some(4, 8)
    broken.add(ruled(2))
    with pytest.raises(sqlite3.IntegrityError):
        await journal.append(broken)
    assert (journal.head, count(path)) == (3, 3)
    await journal.append(some(4, 5))
    assert (journal.head, count(path)) == (5, 5)


async def test_the_same_number_of_a_source_cannot_be_stored_twice(journal: Journal) -> None:
    await journal.append(some(1, 3))
    again = Batch()
    again.add(ruled(4, told=2), 1)
    with pytest.raises(sqlite3.IntegrityError):
        await journal.append(again)


async def test_reading_gives_stored_bytes_in_order_and_in_chunks(journal: Journal) -> None:
    await journal.append(some(1, 25))
    chunks = [chunk async for chunk in journal.read(3, 24, None, chunk=10)]
    assert [chunk.through for chunk in chunks] == [13, 23, 24]
    assert [b for c in chunks for b in c.bodies] == [encode_entry(entry(n)) for n in range(4, 25)]


async def test_reading_for_areas_leaves_out_what_concerns_only_others(journal: Journal) -> None:
    await journal.append(some(1, 8))
    chunks = [chunk async for chunk in journal.read(0, 8, frozenset({"t02"}))]
    assert [chunk.through for chunk in chunks] == [8]
    assert chunks[0].bodies == [encode_entry(entry(n)) for n in (2, 3, 4, 6, 7, 8)]


async def test_a_gap_in_the_order_is_named_and_not_passed_over(
    journal: Journal, path: Path
) -> None:
    await journal.append(some(1, 8))
    edit(path, "DELETE FROM journal WHERE seq = 5")
    with pytest.raises(sqlite3.DatabaseError, match="missing"):
        [chunk async for chunk in journal.read(0, 8)]


async def test_entries_come_back_in_full_with_their_audiences(journal: Journal) -> None:
    await journal.append(some(1, 4))
    stored = await journal.stored(1, 4)
    assert [(s.entry, s.audience) for s in stored] == [(entry(n), AREAS[n % 4]) for n in (2, 3, 4)]


async def test_only_the_two_newest_pictures_are_kept(journal: Journal, path: Path) -> None:
    assert await journal.picture() is None
    for seq in (1, 2, 3):
        batch = some(seq, seq)
        batch.add_picture(kept(seq))
        await journal.append(batch)
    newest = await journal.picture()
    assert newest == kept(3)
    assert count(path, "pictures") == 2


async def test_a_source_is_known_by_its_highest_number_in_either_store(journal: Journal) -> None:
    batch = some(1, 3)
    batch.add_source(1, "panel-1")
    batch.add_source(2, "till-1")
    batch.add(Outcome(NOON, purchases={9: purchase(number=1)}), 2)
    await journal.append(batch)
    assert await journal.sources() == {"panel-1": Told(1, 3), "till-1": Told(2, 9)}
    assert await journal.told(1, range(2, 1200)) == {2, 3}
    assert await journal.told(2, [1, 9]) == {9}


async def test_a_reopened_journal_keeps_its_epoch_and_goes_on(path: Path) -> None:
    first = await Journal.open(path)
    await first.append(some(1, 2))
    await first.close()
    second = await Journal.open(path)
    assert (second.epoch, second.head, second.lost) == (first.epoch, 2, 0)
    await second.close()


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: edit(path, "DELETE FROM journal WHERE seq > 4"),
        lambda path: path.unlink(),
    ],
    ids=["tail cut", "file gone"],
)
async def test_a_journal_that_lost_entries_says_so_and_takes_a_new_epoch(
    path: Path, damage: Callable[[Path], None]
) -> None:
    journal = await Journal.open(path)
    epoch = journal.epoch
    await journal.append(some(1, 6))
    await journal.close()
    damage(path)
    journal = await Journal.open(path)
    assert journal.lost == 6 - journal.head
    assert journal.epoch != epoch
    again, head = journal.epoch, journal.head
    await journal.close()
    journal = await Journal.open(path)
    assert (journal.epoch, journal.head, journal.lost) == (again, head, 0)
    await journal.close()


async def test_a_journal_whose_last_entry_is_another_one_takes_a_new_epoch(path: Path) -> None:
    journal = await Journal.open(path)
    epoch = journal.epoch
    await journal.append(some(1, 6))
    await journal.close()
    edit(path, "UPDATE journal SET chain = zeroblob(32) WHERE seq = 6")
    journal = await Journal.open(path)
    assert journal.lost == 0
    assert journal.broken == {"journal"}
    assert journal.epoch != epoch
    await journal.close()


@pytest.mark.parametrize("data", [b"", b"12      ", None], ids=["empty", "something else", "gone"])
async def test_a_damaged_mark_is_told_and_harms_nothing(
    path: Path, data: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    journal = await Journal.open(path)
    epoch = journal.epoch
    await journal.append(some(1, 6))
    await journal.close()
    mark_of(path).unlink()
    if data is not None:
        mark_of(path).write_bytes(data)
    journal = await Journal.open(path)
    assert (journal.epoch, journal.lost, journal.broken) == (epoch, 0, frozenset())
    assert "mark" in caplog.text
    await journal.close()
    assert decode_mark(mark_of(path).read_bytes()) == journal.ends


def test_no_bit_of_a_mark_can_turn_unseen() -> None:
    data = encode_mark({table.name: table.genesis for table in TABLES})
    assert decode_mark(data) is not None
    for place in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[place // 8] ^= 1 << place % 8
        assert decode_mark(bytes(flipped)) is None


async def test_a_damaged_picture_is_passed_over_for_the_one_before_it(
    journal: Journal, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for seq in (1, 2):
        batch = some(seq, seq)
        batch.add_picture(kept(seq))
        await journal.append(batch)
    edit(path, "UPDATE pictures SET alarms = 8 WHERE seq = 2")
    assert await journal.picture() == kept(1)
    assert "after entry 2 is damaged" in caplog.text
    edit(path, "UPDATE pictures SET body = replace(body, '1', '2')")
    assert await journal.picture() is None


async def test_a_picture_of_what_was_lost_is_not_used(journal: Journal, path: Path) -> None:
    batch = some(1, 6)
    batch.add_picture(kept(6))
    await journal.append(batch)
    edit(path, "DELETE FROM journal WHERE seq > 4")
    again = await Journal.open(path)
    assert await again.picture() is None
    await again.close()


async def test_what_is_folded_is_held_against_its_links(journal: Journal, path: Path) -> None:
    await journal.append(some(1, 6))
    proven = [each async for lot in journal.proven(2, 6) for each in lot]
    assert proven == [entry(seq) for seq in range(3, 7)]
    edit(path, "UPDATE journal SET body = replace(body, 'note 5', 'note 6') WHERE seq = 5")
    with pytest.raises(sqlite3.DatabaseError, match="journal 5 is not"):
        [lot async for lot in journal.proven(2, 6)]


async def test_an_entry_that_cannot_be_read_is_a_fault_of_the_journal(
    journal: Journal, path: Path
) -> None:
    await journal.append(some(1, 2))
    edit(path, "UPDATE journal SET body = x'80' WHERE seq = 2")
    with pytest.raises(sqlite3.DatabaseError, match="damaged"):
        await journal.stored(0, 2)


async def test_a_journal_found_shorter_while_it_runs_takes_a_new_epoch(
    journal: Journal, path: Path
) -> None:
    await journal.append(some(1, 6))
    epoch = journal.epoch
    edit(path, "DELETE FROM journal WHERE seq > 4")
    await journal.reopen()
    assert (journal.head, journal.lost) == (4, 2)
    assert journal.epoch != epoch
    await journal.append(some(5, 5))


async def test_a_journal_of_a_newer_version_is_left_alone(path: Path) -> None:
    await (await Journal.open(path)).close()
    edit(path, f"PRAGMA user_version={len(MIGRATIONS) + 1}")
    with pytest.raises(sqlite3.DatabaseError, match="newer"):
        await Journal.open(path)


async def test_the_journal_syncs_every_commit(journal: Journal) -> None:
    assert await journal._writer.fetch("PRAGMA synchronous") == [(2,)]
    assert await journal._writer.fetch("PRAGMA journal_mode") == [("wal",)]


async def test_a_reader_cannot_write(journal: Journal) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await journal._reader.fetch("DELETE FROM journal")


def test_an_alarm_is_stored_as_text_a_person_can_read() -> None:
    batch = Batch()
    batch.add(Outcome(NOON, [Ruled(Entry(1, NOON, "feed:x", alarm(number=1)), ("t01",))]))
    assert "万和广场" in batch.stored[0].body.decode()
