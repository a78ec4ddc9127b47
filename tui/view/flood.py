"""Alarms in a flood: those of one kind in one area stand as one row, life at risk as its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from county.alarms import Alarm
from tui.view import alarms as view
from tui.view import duties
from tui.view.voice import Voice

LEAST = 2
"""Alarms that make a group: one alone is a row of its own."""


class Group(NamedTuple):
    """Open alarms of one kind in one area, in their working order."""

    area: str
    kind: str
    alarms: tuple[Alarm, ...]

    @property
    def key(self) -> str:
        """What it is called in the list."""
        return f"group:{self.area}/{self.kind}"

    @property
    def first(self) -> Alarm:
        """The most pressing of them."""
        return self.alarms[0]

    @property
    def since(self) -> int:
        """When the oldest of them happened, epoch milliseconds."""
        return min(alarm.when for alarm in self.alarms)

    @property
    def waiting(self) -> int:
        """How many of them nobody has taken."""
        return sum(not alarm.owner for alarm in self.alarms)


@dataclass(frozen=True)
class GroupLine:
    """A group as a list shows it."""

    severity: str
    priority: int
    tone: str
    count: str
    waiting: str
    unacknowledged: bool
    kind: str
    area: str
    numbers: str
    """The numbers of its alarms, the most pressing first."""
    age: str
    due: str
    late: bool


def grouped(ordered: Sequence[Alarm]) -> Iterator[Alarm | Group]:
    """Give rows for alarms in their working order.

    Every open alarm of the first priority comes first, by itself. Groups stand where the most
    pressing of their alarms would; what is shelved or has ended is not grouped.
    """
    together: dict[tuple[str, str], list[Alarm]] = {}
    others: list[list[Alarm]] = []
    for alarm in ordered:
        report = alarm.report
        if alarm.ended_at is not None or alarm.shelf is not None:
            others.append([alarm])
        elif alarm.priority == 1:
            yield alarm
        elif found := together.get(key := (report.area, report.kind)):
            found.append(alarm)
        else:
            together[key] = [alarm]
            others.append(together[key])
    for alarms in others:
        report = alarms[0].report
        if len(alarms) < LEAST:
            yield from alarms
        else:
            yield Group(report.area, report.kind, tuple(alarms))


def row(group: Group, now: int, voice: Voice) -> GroupLine:
    """Say a group at `now` (epoch milliseconds)."""
    first, waiting = group.first, group.waiting
    priority = min(alarm.priority for alarm in group.alarms)
    promise = duties.promised(first, voice)
    told = voice.say("group.waiting", count=waiting) if waiting else voice.say("group.taken")
    return GroupLine(
        severity=voice.say(f"priority.{priority}"),
        priority=priority,
        tone=view.TONES[priority],
        count=voice.say("group.count", count=len(group.alarms)),
        waiting=told,
        unacknowledged=bool(waiting),
        kind=voice.name(voice.kinds, group.kind),
        area=voice.name(voice.areas, group.area),
        numbers=" ".join(f"#{alarm.number}" for alarm in group.alarms),
        age=voice.duration((now - group.since) / 1000),
        due=promise.text(now, voice) if promise else "",
        late=any(_late(alarm, now, voice) for alarm in group.alarms),
    )


def _late(alarm: Alarm, now: int, voice: Voice) -> bool:
    promise = duties.promised(alarm, voice)
    return promise is not None and promise.late(now)
