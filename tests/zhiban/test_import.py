"""`zhiban import purchases` against a whole desk, over a real socket."""

from __future__ import annotations

import asyncio
import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from config.identity import save_key
from county.clock import SystemClock
from county.events import PurchaseRegistered
from county.refusals import refuse
from server.journal import FILE
from server.sqlite import open_to_read
from tests.feeds.real_desk import RealDesk, Run, real_desk, zhiban
from tests.feeds.register import hostile_rows
from tests.feeds.register.hostile_rows import Written
from tests.feeds.register.samples import COLUMNS, EDGE, HEADER, MAPPING, as_csv, row
from tests.hostile import FORBIDDEN

NOWHERE = "ws://127.0.0.1:1"
HOSTILE = 10_000


def today(days_ago: int = 3) -> str:
    """Give a local day that the desk finds plausible."""
    local = datetime.fromtimestamp(SystemClock().now() / 1000, UTC) + timedelta(hours=8)
    return f"{local - timedelta(days=days_ago):%Y-%m-%d}"


class Register(NamedTuple):
    """A register on disk, and how to read it."""

    file: Path
    mapping: Path

    def command(self, desk: RealDesk, *more: str | Path) -> tuple[str | Path, ...]:
        """Give what brings it in."""
        asked = ("import", "purchases", self.file, "--mapping", self.mapping)
        return (*asked, "--url", desk.url, "--token-file", desk.feed, "--lang", "en", *more)


def register(directory: Path, data: str | bytes, mapping: str = MAPPING) -> Register:
    """Write a register and its mapping."""
    made = Register(directory / "sales.csv", directory / "sales.toml")
    made.file.write_bytes(data.encode() if isinstance(data, str) else data)
    made.mapping.write_text(mapping, "utf-8")
    return made


def many(count: int) -> list[tuple[str, ...]]:
    """Give good rows, each of another buyer."""
    return [row(时间=f"{today()} 08:15", 购买人化名=f"p-{n:06d}") for n in range(count)]


def result(done: Run) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(done.out)
    assert told["read"] == told["accepted"] + told["known"] + told["rejected"] + told["unanswered"]
    return told


def kept(data_dir: Path) -> dict[tuple[str, int], list[PurchaseRegistered]]:
    """Give what stands in the desk's own file, by source and by the number that it told."""
    sql = "SELECT name, told, body FROM purchases JOIN sources ON sources.id = purchases.source"
    found: dict[tuple[str, int], list[PurchaseRegistered]] = defaultdict(list)
    with closing(open_to_read(data_dir / FILE)) as connection:
        for name, told, body in connection.execute(sql):
            found[name, told].append(msgspec.json.decode(body, type=PurchaseRegistered))
    return found


def rejected(path: Path) -> dict[int, list[dict[str, str]]]:
    """Read a rejects file as a spreadsheet would, by line of the register."""
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert path.stat().st_mode & 0o777 == 0o600
    found: dict[int, list[dict[str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for reject in csv.DictReader(file):
            found[int(reject["line"])].append(reject)
    return found


async def test_a_register_stands_at_the_desk_row_by_row(tmp_path: Path) -> None:
    rows = [HEADER, *many(3), row(数量="-1")]
    made = register(tmp_path, as_csv(rows))
    async with real_desk(tmp_path / "desk") as desk:
        done = await zhiban(*made.command(desk))
        assert done.code == 1, done.err
        assert "4 rows: 3 brought in, 0 there already, 1 rejected" in done.err
    there = kept(tmp_path / "desk")
    assert sorted(number for _, number in there) == [2, 3, 4]
    [[bad]] = rejected(tmp_path / "sales.csv.rejects.csv").values()
    assert (bad["line"], bad["column"], bad["field"]) == ("5", "数量", "litres")
    assert bad["reason"] == "out of range: must be > 0.0"
    assert bad["value"] == "'-1"


async def test_the_same_register_again_counts_nothing_twice(tmp_path: Path) -> None:
    made = register(tmp_path, as_csv([HEADER, *many(700), row(数量="x"), *many(702)[700:]]))
    async with real_desk(tmp_path / "desk") as desk:
        first = result(await zhiban(*made.command(desk, "--json")))
        again = result(await zhiban(*made.command(desk, "--json")))
    assert (first["accepted"], first["known"], first["rejected"]) == (702, 0, 1)
    assert (again["accepted"], again["known"], again["rejected"]) == (0, 702, 1)
    assert len(kept(tmp_path / "desk")) == 702


async def test_mended_rows_go_in_under_the_same_source_and_the_others_stay(tmp_path: Path) -> None:
    async with real_desk(tmp_path / "desk") as desk:
        for litres, expected in (("x", (2, 0, 1)), ("7", (1, 2, 0))):
            rows = [*many(2), row(时间=f"{today()} 09:00", 数量=litres)]
            made = register(tmp_path, as_csv([HEADER, *rows]))
            told = result(await zhiban(*made.command(desk, "--json", "--source", "south-2026")))
            assert (told["accepted"], told["known"], told["rejected"]) == expected
    there = kept(tmp_path / "desk")
    assert set(there) == {("south-2026", 2), ("south-2026", 3), ("south-2026", 4)}


async def test_a_dry_run_checks_everything_and_sends_nothing(tmp_path: Path) -> None:
    made = register(tmp_path, as_csv([HEADER, *many(2), row(加油站="别处")]))
    async with real_desk(tmp_path / "desk") as desk:
        done = await zhiban(*made.command(desk, "--dry-run"))
        assert done.code == 1
        assert "2 are good, 1 rejected; nothing was sent" in done.err
    assert kept(tmp_path / "desk") == {}
    command = made.command(RealDesk(NOWHERE, tmp_path, tmp_path), "--dry-run", "--profile", "anmu")
    assert (await zhiban(*command)).code == 1


async def test_unused_columns_are_told_once(tmp_path: Path) -> None:
    rows = [(*HEADER, "备注", "民族"), *((*each, "x", "y") for each in many(5))]
    made = register(tmp_path, as_csv(rows))
    async with real_desk(tmp_path / "desk") as desk:
        done = await zhiban(*made.command(desk))
    assert done.code == 0
    assert done.err.count("columns that are not used: 备注, 民族") == 1


@pytest.mark.parametrize(
    ("data", "mapping", "said"),
    [
        (as_csv([HEADER[:2]]), MAPPING, "数量/升数"),
        (as_csv([HEADER]).encode("utf-16"), MAPPING, "UTF-16"),
        (as_csv([HEADER]), "[columns]\nat = 3\n", "sales.toml:2: columns.at"),
        (as_csv([HEADER]), COLUMNS + 'minzu = "民族"\n', "names ethnicity"),
        (as_csv([HEADER]), hostile_rows.MAPPING, "--identity-key"),
    ],
)
async def test_what_cannot_be_used_is_told_before_the_desk_is_called(
    tmp_path: Path,
    data: str | bytes,
    mapping: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ZHIBAN_DATA", str(tmp_path))  # where no edge key lies
    made = register(tmp_path, data, mapping)
    done = await zhiban(*made.command(RealDesk(NOWHERE, tmp_path, tmp_path)))
    assert done.code == 2
    assert said in done.err


async def test_the_rejects_never_overwrite_what_is_read(tmp_path: Path) -> None:
    made = register(tmp_path, as_csv([HEADER]))
    away = RealDesk(NOWHERE, tmp_path, tmp_path)
    for file in made:
        done = await zhiban(*made.command(away, "--rejects", file))
        assert done.code == 2
        assert "overwrite" in done.err
        assert file.read_text("utf-8")


async def test_without_a_desk_it_says_so(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("x")
    made = register(tmp_path, as_csv([HEADER, *many(2)]))
    away = RealDesk(NOWHERE, token, token)
    for more in ((), ("--profile", "anmu", "--wait", "0.2")):
        done = await zhiban(*made.command(away, *more))
        assert done.code == 3
        assert NOWHERE in done.err


async def test_a_token_that_may_not_ends_it_at_once(tmp_path: Path) -> None:
    made = register(tmp_path, as_csv([HEADER, *many(2)]))
    async with real_desk(tmp_path / "desk") as desk:
        done = await zhiban(*made.command(desk._replace(feed=desk.officer)))
    assert done.code == 3
    assert "officer" in done.err


async def test_an_old_register_raises_no_warnings(tmp_path: Path) -> None:
    rows = [row(时间=f"{today(20)} 08:{n:02d}", 数量="50") for n in range(5)]
    made = register(tmp_path, as_csv([HEADER, *rows]))
    async with real_desk(tmp_path / "desk") as desk:
        done = await zhiban(*made.command(desk, "--archived"))
        assert done.code == 0, done.err
        assert (await desk.board()).warnings == {}
        live = await zhiban(*made.command(desk, "--source", "live"))
        assert live.code == 0, live.err
        assert (await desk.board()).warnings != {}


async def test_what_the_desk_refuses_is_told_by_its_line(tmp_path: Path) -> None:
    rows = [*many(2), row(时间="1999-01-01 00:00"), row(时间="2099-01-01 00:00")]
    made = register(tmp_path, as_csv([HEADER, *rows]))
    async with real_desk(tmp_path / "desk") as desk:
        told = result(await zhiban(*made.command(desk, "--json")))
    assert (told["accepted"], told["rejected"]) == (2, 2)
    assert told["reasons"] == {"time_out_of_range": 2}
    told_lines = rejected(Path(told["rejects"]))
    assert {line: [r["column"] for r in told_lines[line]] for line in told_lines} == {
        4: ["时间"],
        5: ["时间"],
    }


# ---- killed -------------------------------------------------------------------------------------


async def test_killed_in_the_middle_the_same_command_goes_on(tmp_path: Path) -> None:
    count = 4000
    made = register(tmp_path, as_csv([HEADER, *many(count), row(数量="x")]))
    async with real_desk(tmp_path / "desk") as desk:
        for least in (1, count // 3):
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", "from zhiban.cli import main; main()"),
                *made.command(desk),
                stderr=asyncio.subprocess.DEVNULL,
            )
            there = await _until(tmp_path / "desk", least, process)
            process.kill()
            await process.wait()
            assert least <= there
        told = result(await zhiban(*made.command(desk, "--json")))
        assert (told["read"], told["rejected"]) == (count + 1, 1)
        assert told["known"] >= count // 3
    found = kept(tmp_path / "desk")
    assert sorted(number for _, number in found) == list(range(2, count + 2))
    assert {len(each) for each in found.values()} == {1}


async def _until(data_dir: Path, least: int, process: asyncio.subprocess.Process) -> int:
    """Wait until so many purchases are durable; give how many are."""
    async with asyncio.timeout(60):
        while (there := count_of(data_dir)) < least and process.returncode is None:  # noqa: ASYNC110  another process's progress has no event
            await asyncio.sleep(0.01)
    return there


def count_of(data_dir: Path) -> int:
    """Count the purchases that are durable."""
    with closing(open_to_read(data_dir / FILE)) as connection:
        return int(connection.execute("SELECT count(*) FROM purchases").fetchone()[0])


# ---- hostile ------------------------------------------------------------------------------------


async def test_ten_thousand_hostile_rows_do_no_harm_and_each_bad_one_is_named(
    tmp_path: Path,
) -> None:
    written = list(hostile_rows.hostile_rows(HOSTILE, 7, today()))
    header = ",".join(hostile_rows.HEADER).encode() + b"\r\n"
    data = header + b"".join(each.data for each in written)
    made = register(tmp_path, data, hostile_rows.MAPPING)
    save_key(tmp_path / "edge.key", EDGE)
    async with real_desk(tmp_path / "desk") as desk:
        command = made.command(desk, "--json", "--identity-key", tmp_path / "edge.key")
        done = await zhiban(*command)
        assert done.code == 1, done.err
        assert done.err == ""
        told = result(done)
        alarms = await desk.alarms()
    good = {each.line: each for each in written if each.refusal is None}
    assert told["read"] == HOSTILE
    assert told["accepted"] == len(good) > HOSTILE / 3
    assert all(alarm.report.kind == "suspicious_gasoline" for alarm in alarms)
    _each_is_there_once(kept(tmp_path / "desk"), good)
    _each_is_named(Path(told["rejects"]), [each for each in written if each.refusal is not None])
    _says_nothing_harmful(Path(told["rejects"]), tmp_path / "desk")


def _each_is_there_once(
    there: dict[tuple[str, int], list[PurchaseRegistered]], good: dict[int, Written]
) -> None:
    assert {number for _, number in there} == good.keys()
    for (_, line), [purchase] in there.items():
        assert (purchase.litres, purchase.purpose) == (good[line].litres, good[line].purpose)
        assert purchase.simulated
        assert purchase.sealed
        assert not FORBIDDEN.search(purchase.purpose)


def _each_is_named(path: Path, bad: Iterable[Written]) -> None:
    named = rejected(path)
    missing = {each.line for each in bad} ^ named.keys()
    assert missing == set()
    for each in bad:
        assert each.refusal is not None
        reasons = [reject["reason"] for reject in named[each.line]]
        if each.refusal == refuse("time_out_of_range"):
            assert "plausible" in reasons[0]
        else:
            assert each.refusal.reason("en") in reasons


def _says_nothing_harmful(rejects: Path, data_dir: Path) -> None:
    """No formula, no control, nobody's name or number: not in the rejects, not in the journal."""
    text = rejects.read_bytes().decode("utf-8-sig")
    assert not FORBIDDEN.search(text.replace("\r\n", ""))
    for cells in csv.reader(text.splitlines()):
        assert not any(cell.startswith(("=", "+", "-", "@", "＝")) for cell in cells)
    for path in (rejects, *data_dir.glob("journal.db*")):
        data = path.read_bytes()
        assert "虚构购买人".encode() not in data
        assert b"11010119900101123X" not in data
        assert b"SLDOCUMENT" not in data


async def test_a_rejects_file_that_cannot_be_written_stops_it(tmp_path: Path) -> None:
    made = register(tmp_path, as_csv([HEADER, row(数量="x")]))
    async with real_desk(tmp_path / "desk") as desk:
        done = await zhiban(*made.command(desk, "--rejects", tmp_path / "no" / "such.csv"))
    assert done.code == 2
    assert "such.csv" in done.err
