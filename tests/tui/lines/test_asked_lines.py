"""What is asked beside the board over a real socket: searches, rankings, stories in lines."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from county.cases import Query
from feeds.questions import Found, Search
from server.serve import Server
from tests.server.wire_client import alarm, client, server_at
from tests.tui.lines.asked import asked, line_to
from tui.lines import DONE, NOT_UNDERSTOOD, REFUSED


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Server]:
    async with server_at(tmp_path) as server:
        async with client(server.url, "feed") as feed:
            await feed.push(alarm(text="smoke in the hall"), first=1)
            await feed.push(alarm(text="冒烟的锅炉房"), first=2)
        await asked(server.url, "note", "1", "called", "back")
        await told(server, 2)
        yield server


async def told(server: Server, count: int) -> None:
    """Wait until the records have read what was told: they follow the journal."""
    async with asyncio.timeout(20), line_to(server.url) as line:
        await line.ready()
        while True:
            found = await line.inquire(Search(query=Query(words="mill")))
            if isinstance(found, Found) and not found.behind and len(found.cases) >= count:
                return


# ---- searching ----------------------------------------------------------------------------------


async def test_a_search_tells_a_case_a_line_the_newest_first(desk: Server) -> None:
    code, heard = await asked(desk.url, "search", "mill")
    assert code == DONE
    assert [line.split()[0] for line in heard.lines] == ["2", "1"]


@pytest.mark.parametrize(
    "words", [("检索", "锅炉"), ("search", "锅炉房"), ("ｓｅａｒｃｈ", "锅炉")]
)
async def test_chinese_words_are_found_under_either_name(
    desk: Server, words: tuple[str, ...]
) -> None:
    code, heard = await asked(desk.url, *words, lang="zh")
    assert code == DONE
    (line,) = heard.lines
    assert line.startswith("2 ")


async def test_a_search_as_json_is_one_array_and_as_csv_rows(desk: Server) -> None:
    _, heard = await asked(desk.url, "search", "smoke", "--json")
    (case,) = json.loads(heard.out)
    assert (case["number"], case["text"]) == (1, "smoke in the hall")
    _, heard = await asked(desk.url, "--csv", "search", "mill")
    rows = list(csv.DictReader(io.StringIO(heard.out)))
    assert [row["number"] for row in rows] == ["2", "1"]


async def test_a_search_as_sentences_has_no_columns(desk: Server) -> None:
    _, heard = await asked(desk.url, "search", "smoke", "--plain")
    (line,) = heard.lines
    assert line.startswith("Alarm 1, ")


async def test_nothing_found_is_said(desk: Server) -> None:
    code, heard = await asked(desk.url, "search", "nowhere-at-all")
    assert (code, heard.out) == (DONE, "nothing was found\n")


@pytest.mark.parametrize(
    "words", [("search",), ("search", "area:nowhere"), ("rank", "x"), ("timeline",), ("rank",)]
)
async def test_what_is_not_understood_is_told_apart_from_what_is_refused(
    desk: Server, words: tuple[str, ...]
) -> None:
    code, heard = await asked(desk.url, *words)
    assert (code, heard.out) == (NOT_UNDERSTOOD, "")
    assert heard.err


# ---- rankings and stories -----------------------------------------------------------------------


async def test_a_ranking_is_told_in_lines_and_as_json(desk: Server) -> None:
    code, heard = await asked(desk.url, "rank", "1")
    assert code == DONE
    _, data = await asked(desk.url, "rank", "1", "--json")
    ranking = json.loads(data.out)
    assert ranking["alarm"] == 1
    units = [each["unit"] for each in (*ranking["candidates"], *ranking["excluded"])]
    assert units
    assert all(any(unit in line for line in heard.lines) for unit in units)


async def test_a_story_is_told_whole_in_four_forms(desk: Server) -> None:
    code, heard = await asked(desk.url, "timeline", "1")
    assert code == DONE
    assert heard.lines[0].startswith("alarm 1 ")
    assert "note: called back" in heard.out
    _, plain = await asked(desk.url, "timeline", "1", "--plain")
    assert "seat officer: note: called back." in plain.out
    _, page = await asked(desk.url, "timeline", "1", "--markdown")
    assert page.lines[0].startswith("# alarm 1")
    _, data = await asked(desk.url, "timeline", "--json", "1")
    story = json.loads(data.out)
    assert story["entries"][0]["event"]["type"] == "alarm_reported"


@pytest.mark.parametrize("query", ["rank", "timeline"])
async def test_an_alarm_that_nobody_knows_is_refused(desk: Server, query: str) -> None:
    code, heard = await asked(desk.url, query, "999")
    assert (code, heard.out) == (REFUSED, "")
    assert "999" in heard.err
    code, heard = await asked(desk.url, query, "999", "--json")
    assert json.loads(heard.out)["refused"] == "unknown_alarm"


@pytest.mark.parametrize("words", [("rank", "1", "--markdown"), ("alarms", "--markdown")])
async def test_markdown_is_for_stories(desk: Server, words: tuple[str, ...]) -> None:
    code, heard = await asked(desk.url, *words)
    assert (code, heard.out) == (NOT_UNDERSTOOD, "")


async def test_what_is_asked_once_is_not_followed(desk: Server) -> None:
    code, _ = await asked(desk.url, "search", "mill", "--follow")
    assert code == NOT_UNDERSTOOD
