"""What rings at a seat, and how: decided from what happened and from whom it concerns.

Each priority has its own number of beats of the terminal's bell. New alarms concern the officers
and the shift leader, those of the first priority everyone; an alarm that nobody takes concerns
whoever its step of the ladder names, and all below. A muted console still rings for the first
priority. In a flood single alarms no longer ring, but one beat comes steadily while any waits; the
first priority keeps its own sound.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from county import events as ev
from county.alarms import Alarm, Alarms
from county.events import Entry
from county.rights import Role
from county.text import clean
from tui.settings import Notify
from tui.view.voice import Voice

BEATS = {1: 3, 2: 2, 3: 1, 4: 0}
"""Beats of the bell by priority; the fourth is silent."""

BEAT_S = 0.35
"""From one beat to the next, in seconds: terminals run together what comes faster."""

REST_S = 5.0
"""Sounds come no more often than this, unless a more urgent one does; in seconds."""

STEADY_S = 10.0
"""From one beat of the steady tone to the next, in seconds."""

NOTICE_LENGTH = 120
"""Characters of a notification."""

HEARS_NEW: frozenset[Role] = frozenset({"officer", "leader"})
"""The roles that new alarms of every priority concern."""

FIRST_STEP: dict[Role, int] = {"officer": 1, "leader": 2, "chief": 3, "admin": 3}
"""The step of the ladder from which on an alarm that nobody takes concerns a role."""

Why = Literal["new", "ladder", "lapsed"]


class Sound(NamedTuple):
    """Something to ring for."""

    priority: int
    alarm: int
    why: Why

    @property
    def beats(self) -> int:
        """How often the bell is to beat."""
        return BEATS[self.priority]


@dataclass(frozen=True)
class Ears:
    """Who would hear."""

    role: Role
    muted: bool = False
    """Its console is silent, all but for the first priority."""
    flood: bool = False
    """Single alarms below the first priority do not ring now."""


def loudest(entries: Iterable[Entry], alarms: Alarms, ears: Ears) -> Sound | None:
    """Give the most urgent of what just happened that is to ring at a seat; None for nothing.

    `alarms` are the board after it: what was taken meanwhile does not ring.
    """
    heard = (sound for entry in entries if (sound := _sound(entry.event, alarms)) is not None)
    concerning = (s for s, step in heard if s.beats and _concerns(s, step, ears))
    return min(concerning, default=None)


def _sound(event: ev.Event, alarms: Alarms) -> tuple[Sound, int] | None:
    """Give what an event sounds like, and the step of the ladder that it stands for."""
    why: Why
    match event:
        case ev.AlarmReported():
            number, why, step = event.number, "new", 0
        case ev.AlarmEscalated():
            number, why, step = event.alarm, "ladder", event.step
        case ev.AckLapsed():
            number, why, step = event.alarm, "lapsed", 1
        case _:
            return None
    alarm = alarms.get(number)
    if alarm is None or not waits(alarm):
        return None
    return Sound(alarm.priority, number, why), step


def waits(alarm: Alarm) -> bool:
    """Tell whether an alarm waits for somebody to take it."""
    return not alarm.ended and not alarm.owner and alarm.shelf is None


def _concerns(sound: Sound, step: int, ears: Ears) -> bool:
    urgent = sound.priority == 1
    if (ears.muted or ears.flood) and not urgent:
        return False
    if sound.why == "new":
        return urgent or ears.role in HEARS_NEW
    return step >= FIRST_STEP.get(ears.role, 9)


def keeps_beating(alarms: Iterable[Alarm], ears: Ears) -> bool:
    """Tell whether the steady tone of a flood is to be heard at a seat."""
    if not ears.flood or ears.role not in HEARS_NEW:
        return False
    waiting = (alarm.priority for alarm in alarms if waits(alarm))
    return any(priority == 1 or not ears.muted for priority in waiting)


class Ringer:
    """Keeps sounds apart: none runs into another, and none comes more often than can be borne."""

    def __init__(self) -> None:
        self._began = self._over = float("-inf")
        self._priority = 4

    def take(self, sound: Sound, at: float) -> bool:
        """Tell whether a sound may begin at `at` (seconds, of a clock that only runs forward)."""
        rested = at >= self._began + REST_S
        pressing = sound.priority < self._priority and at >= self._over
        if not (rested or pressing):
            return False
        self._begin(sound.beats, sound.priority, at)
        return True

    def beat(self, at: float) -> bool:
        """Tell whether the steady tone may beat at `at`."""
        if at < self._began + STEADY_S:
            return False
        self._begin(1, 4, at)
        return True

    def _begin(self, beats: int, priority: int, at: float) -> None:
        self._began, self._over, self._priority = at, at + beats * BEAT_S, priority


# ---- notifications ------------------------------------------------------------------------------


def worded(sound: Sound, alarm: Alarm, voice: Voice) -> str:
    """Say what rings in a few words: the county's own, and none of what a caller said."""
    said = voice.say(
        f"sound.{sound.why}",
        number=alarm.number,
        severity=voice.say(f"priority.{alarm.priority}"),
        kind=voice.name(voice.kinds, alarm.report.kind),
        area=voice.name(voice.areas, alarm.area),
    )
    return clean(said, NOTICE_LENGTH).strip()


def notification(how: Notify, title: str, text: str) -> str:
    """Give what tells a terminal to show a notification; "" for none.

    Both texts are cleaned: what ends the sequence cannot stand in it, and what parts its fields
    gives way to a comma.
    """
    title, text = (clean(each, NOTICE_LENGTH).replace(";", ",") for each in (title, text))
    match how:
        case "osc9":
            return f"\x1b]9;{title}: {text}\a"
        case "osc777":
            return f"\x1b]777;notify;{title};{text}\a"
        case "off":
            return ""
