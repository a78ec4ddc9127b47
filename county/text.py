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

_FORBIDDEN = re.compile(
    "(?P<doubt>"  # what reorders its neighbours, and what only some private font can draw
    "[\u202a\u202b\u202d\u202e\u2066-\u2068]+"
    "|[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]"
    ")|(?P<gap>[\t\n\r\v\f\x85\u2028\u2029]+)|["
    "\x00-\x1f\x7f-\x9f"  # C0, DEL, C1
    "\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"  # bidirectional controls
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u200b\u2060-\u2065\u206a-\u206f"  # invisible
    "\u3164\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\ufff9-\ufffb"  # interlinear controls
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"  # tags; between them stand rare names' selectors
    "\ud800-\udfff"  # lone surrogates
    "\ufdd0-\ufdef"  # noncharacters: these, and the last two of each plane
    + "".join(f"{chr(end - 1)}{chr(end)}" for end in range(0xFFFF, 0x110000, 0x10000))
    + "]"
)
# The joiners, and the selectors of another look, stay only where a script or an emoji needs them:
# anywhere else they make two words that look the same.
_JOINERS = "\u200c\u200d"
_SELECTORS = "\ufe00-\ufe0f"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_JOINED_SCRIPTS = "\u0600-\u08ff\u0900-\u0dff\u0f00-\u0fff\u1800-\u18af\ufb50-\ufdff\ufe70-\ufefc"
_PICTURES = "\u00a9\u00ae\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_MAY_JOIN = {
    "\u200c": re.compile(f"[{_JOINED_SCRIPTS}]{{2}}"),
    "\u200d": re.compile(f"[{_JOINED_SCRIPTS}]{{2}}|[{_PICTURES}{_SELECTORS}][{_PICTURES}]"),
}
_MAY_SELECT = re.compile(
    f"[{_PICTURES}{_HAN}\u1000-\u109f\ua840-\ua87f][{_SELECTORS}].?"
    "|[#*0-9]\ufe0f\u20e3"  # a key cap
    f"|[{_HAN}][\U000e0100-\U000e01ef].?"
    "|[\u1800-\u18af][\u180b-\u180f].?",
    re.DOTALL,
)
_SELECTOR = re.compile(f"[{_SELECTORS}\u180b-\u180f\U000e0100-\U000e01ef]")
_MONGOLIAN_SELECTORS = "\u180b\u180c\u180d\u180e\u180f"


def harmless(text: str) -> bool:
    """Tell whether `text` is sure to need no cleaning; what is rare is not sure."""
    return _HARMLESS.fullmatch(text) is not None


def clean(text: str, limit: int | None = None) -> str:
    """Give `text` as one harmless line: no controls, no bidi or invisible characters.

    Line ends and tabs, one or many, become a blank. Where something was that turns the reading
    order round, or that only a private font draws, U+FFFD stands: `county.lookalikes` finds it
    there. `limit` cuts to that many characters and marks the cut. Cleaning twice equals cleaning
    once.
    """
    if not harmless(text):
        text = _joined(_FORBIDDEN.sub(_stand_in, text))
    if limit is not None and len(text) > limit:
        text = text[: max(limit - 1, 0)].rstrip(_JOINERS + "\ufe0f") + "~"
    return text


def _stand_in(match: re.Match[str]) -> str:
    if match["doubt"]:
        return "\ufffd"
    return " " if match["gap"] else ""


def _joined(text: str) -> str:
    """Drop surplus marks, and joiners and selectors that serve nothing."""
    kept: list[str] = []
    marks = 0
    for position, char in enumerate(text):
        before = kept[-1] if kept else ""
        after = text[position + 1 : position + 2]
        if char in _JOINERS:
            if not _MAY_JOIN[char].fullmatch(before + after) or _is_mark(after):
                continue
        elif _SELECTOR.match(char):
            if not _MAY_SELECT.fullmatch(before + char + after):
                continue
            if char in _MONGOLIAN_SELECTORS and (marks := marks + 1) > MAX_MARKS:
                continue
        elif _is_mark(char):
            marks += 1
            # A mark with nothing before it would stand on whatever the screen shows there.
            if marks > MAX_MARKS or not kept:
                continue
        else:
            marks = 0
        kept.append(char)
    return "".join(kept)


def _is_mark(char: str) -> bool:
    """Tell what takes no place of its own: marks, and the vowels and tails of Korean syllables."""
    if unicodedata.category(char) in ("Mn", "Mc", "Me"):
        return True
    return "\u1160" <= char <= "\u11ff" or "\ud7b0" <= char <= "\ud7ff"


# ---- for other programs -------------------------------------------------------------------------

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")


def cell(text: str) -> str:
    """Clean `text` for a spreadsheet: what it would take for a formula gets a ' before it."""
    text = clean(text)
    return "'" + text if _FORMULA.match(text) else text


def escaped(json: str) -> str:
    """Give `json` with what a terminal could obey or hide as ``\\u`` escapes: the same value."""
    if harmless(json):
        return json
    return _FORBIDDEN.sub(_escape, json)


def _escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


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
