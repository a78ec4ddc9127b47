"""Letters over the panes: one key goes to any of them, wherever the keyboard is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.screens.looks import PaneName
from tui.view.typed import narrow
from tui.widgets.text import plain

LETTERS = "asdfgh"
"""Under the left hand's fingers, one for each pane."""


class Goal(NamedTuple):
    """A pane to go to, and where its letter stands."""

    pane: PaneName
    title: str
    at: Offset


class JumpScreen(ModalScreen[PaneName | None]):
    """Lies over the overview for one key; answers with the pane whose letter it was."""

    def __init__(self, goals: Sequence[Goal]) -> None:
        super().__init__()
        self._goals = dict(zip(LETTERS, goals, strict=False))

    def compose(self) -> ComposeResult:
        """Put each letter on its pane."""
        for letter, goal in self._goals.items():
            label = Static(plain(f" {letter.upper()}  {goal.title} "), classes="jump")
            label.styles.offset = goal.at
            yield label

    def on_key(self, event: events.Key) -> None:
        """Go to the pane of the letter; any other key goes nowhere."""
        event.stop()
        letter = narrow(event.character or "").casefold()
        goal = self._goals.get(letter)
        self.dismiss(goal.pane if goal else None)
