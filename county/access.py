"""What is written down of who came, who was refused and who looked: beside the journal, not in it.

These facts are for the auditor. They are not folded and reach no screen by themselves. A flood of
one kind from one place within a minute is one fact with a count: an attacker must not fill the
disk.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from county.fields import Millis, Number
from county.rights import Role

TOLD = 80
Told = Annotated[str, Meta(max_length=TOLD)]
"""A seat's name or an address: cut and cleaned, because a stranger may have written it."""

Count = Annotated[int, Meta(ge=1)]


class AccessFact(
    Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="type"
):
    """The base of all access facts."""

    at: Millis
    """When, by the desk's clock."""


class SeatEntered(AccessFact, frozen=True, tag="seat_entered", kw_only=True):
    """A connection was let in."""

    seat: Told
    role: Role
    address: Told
    by: Told
    """``token``, or the fingerprint of the SSH key."""
    client: Told = ""


class SeatLeft(AccessFact, frozen=True, tag="seat_left", kw_only=True):
    """A connection that had been let in ended."""

    seat: Told
    address: Told
    reason: Told = ""
    """Why the desk ended it: the code of a refusal; "" when the other side went."""


class EntryRefused(AccessFact, frozen=True, tag="entry_refused", kw_only=True):
    """Somebody was not let in."""

    address: Told
    reason: Told
    seat: Told = ""
    """The seat that was asked for, when one was; it need not exist."""
    count: Count = 1


class CommandForbidden(AccessFact, frozen=True, tag="command_forbidden", kw_only=True):
    """A seat asked for what its role or areas do not allow."""

    seat: Told
    command: Told
    reason: Told
    count: Count = 1


class SeatLocked(AccessFact, frozen=True, tag="seat_locked", kw_only=True):
    """A desk was left alone, or locked by hand: it takes no commands until its PIN is given."""

    seat: Told
    address: Told
    idle: bool


class SeatUnlocked(AccessFact, frozen=True, tag="seat_unlocked", kw_only=True):
    """The PIN was given."""

    seat: Told
    address: Told


class UnlockRefused(AccessFact, frozen=True, tag="unlock_refused", kw_only=True):
    """A wrong PIN was given, or too many had been."""

    seat: Told
    address: Told
    reason: Told
    count: Count = 1


class KeyBound(AccessFact, frozen=True, tag="key_bound", kw_only=True):
    """A one-time code bound an SSH key to a seat."""

    seat: Told
    address: Told
    fingerprint: Told


class SeatsChanged(AccessFact, frozen=True, tag="seats_changed", kw_only=True):
    """The desk took up a changed seats file."""

    added: tuple[Told, ...] = ()
    changed: tuple[Told, ...] = ()
    removed: tuple[Told, ...] = ()


class AuditRead(AccessFact, frozen=True, tag="audit_read", kw_only=True):
    """Somebody read these facts."""

    seat: Told
    address: Told
    after: int
    limit: int


class IdentityRead(AccessFact, frozen=True, tag="identity_read", kw_only=True):
    """Sealed identities were opened and are about to be answered: durable before they are."""

    seat: Told
    opening: Number
    purchases: tuple[Number, ...]


class FactsLost(AccessFact, frozen=True, tag="facts_lost", kw_only=True):
    """So many facts found no room while the journal could not be written."""

    count: Count


Access = (
    SeatEntered
    | SeatLeft
    | EntryRefused
    | CommandForbidden
    | SeatLocked
    | SeatUnlocked
    | UnlockRefused
    | KeyBound
    | SeatsChanged
    | AuditRead
    | IdentityRead
    | FactsLost
)
"""Everything that stands in the journal's table `access`."""

Flooding = EntryRefused | CommandForbidden | UnlockRefused
"""What an outsider can cause at will, and is counted."""


class Witnessed(Struct, frozen=True, forbid_unknown_fields=True):
    """An access fact at its place in their order."""

    number: Number
    fact: Access
