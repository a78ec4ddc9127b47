"""A corrected purchase counts as it should have been told, from then on and for what came after."""

from __future__ import annotations

from msgspec.structs import replace

from county.events import PurchaseRegistered
from county.gasoline.engine import Engine, Hit
from tests.county.gasoline.trying import DAY, HOUR, NOON, engine, numbered, sale


def taken(*purchases: PurchaseRegistered) -> tuple[Engine, list[PurchaseRegistered]]:
    judge, told = engine(), numbered(purchases)
    for each in told:
        judge.take(each, each.at)
    return judge, told


def met(hits: list[Hit]) -> list[tuple[str, str]]:
    return [(hit.rule, hit.buyer) for hit in hits]


def test_more_litres_than_were_told_are_judged_with_what_came_after() -> None:
    judge, (first, _) = taken(sale(NOON, litres=5), sale(NOON + HOUR, litres=12))
    hits = judge.correct(first, replace(first, litres=10), NOON)
    assert [(hit.rule, hit.measured, hit.purchases[-1].purchase) for hit in hits] == [
        ("G04", 22, 2)
    ]


def test_what_was_met_before_is_not_told_again_unless_it_is_graver() -> None:
    judge, (first,) = taken(sale(litres=25, purpose=""))
    assert judge.correct(first, replace(first, litres=26), NOON) == []
    worse = judge.correct(replace(first, litres=26), replace(first, litres=45), NOON)
    assert [(hit.rule, hit.level) for hit in worse] == [("G04", "W1")]


def test_a_purchase_that_was_somebody_elses_counts_for_them_alone() -> None:
    judge, (first, _) = taken(sale(NOON, litres=15), sale(NOON + HOUR, litres=15, buyer="p-2222"))
    assert met(judge.correct(first, replace(first, buyer="p-2222"), NOON)) == [("G04", "p-2222")]
    again = sale(NOON + 2 * HOUR, litres=15, number=3)
    assert judge.take(again, again.at) == []


def test_a_purchase_that_never_was_counts_no_more() -> None:
    judge, (first,) = taken(sale(NOON, litres=15, permit="SP-1"))
    assert judge.correct(first, None, NOON) == []
    again = sale(NOON + HOUR, "s2", litres=15, permit="SP-1", number=2)
    assert judge.take(again, again.at) == []


def test_what_never_was_may_spoil_the_register_of_a_closed_day() -> None:
    day = [sale(NOON + n, buyer=f"p-{n:04d}", use_place=f"{n}号") for n in range(21)]
    judge, told = taken(*day[:-1], replace(day[-1], photo=""))
    assert judge.close_days(NOON + DAY) == []
    hits = judge.correct(told[0], None, NOON)
    assert hits == []  # 1 of 20 is just not too many
    worse = judge.correct(told[1], replace(told[1], photo=""), NOON)
    assert [(hit.parameter, hit.measured) for hit in worse] == [("unproven_share", 0.1)]


def test_a_purchase_that_has_left_the_windows_is_corrected_by_itself() -> None:
    judge, (first, _) = taken(sale(NOON), sale(NOON + 90 * DAY, buyer="p-2222"))
    assert met(judge.correct(first, replace(first, litres=45), NOON)) == [("G04", "p-7781")]


def test_refused_and_archived_purchases_are_corrected_without_a_word() -> None:
    judge, (refused, archived) = taken(
        sale(NOON, refused="ban"), sale(NOON + DAY, archived=True, litres=5)
    )
    assert judge.correct(refused, replace(refused, litres=90), NOON) == []
    assert judge.correct(archived, replace(archived, litres=15), NOON + DAY) == []
    hits = judge.take(sale(NOON + DAY + HOUR, litres=15, number=3), NOON + DAY + HOUR)
    assert met(hits) == [("G04", "p-7781")]
