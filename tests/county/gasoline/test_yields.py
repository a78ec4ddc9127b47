"""What a rule's warnings led to, and how sure that is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.gasoline.rules import Retirement
from county.gasoline.yields import Yield, Yields, by_rule, count, forget, wilson

FEW = Retirement(least_closed=200, least_yield=0.02)


# Figures of Wilson's interval as published: Newcombe, Statistics in Medicine 17 (1998), 857-872,
# table I, method 3.
@pytest.mark.parametrize(
    ("useful", "closed", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(
    useful: int, closed: int, low: float, high: float
) -> None:
    assert wilson(useful, closed) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_between_none_and_all(told: tuple[int, int]) -> None:
    useful, closed = told
    low, high = wilson(useful, closed)
    assert 0 <= low <= useful / closed <= high <= 1
    assert wilson(closed - useful, closed) == pytest.approx((1 - high, 1 - low))


def test_of_nothing_nothing_is_known() -> None:
    assert Yield(0, 0).share is None
    assert Yield(0, 0).interval == (0.0, 1.0)


@pytest.mark.parametrize(
    ("told", "proposed"),
    [
        (Yield(200, 3), True),
        (Yield(200, 4), False),
        (Yield(199, 0), False),
        (Yield(1000, 19), True),
        (Yield(0, 0), False),
    ],
)
def test_a_rule_that_hardly_ever_found_anything_is_proposed_for_retirement(
    told: Yield, *, proposed: bool
) -> None:
    assert told.retire(FEW) is proposed


def test_lawful_use_alone_was_not_worth_the_look() -> None:
    counted: Yields = {}
    for finding in ("lawful", "corrected", "station_fault", "not_found", "referred"):
        count(counted, "G04", "t01", finding, simulated=False)
    assert by_rule(counted.values(), simulated=False) == {"G04": Yield(5, 4)}


def test_areas_add_up_and_a_changed_rule_begins_anew() -> None:
    counted: Yields = {}
    for rule, area in (("G04", "t01"), ("G04", "t02"), ("G06", "t01")):
        count(counted, rule, area, "referred", simulated=False)
    assert by_rule(counted.values(), simulated=False) == {"G04": (2, 2), "G06": (1, 1)}
    forget(counted, "G04")
    assert by_rule(counted.values(), simulated=False) == {"G06": (1, 1)}
