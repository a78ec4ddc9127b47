"""A county's roads as arrays: where they run, and what it costs to get along them."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from county.geo import METRES_PER_DEGREE, Point

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

STEP_M = 50.0
"""A road is cut into pieces no longer than this: its points are known to half of it."""


class Footing(NamedTuple):
    """Points on roads: which edge each is on, and how far along it, 0 to 1."""

    edge: Ints
    share: Floats

    def of(self, which: Ints | Flags) -> Footing:
        """Give those that are meant."""
        return Footing(self.edge[which], self.share[which])


class Costs:
    """What each edge costs, in whatever unit; the same both ways."""

    def __init__(self, ends: Ints, cost: Floats, nodes: int) -> None:
        """Take each edge's two nodes, numbered from 0, and its cost above 0."""
        self._ends, self._cost, self._nodes = ends, cost, nodes
        rows = np.concatenate([ends[:, 0], ends[:, 1]])
        columns = np.concatenate([ends[:, 1], ends[:, 0]])
        both = np.concatenate([cost, cost])
        # Of two edges between the same nodes only the cheaper one matters to the search.
        order = np.lexsort((both, columns, rows))
        rows, columns, both = rows[order], columns[order], both[order]
        first = np.ones(len(rows), dtype=np.bool_)
        first[1:] = (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1])
        # One more node stands for where a search begins: its two edges are filled in then.
        counts = np.bincount(rows[first], minlength=nodes)
        starts = np.concatenate([[0], np.cumsum(counts), [counts.sum() + 2]]).astype(np.int32)
        to = np.concatenate([columns[first], [0, 0]]).astype(np.int32)
        data = np.concatenate([both[first], [0.0, 0.0]])
        size = nodes + 1
        self._graph = csr_array((data, to, starts), shape=(size, size))
        self._searching = Lock()
        """Held while those two edges are one search's: rankings are made on several threads."""

    def between(self, goal: Footing, points: Footing, limit: float) -> Floats:
        """Give the least cost from one point to each of `points`; infinite beyond `limit`."""
        edge, share = int(goal.edge[0]), float(goal.share[0])
        whole = self._cost[edge]
        with self._searching:
            self._graph.indices[-2:] = self._ends[edge]
            self._graph.data[-2:] = share * whole, (1 - share) * whole
            far = dijkstra(self._graph, indices=self._nodes, limit=limit)
        start, end = self._ends[points.edge].T
        own = self._cost[points.edge]
        cost: Floats = np.minimum(
            far[start] + points.share * own, far[end] + (1 - points.share) * own
        )
        same = points.edge == edge
        cost[same] = np.minimum(cost[same], np.abs(points.share[same] - share) * whole)
        cost[cost > limit] = np.inf
        return cost


class Stops(NamedTuple):
    """The middles of the pieces that roads are cut into."""

    points: Floats
    """Latitude and longitude, WGS-84 degrees, a row each."""
    footing: Footing


def stops_of(lines: Sequence[Sequence[Point]]) -> Stops:
    """Cut drawn lines into pieces; done in one go, because a county has a hundred thousand."""
    counts = [len(line) for line in lines]
    points = np.array([point for line in lines for point in line], dtype=np.float64).reshape(-1, 2)
    edge = np.repeat(np.arange(len(lines)), counts)
    inner = edge[1:] == edge[:-1]
    start, end, edge = points[:-1][inner], points[1:][inner], edge[1:][inner]
    leg_m = distances_m(start, end)
    walked_m = np.cumsum(leg_m) - leg_m
    drawn_m = np.bincount(edge, weights=leg_m, minlength=len(lines))
    before_m = (np.cumsum(drawn_m) - drawn_m)[edge]
    pieces = np.maximum(np.ceil(leg_m / STEP_M), 1).astype(np.int64)
    leg = np.repeat(np.arange(len(leg_m)), pieces)
    nth = np.arange(len(leg)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    part = (nth + 0.5) / pieces[leg]
    middles = start[leg] + (end - start)[leg] * part[:, None]
    along_m = walked_m[leg] - before_m[leg] + leg_m[leg] * part
    share = along_m / np.maximum(drawn_m[edge[leg]], 1e-9)
    return Stops(middles, Footing(edge[leg], np.clip(share, 0.0, 1.0)))


def distances_m(points: Floats, others: Floats) -> Floats:
    """Give the distance of each point from its other, metres; flat, and right within a county."""
    rise = points[..., 0] - others[..., 0]
    run = (points[..., 1] - others[..., 1]) * np.cos(
        np.radians((points[..., 0] + others[..., 0]) / 2)
    )
    return METRES_PER_DEGREE * np.hypot(rise, run)
