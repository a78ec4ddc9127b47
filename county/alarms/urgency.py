"""How urgent an alarm is: said anew by somebody, or by what became known of it."""

from __future__ import annotations

from county import commands as ask
from county import events as ev
from county.alarms.rules import AlarmRules
from county.alarms.scene import Decision, Scene
from county.alarms.state import Alarm
from county.refusals import refuse


def prioritise(scene: Scene, command: ask.Prioritise) -> Decision:
    """Decide another priority; only leaders lower the first."""
    alarm = scene.alarm
    if command.priority == alarm.priority:
        return refuse("priority_unchanged", "priority", priority=alarm.priority)
    if alarm.priority == 1 and not scene.rights.leads:
        return refuse("leader_lowers", "priority", alarm=alarm.number)
    return prioritised(alarm, command.priority, scene.now, command.text)


def prioritised(alarm: Alarm, priority: int, now: int, text: str = "") -> tuple[ev.Event, ...]:
    """Give an alarm another priority; one that becomes more urgent does not stay put aside."""
    told = ev.AlarmPrioritised(now, alarm.number, priority, text)
    if priority < alarm.priority and alarm.shelf is not None:
        return ev.AlarmUnshelved(now, alarm.number), told
    return (told,)


def validate(scene: Scene, command: ask.Validate) -> Decision:
    """Decide that an intrusion signal is surer."""
    alarm = scene.alarm
    kind = scene.ground.kinds.get(alarm.report.kind)
    if kind is None or not kind.intrusion:
        return refuse("no_validation", "alarm", alarm=alarm.number)
    if command.level <= (alarm.validation or 0):
        return refuse("validation_only_rises", "level", level=alarm.validation or 0)
    return validated(alarm, command, scene.ground.rules, scene.now)


def validated(
    alarm: Alarm, command: ask.Validate, rules: AlarmRules, now: int
) -> tuple[ev.Event, ...]:
    """Raise how sure an intrusion signal is, and its priority if the level's is more urgent."""
    level = command.level
    surer = ev.AlarmValidated(now, alarm.number, level, command.means, command.text)
    priority = rules.validation_priorities[level]
    if priority >= alarm.priority:
        return (surer,)
    return (surer, *prioritised(alarm, priority, now))
