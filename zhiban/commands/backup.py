"""`zhiban backup`: copies the journal and its seals from a running or stopped desk."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import click

from config.settings import default_data_dir
from county.fields import Lang
from county.words import say
from zhiban.options import lang_option


@click.command(epilog="Example:  zhiban backup /mnt/usb/desk-2026-03-01 --data ./desk")
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--data", type=click.Path(path_type=Path), help="Directory of the desk.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@lang_option
def command(target: Path, data: Path | None, as_json: bool, lang: Lang) -> None:
    """备份 · Copy the journal and its seals to a new directory, and verify the copy.

    The desk may go on meanwhile. What is printed are the heads of the copy's chains.

    Exit code 0: done and whole; 1: copied, but the copy is not whole; 2: it cannot be done.
    """
    from server.backup import BackupError, back_up
    from zhiban.audit import BROKEN, CANNOT, progress, tell_findings, tell_verdict

    try:
        with progress(say(lang, "audit.copying"), quiet=as_json) as show:
            verdict = back_up(data or default_data_dir(), target, show)
    except BackupError as error:
        tell_findings(error.findings, lang)
        click.echo(error.text(lang), err=True)
        sys.exit(BROKEN if error.findings else CANNOT)
    except (OSError, sqlite3.Error) as fault:
        click.echo(say(lang, "audit.cannot", reason=fault), err=True)
        sys.exit(CANNOT)
    tell_verdict(verdict, lang, as_json=as_json)
    click.echo(say(lang, "audit.backed_up", path=target), err=True)
