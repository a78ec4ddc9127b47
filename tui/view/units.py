"""Units as lines of a list: what they do, and how far their position can be trusted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from county.events import UnitKind
from county.geo import distance_m
from county.patrol import Freshness, Position, Unit, freshness
from county.text import clean
from tui.view.voice import Voice

_RUNS = re.compile(r"(\d+)")


@dataclass(frozen=True)
class UnitLine:
    """One unit as a list shows it."""

    unit: str
    """The call sign."""
    kind: UnitKind
    """The role of its glyph."""
    kind_word: str
    name: str
    area: str
    status: str
    tone: str
    task: str
    """The number of its alarm, or its task beside alarms; "" when it has neither."""
    freshness: Freshness
    freshness_word: str
    fix: str
    """Age, accuracy and source of the latest position; "" when there is none."""


def free(unit: Unit) -> bool:
    """Tell whether the unit can be sent: standing by is waiting for just that."""
    waits = unit.task is None or unit.task.kind == "standby"
    return unit.duty == "on" and unit.alarm is None and waits


def busy(unit: Unit) -> bool:
    """Tell whether the unit has something to do that it cannot be called away from."""
    return unit.alarm is not None or (unit.task is not None and unit.task.kind != "standby")


def order(units: Iterable[Unit]) -> list[Unit]:
    """Put units in the order of their call signs, B2 before B10; those that are off come last."""
    return sorted(units, key=lambda unit: (unit.duty == "off", by_call_sign(unit.id)))


@lru_cache(maxsize=1000)  # a list of a hundred units is sorted at each painting
def by_call_sign(unit: str) -> tuple[tuple[int, str], ...]:
    """Give a sort key that counts the digits in a call sign as numbers."""
    return tuple(
        (int(run), "") if run.isdecimal() else (0, run.casefold())
        for run in _RUNS.split(unit)
        if run
    )


def status(unit: Unit, voice: Voice) -> str:
    """Say what the unit does: the stage of its order, the state of its task, else its duty."""
    if unit.alarm is not None:
        return voice.say(f"stage.{unit.stage}")
    if unit.task is not None:
        said = voice.say(f"task_state.{unit.task.state}")
        return f"{said} {voice.say('task.late')}" if unit.task.overdue else said
    return voice.say("unit.free") if unit.duty == "on" else voice.say(f"duty.{unit.duty}")


def seen(unit: Unit, position: Position | None, now: int, voice: Voice) -> Freshness:
    """Judge the unit's latest position by the profile; "never" before the profile came."""
    if voice.patrol is None:
        return "never"
    return freshness(position, unit.kind, voice.patrol, now)


def row(unit: Unit, position: Position | None, now: int, voice: Voice) -> UnitLine:
    """Say one unit at `now` (epoch milliseconds)."""
    fresh = seen(unit, position, now, voice)
    return UnitLine(
        unit=unit.id,
        kind=unit.kind,
        kind_word=voice.say(f"unit.{unit.kind}"),
        name=clean(unit.registered.name.get(voice.lang)),
        area=voice.name(voice.areas, unit.area),
        status=status(unit, voice),
        tone=_tone(unit),
        task=_task(unit, voice),
        freshness=fresh,
        freshness_word=voice.say(f"freshness.{fresh}"),
        fix=_fix(position, now, voice) if position else "",
    )


def _task(unit: Unit, voice: Voice) -> str:
    if unit.alarm is not None:
        return str(unit.alarm)
    return "" if unit.task is None else voice.say(f"task.{unit.task.kind}.short")


def _tone(unit: Unit) -> str:
    if unit.task is not None and unit.task.overdue:
        return "severe"
    if unit.alarm is not None or unit.task is not None:
        return "accent"
    return "good" if unit.duty == "on" else "muted"


def _fix(position: Position, now: int, voice: Voice) -> str:
    age_s = (now - min(position.at, position.received)) / 1000
    parts = [voice.say("unit.fix", age=voice.duration(age_s))]
    if position.accuracy_m is not None:
        parts.append(voice.say("unit.accuracy", metres=round(position.accuracy_m)))
    if position.speed_kmh is not None:
        parts.append(voice.say("unit.speed", speed=round(position.speed_kmh)))
    parts.append(clean(position.source))
    return " ".join(parts)


def distance(metres: float, voice: Voice) -> str:
    """Say a distance: metres to the ten below a kilometre, then kilometres to the tenth."""
    tens = round(metres / 10)
    if tens < 100:
        return voice.say("distance.m", m=tens * 10)
    return voice.say("distance.km", km=f"{metres / 1000:.1f}")


def metres_from(position: Position | None, lat: float | None, lon: float | None) -> float | None:
    """Give the metres in a straight line from a unit's position to a point, None when unknown."""
    if position is None or lat is None or lon is None:
        return None
    return distance_m(position.lat, position.lon, lat, lon)
