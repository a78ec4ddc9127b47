"""Patrol units (警力): who they are, whether they are free, and where they were last seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from county import events as ev
from county.events import Duty, Entry, Event, UnitKind
from county.fields import Code, Latitude, Longitude, Millis
from county.refusals import Refusal, refuse
from county.tasks import Task

Factor = Annotated[float, Meta(ge=1, le=100)]
Period = Annotated[int, Meta(ge=1, le=86_400, description="seconds")]


class PatrolRules(Struct, frozen=True, forbid_unknown_fields=True):
    """The profile's figures for positions."""

    report_period_s: dict[UnitKind, Period]
    """How often a unit of the kind tells its position, in seconds."""
    late_factor: Factor
    silent_factor: Factor


class Fix(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One position of one unit. Telemetry: the last one counts, it is not in the journal."""

    unit: Code
    at: Millis
    lat: Latitude
    lon: Longitude
    accuracy_m: Annotated[float, Meta(ge=0, le=100_000, description="metres")] | None = None
    speed_kmh: Annotated[float, Meta(ge=0, le=400, description="km/h")] | None = None
    heading_deg: Annotated[float, Meta(ge=0, lt=360, description="degrees from north")] | None = (
        None
    )


class Position(Struct, frozen=True, array_like=True):
    """The latest fix of a unit as screens get it: compact, because thousands go out each second."""

    unit: str
    at: int
    lat: float
    lon: float
    accuracy_m: float | None
    speed_kmh: float | None
    heading_deg: float | None
    source: str
    received: int
    """When the desk got it, epoch milliseconds."""

    @classmethod
    def of(cls, fix: Fix, source: str, received: int) -> Position:
        """Join a fix with where it came from and when."""
        return cls(
            fix.unit,
            fix.at,
            fix.lat,
            fix.lon,
            fix.accuracy_m,
            fix.speed_kmh,
            fix.heading_deg,
            source,
            received,
        )


Freshness = Literal["live", "late", "silent", "never"]


def freshness(position: Position | None, kind: UnitKind, rules: PatrolRules, now: int) -> Freshness:
    """Judge the age of a unit's latest fix against its kind's reporting period.

    The age counts from the older of fix and receipt time: a device that repeats an old fix is not
    live, and one whose clock runs ahead is not fresher for it.
    """
    if position is None:
        return "never"
    age_s = (now - min(position.at, position.received)) / 1000
    period = rules.report_period_s.get(kind, 60)
    if age_s > period * rules.silent_factor:
        return "silent"
    return "late" if age_s > period * rules.late_factor else "live"


class Unit(Struct, frozen=True, omit_defaults=True):
    """A unit as it stands now."""

    registered: ev.UnitRegistered
    duty: Duty = "on"
    alarm: int | None = None
    """The number of the alarm it is ordered to."""
    stage: str = ""
    """How far it has come with that order, as in `alarms.STAGES`."""
    free_since: Millis = 0
    """When its last order ended, by the desk's clock; 0 when it had none yet."""
    task: Task | None = None
    """What it does beside alarms."""

    @property
    def id(self) -> str:
        """Its call sign."""
        return self.registered.unit

    @property
    def kind(self) -> UnitKind:
        """What it moves as."""
        return self.registered.kind

    @property
    def area(self) -> str:
        """Its home township: who may see it does not change as it drives."""
        return self.registered.area


_STAGE_OF_EVENT: dict[type, str] = {
    ev.OrderSent: "sent",
    ev.OrderDelivered: "delivered",
    ev.OrderSigned: "signed",
    ev.UnitDeparted: "moving",
    ev.UnitArrived: "on_scene",
}


def evolve(units: dict[str, Unit], entry: Entry) -> str | None:
    """Fold one entry in; give the unit it changed, None for a unit that is not here."""
    event = entry.event
    if isinstance(event, ev.UnitRegistered):
        known = units.get(event.unit)
        units[event.unit] = replace(known, registered=event) if known else Unit(event)
        return event.unit
    unit = units.get(getattr(event, "unit", None) or "")
    if unit is None:
        return None
    match event:
        case ev.UnitRetired():
            del units[unit.id]
            return unit.id
        case ev.UnitDutyChanged():
            changed = replace(unit, duty=event.duty)
        case ev.TaskAssigned() | ev.TaskAdvanced() | ev.TaskOverdue() | ev.TaskEnded():
            changed = replace(unit, task=_task(unit.task, event, entry))
        case ev.OrderFact():
            changed = _ordered(unit, event, entry)
        case _:
            return None
    if changed is unit:
        return None
    units[unit.id] = changed
    return unit.id


def _ordered(unit: Unit, event: ev.OrderFact, entry: Entry) -> Unit:
    """Follow the unit's order; what is told of one that has ended changes nothing."""
    if isinstance(event, ev.UnitDispatched):
        stage = "held" if event.leaves_at > event.at else "sent"
        return replace(unit, alarm=event.alarm, stage=stage)
    if unit.alarm != event.alarm:
        return unit
    if isinstance(event, ev.UnitReleased):
        return replace(unit, alarm=None, stage="", free_since=entry.received)
    if isinstance(event, ev.OrderWithdrawn):
        return replace(unit, alarm=None, stage="")
    stage = _STAGE_OF_EVENT.get(type(event), "")
    return replace(unit, stage=stage) if stage else unit


def _task(task: Task | None, event: ev.TaskEvent, entry: Entry) -> Task | None:
    match event:
        case ev.TaskAssigned():
            now = entry.received
            return Task(event.kind, event.place, now, event.text, event.until, state_since=now)
        case ev.TaskAdvanced():
            return task and replace(
                task, state=event.state, state_since=entry.received, overdue=False
            )
        case ev.TaskOverdue():
            return task and replace(task, overdue=True)
        case ev.TaskEnded():
            return None


def set_duty(units: Mapping[str, Unit], change: ev.UnitDutyChanged) -> tuple[Event, ...] | Refusal:
    """Decide a change of duty: a unit under an order cannot leave."""
    unit = units.get(change.unit)
    if unit is None:
        return refuse("unknown_unit", "unit", unit=change.unit)
    if unit.duty == change.duty:
        return refuse("duty_unchanged", "duty", unit=unit.id)
    if unit.alarm is not None:
        return refuse("unit_busy", "unit", unit=unit.id, alarm=unit.alarm)
    if unit.task is not None:
        return refuse("unit_on_task", "unit", unit=unit.id)
    return (change,)


def enrol(
    units: Mapping[str, Unit], profile: Iterable[ev.UnitRegistered], now: int
) -> tuple[Event, ...]:
    """Compare the board's units with the profile's: what is new, changed or gone becomes events.

    A unit that is gone but under an order stays until it is released and the desk starts again.
    """
    wanted = {unit.unit: unit for unit in profile}
    told: list[Event] = []
    for name, registered in wanted.items():
        known = units.get(name)
        if known is None or replace(known.registered, at=registered.at) != registered:
            told.append(registered)
    gone = (u for u in units.values() if u.id not in wanted and u.alarm is None and u.task is None)
    told.extend(ev.UnitRetired(now, unit.id) for unit in gone)
    return tuple(told)
