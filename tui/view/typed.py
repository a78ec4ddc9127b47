"""Typing under a Chinese input method: wide letters and signs mean their narrow twins."""

from __future__ import annotations

_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def narrow(text: str) -> str:
    """Give `text` with full-width letters, digits, signs and blanks as ASCII, place for place.

    The length stays, so a position found in the result is a position in `text`.
    """
    return text.translate(_NARROW)


def holds(hay: str, typed: str) -> bool:
    """Tell whether `hay` has every word of `typed`, and none that "!" stands before."""
    hay = narrow(hay).casefold()
    words = narrow(typed).casefold().split()
    return all(
        (word[1:] not in hay) if word.startswith("!") and len(word) > 1 else word.strip("!") in hay
        for word in words
    )
