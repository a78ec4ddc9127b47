"""The hub: everybody gets what they may see, in order, once; the slow harm only themselves."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from config.settings import Limits
from county import commands as ask
from feeds import frames
from feeds.wire import JSON, MSGPACK
from server.serve import Server
from tests.server.wire_client import (
    EAST,
    WEST,
    WireClient,
    alarm,
    client,
    epoch,
    fix,
    follower,
    metrics,
    server_at,
)

PATIENT = Limits(tick_s=0.02, credit_age_s=60, credit_frames=10_000)
"""Never takes a reader for slow: for tests that are about something else."""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with server_at(tmp_path, limits=PATIENT) as server:
        yield server


async def pour(feed: WireClient, count: int, kind: str = "fire") -> None:
    """Push `count` alarms one a frame, as fast as they are taken."""
    for number in range(1, count + 1):
        await feed.send(
            frames.Push("pour", number, (alarm(WEST if number % 2 else EAST, kind=kind),))
        )
    while (await feed.until(frames.Ack)).through < count:
        pass


# ---- following ----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [JSON, MSGPACK])
async def test_who_joins_in_the_middle_of_a_flood_misses_nothing_and_gets_nothing_twice(
    server: Server, form: str
) -> None:
    async with client(server.url, "feed") as feed:
        pouring = asyncio.create_task(pour(feed, 400))
        joined = []
        async with contextlib.AsyncExitStack() as stack:
            for seat in ("officer", "west", "east", "viewer"):
                joined.append(await stack.enter_async_context(follower(server.url, seat, form)))
                await joined[-1].see(5)
            await pouring
            for each in joined:
                await each.reach(402)
                await each.prove()
        assert len(joined[0].board.alarms) == 400
        assert len(joined[1].board.alarms) == 200


async def test_a_client_resumes_where_it_stood_without_a_snapshot(server: Server) -> None:
    async with client(server.url, "feed") as feed, follower(server.url) as first:
        await feed.push(alarm(), alarm())
        await first.see(2)
        await feed.push(*(alarm() for _ in range(700)))
        async with client(server.url, "officer") as again:
            again.board, again.through = first.board, first.through
            await again.send(frames.Subscribe(since=again.through, epoch=await epoch(server.url)))
            while again.through < 704:
                assert not isinstance(await again.recv(), frames.Snapshot)
            await again.prove()


@pytest.mark.parametrize(
    ("since", "other_epoch"),
    [(1, "another"), (10**9, None), (0, None)],
    ids=["another epoch", "ahead of the journal", "too far behind"],
)
async def test_who_cannot_resume_gets_a_snapshot(
    tmp_path: Path, since: int, other_epoch: str | None
) -> None:
    limits = Limits(tick_s=0.02, max_replay=5)
    async with server_at(tmp_path, limits=limits) as server, client(server.url, "feed") as feed:
        await feed.push(*(alarm() for _ in range(10)))
        async with client(server.url, "officer") as late:
            wanted = other_epoch or await epoch(server.url)
            await late.send(frames.Subscribe(since=since, epoch=wanted))
            await late.until(frames.Snapshot)
            await late.prove()
            assert len(late.board.alarms) == 10


async def test_a_long_board_comes_in_parts(server: Server) -> None:
    async with client(server.url, "feed") as feed:
        await feed.push(*(alarm() for _ in range(450)))
        async with follower(server.url) as late:
            assert len(late.board.alarms) == 450
            await late.prove()


async def test_a_seat_sees_its_areas_only(server: Server) -> None:
    async with (
        client(server.url, "feed") as feed,
        follower(server.url, "west") as west,
        follower(server.url, "east") as east,
    ):
        await feed.push(alarm(WEST, "in the west"), alarm(EAST, "in the east"))
        await west.see(1)
        await east.see(1)
        assert [a.report.text for a in west.board.alarms.values()] == ["in the west"]
        assert [a.report.text for a in east.board.alarms.values()] == ["in the east"]
        assert set(west.board.units) == {"B1"}
        await west.send(frames.Do(1, ask.Acknowledge(1)))
        await west.until(frames.Done)
        await east.prove()
        assert [entry.seq for entry in east.entries] == [4]


async def test_a_newcomer_is_told_the_newest_entries_it_may_see(server: Server) -> None:
    async with client(server.url, "feed") as feed:
        await feed.push(alarm(WEST), alarm(EAST))
        async with client(server.url, "west") as west:
            await west.send(frames.Subscribe())
            recent = (await west.until(frames.Snapshot)).recent
            assert [entry.seq for entry in recent] == [1, 3]


async def test_subscribing_again_on_the_same_connection_starts_afresh(server: Server) -> None:
    async with follower(server.url) as seat, client(server.url, "feed") as feed:
        await seat.send(frames.Subscribe())
        await seat.until(frames.Snapshot)
        await feed.push(alarm())
        await seat.see(1)
        await seat.prove()
        assert len(seat.entries) == 1


async def test_confirming_or_checking_needs_a_subscription(server: Server) -> None:
    async with client(server.url, "officer") as seat:
        for frame in (frames.Seen(1), frames.Check()):
            await seat.send(frame)
            assert (await seat.until(frames.Refused)).refusal.code == "not_subscribed"


# ---- ticks --------------------------------------------------------------------------------------


async def test_the_newest_position_of_each_unit_is_told_and_the_others_counted(
    tmp_path: Path,
) -> None:
    limits = Limits(tick_s=0.2)
    async with (
        server_at(tmp_path, limits=limits) as server,
        follower(server.url) as seat,
        client(server.url, "feed") as feed,
    ):
        await feed.send(frames.Fixes("gps", tuple(fix(lat=30.0 + n / 1000) for n in range(5))))
        while not (tick := await seat.until(frames.Tick)).positions:
            pass
        assert [(p.unit, p.lat, p.source) for p in tick.positions] == [("B1", 30.004, "gps")]
        assert tick.thinned == 4


async def test_positions_of_other_areas_are_not_told(server: Server) -> None:
    async with (
        follower(server.url, "east") as east,
        follower(server.url) as whole,
        client(server.url, "feed") as feed,
    ):
        await feed.send(frames.Fixes("gps", (fix("B1"),)))
        while not (await whole.until(frames.Tick)).positions:
            pass
        await feed.send(frames.Fixes("gps", (fix("F1"),)))
        while not (tick := await east.until(frames.Tick)).positions:
            pass
        assert [p.unit for p in tick.positions] == ["F1"]


async def test_a_newcomer_is_told_where_everything_stands(server: Server) -> None:
    async with client(server.url, "feed") as feed, follower(server.url) as first:
        await feed.send(frames.Fixes("gps", (fix("B1"), fix("F1"))))
        while not (await first.until(frames.Tick)).positions:
            pass
        await feed.push(alarm())
        async with follower(server.url) as late:
            tick = await late.until(frames.Tick)
            assert {p.unit for p in tick.positions} == {"B1", "F1"}
            assert tick.figures is not None
            assert tick.figures.alarms == 1
            assert tick.sources is not None
            assert set(tick.sources) == {"gps", "panel-1"}


async def test_with_nothing_to_say_a_tick_still_comes_every_two_seconds(server: Server) -> None:
    loop = asyncio.get_running_loop()
    async with follower(server.url) as seat:
        quiet: list[float] = []
        while len(quiet) < 2:
            tick = await seat.until(frames.Tick)
            quiet = [*quiet, loop.time()] if tick.figures is None else []
        assert 1.5 < quiet[1] - quiet[0] < 6


# ---- slow readers -------------------------------------------------------------------------------


async def test_a_reader_that_confirms_nothing_is_told_nothing_more_until_it_does(
    tmp_path: Path,
) -> None:
    limits = Limits(tick_s=0.02, credit_age_s=0.1)
    async with (
        server_at(tmp_path, limits=limits) as server,
        follower(server.url) as slow,
        client(server.url, "feed") as feed,
    ):
        await feed.push(alarm())
        await slow.see(1)
        while (await metrics(server.url))["zhiban_slow_readers_total"] < 1:
            await slow_down()
        await feed.push(*(alarm() for _ in range(50)))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await slow.see(2)
        await slow.send(frames.Seen(slow.through))
        await slow.see(51)
        assert sorted(slow.board.alarms) == list(range(1, 52))


async def test_a_reader_too_far_behind_is_owed_a_snapshot(tmp_path: Path) -> None:
    limits = Limits(tick_s=0.02, credit_age_s=0.1, max_replay=10)
    async with (
        server_at(tmp_path, limits=limits) as server,
        follower(server.url) as slow,
        client(server.url, "feed") as feed,
    ):
        while (await metrics(server.url))["zhiban_slow_readers_total"] < 1:
            await slow_down()
        await feed.push(*(alarm() for _ in range(50)))
        await slow.send(frames.Seen(slow.through))
        snapshot = await slow.until(frames.Snapshot)
        assert snapshot.picture.seq == 52


async def test_a_reader_that_never_reads_is_held_and_the_others_are_served(
    tmp_path: Path,
) -> None:
    limits = Limits(tick_s=0.02, credit_age_s=0.5)
    async with (
        server_at(tmp_path, limits=limits) as server,
        follower(server.url) as dead,
        follower(server.url) as well,
        client(server.url, "feed") as feed,
    ):
        dead.socket.transport.pause_reading()
        text = "x" * 1900
        confirming = asyncio.create_task(_confirm(well))
        reading = asyncio.create_task(well.reach(3002))
        for first in range(1, 3001, 100):
            await feed.push(*(alarm(text=text) for _ in range(100)), first=first)
        await reading
        confirming.cancel()
        figures = await metrics(server.url)
        while not (figures["zhiban_slow_readers_total"] or figures["zhiban_cut_readers_total"]):
            await slow_down()
            figures = await metrics(server.url)
        await well.send(frames.Check())
        await well.until(frames.Digest)


async def _confirm(seat: WireClient) -> None:
    """Say once in a while what was seen."""
    with contextlib.suppress(ConnectionClosed):
        while True:
            await seat.send(frames.Seen(seat.through))
            await asyncio.sleep(0.05)


async def slow_down() -> None:
    """Leave the server time for its next tick."""
    await asyncio.sleep(0.02)
