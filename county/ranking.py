"""Which units can be at an alarm soonest (警力推荐), and why the others cannot be sent.

A pure judgement of how units stand; how long they travel is asked of whoever knows the roads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import ceil, inf
from typing import Literal, NamedTuple, get_args

from msgspec import Struct

from county.alarms import Alarm
from county.events import TaskKind, UnitKind
from county.fields import Lang
from county.patrol import Freshness, PatrolRules, Position, Unit, freshness
from county.rights import Rights
from county.runcards import Need, Plan, RunCard, card_for, plan
from county.travel import Measure, Start, Travel
from county.words import say

Reason = Literal[
    "busy",
    "on_hold_point",
    "on_escort",
    "on_relocation",
    "on_checkpoint",
    "resting",
    "off_duty",
    "silent_position",
    "no_position",
]
"""Why a unit cannot be sent; said as ``excluded.<reason>``."""


class Candidate(Struct, frozen=True, omit_defaults=True, gc=False):
    """A unit that can be sent."""

    unit: str
    seconds: int | None
    """How long it travels; None when nobody knows where the alarm is."""
    metres: int | None
    """How far it is away as the crow flies; None like `seconds`."""
    by_road: bool
    """Whether a way by road was found; else the seconds are a guess from the straight line."""
    freshness: Freshness
    fix_age_s: int
    """The age of its latest fix."""
    free_s: int | None = None
    """For how long it has had no order; None when it had none yet."""
    skills_met: bool = True
    """Whether it can cover a need of the run card that holds; no card asks for nothing."""
    missing: tuple[str, ...] = ()
    """The skills that keep it from the nearest need of its kind; none when no need asks for it."""
    standby: bool = False
    """Whether it stands by, to be called away."""


class Excluded(Struct, frozen=True, omit_defaults=True):
    """A unit that cannot be sent."""

    unit: str
    reason: Reason
    values: Mapping[str, int] = {}
    """What the sentence needs."""

    def text(self, lang: Lang) -> str:
        """Say the reason in `lang`."""
        return say(lang, f"excluded.{self.reason}", **self.values)


class Ranking(Struct, frozen=True):
    """The units of one seat's areas as they stand for one alarm, but those ordered to it."""

    alarm: int
    candidates: tuple[Candidate, ...]
    """The soonest first."""
    excluded: tuple[Excluded, ...]
    plan: Plan | None
    """What the run card asks for; None when the alarm has no card."""


class Scene(NamedTuple):
    """What a ranking looks at."""

    units: Mapping[str, Unit]
    positions: Mapping[str, Position]
    """The latest fix of every unit that told one."""
    patrol: PatrolRules
    cards: Sequence[RunCard]
    measure: Measure


def rank(alarm: Alarm, scene: Scene, rights: Rights, now: int) -> Ranking:
    """Rank the units that a seat may see for `alarm`, at `now` (epoch milliseconds)."""
    card = card_for(scene.cards, alarm.report.kind, alarm.priority)
    able: list[_Able] = []
    excluded: list[Excluded] = []
    for unit in scene.units.values():
        if unit.alarm == alarm.number or not rights.sees_area(unit.area):
            continue
        judged = _judged(unit, scene, now)
        if isinstance(judged, Excluded):
            excluded.append(judged)
        else:
            able.append(judged)
    needs = None if card is None else card.at(alarm.card_step)
    lacking = {alike: _lacking(alike, needs) for alike in {_alike(each.unit) for each in able}}
    travels = _travels(alarm, able, scene.measure)
    candidates = [
        _candidate(each, travel, lacking[_alike(each.unit)], now)
        for each, travel in zip(able, travels, strict=True)
    ]
    candidates.sort(key=_order)
    excluded.sort(key=lambda each: (_REASONS.index(each.reason), _call_sign(each.unit)))
    return Ranking(
        alarm.number,
        tuple(candidates),
        tuple(excluded),
        None if card is None else _plan(card, alarm, scene.units, candidates),
    )


_REASONS: tuple[Reason, ...] = get_args(Reason)
_FRESHNESS: tuple[Freshness, ...] = get_args(Freshness)
_ON_TASK: dict[TaskKind, Reason] = {
    "hold_point": "on_hold_point",
    "escort": "on_escort",
    "relocation": "on_relocation",
    "checkpoint": "on_checkpoint",
}
"""The tasks that nobody is called away from; to be called is what standing by is for."""


class _Able(NamedTuple):
    """A unit that can be sent, and what its latest fix is worth."""

    unit: Unit
    position: Position
    freshness: Freshness
    age_s: int


def _judged(unit: Unit, scene: Scene, now: int) -> _Able | Excluded:
    """Say whether a unit can be sent, and why not."""
    if unit.alarm is not None:
        return Excluded(unit.id, "busy", {"alarm": unit.alarm})
    if unit.task is not None and unit.task.kind in _ON_TASK:
        return Excluded(unit.id, _ON_TASK[unit.task.kind])
    if unit.duty != "on":
        return Excluded(unit.id, "resting" if unit.duty == "resting" else "off_duty")
    position = scene.positions.get(unit.id)
    if position is None:
        return Excluded(unit.id, "no_position")
    # By the older of both times, as `freshness` judges it.
    age_s = max(0, now - min(position.at, position.received)) // 1000
    fresh = freshness(position, unit.kind, scene.patrol, now)
    if fresh == "silent":
        return Excluded(unit.id, "silent_position", {"minutes": age_s // 60})
    return _Able(unit, position, fresh, age_s)


def _travels(alarm: Alarm, able: Sequence[_Able], measure: Measure) -> Iterable[Travel | None]:
    place = alarm.report.place
    if place.lat is None or place.lon is None:
        return [None] * len(able)
    starts = [Start(each.unit.kind, each.position.lat, each.position.lon) for each in able]
    return measure((place.lat, place.lon), starts)


_Alike = tuple[UnitKind, tuple[str, ...]]
"""What units must share to be as good as each other for a card: kind and skills."""


def _alike(unit: Unit) -> _Alike:
    return unit.registered.kind, unit.registered.skills


def _lacking(alike: _Alike, needs: Sequence[Need] | None) -> tuple[str, ...] | None:
    """Name the skills that keep such units from the nearest need of their kind.

    None: no need asks for the kind. Without a card nothing is asked for.
    """
    if needs is None:
        return ()
    kind, skills = alike
    return min((n.lacking(skills) for n in needs if kind in n.kinds), key=len, default=None)


def _candidate(
    able: _Able, travel: Travel | None, lacking: tuple[str, ...] | None, now: int
) -> Candidate:
    unit = able.unit
    return Candidate(
        unit=unit.id,
        seconds=None if travel is None else ceil(travel.seconds),
        metres=None if travel is None else round(travel.metres),
        by_road=travel is not None and travel.by_road,
        freshness=able.freshness,
        fix_age_s=able.age_s,
        free_s=max(0, now - unit.free_since) // 1000 if unit.free_since else None,
        skills_met=lacking == (),
        missing=lacking or (),
        standby=unit.task is not None,
    )


def _order(candidate: Candidate) -> tuple[object, ...]:
    return (
        inf if candidate.seconds is None else candidate.seconds,
        not candidate.skills_met,
        _FRESHNESS.index(candidate.freshness),
        -inf if candidate.free_s is None else -candidate.free_s,
        _call_sign(candidate.unit),
    )


@lru_cache(maxsize=8192)
def _call_sign(unit: str) -> tuple[tuple[str, int], ...]:
    """Put B2 before B10, as people count. Remembered: the same names are sorted all day."""
    return tuple((part[1], int(part[2] or 0)) for part in re.finditer(r"(\D*)(\d*)", unit))


def _plan(
    card: RunCard, alarm: Alarm, units: Mapping[str, Unit], candidates: Sequence[Candidate]
) -> Plan:
    """Cover the card's needs. An ordered unit counts whoever may see it: so does its order."""
    ordered = [units[order.unit].registered for order in alarm.running if order.unit in units]
    ranked = [units[candidate.unit].registered for candidate in candidates]
    return plan(card, alarm.card_step, ordered, ranked)
