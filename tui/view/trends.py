"""What the rules lead to, and how purchases and warnings go: figures and courses to be drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import dropwhile

from county.gasoline.lines import DayLine
from county.gasoline.rules import Retirement
from county.gasoline.yields import Yield
from county.text import clean
from tui.view.voice import Voice
from tui.view.warnings import rule

_RULES_NAMED = 3
"""Rules named beside the trends: those with the most warnings."""

LEAST_SHARED = 20
"""Purchases of a day below which its share says nothing: one warning of one sale is no 100 %."""

Course = tuple[float | None, ...]
"""One value a day, the oldest first; None where nothing is known, or nothing can be said."""


@dataclass(frozen=True)
class YieldText:
    """What one rule's verified warnings led to, as a list shows it."""

    rule: str
    name: str
    closed: str
    useful: str
    share: str
    low: float
    """The interval in which the true share lies, 0 to 1."""
    middle: float
    high: float
    verdict: str
    """What is proposed: to keep the rule, to retire it, to wait for more."""
    retire: bool


def yields(
    told: Mapping[str, Yield], rules: Retirement | None, voice: Voice
) -> tuple[YieldText, ...]:
    """Say every rule that a warning was verified of; no others: nothing is known of them."""
    return tuple(_yield(code, each, rules, voice) for code, each in told.items() if each.closed)


def _yield(code: str, told: Yield, rules: Retirement | None, voice: Voice) -> YieldText:
    low, high = told.interval
    share = told.share or 0.0
    retire = rules is not None and told.retire(rules)
    few = rules is not None and told.closed < rules.least_closed
    verdict = "retire" if retire else "few" if few else "keep"
    return YieldText(
        rule=clean(code),
        name=rule(code, voice),
        closed=str(told.closed),
        useful=str(told.useful),
        share=f"{share:.1%}",
        low=low,
        middle=share,
        high=high,
        verdict=voice.say(f"yields.{verdict}"),
        retire=retire,
    )


def scale(lines: Sequence[YieldText]) -> float:
    """Give the share at which the axis of intervals ends: the highest of them, in steps of 10 %."""
    most = max((line.high for line in lines), default=1.0)
    return min(1.0, -(-most * 10 // 1) / 10)


@dataclass(frozen=True)
class Trend:
    """Days of purchases and warnings, ready to be drawn."""

    warnings: Course
    """Warnings a day."""
    share: Course
    """Warnings as a share of the day's purchases, of days with enough of them."""
    first: str
    last: str
    """The first and the last day."""
    counted: str
    """The first course in words."""
    shared: str
    """The second in words."""
    ruled: str
    """The rules with the most warnings."""


def trend(days: Sequence[DayLine], voice: Voice) -> Trend | None:
    """Say days of purchases, the oldest first; None when nothing is known of any.

    Days before anything was registered are unknown, and left out; one that is missing between two
    others is drawn as a gap.
    """
    days = list(dropwhile(_is_empty, days))
    if not days:
        return None
    told = {line.day: line for line in days}
    course = [told.get(day) for day in _every_day(days[0].day, days[-1].day)]
    return Trend(
        warnings=tuple(None if line is None else float(_warnings(line)) for line in course),
        share=tuple(_share(line) for line in course),
        first=days[0].day,
        last=days[-1].day,
        counted=_counted(days, voice),
        shared=_shared(days, voice),
        ruled=_ruled(days, voice),
    )


def _is_empty(line: DayLine) -> bool:
    return not line.purchases and not line.warnings


def _every_day(first: str, last: str) -> list[str]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [str(begin + timedelta(days=n)) for n in range((end - begin).days + 1)]


def _warnings(line: DayLine) -> int:
    return sum(line.warnings.values())


def _share(line: DayLine | None) -> float | None:
    """Give the share of a day's purchases warned of; nothing can be said of next to none."""
    if line is None or line.purchases < LEAST_SHARED:
        return None
    return _warnings(line) / line.purchases


def _counted(days: Sequence[DayLine], voice: Voice) -> str:
    warnings = sum(map(_warnings, days))
    verified = sum(line.verified for line in days)
    return voice.say("trends.warnings", warnings=f"{warnings:,}", verified=f"{verified:,}")


def _shared(days: Sequence[DayLine], voice: Voice) -> str:
    purchases = sum(line.purchases for line in days)
    litres = sum(line.litres for line in days)
    share = f"{sum(map(_warnings, days)) / purchases:.2%}" if purchases else "-"
    return voice.say(
        "trends.share", share=share, purchases=f"{purchases:,}", litres=f"{litres:,.0f}"
    )


def _ruled(days: Sequence[DayLine], voice: Voice) -> str:
    counts: Counter[str] = Counter()
    for line in days:
        counts.update(line.warnings)
    if not counts:
        return ""
    most = (f"{clean(code)} {count:,}" for code, count in counts.most_common(_RULES_NAMED))
    return voice.say("trends.rules", rules=", ".join(most))
