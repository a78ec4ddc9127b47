"""Seals: one small file a day that says where the chains of the audit stood.

A seal names the ends of the chains, the hash of the seal before it, and its own. So a journal that
was rewritten, whole and consistent, contradicts its seals; and seals kept in a second place, which
the desk writes to and never reads, contradict seals that were rewritten with it.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from config.private import write_private
from server.chain import End, Ends, hash_of

DIRECTORY = "seals"
"""Where a desk's seals stand in its data directory."""


class SealedEnd(Struct, frozen=True, forbid_unknown_fields=True):
    """Where one chain stood."""

    number: int
    link: str
    """Hexadecimal."""


class Seal(Struct, frozen=True, forbid_unknown_fields=True):
    """What the chains were at the end of a day, or when the desk stopped on it."""

    date: str
    """The county's local day, YYYY-MM-DD."""
    sealed_at: int
    """Epoch milliseconds."""
    epoch: str
    chains: dict[str, SealedEnd]
    previous: str
    """The hash of the seal before this; "" for the first."""
    hash: str = ""

    @property
    def ends(self) -> Ends:
        """The ends of the chains. Raises ValueError when a link is not hexadecimal."""
        return {
            table: End(end.number, bytes.fromhex(end.link)) for table, end in self.chains.items()
        }


def make_seal(date: str, sealed_at: int, epoch: str, ends: Ends, previous: str) -> Seal:
    """Make a seal with its hash."""
    chains = {table: SealedEnd(end.number, end.link.hex()) for table, end in ends.items()}
    seal = Seal(date, sealed_at, epoch, chains, previous)
    return replace(seal, hash=_hash(seal))


def encode_seal(seal: Seal) -> bytes:
    """Lay a seal out as its file's whole content."""
    return msgspec.json.format(msgspec.json.encode(seal), indent=2) + b"\n"


def decode_seal(data: bytes) -> Seal | None:
    """Read a seal's file; None when it is not, to the last byte, what was written."""
    with contextlib.suppress(msgspec.DecodeError, ValueError):
        seal = msgspec.json.decode(data, type=Seal)
        if seal.hash == _hash(seal) and encode_seal(seal) == data and seal.ends:
            return seal
    return None


def _hash(seal: Seal) -> str:
    return hash_of(msgspec.json.encode(replace(seal, hash=""))).hex()


def read_seals(directory: Path) -> dict[str, Seal | None]:
    """Read all seals of a directory, by date and in order; None stands for a damaged one.

    Raises OSError.
    """
    found = {path.stem: decode_seal(path.read_bytes()) for path in directory.glob("*.json")}
    return {
        date: seal if seal is not None and seal.date == date else None
        for date, seal in sorted(found.items())
    }


def seal_file(directory: Path, seal: Seal) -> Path:
    """Name the file of a seal."""
    return directory / f"{seal.date}.json"


def write_seal(file: Path, seal: Seal) -> None:
    """Write a seal, whole or not at all, durable on return. Raises OSError."""
    write_private(file, encode_seal(seal).decode())
