"""Pictures show trials by the desk's own rules, on what the scenario sold."""

from __future__ import annotations

from msgspec.structs import replace

from county.gasoline.changing import figures_of
from county.refusals import Refusal
from feeds.gasoline import Backtest, BacktestTold
from tests.county.samples import DAY, NOON, RULEBOOK, purchase
from tui.rehearsed_trial import tried

TODAY = RULEBOOK.gasoline
SOLD = [
    replace(purchase(NOON + n * DAY, buyer=f"p-{n:04d}", litres=15), number=n) for n in range(1, 5)
]


def answer(**changes: object) -> BacktestTold | Refusal:
    question = Backtest(since=NOON + 2 * DAY, until=NOON + 4 * DAY)
    asked = replace(question, **changes)
    return tried(asked, reversed(SOLD), TODAY, RULEBOOK.ground, RULEBOOK.utc_offset_minutes)


def test_what_was_sold_in_the_time_is_tried_at_once_and_threats_are_named_untried() -> None:
    figures = figures_of(TODAY, "G04") | {"machine_litres": {"hand": 10}}
    told = answer(rules={"G04": figures})
    assert isinstance(told, BacktestTold)
    assert told.result is not None
    assert (told.result.purchases, told.result.warnings, told.result.warnings_today) == (2, 2, 0)
    assert told.result.untried == ("G15",)


def test_rules_that_cannot_be_are_refused() -> None:
    assert isinstance(answer(rules={"G04": {"level": "W9"}}), Refusal)
