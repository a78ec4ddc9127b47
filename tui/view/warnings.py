"""Gasoline warnings as lines of a list, and each explained in words: what was seen, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from county.events import Contribution, WarningRaised
from county.gasoline import GasolineWarning
from county.text import clean
from county.words import knows
from tui.view.voice import Voice

TONES = {"W1": "critical", "W2": "severe", "W3": "caution"}
"""The tone of each level; it only supports the word and the place in the list."""

_BUYER_SHOWN = 12
"""Characters of a pseudonym shown on a line: enough to tell buyers apart, the record has all."""


@dataclass(frozen=True)
class WarningLine:
    """One warning as a list shows it."""

    number: int
    level: str
    """The level as a word."""
    tone: str
    rule: str
    """The rule's name."""
    measured: str
    """What was measured, against the limit."""
    buyer: str
    station: str
    area: str
    status: str
    """What was found, else where it stands."""
    due: str
    """Time left for verifying it, or passed; "" once verified."""
    late: bool
    verified: bool
    marks: tuple[str, ...]
    """Words that must stand beside it: simulated."""


def row(warning: GasolineWarning, now: int, voice: Voice) -> WarningLine:
    """Say one warning at `now` (epoch milliseconds)."""
    raised = warning.raised
    left_s = (raised.due_at - now) / 1000
    late = warning.finding is None and left_s < 0
    due = voice.say("warning.passed" if late else "warning.left", time=voice.duration(abs(left_s)))
    return WarningLine(
        number=warning.number,
        level=voice.say(f"level.{raised.level}"),
        tone="muted" if warning.finding else TONES[raised.level],
        rule=rule(raised.rule, voice),
        measured=_about(raised, "short", voice),
        buyer=clean(raised.buyer, _BUYER_SHOWN),
        station=voice.name(voice.sites, raised.station),
        area=voice.name(voice.areas, raised.area),
        status=status(warning, voice),
        due="" if warning.finding else due,
        late=late,
        verified=warning.finding is not None,
        marks=(voice.say("mark.simulated"),) if raised.simulated else (),
    )


def status(warning: GasolineWarning, voice: Voice) -> str:
    """Say where the warning stands: the finding once there is one."""
    if warning.finding is not None:
        return voice.say(f"finding.{warning.finding}")
    return voice.say("warning.overdue" if warning.overdue else "warning.open")


def explain(warning: GasolineWarning, now: int, voice: Voice) -> tuple[str, ...]:
    """Explain a warning line by line: rule, figure, window, purchases, what would be normal."""
    return tuple(_explained(warning, now, voice))


def _explained(warning: GasolineWarning, now: int, voice: Voice) -> Iterator[str]:
    raised = warning.raised
    meaning = voice.say(f"level.{raised.level}.meaning")
    yield voice.say("warning.rule", rule=clean(raised.rule), name=rule(raised.rule, voice))
    yield why(raised, voice)
    yield _about(raised, "normal", voice)
    yield voice.say("warning.level", level=voice.say(f"level.{raised.level}"), meaning=meaning)
    yield voice.say(
        "warning.parameter",
        name=parameter(raised.parameter, voice),
        key=clean(raised.parameter),
        measured=f"{raised.measured:g}",
        limit=f"{raised.limit:g}",
    )
    yield _window(raised, voice)
    key = "warning.buyer" if raised.tail else "warning.buyer.untold"
    yield voice.say(key, buyer=clean(raised.buyer), tail=clean(raised.tail))
    yield voice.say("warning.purchases", count=len(raised.purchases))
    yield from (_purchase(bought, now, voice) for bought in raised.purchases)
    yield from _ending(warning, now, voice)


def _ending(warning: GasolineWarning, now: int, voice: Voice) -> Iterator[str]:
    """Say what was found, or by when it is to be found out."""
    due_at = warning.raised.due_at
    if warning.finding is None:
        left_s = (due_at - now) / 1000
        span = voice.duration(abs(left_s))
        key = "warning.due" if left_s >= 0 else "warning.late"
        yield voice.say(key, at=voice.moment(due_at, now), left=span, late=span)
        return
    yield voice.say(
        "warning.found",
        at=voice.moment(warning.verified_at or warning.received, now),
        who=voice.who(warning.verified_by),
        finding=voice.say(f"finding.{warning.finding}"),
    )
    if warning.text:
        yield voice.said(warning.text)


def _purchase(bought: Contribution, now: int, voice: Voice) -> str:
    return "  " + voice.say(
        "warning.purchase",
        at=voice.moment(bought.at, now),
        station=voice.name(voice.sites, bought.station),
        litres=f"{bought.litres:g}",
        number=bought.purchase,
    )


def _window(raised: WarningRaised, voice: Voice) -> str:
    if raised.window_s == 0:
        return voice.say("warning.window.none")
    return voice.say("warning.window", window=voice.duration(raised.window_s))


def parameter(name: str, voice: Voice) -> str:
    """Say a figure of the profile; machines may be the county's own."""
    if knows(f"parameter.{name}"):
        return voice.say(f"parameter.{name}")
    machine = clean(name.removesuffix("_litres"))
    return voice.say("parameter.machine_litres", machine=machine)


def rule(code: str, voice: Voice) -> str:
    """Say a rule's name; its code when it has none here."""
    return voice.say(f"rule.{code}") if knows(f"rule.{code}") else clean(code)


def why(raised: WarningRaised, voice: Voice) -> str:
    """Say in a sentence what was measured, and the limit."""
    return _about(raised, "why", voice)


def _about(raised: WarningRaised, what: str, voice: Voice) -> str:
    """Say measured and limit in the words of the rule; bare when the rule is not known here."""
    measured, limit = f"{raised.measured:g}", f"{raised.limit:g}"
    key = f"rule.{raised.rule}.{what}"
    if not knows(key):
        return f"{measured}/{limit}"
    return voice.say(key, measured=measured, limit=limit, window=voice.duration(raised.window_s))
