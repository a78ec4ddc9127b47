"""A gasoline warning explains itself in words: rule, figure, window, purchases, time left."""

from __future__ import annotations

import pytest

from county import commands as ask
from county.gasoline import GasolineWarning
from county.gasoline_rules import RULES
from county.words import knows
from tests.county.samples import DAY, HOUR, NOON, purchase
from tests.tui.story import EN, ZH, Desk
from tui.view import warnings


def raised(desk: Desk, rule: str) -> GasolineWarning:
    return next(w for w in desk.county.board.warnings.values() if w.raised.rule == rule)


def stockpile() -> Desk:
    """Give a desk with a buyer who took 20 litres a day for four days, which meets G06."""
    desk = Desk()
    for day in (3, 2, 1, 0):
        at = NOON - day * DAY
        desk.report(purchase(at=at, litres=20, simulated=True), at)
    return desk


def test_a_line_says_level_rule_figure_station_and_time_left() -> None:
    line = warnings.row(raised(stockpile(), "G06"), NOON + HOUR, ZH)
    assert (line.level, line.tone, line.rule) == ("黄色", "caution", "累计超量")
    assert (line.measured, line.station) == ("80/60升", "城东加油站")
    assert (line.status, line.due, line.late) == ("待核查", "余2天23时", False)
    assert (line.marks, line.verified) == (("演",), False)


def test_the_explanation_names_rule_parameter_window_and_every_purchase() -> None:
    said = warnings.explain(raised(stockpile(), "G06"), NOON, ZH)
    assert said[:6] == (
        "规则 G06 累计超量",
        "7天内共购买 80 升, 上限 60 升",
        "7天内不超过 60 升即正常",
        "等级 黄色 (复核)",
        "指标 个人短期累计上限 (person_short_litres): 实测 80, 限值 60",
        "时段 7天",
    )
    assert "购买人 p-7781, 证件尾号 3X" in said
    bought = [line for line in said if line.startswith("  ")]
    assert len(bought) == 4
    assert bought[0] == "  06-18 12:00 城东加油站 20 升 (第 1 笔)"
    assert said[-1] == "核查期限 06-24 12:00, 余3天"


def test_a_warning_past_its_time_says_by_how_much() -> None:
    desk = stockpile()
    warning = raised(desk, "G06")
    due = warning.raised.due_at
    desk.fall_due(due)
    overdue = raised(desk, "G06")
    line = warnings.row(overdue, due + 90_000, EN)
    assert (line.status, line.due, line.late) == ("overdue", "late 1m30s", True)
    assert warnings.explain(overdue, due + 90_000, EN)[-1].endswith("1m30s ago")


def test_a_verified_warning_says_what_was_found_and_by_whom() -> None:
    desk = stockpile()
    number = raised(desk, "G06").number
    desk.do(ask.Verify(number, "lawful", "割草机自用"), NOON + HOUR)
    line = warnings.row(raised(desk, "G06"), NOON + HOUR, ZH)
    assert (line.status, line.due, line.tone, line.verified) == ("用途属实", "", "muted", True)
    said = warnings.explain(raised(desk, "G06"), NOON + HOUR, ZH)
    assert said[-2:] == ("13:00:00 席位 wang 核查: 用途属实", "割草机自用")


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_has_a_name_a_reason_and_what_would_be_normal(rule: str) -> None:
    assert knows(f"rule.{rule}")
    assert all(knows(f"rule.{rule}.{what}") for what in ("short", "why", "normal"))


def test_every_figure_that_a_rule_names_has_a_name() -> None:
    desk = Desk()
    desk.report(purchase(litres=90, machine=None, permit_litres=20.0, tail="", by_unit=False))
    desk.report(purchase(at=NOON + HOUR, station="s2", litres=90, machine="riding"), NOON + HOUR)
    desk.report(purchase(buyer="firm-1", litres=250, by_unit=True))
    names = {w.raised.parameter for w in desk.county.board.warnings.values()}
    assert len(names) >= 6
    assert all(knows(f"parameter.{name}") for name in names)


def test_a_machine_of_the_county_s_own_is_named_by_its_code() -> None:
    assert warnings.parameter("tractor_litres", ZH) == "机具 tractor 单日上限"


def test_a_rule_from_a_newer_server_still_shows_its_figures() -> None:
    warning = raised(stockpile(), "G06")
    newer = type(warning)(
        type(warning.raised)(
            **{name: getattr(warning.raised, name) for name in warning.raised.__struct_fields__}
            | {"rule": "G99"}
        ),
        warning.received,
    )
    assert warnings.row(newer, NOON, ZH).rule == "G99"
    assert "80/60" in warnings.explain(newer, NOON, ZH)
