"""What a person at a seat may ask.

Names are imperative. A command is decided against the board (`county.decisions`) and becomes events
or a refusal; nothing changes the board but events.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from county.events import (
    AlarmReported,
    Correction,
    Data,
    Duty,
    Figure,
    Finding,
    Means,
    Place,
    SettlementStep,
    TaskKind,
    TaskState,
    Validation,
)
from county.fields import Code, Line, Millis, Number, Priority, Prose

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


class TakeOver(Command, frozen=True, tag="take_over"):
    """Take the alarm from its owner, whose console has gone quiet; leaders need not wait."""

    alarm: Number


class Prioritise(Command, frozen=True, tag="prioritise"):
    """Make the alarm more or less urgent; only leaders may lower the first priority."""

    alarm: Number
    priority: Priority
    text: Said


class Validate(Command, frozen=True, tag="validate"):
    """Raise how sure it is that an intrusion signal is real; its priority follows."""

    alarm: Number
    level: Validation
    means: Means
    text: Prose = ""


class Shelve(Command, frozen=True, tag="shelve"):
    """Put the alarm aside for a while; never one of the first priority."""

    alarm: Number
    minutes: Annotated[int, Meta(ge=1, le=1440, description="minutes")]
    reason: Said


class Unshelve(Command, frozen=True, tag="unshelve"):
    """Take a shelved alarm up again before its time."""

    alarm: Number


class Merge(Command, frozen=True, tag="merge"):
    """Work the alarm with another that tells of the same incident."""

    alarm: Number
    into: Number


class Split(Command, frozen=True, tag="split"):
    """Make a merged alarm an incident of its own again."""

    alarm: Number


class Dispatch(Command, frozen=True, tag="dispatch"):
    """Order units to the alarm; takes it too when nobody has."""

    alarm: Number
    units: Annotated[tuple[Code, ...], Meta(min_length=1, max_length=40)]


class Undo(Command, frozen=True, tag="undo"):
    """Withdraw the orders of the alarm that have not left yet."""

    alarm: Number


class Send(Command, frozen=True, tag="send"):
    """Let the orders of the alarm leave now."""

    alarm: Number


class Resend(Command, frozen=True, tag="resend"):
    """Send the unit its order once more."""

    alarm: Number
    unit: Code


class Reinforce(Command, frozen=True, tag="reinforce"):
    """Raise the run card to a step, by default the next: more is to be sent than before."""

    alarm: Number
    step: Annotated[int, Meta(ge=1, le=9)] | None = None


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


class Divert(Command, frozen=True, tag="divert"):
    """Hand the alarm to another department, which is to answer within so many minutes."""

    alarm: Number
    to: Code
    reason: Said
    minutes: Annotated[int, Meta(ge=1, le=43_200, description="minutes")] | None = None
    """None: the time that the profile gives the department."""


class Settle(Command, frozen=True, tag="settle"):
    """Record a step of settling a slight crash by video; the steps come in their order."""

    alarm: Number
    step: SettlementStep


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


class Assign(Command, frozen=True, tag="assign"):
    """Give a unit a task beyond alarms."""

    unit: Code
    kind: TaskKind
    place: Place
    text: Line = ""
    minutes: Annotated[int, Meta(ge=1, le=1440, description="minutes")] | None = None
    """How long it is to take; None: until somebody ends it."""


class Advance(Command, frozen=True, tag="advance"):
    """Record the state that a unit has come to with its task, heard by voice."""

    unit: Code
    state: TaskState


class EndTask(Command, frozen=True, tag="end_task"):
    """End a unit's task."""

    unit: Code
    text: Line = ""


class Mute(Command, frozen=True, tag="mute"):
    """Silence the seat's sounds for a while, all but those of the first priority."""


class Unmute(Command, frozen=True, tag="unmute"):
    """Let the seat's sounds ring again."""


class Verify(Command, frozen=True, tag="verify"):
    """Record what lay behind a gasoline warning."""

    warning: Number
    finding: Finding
    text: Prose = ""


class VerifyMany(Command, frozen=True, tag="verify_many"):
    """Record one finding for many warnings of the lowest level, with a reason."""

    warnings: Annotated[tuple[Number, ...], Meta(min_length=1, max_length=500)]
    finding: Finding
    text: Said


class AssignWarning(Command, frozen=True, tag="assign_warning"):
    """Have another police station verify a warning."""

    warning: Number
    to: Code


class Correct(Command, frozen=True, tag="correct"):
    """Correct the record of a purchase; the wrong one stays traceable."""

    purchase: Number
    correction: Correction
    reason: Said


class ChangeRule(Command, frozen=True, tag="change_rule"):
    """Give a gasoline rule other figures; one that can raise the gravest level takes two persons.

    `figures` are the whole rule, as its table in the profile would say it.
    """

    rule: Code
    figures: dict[str, Figure]
    reason: Said


class Unmask(Command, frozen=True, tag="unmask"):
    """Ask to read the sealed identities of purchases; more than one takes a second officer."""

    purchases: Annotated[tuple[Number, ...], Meta(min_length=1, max_length=100)]
    reason: Said


class AskPurge(Command, frozen=True, tag="purge"):
    """Ask that data of a class from before a time be destroyed."""

    data: Data
    before: Millis
    reason: Said


class Consent(Command, frozen=True, tag="consent"):
    """Allow what somebody else asked for."""

    request: Number


class Withhold(Command, frozen=True, tag="withhold"):
    """Refuse what somebody else asked for, or take back what one asked for oneself."""

    request: Number
    reason: Prose = ""


OfAlarm = (
    Acknowledge
    | TakeOver
    | Prioritise
    | Validate
    | Shelve
    | Unshelve
    | Merge
    | Split
    | Dispatch
    | Undo
    | Send
    | Resend
    | Reinforce
    | Sign
    | Depart
    | Arrive
    | Release
    | Note
    | Feedback
    | Divert
    | Settle
    | Close
    | Cancel
)
OfUnit = SetDuty | Assign | Advance | EndTask
OfConsole = Mute | Unmute

OfWarning = Verify | AssignWarning
OfTwo = ChangeRule | Unmask | AskPurge | Consent | Withhold
"""What takes, or may take, two persons."""

Ask = Report | OfAlarm | OfUnit | OfConsole | OfWarning | VerifyMany | Correct | OfTwo
"""What may come from a seat."""
