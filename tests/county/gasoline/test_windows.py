"""Windows hold the same whatever the order of arrival, and what leaves them no rule could see."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from county.events import PurchaseRegistered
from county.gasoline.engine import Engine, Hit
from county.gasoline.windows import Sale, Windows, sale_of
from tests.county.gasoline.figures import GASOLINE
from tests.county.gasoline.trying import DAY, HOUR, NOON, engine, sale

purchases = st.lists(
    st.builds(
        lambda hours, buyer, station, litres, permit: sale(
            NOON + hours * HOUR,
            station,
            litres,
            buyer=f"p-000{buyer}",
            permit=permit,
            use_place=f"{hours}号",
        ),
        st.integers(0, 60 * 24),
        st.integers(0, 2),
        st.sampled_from(("s1", "s2", "s3")),
        st.sampled_from((5.0, 15.0, 30.0)),
        st.sampled_from(("", "", "SP-1", "SP-2")),
    ),
    max_size=40,
).map(lambda many: [replace(each, number=number) for number, each in enumerate(many, 1)])
within_a_week = st.lists(st.integers(0, 6 * 24), min_size=40, max_size=40)
"""By how many hours each is told late: at most a week, as the rules allow for."""


def on(one: PurchaseRegistered) -> Sale:
    return sale_of(one, one.at, one.at // DAY)


@given(purchases, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter_for_what_stands_there(
    bought: list[PurchaseRegistered], rng: random.Random
) -> None:
    shuffled = list(bought)
    rng.shuffle(shuffled)
    one, other = Windows(), Windows()
    for each in bought:
        one.add(each.buyer, on(each), 0)
    for each in shuffled:
        other.add(each.buyer, on(each), 0)
    assert {key: one.of(key) for key in one} == {key: other.of(key) for key in other}


UNTRIMMED = replace(GASOLINE, archived_after_s=366 * 86_400)
"""The same rules, under which purchases of a year stay in the windows."""


def heard(judge: Engine, told: list[PurchaseRegistered]) -> list[list[Hit]]:
    return [judge.take(each, each.at) for each in told]


@given(purchases, within_a_week)
def test_what_left_the_windows_never_changes_a_judgement(
    bought: list[PurchaseRegistered], late: list[int]
) -> None:
    by_arrival = sorted(zip(bought, late, strict=False), key=lambda x: x[0].at + x[1] * HOUR)
    told = [replace(each, number=n) for n, (each, _) in enumerate(by_arrival, 1)]
    assert heard(engine(), told) == heard(engine(UNTRIMMED), told)


@given(purchases)
def test_what_was_recalled_is_judged_with_as_if_it_had_been_taken(
    bought: list[PurchaseRegistered],
) -> None:
    taken, recalled = engine(), engine()
    for each in bought[:-1]:
        taken.take(each, each.at)
        recalled.recall(each, each.at)
    for each in bought[-1:]:
        assert taken.take(each, each.at) == recalled.take(each, each.at)


def test_what_no_rule_can_see_leaves_the_windows_as_purchases_come() -> None:
    held = Windows()
    for number in range(1, 1001):
        one = on(sale(NOON + number * HOUR, buyer=f"p-{number:04d}", number=number))
        held.add(one.buyer, one, one.at - DAY)
        assert len(held) <= 24
    for number in range(1001, 2001):
        one = on(sale(NOON + number * HOUR, number=number))
        assert len(held.add(one.buyer, one, one.at - DAY)) <= 48
    assert list(held) == ["p-7781"]


def test_a_purchase_that_is_told_far_too_late_is_still_judged_by_itself() -> None:
    judge = engine()
    judge.take(sale(NOON + 90 * DAY, buyer="p-2222"), NOON + 90 * DAY)
    assert [hit.rule for hit in judge.take(sale(NOON, purpose="", number=2), NOON)] == ["G01"]
