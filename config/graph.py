"""Whether the roads of a profile join into a graph."""

from __future__ import annotations

from collections.abc import Iterator

from config.draft import RoadsFile
from config.faults import Flaw
from config.geojson import turned
from county.geo import Point, distance_m, length_m

JOIN_M = 2.0
"""Roads that meet may end this far apart: the last kept decimal of a degree is about a metre."""

LENGTH_SLACK, LENGTH_SLACK_M = 0.1, 20.0
"""A stated length may differ from the drawn line by this share and this many metres."""


def graph_flaws(roads: RoadsFile) -> list[Flaw]:
    """List the roads that miss their node or state a wrong length."""
    return list(_flaws(roads))


def _flaws(roads: RoadsFile) -> Iterator[Flaw]:
    nodes: dict[str, Point] = {}
    for place, feature in enumerate(roads.features):
        road, points = feature.properties, turned(feature.geometry.coordinates)
        path = ("features", place, "properties")
        for name, node, point in (("from", road.start, points[0]), ("to", road.end, points[-1])):
            apart = distance_m(*nodes.setdefault(node, point), *point)
            if apart > JOIN_M:
                yield Flaw((*path, name), "check.apart", {"value": node, "metres": f"{apart:.0f}"})
        drawn = length_m(points)
        if abs(drawn - road.length_m) > LENGTH_SLACK * drawn + LENGTH_SLACK_M:
            values = {"metres": f"{drawn:.0f}", "value": f"{road.length_m:g}"}
            yield Flaw((*path, "length_m"), "check.length", values)
