"""What a person at a seat may ask, and what the desk asks of itself when time has come.

Names are imperative. A command is decided against the board (`county.decisions`) and becomes events
or a refusal; nothing changes the board but events.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from county.events import AlarmReported, Duty, Finding
from county.fields import Code, Number, Prose

Said = Annotated[str, Meta(min_length=1, max_length=2000)]
"""Text that must not be empty."""


class Command(
    Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="do", gc=False
):
    """The base of all commands."""


class Report(Command, frozen=True, tag="report"):
    """Enter an alarm that reached the officer by voice."""

    alarm: AlarmReported


class Acknowledge(Command, frozen=True, tag="acknowledge"):
    """Take the alarm: from now on it has an owner."""

    alarm: Number


class Dispatch(Command, frozen=True, tag="dispatch"):
    """Order units to the alarm; takes it too when nobody has."""

    alarm: Number
    units: Annotated[tuple[Code, ...], Meta(min_length=1, max_length=40)]


class Sign(Command, frozen=True, tag="sign"):
    """Record that the unit signed for its order, heard by voice."""

    alarm: Number
    unit: Code


class Depart(Command, frozen=True, tag="depart"):
    """Record that the unit is moving, heard by voice."""

    alarm: Number
    unit: Code


class Arrive(Command, frozen=True, tag="arrive"):
    """Record that the unit is on the scene, heard by voice."""

    alarm: Number
    unit: Code


class Release(Command, frozen=True, tag="release"):
    """End the unit's order for the alarm before the alarm is closed."""

    alarm: Number
    unit: Code


class Note(Command, frozen=True, tag="note"):
    """Write something on the alarm."""

    alarm: Number
    text: Said


class Feedback(Command, frozen=True, tag="feedback"):
    """Write down what was found or done."""

    alarm: Number
    text: Said
    unit: Code | None = None


class Close(Command, frozen=True, tag="close"):
    """End the alarm with an outcome of the profile; releases its units."""

    alarm: Number
    outcome: Code
    text: Prose = ""


class Cancel(Command, frozen=True, tag="cancel"):
    """End an alarm that needs no handling; releases its units."""

    alarm: Number
    reason: Said


class SetDuty(Command, frozen=True, tag="set_duty"):
    """Put a unit on duty, off duty or to rest."""

    unit: Code
    duty: Duty


class Verify(Command, frozen=True, tag="verify"):
    """Record what lay behind a gasoline warning."""

    warning: Number
    finding: Finding
    text: Prose = ""


Ask = (
    Report
    | Acknowledge
    | Dispatch
    | Sign
    | Depart
    | Arrive
    | Release
    | Note
    | Feedback
    | Close
    | Cancel
    | SetDuty
    | Verify
)
"""What may come from a seat."""


class FlagUnanswered(Command, frozen=True, tag="flag_unanswered"):
    """The alarm's time to be taken has passed."""

    alarm: Number


class FileAlarm(Command, frozen=True, tag="file_alarm"):
    """The closed alarm has stood on the board long enough."""

    alarm: Number


class FlagOverdue(Command, frozen=True, tag="flag_overdue"):
    """The warning's time to be verified has passed."""

    warning: Number


class FileWarning(Command, frozen=True, tag="file_warning"):
    """The verified warning has stood on the board long enough."""

    warning: Number


Duly = FlagUnanswered | FileAlarm | FlagOverdue | FileWarning
"""What falls due by itself. Deciding it again changes nothing: two clocks may both ring."""
