"""Yields of rules and trends of days: intervals, proposals, and gaps that are no zeros."""

from __future__ import annotations

import pytest

from county.gasoline.lines import DayLine
from county.gasoline.rules import Retirement
from county.gasoline.yields import Yield
from tests.tui.story import EN, ZH
from tui.view import trends

RETIREMENT = Retirement(least_closed=200, least_yield=0.02)


@pytest.mark.parametrize(
    ("closed", "useful", "verdict"),
    [(40, 0, "too few"), (200, 3, "retire?"), (200, 4, "keep"), (500, 60, "keep")],
)
def test_a_rule_that_leads_nowhere_is_proposed_for_retirement(
    closed: int, useful: int, verdict: str
) -> None:
    (line,) = trends.yields({"G08": Yield(closed, useful)}, RETIREMENT, EN)
    assert line.verdict == verdict
    assert line.retire == (verdict == "retire?")


def test_a_yield_stands_inside_its_interval_and_the_axis_holds_every_interval() -> None:
    told = {"G04": Yield(50, 20), "G08": Yield(300, 2), "G14": Yield(0, 0)}
    lines = trends.yields(told, RETIREMENT, ZH)
    assert [(line.rule, line.share) for line in lines] == [("G04", "40.0%"), ("G08", "0.7%")]
    assert all(line.low <= line.middle <= line.high for line in lines)
    assert trends.scale(lines) == 0.6
    assert trends.scale(()) == 1.0


def test_a_day_that_is_missing_is_a_gap_and_a_day_without_sales_has_no_share() -> None:
    days = (
        DayLine("2026-06-18", 100, 900, {"G04": 2, "G06": 1}, 1),
        DayLine("2026-06-20", 0, 0),
        DayLine("2026-06-21", 50, 400, {"G04": 1}),
    )
    trend = trends.trend(days, EN)
    assert trend is not None
    assert trend.warnings == (3, None, 0, 1)
    assert trend.share == (0.03, None, None, 0.02)
    assert (trend.first, trend.last) == ("2026-06-18", "2026-06-21")
    assert trend.counted == "warnings a day: 4 in all, 1 verified"
    assert trend.shared == "2.67% of 150 purchases warned, 1,300 L"
    assert trend.ruled == "most by rule: G04 3, G06 1"


def test_one_warning_of_a_days_first_sale_is_no_share_of_a_hundred_percent() -> None:
    days = (DayLine("2026-06-20", 20, 200, {"G04": 1}), DayLine("2026-06-21", 1, 30, {"G04": 1}))
    trend = trends.trend(days, EN)
    assert trend is not None
    assert (trend.share, trend.warnings) == ((0.05, None), (1, 1))


def test_days_before_anything_was_registered_are_unknown_and_no_zeros() -> None:
    days = (DayLine("2026-06-19"), DayLine("2026-06-20", 4, 40), DayLine("2026-06-21"))
    trend = trends.trend(days, EN)
    assert trend is not None
    assert (trend.first, trend.warnings) == ("2026-06-20", (0, 0))


@pytest.mark.parametrize("days", [(), (DayLine("2026-06-20"), DayLine("2026-06-21"))])
def test_of_days_without_a_purchase_nothing_is_said(days: tuple[DayLine, ...]) -> None:
    assert trends.trend(days, EN) is None
