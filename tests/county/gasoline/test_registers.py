"""A station's day is counted as sales come, and is always as if it were counted anew."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from county.gasoline.engine import Engine
from county.gasoline.judging_station import Register
from county.gasoline.windows import Sale, sale_of
from tests.county.gasoline.figures import GASOLINE
from tests.county.gasoline.trying import DAY, HOUR, MIDNIGHT, MINUTE, engine, rules, sale

FEW = rules(g13={"least_sales": 3})
WIDE = rules(g13={"least_sales": 3, "cap_margin_litres": 10.0})
CLOSED = MIDNIGHT + DAY + 3 * HOUR

Step = tuple[str, float, bool]
steps = st.lists(
    st.tuples(
        st.sampled_from(("sold", "sold", "sold", "struck", "pumped", "changed")),
        st.sampled_from((5.0, 12.3, 19.9, 20.0, 60.0)),
        st.booleans(),
    ),
    max_size=40,
)


def entry(number: int, litres: float, proven: bool) -> Sale:
    at = MIDNIGHT + number * MINUTE
    return sale_of(sale(at, litres=litres, photo="1" * proven, number=number), at, 0)


@given(steps)
def test_what_is_counted_as_it_comes_is_what_a_count_of_the_whole_day_gives(
    happened: list[Step],
) -> None:
    register, held, by = Register(), list[Sale](), FEW
    for number, (what, litres, proven) in enumerate(happened):
        if what == "sold":
            held.append(entry(number, litres, proven))
            register.add(held[-1])
        elif what == "struck" and held:
            register.remove(held.pop(number % len(held)).bought.purchase)
        elif what == "pumped":
            register.pump = litres
        elif what == "changed":
            by = WIDE if by is FEW else FEW
            register.recount()
        anew = Register()
        anew.pump = register.pump
        for each in held:
            anew.add(each)
        found = register.wrong(by, 1.0)
        assert found == anew.wrong(by, 1.0)
        assert register.hits(found, by, 1.0) == anew.hits(found, by, 1.0)


def told(judge: Engine, count: int, days_ago: int, first: int = 1, **odd: Any) -> list[str]:
    """Tell of so many sales of one past day; give the shares that were found wrong."""
    found: list[str] = []
    for number in range(first, first + count):
        at = MIDNIGHT - days_ago * DAY + number * MINUTE
        one = sale(at, buyer=f"p-{number}", use_place=f"{number}号", number=number, **odd)
        found += [hit.parameter for hit in judge.take(one, at) if hit.rule == "G13"]
    return found


def test_a_register_of_weeks_ago_is_judged_whole_whatever_left_the_windows() -> None:
    judge = engine()
    judge.resume(CLOSED)
    assert told(judge, 1, days_ago=0, first=900) == []
    assert told(judge, 60, days_ago=30) == []
    assert told(judge, 3, days_ago=30, first=61, photo="") == []  # 3 of 63 is not too many
    assert told(judge, 1, days_ago=30, first=64, photo="") == ["unproven_share"]


def test_a_day_of_which_part_may_be_forgotten_is_not_judged() -> None:
    judge = engine()
    judge.resume(CLOSED)
    forgotten = (CLOSED - GASOLINE.kept_s * 1000 - MIDNIGHT) // DAY
    assert told(judge, 30, days_ago=-forgotten, photo="") == []
    assert told(judge, 30, days_ago=-forgotten - 1, first=31, photo="") == ["unproven_share"]


def test_changed_rules_count_the_days_that_are_held_anew() -> None:
    judge = engine()
    judge.resume(CLOSED)
    told(judge, 14, days_ago=3)
    assert told(judge, 6, days_ago=3, first=15, litres=19) == []
    judge.rules = rules(g13={"cap_margin_litres": 1.0})
    assert told(judge, 1, days_ago=3, first=21, litres=19) == ["cap_share"]


def test_changed_seasons_count_them_by_the_cap_that_holds_now() -> None:
    judge = engine(replace(GASOLINE, season=()))
    judge.resume(CLOSED)
    told(judge, 14, days_ago=33)
    assert told(judge, 6, days_ago=33, first=15, litres=30) == []
    judge.rules = GASOLINE  # it was spring then: half as much again is the cap
    assert told(judge, 1, days_ago=33, first=21, litres=30) == ["cap_share"]
