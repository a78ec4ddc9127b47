"""Everything that can be done, found by its name in either language or by pinyin initials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from county.words import CATALOGUE
from tui.keys import Key
from tui.session import Session
from tui.view.typed import narrow
from tui.widgets.field import Field
from tui.widgets.rows import Column, Row
from tui.widgets.table import LineTable


@dataclass(frozen=True)
class Entry:
    """Something that can be done."""

    word: str
    """Its name in the catalogue."""
    action: str
    cap: str = ""
    """The key that does it too."""

    @classmethod
    def of(cls, key: Key) -> Entry:
        """Offer what a key does."""
        return cls(f"key.{key.id}", key.action, key.caps)

    def matches(self, typed: str) -> bool:
        """Tell whether `typed` is in its name, or in the initials of its pinyin."""
        sought = narrow(typed).casefold().replace(" ", "")
        initials = CATALOGUE.get(f"{self.word}.initials", ("", ""))[0]
        names = (*CATALOGUE[self.word], initials)
        return any(sought in name.casefold().replace(" ", "") for name in names)


CHOICES = (
    Entry("choice.lang.zh", "choose('lang', 'zh')"),
    Entry("choice.lang.en", "choose('lang', 'en')"),
    Entry("choice.glyphs.safe", "choose('glyphs', 'safe')"),
    Entry("choice.glyphs.full", "choose('glyphs', 'full')"),
    Entry("choice.glyphs.ascii", "choose('glyphs', 'ascii')"),
    Entry("choice.ruler", "ruler"),
    Entry("choice.theme.night", "choose('theme', 'night')"),
    Entry("choice.theme.contrast", "choose('theme', 'contrast')"),
    Entry("choice.theme.mono", "choose('theme', 'mono')"),
    Entry("choice.notify.off", "choose('notify', 'off')"),
    Entry("choice.notify.osc9", "choose('notify', 'osc9')"),
    Entry("choice.notify.osc777", "choose('notify', 'osc777')"),
)
"""What an officer may choose of the screen."""


class Search(Field):
    """Where the name is typed; up and down move through what was found."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "screen.move(-1)", show=False),
        Binding("down", "screen.move(1)", show=False),
    ]


class PaletteScreen(ModalScreen[str | None]):
    """A list narrowed by typing; answers with the action that was chosen, None for none."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "close")]

    def __init__(self, session: Session, entries: Sequence[Entry]) -> None:
        super().__init__()
        self._session = session
        self._entries = entries

    def compose(self) -> ComposeResult:
        """Put the list under the line."""
        voice = self._session.voice
        with Vertical(id="palette"):
            yield Search(placeholder=voice.say("palette.search"), compact=True)
            columns = (
                Column("what", voice.say("column.what"), None),
                Column("other", "", 24),
                Column("key", voice.say("column.key"), 14),
            )
            yield LineTable(columns, placeholder=voice.say("palette.none"))

    def on_mount(self) -> None:
        """Offer everything."""
        self.query_one(Search).cursor_blink = False
        self.query_one(LineTable).glyphs = self._session.glyphs
        self._offer("")
        self.query_one(Search).focus()

    def _offer(self, typed: str) -> None:
        lang = self._session.choices.lang
        rows = []
        for entry in self._entries:
            if entry.matches(typed):
                zh, en = CATALOGUE[entry.word]
                here, there = (zh, en) if lang == "zh" else (en, zh)
                rows.append(Row(entry.action, (here, (there, "muted"), (entry.cap, "accent"))))
        self.query_one(LineTable).show(rows)

    def action_move(self, rows: int) -> None:
        """Move through what was found."""
        self.query_one(LineTable).action_move(rows)

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        self._offer(event.value)

    @on(Input.Submitted)
    def _take(self) -> None:
        key = self.query_one(LineTable).cursor_key
        self.dismiss(key if isinstance(key, str) else None)

    @on(LineTable.Chosen)
    def _chosen(self, event: LineTable.Chosen) -> None:
        self.dismiss(str(event.key))
