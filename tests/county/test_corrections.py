"""A purchase whose record was wrong counts as corrected; what was written stays."""

from __future__ import annotations

from county import commands as ask
from county import events as ev
from county.rights import Rights
from tests.county.room import Room

EAST = Rights("officer", frozenset({"t02"}))


def correct(purchase: int = 1, **changes: object) -> ask.Correct:
    return ask.Correct(purchase, ev.Correction(**changes), "抄错")  # type: ignore[arg-type] # a test's free choice of fields


def test_a_correction_says_whose_the_record_was_and_where_it_was_sold(room: Room) -> None:
    room.buy(litres=8)
    assert room.do(correct(litres=9)) == ["PurchaseCorrected"]
    told = room.told[-1]
    assert isinstance(told, ev.PurchaseCorrected)
    assert (told.purchase, told.station, told.area, told.buyer) == (1, "s1", "t01", "p-7781")
    assert told.reason == "抄错"


def test_later_purchases_are_judged_with_what_was_corrected(room: Room) -> None:
    room.buy(litres=15)
    room.do(correct(litres=5))
    assert room.buy(litres=15) == []


def test_what_a_correction_shows_raises_a_warning(room: Room) -> None:
    room.buy(litres=15)
    assert room.do(correct(litres=21)) == ["PurchaseCorrected", "WarningRaised"]
    assert room.do(correct(litres=22)) == ["PurchaseCorrected"]


def test_a_purchase_that_was_somebody_elses_counts_there(room: Room) -> None:
    room.buy(litres=15)
    room.buy(litres=15, buyer="p-2222")
    told = room.do(correct(2, buyer="p-7781"))
    assert told == ["PurchaseCorrected", "WarningRaised"]
    assert room.warning().raised.buyer == "p-7781"


def test_a_purchase_that_never_happened_counts_nowhere_and_can_be_told_anew(room: Room) -> None:
    room.buy(litres=15)
    room.do(correct(void=True))
    assert room.buy(litres=15) == []
    assert room.do(correct(litres=15)) == ["PurchaseCorrected", "WarningRaised"]


def test_a_correction_that_says_nothing_new_is_refused(room: Room) -> None:
    room.buy(litres=8)
    assert room.no(correct(litres=8)) == "nothing_corrected"
    assert room.no(correct()) == "nothing_corrected"
    room.do(correct(void=True))
    assert room.no(correct(void=True)) == "nothing_corrected"


def test_a_purchase_of_another_area_is_as_unknown_as_one_that_never_was(room: Room) -> None:
    room.buy(litres=8)
    hidden = room.refusal(correct(litres=9), "east", EAST)
    unknown = room.refusal(correct(7, litres=9), "east", EAST)
    assert (
        (hidden.code, hidden.field)
        == (unknown.code, unknown.field)
        == (
            "unknown_purchase",
            "purchase",
        )
    )


def test_a_correction_carries_no_identity_in_clear(room: Room) -> None:
    room.buy(litres=8)
    assert room.no(correct(purpose="11010519491231002X")) == "identity_in_clear"


def test_a_correction_holds_after_a_restart(room: Room) -> None:
    room.buy(litres=15)
    room.do(correct(litres=5))
    room.begin_again()
    assert room.buy(litres=15) == []
