"""What happened, one sentence for each entry of the journal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from county import events as ev
from county.events import Entry, Event
from county.text import clean
from tui.view import alarms, warnings
from tui.view.voice import Voice

SAID_SHOWN = 80
"""Characters of a note or feedback in one sentence; the alarm's record has all of it."""


@dataclass(frozen=True)
class ActivityLine:
    """One entry as a list shows it."""

    seq: int
    clock: str
    who: str
    about: str
    """What it is about: an alarm, a unit, a warning."""
    text: str
    """What happened."""
    tone: str


def row(entry: Entry, voice: Voice) -> ActivityLine:
    """Say one entry of the journal."""
    return ActivityLine(
        seq=entry.seq,
        clock=voice.clock(entry.received),
        who=voice.who(entry.by),
        about=about(entry.event, voice),
        text=told(entry.event, voice),
        tone=_tone(entry.event),
    )


def about(event: Event, voice: Voice) -> str:
    """Name what an event is about."""
    match event:
        case ev.AlarmReported():
            return voice.say("subject.alarm", number=event.number)
        case ev.WarningRaised():
            return voice.say("subject.warning", number=event.number)
        case ev.WarningOverdue() | ev.WarningVerified() | ev.WarningFiled():
            return voice.say("subject.warning", number=event.warning)
        case ev.UnitRegistered() | ev.UnitRetired() | ev.UnitDutyChanged():
            return voice.say("subject.unit", unit=event.unit)
        case _:
            return voice.say("subject.alarm", number=event.alarm)


def told(event: Event, voice: Voice, limit: int | None = SAID_SHOWN) -> str:
    """Say what happened, without what it happened to; outside text up to `limit` characters."""
    key = f"event.{event.__struct_config__.tag}"
    if isinstance(event, ev.FeedbackGiven) and event.unit:
        key += ".unit"
    words = _VALUES.get(type(event))
    values = words(event, voice, limit) if words else {}
    sentence = voice.say(key, **values)
    more = event.text if isinstance(event, ev.AlarmClosed | ev.WarningVerified) else ""
    return f"{sentence}, {voice.said(more, limit)}" if more else sentence


# What the sentence of each event needs, in words; the event's type is the key, so Any is narrowed.
_VALUES: dict[type, Callable[[Any, Voice, int | None], dict[str, str]]] = {
    ev.AlarmReported: lambda e, voice, limit: {
        "kind": voice.name(voice.kinds, e.kind),
        "place": voice.said(alarms.where(e), limit),
    },
    ev.AlarmNoted: lambda e, voice, limit: {"text": voice.said(e.text, limit)},
    ev.UnitDispatched: lambda e, voice, limit: {"unit": e.unit},
    ev.OrderSigned: lambda e, voice, limit: {"unit": e.unit},
    ev.UnitDeparted: lambda e, voice, limit: {"unit": e.unit},
    ev.UnitArrived: lambda e, voice, limit: {"unit": e.unit},
    ev.UnitReleased: lambda e, voice, limit: {"unit": e.unit},
    ev.FeedbackGiven: lambda e, voice, limit: {"text": voice.said(e.text, limit), "unit": e.unit},
    ev.AlarmClosed: lambda e, voice, limit: {"outcome": voice.name(voice.outcomes, e.outcome)},
    ev.AlarmCancelled: lambda e, voice, limit: {"text": voice.said(e.reason, limit)},
    ev.UnitRegistered: lambda e, voice, limit: {
        "kind": voice.say(f"unit.{e.kind}"),
        "name": clean(e.name.get(voice.lang)),
    },
    ev.UnitDutyChanged: lambda e, voice, limit: {"duty": voice.say(f"duty.{e.duty}")},
    ev.WarningRaised: lambda e, voice, limit: {
        "rule": clean(e.rule),
        "name": warnings.rule(e.rule, voice),
    },
    ev.WarningVerified: lambda e, voice, limit: {"finding": voice.say(f"finding.{e.finding}")},
}


def _tone(event: Event) -> str:
    match event:
        case ev.AlarmReported():
            return alarms.TONES[event.priority or 4]
        case ev.WarningRaised():
            return warnings.TONES[event.level]
        case ev.AlarmUnanswered() | ev.WarningOverdue():
            return "severe"
        case ev.AlarmFiled() | ev.WarningFiled() | ev.UnitRegistered() | ev.UnitRetired():
            return "muted"
        case _:
            return ""
