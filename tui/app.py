"""The app: one officer's desk, from when they sit down until they leave."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from typing import Any, Protocol

from rich.text import Text
from textual.driver import Driver
from textual.filter import LineFilter

from county.board import Key as Record
from tui.driver.drawing import CalmScreen
from tui.driver.local import local_driver
from tui.grammar import GoTo, Help, Quit, SetGlyphs, SetLang, ShowUnit, View
from tui.locking import Guard
from tui.looking import Asker, Surveyor
from tui.painting import PaintingApp
from tui.place import Place, go, place_of
from tui.screens.looks import PaneName
from tui.screens.opening import screen_for
from tui.screens.overview import OverviewScreen
from tui.screens.ruler import RulerScreen
from tui.session import Session
from tui.sheet import SharedSheet
from tui.themes import NIGHT, THEMES
from tui.turns import Turns

FIRST_S = 0.3
"""How long the first drawing waits for what it should show, in seconds: each drawing costs as much
as all else until then."""

logger = logging.getLogger(__name__)


class Line(Guard, Asker, Surveyor, Protocol):
    """What feeds the mirror for as long as the app runs: `feeds.connection.Connection`."""

    async def run(self) -> object:
        """Follow the desk until cancelled, or until it refuses for good."""


class DeskApp(PaintingApp):
    """Shows a session's mirror and carries the officer's commands.

    Without a `line` it shows what was folded before, and nothing more comes.
    """

    CSS_PATH = "desk.tcss"
    ENABLE_COMMAND_PALETTE = False  # ours speaks both languages and has no screenshot command

    def __init__(
        self,
        session: Session,
        line: Line | None = None,
        place: Place | None = None,
        driver: type[Driver] | None = None,
        *,
        vacant: bool = False,
        turns: Turns | None = None,
    ) -> None:
        """Begin on the overview, or at `place` as soon as there is a picture to show.

        Without a `driver` it runs at the terminal that the program was started at. A `vacant` one
        lays the overview out and then does nothing until somebody sits down. With `turns` it paints
        news only in its turn.
        """
        super().__init__(session, driver or local_driver(session.depth), turns)
        self.overview = OverviewScreen(session)
        self._vacant = vacant
        self._line, self._landing = line, place
        self._views: tuple[Record | PaneName | None, Record | PaneName | None] = (None, None)
        """What was read before, and what is read now."""
        self.incident = ""
        """What names the record of a failure in the log; "" while all is well."""
        self.animation_level = "none"
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = session.theme
        self.stylesheet = SharedSheet(variables=self.get_css_variables())

    async def on_mount(self) -> None:
        """Lay the overview out, for whoever sits here."""
        self.push_screen(self.overview)
        if not self._vacant:
            self.sit_down(self._line, self._landing)

    def sit_down(self, line: Line | None, place: Place | None) -> None:
        """Have the officer of the session sit here, from now on until they leave.

        Without a `line` all that they see is what was folded before.
        """
        if line is not None:
            self._line = self.guard = self.asker = self.surveyor = line
        self.session.place = self._landing = place
        self.blind = line is not None
        opening = ExitStack()
        opening.enter_context(self.batch_update())
        self.begin_pace()
        self.theme = self.session.theme
        self.mouse = self.session.terminal is None or self.session.terminal.mouse
        self.set_low(self.session.choices.low)
        self.take_mouse(self.mouse)
        self.set_keymap(self.session.choices.keymap)
        if line is not None:
            self.run_worker(line.run(), name="line")
        self.run_worker(self._draw_first(opening), name="opening")

    async def _draw_first(self, opening: ExitStack) -> None:
        """Draw once every part has its place and has said what it has to say, not at each step."""
        with opening:
            if self._line is not None:
                await self._first_news()
            await self._rest()
            self.listen()
            await self._rest()
            for desk in self.desks[-1:]:
                desk.lay_out()  # a banner came or went
            await self._rest()
        front = self.screen
        if isinstance(front, CalmScreen):
            front.draw()
        else:
            front.check_idle()  # the ruler lies over the county: Textual draws both
        self.set_interval(1.0, self.tick)
        self.wake()
        if self._landing is None:
            self._measure()

    async def _first_news(self) -> None:
        """Wait for the county, or for the news that there is no way to it, but not for long."""
        mirror, came = self.session.mirror, asyncio.Event()

        def look() -> None:
            mirror.take()  # the first picture shows all that there is
            self.survey()
            if mirror.has_picture or self.is_cut_off:
                came.set()

        mirror.wake = look
        look()
        with suppress(TimeoutError):
            await asyncio.wait_for(came.wait(), FIRST_S)

    async def _rest(self) -> None:
        """Wait until no part of the screen has anything left to do, but not for long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(FIRST_S):
                while not self.at_rest:  # noqa: ASYNC110 - no one event tells of all parts
                    await asyncio.sleep(0)

    def arrive(self) -> None:
        """Go where the officer stood at the end of the last connection, once there is a picture."""
        if self._landing is not None and self.session.mirror.has_picture and self.desks:
            place, self._landing = self._landing, None
            go(self, place)
            self._measure()

    def _measure(self) -> None:
        """Ask once how the terminal draws, where the question leaves the alarms in view."""
        if self.session.lock.locked:
            return
        if self.session.unmeasured and RulerScreen.fits(self.size):
            self.push_screen(RulerScreen(self.session))

    def tick(self) -> None:
        """Bring up to date what passes with time, and note where the officer stands."""
        super().tick()
        if self._landing is None and self.desks and self.session.mirror.has_picture:
            self.session.stand(place_of(self))

    # ---- what the officer wants of the screen ---------------------------------------------------

    def choose(self, **changes: Any) -> None:
        """Change choices and say everything anew."""
        self.session.choose(**changes)
        self.set_low(self.session.choices.low)
        self.set_depth(self.session.depth)
        self.theme = self.session.theme
        with self.batch_update():
            for screen in self.desks:
                screen.word()

    def visit(self, view: Record | PaneName) -> None:
        """Note what is read now."""
        if view != self._views[-1]:
            self._views = (self._views[-1], view)

    def last_view(self) -> bool:
        """Go to what was read before; tell whether there is such a thing."""
        last = self._views[0]
        if isinstance(last, tuple):
            self.open_record(last)
        elif last is not None:
            while len(self.desks) > 1:
                self.pop_screen()
            self.overview.bring(last)
        return last is not None

    def view(self, command: View) -> None:
        """Do what changes the screen and nothing else."""
        match command:
            case GoTo():
                self.open_record(("alarm", command.alarm))
            case ShowUnit():
                self.open_record(("unit", command.unit))
            case SetLang():
                self.choose(lang=command.lang)
            case SetGlyphs():
                self.choose(glyphs=command.glyphs)
            case Help():
                self.desks[-1].action_help()
            case Quit():
                self.exit()
            case _:
                self.look_up(command)

    def open_record(self, record: Record, part: str = "act") -> None:
        """Open an alarm, with a part of it in front, or a warning; a unit is shown on the map."""
        screen = screen_for(self.session, record, part)
        while len(self.desks) > 1 and self.screen is self.desks[-1]:
            self.pop_screen()
        if screen is not None:
            self.push_screen(screen)
        else:
            self.overview.bring("map")
            self.overview.map.go_to(record)

    def action_help_quit(self) -> None:
        """Say how to leave: Ctrl+C is what people press to copy."""
        for screen in self.desks[-1:]:
            screen.notice(self.session.voice.say("app.leaving"))

    # ---- what Textual asks ----------------------------------------------------------------------

    def get_default_screen(self) -> CalmScreen:
        """Give what lies under the overview; the terminal never sees it."""
        return CalmScreen(id="_default")

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give our own colours to themes that do not name them."""
        return NIGHT.variables

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Filter no colours: the driver draws in those that the session's terminal has.

        Textual's filter for NO_COLOR goes by this process's environment, which may be a server's,
        and fails on text that has no style.
        """
        return ()

    # ---- when something of ours fails -----------------------------------------------------------

    def _fatal_error(self) -> None:
        """End with one line that names the record of the failure in the log.

        Textual's own prints a traceback with the values of all variables to the terminal, and so
        what callers said to whoever looks at it.
        """
        self.incident = uuid.uuid4().hex[:8]
        logger.error("incident %s", self.incident, exc_info=self._exception)
        said = self.session.voice.say("app.failed", incident=self.incident)
        self._exit_renderables[:] = [Text(said)]
        self._close_messages_no_wait()
