"""The alarm screen on a real desk over a real socket: what it asks is answered by the server."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

from county.clock import SystemClock
from feeds.connection import Connection
from tests.server.wire_client import alarm, client, server_at
from tui.app import DeskApp
from tui.mirror import Mirror
from tui.picture import text_of
from tui.session import Session
from tui.settings import Choices

PATIENCE_S = 30
"""How long each fact may take on a busy machine."""


async def until(pilot: Pilot[None], true: Callable[[str], bool]) -> str:
    """Wait until the screen is as wanted; give it."""
    async with asyncio.timeout(PATIENCE_S):
        while not true(shown := text_of(pilot.app)):
            await pilot.pause(0.05)
    return shown


async def test_units_past_search_and_story_come_from_the_desk(tmp_path: Path) -> None:
    async with server_at(tmp_path) as server:
        async with client(server.url, "feed") as feed:
            await feed.push(alarm(text="smoke in the hall"), first=1)
            await feed.push(alarm(text="smoke again"), first=2)
        clock = SystemClock()
        mirror = Mirror(clock)
        connection = Connection(
            server.url,
            "officer",
            mirror,
            lang="en",
            client="test",
            clock=clock,
            rng=random.Random(1),
        )
        session = Session(mirror, clock, connection.do, Choices("en", "safe"))
        app = DeskApp(session, connection)
        async with app.run_test(size=(160, 45)) as pilot:
            await until(pilot, lambda shown: shown.count("Fire") >= 2 and not app.blind)
            await pilot.press("enter")
            await until(pilot, lambda shown: "ranked within" in shown)
            await until(pilot, lambda shown: "place 1, caller" in shown)
            await pilot.press("e")
            await until(pilot, lambda shown: "copied" in shown)
            assert "smoke in the hall" in app.clipboard
            await pilot.press("escape")
            await pilot.press("ctrl+f", *"smoke", "enter")
            shown = await until(pilot, lambda shown: "2 found" in shown)
            assert "smoke again" in shown
