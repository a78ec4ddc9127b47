"""Facts about gasoline sold loose (散装汽油): purchases, and the warnings they raise (预警)."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from county.events.facts import Fact, Pending
from county.fields import Code, Latitude, Line, Listed, Longitude, Millis, Number, Prose

Pseudonym = Annotated[str, Meta(min_length=4, max_length=64, pattern=r"^[A-Za-z0-9_-]+$(?!\n)")]
"""A purchaser as the desk knows them: the same person, never their name or id number."""

Litres = Annotated[float, Meta(gt=0, le=20_000, description="litres")]

Reference = Annotated[str, Meta(max_length=40)]
"""The number of a paper or a picture that somebody else keeps."""

Tail = Annotated[str, Meta(max_length=2)]
"""The last two characters of the identity document, for telling two buyers apart."""

Sealed = Annotated[str, Meta(max_length=2000, pattern=r"^[A-Za-z0-9_.-]*$(?!\n)")]
"""An identity encrypted where it was written down (`feeds.identity`): only the county's key, which
the database does not hold, opens it."""

Container = Literal["metal", "plastic", "other"]

RefusedFor = Literal[
    "identity", "permit", "container", "purpose", "amount", "self_service", "ban", "other"
]
"""Why a station did not sell."""


class PurchaseRegistered(Fact, frozen=True, tag="purchase_registered", kw_only=True):
    """A petrol station sold gasoline into a container (散装汽油), or refused to.

    Field list: the union of what the rules require, less every identity in clear.
    """

    station: Listed
    buyer: Pseudonym
    litres: Litres
    """Sold, or asked for when the sale was refused."""
    tail: Tail = ""
    by_unit: bool = False
    """A firm or office buys, not a person."""
    purpose: Line = ""
    use_place: Line = ""
    use_lat: Latitude | None = None
    """Where the place of use lies, when the teller knows."""
    use_lon: Longitude | None = None
    use_area: Code | None = None
    """The township of the place of use."""
    home_area: Code | None = None
    """The township that the buyer lives in: no nearer."""
    travel_reason: Line = ""
    """Why somebody buys for use far from home."""
    machine: Code | None = None
    id_check: Literal["matched", "failed", "missing"] = "missing"
    photo: Reference = ""
    letter: Reference = ""
    """The letter of the firm or office that buys."""
    permit: Reference = ""
    permit_litres: Litres | None = None
    permit_at: Millis | None = None
    """When the permit was issued."""
    permit_holder: Pseudonym | None = None
    """Whom the permit was issued to."""
    container: Container | None = None
    container_litres: Litres | None = None
    """What the largest single vessel holds."""
    pump: Reference = ""
    attendant: Reference = ""
    self_service: bool = False
    """Filled by the buyer, not by an attendant."""
    sealed: Sealed = ""
    refused: RefusedFor | None = None
    """Why nothing was sold: such a purchase is counted, and stands in no window."""
    archived: bool = False
    """An old register entered for the record: it is kept and stands in the windows, and raises no
    warning."""
    simulated: bool = False
    number: Pending = 0
    doubtful: bool = False


class Correction(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a purchase's record should have said; None: as it stands."""

    litres: Litres | None = None
    purpose: Line | None = None
    use_place: Line | None = None
    machine: Code | None = None
    buyer: Pseudonym | None = None
    """The purchase was somebody else's."""
    tail: Tail | None = None
    void: bool = False
    """The purchase never happened."""


class PurchaseCorrected(Fact, frozen=True, tag="purchase_corrected", kw_only=True):
    """A purchase's record was wrong; it stays as it was written, and counts as corrected."""

    purchase: Number
    station: Code
    area: str
    buyer: Pseudonym
    """Whose the record was until then."""
    correction: Correction
    reason: Prose


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
    buyer: Annotated[str, Meta(max_length=64)]
    """The pseudonym; "" when the warning is about the station."""
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
    season: Code = ""
    """The season that widened the limit; "" for none."""
    factor: float = 1.0
    """By how much it did."""
    assigned: str = ""
    """The police station that is to verify it; "" when the place has none."""
    added_to: Number | None = None
    """The other warning of this purchaser with which it adds up to a graver level."""
    incident: Number | None = None
    """The alarm near which the gasoline was to be used."""
    alarm: Number | None = None
    """The open alarm that stands for this purchaser already; a warning of the gravest level without
    one becomes an alarm of its own."""
    station_fault: bool = False
    """Whether the station itself did what it must not: it is to be inspected."""
    simulated: bool = False


class WarningAssigned(Fact, frozen=True, tag="warning_assigned"):
    """Another police station is to verify the warning."""

    warning: Number
    to: Code


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


class PumpTotalled(Fact, frozen=True, tag="pump_totalled", kw_only=True):
    """A station told what its pumps gave into containers on a local day."""

    station: Listed
    day: Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$(?!\n)")]
    litres: Annotated[float, Meta(ge=0, le=1_000_000, description="litres")]
    simulated: bool = False
    area: str = ""
    """The township of the station: the desk's to fill."""


class StationFellSilent(Fact, frozen=True, tag="station_fell_silent", kw_only=True):
    """Nothing was heard of a station's sales for far longer than is usual: its feed may be dead.

    Told again when sales that were told late move the last one on.
    """

    station: Code
    area: str
    since: Millis
    """When its last sale or refusal counts as made."""
    usual_s: int
    """The gap between two sales that is usual there, in seconds."""


class StationHeard(Fact, frozen=True, tag="station_heard"):
    """A silent station's sales are registered again."""

    station: Code
    area: str


Figure = bool | int | float | str | list[str] | dict[str, float | list[str]]
"""The value of one figure of a rule."""


class RuleChanged(Fact, frozen=True, tag="rule_changed", kw_only=True):
    """A rule's figures became others than the profile's; whoever asked stands in `Entry.by`."""

    rule: Code
    figures: dict[str, Figure]
    """The whole rule, as its table in the profile would say it."""
    reason: Prose
    asked_by: str = ""
    """Who asked for it, as in `Entry.by`, when another had to consent."""
