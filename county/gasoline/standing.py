"""How petrol stations and rules stand on the board: what fell silent, what was changed here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from county import events as ev
from county.events import Entry, Figure
from county.fields import Code, Millis

DAYS_KEPT = 7
"""Pump totals of so many of a station's days stay on the board."""


class StationStanding(Struct, frozen=True, omit_defaults=True):
    """A petrol station that something was told of."""

    station: Code
    area: str
    silent_since: Millis | None = None
    """When its last sale or refusal counts as made, while it is silent; None while it is heard."""
    usual_s: int = 0
    """The gap between two sales that was usual when it fell silent, in seconds."""
    totals: dict[str, float] = {}
    """Litres that its pumps gave into containers, by local day such as ``2026-11-22``."""


class RuleStanding(Struct, frozen=True, omit_defaults=True):
    """A rule whose figures are not the profile's any more."""

    rule: Code
    figures: dict[str, Figure]
    """The whole rule, as its table in the profile would say it."""
    by: str
    """Who changed it, or allowed the change, as in `Entry.by`."""
    at: Millis
    """Since when it holds, by the desk's clock."""
    reason: str
    asked_by: str = ""
    """Who asked for it, as in `Entry.by`, when another had to consent."""


Stations = Mapping[str, StationStanding]
RulesChanged = Mapping[str, RuleStanding]


def evolve_station(stations: dict[str, StationStanding], entry: Entry) -> str:
    """Fold one entry in; give the station it is about.

    What is told of a station that is not here begins it anew: who sees its area saw all of it.
    """
    event: Any = entry.event  # narrowed by its type, below
    name: str = event.station
    known = stations.get(name) or StationStanding(name, event.area)
    since, usual_s, totals = known.silent_since, known.usual_s, known.totals
    match event:
        case ev.StationFellSilent():
            since, usual_s = event.since, event.usual_s
        case ev.StationHeard():
            since, usual_s = None, 0
        case ev.PumpTotalled():
            days = totals | {event.day: event.litres}
            totals = {day: days[day] for day in sorted(days)[-DAYS_KEPT:]}
    stations[name] = StationStanding(name, event.area, since, usual_s, totals)
    return name


def evolve_rule(rules: dict[str, RuleStanding], entry: Entry) -> str:
    """Fold a change of a rule in; give the rule's code."""
    event = entry.event
    assert isinstance(event, ev.RuleChanged)
    rules[event.rule] = RuleStanding(
        event.rule, event.figures, entry.by, entry.received, event.reason, event.asked_by
    )
    return event.rule
