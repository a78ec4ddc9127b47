"""From what rules found to warnings: what is said already, what adds up, who is to verify it."""

from __future__ import annotations

from collections.abc import Iterable

from county.events import WarningRaised
from county.gasoline.hits import Ground, Hit
from county.gasoline.rules import GasolineRules
from county.gasoline.seasons import local_day
from county.gasoline.warnings import OpenWarnings

CONTRIBUTIONS_SHOWN = 20
"""Purchases carried in a warning: the newest of them; `measured` counts them all."""

_NEVER_ALONE = "G08"
"""An odd hour is for review only: two of them do not add up, one with something else does."""


def raised(
    hits: Iterable[Hit],
    open_: OpenWarnings,
    number: int,
    now: int,
    rules: GasolineRules,
    ground: Ground,
    utc_offset_minutes: int,
) -> list[WarningRaised]:
    """Make the warnings that hits ask for and that are not open yet, numbered after `number`.

    Two of the lowest level on one purchaser add up: the second is graver. Both must be open: what
    was verified has been explained.
    """
    warnings: list[WarningRaised] = []
    for hit in hits:
        known = (warning.raised for warning in open_.of(hit.buyer or hit.station))
        about = [warning for warning in (*known, *warnings) if _same_subject(warning, hit)]
        if not covered(hit, about, utc_offset_minutes):
            other = _adding(hit, about, rules)
            warnings.append(_warning(hit, other, number + len(warnings) + 1, now, rules, ground))
    return warnings


def covered(hit: Hit, about: Iterable[WarningRaised], utc_offset_minutes: int) -> bool:
    """Tell whether one of the open warnings about the same says it already.

    A purchaser has one open warning per rule and local day, a station one per share of its
    register and day, unless the new one is graver.
    """
    day = local_day(hit.purchases[-1].at, utc_offset_minutes)
    return any(
        warning.rule == hit.rule
        and warning.level <= hit.level
        and (hit.buyer or warning.parameter == hit.parameter)
        and local_day(warning.purchases[-1].at, utc_offset_minutes) == day
        for warning in about
    )


def _adding(hit: Hit, about: Iterable[WarningRaised], rules: GasolineRules) -> WarningRaised | None:
    """Give the newest warning with which the hit adds up to a graver one, if there is one."""
    if hit.level != "W3" or not hit.buyer:
        return None
    at, window_ms = hit.purchases[-1].at, rules.adding.window_s * 1000
    return max(
        (
            warning
            for warning in about
            if warning.level == "W3"
            and not hit.rule == warning.rule == _NEVER_ALONE
            and abs(at - warning.purchases[-1].at) < window_ms
        ),
        key=lambda warning: warning.number,
        default=None,
    )


def _warning(
    hit: Hit,
    other: WarningRaised | None,
    number: int,
    now: int,
    rules: GasolineRules,
    ground: Ground,
) -> WarningRaised:
    site = ground.sites.get(hit.station)
    area = site.area if site else ""
    level = rules.adding.level if other else hit.level
    return WarningRaised(
        at=now,
        number=number,
        rule=hit.rule,
        level=level,
        buyer=hit.buyer,
        tail=hit.tail,
        station=hit.station,
        area=area,
        parameter=hit.parameter,
        limit=float(hit.limit),
        measured=float(hit.measured),
        window_s=hit.window_s,
        purchases=hit.purchases[-CONTRIBUTIONS_SHOWN:],
        due_at=now + rules.verify_s(level) * 1000,
        season=hit.season,
        factor=hit.factor,
        assigned=ground.police.get(hit.area) or ground.police.get(area, ""),
        added_to=other.number if other else None,
        incident=hit.incident,
        station_fault=hit.station_fault,
        simulated=hit.simulated,
    )


def _same_subject(warning: WarningRaised, hit: Hit) -> bool:
    """Tell whether both are about one purchaser; or about a station, and the same one."""
    return warning.buyer == hit.buyer and (hit.buyer != "" or warning.station == hit.station)
