"""The roads of the county: towns, highways between them, and lanes to every village."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import shapely
from scipy.spatial import Delaunay, cKDTree

from config.places import RoadClass
from tools.county_generator.gazetteer import HIGHWAYS, MOTORWAY, TOWNSHIPS, Highway
from tools.county_generator.land import POSTS, Land
from tools.county_generator.network import SPEED_KMH, Network
from tools.county_generator.plane import Array
from tools.county_generator.streets import Plan, Town

JUNCTION_KM = 2.6
"""A highway may be joined about this often."""

TOWN_CLEAR_KM, SEAT_CLEAR_KM = 3.6, 1.0
"""Within this of a town's middle its streets do the work of lanes."""


class Roads:
    """The whole network, and the crossings of each town by township id."""

    def __init__(self, land: Land, rng: np.random.Generator) -> None:
        self.network = Network()
        self._land = land
        self.towns = {plan_id: Town(self.network, plan, rng) for plan_id, plan in _plans()}
        for highway in HIGHWAYS:
            self._highway(highway)
        self._lanes()
        # After the lanes: it passes over them, so they need not keep clear of it.
        self._motorway()
        self.network.connect("track")

    def _highway(self, highway: Highway) -> None:
        """Lay a highway leg by leg, from town gate to town gate."""
        for here, there in pairwise(highway.stops):
            start = self._end(here, self._place(there))
            end = self._end(there, self._place(here))
            self._leg(highway, start, end)

    def _leg(self, highway: Highway, start: Array, end: Array) -> None:
        """Lay one leg with junctions on the way; what lies beyond the border is not ours."""
        parts = max(1, round(float(np.hypot(*(end - start))) / JUNCTION_KM))
        way = np.linspace(start, end, parts + 1)
        ours = self._land.post_at(way) < POSTS
        for i in np.flatnonzero(ours[:-1] & ours[1:]):
            one, other = self.network.node(way[i]), self.network.node(way[i + 1])
            speed = SPEED_KMH[highway.rank]
            self.network.join(one, other, highway.rank, speed, (highway.zh, highway.en))

    def _place(self, stop: str | tuple[float, float]) -> Array:
        if isinstance(stop, str):
            return np.array(next(town.seat for town in TOWNSHIPS if town.id == stop))
        return np.array(stop)

    def _end(self, stop: str | tuple[float, float], towards: Array) -> Array:
        """Give the gate of a town that looks towards a place, or the free point itself."""
        middle = self._place(stop)
        if not isinstance(stop, str):
            return middle
        way = towards - middle
        gates = [self.network.places[gate] for gate in self.towns[stop].gates]
        return max(gates, key=lambda gate: float((gate - middle) @ way))

    def _lanes(self) -> None:
        """Join every village to the villages and junctions beside it, never over another road."""
        nodes = self._joints() + [self.network.node(seed) for seed in self._villages()]
        board = self.network.board()[nodes]
        built = shapely.STRtree(self.network.segments())
        gates = {gate for town in self.towns.values() for gate in town.gates}
        for one, other in _beside(board):
            start, end = nodes[one], nodes[other]
            line = shapely.LineString([board[one], board[other]])
            within_town = start in gates and end in gates
            if not within_town and not len(built.query(line, predicate="crosses")):
                rank = self._lane_rank(board[one], board[other])
                self.network.join(start, end, rank, SPEED_KMH[rank], None)

    def _villages(self) -> Array:
        """Take every post for a village, but for those that a town's streets cover."""
        seeds = self._land.seeds[:POSTS]
        covered = np.zeros(POSTS, dtype=np.bool_)
        for _, plan in _plans():
            clear_km = TOWN_CLEAR_KM if plan.named else SEAT_CLEAR_KM
            covered |= np.hypot(*(seeds - np.array(plan.middle)).T) <= clear_km
        villages: Array = seeds[~covered]
        return villages

    def _joints(self) -> list[int]:
        """List the nodes that lanes may join: junctions of highways and the gates of towns."""
        used = {node for edge in self.network.edges for node in (edge.start, edge.end)}
        inner = {node for town in self.towns.values() for node in town.nodes}
        gates = {gate for town in self.towns.values() for gate in town.gates}
        return sorted((used - inner) | gates)

    def _lane_rank(self, one: Array, other: Array) -> RoadClass:
        """Call a lane a township road, or a track where either end is open pasture."""
        posts = self._land.post_at(np.array([one, other]))
        pasture = [TOWNSHIPS[self._land.township[post]].terrain == "pasture" for post in posts]
        return "track" if any(pasture) else "township"

    def _motorway(self) -> None:
        """Lay the motorway over everything, with a slip road at each of its inner points."""
        below = len(self.network.places)
        tree = cKDTree(self.network.board())
        for here, there in pairwise(MOTORWAY.stops):
            self._leg(MOTORWAY, np.array(here), np.array(there))
        for stop in MOTORWAY.stops[1:-1]:
            junction, near = self.network.node(np.array(stop)), int(tree.query(stop)[1])
            assert near < below <= junction, "the motorway has nodes of its own"
            self.network.join(junction, near, "county", SPEED_KMH["county"], None)


def _plans() -> list[tuple[str, Plan]]:
    """Lay out the county town across its three wards, and a few streets at every other seat."""
    town = Plan(21, 25, 0.29, 0.16, TOWNSHIPS[0].seat, named=True, river=True)
    plans = [("t01", town)]
    for step, township in enumerate(TOWNSHIPS[3:]):
        across, down = (5, 5) if township.terrain == "pasture" else (6 + step % 3, 7 + step % 2)
        plans.append((township.id, Plan(across, down, 0.21, 0.5 * step, township.seat)))
    return plans


def _beside(board: Array) -> list[tuple[int, int]]:
    """Pair neighbours: no third place is nearer to both (the relative neighbourhood graph)."""
    corners = Delaunay(board).simplices
    sides = np.sort(np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]))
    tree = cKDTree(board)
    pairs = []
    for one, other in np.unique(sides, axis=0).tolist():
        reach = float(np.hypot(*(board[one] - board[other]))) * (1 - 1e-9)
        near = set(tree.query_ball_point(board[one], reach))
        if not (near & set(tree.query_ball_point(board[other], reach))) - {one, other}:
            pairs.append((one, other))
    return pairs
