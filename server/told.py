"""What the desk tells of its work: what became of a push, who was heard, what became durable."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from county.events import PurchaseRegistered
from county.refusals import Refusal
from server.batch import Stored

Refused = tuple[tuple[int, Refusal], ...]


class Pushed(NamedTuple):
    """What became of a push: everything of it is durable but what was refused."""

    refused: Refused
    """The numbers that were refused, and why."""
    duplicates: int
    """How many had been told before."""


class Heard(NamedTuple):
    """When a source was last heard, and whom that concerns."""

    at: int
    """Epoch milliseconds."""
    areas: frozenset[str] | None
    """The areas that its feed serves; None is the whole county."""


class Committed(Struct, frozen=True):
    """What one commit made durable: the entries after `after` up to `through`."""

    after: int
    through: int
    stored: tuple[Stored, ...]
    purchases: tuple[PurchaseRegistered, ...]
    committed_ns: int
    """When, on the injected monotonic clock, in nanoseconds."""
