"""Gasoline at the desk: what is taken, what a warning stands for, and when it leaves."""

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
