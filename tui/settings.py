"""What is kept of an officer from one connection to the next: choices, and where they stood."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Literal

import msgspec

from county.fields import Lang
from tui.driver.colours import Depth
from tui.glyphs import GlyphSet
from tui.place import Place

ThemeName = Literal["night", "contrast", "mono"]

Notify = Literal["off", "osc9", "osc777"]
"""How a terminal takes notifications: OSC 9 (iTerm2, kitty, Ghostty), OSC 777 (urxvt, foot, kitty),
or not at all."""

logger = logging.getLogger(__name__)


class Choices(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """An officer's choices; the defaults suit every terminal."""

    lang: Lang = "zh"
    glyphs: GlyphSet = "safe"
    theme: ThemeName = "night"
    depth: Depth | None = None
    """How many colours to use; None leaves it to what the terminal says of itself."""
    ruler: bool = False
    """Whether the officer has said how the terminal draws, so that nobody asks again."""
    keymap: dict[str, str] = {}
    """Other keys, by the names of bindings; several keys stand with commas between."""
    low: bool | None = None
    """Whether to spare the line; None leaves it to what the line can carry."""
    notify: Notify = "off"
    """How the terminal is told to show a notification beside the bell."""


class Kept(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is kept."""

    choices: Choices = Choices()
    place: Place | None = None
    """Where the officer stood last; None before the first time."""


def load(path: Path) -> Kept | None:
    """Read what was kept; None when nothing was, or when the file is damaged.

    Damage is logged and never keeps an officer from the screen.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Kept)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as fault:
        logger.warning("%s not read: %s", path, fault)
        return None


def save(path: Path, kept: Kept) -> None:
    """Write what is kept so that a crash leaves the old or the new, never half of either.

    What cannot be written is logged: the choices still hold for this session.
    """
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(msgspec.json.format(msgspec.json.encode(kept)) + b"\n")
        beside.replace(path)
    except OSError as fault:
        logger.warning("%s not written: %s", path, fault)
