"""`zhiban report` against a whole desk."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from config.seats import Seat, change_seats, token_hash
from config.shifts import Shift
from county.bulletin import Bulletin
from county.clock import SystemClock
from county.events import AlarmReported
from county.events.facts import Place
from feeds.publisher import Publisher
from server.serve import first_seats
from tests.feeds.real_desk import RealDesk, Run, real_desk, zhiban


def alarm(**place: float) -> AlarmReported:
    now = SystemClock().now()
    return AlarmReported(at=now, kind="noise", place=Place("鼓楼", **place), priority=2)


@asynccontextmanager
async def with_an_alarm(directory: Path) -> AsyncIterator[RealDesk]:
    async with real_desk(directory) as desk:
        await push(desk, alarm())
        yield desk


async def push(desk: RealDesk, told: AlarmReported) -> None:
    async with Publisher(desk.url, desk.feed.read_text("ascii").strip(), "112") as feed:
        await feed.push(told)
        await feed.drained()


async def report(desk: RealDesk, *words: str | Path, lang: str = "en") -> Run:
    arguments = ("--url", desk.url, "--token-file", desk.officer, "--lang", lang)
    return await zhiban("report", *words, *arguments)


def figures(run: Run) -> dict[str, float | None]:
    bulletin = msgspec.json.decode(run.out, type=Bulletin)
    return {figure.name: figure.value for figure in bulletin.figures}


async def test_the_bulletin_of_the_day_is_printed(tmp_path: Path) -> None:
    async with with_an_alarm(tmp_path / "desk") as desk:
        english = await report(desk, "day")
        chinese = await report(desk, "week", "--format", "md", lang="zh")
    assert (english.code, english.err) == (0, "")
    head = english.out.splitlines()
    assert head[0] == "Anmu County: alarm bulletin"
    assert head[2] == "all data is simulated"
    begin = head.index("Alarms")
    assert head[begin + 2].split()[:2] == ["1", "1"], "received, counted"
    assert chinese.out.startswith("## 安睦县 警情通报\n")
    assert "圈层含义：" in chinese.out


async def test_json_and_csv_hold_every_figure(tmp_path: Path) -> None:
    async with with_an_alarm(tmp_path / "desk") as desk:
        as_json = await report(desk, "day", "--json")
        as_csv = await report(desk, "day", "--format", "csv")
    told = figures(as_json)
    assert told["alarms.received"] == told["alarms.counted"] == told["answer.never"] == 1
    rows = list(csv.DictReader(io.StringIO(as_csv.out.removeprefix("\ufeff"))))
    assert {row["figure"] for row in rows} == set(told)


async def test_a_figure_is_traced_to_its_alarms(tmp_path: Path) -> None:
    async with with_an_alarm(tmp_path / "desk") as desk:
        traced = await report(desk, "day", "--trace", "answer.never")
        unknown = await report(desk, "day", "--trace", "no.such")
    assert traced.code == 0
    row = next(line for line in traced.out.splitlines() if line.startswith("  1 "))
    number, priority, date, _ = row.split()
    assert (number, priority) == ("1", "2")
    county_time = datetime.now(UTC) + timedelta(hours=8)
    assert abs(datetime.fromisoformat(date) - county_time.replace(tzinfo=None)) < timedelta(days=2)
    assert unknown.code == 2
    assert "answer.p90" in unknown.err, "what there is"


async def test_the_period_before_and_a_period_at_a_time_can_be_asked_for(tmp_path: Path) -> None:
    async with with_an_alarm(tmp_path / "desk") as desk:
        before = await report(desk, "day", "--last", "--json")
        then = await report(desk, "week", "--at", "2026-01-07", "--json")
    assert figures(before)["alarms.received"] == 0
    heading = msgspec.json.decode(then.out, type=Bulletin).heading
    china = timedelta(hours=8)
    since, until = (
        datetime.fromtimestamp(at / 1000, UTC) + china for at in (heading.since, heading.until)
    )
    assert (since.date().isoformat(), until.date().isoformat()) == ("2026-01-05", "2026-01-12")


async def test_a_shift_is_one_of_the_seats_file_or_as_long_as_the_profile_says(
    tmp_path: Path,
) -> None:
    directory = tmp_path / "desk"
    async with with_an_alarm(directory) as desk:
        profiles = await report(desk, "shift", "--json", "--data", tmp_path)
        shift = Shift(name="morning", begins="06:00", ends="12:00")
        change_seats(directory, lambda seats: msgspec.structs.replace(seats, shift=(shift,)))
        arguments = ("shift", "--json", "--data", directory, "--at", "2026-06-21T15:00")
        of_seats = await report(desk, *arguments)
    heading = msgspec.json.decode(profiles.out, type=Bulletin).heading
    assert heading.until - heading.since == 28_800_000
    heading = msgspec.json.decode(of_seats.out, type=Bulletin).heading
    began = datetime.fromtimestamp(heading.since / 1000, UTC) + timedelta(hours=8)
    assert began.isoformat() == "2026-06-21T06:00:00+00:00"
    assert heading.until - heading.since == 6 * 3_600_000


async def test_a_seat_is_told_of_its_own_areas_only(tmp_path: Path) -> None:
    directory, token = tmp_path / "desk", tmp_path / "west.token"
    token.write_text("west")
    west = Seat(name="west", role="officer", token_sha256=token_hash("west"), areas=("t05",))
    directory.mkdir()
    first_seats(directory)
    change_seats(directory, lambda seats: msgspec.structs.replace(seats, seat=(*seats.seat, west)))
    async with real_desk(directory) as desk:
        await push(desk, alarm(lat=41.22, lon=110.745))
        (told,) = await desk.alarms()
        assert told.area not in ("", "t05")
        seen = await zhiban("report", "day", "--json", "--url", desk.url, "--token-file", token)
    assert figures(seen)["alarms.received"] == 0


@pytest.mark.parametrize("words", [("year",), ("day", "--at", "yesterday")])
async def test_a_period_that_is_none_is_a_mistake_of_use(words: tuple[str, ...]) -> None:
    done = await zhiban("report", *words)
    assert done.code == 2


async def test_without_a_desk_the_reason_is_told(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("x")
    done = await zhiban(
        "report", "day", "--url", "ws://127.0.0.1:1", "--token-file", token, "--lang", "en"
    )
    assert done.code == 3
    assert "127.0.0.1:1" in done.err


async def test_a_wrong_token_is_refused(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("wrong")
    async with real_desk(tmp_path / "desk") as desk:
        done = await zhiban("report", "day", "--url", desk.url, "--token-file", token)
    assert done.code == 1
