"""Alarms (警情): their state, what may be asked of them, and what falls due."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Literal, NamedTuple

from msgspec import Meta, Struct
from msgspec.structs import replace

from county import commands as ask
from county import events as ev
from county.events import Entry
from county.fields import Code, Millis, Priority
from county.patrol import Unit
from county.refusals import Refusal, refuse

Seconds = Annotated[int, Meta(ge=1, le=31_622_400, description="seconds")]


class PriorityRules(Struct, frozen=True, forbid_unknown_fields=True):
    """What the county promises for one priority, in seconds; None where it promises nothing."""

    ack_s: Seconds
    dispatch_s: Seconds | None = None
    sign_s: Seconds | None = None
    arrival_town_s: Seconds | None = None
    arrival_outskirts_s: Seconds | None = None
    feedback_s: Seconds | None = None


class AlarmRules(Struct, frozen=True, forbid_unknown_fields=True):
    """The profile's figures for alarms."""

    p1: PriorityRules
    p2: PriorityRules
    p3: PriorityRules
    p4: PriorityRules
    keep_closed_s: Seconds
    """How long a closed alarm stays on the board."""

    def of(self, priority: int) -> PriorityRules:
        """Give the figures for `priority` 1 to 4."""
        return (self.p1, self.p2, self.p3, self.p4)[priority - 1]


Stage = Literal["sent", "signed", "moving", "on_scene"]
STAGES: tuple[Stage, ...] = ("sent", "signed", "moving", "on_scene")
"""How far a unit has come with its order. Steps may be skipped, never taken back."""

Status = Literal[
    "reported",
    "acknowledged",
    "dispatched",
    "signed",
    "moving",
    "on_scene",
    "fed_back",
    "closed",
    "cancelled",
]
ENDED: frozenset[Status] = frozenset({"closed", "cancelled"})
_STATUS_OF_STAGE: dict[Stage, Status] = {
    "sent": "dispatched",
    "signed": "signed",
    "moving": "moving",
    "on_scene": "on_scene",
}

TIMELINE_KEPT = 200
"""Entries kept on the board for one alarm, so that a babbling feed cannot grow it without bound."""


class Order(Struct, frozen=True, omit_defaults=True, gc=False):
    """One unit's order for one alarm; the stages' times are by their tellers' clocks."""

    unit: Code
    sent_at: Millis
    stage: Stage = "sent"
    signed_at: Millis | None = None
    moving_at: Millis | None = None
    on_scene_at: Millis | None = None
    released_at: Millis | None = None


class Alarm(Struct, frozen=True, omit_defaults=True, gc=False):
    """An alarm as it stands now."""

    report: ev.AlarmReported
    priority: Priority
    received: Millis
    status: Status = "reported"
    owner: str = ""
    """Who took it, as in `Entry.by`."""
    unanswered: bool = False
    orders: tuple[Order, ...] = ()
    fed_back_at: Millis | None = None
    ended_at: Millis | None = None
    outcome: str = ""
    timeline: tuple[Entry, ...] = ()
    """What happened since the report, oldest first; the newest `TIMELINE_KEPT`."""

    @property
    def number(self) -> int:
        """The number that people say."""
        return self.report.number

    @property
    def area(self) -> str:
        """The township it lies in; "" when its place is not known."""
        return self.report.area

    @property
    def ended(self) -> bool:
        """Whether it is closed or cancelled."""
        return self.status in ENDED

    @property
    def when(self) -> int:
        """When it happened, epoch milliseconds: by receipt when its teller's clock is off."""
        return self.received if self.report.doubtful else self.report.at

    def order_of(self, unit: str) -> Order | None:
        """Give the unit's order that has not ended, or None."""
        return next((o for o in self.orders if o.unit == unit and o.released_at is None), None)


Alarms = Mapping[int, Alarm]


# ---- evolve -------------------------------------------------------------------------------------


def evolve(alarms: dict[int, Alarm], entry: Entry) -> int:
    """Fold one entry in; give the alarm it is about.

    Entries on alarms that are not here (another area's) change nothing.
    """
    event: Any = entry.event  # narrowed by its type, below
    kind = type(event)
    if kind is ev.AlarmReported:
        assert event.priority is not None, "the desk settles the priority"
        alarms[event.number] = Alarm(event, event.priority, entry.received)
        number: int = event.number
        return number
    number = event.alarm
    alarm = alarms.get(number)
    if alarm is None:
        return number
    if kind is ev.AlarmFiled:
        del alarms[number]
        return number
    changes = _CHANGES[kind](alarm, event, entry)
    timeline = (*alarm.timeline, entry)[-TIMELINE_KEPT:]
    alarms[number] = _settled(replace(alarm, timeline=timeline, **changes))
    return number


def _settled(alarm: Alarm) -> Alarm:
    """Bring `status` in line with what is known: the furthest order still running counts."""
    if alarm.ended:
        return alarm
    stages = [STAGES.index(o.stage) for o in alarm.orders if o.released_at is None]
    status: Status = "acknowledged" if alarm.owner else "reported"
    if alarm.fed_back_at is not None:
        status = "fed_back"
    elif stages:
        status = _STATUS_OF_STAGE[STAGES[max(stages)]]
    return replace(alarm, status=status)


def _with_order(alarm: Alarm, unit: str, **changes: Any) -> dict[str, object]:
    orders = tuple(
        replace(o, **changes) if o.unit == unit and o.released_at is None else o
        for o in alarm.orders
    )
    return {"orders": orders}


# What each event changes in its alarm. The event's type is the key, so Any is narrowed by it.
_CHANGES: dict[type, Callable[[Alarm, Any, Entry], dict[str, object]]] = {
    ev.AlarmAcknowledged: lambda _, e, entry: {"owner": entry.by, "unanswered": False},
    ev.AlarmUnanswered: lambda _, e, entry: {"unanswered": True},
    ev.AlarmNoted: lambda _, e, entry: {},
    ev.UnitDispatched: lambda alarm, e, entry: {"orders": (*alarm.orders, Order(e.unit, e.at))},
    ev.OrderSigned: lambda alarm, e, entry: _with_order(
        alarm, e.unit, stage="signed", signed_at=e.at
    ),
    ev.UnitDeparted: lambda alarm, e, entry: _with_order(
        alarm, e.unit, stage="moving", moving_at=e.at
    ),
    ev.UnitArrived: lambda alarm, e, entry: _with_order(
        alarm, e.unit, stage="on_scene", on_scene_at=e.at
    ),
    ev.FeedbackGiven: lambda alarm, e, entry: (
        {} if alarm.fed_back_at is not None else {"fed_back_at": e.at}
    ),
    ev.UnitReleased: lambda alarm, e, entry: _with_order(alarm, e.unit, released_at=e.at),
    ev.AlarmClosed: lambda _, e, entry: {
        "status": "closed",
        "ended_at": entry.received,
        "outcome": e.outcome,
    },
    ev.AlarmCancelled: lambda _, e, entry: {"status": "cancelled", "ended_at": entry.received},
}


# ---- decide -------------------------------------------------------------------------------------

Decision = tuple[ev.Event, ...] | Refusal


class Scene(NamedTuple):
    """What a decision on one alarm may look at."""

    alarm: Alarm
    units: Mapping[str, Unit]
    outcomes: frozenset[str]
    now: int


def decide(
    alarms: Alarms, units: Mapping[str, Unit], outcomes: frozenset[str], command: Any, now: int
) -> Decision:
    """Decide a command on an alarm: the events it becomes, or why not.

    Raises KeyError for a command that is not about an alarm.
    """
    alarm = alarms.get(command.alarm)
    if alarm is None:
        return refuse("unknown_alarm", "alarm", alarm=command.alarm)
    if alarm.ended and type(command) not in _AFTER_THE_END:
        return refuse("alarm_ended", "alarm", alarm=alarm.number)
    return _DECIDE[type(command)](Scene(alarm, units, outcomes, now), command)


_STEP_OF_COMMAND: dict[type, type[ev.OrderSigned | ev.UnitDeparted | ev.UnitArrived]] = {
    ask.Sign: ev.OrderSigned,
    ask.Depart: ev.UnitDeparted,
    ask.Arrive: ev.UnitArrived,
}
_STAGE_OF_STEP: dict[type, Stage] = {
    ev.OrderSigned: "signed",
    ev.UnitDeparted: "moving",
    ev.UnitArrived: "on_scene",
}


def progress(
    alarms: Alarms, step: ev.OrderSigned | ev.UnitDeparted | ev.UnitArrived | ev.FeedbackGiven
) -> Decision:
    """Decide what a unit says of its order: its own device pushes it, or an officer heard it."""
    alarm = alarms.get(step.alarm)
    if alarm is None:
        return refuse("unknown_alarm", "alarm", alarm=step.alarm)
    if alarm.ended:
        return refuse("alarm_ended", "alarm", alarm=alarm.number)
    if isinstance(step, ev.FeedbackGiven):
        return _fed_back(alarm, step)
    order = alarm.order_of(step.unit)
    if order is None:
        return refuse("not_ordered", "unit", unit=step.unit, alarm=alarm.number)
    if STAGES.index(order.stage) >= STAGES.index(_STAGE_OF_STEP[type(step)]):
        return refuse("step_behind", "unit", unit=step.unit, stage=order.stage)
    return (step,)


def _acknowledge(scene: Scene, _: ask.Acknowledge) -> Decision:
    alarm = scene.alarm
    if alarm.owner:
        return refuse(
            "already_acknowledged", "alarm", alarm=alarm.number, owner=alarm.owner.partition(":")[2]
        )
    return (ev.AlarmAcknowledged(scene.now, alarm.number),)


def _dispatch(scene: Scene, command: ask.Dispatch) -> Decision:
    alarm, now = scene.alarm, scene.now
    once = dict.fromkeys(command.units)
    for name in once:
        hindered = _hindered(scene.units.get(name), name, alarm.number)
        if hindered is not None:
            return hindered
    taken = () if alarm.owner else (ev.AlarmAcknowledged(now, alarm.number),)
    return (*taken, *(ev.UnitDispatched(now, alarm.number, name) for name in once))


def _hindered(unit: Unit | None, name: str, alarm: int) -> Refusal | None:
    if unit is None:
        return refuse("unknown_unit", "units", unit=name)
    if unit.task == alarm:
        return refuse("already_ordered", "units", unit=name, alarm=alarm)
    if unit.task is not None:
        return refuse("unit_busy", "units", unit=name, alarm=unit.task)
    if unit.duty != "on":
        return refuse("unit_off_duty", "units", unit=name)
    return None


def _step(scene: Scene, command: ask.Sign | ask.Depart | ask.Arrive) -> Decision:
    heard = _STEP_OF_COMMAND[type(command)](scene.now, command.alarm, command.unit)
    return progress({scene.alarm.number: scene.alarm}, heard)


def _release(scene: Scene, command: ask.Release) -> Decision:
    if scene.alarm.order_of(command.unit) is None:
        return refuse("not_ordered", "unit", unit=command.unit, alarm=scene.alarm.number)
    return (ev.UnitReleased(scene.now, scene.alarm.number, command.unit),)


def _note(scene: Scene, command: ask.Note) -> Decision:
    return (ev.AlarmNoted(scene.now, scene.alarm.number, command.text),)


def _feed_back(scene: Scene, command: ask.Feedback) -> Decision:
    told = ev.FeedbackGiven(scene.now, scene.alarm.number, command.text, command.unit)
    return _fed_back(scene.alarm, told)


def _fed_back(alarm: Alarm, told: ev.FeedbackGiven) -> Decision:
    """Take feedback from a unit that was sent, even after it was released, or from nobody named."""
    if told.unit is not None and all(order.unit != told.unit for order in alarm.orders):
        return refuse("not_ordered", "unit", unit=told.unit, alarm=alarm.number)
    return (told,)


def _close(scene: Scene, command: ask.Close) -> Decision:
    number = scene.alarm.number
    if not scene.alarm.owner:
        return refuse("not_acknowledged", "alarm", alarm=number)
    if command.outcome not in scene.outcomes:
        return refuse("unknown_outcome", "outcome", outcome=command.outcome)
    closed = ev.AlarmClosed(scene.now, number, command.outcome, command.text)
    return (*_released(scene), closed)


def _cancel(scene: Scene, command: ask.Cancel) -> Decision:
    cancelled = ev.AlarmCancelled(scene.now, scene.alarm.number, command.reason)
    return (*_released(scene), cancelled)


def _released(scene: Scene) -> Iterator[ev.UnitReleased]:
    """End the running orders one by one: each unit's own area must learn of it, and no more."""
    for order in scene.alarm.orders:
        if order.released_at is None:
            yield ev.UnitReleased(scene.now, scene.alarm.number, order.unit)


def _flag_unanswered(scene: Scene, _: ask.FlagUnanswered) -> Decision:
    waiting = scene.alarm.status == "reported" and not scene.alarm.unanswered
    return (ev.AlarmUnanswered(scene.now, scene.alarm.number),) if waiting else ()


def _file(scene: Scene, _: ask.FileAlarm) -> Decision:
    return (ev.AlarmFiled(scene.now, scene.alarm.number),) if scene.alarm.ended else ()


_AFTER_THE_END = frozenset({ask.Note, ask.FileAlarm, ask.FlagUnanswered})
"""What may still be asked of an alarm that has ended."""

# A command's type is the key, so Any is narrowed by it.
_DECIDE: dict[type, Callable[[Scene, Any], Decision]] = {
    ask.Acknowledge: _acknowledge,
    ask.Dispatch: _dispatch,
    ask.Sign: _step,
    ask.Depart: _step,
    ask.Arrive: _step,
    ask.Release: _release,
    ask.Note: _note,
    ask.Feedback: _feed_back,
    ask.Close: _close,
    ask.Cancel: _cancel,
    ask.FlagUnanswered: _flag_unanswered,
    ask.FileAlarm: _file,
}


# ---- timers -------------------------------------------------------------------------------------


WAITED_AFTER = frozenset({ev.AlarmReported, ev.AlarmClosed, ev.AlarmCancelled})
"""The events after which something falls due; after others it is at most no longer asked for."""


def due_at(alarm: Alarm, rules: AlarmRules) -> int | None:
    """Say when something falls due for this alarm as it stands, epoch milliseconds."""
    if alarm.status == "reported":
        waits_ms = rules.of(alarm.priority).ack_s * 1000
        return None if alarm.unanswered else alarm.received + waits_ms
    return None if alarm.ended_at is None else alarm.ended_at + rules.keep_closed_s * 1000


def duly(alarm: Alarm) -> ask.Duly:
    """Say what falls due then."""
    return ask.FileAlarm(alarm.number) if alarm.ended else ask.FlagUnanswered(alarm.number)
