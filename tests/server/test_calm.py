"""The calm: told by turns and seldom, and yet of everything, in order, and of what presses at once."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

from config.settings import Limits
from county import commands as ask
from feeds import frames
from server.view import TURNS
from tests.server.test_hub import PATIENT, pour
from tests.server.wire_client import WEST, alarm, client, fix, follower, metrics, server_at

NEVER = Limits(tick_s=3600, credit_age_s=60, credit_frames=10_000)
"""No tick comes: nobody has a turn."""


async def test_the_calm_miss_nothing_of_a_flood_and_are_sent_far_less(tmp_path: Path) -> None:
    limits = Limits(tick_s=0.2, credit_age_s=60, credit_frames=10_000)
    async with server_at(tmp_path, limits=limits) as server, client(server.url, "feed") as feed:
        pouring = asyncio.create_task(pour(feed, 400, "noise"))
        async with contextlib.AsyncExitStack() as stack:
            seats = [
                await stack.enter_async_context(follower(server.url, calm=True))
                for _ in range(2 * TURNS)
            ]
            deltas = 0
            while seats[0].through < 402:
                deltas += isinstance(await seats[0].recv(), frames.Delta)
            await pouring
            for seat in seats:
                await seat.reach(402)
                await seat.prove()
                assert len(seat.board.alarms) == 400
            assert deltas < 60


async def test_the_calm_are_told_of_a_first_priority_at_once_and_of_all_before_it(
    tmp_path: Path,
) -> None:
    async with (
        server_at(tmp_path, limits=NEVER) as server,
        client(server.url, "feed") as feed,
        follower(server.url) as lively,
        follower(server.url, calm=True) as calm,
    ):
        await feed.push(alarm(WEST, "later", kind="noise"))
        await lively.see(1)
        await feed.push(alarm(WEST, "now"))
        await calm.see(2)
        assert [each.report.text for each in calm.board.alarms.values()] == ["later", "now"]


async def test_what_the_calm_are_told_counts_as_delivered(tmp_path: Path) -> None:
    async with (
        server_at(tmp_path, limits=NEVER) as server,
        client(server.url, "feed") as feed,
        follower(server.url, calm=True) as calm,
    ):
        await feed.push(alarm(WEST, kind="noise"))
        assert (await metrics(server.url))["zhiban_deliveries_total"] == 0
        await feed.push(alarm(WEST))
        await calm.see(2)
        figures = await metrics(server.url)
        assert figures["zhiban_deliveries_total"] == figures["zhiban_delivery_seconds_count"] == 1


async def test_the_calm_are_told_at_once_what_they_asked_for(tmp_path: Path) -> None:
    async with (
        server_at(tmp_path, limits=NEVER) as server,
        client(server.url, "feed") as feed,
        follower(server.url, calm=True) as calm,
    ):
        await feed.push(alarm(kind="noise"))
        await calm.send(frames.Do(1, ask.Acknowledge(1)))
        done = await calm.until(frames.Done)
        assert done.refusal is None
        assert calm.board.alarms[1].owner == "seat:officer"


async def test_who_joins_the_calm_finds_the_others_where_it_stands(tmp_path: Path) -> None:
    async with (
        server_at(tmp_path, limits=NEVER) as server,
        client(server.url, "feed") as feed,
        contextlib.AsyncExitStack() as stack,
    ):
        first = await stack.enter_async_context(follower(server.url, calm=True))
        await feed.push(alarm(kind="noise"))
        for _ in range(TURNS):  # one of them has the turn of the first
            await stack.enter_async_context(follower(server.url, calm=True))
        await first.see(1)


async def test_the_calm_see_every_unit_where_it_is_though_they_miss_ticks(tmp_path: Path) -> None:
    async with (
        server_at(tmp_path, limits=PATIENT) as server,
        client(server.url, "feed") as feed,
        follower(server.url) as lively,
        follower(server.url, calm=True) as calm,
    ):
        for unit in ("B1", "F1"):
            await feed.send(frames.Fixes("gps", (fix(unit, 30.02),)))
            while not (await lively.until(frames.Tick)).positions:
                pass
        where: dict[str, float] = {}
        while len(where) < 2:
            tick = await calm.until(frames.Tick)
            where |= {each.unit: each.lat for each in tick.positions}
        assert where == {"B1": 30.02, "F1": 30.02}
