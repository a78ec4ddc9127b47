"""Places on the map and back."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.projection import Bounds, Projection

COUNTY = Bounds(41.0, 112.0, 41.6, 113.0)
SIZES = st.integers(2, 200)


@given(SIZES, SIZES)
def test_a_fitted_map_shows_all_corners(width: int, height: int) -> None:
    view = Projection.fit(COUNTY, width, height)
    south, west, north, east = COUNTY
    corners = [(south, west), (south, east), (north, west), (north, east)]
    assert None not in view.to_cells(corners)


@given(SIZES, SIZES, st.floats(41.1, 41.5), st.floats(112.1, 112.9))
def test_a_cell_lies_where_its_place_is(width: int, height: int, lat: float, lon: float) -> None:
    view = Projection.fit(COUNTY, width, height).zoom(3).centre_on(lat, lon)
    column, row = width // 3, height // 2
    assert view.to_cells([view.from_cell(column, row)]) == [(column, row)]


def test_a_kilometre_is_as_long_down_as_across() -> None:
    view = Projection.fit(COUNTY, 80, 40)
    lat, lon = COUNTY.centre
    degree = 1 / 111.32
    (x, y), (east, _), (_, north) = view.to_dots(
        [(lat, lon), (lat, lon + degree / math.cos(math.radians(lat))), (lat + degree, lon)]
    )
    assert east - x == pytest.approx(y - north)
    assert view.metres_per_cell == pytest.approx(2000 / (y - north))


def test_a_place_off_the_map_has_no_cell() -> None:
    view = Projection.fit(COUNTY, 80, 40)
    assert view.to_cells([(45.0, 112.5), (41.3, 120.0), (-41.3, -112.5)]) == [None, None, None]


def test_panning_moves_the_ground_by_whole_cells() -> None:
    view = Projection.fit(COUNTY, 80, 40)
    moved = view.pan(10, -5)
    assert moved.to_cells([view.from_cell(50, 10)]) == [(40, 15)]
    assert moved.bounds.north > view.bounds.north


def test_a_single_point_can_be_fitted() -> None:
    view = Projection.fit(Bounds(41.3, 112.5, 41.3, 112.5), 80, 40)
    assert view.to_cells([(41.3, 112.5)]) == [(40, 20)]


def test_bounds_overlap_when_they_share_a_point() -> None:
    assert COUNTY.overlaps(Bounds(41.6, 113.0, 42.0, 114.0))
    assert not COUNTY.overlaps(Bounds(41.0, 113.1, 41.6, 114.0))
