"""How soon units can be at a place, by the roads of a county."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import cos, inf, radians

import numpy as np
from scipy.spatial import cKDTree

from config.network import Costs, Flags, Floats, Footing, Ints, distances_m, stops_of
from config.places import Road
from county.geo import METRES_PER_DEGREE, Point
from county.travel import Start, Travel, TravelRules

ON_ROAD_M = 50.0
"""Whoever is as near a road is on it: neither a fix nor a drawn road is more precise."""

ENOUGH = 30
"""A search ends once so many units are reached: nobody looks at more, and the whole of a large
county takes ten times as long as what lies around the place."""

SMALL = 10_000
"""Up to so many nodes the whole county is searched at once: that takes 2 ms."""

SHORTEST_S = 60.0
"""No search is shorter, in seconds of travel."""

_MPS = 1 / 3.6


class Router:
    """Estimates travel over one county's roads, each driven both ways.

    A way costs the same there and back, so one search from the place of an alarm reaches all units.
    """

    def __init__(self, roads: Iterable[Road], rules: TravelRules, enough: int = ENOUGH) -> None:
        roads = tuple(roads)
        self._enough = enough
        self._snap_m, self._detour = rules.snap_m, rules.detour_factor
        pace = {kind: (0, factor) for kind, factor in rules.road_factor.items()} | {
            kind: (1, kmh * _MPS) for kind, kmh in rules.own_kmh.items()
        }
        self._number = {kind: number for number, kind in enumerate(pace)}
        self._which = np.array([which for which, _ in pace.values()])
        """By kind: which costs count."""
        self._speed = np.array([speed for _, speed in pace.values()])
        """What divides them to give seconds."""
        self._off_mps = np.array([rules.off_road_kmh[kind] * _MPS for kind in pace])
        nodes: dict[str, int] = {}
        ends = np.array(
            [[nodes.setdefault(node, len(nodes)) for node in (r.start, r.end)] for r in roads],
            dtype=np.int64,
        ).reshape(-1, 2)
        length_m = np.array([road.length_m for road in roads])
        drive_s = length_m / np.array([road.speed_kmh * _MPS for road in roads])
        self._costs = Costs(ends, drive_s, len(nodes)), Costs(ends, length_m, len(nodes))
        """Seconds at the roads' own speed for those who drive, metres for the others."""
        self._usual = np.array([length_m.sum() / drive_s.sum() if roads else 1.0, 1.0])
        """Metres that one of these costs gets one along, on the whole."""
        self._small = len(nodes) <= SMALL
        points, self._stops = stops_of([road.points for road in roads])
        self._squeeze = cos(radians(float(points[:, 0].mean()))) if roads else 1.0
        self._tree = cKDTree(self._flat(points))

    def measure(self, place: Point, starts: Sequence[Start]) -> list[Travel]:
        """Estimate the travel from each start to `place` (WGS-84 degrees), in the same order."""
        if not starts:
            return []
        here, there = np.array([(start.lat, start.lon) for start in starts]), np.array([place])
        kinds = np.array([self._number[start.kind] for start in starts])
        off_mps = self._off_mps[kinds]
        metres = distances_m(here, there)
        seconds = metres * self._detour / off_mps
        by_road = np.zeros(len(starts), dtype=np.bool_)
        goal_off_m, goal_stop = self._tree.query(
            self._flat(there), distance_upper_bound=self._snap_m
        )
        off_m, stop = self._tree.query(self._flat(here), distance_upper_bound=self._snap_m)
        near = np.isfinite(off_m + goal_off_m)
        if near.any():
            along, found = self._along(
                self._stops.of(goal_stop), self._stops.of(stop[near]), kinds[near], metres[near]
            )
            legs_m = _leg_m(off_m[near]) + _leg_m(goal_off_m)
            along += legs_m * self._detour / off_mps[near]
            # Two that both stand off the road may be nearer to each other than to any road.
            apart = (off_m[near] > ON_ROAD_M) & (goal_off_m > ON_ROAD_M)
            across = np.isinf(along) | (apart & (seconds[near] < along))
            by_road[near] = found & ~across
            seconds[near] = np.where(across, seconds[near], along)
        return list(map(Travel, seconds.tolist(), metres.tolist(), by_road.tolist()))

    def _along(
        self, goal: Footing, points: Footing, kinds: Ints, metres: Floats
    ) -> tuple[Floats, Flags]:
        """Give the seconds along roads, and where a way was found.

        Where none leads they are infinite; beyond the end of the search they are guessed from the
        straight line, and never less than that end.
        """
        straight_s = metres / (self._usual[self._which[kinds]] * self._speed[kinds])
        enough = min(self._enough, len(kinds))
        # Some roads are quicker than usual, so about as many are reached as the straight line says.
        likely_s = max(float(np.partition(straight_s, enough - 1)[enough - 1]), SHORTEST_S)
        seconds, found = straight_s, np.zeros(len(kinds), dtype=np.bool_)
        for limit_s in (inf,) if self._small else (likely_s, 2 * likely_s, inf):
            seconds = self._searched(goal, points, kinds, limit_s)
            found = np.isfinite(seconds)
            if found.sum() >= enough:
                if limit_s < inf:
                    seconds[~found] = np.maximum(straight_s * self._detour, limit_s)[~found]
                break
        return seconds, found

    def _searched(self, goal: Footing, points: Footing, kinds: Ints, limit_s: float) -> Floats:
        """Give the seconds along roads; infinite beyond `limit_s`, or a little further."""
        seconds = np.full(len(kinds), inf)
        for number, costs in enumerate(self._costs):
            mine = self._which[kinds] == number
            if mine.any():
                speed = self._speed[kinds[mine]]
                seconds[mine] = costs.between(goal, points.of(mine), limit_s * speed.max()) / speed
        return seconds

    def _flat(self, points: Floats) -> Floats:
        """Lay points out in metres, true enough to find the nearest."""
        flat: Floats = points * METRES_PER_DEGREE * np.array([1.0, self._squeeze])
        return flat


def _leg_m(off_m: Floats) -> Floats:
    """Give what is to be gone off the road: nothing for who is on it."""
    return np.where(off_m > ON_ROAD_M, off_m, 0.0)
