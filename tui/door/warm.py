"""Runs a session or two without anybody, so that every session starts with its ways well trodden.

What a session needs for the first time, such as parsed styles, readers of frames, words and
widths, then lies in the memory that all of them share.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import msgspec
from textual.pilot import Pilot

from config.atlas import Atlas
from county.board import Board
from county.clock import Clock, SystemClock
from county.events import AlarmReported, Entry, Place, UnitRegistered
from county.fields import Bilingual, Lang
from county.rights import Rights
from feeds import frames
from feeds.connection import Link
from feeds.wire import CODECS, JSON
from tui.app import DeskApp
from tui.door import framing
from tui.driver.colours import Depth
from tui.driver.port import port_driver
from tui.mirror import Mirror
from tui.session import Session, no_desk
from tui.settings import Choices, Kept
from tui.terminal import Terminal

REHEARSALS: tuple[tuple[int, int, Lang, Depth], ...] = (
    (160, 45, "en", "256"),
    (80, 24, "zh", "true"),
)
"""Columns, rows, language and colours of each: every pane beside the others, and one alone."""


class Nowhere:
    """A port that takes everything, and nothing comes of it."""

    backlog = 0

    def send(self, data: bytes) -> None:
        """Take bytes."""


def warm_up(atlas: Atlas | None) -> None:
    """Run the app on a made-up board of the county; parsed styles and caches stay in memory."""
    for columns, rows, lang, depth in REHEARSALS:
        terminal = Terminal("xterm", depth, None, columns, rows)
        kept = Kept(Choices(lang=lang, ruler=True))
        begin = framing.Begin(
            seat="",
            address="",
            url="",
            ticket="",
            lang=lang,
            kept=msgspec.json.encode(kept),
            columns=columns,
            rows=rows,
            terminal=True,
        )
        for _, payload in framing.Unframer().feed(framing.begin(begin)):
            kept = msgspec.json.decode(framing.read_begin(payload).kept, type=Kept)
        asyncio.run(_rehearse(atlas, terminal, kept.choices))


async def _rehearse(atlas: Atlas | None, terminal: Terminal, choices: Choices) -> None:
    clock = SystemClock()
    mirror = Mirror(clock)
    if atlas is not None:
        mirror.fold(frames.AtlasFrame(atlas))
    for frame in _frames(atlas, clock):
        mirror.fold(CODECS[JSON].from_server(CODECS[JSON].encode(frame)))
    mirror.linked(Link("live", clock.monotonic(), proven=True))
    app = DeskApp(Session(mirror, clock, no_desk, choices, terminal=terminal))
    app.driver_class = port_driver(Nowhere(), terminal.depth)
    await app.run_async(size=(terminal.columns, terminal.rows), auto_pilot=_until_painted)


async def _until_painted(pilot: Pilot[object]) -> None:
    await pilot.pause()
    await pilot.press("colon", "g", "escape")  # the line to type in is on every officer's way
    await pilot.pause()
    pilot.app.exit()


def _frames(atlas: Atlas | None, clock: Clock) -> Iterator[frames.FromServer]:
    """Give what a desk says at first: an alarm of each kind, and a unit."""
    now = clock.now()
    board = Board()
    entries = tuple(_entries(atlas, now)) if atlas is not None else ()
    for entry in entries:
        board.evolve(entry)
    yield frames.Welcome(
        version=frames.VERSION,
        seat="",
        role="viewer",
        areas=None,
        mode="live",
        county="",
        name=atlas.name if atlas else Bilingual(zh="", en=""),
        epoch="warm",
        head=len(entries),
        atlas=atlas.digest if atlas else "",
        now=now,
        keepalive_s=20.0,
    )
    picture = board.view(Rights("viewer"))
    yield frames.Snapshot(part=1, parts=1, picture=picture, recent=entries)
    yield frames.Tick(now=now, figures=frames.Figures(), sources={"feed": now})


def _entries(atlas: Atlas, now: int) -> Iterator[Entry]:
    lat, lon = atlas.centre
    place = Place("", lat, lon)
    yield Entry(
        1,
        now,
        "desk",
        UnitRegistered(
            now, unit="B1", kind="booth", name=atlas.name, area=atlas.areas[0].id, lat=lat, lon=lon
        ),
    )
    for number, (name, kind) in enumerate(atlas.kinds.items(), 1):
        event = AlarmReported(
            now, kind=name, place=place, priority=kind.priority, number=number, simulated=True
        )
        yield Entry(number + 1, now, "desk", event)
