"""From a style to the sequence that a terminal of a given colour depth draws it with.

The cache is ours and keyed by depth: Textual keeps one rendering on the shared style object, so
that a session of sixteen colours would be sent what one of true colour had drawn before it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from rich.color import Color, ColorSystem
from rich.style import Style

Depth = Literal["true", "256", "16", "none"]
"""How many colours a terminal has; "none" keeps bold, underline and reverse only."""

PLAIN = "\x1b[0m"
"""The look of a terminal that was told nothing."""

_SYSTEMS = {
    "true": ColorSystem.TRUECOLOR,
    "256": ColorSystem.EIGHT_BIT,
    "16": ColorSystem.STANDARD,
}
_BLACK, _WHITE = ("30",), ("97",)
_BRIGHT = 128
"""From what mean of red, green and blue on black stands out better than white."""


@lru_cache(maxsize=8192)
def sequence(style: Style | None, depth: Depth, *, blank: bool = False) -> str:
    """Give the whole sequence for `style`: what was set before it does not matter.

    `blank` says that only spaces are drawn with it: what they do not show is left out, so that
    blanks of different text colours are the same cells.
    """
    if style is None:
        return PLAIN
    shown = not blank or bool(style.reverse or style.underline or style.strike)
    codes = ["0"]
    if shown:
        codes += _attributes(style)
    if depth != "none":
        codes += _colours(style, depth, with_text=shown)
    return f"\x1b[{';'.join(codes)}m"


def _attributes(style: Style) -> list[str]:
    switches = (
        (style.bold, "1"),
        (style.dim, "2"),
        (style.italic, "3"),
        (style.underline, "4"),
        (style.reverse, "7"),
        (style.strike, "9"),
    )
    return [code for on, code in switches if on]


def _colours(style: Style, depth: Depth, *, with_text: bool) -> tuple[str, ...]:
    text, ground = style.color if with_text else None, style.bgcolor
    fore, back = _codes(text, depth, foreground=True), _codes(ground, depth, foreground=False)
    if text and ground and text != ground and fore == _codes(ground, depth, foreground=True):
        # Two colours fell together, and the text would be lost in its own ground.
        red, green, blue = ground.get_truecolor()
        fore = _BLACK if red + green + blue >= 3 * _BRIGHT else _WHITE
    return fore + back


def _codes(colour: Color | None, depth: Depth, *, foreground: bool) -> tuple[str, ...]:
    if colour is None or colour.is_default:
        return ()
    return colour.downgrade(_SYSTEMS[depth]).get_ansi_codes(foreground=foreground)
