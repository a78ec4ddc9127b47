"""Who may speak to the desk: `seats.toml`, names and rights, and what opens each seat.

A token is 32 random bytes, shown once and stored only as its SHA-256: nothing slower is needed
against guessing, because there is nothing to guess. SSH keys stand in clear, being public; PINs and
one-time codes are stretched (`config.pins`).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated, get_args

from msgspec import Meta, Struct, structs

from config.faults import Fault, Flaw
from config.keys import normal_key
from config.pins import Stretched
from config.private import write_private
from config.settings import SettingsError, open_page, take
from config.shape import shown
from config.shifts import Shift
from county.events import Report
from county.fields import Code, Lang, Millis
from county.rights import Rights, Role

SEATS_FILE = "seats.toml"

FIX = "fix"
"""The kind under which a feed is allowed positions."""

PUSHABLE: tuple[str, ...] = (*(str(t.__struct_config__.tag) for t in get_args(Report)), FIX)
"""Every kind that a feed can be allowed."""

Pattern = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:*?-]+$")]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class Seat(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One seat, feed or door: who it is, what opens it, what it may."""

    name: Code
    role: Role
    token_sha256: Sha256 | None = None
    """What its token hashes to; absent when only SSH keys open it."""
    keys: tuple[str, ...] = ()
    """SSH public keys that open it at the door: ``ssh-ed25519 AAAA…``."""
    pin: Stretched | None = None
    """Its PIN, stretched: with one, the seat locks when it is left alone."""
    lang: Lang | None = None
    """The language of its screens at the door, until it chooses another."""
    shifts: tuple[Code, ...] = ()
    """The shifts in which it may be at the desk; none is always."""
    areas: tuple[Code, ...] | None = None
    """The areas it sees; absent is the whole county."""
    kinds: tuple[str, ...] = ()
    """For a feed: what it may push, of `PUSHABLE`."""
    sources: tuple[Pattern, ...] = ()
    """For a feed: patterns of the sources it may speak for, such as ``panel-*``."""
    unmasks: bool = False
    """Whether it may ask to read sealed identities, and allow others to."""

    @property
    def rights(self) -> Rights:
        """What the desk grants this seat."""
        areas = None if self.areas is None else frozenset(self.areas)
        return Rights(self.role, areas, frozenset(self.kinds), self.sources, self.unmasks)


class Enrolment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A one-time code that binds an SSH key to a seat."""

    seat: Code
    code: Stretched
    expires_at: Millis
    """Until when it may be used, epoch milliseconds."""


class Seats(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything in the file."""

    seat: tuple[Seat, ...] = ()
    shift: tuple[Shift, ...] = ()
    enrolment: tuple[Enrolment, ...] = ()

    def named(self, name: str) -> Seat | None:
        """Find a seat by its name."""
        return next((seat for seat in self.seat if seat.name == name), None)

    def on_shift(self, seat: Seat, now: Millis, utc_offset_minutes: int, grace_s: float) -> bool:
        """Tell whether the seat may be at the desk at this time of the county's day."""
        return not seat.shifts or any(
            shift.covers(now, utc_offset_minutes, grace_s)
            for shift in self.shift
            if shift.name in seat.shifts
        )


def new_token() -> str:
    """Make a token that nobody can guess."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Give what is stored of a token."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def load_seats(data_dir: Path) -> Seats:
    """Read the seats in `data_dir`; none when there is no file. Raises SettingsError."""
    path = data_dir / SEATS_FILE
    if not path.exists():
        return Seats()
    if path.stat().st_mode & 0o077:
        raise SettingsError([Fault(SEATS_FILE, 0, "", "seat.readable_by_others")])
    page = open_page(data_dir, SEATS_FILE)
    seats = take(page, Seats)
    flaws = [
        *_twice("seat", seats.seat),
        *_twice("shift", seats.shift),
        *_unknown_kinds(seats.seat),
        *_unknown_shifts(seats),
        *_bad_keys(seats.seat),
        *_never_unmasking(seats.seat),
    ]
    if flaws:
        raise SettingsError(page.faults(flaws))
    return seats


def save_seats(
    data_dir: Path,
    seats: Iterable[Seat],
    shifts: Iterable[Shift] = (),
    enrolments: Iterable[Enrolment] = (),
) -> None:
    """Write the seats so that a reader finds the old file or the new one, never half of either."""
    blocks = [
        *(_block("shift", shift) for shift in shifts),
        *(_block("seat", seat) for seat in seats),
        *(_block("enrolment", enrolment) for enrolment in enrolments),
    ]
    write_private(data_dir / SEATS_FILE, "\n".join(blocks))


def change_seats(data_dir: Path, change: Callable[[Seats], Seats]) -> Seats:
    """Read, change and write the file while nobody else does; give what stands there now.

    The desk binds keys while an administrator adds seats: without the lock one would undo the
    other. Raises SettingsError, and what `change` raises: the file then stays as it was.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data_dir / "seats.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = load_seats(data_dir)
        after = change(before)
        if after != before:
            save_seats(data_dir, after.seat, after.shift, after.enrolment)
        return after


def _block(table: str, record: Struct) -> str:
    """Give a record as TOML; every text in it is of letters that JSON and TOML quote alike."""
    lines = [f"[[{table}]]"]
    for field in structs.fields(record):
        value = getattr(record, field.name)
        if field.required or value != field.default:
            lines.append(f"{field.encode_name} = {json.dumps(value)}")
    return "\n".join((*lines, ""))


def _twice(table: str, records: tuple[Seat | Shift, ...]) -> Iterator[Flaw]:
    known: set[str] = set()
    for place, record in enumerate(records):
        if record.name in known:
            yield Flaw((table, place, "name"), "check.twice", {"value": record.name})
        known.add(record.name)


def _unknown_shifts(seats: Seats) -> Iterator[Flaw]:
    known = {shift.name for shift in seats.shift}
    for place, seat in enumerate(seats.seat):
        for name in (name for name in seat.shifts if name not in known):
            yield Flaw(("seat", place, "shifts"), "seat.unknown_shift", {"shift": name})


def _bad_keys(seats: tuple[Seat, ...]) -> Iterator[Flaw]:
    for place, seat in enumerate(seats):
        for key in (key for key in seat.keys if normal_key(key) is None):
            yield Flaw(("seat", place, "keys"), "seat.not_a_key", {"value": shown(key)})


def _never_unmasking(seats: tuple[Seat, ...]) -> Iterator[Flaw]:
    """Find seats that are to open identities in a role that gives no commands."""
    for place, seat in enumerate(seats):
        if seat.unmasks and not seat.rights.handles_alarms:
            yield Flaw(("seat", place, "unmasks"), "seat.cannot_unmask", {"role": seat.role})


def _unknown_kinds(seats: tuple[Seat, ...]) -> Iterator[Flaw]:
    choices = ", ".join(PUSHABLE)
    for place, seat in enumerate(seats):
        for kind in (kind for kind in seat.kinds if kind not in PUSHABLE):
            values = {"choices": choices, "value": shown(kind)}
            yield Flaw(("seat", place, "kinds"), "check.one_of", values)
