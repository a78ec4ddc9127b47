"""Trials read a desk's own file beside it: purchases as they count now, threats and pump totals."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from county import commands as ask
from county.clock import ManualClock
from county.events import Correction, PumpTotalled, Report
from county.gasoline.backtest import Backtested
from county.gasoline.changing import figures_of
from county.gasoline.figures import tried_rules
from county.gasoline.rules import GasolineRules
from county.refusals import Refusal
from county.rights import Rights
from server import trials
from server.desk import Desk
from server.trials import Spec, rules_changed, run
from tests.county.samples import DAY, HOUR, NOON, RULEBOOK, alarm, purchase
from tests.server.helpers import batch, desk_at

TODAY = RULEBOOK.gasoline
TELLER = Rights(
    "feed",
    kinds=frozenset({"alarm_reported", "purchase_registered", "pump_totalled"}),
    sources=("till",),
)
LEADER = Rights("leader")


class Room:
    """A desk, and trials on its file while it is open."""

    def __init__(self, desk: Desk, path: Path, clock: ManualClock) -> None:
        self.desk = desk
        self.path = path
        self.clock = clock
        self.progress: list[tuple[int, int]] = []
        self._told = 0

    async def tell(self, *facts: Report) -> None:
        """Push facts; each must be taken."""
        pushed = await self.desk.push(batch("till", self._told + 1, *facts), TELLER)
        assert pushed.refused == ()
        self._told += len(facts)

    async def do(self, command: ask.Ask) -> int:
        """Have a leader do something; give its entry."""
        outcome = await self.desk.do(command, "wang", LEADER)
        assert not isinstance(outcome, Refusal), outcome
        return outcome

    def tried(self, rules: GasolineRules = TODAY, **changes: Any) -> Backtested:
        """Try rules on the last thirty days."""
        spec = Spec(
            str(self.path),
            rules,
            TODAY,
            RULEBOOK.ground,
            RULEBOOK.utc_offset_minutes,
            since=NOON - 30 * DAY,
            until=self.clock.now() + 1,
        )
        self.progress.clear()
        return run(replace(spec, **changes), lambda done, all_: self.progress.append((done, all_)))

    def rules(self, **changes: Any) -> dict[str, int]:
        """Give the purchases that each rule objects to."""
        return {each.rule: each.purchases for each in self.tried(**changes).rules}


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    clock = ManualClock(NOON)
    async with desk_at(tmp_path / "journal.db", clock) as desk:
        yield Room(desk, tmp_path / "journal.db", clock)


def large(at: int, buyer: str, **changes: Any) -> Any:
    """Give a purchase that G04 alone objects to."""
    return purchase(at, litres=25, buyer=buyer, use_place=f"{buyer}地", **changes)


async def test_purchases_of_the_time_are_judged_and_those_before_fill_the_windows(
    room: Room,
) -> None:
    await room.tell(
        large(NOON - 40 * DAY, "p-0001"),
        purchase(NOON - 29 * DAY, buyer="p-0002", litres=20),
        purchase(NOON - 28 * DAY, buyer="p-0002", litres=20, use_place="a"),
        purchase(NOON - 26 * DAY, buyer="p-0002", litres=20, use_place="b"),
        purchase(NOON - 24 * DAY, buyer="p-0002", litres=20, use_place="c"),
        large(NOON, "p-0003"),
    )
    assert room.tried().purchases == 5
    assert room.rules() == {"G04": 1, "G06": 1}
    assert room.tried(since=NOON - 25 * DAY).purchases == 2
    assert room.rules(since=NOON - 25 * DAY) == {"G04": 1, "G06": 1}
    assert room.rules(until=NOON) == {"G06": 1}


@pytest.mark.parametrize("chunk", [1, 2, 100])
async def test_many_purchases_of_one_moment_are_each_judged_once(
    room: Room, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(trials, "CHUNK", chunk)
    await room.tell(*(large(NOON - HOUR, f"p-000{n}") for n in range(5)))
    assert room.rules() == {"G04": 5}
    assert room.progress[-1] == (5, 5)


async def test_purchases_count_as_they_were_corrected(room: Room) -> None:
    await room.tell(
        large(NOON - HOUR, "p-0001"), large(NOON - HOUR, "p-0002"), large(NOON - HOUR, "p-0003")
    )
    await room.do(ask.Correct(1, Correction(litres=15), "抄错"))
    await room.do(ask.Correct(2, Correction(void=True), "重复登记"))
    result = room.tried()
    assert result.purchases == 2
    assert [each.purchases for each in result.rules if each.rule == "G04"] == [1]


async def test_registers_entered_for_the_record_are_tried_like_any_other(room: Room) -> None:
    await room.tell(large(NOON - 20 * DAY, "p-0001", archived=True))
    assert room.rules() == {"G04": 1}


async def test_a_threat_is_replayed_from_the_journal_until_it_ends(room: Room) -> None:
    near: dict[str, Any] = {"use_lat": 41.0, "use_lon": 110.0}
    await room.tell(alarm("intrusion", priority=1))
    room.clock.advance(600)
    await room.tell(purchase(NOON + 600_000, buyer="p-0001", **near))
    room.clock.advance(60)
    await room.do(ask.Acknowledge(1))
    await room.do(ask.Close(1, "settled"))
    room.clock.advance(600)
    await room.tell(purchase(NOON + 1_200_000, buyer="p-0002", **near))
    assert room.rules() == {"G15": 1}


async def test_an_alarm_that_only_becomes_urgent_is_a_threat_from_then_on(room: Room) -> None:
    near: dict[str, Any] = {"use_lat": 41.0, "use_lon": 110.0}
    await room.tell(alarm("intrusion", priority=2), purchase(NOON, buyer="p-0001", **near))
    assert room.rules() == {}
    room.clock.advance(60)
    await room.do(ask.Prioritise(1, 1, "有人持火"))
    assert room.rules() == {"G15": 1}


async def test_g15_is_named_untried_when_the_journal_begins_too_late(room: Room) -> None:
    await room.tell(purchase(NOON))
    assert room.tried().untried == ("G15",)
    room.clock.advance(3 * 86_400)
    assert room.tried(since=NOON + DAY).untried == ()


async def test_pump_totals_are_replayed(room: Room) -> None:
    morning = NOON - 4 * HOUR
    await room.tell(
        *(
            purchase(morning + n * 600_000, buyer=f"p-{n:04d}", use_place=f"{n}组")
            for n in range(20)
        )
    )
    room.clock.advance(86_400)
    assert room.rules() == {}
    await room.tell(PumpTotalled(at=NOON, station="s1", day="2026-06-21", litres=400))
    (found,) = room.tried().rules
    assert (found.rule, found.warnings) == ("G13", 1)


async def test_rules_changed_at_the_desk_are_found_in_its_file(room: Room) -> None:
    figures = figures_of(TODAY, "G12") | {"window_s": 3600}
    await room.do(ask.ChangeRule("G12", figures, "集市日"))
    changed = rules_changed(room.path)
    assert set(changed) == {"G12"}
    assert changed["G12"].figures["window_s"] == 3600


async def test_the_desks_log_is_not_held_while_a_trial_reads(room: Room) -> None:
    """A read that stays open would let the log grow for as long as the trial goes on."""
    await room.tell(*(large(NOON - HOUR, f"p-{n:04d}") for n in range(3)))
    busy: list[int] = []

    def look(_: int, __: int) -> None:
        with closing(sqlite3.connect(room.path)) as other:
            busy.append(other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])

    spec = Spec(str(room.path), TODAY, TODAY, RULEBOOK.ground, 480, NOON - DAY, NOON + 1)
    run(spec, look)
    assert busy == [0]


async def test_another_figure_is_tried_beside_todays(room: Room) -> None:
    await room.tell(purchase(NOON - HOUR, litres=15))
    tried = tried_rules(TODAY, {"G04": figures_of(TODAY, "G04") | {"machine_litres": {"hand": 10}}})
    assert not isinstance(tried, Refusal)
    result = room.tried(tried)
    assert (result.warnings, result.warnings_today, result.gained) == (1, 0, 1)


def test_a_file_that_is_none_is_an_error_and_not_an_empty_result(tmp_path: Path) -> None:
    spec = Spec(str(tmp_path / "no.db"), TODAY, TODAY, RULEBOOK.ground, 480, 0, NOON)
    with pytest.raises(sqlite3.Error):
        run(spec, lambda _, __: None)
