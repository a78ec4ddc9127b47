"""Keys of an officer's own: read from a file, and refused with a reason where they cannot work."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator
from pathlib import Path

from textual.binding import Binding
from textual.keys import Keys, _character_to_key

from county.refusals import Refusal, ZhibanError, refuse
from tui.keys import ALARM, AVOIDED, COMMON, OVERVIEW, SEARCH, WARNING
from tui.widgets.map import MapView
from tui.widgets.table import LineTable

MODIFIERS = frozenset({"ctrl", "alt", "shift", "super"})
NAMED = frozenset(key.value for key in Keys)
SIGNS = frozenset(map(_character_to_key, string.ascii_letters + string.digits + string.punctuation))

SCREENS = tuple((*screen, *COMMON) for screen in (OVERVIEW, ALARM, WARNING, SEARCH))
"""The keys of each screen: within one of them no key may do two things."""

MOVES = tuple(
    binding
    for widget in (LineTable, MapView)
    for binding in widget.BINDINGS
    if isinstance(binding, Binding) and binding.id
)
"""The keys of lists and of the map: they go before the screen's."""

NAMES = frozenset(
    {
        *(key.name for screen in SCREENS for key in screen),
        *(binding.id for binding in MOVES if binding.id),
    }
)
"""Every name that a keymap may give keys to."""


def read_keymap(path: Path) -> dict[str, str]:
    """Read lines such as ``"desk.maximise" = "w,f11"``; keys are named as Textual names them.

    Raises ZhibanError naming the line at fault, when it cannot be read or cannot work.
    """
    try:
        page = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise ZhibanError(refuse("no_keymap", path=str(path), reason=str(fault))) from fault
    keymap = {name: str(keys).replace(" ", "") for name, keys in page.items()}
    for refusal in faults(keymap):
        raise ZhibanError(refusal)
    return keymap


def faults(keymap: dict[str, str]) -> Iterator[Refusal]:
    """Say what cannot work in a keymap."""
    for name, keys in keymap.items():
        if name not in NAMES:
            yield refuse("unknown_binding", name, name=name)
        for key in keys.split(","):
            if key in AVOIDED:
                yield refuse("key_avoided", name, key=key)
            elif not _is_key(key):
                yield refuse("no_such_key", name, key=key)
    for screen in SCREENS:
        taken: dict[str, str] = {}
        for mapped in (each.mapped(keymap) for each in screen):
            for key in mapped.keys:
                if taken.setdefault(key, mapped.name) != mapped.name:
                    yield refuse("key_taken", mapped.name, key=key, other=taken[key])


def _is_key(name: str) -> bool:
    """Tell whether Textual may ever name a key so: a sign, a named key, or one with modifiers."""
    *held, key = name.split("+")
    return MODIFIERS.issuperset(held) and key in NAMED | SIGNS
