"""The patrol grid: 1,444 cells in four levels, each a union of posts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import shapely

from config.places import LEVELS, CellRecord
from tools.county_generator.gazetteer import TOWNSHIPS
from tools.county_generator.land import POSTS, Land

Key = tuple[int, ...]
"""Numbers of sector, township, station and post; a wider cell has fewer."""

RINGS_MIN = ((0.75, 1), (1.5, 3), (3.0, 5), (6.0, 10), (9.0, 20))
"""A post up to so many kilometres across has a response circle of so many minutes."""

WIDEST_MIN = 30
"""The response circle of any post wider than that."""


def grid(land: Land) -> Iterator[tuple[CellRecord, list[int]]]:
    """Give every cell and its posts, from the widest level down, in order of their ids."""
    minutes = [_ring_min(post) for post in land.posts]
    keys = list(_keys(land))
    for level, name in enumerate(LEVELS):
        members: dict[Key, list[int]] = {}
        for post, key in enumerate(keys):
            members.setdefault(key[: level + 1], []).append(post)
        for key, posts in sorted(members.items()):
            record = CellRecord(
                id=_id(key),
                level=name,
                parent=_id(key[:-1]) if level else None,
                area=TOWNSHIPS[key[1] - 1].id if level else None,
                ring_min=max(minutes[post] for post in posts),
            )
            yield record, posts


def _keys(land: Land) -> Iterator[Key]:
    """Number each post inside its station, and each station inside its township, from 1."""
    inside: Counter[int] = Counter()
    for post in range(POSTS):
        township, station = int(land.township[post]), int(land.station[post])
        first = int(land.station[land.township == township].min())
        inside[station] += 1
        yield TOWNSHIPS[township].sector, township + 1, station - first + 1, inside[station]


def _id(key: Key) -> str:
    """Write a cell's id: it begins with its parent's."""
    return "g" + "-".join(
        f"{number:02}" if place == 1 else f"{number}" for place, number in enumerate(key)
    )


def _ring_min(post: shapely.Polygon) -> int:
    west, south, east, north = post.bounds
    across_km = max((north - south) * 111.2, (east - west) * 83.5)
    return next((minutes for km, minutes in RINGS_MIN if across_km <= km), WIDEST_MIN)
