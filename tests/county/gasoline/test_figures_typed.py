"""Figures of rules are typed and read as people write them, and refused by name."""

from __future__ import annotations

import pytest

from county.events import Figure
from county.gasoline.changing import CODES, figures_of
from county.gasoline.figures import flat, read, shown, tried_rules, typed, with_figure
from county.refusals import Refusal
from county.words import knows
from tests.county.samples import RULEBOOK

TODAY = RULEBOOK.gasoline


@pytest.mark.parametrize(
    ("name", "text", "figure"),
    [
        ("window_s", "12h", 43_200),
        ("window_s", "7d", 604_800),
        ("window_s", "90", 90),
        ("cap_share", "30%", 0.3),
        ("cap_share", "0.25", 0.25),
        ("person_short_litres", "80", 80),
        ("person_short_litres", "80.5", 80.5),
        ("level", "W2", "W2"),
        ("level", '"W2"', "W2"),
        ("begins", "23:00", "23:00"),
        ("enabled", "false", False),
        ("forbidden", '["plastic", "other"]', ["plastic", "other"]),
        ("machine_litres", "{hand = 25}", {"hand": 25}),
    ],
)
def test_a_figure_is_read_as_people_write_it(name: str, text: str, figure: Figure) -> None:
    assert read(name, f" {text} ") == figure


@pytest.mark.parametrize("text", ["1\nlevel = 2", "2026-01-01", "12h # note", "[", ""])
def test_what_is_no_value_stays_a_word_and_no_rule_takes_it(text: str) -> None:
    figures = with_figure(figures_of(TODAY, "G12"), "window_s", text)
    assert not isinstance(figures, Refusal)
    assert isinstance(tried_rules(TODAY, {"G12": figures}), Refusal)


def test_a_figure_of_a_table_is_reached_by_a_dot() -> None:
    figures = with_figure(figures_of(TODAY, "G04"), "machine_litres.hand", "25")
    assert not isinstance(figures, Refusal)
    assert figures["machine_litres"] == {"hand": 25, "riding": 30}


@pytest.mark.parametrize("name", ["litres", "window_s.hand", "machine_litres.hand.more", ""])
def test_a_figure_that_the_rule_has_not_is_refused_by_name(name: str) -> None:
    refusal = with_figure(figures_of(TODAY, "G12"), name, "5")
    assert isinstance(refusal, Refusal)
    assert refusal.code == "unknown_figure"


def test_a_figure_out_of_its_bounds_is_refused_with_its_rule() -> None:
    figures = figures_of(TODAY, "G12") | {"purchasers": 1}
    refusal = tried_rules(TODAY, {"G12": figures})
    assert isinstance(refusal, Refusal)
    assert refusal.field == "G12.purchasers"


def test_a_rule_on_persons_cannot_even_be_tried() -> None:
    for name, value in (("ethnicity", "x"), ("kinds", ["p-7781a2"]), ("民族", 1)):
        figures: dict[str, Figure] = figures_of(TODAY, "G15") | {name: value}
        assert isinstance(tried_rules(TODAY, {"G15": figures}), Refusal), name


def test_the_other_rules_stay_as_they_are() -> None:
    tried = tried_rules(TODAY, {"G12": figures_of(TODAY, "G12") | {"window_s": 60}})
    assert not isinstance(tried, Refusal)
    for code in CODES:
        assert (figures_of(tried, code) == figures_of(TODAY, code)) == (code != "G12")


@pytest.mark.parametrize("code", CODES)
def test_every_figure_has_a_name_and_is_typed_back_as_it_was(code: str) -> None:
    for name, figure in flat(figures_of(TODAY, code)).items():
        assert knows(f"figure.{name.partition('.')[0]}"), name
        assert read(name, typed(name, figure)) == figure
        for lang in ("zh", "en"):
            assert shown(name, figure, lang)


@pytest.mark.parametrize(
    ("name", "figure", "zh", "en"),
    [
        ("short_window_s", 604_800, "7天", "7 d"),
        ("window_s", 1800, "30分钟", "30 min"),
        ("window_s", 90, "90秒", "90 s"),
        ("machine_litres.hand", 20.0, "20升", "20 L"),
        ("most_litres", 25.0, "25升", "25 L"),
        ("most_m", 50_000, "50000米", "50000 m"),
        ("cap_share", 0.3, "30 %", "30 %"),
        ("severe_factor", 1.5, "×1.5", "×1.5"),
        ("enabled", True, "是", "yes"),
        ("forbidden", ["plastic"], "plastic", "plastic"),
        ("begins", "23:00", "23:00", "23:00"),
    ],
)
def test_a_figure_is_said_with_its_unit(name: str, figure: Figure, zh: str, en: str) -> None:
    assert (shown(name, figure, "zh"), shown(name, figure, "en")) == (zh, en)
