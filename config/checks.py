"""What must hold between the files of a profile: identifiers, references and places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import shapely

from config.draft import (
    AREAS,
    COUNTY,
    GASOLINE,
    GRID,
    KINDS,
    OUTLINE,
    PEOPLE,
    ROADS,
    RUNCARDS,
    SITES,
    UNITS,
    VOLUNTEERS,
    Draft,
)
from config.faults import Flaw, Path
from config.gasoline import guard_flaws, rule_flaws
from config.geojson import PolygonGeometry
from config.graph import graph_flaws
from config.places import LEVELS
from config.promises import promise_flaws
from config.runcards import card_flaws
from config.speeds import speed_flaws
from county.alarms import KindRules

Value = tuple[int, str | None]
"""A record's position in its file, and what it says in the field that is checked."""

Place = tuple[Path, float, float]
"""What stands somewhere: where it is written, its latitude and its longitude."""


def check(draft: Draft) -> None:
    """Hold the files against each other; faults are added to the draft."""
    for name, table, ids in _identifiers(draft):
        draft.blame(name, list(_twice(table, ids)))
    for name, table, field, values, target in _references(draft):
        if draft.sound(target):
            known = _known(draft, target)
            draft.blame(name, list(_unknown(table, field, values, known)))
    draft.blame(RUNCARDS, list(card_flaws(draft)))
    draft.blame(COUNTY, list(speed_flaws(draft.county)))
    if draft.sound(KINDS):
        outcomes = frozenset(outcome.id for outcome in draft.kinds.outcome)
        draft.blame(COUNTY, list(promise_flaws(draft.county, outcomes)))
    _check_gasoline(draft)
    shapes = _shapes(draft)
    draft.blame(OUTLINE, _one_outline(draft))
    for name, geometries in _polygons(draft):
        draft.blame(name, list(_unsound(geometries, shapes[name])))
    draft.blame(ROADS, graph_flaws(draft.roads))
    if not draft.faults:
        # Geometry is compared only once every shape is known to be sound.
        for name, points in _places(draft, shapes):
            draft.blame(name, list(_outside(shapes[OUTLINE][0], points)))
        draft.blame(GRID, list(_nesting(draft, shapes[GRID])))


def _check_gasoline(draft: Draft) -> None:
    if GASOLINE in draft.pages:
        draft.blame(GASOLINE, list(guard_flaws(draft.pages[GASOLINE].raw)))
    if draft.gasoline is None or not draft.sound(KINDS):
        return
    kinds = {kind.id: KindRules(kind.priority) for kind in draft.kinds.kind}
    outcomes = {outcome.id for outcome in draft.kinds.outcome}
    remote = draft.county.alarms.remote_outcome if draft.county else None
    draft.blame(GASOLINE, list(rule_flaws(draft.gasoline, kinds, outcomes, remote)))


def _identifiers(draft: Draft) -> Iterator[tuple[str, str, list[str]]]:
    """List the identifiers of every table."""
    yield KINDS, "kind", [kind.id for kind in draft.kinds.kind]
    yield KINDS, "outcome", [outcome.id for outcome in draft.kinds.outcome]
    yield KINDS, "department", [department.id for department in draft.kinds.department]
    yield UNITS, "unit", [unit.id for unit in draft.units.unit]
    yield PEOPLE, "person", [person.id for person in draft.people.person]
    yield VOLUNTEERS, "volunteer", [one.id for one in draft.volunteers.volunteer]
    yield AREAS, "features", [feature.properties.id for feature in draft.areas.features]
    yield GRID, "features", [feature.properties.id for feature in draft.grid.features]
    yield ROADS, "features", [feature.properties.id for feature in draft.roads.features]
    yield SITES, "features", [feature.properties.id for feature in draft.sites.features]


def _references(draft: Draft) -> Iterator[tuple[str, str, str, Iterable[Value], str]]:
    """List every field that names a record of another table, and the file that holds it."""
    units, people, volunteers = draft.units.unit, draft.people.person, draft.volunteers.volunteer
    sites = [feature.properties for feature in draft.sites.features]
    cells = [feature.properties for feature in draft.grid.features]
    yield UNITS, "unit", "area", enumerate(unit.area for unit in units), AREAS
    yield UNITS, "unit", "station", enumerate(unit.station for unit in units), SITES
    yield PEOPLE, "person", "station", enumerate(person.station for person in people), SITES
    yield VOLUNTEERS, "volunteer", "area", enumerate(one.area for one in volunteers), AREAS
    yield SITES, "features", "area", enumerate(site.area for site in sites), AREAS
    yield GRID, "features", "area", enumerate(cell.area for cell in cells), AREAS
    yield GRID, "features", "parent", enumerate(cell.parent for cell in cells), GRID


def _known(draft: Draft, target: str) -> set[str]:
    if target == AREAS:
        return {feature.properties.id for feature in draft.areas.features}
    if target == SITES:
        return {feature.properties.id for feature in draft.sites.features}
    return {feature.properties.id for feature in draft.grid.features}


def _at(table: str, place: int, field: str) -> Path:
    if table == "features":
        return (table, place, "properties", field)
    return (table, place, field)


def _twice(table: str, ids: list[str]) -> Iterator[Flaw]:
    seen: set[str] = set()
    for place, each in enumerate(ids):
        if each in seen:
            yield Flaw(_at(table, place, "id"), "check.twice", {"value": each})
        seen.add(each)


def _unknown(table: str, field: str, values: Iterable[Value], known: set[str]) -> Iterator[Flaw]:
    for place, value in values:
        if value is not None and value not in known:
            yield Flaw(_at(table, place, field), f"check.unknown_{field}", {"value": value})


def _polygons(draft: Draft) -> Iterator[tuple[str, list[PolygonGeometry]]]:
    yield OUTLINE, [feature.geometry for feature in draft.outline.features]
    yield AREAS, [feature.geometry for feature in draft.areas.features]
    yield GRID, [feature.geometry for feature in draft.grid.features]


def _shapes(draft: Draft) -> dict[str, list[shapely.Polygon]]:
    """Build every polygon once: it is the dearest part of a check."""
    return {
        name: [shapely.Polygon(geometry.coordinates[0]) for geometry in geometries]
        for name, geometries in _polygons(draft)
    }


def _one_outline(draft: Draft) -> list[Flaw]:
    count = len(draft.outline.features)
    if count == 1 or not draft.sound(OUTLINE):
        return []
    return [Flaw(("features",), "check.one_outline", {"count": count})]


def _unsound(geometries: list[PolygonGeometry], shapes: list[shapely.Polygon]) -> Iterator[Flaw]:
    """Every polygon is one closed ring that does not cross itself."""
    for place, (geometry, shape) in enumerate(zip(geometries, shapes, strict=True)):
        path = _shape_at(place)
        ring = geometry.coordinates[0]
        if len(geometry.coordinates) > 1:
            yield Flaw(path, "check.holes", {"count": len(geometry.coordinates) - 1})
        elif ring[0] != ring[-1]:
            yield Flaw(path, "check.open_ring")
        elif not shape.is_valid:
            yield Flaw(path, "check.bad_ring", {"reason": shapely.is_valid_reason(shape)})


def _shape_at(place: int) -> Path:
    return ("features", place, "geometry", "coordinates")


def _places(
    draft: Draft, shapes: dict[str, list[shapely.Polygon]]
) -> Iterator[tuple[str, list[Place]]]:
    """List everything that has a place; a polygon is taken by a point inside it."""
    assert draft.county is not None, "a draft without faults is whole"
    centre = draft.county.centre
    yield COUNTY, [(("centre", "lat"), centre.lat, centre.lon)]
    units, volunteers = draft.units.unit, draft.volunteers.volunteer
    yield UNITS, [(("unit", i, "lat"), unit.lat, unit.lon) for i, unit in enumerate(units)]
    yield VOLUNTEERS, [(("volunteer", i, "lat"), v.lat, v.lon) for i, v in enumerate(volunteers)]
    sites = [feature.geometry.coordinates for feature in draft.sites.features]
    yield SITES, [(_shape_at(i), lat, lon) for i, (lon, lat) in enumerate(sites)]
    for name in (AREAS, GRID):
        middles = [shape.representative_point() for shape in shapes[name]]
        yield name, [(_shape_at(i), middle.y, middle.x) for i, middle in enumerate(middles)]


def _outside(land: shapely.Polygon, places: list[Place]) -> Iterator[Flaw]:
    shapely.prepare(land)
    for path, lat, lon in places:
        if shapely.intersects_xy(land, lon, lat):
            continue
        turned = bool(shapely.intersects_xy(land, lat, lon))
        key = "check.swapped" if turned else "check.outside"
        yield Flaw(path, key, {"value": f"{lat:g}, {lon:g}"})


def _nesting(draft: Draft, shapes: list[shapely.Polygon]) -> Iterator[Flaw]:
    """A cell lies in its parent, one level up; only the widest have none."""
    cells = [feature.properties for feature in draft.grid.features]
    number = {cell.id: place for place, cell in enumerate(cells)}
    for place, cell in enumerate(cells):
        if cell.level == "post" and cell.area is None:
            yield Flaw(_at("features", place, "area"), "check.missing_field")
        rank, path = LEVELS.index(cell.level), _at("features", place, "parent")
        if cell.parent is None:
            if rank > 0:
                yield Flaw(path, "check.no_parent", {"level": cell.level})
            continue
        parent = number[cell.parent]
        above = cells[parent].level
        if rank == 0 or above != LEVELS[rank - 1]:
            values = {"value": cell.parent, "level": above, "own": cell.level}
            yield Flaw(path, "check.parent_level", values)
        elif not shapes[parent].intersects(shapes[place].representative_point()):
            yield Flaw(path, "check.not_in_parent", {"value": cell.parent})
