"""An officer's seat in a test: the real app on a mirror that a small desk feeds, no socket."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from msgspec.structs import replace
from textual.events import Paste
from textual.pilot import Pilot

from config.atlas import Atlas, pack
from county.clock import ManualClock
from county.commands import Ask
from county.refusals import Refusal, refuse
from county.rights import Role
from feeds import frames
from feeds.connection import Link, NotConnected
from feeds.frames import Done
from tests.county.samples import LEADER, NOON
from tests.tui.story import ATLAS, Desk
from tui.app import DeskApp, Line
from tui.mirror import Mirror
from tui.picture import text_of
from tui.place import Place
from tui.session import Session
from tui.settings import Choices, Kept
from tui.terminal import Terminal

SEQUENCES = re.compile(r"\x1b\[[0-9;]*[mH]")
"""What an app may send a terminal while it paints: colours and places."""

SQUARE = ((40.8, 109.7), (40.8, 110.3), (41.2, 110.3), (41.2, 109.7), (40.8, 109.7))
GROUND: Atlas = replace(ATLAS, outline=pack(SQUARE))
"""The small county with land under it."""


class Seat:
    """What an officer sees and does, and what the desk does with it."""

    def __init__(
        self,
        choices: Choices,
        role: Role = "officer",
        *,
        terminal: Terminal | None = None,
        place: Place | None = None,
        line: Line | None = None,
    ) -> None:
        self.clock = ManualClock(NOON)
        self.desk = Desk()
        self.asked: list[Ask] = []
        self.kept: list[Kept] = []
        """What was to be kept for the next shift."""
        self.silent = False
        """Whether the desk keeps what it decided to itself for now."""
        self.role = role
        self.mirror = Mirror(self.clock)
        self.session = Session(
            self.mirror, self.clock, self.send, choices, self.kept.append, terminal=terminal
        )
        self.app = DeskApp(self.session, line, place)

    async def send(self, command: Ask) -> Done:
        """Take a command as the desk does."""
        self.asked.append(command)
        if self.mirror.link is not None and self.mirror.link.state != "live":
            raise NotConnected(refuse("not_connected"))
        outcome = self.desk.county.obey(command, "wang", LEADER, self.clock.now())
        if isinstance(outcome, Refusal):
            return Done(id=1, refusal=outcome)
        self.desk.entries += [ruled.entry for ruled in outcome.entries]
        done = Done(id=1, seq=self.desk.seq)
        if not self.silent:
            self.tell()
        return done

    def connect(self) -> None:
        """Let the first picture come."""
        self.mirror.fold(replace(self.desk.welcome(), role=self.role))
        self.mirror.fold(frames.AtlasFrame(GROUND))
        for part in self.desk.snapshot():
            self.mirror.fold(part)
        self.link("live", proven=True)

    def tell(self) -> None:
        """Let the desk send what happened since; it is painted at once."""
        self.mirror.fold(self.desk.delta(self.mirror.seq))
        self.app.show_news()

    def link(self, state: str, **more: object) -> None:
        """Let the line to the desk change."""
        since = self.clock.monotonic()
        self.mirror.linked(Link(state, since=since, **more))  # type: ignore[arg-type] # a test's words

    def pass_time(self, seconds: float) -> None:
        """Let time pass, and the clock and the ages on the screen with it."""
        self.clock.advance(seconds)
        self.app.tick()
        self.app.show_news()

    @property
    def screen(self) -> str:
        """What stands on the screen."""
        return text_of(self.app)

    @property
    def written(self) -> str:
        """What a terminal would be sent to show the whole screen, without colours and moves."""
        update = self.app.screen._compositor.render_full_update()
        return SEQUENCES.sub("", update.render_segments(self.app.console)).replace("\n", "")

    def line(self, part: str) -> str:
        """Give the first line of the screen that holds `part`; "" when none does."""
        return next((line for line in self.screen.splitlines() if part in line), "")


@asynccontextmanager
async def seated(seat: Seat, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Pilot[None]]:
    """Sit down: run the app with what its mirror holds."""
    async with seat.app.run_test(size=size) as pilot:
        seat.app.show_news()
        await pilot.pause()
        yield pilot


def seat_with(
    *facts: object, lang: str = "zh", glyphs: str = "safe", role: Role = "officer"
) -> Seat:
    """Give a connected seat on a desk that was told `facts`."""
    seat = Seat(Choices(lang, glyphs), role)  # type: ignore[arg-type] # a test's words
    for fact in facts:
        seat.desk.report(fact)  # type: ignore[arg-type] # a report
    seat.connect()
    return seat


async def type_line(pilot: Pilot[None], line: str) -> None:
    """Put `line` into what has the keyboard, as a terminal hands over what was pasted."""
    focused = pilot.app.focused
    assert focused is not None
    focused.post_message(Paste(line))
    await pilot.pause()
