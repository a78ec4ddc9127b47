"""What can be done: the keys of the screen it was asked on, and every command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from tui.grammar import help_lines
from tui.keys import Key
from tui.panes.facts import Fact, Facts
from tui.session import Session
from tui.widgets.text import fit, plain


class HelpScreen(ModalScreen[None]):
    """A page to read; the keys that close it are the ones that close anything."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,ｑ,enter,f1,question_mark,fullwidth_question_mark", "dismiss", "close")
    ]

    def __init__(self, session: Session, keys: Sequence[Key]) -> None:
        super().__init__()
        self._session = session
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Put the page in a frame."""
        with VerticalScroll(id="help") as page:
            page.border_title = plain(self._session.voice.say("help.title"))
            page.border_subtitle = plain(self._session.voice.say("help.close"))
            yield Facts()

    def on_mount(self) -> None:
        """Write the page."""
        facts = self.query_one(Facts)
        facts.glyphs = self._session.glyphs
        facts.show(list(self._lines()))
        self.query_one("#help").focus()

    def _lines(self) -> Iterator[Fact]:
        voice, glyphs = self._session.voice, self._session.glyphs
        yield ("", voice.say("help.keys"), "accent")
        for key in self._keys:
            yield (key.caps, voice.say(f"key.{key.id}"), "")
        for name in ("move", "choose", "map"):
            yield (voice.say(f"help.{name}.keys"), voice.say(f"help.{name}"), "")
        yield ("", " ", "")
        yield ("", voice.say("help.commands"), "accent")
        for line in help_lines(voice.lang):
            yield (line.form, f"{fit(line.names, 22)} {line.help}", "")
        yield ("", " ", "")
        yield ("", voice.say("help.marks"), "accent")
        for priority in (1, 2, 3, 4):
            meaning = voice.say(f"priority.{priority}.meaning")
            yield (glyphs.alarm(priority), f"{voice.say(f'priority.{priority}')} {meaning}", "")
        yield (glyphs.unacknowledged, voice.say("help.unacknowledged"), "")
        yield ("~", voice.say("help.pending"), "")
        yield (glyphs.warning, voice.say("help.warning"), "")
        for kind, glyph in glyphs.units.items():
            yield (glyph, voice.say(f"unit.{kind}"), "")
