"""Gasoline warnings as lines of a list, and the words of their rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from county.events import WarningRaised
from county.gasoline import GasolineWarning
from county.text import clean
from county.words import knows
from tui.view.units import distance
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
    """The pseudonym; that it is about the station itself when nobody bought."""
    station: str
    area: str
    assigned: str
    """The police station that is to verify it; "" for none."""
    status: str
    """What was found, else where it stands."""
    due: str
    """Time left for verifying it, or passed; "" once verified."""
    late: bool
    verified: bool
    marks: tuple[str, ...]
    """Words that must stand beside it: simulated, in season, added up, the station's fault."""


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
        measured=about(raised, "short", voice),
        buyer=clean(raised.buyer, _BUYER_SHOWN) or voice.say("warning.of_station"),
        station=voice.name(voice.sites, raised.station),
        area=voice.name(voice.areas, raised.area),
        assigned=voice.name(voice.sites, warning.assigned) if warning.assigned else "",
        status=status(warning, voice),
        due="" if warning.finding else due,
        late=late,
        verified=warning.finding is not None,
        marks=tuple(_marks(raised, voice)),
    )


def told_at(warning: GasolineWarning, now: int) -> int:
    """Give the moment near `now` by which to tell the time left (both in epoch milliseconds).

    Whole minutes are left then, or passed; in the last minute ten seconds: a clock that runs is
    traffic, and most deadlines are hours away.
    """
    left = warning.raised.due_at - now
    step = 60_000 if abs(left) >= 60_000 else 10_000
    return warning.raised.due_at - left // step * step


def _marks(raised: WarningRaised, voice: Voice) -> Iterator[str]:
    if raised.simulated:
        yield voice.say("mark.simulated")
    if raised.incident is not None:
        yield voice.say("mark.incident")
    if raised.station_fault:
        yield voice.say("mark.station_fault")
    if raised.added_to is not None:
        yield voice.say("mark.added")
    if raised.season:
        yield voice.say("mark.season", factor=f"{raised.factor:g}")


def status(warning: GasolineWarning, voice: Voice) -> str:
    """Say where the warning stands: the finding once there is one."""
    if warning.finding is not None:
        return voice.say(f"finding.{warning.finding}")
    return voice.say("warning.overdue" if warning.overdue else "warning.open")


def newest_purchase(raised: WarningRaised) -> int | None:
    """Give the newest purchase that a warning rests on; None when it rests on none."""
    newest = max(raised.purchases, key=lambda bought: (bought.at, bought.purchase), default=None)
    return None if newest is None else newest.purchase


def parameter(name: str, voice: Voice) -> str:
    """Say a figure of the profile; machines may be the county's own."""
    if knows(f"parameter.{name}"):
        return voice.say(f"parameter.{name}")
    if not name.endswith("_litres"):
        return clean(name)
    machine = clean(name.removesuffix("_litres"))
    return voice.say("parameter.machine_litres", machine=machine)


def rule(code: str, voice: Voice) -> str:
    """Say a rule's name; its code when it has none here."""
    return voice.say(f"rule.{code}") if knows(f"rule.{code}") else clean(code)


def about(raised: WarningRaised, what: str, voice: Voice) -> str:
    """Say measured and limit in the words of the rule, `what` of them: short, why, normal, advice.

    A rule may have words of its own for a figure; bare numbers when the rule is not known here.
    """
    own = f"rule.{raised.rule}.{raised.parameter}.{what}"
    key = own if knows(own) else f"rule.{raised.rule}.{what}"
    if not knows(key):
        return f"{raised.measured:g}/{raised.limit:g}"
    values = _figure("measured", raised.measured, voice) | _figure("limit", raised.limit, voice)
    return voice.say(key, **values, window=voice.duration(raised.window_s))


def _figure(name: str, value: float, voice: Voice) -> dict[str, str]:
    """Say a figure in every unit that a rule may measure in."""
    return {
        name: f"{value:g}",
        f"{name}_s": voice.duration(value),
        f"{name}_m": distance(value, voice),
        f"{name}_litres": voice.say("sale.litres", litres=f"{value:g}"),
        f"{name}_share": f"{value:.1%}",
        f"{name}_clock": f"{int(value) // 3600:02}:{int(value) // 60 % 60:02}",
    }


def figure(parameter: str, value: float, voice: Voice) -> str:
    """Say a figure of the profile in the unit that its name ends with."""
    unit = "clock" if parameter in _CLOCKS else parameter.rpartition("_")[2]
    said = _figure("", value, voice)
    return said.get(f"_{unit}", said[""])


_CLOCKS = frozenset({"begins", "ends"})
"""Figures that are times of the day."""
