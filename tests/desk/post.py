"""An officer's real screen on a county that a scenario is played to: sped up, in step, no socket."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from config.atlas import atlas_of
from config.places import Profile
from county.commands import Ask
from county.fields import Lang
from county.refusals import Refusal
from feeds import frames
from feeds.connection import Link
from feeds.frames import Done
from feeds.simulator.rehearsal import Performance
from feeds.simulator.scenario import Scenario
from tui.app import DeskApp
from tui.mirror import Mirror
from tui.picture import text_of
from tui.session import Session
from tui.settings import Choices
from tui.still import frames_of

KEY_S = 0.25
"""How long the officer needs for a key, in seconds of the wall."""


class Post:
    """A screen, the county behind it, and an officer who presses one key after the other."""

    def __init__(self, scenario: Scenario, profile: Profile, speed: float, lang: Lang) -> None:
        self.play = Performance(scenario, profile, lang=lang, speed=speed)
        self.speed = speed
        self.keys: deque[str] = deque()
        """What the officer is about to press."""
        self.pressed = 0
        self._profile = profile
        self._mirror = Mirror(self.play.clock)
        choices = Choices(lang, "safe", ruler=True)
        self.app = DeskApp(Session(self._mirror, self.play.clock, self._send, choices))
        self._seen_at = 0
        self._played_s = 0.0
        self._ticked = 0

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return text_of(self.app)

    @property
    def wall_s(self) -> float:
        """How long it has been played, in seconds of the wall."""
        return self._played_s / self.speed

    async def _send(self, command: Ask) -> Done:
        outcome = self.play.ask(command)
        if isinstance(outcome, Refusal):
            return Done(id=1, refusal=outcome)
        done = Done(id=1, seq=self.play.county.board.seq)
        self._tell()
        return done

    def run(self, until_s: float) -> None:
        """Let the play come to its second `until_s` before anybody looks."""
        self.play.run(until_s)
        self._played_s = until_s

    @asynccontextmanager
    async def manned(self, size: tuple[int, int] = (160, 45)) -> AsyncIterator[Pilot[None]]:
        """Sit down: the block begins when the county as it stands now is on the screen."""
        for frame in frames_of(self.play.rehearsal, self._profile, atlas_of(self._profile)):
            self._mirror.fold(frame)
        self._seen_at = self.play.clock.now()
        self._mirror.linked(Link("live", self.play.clock.monotonic(), proven=True))
        async with self.app.run_test(size=size) as pilot:
            self.app.show_news()
            await pilot.pause()
            yield pilot

    async def step(self, pilot: Pilot[None]) -> None:
        """Let a key's time pass: the play goes on, the screen shows it, and a key is pressed."""
        self._played_s += KEY_S * self.speed
        self.play.run(self._played_s)
        self._tell()
        if int(self.wall_s) != self._ticked:
            self._ticked = int(self.wall_s)
            self.app.tick()
        self.app.show_news()
        if self.keys:
            self.pressed += 1
            await pilot.press(self.keys.popleft())
        await pilot.pause()

    def _tell(self) -> None:
        """Send the screen what happened since."""
        rehearsal, mirror = self.play.rehearsal, self._mirror
        entries = tuple(rehearsal.entries[mirror.seq :])
        if entries:
            mirror.fold(frames.Delta(after=mirror.seq, through=entries[-1].seq, entries=entries))
        now = self.play.clock.now()
        moved = tuple(p for p in rehearsal.positions.values() if p.received > self._seen_at)
        mirror.fold(frames.Tick(now=now, positions=moved, sources=dict(rehearsal.heard)))
        self._seen_at = now
