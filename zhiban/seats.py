"""What `zhiban seat` knows: how a seat is made and changed, and what it may see and do."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

import click
import msgspec
from msgspec.structs import replace

from config.faults import ProfileError
from config.keys import fingerprint, normal_key
from config.profile import load_profile
from config.seats import Seat, Seats, change_seats, load_seats
from config.settings import load_settings
from config.shape import departures
from county import commands as ask
from county.fields import Bilingual, Lang
from county.refusals import ZhibanError, refuse
from county.rights import COMMANDS_OF_ROLE
from county.words import say

REFUSED, FAULTY = 1, 2
"""Exit codes: cannot be done, a file cannot be used."""


def read_seats(directory: Path, lang: Lang) -> Seats:
    """Read the seats, or end with what is wrong with them."""
    try:
        return load_seats(directory)
    except ProfileError as error:
        _faulty(error, lang)


def write_seats(directory: Path, change: Callable[[Seats], Seats], lang: Lang) -> Seats:
    """Change the seats and give them as they are now, or end with why it cannot be done."""
    try:
        return change_seats(directory, change)
    except ProfileError as error:
        _faulty(error, lang)
    except ZhibanError as error:
        refused(error.text(lang))


def refused(reason: str) -> NoReturn:
    """End with the reason."""
    click.echo(reason, err=True)
    sys.exit(REFUSED)


def _faulty(error: ProfileError, lang: Lang) -> NoReturn:
    for fault in error.faults:
        click.echo(fault.text(lang), err=True)
    sys.exit(FAULTY)


def new_seat(fields: Mapping[str, object], lang: Lang) -> Seat:
    """Make a seat of what was typed, held against the same bounds as the file."""
    if flaws := departures(fields, Seat):
        flaw = flaws[0]
        refused(f"{flaw.path[0]}: {say(lang, flaw.key, **flaw.values)}")
    return msgspec.convert(fields, Seat)


def with_seat(seats: Seats, name: str, **changes: object) -> Seats:
    """Change fields of one seat. Raises ZhibanError when there is none of this name."""
    seat = named(seats, name)
    changed = replace(seat, **changes)
    return replace(seats, seat=tuple(changed if each is seat else each for each in seats.seat))


def named(seats: Seats, name: str) -> Seat:
    """Find a seat. Raises ZhibanError."""
    seat = seats.named(name)
    if seat is None:
        raise ZhibanError(refuse("seat_unknown", name=name))
    return seat


# ---- showing ------------------------------------------------------------------------------------


def areas_of_county(directory: Path) -> Mapping[str, Bilingual]:
    """Give the names of the county's areas; none when its files cannot be used."""
    try:
        profile = load_profile(load_settings(directory).profile_path)
    except ProfileError:
        return {}
    return {area.id: area.name for area in profile.areas}


def commands_of(seat: Seat) -> list[str]:
    """Name the commands that a seat may give, by their words on the wire."""
    kinds: Iterable[Any] = COMMANDS_OF_ROLE[seat.role]
    return sorted(
        str(kind.__struct_config__.tag) for kind in kinds if seat.unmasks or kind is not ask.Unmask
    )


def row(seats: Seats, seat: Seat, names: Mapping[str, Bilingual], now: int) -> dict[str, object]:
    """Give what a seat may see and do, for scripts; nothing in it opens anything."""
    areas = None
    if seat.areas is not None:
        areas = {area: names.get(area) for area in seat.areas}
    return {
        "name": seat.name,
        "role": seat.role,
        "sees_board": seat.rights.sees_board,
        "areas": areas,
        "commands": commands_of(seat),
        "reads_audit": seat.rights.reads_audit,
        "kinds": seat.kinds,
        "sources": seat.sources,
        "shifts": [shift for shift in seats.shift if shift.name in seat.shifts],
        "keys": [_print_of(key) for key in seat.keys],
        "has_token": seat.token_sha256 is not None,
        "has_pin": seat.pin is not None,
        "open_code": _has_code(seats, seat, now),
        "lang": seat.lang,
    }


def lines(
    seats: Seats, seat: Seat, names: Mapping[str, Bilingual], now: int, lang: Lang
) -> list[tuple[str, list[str]]]:
    """Give what a seat may see and do, for people: titles and what stands under them."""
    shown = {
        "name": [seat.name],
        "role": [say(lang, f"role.{seat.role}")],
        "sees": _sees(seat, names, lang),
        "may": _may(seat, lang),
        "pushes": list(seat.kinds),
        "speaks_for": list(seat.sources),
        "shifts": [
            f"{shift.name} {shift.begins}–{shift.ends}"
            for shift in seats.shift
            if shift.name in seat.shifts
        ]
        or [say(lang, "seat.always")],
        "opens": _openers(seats, seat, now, lang),
    }
    return [(say(lang, f"seat.{key}"), told) for key, told in shown.items() if told]


def _sees(seat: Seat, names: Mapping[str, Bilingual], lang: Lang) -> list[str]:
    if not seat.rights.sees_board:
        return [say(lang, "seat.nothing")]
    if seat.areas is None:
        return [say(lang, "seat.whole_county")]
    if not seat.areas:
        return [say(lang, "seat.nothing")]
    strange = say(lang, "seat.not_in_county")
    return [
        f"{area} {names[area].get(lang) if area in names else f'({strange})'}"
        for area in seat.areas
    ]


def _may(seat: Seat, lang: Lang) -> list[str]:
    told = [f"{tag}  {say(lang, f'verb.{tag}')}" for tag in commands_of(seat)]
    if seat.rights.reads_audit:
        told.append(say(lang, "seat.audit"))
    if seat.role == "door":
        told.append(say(lang, "seat.vouch"))
    look = [say(lang, "seat.look")] if seat.rights.sees_board else []
    return look + told


def _openers(seats: Seats, seat: Seat, now: int, lang: Lang) -> list[str]:
    told = [say(lang, "seat.by_token")] if seat.token_sha256 else []
    told += [_print_of(key) for key in seat.keys]
    if _has_code(seats, seat, now):
        told.append(say(lang, "seat.by_code"))
    if seat.pin:
        told.append(say(lang, "seat.has_pin"))
    return told or [say(lang, "seat.nothing")]


def _has_code(seats: Seats, seat: Seat, now: int) -> bool:
    return any(each.seat == seat.name and now < each.expires_at for each in seats.enrolment)


def _print_of(key: str) -> str:
    normal = normal_key(key)
    return fingerprint(normal) if normal else "?"
