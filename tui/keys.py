"""Every key of the screens, in one place: what it does, and its twins.

A Chinese input method swallows letters or sends them full width, so each letter has its full-width
twin and a function key or a digit besides.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from textual.binding import Binding, BindingType
from textual.keys import format_key


@dataclass(frozen=True)
class Key:
    """A key: its name in the catalogue is ``key.<id>``."""

    id: str
    keys: tuple[str, ...]
    """The key that people learn, then its twins, by Textual's names."""
    action: str
    in_line: bool = False
    """Whether the line of keys at the bottom shows it."""

    @property
    def cap(self) -> str:
        """What stands on the key."""
        first = self.keys[0]
        return first.upper() if first[0] == "f" and first[1:].isdigit() else format_key(first)

    @property
    def caps(self) -> str:
        """The key and those of its twins that are not the same key full width."""
        narrow = (k for k in self.keys if not _is_full_width(k))
        return " ".join(Key(self.id, (key,), "").cap for key in narrow)


def _letter(letter: str, *twins: str) -> tuple[str, ...]:
    return (letter, *twins, chr(ord(letter) - 0x20 + 0xFF00))


def _is_full_width(key: str) -> bool:
    wide = len(key) == 1 and unicodedata.east_asian_width(key) == "F"
    return wide or key.startswith("fullwidth_")


COMMON = (
    Key("help", ("question_mark", "f1", "fullwidth_question_mark"), "help", in_line=True),
    Key("command", ("colon", "f9", "fullwidth_colon"), "command", in_line=True),
    Key("palette", ("ctrl+p",), "palette", in_line=True),
    Key("language", ("f8",), "language"),
    Key("mute", _letter("b", "f7"), "mute"),
    Key("quit", _letter("q", "f10"), "leave"),
)
"""Keys of every screen."""

OVERVIEW = (
    Key("acknowledge", _letter("a", "f2"), "ask('a')", in_line=True),
    Key("dispatch", _letter("d", "f4"), "ask('d')", in_line=True),
    Key("verify", _letter("v", "f12"), "ask('v')"),
    Key("filter", ("slash", "f3", "fullwidth_solidus"), "filter", in_line=True),
    Key("maximise", _letter("z", "f5"), "maximise", in_line=True),
    Key("jump", ("semicolon", "f6", "fullwidth_semicolon"), "jump"),
    Key("back", ("escape",), "back"),
    *(
        Key(f"pane.{number}", (str(number), chr(0xFF10 + number)), f"pane({number})")
        for number in range(1, 7)
    ),
)
"""Keys of the overview."""

ALARM = (
    Key("acknowledge", ("1", *_letter("a", "f2"), "１"), "ask('a')", in_line=True),
    Key("dispatch", ("2", *_letter("d", "f4"), "２"), "ask('d')", in_line=True),
    Key("note", ("3", *_letter("n"), "３"), "ask('n')", in_line=True),
    Key("feedback", ("4", *_letter("f"), "４"), "ask('f')", in_line=True),
    Key("close", ("5", *_letter("c"), "５"), "ask('c')", in_line=True),
    Key("cancel", ("6", *_letter("x"), "６"), "ask('x')"),
    Key("back", ("escape",), "back", in_line=True),
)
"""Keys of an alarm's record."""

WARNING = (
    Key("verify", ("1", *_letter("v", "f2"), "１"), "ask('v')", in_line=True),
    Key("back", ("escape",), "back", in_line=True),
)
"""Keys of a warning's record."""


def bindings(keys: Iterable[Key]) -> list[BindingType]:
    """Bind `keys`; their words come from the catalogue when they are shown, in any language."""
    return [Binding(",".join(key.keys), key.action, key.id, id=f"desk.{key.id}") for key in keys]
