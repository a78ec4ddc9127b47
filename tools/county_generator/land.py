"""The land: 1,364 patrol posts as Voronoi cells, gathered into stations, townships and sectors.

Only the posts are drawn. Everything larger, the county's outline included, is a union of posts, so
that the four levels nest exactly and neighbours share every corner of their common border.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import Voronoi, cKDTree

from county.geo import Point
from tools.county_generator.gazetteer import TOWN, TOWNSHIPS
from tools.county_generator.plane import Array, cut, to_globe

POSTS, STATIONS = 1364, 64
"""With 12 townships and 4 sectors: 1,444 cells in four levels."""

OUTSIDE = 420
"""Seeds beyond the border: the border is where their cells meet ours."""

HALF_KM = (54.0, 44.0)
"""Half the county's width and height before its outline is bent."""

RASTER_KM = 0.25
SAMPLES = 60_000
ROUNDS = 7

Labels = NDArray[np.int64]


class Land:
    """The posts on the board, and which station and township each belongs to."""

    def __init__(self, rng: np.random.Generator) -> None:
        inner = _spread(rng, POSTS, inside=True)
        outer = _spread(rng, OUTSIDE, inside=False)
        self.seeds: Array = np.vstack([inner, outer])
        self._tree = cKDTree(self.seeds)
        self._diagram = Voronoi(self.seeds)
        self._near = _neighbours(self._diagram.ridge_points)
        self.township: Labels = self._settle(_nearest(_seats(), inner), np.zeros(POSTS, np.int64))
        self.station: Labels = self._settle(self._stations(rng), self.township)
        self.posts = [shapely.Polygon(self._ring(post)) for post in range(POSTS)]

    def post_at(self, board: Array) -> Labels:
        """Give the post that each position lies in; POSTS or more means outside the county."""
        return np.asarray(self._tree.query(board)[1], dtype=np.int64)

    def union(self, posts: Iterable[int]) -> shapely.Polygon:
        """Join posts into one polygon; raises ValueError when they do not form one piece."""
        joined = shapely.union_all([self.posts[post] for post in posts])
        if not isinstance(joined, shapely.Polygon) or joined.interiors:
            raise ValueError("posts of one cell do not form one piece: try another seed")
        return joined

    def _ring(self, post: int) -> list[tuple[float, float]]:
        """Walk round a post: (lon, lat) corners, long sides cut so that they can bend."""
        region = self._diagram.regions[self._diagram.point_region[post]]
        around = self._diagram.vertices[region] - self.seeds[post]
        order = [region[i] for i in np.argsort(np.arctan2(around[:, 1], around[:, 0]))]
        ring: list[Point] = []
        for start, end in pairwise([*order, order[0]]):
            # Cut from the lower number upwards: the neighbour cuts the same side the same way.
            low, high = sorted((start, end))
            side = to_globe(cut(self._diagram.vertices[low], self._diagram.vertices[high], 1.6))
            ring += side[:-1] if low == start else side[:0:-1]
        corners = [(lon, lat) for lat, lon in ring]
        return [here for here, then in pairwise([*corners, corners[0]]) if here != then]

    def _stations(self, rng: np.random.Generator) -> Labels:
        """Part each township into stations, more where posts are many; numbered through."""
        counts = np.bincount(self.township, minlength=len(TOWNSHIPS))
        shares = _apportion(counts, STATIONS)
        label = np.zeros(POSTS, np.int64)
        first = 0
        for town, share in enumerate(shares):
            members = np.flatnonzero(self.township == town)
            where = self.seeds[members]
            centres = _lloyd(where, where[_pick(rng, np.ones(len(where)), share)])
            label[members] = first + _nearest(centres, where)
            first += share
        return label

    def _settle(self, label: Labels, parent: Labels) -> Labels:
        """Give pieces cut off from their group to the neighbour group of the same parent."""
        label = label.copy()
        for group in np.unique(label):
            pieces = self._pieces(set(np.flatnonzero(label == group).tolist()))
            for piece in sorted(pieces, key=len)[:-1]:
                beside = Counter(
                    int(label[n])
                    for post in sorted(piece)
                    for n in self._near[post]
                    if n < POSTS and n not in piece and parent[n] == parent[post]
                )
                label[list(piece)] = beside.most_common(1)[0][0]
        return label

    def _pieces(self, posts: set[int]) -> list[set[int]]:
        """Part posts into connected pieces."""
        pieces = []
        while posts:
            reach, piece = [min(posts)], set[int]()
            while reach:
                post = reach.pop()
                if post in posts:
                    posts.discard(post)
                    piece.add(post)
                    reach += self._near[post]
            pieces.append(piece)
        return pieces


def _seats() -> Array:
    return np.array([township.seat for township in TOWNSHIPS])


def _neighbours(ridges: NDArray[np.int32]) -> list[list[int]]:
    """List for every seed the seeds whose cells touch its own, in order."""
    near: list[list[int]] = [[] for _ in range(int(ridges.max()) + 1)]
    for one, other in sorted(map(tuple, ridges.tolist())):
        near[one].append(other)
        near[other].append(one)
    return near


def _inside(board: Array) -> NDArray[np.bool_]:
    """Tell which positions lie in the county: an ellipse with bays and capes."""
    x, y = board[:, 0] / HALF_KM[0], board[:, 1] / HALF_KM[1]
    angle = np.arctan2(y, x)
    reach = 1 + 0.09 * np.cos(2 * angle - 0.5 * np.pi) * -1
    reach += 0.08 * np.sin(3 * angle + 0.6) + 0.05 * np.sin(5 * angle + 2.1)
    reach += 0.03 * np.sin(9 * angle + 0.4)
    inside: NDArray[np.bool_] = np.hypot(x, y) < reach
    return inside


def _density(board: Array) -> Array:
    """Give the posts wanted a square kilometre: dense in town, wide in the pasture."""
    from_seat = [np.hypot(*(board - seat).T) for seat in _seats()]
    pasture = from_seat[-1]
    farmland = np.min(from_seat[:-1], axis=0)
    # A smooth step: open pasture where its seat is much nearer than any other.
    wide = 1 / (1 + np.exp((pasture - farmland) / 4))
    density: Array = 0.018 * wide + 0.1 * (1 - wide)
    for distance in from_seat[3:]:
        density += 2.2 * np.exp(-((distance / 1.1) ** 2))
    town = np.hypot(*(board - np.array(TOWN)).T)
    density += 12.0 * np.exp(-((town / 2.9) ** 2)) + 1.1 * np.exp(-((town / 6.5) ** 2))
    return density


def _spread(rng: np.random.Generator, count: int, *, inside: bool) -> Array:
    """Spread seeds evenly by the wanted density, inside the county or round it."""
    reach = 1.0 if inside else 1.35
    east = np.arange(-75 * reach, 75 * reach, RASTER_KM)
    north = np.arange(-65 * reach, 65 * reach, RASTER_KM)
    board = np.stack(np.meshgrid(east, north), axis=-1).reshape(-1, 2)
    board = board[_inside(board) == inside]
    weight = _density(board) if inside else np.full(len(board), 1.0)
    samples = board[_pick(rng, weight, SAMPLES)] + RASTER_KM * (rng.random((SAMPLES, 2)) - 0.5)
    return _lloyd(samples, samples[_pick(rng, np.ones(SAMPLES), count)])


def _pick(rng: np.random.Generator, weight: Array, count: int) -> Labels:
    """Pick places by weight; even steps through the sum, so that no place is starved."""
    total = np.cumsum(weight)
    steps = (np.arange(count) + rng.random(count)) / count
    found = np.searchsorted(total, steps * total[-1])
    return np.asarray(np.minimum(found, len(weight) - 1), dtype=np.int64)


def _lloyd(samples: Array, centres: Array) -> Array:
    """Move centres to the middle of the samples nearest to them, a few rounds."""
    for _ in range(ROUNDS):
        label = _nearest(centres, samples)
        count = np.bincount(label, minlength=len(centres))
        sums = [np.bincount(label, samples[:, axis], len(centres)) for axis in (0, 1)]
        middle = np.stack(sums, axis=1) / np.maximum(count, 1)[:, None]
        centres = np.where(count[:, None] > 0, middle, centres)
    return centres


def _nearest(centres: Array, places: Array) -> Labels:
    return np.asarray(cKDTree(centres).query(places)[1], dtype=np.int64)


def _apportion(counts: Labels, seats: int) -> Sequence[int]:
    """Share out `seats` by counts, at least one each (Sainte-Laguë)."""
    shares = [1] * len(counts)
    while sum(shares) < seats:
        best = max(range(len(counts)), key=lambda i: float(counts[i]) / (2 * shares[i] + 1))
        shares[best] += 1
    return shares
