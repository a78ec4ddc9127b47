"""Backup and restore: the same heads, from a desk at work, and never over what is there."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.backup import BackupError, back_up, restore
from server.journal import FILE, Journal
from server.serve import locked
from server.verify import silent, verify
from tests.server.test_journal import edit, some
from tests.server.test_verify import write_audit
from zhiban.cli import main


@pytest.fixture
async def desk(tmp_path: Path) -> Path:
    (tmp_path / "desk").mkdir()
    await write_audit(tmp_path / "desk", tmp_path / "also")
    return tmp_path / "desk"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "usb" / "backup"


async def epoch(directory: Path) -> str:
    journal = await Journal.open(directory / FILE)
    await journal.close()
    return journal.epoch


def names(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir()}


def test_a_backup_has_the_same_heads_in_one_file_with_mark_and_seals(
    desk: Path, target: Path
) -> None:
    made = back_up(desk, target, silent)
    assert made.whole
    assert (made.ends, made.seals) == (verify(desk).ends, 3)
    assert names(target) == {FILE, f"{FILE}.mark", "seals"}
    for path in (target / FILE, target / f"{FILE}.mark", *(target / "seals").iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_backup_of_a_desk_at_work_holds_what_was_durable_and_leaves_its_wal(
    desk: Path, target: Path
) -> None:
    journal = await Journal.open(desk / FILE)
    await journal.append(some(61, 80))
    before = (desk / f"{FILE}-wal").read_bytes()
    made = back_up(desk, target, silent)
    assert made.ends == journal.ends
    assert (desk / f"{FILE}-wal").read_bytes() == before
    await journal.append(some(81, 81))
    await journal.close()


async def test_what_is_written_while_a_backup_is_made_disturbs_nothing(
    desk: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from server import backup

    monkeypatch.setattr(backup, "PAGES", 1)
    steps: list[int] = []

    def write_meanwhile(done: int, total: int) -> None:
        if not steps:
            edit(desk / FILE, "INSERT INTO meta VALUES ('meanwhile', '1')")
        steps.append(done)

    made = back_up(desk, target, write_meanwhile)
    assert made.whole
    assert steps == sorted(set(steps)), "the copy began anew"


def test_a_backup_never_goes_into_a_directory_that_has_something(desk: Path, target: Path) -> None:
    target.mkdir(parents=True)
    (target / "other").touch()
    with pytest.raises(BackupError):
        back_up(desk, target, silent)
    assert names(target) == {"other"}


async def test_a_restored_journal_has_the_same_heads_and_a_new_epoch(
    desk: Path, target: Path, tmp_path: Path
) -> None:
    made = back_up(desk, target, silent)
    there = tmp_path / "new"
    restored, aside = restore(target, there, replace=False)
    assert (restored.ends, restored.whole, aside) == (made.ends, True, None)
    assert verify(there).ends == made.ends
    assert await epoch(there) != await epoch(desk)
    journal = await Journal.open(there / FILE)
    await journal.append(some(61, 61))
    assert (journal.lost, journal.broken) == (0, frozenset())
    await journal.close()
    assert verify(there).whole


def test_a_journal_that_is_there_is_put_aside_and_only_when_asked(desk: Path, target: Path) -> None:
    back_up(desk, target, silent)
    edit(desk / FILE, "DELETE FROM journal WHERE seq > 50")
    with pytest.raises(BackupError):
        restore(target, desk, replace=False)
    assert not verify(desk).whole
    restored, aside = restore(target, desk, replace=True)
    assert restored.ends["journal"].number == 60
    assert verify(desk).whole
    assert aside is not None
    assert names(aside) >= {FILE, f"{FILE}.mark", "seals"}
    assert not verify(aside).whole, "what was put aside is what was there"


def test_a_backup_that_is_not_whole_is_not_restored(
    desk: Path, target: Path, tmp_path: Path
) -> None:
    back_up(desk, target, silent)
    edit(target / FILE, "UPDATE journal SET body = '{}' WHERE seq = 3")
    with pytest.raises(BackupError) as refused:
        restore(target, tmp_path / "new", replace=True)
    assert [finding.number for finding in refused.value.findings] == [3]
    assert not (tmp_path / "new").exists()


def test_a_backup_of_a_broken_journal_is_made_and_said_to_be_broken(
    desk: Path, target: Path
) -> None:
    edit(desk / FILE, "UPDATE journal SET body = '{}' WHERE seq = 3")
    with pytest.raises(BackupError) as broken:
        back_up(desk, target, silent)
    assert [finding.number for finding in broken.value.findings] == [3]
    assert (target / FILE).exists()


# ---- the commands -------------------------------------------------------------------------------


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(main, [*map(str, arguments), "--lang", "en"])
    return done.exit_code, done.output


def test_the_commands_print_the_heads_and_prove_them_the_same(
    desk: Path, target: Path, tmp_path: Path
) -> None:
    head = verify(desk).ends["journal"].link.hex()
    code, said = run("backup", target, "--data", desk)
    assert code == 0
    assert head in said
    code, said = run("restore", target, "--data", tmp_path / "new")
    assert code == 0
    assert head in said
    assert "same heads" in said


def test_the_commands_refuse_with_a_line_and_a_code(
    desk: Path, target: Path, tmp_path: Path
) -> None:
    assert run("backup", target, "--data", tmp_path / "nowhere")[0] == 2
    assert run("backup", target, "--data", desk)[0] == 0
    code, said = run("backup", target, "--data", desk)
    assert (code, "is not empty" in said) == (2, True)
    code, said = run("restore", target, "--data", desk)
    assert (code, "--replace" in said) == (2, True)
    with locked(desk):
        code, said = run("restore", target, "--data", desk, "--replace")
    assert (code, "running" in said) == (3, True)
    edit(target / FILE, "UPDATE journal SET body = '{}' WHERE seq = 3")
    code, said = run("restore", target, "--data", tmp_path / "new")
    assert (code, "journal entry 3" in said) == (1, True)
