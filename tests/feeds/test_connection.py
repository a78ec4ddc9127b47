"""The connection: it resumes where it stood, and a board it cannot prove is fetched afresh."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from county.board import Board, digest
from county.cases import Query
from county.clock import SystemClock
from county.commands import Acknowledge
from county.events import AlarmNoted, Entry
from county.refusals import refuse
from county.rights import Rights
from feeds import frames, questions
from feeds.connection import Connection, Link, NotConnected
from feeds.dialler import LONGEST_WAIT_S, Backoff
from feeds.frames import FromServer
from tests.feeds.fake_desk import Behaviour, Caller, FakeDesk, within

EVERYTHING = Rights("admin")


class Follower:
    """Keeps a sequence number as a board would, and everything it was given."""

    def __init__(self) -> None:
        self.epoch = ""
        self.seq = 0
        self.folded: list[FromServer] = []
        self.links: list[Link] = []
        self.changed = asyncio.Event()

    def fold(self, frame: FromServer) -> None:
        self.folded.append(frame)
        if isinstance(frame, frames.Welcome):
            self.epoch = frame.epoch
        if isinstance(frame, frames.Snapshot):
            self.seq = frame.picture.seq
        if isinstance(frame, frames.Delta):
            self.seq = frame.through
        self.changed.set()

    def digest(self) -> str:
        return digest_at(self.seq)

    def linked(self, link: Link) -> None:
        self.links.append(link)
        self.changed.set()

    async def until(self, seq: int | None = None, *, proven: bool | None = None) -> None:
        while (seq is not None and self.seq != seq) or (
            proven is not None and (not self.links or self.links[-1].proven != proven)
        ):
            self.changed.clear()
            await self.changed.wait()


def digest_at(seq: int) -> str:
    board = Board()
    board.seq = seq
    return digest(board.view(EVERYTHING))


def snapshot(seq: int) -> frames.Snapshot:
    board = Board()
    board.seq = seq
    return frames.Snapshot(part=1, parts=1, picture=board.view(EVERYTHING))


def delta(after: int, through: int) -> frames.Delta:
    entries = tuple(
        Entry(seq, 1, "seat:x", AlarmNoted(1, 1, "n")) for seq in range(after + 1, through + 1)
    )
    return frames.Delta(after=after, through=through, entries=entries)


@asynccontextmanager
async def following(
    *behaviours: Behaviour, token: str = "secret"
) -> AsyncIterator[tuple[FakeDesk, Follower, Connection]]:
    follower = Follower()
    async with FakeDesk(*behaviours) as desk:
        connection = Connection(
            desk.url,
            token,
            follower,
            lang="en",
            client="test",
            clock=SystemClock(),
            rng=random.Random(1),
        )
        running = asyncio.create_task(connection.run())
        try:
            yield desk, follower, connection
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def answer(caller: Caller, seq: int) -> frames.Subscribe:
    """Answer a subscription with a snapshot at `seq` and the right digest."""
    subscribe = await caller.wait(frames.Subscribe)
    await caller.wait(frames.Check)
    await caller.send(snapshot(seq))
    await caller.send(frames.Digest(seq, digest_at(seq)))
    return subscribe


async def idle(caller: Caller) -> None:
    await caller.wait(frames.Survey)


async def test_the_first_subscription_asks_for_everything_and_is_proven() -> None:
    asked: list[frames.Subscribe] = []

    async def behave(caller: Caller) -> None:
        asked.append(await answer(caller, 7))
        await idle(caller)

    async with following(behave) as (desk, follower, connection):
        await within(5, follower.until(7, proven=True))
        assert asked == [frames.Subscribe()]
        assert connection.link.state == "live"
        assert desk.callers[0].hello.client == "test"


async def test_after_a_break_it_resumes_from_its_last_entry() -> None:
    asked: list[frames.Subscribe] = []

    async def first(caller: Caller) -> None:
        await answer(caller, 7)
        await caller.send(delta(7, 9))
        await caller.wait(frames.Seen)
        caller.drop()

    async def second(caller: Caller) -> None:
        asked.append(await caller.wait(frames.Subscribe))
        await caller.send(delta(9, 12))
        await caller.send(frames.Digest(12, digest_at(12)))
        await idle(caller)

    async with following(first, second) as (_, follower, connection):
        await within(10, follower.until(12, proven=True))
        assert asked == [frames.Subscribe(since=9, epoch="e1")]
        assert connection.link.missed == 0


async def test_while_the_line_is_down_the_link_says_when_it_is_tried_again() -> None:
    async def first(caller: Caller) -> None:
        await answer(caller, 1)
        caller.drop()

    async def second(caller: Caller) -> None:
        await caller.wait(frames.Subscribe)
        await caller.send(frames.Digest(1, digest_at(1)))
        await idle(caller)

    async with following(first, second) as (_, follower, connection):
        await within(5, follower.until(1, proven=True))
        await within(10, follower.until(proven=False))
        await within(10, follower.until(proven=True))
        lost = next(link for link in follower.links if link.state == "lost")
        assert lost.retry_at is not None
        assert 0 < lost.retry_at - lost.since <= LONGEST_WAIT_S
        assert lost.refusal is not None
        assert connection.link.state == "live"


async def test_a_gap_is_answered_with_a_fresh_snapshot() -> None:
    asked: list[frames.Subscribe] = []

    async def behave(caller: Caller) -> None:
        asked.append(await answer(caller, 3))
        await caller.send(delta(5, 6))
        await caller.send(delta(6, 7))
        asked.append(await answer(caller, 7))
        await idle(caller)

    async with following(behave) as (_, follower, connection):
        await within(5, follower.until(7, proven=True))
        assert asked[1] == frames.Subscribe()
        assert not any(isinstance(frame, frames.Delta) for frame in follower.folded)
        assert connection.link.missed == 1


async def test_a_digest_that_differs_is_answered_with_a_fresh_snapshot() -> None:
    async def behave(caller: Caller) -> None:
        await caller.wait(frames.Subscribe)
        await caller.send(snapshot(3))
        await caller.send(frames.Digest(3, "another"))
        await caller.wait(frames.Subscribe)
        await caller.send(snapshot(3))
        await caller.send(frames.Digest(3, digest_at(3)))
        await idle(caller)

    async with following(behave) as (_, follower, connection):
        await within(5, follower.until(3, proven=True))
        assert connection.link.missed == 1


async def test_boards_that_keep_differing_end_the_call_and_not_in_a_hot_loop() -> None:
    async def behave(caller: Caller) -> None:
        while True:
            await caller.wait(frames.Subscribe)
            await caller.send(snapshot(3))
            await caller.send(frames.Digest(3, "another"))

    async with following(behave) as (_, follower, _connection):
        while not any(link.state == "lost" for link in follower.links):
            await within(5, follower.changed.wait())
            follower.changed.clear()
        lost = next(link for link in follower.links if link.state == "lost")
        assert lost.refusal == refuse("boards_differ")
        assert not lost.proven


async def test_another_journal_is_never_resumed() -> None:
    asked: list[frames.Subscribe] = []

    async def first(caller: Caller) -> None:
        await answer(caller, 50)
        await caller.wait(frames.Seen)
        caller.drop()

    async def second(caller: Caller) -> None:
        asked.append(await answer(caller, 2))
        await idle(caller)

    async with following(first, second) as (desk, follower, _):
        await within(5, follower.until(50, proven=True))
        desk.epoch = "e2"
        await within(10, follower.until(2, proven=True))
        assert asked == [frames.Subscribe()]


async def test_a_bad_token_is_refused_for_good() -> None:
    async with following(idle, token="wrong") as (desk, follower, connection):
        while connection.link.state != "refused":
            follower.changed.clear()
            await within(5, follower.changed.wait())
        assert connection.link.refusal == refuse("bad_token")
        assert len(desk.callers) == 1
        with pytest.raises(NotConnected):
            await connection.do(Acknowledge(1))


async def test_a_command_gets_its_own_answer() -> None:
    async def behave(caller: Caller) -> None:
        await answer(caller, 1)
        one, two = await caller.wait(frames.Do), await caller.wait(frames.Do)
        no = refuse("unknown_alarm", "alarm", alarm=9)
        await caller.send(frames.Done(id=two.id, refusal=no, text="no"))
        await caller.send(frames.Done(id=one.id, seq=2))
        await idle(caller)

    async with following(behave) as (_, follower, connection):
        await within(5, follower.until(1, proven=True))
        one, two = await within(
            5,
            asyncio.gather(connection.do(Acknowledge(8)), connection.do(Acknowledge(9))),
        )
        assert (one.seq, one.refusal) == (2, None)
        assert two.refusal is not None
        assert two.refusal.code == "unknown_alarm"


async def test_a_command_whose_answer_is_lost_with_the_line_says_so() -> None:
    async def behave(caller: Caller) -> None:
        await answer(caller, 1)
        await caller.wait(frames.Do)
        caller.drop()

    async with following(behave, idle) as (_, follower, connection):
        await within(5, follower.until(1, proven=True))
        with pytest.raises(NotConnected):
            await within(5, connection.do(Acknowledge(1)))


async def test_a_subscriber_confirms_what_it_has_and_measures_the_round_trip() -> None:
    seen: list[frames.Seen] = []

    async def behave(caller: Caller) -> None:
        await answer(caller, 4)
        seen.append(await caller.wait(frames.Seen))
        confirmed.set()
        await idle(caller)

    confirmed = asyncio.Event()
    async with following(behave) as (_, follower, connection):
        await within(5, follower.until(4, proven=True))
        await within(5, confirmed.wait())
        while connection.link.round_trip_s is None:
            follower.changed.clear()
            await within(5, follower.changed.wait())
        assert seen == [frames.Seen(4)]
        assert 0 <= connection.link.round_trip_s < 5


def test_waits_grow_to_five_seconds_and_are_spread() -> None:
    backoff = Backoff(random.Random(3))
    waits = [backoff.next() for _ in range(200)]
    assert all(0.2 <= wait <= LONGEST_WAIT_S for wait in waits)
    assert max(waits) > 4
    assert len({round(wait, 3) for wait in waits[20:]}) > 100
    backoff.reset()
    assert backoff.next() == pytest.approx(0.2)


async def test_questions_are_answered_by_their_ids_in_any_order() -> None:
    async def behave(caller: Caller) -> None:
        await answer(caller, 1)
        search = await caller.wait(questions.Search)
        past = await caller.wait(questions.Past)
        no = refuse("unknown_alarm", "alarm", alarm=9)
        await caller.send(questions.PastFound(id=past.id, refusal=no, text=no.text("en")))
        await caller.send(questions.Found(id=search.id, more=True))
        await idle(caller)

    async with following(behave) as (_, follower, connection):
        await within(5, follower.until(1, proven=True))
        found, past = await within(
            5,
            asyncio.gather(
                connection.ask(questions.Search(query=Query(words="x"))),
                connection.ask(questions.Past(alarm=9)),
            ),
        )
        assert found.more
        assert past.refusal == refuse("unknown_alarm", "alarm", alarm=9)


async def test_a_question_whose_answer_is_lost_with_the_line_says_so() -> None:
    async def behave(caller: Caller) -> None:
        await answer(caller, 1)
        await caller.wait(questions.Story)
        caller.drop()

    async with following(behave, idle) as (_, follower, connection):
        await within(5, follower.until(1, proven=True))
        with pytest.raises(NotConnected):
            await connection.ask(questions.Story(alarm=1))
