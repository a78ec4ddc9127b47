"""What came in, brought onto the screens: a few times a second at most, and ages with it."""

from __future__ import annotations

from textual import events
from textual.driver import Driver

from county.board import Key as Record
from tui.bell import Bell
from tui.driver.port import Later
from tui.looking import LookingApp
from tui.mirror import Changes
from tui.pace import Pace
from tui.screens.desk import DeskScreen
from tui.session import Session
from tui.turns import Turns

AT_ONCE_S = 0.001


class PaintingApp(LookingApp):
    """An app whose screens follow a session's mirror."""

    def __init__(self, session: Session, driver_class: type[Driver], turns: Turns | None) -> None:
        """Follow once `listen` was called. With `turns` it paints news only in its turn."""
        super().__init__(driver_class)
        self.session = session
        self._bell = Bell(session, self._beat, self.set_timer, self._tell_terminal)
        self._frame = Later(self._frame_due)
        self._pace = Pace()
        self._turns = turns
        self._news_wait = False
        """Whether news came in while the line was full."""
        self._ages_due = False

    @property
    def desks(self) -> list[DeskScreen]:
        """The screens of the desk that are open, the one in view last."""
        if not self.is_running:
            return []  # screens being taken down have lost their parts, and ticks still come
        return [s for s in self.screen_stack if isinstance(s, DeskScreen) and s.is_mounted]

    @property
    def is_cut_off(self) -> bool:
        """Whether there is no way to the desk at present."""
        link = self.session.mirror.link
        return link is not None and link.state in ("lost", "refused")

    # ---- when it is painted ---------------------------------------------------------------------

    def begin_pace(self) -> None:
        """Count the processor's time from now on: what was used before is not this officer's."""
        self._pace = Pace()

    def wake(self) -> None:
        """Have the next frame painted, however much comes in before it."""
        self._news_wait = self.is_line_full
        if not self._news_wait:
            self._frame.at(max(AT_ONCE_S, self._wait_s()))

    def _frame_due(self) -> None:
        self.post_message(events.Callback(self._paint))  # what fails in it then ends the app

    def _wait_s(self) -> float:
        """Give the seconds until news may be painted: as machine and line allow."""
        pressing = self.session.mirror.pressing or self.session.awaiting
        low = self.link_figures.low
        return max(self._pace.wait_s(pressing=pressing, low=low), self.rest_s)

    def line_free(self) -> None:
        """Have painted what came in while the line was full."""
        if self._news_wait:
            self.wake()

    def _paint(self) -> None:
        """Paint, unless the line has filled meanwhile, or needs to rest, or others are at it."""
        if self._wait_s() > 0 or self.is_line_full:
            self.wake()
            return
        if self._turns is not None and (wait_s := self._turns.wait_s()):
            self._frame.at(wait_s)
            return
        try:
            self._pace.painting()
            self.show_news()
            self.draw_lines()
            self._see()
        finally:
            if self._turns is not None:
                self._turns.give_back()

    # ---- what is painted ------------------------------------------------------------------------

    def listen(self) -> None:
        """Say everything there is by now, and follow the mirror from now on."""
        self.session.mirror.wake = self.wake
        self.session.mirror.take()
        self.survey()
        self._bell.listen(whole=True)
        for screen in self.desks[-1:]:
            screen.word()
        self.arrive()

    def show_news(self) -> None:
        """Bring what came in since the last frame onto the screens, and ages that are due."""
        with self.batch_update():
            self._show_changes()
            self.arrive()
            self._age()
        self.look_for_opening()

    def arrive(self) -> None:
        """Hear that the screens show what there is."""

    def _show_changes(self) -> None:
        changes = self.session.mirror.take()
        settled = self.session.settle()
        if settled:
            changes = Changes(changes.whole, changes.keys | settled, changes.moved, changes.topics)
        if not changes:
            return
        self.survey()
        self._bell.listen(whole=changes.whole)
        for screen in self.desks[:-1]:
            screen.behind = True
        for screen in self.desks[-1:]:
            if changes.topics & {"atlas", "welcome"}:
                screen.word()
            else:
                screen.show(changes)

    def tell_pending(self, record: Record | None) -> None:
        """Show that something was asked of a record, or that its answer came."""
        if record is not None:
            with self.batch_update():
                for screen in self.desks:
                    screen.refresh_record(record)
        if self.session.mirror.has_news:
            self.wake()

    def tick(self) -> None:
        """Bring the clock up to date, once a second, and the ages with the next painting."""
        self._ages_due = True
        self._see()
        self._bell.tick()
        with self.batch_update():
            for screen in self.desks[-1:]:
                screen.tick()
            if not self._frame.pending:
                self._age()
        self.watch_keyboard()
        self.draw_lines()

    def _age(self) -> None:
        """Bring ages up to date when a second has passed since they were."""
        if self._ages_due:
            self._ages_due = False
            for screen in self.desks[-1:]:
                screen.tick_body()

    # ---- what is seen and heard -----------------------------------------------------------------

    def post_display_hook(self) -> None:
        """See whether what was displayed is what keys can be about."""
        self._see()

    def _see(self) -> None:
        """Take keys from now on, if the county is in view, or the news that there is no way to it.

        Before that an officer cannot know what a key would be about: the row at the cursor of a
        board that came meanwhile. Telling them is safer than obeying late.
        """
        if self.blind and self.desks and (self.is_cut_off or self.desks[-1].shows_county):
            self.blind = False
            if self.typed_blindly:
                said = self.session.voice.say("app.typed_blindly", count=self.typed_blindly)
                self.desks[-1].notice(said, "caution")

    def _beat(self) -> None:
        self.bell()

    def _tell_terminal(self, data: str) -> None:
        """Send the terminal what is no picture."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(data)
