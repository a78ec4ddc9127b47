"""The desk: decided once, kept before it is told, and the same after any restart."""

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
from county.decisions import Located
from county.patrol import Fix, Position
from county.refusals import refuse
from server import desk as desk_module
from server.commits import NotTakenError
from server.desk import Desk
from server.journal import Journal
from tests.county.samples import DAY, NOON, OFFICER, RULEBOOK, alarm, locate, purchase
from tests.server.helpers import FEED, UNITS, Listener, batch, bodies, desk_at


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


# ---- taking facts -------------------------------------------------------------------------------


async def test_a_pushed_alarm_is_durable_and_told_before_the_push_returns(
    desk: Desk, path: Path
) -> None:
    listener = desk.on_committed = Listener()
    pushed = await desk.push(batch("panel-1", 1, alarm(), alarm("noise")), FEED)
    assert pushed == ((), 0)
    assert listener.seqs == [4, 5]
    assert (listener.told[0].after, listener.told[0].through) == (3, 5)
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT max(seq) FROM journal").fetchone() == (5,)


async def test_a_repeated_push_is_counted_once(desk: Desk) -> None:
    listener = desk.on_committed = Listener()
    await desk.push(batch("panel-1", 1, alarm(), alarm()), FEED)
    again = await desk.push(batch("panel-1", 2, alarm(), alarm()), FEED)
    assert again == ((), 1)
    assert len(listener.seqs) == 3


async def test_two_connections_that_push_the_same_number_at_once_store_it_once(
    desk: Desk, path: Path
) -> None:
    await desk.push(batch("panel-1", 9, alarm()), FEED)
    both = await asyncio.gather(
        *(desk.push(batch("panel-1", 1, alarm(), alarm()), FEED) for _ in range(5))
    )
    assert sorted(pushed.duplicates for pushed in both) == [0, 2, 2, 2, 2]
    assert desk.board.seq == 3 + 3


async def test_a_number_that_comes_late_is_taken_like_any_other(desk: Desk) -> None:
    await desk.push(batch("panel-1", 10, alarm()), FEED)
    assert await desk.push(batch("panel-1", 5, alarm()), FEED) == ((), 0)
    assert await desk.push(batch("panel-1", 5, alarm()), FEED) == ((), 1)


async def test_one_source_numbers_its_alarms_and_purchases_together(desk: Desk) -> None:
    await desk.push(batch("till-1", 1, purchase()), FEED)
    assert await desk.push(batch("till-1", 1, alarm()), FEED) == ((), 1)
    assert not desk.board.alarms


async def test_a_refused_fact_costs_only_itself_and_may_come_again(desk: Desk) -> None:
    pushed = await desk.push(
        batch("panel-1", 1, alarm(), alarm("nonsense"), refuse("too_deep"), alarm()), FEED
    )
    assert [(number, refusal.code) for number, refusal in pushed.refused] == [
        (3, "too_deep"),
        (2, "unknown_kind"),
    ]
    assert len(desk.board.alarms) == 2
    again = await desk.push(batch("panel-1", 2, alarm()), FEED)
    assert again == ((), 0)
    assert len(desk.board.alarms) == 3


async def test_a_defect_in_deciding_a_fact_leaves_no_gap_in_what_is_kept(
    path: Path, clock: ManualClock
) -> None:
    def locate_or_fail(lat: float, lon: float) -> Located | None:
        if lon == 111.0:
            raise ZeroDivisionError
        return locate(lat, lon)

    journal = await Journal.open(path)
    desk = Desk(journal, RULEBOOK, locate_or_fail, UNITS, clock)
    await desk.start()
    with pytest.raises(ZeroDivisionError):
        await desk.push(batch("panel-1", 1, alarm(), alarm(lon=111.0), alarm()), FEED)
    await desk.push(batch("panel-1", 4, alarm()), FEED)
    kept = await journal.stored(0, journal.head)
    assert [each.entry.seq for each in kept] == [1, 2, 3, 4, 5]
    assert journal.head == desk.board.seq
    await desk.stop()
    await journal.close()


async def test_a_feed_pushes_only_its_kinds_and_for_its_sources(desk: Desk) -> None:
    signed = ev.OrderSigned(NOON, 1, "B1")
    kinds = await desk.push(batch("panel-1", 1, signed), FEED)
    sources = await desk.push(batch("radio-1", 1, alarm()), FEED)
    seat = await desk.push(batch("panel-1", 1, alarm()), OFFICER)
    assert [p.refused[0][1].code for p in (kinds, sources, seat)] == [
        "kind_may_not",
        "source_may_not",
        "role_may_not",
    ]
    assert "radio-1" not in desk.heard


async def test_a_number_beyond_what_json_keeps_exactly_is_refused(desk: Desk) -> None:
    pushed = await desk.push(batch("panel-1", 2**53 - 1, alarm(), alarm()), FEED)
    assert [(number, refusal.code) for number, refusal in pushed.refused] == [(2**53, "number_gap")]
    assert len(desk.board.alarms) == 1


async def test_what_waits_is_bounded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "MAX_WAITING", 3)
    with pytest.raises(NotTakenError) as busy:
        await desk.push(batch("panel-1", 1, *[alarm()] * 4), FEED)
    assert busy.value.refusal.code == "busy"
    assert await desk.push(batch("panel-1", 1, *[alarm()] * 3), FEED) == ((), 0)


# ---- purchases ----------------------------------------------------------------------------------


async def test_a_purchase_the_warning_it_raises_and_its_alarm_are_one_commit(desk: Desk) -> None:
    listener = desk.on_committed = Listener()
    await desk.push(batch("till-1", 1, purchase(litres=90.0)), FEED)
    (told,) = listener.told
    assert [bought.number for bought in told.purchases] == [1]
    assert {type(stored.entry.event) for stored in told.stored} == {
        ev.WarningRaised,
        ev.AlarmReported,
    }


async def test_the_tally_counts_durable_purchases_of_the_local_day_by_area(
    path: Path, clock: ManualClock
) -> None:
    async with desk_at(path, clock) as desk:
        await desk.push(
            batch(
                "till-1",
                1,
                purchase(litres=5.0, buyer="p-0001"),
                purchase(litres=2.5, station="s2", buyer="p-0002"),
                purchase(litres=1.5, station="s3", buyer="p-0003"),
                purchase(litres=7.0, at=NOON - DAY, buyer="p-0004"),
            ),
            FEED,
        )
        expected = {"t01": (1, 5.0), "t02": (2, 4.0)}
        assert desk.tally == expected
    async with desk_at(path, clock) as desk:
        assert desk.tally == expected
        clock.advance(86_400)
        assert desk.tally == {}


async def test_a_restarted_desk_remembers_the_purchases_that_rules_look_at(
    path: Path, clock: ManualClock
) -> None:
    async with desk_at(path, clock) as desk:
        await desk.push(batch("till-1", 1, purchase(station="s1", litres=5.0)), FEED)
        assert not desk.board.warnings
    async with desk_at(path, clock) as desk:
        await desk.push(batch("till-1", 2, purchase(station="s2", litres=5.0)), FEED)
        rules = {warning.raised.rule for warning in desk.board.warnings.values()}
    assert "G05" in rules


# ---- commands and what falls due ----------------------------------------------------------------


async def test_a_command_answers_with_the_last_entry_it_became(desk: Desk) -> None:
    await desk.push(batch("panel-1", 1, alarm()), FEED)
    assert await desk.do(ask.Dispatch(1, ("B1", "B2")), "chen", OFFICER) == 7
    refused = await desk.do(ask.Acknowledge(1), "chen", OFFICER)
    assert getattr(refused, "code", "") == "already_acknowledged"


async def test_an_alarm_nobody_takes_is_flagged_once_also_across_a_restart(
    path: Path, clock: ManualClock
) -> None:
    async with desk_at(path, clock) as desk:
        await desk.push(batch("panel-1", 1, alarm()), FEED)
        clock.advance(11)
        desk.look()
        assert desk.board.alarms[1].unanswered
        desk.look()
    async with desk_at(path, clock) as desk:
        clock.advance(11)
        desk.look()
    flagged = [body for body in await bodies(path) if b"alarm_escalated" in body]
    assert len(flagged) == 1


async def test_what_fell_due_while_the_desk_was_down_is_done_at_start(
    path: Path, clock: ManualClock
) -> None:
    async with desk_at(path, clock) as desk:
        await desk.push(batch("panel-1", 1, alarm()), FEED)
    clock.advance(3600)
    async with desk_at(path, clock) as desk:
        assert desk.board.alarms[1].unanswered
        assert desk.waiting == 0


# ---- positions ----------------------------------------------------------------------------------


async def test_only_plausible_fixes_of_known_units_are_handed_on(
    desk: Desk, clock: ManualClock
) -> None:
    taken: list[Position] = []
    desk.on_positions = taken.extend
    good = Fix("B1", NOON, 41.0, 110.0)
    refused = desk.fixes(
        batch("gps", 0, good, Fix("X9", NOON, 41.0, 110.0), Fix("B2", 0, 41.0, 110.0)), FEED
    )
    assert [(place, refusal.code) for place, refusal in refused] == [
        (1, "unknown_unit"),
        (2, "time_out_of_range"),
    ]
    assert taken == [Position.of(good, "gps", NOON)]
    assert {source: heard.at for source, heard in desk.heard.items()} == {"gps": NOON}


async def test_positions_of_ordered_units_are_seen_and_those_refused_show_nothing(
    desk: Desk, clock: ManualClock
) -> None:
    await desk.push(batch("panel-1", 1, alarm()), FEED)
    await desk.do(ask.Dispatch(1, ("B1",)), "chen", OFFICER)
    await desk.do(ask.Send(1), "chen", OFFICER)
    clock.advance(5)
    desk.fixes(batch("gps", 0, Fix("B1", 0, 41.0, 110.0)), FEED)
    order = desk.board.alarms[1].order_of("B1")
    assert order is not None
    assert order.on_scene_seen_at is None
    desk.fixes(batch("gps", 0, Fix("B1", NOON + 5000, 41.0, 110.0)), FEED)
    order = desk.board.alarms[1].order_of("B1")
    assert order is not None
    assert order.on_scene_seen_at == NOON + 5000
