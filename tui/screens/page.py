"""A page to read over the screen that it was asked on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from tui.panes.facts import Fact, Facts
from tui.session import Session
from tui.widgets.text import plain


class PageScreen(ModalScreen[None]):
    """A title and lines; the keys that close it are the ones that close anything."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter,space,f1,question_mark", "dismiss", "close", id="page.close")
    ]

    def __init__(self, session: Session, title: str, lines: Iterable[Fact]) -> None:
        super().__init__()
        self._session = session
        self._heading = title
        self._lines = list(lines)

    def compose(self) -> ComposeResult:
        """Put the page in a frame."""
        with VerticalScroll(id="page") as page:
            page.border_title = plain(self._heading)
            page.border_subtitle = plain(self._session.voice.say("help.close"))
            yield Facts()

    def on_mount(self) -> None:
        """Write the page."""
        facts = self.query_one(Facts)
        facts.glyphs = self._session.glyphs
        facts.show(self._lines)
        self.query_one("#page").focus()
