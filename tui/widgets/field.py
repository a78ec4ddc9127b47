"""The one input that screens use: what is pasted into it is cleaned before it is drawn."""

from __future__ import annotations

from textual.events import Paste
from textual.widgets import Input

from county.text import clean


class Field(Input):
    """A line to type in.

    Textual draws an input's text as it is, and a paste may bring what a terminal obeys; a key
    cannot: only printable characters are taken from keys.
    """

    def on_paste(self, event: Paste) -> None:
        """Clean what is pasted, before Textual's own handler inserts it; its lines become one."""
        event.text = clean(event.text)
