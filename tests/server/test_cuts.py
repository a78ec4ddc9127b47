"""Where purchases were cut off, what stayed proves itself, and a cut that nobody decided on is named."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from county import commands as ask
from county.events import Correction
from server import retention as retention_module
from server.journal import FILE
from server.purchases import Box
from server.sealing import Sealer as DaySealer
from server.seals import DIRECTORY
from tests.county.samples import DAY
from tests.server.helpers import FEED, batch, copy_of
from tests.server.old_desk import (
    START,
    allowed,
    numbers,
    old_desk,
    problems,
    purged,
    retention,
    sell,
)
from tests.server.sealed import (
    CHIEF,
    kept_at,
    sealed,
    somebody,
)


async def test_the_chain_of_purchases_begins_at_the_cut_and_still_tells_what_was_changed(
    tmp_path: Path,
) -> None:
    async with old_desk(tmp_path) as (kept, clock):
        corrected = ask.Correct(1, Correction(litres=3.0), "少记")
        assert isinstance(await kept.desk.do(corrected, "chief", CHIEF), int)
        request = await allowed(kept, "purchases", clock.now() - 250 * DAY)
        await retention(kept, clock, tmp_path).turn()
        (done,) = purged(kept)
        left = numbers(tmp_path)
        assert left == list(range(done.count + 1, 40))
        assert done.request == request
    assert problems(tmp_path) == []
    async with kept_at(tmp_path / FILE, clock) as again:
        assert again.journal.broken == frozenset()
        assert await again.desk.push(batch("till-1", 40, sealed(clock.now())), FEED) == ((), 0)
        assert numbers(tmp_path) == [*left, 40]
    assert problems(tmp_path) == []
    _alter(tmp_path, "UPDATE purchases SET litres = litres + 1 WHERE number = ?", left[3])
    assert [(found.place, found.problem, found.number) for found in problems(tmp_path)] == [
        ("purchases", "changed", left[3])
    ]


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
async def test_a_cut_that_was_killed_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    monkeypatch.setattr(retention_module, "CUT_ROWS", 4)
    async with old_desk(tmp_path) as (kept, clock):
        await allowed(kept, "purchases", clock.now() - 250 * DAY)
        kept.journal.steps = steps  # type: ignore[attr-defined] # of `Failing`
        work = retention(kept, clock, tmp_path)
        await work.turn()
        assert work.failing
        assert purged(kept) == []
        killed = copy_of(tmp_path / FILE)
        shutil.copy(tmp_path / "identity.key", killed.parent)
    assert problems(killed.parent) == []
    async with kept_at(killed, clock) as again:
        assert again.journal.broken == frozenset()
        await retention(again, clock, killed.parent).turn()
        (done,) = purged(again)
    left = numbers(killed.parent)
    assert left == list(range(done.count + 1, 40))
    assert problems(killed.parent) == []


async def test_the_bytes_of_what_was_cut_are_in_no_file(tmp_path: Path) -> None:
    async with old_desk(tmp_path) as (kept, clock):
        (box,) = await kept.journal.purchases.sealed([1])
        assert _holding(tmp_path, box) != []
        await allowed(kept, "purchases", clock.now() - 250 * DAY)
        await retention(kept, clock, tmp_path).turn()
        assert _holding(tmp_path, box) == []


def _holding(directory: Path, box: Box) -> list[str]:
    words = (box.sealed[-60:].encode(), box.buyer.encode())
    files = (path for path in directory.iterdir() if path.is_file())
    return [path.name for path in files if any(word in path.read_bytes() for word in words)]


async def test_seals_of_before_and_after_a_cut_hold(tmp_path: Path) -> None:
    async with old_desk(tmp_path, purchases=10) as (kept, clock):
        days = DaySealer(kept.journal, (tmp_path / DIRECTORY,), clock, 480)
        await days.start()
        for numbers in (range(11, 20), range(20, 40)):
            await sell(kept, clock, numbers)
            await days.turn()
        await allowed(kept, "purchases", clock.now() - 250 * DAY)
        await retention(kept, clock, tmp_path).turn()
        clock.advance(86_400)
        await days.turn()
        assert not days.broken
    assert len(list((tmp_path / DIRECTORY).iterdir())) == 3
    assert problems(tmp_path) == []


async def test_a_second_request_cuts_on_from_the_first(tmp_path: Path) -> None:
    async with old_desk(tmp_path) as (kept, clock):
        work = retention(kept, clock, tmp_path)
        for days in (300, 250):
            await allowed(kept, "purchases", clock.now() - days * DAY)
            await work.turn()
        first, second = purged(kept)
        assert first.count > second.count > 0
        assert numbers(tmp_path)[0] == first.count + second.count + 1
    assert problems(tmp_path) == []


async def test_the_last_purchase_stays_whatever_its_age(tmp_path: Path) -> None:
    async with old_desk(tmp_path, purchases=3) as (kept, clock):
        clock.advance(1000 * 86_400)
        await allowed(kept, "purchases", clock.now())
        await retention(kept, clock, tmp_path).turn()
        assert numbers(tmp_path) == [3]


# ---- cuts that nobody decided on ----------------------------------------------------------------


FORGE = """INSERT INTO cuts SELECT ?, number, chain, {before}, {before}, '{asked}', '{allowed}'
    FROM purchases WHERE number = 5"""


@pytest.mark.parametrize(
    ("asked", "allowed_by", "request_"),
    [
        ("seat:chief", "seat:deputy", 99_999),
        ("seat:chief", "seat:chief", None),
        ("seat:wang", "seat:deputy", None),
        ("seat:chief", "seat:wang", None),
    ],
)
async def test_a_cut_without_its_two_persons_is_named(
    tmp_path: Path, asked: str, allowed_by: str, request_: int | None
) -> None:
    async with old_desk(tmp_path) as (kept, clock):
        number = await allowed(kept, "purchases", clock.now() - 250 * DAY)
    sql = FORGE.format(before=START + 200 * DAY - 60 * DAY, asked=asked, allowed=allowed_by)
    _alter(tmp_path, sql, number if request_ is None else request_)
    _alter(tmp_path, "DELETE FROM purchases WHERE number <= ?", 5)
    assert ("cut", "not_consented", 5) in [
        (f.place, f.problem, f.number) for f in problems(tmp_path)
    ]


async def test_a_cut_for_a_later_time_than_was_allowed_is_named(tmp_path: Path) -> None:
    async with old_desk(tmp_path) as (kept, clock):
        number = await allowed(kept, "purchases", clock.now() - 390 * DAY)
    sql = FORGE.format(before=clock.now() - 200 * DAY, asked="seat:chief", allowed="seat:deputy")
    _alter(tmp_path, sql, number)
    _alter(tmp_path, "DELETE FROM purchases WHERE number <= ?", 5)
    assert [found.problem for found in problems(tmp_path)] == ["not_consented"]


async def test_a_cut_beyond_what_the_seals_vouch_for_is_named(tmp_path: Path) -> None:
    async with old_desk(tmp_path, purchases=3) as (kept, clock):
        days = DaySealer(kept.journal, (tmp_path / DIRECTORY,), clock, 480)
        await days.start()
        await days.stop()
        before = clock.now()
        for number in range(4, 9):
            bought = sealed(clock.now(), somebody(number))
            assert await kept.desk.push(batch("till-1", number, bought), FEED) == ((), 0)
        number = await allowed(kept, "purchases", before)
    sql = FORGE.format(before=before, asked="seat:chief", allowed="seat:deputy")
    _alter(tmp_path, sql, number)
    _alter(tmp_path, "DELETE FROM purchases WHERE number <= ?", 5)
    assert [found.problem for found in problems(tmp_path)] == ["too_far"]


def _alter(directory: Path, sql: str, value: int) -> None:
    with closing(sqlite3.connect(directory / FILE)) as connection:
        connection.execute(sql, (value,))
        connection.commit()
