"""Facts about gasoline sold loose (散装汽油): purchases, and the warnings they raise (预警)."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from county.events.facts import Fact, Pending
from county.fields import Code, Line, Listed, Millis, Number, Prose

Pseudonym = Annotated[str, Meta(min_length=4, max_length=64, pattern=r"^[A-Za-z0-9_-]+$(?!\n)")]
"""A purchaser as the desk knows them: the same person, never their name or id number."""


class PurchaseRegistered(Fact, frozen=True, tag="purchase_registered", kw_only=True):
    """A petrol station sold gasoline into a container (散装汽油).

    Field list: the union of what the rules require, less every identity in clear.
    """

    station: Listed
    buyer: Pseudonym
    litres: Annotated[float, Meta(gt=0, le=20_000, description="litres")]
    tail: Annotated[str, Meta(max_length=2)] = ""
    """The last two characters of the identity document, for telling two buyers apart."""
    by_unit: bool = False
    """A firm or office buys, not a person."""
    purpose: Line = ""
    use_place: Line = ""
    machine: Code | None = None
    id_check: Literal["matched", "failed", "missing"] = "missing"
    permit: Annotated[str, Meta(max_length=40)] = ""
    permit_litres: Annotated[float, Meta(gt=0, le=20_000, description="litres")] | None = None
    simulated: bool = False
    number: Pending = 0
    doubtful: bool = False


Level = Literal["W1", "W2", "W3"]


class Contribution(Struct, frozen=True, forbid_unknown_fields=True, array_like=True, gc=False):
    """One purchase that a warning rests on: its number, time, station and litres."""

    purchase: Number
    at: Millis
    station: str
    litres: float


class WarningRaised(Fact, frozen=True, tag="warning_raised", kw_only=True):
    """A gasoline rule was met (预警); explains itself."""

    number: Number
    rule: Code
    level: Level
    buyer: Pseudonym
    tail: str
    station: Code
    area: str
    parameter: str
    """The profile's name of the figure that was passed, such as ``person_7d_litres``."""
    limit: float
    measured: float
    window_s: int
    """The window looked at, in seconds; 0 when the rule looks at one purchase alone."""
    purchases: tuple[Contribution, ...]
    due_at: Millis
    """By when it must be verified."""
    simulated: bool = False


class WarningOverdue(Fact, frozen=True, tag="warning_overdue"):
    """The warning was not verified in time."""

    warning: Number


Finding = Literal["lawful", "corrected", "station_fault", "not_found", "referred"]


class WarningVerified(Fact, frozen=True, tag="warning_verified"):
    """An officer found out what lay behind the warning."""

    warning: Number
    finding: Finding
    text: Prose = ""


class WarningFiled(Fact, frozen=True, tag="warning_filed"):
    """The verified warning left the board; the journal keeps it."""

    warning: Number
