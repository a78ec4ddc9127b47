"""Ranking: 500 units on a county of 50,000 nodes, beside the bare search of that graph by scipy.

The officer waits for it: 10 ms is the bar. Units and alarms are at new places every time, so that
nothing known from before helps.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median, quantiles

import msgspec
import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from bench.figures import Figure, against, beside
from bench.stores import profile
from config.places import Profile, Road
from county.alarms import Alarm
from county.board import Board
from county.clock import SystemClock
from county.events import AlarmReported, Place, UnitRegistered
from county.geo import Point, distance_m, moved
from county.patrol import Position, Unit
from county.rights import Rights
from server import interpreter
from server.ranking import Ranker

SIDE = 224
"""Crossings along each side of the county: 50,176 in all."""

APART_M = 300.0
UNITS = 500
KEPT = 0.77
"""Of the streets of a full grid: about 77,000, as many as a real county of this size has."""

SOUTH_WEST: Point = (40.9, 110.3)


def run(quick: bool = False) -> list[Figure]:
    """Rank with units all over the county, then with all of them far away from the alarm."""
    interpreter.tune()
    rng = np.random.default_rng(7)
    crossings = _crossings(rng)
    county = msgspec.structs.replace(profile(), roads=_roads(crossings, rng))
    ranker, rounds = Ranker(county), 20 if quick else 200
    seat = Rights("officer")
    ranked: dict[str, list[float]] = {"spread over the county": [], "all at its far end": []}
    raw: list[float] = []
    search = _bare_search(county.roads)
    interpreter.settle()
    for nth in range(rounds):
        for name, took in ranked.items():
            edge = name == "all at its far end"
            board, positions, now = _units(county, crossings, rng, edge=edge)
            at = crossings[rng.integers(SIDE) if edge else rng.integers(SIDE * SIDE)]
            alarm = _alarm(nth + 1, at, now)
            started = time.perf_counter()
            ranking = ranker.rank(alarm, board, positions, seat, now)
            took.append((time.perf_counter() - started) * 1000)
            assert len(ranking.candidates) == UNITS
            assert ranking.plan is not None
        raw.append(search(int(rng.integers(SIDE * SIDE))))
    return _figures(ranked, raw)


def _figures(ranked: dict[str, list[float]], raw: list[float]) -> list[Figure]:
    ceiling = ("scipy's search of all of it", median(raw))
    figures: list[Figure] = []
    for name, took in ranked.items():
        spread = name == "spread over the county"
        bar, stretch = (10.0, 5.0) if spread else (None, None)
        figures += [
            beside(f"500 units {name}", median(took), "ms", ceiling, bar, stretch),
            against("  over that search", median(took), "ms", ceiling),
            Figure("  slowest of a hundred", quantiles(took, n=100)[98], "ms"),
        ]
    return figures


def _crossings(rng: np.random.Generator) -> list[Point]:
    shaken = rng.normal(0, 40, (SIDE * SIDE, 2))
    return [
        moved(*SOUTH_WEST, n % SIDE * APART_M + east, n // SIDE * APART_M + north)
        for n, (east, north) in enumerate(shaken.tolist())
    ]


def _roads(crossings: list[Point], rng: np.random.Generator) -> tuple[Road, ...]:
    """Join neighbours; a fifth of the streets is missing, every sixteenth is a main road."""
    roads: list[Road] = []
    for n in range(SIDE * SIDE):
        row, column = divmod(n, SIDE)
        for other, there, main in (
            (n + 1, column + 1 < SIDE, row % 16 == 0),
            (n + SIDE, row + 1 < SIDE, column % 16 == 0),
        ):
            if there and (main or rng.random() < KEPT):
                line = crossings[n], crossings[other]
                roads.append(
                    Road(
                        id=f"r{len(roads)}",
                        start=f"n{n}",
                        end=f"n{other}",
                        rank="county" if main else "street",
                        speed_kmh=70 if main else 40,
                        length_m=distance_m(*line[0], *line[1]),
                        points=line,
                    )
                )
    return tuple(roads)


def _units(
    county: Profile, crossings: list[Point], rng: np.random.Generator, *, edge: bool
) -> tuple[Board, dict[str, Position], int]:
    """Put units of the county's own mixture of kinds at new places."""
    board, positions, now = Board(), {}, SystemClock().now()
    lowest = SIDE * (SIDE - 20) if edge else 0
    for n in range(UNITS):
        spec = county.units[n % len(county.units)]
        told: UnitRegistered = msgspec.structs.replace(spec.registered(now), unit=f"U{n}")
        board.units[told.unit] = Unit(told)
        at = crossings[rng.integers(lowest, SIDE * SIDE)]
        lat, lon = moved(*at, *rng.normal(0, 30, 2).tolist())
        positions[told.unit] = Position(told.unit, now, lat, lon, 10.0, None, None, "bench", now)
    return board, positions, now


def _alarm(number: int, at: Point, now: int) -> Alarm:
    report = AlarmReported(
        at=now, number=number, kind="fire", priority=1, place=Place("", *at), area="t01"
    )
    return Alarm(report, 1, now, "feed:bench")


def _bare_search(roads: tuple[Road, ...]) -> Callable[[int], float]:
    ends = np.array([(int(road.start[1:]), int(road.end[1:])) for road in roads])
    seconds = np.array([road.length_m * 3.6 / road.speed_kmh for road in roads])
    rows, columns = np.concatenate([ends, ends[:, ::-1]]).T
    size = SIDE * SIDE
    graph = coo_array((np.tile(seconds, 2), (rows, columns)), shape=(size, size)).tocsr()

    def search(node: int) -> float:
        started = time.perf_counter()
        dijkstra(graph, indices=node)
        return (time.perf_counter() - started) * 1000

    return search
