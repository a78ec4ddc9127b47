"""Questions over a real socket: with the seat's rights, and never in the way of an alarm."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TypeVar

import pytest
from msgspec.structs import replace

from config import pins
from config.seats import Seat, change_seats, token_hash
from county import commands as ask
from county import events as ev
from county.access import CommandForbidden
from county.cases import Query
from county.refusals import Refusal, refuse
from feeds import frames, questions
from feeds.question import Answer, Question
from feeds.questions import AnyQuestion
from feeds.wire import JSON, MSGPACK
from server import questions as server_questions
from server.questions import MAX_UNDER_WAY, Questions
from server.serve import Server
from tests.server.wire_client import (
    EAST,
    WEST,
    WireClient,
    alarm,
    client,
    fix,
    follower,
    now,
    server_at,
)

A = TypeVar("A", bound=Answer)
PIN = "246810"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with server_at(tmp_path) as server:
        yield server


async def answer(caller: WireClient, question: Question[A]) -> A:
    """Ask until the answer comes that lacks nothing: the records may still be reading."""
    while True:
        await caller.send(question)  # type: ignore[arg-type] # a generic question is one of them all
        told = await caller.until(question.answer)
        assert told.id == question.id
        away = told.refusal is not None and told.refusal.code == "records_away"
        if not away and not getattr(told, "behind", 0):
            return told  # type: ignore[return-value] # of the question's own answer


async def refused(caller: WireClient, question: AnyQuestion) -> Refusal:
    """Ask what is not to be answered, and give why not."""
    await caller.send(question)
    told = await caller.until(question.answer)
    assert told.id == question.id
    assert told.refusal is not None
    assert told.text == told.refusal.text("en")
    return told.refusal


async def tell(server: Server) -> None:
    """Tell an alarm in each township and work both."""
    async with client(server.url, "feed") as feed:
        west = alarm(WEST, "旧桥着火", caller="138****0001")
        east = replace(alarm(EAST, "河东着火", caller="138****0001"), kind="noise")
        await feed.push(west, east)
        await feed.send(frames.Fixes("gps", (fix("B1", 30.01), fix("F1", 30.02))))
    async with client(server.url, "officer") as officer:
        for number, unit in ((1, "B1"), (2, "F1")):
            await done(officer, ask.Acknowledge(number))
            await done(officer, ask.Dispatch(number, (unit,)))
            await done(officer, ask.Send(number))
            await done(officer, ask.Note(number, f"secret {unit}"))
        assert len((await answer(officer, search("secret"))).cases) == 2


async def done(caller: WireClient, command: ask.Ask) -> None:
    await caller.send(frames.Do(1, command))
    told = await caller.until(frames.Done)
    assert told.refusal is None, told


def search(words: str = "", **query: object) -> questions.Search:
    asked = Query(words=words, **query)  # type: ignore[arg-type] # a test's free choice of fields
    return questions.Search(id=7, query=asked)


# ---- answers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [JSON, MSGPACK])
async def test_every_question_has_its_answer(server: Server, form: str) -> None:
    await tell(server)
    async with client(server.url, "officer", form) as officer:
        found = await answer(officer, search("着火"))
        assert [case.number for case in found.cases] == [2, 1]
        past = await answer(officer, questions.Past(id=8, alarm=2))
        assert [case.number for case in past.caller] == [1]
        story = await answer(officer, questions.Story(id=9, alarm=1))
        assert story.alarm is not None
        assert story.alarm.report.text == "旧桥着火"
        assert isinstance(story.entries[0].event, ev.AlarmReported)
        assert [place.unit for place in story.positions] == ["B1"]
        assert (story.positions[0].lat, story.positions[0].lon) == (30.01, WEST)
        told = {entry.seq: entry.event for entry in story.entries}
        assert isinstance(told[story.positions[0].seq], ev.UnitDispatched)
        ranked = await answer(officer, questions.Rank(id=10, alarm=1))
        assert ranked.ranking is not None
        assert {unit.unit for unit in ranked.ranking.excluded} == {"F1"}
        week = questions.Bulletin(id=11, since=now() - 86_400_000, until=now() + 1000)
        bulletin = (await answer(officer, week)).bulletin
        assert bulletin is not None
        assert bulletin.figures


async def test_a_filed_alarm_still_has_a_story(server: Server) -> None:
    await tell(server)
    async with client(server.url, "officer") as officer:
        await done(officer, ask.Close(1, "settled", "结案"))
        found = await answer(officer, search("结案", status="closed"))
        assert [case.number for case in found.cases] == [1]
        story = await answer(officer, questions.Story(id=9, alarm=1))
        assert story.alarm is not None
        assert story.alarm.outcome == "settled"
        assert ev.AlarmClosed in {type(entry.event) for entry in story.entries}


# ---- rights -------------------------------------------------------------------------------------


async def test_no_answer_tells_of_another_township(server: Server) -> None:
    await tell(server)
    async with client(server.url, "west") as west:
        for asked in (search(), search("着火"), search("secret"), search("#2"), search("F1")):
            assert {case.number for case in (await answer(west, asked)).cases} <= {1}
        past = await answer(west, questions.Past(id=8, alarm=1))
        assert past.place == past.caller == ()
        hidden: list[AnyQuestion] = [
            questions.Story(id=9, alarm=2),
            questions.Past(id=9, alarm=2),
            questions.Rank(id=9, alarm=2),
        ]
        for question in hidden:
            assert await refused(west, question) == refuse("unknown_alarm", "alarm", alarm=2)
            never = refuse("unknown_alarm", "alarm", alarm=99)
            assert await refused(west, replace(question, alarm=99)) == never
        ranked = await answer(west, questions.Rank(id=10, alarm=1))
        assert ranked.ranking is not None
        assert ranked.ranking.excluded == ()
        week = questions.Bulletin(id=11, since=now() - 86_400_000, until=now() + 1000)
        bulletin = (await answer(west, week)).bulletin
        assert bulletin is not None
        assert all(2 not in figure.alarms for figure in bulletin.figures)


async def test_where_a_unit_of_another_township_was_is_not_told(server: Server) -> None:
    async with client(server.url, "feed") as feed:
        await feed.push(alarm(WEST))
        await feed.send(frames.Fixes("gps", (fix("B1"), fix("F1"))))
        await feed.push(alarm(EAST))
    async with client(server.url, "officer") as officer:
        await done(officer, ask.Acknowledge(1))
        await done(officer, ask.Dispatch(1, ("B1", "F1")))
        story = await answer(officer, questions.Story(id=9, alarm=1))
        assert {place.unit for place in story.positions} == {"B1", "F1"}
    async with client(server.url, "west") as west:
        story = await answer(west, questions.Story(id=9, alarm=1))
        assert {place.unit for place in story.positions} == {"B1"}


@pytest.mark.parametrize(
    "question",
    [
        search(),
        questions.Past(id=7, alarm=1),
        questions.Story(id=7, alarm=1),
        questions.Rank(id=7, alarm=1),
        questions.Bulletin(id=7, since=0, until=1),
    ],
    ids=lambda question: type(question).__name__,
)
async def test_a_feed_is_told_nothing(server: Server, question: AnyQuestion) -> None:
    async with client(server.url, "feed") as feed:
        assert (await refused(feed, question)).code == "role_may_not"


async def test_a_locked_seat_is_told_nothing(server: Server, tmp_path: Path) -> None:
    await tell(server)
    pin = pins.stretch(PIN)
    change_seats(
        tmp_path,
        lambda seats: replace(
            seats,
            seat=tuple(replace(s, pin=pin) if s.name == "officer" else s for s in seats.seat),
        ),
    )
    server.upkeep.turn()
    async with client(server.url, "officer") as officer:
        await officer.send(frames.Lock())
        asked: list[AnyQuestion] = [search(), questions.Story(id=7, alarm=1)]
        for question in asked:
            assert await refused(officer, question) == refuse("locked")
        await officer.send(frames.Unlock(3, PIN))
        assert (await officer.until(frames.Done)).refusal is None
        assert (await answer(officer, search())).cases


async def test_looking_for_what_is_hidden_is_written_down(server: Server, tmp_path: Path) -> None:
    await tell(server)
    shen = Seat(name="shen", role="auditor", token_sha256=token_hash("shen"))
    change_seats(tmp_path, lambda seats: replace(seats, seat=(*seats.seat, shen)))
    server.upkeep.turn()
    async with client(server.url, "west") as west:
        await refused(west, questions.Story(id=9, alarm=2))
    async with client(server.url, "shen") as auditor, asyncio.timeout(20):
        seen = False
        while not seen:
            await auditor.send(frames.Audit(1))
            rows = (await auditor.until(frames.Audited)).rows
            seen = any(
                isinstance(row.fact, CommandForbidden)
                and (row.fact.seat, row.fact.command) == ("west", "story")
                for row in rows
            )


# ---- hostile and hasty --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ['" OR *', "NEAR(着火 桥)", 'a" AND "b', "着火\0", "'; DELETE FROM cases --", "*"]
)
async def test_a_searchs_operators_are_plain_words(server: Server, words: str) -> None:
    await tell(server)
    async with client(server.url, "officer") as officer:
        found = await answer(officer, search(words))
        assert found.refusal is None
        assert {case.number for case in found.cases} <= {1, 2}
        assert len((await answer(officer, search())).cases) == 2


async def test_too_many_questions_at_once_are_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = asyncio.Event()
    monkeypatch.setattr(Questions, "answer", _held_until(go, Questions.answer))
    async with client(server.url, "officer") as officer:
        for number in range(MAX_UNDER_WAY + 1):
            await officer.send(replace(search(), id=number))
        refused = await officer.until(questions.Found)
        assert refused.id == MAX_UNDER_WAY
        assert refused.refusal is not None
        assert refused.refusal.code == "too_many_questions"
        go.set()
        answered = {(await officer.until(questions.Found)).id for _ in range(MAX_UNDER_WAY)}
        assert answered == set(range(MAX_UNDER_WAY))


async def test_an_alarm_and_a_command_do_not_wait_for_a_search(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = asyncio.Event()
    monkeypatch.setattr(Questions, "answer", _held_until(go, Questions.answer))
    async with follower(server.url) as officer, client(server.url, "feed") as feed:
        await officer.send(search())
        await feed.push(alarm())
        while not officer.board.alarms:
            await officer.recv()
        await done(officer, ask.Acknowledge(1))
        go.set()
        assert (await officer.until(questions.Found)).id == 7


async def test_a_defect_in_answering_costs_the_answer_only(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> Answer:
        raise RuntimeError("a defect")

    monkeypatch.setattr(Questions, "answer", fail)
    async with client(server.url, "officer") as officer:
        assert await refused(officer, search()) == refuse("records_away")
        await officer.send(frames.Ping(1.0))
        assert (await officer.until(frames.Pong)).sent == 1.0
    assert "a defect" in caplog.text


async def test_who_goes_leaves_no_question_behind(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, ended = asyncio.Event(), asyncio.Event()

    async def hold(*_: object) -> Answer:
        asked.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        raise AssertionError

    monkeypatch.setattr(server_questions.Questions, "answer", hold)
    async with client(server.url, "officer") as officer:
        await officer.send(search())
        await asked.wait()
    async with asyncio.timeout(20):
        await ended.wait()


def _held_until(go: asyncio.Event, answer: object) -> object:
    async def held(*arguments: object) -> object:
        await go.wait()
        return await answer(*arguments)  # type: ignore[operator] # the method that stood there

    return held
