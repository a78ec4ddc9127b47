"""The roads: a way leads where it should, no faster than allowed."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from config.places import Profile, Road
from county.geo import distance_m
from feeds.simulator.roads import HURRY, Journey, Leg, Roads, straight

WEST, MIDDLE, EAST, NORTH = (41.0, 110.0), (41.0, 110.05), (41.0, 110.1), (41.05, 110.05)


def road(start: str, end: str, points: tuple[tuple[float, float], ...], kmh: int) -> Road:
    return Road(
        id=f"{start}{end}",
        start=start,
        end=end,
        rank="county",
        speed_kmh=kmh,
        length_m=1,
        points=points,
    )


@pytest.fixture
def roads() -> Roads:
    """A slow direct road from west to east, and a quick one round by the north."""
    return Roads(
        [
            road("w", "m", (WEST, MIDDLE), 10),
            road("m", "e", (MIDDLE, EAST), 10),
            road("w", "n", (WEST, NORTH), 90),
            road("e", "n", (EAST, NORTH), 90),
        ]
    )


def test_the_quickest_way_is_taken_not_the_shortest(roads: Roads) -> None:
    legs = roads.route(WEST, EAST, 100)
    assert NORTH in [leg.points[-1] for leg in legs]


def test_somebody_on_foot_takes_the_shortest(roads: Roads) -> None:
    legs = roads.route(WEST, EAST, 5)
    assert NORTH not in [leg.points[-1] for leg in legs]


def test_a_way_shorter_than_to_the_next_road_goes_straight(roads: Roads) -> None:
    start, end = (41.02, 110.0), (41.021, 110.0)
    assert roads.route(start, end, 5) == [straight(start, end, 5)]


def test_a_way_hangs_together_and_keeps_to_the_speeds(profile: Profile) -> None:
    roads = Roads(profile.roads)
    rng = random.Random(5)
    limit = max(road.speed_kmh for road in profile.roads) * HURRY
    for _ in range(20):
        here, there = rng.sample(profile.sites, 2)
        start, end = (here.lat, here.lon), (there.lat, there.lon)
        legs = roads.route(start, end, 100)
        assert (legs[0].points[0], legs[-1].points[-1]) == (start, end)
        for one, two in pairwise(legs):
            assert distance_m(*one.points[-1], *two.points[0]) < 3
        assert all(0 < leg.kmh <= min(100, limit) for leg in legs)


def test_a_journey_passes_every_leg_and_ends_at_its_end() -> None:
    legs = [straight(WEST, MIDDLE, 36), straight(MIDDLE, EAST, 72)]
    journey = Journey(legs, began_s=100)
    assert journey.stand(50).point == WEST
    half = journey.stand(100 + legs[0].seconds / 2)
    assert half.kmh == 36
    assert half.heading == pytest.approx(90, abs=0.1)
    assert journey.stand(100 + legs[0].seconds + 1).kmh == 72
    end = journey.stand(100 + journey.seconds + 1)
    assert (end.point, end.kmh, end.heading) == (EAST, 0.0, None)


def test_a_leg_takes_its_length_over_its_speed() -> None:
    assert Leg((WEST, EAST), 1000, 36).seconds == pytest.approx(100)


def test_a_beat_stays_near_home(profile: Profile) -> None:
    roads = Roads(profile.roads)
    unit = next(unit for unit in profile.units if unit.kind == "car")
    home = (unit.lat, unit.lon)
    rng = random.Random(2)
    node, before = roads.nearest(home), None
    far = 0
    for _ in range(300):
        onwards, _, _, _ = roads.stroll(node, before, home, 3000, rng)
        node, before = onwards, node
        far = max(far, round(distance_m(*roads.at(node), *home)))
    assert far < 6000
