"""Street lattices: the blocks of the county town and of the township seats."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tools.county_generator.gazetteer import AVENUES_ACROSS, AVENUES_DOWN, Name
from tools.county_generator.network import Network
from tools.county_generator.plane import Array

AVENUE_EVERY = 4
"""Every fourth street is an avenue: wider, faster, and the only kind that bridges the river."""

MISSING = 0.08
"""Share of the side streets that were never built."""

AVENUE_KMH, STREET_KMH = 50, 30


class Plan(NamedTuple):
    """How one town is laid out: streets each way, the length of a block, the turn of its grid."""

    across: int
    down: int
    block_km: float
    turn: float
    middle: tuple[float, float]
    named: bool = False
    river: bool = False

    def lines(self, rng: np.random.Generator, count: int) -> Array:
        """Place `count` parallel streets round the middle, blocks of uneven width, kilometres."""
        steps = self.block_km * (0.75 + 0.5 * rng.random(count))
        places: Array = np.cumsum(steps) - steps.sum() / 2
        return places


class Town:
    """One town's streets, drawn into a network: its crossings, and where country roads come in."""

    def __init__(self, network: Network, plan: Plan, rng: np.random.Generator) -> None:
        self._plan = plan
        self._east = plan.lines(rng, plan.down)
        self._north = plan.lines(rng, plan.across)[::-1]
        self._lost = rng.random((plan.across, plan.down, 2)) < MISSING
        self._crossings = self._crossing_nodes(network, rng)
        for row, column in self._crossings:
            self._street(network, (row, column), (row, column + 1), along=True)
            self._street(network, (row, column), (row + 1, column), along=False)
        self.nodes = list(self._crossings.values())
        self.gates = [
            node
            for (row, column), node in self._crossings.items()
            if (row % AVENUE_EVERY == 0 or column % AVENUE_EVERY == 0) and self._edge(row, column)
        ]

    def _crossing_nodes(
        self, network: Network, rng: np.random.Generator
    ) -> dict[tuple[int, int], int]:
        """Make the crossings, leaving out ragged corners so that the town is no square."""
        plan, nodes = self._plan, {}
        wide, tall = self._east[-1] - self._east[0], self._north[0] - self._north[-1]
        ragged = 1.12 + 0.16 * rng.random((plan.across, plan.down))
        for row, north in enumerate(self._north):
            for column, east in enumerate(self._east):
                if np.hypot(2 * east / wide, 2 * north / tall) > ragged[row, column]:
                    continue
                nodes[row, column] = network.node(self._turned(east, north))
        return nodes

    def _turned(self, east: float, north: float) -> Array:
        turn = self._plan.turn
        across = east * np.cos(turn) - north * np.sin(turn)
        down = east * np.sin(turn) + north * np.cos(turn)
        return np.array([self._plan.middle[0] + across, self._plan.middle[1] + down])

    def _street(
        self, network: Network, start: tuple[int, int], end: tuple[int, int], *, along: bool
    ) -> None:
        """Build one side of a block, unless it was never built or water is in the way."""
        if end not in self._crossings:
            return
        line = start[0] if along else start[1]
        avenue = line % AVENUE_EVERY == 0
        if not avenue and (self._lost[start][int(along)] or self._over_water(start, end)):
            return
        network.join(
            self._crossings[start],
            self._crossings[end],
            "street",
            AVENUE_KMH if avenue else STREET_KMH,
            self._name(line // AVENUE_EVERY, along) if avenue and self._plan.named else None,
        )

    def _over_water(self, start: tuple[int, int], end: tuple[int, int]) -> bool:
        """Tell whether the side crosses the river west of the middle of town."""
        if not self._plan.river:
            return False
        bank = [
            self._east[column] + 1.1 + 0.35 * np.sin(self._north[row] * 1.7) > 0
            for row, column in (start, end)
        ]
        return bool(bank[0] != bank[1])

    @staticmethod
    def _name(number: int, along: bool) -> Name | None:
        names = AVENUES_ACROSS if along else AVENUES_DOWN
        return names[number] if number < len(names) else None

    def _edge(self, row: int, column: int) -> bool:
        beside = ((row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1))
        return any(place not in self._crossings for place in beside)
