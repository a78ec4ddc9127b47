"""A gasoline warning explains itself in words: rule, figure, window, purchases, time left."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from county import commands as ask
from county import events as ev
from county.alarms import Alarm
from county.gasoline import GasolineWarning
from county.gasoline.rules import Season
from county.words import knows
from tests.county.samples import DAY, HOUR, NOON, purchase
from tests.tui.story import ATLAS, EN, ZH, Desk
from tui.view import seasons, warnings, why
from tui.view.voice import Voice
from tui.view.why import Around, explain

RULES = [f"G{number:02}" for number in range(1, 18) if number != 16]
"""Every rule that raises warnings: a silent station (G16) is none."""


def raised(desk: Desk, rule: str) -> GasolineWarning:
    return next(w for w in desk.county.board.warnings.values() if w.raised.rule == rule)


def stockpile() -> Desk:
    """Give a desk with a buyer who took 20 litres a day for four days, which meets G06."""
    desk = Desk()
    for day in (3, 2, 1, 0):
        at = NOON - day * DAY
        desk.report(purchase(at=at, litres=20, simulated=True), at)
    return desk


def told(**changes: Any) -> GasolineWarning:
    """Give a warning with some fields of our own."""
    fields: dict[str, Any] = {
        "number": 7,
        "rule": "G04",
        "level": "W2",
        "buyer": "p-7781",
        "tail": "3X",
        "station": "s1",
        "area": "t01",
        "parameter": "hand_litres",
        "limit": 30,
        "measured": 40,
        "window_s": 86_400,
        "purchases": (ev.Contribution(1, NOON, "s1", 40),),
        "due_at": NOON + HOUR,
    }
    return GasolineWarning(ev.WarningRaised(NOON, **(fields | changes)), NOON)


def said(
    warning: GasolineWarning, voice: Voice = ZH, now: int = NOON, **around: Any
) -> dict[str, str]:
    """Explain a warning; give what each named line says."""
    lines = explain(warning, Around(now, voice, **around))
    return {line.name: line.text for line in lines if line.name}


def test_a_line_says_level_rule_figure_station_and_time_left() -> None:
    line = warnings.row(raised(stockpile(), "G06"), NOON + HOUR, ZH)
    assert (line.level, line.tone, line.rule) == ("黄色", "caution", "累计超量")
    assert (line.measured, line.station) == ("80/60升", "城东加油站")
    assert (line.status, line.due, line.late) == ("待核查", "余2天23时", False)
    assert (line.marks, line.verified) == (("演",), False)


def test_the_explanation_names_rule_figure_window_advice_and_every_purchase() -> None:
    warning = raised(stockpile(), "G06")
    lines = explain(warning, Around(NOON, ZH, "*"))
    assert lines[0].text == "* 黄色 复核 G06 累计超量 演"
    assert said(warning) == {
        "依据": "7天内共购买 80 升, 上限 60 升",
        "正常": "7天内不超过 60 升即正常",
        "建议": "上门核对存量与存放安全",
        "期限": "06-24 12:00, 余3天",
        "指派": "城关派出所",
        "规则": "G06 累计超量",
        "指标": "个人短期累计上限 (person_short_litres): 实测 80 升, 限值 60 升",
        "时段": "7天",
        "加油站": "城东加油站",
        "购买人": "p-7781, 证件尾号 3X",
        "购买": "4 笔:",
    }
    bought = [line.text for line in lines if line.text.startswith("  ")]
    assert len(bought) == 4
    assert bought[0] == "  06-18 12:00 城东加油站 20 升 (第 1 笔)"


def test_a_season_stands_beside_the_limit_that_it_widened() -> None:
    spring = Season(
        id="spring", zh="春耕", en="spring ploughing", begins="04-10", ends="05-20", factor=1.5
    )
    gasoline = replace(ATLAS.gasoline, season=(spring,))
    zh, en = (Voice.of(lang, replace(ATLAS, gasoline=gasoline)) for lang in ("zh", "en"))
    warning = told(season="spring", factor=1.5)
    assert said(warning, zh)["季节"] == "春耕期间限值放宽 x1.5"
    assert said(warning, en)["Season"] == "spring ploughing: the limit is widened x1.5"
    assert warnings.row(warning, NOON, zh).marks == ("季x1.5",)
    assert "季节" not in said(told(), zh)


@pytest.mark.parametrize(
    ("day", "holds"), [("04-09", False), ("04-10", True), ("05-20", True), ("05-21", False)]
)
def test_the_season_holds_from_its_first_to_its_last_day(day: str, holds: bool) -> None:
    spring = Season(id="spring", zh="春耕", en="spring", begins="04-10", ends="05-20", factor=1.5)
    voice = Voice.of("en", replace(ATLAS, gasoline=replace(ATLAS.gasoline, season=(spring,))))
    month, number = map(int, day.split("-"))
    at = int(datetime(2026, month, number, 12, tzinfo=UTC).timestamp() * 1000)
    assert seasons.holding(at, voice) == ("profile: spring x1.5" if holds else "")


def test_a_warning_says_what_else_it_belongs_to() -> None:
    desk = Desk()
    desk.report(purchase(litres=45))
    alarm: Alarm = next(iter(desk.county.board.alarms.values()))
    keys = {"to_alarm": "a"}
    own = said(raised(desk, "G04"), alarm=alarm, keys=keys)
    assert own["警情"].startswith(f"{alarm.number} 号警情")
    assert own["警情"].endswith("未接警 (按 a)")
    near = said(told(rule="G15", incident=31, station_fault=True, added_to=5), keys=keys)
    assert near["威胁"] == "31 号警情 (按 a)"
    assert near["责任"] == "加油站违规, 须到站检查"
    assert near["合并"].startswith("与 5 号预警同属一人")


def test_an_open_warning_offers_its_outcomes_with_their_keys_and_a_verified_one_does_not() -> None:
    keys = dict.fromkeys(why.FINDINGS, "x")
    offered = said(told(), EN, keys=keys)["Verify"]
    assert offered.split("  ")[0] == "x=lawful use"
    assert len(offered.split("  ")) == 5
    assert "Verify" not in said(replace(told(), finding="lawful"), EN, keys=keys)


def test_a_warning_about_a_station_names_no_buyer() -> None:
    warning = told(rule="G13", buyer="", tail="", parameter="pump_share", limit=0.05, measured=0.12)
    assert warnings.row(warning, NOON, EN).buyer == "the station"
    lines = said(warning, EN)
    assert lines["Buyer"] == "the station"
    assert lines["Why"] == "litres sold differ by 12.0% from what the pumps gave, above 5.0%"


@pytest.mark.parametrize(
    ("parameter", "measured", "limit", "told_as"),
    [
        ("valid_s", 345_600, 259_200, "实测 4天, 限值 3天"),
        ("most_m", 63_000, 50_000, "实测 63.0公里, 限值 50.0公里"),
        ("cap_share", 0.55, 0.3, "实测 55.0%, 限值 30.0%"),
        ("begins", 8_100, 82_800, "实测 02:15, 限值 23:00"),
        ("most_litres", 30, 25, "实测 30 升, 限值 25 升"),
    ],
)
def test_a_figure_is_told_in_its_own_unit(
    parameter: str, measured: float, limit: float, told_as: str
) -> None:
    warning = told(parameter=parameter, measured=measured, limit=limit)
    assert said(warning)["指标"].endswith(told_as)


@pytest.mark.parametrize(
    ("parameter", "reason"),
    [
        ("valid_s", "购油证签发已 4天, 有效期 3天"),
        ("uses", "同一购油证第 2 次使用, 只可使用 1 次"),
        ("permit_holder", "购油证签发给他人"),
        ("of_a_newer_desk", "购油证无效"),
    ],
)
def test_a_rule_has_words_of_its_own_for_each_of_its_figures(parameter: str, reason: str) -> None:
    figures = {"valid_s": (259_200, 345_600), "uses": (1, 2)}
    limit, measured = figures.get(parameter, (0, 1))
    warning = told(rule="G02", parameter=parameter, limit=limit, measured=measured)
    assert said(warning)["依据"] == reason


def test_a_warning_past_its_time_says_by_how_much() -> None:
    desk = stockpile()
    warning = raised(desk, "G06")
    due = warning.raised.due_at
    desk.fall_due(due)
    overdue = raised(desk, "G06")
    line = warnings.row(overdue, due + 90_000, EN)
    assert (line.status, line.due, line.late) == ("overdue", "late 1m30s", True)
    assert said(overdue, EN, due + 90_000)["Due"].endswith("1m30s ago")


def test_a_verified_warning_says_what_was_found_and_by_whom() -> None:
    desk = stockpile()
    number = raised(desk, "G06").number
    desk.do(ask.Verify(number, "lawful", "割草机自用"), NOON + HOUR)
    line = warnings.row(raised(desk, "G06"), NOON + HOUR, ZH)
    assert (line.status, line.due, line.tone, line.verified) == ("用途属实", "", "muted", True)
    lines = explain(raised(desk, "G06"), Around(NOON + HOUR, ZH))
    assert said(raised(desk, "G06"))["结果"] == "13:00:00 席位 wang: 用途属实"
    assert "割草机自用" in [line.text for line in lines]


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_name_a_reason_what_would_be_normal_and_advice(rule: str) -> None:
    assert knows(f"rule.{rule}")
    assert all(knows(f"rule.{rule}.{what}") for what in ("short", "why", "normal", "advice"))


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
    newer = told(rule="G99", parameter="wonders", limit=60, measured=80)
    assert warnings.row(newer, NOON, ZH).rule == "G99"
    lines = said(newer)
    assert lines["依据"] == "80/60"
    assert lines["指标"] == "wonders (wonders): 实测 80, 限值 60"
    assert "建议" not in lines
