"""What must hold between the figures of the gasoline rules, and with the county's other figures."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from county.alarms.rules import KindRules
from county.gasoline.rules import GasolineRules, Season

ALARM_PRIORITY = 2
"""The priority of the alarm that a warning of the gravest level becomes."""

_LEAP_YEAR = 2000
"""Seasons are held against a year that has every day."""


Values = Mapping[str, str | int | float]


class Unsound(NamedTuple):
    """A figure that cannot stand: the way to it, the word for why, and what the word needs."""

    path: tuple[str | int, ...]
    code: str
    values: Values


def unsound(
    rules: GasolineRules, kinds: Mapping[str, KindRules], outcomes: Collection[str]
) -> Iterator[Unsound]:
    """List every figure that cannot stand beside the others, or that names what is not there."""
    yield from _clocks(rules)
    yield from _alarm(rules, kinds, outcomes)
    yield from _levels(rules)
    yield from _windows(rules)
    yield from _seasons(rules.season)
    yield from _purposes(rules)


def _clocks(rules: GasolineRules) -> Iterator[Unsound]:
    clocks = ("verify_w1_s", "verify_w2_s", "verify_w3_s")
    yield from _rising(rules, (), clocks, "clocks_do_not_rise")


def _alarm(
    rules: GasolineRules, kinds: Mapping[str, KindRules], outcomes: Collection[str]
) -> Iterator[Unsound]:
    kind = kinds.get(rules.alarm_kind)
    if kind is None:
        yield Unsound(("alarm_kind",), "unknown_kind", {"kind": rules.alarm_kind})
    elif kind.priority != ALARM_PRIORITY:
        told: Values = {
            "kind": rules.alarm_kind,
            "wanted": ALARM_PRIORITY,
            "priority": kind.priority,
        }
        yield Unsound(("alarm_kind",), "warning_alarm_priority", told)
    if rules.alarm_outcome not in outcomes:
        yield Unsound(("alarm_outcome",), "unknown_outcome", {"outcome": rules.alarm_outcome})
    if rules.alarm_kind in rules.g15.kinds:
        yield Unsound(("G15", "kinds"), "warns_of_itself", {"kind": rules.alarm_kind})
    for place, threat in enumerate(rules.g15.kinds):
        if threat not in kinds:
            yield Unsound(("G15", "kinds", place), "unknown_kind", {"kind": threat})


def _levels(rules: GasolineRules) -> Iterator[Unsound]:
    if rules.adding.level == "W3":
        yield Unsound(("adding", "level"), "adds_to_nothing", {})
    if rules.g08.level != "W3":
        # An hour of the day alone says nothing of anybody: spec G08, "never alone above W3".
        yield Unsound(("G08", "level"), "review_only", {"level": rules.g08.level})
    for code, rule, severe in (
        ("G04", rules.g04.level, rules.g04.severe_level),
        ("G06", rules.g06.level, rules.g06.severe_level),
    ):
        if severe > rule:
            yield Unsound((code, "severe_level"), "severe_is_milder", {"level": rule})
    if rules.g05.with_daily_cap_level > rules.g05.level:
        values = {"level": rules.g05.level}
        yield Unsound(("G05", "with_daily_cap_level"), "severe_is_milder", values)


def _windows(rules: GasolineRules) -> Iterator[Unsound]:
    windows = ("short_window_s", "long_window_s")
    yield from _rising(rules.g06, ("G06",), windows, "windows_do_not_rise")
    yield from _rising(rules.g07, ("G07",), windows, "windows_do_not_rise")
    if rules.g08.begins == rules.g08.ends:
        yield Unsound(("G08", "ends"), "no_hours", {})
    if rules.g16.opens >= rules.g16.closes:
        yield Unsound(("G16", "closes"), "no_hours", {})


def _rising(
    table: object, path: tuple[str, ...], names: tuple[str, ...], code: str
) -> Iterator[Unsound]:
    before = 0
    for name in names:
        value: int = getattr(table, name)
        if value <= before:
            yield Unsound((*path, name), code, {"value": value, "before": before})
        before = value


def _seasons(seasons: tuple[Season, ...]) -> Iterator[Unsound]:
    taken: dict[date, str] = {}
    known: set[str] = set()
    for place, season in enumerate(seasons):
        if season.id in known:
            yield Unsound(("season", place, "id"), "said_twice", {"value": season.id})
        known.add(season.id)
        ends = [(name, _day(getattr(season, name))) for name in ("begins", "ends")]
        for name, day in ends:
            if day is None:
                values = {"value": getattr(season, name)}
                yield Unsound(("season", place, name), "no_such_day", values)
        first, last = (day for _, day in ends)
        if first is None or last is None:
            continue
        others = {taken[day] for day in _days(first, last) if day in taken}
        for other in sorted(others):
            yield Unsound(("season", place, "begins"), "seasons_overlap", {"other": other})
        taken |= dict.fromkeys(_days(first, last), season.id)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{_LEAP_YEAR}-{text}")
    except ValueError:
        return None


def _days(first: date, last: date) -> Iterator[date]:
    """Give the days of a season, which may begin before New Year and end after it."""
    length = (last - first).days % 366
    for after in range(length + 1):
        day = first + timedelta(days=after)
        yield day.replace(year=_LEAP_YEAR)


def _purposes(rules: GasolineRules) -> Iterator[Unsound]:
    known: set[str] = set()
    for place, purpose in enumerate(rules.purpose):
        if purpose.id in known:
            yield Unsound(("purpose", place, "id"), "said_twice", {"value": purpose.id})
        known.add(purpose.id)
        if not purpose.words:
            yield Unsound(("purpose", place, "words"), "says_no_word", {})
        for machine in purpose.machines:
            if machine not in rules.g04.machine_litres:
                values = {"machine": machine}
                yield Unsound(("purpose", place, "machines"), "unknown_machine", values)
