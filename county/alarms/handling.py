"""What may be asked of an alarm: decided against how it stands, or refused with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from county import commands as ask
from county import events as ev
from county.alarms import merging, ordering, urgency
from county.alarms.scene import Decision, Scene, in_hand
from county.alarms.state import SETTLEMENT
from county.consoles import quiet
from county.refusals import refuse

LAST_CARD_STEP = 9
"""The highest step that a run card may have."""


def decide(scene: Scene, command: ask.OfAlarm) -> Decision:
    """Decide a command on an alarm: the events it becomes, or why not."""
    alarm, kind = scene.alarm, type(command)
    if alarm.status == "merged" and kind not in _AFTER_THE_END:
        return refuse("alarm_merged", "alarm", alarm=alarm.number, into=alarm.into or 0)
    if alarm.ended and kind not in _AFTER_THE_END:
        return refuse("alarm_ended", "alarm", alarm=alarm.number)
    return _DECIDE[kind](scene, command)


# ---- who has it ---------------------------------------------------------------------------------


def _acknowledge(scene: Scene, _: ask.Acknowledge) -> Decision:
    alarm = scene.alarm
    if alarm.owner:
        return refuse("already_acknowledged", "alarm", alarm=alarm.number, owner=_seat(alarm.owner))
    return (ev.AlarmAcknowledged(scene.now, alarm.number),)


def _take_over(scene: Scene, _: ask.TakeOver) -> Decision:
    alarm = scene.alarm
    if not alarm.owner:
        return (ev.AlarmAcknowledged(scene.now, alarm.number),)
    if alarm.owner == scene.by:
        return refuse("already_yours", "alarm", alarm=alarm.number)
    if not (scene.rights.leads or quiet(scene.consoles, alarm.owner)):
        return refuse("claim_held", "alarm", alarm=alarm.number, owner=_seat(alarm.owner))
    return (ev.AlarmTakenOver(scene.now, alarm.number),)


def _seat(by: str) -> str:
    return by.partition(":")[2]


def _shelve(scene: Scene, command: ask.Shelve) -> Decision:
    alarm, rules = scene.alarm, scene.ground.rules
    figures, number = rules.of(alarm.priority), alarm.number
    if alarm.priority == 1 or figures.shelve_s is None:
        return refuse("never_shelved", "alarm", alarm=number, priority=alarm.priority)
    if figures.shelve_needs_leader and not scene.rights.leads:
        return refuse("leader_shelves", "alarm", alarm=number, priority=alarm.priority)
    if alarm.shelf is not None:
        return refuse("already_shelved", "alarm", alarm=number)
    if alarm.handed_on:
        return refuse("already_diverted", "alarm", alarm=number)
    if any(alarm.running):
        return refuse("units_under_way", "alarm", alarm=number)
    most_min = figures.shelve_s // 60
    if command.minutes > most_min:
        return refuse("shelved_too_long", "minutes", limit=most_min)
    if _shelved_by(scene) >= rules.shelving.most:
        return refuse("shelves_full", limit=rules.shelving.most)
    until = scene.now + command.minutes * 60_000
    return (*in_hand(scene), ev.AlarmShelved(scene.now, number, until, command.reason))


def _shelved_by(scene: Scene) -> int:
    """Count what the seat put aside in the length of a shift, of what the board remembers."""
    since = scene.now - scene.ground.rules.shelving.within_s * 1000
    return sum(
        isinstance(entry.event, ev.AlarmShelved)
        and entry.by == scene.by
        and entry.received >= since
        for alarm in scene.alarms.values()
        for entry in alarm.timeline
    )


def _unshelve(scene: Scene, _: ask.Unshelve) -> Decision:
    if scene.alarm.shelf is None:
        return refuse("not_shelved", "alarm", alarm=scene.alarm.number)
    return (ev.AlarmUnshelved(scene.now, scene.alarm.number),)


# ---- what is done, and what is said -------------------------------------------------------------


def _reinforce(scene: Scene, command: ask.Reinforce) -> Decision:
    alarm = scene.alarm
    wanted = alarm.card_step + 1 if command.step is None else command.step
    step = min(wanted, LAST_CARD_STEP)
    if step <= alarm.card_step:
        return refuse("card_only_rises", "step", step=alarm.card_step)
    return (*in_hand(scene), ev.AlarmReinforced(scene.now, alarm.number, step))


def _note(scene: Scene, command: ask.Note) -> Decision:
    return (ev.AlarmNoted(scene.now, scene.alarm.number, command.text),)


def _feed_back(scene: Scene, command: ask.Feedback) -> Decision:
    told = ev.FeedbackGiven(scene.now, scene.alarm.number, command.text, command.unit)
    return ordering.fed_back(scene.alarm, told)


def _settle(scene: Scene, command: ask.Settle) -> Decision:
    alarm = scene.alarm
    kind = scene.ground.kinds.get(alarm.report.kind)
    if kind is None or not kind.remote:
        return refuse("not_settled_remotely", "alarm", alarm=alarm.number)
    done = len(alarm.settlement)
    if done == len(SETTLEMENT) or command.step != SETTLEMENT[done]:
        return refuse("settlement_order", "step", done=done, steps=len(SETTLEMENT))
    return (*in_hand(scene), ev.SettlementStepTaken(scene.now, alarm.number, command.step))


# ---- how it ends --------------------------------------------------------------------------------


def _divert(scene: Scene, command: ask.Divert) -> Decision:
    alarm, department = scene.alarm, scene.ground.departments.get(command.to)
    if department is None:
        return refuse("unknown_department", "to", department=command.to)
    if alarm.priority == 1 and not scene.rights.leads:
        return refuse("leader_diverts", "alarm", alarm=alarm.number)
    seconds = department.answer_s if command.minutes is None else command.minutes * 60
    due_at = scene.now + seconds * 1000
    diverted = ev.AlarmDiverted(scene.now, alarm.number, command.to, command.reason, due_at)
    return (*in_hand(scene), *ordering.released(scene), diverted)


def _close(scene: Scene, command: ask.Close) -> Decision:
    alarm, number = scene.alarm, scene.alarm.number
    if not alarm.owner:
        return refuse("not_acknowledged", "alarm", alarm=number)
    if command.outcome not in scene.ground.outcomes:
        return refuse("unknown_outcome", "outcome", outcome=command.outcome)
    remote = command.outcome == scene.ground.rules.remote_outcome
    if remote and len(alarm.settlement) < len(SETTLEMENT):
        left = len(SETTLEMENT) - len(alarm.settlement)
        return refuse("settlement_unfinished", "outcome", alarm=number, left=left)
    ends = (ev.AlarmClosed(scene.now, n, command.outcome, command.text) for n in _with_it(scene))
    return (*ordering.released(scene), *ends)


def _cancel(scene: Scene, command: ask.Cancel) -> Decision:
    ends = (ev.AlarmCancelled(scene.now, n, command.reason) for n in _with_it(scene))
    return (*ordering.released(scene), *ends)


def _with_it(scene: Scene) -> Iterator[int]:
    """Name the alarms that end with this one: those worked as it, then itself."""
    yield from (number for number in scene.alarm.merged if number in scene.alarms)
    yield scene.alarm.number


_AFTER_THE_END = frozenset({ask.Note, ask.Split})
"""What may still be asked of an alarm that has ended."""

# A command's type is the key, so Any is narrowed by it.
_DECIDE: dict[type, Callable[[Scene, Any], Decision]] = {
    ask.Acknowledge: _acknowledge,
    ask.TakeOver: _take_over,
    ask.Prioritise: urgency.prioritise,
    ask.Validate: urgency.validate,
    ask.Shelve: _shelve,
    ask.Unshelve: _unshelve,
    ask.Merge: merging.merge,
    ask.Split: merging.split,
    ask.Dispatch: ordering.dispatch,
    ask.Undo: ordering.undo,
    ask.Send: ordering.send,
    ask.Resend: ordering.resend,
    ask.Reinforce: _reinforce,
    ask.Sign: ordering.step,
    ask.Depart: ordering.step,
    ask.Arrive: ordering.step,
    ask.Release: ordering.release,
    ask.Note: _note,
    ask.Feedback: _feed_back,
    ask.Divert: _divert,
    ask.Settle: _settle,
    ask.Close: _close,
    ask.Cancel: _cancel,
}
