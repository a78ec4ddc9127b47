"""Several alarms of one incident: worked as one, and taken apart again."""

from __future__ import annotations

from county import commands as ask
from county import events as ev
from county.alarms.scene import Decision, Scene
from county.alarms.state import Alarm
from county.alarms.urgency import prioritised
from county.refusals import Refusal, refuse


def merge(scene: Scene, command: ask.Merge) -> Decision:
    """Decide that the alarm is worked as another; what somebody has stays somebody's."""
    alarm, home = scene.alarm, scene.alarms.get(command.into)
    if home is None:
        return refuse("unknown_alarm", "into", alarm=command.into)
    hindered = _hindered(scene, home)
    if hindered is not None:
        return hindered
    taken: tuple[ev.Event, ...] = ()
    if alarm.owner and not home.owner:
        taken = (ev.AlarmAcknowledged(scene.now, home.number),)
    return (*taken, *merged(alarm, home, scene.now))


def _hindered(scene: Scene, home: Alarm) -> Refusal | None:
    alarm = scene.alarm
    if home.number == alarm.number:
        return refuse("merged_with_itself", "into", alarm=home.number)
    if home.into is not None and home.status == "merged":
        return refuse("alarm_merged", "into", alarm=home.number, into=home.into)
    if home.ended:
        return refuse("alarm_ended", "into", alarm=home.number)
    if any(alarm.running):
        return refuse("units_under_way", "alarm", alarm=alarm.number)
    if home.shelf is not None:
        return refuse("home_is_shelved", "into", alarm=home.number)
    if home.report.simulated != alarm.report.simulated:
        return refuse("simulated_apart", "into", alarm=home.number)
    if alarm.priority == 1 and home.handed_on and not scene.rights.leads:
        return refuse("leader_diverts", "into", alarm=home.number)
    return None


def merged(alarm: Alarm, home: Alarm, now: int) -> tuple[ev.Event, ...]:
    """Work `alarm`, and what was merged into it, as `home`; the more urgent priority holds."""
    moved: list[ev.Event] = []
    for number in alarm.merged:
        moved.append(ev.AlarmSplit(now, number, alarm.number))
        moved.append(ev.AlarmMerged(now, number, home.number))
    moved.append(ev.AlarmMerged(now, alarm.number, home.number))
    if alarm.priority < home.priority:
        moved.extend(prioritised(home, alarm.priority, now))
    return tuple(moved)


def split(scene: Scene, _: ask.Split) -> Decision:
    """Decide that a merged alarm is an incident of its own again: always possible.

    One that was closed with the other is open again: what was done was not done for it.
    """
    alarm = scene.alarm
    if alarm.into is None:
        return refuse("not_merged", "alarm", alarm=alarm.number)
    return (ev.AlarmSplit(scene.now, alarm.number, alarm.into),)
