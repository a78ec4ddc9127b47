"""A file of SQLite's, off the event loop: opened whole or not at all, and closed again."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from server import sqlite as sqlite_module
from server.sqlite import Writer, insert_rows


async def test_migrations_run_once_each_and_in_order(tmp_path: Path) -> None:
    path = tmp_path / "any.db"
    first = "CREATE TABLE a(x); INSERT INTO a VALUES (1)"
    writer = await Writer.open(path, (first,))
    await writer.close()
    writer = await Writer.open(path, (first, "INSERT INTO a VALUES (2)"))
    assert await writer.fetch("SELECT x FROM a ORDER BY x") == [(1,), (2,)]
    await writer.close()


@pytest.mark.parametrize("rows", [0, 1, 5, 255, 256, 257, 1363])
def test_rows_of_any_count_are_inserted_whole_and_in_order(rows: int) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE t(a, b)")
        insert_rows(connection, "t", 2, [value for n in range(rows) for value in (n, f"x{n}")])
        found = connection.execute("SELECT a, b FROM t ORDER BY rowid").fetchall()
    assert found == [(n, f"x{n}") for n in range(rows)]


@pytest.mark.parametrize("turns", [1, 2, 3])
async def test_a_file_whose_opening_was_given_up_is_closed_again(
    turns: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    class Watched(sqlite_module._Ledger):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            opened.append("opened")

        def close(self) -> None:
            super().close()
            opened.append("closed")

    monkeypatch.setattr(sqlite_module, "_Ledger", Watched)
    opening = asyncio.create_task(Writer.open(tmp_path / "any.db", ()))
    for _ in range(turns):
        await asyncio.sleep(0)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    assert opened == ["opened", "closed"]


async def test_a_file_that_cannot_be_opened_leaves_no_thread_behind(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        await Writer.open(tmp_path / "nowhere" / "any.db", ())
    left = {thread.name for thread in set(threading.enumerate()) - before}
    assert all(name.startswith("asyncio_") for name in left)  # the loop's own
