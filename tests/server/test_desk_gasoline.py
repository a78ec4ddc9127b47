"""Gasoline at the desk that keeps it: corrections, consents and windows over commits and kills."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from county import commands as ask
from county import events as ev
from county.clock import ManualClock
from county.gasoline.changing import figures_of
from county.refusals import Refusal
from county.rights import Rights
from server.desk import Desk
from tests.county.gasoline.figures import GASOLINE
from tests.county.samples import DAY, LEADER, NOON, OFFICER, alarm, purchase
from tests.server.helpers import FEED, batch, copy_of, desk_at, digest_of

CHIEF = Rights("chief")
CLERK = Rights("officer", unmasks=True)


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


def correct(**changes: object) -> ask.Correct:
    return ask.Correct(1, ev.Correction(**changes), "抄错")  # type: ignore[arg-type] # a test's free choice of fields


async def refused(desk: Desk, command: ask.Ask, rights: Rights = OFFICER) -> str:
    outcome = await desk.do(command, "chen", rights)
    assert isinstance(outcome, Refusal), outcome
    return outcome.code


async def done(desk: Desk, command: ask.Ask, rights: Rights = OFFICER, seat: str = "chen") -> int:
    outcome = await desk.do(command, seat, rights)
    assert isinstance(outcome, int), outcome
    return outcome


async def buy(desk: Desk, number: int, litres: float, **changes: object) -> None:
    fact = replace(purchase(litres=litres), **changes)
    pushed = await desk.push(batch("till-1", number, fact), FEED)
    assert not pushed.refused


async def test_a_purchase_is_corrected_as_it_counts_by_then(desk: Desk) -> None:
    await buy(desk, 1, 8)
    await done(desk, correct(litres=9))
    assert await refused(desk, correct(litres=9)) == "nothing_corrected"
    await done(desk, correct(litres=8))
    assert await refused(desk, correct(litres=8)) == "nothing_corrected"


async def test_corrections_given_at_once_are_taken_one_after_the_other(desk: Desk) -> None:
    await buy(desk, 1, 15)
    asked = [desk.do(correct(litres=5.0), "chen", OFFICER) for _ in range(3)]
    outcomes = await asyncio.gather(*asked)
    assert sum(isinstance(outcome, int) for outcome in outcomes) == 1
    await buy(desk, 2, 15)
    assert not desk.board.warnings


async def test_an_unknown_purchase_is_neither_corrected_nor_opened(desk: Desk) -> None:
    assert await refused(desk, correct(litres=9)) == "unknown_purchase"
    assert await refused(desk, ask.Unmask((1, 2), "核实"), CLERK) == "unknown_purchase"


async def test_identities_are_opened_of_what_the_store_says_was_sealed(
    desk: Desk, clock: ManualClock
) -> None:
    await buy(desk, 1, 5, sealed="1.k.x")
    await buy(desk, 2, 5, buyer="p-2222")
    assert await refused(desk, ask.Unmask((2,), "核实"), CLERK) == "nothing_sealed"
    number = await done(desk, ask.Unmask((1,), "核实"), CLERK)
    assert desk.board.openings[number].until == NOON + 600_000
    clock.advance(600)
    desk.look()
    assert not desk.board.openings


async def test_a_killed_desk_knows_its_windows_corrections_rules_and_requests(
    path: Path, clock: ManualClock
) -> None:
    async with desk_at(path, clock) as desk:
        await buy(desk, 1, 15)
        await done(desk, correct(litres=5.0))
        changed = figures_of(GASOLINE, "G08") | {"enabled": False}
        await done(desk, ask.ChangeRule("G08", changed, "试行"), LEADER)
        graver = figures_of(GASOLINE, "G04") | {"other_litres": 50.0}
        request = await done(desk, ask.ChangeRule("G04", graver, "试行"), LEADER, "bao")
        before, killed = digest_of(desk), copy_of(path)
    async with desk_at(killed, clock) as desk:
        assert digest_of(desk) == before
        await buy(desk, 2, 15)
        assert not desk.board.warnings
        await done(desk, ask.Consent(request), LEADER, "zhao")
        assert set(desk.board.rules) == {"G04", "G08"}
    async with desk_at(killed, clock) as desk:
        await buy(desk, 3, 45, buyer="p-2222", machine=None, purpose="发电")
        assert not desk.board.warnings


async def test_what_fell_due_before_a_kill_does_not_fall_due_again(
    path: Path, clock: ManualClock
) -> None:
    async with desk_at(path, clock) as desk:
        for number in range(1, 21):
            await buy(
                desk, number, 8, at=clock.now(), buyer=f"p-{number:04}", use_place=f"{number}"
            )
            clock.advance(600)
        told = ev.PumpTotalled(clock.now(), station="s1", day="2026-06-21", litres=260)
        await desk.push(batch("till-1", 21, told), FEED)
        clock.advance(86_400)
        desk.look()
        (raised,) = desk.board.warnings.values()
        assert raised.raised.rule == "G13"
        await done(desk, ask.Verify(raised.number, "station_fault"))
        clock.advance(9 * 3600)
        desk.look()
        assert not desk.board.warnings
        assert desk.board.stations["s1"].silent_since is not None
        seq, killed = desk.board.seq, copy_of(path)
    async with desk_at(killed, clock) as desk:
        assert desk.board.seq == seq
        clock.advance(86_400)
        desk.look()
        assert not desk.board.warnings


async def test_a_threat_known_before_a_restart_is_still_one(path: Path, clock: ManualClock) -> None:
    async with desk_at(path, clock) as desk:
        await desk.push(batch("panel-1", 1, alarm("threat")), FEED)
    async with desk_at(path, clock) as desk:
        assert not desk.board.warnings
        await buy(desk, 1, 5, use_lat=41.0, use_lon=110.0)
        (raised,) = desk.board.warnings.values()
        assert (raised.raised.rule, raised.raised.incident) == ("G15", 1)


async def test_a_destruction_stands_until_it_is_told_that_it_was_carried_out(desk: Desk) -> None:
    request = await done(desk, ask.AskPurge("purchases", NOON - DAY, "到期"), CHIEF, "zhao")
    await done(desk, ask.Consent(request), CHIEF, "li")
    assert desk.board.requests[request].allowed_by == "seat:li"
    carried = ev.Purged(NOON, data="purchases", before=NOON - DAY, count=0, request=request)
    await desk.destroyed(carried)
    await desk.destroyed(carried)
    assert not desk.board.requests
