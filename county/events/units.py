"""Facts about units (警力), their tasks beyond alarms, and the consoles that lead them."""

from __future__ import annotations

from typing import Literal

from county.events.facts import Fact, Place, UnitKind
from county.fields import Bilingual, Code, Latitude, Line, Longitude, Millis

Duty = Literal["off", "on", "resting"]
"""What a unit says of itself; whether it is under an order follows from the alarms."""

TaskKind = Literal["hold_point", "standby", "escort", "relocation", "checkpoint"]
"""What a unit may be told to do beside alarms: hold a point (守点), stand by (备勤), escort (护送),
move to another place (移防), man a checkpoint (设卡)."""

TaskState = Literal[
    "ordered",
    "signed",
    "moving",
    "holding",
    "standing_by",
    "escorting",
    "handed_over",
    "in_place",
    "setting_up",
    "open",
    "lifted",
]


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


class TaskAssigned(Fact, frozen=True, tag="task_assigned", kw_only=True):
    """A unit was given a task beyond alarms; it has one at a time."""

    unit: Code
    kind: TaskKind
    place: Place
    text: Line = ""
    until: Millis | None = None
    """By when it is to be over; None: until somebody ends it."""


class TaskAdvanced(Fact, frozen=True, tag="task_advanced"):
    """The unit came to another state of its task."""

    unit: Code
    state: TaskState


class TaskOverdue(Fact, frozen=True, tag="task_overdue"):
    """The unit did not sign for its task in time, or the task is not over by its time."""

    unit: Code


class TaskEnded(Fact, frozen=True, tag="task_ended"):
    """The unit's task is over."""

    unit: Code
    text: Line = ""


class ConsoleJoined(Fact, frozen=True, tag="console_joined"):
    """Somebody sat down at a seat that handles alarms, or its line came back: its sounds ring."""

    seat: Code
    areas: tuple[Code, ...] = ()
    """The areas that it sees and saw before; () the whole county. Only whoever sees one of them
    learns of it."""


class ConsoleQuiet(Fact, frozen=True, tag="console_quiet"):
    """Nothing was heard of the seat for so long that others may take over what it has."""

    seat: Code


class ConsoleMuted(Fact, frozen=True, tag="console_muted"):
    """Somebody silenced the seat's sounds until a time, all but those of the first priority."""

    seat: Code
    until: Millis
    """0: they sound again."""
