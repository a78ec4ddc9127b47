"""A journal that lost what had been told: everybody hears of it, and nobody shows it any longer."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from feeds import frames
from server.journal import Journal
from tests.server.helpers import desk_at, full_disk
from tests.server.test_journal import edit, some
from tests.server.wire_client import WireClient, alarm, client, epoch, follower, page, server_at


async def until_sent_away(seat: WireClient) -> None:
    with contextlib.suppress(ConnectionClosed):
        while True:
            await seat.recv()


async def reasons_at(url: str) -> list[str]:
    """Give why the desk is not well."""
    return list(json.loads((await page(url, "/healthz"))[1])["reasons"])


async def test_who_follows_is_sent_away_and_finds_what_is_left_under_another_epoch(
    tmp_path: Path,
) -> None:
    async with server_at(tmp_path) as server:
        before = await epoch(server.url)
        async with follower(server.url) as seat, client(server.url, "feed") as feed:
            await feed.push(alarm(), alarm(), first=1)
            await seat.see(2)
            edit(tmp_path / "journal.db", "DELETE FROM journal WHERE seq = 4")
            with full_disk(tmp_path / "journal.db"), contextlib.suppress(ConnectionClosed):
                await feed.send(frames.Push("panel-1", 3, (alarm(),)))
                await feed.until(frames.Bye)
            await until_sent_away(seat)
        assert await epoch(server.url) != before
        while "journal" in (reasons := await reasons_at(server.url)):
            pass
        assert reasons == ["lost"]
        async with follower(server.url) as seat, client(server.url, "feed") as feed:
            assert sorted(seat.board.alarms) == [1]
            await feed.push(alarm(text="again"), first=4)
            await seat.see(1)
            assert seat.board.alarms[2].report.text == "again"
            await seat.prove()


async def test_a_desk_does_not_start_on_entries_that_are_not_what_was_written(
    tmp_path: Path,
) -> None:
    path = tmp_path / "journal.db"
    async with desk_at(path):
        pass
    edit(path, "DELETE FROM pictures")
    edit(path, "UPDATE journal SET body = replace(body, 'B1', 'B9') WHERE seq = 1")
    with pytest.raises(sqlite3.DatabaseError, match="journal 1 is not what was written"):
        async with desk_at(path):
            raise AssertionError("it started")


async def test_what_was_lost_stands_in_the_journal_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    async with desk_at(path):
        pass
    edit(path, "DELETE FROM journal WHERE seq > 1")
    for _ in range(2):
        journal = await Journal.open(path)
        await journal.close()
    connection = sqlite3.connect(path)
    told = connection.execute("SELECT value FROM meta WHERE key LIKE 'lost %'").fetchall()
    connection.close()
    assert told == [("journal ends at 1 and has ended at 3",)]


def test_a_start_on_a_damaged_journal_ends_with_one_line_that_names_it(tmp_path: Path) -> None:
    asyncio.run(_write(tmp_path / "journal.db"))
    edit(tmp_path / "journal.db", "UPDATE journal SET body = '{}' WHERE seq = 2")
    command = (sys.executable, "-m", "zhiban", "serve", "--data", tmp_path, "--port", "0")
    ended = subprocess.run(
        (*command, "--lang", "en"), capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    assert "journal 2 is not what was written" in ended.stderr
    assert "Traceback" not in ended.stderr


async def _write(path: Path) -> None:
    journal = await Journal.open(path)
    await journal.append(some(1, 3))
    await journal.close()
