"""Hostile texts for tests: the classes by our own examples, and the project's collection."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from msgspec import Struct

VECTORS = Path(__file__).parents[2] / "shared/vectors/hostile-text.json"
"""Made by others and read in place, where it is at hand."""


class Hostile(Struct, frozen=True):
    """A text that is to do harm, or to survive."""

    id: str
    text: str
    keep: tuple[str, ...] = ()
    """What must stay readable, in this order."""
    rule: str = "clean"
    """``clean``, ``literal`` (as it was typed), ``exact`` (honest: not altered), ``flag``."""


OWN = (
    Hostile("csi", "A\x1b[31;5mB\x1b[2J\x1b[?1049lC", ("A", "B", "C")),
    Hostile("osc", "A\x1b]52;c;eA==\x07B\x1b]0;t\x1b\\C", ("A", "B", "C")),
    Hostile("dcs", "A\x1bPtmux;\x1b\x1b]0;x\x07\x1b\\B\x1b[6n", ("A", "B")),
    Hostile("c1", "A\x9b31mB\x90x\x9cC", ("A", "B", "C")),
    Hostile("control", "one\r\ntwo\tthree\x00\x7f\x08", ("one", "two", "three")),
    Hostile("bidi", "a\u202e321\u202c b\u2066c\u2069", ("a", "b", "c"), "flag"),
    Hostile("invisible", "B\u200b1\u2060\U000e0041\ufe0f2", ("B", "1", "2")),
    Hostile("combining", "火" + "\u0301\u0489" * 200 + "警", ("火", "警")),
    Hostile(
        "markup", "[@click=app.quit]go[/] [/nope] [red]", ("[@click=app.quit]go[/]",), "literal"
    ),
    Hostile("variables", "$HOME {0.__class__} %s%n {{7*7}}", ("{0.__class__} %s%n",), "literal"),
    Hostile("formula", '=HYPERLINK("https://x.invalid","x")', ("=HYPERLINK(",), "literal"),
    Hostile("spoof", "В3 已到场", ("已到场",), "flag"),
    Hostile("layout", "\n" * 300 + "end", ("end",)),
    Hostile("honest", "ᠪᠢᠴᠢᠭ᠌᠎ᠡ ئۇيغۇر བོད་ 𠮷䶮 👨‍👩‍👧 [1号岗]", ("𠮷䶮", "[1号岗]"), "exact"),
)

FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\u00ad\u034f\u115f\u1160\u200b\u2060-\u206f\u3164\ufeff\uffa0\U000e0000-\U000e00ff\ud800-\udfff]"
)
"""What may never stand in a line that a person reads."""


def collection() -> list[dict[str, Any]]:
    """Give the project's vectors; none where they are not at hand."""
    if not VECTORS.exists():
        return []
    loaded: list[dict[str, Any]] = json.loads(VECTORS.read_text("utf-8"))["open"]
    return loaded


def hostile() -> list[Hostile]:
    """Give every hostile text, ours and the collection's."""
    return [*OWN, *filter(None, map(_of, collection()))]


def texts() -> list[str]:
    """Give the texts alone."""
    return [each.text for each in hostile()]


def _of(vector: dict[str, Any]) -> Hostile | None:
    """Read a vector that is a text, or says how to build one."""
    text = str(vector["input"])
    if text.startswith("@repeat:"):
        _, part, times = text.split(":")
        text = part.replace("\\n", "\n") * int(times)
    elif vector["kind"] != "text":
        return None
    return Hostile(vector["id"], text, tuple(vector.get("keep", ())), vector["rule"])


def readable(shown: str, keep: tuple[str, ...]) -> bool:
    """Tell whether every part stands in `shown`, one after the other."""
    position = 0
    for part in keep:
        found = shown.find(part, position)
        if found < 0:
            return False
        position = found + len(part)
    return True


def as_frame(number: int, at: int, told: Hostile) -> str:
    """Give the push of an alarm that holds a text wherever the wire lets it stand.

    Written as a hostile feed may write it: every odd character as an escape of JSON.
    """
    event = {
        "type": "alarm_reported",
        "at": at,
        "kind": "fire",
        "place": {"text": told.text[:240], "lat": 30.05, "lon": 100.05},
        "text": told.text[:2000],
        "caller": told.text[:40],
    }
    return json.dumps({"t": "push", "source": "panel-9", "first": number, "events": [event]})


def no_frames() -> list[bytes]:
    """Give the collection's messages that no desk may take: broken JSON, broken UTF-8."""
    kinds = {"json_text": str.encode, "bytes_hex": bytes.fromhex}
    return [kinds[v["kind"]](v["input"]) for v in collection() if v["kind"] in kinds]
