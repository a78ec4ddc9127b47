"""Seals: one a day and one at each stop, in two places, each whole or not there."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from config.settings import Settings
from county.clock import ManualClock
from server.chain import End
from server.journal import FILE, Journal
from server.sealing import Sealer
from server.seals import DIRECTORY, decode_seal, encode_seal, make_seal, read_seals
from server.verify import verify
from tests.county.samples import DAY, HOUR, NOON
from tests.server.test_journal import edit, some
from tests.server.wire_client import alarm, client, page, server_at

OFFSET = 480
LOCAL_DATE = "2026-06-21"
"""The county's date at NOON, which is 04:00 UTC."""


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[Journal]:
    journal = await Journal.open(tmp_path / "journal.db")
    await journal.append(some(1, 3))
    yield journal
    await journal.close()


async def sealer_of(journal: Journal, clock: ManualClock, *places: Path) -> Sealer:
    sealer = Sealer(journal, places, clock, OFFSET)
    await sealer.start()
    return sealer


async def test_a_day_is_sealed_when_it_has_ended(journal: Journal, tmp_path: Path) -> None:
    clock, place = ManualClock(NOON), tmp_path / "seals"
    sealer = await sealer_of(journal, clock, place)
    await sealer.turn()
    assert not place.exists()
    clock.advance(DAY / 1000)
    await sealer.turn()
    seals = read_seals(place)
    assert list(seals) == [LOCAL_DATE]
    seal = seals[LOCAL_DATE]
    assert seal is not None
    assert seal.ends == journal.ends
    assert (seal.epoch, seal.previous) == (journal.epoch, "")


async def test_each_seal_names_the_one_before_it(journal: Journal, tmp_path: Path) -> None:
    clock, place = ManualClock(NOON), tmp_path / "seals"
    for day in range(3):
        sealer = await sealer_of(journal, clock, place)
        await journal.append(some(4 + day, 4 + day))
        await sealer.stop()
        clock.advance(DAY / 1000)
    seals = [seal for seal in read_seals(place).values() if seal]
    assert [seal.previous for seal in seals] == ["", seals[0].hash, seals[1].hash]
    assert [seal.ends["journal"].number for seal in seals] == [4, 5, 6]


@pytest.mark.parametrize("back_ms", [0, 3 * DAY], ids=["the same day", "a clock set back"])
async def test_a_seal_made_again_takes_the_place_of_the_newest(
    journal: Journal, tmp_path: Path, back_ms: int
) -> None:
    place = tmp_path / "seals"
    await (await sealer_of(journal, ManualClock(NOON - DAY), place)).stop()
    await (await sealer_of(journal, ManualClock(NOON), place)).stop()
    await journal.append(some(4, 4))
    await (await sealer_of(journal, ManualClock(NOON + HOUR - back_ms), place)).stop()
    first, newest = read_seals(place).values()
    assert first is not None
    assert newest is not None
    assert (newest.date, newest.previous) == (LOCAL_DATE, first.hash)
    assert newest.ends == journal.ends


async def test_a_seal_is_for_its_owner_only(journal: Journal, tmp_path: Path) -> None:
    place = tmp_path / "seals"
    await (await sealer_of(journal, ManualClock(NOON), place)).stop()
    (file,) = place.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_a_second_place_that_fails_harms_nothing_and_is_told_until_it_has_the_seal(
    journal: Journal, tmp_path: Path
) -> None:
    own, also = tmp_path / "seals", tmp_path / "away" / "seals"
    also.parent.write_text("not a directory")
    clock = ManualClock(NOON)
    sealer = await sealer_of(journal, clock, own, also)
    clock.advance(DAY / 1000)
    await sealer.turn()
    assert sealer.failing
    assert list(read_seals(own)) == [LOCAL_DATE]
    also.parent.unlink()
    await sealer.turn()
    assert not sealer.failing
    assert read_seals(also) == read_seals(own)


async def test_a_second_place_that_is_new_gets_the_seals_there_are(
    journal: Journal, tmp_path: Path
) -> None:
    own, also = tmp_path / "seals", tmp_path / "also"
    await (await sealer_of(journal, ManualClock(NOON), own)).stop()
    sealer = await sealer_of(journal, ManualClock(NOON), own, also)
    await sealer.turn()
    assert read_seals(also) == read_seals(own)


async def test_a_second_place_that_missed_the_end_of_a_day_gets_it(
    journal: Journal, tmp_path: Path
) -> None:
    own, also = tmp_path / "seals", tmp_path / "also"
    await (await sealer_of(journal, ManualClock(NOON), own, also)).stop()
    await journal.append(some(4, 4))
    await (await sealer_of(journal, ManualClock(NOON + HOUR), own)).stop()
    await (await sealer_of(journal, ManualClock(NOON + HOUR), own, also)).turn()
    assert read_seals(also) == read_seals(own)


async def test_seals_in_the_second_place_are_never_made_to_agree_with_rewritten_ones(
    journal: Journal, tmp_path: Path
) -> None:
    own, also = tmp_path / "seals", tmp_path / "also"
    for day in range(2):
        await (await sealer_of(journal, ManualClock(NOON + day * DAY), own, also)).stop()
    before = read_seals(also)
    shutil.rmtree(own)
    for day in range(2):
        clock = ManualClock(NOON + day * DAY + HOUR)
        await (await sealer_of(journal, clock, own)).stop()
    await (await sealer_of(journal, ManualClock(NOON + 2 * DAY), own, also)).turn()
    assert read_seals(also) == before != read_seals(own)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE journal SET body = '{}' WHERE seq = 5",
        "DELETE FROM journal WHERE seq = 5",
        "UPDATE journal SET chain = zeroblob(32) WHERE seq = 6",
    ],
)
async def test_what_came_since_the_last_seal_is_looked_over(
    journal: Journal, tmp_path: Path, damage: str
) -> None:
    place = tmp_path / "seals"
    await (await sealer_of(journal, ManualClock(NOON), place)).stop()
    await journal.append(some(4, 6))
    sealer = await sealer_of(journal, ManualClock(NOON), place)
    await sealer.look_over()
    assert not sealer.broken
    edit(tmp_path / "journal.db", damage)
    sealer = await sealer_of(journal, ManualClock(NOON), place)
    await sealer.look_over()
    assert sealer.broken


def test_a_seals_file_is_read_back_to_the_last_byte_or_not_at_all() -> None:
    data = encode_seal(make_seal(LOCAL_DATE, NOON, "e", {}, ""))
    assert decode_seal(data) is None, "a seal without chains vouches for nothing"
    data = encode_seal(make_seal(LOCAL_DATE, NOON, "e", {"journal": End(3, b"x" * 32)}, ""))
    assert decode_seal(data) is not None
    for place in range(len(data)):
        for bit in range(8):
            flipped = bytearray(data)
            flipped[place] ^= 1 << bit
            assert decode_seal(bytes(flipped)) is None


# ---- in a desk at work --------------------------------------------------------------------------


async def test_a_desk_seals_in_both_places_when_it_stops(tmp_path: Path) -> None:
    also = tmp_path / "also"
    async with server_at(tmp_path, Settings(seals_also=str(also))) as server:
        async with client(server.url, "feed") as feed:
            await feed.push(alarm(), first=1)
        assert not also.exists()
    verdict = verify(tmp_path, also)
    assert (verdict.whole, verdict.seals) == (True, 1)
    (seal,) = read_seals(also).values()
    assert seal is not None
    assert seal.ends == verdict.ends


async def test_a_place_that_takes_no_seal_turns_the_desk_red_and_stops_nothing(
    tmp_path: Path,
) -> None:
    async with server_at(tmp_path):
        pass
    also = tmp_path / "file" / "seals"
    also.parent.touch()
    async with server_at(tmp_path, Settings(seals_also=str(also))) as server:
        while (told := await page(server.url, "/healthz"))[0] == 200:
            pass
        assert json.loads(told[1])["reasons"] == ["seals"]
        async with client(server.url, "feed") as feed:
            await feed.push(alarm(), first=1)


async def test_a_row_that_rotted_turns_the_desk_red_after_its_start(tmp_path: Path) -> None:
    async with server_at(tmp_path) as server, client(server.url, "feed") as feed:
        await feed.push(alarm(), alarm(), first=1)
    shutil.rmtree(tmp_path / DIRECTORY)
    edit(tmp_path / FILE, "UPDATE journal SET body = replace(body, 'smoke', 'smell') WHERE seq = 4")
    async with server_at(tmp_path) as server:
        while (told := await page(server.url, "/healthz"))[0] == 200:
            pass
        assert json.loads(told[1])["reasons"] == ["audit"]
