"""What two persons decided to destroy is destroyed whole, through kills, and nothing else is."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from config.identity import CountyKey, load_county_key
from config.settings import Settings
from county import commands as ask
from county.events import Purged
from county.patrol import Position
from county.refusals import ZhibanError
from feeds.identity import Opener, Sealer, edge_of
from server.aged import Keeping, preview
from server.journal import FILE
from server.purchases import Box
from server.retention import Retention
from server.serve import opened
from server.sqlite import open_to_read
from server.tracks import Tracks
from server.verify import silent
from tests.county.samples import DAY
from tests.server.consoles import console, desk
from tests.server.helpers import FEED, batch
from tests.server.old_desk import (
    SETTINGS,
    START,
    allowed,
    numbers,
    old_desk,
    problems,
    purged,
    retention,
)
from tests.server.sealed import (
    EDGE,
    KEYS,
    Ahead,
    kept_at,
    sealed,
    somebody,
)

# ---- identities ---------------------------------------------------------------------------------


async def test_identities_go_with_the_keys_of_their_months(tmp_path: Path) -> None:
    async with old_desk(tmp_path) as (kept, clock):
        boxes = await kept.journal.purchases.sealed(range(1, 40))
        before = clock.now() - 150 * DAY
        request = await allowed(kept, "identities", before)
        await retention(kept, clock, tmp_path).turn()
        (done,) = purged(kept)
        assert (done.data, done.before, done.request) == ("identities", before, request)
        assert kept.desk.board.requests == {}
    county = load_county_key(tmp_path / "identity.key")
    assert county is not None
    opens = [box.purchase for box in boxes if _opens(county, box)]
    # Whole months alone: what was sold in the month of the time itself stays.
    assert done.count == 39 - len(opens)
    assert opens == list(range(40 - len(opens), 40))
    sold = {number: START + (number - 1) * 10 * DAY for number in range(1, 40)}
    assert max(at for number, at in sold.items() if number not in opens) < before
    assert before - min(sold[number] for number in opens) < 31 * DAY
    assert {key.request for key in county.destroyed} == {request}
    assert len(numbers(tmp_path)) == 39
    assert problems(tmp_path) == []


def _opens(county: CountyKey, box: Box) -> bool:
    try:
        Opener(county).open(box.sealed, box.buyer)
    except ZhibanError:
        return False
    return True


async def test_nothing_younger_than_its_time_goes_whatever_was_asked(tmp_path: Path) -> None:
    async with old_desk(tmp_path) as (kept, clock):
        for data in ("identities", "purchases"):
            await allowed(kept, data, clock.now())
        await retention(kept, clock, tmp_path).turn()
        limits = {done.data: clock.now() - done.before for done in purged(kept)}
    assert limits == {"identities": 100 * DAY, "purchases": 200 * DAY}
    county = load_county_key(tmp_path / "identity.key")
    assert county is not None
    kept_from = clock.now() - 100 * DAY
    assert all(key.until > kept_from for key in county.keys)
    with closing(open_to_read(tmp_path / FILE)) as connection:
        (oldest,) = connection.execute("SELECT min(at) FROM purchases").fetchone()
    assert clock.now() - 200 * DAY <= oldest < clock.now() - 190 * DAY


async def test_a_key_that_still_seals_is_never_destroyed(tmp_path: Path) -> None:
    """An edge whose keys ran out goes on with its last: what it seals today must stay readable."""
    async with old_desk(tmp_path) as (kept, clock):
        late = Sealer(edge_of(EDGE.pseudonyms, KEYS[:1]))
        bought = late.onto(sealed(clock.now()), somebody(40))
        assert await kept.desk.push(batch("till-1", 40, bought), FEED) == ((), 0)
        await allowed(kept, "identities", clock.now())
        await retention(kept, clock, tmp_path).turn()
        (box,) = await kept.journal.purchases.sealed([40])
        county = load_county_key(tmp_path / "identity.key")
        assert county is not None
        assert _opens(county, box)


async def test_keys_destroyed_before_a_kill_are_counted_all_the_same(tmp_path: Path) -> None:
    async with old_desk(tmp_path) as (kept, clock):
        await allowed(kept, "identities", clock.now())
        copy = tmp_path.with_name(f"{tmp_path.name}-killed")
        work = retention(kept, clock, tmp_path)
        destroyed = work._desk.destroyed
        work._desk.destroyed = _killed  # type: ignore[method-assign,assignment] # the kill
        await work.turn()
        assert work.failing
        assert purged(kept) == []
        shutil.copytree(tmp_path, copy)
        work._desk.destroyed = destroyed  # type: ignore[method-assign]
        await work.turn()
        assert not work.failing
        (first,) = purged(kept)
    async with kept_at(copy / FILE, clock) as again:
        await retention(again, clock, copy).turn()
        (second,) = purged(again)
    assert second.count == first.count > 20


async def test_a_key_that_is_elsewhere_is_waited_for(tmp_path: Path) -> None:
    async with old_desk(tmp_path) as (kept, clock):
        await allowed(kept, "identities", clock.now())
        work = retention(kept, clock, tmp_path)
        away = (tmp_path / "identity.key").rename(tmp_path / "in-the-safe")
        await work.turn()
        assert work.failing
        assert purged(kept) == []
        away.rename(tmp_path / "identity.key")
        await work.turn()
        assert not work.failing
        assert purged(kept)[0].count > 20


async def _killed(_: Purged) -> None:
    raise OSError("killed here")


# ---- at the desk --------------------------------------------------------------------------------


async def test_two_chiefs_at_their_desks_have_data_destroyed(tmp_path: Path) -> None:
    clock = Ahead()
    async with (
        desk(tmp_path / "desk", clock) as server,
        console(server.url, "chief") as chief,
        console(server.url, "deputy") as deputy,
    ):
        asked = await chief.do(ask.AskPurge("identities", clock.now(), "到期"))
        assert (await chief.refused(ask.Consent(asked))).code == "second_person"
        await deputy.do(ask.Consent(asked))
        done = await chief.see(Purged)
        assert (done.data, done.count, done.request) == ("identities", 0, asked)
        assert done.before <= done.at - 365 * DAY
    assert load_county_key(tmp_path / "desk" / "identity.key") is not None
    assert problems(tmp_path / "desk") == []


async def test_what_was_allowed_before_a_kill_is_carried_out_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Ahead()
    with monkeypatch.context() as dead:
        dead.setattr(Retention, "turn", _idle)
        async with (
            desk(tmp_path / "desk", clock) as server,
            console(server.url, "chief") as chief,
            console(server.url, "deputy") as deputy,
        ):
            asked = await chief.do(ask.AskPurge("tracks", clock.now(), "到期"))
            await deputy.do(ask.Consent(asked))
    async with (
        opened(tmp_path / "desk", Settings(port=0), clock) as server,
        console(server.url, "chief", from_the_start=True) as chief,
    ):
        assert (await chief.see(Purged)).request == asked


async def _idle(_: Retention) -> None:
    """Do nothing, as somebody who is dead does."""


# ---- tracks and the preview ---------------------------------------------------------------------


async def test_days_of_tracks_go_whole(tmp_path: Path) -> None:
    async with old_desk(tmp_path, purchases=1) as (kept, clock):
        tracks = Tracks(tmp_path / "tracks", clock, keep_days=30)
        await tracks.start()
        for day in range(20):
            at = clock.now() - day * DAY
            tracks.add([Position("B1", at, 41.0, 110.0, None, None, None, "gps", at)])
        await tracks.flush()
        await allowed(kept, "tracks", clock.now() - 10 * DAY)
        await retention(kept, clock, tmp_path, tracks).turn()
        (done,) = purged(kept)
        assert done.count == 9
        assert len(list((tmp_path / "tracks").glob("*.db"))) == 11
        await tracks.stop()


async def test_a_preview_says_what_would_go_and_touches_nothing(tmp_path: Path) -> None:
    async with old_desk(tmp_path) as (_, clock):
        now = clock.now()
    before = _contents(tmp_path)
    found = preview(Keeping.of(tmp_path, SETTINGS), now, silent)
    # SQLite sets up its index of the log to read at all.
    assert _contents(tmp_path).items() >= before.items()
    identities, purchases = found["identities"], found["purchases"]
    assert 26 <= identities.count <= 29
    assert identities.count + identities.waiting == 29
    assert (purchases.count, purchases.first) == (19, START)
    assert purchases.last == START + 18 * 10 * DAY
    assert found["tracks"].count == 0


async def test_the_preview_and_the_destruction_agree(tmp_path: Path) -> None:
    async with old_desk(tmp_path) as (kept, clock):
        found = preview(Keeping.of(tmp_path, SETTINGS), clock.now(), silent)
        for data in ("identities", "purchases"):
            await allowed(kept, data, clock.now())
        await retention(kept, clock, tmp_path).turn()
        assert {done.data: done.count for done in purged(kept)} == {
            data: found[data].count for data in ("identities", "purchases")
        }


def _contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir() if path.is_file()}
