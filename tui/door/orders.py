"""What the door asks of its fork server, and what that tells it: one small message each.

They travel over a SEQPACKET socket pair, so that a message comes whole or not at all, and a
session's own socket can travel with the one that asks for it.
"""

from __future__ import annotations

import msgspec

MESSAGE_BYTES = 256
"""Above the longest message."""


class Order(msgspec.Struct, frozen=True, tag=True):
    """The base of what the door asks."""


class Ground(Order, frozen=True):
    """With a descriptor of the county's atlas as MessagePack: warm up with it, fork with it."""


class Fork(Order, frozen=True):
    """With the socket of a session: make its process."""

    number: int
    """What the door calls the session."""
    columns: int
    rows: int
    """How large its terminal is."""


class End(Order, frozen=True):
    """Kill the process of a session, if there is one."""

    number: int


class Word(msgspec.Struct, frozen=True, tag=True):
    """The base of what the fork server tells."""


class Ready(Word, frozen=True):
    """Warm: a fork from now on is quick."""


class Gone(Word, frozen=True):
    """The process of a session has ended."""

    number: int
    code: int
    """Its exit code; the negative number of the signal when one killed it."""


AnyOrder = Ground | Fork | End
AnyWord = Ready | Gone

_ORDERS: msgspec.msgpack.Decoder[AnyOrder] = msgspec.msgpack.Decoder(AnyOrder)
_WORDS: msgspec.msgpack.Decoder[AnyWord] = msgspec.msgpack.Decoder(AnyWord)


def encode(message: Order | Word) -> bytes:
    """Give a message's bytes."""
    return msgspec.msgpack.encode(message)


def order(data: bytes) -> AnyOrder:
    """Read what the door asks."""
    return _ORDERS.decode(data)


def word(data: bytes) -> AnyWord:
    """Read what the fork server tells."""
    return _WORDS.decode(data)
