"""Values encoded once and copied into many frames.

An encoder copies `msgspec.Raw` as it is, wherever a value could stand: so a position or an alarm
is encoded once a form of the wire, however many views it goes into.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import msgspec
from msgspec import Raw

from county.events import Entry
from county.patrol import Position
from feeds.wire import JSON, MSGPACK, Codec, decode_entry

_ENCODE: dict[str, Callable[[object], bytes]] = {
    JSON: msgspec.json.Encoder().encode,
    MSGPACK: msgspec.msgpack.Encoder().encode,
}


def raw(codec: Codec, value: msgspec.Struct) -> Raw:
    """Encode a value in the codec's form."""
    return Raw(_ENCODE[codec.subprotocol](value))


def raw_entry(codec: Codec, body: bytes) -> Raw:
    """Give a stored entry in the codec's form; JSON is stored as it is sent."""
    return Raw(body) if codec.is_text else raw(codec, decode_entry(body))


def as_positions(raws: list[Raw]) -> tuple[Position, ...]:
    """Let encoded positions stand in a frame that is only to be encoded."""
    return cast("tuple[Position, ...]", tuple(raws))


def as_entries(raws: list[Raw]) -> tuple[Entry, ...]:
    """Let encoded entries stand in a frame that is only to be encoded."""
    return cast("tuple[Entry, ...]", tuple(raws))
