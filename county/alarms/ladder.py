"""What falls due on an alarm by itself: the ladder, lapses, orders nobody signs, words not given.

Everything is read off the alarm as it stands, so each thing happens once, across restarts too; and
after an outage each alarm goes straight to where it should be, not through every step between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from county import events as ev
from county.alarms.rules import AlarmRules, PriorityRules
from county.alarms.state import Alarm, Order
from county.events import Event


class Due(NamedTuple):
    """Something that happens by itself at a moment unless something else happens before."""

    at: int
    """Epoch milliseconds."""
    tell: Callable[[int], Event]
    """Makes its event, given the time when it is told."""


def due_at(alarm: Alarm, rules: AlarmRules) -> int | None:
    """Say when something next falls due for this alarm, epoch milliseconds."""
    if alarm.waits_since and not (alarm.orders or alarm.shelf or alarm.diversion):
        # Every new alarm comes through here.
        ladder, step = rules.of(alarm.priority).ladder_s, alarm.step
        return alarm.waits_since + ladder[step] * 1000 if step < len(ladder) else None
    return min((due.at for due in dues(alarm, rules)), default=None)


def overdue(alarm: Alarm, rules: AlarmRules, now: int) -> tuple[Event, ...]:
    """Give the events of what has fallen due by `now`, the earliest first."""
    come = sorted((due for due in dues(alarm, rules) if due.at <= now), key=lambda due: due.at)
    return tuple(due.tell(now) for due in come)


def dues(alarm: Alarm, rules: AlarmRules) -> Iterator[Due]:
    """Give everything that will fall due on an alarm if nothing else happens to it."""
    number = alarm.number
    if alarm.ended_at is not None:
        if alarm.status != "merged":  # a merged one ends with the one that it is worked as
            filed_at = _after(alarm.ended_at, rules.keep_closed_s)
            yield Due(filed_at, lambda now: ev.AlarmFiled(now, number))
    elif alarm.shelf is not None:
        yield Due(alarm.shelf.until, lambda now: ev.AlarmUnshelved(now, number))
    elif alarm.diversion is not None and alarm.handed_on:
        if not alarm.diversion.overdue:
            yield Due(alarm.diversion.due_at, lambda now: ev.DiversionOverdue(now, number))
    else:
        figures = rules.of(alarm.priority)
        yield from _waiting(alarm, figures)
        yield from _word(alarm, figures)
        for order in alarm.running:
            yield from _order(number, order, figures)


def _after(moment: int, seconds: int) -> int:
    return moment + seconds * 1000


def _waiting(alarm: Alarm, figures: PriorityRules) -> Iterator[Due]:
    """Climb the ladder while nobody has it; fall back when its owner does nothing."""
    number, ladder = alarm.number, figures.ladder_s
    if not alarm.owner:
        if alarm.step < len(ladder):
            since, step = alarm.waits_since, alarm.step

            def climb(now: int) -> Event:
                passed = sum(_after(since, seconds) <= now for seconds in ladder)
                return ev.AlarmEscalated(now, number, max(passed, step + 1))

            yield Due(_after(since, ladder[step]), climb)
    elif figures.lapse_s is not None and alarm.fed_back_at is None and not any(alarm.running):
        lapses_at = _after(alarm.acted_at, figures.lapse_s)
        yield Due(lapses_at, lambda now: ev.AckLapsed(now, number))


def _word(alarm: Alarm, figures: PriorityRules) -> Iterator[Due]:
    """Miss the first word from the scene, or the next one."""
    if alarm.feedback_overdue or not alarm.owner:
        return
    at = word_due_at(alarm, figures)
    if at is not None:
        yield Due(at, lambda now: ev.FeedbackOverdue(now, alarm.number))


def word_due_at(alarm: Alarm, figures: PriorityRules) -> int | None:
    """Say by when the next word from the scene is due, epoch milliseconds.

    The first counts from the first arrival; where nobody arrives, from when somebody should have.
    """
    if alarm.last_word_at is not None:
        every = figures.feedback_every_s
        return None if every is None else _after(alarm.last_word_at, every)
    if figures.feedback_s is None:
        return None
    arrived = [order.since for order in alarm.orders if order.stage == "on_scene"]
    if arrived:
        return _after(min(arrived), figures.feedback_s)
    left = [order.sent_at for order in alarm.running if order.sent_at is not None]
    if not left:
        return None
    target = figures.arrival_outskirts_s or figures.arrival_town_s or 0
    return _after(min(left), target + figures.feedback_s)


def _order(number: int, order: Order, figures: PriorityRules) -> Iterator[Due]:
    unit = order.unit
    if order.stage == "held":
        yield Due(order.leaves_at, lambda now: ev.OrderSent(now, number, unit))
    elif order.sent_at is not None and order.before("signed"):
        if not order.unanswered:
            yield from _unsigned(number, order, order.sent_at, figures)
    elif figures.unmoved_s is not None and _not_seen(order):
        yield Due(
            _after(order.since, figures.unmoved_s), lambda now: ev.UnitUnmoved(now, number, unit)
        )


def _unsigned(number: int, order: Order, sent_at: int, figures: PriorityRules) -> Iterator[Due]:
    """Send once more, then ask for the next unit; once that is due the first is out of date."""
    unit = order.unit
    next_at = None if figures.next_unit_s is None else _after(sent_at, figures.next_unit_s)
    if figures.resend_s is not None and order.sends < 2:

        def again(now: int) -> Event:
            late = next_at is not None and next_at <= now
            return (ev.OrderUnanswered if late else ev.OrderResent)(now, number, unit)

        yield Due(_after(sent_at, figures.resend_s), again)
    elif next_at is not None:
        yield Due(next_at, lambda now: ev.OrderUnanswered(now, number, unit))


def _not_seen(order: Order) -> bool:
    """Tell whether a unit that signed was not seen to move, and nobody knows of that yet."""
    return order.stage in ("signed", "moving") and not order.unmoved and not order.moving_seen_at
