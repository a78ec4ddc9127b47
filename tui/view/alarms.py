"""Alarms as lines of a list: their working order, what each line says, what a filter keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from county.alarms import SETTLEMENT, Alarm
from county.events import AlarmReported
from county.fields import Bilingual
from county.lookalikes import lookalikes
from county.text import clean
from county.words import CATALOGUE
from tui.view import duties, orders
from tui.view.orders import OrderMark
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
    orders: tuple[OrderMark, ...]
    """The same one by one, each with the band of its signing."""
    owner: str
    """The seat that has it, marked when its console is quiet; "" when nobody has."""
    owner_quiet: bool
    """Its owner's console is quiet: anybody may take it over."""
    idle: str
    """How long its owner has done nothing about it; "" when nobody has it."""
    due: str
    """What is to be done next, with the time left or passed; the outcome once ended."""
    late: bool
    """The step's time has passed."""
    marks: tuple[str, ...]
    """Words that must stand beside it: simulated, doubtful time, unanswered."""
    notes: tuple[str, ...]
    """What belongs to it: how often it was told, how sure it is, what was merged into it, what is
    wrong with its orders."""


def listed(alarms: Iterable[Alarm]) -> Iterator[Alarm]:
    """Leave out what is no row of its own: merged alarms are counted where they are worked."""
    return (alarm for alarm in alarms if alarm.into is None)


def order(alarms: Iterable[Alarm]) -> list[Alarm]:
    """Give the working order: not taken, then by priority, then the oldest; then what is shelved,
    the first to come back first; what ended comes last, the latest first.
    """
    return sorted(alarms, key=_rank)


OPEN, SHELVED, ENDED = range(3)


def _rank(alarm: Alarm) -> tuple[int, bool, int, int, int]:
    if alarm.ended_at is not None:
        return ENDED, False, 0, -alarm.ended_at, -alarm.number
    if alarm.shelf is not None:
        return SHELVED, False, 0, alarm.shelf.until, alarm.number
    return OPEN, bool(alarm.owner), alarm.priority, alarm.when, alarm.number


def oldest_acted(alarms: Iterable[Alarm]) -> list[Alarm]:
    """Give another order: what somebody has, by how long they did nothing about it.

    Untaken alarms of the first priority stay on top: no way of looking hides them. All else follows
    in its working order.
    """
    return sorted(alarms, key=_rank_by_act)


def _rank_by_act(alarm: Alarm) -> tuple[int, tuple[int | bool, ...]]:
    rank = _rank(alarm)
    if rank[0] == OPEN and not alarm.owner and alarm.priority == 1:
        return 0, rank
    if rank[0] == OPEN and alarm.owner and (alarm.diversion is None or alarm.answered):
        return 1, (alarm.acted_at, alarm.number)
    return 2, rank


def row(
    alarm: Alarm, now: int, voice: Voice, *, quiet: bool = False, like: int | None = None
) -> AlarmLine:
    """Say one alarm at `now` (epoch milliseconds).

    `quiet` tells that its owner's console is quiet; `like` names an alarm that may tell of the same
    incident.
    """
    until = now if alarm.ended_at is None else alarm.ended_at
    promise = duties.promised(alarm, voice)
    running = orders.marks(alarm, now, voice)
    owner = voice.seat(alarm.owner)
    said = "note.quiet" if quiet else "note.owner"
    return AlarmLine(
        number=alarm.number,
        priority=alarm.priority,
        severity=voice.say(f"priority.{alarm.priority}"),
        tone="muted" if alarm.ended or alarm.shelf else TONES[alarm.priority],
        status=voice.say(f"status.{alarm.status}"),
        unacknowledged=not alarm.owner and not alarm.ended and alarm.shelf is None,
        ended=alarm.ended,
        age=voice.duration((until - alarm.when) / 1000),
        kind=voice.name(voice.kinds, alarm.report.kind),
        place=where(alarm.report),
        area=voice.name(voice.areas, alarm.area),
        units=" ".join(mark.text for mark in running),
        orders=running,
        owner=voice.say(said, seat=owner) if owner and not alarm.ended else "",
        owner_quiet=quiet and not alarm.ended,
        idle=_idle(alarm, now, voice),
        due=promise.text(now, voice) if promise else voice.name(voice.outcomes, alarm.outcome),
        late=promise is not None and promise.late(now),
        marks=tuple(voice.say(f"mark.{mark}") for mark in marks(alarm)),
        notes=tuple(_notes(alarm, voice, like)),
    )


def _idle(alarm: Alarm, now: int, voice: Voice) -> str:
    if alarm.ended or not alarm.owner or not alarm.acted_at:
        return ""
    return voice.say("idle.for", time=voice.duration((now - alarm.acted_at) / 1000))


def _notes(alarm: Alarm, voice: Voice, like: int | None) -> Iterator[str]:
    """Say what belongs to an alarm in as few cells as can be understood."""
    if like is not None and not alarm.ended:
        yield voice.say("note.like", number=like)
    if alarm.merged:
        yield voice.say("note.merged", count=len(alarm.merged))
    if alarm.repeats:
        yield voice.say("note.repeats", count=alarm.repeats + 1)
    if alarm.validation is not None:
        yield voice.say("note.validation", level=alarm.validation)
    if alarm.ended:
        return
    if alarm.diversion is not None and not alarm.answered:
        name = voice.name(voice.departments, alarm.diversion.to)
        yield voice.say("note.to", department=name)
    if alarm.settlement:
        yield voice.say("note.settlement", done=len(alarm.settlement), steps=len(SETTLEMENT))
    if alarm.card_step > 1:
        yield voice.say("note.card", step=alarm.card_step)
    yield from orders.notes(alarm, voice)


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
    if alarm.unanswered and not alarm.ended:
        yield "lapsed" if alarm.lapses else "unanswered"
    if alarm.feedback_overdue and not alarm.ended:
        yield "silence"
    if alarm.diversion is not None and alarm.diversion.overdue and not alarm.answered:
        yield "answer_late"
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
        *standing(alarm, now, voice).items(),
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


def standing(alarm: Alarm, now: int, voice: Voice) -> dict[str, str]:
    """Say what of the rarer things holds of an alarm, by the names of facts; "" for what does not.

    These are the shelf, the diversion, mergers, validation, settlement, run card and chatter.
    """
    return {
        "shelf": _shelf(alarm, now, voice),
        "diversion": _diversion(alarm, now, voice),
        "merged": _merged(alarm, voice),
        "validation": _validation(alarm, voice),
        "settlement": ", ".join(voice.say(f"settlement.{s.step}") for s in alarm.settlement),
        "card": voice.say("card.told", step=alarm.card_step) if alarm.card_step > 1 else "",
        "repeats": _repeats(alarm, now, voice),
    }


def _shelf(alarm: Alarm, now: int, voice: Voice) -> str:
    shelf = alarm.shelf
    if shelf is None:
        return ""
    until, text = voice.moment(shelf.until, now), voice.said(shelf.reason)
    return voice.say("shelf.told", who=voice.who(shelf.by), until=until, text=text)


def _diversion(alarm: Alarm, now: int, voice: Voice) -> str:
    sent = alarm.diversion
    if sent is None:
        return ""
    name, due = voice.name(voice.departments, sent.to), voice.moment(sent.due_at, now)
    return voice.say("diversion.told", department=name, due=due, text=voice.said(sent.reason))


def _merged(alarm: Alarm, voice: Voice) -> str:
    if alarm.into is not None:
        return voice.say("merged.into", into=alarm.into)
    numbers = ", ".join(map(str, alarm.merged))
    return voice.say("merged.told", numbers=numbers) if numbers else ""


def _validation(alarm: Alarm, voice: Voice) -> str:
    level = alarm.validation
    if level is None:
        return ""
    return voice.say("validation.told", level=level, meaning=voice.say(f"validation.{level}"))


def _repeats(alarm: Alarm, now: int, voice: Voice) -> str:
    if not alarm.repeats:
        return ""
    last = voice.moment(alarm.repeated_at, now)
    return voice.say("repeats.told", count=alarm.repeats + 1, last=last)


# ---- filter -------------------------------------------------------------------------------------


def hay(alarm: Alarm, voice: Voice) -> str:
    """Give what a filter looks for its words in: both languages, whatever the officer reads."""
    return "\n".join(_hay(alarm, voice))


def _hay(alarm: Alarm, voice: Voice) -> Iterator[str]:
    report = alarm.report
    yield from (str(alarm.number), report.place.text, report.text, report.caller, alarm.owner)
    yield from (order.unit for order in alarm.orders)
    yield from map(str, alarm.merged)
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
