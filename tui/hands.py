"""What comes from the officer's hands, before it reaches a screen."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import Input

from tui.driver.drawing import Drawing
from tui.keys import narrowed


class HandsApp(Drawing[None], inherit_bindings=False):
    """An app that reads full-width keys as the narrow ones, wherever no text is typed.

    Textual's own way out, ctrl+q, is not bound: it is what people press after ctrl+s has stopped
    their terminal.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "help_quit", show=False, id="app.leaving"),
    ]

    mouse = True
    """Whether the desk has the mouse; the terminal has it otherwise, to select text with."""

    def toggle_mouse(self) -> bool:
        """Leave the mouse to the terminal, or take it back; tell whether the desk has it now."""
        self.mouse = not self.mouse
        self.take_mouse(self.mouse)
        return self.mouse

    def lend_mouse(self, lent: bool) -> None:
        """Leave the mouse to the terminal for a while, and take it back if the desk had it."""
        if self.mouse:
            self.take_mouse(not lent)

    async def on_event(self, event: events.Event) -> None:
        """Take what was pressed, and hand everything on."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            event = event if isinstance(self.focused, Input) else narrowed(event)
        await super().on_event(event)
