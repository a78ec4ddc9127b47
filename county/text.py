"""Cleaning of outside text: what a feed may never put on an officer's screen.

Once at the edge (`clean_fields`, called where frames are decoded) and again where text becomes
content for a widget. A terminal obeys control characters wherever they stand, so they go; the
printable rest stays, in order, so that an honest message hurt on its way can still be read.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TypeVar

import msgspec

MAX_MARKS = 4
"""Combining marks kept on one base character: enough for Tibetan, not for a tower."""

# Nearly all traffic is ASCII, Chinese and its punctuation: one scan proves it harmless (0.2 µs).
_HARMLESS = re.compile(
    "[ -~\u00b0\u00b7\u2010-\u2027\u2030-\u203e\u2103\u3000-\u3029\u3030-\u303f一-鿿！-～]*"
)

_SPACES = "\t\n\r\v\f\x85\u2028\u2029"
_FORBIDDEN = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional controls
    "\u00ad\u034f\u115f\u1160\u200b\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0"  # invisible
    "\ufff9-\ufffb"  # interlinear controls
    "\U000e0000-\U000e00ff"  # tags; the selectors above them tell rare names apart and stay
    "\ud800-\udfff"  # lone surrogates
    "]"
)
# U+FE0F and the joiners change how neighbours look, so they stay only where a script needs them.
_JOINERS = "\u200c\u200d\ufe0f"
_NEEDS_JOINERS = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0f00-\u0fff\u1800-\u18af\ufb50-\ufdff\ufe70-\ufefc"
    "\u00a9\u00ae\u2190-\u2bff\u3030\u303d\u3297\u3299#*0-9"
    "\U0001f000-\U0001faff\ufe0f]"
)


def harmless(text: str) -> bool:
    """Tell whether `text` is sure to need no cleaning; what is rare is not sure."""
    return _HARMLESS.fullmatch(text) is not None


def clean(text: str, limit: int | None = None) -> str:
    """Give `text` as one harmless line: no controls, no bidi or invisible characters.

    Line ends and tabs become blanks. `limit` cuts to that many characters and marks the cut.
    Cleaning twice equals cleaning once.
    """
    if not harmless(text):
        text = _joined(_FORBIDDEN.sub(_stand_in, text))
    if limit is not None and len(text) > limit:
        text = text[: max(limit - 1, 0)].rstrip(_JOINERS) + "~"
    return text


def _stand_in(match: re.Match[str]) -> str:
    return " " if match[0] in _SPACES else ""


def _joined(text: str) -> str:
    """Drop noncharacters, surplus combining marks, and joiners that join nothing."""
    kept: list[str] = []
    marks = 0
    for position, char in enumerate(text):
        if ord(char) & 0xFFFE == 0xFFFE or "\ufdd0" <= char <= "\ufdef":
            continue
        if char in _JOINERS:
            follower = text[position + 1 : position + 2]
            if not _may_join(kept[-1] if kept else "", char, follower):
                continue
        elif unicodedata.category(char) in ("Mn", "Me"):
            marks += 1
            if marks > MAX_MARKS:
                continue
        else:
            marks = 0
        kept.append(char)
    return "".join(kept)


def _may_join(before: str, joiner: str, after: str) -> bool:
    if before in ("\u200c", "\u200d") or not _NEEDS_JOINERS.match(before):
        return False
    if joiner == "\ufe0f":
        return before != "\ufe0f"
    return bool(_NEEDS_JOINERS.match(after)) and after != "\ufe0f"


T = TypeVar("T", bound=msgspec.Struct)

_NUMBERS = frozenset({int, float, bool})


def clean_fields(struct: T) -> T:
    """Give `struct` with every text in it cleaned, nested structs and tuples included.

    Gives the same object when nothing needed cleaning, so a caller can tell and count.
    """
    changed: dict[str, object] = {}
    for name in struct.__struct_fields__:
        value = getattr(struct, name)
        if value is None or type(value) in _NUMBERS:
            continue
        cleaned = _clean_value(value)
        if cleaned is not value:
            changed[name] = cleaned
    return msgspec.structs.replace(struct, **changed) if changed else struct


def _clean_value(value: object) -> object:
    if isinstance(value, str):
        cleaned = clean(value)
        return value if cleaned == value else cleaned
    if isinstance(value, msgspec.Struct):
        return clean_fields(value)
    if isinstance(value, tuple):
        items = tuple(_clean_value(item) for item in value)
        return items if any(a is not b for a, b in zip(items, value, strict=True)) else value
    return value
