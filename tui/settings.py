"""What an officer chose of the screen: language, characters, colours; kept from shift to shift."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Literal

import msgspec

from county.fields import Lang
from tui.glyphs import GlyphSet

ThemeName = Literal["night", "contrast", "mono"]

logger = logging.getLogger(__name__)


class Choices(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An officer's choices; the defaults suit every terminal."""

    lang: Lang = "zh"
    glyphs: GlyphSet = "safe"
    theme: ThemeName = "night"


def load(path: Path) -> Choices | None:
    """Read choices; None when none were kept, or when the file is damaged.

    Damage is logged and never keeps an officer from the screen.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Choices)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as fault:
        logger.warning("choices in %s not read: %s", path, fault)
        return None


def save(path: Path, choices: Choices) -> None:
    """Write choices so that a crash leaves the old ones or the new ones, never half of either.

    What cannot be written is logged: the choice still holds for this session.
    """
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(msgspec.json.format(msgspec.json.encode(choices)) + b"\n")
        beside.replace(path)
    except OSError as fault:
        logger.warning("choices not written to %s: %s", path, fault)
