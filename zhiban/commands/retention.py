"""`zhiban retention`: says what is older than it need be kept; destroys nothing."""

from __future__ import annotations

import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from config.settings import SettingsError, default_data_dir, load_settings
from county.clock import SystemClock
from county.fields import Lang
from county.words import say
from zhiban.options import lang_option

if TYPE_CHECKING:
    from server.aged import Aged


@click.command(epilog="Example:  zhiban retention --data ./desk --json")
@click.option("--data", type=click.Path(path_type=Path), help="Directory of the desk.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@lang_option
def command(data: Path | None, as_json: bool, lang: Lang) -> None:
    """保存期预览 · Preview what may be destroyed: of each class, how much, from when to when.

    Nothing is deleted; that takes two persons at the desk. Reads only, also beside a running desk.

    Exit code 0: told; 2: it cannot be looked at.
    """
    from server.aged import Keeping, preview
    from zhiban.audit import CANNOT, progress

    directory = data or default_data_dir()
    now = SystemClock().now()
    try:
        keeping = Keeping.of(directory, load_settings(directory))
        with progress(say(lang, "retention.looking"), quiet=as_json) as show:
            found = preview(keeping, now, show)
    except (OSError, sqlite3.Error, SettingsError) as fault:
        click.echo(say(lang, "audit.cannot", reason=fault), err=True)
        sys.exit(CANNOT)

    if as_json:
        told = {
            name: {"before": keeping.limit(name, now), **msgspec.structs.asdict(aged)}
            for name, aged in found.items()
        }
        click.echo(msgspec.json.encode(told).decode())
        return
    for name, aged in found.items():
        days, before = getattr(keeping, name), _day(keeping.limit(name, now))
        data_class = say(lang, f"retention.{name}")
        click.echo(say(lang, "retention.preview", data=data_class, days=days, before=before))
        _tell(aged, lang)
    click.echo(say(lang, "retention.how"))


def _tell(aged: Aged, lang: Lang) -> None:
    if aged.first is None or aged.last is None:
        click.echo(say(lang, "retention.nothing"))
    else:
        first, last, count = _day(aged.first), _day(aged.last), f"{aged.count:,}"
        click.echo(say(lang, "retention.would", count=count, first=first, last=last))
    if aged.waiting:
        click.echo(say(lang, "retention.not_yet", count=f"{aged.waiting:,}"))


def _day(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).date().isoformat()
