"""A desk that is killed while it destroys old purchases: whole at every moment, and done in the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from config.location import Locator
from config.profile import BUILTIN, builtin, load_profile
from county import commands as ask
from county.clock import ManualClock, SystemClock
from county.events import PurchaseRegistered
from county.rights import Rights
from feeds.wire import Batch
from server.desk import Desk
from server.journal import FILE, Journal
from server.retention import CUT_ROWS
from server.sqlite import open_to_read
from server.verify import verify
from tests.proof.server_process import ServerProcess

DAY_S = 86_400
PURCHASES = 15 * CUT_ROWS
CHIEF = Rights("chief")
FEED = Rights("feed", kinds=frozenset({"purchase_registered"}), sources=("till-1",))
SETTINGS = "keep_purchases_days = 31\n"
PATIENCE_S = 90


async def desk_of_last_year(directory: Path) -> None:
    """Write the journal of a desk that sold long ago, and where two chiefs decided today."""
    clock = ManualClock(SystemClock().now() - 100 * DAY_S * 1000)
    profile = load_profile(builtin(BUILTIN))
    journal = await Journal.open(directory / FILE)
    desk = Desk(journal, profile.rulebook, Locator(profile).locate, (), clock)
    await desk.start()
    at = clock.now() - 30 * DAY_S * 1000
    for first in range(1, PURCHASES + 1, CUT_ROWS):
        sold = tuple(
            PurchaseRegistered(
                at=at, station="ps01", buyer=f"p-{first + place:06d}", litres=5.0, archived=True
            )
            for place in range(CUT_ROWS)
        )
        assert await desk.push(Batch("till-1", first, sold), FEED) == ((), 0)
    clock.advance(99 * DAY_S)
    asked = await desk.do(ask.AskPurge("purchases", clock.now(), "到期"), "li", CHIEF)
    assert isinstance(asked, int)
    assert isinstance(await desk.do(ask.Consent(asked), "zhao", CHIEF), int)
    await desk.stop()
    await journal.close()


def first_left(directory: Path) -> int:
    with closing(open_to_read(directory / FILE)) as connection:
        (number,) = connection.execute("SELECT min(number) FROM purchases").fetchone()
    return int(number)


def told(directory: Path) -> list[bytes]:
    """Give what the journal says of data that was destroyed."""
    with closing(open_to_read(directory / FILE)) as connection:
        found = connection.execute("SELECT body FROM journal WHERE instr(body, ?)", (b'"purged"',))
        return [body for (body,) in found]


async def until(come: Callable[[], bool]) -> None:
    """Look at the files of the other process until it is so."""
    async with asyncio.timeout(PATIENCE_S):
        while not come():  # noqa: ASYNC110 - files of another process ring no event
            await asyncio.sleep(0.002)


async def test_a_desk_killed_while_it_destroys_is_whole_and_goes_on(tmp_path: Path) -> None:
    directory = tmp_path / "desk"
    server = ServerProcess(directory, [], SETTINGS)
    await desk_of_last_year(directory)
    assert verify(directory).findings == ()
    stopped_at = [first_left(directory)]
    while len(stopped_at) < 4 and stopped_at[-1] < PURCHASES:
        await server.start()
        await until(partial(_further, directory, stopped_at[-1]))
        await server.kill()
        stopped_at.append(first_left(directory))
        assert verify(directory).findings == ()
    assert stopped_at[1] < PURCHASES, "no kill met the work under way: nothing was shown"
    async with server:
        await until(lambda: bool(told(directory)))
        await server.stop()
    assert first_left(directory) == PURCHASES
    (purged,) = told(directory)
    assert f'"count":{PURCHASES - 1}'.encode() in purged
    assert verify(directory).findings == ()


def _further(directory: Path, reached: int) -> bool:
    return first_left(directory) > reached
