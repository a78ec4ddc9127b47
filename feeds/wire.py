"""The codec of the wire: bytes to frames and back, with no socket in it.

Two forms of the same frames: JSON, the default, which a person can read with any websocket client,
and MessagePack, by the subprotocol ``zhiban.1.msgpack``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from msgspec import Raw

from county.events import Entry, Report
from county.faults import refusal_of
from county.fields import Number
from county.patrol import Fix
from county.refusals import Refusal, ZhibanError
from county.text import clean_fields, harmless
from feeds import frames
from feeds.frames import FromClient, FromServer

JSON = "zhiban.1.json"
MSGPACK = "zhiban.1.msgpack"
SUBPROTOCOLS = (JSON, MSGPACK)

T = TypeVar("T", bound=msgspec.Struct)


class WireError(ZhibanError):
    """A frame that cannot be taken at all; carries the refusal to answer with."""


@dataclass(frozen=True)
class Batch:
    """A push or a frame of fixes in which some items may be refused: the others still count."""

    source: str
    first: int
    """The first item's number; 0 for fixes, which have none."""
    items: tuple[Report | Fix | Refusal, ...]


class _LoosePush(msgspec.Struct, tag="push", tag_field="t", forbid_unknown_fields=True):
    source: frames.Source
    first: Number
    events: list[Raw]


class _LooseFixes(msgspec.Struct, tag="fixes", tag_field="t", forbid_unknown_fields=True):
    source: frames.Source
    fixes: list[Raw]


class Codec:
    """One form of the wire. Decoders are built once: building one costs milliseconds."""

    def __init__(self, subprotocol: str) -> None:
        self.subprotocol = subprotocol
        self.is_text = subprotocol == JSON
        """JSON goes in text frames, MessagePack in binary ones."""
        module: Any = msgspec.json if self.is_text else msgspec.msgpack
        self._form = "JSON" if self.is_text else "MessagePack"
        self._encode: Callable[[object], bytes] = module.Encoder().encode
        self._client: Callable[[bytes | str], FromClient] = module.Decoder(FromClient).decode
        self._server: Callable[[bytes | str], FromServer] = module.Decoder(FromServer).decode
        self._loose: Callable[[bytes | str], _LoosePush | _LooseFixes] = module.Decoder(
            _LoosePush | _LooseFixes
        ).decode
        self._report: Callable[[Raw], Report] = module.Decoder(Report).decode
        self._fix: Callable[[Raw], Fix] = module.Decoder(Fix).decode

    def encode(self, frame: FromClient | FromServer) -> bytes:
        """Give the frame as bytes."""
        return self._encode(frame)

    def from_client(self, data: bytes | str) -> FromClient | Batch:
        """Read and clean what a client sent; pushes and fixes come as a `Batch`.

        Raises WireError when nothing of the frame can be taken.
        """
        try:
            frame = self._client(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
            return self._loosely(data, fault)
        if isinstance(frame, frames.Push):
            if self.is_text and _plain(data):
                return Batch(frame.source, frame.first, frame.events)
            return Batch(frame.source, frame.first, tuple(clean_fields(e) for e in frame.events))
        if isinstance(frame, frames.Fixes):
            return Batch(frame.source, 0, frame.fixes)
        return frame if isinstance(frame, frames.Hello) else clean_fields(frame)

    def from_server(self, data: bytes | str) -> FromServer:
        """Read what the server sent; fields this side does not know are skipped.

        Raises WireError for what is no frame.
        """
        try:
            return self._server(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
            raise WireError(refusal_of(fault, self._form)) from fault

    def delta(self, after: int, through: int, bodies: Sequence[bytes]) -> bytes:
        """Build a `Delta` from stored entry bodies (JSON), which JSON carries undecoded."""
        if self.is_text:
            entries = b",".join(bodies)
            return b'{"t":"delta","after":%d,"through":%d,"entries":[%b]}' % (
                after,
                through,
                entries,
            )
        decoded = tuple(decode_entry(body) for body in bodies)
        return self._encode(frames.Delta(after=after, through=through, entries=decoded))

    def _loosely(self, data: bytes | str, fault: Exception) -> Batch:
        """Find out which items of a batch are at fault, so that one costs only itself."""
        try:
            loose = self._loose(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise WireError(refusal_of(fault, self._form)) from fault
        raws = loose.events if isinstance(loose, _LoosePush) else loose.fixes
        if not 0 < len(raws) <= frames.MAX_BATCH:
            raise WireError(refusal_of(fault, self._form)) from fault
        if isinstance(loose, _LoosePush):
            items = tuple(self._item(raw, self._report) for raw in raws)
            return Batch(loose.source, loose.first, items)
        return Batch(loose.source, 0, tuple(self._item(raw, self._fix) for raw in raws))

    def _item(self, raw: Raw, decode: Callable[[Raw], T]) -> T | Refusal:
        try:
            return clean_fields(decode(raw))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
            return refusal_of(fault, self._form)


def _plain(data: bytes | str) -> bool:
    """Tell whether no text of a decoded JSON frame needs cleaning, nor hides behind an escape.

    One look at the frame costs up to 0.4 µs an event; one at each text of each event, 8 µs.
    """
    raw = data.encode() if isinstance(data, str) else data
    if b"\\" in raw:
        return False
    if raw.isascii():
        return b"\x7f" not in raw  # the only control that JSON lets stand in a text
    return harmless(raw.decode("utf-8", "replace"))


CODECS = {name: Codec(name) for name in SUBPROTOCOLS}

_ENTRY_DECODER = msgspec.json.Decoder(Entry)


encode_entry: Callable[[Entry], bytes] = msgspec.json.Encoder().encode
"""Gives an entry as it is stored and sent: JSON, so that a person can read the journal too."""


def decode_entry(body: bytes) -> Entry:
    """Read a stored entry. Raises msgspec.DecodeError when it is damaged."""
    return _ENTRY_DECODER.decode(body)
