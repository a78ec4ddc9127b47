"""Trials through the desk: in a process of their own, one a seat, for as long as the asker stays."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from bench.tree import children
from config.seats import Seat, save_seats, token_hash
from county.events import PurchaseRegistered
from county.gasoline.backtest import Backtested
from county.gasoline.changing import figures_of
from county.refusals import Refusal, ZhibanError
from county.rights import Role
from feeds.gasoline import Backtest, BacktestState, BacktestTold
from server import trials
from server.backtests import MOST, Backtests
from server.serve import Server
from server.trials import Spec, Told
from tests.config.small import write_county
from tests.county.samples import NOON, RULEBOOK
from tests.server.wire_client import SEATS, WireClient, client, now, server_at

DAY = 86_400_000
STAYS = (sys.executable, "-c", "import sys; sys.stdin.read()")
"""A program that never tells anything, and ends when nobody listens any more."""
FAILS = (sys.executable, "-c", "raise SystemExit(3)")
TODAY = RULEBOOK.gasoline


def asker(seat: str) -> Any:
    """Give a connection of a seat: only who it is counts here."""
    return SimpleNamespace(seat=seat)


def question(**more: Any) -> Backtest:
    return Backtest(since=NOON - DAY, until=NOON, **more)


@pytest.fixture
async def backtests(tmp_path: Path) -> AsyncIterator[Backtests]:
    made = Backtests(tmp_path / "journal.db", RULEBOOK.ground, 480, STAYS)
    yield made
    await made.stop()


async def begin(backtests: Backtests, who: Any) -> int:
    return (await backtests.begin(question(), TODAY, TODAY, who)).job


async def refused(backtests: Backtests, who: Any) -> str:
    with pytest.raises(ZhibanError) as no:
        await backtests.begin(question(), TODAY, TODAY, who)
    return no.value.refusal.code


async def test_a_seat_has_one_trial_and_the_desk_two(backtests: Backtests) -> None:
    before = set(children(os.getpid()))
    await begin(backtests, asker("wang"))
    assert await refused(backtests, asker("wang")) == "backtest_running"
    await begin(backtests, asker("li"))
    assert await refused(backtests, asker("zhao")) == "backtests_busy"
    assert len(set(children(os.getpid())) - before) == MOST


async def test_only_who_asked_knows_of_a_trial(backtests: Backtests) -> None:
    wang, other = asker("wang"), asker("wang")
    job = await begin(backtests, wang)
    assert backtests.state(BacktestState(job=job), wang).job == job
    with pytest.raises(ZhibanError) as no:
        backtests.state(BacktestState(job=job, stop=True), other)
    assert no.value.refusal.code == "unknown_backtest"


async def test_a_stopped_trial_is_over_and_makes_room(backtests: Backtests) -> None:
    wang = asker("wang")
    job = await begin(backtests, wang)
    backtests.state(BacktestState(job=job, stop=True), wang)
    with pytest.raises(ZhibanError):
        backtests.state(BacktestState(job=job), wang)
    assert await begin(backtests, wang) > job


async def test_a_trial_ends_with_the_connection_that_asked_for_it(backtests: Backtests) -> None:
    wang, li = asker("wang"), asker("li")
    await begin(backtests, wang)
    job = await begin(backtests, li)
    backtests.leave(wang)
    assert backtests.state(BacktestState(job=job), li).job == job
    await begin(backtests, asker("zhao"))


async def test_no_process_outlives_the_desk(tmp_path: Path) -> None:
    before = set(children(os.getpid()))
    backtests = Backtests(tmp_path / "journal.db", RULEBOOK.ground, 480, STAYS)
    await begin(backtests, asker("wang"))
    assert set(children(os.getpid())) > before
    await backtests.stop()
    assert set(children(os.getpid())) <= before


async def test_a_trial_that_breaks_off_says_so_and_has_no_result(tmp_path: Path) -> None:
    backtests = Backtests(tmp_path / "journal.db", RULEBOOK.ground, 480, FAILS)
    wang = asker("wang")
    job = await begin(backtests, wang)
    await backtests.ended()
    with pytest.raises(ZhibanError) as no:
        backtests.state(BacktestState(job=job), wang)
    assert no.value.refusal.code == "backtest_failed"


def test_a_trials_process_has_the_lowest_priority_and_tells_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = Spec(str(tmp_path / "no.db"), TODAY, TODAY, RULEBOOK.ground, 480, 0, NOON)
    found = Backtested(purchases=3, warned=1, warned_today=1, gained=0, lost=0)
    niced: list[int] = []
    monkeypatch.setattr(os, "nice", niced.append)

    def run(asked: Spec, progress: trials.Progress) -> Backtested:
        assert asked == spec
        progress(1, 3)
        return found

    monkeypatch.setattr(trials, "run", run)
    typed = SimpleNamespace(buffer=io.BytesIO(msgspec.json.encode(spec) + b"\n"))
    printed = SimpleNamespace(buffer=io.BytesIO())
    monkeypatch.setattr(sys, "stdin", typed)
    monkeypatch.setattr(sys, "stdout", printed)
    trials.main()
    lines = printed.buffer.getvalue().splitlines()
    told = [msgspec.json.decode(line, type=Told) for line in lines]
    assert niced == [19]
    assert told == [Told(1, 3), Told(result=found)]


# ---- over a socket ------------------------------------------------------------------------------


def seat(name: str, role: Role, *areas: str) -> Seat:
    return Seat(name=name, role=role, areas=areas or None, token_sha256=token_hash(name))


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    (tmp_path / "county").mkdir()
    write_county(tmp_path / "county")
    leaders = (seat("leader", "leader"), seat("leads-east", "leader", "t02"))
    save_seats(tmp_path, (*SEATS.values(), *leaders))
    async with server_at(tmp_path) as server:
        yield server


async def ask_desk(caller: WireClient, asked: Backtest | BacktestState) -> BacktestTold:
    await caller.send(asked)
    return await caller.until(BacktestTold)


async def tried(caller: WireClient, asked: Backtest) -> BacktestTold:
    """Ask until the trial is over."""
    told = await ask_desk(caller, asked)
    while told.refusal is None and told.result is None:
        told = await ask_desk(caller, BacktestState(job=told.job))
    return told


def last_week(**more: Any) -> Backtest:
    return Backtest(since=now() - 7 * DAY, until=now() + 1000, **more)


async def sell(server: Server, *litres: float) -> None:
    async with client(server.url, "feed") as feed:
        await feed.push(
            *(
                PurchaseRegistered(
                    at=now() - number * 60_000,
                    station="ps01",
                    buyer=f"p-{number:04d}",
                    litres=each,
                    tail="3X",
                    purpose="割草",
                    use_place=f"{number}组",
                    machine="hand",
                    id_check="matched",
                    photo="photo-1",
                    container="metal",
                    simulated=True,
                )
                for number, each in enumerate(litres)
            )
        )


async def test_a_leader_tries_other_figures_on_what_the_desk_keeps(server: Server) -> None:
    await sell(server, 15, 15, 5)
    async with client(server.url, "leader") as leader:
        rule = figures_of(TODAY, "G04") | {"machine_litres": {"hand": 10, "riding": 30}}
        told = await tried(leader, last_week(rules={"G04": rule}, only=("G04",)))
        assert told.result is not None
        assert (told.result.purchases, told.result.gained, told.result.warnings_today) == (3, 2, 0)
        again = await tried(leader, last_week(only=("G04",)))
        assert again.result is not None
        assert again.result.warnings == 0


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("officer", "role_may_not"),
        ("viewer", "role_may_not"),
        ("west", "role_may_not"),
        ("leads-east", "not_your_area"),
    ],
)
async def test_only_leaders_with_the_whole_county_try_rules(
    server: Server, name: str, code: str
) -> None:
    async with client(server.url, name) as caller:
        told = await ask_desk(caller, last_week())
        assert isinstance(told.refusal, Refusal)
        assert told.refusal.code == code
        assert told.text


async def test_what_cannot_be_tried_is_refused_by_name(server: Server) -> None:
    async with client(server.url, "leader") as leader:
        empty = await ask_desk(leader, Backtest(since=now(), until=now() - 1))
        assert empty.refusal is not None
        assert empty.refusal.code == "backtest_empty"
        figures = figures_of(TODAY, "G12") | {"ethnicity": "x"}
        guarded = await ask_desk(leader, last_week(rules={"G12": figures}))
        assert guarded.refusal is not None
        no_rule = await ask_desk(leader, last_week(only=("G99",)))
        assert no_rule.refusal is not None
        assert (no_rule.refusal.code, no_rule.refusal.field) == ("unknown_rule", "only")
        unknown = await ask_desk(leader, BacktestState(job=99))
        assert unknown.refusal is not None
        assert unknown.refusal.code == "unknown_backtest"
