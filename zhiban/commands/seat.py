"""`zhiban seat`: who may speak to the desk, by what, when, and what they may see and do."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO, cast, get_args

import click
import msgspec
from msgspec.structs import replace

from config import pins
from config.keys import fingerprint, normal_key
from config.private import write_private
from config.seats import PUSHABLE, Enrolment, Seats, new_token, token_hash
from config.settings import default_data_dir
from config.shifts import Shift
from county import commands as ask
from county.clock import SystemClock
from county.fields import Lang
from county.refusals import ZhibanError, refuse
from county.rights import COMMANDS_OF_ROLE, Role
from county.words import say
from zhiban import seats as book
from zhiban.options import lang_option

CODE_HOURS = 24
PIN_LEAST, PIN_MOST = 6, 40

_data = click.option("--data", type=click.Path(path_type=Path), help="Directory of the desk.")
_name = click.argument("name")
_out = click.option(
    "--out", type=click.Path(path_type=Path), help="Write the token to this file instead."
)
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def command() -> None:
    """席位 · Seats: who may speak to the desk, and what each may see and do.

    A running desk takes changes up within a second, on live sessions too. Exit code 0: done;
    1: it cannot be done; 2: a file cannot be used.
    """


@command.command(epilog="Example:  zhiban seat add gate-3 --role viewer --area t03")
@_name
@click.option("--role", required=True, type=click.Choice(get_args(Role)))
@click.option("--area", "areas", multiple=True, help="An area it sees; the whole county without.")
@click.option("--shift", "shifts", multiple=True, help="A shift it works in; always without.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(PUSHABLE), help="For a feed.")
@click.option("--source", "sources", multiple=True, help="For a feed: sources, such as 'panel-*'.")
@click.option("--unmasks", is_flag=True, help="It may ask to read sealed identities.")
@click.option("--no-token", is_flag=True, help="Only SSH keys will open it.")
@_out
@_data
@lang_option
def add(
    name: str,
    role: str,
    areas: tuple[str, ...],
    shifts: tuple[str, ...],
    kinds: tuple[str, ...],
    sources: tuple[str, ...],
    unmasks: bool,
    no_token: bool,
    out: Path | None,
    data: Path | None,
    lang: Lang,
) -> None:
    """Add a seat and make its token."""
    if (role == "feed") != bool(kinds) or (role == "feed") != bool(sources):
        book.refused(say(lang, "refused.feed_only"))
    if unmasks and ask.Unmask not in COMMANDS_OF_ROLE[cast("Role", role)]:
        book.refused(say(lang, "seat.cannot_unmask", role=role))
    token = None if no_token else new_token()
    fields = {
        "name": name,
        "role": role,
        "token_sha256": token_hash(token) if token else None,
        "areas": list(areas) or None,
        "shifts": list(shifts),
        "kinds": list(kinds),
        "sources": list(sources),
        "unmasks": unmasks,
    }
    seat = book.new_seat(fields, lang)

    def added(seats: Seats) -> Seats:
        if seats.named(name) is not None:
            raise ZhibanError(refuse("seat_taken", name=name))
        for shift in shifts:
            _shift_named(seats, shift)
        return replace(seats, seat=(*seats.seat, seat))

    book.write_seats(data or default_data_dir(), added, lang)
    if token is None:
        click.echo(say(lang, "seat.added_bare", name=name))
    else:
        _hand_over(token, name, out, "seat.added", lang)


@command.command(epilog="Example:  zhiban seat token gate-3 --out gate-3.token")
@_name
@_out
@_data
@lang_option
def token(name: str, out: Path | None, data: Path | None, lang: Lang) -> None:
    """Make a new token for a seat; the old one opens nothing any more."""
    made = new_token()
    change = {"token_sha256": token_hash(made)}
    book.write_seats(
        data or default_data_dir(), lambda seats: book.with_seat(seats, name, **change), lang
    )
    _hand_over(made, name, out, "seat.token", lang)


@command.group()
def key() -> None:
    """SSH keys that open a seat at the door."""


@key.command("add", epilog="Example:  zhiban seat key add wang ~/.ssh/id_ed25519.pub")
@_name
@click.argument("file", type=click.File("r"))
@_data
@lang_option
def add_key(name: str, file: IO[str], data: Path | None, lang: Lang) -> None:
    """Let the public key in FILE ("-": standard input) open a seat."""
    added = normal_key(file.read())
    if added is None:
        book.refused(say(lang, "refused.not_a_key"))

    def with_key(seats: Seats) -> Seats:
        keys = book.named(seats, name).keys
        if added in map(normal_key, keys):
            raise ZhibanError(refuse("key_known"))
        return book.with_seat(seats, name, keys=(*keys, added))

    book.write_seats(data or default_data_dir(), with_key, lang)
    click.echo(say(lang, "seat.key_added", name=name, fingerprint=fingerprint(added)))


@key.command("remove", epilog="Example:  zhiban seat key remove wang SHA256:2nV9…")
@_name
@click.argument("print_", metavar="FINGERPRINT")
@_data
@lang_option
def remove_key(name: str, print_: str, data: Path | None, lang: Lang) -> None:
    """Take a key away from a seat; its sessions end."""

    def without_key(seats: Seats) -> Seats:
        keys = book.named(seats, name).keys
        left = tuple(each for each in keys if fingerprint(normal_key(each) or each) != print_)
        if left == keys:
            raise ZhibanError(refuse("key_unknown", fingerprint=print_))
        return book.with_seat(seats, name, keys=left)

    book.write_seats(data or default_data_dir(), without_key, lang)
    click.echo(say(lang, "seat.key_removed", name=name, fingerprint=print_))


@command.command(epilog="Example:  zhiban seat enrol wang")
@_name
@_data
@lang_option
def enrol(name: str, data: Path | None, lang: Lang) -> None:
    """Make a one-time code: who signs in with it at the door binds their SSH key to the seat."""
    code = pins.new_code()
    expires_at = SystemClock().now() + CODE_HOURS * 3_600_000
    enrolment = Enrolment(seat=name, code=pins.stretch(code), expires_at=expires_at)

    def enrolled(seats: Seats) -> Seats:
        book.named(seats, name)
        others = (each for each in seats.enrolment if each.seat != name)
        return replace(seats, enrolment=(*others, enrolment))

    book.write_seats(data or default_data_dir(), enrolled, lang)
    click.echo(say(lang, "seat.enrolled", name=name, hours=CODE_HOURS), err=True)
    click.echo(code)


@command.command(epilog="Example:  zhiban seat pin wang")
@_name
@click.option("--remove", is_flag=True, help="Take the PIN away.")
@_data
@lang_option
def pin(name: str, remove: bool, data: Path | None, lang: Lang) -> None:
    """Ask for a PIN and set it: the seat then locks when it is left alone."""
    stored = None
    if not remove:
        asked = say(lang, "seat.pin_ask")
        typed = click.prompt(asked, hide_input=True, confirmation_prompt=True, err=True)
        if not PIN_LEAST <= len(typed) <= PIN_MOST:
            book.refused(say(lang, "refused.pin_bounds", least=PIN_LEAST, most=PIN_MOST))
        stored = pins.stretch(typed)
    book.write_seats(
        data or default_data_dir(), lambda seats: book.with_seat(seats, name, pin=stored), lang
    )
    click.echo(say(lang, "seat.pin_gone" if remove else "seat.pin_set", name=name))


@command.command(epilog="Example:  zhiban seat shift night 20:00 08:00")
@_name
@click.argument("begins", metavar="FROM")
@click.argument("ends", metavar="TO")
@_data
@lang_option
def shift(name: str, begins: str, ends: str, data: Path | None, lang: Lang) -> None:
    """Set the hours of a shift, in the county's local time."""
    try:
        made = msgspec.convert({"name": name, "from": begins, "to": ends}, Shift)
    except msgspec.ValidationError as fault:
        book.refused(say(lang, "check.refused", reason=fault))

    def with_shift(seats: Seats) -> Seats:
        others = (each for each in seats.shift if each.name != name)
        return replace(seats, shift=(*others, made))

    book.write_seats(data or default_data_dir(), with_shift, lang)
    click.echo(say(lang, "seat.shift_set", name=name, begins=begins, ends=ends))


@command.command("list", epilog="Example:  zhiban seat list --json")
@_json
@_data
@lang_option
def list_seats(as_json: bool, data: Path | None, lang: Lang) -> None:
    """List the seats; nothing that opens one is kept in clear, nor shown."""
    directory = data or default_data_dir()
    seats, now = book.read_seats(directory, lang), SystemClock().now()
    if as_json:
        names = book.areas_of_county(directory)
        _print_json([book.row(seats, seat, names, now) for seat in seats.seat])
        return
    if not seats.seat:
        click.echo(say(lang, "seat.none"))
    for seat in seats.seat:
        areas = say(lang, "seat.whole_county") if seat.areas is None else ",".join(seat.areas)
        allowed = [f"{','.join(seat.kinds)} ({','.join(seat.sources)})"] if seat.kinds else []
        click.echo("  ".join((f"{seat.name:<20}", f"{seat.role:<8}", areas, *allowed)))


@command.command(epilog="Example:  zhiban seat show wang --json")
@_name
@_json
@_data
@lang_option
def show(name: str, as_json: bool, data: Path | None, lang: Lang) -> None:
    """Print what a seat may see and do, when, and what opens it."""
    directory = data or default_data_dir()
    seats, names = book.read_seats(directory, lang), book.areas_of_county(directory)
    now = SystemClock().now()
    try:
        seat = book.named(seats, name)
    except ZhibanError as error:
        book.refused(error.text(lang))
    if as_json:
        _print_json(book.row(seats, seat, names, now))
        return
    for title, told in book.lines(seats, seat, names, now, lang):
        click.echo(f"{title}:")
        for each in told:
            click.echo(f"  {each}")


@command.command(epilog="Example:  zhiban seat remove gate-3")
@_name
@_data
@lang_option
def remove(name: str, data: Path | None, lang: Lang) -> None:
    """Take a seat away: nothing opens it any more, and its sessions end."""

    def without(seats: Seats) -> Seats:
        seat = book.named(seats, name)
        return replace(
            seats,
            seat=tuple(each for each in seats.seat if each is not seat),
            enrolment=tuple(each for each in seats.enrolment if each.seat != name),
        )

    book.write_seats(data or default_data_dir(), without, lang)
    click.echo(say(lang, "seat.removed", name=name))


def _shift_named(seats: Seats, name: str) -> Shift:
    for each in seats.shift:
        if each.name == name:
            return each
    raise ZhibanError(refuse("shift_unknown", name=name))


def _hand_over(token: str, name: str, out: Path | None, key: str, lang: Lang) -> None:
    """Give the token away: into a private file, or alone on standard output."""
    if out is not None:
        write_private(out, token + "\n")
        click.echo(say(lang, "seat.written", name=name, path=out))
    else:
        click.echo(say(lang, key, name=name), err=True)
        click.echo(token)


def _print_json(value: object) -> None:
    sys.stdout.write(msgspec.json.encode(value).decode() + "\n")
