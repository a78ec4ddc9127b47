"""The chains: whatever is changed, dropped, swapped or slipped in shows at the first row of it."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.decisions import Outcome
from server.batch import Batch
from server.chain import ACCESS, JOURNAL, TABLES, BreakError, Chains, End, follow, link_of
from server.journal import Journal
from server.sqlite import Value
from tests.county.samples import NOON, purchase
from tests.server.test_journal import edit, ruled, some


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
async def journal(path: Path) -> AsyncIterator[Journal]:
    opened = await Journal.open(path)
    batch = some(1, 10)
    batch.add_source(1, "panel-1")
    batch.add(Outcome(NOON, purchases={77: purchase(number=1, litres=10)}), 1)
    batch.add_access(NOON, b'{"type":"seat_entered"}')
    batch.add_access(NOON, b'{"type":"seat_left"}')
    await opened.append(batch)
    yield opened
    await opened.close()


def followed(path: Path) -> dict[str, int]:
    """Follow every chain from its beginning; gives where each ends."""
    connection = sqlite3.connect(path)
    try:
        return {
            table.name: follow(
                table, table.genesis, 0, connection.execute(table.sql, (0, 2**62))
            ).number
            for table in TABLES
        }
    finally:
        connection.close()


async def test_every_table_is_chained_from_its_first_row(journal: Journal, path: Path) -> None:
    assert followed(path) == {"journal": 10, "purchases": 1, "access": 2}
    assert {name: end.number for name, end in journal.ends.items()} == followed(path)


async def test_the_tables_have_the_columns_that_are_chained(journal: Journal, path: Path) -> None:
    connection = sqlite3.connect(path)
    for table in TABLES:
        columns = connection.execute(f"PRAGMA table_info({table.name})").fetchall()
        assert tuple(column[1] for column in columns) == (*table.columns, "chain")
    connection.close()


@pytest.mark.parametrize(
    ("damage", "broken"),
    [
        ("UPDATE journal SET body = body || ' ' WHERE seq = 4", "journal 4 is not"),
        ("UPDATE journal SET audience = 't09' WHERE seq = 5", "journal 5 is not"),
        ("UPDATE journal SET number = 99 WHERE seq = 6", "journal 6 is not"),
        ("UPDATE journal SET chain = zeroblob(32) WHERE seq = 10", "journal 10 is not"),
        ("UPDATE sources SET name = 'panel-2'", "journal 1 is not"),
        ("DELETE FROM journal WHERE seq = 7", "journal 7 is missing"),
        ("UPDATE purchases SET litres = 1", "purchases 1 is not"),
        ("UPDATE access SET at = at + 1 WHERE number = 2", "access 2 is not"),
    ],
)
async def test_any_change_is_found_at_its_row(
    journal: Journal, path: Path, damage: str, broken: str
) -> None:
    edit(path, damage)
    with pytest.raises(BreakError, match=broken):
        followed(path)


async def test_two_rows_that_changed_places_are_found(journal: Journal, path: Path) -> None:
    for first, second in ((3, 100), (4, 3), (100, 4)):
        edit(path, f"UPDATE journal SET seq = {second} WHERE seq = {first}")
    with pytest.raises(BreakError, match="journal 3 is not"):
        followed(path)


async def test_a_failed_commit_leaves_the_chain_where_it_was(journal: Journal, path: Path) -> None:
    before = dict(journal.ends)
    broken = some(11, 12)
    broken.add(ruled(2))
    with pytest.raises(sqlite3.IntegrityError):
        await journal.append(broken)
    assert journal.ends == before
    await journal.append(some(11, 12))
    assert followed(path)["journal"] == 12


async def test_a_chain_goes_on_after_the_file_was_closed(journal: Journal, path: Path) -> None:
    again = await Journal.open(path)
    batch = Batch()
    batch.add_access(NOON + 1, b'{"type":"seat_entered"}')
    await again.append(batch)
    assert [row.number for row in await again.access(1, 5)] == [2, 3]
    await again.close()
    assert followed(path)["access"] == 3


async def test_a_source_named_in_a_later_commit_counts_by_its_name(path: Path) -> None:
    journal = await Journal.open(path)
    for first, name in ((1, "panel-1"), (2, "panel-2")):
        batch = Batch()
        batch.add_source(first, name)
        batch.add(ruled(first, told=1), first)
        await journal.append(batch)
    await journal.close()
    assert followed(path)["journal"] == 2


VALUES = st.none() | st.integers(0, 2**53) | st.text(max_size=4) | st.binary(max_size=4)


@given(st.lists(VALUES, max_size=4), st.lists(VALUES, max_size=4))
def test_different_rows_have_different_links(one: list[Value], other: list[Value]) -> None:
    same = one == other and [type(value) for value in one] == [type(value) for value in other]
    assert (link_of(b"", "s", one) == link_of(b"", "s", other)) == same


def test_an_empty_chain_of_one_table_is_not_that_of_another() -> None:
    assert len({table.genesis for table in TABLES}) == len(TABLES)


def test_rows_are_numbered_on_from_the_chains_end() -> None:
    chains = Chains({ACCESS.name: End(7, b"x")}, {})
    numbered = list(chains.number_rows(ACCESS, [1, b"a", 2, b"b"]))
    assert numbered == [(8, 1, b"a"), (9, 2, b"b")]


def test_a_copy_of_the_chains_does_not_move_the_original() -> None:
    chains = Chains({JOURNAL.name: JOURNAL.genesis}, {})
    chains.copy().link_rows(JOURNAL, [(1, None, None, "", b"{}")])
    assert chains.ends[JOURNAL.name] == JOURNAL.genesis
