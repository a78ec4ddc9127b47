"""A purchaser's history: what one pseudonym bought by day, and the warnings that it raised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from county.gasoline.lines import PurchaseLine, WarningPast
from county.gasoline.seasons import local_day, midnight
from county.text import clean
from feeds.gasoline import PurchaserTold
from tui.view import sales
from tui.view.brief import Saying
from tui.view.stations import minute
from tui.view.voice import Voice
from tui.view.warnings import TONES, rule

YEAR_DAYS = 364
"""A year in whole weeks: each bar of it is one."""

MONTH_DAYS = 30
"""The days shown one by one when the warning's window is shorter."""

WEEK_DAYS = 7

TEXT_SHOWN = 40
"""Characters of a purpose and of a place shown on a line; the search has all of them."""

Bars = tuple[float | None, ...]
"""Litres of each day or week, the oldest first; None where nothing is known, which is no zero."""


@dataclass(frozen=True)
class History:
    """What is known of a purchaser, ready to be drawn."""

    sums: str
    """The window in one line."""
    cut: str
    """That earlier purchases are not listed; "" when all are."""
    days: Bars
    weeks: Bars
    purchases: tuple[Saying, ...]
    warnings: tuple[Saying, ...]


def history(told: PurchaserTold, asked_for: int, window_s: int, now: int, voice: Voice) -> History:
    """Say a purchaser's history at `now` (epoch milliseconds).

    `asked_for` is how many purchases the desk was asked for: when it told as many, those before
    the oldest of them are unknown. `window_s` is the warning's: its days are drawn one by one.
    """
    days = max(MONTH_DAYS, -(-window_s // 86_400))
    today = local_day(now, voice.utc_offset_minutes)
    cut = len(told.purchases) >= asked_for
    first = local_day(told.purchases[-1].at, voice.utc_offset_minutes) if cut else None
    litres = _by_day(told.purchases, voice)
    yearly = _bars(litres, today, YEAR_DAYS, first)
    return History(
        sums=_sums(told.purchases, days, today, voice),
        cut=_cut(told.purchases, now, voice) if cut else "",
        days=_bars(litres, today, days, first),
        weeks=tuple(_sum(yearly[n : n + WEEK_DAYS]) for n in range(0, YEAR_DAYS, WEEK_DAYS)),
        purchases=tuple(_purchase(line, now, voice) for line in told.purchases),
        warnings=tuple(_warning(past, now, voice) for past in told.warnings),
    )


def counts(line: PurchaseLine) -> bool:
    """Tell whether something was sold: not refused, and not corrected to nothing."""
    return line.purchase.refused is None and not line.void


def _by_day(purchases: Sequence[PurchaseLine], voice: Voice) -> Mapping[int, float]:
    """Add up the litres of each local day."""
    litres: defaultdict[int, float] = defaultdict(float)
    for line in filter(counts, purchases):
        litres[local_day(line.at, voice.utc_offset_minutes)] += line.purchase.litres
    return litres


def _bars(litres: Mapping[int, float], today: int, days: int, first: int | None) -> Bars:
    shown = range(today - days + 1, today + 1)
    return tuple(
        None if first is not None and day < first else litres.get(day, 0.0) for day in shown
    )


def _sum(days: Bars) -> float | None:
    known = [litres for litres in days if litres is not None]
    return sum(known) if known else None


def _sums(purchases: Sequence[PurchaseLine], days: int, today: int, voice: Voice) -> str:
    since = midnight(today - days + 1, voice.utc_offset_minutes)
    recent = [line for line in purchases if line.at >= since]
    sold = [line for line in recent if counts(line)]
    return voice.say(
        "buyer.sums",
        days=days,
        litres=f"{sum(line.purchase.litres for line in sold):g}",
        count=len(sold),
        stations=len({line.purchase.station for line in sold}),
        refused=sum(line.purchase.refused is not None for line in recent),
    )


def _cut(purchases: Sequence[PurchaseLine], now: int, voice: Voice) -> str:
    oldest = minute(purchases[-1].at, now, voice)
    return voice.say("buyer.since", day=oldest, count=len(purchases))


def _purchase(line: PurchaseLine, now: int, voice: Voice) -> Saying:
    told = sales.row(line, now, voice)
    refused = line.purchase.refused
    what = (
        told.simulated,
        told.litres,
        told.station,
        told.state,
        voice.say(f"refused_for.{refused}") if refused else "",
        voice.said(line.purchase.purpose, TEXT_SHOWN),
        voice.said(line.purchase.use_place, TEXT_SHOWN),
    )
    tone = "" if counts(line) else "muted"
    return Saying(minute(line.at, now, voice), "  ".join(filter(None, what)), tone)


def _warning(past: WarningPast, now: int, voice: Voice) -> Saying:
    finding = f"finding.{past.finding}" if past.finding else "warning.open"
    what = (
        voice.say("subject.warning", number=past.number),
        f"{clean(past.rule)} {rule(past.rule, voice)}",
        voice.say(f"level.{past.level}"),
        voice.say(finding),
    )
    tone = "muted" if past.finding else TONES[past.level]
    return Saying(minute(past.at, now, voice), "  ".join(what), tone)


def newest(line: PurchaseLine, now: int, voice: Voice) -> Saying:
    """Say one of the newest purchases of the county: also who bought, by pseudonym alone."""
    told, buyer = _purchase(line, now, voice), sales.row(line, now, voice).buyer
    return Saying(told.name, f"{told.text}  {buyer}", told.tone)
