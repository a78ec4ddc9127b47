"""Tracks: packed small, one file a day, known again after a restart."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.clock import ManualClock
from county.patrol import Position
from server import tracks as tracks_module
from server.segments import Waypoint, box_of, pack, unpack
from server.tracks import Tracks
from tests.county.samples import DAY, NOON

seconds = st.integers(0, 9_999_999_999)
steps = st.integers(-18_000_000, 18_000_000)
waypoints = st.builds(Waypoint, seconds, steps, steps)


@asynccontextmanager
async def tracks_in(directory: Path, clock: ManualClock | None = None) -> AsyncIterator[Tracks]:
    tracks = Tracks(directory, clock or ManualClock(NOON), keep_days=7)
    await tracks.start()
    try:
        yield tracks
    finally:
        await tracks.stop()


def position(unit: str = "B1", at: int = NOON, lat: float = 41.0, lon: float = 110.0) -> Position:
    return Position(unit, at, lat, lon, None, None, None, "gps", at + 500)


@given(st.lists(waypoints, min_size=1))
def test_what_is_packed_comes_back_in_order_of_time(points: list[Waypoint]) -> None:
    assert unpack(pack(points)) == sorted(points)


@given(st.lists(waypoints, min_size=1))
def test_a_box_holds_every_point_and_no_more(points: list[Waypoint]) -> None:
    box = box_of(points)
    assert box[:2] == (min(p.second for p in points), max(p.second for p in points))
    assert box[2:4] == (min(p.lat_e5 for p in points), max(p.lat_e5 for p in points))
    assert box[4:] == (min(p.lon_e5 for p in points), max(p.lon_e5 for p in points))


def test_five_minutes_at_one_fix_a_second_take_few_bytes_a_point() -> None:
    walk = [Waypoint(1000 + s, 4_100_000 + s * 3 % 17, 11_000_000 + s * 5 % 13) for s in range(300)]
    assert len(pack(walk)) < 6 * len(walk)


async def test_a_track_is_given_between_two_times_across_days(tmp_path: Path) -> None:
    async with tracks_in(tmp_path) as tracks:
        tracks.add(position(at=NOON - DAY + 60_000 * step) for step in range(1440))
        tracks.add([position("B2")])
        found = await tracks.track("B1", NOON - DAY + 60_000, NOON - 120_000)
    assert [p.at for p in found] == [NOON - DAY + 60_000 * step for step in range(1, 1439)]
    assert (found[0].lat, found[0].lon) == (41.0, 110.0)


async def test_points_not_flushed_yet_are_part_of_the_track(tmp_path: Path) -> None:
    async with tracks_in(tmp_path) as tracks:
        tracks.add([position()])
        await tracks.flush()
        tracks.add([position(at=NOON + 1000)])
        assert len(await tracks.track("B1", NOON, NOON + 1000)) == 2


async def test_what_cannot_be_written_is_held_up_to_a_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracks_module, "MAX_HELD", 3)
    async with tracks_in(tmp_path) as tracks:
        tracks.add(position(at=NOON + 1000 * second) for second in range(5))
        assert tracks.dropped == 2
        await tracks.flush()
        tracks.add([position(at=NOON + 9000)])
        assert len(await tracks.track("B1", NOON, NOON + 9000)) == 4


async def test_a_growing_segment_is_written_again_in_place(tmp_path: Path) -> None:
    async with tracks_in(tmp_path) as tracks:
        for second in range(0, 90, 30):
            tracks.add(position(at=NOON + 1000 * (second + s)) for s in range(30))
            await tracks.flush()
        found = await tracks.track("B1", NOON, NOON + 90_000)
    assert [p.at for p in found] == [NOON + 1000 * s for s in range(90)]


async def test_a_restart_knows_where_units_were_last_seen_and_when(tmp_path: Path) -> None:
    late = position("B1", NOON - 5000, lat=40.0)
    async with tracks_in(tmp_path) as tracks:
        tracks.add([position("B1"), late, position("B2", NOON - DAY)])
    async with tracks_in(tmp_path) as tracks:
        assert await tracks.latest() == {"B1": position("B1"), "B2": position("B2", NOON - DAY)}
        tracks.add([position("B1", NOON - 60_000)])
        await tracks.flush()
        assert (await tracks.latest())["B1"] == position("B1")


async def test_a_day_out_of_retention_is_a_file_less(tmp_path: Path) -> None:
    clock = ManualClock(NOON)
    async with tracks_in(tmp_path, clock) as tracks:
        tracks.add([position()])
        await tracks.flush()
        clock.advance(8 * 86_400)
        tracks.add([position(at=NOON), position(at=clock.now())])
        await tracks.flush()
        assert await tracks.track("B1", NOON - DAY, NOON + DAY) == []
        assert len(await tracks.track("B1", clock.now(), clock.now())) == 1
        assert list(await tracks.latest()) == ["B1"]
        assert tracks.dropped == 1
