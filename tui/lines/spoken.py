"""Whole sentences for the ear: no tables, no abbreviations, no signs that are read aloud badly."""

from __future__ import annotations

from collections.abc import Iterable

from county.alarms import Alarm
from county.consents import Request
from county.gasoline import GasolineWarning
from county.patrol import Unit
from county.text import clean
from tui.grammar import Context
from tui.view import alarms, consents, duties, units, warnings
from tui.view.voice import Voice

_SPANS = ((86_400, "days"), (3_600, "hours"), (60, "minutes"), (1, "seconds"))


def span(seconds: float, voice: Voice) -> str:
    """Say a length of time in words, with its two greatest units; at least 0 seconds."""
    left = max(0, int(seconds))
    said: list[str] = []
    for length, name in _SPANS:
        count, left = divmod(left, length)
        if count or (said and len(said) < 2) or length == 1:
            said.append(
                voice.say(f"spoken.{name}" if count != 1 else f"spoken.{name}.one", n=count)
            )
        if len(said) == 2:
            break
    return " ".join(said)


def alarm_sentence(alarm: Alarm, context: Context) -> str:
    """Say an alarm: what, where, how it stands, what is due."""
    voice, now = context.voice, context.now
    line = alarms.row(alarm, now, voice)
    until = now if alarm.ended_at is None else alarm.ended_at
    head = voice.say(
        "spoken.alarm",
        number=alarm.number,
        priority=alarm.priority,
        meaning=voice.say(f"priority.{alarm.priority}.meaning"),
        kind=line.kind,
    )
    said = alarms.standing(alarm, now, voice)
    told = (
        (voice.say("fact.place"), alarms.where(alarm.report)),
        (voice.say("fact.area"), line.area),
        (voice.say("fact.status"), line.status),
        (voice.say("spoken.age"), span((until - alarm.when) / 1000, voice)),
        (voice.say("spoken.due"), _due(alarm, context)),
        (voice.say("spoken.units"), _orders(alarm, voice)),
        (voice.say("fact.owner"), voice.who(alarm.owner) if alarm.owner else ""),
        (voice.say("fact.shelf"), said.get("shelf", "")),
        (voice.say("fact.diversion"), said.get("diversion", "")),
        (voice.say("fact.validation"), said.get("validation", "")),
        (voice.say("fact.merged"), said.get("merged", "")),
        (voice.say("fact.repeats"), said.get("repeats", "")),
        (voice.say("fact.outcome"), voice.name(voice.outcomes, alarm.outcome)),
        (voice.say("spoken.marks"), _marks(alarms.marks(alarm), voice)),
    )
    return _sentences(head, told, voice)


def warning_sentence(warning: GasolineWarning, context: Context) -> str:
    """Say a gasoline warning: the rule, what was measured, by when it is to be verified."""
    voice, raised = context.voice, warning.raised
    left_s = (raised.due_at - context.now) / 1000
    due = voice.say("spoken.late" if left_s < 0 else "spoken.left", time=span(abs(left_s), voice))
    head = voice.say(
        "spoken.warning",
        number=warning.number,
        level=voice.say(f"level.{raised.level}.meaning"),
        rule=warnings.rule(raised.rule, voice),
    )
    told = (
        (voice.say("column.station"), voice.name(voice.sites, raised.station)),
        (voice.say("fact.area"), voice.name(voice.areas, raised.area)),
        (voice.say("column.measured"), warnings.about(raised, "why", voice)),
        (voice.say("why.assigned"), voice.name(voice.sites, warning.assigned)),
        (voice.say("fact.status"), warnings.status(warning, voice)),
        (voice.say("spoken.due"), "" if warning.finding else due),
        (voice.say("spoken.marks"), _marks(["simulated"] if raised.simulated else [], voice)),
    )
    return _sentences(head, told, voice)


def unit_sentence(unit: Unit, context: Context) -> str:
    """Say a unit: what it is, what it does, how fresh its position is."""
    voice = context.voice
    line = units.row(unit, context.positions.get(unit.id), context.now, voice)
    head = voice.say("spoken.unit", unit=unit.id, kind=line.kind_word, name=line.name)
    told = (
        (voice.say("fact.area"), line.area),
        (voice.say("fact.status"), line.status),
        (voice.say("column.task"), line.task),
        (voice.say("column.freshness"), line.freshness_word),
    )
    return _sentences(head, told, voice)


def request_sentence(request: Request, context: Context) -> str:
    """Say a request: what is asked for, by whom and why, and how long it stands."""
    voice = context.voice
    line = consents.row(request, context.board, context.now, voice)
    told = (
        (voice.say("column.asked_for"), line.what),
        (voice.say("column.asked_by"), line.asked_by),
        (voice.say("column.reason"), line.reason),
        (voice.say("column.stands"), line.state),
    )
    return _sentences(voice.say("spoken.request", number=line.number), told, voice)


def _due(alarm: Alarm, context: Context) -> str:
    promise = duties.promised(alarm, context.voice)
    if promise is None:
        return ""
    left = promise.left_s(context.now)
    key = "spoken.step.late" if left < 0 else "spoken.step.left"
    step = context.voice.say(f"step.{promise.step}")
    return context.voice.say(key, step=step, time=span(abs(left), context.voice))


def _orders(alarm: Alarm, voice: Voice) -> str:
    running = (order for order in alarm.orders if order.released_at is None)
    return ", ".join(f"{order.unit} {voice.say(f'stage.{order.stage}')}" for order in running)


def _marks(marks: Iterable[str], voice: Voice) -> str:
    return ", ".join(voice.say(f"spoken.mark.{mark}") for mark in marks)


def _sentences(head: str, told: Iterable[tuple[str, str]], voice: Voice) -> str:
    """Join what is known; what is not known is left out."""
    pairs = [
        voice.say("spoken.pair", name=name, value=clean(value)) for name, value in told if value
    ]
    return "".join((head, *pairs)).strip()
