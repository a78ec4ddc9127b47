"""Runs the app once without a terminal, so that every session starts with its ways well trodden."""

from __future__ import annotations

import asyncio

from textual.pilot import Pilot

from config.atlas import Atlas
from county.board import Board
from county.clock import SystemClock
from county.commands import Ask
from county.fields import Bilingual
from county.refusals import ZhibanError, refuse
from county.rights import Rights
from feeds import frames
from feeds.connection import Link
from feeds.frames import Done
from tui.app import DeskApp
from tui.mirror import Mirror
from tui.session import Session

SIZE = (160, 45)
"""Large enough for every pane: what a session shows was drawn once before, and is shared."""


def warm_up(atlas: Atlas | None) -> None:
    """Run the app on an empty board of the county; parsed styles and caches stay in memory."""
    asyncio.run(_run(atlas))


async def _run(atlas: Atlas | None) -> None:
    clock = SystemClock()
    mirror = Mirror(clock)
    now = clock.now()
    mirror.fold(_welcome(atlas, now))
    if atlas is not None:
        mirror.fold(frames.AtlasFrame(atlas))
    mirror.fold(frames.Snapshot(part=1, parts=1, picture=Board().view(Rights("viewer"))))
    mirror.fold(frames.Tick(now=now, figures=frames.Figures(), sources={}))
    mirror.linked(Link("live", clock.monotonic(), proven=True))
    await DeskApp(Session(mirror, clock, _no_desk)).run_async(
        headless=True, size=SIZE, auto_pilot=_until_painted
    )


async def _until_painted(pilot: Pilot[object]) -> None:
    await pilot.pause()
    pilot.app.exit()


def _welcome(atlas: Atlas | None, now: int) -> frames.Welcome:
    return frames.Welcome(
        version=frames.VERSION,
        seat="",
        role="viewer",
        areas=None,
        mode="live",
        county="",
        name=atlas.name if atlas else Bilingual(zh="", en=""),
        epoch="warm",
        head=0,
        atlas=atlas.digest if atlas else "",
        now=now,
        keepalive_s=20.0,
    )


async def _no_desk(_: Ask) -> Done:
    raise ZhibanError(refuse("not_connected"))
