"""Devices that tell the same over and over: recognised, and folded into one row that counts them.

Only what machines send is folded. Two people who call about the same are two callers, and whether
they mean the same incident is for an officer to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from county.alarms.rules import Chatter
from county.alarms.state import Alarm, Alarms
from county.events import AlarmReported, Place

_MACHINES = frozenset({"panel", "sensor"})

_Source = tuple[str, str, str, Place, bool]


class Fold(NamedTuple):
    """Where another report of the same belongs."""

    home: int
    """The alarm that counts it."""
    others: tuple[int, ...]
    """Alarms of the same that are rows of their own until now, and that nobody has touched."""


class Chatterers:
    """Which alarms each device has told: an index over the board, made anew at will."""

    def __init__(self, rules: Chatter, alarms: Iterable[Alarm] = ()) -> None:
        self._rules = rules
        self._told: dict[_Source, list[int]] = {}
        for alarm in alarms:
            siblings = self.told(alarm.report, alarm.by)
            if siblings is not None:
                siblings.append(alarm.number)

    def __len__(self) -> int:
        return len(self._told)

    def told(self, report: AlarmReported, by: str) -> list[int] | None:
        """Give the alarms that the device of a report told, to add to; None when it is no device's.

        What is simulated comes from a device of its own: it must not stand for what is real.
        """
        if report.channel not in _MACHINES:
            return None
        source = (by, report.caller, report.kind, report.place, report.simulated)
        return self._told.setdefault(source, [])

    def fold(
        self, report: AlarmReported, priority: int, siblings: list[int], alarms: Alarms, now: int
    ) -> Fold | None:
        """Say where a report received at `now` belongs; None when it is an alarm of its own.

        It never goes into an alarm that is less urgent or less sure, or that has ended: what is
        new about it would be seen by nobody.
        """
        siblings[:] = [number for number in siblings if number in alarms]
        standing = [
            alarm
            for alarm in map(alarms.__getitem__, siblings)
            if not alarm.ended
            and alarm.priority <= priority
            and (alarm.validation or 0) >= (report.validation or 0)
        ]
        for alarm in standing:
            if alarm.repeats and now - alarm.repeated_at <= self._rules.quiet_s * 1000:
                return Fold(alarm.number, ())
        lately = [a for a in standing if now - a.received <= self._rules.within_s * 1000]
        if len(lately) + 1 < self._rules.count:
            return None
        home = min(lately, key=_distance_from_hand)
        others = (a for a in lately if a is not home and _untouched(a))
        return Fold(home.number, tuple(alarm.number for alarm in others))


def _distance_from_hand(alarm: Alarm) -> tuple[bool, bool, int]:
    """Order alarms by how well they count for others: one in the queue that somebody has first."""
    return alarm.shelf is not None or alarm.handed_on, not alarm.owner, alarm.number


def _untouched(alarm: Alarm) -> bool:
    """Tell whether nobody began to work it: it may go into another without a word."""
    return not (alarm.owner or alarm.acknowledged_at or alarm.orders or alarm.merged)
