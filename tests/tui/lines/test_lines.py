"""The desk answers one line at a time to who has no screen, over a real socket."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec
import pytest

from config.seats import Seat, save_seats, token_hash
from config.settings import Limits, Settings
from county.board import Picture, digest
from county.clock import SystemClock
from county.fields import Lang
from server.serve import Server, opened
from tests.server.wire_client import SEATS, alarm, client, server_at
from tests.tui.lines.asked import asked, followed, line_to

BOSS = Seat(name="boss", role="admin", token_sha256=token_hash("boss"))


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Server]:
    async with server_at(tmp_path) as server:
        async with client(server.url, "feed") as feed:
            await feed.push(alarm(text="smoke in the hall"))
        yield server


# ---- lists --------------------------------------------------------------------------------------


async def test_alarms_are_told_a_line_each(desk: Server) -> None:
    code, heard = await asked(desk.url, "alarms")
    assert code == 0
    (line,) = heard.lines
    assert line.startswith("1 P1 new ")
    assert "Fire" in line
    assert "mill" in line


@pytest.mark.parametrize("word", ["alarms", "警情", "ALARMS", "ａｌａｒｍｓ"])
async def test_a_list_goes_by_its_name_in_either_language(desk: Server, word: str) -> None:
    code, heard = await asked(desk.url, word, lang="zh")
    assert code == 0
    assert "火灾" in heard.out


async def test_json_is_one_array_of_flat_records(desk: Server) -> None:
    code, heard = await asked(desk.url, "alarms", "--json")
    assert code == 0
    (record,) = json.loads(heard.out)
    assert (record["number"], record["status"], record["priority"]) == (1, "reported", 1)
    assert (record["kind"], record["kind_name"], record["text"]) == (
        "fire",
        "Fire",
        "smoke in the hall",
    )


async def test_csv_has_the_same_fields_as_json(desk: Server) -> None:
    _, as_json = await asked(desk.url, "alarms", "--json")
    code, as_csv = await asked(desk.url, "alarms", "--csv")
    assert code == 0
    (row,) = csv.DictReader(io.StringIO(as_csv.out))
    (record,) = json.loads(as_json.out)
    assert list(row) == list(record)
    assert (row["number"], row["place"]) == ("1", "mill")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Alarm 1, priority 1, life at risk, Fire. Place: mill."),
        ("zh", "1 号警情，1 级，生命危险，火灾。地点：mill。"),
    ],
)
async def test_plain_is_whole_sentences_without_signs(desk: Server, lang: Lang, said: str) -> None:
    code, heard = await asked(desk.url, "alarms", "--plain", lang=lang)
    assert code == 0
    assert heard.out.startswith(said)
    assert not re.search(r"[|<>=@#*_▲◆●■]|\d[smhd]\b", heard.out)


async def test_units_are_told_too(desk: Server) -> None:
    code, heard = await asked(desk.url, "units", "--plain")
    assert code == 0
    assert "Unit B1, car, Car 1." in heard.out
    assert len(heard.lines) == 2


async def test_the_whole_board_as_json_proves_itself(desk: Server) -> None:
    code, heard = await asked(desk.url, "board", "--json")
    assert code == 0
    told = json.loads(heard.out)
    picture = msgspec.convert(told["board"], Picture)
    assert [each.number for each in picture.alarms] == [1]
    assert digest(picture) == told["digest"]


async def test_an_empty_list_says_that_all_is_quiet_and_an_empty_array_is_empty(
    desk: Server,
) -> None:
    _, said = await asked(desk.url, "warnings")
    assert said.out == "all quiet: no warnings\n"
    _, as_json = await asked(desk.url, "warnings", "--json")
    assert json.loads(as_json.out) == []


async def test_the_language_may_be_said_with_the_line(desk: Server) -> None:
    _, heard = await asked(desk.url, "alarms", "--lang", "zh")
    assert "火灾" in heard.out


async def test_a_record_is_told_with_its_story(desk: Server) -> None:
    await asked(desk.url, "note", "1", "neighbours are out")
    code, heard = await asked(desk.url, "go", "1")
    assert code == 0
    assert "smoke in the hall" in heard.out
    assert heard.lines[-1].endswith("note: neighbours are out")


# ---- commands -----------------------------------------------------------------------------------


async def test_a_command_is_done_and_its_entry_is_told(desk: Server) -> None:
    code, heard = await asked(desk.url, "ack", "1")
    assert code == 0
    assert re.fullmatch(r"ack 1: done, entry \d+\n", heard.out)
    _, alarms = await asked(desk.url, "alarms", "--json")
    assert json.loads(alarms.out)[0]["owner"] == "seat:officer"


@pytest.mark.parametrize("line", ["dispatch 1 B1", "d 1 b1", "派警 1号 B1"])
async def test_full_words_and_letters_of_both_languages_do_the_same(
    desk: Server, line: str
) -> None:
    code, heard = await asked(desk.url, *line.split())
    assert code == 0, heard.err
    _, units = await asked(desk.url, "units", "--json")
    assert next(u for u in json.loads(units.out) if u["unit"] == "B1")["alarm"] == 1


async def test_a_refusal_has_its_words_and_its_exit_code(desk: Server) -> None:
    await asked(desk.url, "ack", "1")
    code, heard = await asked(desk.url, "ack", "1")
    assert code == 1
    assert heard.out == ""
    assert "was already taken" in heard.err


async def test_a_refusal_in_json_names_its_code(desk: Server) -> None:
    await asked(desk.url, "ack", "1")
    code, heard = await asked(desk.url, "--json", "ack", "1")
    assert code == 1
    assert json.loads(heard.out)["refused"] == "already_acknowledged"


async def test_a_seat_that_may_only_look_is_refused_by_the_desk(desk: Server) -> None:
    code, heard = await asked(desk.url, "ack", "1", token="viewer")
    assert code == 1
    assert "viewer" in heard.err


async def test_free_text_may_hold_what_looks_like_an_option(desk: Server) -> None:
    code, _ = await asked(desk.url, "note", "1", "--json", "is not meant here")
    assert code == 0
    _, heard = await asked(desk.url, "go", "1")
    assert "--json is not meant here" in heard.out


@pytest.mark.parametrize(
    "line",
    [
        "dance",
        "ack",
        "ack 99",
        "dispatch 1 B99",
        "alarms --loud",
        "alarms 42",
        "board --csv",
        "alarms --csv --follow",
        "--follow ack 1",
        "--lang fr alarms",
        "lang zh",
    ],
)
async def test_what_is_not_understood_says_so_in_one_line_and_changes_nothing(
    desk: Server, line: str
) -> None:
    code, heard = await asked(desk.url, *line.split())
    assert code == 2
    assert heard.out == ""
    assert len(heard.err.splitlines()) == 1
    _, after = await asked(desk.url, "alarms", "--json")
    assert json.loads(after.out)[0]["status"] == "reported"


async def test_help_needs_no_desk_and_names_every_query_and_verb() -> None:
    code, heard = await asked("ws://127.0.0.1:9", "help")
    assert code == 0
    for word in ("alarms", "警情", "ack", "接警", "dispatch", "派警"):
        assert word in heard.out


async def test_no_desk_is_said_with_its_own_exit_code() -> None:
    code, heard = await asked("ws://127.0.0.1:9", "alarms", wait_s=0.3)
    assert code == 3
    assert len(heard.err.splitlines()) == 1


async def test_a_bad_token_is_said_at_once(desk: Server) -> None:
    code, heard = await asked(desk.url, "alarms", token="nobody")
    assert code == 3
    assert "the token is not valid" in heard.err


# ---- the audit ----------------------------------------------------------------------------------


@pytest.fixture
async def audited(tmp_path: Path) -> AsyncIterator[Server]:
    """Run a desk with an administrator, at which somebody was refused."""
    async with server_at(tmp_path) as server:
        save_seats(tmp_path, (*SEATS.values(), BOSS))
        server.upkeep.reload()
        await asked(server.url, "alarms", token="nobody")
        yield server


async def test_the_audit_tells_who_came_and_who_was_refused(audited: Server) -> None:
    async with asyncio.timeout(20):  # facts become durable when they can, not at once
        while True:
            code, heard = await asked(audited.url, "audit", token="boss")
            assert code == 0
            if "refused to enter" in heard.out and "seats changed" in heard.out:
                break
    assert any("refused to enter" in line and "bad_token" in line for line in heard.lines)
    assert "seats changed: added boss" in heard.out


async def test_the_audit_is_the_same_in_json_and_csv(audited: Server) -> None:
    _, as_json = await asked(audited.url, "audit", "--json", token="boss")
    _, as_csv = await asked(audited.url, "audit", "--csv", token="boss")
    records = json.loads(as_json.out)
    rows = list(csv.DictReader(io.StringIO(as_csv.out)))
    assert [record["number"] for record in records] == list(range(1, len(records) + 1))
    for record, row in zip(records, rows, strict=False):
        assert {name: str(value) for name, value in record.items()} == {
            name: row[name] for name in record
        }


async def test_the_audit_is_refused_to_an_officer(audited: Server) -> None:
    code, heard = await asked(audited.url, "audit")
    assert code == 1
    assert "officer" in heard.err


# ---- followed -----------------------------------------------------------------------------------


async def test_a_followed_list_tells_every_change_once(desk: Server) -> None:
    async with followed(desk.url, "alarms", "--follow") as heard:
        await heard.until("1 P1 new")
        await asked(desk.url, "dispatch", "1", "B1")
        await heard.until("B1 ordered")
        async with client(desk.url, "feed") as feed:
            await feed.push(alarm(text="a second one"))
        assert "P1" in await heard.until(" 2 P1 new")
        assert heard.out.count("alarm 1: taken") == 1
        assert heard.out.count("B1 ordered") == 1


async def test_a_followed_list_in_json_is_a_record_a_line(desk: Server) -> None:
    async with followed(desk.url, "alarms", "--json", "--follow") as heard:
        await heard.until('"reported"')
        await asked(desk.url, "ack", "1")
        await heard.until('"acknowledged"')
        assert [json.loads(line)["number"] for line in heard.lines] == [1, 1]


async def test_a_followed_list_for_the_ear_speaks_in_sentences(desk: Server) -> None:
    async with followed(desk.url, "alarms", "--follow", "--plain") as heard:
        await heard.until("Alarm 1")
        await asked(desk.url, "ack", "1")
        assert (await heard.until("taken")).endswith("alarm 1: taken. seat officer.")


async def test_only_the_list_that_was_asked_for_is_followed(desk: Server) -> None:
    async with followed(desk.url, "units", "--follow") as heard:
        await heard.until("B1")
        await asked(desk.url, "note", "1", "nothing about units")
        await asked(desk.url, "dispatch", "1", "B1")
        await heard.until("B1 ordered")
        assert "nothing about units" not in heard.out


async def test_a_reader_who_fell_far_behind_is_told_the_list_again(desk: Server) -> None:
    async with followed(desk.url, "alarms", "--follow") as heard:
        await heard.until("1 P1 new")
        heard.reading.clear()
        async with client(desk.url, "feed") as feed:
            for _ in range(5):
                await feed.push(*(alarm() for _ in range(100)))
        async with line_to(desk.url) as other:
            await other.ready()  # what the desk told this seat, it told the follower before
        heard.reading.set()
        await heard.until("too much changed")
        await heard.until("501 P1")
        again = heard.lines[-501:]
        assert {int(line.split()[0]) for line in again} == set(range(1, 502))


async def test_a_line_that_breaks_while_followed_is_said_and_made_good(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        async with server_at(tmp_path) as first:
            url = first.url
            heard = await stack.enter_async_context(followed(url, "alarms", "--follow"))
            await heard.until("all quiet")
        await heard.until("cut off")
        again = Settings(
            profile=str(tmp_path / "county"), port=int(url.rpartition(":")[2]), limits=Limits()
        )
        async with opened(tmp_path, again, SystemClock()):
            await heard.until("connected again")
            async with client(url, "feed") as feed:
                await feed.push(alarm())
            await heard.until("1 P1 new")
            assert heard.err.count("cut off") == 1
