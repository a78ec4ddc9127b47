"""`zhiban token`: who may speak to the desk; adds, lists and revokes seats."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import click
import msgspec

from config.faults import ProfileError
from config.seats import (
    PUSHABLE,
    Seat,
    load_seats,
    new_token,
    save_seats,
    token_hash,
    write_private,
)
from config.settings import default_data_dir
from config.shape import departures
from county.fields import Lang
from county.words import say
from zhiban.options import lang_option

REFUSED, FAULTY = 1, 2
"""Exit codes: cannot be done, the seats file cannot be used."""

_data = click.option("--data", type=click.Path(path_type=Path), help="Directory of the desk.")


@click.group()
def command() -> None:
    """令牌与席位 · Seats and their tokens.

    A token is shown once and stored only as a hash. A running desk takes changes up on SIGHUP.
    """


@command.command(epilog="Example:  zhiban token add gate-3 --role viewer --area t03")
@click.argument("name")
@click.option(
    "--role", required=True, type=click.Choice(["feed", "viewer", "officer", "leader", "admin"])
)
@click.option("--area", "areas", multiple=True, help="An area it sees; the whole county without.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(PUSHABLE), help="For a feed.")
@click.option("--source", "sources", multiple=True, help="For a feed: sources, such as 'panel-*'.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the token to this file.")
@_data
@lang_option
def add(
    name: str,
    role: str,
    areas: tuple[str, ...],
    kinds: tuple[str, ...],
    sources: tuple[str, ...],
    out: Path | None,
    data: Path | None,
    lang: Lang,
) -> None:
    """Add a seat and make its token."""
    directory = data or default_data_dir()
    seats = _load(directory, lang)
    if any(seat.name == name for seat in seats):
        _refuse(say(lang, "token.taken", name=name))
    if (role == "feed") != bool(kinds) or (role == "feed") != bool(sources):
        _refuse(say(lang, "token.feed_only"))
    token = new_token()
    seat = _seat(
        {
            "name": name,
            "role": role,
            "token_sha256": token_hash(token),
            "areas": list(areas) or None,
            "kinds": list(kinds),
            "sources": list(sources),
        },
        lang,
    )
    save_seats(directory, (*seats, seat))
    if out is not None:
        write_private(out, token + "\n")
        click.echo(say(lang, "token.written", name=name, path=out))
    else:
        click.echo(say(lang, "token.added", name=name), err=True)
        click.echo(token)
    click.echo(say(lang, "token.reload"), err=True)


@command.command("list", epilog="Example:  zhiban token list --json")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
@_data
@lang_option
def list_seats(as_json: bool, data: Path | None, lang: Lang) -> None:
    """List the seats; tokens are not kept and cannot be shown."""
    seats = _load(data or default_data_dir(), lang)
    if as_json:
        click.echo(json.dumps([_row(seat) for seat in seats]))
        return
    if not seats:
        click.echo(say(lang, "token.none"))
    for seat in seats:
        areas = say(lang, "token.whole_county") if seat.areas is None else ",".join(seat.areas)
        allowed = [f"{','.join(seat.kinds)} ({','.join(seat.sources)})"] if seat.kinds else []
        click.echo("  ".join((f"{seat.name:<20}", f"{seat.role:<8}", areas, *allowed)))


@command.command(epilog="Example:  zhiban token revoke gate-3")
@click.argument("name")
@_data
@lang_option
def revoke(name: str, data: Path | None, lang: Lang) -> None:
    """Take a seat away: its token opens nothing any more."""
    directory = data or default_data_dir()
    seats = _load(directory, lang)
    left = [seat for seat in seats if seat.name != name]
    if len(left) == len(seats):
        _refuse(say(lang, "token.unknown", name=name))
    save_seats(directory, left)
    click.echo(say(lang, "token.revoked", name=name))
    click.echo(say(lang, "token.reload"), err=True)


def _load(directory: Path, lang: Lang) -> tuple[Seat, ...]:
    try:
        return load_seats(directory)
    except ProfileError as error:
        for fault in error.faults:
            click.echo(fault.text(lang), err=True)
        sys.exit(FAULTY)


def _seat(fields: Mapping[str, object], lang: Lang) -> Seat:
    """Make a seat of what was typed, held against the same bounds as the file."""
    if flaws := departures(fields, Seat):
        flaw = flaws[0]
        _refuse(f"{flaw.path[0]}: {say(lang, flaw.key, **flaw.values)}")
    return msgspec.convert(fields, Seat)


def _row(seat: Seat) -> dict[str, object]:
    row = msgspec.structs.asdict(seat)
    del row["token_sha256"]
    return row


def _refuse(reason: str) -> NoReturn:
    click.echo(reason, err=True)
    sys.exit(REFUSED)
