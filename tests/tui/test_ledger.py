"""Purchases in memory are told as a desk tells them: for pictures of the gasoline screen."""

from __future__ import annotations

from county import commands as ask
from county import events as ev
from county.events import Correction, Entry
from county.gasoline.lines import StationLine
from feeds.gasoline import (
    PurchaseQuery,
    Purchaser,
    PurchaserTold,
    Purchases,
    PurchasesFound,
    Stations,
    StationsTold,
    Trends,
    TrendsTold,
)
from tests.county.samples import DAY, NOON, RULEBOOK, purchase
from tests.tui.story import Desk
from tui.ledger import Asked, Ledger


def sold() -> Desk:
    """Give a desk with a stock-piler's four days, and one sale that was refused."""
    desk = Desk()
    for days in (3, 2, 1, 0):
        at = NOON - days * DAY
        desk.report(purchase(at, litres=20, use_place=f"南坡{days}"), at)
    desk.report(purchase(buyer="p-9", litres=30, refused="ban"))
    return desk


def told(desk: Desk, question: Asked) -> object:
    """Ask the purchases of a desk as they stand."""
    rules, offset = RULEBOOK.gasoline, RULEBOOK.utc_offset_minutes
    return Ledger(desk.purchases, desk.entries, rules, offset, NOON).answer(question, ["s1", "s2"])


def test_a_purchaser_is_told_the_newest_first_with_what_became_of_warnings() -> None:
    desk = sold()
    first = min(desk.county.board.warnings)
    desk.do(ask.Verify(first, "lawful"))
    answer = told(desk, Purchaser(buyer="p-7781", limit=3))
    assert isinstance(answer, PurchaserTold)
    assert [line.at for line in answer.purchases] == [NOON, NOON - DAY, NOON - 2 * DAY]
    findings = {past.number: past.finding for past in answer.warnings}
    assert findings[first] == "lawful"
    assert set(findings) == set(desk.county.board.warnings)


def test_a_corrected_purchase_counts_as_corrected_and_a_void_one_not_at_all() -> None:
    desk = sold()
    for number, correction in ((3, Correction(litres=5)), (4, Correction(void=True))):
        event = ev.PurchaseCorrected(
            NOON,
            purchase=number,
            station="s1",
            area="t01",
            buyer="p-7781",
            correction=correction,
            reason="录错",
        )
        desk.entries.append(Entry(desk.seq + 1, NOON, "seat:wang", event))
    answer = told(desk, Trends(days=2))
    assert isinstance(answer, TrendsTold)
    assert [(day.purchases, day.litres) for day in answer.days] == [(1, 5), (0, 0)]


def test_a_station_is_told_for_today_and_one_never_heard_has_no_time() -> None:
    answer = told(sold(), Stations(limit=2))
    assert isinstance(answer, StationsTold)
    assert answer.stations == (StationLine("s1", 1, 20, 1, NOON), StationLine("s2"))
    assert [line.purchase.number for line in answer.purchases] == [5, 4]
    again = told(sold(), Stations(after=4))
    assert isinstance(again, StationsTold)
    assert [line.purchase.number for line in again.purchases] == [5]


def test_days_begin_with_the_first_purchase_and_warnings_stand_on_the_day_of_theirs() -> None:
    answer = told(sold(), Trends(days=30))
    assert isinstance(answer, TrendsTold)
    assert [day.day for day in answer.days] == [f"2026-06-{day}" for day in (18, 19, 20, 21)]
    assert [sum(day.warnings.values()) for day in answer.days][:2] == [0, 0]


def test_purchases_are_found_by_what_is_known_of_them() -> None:
    answer = told(sold(), Purchases(query=PurchaseQuery(words="南坡2")))
    assert isinstance(answer, PurchasesFound)
    assert [line.purchase.number for line in answer.purchases] == [2]
    some = told(sold(), Purchases(query=PurchaseQuery(station="s1", since=NOON, limit=1)))
    assert isinstance(some, PurchasesFound)
    assert (len(some.purchases), some.more) == (1, True)
