"""The county that comes with the program is whole, sound and believable."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from pathlib import Path

import pytest
import shapely

from config.location import Locator
from config.places import Cell, Profile
from config.profile import builtin
from county.decisions import Located
from county.geo import Box, box_of, distance_m, encloses
from tools.county_generator.county import generate

WRITTEN_BY_HAND = {"county.toml", "gasoline.toml", "kinds.toml", "runcards.toml"}


def polygon(cell: Cell) -> shapely.Polygon:
    return shapely.Polygon([(lon, lat) for lat, lon in cell.ring])


def test_the_grid_has_1444_cells_in_four_levels(anmu: Profile) -> None:
    levels = Counter(cell.level for cell in anmu.cells)
    assert levels == {"city": 4, "district": 12, "station": 64, "post": 1364}
    assert sum(levels.values()) == 1444


def test_there_are_160_units_with_call_signs_that_can_be_typed(anmu: Profile) -> None:
    kinds = Counter(unit.kind for unit in anmu.units)
    assert sum(kinds.values()) == 160
    assert kinds["workstation"] == 16
    letters = {unit.kind: unit.id[0] for unit in anmu.units}
    assert len(set(letters.values())) == len(letters) == 8


def test_the_county_has_its_sites_and_volunteers(anmu: Profile) -> None:
    kinds = Counter(site.kind for site in anmu.sites)
    assert kinds["workstation"] == 16
    assert kinds["petrol_station"] == 20
    assert len(anmu.volunteers) == 40
    assert anmu.simulated


def test_the_pastoral_banner_reaches_70_km_from_the_town(anmu: Profile) -> None:
    (pasture,) = (area for area in anmu.areas if area.terrain == "pasture")
    town = (anmu.centre.lat, anmu.centre.lon)
    assert max(distance_m(*town, *point) for point in pasture.ring) > 70_000
    away = [distance_m(*town, v.lat, v.lon) for v in anmu.volunteers if v.area == pasture.id]
    assert sum(30_000 < metres < 80_000 for metres in away) >= 15


def test_posts_are_dense_in_town_and_wide_in_the_pasture(anmu: Profile) -> None:
    terrain = {area.id: area.terrain for area in anmu.areas}
    sizes = defaultdict(list)
    for cell in anmu.cells:
        if cell.level == "post" and cell.area:
            sizes[terrain[cell.area]].append(polygon(cell).area)
    middle = {kind: sorted(areas)[len(areas) // 2] for kind, areas in sizes.items()}
    assert middle["town"] * 10 < middle["outskirts"] * 3 < middle["pasture"]


def test_every_level_tiles_the_county_without_gap_or_overlap(anmu: Profile) -> None:
    county = shapely.Polygon([(lon, lat) for lat, lon in anmu.outline])
    for level in ("city", "district", "station", "post"):
        shapes = [polygon(cell) for cell in anmu.cells if cell.level == level]
        joined = shapely.union_all(shapes)
        assert joined.symmetric_difference(county).area < 1e-12
        assert sum(shape.area for shape in shapes) == pytest.approx(county.area, rel=1e-9)


def test_every_road_can_be_reached_from_every_other(anmu: Profile) -> None:
    beside = defaultdict(set)
    for road in anmu.roads:
        beside[road.start].add(road.end)
        beside[road.end].add(road.start)
    reached, ahead = set(), [anmu.roads[0].start]
    while ahead:
        node = ahead.pop()
        if node not in reached:
            reached.add(node)
            ahead += beside[node]
    assert reached == beside.keys()
    assert 2000 < len(anmu.roads) < 6000


def test_the_locator_agrees_with_the_townships(anmu: Profile) -> None:
    locator, rng = Locator(anmu), random.Random(7)
    box: Box = box_of(anmu.outline)
    rings = {cell.id: cell.ring for cell in anmu.cells}
    inside = 0
    for _ in range(2000):
        lat, lon = rng.uniform(box.south, box.north), rng.uniform(box.west, box.east)
        areas = [area.id for area in anmu.areas if encloses(area.ring, lat, lon)]
        located = locator.locate(lat, lon)
        assert [located.area] * bool(located) == areas if located else areas == []
        if located:
            inside += 1
            assert encloses(rings[located.cell], lat, lon)
    assert 1000 < inside < 1800


def test_a_point_beyond_the_border_has_no_township(anmu: Profile) -> None:
    assert Locator(anmu).locate(39.9, 116.4) is None
    assert isinstance(Locator(anmu).locate(anmu.centre.lat, anmu.centre.lon), Located)


def test_the_generator_makes_the_committed_county_byte_for_byte(tmp_path: Path) -> None:
    generate(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    kept = {path.name: path.read_bytes() for path in builtin().iterdir()}
    assert made.keys() | WRITTEN_BY_HAND == kept.keys()
    assert [name for name in sorted(made) if made[name] != kept[name]] == []


def test_the_committed_county_is_small(anmu: Profile) -> None:
    assert sum(path.stat().st_size for path in builtin().iterdir()) < 3_000_000


def test_an_unknown_builtin_is_refused() -> None:
    with pytest.raises(KeyError):
        builtin("atlantis")
