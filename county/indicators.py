"""The desk's indicators, each exactly as defined: figures taken from the clocks of alarms.

`docs/indicators.md` says what each one means. Everything is pure: the same clocks, the same
figures, on a screen over the last shift as in the bulletin of a week.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter

from msgspec import Struct

from county import figures as fig
from county import load
from county.alarms.rules import AlarmRules
from county.board import Board
from county.clocks import Clocks, clocks_of
from county.fields import Millis
from county.figures import Figure, Span, Spans

SIGN_BANDS_S = (30, 60, 120, 180)
TURNOUT_BANDS_S = (300, 600, 900, 1800)
FEEDBACK_BANDS_S = (1800, 3600, 7200, 14_400)
"""The bands of Chinese bulletins: of signing, of turning out, of the first word."""

ANSWER_LIMITS_S = (10, 15, 20)
DISPATCH_LIMITS_S = (60, 90)
URGENT = 2
"""Receipt-to-dispatch is told of the first two priorities."""

TOWN_MIN = 8
"""Within how many minutes somebody is to be there in a town."""

TOP_SOURCES = 10

_HOUR_MS = 3_600_000
_MINUTE_S = 60

_Time = Callable[[Clocks], Millis | None]
_received: _Time = attrgetter("received")
_sent: _Time = attrgetter("sent")
_signed: _Time = attrgetter("signed")


class Terms(Struct, frozen=True):
    """What a county's figures are measured by: from its profile."""

    rules: AlarmRules
    rings: Mapping[str, int]
    """The response circle of each cell, minutes."""
    towns: frozenset[str]
    """The areas that are town."""
    simulated: bool
    """Whether everything in the county is simulated; if not, simulated alarms are left out."""


class Counted(Struct, frozen=True):
    """The alarms of a period: those that indicators are taken from, and those left out."""

    alarms: tuple[Clocks, ...]
    simulated: tuple[int, ...]
    """Training in a live desk."""
    merged: tuple[int, ...]
    """Worked as another alarm."""
    diverted: tuple[int, ...]
    """Another department's to handle."""
    loading: tuple[Clocks, ...]
    """Those that consoles had to deal with, in the order of their receipt: all but training."""


def live(board: Board, now: Millis, terms: Terms) -> tuple[Figure, ...]:
    """Give the indicators over the last shift's length, of what stands on a board.

    Whole where closed alarms stay on the board as long as a shift lasts. Costs 30 µs an alarm.
    """
    since = now - terms.rules.load.shift_s * 1000
    alarms = (clocks_of(a, now) for a in board.alarms.values() if since <= a.received <= now)
    return indicators(alarms, since, now, terms)


def indicators(
    alarms: Iterable[Clocks], since: Millis, until: Millis, terms: Terms
) -> tuple[Figure, ...]:
    """Give all indicators of the alarms received between `since` and `until`."""
    received = tuple(alarms)
    counted = sort_out(received, terms)
    measured = counted.alarms
    return (
        fig.count("alarms.received", sorted(_numbers(received))),
        fig.count("alarms.counted", _numbers(measured)),
        fig.count("alarms.simulated", counted.simulated),
        fig.count("alarms.merged", counted.merged),
        fig.count("alarms.diverted", counted.diverted),
        fig.count("alarms.open", _numbers(a for a in measured if a.open)),
        *_answer(measured),
        *_dispatch(measured),
        *_sign(measured),
        *_turnout(measured),
        *_feedback(measured),
        *_arrival(measured),
        *_claims(measured),
        *_rings(measured, terms),
        *_town(measured, terms),
        *_load(counted.loading, since, until, terms),
        *_acks(measured),
        fig.count("clocks.behind", _behind(measured)),
    )


def sort_out(alarms: Iterable[Clocks], terms: Terms) -> Counted:
    """Tell the alarms that count from those that are left out; each is left out once."""
    in_order = sorted(alarms, key=lambda alarm: (alarm.received, alarm.number))
    training = () if terms.simulated else tuple(a for a in in_order if a.simulated)
    loading = tuple(a for a in in_order if terms.simulated or not a.simulated)
    return Counted(
        alarms=tuple(a for a in loading if not (a.merged or a.diverted)),
        simulated=_numbers(training),
        merged=_numbers(a for a in loading if a.merged),
        diverted=_numbers(a for a in loading if a.diverted and not a.merged),
        loading=loading,
    )


# ---- from the report to the order ---------------------------------------------------------------


def _answer(alarms: Sequence[Clocks]) -> Iterator[Figure]:
    answered = _spans(alarms, _received, attrgetter("acknowledged"))
    yield from _timed("answer", answered, ANSWER_LIMITS_S)
    yield fig.count(
        "answer.never", (a.number for a in alarms if a.acknowledged is None), len(alarms)
    )


def _dispatch(alarms: Sequence[Clocks]) -> Iterator[Figure]:
    urgent = [alarm for alarm in alarms if alarm.priority <= URGENT]
    yield from _timed("dispatch", _spans(urgent, _received, _sent), DISPATCH_LIMITS_S)
    yield fig.count("dispatch.never", (a.number for a in urgent if a.sent is None), len(urgent))


def _timed(name: str, spans: Spans, limits_s: Sequence[int]) -> Iterator[Figure]:
    yield fig.mean(f"{name}.mean", spans)
    yield from fig.percentiles(name, spans)
    for limit_s in limits_s:
        yield fig.share_within(f"{name}.within_{limit_s}", spans, limit_s)


# ---- from the order to the first word -----------------------------------------------------------


def _sign(alarms: Sequence[Clocks]) -> Iterator[Figure]:
    spans = _spans(alarms, _sent, _signed, missed=True)
    yield from fig.bands("sign", spans, SIGN_BANDS_S)


def _turnout(alarms: Sequence[Clocks]) -> Iterator[Figure]:
    for clock in ("claimed", "seen"):
        spans = _spans(alarms, _signed, attrgetter(f"moving.{clock}"), missed=True)
        yield from fig.bands(f"turnout_{clock}", spans, TURNOUT_BANDS_S, _MINUTE_S)


def _feedback(alarms: Sequence[Clocks]) -> Iterator[Figure]:
    spans = _spans(alarms, _there, attrgetter("fed_back"), missed=True)
    yield from fig.bands("feedback", spans, FEEDBACK_BANDS_S, _MINUTE_S)


def _arrival(alarms: Sequence[Clocks]) -> Iterator[Figure]:
    ordered = [alarm for alarm in alarms if alarm.sent is not None]
    for clock in ("seen", "claimed"):
        arrived = attrgetter(f"arrived.{clock}")
        to_place = _spans(ordered, _sent, arrived, missed=True)
        yield from fig.percentiles(f"arrival_{clock}", to_place)
        missed = [span.alarm for span in to_place if span.seconds == math.inf]
        yield fig.count(f"arrival_{clock}.never", missed, len(to_place))
        whole = _spans(ordered, _received, arrived, missed=True)
        yield from fig.percentiles(f"response_{clock}", whole)


def _claims(alarms: Sequence[Clocks]) -> Iterator[Figure]:
    """Compare what units claim with what was seen of them: order by order, the same unit."""
    orders = [(a.number, order.arrived) for a in alarms for order in a.orders]
    claims = [(number, at.claimed, at.seen) for number, at in orders if at.claimed is not None]
    gaps = [
        Span(number, (claimed - seen) / 1000)
        for number, claimed, seen in claims
        if seen is not None
    ]
    yield fig.percentiles("claim_gap", gaps)[0]
    unseen = [number for number, _, seen in claims if seen is None]
    yield fig.share("claim_gap.unseen", unseen, [number for number, _, _ in claims])


def _rings(alarms: Sequence[Clocks], terms: Terms) -> Iterator[Figure]:
    ordered = [alarm for alarm in alarms if alarm.sent is not None and alarm.cell in terms.rings]
    for clock in ("seen", "claimed"):
        for ring_min in sorted(set(terms.rings.values())):
            inside = [alarm for alarm in ordered if terms.rings[alarm.cell] == ring_min]
            yield _attained(f"ring_{clock}.{ring_min}", inside, clock, ring_min)


def _town(alarms: Sequence[Clocks], terms: Terms) -> Iterator[Figure]:
    town = [alarm for alarm in alarms if alarm.sent is not None and alarm.area in terms.towns]
    for clock in ("seen", "claimed"):
        yield _attained(f"town_{clock}.{TOWN_MIN}", town, clock, TOWN_MIN)


def _attained(name: str, alarms: Sequence[Clocks], clock: str, minutes: int) -> Figure:
    spans = _spans(alarms, _sent, attrgetter(f"arrived.{clock}"), missed=True)
    return fig.share_within(name, spans, minutes * _MINUTE_S)


# ---- what the consoles had to deal with ---------------------------------------------------------


def _load(alarms: Sequence[Clocks], since: Millis, until: Millis, terms: Terms) -> Iterator[Figure]:
    rules, n = terms.rules.load, len(alarms)
    numbers, times = _numbers(alarms), [alarm.received for alarm in alarms]
    hours = (until - since) / _HOUR_MS
    yield _rate("load.per_hour", numbers, hours)
    for seat in sorted({alarm.taken_by for alarm in alarms} - {""}):
        taken = _numbers(alarm for alarm in alarms if alarm.taken_by == seat)
        yield _rate(f"console.{seat.partition(':')[2]}", taken, hours)
    peak = load.peak(times)
    yield fig.count("load.peak_10", numbers[peak.start : peak.stop], n)
    flooded = load.flood_share(times, since, until, rules)
    yield Figure("load.flood", flooded, "share_of_time", n, numbers)
    repeated = [alarm for alarm in alarms if alarm.repeats]
    repeats = sum(alarm.repeats for alarm in repeated)
    yield Figure("load.chatter", repeats, "count", n + repeats, _numbers(repeated))
    stale = (alarm for alarm in alarms if alarm.idle_ms >= rules.stale_s * 1000)
    yield fig.count("load.stale", _numbers(stale), n)
    yield _top_sources(alarms)
    for priority in (1, 2, 3, 4):
        these = [alarm.number for alarm in alarms if alarm.priority == priority]
        yield fig.share(f"load.p{priority}", these, numbers)


def _rate(name: str, numbers: tuple[int, ...], hours: float) -> Figure:
    value = len(numbers) / hours if hours > 0 else None
    return Figure(name, value, "per_hour", len(numbers), numbers)


def _top_sources(alarms: Sequence[Clocks]) -> Figure:
    """Give the share of all that was told that came from the ten busiest devices."""
    told: Counter[str] = Counter()
    for alarm in alarms:
        told[alarm.device] += 1 + alarm.repeats
    total = told.total()
    told.pop("", None)  # people
    top = {device for device, _ in told.most_common(TOP_SOURCES)}
    value = sum(told[device] for device in top) / total if total else None
    behind = _numbers(alarm for alarm in alarms if alarm.device in top)
    return Figure("load.top_sources", value, "share", total, behind)


def _acks(alarms: Sequence[Clocks]) -> Iterator[Figure]:
    taken = [alarm for alarm in alarms if alarm.takes]
    takes = sum(alarm.takes for alarm in taken)
    lapses = sum(alarm.lapses for alarm in taken)
    yield Figure("acks.lapsed", lapses / takes if takes else None, "share", takes, _numbers(taken))


# ---- clocks -------------------------------------------------------------------------------------


def _there(alarm: Clocks) -> Millis | None:
    """Give the arrival that the first word is counted from: as claimed, or else as seen."""
    at = alarm.arrived
    return at.seen if at.claimed is None else at.claimed


def _spans(
    alarms: Iterable[Clocks], begin: _Time, end: _Time, *, missed: bool = False
) -> list[Span]:
    """Measure from one clock to another, of the alarms that came to the first.

    Those that never came to the second are left out, or with `missed` take for ever. A teller's
    clock that is behind never makes a time shorter than nothing.
    """
    spans = []
    for alarm in alarms:
        begun, ended = begin(alarm), end(alarm)
        if begun is None:
            continue
        if ended is not None:
            spans.append(Span(alarm.number, (ended - begun) / 1000 if ended > begun else 0.0))
        elif missed:
            spans.append(Span(alarm.number, math.inf))
    return spans


def _behind(alarms: Iterable[Clocks]) -> Iterator[int]:
    """Name the alarms with a claimed time that lies before the one it is measured from."""
    for alarm in alarms:
        steps = (alarm.sent, alarm.signed, alarm.moving.claimed, alarm.arrived.claimed)
        reached = [step for step in steps if step is not None]
        if reached != sorted(reached):
            yield alarm.number


def _numbers(alarms: Iterable[Clocks]) -> tuple[int, ...]:
    return tuple(alarm.number for alarm in alarms)
