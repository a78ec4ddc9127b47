"""`zhiban push` against a whole desk."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest

from tests.feeds.real_desk import RealDesk, Run, real_desk, zhiban

ALARM = {"type": "alarm_reported", "kind": "noise", "place": {"text": "鼓楼"}}
NOWHERE = "ws://127.0.0.1:1"


def lines(*items: object) -> str:
    return "".join(json.dumps(item) + "\n" for item in items)


async def places(desk: RealDesk) -> list[str]:
    return [alarm.report.place.text for alarm in await desk.alarms()]


async def push(desk_url: str, token: Path, *more: str | Path, given: bytes | str) -> Run:
    arguments = ("--url", desk_url, "--token-file", token, "--lang", "en", *more)
    return await zhiban("push", *arguments, given=given)


async def test_an_alarm_piped_in_stands_on_the_board(tmp_path: Path) -> None:
    async with real_desk(tmp_path / "desk") as desk:
        done = await push(desk.url, desk.feed, given=lines(ALARM))
        assert (done.code, done.out) == (0, "")
        assert done.err == "1 accepted, 0 refused\n"
        assert await places(desk) == ["鼓楼"]


async def test_bad_lines_are_told_by_number_and_do_not_stop_the_rest(tmp_path: Path) -> None:
    given = b"".join(
        [
            lines(ALARM).encode(),
            b"{broken\n",
            b'{"type":"alarm_reported","kind":"\xff","place":{}}\n',
            b"\n",
            b"[" * 10_000 + b"\n",
            b"x" * 5_000_000 + b"\n",
            lines(ALARM | {"kind": "no_such_kind"}).encode(),
            lines(ALARM | {"place": {"text": "last"}}).encode().rstrip(),
        ]
    )
    async with real_desk(tmp_path / "desk") as desk:
        done = await push(desk.url, desk.feed, "--json", given=given)
        assert done.code == 1
        result = json.loads(done.out)
        assert (result["accepted"], result["kept"]) == (2, 0)
        told = {bad["line"]: (bad["code"], bad["field"]) for bad in result["refused"]}
        assert told == {
            2: ("not_json", ""),
            3: ("not_utf8", ""),
            5: ("too_deep", ""),
            6: ("line_too_long", ""),
            7: ("unknown_kind", "kind"),
        }
        assert await places(desk) == ["鼓楼", "last"]


async def test_a_position_of_an_unknown_unit_is_told_before_the_end(tmp_path: Path) -> None:
    good = {"type": "fix", "unit": "B3", "lat": 41.2, "lon": 110.7}
    async with real_desk(tmp_path / "desk") as desk:
        done = await push(desk.url, desk.feed, given=lines(good, good | {"unit": "ZZ9"}))
        assert done.code == 1
        assert "ZZ9" in done.err
        assert "1 accepted, 1 refused" in done.err


async def test_what_a_spool_kept_goes_out_with_the_next_run(tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    token = tmp_path / "early.token"
    token.write_text("unused")
    given = lines(ALARM)
    early = await push(NOWHERE, token, "--spool", spool, "--wait", "0", given=given)
    assert early.code == 0
    assert "1 kept" in early.err
    async with real_desk(tmp_path / "desk") as desk:
        later = lines(ALARM | {"place": {"text": "later"}})
        done = await push(desk.url, desk.feed, "--spool", spool, given=later)
        assert done.code == 0
        assert await places(desk) == ["鼓楼", "later"]


async def test_a_kill_leaves_a_beginning_of_the_lines_in_the_spool(tmp_path: Path) -> None:
    """Whatever moment the kill meets: what was read so far goes out with the next run, once."""
    spool, token = tmp_path / "spool", tmp_path / "early.token"
    token.write_text("unused")
    given = lines(*(ALARM | {"place": {"text": str(number)}} for number in range(5000)))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from zhiban.cli import main; main()", "push"),
        *("--url", NOWHERE, "--token-file", token, "--spool", spool),
        stdin=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdin is not None
    process.stdin.write(given.encode())
    await process.stdin.drain()
    process.kill()
    await process.wait()
    process.stdin.close()
    async with real_desk(tmp_path / "desk") as desk:
        done = await push(desk.url, desk.feed, "--spool", spool, given=b"")
        assert done.code == 0
        there = await places(desk)
        assert len(there) > 100
        assert there == [str(number) for number in range(len(there))]


@pytest.mark.parametrize(
    ("token", "reason"), [(None, "token file"), ("no such token", "not valid"), ("", "not valid")]
)
async def test_without_a_good_token_nothing_can_be_told(
    tmp_path: Path, token: str | None, reason: str
) -> None:
    path = tmp_path / "mine.token"
    if token is not None:
        path.write_text(token)
    async with real_desk(tmp_path / "desk") as desk:
        done = await push(desk.url, path, given=lines(ALARM))
        assert done.code == 2
        assert reason in done.err
        assert await desk.alarms() == []


async def test_without_spool_and_desk_it_says_that_the_desk_is_away(tmp_path: Path) -> None:
    token = tmp_path / "t"
    token.write_text("x")
    done = await push(NOWHERE, token, "--wait", "0.3", given=lines(ALARM))
    assert done.code == 2
    assert NOWHERE in done.err


async def test_reasons_come_in_the_language_asked_for(tmp_path: Path) -> None:
    async with real_desk(tmp_path / "desk") as desk:
        done = await push(desk.url, desk.feed, "--lang", "zh", given="{\n")
        assert "第 1 行：不是有效的 JSON" in done.err
