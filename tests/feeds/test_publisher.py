"""The publisher: whatever happens to the line, each fact arrives, in order, under one number."""

from __future__ import annotations

import asyncio
import json
import random
from pathlib import Path

import pytest

from county.clock import SystemClock
from county.events import AlarmReported, Place
from county.patrol import Fix
from county.refusals import Refusal, ZhibanError, refuse
from feeds import frames
from feeds.publisher import WINDOW, Publisher
from feeds.wire import Batch
from tests.feeds.fake_desk import Caller, FakeDesk, facts_of, within


def fact(text: str) -> AlarmReported:
    return AlarmReported(at=1, kind="noise", place=Place(text))


def publisher(desk: FakeDesk, spool: Path | None = None, token: str = "secret") -> Publisher:
    return Publisher(desk.url, token, "panel-1", spool, clock=SystemClock(), rng=random.Random(1))


async def rest(caller: Caller) -> None:
    await caller.rest()


async def test_what_was_pushed_together_goes_in_one_frame() -> None:
    async with FakeDesk(rest) as desk, publisher(desk) as feed:
        await feed.push_all([fact(str(number)) for number in range(300)])
        await within(5, feed.drained())
        assert [len(batch.items) for batch in desk.callers[0].pushes] == [300]
        assert feed.left == 0


async def test_what_the_desk_had_already_is_counted_but_not_what_this_run_told_twice() -> None:
    async def had_one(caller: Caller) -> None:
        batch = await caller.push()
        await caller.send(frames.Ack(batch.source, batch.first, 1))
        caller.drop()

    async def had_all(caller: Caller) -> None:
        while True:
            batch = await caller.push()
            last = batch.first + len(batch.items) - 1
            await caller.send(frames.Ack(batch.source, last, len(batch.items)))

    async with FakeDesk(had_one, had_all) as desk, publisher(desk) as feed:
        await feed.push_all([fact("a"), fact("b")], 7)
        await within(10, feed.drained())
        assert (desk.numbers, feed.known) == ([7, 8, 8], 1)
        await feed.push_all([fact("c")], 20)
        await within(10, feed.drained())
        assert (desk.numbers[-1], feed.known) == (20, 2)


async def test_a_lost_ack_brings_the_same_numbers_again() -> None:
    async def swallow(caller: Caller) -> None:
        await caller.push()
        caller.drop()

    async with FakeDesk(swallow, rest) as desk, publisher(desk) as feed:
        first = await feed.push(fact("one"))
        await within(10, feed.drained())
        assert desk.numbers == [first, first]
        assert facts_of(desk.callers[0].pushes) == facts_of(desk.callers[1].pushes)


async def test_only_what_was_not_acknowledged_comes_again() -> None:
    async def half(caller: Caller) -> None:
        batch = await caller.push()
        await caller.send(frames.Ack(batch.source, batch.first + 1))
        await caller.wait(frames.Ping)
        caller.drop()

    async with FakeDesk(half, rest) as desk, publisher(desk) as feed:
        first = await feed.push_all([fact("a"), fact("b"), fact("c"), fact("d")])
        await within(10, feed.drained())
        again = desk.callers[1].pushes[0]
        assert (again.first, len(again.items)) == (first + 2, 2)


async def test_facts_pushed_while_the_desk_was_away_drain_in_order(tmp_path: Path) -> None:
    nobody = Publisher("ws://127.0.0.1:1", "secret", "panel-1", tmp_path, rng=random.Random(1))
    async with nobody as feed:
        for number in range(5):
            await feed.push(fact(str(number)))
    async with FakeDesk(rest) as desk, publisher(desk, tmp_path) as feed:
        await feed.push(fact("5"))
        await within(10, feed.drained())
        told = facts_of(desk.callers[0].pushes)
        assert told == [fact(str(number)) for number in range(6)]
        assert desk.numbers == sorted(set(desk.numbers))


async def test_a_drained_spool_sends_nothing_when_opened_again(tmp_path: Path) -> None:
    async with FakeDesk(rest) as desk, publisher(desk, tmp_path) as feed:
        await feed.push(fact("one"))
        await within(5, feed.drained())
    async with FakeDesk(rest) as desk, publisher(desk, tmp_path) as feed:
        await within(5, feed.connected())
        await within(5, feed.drained())
        assert desk.numbers == []


async def test_a_refused_fact_is_put_aside_with_its_reason_and_harms_no_other(
    tmp_path: Path,
) -> None:
    async def refuse_second(caller: Caller) -> None:
        batch = await caller.push()
        await caller.refuse(batch, batch.first + 1, refuse("unknown_kind", "kind", kind="x"))
        await caller.ack(batch)
        await caller.rest()

    heard: list[tuple[int, Refusal]] = []
    async with FakeDesk(refuse_second) as desk:
        feed = Publisher(
            desk.url,
            "secret",
            "panel-1",
            tmp_path,
            on_refused=lambda number, refusal: heard.append((number, refusal)),
        )
        async with feed:
            first = await feed.push_all([fact("good"), fact("bad"), fact("good too")])
            await within(5, feed.drained())
    assert [(number - first, refusal.code) for number, refusal in heard] == [(1, "unknown_kind")]
    record = json.loads((tmp_path / "panel-1.rejected.jsonl").read_text("utf-8"))
    assert record["number"] == first + 1
    assert record["event"]["place"] == {"text": "bad"}
    assert "kind" in record["reason"]


async def test_a_refusal_that_says_nothing_of_the_fact_lets_it_come_again() -> None:
    async def busy(caller: Caller) -> None:
        batch = await caller.push()
        await caller.refuse(batch, batch.first, refuse("not_durable"))
        await caller.ack(batch)

    async with FakeDesk(busy, rest) as desk, publisher(desk) as feed:
        first = await feed.push(fact("one"))
        await within(10, feed.drained())
        assert desk.numbers == [first, first]


async def test_a_bad_token_ends_the_wait_with_its_reason(tmp_path: Path) -> None:
    async with FakeDesk(rest) as desk:
        async with publisher(desk, tmp_path, token="wrong") as feed:
            await feed.push(fact("kept"))
            with pytest.raises(ZhibanError) as caught:
                await within(5, feed.drained())
            assert caught.value.refusal.code == "bad_token"
            assert feed.link.state == "refused"
            assert feed.left == 1
        assert len(desk.callers) == 1


async def test_no_more_than_a_window_is_on_its_way() -> None:
    full, release = asyncio.Event(), asyncio.Event()

    async def slow(caller: Caller) -> None:
        held: list[Batch] = []
        while sum(len(batch.items) for batch in held) < WINDOW:
            held.append(await caller.push())
        full.set()
        await release.wait()
        for batch in held:
            await caller.ack(batch)
        await caller.rest()

    async with FakeDesk(slow) as desk, publisher(desk) as feed:
        await feed.push_all([fact("x")] * (WINDOW + 1000))
        await within(10, full.wait())
        in_flight = len(desk.numbers)
        release.set()
        await within(20, feed.drained())
        assert WINDOW <= in_flight < WINDOW + 500
        assert len(desk.numbers) == WINDOW + 1000


async def test_while_the_desk_is_away_only_the_newest_fix_of_a_unit_is_kept() -> None:
    got: asyncio.Queue[Batch] = asyncio.Queue()

    async def take(caller: Caller) -> None:
        got.put_nowait(await caller.wait(Batch))
        await caller.rest()

    async with FakeDesk(take) as desk, publisher(desk) as feed:
        for lat in (41.1, 41.2, 41.3):
            feed.locate(Fix("B1", 1, lat, 110.0))
        feed.locate(Fix("B2", 1, 41.0, 110.0))
        batch = await within(5, got.get())
        assert batch.first == 0
        assert {item.unit: item.lat for item in batch.items if isinstance(item, Fix)} == {
            "B1": 41.3,
            "B2": 41.0,
        }
        await within(5, feed.drained())
