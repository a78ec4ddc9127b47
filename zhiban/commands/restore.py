"""`zhiban restore`: puts a backup in place of a desk's journal, with proof that it is the same."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import click

from config.settings import default_data_dir
from county.fields import Lang
from county.words import say
from zhiban.options import lang_option

RUNNING = 3
"""Exit code when a desk keeps the directory."""


@click.command(epilog="Example:  zhiban restore /mnt/usb/desk-2026-03-01 --data ./desk --replace")
@click.argument("backup", type=click.Path(path_type=Path))
@click.option("--data", type=click.Path(path_type=Path), help="Directory of the desk.")
@click.option("--replace", is_flag=True, help="Put a journal that is there aside.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@lang_option
def command(backup: Path, data: Path | None, replace: bool, as_json: bool, lang: Lang) -> None:
    """恢复 · Restore the journal and its seals from a backup, and verify them.

    The desk must be stopped. A journal that is there is never overwritten: with --replace it is put
    aside. Screens fetch everything afresh afterwards.

    Exit code 0: restored, with the same heads; 1: the backup is not whole; 2: it cannot be done;
    3: the desk is running.
    """
    from server.backup import BackupError, restore
    from server.serve import AlreadyRunningError, locked
    from zhiban.audit import BROKEN, CANNOT, tell_findings, tell_verdict

    directory = data or default_data_dir()
    try:
        with locked(directory):
            verdict, aside = restore(backup, directory, replace=replace)
    except AlreadyRunningError as error:
        click.echo(say(lang, "serve.running", path=error), err=True)
        sys.exit(RUNNING)
    except BackupError as error:
        tell_findings(error.findings, lang)
        click.echo(error.text(lang), err=True)
        sys.exit(BROKEN if error.findings else CANNOT)
    except (OSError, sqlite3.Error) as fault:
        click.echo(say(lang, "audit.cannot", reason=fault), err=True)
        sys.exit(CANNOT)
    tell_verdict(verdict, lang, as_json=as_json)
    if aside is not None:
        click.echo(say(lang, "audit.kept_aside", path=aside), err=True)
    click.echo(say(lang, "audit.restored", path=directory), err=True)
