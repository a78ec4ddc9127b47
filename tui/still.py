"""The real app at one moment of a rehearsed scenario: for pictures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from config.atlas import Atlas, atlas_of
from config.places import Profile
from county.board import Key
from county.clock import ManualClock
from county.rights import Rights, Role
from feeds import frames
from feeds.connection import Link
from feeds.frames import FromServer
from tui.app import DeskApp
from tui.mirror import RECENT_KEPT, Mirror
from tui.picture import svg_of, text_of
from tui.rehearsed import RehearsedDesk
from tui.session import Session, no_desk
from tui.settings import Choices

if TYPE_CHECKING:  # the simulator loads the map library, which no screen needs
    from feeds.simulator.rehearsal import Rehearsal

SEAT = "console-1"
EPOCH = "rehearsal"
DAY_MS = 86_400_000

Form = Literal["svg", "txt"]


def frames_of(
    rehearsal: Rehearsal, profile: Profile, atlas: Atlas, role: Role = "officer"
) -> Iterator[FromServer]:
    """Give the frames by which a desk would show a seat this moment."""
    now, board = rehearsal.now, rehearsal.board
    yield frames.Welcome(
        version=frames.VERSION,
        seat=SEAT,
        role=role,
        areas=None,
        mode="exercise",
        county=profile.id,
        name=profile.name,
        epoch=EPOCH,
        head=board.seq,
        atlas=atlas.digest,
        now=now,
        keepalive_s=20.0,
    )
    yield frames.AtlasFrame(atlas)
    yield frames.Snapshot(
        part=1,
        parts=1,
        picture=board.view(Rights(role)),
        recent=tuple(rehearsal.entries[-RECENT_KEPT:]),
        positions=tuple(rehearsal.positions.values()),
    )
    yield frames.Tick(now=now, figures=_figures(rehearsal, profile), sources=rehearsal.heard)


def _figures(rehearsal: Rehearsal, profile: Profile) -> frames.Figures:
    """Count the day as the desk does: since local midnight."""
    offset = profile.utc_offset_minutes * 60_000
    midnight = (rehearsal.now + offset) // DAY_MS * DAY_MS - offset
    bought = [p for p in rehearsal.purchases if p.at >= midnight]
    tags = [
        entry.event.__class__.__name__ for entry in rehearsal.entries if entry.received >= midnight
    ]
    return frames.Figures(
        purchases=len(bought),
        litres=sum(p.litres for p in bought),
        warnings=tags.count("WarningRaised"),
        alarms=tags.count("AlarmReported"),
    )


Opened = Key | Literal["gasoline"] | None
"""The screen of an alarm or a warning, the gasoline screen, or nothing over the overview."""


async def still(
    app: DeskApp, width: int, height: int, form: Form, title: str, opened: Opened = None
) -> str:
    """Run `app` without a terminal until it stands still, and give what it shows.

    `opened`: what is opened first.
    """
    async with app.run_test(size=(width, height)) as pilot:
        app.show_news()
        await pilot.pause()
        if opened is not None:
            if opened == "gasoline":
                app.action_gasoline()
            else:
                app.open_record(opened)
            for _ in range(4):  # what the screen asked for is answered by then
                await pilot.pause()
        return svg_of(app, title) if form == "svg" else text_of(app)


def app_at(
    rehearsal: Rehearsal, profile: Profile, choices: Choices, role: Role = "officer"
) -> DeskApp:
    """Give the app with everything that a seat would have been told by then."""
    clock = ManualClock(rehearsal.now)
    mirror = Mirror(clock)
    for frame in frames_of(rehearsal, profile, atlas_of(profile), role):
        mirror.fold(frame)
    mirror.linked(Link("live", 0.0, round_trip_s=0.002, proven=True))
    app = DeskApp(Session(mirror, clock, no_desk, choices))
    app.asker = RehearsedDesk(rehearsal, profile)
    return app
