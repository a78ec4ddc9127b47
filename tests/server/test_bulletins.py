"""Bulletins made from the journal: the whole period, no more than the seat may see."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from config.places import Area, Cell, Profile
from config.profile import builtin, load_profile
from county.bulletin import Bulletin, bulletin_of
from county.clock import ManualClock
from county.clocks import Clocks
from county.figures import Figure
from county.refusals import ZhibanError
from county.rights import Rights
from feeds.wire import encode_entry
from server import bulletins
from server.batch import Batch
from server.bulletins import Bulletins, Fold
from server.journal import FILE, Journal
from tests.county.samples import ALARMS, DAY, HOUR, LEADER
from tests.county.week import EVERY, MONDAY, SUNDAY_NIGHT, TERMS, Week

EAST = Rights("leader", frozenset({"t02"}))


@pytest.fixture(scope="module")
def week() -> Week:
    return Week()


def profile() -> Profile:
    """Give a profile with the cells of the week."""
    cells = tuple(
        Cell(id=cell, level="post", area="t01", ring_min=ring_min, ring=())
        for cell, ring_min in TERMS.rings.items()
    )
    town = Area(id="t01", zh="镇", en="Town", terrain="town", ring=())
    return replace(
        load_profile(builtin()), simulated=False, alarms=ALARMS, cells=cells, areas=(town,)
    )


@asynccontextmanager
async def kept(week: Week, directory: Path) -> AsyncIterator[Journal]:
    """Keep the week in a journal."""
    journal = await Journal.open(directory / FILE)
    try:
        batch = Batch()
        for outcome in week.outcomes:
            batch.add(outcome)
        await journal.append(batch)
        yield journal
    finally:
        await journal.close()


@asynccontextmanager
async def maker(week: Week, directory: Path) -> AsyncIterator[Bulletins]:
    async with kept(week, directory) as journal:
        yield Bulletins(journal, profile(), ManualClock(SUNDAY_NIGHT))


def figure(bulletin: Bulletin, name: str) -> Figure:
    found = bulletin.figure(name)
    assert found is not None
    return found


async def test_the_week_comes_out_of_the_journal_as_it_was_lived(
    week: Week, tmp_path: Path
) -> None:
    async with maker(week, tmp_path) as bulletins_:
        told = await bulletins_.bulletin(MONDAY, SUNDAY_NIGHT, LEADER, "answer.p90")
    lived = bulletin_of(told.heading, week.clocks(), TERMS, "answer.p90")
    assert told.figures == lived.figures
    assert told.cases == lived.cases
    assert figure(told, "answer.p90").value == pytest.approx(28.5), "by hand"


async def test_a_bulletin_says_whose_it_is_and_up_to_when(week: Week, tmp_path: Path) -> None:
    async with maker(week, tmp_path) as bulletins_:
        heading = (await bulletins_.bulletin(MONDAY, MONDAY + DAY, LEADER)).heading
    assert heading.county.en == "Anmu County"
    assert (heading.since, heading.until, heading.made_at) == (MONDAY, MONDAY + DAY, SUNDAY_NIGHT)
    assert heading.rings is not None


async def test_alarms_of_the_period_are_followed_to_their_end_and_others_left_out(
    week: Week, tmp_path: Path
) -> None:
    """The thirteenth alarm closes five hours after its report: the period ends before."""
    since = MONDAY + 12 * EVERY
    async with maker(week, tmp_path) as bulletins_:
        told = await bulletins_.bulletin(since, since + 1000, LEADER, "alarms.counted")
    (case,) = told.cases
    assert case.number == week.numbers[12]
    assert case.closed == since + 20_730_000


async def test_a_period_begins_with_what_is_received_at_it_and_ends_before(
    week: Week, tmp_path: Path
) -> None:
    async with maker(week, tmp_path) as bulletins_:
        told = await bulletins_.bulletin(MONDAY + EVERY, MONDAY + 2 * EVERY, LEADER)
    assert figure(told, "alarms.received").alarms == week.number(1)


async def test_a_seat_gets_the_figures_of_its_own_areas(week: Week, tmp_path: Path) -> None:
    async with maker(week, tmp_path) as bulletins_:
        told = await bulletins_.bulletin(MONDAY, SUNDAY_NIGHT, EAST)
    assert figure(told, "alarms.counted").alarms == week.number(8, 9, 10, 13, 14, 17, 20, 23)
    assert figure(told, "ring_seen.5").value == 3 / 8
    assert figure(told, "ring_seen.1").n == 0
    assert figure(told, "load.per_hour").n == 8 + 9, "with the callers of the ninth"


async def test_who_sees_no_board_gets_no_bulletin(week: Week, tmp_path: Path) -> None:
    async with maker(week, tmp_path) as bulletins_:
        with pytest.raises(ZhibanError) as no:
            await bulletins_.bulletin(MONDAY, SUNDAY_NIGHT, Rights("feed"))
    assert no.value.refusal.code == "role_may_not"


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [
        (MONDAY, MONDAY, "period_backwards"),
        (MONDAY, MONDAY - 1, "period_backwards"),
        (MONDAY, MONDAY + 32 * DAY + 1, "period_too_long"),
    ],
)
async def test_what_is_no_period_is_refused(
    week: Week, tmp_path: Path, since: int, until: int, code: str
) -> None:
    async with maker(week, tmp_path) as bulletins_:
        with pytest.raises(ZhibanError) as no:
            await bulletins_.bulletin(since, until, LEADER)
    assert no.value.refusal.code == code


async def test_a_period_with_too_many_alarms_for_the_memory_is_refused(
    week: Week, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulletins, "MAX_ALARMS", 35)
    async with maker(week, tmp_path) as bulletins_:
        with pytest.raises(ZhibanError) as no:
            await bulletins_.bulletin(MONDAY, SUNDAY_NIGHT, LEADER)
        assert no.value.refusal.code == "period_too_full"
        fewer = await bulletins_.bulletin(MONDAY, SUNDAY_NIGHT - DAY, LEADER)
    assert figure(fewer, "alarms.received").n < 36


async def test_an_empty_journal_gives_an_empty_bulletin(tmp_path: Path) -> None:
    journal = await Journal.open(tmp_path / FILE)
    try:
        bulletins_ = Bulletins(journal, profile(), ManualClock(SUNDAY_NIGHT))
        told = await bulletins_.bulletin(MONDAY, SUNDAY_NIGHT, LEADER)
    finally:
        await journal.close()
    assert figure(told, "alarms.received").n == 0


async def test_of_a_long_journal_only_what_the_period_needs_is_read(
    week: Week, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with kept(week, tmp_path) as journal:
        bulletins_ = Bulletins(journal, profile(), ManualClock(SUNDAY_NIGHT))
        begun: list[int] = []
        read = journal.read

        def spy(after: int, *others: Any) -> Any:
            begun.append(after)
            return read(after, *others)

        monkeypatch.setattr(journal, "read", spy)
        since = MONDAY + 20 * EVERY
        await bulletins_.bulletin(since, since + HOUR, LEADER)
    before = sum(entry.received < since - HOUR for entry in week.entries)
    assert begun == [before]


def test_reading_ends_when_everything_of_the_period_was_filed(week: Week) -> None:
    fold = Fold(MONDAY, MONDAY + EVERY)
    read = [(entry.received, fold.take([encode_entry(entry)])) for entry in week.entries]
    enough = next(received for received, done in read if done)
    # The first alarm is closed within two hours, and leaves the board eight hours later.
    assert MONDAY + 8 * HOUR < enough < MONDAY + 14 * HOUR
    told: list[Clocks] = fold.clocks(SUNDAY_NIGHT)
    assert [clocks.number for clocks in told] == list(week.number(0))
