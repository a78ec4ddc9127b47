"""What each event makes of an alarm: the journal's entries folded, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from county import events as ev
from county.alarms.state import (
    STAGES,
    TIMELINE_KEPT,
    Alarm,
    Diversion,
    Order,
    Shelf,
    Stage,
    Stamp,
    Status,
)
from county.events import Entry

_STATUS_OF_STAGE: dict[Stage, Status] = {
    "held": "dispatched",
    "sent": "dispatched",
    "delivered": "dispatched",
    "signed": "signed",
    "moving": "moving",
    "on_scene": "on_scene",
}

Changes = dict[str, object]


def evolve(alarms: dict[int, Alarm], entry: Entry) -> list[int]:
    """Fold one entry in; give the alarms it changed.

    Entries on alarms that are not here (another area's) change nothing.
    """
    event: Any = entry.event  # narrowed by its type, below
    kind = type(event)
    if kind is ev.AlarmReported:
        return [begin(alarms, event, entry)]
    number: int = event.alarm
    changed = _fold_into_other(alarms, entry)
    alarm = alarms.get(number)
    if alarm is None:
        return changed
    if kind is ev.AlarmFiled:
        del alarms[number]
        return [number]
    changes = _CHANGES[kind](alarm, event, entry)
    if entry.by.startswith("seat:"):
        changes.setdefault("acted_at", entry.received)
    alarms[number] = _told(alarm, entry, changes)
    return [number, *changed]


def begin(alarms: dict[int, Alarm], report: ev.AlarmReported, entry: Entry) -> int:
    """Fold a report in, which begins an alarm; give its number."""
    assert report.priority is not None, "the desk settles the priority"
    received = entry.received
    alarms[report.number] = Alarm(
        report,
        report.priority,
        received,
        entry.by,
        waits_since=received,
        validation=report.validation,
    )
    return report.number


def _fold_into_other(alarms: dict[int, Alarm], entry: Entry) -> list[int]:
    """Note in the alarm that another was merged into, or split from, what became of that."""
    event = entry.event
    if isinstance(event, ev.AlarmMerged):
        number, here = event.into, True
    elif isinstance(event, ev.AlarmSplit):
        number, here = event.out_of, False
    else:
        return []
    home = alarms.get(number)
    if home is None:
        return []
    merged = tuple(other for other in home.merged if other != event.alarm)
    if here:
        merged = (*merged, event.alarm)
    changes: Changes = {"merged": merged}
    if entry.by.startswith("seat:"):
        changes["acted_at"] = entry.received
    alarms[number] = _told(home, entry, changes)
    return [number]


def _told(alarm: Alarm, entry: Entry, changes: Changes) -> Alarm:
    past = alarm.timeline
    if past and type(entry.event) is type(past[-1].event) is ev.AlarmRepeated:
        past = past[:-1]
    return _settled(replace(alarm, timeline=(*past, entry)[-TIMELINE_KEPT:], **changes))


def _settled(alarm: Alarm) -> Alarm:
    """Bring `status` in line with what is known: the furthest order still running counts."""
    status = _status(alarm)
    return alarm if status == alarm.status else replace(alarm, status=status)


def _status(alarm: Alarm) -> Status:
    if alarm.ended_at is not None:
        return alarm.status
    if alarm.shelf is not None:
        return "shelved"
    if alarm.handed_on:
        return "diverted"
    if alarm.fed_back_at is not None:
        return "fed_back"
    stages = [STAGES.index(order.stage) for order in alarm.running]
    if stages:
        return _STATUS_OF_STAGE[STAGES[max(stages)]]
    return "acknowledged" if alarm.owner else "reported"


# ---- who has it ---------------------------------------------------------------------------------


def _taken(alarm: Alarm, event: ev.AlarmAcknowledged | ev.AlarmTakenOver, entry: Entry) -> Changes:
    return {
        "owner": entry.by,
        "acknowledged_at": alarm.acknowledged_at or event.at,
        "acted_at": entry.received,
        "waits_since": 0,
        "step": 0,
        "shelf": None,
    }


def _lapsed(alarm: Alarm, _: ev.AckLapsed, entry: Entry) -> Changes:
    """Nobody has it again; its first step was its owner's: it goes on from the second."""
    return {"owner": "", "lapses": alarm.lapses + 1, "waits_since": entry.received, "step": 1}


def _prioritised(alarm: Alarm, event: ev.AlarmPrioritised, entry: Entry) -> Changes:
    """Count anew by the figures of a more urgent priority, of which who was told stays told.

    It is not left to another department either.
    """
    changes: Changes = {"priority": event.priority}
    if event.priority < alarm.priority:
        if alarm.waits_since:
            changes["waits_since"] = entry.received
        if alarm.owner:
            changes["acted_at"] = entry.received
        if alarm.handed_on:
            changes["diversion"] = None
    return changes


def _unshelved(alarm: Alarm, _: ev.AlarmUnshelved, entry: Entry) -> Changes:
    """Whoever takes it up has it; what comes back by itself waits for somebody, as if new."""
    if entry.by.startswith("seat:"):
        return {"shelf": None, "owner": entry.by}
    return {"shelf": None, "owner": "", "waits_since": entry.received, "step": 0}


def _merged(_: Alarm, event: ev.AlarmMerged, entry: Entry) -> Changes:
    return {
        "status": "merged",
        "into": event.into,
        "ended_at": entry.received,
        "shelf": None,
        "waits_since": 0,
    }


def _split(alarm: Alarm, _: ev.AlarmSplit, entry: Entry) -> Changes:
    """It stands for itself again, open; if nobody had taken it, it waits as if new."""
    return {
        "into": None,
        "ended_at": None,
        "status": "acknowledged" if alarm.owner else "reported",
        "outcome": "",
        "waits_since": 0 if alarm.owner else entry.received,
        "step": 0,
        "acted_at": entry.received if alarm.owner else 0,
    }


# ---- its orders ---------------------------------------------------------------------------------


def _dispatched(alarm: Alarm, event: ev.UnitDispatched, entry: Entry) -> Changes:
    """Send a unit: what the desk works again is not another department's."""
    order = Order(event.unit, event.at, event.leaves_at or event.at, since=entry.received)
    if order.leaves_at <= event.at:
        order = replace(order, stage="sent", sent_at=entry.received, sends=1)
    changes: Changes = {"orders": (*alarm.orders, order)}
    if alarm.handed_on:
        changes["diversion"] = None
    return changes


def _withdrawn(alarm: Alarm, event: ev.OrderWithdrawn, entry: Entry) -> Changes:
    kept = tuple(o for o in alarm.orders if o.unit != event.unit or not o.running)
    return {"orders": kept, "acted_at": entry.received}


def _with_order(alarm: Alarm, unit: str, change: Callable[[Order], Order]) -> Changes:
    return {"orders": tuple(change(o) if o.unit == unit and o.running else o for o in alarm.orders)}


def _on(change: Callable[[Order, int], Order]) -> Callable[[Alarm, Any, Entry], Changes]:
    """Make the fold of an event that changes one order, given when it happened."""
    return lambda alarm, event, _: _with_order(
        alarm, event.unit, lambda order: change(order, event.at)
    )


def _to(stage: Stage, time: str) -> Callable[[Alarm, Any, Entry], Changes]:
    """Make the fold of an event that brings an order to a stage; what was heard of has left.

    `sent_at` is by the desk's clock in any case: what falls due counts from there.
    """

    def fold(alarm: Alarm, event: Any, entry: Entry) -> Changes:
        def move(order: Order) -> Order:
            sent_at = entry.received if order.sent_at is None else order.sent_at
            changes: Changes = {time: event.at, "sent_at": sent_at, "sends": max(order.sends, 1)}
            return replace(order, stage=stage, since=entry.received, **changes)

        return _with_order(alarm, event.unit, move)

    return fold


def _released(alarm: Alarm, event: ev.UnitReleased, entry: Entry) -> Changes:
    changes = _with_order(alarm, event.unit, lambda order: replace(order, released_at=event.at))
    return {**changes, "acted_at": entry.received}


def _seen_there(order: Order, at: int) -> Order:
    moved = at if order.moving_seen_at is None else order.moving_seen_at
    return replace(order, on_scene_seen_at=at, moving_seen_at=moved, unmoved=False)


# ---- what was said and how it ended -------------------------------------------------------------


def _fed_back(alarm: Alarm, event: ev.FeedbackGiven, entry: Entry) -> Changes:
    changes: Changes = {
        "fed_back_at": event.at if alarm.fed_back_at is None else alarm.fed_back_at,
        "last_word_at": entry.received,
        "feedback_overdue": False,
    }
    if alarm.diversion is not None and alarm.handed_on and event.unit is None:
        # A unit that was there before tells of itself; anything else is the department's answer.
        changes["diversion"] = replace(alarm.diversion, answered_at=entry.received)
    return changes


def _ended(status: Status) -> Callable[[Alarm, Any, Entry], Changes]:
    return lambda _, event, entry: {
        "status": status,
        "ended_at": entry.received,
        "outcome": getattr(event, "outcome", ""),
        "shelf": None,
        "waits_since": 0,
    }


# What each event changes in its alarm. The event's type is the key, so Any is narrowed by it.
_CHANGES: dict[type, Callable[[Alarm, Any, Entry], Changes]] = {
    ev.AlarmRepeated: lambda alarm, e, entry: {
        "repeats": alarm.repeats + 1,
        "repeated_at": entry.received,
    },
    ev.AlarmPrioritised: _prioritised,
    ev.AlarmValidated: lambda _, e, entry: {"validation": e.level},
    ev.AlarmAcknowledged: _taken,
    ev.AlarmTakenOver: _taken,
    ev.AckLapsed: _lapsed,
    ev.AlarmEscalated: lambda _, e, entry: {"step": e.step},
    ev.AlarmShelved: lambda _, e, entry: {
        "shelf": Shelf(entry.by, entry.received, e.until, e.reason)
    },
    ev.AlarmUnshelved: _unshelved,
    ev.AlarmMerged: _merged,
    ev.AlarmSplit: _split,
    ev.AlarmNoted: lambda _, e, entry: {},
    ev.UnitDispatched: _dispatched,
    ev.OrderWithdrawn: _withdrawn,
    ev.OrderSent: _to("sent", "sent_at"),
    ev.OrderResent: _on(lambda order, at: replace(order, sends=order.sends + 1)),
    ev.OrderDelivered: _to("delivered", "delivered_at"),
    ev.OrderUnanswered: _on(lambda order, at: replace(order, unanswered=True)),
    ev.OrderSigned: _to("signed", "signed_at"),
    ev.UnitUnmoved: _on(lambda order, at: replace(order, unmoved=True)),
    ev.UnitDeparted: _to("moving", "moving_at"),
    ev.MovementSeen: _on(lambda order, at: replace(order, moving_seen_at=at, unmoved=False)),
    ev.UnitArrived: _to("on_scene", "on_scene_at"),
    ev.ArrivalSeen: _on(_seen_there),
    ev.UnitReleased: _released,
    ev.FeedbackGiven: _fed_back,
    ev.FeedbackOverdue: lambda _, e, entry: {"feedback_overdue": True},
    ev.AlarmReinforced: lambda alarm, e, entry: {"card_step": max(alarm.card_step, e.step)},
    ev.AlarmDiverted: lambda _, e, entry: {
        "diversion": Diversion(e.to, entry.received, e.due_at, e.reason)
    },
    ev.DiversionOverdue: lambda alarm, e, entry: {
        "diversion": alarm.diversion and replace(alarm.diversion, overdue=True)
    },
    ev.SettlementStepTaken: lambda alarm, e, entry: {
        "settlement": (*alarm.settlement, Stamp(e.step, e.at))
    },
    ev.AlarmClosed: _ended("closed"),
    ev.AlarmCancelled: _ended("cancelled"),
}
