"""Puts the county together and writes its files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
import numpy as np
import shapely
from shapely.geometry.polygon import orient

from config.places import AreaRecord, RoadRecord, Site, SiteRecord
from county.geo import Point, length_m
from tools.county_generator.files import Feature, write_geojson, write_toml
from tools.county_generator.gazetteer import TOWNSHIPS
from tools.county_generator.grid import grid
from tools.county_generator.land import POSTS, Land
from tools.county_generator.plane import cut, to_globe
from tools.county_generator.roads import Roads
from tools.county_generator.rosters import (
    build_people,
    build_units,
    build_volunteers,
    invented_names,
)
from tools.county_generator.sites import Places, build_sites

SEED = 20_251
SIMULATED = "模拟数据：虚构的安睦县 · simulated: the invented county of Anmu"


def generate(out: Path) -> None:
    """Write every generated file of the county into `out`, which must exist."""
    rng = np.random.default_rng(SEED)
    land = Land(rng)
    roads = Roads(land, rng)
    places, names = Places(land, roads, rng), invented_names(rng)
    sites = build_sites(places)
    write_geojson(out / "outline.geojson", [({}, "Polygon", _ring(land, range(POSTS)))])
    write_geojson(out / "areas.geojson", _areas(land))
    write_geojson(out / "grid.geojson", _cells(land))
    write_geojson(out / "roads.geojson", _stretches(roads))
    write_geojson(out / "sites.geojson", _sites(sites))
    write_toml(out / "units.toml", "unit", SIMULATED, build_units(places, sites))
    write_toml(out / "people.toml", "person", SIMULATED, build_people(names, sites))
    write_toml(out / "volunteers.toml", "volunteer", SIMULATED, build_volunteers(names, places))


def _areas(land: Land) -> Iterator[Feature]:
    for number, town in enumerate(TOWNSHIPS):
        zh, en = town.name
        record = AreaRecord(id=town.id, zh=zh, en=en, terrain=town.terrain)
        posts = np.flatnonzero(land.township == number).tolist()
        yield _properties(record), "Polygon", _ring(land, posts)


def _cells(land: Land) -> Iterator[Feature]:
    for record, posts in grid(land):
        yield _properties(record), "Polygon", _ring(land, posts)


def _stretches(roads: Roads) -> Iterator[Feature]:
    places = roads.network.places
    for number, edge in enumerate(roads.network.edges, 1):
        points = to_globe(cut(places[edge.start], places[edge.end], 0.9))
        zh, en = edge.name or ("", "")
        record = RoadRecord(
            id=f"r{number:04}",
            start=f"n{edge.start + 1:04}",
            end=f"n{edge.end + 1:04}",
            rank=edge.rank,
            speed_kmh=edge.speed_kmh,
            length_m=round(length_m(points), 1),
            zh=zh,
            en=en,
        )
        yield _properties(record), "LineString", _lon_lat(points)


def _sites(sites: Iterable[Site]) -> Iterator[Feature]:
    for site in sites:
        record = SiteRecord(id=site.id, zh=site.zh, en=site.en, kind=site.kind, area=site.area)
        yield _properties(record), "Point", (site.lon, site.lat)


def _properties(record: msgspec.Struct) -> dict[str, object]:
    """Give a record's fields without those that say nothing."""
    fields: dict[str, object] = msgspec.to_builtins(record)
    return {name: value for name, value in fields.items() if value not in (None, "")}


def _ring(land: Land, posts: Iterable[int]) -> list[list[tuple[float, float]]]:
    """Give the land of some posts as a polygon's coordinates, counter-clockwise (RFC 7946)."""
    whole = land.union(posts).normalize()
    assert isinstance(whole, shapely.Polygon)
    return [[(lon, lat) for lon, lat in orient(whole).exterior.coords]]


def _lon_lat(points: Sequence[Point]) -> list[tuple[float, float]]:
    return [(lon, lat) for lat, lon in points]
