"""How a rule stands is said with what it led to, who changed it, and what is proposed."""

from __future__ import annotations

from county import commands as ask
from county.decisions import County, Outcome
from county.events import Figure
from county.gasoline.backtest import Backtested, RuleTrial
from county.gasoline.changing import figures_of
from county.gasoline.yields import RuleYield
from tests.county.samples import DAY, LEADER, NOON, RULEBOOK, county
from tests.tui.story import EN, ZH
from tui.view.rules import (
    RuleBook,
    days_told,
    differences,
    every_day,
    overlaps,
    trial_facts,
)

TODAY = RULEBOOK.gasoline


def book(desk: County, voice: object = ZH) -> RuleBook:
    return RuleBook(TODAY, desk.board, voice, simulated=True)  # type: ignore[arg-type] # a voice


def led_to(desk: County, rule: str, closed: int, useful: int) -> None:
    """Let warnings of a rule have been verified."""
    told = RuleYield(rule, "t01", simulated=True, closed=closed, useful=useful)
    desk.board.yields[told.key] = told


def change(desk: County, rule: str, seat: str = "wang", **figures: Figure) -> None:
    command = ask.ChangeRule(rule, figures_of(TODAY, rule) | figures, "集市\u202e日")
    assert isinstance(desk.obey(command, seat, LEADER, NOON), Outcome)


def text(desk: County, rule: str, at: int = NOON) -> str:
    return "\n".join(f"{name} {value}" for name, value, _ in book(desk).facts(rule, at))


def test_a_rule_without_a_verified_warning_has_no_yield_and_not_a_yield_of_nothing() -> None:
    line = book(county()).line("G06")
    assert (line.result, line.span, line.closed) == ("", "", 0)
    assert "尚无已核查预警" in text(county(), "G06")


def test_a_yield_stands_with_its_interval() -> None:
    desk = county()
    led_to(desk, "G06", 40, 10)
    line = book(desk).line("G06")
    assert (line.result, line.span) == ("25.0%", "14.2–40.2%")
    assert "25.0% (14.2–40.2%, 95% 置信), 已核查 40 件" in text(desk, "G06")


def test_a_rule_that_is_hardly_ever_useful_is_proposed_for_retirement() -> None:
    desk = county()
    led_to(desk, "G08", 199, 1)
    assert not book(desk).line("G08").retire
    led_to(desk, "G08", 200, 3)
    assert book(desk).line("G08").retire
    assert "建议停用" in text(desk, "G08")


def test_a_change_stands_with_who_when_and_why_and_its_text_is_harmless() -> None:
    desk = county()
    assert "未修改" in text(desk, "G12")
    change(desk, "G12", window_s=3600)
    told = text(desk, "G12")
    assert "2026-06-21 12:00:00" in told
    assert "席位 wang" in told
    assert "\u202e" not in told
    assert book(desk).line("G12").changed


def test_a_change_with_consent_names_both() -> None:
    desk = county()
    change(desk, "G04", other_litres=15.0)
    assert book(desk).line("G04").waits
    (request,) = desk.board.requests
    assert isinstance(desk.obey(ask.Consent(request), "li", LEADER, NOON), Outcome)
    assert "席位 wang提出, 席位 li同意" in text(desk, "G04")
    assert not book(desk).line("G04").waits


def test_the_season_is_told_while_one_holds() -> None:
    assert "当前无季节放宽" in text(county(), "G06")
    assert "春耕" in text(county(), "G06", NOON - 50 * DAY)


def test_only_rules_that_can_raise_the_gravest_level_take_two() -> None:
    assert "双人审批" in text(county(), "G04")
    assert "双人审批" not in text(county(), "G12")
    assert book(county()).line("G16").levels == "-"


def test_figures_that_differ_are_told_as_they_are_and_as_they_would_be() -> None:
    today = figures_of(TODAY, "G04")
    tried = today | {"machine_litres": {"hand": 25, "riding": 30}, "level": "W3"}
    assert differences(today, tried, EN) == ["level W2 → W3", "most in a day hand 20 L → 25 L"]
    assert differences(today, today, EN) == []


# ---- a trial ------------------------------------------------------------------------------------

TRIED = Backtested(
    purchases=1000,
    warned=40,
    warned_today=30,
    gained=12,
    lost=2,
    rules=(RuleTrial("G04", 40, {"W2": 40}, 40, 30, 25), RuleTrial("G06", 0, {}, 0, 0, 5)),
    days={"2026-06-21": (30, 20), "2026-06-23": (10, 10)},
    overlap={"G04+G05": 3, "G04+G06": 7, "G05+G06": 3},
    untried=("G15",),
)


def test_a_trial_is_told_beside_today_and_names_what_was_not_tried() -> None:
    facts = {name: value for name, value, _ in trial_facts(TRIED, EN)}
    assert facts["Warnings"] == "40 tried, 30 today"
    assert facts["Share"] == "4.0% tried, 3.0% today"
    assert facts["Gained/lost"] == "+12  -2"
    assert facts["Not wholly tried"] == "G15"


def test_a_day_without_warnings_between_two_is_a_day_of_none() -> None:
    assert every_day(TRIED.days) == [
        ("2026-06-21", (30, 20)),
        ("2026-06-22", (0, 0)),
        ("2026-06-23", (10, 10)),
    ]
    assert every_day({}) == []
    assert "13.3 on average, 30 at most; today 10.0, 20" in days_told(TRIED, EN)


def test_the_pairs_that_meet_most_often_come_first() -> None:
    assert overlaps(TRIED.overlap, 2) == [("G04+G06", 7), ("G04+G05", 3)]
