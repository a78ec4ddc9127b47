"""Orders: units sent to an alarm, what is done about their orders, and what they say of them."""

from __future__ import annotations

from collections.abc import Iterator

from county import commands as ask
from county import events as ev
from county.alarms.scene import Decision, Scene, in_hand
from county.alarms.state import Alarm, Alarms, Order, Stage
from county.patrol import Unit
from county.refusals import Refusal, refuse

Step = ev.OrderDelivered | ev.OrderSigned | ev.UnitDeparted | ev.UnitArrived | ev.FeedbackGiven
"""What a unit may say of its order."""


def dispatch(scene: Scene, command: ask.Dispatch) -> Decision:
    """Decide to send units: all of the line or none; takes the alarm when nobody has."""
    alarm, now = scene.alarm, scene.now
    once = dict.fromkeys(command.units)
    for name in once:
        hindered = _hindered(scene.units.get(name), name, alarm.number)
        if hindered is not None:
            return hindered
    undo_s = scene.ground.rules.of(alarm.priority).undo_s
    leaves_at = now + undo_s * 1000 if undo_s else 0
    told = list(in_hand(scene))
    for name in once:
        if scene.units[name].task is not None:  # it stood by for just this
            told.append(ev.TaskEnded(now, name))
        told.append(ev.UnitDispatched(now, alarm.number, name, leaves_at))
    return tuple(told)


def _hindered(unit: Unit | None, name: str, alarm: int) -> Refusal | None:
    if unit is None:
        return refuse("unknown_unit", "units", unit=name)
    if unit.alarm == alarm:
        return refuse("already_ordered", "units", unit=name, alarm=alarm)
    if unit.alarm is not None:
        return refuse("unit_busy", "units", unit=name, alarm=unit.alarm)
    if unit.task is not None and unit.task.kind != "standby":
        return refuse("unit_on_task", "units", unit=name)
    if unit.duty != "on":
        return refuse("unit_off_duty", "units", unit=name)
    return None


def undo(scene: Scene, _: ask.Undo) -> Decision:
    """Decide to withdraw what has not left."""
    held = _held(scene.alarm)
    if not held:
        return refuse("orders_have_left", "alarm", alarm=scene.alarm.number)
    return tuple(ev.OrderWithdrawn(scene.now, scene.alarm.number, order.unit) for order in held)


def send(scene: Scene, _: ask.Send) -> Decision:
    """Decide that what is held leaves now."""
    held = _held(scene.alarm)
    if not held:
        return refuse("orders_have_left", "alarm", alarm=scene.alarm.number)
    return tuple(ev.OrderSent(scene.now, scene.alarm.number, order.unit) for order in held)


def _held(alarm: Alarm) -> list[Order]:
    return [order for order in alarm.running if order.stage == "held"]


def resend(scene: Scene, command: ask.Resend) -> Decision:
    """Decide to send an order once more; one that is held leaves now."""
    number = scene.alarm.number
    order = scene.alarm.order_of(command.unit)
    if order is None:
        return refuse("not_ordered", "unit", unit=command.unit, alarm=number)
    if order.stage == "held":
        return (ev.OrderSent(scene.now, number, command.unit),)
    if not order.before("signed"):
        return refuse("step_behind", "unit", unit=command.unit, stage=order.stage)
    return (ev.OrderResent(scene.now, number, command.unit),)


def release(scene: Scene, command: ask.Release) -> Decision:
    """Decide that a unit's order ends."""
    number, order = scene.alarm.number, scene.alarm.order_of(command.unit)
    if order is None:
        return refuse("not_ordered", "unit", unit=command.unit, alarm=number)
    return (_ended(number, order, scene.now),)


def released(scene: Scene) -> Iterator[ev.Event]:
    """End the running orders one by one: each unit's own area must learn of it, and no more."""
    return (_ended(scene.alarm.number, order, scene.now) for order in scene.alarm.running)


def _ended(number: int, order: Order, now: int) -> ev.Event:
    """End an order: of one that has not left, the unit never hears."""
    if order.stage == "held":
        return ev.OrderWithdrawn(now, number, order.unit)
    return ev.UnitReleased(now, number, order.unit)


# ---- what a unit says ---------------------------------------------------------------------------

_HEARD: dict[type, type[ev.OrderSigned | ev.UnitDeparted | ev.UnitArrived]] = {
    ask.Sign: ev.OrderSigned,
    ask.Depart: ev.UnitDeparted,
    ask.Arrive: ev.UnitArrived,
}


def step(scene: Scene, command: ask.Sign | ask.Depart | ask.Arrive) -> Decision:
    """Decide what an officer heard a unit say."""
    heard = _HEARD[type(command)](scene.now, command.alarm, command.unit)
    return progress({scene.alarm.number: scene.alarm}, heard)


_STAGE_OF_STEP: dict[type, Stage] = {
    ev.OrderDelivered: "delivered",
    ev.OrderSigned: "signed",
    ev.UnitDeparted: "moving",
    ev.UnitArrived: "on_scene",
}


def progress(alarms: Alarms, step: Step) -> Decision:
    """Decide what a unit says of its order: its own device pushes it, or an officer heard it."""
    alarm = alarms.get(step.alarm)
    if alarm is None:
        return refuse("unknown_alarm", "alarm", alarm=step.alarm)
    if alarm.ended:
        return refuse("alarm_ended", "alarm", alarm=alarm.number)
    if isinstance(step, ev.FeedbackGiven):
        return fed_back(alarm, step)
    order = alarm.order_of(step.unit)
    if order is None:
        return refuse("not_ordered", "unit", unit=step.unit, alarm=alarm.number)
    if not order.before(_STAGE_OF_STEP[type(step)]):
        return refuse("step_behind", "unit", unit=step.unit, stage=order.stage)
    return (step,)


def fed_back(alarm: Alarm, told: ev.FeedbackGiven) -> Decision:
    """Take feedback from a unit that was sent, even after it was released, or from nobody named."""
    if told.unit is not None and all(order.unit != told.unit for order in alarm.orders):
        return refuse("not_ordered", "unit", unit=told.unit, alarm=alarm.number)
    return (told,)
