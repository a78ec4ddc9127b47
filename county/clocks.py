"""The clocks of one alarm, t0 to t7: when each thing about it happened, claimed and seen.

All that the indicators need to know of an alarm, in a tenth of its size. What people and devices
claim is by their tellers' clocks; what was seen is by the fixes that showed it. A clock that has
not been reached is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from sys import intern
from typing import NamedTuple

from msgspec import Struct

from county import events as ev
from county.alarms.state import Alarm
from county.fields import Millis, Priority

_TAKES = (ev.AlarmAcknowledged, ev.AlarmTakenOver)
_TURNS = (ev.AlarmClosed, ev.AlarmCancelled, ev.AlarmMerged, ev.AlarmSplit)
"""What ends an alarm, or opens it again."""
_MACHINES = frozenset({"panel", "sensor"})


class Moment(Struct, frozen=True, array_like=True, gc=False):
    """When something happened: as claimed, and as positions showed it."""

    claimed: Millis | None = None
    seen: Millis | None = None


class OrderClocks(Struct, frozen=True, array_like=True, gc=False):
    """The clocks of one unit's order that left."""

    unit: str
    sent: Millis
    signed: Millis | None
    moving: Moment
    arrived: Moment


class Clocks(Struct, frozen=True, gc=False, omit_defaults=True):
    """When everything about one alarm happened, epoch milliseconds."""

    number: int
    priority: Priority
    """As it is now."""
    kind: str
    area: str
    cell: str
    received: Millis
    """t0: when the desk got the report."""
    acknowledged: Millis | None = None
    """t1: when somebody took it first."""
    sent: Millis | None = None
    """t2: when the first order left."""
    signed: Millis | None = None
    """t3: when the first unit signed."""
    moving: Moment = Moment()
    """t4: when the first unit moved."""
    arrived: Moment = Moment()
    """t5: when the first unit was there."""
    fed_back: Millis | None = None
    """t6: when the first word came from the scene."""
    closed: Millis | None = None
    """t7: when it was closed; None for one that was cancelled."""
    orders: tuple[OrderClocks, ...] = ()
    """Those that left."""
    open: bool = False
    """Whether it has not ended: its clocks may still move."""
    simulated: bool = False
    merged: bool = False
    """Whether it is worked as another."""
    diverted: bool = False
    taken_by: str = ""
    """Who took it first, as in `Entry.by`."""
    takes: int = 0
    """How often somebody took it or took it over."""
    lapses: int = 0
    """How often whoever took it did nothing in time."""
    repeats: int = 0
    """How often its source told it again."""
    device: str = ""
    """The machine that told it; "" when a person did. Never to be shown: it may name a place."""
    idle_ms: int = 0
    """The longest that nothing happened to it while it was open."""


def clocks_of(alarm: Alarm, now: Millis) -> Clocks:
    """Read the clocks of an alarm as it stands at `now`.

    Its words are interned: a bulletin holds a hundred thousand of them, and few are different.
    """
    orders = tuple(_order_clocks(alarm))
    doings = _doings(alarm, now)
    report = alarm.report
    return Clocks(
        number=alarm.number,
        priority=alarm.priority,
        kind=intern(report.kind),
        area=intern(report.area),
        cell=intern(report.cell),
        received=alarm.received,
        acknowledged=alarm.acknowledged_at,
        sent=_first(order.sent for order in orders),
        signed=_first(order.signed for order in orders),
        moving=_first_moment(order.moving for order in orders),
        arrived=_first_moment(order.arrived for order in orders),
        fed_back=alarm.fed_back_at,
        closed=alarm.ended_at if alarm.status == "closed" else None,
        orders=orders,
        open=not alarm.ended,
        simulated=report.simulated,
        merged=alarm.into is not None,
        diverted=alarm.diversion is not None,
        taken_by=intern(doings.taken_by),
        takes=doings.takes,
        lapses=alarm.lapses,
        repeats=alarm.repeats,
        device=intern(f"{alarm.by} {report.caller}" if report.channel in _MACHINES else ""),
        idle_ms=doings.idle_ms,
    )


def _order_clocks(alarm: Alarm) -> Iterator[OrderClocks]:
    for order in alarm.orders:
        if order.sent_at is not None:
            yield OrderClocks(
                intern(order.unit),
                order.sent_at,
                order.signed_at,
                Moment(order.moving_at, order.moving_seen_at),
                Moment(order.on_scene_at, order.on_scene_seen_at),
            )


class _Doings(NamedTuple):
    """What only the timeline tells of an alarm."""

    taken_by: str
    takes: int
    idle_ms: int


def _doings(alarm: Alarm, now: Millis) -> _Doings:
    """Read an alarm's timeline; of what it no longer holds, count what is sure."""
    taken_by, takes, idle_ms = "", 0, 0
    last, ended = alarm.received, False
    for entry in alarm.timeline:
        event = entry.event
        if not ended:
            idle_ms = max(idle_ms, entry.received - last)
        last = entry.received
        if isinstance(event, _TAKES):
            taken_by = taken_by or entry.by
            takes += 1
        elif isinstance(event, _TURNS) and event.alarm == alarm.number:
            ended = not isinstance(event, ev.AlarmSplit)
    if not alarm.ended:
        idle_ms = max(idle_ms, now - last)
    known = alarm.lapses + bool(alarm.owner)
    return _Doings(taken_by or alarm.owner, max(takes, known), idle_ms)


def _first(times: Iterable[Millis | None]) -> Millis | None:
    return min((time for time in times if time is not None), default=None)


def _first_moment(moments: Iterable[Moment]) -> Moment:
    all_ = tuple(moments)
    if len(all_) == 1:  # as mostly: shared, because a week's bulletin holds very many
        return all_[0]
    return Moment(_first(m.claimed for m in all_), _first(m.seen for m in all_))
