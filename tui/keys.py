"""Every key of the screens, in one place: what it does, and its twins.

A Chinese input method swallows letters or sends them full width: so a full-width key is read as the
narrow one, and each letter has a function key or a digit besides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from textual.binding import Binding, BindingType
from textual.events import Key as Pressed
from textual.keys import KEY_NAME_REPLACEMENTS, format_key

from tui.view.typed import narrow


@dataclass(frozen=True)
class Key:
    """A key: its name in the catalogue is ``key.<id>``."""

    id: str
    keys: tuple[str, ...]
    """The key that people learn, then its twins, by Textual's names."""
    action: str
    in_line: bool = False
    """Whether the line of keys at the bottom shows it."""
    spare: bool = False
    """Whether that line leaves it out where there is no room for all."""

    @property
    def cap(self) -> str:
        """What stands on the key."""
        first = self.keys[0]
        return first.upper() if first[0] == "f" and first[1:].isdigit() else format_key(first)

    @property
    def caps(self) -> str:
        """The key and its twins."""
        return " ".join(replace(self, keys=(key,)).cap for key in self.keys)

    @property
    def name(self) -> str:
        """What a keymap calls it."""
        return f"desk.{self.id}"

    def mapped(self, keymap: Mapping[str, str]) -> Key:
        """Give it with the keys that the officer's keymap has for it, if any."""
        own = keymap.get(self.name)
        return replace(self, keys=tuple(own.split(","))) if own else self


def narrowed(pressed: Pressed) -> Pressed:
    """Give the key that was meant under an input method: the narrow twin of a full-width one."""
    name = pressed.key
    if name.startswith(WIDE):
        meant = name.removeprefix(WIDE)
        name = KEY_NAME_REPLACEMENTS.get(meant, meant)
    elif len(name) == 1:
        name = narrow(name)
    else:
        name = IDEOGRAPHIC.get(name, name)
    return (
        pressed if name == pressed.key else Pressed(name, narrow(pressed.character or "") or None)
    )


WIDE = "fullwidth_"
"""How Textual's names of full-width signs begin: the narrow sign's name follows."""

IDEOGRAPHIC = {
    "ideographic_space": "space",
    "ideographic_comma": "slash",
    "ideographic_full_stop": "full_stop",
}
"""What an input method makes of keys that have no full-width twin."""


COMMON = (
    Key("help", ("question_mark", "f1"), "help", in_line=True),
    Key("command", ("colon", "f9"), "command", in_line=True),
    Key("palette", ("ctrl+p",), "palette", in_line=True),
    Key("find", ("ctrl+f",), "app.find"),
    Key("sales", ("ctrl+l",), "app.sales"),
    Key("requests", ("ctrl+r",), "app.requests"),
    Key("gasoline", ("P", "ctrl+y"), "app.gasoline"),
    Key("workbench", ("W", "ctrl+w"), "app.workbench"),
    Key("language", ("f8",), "language"),
    Key("copy", ("y", "7"), "copy"),
    Key("mouse", ("m", "8"), "mouse"),
    Key("low", ("s", "9"), "low"),
    Key("last_view", ("minus", "0"), "last_view"),
    Key("mute", ("b", "f7"), "mute"),
    Key("quit", ("q", "f10"), "leave"),
)
"""Keys of every screen."""

AVOIDED = frozenset(
    {
        *("ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m"),  # the bytes of backspace, tab and enter
        *("ctrl+a", "ctrl+b"),  # what screen and tmux listen to
        *("ctrl+s", "ctrl+q", "ctrl+z"),  # stops a terminal, lets it go on, suspends
        "shift+f3",  # the bytes of a report of the cursor's place
    }
)
"""Keys that do not come through everywhere."""

OVERVIEW = (
    Key("acknowledge", ("a", "f2"), "ask('a')", in_line=True),
    Key("dispatch", ("d", "f4"), "ask('d')", in_line=True),
    Key("undo", ("u", "ctrl+u"), "give('u')"),
    Key("take_over", ("T", "ctrl+t"), "give('t')"),
    Key("merge", ("M", "ctrl+g"), "merge"),
    Key("verify", ("v", "f12"), "ask('v')"),
    Key("oldest", ("o", "ctrl+o"), "oldest"),
    Key("group", ("g", "ctrl+e"), "group"),
    Key("filter", ("slash", "f3"), "filter", in_line=True),
    Key("maximise", ("z", "f5"), "maximise", in_line=True),
    Key("jump", ("semicolon", "f6"), "jump"),
    Key("back", ("escape",), "back"),
    *(Key(f"pane.{number}", (str(number),), f"pane({number})") for number in range(1, 7)),
)
"""Keys of the overview."""

ALARM = (
    Key("acknowledge", ("a", "f2"), "ask('a')", in_line=True),
    Key("dispatch", ("d", "f4"), "dispatch", in_line=True),
    Key("plan", ("p", "f5"), "plan", in_line=True),
    Key("undo", ("u", "f6"), "give('u')", in_line=True),
    Key("feedback", ("f", "f3"), "ask('f')", in_line=True),
    Key("note", ("n", "ctrl+n"), "ask('n')"),
    Key("close", ("c", "f12"), "ask('c')", in_line=True),
    Key("cancel", ("x", "ctrl+x"), "ask('x')"),
    Key("take_over", ("T", "ctrl+t"), "give('t')"),
    Key("merge", ("M", "ctrl+g"), "merge"),
    Key("story", ("e", "ctrl+e"), "story"),
    Key("next_alarm", ("right_square_bracket", "ctrl+down"), "turn(1)"),
    Key("previous_alarm", ("left_square_bracket", "ctrl+up"), "turn(-1)"),
    *(Key(f"part.{number}", (str(number),), f"part({number})") for number in range(1, 7)),
    Key("back", ("escape",), "back", in_line=True),
)
"""Keys of an alarm's record; its parts have the numbers that panes have on the overview."""

SEARCH = (
    Key("seek", ("slash", "f3"), "seek", in_line=True),
    Key("older", ("n", "right_square_bracket"), "older", in_line=True),
    Key("back", ("escape",), "back", in_line=True),
)
"""Keys of what was found."""

OF_PURCHASE = (
    Key("correct", ("c", "ctrl+x"), "ask('correct')", in_line=True, spare=True),
    Key("unmask", ("u", "ctrl+u"), "ask('unmask')", in_line=True, spare=True),
)
"""Keys about one purchase: the one under the cursor, or the newest that a warning rests on."""

OF_WARNING = (
    Key("hand", ("d", "ctrl+d"), "ask('hand')", in_line=True, spare=True),
    *OF_PURCHASE,
    Key("same_buyer", ("at",), "same_buyer"),
)
"""Keys about one warning, on its record and in the list."""

SALES = (*SEARCH, *OF_PURCHASE)
"""Keys of the purchases that were found."""

REQUESTS = (
    Key("consent", ("c", "f2"), "answer('consent')", in_line=True),
    Key("withhold", ("w", "f4"), "answer('withhold')", in_line=True),
    Key("back", ("escape",), "back", in_line=True),
)
"""Keys of what waits for a second person."""

GASOLINE = (
    Key("verify", ("v", "f12"), "ask('v')", in_line=True),
    Key("found.lawful", ("l", "f2"), "found('lawful')"),
    Key("found.corrected", ("e", "ctrl+e"), "found('corrected')"),
    Key("found.station_fault", ("f", "f4"), "found('station_fault')"),
    Key("found.not_found", ("n", "ctrl+n"), "found('not_found')"),
    Key("found.referred", ("r", "f6"), "found('referred')"),
    *OF_WARNING,
    Key("batch", ("B", "ctrl+g"), "batch", in_line=True, spare=True),
    Key("to_alarm", ("a", "f5"), "to_alarm", in_line=True),
    Key("scope", ("o", "ctrl+o"), "scope", in_line=True),
    Key("level", ("k", "ctrl+k"), "level", in_line=True),
    Key("filter", ("slash", "f3"), "filter"),
    Key("days", ("t", "ctrl+t"), "days"),
    *(Key(f"gasoline.{number}", (str(number),), f"part({number})") for number in range(1, 7)),
    Key("back", ("escape",), "back", in_line=True),
)
"""Keys of the gasoline screen; its parts have numbers as those of an alarm have."""

WORKBENCH = (
    Key("try", ("t", "f3"), "try", in_line=True),
    Key("edit", ("e", "f2"), "edit", in_line=True),
    Key("propose", ("p", "f4"), "propose", in_line=True),
    Key("discard", ("u", "f5"), "discard"),
    Key("stop_trial", ("x", "f6"), "stop"),
    Key("trial_days", ("d", "ctrl+d"), "days"),
    *(Key(f"workbench.{number}", (str(number),), f"part({number})") for number in range(1, 4)),
    Key("back", ("escape",), "back", in_line=True),
)
"""Keys of the rule workbench; its parts have numbers as those of an alarm have."""

WARNING = (
    Key("verify", ("1", "v", "f2"), "ask('v')", in_line=True),
    *OF_WARNING,
    Key("back", ("escape",), "back", in_line=True),
)
"""Keys of a warning's record."""


def bindings(keys: Iterable[Key]) -> list[BindingType]:
    """Bind `keys`; their words come from the catalogue when they are shown, in any language."""
    return [Binding(",".join(key.keys), key.action, key.id, id=key.name) for key in keys]


def cap_of(name: str, keys: Iterable[Key], keymap: Mapping[str, str]) -> str:
    """Give what stands on the first key for `name`; "" when `keys` have none for it."""
    return next((key.mapped(keymap).cap for key in keys if key.id == name), "")
