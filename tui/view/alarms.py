"""Alarms as lines of a list: their working order, what each line says, what a filter keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from county.alarms import Alarm
from county.events import AlarmReported
from county.fields import Bilingual
from county.lookalikes import lookalikes
from county.text import clean
from county.words import CATALOGUE
from tui.view import duties
from tui.view.voice import Voice

TONES = {1: "critical", 2: "severe", 3: "info", 4: "muted"}
"""The tone of each priority; it only supports the word, the shape and the place in the list."""


@dataclass(frozen=True)
class AlarmLine:
    """One alarm as a list shows it."""

    number: int
    priority: int
    """1 to 4: the rank of its shape."""
    severity: str
    """The priority as a word."""
    tone: str
    status: str
    unacknowledged: bool
    """Nobody has taken it: to be marked by more than a tone."""
    ended: bool
    age: str
    """Time since it was reported; until its end for one that ended."""
    kind: str
    place: str
    """Where it is in words, else what was said."""
    area: str
    units: str
    """Call signs, each with the mark of its stage."""
    due: str
    """What is to be done next, with the time left or passed; the outcome once ended."""
    late: bool
    """The step's time has passed."""
    marks: tuple[str, ...]
    """Words that must stand beside it: simulated, doubtful time, unanswered."""


def order(alarms: Iterable[Alarm]) -> list[Alarm]:
    """Give the working order: not taken, then by priority, then the oldest; what ended comes last,
    the latest first.
    """
    return sorted(alarms, key=_rank)


def _rank(alarm: Alarm) -> tuple[bool, bool, int, int, int]:
    if alarm.ended_at is not None:
        return True, False, 0, -alarm.ended_at, -alarm.number
    return False, bool(alarm.owner), alarm.priority, alarm.when, alarm.number


def row(alarm: Alarm, now: int, voice: Voice) -> AlarmLine:
    """Say one alarm at `now` (epoch milliseconds)."""
    until = now if alarm.ended_at is None else alarm.ended_at
    promise = duties.promised(alarm, voice)
    return AlarmLine(
        number=alarm.number,
        priority=alarm.priority,
        severity=voice.say(f"priority.{alarm.priority}"),
        tone="muted" if alarm.ended else TONES[alarm.priority],
        status=voice.say(f"status.{alarm.status}"),
        unacknowledged=not alarm.owner and not alarm.ended,
        ended=alarm.ended,
        age=voice.duration((until - alarm.when) / 1000),
        kind=voice.name(voice.kinds, alarm.report.kind),
        place=where(alarm.report),
        area=voice.name(voice.areas, alarm.area),
        units=" ".join(
            order.unit + voice.say(f"stage.{order.stage}.mark")
            for order in alarm.orders
            if order.released_at is None
        ),
        due=promise.text(now, voice) if promise else voice.name(voice.outcomes, alarm.outcome),
        late=promise is not None and promise.left_s(now) < 0,
        marks=tuple(voice.say(f"mark.{mark}") for mark in marks(alarm)),
    )


def where(report: AlarmReported) -> str:
    """Say where an alarm is, by what is known: the place, the point, what the caller said."""
    return clean(report.place.text).strip() or _point(report) or clean(report.text)


def _point(report: AlarmReported) -> str:
    """Give the point, WGS-84 degrees; "" when it is not known."""
    lat, lon = report.place.lat, report.place.lon
    return "" if lat is None or lon is None else f"{lat:.5f}, {lon:.5f}"


def marks(alarm: Alarm) -> Iterator[str]:
    """Name what must be said beside an alarm: ``mark.<name>`` in the catalogue."""
    if alarm.report.simulated:
        yield "simulated"
    if alarm.report.doubtful:
        yield "doubtful"
    if alarm.unanswered:
        yield "unanswered"
    if lookalikes(_told(alarm.report)):
        yield "lookalike"


def _told(report: AlarmReported) -> str:
    return " ".join((report.place.text, report.text, report.caller))


def _deceptive(report: AlarmReported, voice: Voice) -> Iterator[str]:
    """Say what in the words of a report could be taken for something else."""
    for word, twin in lookalikes(_told(report)):
        yield voice.say("lookalike.word" if twin else "lookalike.strange", word=word, twin=twin)


def facts(alarm: Alarm, now: int, voice: Voice) -> tuple[tuple[str, str], ...]:
    """Give the record of an alarm as (name, value) pairs; what is not known is left out."""
    report = alarm.report
    meaning = voice.say(f"priority.{alarm.priority}.meaning")
    pairs = (
        ("kind", voice.name(voice.kinds, report.kind)),
        ("priority", f"{voice.say(f'priority.{alarm.priority}')} {meaning}"),
        ("status", voice.say(f"status.{alarm.status}")),
        ("outcome", voice.name(voice.outcomes, alarm.outcome)),
        ("place", clean(report.place.text)),
        ("area", voice.name(voice.areas, report.area)),
        ("cell", clean(report.cell)),
        ("position", _point(report)),
        ("text", clean(report.text)),
        ("channel", voice.say(f"channel.{report.channel}")),
        ("caller", clean(report.caller)),
        ("lookalike", "; ".join(_deceptive(report, voice))),
        ("at", voice.moment(report.at, now)),
        ("received", voice.moment(alarm.received, now)),
        ("owner", voice.who(alarm.owner) if alarm.owner else ""),
    )
    return tuple((voice.say(f"fact.{name}"), value) for name, value in pairs if value)


# ---- filter -------------------------------------------------------------------------------------


def hay(alarm: Alarm, voice: Voice) -> str:
    """Give what a filter looks for its words in: both languages, whatever the officer reads."""
    return "\n".join(_hay(alarm, voice))


def _hay(alarm: Alarm, voice: Voice) -> Iterator[str]:
    report = alarm.report
    yield from (str(alarm.number), report.place.text, report.text, report.caller, alarm.owner)
    yield from (order.unit for order in alarm.orders)
    yield from CATALOGUE[f"priority.{alarm.priority}"]
    yield from CATALOGUE[f"status.{alarm.status}"]
    for mark in marks(alarm):
        yield from CATALOGUE[f"mark.{mark}"]
    for names, key in (
        (voice.kinds, report.kind),
        (voice.areas, alarm.area),
        (voice.outcomes, alarm.outcome),
    ):
        name = names.get(key, Bilingual("", ""))
        yield from (key, name.zh, name.en)
