"""What two persons decided to destroy is destroyed whole, through kills, and nothing else is."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from config.identity import CountyKey, load_county_key, save_key
from config.settings import Settings
from county import commands as ask
from county.clock import ManualClock
from county.events import Correction, Data, Purged
from county.patrol import Position
from county.refusals import ZhibanError
from feeds.identity import Opener, Sealer, edge_of
from server import retention as retention_module
from server.aged import Keeping, preview
from server.cuts import Cut
from server.findings import Finding
from server.journal import FILE, Journal
from server.purchases import Box
from server.retention import Retention
from server.sealing import Sealer as DaySealer
from server.seals import DIRECTORY
from server.serve import opened
from server.sqlite import open_to_read
from server.tracks import Tracks
from server.verify import silent, verify
from tests.county.samples import DAY, NOON
from tests.server.consoles import console, desk
from tests.server.helpers import FEED, batch, copy_of
from tests.server.sealed import (
    CHIEF,
    COUNTY,
    EDGE,
    KEYS,
    Ahead,
    Kept,
    kept_at,
    published,
    sealed,
    somebody,
)

SETTINGS = Settings(keep_identities_days=100, keep_purchases_days=200, keep_tracks_days=7)
START = NOON - 390 * DAY
"""When the first purchase was made; then one every ten days."""


class Failing(Journal):
    """A journal that is killed while it cuts: after so many steps nothing more is done."""

    steps = 10**9

    async def cut(self, cut: Cut) -> None:
        if self.steps <= 0:
            raise sqlite3.OperationalError("killed here")
        self.steps -= 1
        await super().cut(cut)


@asynccontextmanager
async def old_desk(directory: Path, purchases: int = 39) -> AsyncIterator[tuple[Kept, ManualClock]]:
    """Run a desk that has sold every ten days for over a year; it is noon of the last day."""
    if not (directory / "identity.key").exists():
        save_key(directory / "identity.key", COUNTY)
    clock = ManualClock(START)
    async with kept_at(directory / FILE, clock, Failing) as kept:
        await sell(kept, clock, range(1, purchases + 1))
        yield kept, clock


async def sell(kept: Kept, clock: ManualClock, numbers: range) -> None:
    """Sell these, one every ten days."""
    for number in numbers:
        bought = sealed(clock.now(), somebody(number), litres=1.0 + number)
        assert await kept.desk.push(batch("till-1", number, bought), FEED) == ((), 0)
        clock.advance(10 * 86_400)


async def allowed(kept: Kept, data: Data, before: int) -> int:
    """Have one chief ask and another allow; give the request."""
    asked = await kept.desk.do(ask.AskPurge(data, before, "到期"), "chief", CHIEF)
    assert isinstance(asked, int), asked
    given = await kept.desk.do(ask.Consent(asked), "deputy", CHIEF)
    assert isinstance(given, int), given
    return asked


def retention(
    kept: Kept, clock: ManualClock, directory: Path, tracks: Tracks | None = None
) -> Retention:
    keeping = Keeping.of(directory, SETTINGS)
    tracks = tracks or Tracks(directory / "tracks", clock, SETTINGS.keep_tracks_days)
    return Retention(keeping, kept.desk, published(kept.desk.board), kept.journal, tracks, clock)


def purged(kept: Kept) -> list[Purged]:
    """Give what the journal says was destroyed."""
    return [event for event in kept.told if isinstance(event, Purged)]


def numbers(directory: Path) -> list[int]:
    with closing(open_to_read(directory / FILE)) as connection:
        return [number for (number,) in connection.execute("SELECT number FROM purchases")]


def problems(directory: Path) -> list[Finding]:
    return list(verify(directory).findings)


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


# ---- purchases ----------------------------------------------------------------------------------


async def test_the_chain_of_purchases_begins_at_the_cut_and_still_tells_what_was_changed(
    tmp_path: Path,
) -> None:
    async with old_desk(tmp_path) as (kept, clock):
        corrected = ask.Correct(1, Correction(litres=3.0), "少记")
        assert isinstance(await kept.desk.do(corrected, "chief", CHIEF), int)
        request = await allowed(kept, "purchases", clock.now() - 250 * DAY)
        await retention(kept, clock, tmp_path).turn()
        (done,) = purged(kept)
        left = numbers(tmp_path)
        assert left == list(range(done.count + 1, 40))
        assert done.request == request
    assert problems(tmp_path) == []
    async with kept_at(tmp_path / FILE, clock) as again:
        assert again.journal.broken == frozenset()
        assert await again.desk.push(batch("till-1", 40, sealed(clock.now())), FEED) == ((), 0)
        assert numbers(tmp_path) == [*left, 40]
    assert problems(tmp_path) == []
    _alter(tmp_path, "UPDATE purchases SET litres = litres + 1 WHERE number = ?", left[3])
    assert [(found.place, found.problem, found.number) for found in problems(tmp_path)] == [
        ("purchases", "changed", left[3])
    ]


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
async def test_a_cut_that_was_killed_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    monkeypatch.setattr(retention_module, "CUT_ROWS", 4)
    async with old_desk(tmp_path) as (kept, clock):
        await allowed(kept, "purchases", clock.now() - 250 * DAY)
        kept.journal.steps = steps  # type: ignore[attr-defined] # of `Failing`
        work = retention(kept, clock, tmp_path)
        await work.turn()
        assert work.failing
        assert purged(kept) == []
        killed = copy_of(tmp_path / FILE)
        shutil.copy(tmp_path / "identity.key", killed.parent)
    assert problems(killed.parent) == []
    async with kept_at(killed, clock) as again:
        assert again.journal.broken == frozenset()
        await retention(again, clock, killed.parent).turn()
        (done,) = purged(again)
    left = numbers(killed.parent)
    assert left == list(range(done.count + 1, 40))
    assert problems(killed.parent) == []


async def test_the_bytes_of_what_was_cut_are_in_no_file(tmp_path: Path) -> None:
    async with old_desk(tmp_path) as (kept, clock):
        (box,) = await kept.journal.purchases.sealed([1])
        assert _holding(tmp_path, box) != []
        await allowed(kept, "purchases", clock.now() - 250 * DAY)
        await retention(kept, clock, tmp_path).turn()
        assert _holding(tmp_path, box) == []


def _holding(directory: Path, box: Box) -> list[str]:
    words = (box.sealed[-60:].encode(), box.buyer.encode())
    files = (path for path in directory.iterdir() if path.is_file())
    return [path.name for path in files if any(word in path.read_bytes() for word in words)]


async def test_seals_of_before_and_after_a_cut_hold(tmp_path: Path) -> None:
    async with old_desk(tmp_path, purchases=10) as (kept, clock):
        days = DaySealer(kept.journal, (tmp_path / DIRECTORY,), clock, 480)
        await days.start()
        for numbers in (range(11, 20), range(20, 40)):
            await sell(kept, clock, numbers)
            await days.turn()
        await allowed(kept, "purchases", clock.now() - 250 * DAY)
        await retention(kept, clock, tmp_path).turn()
        clock.advance(86_400)
        await days.turn()
        assert not days.broken
    assert len(list((tmp_path / DIRECTORY).iterdir())) == 3
    assert problems(tmp_path) == []


async def test_a_second_request_cuts_on_from_the_first(tmp_path: Path) -> None:
    async with old_desk(tmp_path) as (kept, clock):
        work = retention(kept, clock, tmp_path)
        for days in (300, 250):
            await allowed(kept, "purchases", clock.now() - days * DAY)
            await work.turn()
        first, second = purged(kept)
        assert first.count > second.count > 0
        assert numbers(tmp_path)[0] == first.count + second.count + 1
    assert problems(tmp_path) == []


async def test_the_last_purchase_stays_whatever_its_age(tmp_path: Path) -> None:
    async with old_desk(tmp_path, purchases=3) as (kept, clock):
        clock.advance(1000 * 86_400)
        await allowed(kept, "purchases", clock.now())
        await retention(kept, clock, tmp_path).turn()
        assert numbers(tmp_path) == [3]


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


# ---- cuts that nobody decided on ----------------------------------------------------------------


FORGE = """INSERT INTO cuts SELECT ?, number, chain, {before}, {before}, '{asked}', '{allowed}'
    FROM purchases WHERE number = 5"""


@pytest.mark.parametrize(
    ("asked", "allowed_by", "request_"),
    [
        ("seat:chief", "seat:deputy", 99_999),
        ("seat:chief", "seat:chief", None),
        ("seat:wang", "seat:deputy", None),
        ("seat:chief", "seat:wang", None),
    ],
)
async def test_a_cut_without_its_two_persons_is_named(
    tmp_path: Path, asked: str, allowed_by: str, request_: int | None
) -> None:
    async with old_desk(tmp_path) as (kept, clock):
        number = await allowed(kept, "purchases", clock.now() - 250 * DAY)
    sql = FORGE.format(before=START + 200 * DAY - 60 * DAY, asked=asked, allowed=allowed_by)
    _alter(tmp_path, sql, number if request_ is None else request_)
    _alter(tmp_path, "DELETE FROM purchases WHERE number <= ?", 5)
    assert ("cut", "not_consented", 5) in [
        (f.place, f.problem, f.number) for f in problems(tmp_path)
    ]


async def test_a_cut_for_a_later_time_than_was_allowed_is_named(tmp_path: Path) -> None:
    async with old_desk(tmp_path) as (kept, clock):
        number = await allowed(kept, "purchases", clock.now() - 390 * DAY)
    sql = FORGE.format(before=clock.now() - 200 * DAY, asked="seat:chief", allowed="seat:deputy")
    _alter(tmp_path, sql, number)
    _alter(tmp_path, "DELETE FROM purchases WHERE number <= ?", 5)
    assert [found.problem for found in problems(tmp_path)] == ["not_consented"]


async def test_a_cut_beyond_what_the_seals_vouch_for_is_named(tmp_path: Path) -> None:
    async with old_desk(tmp_path, purchases=3) as (kept, clock):
        days = DaySealer(kept.journal, (tmp_path / DIRECTORY,), clock, 480)
        await days.start()
        await days.stop()
        before = clock.now()
        for number in range(4, 9):
            bought = sealed(clock.now(), somebody(number))
            assert await kept.desk.push(batch("till-1", number, bought), FEED) == ((), 0)
        number = await allowed(kept, "purchases", before)
    sql = FORGE.format(before=before, asked="seat:chief", allowed="seat:deputy")
    _alter(tmp_path, sql, number)
    _alter(tmp_path, "DELETE FROM purchases WHERE number <= ?", 5)
    assert [found.problem for found in problems(tmp_path)] == ["too_far"]


def _alter(directory: Path, sql: str, value: int) -> None:
    with closing(sqlite3.connect(directory / FILE)) as connection:
        connection.execute(sql, (value,))
        connection.commit()


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
