"""Why a gasoline warning was raised: the rule, the figure, the purchases, what would be normal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import get_args

from county.alarms import Alarm
from county.events import Contribution, Finding
from county.gasoline import GasolineWarning
from county.text import clean
from county.words import knows
from tui.view import seasons
from tui.view.brief import Saying
from tui.view.voice import Voice
from tui.view.warnings import TONES, about, figure, parameter, row, rule, status

FINDINGS: tuple[Finding, ...] = get_args(Finding)
"""The outcomes of verifying, in the order that they are offered."""


@dataclass(frozen=True)
class Around:
    """What is known around a warning, and how the officer reads it."""

    now: int
    """Epoch milliseconds, by the desk's clock."""
    voice: Voice
    shape: str = ""
    """The mark of a warning in the officer's characters."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """What stands on the keys of the findings and on ``alarm``, of those that the screen has."""
    alarm: Alarm | None = None
    """The alarm that the desk made of it."""
    incident: Alarm | None = None
    """The alarm near which the gasoline is to be used."""


def explain(warning: GasolineWarning, around: Around) -> tuple[Saying, ...]:
    """Explain a warning, what decides first."""
    return tuple(_explained(warning, around))


def _explained(warning: GasolineWarning, around: Around) -> Iterator[Saying]:
    raised, voice = warning.raised, around.voice
    line = row(warning, around.now, voice)
    meaning = voice.say(f"level.{raised.level}.meaning")
    head = (around.shape, line.level, meaning, clean(raised.rule), line.rule, *line.marks)
    yield Saying("", " ".join(filter(None, head)), line.tone)
    yield _line("reason", about(raised, "why", voice), voice, "strong")
    yield _line("normal", about(raised, "normal", voice), voice)
    if knows(f"rule.{raised.rule}.advice"):  # a newer desk may have rules without words here
        yield _line("advice", about(raised, "advice", voice), voice, "accent")
    yield from _season(warning, voice)
    yield from _task(warning, around)
    yield from _beside(warning, around)
    yield from _figures(warning, voice)
    yield from _purchases(warning, around)


def _line(name: str, text: str, voice: Voice, tone: str = "") -> Saying:
    return Saying(voice.say(f"why.{name}"), text, tone)


def _season(warning: GasolineWarning, voice: Voice) -> Iterator[Saying]:
    raised = warning.raised
    if raised.season:
        name = seasons.name(raised.season, voice)
        said = voice.say("why.season.told", season=name, factor=f"{raised.factor:g}")
        yield _line("season", said, voice, "caution")


def _task(warning: GasolineWarning, around: Around) -> Iterator[Saying]:
    """Say who is to verify it by when and with which keys, or what was found."""
    raised, voice, now = warning.raised, around.voice, around.now
    if warning.assigned:
        yield _line("assigned", voice.name(voice.sites, warning.assigned), voice)
    if warning.finding is None:
        left_s = (raised.due_at - now) / 1000
        key, tone = ("why.due.left", "") if left_s >= 0 else ("why.due.late", "severe")
        at, span = voice.moment(raised.due_at, now), voice.duration(abs(left_s))
        yield _line("due", voice.say(key, at=at, time=span), voice, tone)
        yield from _offers(around)
        return
    at = voice.moment(warning.verified_at or warning.received, now)
    who = voice.who(warning.verified_by)
    said = voice.say("why.found.told", at=at, who=who, finding=status(warning, voice))
    yield _line("found", said, voice, "good")
    if warning.text:
        yield Saying("", voice.said(warning.text))


def _offers(around: Around) -> Iterator[Saying]:
    voice, keys = around.voice, around.keys
    offered = [
        voice.say("why.offer", key=keys[each], finding=voice.say(f"finding.{each}"))
        for each in FINDINGS
        if keys.get(each)
    ]
    if offered:
        yield _line("verify", "  ".join(offered), voice)


def _beside(warning: GasolineWarning, around: Around) -> Iterator[Saying]:
    """Say what else on the board it belongs to."""
    raised, voice = warning.raised, around.voice
    key = around.keys.get("to_alarm", "")
    if around.alarm is not None:
        yield _line("alarm", _alarm(around.alarm.number, around.alarm, key, voice), voice)
    if raised.incident is not None:
        here = "" if around.alarm is not None else key
        said = _alarm(raised.incident, around.incident, here, voice)
        yield _line("incident", said, voice, TONES["W1"])
    if raised.added_to is not None:
        yield _line("added", voice.say("why.added.told", number=raised.added_to), voice)
    if raised.station_fault:
        yield _line("fault", voice.say("why.fault.told"), voice, "severe")


def _alarm(number: int, alarm: Alarm | None, key: str, voice: Voice) -> str:
    said = voice.say("subject.alarm", number=number)
    if alarm is not None:
        kind = voice.name(voice.kinds, alarm.report.kind)
        said = f"{said} {kind} {voice.say(f'status.{alarm.status}')}"
    return f"{said} {voice.say('why.goes', key=key)}" if key else said


def _figures(warning: GasolineWarning, voice: Voice) -> Iterator[Saying]:
    raised = warning.raised
    code = voice.say("why.rule.told", rule=clean(raised.rule), name=rule(raised.rule, voice))
    yield _line("rule", code, voice)
    said = voice.say(
        "why.parameter.told",
        name=parameter(raised.parameter, voice),
        key=clean(raised.parameter),
        measured=figure(raised.parameter, raised.measured, voice),
        limit=figure(raised.parameter, raised.limit, voice),
    )
    yield _line("parameter", said, voice)
    window = voice.duration(raised.window_s) if raised.window_s else voice.say("why.window.none")
    yield _line("window", window, voice)
    yield _line("station", voice.name(voice.sites, raised.station), voice)
    buyer = voice.say("warning.of_station")
    if raised.buyer:
        key = "why.buyer.told" if raised.tail else "why.buyer.untold"
        buyer = voice.say(key, buyer=clean(raised.buyer), tail=clean(raised.tail, 2))
    yield _line("buyer", buyer, voice)


def _purchases(warning: GasolineWarning, around: Around) -> Iterator[Saying]:
    purchases = warning.raised.purchases
    count = around.voice.say("why.purchases.told", count=len(purchases))
    yield _line("purchases", count, around.voice)
    for bought in purchases:
        yield Saying("", _purchase(bought, around.now, around.voice))


def _purchase(bought: Contribution, now: int, voice: Voice) -> str:
    return "  " + voice.say(
        "why.purchase",
        at=voice.moment(bought.at, now),
        station=voice.name(voice.sites, bought.station),
        litres=f"{bought.litres:g}",
        number=bought.purchase,
    )
