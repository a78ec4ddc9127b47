"""Purchases, stations and days as they are told to who asks: never an identity in clear."""

from __future__ import annotations

from msgspec import Struct

from county.events import Finding, Level, PurchaseRegistered
from county.fields import Millis, Number


class PurchaseLine(Struct, frozen=True, omit_defaults=True):
    """A purchase as it counts now; what was sealed is left out."""

    purchase: PurchaseRegistered
    """As it stands corrected, `sealed` emptied."""
    received: Millis
    at: Millis
    """When it counts as made."""
    sealed: bool = False
    """Whether its identity could be opened."""
    corrected: bool = False
    void: bool = False
    """A correction says that it never happened."""


class WarningPast(Struct, frozen=True, omit_defaults=True):
    """A warning as it stands or was filed, in short."""

    number: Number
    at: Millis
    rule: str
    level: Level
    station: str
    finding: Finding | None = None


class StationLine(Struct, frozen=True, omit_defaults=True):
    """What a petrol station sold loose today, and how fresh that is."""

    station: str
    sales: int = 0
    litres: float = 0
    refused: int = 0
    """Sales that the station refused."""
    last_at: Millis | None = None
    """When its last sale or refusal counts as made."""
    usual_s: int | None = None
    """The gap between sales that is usual there, in seconds; None while too few are known."""


class DayLine(Struct, frozen=True, omit_defaults=True):
    """A local day's purchases and the warnings that were raised on them."""

    day: str
    """Such as ``2026-11-22``."""
    purchases: int = 0
    litres: float = 0
    warnings: dict[str, int] = {}
    """By rule."""
    verified: int = 0
    """Of the warnings, those verified by now."""


class Identity(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who bought: held in clear only where it is written down and where it is lawfully read."""

    name: str
    document: str
    """The number of the identity document."""
    phone: str = ""
    address: str = ""

    def __repr__(self) -> str:
        """Show nothing: a representation ends up in logs and crash reports."""
        return "Identity(…)"


class Unmasked(Struct, frozen=True):
    """The identity behind one purchase."""

    purchase: Number
    identity: Identity
