"""What a decision on one alarm looks at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from county import events as ev
from county.alarms.rules import AlarmRules, Department, KindRules
from county.alarms.state import Alarm, Alarms
from county.consoles import Consoles
from county.patrol import Unit
from county.refusals import Refusal
from county.rights import Rights

Decision = tuple[ev.Event, ...] | Refusal


class Ground(NamedTuple):
    """What the county says: what decisions on alarms are made by."""

    rules: AlarmRules
    kinds: Mapping[str, KindRules]
    outcomes: frozenset[str]
    departments: Mapping[str, Department]


class Scene(NamedTuple):
    """What a decision on one alarm may look at."""

    alarm: Alarm
    alarms: Alarms
    units: Mapping[str, Unit]
    consoles: Consoles
    ground: Ground
    by: str
    """Who asks, as in `Entry.by`."""
    rights: Rights
    now: int


def in_hand(scene: Scene) -> tuple[ev.Event, ...]:
    """Take the alarm with whatever is asked of it, when nobody has it or it is put aside."""
    alarm, now = scene.alarm, scene.now
    if alarm.shelf is not None:
        return (ev.AlarmUnshelved(now, alarm.number),)
    return () if alarm.owner else (ev.AlarmAcknowledged(now, alarm.number),)
