"""Gasoline rules find what they are for, explain it, and leave lawful buyers alone."""

from __future__ import annotations

from typing import Any

import pytest

from county import commands as ask
from county import events as ev
from county.decisions import County, Outcome
from tests.county.samples import (
    DAY,
    HOUR,
    NOON,
    OFFICER,
    RULEBOOK,
    county,
    events,
    locate,
    purchase,
    refused,
)

MINUTE = 60_000


@pytest.fixture
def desk() -> County:
    return county()


def buy(desk: County, *bought: ev.PurchaseRegistered) -> dict[str, ev.WarningRaised]:
    """Register purchases as they happen; give the warnings of the last one by rule."""
    raised: list[ev.WarningRaised] = []
    for each in bought:
        told = events(desk.report(each, "till", max(each.at, NOON)))
        raised = [event for event in told if isinstance(event, ev.WarningRaised)]
    return {warning.rule: warning for warning in raised}


def test_a_lawful_purchase_raises_nothing_and_is_numbered(desk: County) -> None:
    outcome = desk.report(purchase(), "till", NOON)
    assert events(outcome) == []
    assert isinstance(outcome, Outcome)
    assert [bought.number for bought in outcome.purchases.values()] == [1]


@pytest.mark.parametrize(
    "changes",
    [
        {"id_check": "failed"},
        {"id_check": "missing"},
        {"purpose": ""},
        {"use_place": ""},
        {"tail": ""},
    ],
)
def test_g01_a_missing_or_failed_field_warns(desk: County, changes: dict[str, Any]) -> None:
    warning = buy(desk, purchase(**changes))["G01"]
    assert (warning.level, warning.parameter, warning.measured) == ("W2", "required_fields", 1)


def test_g03_more_than_the_permit_warns_with_both_figures(desk: County) -> None:
    warning = buy(desk, purchase(litres=12, permit_litres=10))["G03"]
    assert (warning.level, warning.limit, warning.measured) == ("W2", 10, 12)
    assert not buy(county(), purchase(litres=10, permit_litres=10))


@pytest.mark.parametrize(
    ("machine", "litres", "level"),
    [
        ("hand", 20, None),
        ("hand", 21, "W2"),
        ("hand", 41, "W1"),
        ("riding", 30, None),
        (None, 21, "W2"),
    ],
)
def test_g04_the_daily_cap_follows_the_declared_machine(
    desk: County, machine: str | None, litres: float, level: str | None
) -> None:
    warning = buy(desk, purchase(litres=litres, machine=machine)).get("G04")
    assert (warning.level if warning else None) == level


def test_g04_counts_by_the_local_day(desk: County) -> None:
    before_midnight = NOON + 11 * HOUR + 50 * MINUTE
    assert not buy(
        desk, purchase(before_midnight, litres=15), purchase(before_midnight + HOUR, litres=15)
    )
    same_day = county()
    assert (
        buy(same_day, purchase(NOON, litres=15), purchase(NOON + HOUR, litres=15))["G04"].measured
        == 30
    )


def test_g05_again_within_a_day_at_another_station_warns(desk: County) -> None:
    warning = buy(desk, purchase(NOON), purchase(NOON + 20 * HOUR, "s2"))["G05"]
    assert (warning.window_s, [c.station for c in warning.purchases]) == (86_400, ["s1", "s2"])


def test_g05_the_third_within_three_days_warns_anywhere(desk: County) -> None:
    assert not buy(desk, purchase(NOON, litres=5), purchase(NOON + DAY, litres=5))
    warning = buy(desk, purchase(NOON + 2 * DAY, litres=5))["G05"]
    assert (warning.parameter, warning.measured, warning.level) == ("anywhere_count", 3, "W2")


def test_g05_is_graver_together_with_the_daily_cap(desk: County) -> None:
    raised = buy(desk, purchase(NOON, litres=15), purchase(NOON + HOUR, "s2", litres=15))
    assert (raised["G05"].level, raised["G04"].level) == ("W1", "W2")


def test_g06_stock_piling_is_seen_over_days_and_grows_graver(desk: County) -> None:
    week = [purchase(NOON + day * DAY, litres=20, machine="riding") for day in range(4)]
    first = buy(desk, *week)["G06"]
    assert (first.level, first.limit, first.measured) == ("W3", 60, 80)
    worse = buy(desk, purchase(NOON + 4 * DAY, litres=20, machine="riding"))["G06"]
    assert (worse.level, worse.measured) == ("W2", 100)


def test_g06_a_firm_has_its_own_limits(desk: County) -> None:
    week = [
        purchase(NOON + day * DAY, litres=30, machine="riding", by_unit=True) for day in range(4)
    ]
    assert "G06" not in buy(desk, *week)


def test_g07_two_stations_in_half_a_day_warn(desk: County) -> None:
    warning = buy(desk, purchase(NOON, litres=5), purchase(NOON + HOUR, "s3", litres=5))["G07"]
    assert (warning.parameter, warning.measured) == ("short_stations", 2)
    calm = buy(county(), purchase(NOON, litres=5), purchase(NOON + 13 * HOUR, "s3", litres=5))
    assert "G07" not in calm


def test_one_buyer_has_one_open_warning_per_rule_and_day(desk: County) -> None:
    assert "G01" in buy(desk, purchase(litres=1, purpose=""))
    assert "G01" not in buy(desk, purchase(NOON + HOUR, litres=1, purpose=""))
    assert "G01" in buy(desk, purchase(NOON + DAY, litres=1, purpose=""))


def test_a_graver_case_is_not_hidden_by_an_open_milder_warning(desk: County) -> None:
    assert buy(desk, purchase(litres=21))["G04"].level == "W2"
    assert buy(desk, purchase(NOON + HOUR, litres=21))["G04"].level == "W1"


def test_a_late_purchase_completes_the_window_of_a_later_one(desk: County) -> None:
    desk.report(purchase(NOON + 2 * HOUR, "s2", litres=5), "till", NOON + 2 * HOUR)
    raised = events(desk.report(purchase(NOON, "s1", litres=5), "till", NOON + 3 * HOUR))
    assert {event.rule for event in raised if isinstance(event, ev.WarningRaised)} == {"G05", "G07"}


def test_other_buyers_purchases_never_count(desk: County) -> None:
    assert not buy(desk, purchase(buyer="p-1111"), purchase(NOON + HOUR, "s2", buyer="p-2222"))


@pytest.mark.parametrize("field", ["buyer", "permit", "purpose", "use_place"])
def test_an_identity_number_in_clear_is_refused_by_field(desk: County, field: str) -> None:
    fields: dict[str, Any] = {field: "证110101199003074514"}
    refusal = desk.report(purchase(**fields), "till", NOON)
    assert refused(refusal) == "identity_in_clear"
    assert getattr(refusal, "field", "") == field


def test_digits_of_two_fields_are_not_read_as_one_identity(desk: County) -> None:
    assert not buy(desk, purchase(permit="110101199", purpose="003074514", permit_litres=20))


def test_a_verified_warning_no_longer_stands_for_what_comes_after_it(desk: County) -> None:
    assert "G01" in buy(desk, purchase(litres=1, purpose=""))
    desk.obey(ask.Verify(1, "lawful"), "wang", OFFICER, NOON)
    assert "G01" in buy(desk, purchase(NOON + HOUR, litres=1, purpose=""))


def test_an_open_warning_stands_for_its_case_also_after_a_restart(desk: County) -> None:
    assert "G01" in buy(desk, purchase(litres=1, purpose=""))
    again = County(RULEBOOK, locate, desk.board, purchases=1)
    assert "G01" not in buy(again, purchase(NOON + HOUR, litres=1, purpose=""))


def test_an_unknown_station_is_refused(desk: County) -> None:
    assert refused(desk.report(purchase(station="s9"), "till", NOON)) == "unknown_station"


def test_a_warning_falls_overdue_once_by_its_level(desk: County) -> None:
    buy(desk, purchase(purpose=""))
    assert desk.next_due == NOON + 4 * HOUR
    desk.fall_due(NOON + 4 * HOUR)
    assert desk.board.warnings[1].overdue
    assert not desk.fall_due(NOON + 5 * HOUR).entries


def test_a_verified_warning_keeps_its_outcome_and_then_leaves_the_board(desk: County) -> None:
    buy(desk, purchase(purpose=""))
    verify = ask.Verify(1, "lawful", "割草机, 已核实")
    assert len(events(desk.obey(verify, "wang", OFFICER, NOON + HOUR))) == 1
    assert desk.board.warnings[1].finding == "lawful"
    assert refused(desk.obey(verify, "li", OFFICER, NOON + HOUR)) == "already_verified"
    desk.fall_due(NOON + 9 * HOUR)
    assert not desk.board.warnings


def test_a_warning_lies_in_its_stations_area(desk: County) -> None:
    assert buy(desk, purchase(station="s2", purpose=""))["G01"].area == "t02"


def test_windows_forget_what_no_rule_can_see(desk: County) -> None:
    buy(desk, purchase())
    desk.windows.forget(NOON + 31 * DAY)
    assert desk.windows.history("p-7781", 0) == []
