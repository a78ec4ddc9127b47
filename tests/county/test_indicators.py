"""Indicators: percentiles, bands and shares as their page defines them."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from county import commands as ask
from county import figures as fig
from county.clocks import Clocks, Moment, OrderClocks
from county.figures import Figure, Span
from county.indicators import Terms, indicators, live
from tests.county.samples import ALARMS, DAY, HOUR, LEADER, NOON, alarm, county, events

TERMS = Terms(ALARMS, {"c1": 1}, frozenset({"t01"}), simulated=False)

seconds = st.lists(st.floats(0, 1e6), min_size=1, max_size=60)


def made(number: int = 1, priority: int = 2, **changes: object) -> Clocks:
    """Give an alarm received at noon, in ring 1 in town."""
    return replace(Clocks(number, priority, "theft", "t01", "c1", NOON), **changes)


def after(some: float) -> int:
    return NOON + round(some * 1000)


def taken(alarms: Sequence[Clocks], terms: Terms = TERMS) -> dict[str, Figure]:
    return {f.name: f for f in indicators(alarms, NOON, NOON + 8 * HOUR, terms)}


# ---- percentiles --------------------------------------------------------------------------------


@given(seconds, st.floats(0, 1))
def test_a_quantile_is_numpys_linear_one(values: list[float], q: float) -> None:
    expected = float(np.quantile(np.array(values), q, method="linear"))
    assert fig.quantile(values, q) == pytest.approx(expected, rel=1e-9, abs=1e-6)


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=60))
def test_the_deciles_are_those_of_the_standard_library(values: list[float]) -> None:
    deciles = statistics.quantiles(values, n=10, method="inclusive")
    found = [fig.quantile(values, tenth / 10) for tenth in range(1, 10)]
    assert found == pytest.approx(deciles, rel=1e-9, abs=1e-6)


def test_there_is_no_quantile_of_nothing() -> None:
    assert fig.quantile([], 0.5) is None


@given(seconds, st.integers(1, 20))
def test_what_was_never_reached_is_longer_than_any(values: list[float], misses: int) -> None:
    with_misses = [*values, *[math.inf] * misses]
    spans = [Span(number, value) for number, value in enumerate(with_misses)]
    p50, p90 = fig.percentiles("x", spans)
    assert p50.n == p90.n == len(with_misses)
    for figure, q in ((p50, 0.5), (p90, 0.9)):
        place = q * (len(with_misses) - 1)
        reached = math.ceil(place) < len(values)
        assert (figure.value is not None) == reached


# ---- bands and shares ---------------------------------------------------------------------------


@given(st.lists(st.one_of(st.floats(0, 400), st.just(math.inf)), max_size=40))
def test_every_time_lies_in_exactly_one_band(values: list[float]) -> None:
    spans = [Span(number, value) for number, value in enumerate(values)]
    counted = fig.bands("x", spans, (30, 60, 120, 180))
    assert sum(f.value or 0 for f in counted) == len(values)
    assert sorted(n for f in counted for n in f.alarms) == [span.alarm for span in spans]
    assert {f.n for f in counted} == {len(values)}


def test_an_edge_belongs_to_the_band_below_it() -> None:
    counted = fig.bands("x", [Span(1, 30), Span(2, 30.001), Span(3, 0)], (30, 60))
    assert [(f.name, f.alarms) for f in counted] == [
        ("x.0_30", (1, 3)),
        ("x.30_60", (2,)),
        ("x.over_60", ()),
        ("x.never", ()),
    ]


def test_a_limit_is_within_itself() -> None:
    assert fig.share_within("x", [Span(1, 10), Span(2, 10.001)], 10).value == 0.5


def test_below_twenty_a_statistic_says_nothing_and_a_count_still_counts() -> None:
    assert Figure("x", 0.5, "share", 19).too_few
    assert not Figure("x", 0.5, "share", 20).too_few
    assert not Figure("x", 3, "count", 3).too_few


# ---- what counts --------------------------------------------------------------------------------


def test_training_counts_in_a_county_that_is_all_simulated_and_not_in_a_live_one() -> None:
    alarms = [made(1, simulated=True), made(2)]
    assert taken(alarms)["alarms.counted"].alarms == (2,)
    assert taken(alarms)["alarms.simulated"].alarms == (1,)
    assert taken(alarms)["load.per_hour"].n == 1
    everything = replace(TERMS, simulated=True)
    assert taken(alarms, everything)["alarms.counted"].alarms == (1, 2)
    assert taken(alarms, everything)["alarms.simulated"].n == 0


def test_what_is_left_out_for_two_reasons_is_counted_once() -> None:
    both = taken([made(1, simulated=True, merged=True), made(2, merged=True, diverted=True)])
    names = ("simulated", "merged", "diverted")
    assert [both[f"alarms.{name}"].alarms for name in names] == [(1,), (2,), ()]


def test_duplicates_and_diverted_alarms_are_load_all_the_same() -> None:
    told = taken([made(1, merged=True), made(2, diverted=True), made(3)])
    assert told["load.per_hour"].alarms == (1, 2, 3)
    assert told["load.per_hour"].value == 3 / 8
    assert told["alarms.counted"].n == 1


def test_only_the_first_two_priorities_count_for_receipt_to_dispatch() -> None:
    told = taken([made(n, priority=n, sent=after(60)) for n in (1, 2, 3, 4)])
    assert told["dispatch.mean"].alarms == (1, 2)


def test_a_claim_before_the_step_before_counts_as_at_once_and_is_named() -> None:
    early = made(1, sent=after(100), signed=after(40), arrived=Moment(after(20), None))
    told = taken([early, made(2, sent=after(10), signed=after(20))])
    assert told["sign.0_30"].alarms == (1, 2)
    assert told["ring_claimed.1"].value == 0.5
    assert told["clocks.behind"].alarms == (1,)


def test_a_unit_never_seen_there_is_a_miss_of_the_seen_clock_only() -> None:
    told = taken([made(1, sent=after(0), arrived=Moment(after(30), None))])
    assert (told["ring_seen.1"].value, told["ring_claimed.1"].value) == (0, 1)


def test_an_alarm_outside_every_cell_has_no_circle() -> None:
    told = taken([made(1, cell="", area="", sent=after(0), arrived=Moment(after(1), after(1)))])
    assert (told["ring_seen.1"].n, told["ring_seen.1"].value) == (0, None)
    assert told["town_seen.8"].n == 0
    assert told["arrival_seen.p50"].n == 1


def test_the_claim_gap_compares_a_unit_with_itself() -> None:
    """The first to claim and the first to be seen may be two units."""
    orders = (
        OrderClocks("B1", NOON, None, Moment(), Moment(after(60), after(80))),
        OrderClocks("B2", NOON, None, Moment(), Moment(after(90), after(70))),
        OrderClocks("B3", NOON, None, Moment(), Moment(after(30), None)),
    )
    told = taken([made(1, sent=NOON, orders=orders, arrived=Moment(after(30), after(70)))])
    assert told["claim_gap.p50"].value == 0, "between -20 and 20"
    assert told["claim_gap.p50"].n == 2
    assert told["claim_gap.unseen"].value == pytest.approx(1 / 3)
    assert told["claim_gap.unseen"].alarms == (1,)


def test_the_ten_busiest_devices_are_told_with_their_chatter() -> None:
    alarms = [made(n, device=f"d{n}", repeats=n) for n in range(1, 13)] + [made(13)]
    top = taken(alarms)["load.top_sources"]
    # 12 devices tell 1 + n times: 2 to 13; the ten busiest tell 4 to 13; a person tells once.
    assert top.value == pytest.approx(sum(range(4, 14)) / (sum(range(2, 14)) + 1))
    assert top.alarms == tuple(range(3, 13))


def test_a_seat_is_told_what_it_took_first() -> None:
    told = taken([made(1, taken_by="seat:li"), made(2, taken_by="seat:li"), made(3)])
    assert told["console.li"].alarms == (1, 2)
    assert told["console.li"].value == 0.25
    assert [name for name in told if name.startswith("console.")] == ["console.li"]


def test_an_alarm_left_alone_for_a_day_is_stale() -> None:
    told = taken([made(1, idle_ms=DAY), made(2, idle_ms=DAY - 1)])
    assert told["load.stale"].alarms == (1,)


def test_a_period_without_alarms_has_every_figure_and_no_value() -> None:
    told = taken([])
    assert told["answer.mean"].value is None
    assert told["acks.lapsed"].value is None
    assert told["load.peak_10"].value == 0
    assert told["load.flood"].value == 0


@given(st.permutations(range(1, 8)))
def test_the_order_in_which_alarms_are_given_changes_nothing(order: list[int]) -> None:
    alarms = {n: made(n, acknowledged=after(n * n), received=NOON + n % 3) for n in order}
    assert taken([alarms[n] for n in order]) == taken([alarms[n] for n in sorted(order)])


# ---- live ---------------------------------------------------------------------------------------


def test_live_figures_are_of_the_last_shift_on_the_board() -> None:
    desk = county()
    events(desk.report(alarm("record"), "112", NOON))
    (told,) = events(desk.report(alarm("theft"), "112", NOON + 8 * HOUR))
    number = told.number  # type: ignore[union-attr] # a reported alarm
    events(desk.obey(ask.Acknowledge(number), "wang", LEADER, NOON + 8 * HOUR + 7000))
    now = NOON + 8 * HOUR + 60_000
    found = {f.name: f for f in live(desk.board, now, TERMS)}
    assert found["alarms.counted"].alarms == (number,)
    assert found["answer.mean"].value == 7
    assert found["load.per_hour"].value == 1 / 8
