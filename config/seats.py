"""Who may speak to the desk: `seats.toml`, names and rights with the hash of each token.

A token is 32 random bytes, shown once and stored only as its SHA-256: nothing slower is needed
against guessing, because there is nothing to guess.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, get_args

from msgspec import Meta, Struct

from config.faults import Fault, Flaw
from config.settings import SettingsError, open_page, take
from config.shape import shown
from county.events import Report
from county.fields import Code
from county.rights import Rights, Role

SEATS_FILE = "seats.toml"

FIX = "fix"
"""The kind under which a feed is allowed positions."""

PUSHABLE: tuple[str, ...] = (*(str(t.__struct_config__.tag) for t in get_args(Report)), FIX)
"""Every kind that a feed can be allowed."""

Pattern = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:*?-]+$")]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class Seat(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One seat or feed: who it is, what its token hashes to, what it may."""

    name: Code
    role: Role
    token_sha256: Sha256
    areas: tuple[Code, ...] | None = None
    """The areas it sees; absent is the whole county."""
    kinds: tuple[str, ...] = ()
    """For a feed: what it may push, of `PUSHABLE`."""
    sources: tuple[Pattern, ...] = ()
    """For a feed: patterns of the sources it may speak for, such as ``panel-*``."""

    @property
    def rights(self) -> Rights:
        """What the desk grants this seat."""
        areas = None if self.areas is None else frozenset(self.areas)
        return Rights(self.role, areas, frozenset(self.kinds), self.sources)


class _SeatsFile(Struct, frozen=True, forbid_unknown_fields=True):
    seat: tuple[Seat, ...] = ()


def new_token() -> str:
    """Make a token that nobody can guess."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Give what is stored of a token."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def load_seats(data_dir: Path) -> tuple[Seat, ...]:
    """Read the seats in `data_dir`; none when there is no file. Raises SettingsError."""
    path = data_dir / SEATS_FILE
    if not path.exists():
        return ()
    if path.stat().st_mode & 0o077:
        raise SettingsError([Fault(SEATS_FILE, 0, "", "token.readable_by_others")])
    page = open_page(data_dir, SEATS_FILE)
    seats = take(page, _SeatsFile).seat
    flaws = [*_twice(seats), *_unknown_kinds(seats)]
    if flaws:
        raise SettingsError(page.faults(flaws))
    return seats


def save_seats(data_dir: Path, seats: Iterable[Seat]) -> None:
    """Write the seats so that a reader finds the old file or the new one, never half of either."""
    write_private(data_dir / SEATS_FILE, "\n".join(_block(seat) for seat in seats))


def write_private(path: Path, text: str) -> None:
    """Replace a file whole, readable by its owner only from its first byte on."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _block(seat: Seat) -> str:
    """Give a seat as TOML; every text in it is of letters that JSON and TOML quote alike."""
    lines = ["[[seat]]", f"name = {json.dumps(seat.name)}", f'role = "{seat.role}"']
    for field in ("areas", "kinds", "sources"):
        value = getattr(seat, field)
        if value if field != "areas" else value is not None:
            lines.append(f"{field} = {json.dumps(value)}")
    return "\n".join((*lines, f'token_sha256 = "{seat.token_sha256}"', ""))


def _twice(seats: tuple[Seat, ...]) -> Iterator[Flaw]:
    known: set[str] = set()
    for place, seat in enumerate(seats):
        if seat.name in known:
            yield Flaw(("seat", place, "name"), "check.twice", {"value": seat.name})
        known.add(seat.name)


def _unknown_kinds(seats: tuple[Seat, ...]) -> Iterator[Flaw]:
    choices = ", ".join(PUSHABLE)
    for place, seat in enumerate(seats):
        for kind in (kind for kind in seat.kinds if kind not in PUSHABLE):
            values = {"choices": choices, "value": shown(kind)}
            yield Flaw(("seat", place, "kinds"), "check.one_of", values)
