"""What can be done: the keys of the screen it was asked on, and every command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from county.alarms import STAGES
from tui.grammar import help_lines
from tui.keys import Key
from tui.panes.facts import Fact
from tui.screens.page import PageScreen
from tui.session import Session
from tui.widgets.text import fit


class HelpScreen(PageScreen):
    """The page of keys, commands and marks."""

    def __init__(self, session: Session, keys: Sequence[Key]) -> None:
        super().__init__(session, session.voice.say("help.title"), _lines(session, keys))


def _lines(session: Session, keys: Sequence[Key]) -> Iterator[Fact]:
    voice, glyphs = session.voice, session.glyphs
    yield ("", voice.say("help.keys"), "accent")
    for key in keys:
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
    stages = " ".join(voice.say(f"stage.{stage}.mark") for stage in STAGES)
    yield (stages, voice.say("help.stages"), "")
    yield (" ".join(glyphs.bands), voice.say("help.bands"), "")
    yield (glyphs.unacknowledged, voice.say("help.unacknowledged"), "")
    yield ("~", voice.say("help.pending"), "")
    yield (glyphs.warning, voice.say("help.warning"), "")
    for kind, glyph in glyphs.units.items():
        yield (glyph, voice.say(f"unit.{kind}"), "")
