"""The county's memory of alarms: what is asked of it, and the lines it answers with.

A case is an alarm as the records keep it, on the board or long filed. Newest first always means the
highest number first: numbers are given in the order of receipt.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from county.alarms import Alarm, Status
from county.fields import Latitude, Line, Longitude, Millis, Number, Priority
from county.text import clean

MAX_LINES = 200
"""Cases in one answer."""

MAX_TEXT = 240
"""Characters of an alarm's text in a line."""

Filter = Annotated[str, Meta(max_length=40)]
"""A code to filter by; "" does not filter."""


class Query(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """What to look for; everything given must hold."""

    words: Line = ""
    """Words of the place, the caller, the text, or of what was written later; all must occur.
    Chinese words of any length, from one character on; other words whole. A number alone, also
    with a ``#``, finds the alarm of that number too."""
    number: Number | None = None
    unit: Filter = ""
    """A unit that was sent to it."""
    area: Filter = ""
    kind: Filter = ""
    status: Status | None = None
    priority: Priority | None = None
    since: Millis | None = None
    """Received at this time or later."""
    until: Millis | None = None
    """Received at this time or earlier."""
    before: Number | None = None
    """Only numbers below this one: for the next page."""
    limit: Annotated[int, Meta(ge=1, le=MAX_LINES)] = 50


class CaseLine(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One case in a list."""

    number: Number
    received: Millis
    kind: str
    priority: Priority
    status: Status
    area: str = ""
    """The township it lies in; "" when its place is not known."""
    place: str = ""
    text: str = ""
    """What was told, cut to one line."""
    outcome: str = ""
    caller: str = ""
    """As the teller gave it: a masked number, a panel, a call sign."""
    units: tuple[str, ...] = ()
    simulated: bool = False


class Whereabouts(Struct, frozen=True):
    """Where a unit was when it came to a stage of its order, by its own positions."""

    seq: Number
    """The entry that tells of the stage."""
    unit: str
    at: Millis
    """When the position was taken."""
    lat: Latitude
    lon: Longitude


def line_of(alarm: Alarm) -> CaseLine:
    """Give the line of a case."""
    report = alarm.report
    return CaseLine(
        number=alarm.number,
        received=alarm.received,
        kind=report.kind,
        priority=alarm.priority,
        status=alarm.status,
        area=report.area,
        place=report.place.text,
        text=clean(report.text, MAX_TEXT),
        outcome=alarm.outcome,
        caller=report.caller,
        units=tuple(dict.fromkeys(order.unit for order in alarm.orders)),
        simulated=report.simulated,
    )
