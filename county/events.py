"""Every fact that can be journaled: the one vocabulary of wire, journal, server and screen.

Names are in the past tense. Each fact carries `at`, when it happened by its teller's clock; when
the desk received it stands in the `Entry` around it. Numbers given by the desk are 0 on their way
in.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from county.fields import (
    Bilingual,
    Code,
    Latitude,
    Line,
    Listed,
    Longitude,
    Millis,
    Name,
    Number,
    Priority,
    Prose,
)

Channel = Literal["phone", "panel", "patrol", "sensor", "walk_in", "app", "other"]
UnitKind = Literal[
    "foot", "car", "motorcycle", "horse", "booth", "workstation", "fire", "volunteer"
]
Duty = Literal["off", "on", "resting"]
"""What a unit says of itself; whether it is under an order follows from the alarms."""

Pending = Annotated[int, Meta(ge=0, le=2**53 - 1)]
"""A number that the desk gives; 0 until then."""


class Place(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """Where something is: in words, and in WGS-84 degrees when the teller knows."""

    text: Line = ""
    lat: Latitude | None = None
    lon: Longitude | None = None


class Fact(
    Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="type", gc=False
):
    """The base of all events."""

    at: Millis
    """When it happened, by the teller's clock."""


# ---- alarms -------------------------------------------------------------------------------------


class AlarmReported(Fact, frozen=True, tag="alarm_reported", kw_only=True):
    """An alarm (警情) came in. `number`, `area`, `cell` and `doubtful` are the desk's to fill."""

    kind: Listed
    place: Place
    priority: Priority | None = None
    """None: the kind's own priority in the profile."""
    text: Prose = ""
    channel: Channel = "other"
    caller: Annotated[str, Meta(max_length=40)] = ""
    """How to call back, as the teller gives it: a masked number, a panel, a call sign."""
    simulated: bool = False
    number: Pending = 0
    area: str = ""
    cell: str = ""
    doubtful: bool = False
    """The teller's clock is off by more than the profile allows: order by receive time."""


class AlarmAcknowledged(Fact, frozen=True, tag="alarm_acknowledged"):
    """A seat took the alarm: it has an owner."""

    alarm: Number


class AlarmUnanswered(Fact, frozen=True, tag="alarm_unanswered"):
    """Nobody took the alarm within its priority's time."""

    alarm: Number


class AlarmNoted(Fact, frozen=True, tag="alarm_noted"):
    """Something worth keeping was written on the alarm."""

    alarm: Number
    text: Prose


class UnitDispatched(Fact, frozen=True, tag="unit_dispatched"):
    """A unit was ordered to the alarm."""

    alarm: Number
    unit: Code


class OrderSigned(Fact, frozen=True, tag="order_signed"):
    """The unit signed for the order (签收)."""

    alarm: Number
    unit: Code


class UnitDeparted(Fact, frozen=True, tag="unit_departed"):
    """The unit says that it is moving."""

    alarm: Number
    unit: Code


class UnitArrived(Fact, frozen=True, tag="unit_arrived"):
    """The unit says that it is on the scene."""

    alarm: Number
    unit: Code


class FeedbackGiven(Fact, frozen=True, tag="feedback_given"):
    """What was found or done, told by the unit or by the officer for it (反馈)."""

    alarm: Number
    text: Prose
    unit: Code | None = None


class UnitReleased(Fact, frozen=True, tag="unit_released"):
    """The unit's order for the alarm ended."""

    alarm: Number
    unit: Code


class AlarmClosed(Fact, frozen=True, tag="alarm_closed"):
    """The alarm was handled, with an outcome of the profile."""

    alarm: Number
    outcome: Code
    text: Prose = ""


class AlarmCancelled(Fact, frozen=True, tag="alarm_cancelled"):
    """The alarm needs no handling: false, withdrawn, entered by mistake."""

    alarm: Number
    reason: Prose


class AlarmFiled(Fact, frozen=True, tag="alarm_filed"):
    """The closed alarm left the board; the journal keeps it."""

    alarm: Number


# ---- units --------------------------------------------------------------------------------------


class UnitRegistered(Fact, frozen=True, tag="unit_registered", kw_only=True):
    """A unit (警力) stands in the county's profile; told again when the profile changes it."""

    unit: Code
    kind: UnitKind
    name: Bilingual
    area: Code
    lat: Latitude
    lon: Longitude
    skills: tuple[Code, ...] = ()


class UnitRetired(Fact, frozen=True, tag="unit_retired"):
    """The profile no longer has the unit."""

    unit: Code


class UnitDutyChanged(Fact, frozen=True, tag="unit_duty_changed"):
    """The unit went on duty, off duty or to rest."""

    unit: Code
    duty: Duty


# ---- gasoline -----------------------------------------------------------------------------------

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


AlarmEvent = (
    AlarmReported
    | AlarmAcknowledged
    | AlarmUnanswered
    | AlarmNoted
    | UnitDispatched
    | OrderSigned
    | UnitDeparted
    | UnitArrived
    | FeedbackGiven
    | UnitReleased
    | AlarmClosed
    | AlarmCancelled
    | AlarmFiled
)
UnitEvent = UnitRegistered | UnitRetired | UnitDutyChanged
WarningEvent = WarningRaised | WarningOverdue | WarningVerified | WarningFiled

Event = AlarmEvent | UnitEvent | WarningEvent
"""What the journal holds and the board folds. Purchases are observations beside it: queried."""

Report = (
    AlarmReported
    | OrderSigned
    | UnitDeparted
    | UnitArrived
    | FeedbackGiven
    | UnitDutyChanged
    | PurchaseRegistered
)
"""What a feed may push for keeps. Positions go their own way (`county.patrol.Fix`)."""


class Entry(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """One journaled event: its place in the one order, when and from whom it was received."""

    seq: Number
    received: Millis
    by: Name
    """``seat:NAME``, ``feed:SOURCE``, or ``desk`` for what fell due."""
    event: Event
