"""The road graph while it is drawn: numbered places on the board and what joins them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from scipy.spatial import cKDTree

from config.places import RoadClass
from tools.county_generator.gazetteer import Name
from tools.county_generator.plane import Array

SPEED_KMH: dict[RoadClass, int] = {
    "motorway": 110,
    "national": 80,
    "provincial": 70,
    "county": 60,
    "township": 45,
    "track": 25,
}
"""What a car keeps up on each class outside towns; streets carry their own."""


class Edge(NamedTuple):
    """One stretch of road between two nodes, driven both ways."""

    start: int
    end: int
    rank: RoadClass
    speed_kmh: int
    name: Name | None


class Network:
    """Nodes and edges, in the order in which they were made."""

    def __init__(self) -> None:
        self.places: list[Array] = []
        self.edges: list[Edge] = []
        self._number: dict[tuple[float, float], int] = {}
        self._joined: set[tuple[int, int]] = set()

    def node(self, place: Array) -> int:
        """Give the number of the node at a place; the same place is the same node."""
        key = (float(place[0]), float(place[1]))
        if key not in self._number:
            self._number[key] = len(self.places)
            self.places.append(np.array(key))
        return self._number[key]

    def join(
        self, start: int, end: int, rank: RoadClass, speed_kmh: int, name: Name | None
    ) -> None:
        """Join two nodes unless they are one, or joined already."""
        pair = (min(start, end), max(start, end))
        if start != end and pair not in self._joined:
            self._joined.add(pair)
            self.edges.append(Edge(start, end, rank, speed_kmh, name))

    def board(self) -> Array:
        """Give every node's place, row by number."""
        return np.array(self.places)

    def segments(self) -> list[shapely.LineString]:
        """Give the edges as straight lines on the board."""
        return [
            shapely.LineString([self.places[edge.start], self.places[edge.end]])
            for edge in self.edges
        ]

    def component(self) -> list[int]:
        """Label every node with the lowest node that can be reached from it."""
        label = list(range(len(self.places)))

        def root(node: int) -> int:
            while label[node] != node:
                label[node] = label[label[node]]
                node = label[node]
            return node

        for edge in self.edges:
            one, other = sorted((root(edge.start), root(edge.end)))
            label[other] = one
        return [root(node) for node in range(len(self.places))]

    def connect(self, rank: RoadClass) -> None:
        """Join whatever stands apart to the nearest node of the rest, until all is one."""
        board = self.board()
        while True:
            label = np.array(self.component())
            apart = [int(piece) for piece in np.unique(label) if piece != label[0]]
            if not apart:
                return
            inside = np.flatnonzero(label == apart[0])
            outside = np.flatnonzero(label != apart[0])
            distance, place = cKDTree(board[outside]).query(board[inside])
            near = int(np.argmin(distance))
            self.join(int(inside[near]), int(outside[place[near]]), rank, SPEED_KMH[rank], None)
