"""What units do beside alarms: hold a point, stand by, escort, move, man a checkpoint.

Every kind has its own states in a fixed order; a state may be skipped and is never taken back. A
unit has one task at a time. It can be called away from standing by, which is what that is for, and
from nothing else until somebody ends the task.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from county import commands as ask
from county import events as ev
from county.events import Event, Place, TaskKind, TaskState
from county.fields import Millis
from county.refusals import Refusal, refuse

if TYPE_CHECKING:
    from county.patrol import Unit

STATES: dict[TaskKind, tuple[TaskState, ...]] = {
    "hold_point": ("ordered", "signed", "moving", "holding"),
    "standby": ("ordered", "signed", "moving", "standing_by"),
    "escort": ("ordered", "signed", "moving", "escorting", "handed_over"),
    "relocation": ("ordered", "signed", "moving", "in_place"),
    "checkpoint": ("ordered", "signed", "moving", "setting_up", "open", "lifted"),
}
"""The states that each kind of task goes through."""


class Task(Struct, frozen=True, omit_defaults=True, gc=False):
    """A unit's task as it stands now."""

    kind: TaskKind
    place: Place
    since: Millis
    """When it was given, by the desk's clock."""
    text: str = ""
    until: Millis | None = None
    """By when it is to be over; None: until somebody ends it."""
    state: TaskState = "ordered"
    state_since: Millis = 0
    """When it came to its state, by the desk's clock."""
    overdue: bool = False
    """Not signed for in time, or not over by its time."""


Units = Mapping[str, "Unit"]


def assign(units: Units, command: ask.Assign, now: int) -> tuple[Event, ...] | Refusal:
    """Decide a new task: only a unit that is on duty and has nothing to do can take one."""
    name = command.unit
    unit = units.get(name)
    if unit is None:
        return refuse("unknown_unit", "unit", unit=name)
    if unit.alarm is not None:
        return refuse("unit_busy", "unit", unit=name, alarm=unit.alarm)
    if unit.task is not None:
        return refuse("unit_on_task", "unit", unit=name)
    if unit.duty != "on":
        return refuse("unit_off_duty", "unit", unit=name)
    place = command.place
    if (place.lat is None) != (place.lon is None):
        return refuse("half_a_place", "place")
    if place.lat is None and not place.text:
        return refuse("says_nothing", "place")
    until = None if command.minutes is None else now + command.minutes * 60_000
    return (
        ev.TaskAssigned(
            now, unit=name, kind=command.kind, place=place, text=command.text, until=until
        ),
    )


def advance(units: Units, step: ev.TaskAdvanced) -> tuple[Event, ...] | Refusal:
    """Decide what a unit says of its task: its own device pushes it, or an officer heard it."""
    task = _task(units, step.unit)
    if isinstance(task, Refusal):
        return task
    states = STATES[task.kind]
    if step.state not in states:
        return refuse("not_a_state_of_task", "state", unit=step.unit, state=step.state)
    if states.index(step.state) <= states.index(task.state):
        return refuse("task_step_behind", "state", unit=step.unit, state=task.state)
    return (step,)


def end(units: Units, command: ask.EndTask, now: int) -> tuple[Event, ...] | Refusal:
    """Decide the end of a task."""
    task = _task(units, command.unit)
    if isinstance(task, Refusal):
        return task
    return (ev.TaskEnded(now, command.unit, command.text),)


def _task(units: Units, name: str) -> Task | Refusal:
    unit = units.get(name)
    if unit is None:
        return refuse("unknown_unit", "unit", unit=name)
    return unit.task or refuse("no_task", "unit", unit=name)


def due_at(task: Task, sign_s: int) -> int | None:
    """Say when the task is overdue, epoch milliseconds; None when it is, or never will be."""
    if task.overdue:
        return None
    if task.state == "ordered":
        signed_by = task.since + sign_s * 1000
        return signed_by if task.until is None else min(signed_by, task.until)
    return task.until
