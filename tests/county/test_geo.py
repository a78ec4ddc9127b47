"""Distances, bearings and lines on the globe."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.geo import (
    Box,
    along,
    box_of,
    distance_m,
    encloses,
    length_m,
    moved,
)

HOME = (41.3, 110.6)
LATS = st.floats(-80, 80)
LONS = st.floats(-179, 179)
OFFSETS = st.floats(-40_000, 40_000)
SQUARE = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0), (0.0, 0.0)]


def test_known_distances_are_met() -> None:
    assert distance_m(0, 0, 0, 1) == pytest.approx(111_195, abs=1)
    assert distance_m(39.9042, 116.4074, 31.2304, 121.4737) == pytest.approx(1_067_300, rel=1e-3)
    assert distance_m(0, 0, 0, 180) == pytest.approx(20_015_115, abs=10)


@given(LATS, LONS, LATS, LONS)
def test_a_distance_is_the_same_both_ways(
    lat1: float, lon1: float, lat2: float, lon2: float
) -> None:
    there = distance_m(lat1, lon1, lat2, lon2)
    assert there >= 0
    assert there == pytest.approx(distance_m(lat2, lon2, lat1, lon1), abs=1e-3)


@given(OFFSETS, OFFSETS)
def test_a_move_goes_as_far_as_it_says(east: float, north: float) -> None:
    there = moved(*HOME, east, north)
    assert distance_m(*HOME, *there) == pytest.approx((east**2 + north**2) ** 0.5, rel=0.01, abs=1)


def test_walking_along_a_line_keeps_to_it() -> None:
    corner, end = moved(*HOME, 1000, 0), moved(*HOME, 1000, 500)
    line = [HOME, corner, end]
    assert length_m(line) == pytest.approx(1500, abs=1)
    assert distance_m(*along(line, 250), *moved(*HOME, 250, 0)) < 1
    assert distance_m(*along(line, 1250), *moved(*HOME, 1000, 250)) < 1
    assert along(line, -5) == HOME
    assert along(line, 9999) == end
    assert along([HOME], 10) == HOME
    with pytest.raises(IndexError):
        along([], 1)


def test_a_line_through_one_place_twice_can_be_walked() -> None:
    assert along([HOME, HOME, moved(*HOME, 100, 0)], 0) == HOME


def test_a_box_holds_its_points_and_meets_its_neighbours() -> None:
    box = box_of(SQUARE)
    assert box == Box(0, 0, 1, 1)
    assert box.centre == (0.5, 0.5)
    assert box.holds(1, 0)
    assert not box.holds(1.01, 0)
    assert box.meets(Box(1, 1, 2, 2))
    assert not box.meets(Box(1.1, 0, 2, 1))


def test_a_ring_encloses_what_is_inside() -> None:
    assert encloses(SQUARE, 0.5, 0.5)
    assert not encloses(SQUARE, 1.5, 0.5)
    assert not encloses(SQUARE, 0.5, -0.5)
