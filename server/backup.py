"""A copy of the journal and its seals, and the way back from it.

A backup is a directory: ``journal.db`` in one file, its mark, and the seals. It is taken through a
connection that only reads, in one read of one moment: the desk goes on writing and stays the only
one that checkpoints; its WAL grows by what it writes meanwhile. Pages are copied as they are, so
the copy is verified afterwards, from its rows.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from config.private import sync_directory
from county.refusals import ZhibanError, refuse
from server.findings import Finding, Verdict
from server.journal import FILE
from server.mark import encode_mark, mark_of
from server.seals import DIRECTORY
from server.sqlite import open_to_read
from server.verify import Progress, ends_of, silent, verify

PAGES = 1000
"""Pages copied between two words of progress."""


class BackupError(ZhibanError):
    """A backup cannot be made or used; `findings` says what is wrong with it, if that is why.

    Codes: ``backup_there``, ``backup_broken``, ``journal_there``, ``heads_differ``.
    """

    def __init__(self, code: str, path: Path, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(refuse(code, path=str(path)))
        self.findings = findings


def back_up(directory: Path, target: Path, progress: Progress) -> Verdict:
    """Copy the desk in `directory`, running or not, to the new directory `target`; verify that.

    Raises BackupError, OSError, sqlite3.Error. A copy that is not sound
    stays, for who has no other.
    """
    (directory / FILE).open("rb").close()
    if target.exists() and any(target.iterdir()):
        raise BackupError("backup_there", target)
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Before the rows: the seals must not vouch for more than there is.
    _copy_seals(directory, target)
    with closing(_copy_of(directory / FILE, target / FILE, progress)) as copy:
        _write(mark_of(target / FILE), encode_mark(ends_of(copy)))
    sync_directory(target)
    verdict = verify(target)
    if not verdict.sound:
        raise BackupError("backup_broken", target, verdict.findings)
    return verdict


def restore(backup: Path, directory: Path, *, replace: bool) -> tuple[Verdict, Path | None]:
    """Put a backup in place of the journal in `directory`, which no desk may be keeping.

    The journal gets a new epoch, so that no client takes what it knows for what is there now. Gives
    what the restored journal is, and where the old one was put aside. Raises BackupError, OSError,
    sqlite3.Error; until the last step the old journal stands where it was.
    """
    there = verify(backup)
    if not there.sound:
        raise BackupError("backup_broken", backup, there.findings)
    if (directory / FILE).exists() and not replace:
        raise BackupError("journal_there", directory)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = directory / f"restoring-{secrets.token_hex(4)}"
    fresh.mkdir(mode=0o700)
    try:
        _copy_seals(backup, fresh)
        with closing(_copy_of(backup / FILE, fresh / FILE)) as copy:
            copy.execute("UPDATE meta SET value = ? WHERE key = 'epoch'", (secrets.token_hex(8),))
            _write(mark_of(fresh / FILE), encode_mark(there.ends))
        restored = verify(fresh)
        if not restored.sound or restored.ends != there.ends:
            raise BackupError("heads_differ", directory, restored.findings)
        aside = _put_aside(directory)
        for part in sorted(fresh.iterdir()):
            part.rename(directory / part.name)
        sync_directory(directory)
    finally:
        shutil.rmtree(fresh)
    return restored, aside


def _put_aside(directory: Path) -> Path | None:
    """Move what a desk wrote out of the way; gives where to, None when there was nothing."""
    names = (FILE, f"{FILE}-wal", f"{FILE}-shm", mark_of(directory / FILE).name, DIRECTORY)
    parts = [directory / name for name in names if (directory / name).exists()]
    if not parts:
        return None
    aside = directory / f"replaced-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    aside.mkdir(mode=0o700)
    for part in parts:
        part.rename(aside / part.name)
    sync_directory(aside)
    return aside


def _copy_of(source: Path, target: Path, progress: Progress = silent) -> sqlite3.Connection:
    """Copy the rows of one moment into a single new file, and give that, open."""
    _write(target, b"")
    copy = sqlite3.connect(target, isolation_level=None)
    try:
        with closing(open_to_read(source)) as read:
            # One read from the first page to the last: a desk that writes meanwhile disturbs none.
            read.execute("BEGIN")
            read.execute("SELECT count(*) FROM meta").fetchone()
            read.backup(
                copy, pages=PAGES, progress=lambda _, left, total: progress(total - left, total)
            )
        copy.execute("PRAGMA journal_mode=DELETE")
    except BaseException:
        copy.close()
        raise
    return copy


def _copy_seals(source: Path, target: Path) -> None:
    (target / DIRECTORY).mkdir(mode=0o700)
    for seal in sorted((source / DIRECTORY).glob("*.json")):
        _write(target / DIRECTORY / seal.name, seal.read_bytes())
    sync_directory(target / DIRECTORY)


def _write(path: Path, data: bytes) -> None:
    """Make a file for its owner only, durable on return."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
