"""Travel by the roads of a county agrees with a plain search of every way, and owns up to guesses."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from math import ceil, inf
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from config import routing
from config.network import STEP_M
from config.places import Profile, Road
from config.routing import Router
from county.events import UnitKind
from county.geo import Point, distance_m, length_m, moved
from county.travel import Start, TravelRules

RULES = TravelRules(
    road_factor={"car": 1.0, "fire": 0.5},
    own_kmh={"foot": 5.0, "horse": 10.0},
    off_road_kmh={"car": 20.0, "fire": 10.0, "foot": 4.0, "horse": 10.0},
    detour_factor=1.5,
    snap_m=1000.0,
)
KINDS: tuple[UnitKind, ...] = ("car", "fire", "foot", "horse")
ORIGIN: Point = (41.0, 110.0)


def spot(east_m: float, north_m: float) -> Point:
    return moved(*ORIGIN, east_m, north_m)


def road(start: str, end: str, *points: Point, kmh: int = 60) -> Road:
    return Road(
        id=f"{start}-{end}",
        start=start,
        end=end,
        rank="street",
        speed_kmh=kmh,
        length_m=length_m(points),
        points=points,
    )


STREET = road("a", "b", spot(0, 0), spot(6000, 0))
"""Six kilometres due east."""


def on_street(metres: float, kind: UnitKind = "car") -> Start:
    return Start(kind, *spot(metres, 0))


def test_a_car_makes_the_roads_speed_and_a_walker_its_own() -> None:
    starts = [on_street(1025, kind) for kind in KINDS]
    travels = Router([STREET], RULES).measure(spot(4025, 0), starts)
    assert [travel.seconds for travel in travels] == pytest.approx([180, 360, 2160, 1080], rel=1e-3)
    assert all(travel.by_road for travel in travels)
    assert travels[0].metres == pytest.approx(3000, rel=1e-3)


def test_a_unit_between_two_crossings_does_not_go_back_to_the_last_one() -> None:
    side = road("b", "c", spot(6000, 0), spot(6000, 3000))
    (travel,) = Router([STREET, side], RULES).measure(spot(6000, 1025), [on_street(4025)])
    assert travel.seconds == pytest.approx((1975 + 1025) * 3.6 / 60, rel=1e-2)


def test_of_two_roads_between_the_same_crossings_the_quicker_is_taken() -> None:
    bypass = road("a", "b", spot(0, 0), spot(3000, 2000), spot(6000, 0), kmh=120)
    ends = road("z", "a", spot(-1000, 0), spot(0, 0)), road("b", "y", spot(6000, 0), spot(7000, 0))
    for pair in ((STREET, bypass), (bypass, STREET)):
        car, walker = Router([*pair, *ends], RULES).measure(
            spot(6975, 0), [on_street(-975), on_street(-975, "foot")]
        )
        quick = length_m(bypass.points) * 3.6 / 120 + 2 * 975 * 3.6 / 60
        assert car.seconds == pytest.approx(quick, rel=1e-3)
        assert walker.seconds == pytest.approx((6000 + 2 * 975) * 3.6 / 5, rel=1e-3)


def test_the_way_to_the_road_and_from_it_is_gone_across_the_country() -> None:
    (travel,) = Router([STREET], RULES).measure(spot(5025, 0), [Start("car", *spot(1025, 400))])
    assert travel.seconds == pytest.approx(4000 * 3.6 / 60 + 400 * 1.5 * 3.6 / 20, rel=1e-2)
    assert travel.by_road


def test_two_that_both_stand_off_the_road_meet_across_the_country_when_that_is_sooner() -> None:
    (travel,) = Router([STREET], RULES).measure(spot(3000, 900), [Start("horse", *spot(3200, 900))])
    assert travel.seconds == pytest.approx(200 * 1.5 * 3.6 / 10, rel=1e-3)
    assert not travel.by_road


@pytest.mark.parametrize(
    ("place", "start"),
    [
        ((5000.0, 0.0), (1000.0, 1100.0)),
        ((1000.0, 1100.0), (5000.0, 0.0)),
        ((5000.0, 9000.0), (1000.0, 9000.0)),
    ],
)
def test_too_far_from_every_road_the_straight_line_counts(
    place: tuple[float, float], start: tuple[float, float]
) -> None:
    (travel,) = Router([STREET], RULES).measure(spot(*place), [Start("car", *spot(*start))])
    metres = distance_m(*spot(*place), *spot(*start))
    assert travel.metres == pytest.approx(metres, rel=1e-3)
    assert travel.seconds == pytest.approx(metres * 1.5 * 3.6 / 20, rel=1e-3)
    assert not travel.by_road


def test_where_no_road_leads_the_straight_line_counts() -> None:
    island = road("x", "y", spot(0, 5000), spot(6000, 5000))
    (travel,) = Router([STREET, island], RULES).measure(spot(3000, 5000), [on_street(3000)])
    assert travel.seconds == pytest.approx(5000 * 1.5 * 3.6 / 20, rel=1e-3)
    assert not travel.by_road


def test_a_county_without_roads_is_crossed_straight() -> None:
    (travel,) = Router([], RULES).measure(spot(0, 0), [on_street(1000)])
    assert travel == pytest.approx((1000 * 1.5 * 3.6 / 20, 1000, False), rel=1e-3)


def test_nobody_is_measured_for_nothing() -> None:
    assert Router([STREET], RULES).measure(ORIGIN, []) == []


# ---- where a search ends ------------------------------------------------------------------------


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Search in steps, as in a large county, the first of 60 seconds."""
    monkeypatch.setattr(routing, "SMALL", 0)


@pytest.mark.usefixtures("large")
def test_a_search_grows_until_enough_units_are_reached() -> None:
    starts = [on_street(metres) for metres in (525, 1525, 5525)]
    for enough, found in ((1, 1), (2, 2), (3, 3), (9, 3)):
        travels = Router([STREET], RULES, enough).measure(spot(25, 0), starts)
        assert [travel.by_road for travel in travels] == [True] * found + [False] * (3 - found)


@pytest.mark.usefixtures("large")
def test_what_a_search_did_not_reach_is_never_said_to_be_sooner_than_its_end() -> None:
    # 1025 m by road are 61.5 s, just beyond; the straight guess of the other is longer than that.
    winding = road("a", "w", spot(0, 0), spot(-800, 800), spot(0, 1000), kmh=90)
    starts = [on_street(525), on_street(1225), on_street(5525), Start("car", *spot(-20, 990))]
    near, beyond, far, round_about = Router([STREET, winding], RULES, 1).measure(
        spot(25, 0), starts
    )
    assert near.by_road
    assert not beyond.by_road
    assert not far.by_road
    assert beyond.seconds >= 60
    assert round_about.seconds >= 60
    assert near.seconds < beyond.seconds < far.seconds


def test_a_search_that_ends_early_gives_the_same_times_for_whom_it_reached(
    anmu: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts = [Start(unit.kind, unit.lat, unit.lon) for unit in anmu.units]
    place = (anmu.centre.lat, anmu.centre.lon)
    whole = Router(anmu.roads, anmu.travel).measure(place, starts)
    monkeypatch.setattr(routing, "SMALL", 0)
    cut = Router(anmu.roads, anmu.travel, 10).measure(place, starts)
    reached = [n for n, travel in enumerate(cut) if travel.by_road]
    assert 10 <= len(reached) < len(starts)
    assert [cut[n] for n in reached] == pytest.approx([whole[n] for n in reached])


# ---- the built-in county ------------------------------------------------------------------------


def test_everybody_in_the_built_in_county_can_come_by_road(anmu: Profile) -> None:
    starts = [Start(unit.kind, unit.lat, unit.lon) for unit in anmu.units]
    travels = Router(anmu.roads, anmu.travel).measure((anmu.centre.lat, anmu.centre.lon), starts)
    assert sum(travel.by_road for travel in travels) > 0.9 * len(travels)
    cars = [t for t, unit in zip(travels, anmu.units, strict=True) if unit.kind == "car"]
    assert 60 < min(travel.seconds for travel in cars) < 900
    assert max(travel.seconds for travel in cars) < 3 * 3600


def test_searches_on_several_threads_do_not_mix_up_their_places(anmu: Profile) -> None:
    starts = [Start(unit.kind, unit.lat, unit.lon) for unit in anmu.units]
    places = [(site.lat, site.lon) for site in anmu.sites[:24]]
    router = Router(anmu.roads, anmu.travel)
    alone = [router.measure(place, starts) for place in places]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda place: router.measure(place, starts), places))
    assert together == alone


# ---- against every way there is -----------------------------------------------------------------

SIDE, APART_M = 3, 390
PIECES = APART_M / STEP_M


class At(NamedTuple):
    """A place on a drawn road: the middle of one of its pieces."""

    edge: int
    share: float


nodes = list(product(range(SIDE), range(SIDE)))
beside = [
    (one, other)
    for one, other in product(nodes, nodes)
    if other in {(one[0] + 1, one[1]), (one[0], one[1] + 1)}
]
speeds = st.lists(
    st.sampled_from((None, 20, 30, 60, 90)), min_size=len(beside), max_size=len(beside)
).filter(any)
marks = st.tuples(st.integers(0, 99), st.integers(0, ceil(PIECES) - 1))


def streets(drawn: Sequence[int | None]) -> list[Road]:
    """Give the streets of a small town of blocks; None is a street that is not there."""
    return [
        road(
            f"{one}", f"{other}",
            spot(one[0] * APART_M, one[1] * APART_M), spot(other[0] * APART_M, other[1] * APART_M),
            kmh=kmh,
        )
        for (one, other), kmh in zip(beside, drawn, strict=True)
        if kmh is not None
    ]  # fmt: skip


def cost_of(each: Road, kind: UnitKind) -> float:
    if kind in RULES.own_kmh:
        return each.length_m * 3.6 / RULES.own_kmh[kind]
    return each.length_m * 3.6 / (each.speed_kmh * RULES.road_factor[kind])


def every_way(town: Sequence[Road], kind: UnitKind) -> dict[tuple[str, str], float]:
    """Give the least seconds between any two crossings (Floyd and Warshall)."""
    names = {name for each in town for name in (each.start, each.end)}
    best = {pair: 0.0 if pair[0] == pair[1] else inf for pair in product(names, names)}
    for each in town:
        for pair in ((each.start, each.end), (each.end, each.start)):
            best[pair] = min(best[pair], cost_of(each, kind))
    for middle, one, other in product(names, names, names):
        best[one, other] = min(best[one, other], best[one, middle] + best[middle, other])
    return best


def seconds_between(town: Sequence[Road], here: At, there: At, kind: UnitKind) -> float:
    best = every_way(town, kind)
    own, goal = town[here.edge], town[there.edge]
    exits = ((own.start, here.share), (own.end, 1 - here.share))
    entries = ((goal.start, there.share), (goal.end, 1 - there.share))
    ways = [
        leave * cost_of(own, kind) + best[out, into] + come * cost_of(goal, kind)
        for (out, leave), (into, come) in product(exits, entries)
    ]
    if here.edge == there.edge:
        ways.append(abs(here.share - there.share) * cost_of(own, kind))
    return min(ways)


@given(
    drawn=speeds,
    place=marks,
    units=st.lists(st.tuples(marks, st.sampled_from(KINDS)), min_size=1, max_size=6),
)
def test_every_time_is_that_of_the_quickest_of_all_ways(
    drawn: list[int | None],
    place: tuple[int, int],
    units: list[tuple[tuple[int, int], UnitKind]],
) -> None:
    town = streets(drawn)

    def at(mark: tuple[int, int]) -> At:
        pieces = ceil(town[mark[0] % len(town)].length_m / STEP_M)
        return At(mark[0] % len(town), (min(mark[1], pieces - 1) + 0.5) / pieces)

    def point(where: At) -> Point:
        (lat1, lon1), (lat2, lon2) = town[where.edge].points
        return lat1 + (lat2 - lat1) * where.share, lon1 + (lon2 - lon1) * where.share

    goal = at(place)
    starts = [Start(kind, *point(at(mark))) for mark, kind in units]
    travels = Router(town, RULES).measure(point(goal), starts)
    for travel, (mark, kind) in zip(travels, units, strict=True):
        wanted = seconds_between(town, at(mark), goal, kind)
        assert travel.by_road == (wanted < inf)
        if travel.by_road:
            assert travel.seconds == pytest.approx(wanted, rel=1e-6, abs=1e-6)


def test_a_kinds_speed_is_scaled_and_not_searched_again() -> None:
    halved = replace(RULES, road_factor={"car": 0.5, "fire": 0.25})
    starts = [on_street(metres) for metres in (25, 2025, 5525)]
    once = Router([STREET], RULES).measure(spot(4025, 0), starts)
    twice = Router([STREET], halved).measure(spot(4025, 0), starts)
    assert [t.seconds for t in twice] == pytest.approx([2 * t.seconds for t in once])
