"""What was copied, said and shown: a terminal that takes no copies still lets it be selected."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.binding import Binding

from tui.screens.page import PageScreen
from tui.session import Session

if TYPE_CHECKING:
    from tui.app import DeskApp

MOST_BYTES = 74_994 // 4 * 3
"""Bytes that a terminal is sent at most: 74,994 once encoded, which those in use take whole."""


def within(text: str) -> str:
    """Give as much of `text` as a terminal takes, in whole characters."""
    return text.encode()[:MOST_BYTES].decode(errors="ignore")


class CopiedScreen(PageScreen):
    """The text that was copied, bare of frames, the mouse left to the terminal while it stands."""

    BINDINGS = [Binding("y,7", "dismiss", "close", id="copied.close")]  # noqa: RUF012 - Textual's own

    def __init__(self, session: Session, text: str) -> None:
        taken = within(text)
        title = session.voice.say("copied.title", count=len(taken))
        if taken != text:
            title = f"{title} {session.voice.say('copied.cut', count=len(text))}"
        super().__init__(session, title, [("", line, "") for line in taken.splitlines()])

    def on_mount(self) -> None:
        """Leave the mouse to the terminal."""
        super().on_mount()
        self._desk.lend_mouse(True)

    def on_unmount(self) -> None:
        """Take the mouse back, if the desk had it."""
        self._desk.lend_mouse(False)

    @property
    def _desk(self) -> DeskApp:
        return cast("DeskApp", self.app)
