"""The records follow the journal, answer like it, and are made anew whenever they do not fit it."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from county import commands as ask
from county import events as ev
from county.cases import Query
from county.clock import ManualClock
from county.events import Place
from county.fields import Bilingual
from server import cases as cases_module
from server import records as records_module
from server.cases import Terms
from server.following import EntryError
from server.journal import Journal
from server.pool import RecordsAwayError
from server.records import FILE
from tests.county.samples import HOUR, LEADER, NOON
from tests.server.remembered import EAST, Remembered, remembered


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Remembered]:
    async with remembered(tmp_path) as room:
        yield room


async def tell_some(room: Remembered) -> None:
    """Tell three alarms, work the first to its end, send a unit to the second."""
    await room.alarm("液化气泄漏", kind="gas_leak", caller="138****0001")
    await room.alarm("电动车被盗", kind="theft", place=Place("朝阳路 12 号", 41.0, EAST))
    await room.alarm("邻居噪声", place=Place("朝阳路", None, None))
    await room.do(ask.Acknowledge(1))
    await room.do(ask.Note(1, "阀门已关"))
    await room.do(ask.Feedback(1, "无人受伤"))
    await room.do(ask.Close(1, "settled", "已处理"))
    await room.do(ask.Acknowledge(2))
    await room.do(ask.Dispatch(2, ("B3",)))


async def told(room: Remembered, *areas: str) -> dict[str, object]:
    """Give everything that can be asked about what `tell_some` told."""
    seen = frozenset(areas) if areas else None
    lookups = room.records.lookups
    answers: dict[str, object] = {
        words: await lookups.search(Query(words=words), seen)
        for words in ("泄漏", "盗", "朝阳", "阀门", "受伤", "处理", "138", "12", "#2", "")
    }
    for number in (1, 2, 3):
        alarm = await lookups.alarm(number, seen)
        answers[f"alarm {number}"] = alarm
        answers[f"entries {number}"] = await lookups.entries(number, 0, seen)
        if alarm is not None:
            answers[f"past {number}"] = await lookups.past(alarm, 200, seen, 20)
    return answers


# ---- following ----------------------------------------------------------------------------------


async def test_an_alarm_stands_in_the_records_as_on_the_board(room: Remembered) -> None:
    await tell_some(room)
    for number, alarm in room.desk.board.alarms.items():
        kept = await room.records.lookups.alarm(number, None)
        assert kept == replace(alarm, timeline=())
    assert room.records.behind == 0


async def test_a_filed_alarm_is_found_and_its_whole_story_told(room: Remembered) -> None:
    await tell_some(room)
    story, _ = await room.records.lookups.entries(1, 0, None)
    room.clock.advance(9 * 3600)
    room.desk.look()
    await room.alarm("next")
    assert 1 not in room.desk.board.alarms
    assert await room.find("泄漏") == [1]
    filed, more = await room.records.lookups.entries(1, 0, None)
    assert filed[: len(story)] == story
    assert isinstance(filed[0].event, ev.AlarmReported)
    assert isinstance(filed[-1].event, ev.AlarmFiled)
    assert not more


async def test_the_names_of_kind_area_and_units_are_words_that_find_an_alarm(
    room: Remembered,
) -> None:
    await room.alarm("三楼有异味", kind="gas_leak")
    await room.alarm("楼上很吵")
    await room.do(ask.Dispatch(1, ("B1",)))
    assert await room.find("燃气") == await room.find("gas LEAK") == [1]
    assert await room.find("噪声 城关镇") == await room.find("noise Chengguan") == [2]
    assert await room.find("b1") == [1]
    assert await room.find("河西") == []


async def test_other_names_in_the_profile_make_the_records_anew(tmp_path: Path) -> None:
    async with remembered(tmp_path) as room:
        await room.alarm("楼上很吵")
        assert await room.find("扰民") == [1]
    renamed = Terms({"noise": Bilingual("噪音", "Racket")}, {})
    async with remembered(tmp_path, terms=renamed) as room:
        assert await room.find("扰民") == []
        assert await room.find("racket") == [1]


async def test_a_merger_stands_in_the_stories_of_both(room: Remembered) -> None:
    await room.alarm("one", kind="theft")
    await room.alarm("two", kind="theft", place=Place("back door", 41.0, 110.0))
    await room.do(ask.Merge(2, 1))
    for number in (1, 2):
        entries, _ = await room.records.lookups.entries(number, 0, None)
        assert ev.AlarmMerged in {type(entry.event) for entry in entries}
    assert await room.find(status="merged") == [2]


async def test_a_long_story_comes_in_pages(
    room: Remembered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.lookups.ENTRIES", 3)
    await tell_some(room)
    pages, after, more = [], 0, True
    while more:
        page, more = await room.records.lookups.entries(1, after, None)
        assert len(page) <= 3
        pages += page
        after = page[-1].seq
    monkeypatch.undo()
    assert (pages, False) == await room.records.lookups.entries(1, 0, None)
    assert len(pages) > 3


async def test_a_restart_gives_the_same_answers(tmp_path: Path) -> None:
    async with remembered(tmp_path) as room:
        await tell_some(room)
        before = await told(room)
    async with remembered(tmp_path) as room:
        assert await told(room) == before
        await room.do(ask.Feedback(2, "找到了"))
        assert await room.find("找到") == [2]


async def test_what_was_committed_while_they_were_not_there_is_read_at_the_start(
    tmp_path: Path,
) -> None:
    async with remembered(tmp_path) as room:
        await tell_some(room)
        await room.records.stop()
        await room.desk.do(ask.Note(2, "没有人看见"), "wang", LEADER)
        assert room.records.behind > 0
    async with remembered(tmp_path) as room:
        assert await room.find("看见") == [2]


@pytest.mark.parametrize("chunk", [1, 2, 1000])
async def test_made_anew_they_answer_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(records_module, "CHUNK", chunk)
    async with remembered(tmp_path) as room:
        await tell_some(room)
        before = await told(room)
    delete(tmp_path)
    async with remembered(tmp_path) as room:
        assert await told(room) == before


# ---- files that do not fit ----------------------------------------------------------------------


def delete(directory: Path) -> None:
    for path in directory.glob(f"{FILE}*"):
        path.unlink()


def no_database(directory: Path) -> None:
    delete(directory)
    (directory / FILE).write_bytes(b"not a database at all" * 500)


def of_a_newer_program(directory: Path) -> None:
    change(directory, "PRAGMA user_version=99")


def of_another_program(directory: Path) -> None:
    change(directory, "UPDATE reached SET made_by = 'older'")


def of_another_journal(directory: Path) -> None:
    change(directory, "UPDATE reached SET epoch = 'another'")


def of_another_past(directory: Path) -> None:
    change(directory, "UPDATE reached SET link = x'00'")


def ahead_of_the_journal(directory: Path) -> None:
    change(directory, "UPDATE reached SET seq = seq + 1000")


def with_a_damaged_alarm(directory: Path) -> None:
    change(directory, "UPDATE cases SET body = x'7b7d'")


def change(directory: Path, sql: str) -> None:
    with closing(sqlite3.connect(directory / FILE)) as connection:
        connection.execute(sql)
        connection.commit()


@pytest.mark.parametrize(
    "spoil",
    [
        no_database,
        of_a_newer_program,
        of_another_program,
        of_another_journal,
        of_another_past,
        ahead_of_the_journal,
        with_a_damaged_alarm,
    ],
)
async def test_a_file_that_does_not_fit_is_made_anew_and_the_log_says_so(
    tmp_path: Path, spoil: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    async with remembered(tmp_path) as room:
        await tell_some(room)
        before = await told(room)
    spoil(tmp_path)
    caplog.clear()
    async with remembered(tmp_path) as room:
        assert await told(room) == before
    assert "made anew" in caplog.text


async def test_damage_found_by_a_question_is_mended_while_the_desk_works_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with remembered(tmp_path) as room:
        await tell_some(room)
        before = await told(room)
        change(tmp_path, "UPDATE words_data SET block = x'00ff00ff' WHERE id > 1")
        change(tmp_path, "UPDATE cases SET body = x'7b7d' WHERE number = 2")
        with pytest.raises(RecordsAwayError):
            await room.records.lookups.alarm(2, None)
        await room.do(ask.Note(2, "desk works on"))
        await room.records.level()
        assert await room.find("works") == [2]
        after = await told(room)
        assert after["泄漏"] == before["泄漏"]
    assert "damaged" in caplog.text


async def test_what_could_not_be_written_is_written_later(
    room: Remembered, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await tell_some(room)
    take = cases_module.Cases.take
    failed: list[bool] = []

    def once(*arguments: object) -> None:
        if not failed:
            failed.append(True)
            raise sqlite3.OperationalError("database or disk is full")
        take(*arguments)  # type: ignore[arg-type] # passed on as they came

    monkeypatch.setattr(cases_module.Cases, "take", once)
    await room.do(ask.Note(2, "写不进去"))
    await room.records.level()
    assert failed
    assert await room.find("写不") == [2]
    assert "disk is full" in caplog.text
    entries, _ = await room.records.lookups.entries(2, 0, None)
    assert len(entries) == len({entry.seq for entry in entries})


async def test_a_journal_that_lost_its_end_is_followed_anew(room: Remembered) -> None:
    await tell_some(room)
    journal: Journal = room.records._journal
    journal.epoch = "another"
    room.records.wake()
    await room.records.level()
    assert room.records._cases is not None
    assert room.records._cases.reached.epoch == "another"
    assert await room.find("泄漏") == [1]


async def test_a_damaged_entry_stops_the_records_not_the_desk(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.ERROR)
    async with remembered(tmp_path) as room:
        await tell_some(room)
        monkeypatch.setattr(room.records, "_retry_s", 3600.0)
        entry_error = EntryError("entry 9 is damaged")
        monkeypatch.setattr(cases_module, "_entry", _raising(entry_error))
        stopped = asyncio.Event()
        monkeypatch.setattr(room.records, "_close", _then(room.records._close, stopped.set))
        await room.desk.do(ask.Note(2, "x"), "wang", LEADER)
        await stopped.wait()
        with pytest.raises(RecordsAwayError):
            await room.find("泄漏")
        assert isinstance(await room.desk.do(ask.Note(2, "y"), "wang", LEADER), int)
    assert "entry 9 is damaged" in caplog.text


def _raising(fault: Exception) -> Callable[[object], object]:
    def fail(_: object) -> object:
        raise fault

    return fail


def _then(first: Callable[[], object], second: Callable[[], None]) -> Callable[[], object]:
    async def both() -> None:
        await first()  # type: ignore[misc] # a coroutine function
        second()

    return both


async def test_times_are_found_exactly_though_the_clock_was_set_back(tmp_path: Path) -> None:
    clock = ManualClock(NOON)
    async with remembered(tmp_path, clock) as room:
        for offset in (0, 2 * HOUR, HOUR, HOUR + 1, 3 * HOUR):
            clock.move_to(NOON + offset)
            await room.alarm("x", caller=f"c{offset}")
        assert await room.find(since=NOON + HOUR, until=NOON + 2 * HOUR) == [4, 3, 2]
        assert await room.find(until=NOON + HOUR) == [3, 1]
        assert await room.find(since=NOON + 2 * HOUR) == [5, 2]
        assert await room.find("x", since=NOON + HOUR, until=NOON + HOUR) == [3]
        assert await room.find("x", until=NOON - 1) == []
        assert await room.find(since=NOON + 4 * HOUR) == []
