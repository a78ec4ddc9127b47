"""A seat that was left alone is locked: the screen stays, the keys do nothing until its PIN."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from rich.text import Text
from textual import events

from county.refusals import Refusal, ZhibanError, refuse
from feeds.frames import Done, Welcome
from tui.hands import Act, HandsApp
from tui.view.typed import narrow

if TYPE_CHECKING:  # screens know of sessions, and sessions of locks
    from tui.screens.desk import DeskScreen
    from tui.session import Session

WARNED_S = 30
"""How long before its end a session without a PIN is told of it, in seconds."""

EDITING = frozenset({"enter", "escape", "backspace", "delete", "left", "right", "home", "end"})
"""Keys beside letters and digits that the line for a PIN takes."""


class Guard(Protocol):
    """How the desk hears of it: a part of `feeds.connection.Connection`."""

    def present(self) -> None:
        """Say that somebody is at the keyboard."""

    async def lock(self) -> None:
        """Have the seat locked. Raises ZhibanError when the line is down."""

    async def unlock(self, pin: str) -> Done:
        """Give the seat's PIN. Raises ZhibanError when the line is down."""


class LockingApp(HandsApp):
    """An app whose keys do nothing while the seat is locked, but ask for the PIN."""

    session: Session
    guard: Guard | None = None
    """Who tells the desk; None when there is no desk."""
    _greeted: Welcome | None = None

    async def take(self, act: Act) -> None:
        """Hand on what an officer may do now."""
        if self.session.lock.locked:
            if not self._takes_pin(act):
                return
        elif not isinstance(act, events.MouseMove):
            self._touch()
        await super().take(act)

    def _touch(self) -> None:
        self.session.lock.touch()
        if self.guard is not None:
            self.guard.present()

    def _takes_pin(self, act: Act) -> bool:
        """Open the line for the PIN at any key; tell whether what was typed belongs into it."""
        if not self.desks:
            return False
        front = self.desks[-1]
        if not front.prompt.asks_pin:
            if isinstance(act, events.Key):
                front.ask_pin()
            return False
        if isinstance(act, events.Key):
            return act.is_printable or act.key in EDITING
        return isinstance(act, events.Paste)

    # ---- once a second --------------------------------------------------------------------------

    def watch_keyboard(self) -> None:
        """Lock, or leave, when nobody was there for as long as the desk allows."""
        welcome = self.session.mirror.welcome
        if welcome is None:
            return
        if welcome is not self._greeted:
            self._greeted = welcome
            if welcome.locked or self.session.lock.locked:
                self.lock()
        if not welcome.idle_lock_s or self.session.lock.locked:
            return
        left_s = self.session.lock.left_s(welcome.idle_lock_s)
        if welcome.has_pin:
            if left_s <= 0:
                self.lock()
        elif left_s <= 0:
            self.exit(message=Text(self.session.voice.say("lock.left")))
        elif left_s <= WARNED_S:
            self._warn(left_s)

    def _warn(self, left_s: float) -> None:
        said = self.session.voice.say("lock.leaving", seconds=f"{left_s:.0f}")
        for screen in self.desks[-1:]:
            screen.notice(said, "alert")

    @property
    def desks(self) -> list[DeskScreen]:
        """The screens of the desk that are open, the one in view last."""
        raise NotImplementedError

    # ---- locking and unlocking ------------------------------------------------------------------

    def lock(self) -> None:
        """Lock the seat: put away what lies over the county, and tell the desk."""
        self.session.lock.locked = True
        if not self.desks:
            return
        front = self.desks[-1]
        while self.screen is not front:
            self.pop_screen()
        front.prompt.close()
        front.word()
        if self.guard is not None:
            self.run_worker(self._tell_locked(self.guard))

    async def _tell_locked(self, guard: Guard) -> None:
        with suppress(ZhibanError):  # the line broke: the desk's next greeting is answered
            await guard.lock()

    async def unlock(self, pin: str) -> Refusal | None:
        """Give the PIN to the desk; gives why when the seat stays locked."""
        if self.guard is None:
            return refuse("not_connected")
        try:
            done = await self.guard.unlock(narrow(pin))
        except ZhibanError as fault:
            return fault.refusal
        if done.refusal is None:
            self.session.lock.locked = False
            self.session.lock.touch()
            for screen in self.desks:
                screen.word()
        return done.refusal
