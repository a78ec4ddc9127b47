"""Hostile texts pushed through a real feed come out of every line, record and row harmless."""

from __future__ import annotations

import csv
import io
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from feeds import frames
from server.serve import Server
from tests.hostile import FORBIDDEN, Hostile, as_frame, hostile, no_frames, readable
from tests.server.wire_client import client, now, server_at
from tests.tui.lines.asked import asked, followed
from zhiban.logs import OneLine

TOLD = hostile()
"""The alarm of each has its place here, from 1, as its number."""


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Server]:
    """Run a desk that a hostile feed has told everything it has."""
    async with server_at(tmp_path) as server, client(server.url, "feed") as feed:
        for number, told in enumerate(TOLD, start=1):
            await feed.socket.send(as_frame(number, now(), told), text=True)
            await feed.until(frames.Ack)
        yield server


def of(number: int) -> Hostile:
    return TOLD[number - 1]


@pytest.mark.parametrize("options", [(), ("--plain",), ("--lang", "zh")], ids=str)
async def test_every_alarm_stays_one_harmless_line_that_can_be_read(
    desk: Server, options: tuple[str, ...]
) -> None:
    code, heard = await asked(desk.url, "alarms", *options)
    assert code == 0
    assert len(heard.lines) == len(TOLD)
    assert not FORBIDDEN.search(heard.out.replace("\n", ""))


async def test_each_record_tells_what_must_stay_readable_in_order(desk: Server) -> None:
    for number, told in enumerate(TOLD, start=1):
        code, heard = await asked(desk.url, "go", str(number))
        assert code == 0
        assert not FORBIDDEN.search(heard.out.replace("\n", ""))
        assert readable(heard.out, told.keep), (told.id, heard.out)


async def test_json_holds_every_text_and_nothing_that_a_terminal_obeys(desk: Server) -> None:
    for words in (("alarms", "--json"), ("board", "--json")):
        _, heard = await asked(desk.url, *words)
        assert not FORBIDDEN.search(heard.out.replace("\n", ""))
    _, heard = await asked(desk.url, "alarms", "--json")
    for record in json.loads(heard.out):
        assert readable(record["text"], of(record["number"]).keep), record


async def test_no_row_of_csv_is_a_formula_and_each_keeps_its_text(desk: Server) -> None:
    _, heard = await asked(desk.url, "alarms", "--csv")
    rows = list(csv.DictReader(io.StringIO(heard.out)))
    assert len(rows) == len(TOLD) == len(heard.lines) - 1
    for row in rows:
        for value in (row["text"], row["place"], row["caller"]):
            assert value.strip()[:1] not in set("=+-@＝＋－＠") or not value.strip()
        assert readable(row["text"], of(int(row["number"])).keep), row


async def test_what_deceives_is_marked_and_honest_text_is_not(desk: Server) -> None:
    _, heard = await asked(desk.url, "alarms", "--plain")
    for line in heard.lines:
        told = of(int(line.removeprefix("Alarm ").partition(",")[0]))
        if told.rule in ("flag", "exact"):
            assert ("its text may deceive" in line) == (told.rule == "flag"), line


async def test_changes_are_told_harmless_as_they_come(desk: Server) -> None:
    async with followed(desk.url, "alarms", "--follow") as heard, client(desk.url, "feed") as feed:
        await heard.until(f"{len(TOLD)} ")
        for number, told in enumerate(TOLD, start=len(TOLD) + 1):
            await feed.socket.send(as_frame(number, now(), told), text=True)
            await feed.until(frames.Ack)
            await heard.until(f" {number} P1")
        assert len(heard.lines) == 2 * len(TOLD)
        assert not FORBIDDEN.search(heard.out.replace("\n", ""))


async def test_what_is_asked_with_a_hostile_text_is_answered_harmless(desk: Server) -> None:
    for told in TOLD:
        for line in (f"note 1 {told.text}", f"{told.text}", f"close 1 {told.text}"):
            _, heard = await asked(desk.url, *line.split(" "))
            answer = heard.out + heard.err
            if not line.strip().startswith("?"):
                assert len(answer.splitlines()) <= 1, (told.id, answer)
            assert not FORBIDDEN.search(answer.replace("\n", "")), (told.id, answer)


async def test_what_is_no_frame_is_refused_logged_on_a_line_and_harms_nobody(
    desk: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with client(desk.url, "feed") as feed:
        for raw in no_frames():
            refused = await feed.refused(raw)
            assert not FORBIDDEN.search(refused.text)
        await feed.socket.send(as_frame(len(TOLD) + 1, now(), TOLD[0]), text=True)
        await feed.until(frames.Ack)
    lines = [OneLine("%(message)s").format(record) for record in caplog.records]
    assert not any(FORBIDDEN.search(line) for line in lines)
