"""Ranked units as lines of a list: who can be there soonest, what the run card asks, who cannot go.

A ranking is of the moment it was made. What the board says of a unit since then goes before it: a
unit that was sent elsewhere meanwhile is not offered, however well it was ranked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from county.board import Board
from county.patrol import Freshness, Unit
from county.ranking import Candidate, Excluded, Ranking
from county.runcards import Filled, Need, Plan
from county.text import clean
from county.words import knows
from tui.view import units
from tui.view.voice import Voice

_ROUGH_S = 600
"""From how long a way on whole minutes are told: tenths of it would be a guess."""


@dataclass(frozen=True)
class RankedLine:
    """One unit as the list shows it."""

    unit: str
    picked: bool
    """The run card's plan names it."""
    able: bool
    """It can be sent as far as the board knows."""
    time: str
    """How long it travels; with a sign before it when no way by road was found."""
    far: str
    """How far it is as the crow flies."""
    fix: str
    freshness: Freshness | None
    """How far its position can be trusted; None for one that cannot go."""
    rest: str
    """How long it has had no order."""
    what: str
    """What it is and can do; else why it cannot go."""
    lacks: str
    """The skills that it lacks for the run card."""


@dataclass(frozen=True)
class PlanLine:
    """What the run card asks for, as one line each."""

    step: str
    """The step that holds, of how many."""
    picks: tuple[str, ...]
    """Whom to send now, as far as they can be sent still."""
    asks: tuple[str, ...]
    """Each need, with who covers it."""
    short: tuple[str, ...]
    """What cannot be covered by the units at hand."""


def lines(ranking: Ranking, board: Board, voice: Voice) -> tuple[RankedLine, ...]:
    """Give the candidates, the soonest first, then those that cannot go."""
    picks = ranking.plan.picks if ranking.plan else ()
    able = (_candidate(each, picks, ranking, board, voice) for each in ranking.candidates)
    return (*able, *(_excluded(each, voice) for each in ranking.excluded))


def _candidate(
    candidate: Candidate, picks: Sequence[str], ranking: Ranking, board: Board, voice: Voice
) -> RankedLine:
    unit = board.units.get(candidate.unit)
    gone = _gone(unit, ranking.alarm, voice)
    lacks = " ".join(skill(each, voice) for each in candidate.missing)
    return RankedLine(
        unit=clean(candidate.unit),
        picked=candidate.unit in picks and not gone,
        able=not gone,
        time=_time(candidate, voice),
        far="" if candidate.metres is None else units.distance(candidate.metres, voice),
        fix=_fix(candidate, voice),
        freshness=candidate.freshness,
        rest=_rest(candidate, voice),
        what=gone or " ".join(_what(candidate, unit, voice)),
        lacks=voice.say("rank.lacks", skills=lacks) if lacks else "",
    )


def _gone(unit: Unit | None, alarm: int, voice: Voice) -> str:
    """Say what has become of a unit since it was ranked; "" while it can be sent."""
    if unit is None:
        return voice.say("rank.gone")
    if unit.alarm is not None:
        return voice.say("rank.here" if unit.alarm == alarm else "rank.busy", alarm=unit.alarm)
    if unit.duty != "on" or (unit.task is not None and unit.task.kind != "standby"):
        return units.status(unit, voice)
    return ""


def _what(candidate: Candidate, unit: Unit | None, voice: Voice) -> Iterator[str]:
    if candidate.standby:
        yield voice.say("rank.standby")
    if unit is not None:
        yield voice.say(f"unit.{unit.kind}")
        yield from (skill(each, voice) for each in unit.registered.skills)


def _time(candidate: Candidate, voice: Voice) -> str:
    if candidate.seconds is None:
        return voice.say("rank.unknown")
    minutes = candidate.seconds / 60
    said = f"{minutes:.1f}" if candidate.seconds < _ROUGH_S else f"{minutes:.0f}"
    return voice.say("rank.minutes" if candidate.by_road else "rank.guess", minutes=said)


def _fix(candidate: Candidate, voice: Voice) -> str:
    age = voice.duration(candidate.fix_age_s)
    if candidate.freshness == "live":
        return age
    return f"{voice.say(f'freshness.{candidate.freshness}')} {age}"


def _rest(candidate: Candidate, voice: Voice) -> str:
    if candidate.free_s is None:
        return voice.say("rank.rested")
    return voice.duration(candidate.free_s)


def _excluded(excluded: Excluded, voice: Voice) -> RankedLine:
    return RankedLine(
        unit=clean(excluded.unit),
        picked=False,
        able=False,
        time="",
        far="",
        fix="",
        freshness=None,
        rest="",
        what=clean(excluded.text(voice.lang)),
        lacks="",
    )


def picks(ranking: Ranking, board: Board, voice: Voice) -> tuple[str, ...]:
    """Give whom the plan names and the board knows no reason against, the soonest first."""
    named = ranking.plan.picks if ranking.plan else ()
    return tuple(name for name in named if not _gone(board.units.get(name), ranking.alarm, voice))


def plan(ranking: Ranking, board: Board, voice: Voice) -> PlanLine | None:
    """Say what the run card asks for; None when the alarm has no card."""
    asked = ranking.plan
    if asked is None:
        return None
    return PlanLine(
        step=_step(asked, voice),
        picks=picks(ranking, board, voice),
        asks=tuple(_need(filled, voice) for filled in asked.needs),
        short=tuple(
            voice.say("plan.short", what=_words(each.need, voice), count=each.missing)
            for each in asked.shortfall
        ),
    )


def _step(asked: Plan, voice: Voice) -> str:
    step = min(asked.card_step, asked.last_step)
    return voice.say("plan.step", step=step, last=asked.last_step)


def _need(filled: Filled, voice: Voice) -> str:
    picked = (f"{voice.say('plan.pick')}{clean(unit)}" for unit in filled.picks)
    by = " ".join((*map(clean, filled.ordered), *picked))
    what = _words(filled.need, voice)
    return voice.say("plan.need", what=what, count=filled.need.count, by=by).rstrip()


def _words(need: Need, voice: Voice) -> str:
    kinds = voice.say("plan.or").join(voice.say(f"unit.{kind}") for kind in need.kinds)
    skills = " ".join(skill(each, voice) for each in need.skills)
    return f"{kinds} {skills}".rstrip()


def skill(code: str, voice: Voice) -> str:
    """Name a skill; its code when there is no word for it here."""
    return voice.say(f"skill.{code}") if knows(f"skill.{code}") else clean(code)
