"""A purchaser's history: what is known by day, and what is not is no zero."""

from __future__ import annotations

from msgspec.structs import replace

from county.gasoline.lines import PurchaseLine, WarningPast
from feeds.gasoline import PurchaserTold
from tests.county.samples import DAY, NOON, purchase
from tests.tui.story import EN, ZH
from tui.view.purchaser import MONTH_DAYS, YEAR_DAYS, History, history

WEEK_S = 7 * 86_400


def line(days: int = 0, litres: float = 10, **changes: object) -> PurchaseLine:
    """Give a purchase of so many days ago; `void` and `corrected` are the line's own."""
    own = {name: changes.pop(name) for name in ("void", "corrected") if name in changes}
    at = NOON - days * DAY
    bought = purchase(at, litres=litres, **changes)  # type: ignore[arg-type] # a test's free choice
    return PurchaseLine(replace(bought, number=1000 - days), at, at, **own)  # type: ignore[arg-type] # as above


def told(*lines: PurchaseLine, asked_for: int = 200, window_s: int = WEEK_S) -> History:
    """Say a history of these purchases, the newest first."""
    return history(PurchaserTold(id=0, purchases=lines), asked_for, window_s, NOON, ZH)


def test_litres_stand_on_their_days_the_latest_at_the_right() -> None:
    said = told(line(0, 5), line(0, 7), line(2, 20))
    assert len(said.days) == MONTH_DAYS
    assert said.days[-3:] == (20, 0, 12)
    assert said.weeks[-1] == 32
    assert len(said.weeks) == YEAR_DAYS // 7
    assert said.sums == "30天 32 升, 3 笔, 1 站, 拒售 0"


def test_a_longer_window_is_drawn_whole() -> None:
    assert len(told(line(), window_s=45 * 86_400).days) == 45


def test_what_was_refused_or_never_happened_counts_no_litres_and_is_told() -> None:
    said = told(line(0, 50, refused="ban"), line(1, 40, void=True), line(2, 6, corrected=True))
    assert said.days[-3:] == (6, 0, 0)
    assert said.sums == "30天 6 升, 1 笔, 1 站, 拒售 1"
    refused, void, corrected = (each.text for each in said.purchases)
    assert "拒售  禁售" in refused
    assert "作废" in void
    assert "已更正" in corrected


def test_days_before_the_oldest_told_purchase_are_unknown_when_there_are_more() -> None:
    said = told(line(0), line(1), line(3), asked_for=3)
    assert said.days[-5:] == (None, 10, 0, 10, 10)
    assert said.weeks[0] is None
    assert said.cut == "更早的未列出: 只知 06-18 12:00 起 3 笔"
    assert told(line(0), line(3), asked_for=3).cut == ""


def test_past_warnings_say_what_was_found() -> None:
    past = (
        WarningPast(9, NOON, "G06", "W3", "s1"),
        WarningPast(4, NOON - DAY, "G05", "W2", "s1", "lawful"),
    )
    said = history(PurchaserTold(id=0, warnings=past), 200, WEEK_S, NOON, EN)
    assert [each.text for each in said.warnings] == [
        "warning 9  G06 too much over days  W3  to verify",
        "warning 4  G05 again too soon  W2  lawful use",
    ]
