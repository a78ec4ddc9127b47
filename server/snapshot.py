"""A picture cut into frames that any client can take."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Raw, Struct

from county.board import Picture
from feeds.frames import Snapshot
from feeds.wire import Codec
from server.raws import as_entries, raw

MAX_ITEMS = 200
MAX_BYTES = 256 * 1024
"""Of encoded items in one frame; common websocket clients take up to 1 MiB."""

_SLICES = tuple(name for name in Picture.__struct_fields__ if name != "seq")
_Part = list[tuple[str, Raw]]
"""Encoded items, each with the name of its slice."""


def snapshot_frames(codec: Codec, picture: Picture, recent: list[Raw]) -> list[bytes]:
    """Encode a picture as one or more `snapshot` frames; `recent` goes with the first."""
    parts = list(_cut(codec, picture)) or [[]]
    return [
        codec.encode(
            Snapshot(
                part=number,
                parts=len(parts),
                picture=_picture(picture.seq, part),
                recent=as_entries(recent if number == 1 else []),
            )
        )
        for number, part in enumerate(parts, 1)
    ]


def _cut(codec: Codec, picture: Picture) -> Iterator[_Part]:
    part: _Part = []
    size = 0
    for name in _SLICES:
        items: tuple[Struct, ...] = getattr(picture, name)
        for item in items:
            encoded = raw(codec, item)
            length = memoryview(encoded).nbytes
            if part and (len(part) == MAX_ITEMS or size + length > MAX_BYTES):
                yield part
                part, size = [], 0
            part.append((name, encoded))
            size += length
    if part:
        yield part


def _picture(seq: int, part: _Part) -> Picture:
    """Make a picture of encoded items, which is only to be encoded."""
    slices = {name: tuple(item for of, item in part if of == name) for name in _SLICES}
    return Picture(seq, **slices)  # type: ignore[arg-type] # encoded values, as in server.raws
