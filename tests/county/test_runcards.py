"""Run cards ask for units in steps that only add, and are covered as well as can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from county.events import UnitKind, UnitRegistered
from county.runcards import ANY, Need, Plan, RunCard, card_for, plan
from tests.county.samples import unit


def one(name: str, kind: UnitKind = "car", *skills: str) -> UnitRegistered:
    return replace(unit(name), kind=kind, skills=skills)


def card(*needs: Need) -> RunCard:
    return RunCard("fire", needs)


ENGINE = Need(("fire",), ("hazmat",))
TRAFFIC = Need(("car", "motorcycle"), ("traffic",))


@pytest.mark.parametrize(
    ("kind", "priority", "wanted"),
    [
        ("fire", 1, ("fire", 1)),
        ("fire", 2, ("fire", None)),
        ("noise", 1, (ANY, 1)),
        ("noise", 3, (ANY, None)),
    ],
)
def test_an_alarms_own_card_goes_before_the_general_one(
    kind: str, priority: int, wanted: tuple[str, int | None]
) -> None:
    needs = (Need(("car",)),)
    cards = [
        RunCard(kind, needs, priority)
        for kind, priority in ((ANY, None), ("fire", None), (ANY, 1), ("fire", 1))
    ]
    found = card_for(cards, kind, priority)
    assert found is not None
    assert (found.kind, found.priority) == wanted


def test_an_alarm_without_a_card_has_none() -> None:
    assert card_for([RunCard("fire", (ENGINE,), 1)], "fire", 2) is None


def test_a_later_step_only_adds() -> None:
    whole = card(Need(("car",), step=2), ENGINE, Need(("foot",), step=3), TRAFFIC)
    steps = [whole.at(step) for step in range(1, 5)]
    assert steps[0] == (ENGINE, TRAFFIC)
    for before, after in pairwise(steps):
        assert after[: len(before)] == before
    assert steps[2] == steps[3]
    assert whole.last_step == 3


def test_the_soonest_that_fits_is_picked() -> None:
    units = [
        one("F1", "foot"),
        one("B1"),
        one("B2", "car", "traffic"),
        one("M1", "motorcycle", "traffic"),
    ]
    made = plan(card(TRAFFIC), 1, [], units)
    assert made.picks == ("B2",)
    assert made.shortfall == ()


def test_whoever_is_ordered_covers_a_need_first() -> None:
    sent = one("M1", "motorcycle", "traffic")
    made = plan(
        card(ENGINE, TRAFFIC), 1, [sent], [one("B2", "car", "traffic"), one("X1", "fire", "hazmat")]
    )
    assert [(filled.ordered, filled.picks) for filled in made.needs] == [
        ((), ("X1",)),
        (("M1",), ()),
    ]
    assert made.picks == ("X1",)


def test_a_unit_that_was_sent_beside_the_card_covers_nothing() -> None:
    made = plan(card(ENGINE), 1, [one("B1")], [])
    assert [(short.need, short.missing) for short in made.shortfall] == [(ENGINE, 1)]


def test_a_quick_unit_moves_to_another_need_when_that_saves_a_slow_one() -> None:
    anyone = Need(("foot", "car"))
    units = [one("F1", "foot"), one("B1"), one("F2", "foot")]
    made = plan(card(anyone, Need(("foot",))), 1, [], units)
    assert made.picks == ("F1", "B1")
    assert [filled.picks for filled in made.needs] == [("B1",), ("F1",)]


def test_what_cannot_be_covered_is_named_with_how_many_are_missing() -> None:
    engines = replace(ENGINE, count=3)
    made = plan(
        card(engines, TRAFFIC), 1, [one("X1", "fire", "hazmat")], [one("X2", "fire", "hazmat")]
    )
    assert [(short.need, short.missing) for short in made.shortfall] == [(engines, 1), (TRAFFIC, 1)]


def test_when_units_are_short_the_first_step_is_covered_first() -> None:
    later, first = Need(("car",), step=2), Need(("car", "foot"))
    made = plan(card(later, first), 2, [], [one("B1")])
    assert [(filled.need.step, filled.picks) for filled in made.needs] == [(1, ("B1",)), (2, ())]


def test_a_step_beyond_the_last_asks_for_no_more() -> None:
    made = plan(card(ENGINE), 5, [], [one("X1", "fire", "hazmat"), one("X2", "fire", "hazmat")])
    assert (made.card_step, made.last_step, made.picks) == (5, 1, ("X1",))


# ---- against every way there is -----------------------------------------------------------------

KINDS: tuple[UnitKind, ...] = ("car", "foot", "fire")
SKILLS = ("patrol", "traffic")

needs_drawn = st.builds(
    Need,
    kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=3, unique=True).map(tuple),
    skills=st.lists(st.sampled_from(SKILLS), max_size=2, unique=True).map(tuple),
    count=st.integers(1, 2),
    step=st.integers(1, 2),
)
traits = st.tuples(
    st.sampled_from(KINDS), st.lists(st.sampled_from(SKILLS), max_size=2, unique=True)
)


def places_of(needs: Sequence[Need]) -> list[Need]:
    return [need for need in needs for _ in range(need.count)]


def can_all_serve(units: Sequence[UnitRegistered], needs: Sequence[Need]) -> bool:
    """Try every way to give each unit a place of its own."""
    return any(
        all(place.fits(each) for place, each in zip(way, units, strict=True))
        for way in permutations(places_of(needs), len(units))
    )


def best_teams(units: Sequence[UnitRegistered], needs: Sequence[Need]) -> Iterator[tuple[int, ...]]:
    """Give the largest teams that can serve together, those of the soonest units first."""
    for size in range(min(len(units), len(places_of(needs))), -1, -1):
        teams = [
            team
            for team in combinations(range(len(units)), size)
            if can_all_serve([units[n] for n in team], needs)
        ]
        if teams:
            yield from teams
            return


@given(
    needs=st.lists(needs_drawn, min_size=1, max_size=3),
    drawn=st.lists(traits, max_size=5),
    sent=st.integers(0, 2),
)
def test_a_plan_is_as_good_as_the_best_of_all_plans(
    needs: list[Need], drawn: list[tuple[UnitKind, list[str]]], sent: int
) -> None:
    units = [one(f"U{n}", kind, *skills) for n, (kind, skills) in enumerate(drawn)]
    made = plan(card(*needs), 2, units[:sent], units[sent:])
    used = covering(made)
    assert len(used) == len(set(used)), "nobody is used twice"
    by_name = {each.unit: each for each in units}
    for filled in made.needs:
        assert all(filled.need.fits(by_name[name]) for name in (*filled.ordered, *filled.picks))
        assert filled.missing >= 0
    team = tuple(sorted(int(name[1:]) for name in used))
    assert team == next(best_teams(units, needs))
    assert sum(short.missing for short in made.shortfall) == len(places_of(needs)) - len(used)
    assert set(made.picks) == {name for name in used if int(name[1:]) >= sent}
    assert list(made.picks) == sorted(made.picks)


@given(needs=st.lists(needs_drawn, min_size=1, max_size=3), drawn=st.lists(traits, max_size=5))
def test_no_plan_covers_more_of_the_first_step(
    needs: list[Need], drawn: list[tuple[UnitKind, list[str]]]
) -> None:
    units = [one(f"U{n}", kind, *skills) for n, (kind, skills) in enumerate(drawn)]
    made = plan(card(*needs), 2, [], units)
    first = [need for need in needs if need.step == 1]
    covered = sum(len(filled.picks) for filled in made.needs if filled.need.step == 1)
    assert covered == len(next(best_teams(units, first)))


def covering(made: Plan) -> list[str]:
    return [name for filled in made.needs for name in (*filled.ordered, *filled.picks)]
