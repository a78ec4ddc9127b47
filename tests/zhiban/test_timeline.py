"""`zhiban timeline` in a shell: the whole story of one alarm, in the form that was asked for."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from server.serve import Server
from tests.feeds.real_desk import Run, run
from tests.server.wire_client import EAST, alarm, client, server_at


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Server]:
    for seat in ("officer", "west"):
        (tmp_path / seat).write_text(f"{seat}\n")
    async with server_at(tmp_path) as server:
        async with client(server.url, "feed") as feed:
            await feed.push(alarm(text="煤气味"), alarm(EAST, text="东头 | *着火*"))
        yield server


async def timeline(desk: Server, directory: Path, *words: str, seat: str = "officer") -> Run:
    where = ("--url", desk.url, "--token-file", str(directory / seat), "--lang", "en")
    code = "from zhiban.cli import main; main()"
    return await run(sys.executable, "-c", code, "timeline", *words, *where)


async def test_it_is_told_in_lines_json_and_markdown(desk: Server, tmp_path: Path) -> None:
    lines = await timeline(desk, tmp_path, "1")
    assert (lines.code, lines.err) == (0, "")
    assert "煤气味" in lines.out
    told = await timeline(desk, tmp_path, "1", "--json")
    story = msgspec.json.decode(told.out)
    assert story["alarm"]["report"]["text"] == "煤气味"
    assert story["entries"][0]["event"]["type"] == "alarm_reported"
    markdown = await timeline(desk, tmp_path, "2", "--markdown")
    assert markdown.out.startswith("# ")
    assert "东头 \\| \\*着火\\*" in markdown.out


async def test_an_alarm_that_is_not_there_or_hidden_is_refused(
    desk: Server, tmp_path: Path
) -> None:
    nowhere = await timeline(desk, tmp_path, "99")
    assert (nowhere.code, nowhere.out) == (1, "")
    assert "99" in nowhere.err
    hidden = await timeline(desk, tmp_path, "2", seat="west")
    assert (hidden.code, hidden.out) == (1, "")
    assert hidden.err == nowhere.err.replace("99", "2")


async def test_two_forms_at_once_are_not_understood(desk: Server, tmp_path: Path) -> None:
    asked = await timeline(desk, tmp_path, "1", "--json", "--markdown")
    assert (asked.code, asked.out) == (2, "")
