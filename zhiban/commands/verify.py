"""`zhiban verify`: says whether the audit is what was written, and names what is not."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import click

from config.settings import SettingsError, default_data_dir, load_settings
from county.fields import Lang
from county.words import say
from zhiban.options import lang_option


@click.command(epilog="Example:  zhiban verify --data ./desk --json")
@click.option("--data", type=click.Path(path_type=Path), help="Directory of the desk or a backup.")
@click.option(
    "--seals", type=click.Path(path_type=Path), help="Second place of the seals; else the setting."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@lang_option
def command(data: Path | None, seals: Path | None, as_json: bool, lang: Lang) -> None:
    """核验审计链 · Verify the audit: chains, seals, mark, schema and the file itself.

    Reads only, and may run beside the desk. Every fault is named with its record.

    Exit code 0: whole; 1: broken; 2: it cannot be looked at.
    """
    from server.verify import verify
    from zhiban.audit import BROKEN, CANNOT, progress, tell_verdict

    directory = data or default_data_dir()
    try:
        also = seals or _second_place(directory)
        with progress(say(lang, "audit.looking"), quiet=as_json) as show:
            verdict = verify(directory, also, show)
    except (OSError, sqlite3.Error, SettingsError) as fault:
        click.echo(say(lang, "audit.cannot", reason=fault), err=True)
        sys.exit(CANNOT)
    tell_verdict(verdict, lang, as_json=as_json)
    sys.exit(0 if verdict.whole else BROKEN)


def _second_place(directory: Path) -> Path | None:
    also = load_settings(directory).seals_also
    return Path(also) if also else None
