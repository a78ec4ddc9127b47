"""`zhiban verify`: whole is said only of what is whole, and the first broken record is named."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from county.clock import ManualClock
from county.decisions import Outcome
from county.events import AlarmNoted
from server.chain import TABLES, link_of
from server.journal import FILE, Journal
from server.sealing import Sealer
from server.seals import DIRECTORY
from server.verify import verify
from tests.county.samples import DAY, NOON, purchase
from tests.server.shop import shop_in
from tests.server.test_journal import edit, kept, some
from zhiban.cli import main


async def write_audit(directory: Path, also: Path) -> None:
    """Write three days of an audit: entries, purchases, access, pictures and seals twice."""
    journal = await Journal.open(directory / FILE)
    clock = ManualClock(NOON)
    for day in range(3):
        first = day * 20 + 1
        batch = some(first, first + 19)
        if day == 0:
            batch.add_source(1, "panel-1")
        bought = {1000 + day: purchase(number=day + 1)}
        batch.add(Outcome(clock.now(), purchases=bought), 1)
        batch.add_access(clock.now(), b'{"type":"seat_entered","seat":"officer"}')
        batch.add_picture(kept(first + 19))
        await journal.append(batch)
        sealer = Sealer(journal, (directory / DIRECTORY, also), clock, 480)
        await sealer.start()
        await sealer.stop()
        clock.advance(DAY / 1000)
    await journal.close()


@pytest.fixture
def also(tmp_path: Path) -> Path:
    return tmp_path / "also"


@pytest.fixture
async def desk(tmp_path: Path, also: Path) -> Path:
    (tmp_path / "desk").mkdir()
    await write_audit(tmp_path / "desk", also)
    return tmp_path / "desk"


def found(desk: Path, also: Path) -> list[tuple[str, str, int | None, str]]:
    """Give what a look finds, in short; each of it can be said in both languages."""
    findings = verify(desk, also).findings
    assert all(each.text("zh") and each.text("en") for each in findings)
    return [(each.place, each.problem, each.number, each.date) for each in findings]


def seal(directory: Path, place: int) -> Path:
    """Give the file of a day's seal."""
    return sorted(directory.glob("*.json"))[place]


def test_what_was_written_is_whole(desk: Path, also: Path) -> None:
    progress: list[tuple[int, int]] = []
    verdict = verify(desk, also, lambda done, total: progress.append((done, total)))
    assert verdict.whole
    assert verdict.seals == 3
    assert {name: end.number for name, end in verdict.ends.items()} == {
        "journal": 60,
        "purchases": 3,
        "access": 3,
    }
    assert progress[-1] == (66, 66)


def test_an_empty_journal_is_whole(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE)
    connection.close()
    assert not verify(tmp_path).whole, "a file without tables is not a journal"


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        ("UPDATE journal SET body = '{}' WHERE seq = 9", ("journal", "changed", 9, "")),
        ("UPDATE journal SET body = x'80' WHERE seq = 9", ("journal", "changed", 9, "")),
        ("UPDATE journal SET audience = cast(x'80' AS TEXT) WHERE seq = 9", ("journal", "changed", 9, "")),
        ("DELETE FROM journal WHERE seq = 9", ("journal", "missing", 9, "")),
        ("DELETE FROM journal WHERE seq > 50", ("journal", "lost", 51, "")),
        ("UPDATE purchases SET litres = 3 WHERE number = 2", ("purchases", "changed", 2, "")),
        ("DELETE FROM access WHERE number = 3", ("access", "lost", 3, "")),
        ("UPDATE sources SET name = 'panel-9'", ("journal", "changed", 1, "")),
        ("UPDATE pictures SET alarms = 99 WHERE seq = 40", ("pictures", "changed", 40, "")),
        ("DROP INDEX journal_told", ("schema", "altered", None, "")),
        ("CREATE TRIGGER t AFTER INSERT ON journal BEGIN SELECT 1; END", ("schema", "altered", None, "")),
        ("INSERT INTO meta VALUES ('lost x journal', 'journal ends at 3')", ("file", "lost_once", None, "")),
    ],
)  # fmt: skip
def test_the_first_broken_record_is_named(
    desk: Path, also: Path, damage: str, expected: tuple[str, str, int | None, str]
) -> None:
    edit(desk / FILE, damage)
    assert found(desk, also)[0] == expected


def test_a_row_written_anew_with_all_links_after_it_contradicts_mark_and_seals(
    desk: Path, also: Path
) -> None:
    with sqlite3.connect(desk / FILE) as connection:
        connection.execute("UPDATE journal SET body = '{}' WHERE seq = 30")
        (table,) = (table for table in TABLES if table.name == "journal")
        rows = connection.execute(table.sql, (0, 2**62)).fetchall()
        link = table.genesis.link
        for *row, _, source in rows:
            link = link_of(link, source, row)
            connection.execute("UPDATE journal SET chain = ? WHERE seq = ?", (link, row[0]))
    connection.close()
    problems = found(desk, also)
    assert ("journal", "changed", 60, "") in problems, "the mark"
    contradicted = [
        (place, date) for place, problem, _, date in problems if problem == "contradicted"
    ]
    days = [seal(also, place).stem for place in (1, 2)]
    assert contradicted == [(place, day) for place in ("seals", "seals_also") for day in days]


@pytest.mark.parametrize(
    ("damage", "number"),
    [
        ("DELETE FROM corrections", 61),
        ("UPDATE corrections SET purchase = 2", 61),
        ("UPDATE corrections SET buyer = 'p-0001'", 61),
        ("INSERT INTO corrections VALUES (5, 1, '')", 5),
        ("INSERT INTO corrections VALUES (99, 1, '')", 99),
    ],
)
async def test_a_link_that_no_correction_stands_behind_is_named(
    desk: Path, also: Path, damage: str, number: int
) -> None:
    async with shop_in(desk) as shop:
        await shop.correct(1, purpose='"type":"purchase_corrected"')
        await shop.tell(AlarmNoted(NOON, 1, 'it said "type":"purchase_corrected"'))
    assert found(desk, also) == []
    edit(desk / FILE, damage)
    assert found(desk, also) == [("corrections", "changed", number, "")]


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (lambda own, also: seal(own, 1).unlink(), {("seals", "no_seal"), ("seals", "out_of_line")}),
        (lambda own, also: seal(own, 2).unlink(), {("seals", "no_seal")}),
        (lambda own, also: seal(also, 0).unlink(), {("seals_also", "no_seal")}),
        (lambda own, also: seal(own, 1).write_text("{}"), {("seals", "damaged"), ("seals_also", "differs")}),
        (
            lambda own, also: seal(own, 0).rename(own / "2020-01-01.json"),
            {("seals", "damaged"), ("seals", "no_seal"), ("seals_also", "no_seal")},
        ),
    ],
    ids=["one gone", "the newest gone", "gone elsewhere", "damaged", "renamed"],
)  # fmt: skip
def test_seals_that_are_gone_or_damaged_are_named(
    desk: Path, also: Path, damage: Callable[[Path, Path], None], expected: set[tuple[str, str]]
) -> None:
    damage(desk / DIRECTORY, also)
    assert {(place, problem) for place, problem, _, _ in found(desk, also)} == expected


def test_a_mark_that_is_damaged_or_gone_is_named(desk: Path) -> None:
    mark = desk / f"{FILE}.mark"
    mark.write_bytes(b"\0" + mark.read_bytes()[1:])
    assert [finding.problem for finding in verify(desk).findings] == ["damaged"]
    mark.unlink()
    assert [finding.problem for finding in verify(desk).findings] == ["no_mark"]


def test_a_file_that_is_no_database_is_a_finding_not_a_fault(desk: Path) -> None:
    (desk / FILE).write_bytes(b"something else" * 1000)
    assert not verify(desk).whole


async def test_a_desk_at_work_is_verified_beside_it_and_not_disturbed(
    desk: Path, also: Path
) -> None:
    journal = await Journal.open(desk / FILE)
    await journal.append(some(61, 80))
    before = (desk / f"{FILE}-wal").read_bytes()
    assert verify(desk, also).whole
    assert (desk / f"{FILE}-wal").read_bytes() == before
    await journal.append(some(81, 82))
    await journal.close()
    assert verify(desk, also).ends["journal"].number == 82


# ---- the command --------------------------------------------------------------------------------


def test_the_command_says_whole_with_the_heads(desk: Path, also: Path) -> None:
    done = CliRunner().invoke(
        main, ["verify", "--data", str(desk), "--seals", str(also), "--lang", "en"]
    )
    assert done.exit_code == 0
    assert "whole: 66 records, 3 seals" in done.stdout
    assert verify(desk).ends["journal"].link.hex() in done.stdout


def test_the_command_names_the_record_its_time_and_its_kind(desk: Path) -> None:
    edit(desk / FILE, "UPDATE journal SET body = replace(body, 'note 9', 'nope 9') WHERE seq = 9")
    done = CliRunner().invoke(main, ["verify", "--data", str(desk), "--lang", "en"])
    assert done.exit_code == 1
    line = "journal entry 9 (2026-06-21T04:00:00+00:00, alarm_noted): is not what was written"
    assert line in done.stdout.splitlines()


def test_the_command_speaks_json(desk: Path) -> None:
    done = CliRunner().invoke(main, ["verify", "--data", str(desk), "--json"])
    told = json.loads(done.stdout)
    assert (told["whole"], told["findings"], told["seals"]) == (True, [], 3)
    assert told["heads"]["journal"]["number"] == 60


def test_what_cannot_be_looked_at_has_an_exit_code_of_its_own(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["verify", "--data", str(tmp_path / "nowhere")])
    assert done.exit_code == 2
    assert "Traceback" not in done.output
