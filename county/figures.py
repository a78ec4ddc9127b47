"""Figures: a value with its unit, how many it was taken from, and the alarms behind it.

Medians and 90th percentiles go by linear interpolation between the two nearest of the sorted
values. A time that was never reached is longer than any: it counts as a miss and is not dropped.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal

from msgspec import Struct

TOO_FEW = 20
"""Below so many, means, medians, percentiles and shares say nothing: bulletins then say so."""

Measure = Literal["s", "share", "share_of_time", "count", "per_hour"]


class Figure(Struct, frozen=True, omit_defaults=True):
    """One figure of a bulletin."""

    name: str
    """The indicator and what of it, such as ``answer.p90``."""
    value: float | None
    """None: nothing to measure, or with `n` over 0 a time that was never reached."""
    unit: Measure
    """Seconds, a share of `n` or of the time (0 to 1), a count, or a count per hour."""
    n: int
    """How many it was taken from."""
    alarms: tuple[int, ...] = ()
    """The alarms behind it, as they came in; for a count those counted, else those of `n`."""

    @property
    def too_few(self) -> bool:
        """Whether it was taken from too few to say anything; counts always say what they count."""
        return self.unit in ("s", "share") and self.n < TOO_FEW


class Span(Struct, frozen=True, gc=False):
    """A time between two clocks of an alarm."""

    alarm: int
    seconds: float
    """`math.inf` when the second clock was never reached."""


Spans = Sequence[Span]


def quantile(values: Iterable[float], q: float) -> float | None:
    """Give the quantile `q` (0 to 1) by linear interpolation; None of no values."""
    ordered = sorted(values)
    return _between(ordered, q) if ordered else None


def _between(ordered: Sequence[float], q: float) -> float:
    place = q * (len(ordered) - 1)
    below = math.floor(place)
    low, high = ordered[below], ordered[math.ceil(place)]
    if low == high:  # infinity less infinity would be no number
        return low
    return low + (high - low) * (place - below)


def mean(name: str, spans: Spans) -> Figure:
    """Give the mean of spans."""
    total = math.fsum(span.seconds for span in spans)
    return _of(name, total / len(spans) if spans else None, spans)


def percentiles(name: str, spans: Spans) -> tuple[Figure, Figure]:
    """Give the median and the 90th percentile of spans."""
    # Sorted once: of a hundred thousand it holds the interpreter for 40 ms.
    ordered = sorted(span.seconds for span in spans)
    p50, p90 = (_between(ordered, q) if ordered else None for q in (0.5, 0.9))
    return _of(f"{name}.p50", p50, spans), _of(f"{name}.p90", p90, spans)


def share_within(name: str, spans: Spans, limit_s: float) -> Figure:
    """Give the share of spans that are no longer than `limit_s` seconds."""
    return share(name, [s.alarm for s in spans if s.seconds <= limit_s], _numbers(spans))


def bands(name: str, spans: Spans, edges_s: Sequence[int], unit_s: int = 1) -> tuple[Figure, ...]:
    """Count spans by the bands between `edges_s`, an edge belonging to the band below it.

    Bands are named in units of `unit_s` seconds: ``0_30``, ``30_60`` … ``over_180``, ``never``.
    """
    shown = ("0", *(str(edge // unit_s) for edge in edges_s))
    names = (*(f"{low}_{high}" for low, high in pairwise(shown)), f"over_{shown[-1]}", "never")
    counted: list[list[int]] = [[] for _ in names]
    for span in spans:
        band = -1 if span.seconds == math.inf else bisect_left(edges_s, span.seconds)
        counted[band].append(span.alarm)
    named = zip(names, counted, strict=True)
    return tuple(count(f"{name}.{band}", alarms, len(spans)) for band, alarms in named)


def share(name: str, met: Sequence[int], alarms: Sequence[int]) -> Figure:
    """Give the share of `alarms` that `met` what is asked."""
    value = len(met) / len(alarms) if alarms else None
    return Figure(name, value, "share", len(alarms), tuple(dict.fromkeys(alarms)))


def count(name: str, alarms: Iterable[int], n: int | None = None) -> Figure:
    """Count alarms, of `n` altogether; None: of themselves."""
    counted = tuple(alarms)
    return Figure(name, len(counted), "count", len(counted) if n is None else n, counted)


def _of(name: str, value: float | None, spans: Spans) -> Figure:
    reached = None if value is None or math.isinf(value) else value
    return Figure(name, reached, "s", len(spans), tuple(dict.fromkeys(_numbers(spans))))


def _numbers(spans: Spans) -> list[int]:
    return [span.alarm for span in spans]
