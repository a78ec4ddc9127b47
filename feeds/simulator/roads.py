"""The county's roads as ways to go: nearest node, quickest route, a beat round home."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from config.places import Road
from county.geo import METRES_PER_DEGREE, Point, along, bearing_deg, distance_m, length_m

HURRY = 1.3
"""By how much a unit with its blue light on passes a road's ordinary speed."""


class Leg(NamedTuple):
    """A stretch of a way: its line, and the speed it is gone at."""

    points: Sequence[Point]
    metres: float
    kmh: float

    @property
    def seconds(self) -> float:
        """How long it takes."""
        return self.metres / self.kmh * 3.6


class Stand(NamedTuple):
    """Where somebody is while going or standing."""

    point: Point
    kmh: float
    heading: float | None
    """Degrees clockwise of north; None when standing."""


class Journey:
    """A way gone leg by leg from a moment on (seconds of the play)."""

    def __init__(self, legs: Sequence[Leg], began_s: float) -> None:
        self._legs = legs
        self._began_s = began_s

    @property
    def seconds(self) -> float:
        """How long the whole way takes."""
        return sum(leg.seconds for leg in self._legs)

    def stand(self, now_s: float) -> Stand:
        """Say where on the way one is; at its end when it is over."""
        left = max(0.0, now_s - self._began_s)
        for leg in self._legs:
            if left < leg.seconds:
                gone = leg.metres * left / leg.seconds
                here, ahead = along(leg.points, gone), along(leg.points, gone + 5)
                return Stand(here, leg.kmh, bearing_deg(*here, *ahead))
            left -= leg.seconds
        return Stand(self._legs[-1].points[-1], 0.0, None)


def straight(start: Point, end: Point, kmh: float) -> Leg:
    """Go straight, where no road leads."""
    return Leg((start, end), distance_m(*start, *end), kmh)


class Roads:
    """A graph of road stretches, each open both ways."""

    def __init__(self, roads: Iterable[Road]) -> None:
        self._nodes: dict[str, Point] = {}
        self._ways: dict[str, list[tuple[str, Sequence[Point], float, float]]] = {}
        for road in roads:
            metres = length_m(road.points)
            back = tuple(reversed(road.points))
            self._nodes[road.start], self._nodes[road.end] = road.points[0], road.points[-1]
            forth = (road.end, road.points, metres, float(road.speed_kmh))
            self._ways.setdefault(road.start, []).append(forth)
            self._ways.setdefault(road.end, []).append(
                (road.start, back, metres, float(road.speed_kmh))
            )

    def nearest(self, point: Point) -> str:
        """Give the node nearest to a point. Raises ValueError when there are no roads."""
        lat, lon = point
        # Degrees of longitude are shorter; 0.75 is near enough to rank neighbours.
        return min(
            self._nodes,
            key=lambda n: (self._nodes[n][0] - lat) ** 2 + (0.75 * (self._nodes[n][1] - lon)) ** 2,
        )

    def route(self, start: Point, end: Point, kmh: float) -> list[Leg]:
        """Give the quickest way by road, in a hurry, for somebody who goes at most `kmh`.

        To the first node and from the last it goes straight, and so does a way shorter than that.
        """
        first, last = self.nearest(start), self.nearest(end)
        on, off = straight(start, self._nodes[first], kmh), straight(self._nodes[last], end, kmh)
        direct = straight(start, end, kmh)
        legs = None if direct.metres <= on.metres + off.metres else self._search(first, last, kmh)
        return [direct] if legs is None else [on, *legs, off]

    def _search(self, first: str, last: str, kmh: float) -> list[Leg] | None:
        """Search by A*: no road is quicker than the straight line at full speed."""
        goal = self._nodes[last]
        best = {first: 0.0}
        came: dict[str, tuple[str, Leg]] = {}
        frontier = [(0.0, first)]
        done: set[str] = set()
        while frontier:
            _, node = heappop(frontier)
            if node == last:
                return _traced(came, first, last)
            if node in done:
                continue
            done.add(node)
            for neighbour, points, metres, allowed in self._ways[node]:
                leg = Leg(points, metres, min(kmh, allowed * HURRY))
                seconds = best[node] + leg.seconds
                if seconds < best.get(neighbour, float("inf")):
                    best[neighbour] = seconds
                    came[neighbour] = (node, leg)
                    ahead = distance_m(*self._nodes[neighbour], *goal) / kmh * 3.6
                    heappush(frontier, (seconds + ahead, neighbour))
        return None

    def stroll(
        self, node: str, before: str | None, home: Point, radius_m: float, rng: random.Random
    ) -> tuple[str, Sequence[Point], float, float]:
        """Give the next stretch of a beat: onwards, and back towards home when too far out."""
        ways = self._ways[node]
        onwards = [way for way in ways if way[0] != before] or ways
        near = [way for way in onwards if distance_m(*self._nodes[way[0]], *home) <= radius_m]
        if near:
            return rng.choice(near)
        return min(ways, key=lambda way: distance_m(*self._nodes[way[0]], *home))

    def at(self, node: str) -> Point:
        """Give where a node lies."""
        return self._nodes[node]


def _traced(came: dict[str, tuple[str, Leg]], first: str, last: str) -> list[Leg]:
    legs: list[Leg] = []
    node = last
    while node != first:
        node, leg = came[node]
        legs.append(leg)
    return legs[::-1]


def scattered(point: Point, metres: float, rng: random.Random) -> Point:
    """Give a point within about `metres` of another."""
    reach = metres / METRES_PER_DEGREE
    return (
        round(point[0] + rng.uniform(-reach, reach), 5),
        round(point[1] + rng.uniform(-reach, reach) / 0.75, 5),
    )
