"""What happened, one sentence for each entry of the journal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_args

from county import events as ev
from county.alarms import LADDER
from county.events import Entry, Event
from county.text import clean
from tui.view import alarms, consents, warnings
from tui.view.voice import Voice

SAID_SHOWN = 80
"""Characters of a note or feedback in one sentence; the alarm's record has all of it."""


OF_UNITS = ev.UnitRegistered | ev.UnitRetired | ev.UnitDutyChanged | ev.TaskEvent
"""What happens to a unit by itself, not to its order for an alarm."""

OfGasoline = (
    ev.WarningEvent
    | ev.StationEvent
    | ev.PurchaseCorrected
    | ev.RuleChanged
    | ev.ConsentEvent
    | ev.OpeningEvent
    | ev.Purged
)
"""What happens around gasoline, and what takes two persons."""


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
        case _ if isinstance(event, OfGasoline):
            return _of_gasoline(event, voice)
        case ev.ConsoleJoined() | ev.ConsoleQuiet() | ev.ConsoleMuted():
            return voice.say("subject.console", seat=event.seat)
        case _ if isinstance(event, OF_UNITS):
            return voice.say("subject.unit", unit=event.unit)
        case _:
            return voice.say("subject.alarm", number=event.alarm)


def _of_gasoline(event: OfGasoline, voice: Voice) -> str:
    match event:
        case ev.PurchaseCorrected():
            return voice.say("subject.purchase", number=event.purchase)
        case ev.RuleChanged():
            return voice.say("subject.rule", rule=clean(event.rule))
        case ev.Purged():
            return voice.say(f"data.{event.data}")
        case ev.PumpTotalled() | ev.StationFellSilent() | ev.StationHeard():
            return voice.name(voice.sites, event.station)
        case ev.WarningRaised():
            return voice.say("subject.warning", number=event.number)
        case _ if isinstance(event, ev.ConsentEvent | ev.OpeningEvent):
            return voice.say("subject.consent")
        case _:
            return voice.say("subject.warning", number=event.warning)


def told(event: Event, voice: Voice, limit: int | None = SAID_SHOWN) -> str:
    """Say what happened, without what it happened to; outside text up to `limit` characters."""
    key = f"event.{event.__struct_config__.tag}"
    words = _VALUES.get(type(event))
    values = words(event, voice, limit) if words else {}
    sentence = voice.say(_special(event, key), **values)
    more = event.text if isinstance(event, _SAY_MORE) else ""
    return f"{sentence}, {voice.said(more, limit)}" if more else sentence


_SAY_MORE = ev.AlarmClosed | ev.WarningVerified | ev.AlarmValidated | ev.TaskAssigned | ev.TaskEnded
"""What may have a text after its sentence."""


def _special(event: Event, key: str) -> str:
    """Give the key of the sentence: some events have another for a case of their own."""
    match event:
        case ev.FeedbackGiven() if event.unit:
            return f"{key}.unit"
        case ev.UnitDispatched() if event.leaves_at > event.at:
            return f"{key}.held"
        case ev.ConsoleMuted() if not event.until:
            return f"{key}.0"
        case _:
            return key


def _unit(event: Any, voice: Voice, limit: int | None) -> dict[str, str]:
    return {"unit": event.unit}


def _place(place: ev.Place, voice: Voice, limit: int | None) -> str:
    known = place.lat is not None and place.lon is not None
    return voice.said(place.text, limit) or (f"{place.lat:.5f}, {place.lon:.5f}" if known else "")


# What the sentence of each event needs, in words; the event's type is the key, so Any is narrowed.
_VALUES: dict[type, Callable[[Any, Voice, int | None], dict[str, str]]] = {
    **dict.fromkeys(get_args(ev.OrderEvent), _unit),
    ev.AlarmReported: lambda e, voice, limit: {
        "kind": voice.name(voice.kinds, e.kind),
        "place": voice.said(alarms.where(e), limit),
    },
    ev.AlarmPrioritised: lambda e, voice, limit: {
        "priority": voice.say(f"priority.{e.priority}"),
        "text": voice.said(e.text, limit) or voice.say(f"priority.{e.priority}.meaning"),
    },
    ev.AlarmValidated: lambda e, voice, limit: {
        "level": str(e.level),
        "means": voice.say(f"means.{e.means}"),
    },
    ev.AlarmEscalated: lambda e, voice, limit: {
        "who": voice.say(f"ladder.{min(e.step, len(LADDER))}.full")
    },
    ev.AlarmShelved: lambda e, voice, limit: {
        "until": voice.clock(e.until)[:5],
        "text": voice.said(e.reason, limit),
    },
    ev.AlarmMerged: lambda e, voice, limit: {"into": str(e.into)},
    ev.AlarmSplit: lambda e, voice, limit: {"out_of": str(e.out_of)},
    ev.AlarmNoted: lambda e, voice, limit: {"text": voice.said(e.text, limit)},
    ev.UnitDispatched: lambda e, voice, limit: {
        "unit": e.unit,
        "leaves": voice.clock(e.leaves_at),
    },
    ev.FeedbackGiven: lambda e, voice, limit: {"text": voice.said(e.text, limit), "unit": e.unit},
    ev.AlarmReinforced: lambda e, voice, limit: {"step": str(e.step)},
    ev.AlarmDiverted: lambda e, voice, limit: {
        "department": voice.name(voice.departments, e.to),
        "due": voice.moment(e.due_at, e.at),
        "text": voice.said(e.reason, limit),
    },
    ev.SettlementStepTaken: lambda e, voice, limit: {"step": voice.say(f"settlement.{e.step}")},
    ev.AlarmClosed: lambda e, voice, limit: {"outcome": voice.name(voice.outcomes, e.outcome)},
    ev.AlarmCancelled: lambda e, voice, limit: {"text": voice.said(e.reason, limit)},
    ev.UnitRegistered: lambda e, voice, limit: {
        "kind": voice.say(f"unit.{e.kind}"),
        "name": clean(e.name.get(voice.lang)),
    },
    ev.UnitDutyChanged: lambda e, voice, limit: {"duty": voice.say(f"duty.{e.duty}")},
    ev.TaskAssigned: lambda e, voice, limit: {
        "task": voice.say(f"task.{e.kind}"),
        "place": _place(e.place, voice, limit),
    },
    ev.TaskAdvanced: lambda e, voice, limit: {"state": voice.say(f"task_state.{e.state}")},
    ev.ConsoleMuted: lambda e, voice, limit: {"until": voice.clock(e.until)[:5]},
    ev.WarningRaised: lambda e, voice, limit: {
        "rule": clean(e.rule),
        "name": warnings.rule(e.rule, voice),
    },
    ev.WarningVerified: lambda e, voice, limit: {"finding": voice.say(f"finding.{e.finding}")},
    ev.WarningAssigned: lambda e, voice, limit: {"station": voice.name(voice.sites, e.to)},
    ev.PurchaseCorrected: lambda e, voice, limit: {"text": voice.said(e.reason, limit)},
    ev.PumpTotalled: lambda e, voice, limit: {"day": clean(e.day), "litres": f"{e.litres:g}"},
    ev.StationFellSilent: lambda e, voice, limit: {"since": voice.moment(e.since, e.at)},
    ev.RuleChanged: lambda e, voice, limit: {"text": voice.said(e.reason, limit)},
    ev.ConsentAsked: lambda e, voice, limit: {
        "about": consents.about(e.about, voice),
        "text": voice.said(e.reason, limit),
    },
    ev.ConsentGiven: lambda e, voice, limit: {"request": str(e.request)},
    ev.ConsentWithheld: lambda e, voice, limit: {
        "request": str(e.request),
        "text": voice.said(e.reason, limit),
    },
    ev.ConsentLapsed: lambda e, voice, limit: {"request": str(e.request)},
    ev.IdentitiesOpened: lambda e, voice, limit: {
        "seat": clean(e.seat),
        "count": str(len(e.purchases)),
        "until": voice.clock(e.until)[:5],
        "text": voice.said(e.reason, limit),
    },
    ev.IdentitiesClosed: lambda e, voice, limit: {"opening": str(e.opening)},
    ev.Purged: lambda e, voice, limit: {
        "before": voice.date(e.before),
        "count": f"{e.count:,}",
    },
}

_ALARMING = (
    ev.AlarmEscalated
    | ev.AckLapsed
    | ev.OrderUnanswered
    | ev.UnitUnmoved
    | ev.FeedbackOverdue
    | ev.DiversionOverdue
    | ev.TaskOverdue
    | ev.WarningOverdue
    | ev.StationFellSilent
    | ev.ConsentLapsed
)
"""What nobody did in time, and what is not heard any more."""

_FOR_THE_RECORD = (
    ev.AlarmFiled
    | ev.WarningFiled
    | ev.UnitRegistered
    | ev.UnitRetired
    | ev.OrderSent
    | ev.OrderDelivered
    | ev.AlarmRepeated
    | ev.ConsoleJoined
    | ev.ConsoleMuted
    | ev.PumpTotalled
    | ev.IdentitiesClosed
)
"""What nobody need act upon."""


def _tone(event: Event) -> str:
    match event:
        case ev.AlarmReported():
            return alarms.TONES[event.priority or 4]
        case ev.WarningRaised():
            return warnings.TONES[event.level]
        case _ if isinstance(event, _ALARMING):
            return "severe"
        case _ if isinstance(event, _FOR_THE_RECORD):
            return "muted"
        case _:
            return ""
