"""`zhiban identity`: the keys that seal who bought gasoline, and open it again."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
import msgspec

from config.settings import SettingsError, default_data_dir
from county.clock import SystemClock
from county.fields import Lang
from county.words import say
from zhiban.options import lang_option

if TYPE_CHECKING:
    from zhiban.keys import Keys

REFUSED, FAULTY = 1, 2
"""Exit codes: it cannot be done, a file cannot be used."""

_data = click.option("--data", type=click.Path(path_type=Path), help="Directory of the desk.")
_months = click.option(
    "--months",
    type=click.IntRange(1, 120),
    default=24,
    show_default=True,
    help="How many months the keys are for: each month has its own.",
)


@click.group()
def command() -> None:
    """身份密钥 · Keys of sealed identities: who bought gasoline is sealed where it is written down.

    The edge key seals and goes to the machines that write identities down; the county's key opens
    and stays with the desk. Neither is in the database or in `zhiban backup`.

    Exit code 0: done; 1: it cannot be done; 2: a file cannot be used.
    """


@command.command(epilog="Example:  zhiban identity init --data ./desk")
@_months
@_data
@lang_option
def init(months: int, data: Path | None, lang: Lang) -> None:
    """Make the county's key and the edge key; refuses where a key stands already."""
    from zhiban.keys import AlreadyThereError

    keys = _keys(data, lang)
    try:
        keys.make(SystemClock().now(), months)
    except AlreadyThereError as there:
        _end(say(lang, "identity.there", path=there), REFUSED)
    _tell(keys, lang)
    click.echo(say(lang, "identity.beside_database"), err=True)


@command.command(epilog="Example:  zhiban identity rotate --months 24")
@_months
@_data
@lang_option
def rotate(months: int, data: Path | None, lang: Lang) -> None:
    """Make new keys from now on and a new edge key; the old ones still open what they sealed.

    Pseudonyms stay what they are. Take the new edge key to every machine that has the old one.
    """
    keys = _existing(data, lang)
    try:
        keys.renew(SystemClock().now(), months)
    except SettingsError as error:
        _faulty(error, lang)
    _tell(keys, lang)


@command.command(epilog="Example:  zhiban identity edge /media/usb/edge.key")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@_data
@lang_option
def edge(target: Path, data: Path | None, lang: Lang) -> None:
    """Write the edge key to a file, for a machine that writes identities down."""
    from config.identity import load_edge_key, save_key
    from feeds.identity import fingerprint

    keys = _existing(data, lang)
    if target.exists():
        _end(say(lang, "identity.there", path=target), REFUSED)
    try:
        key = load_edge_key(keys.edge)
    except SettingsError as error:
        _faulty(error, lang)
    save_key(target, key)
    click.echo(say(lang, "identity.handed", path=target))
    click.echo(say(lang, "identity.fingerprint", fingerprint=fingerprint(key)))


@command.command(epilog="Example:  zhiban identity show --json")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@_data
@lang_option
def show(as_json: bool, data: Path | None, lang: Lang) -> None:
    """Say which months there are keys for, which were destroyed, and the edge key's fingerprint."""
    from feeds.identity import fingerprint

    keys = _existing(data, lang)
    try:
        county, edge_key = keys.load()
    except SettingsError as error:
        _faulty(error, lang)
    if as_json:
        told = {
            "keys": [{"id": k.id, "since": k.since, "until": k.until} for k in county.keys],
            "destroyed": county.destroyed,
            "fingerprint": fingerprint(edge_key),
        }
        click.echo(msgspec.json.encode(told).decode())
        return
    for gone in county.destroyed:
        click.echo(say(lang, "identity.key_destroyed", id=gone.id, request=gone.request))
    for key in county.keys:
        since, until = _day(key.since), _day(key.until)
        click.echo(say(lang, "identity.key", id=key.id, since=since, until=until))
    click.echo(say(lang, "identity.fingerprint", fingerprint=fingerprint(edge_key)))


def _keys(data: Path | None, lang: Lang) -> Keys:
    from zhiban.keys import Keys

    try:
        return Keys.of(data or default_data_dir())
    except SettingsError as error:
        _faulty(error, lang)


def _existing(data: Path | None, lang: Lang) -> Keys:
    keys = _keys(data, lang)
    if not keys.county.exists():
        _end(say(lang, "identity.none", path=keys.county.parent), REFUSED)
    return keys


def _tell(keys: Keys, lang: Lang) -> None:
    from feeds.identity import fingerprint

    county, edge_key = keys.load()
    until = _day(max(key.until for key in county.keys))
    click.echo(say(lang, "identity.made", county=keys.county, edge=keys.edge, until=until))
    click.echo(say(lang, "identity.fingerprint", fingerprint=fingerprint(edge_key)))


def _day(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).date().isoformat()


def _end(reason: str, code: int) -> NoReturn:
    click.echo(reason, err=True)
    sys.exit(code)


def _faulty(error: SettingsError, lang: Lang) -> NoReturn:
    _end("\n".join(fault.text(lang) for fault in error.faults), FAULTY)
