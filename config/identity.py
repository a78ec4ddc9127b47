"""The keys of sealed identities: files of their own, beside no database and in no backup of one.

An edge key can only seal: it goes to the machines where identities are written down. The county's
key opens. Both are JSON that no message ever quotes: a fault in them is told without their content.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct

from config.faults import Fault
from config.private import write_private
from config.settings import SettingsError
from county.fields import Millis, Number

EDGE_KEY = "edge.key"
"""The edge key in a desk's directory."""

Secret = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
"""32 bytes, hexadecimal."""

KeyId = Annotated[str, Meta(pattern=r"^[0-9]{6}-[0-9a-f]{4}$(?!\n)")]
"""Names one pair of keys: the month that it begins in, and four digits of chance."""


class Mute(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something secret: its representation shows nothing, as it ends up in logs."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"


class PublicKey(Mute, frozen=True):
    """What seals in one period."""

    id: KeyId
    since: Millis
    until: Millis
    """The first moment after its period."""
    public: Secret
    """X25519."""


class EdgeKey(Mute, frozen=True):
    """What a machine needs that writes identities down."""

    pseudonyms: Secret
    """Makes a document's number a pseudonym: the same at every edge, and never renewed."""
    keys: Annotated[tuple[PublicKey, ...], Meta(min_length=1)]


class PrivateKey(Mute, frozen=True):
    """What opens what was sealed in one period."""

    id: KeyId
    since: Millis
    until: Millis
    private: Secret


class DestroyedKey(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A period's key that is no more: nothing sealed with it can ever be opened."""

    id: KeyId
    request: Number
    """What two persons decided, by the number of its entry."""


class CountyKey(Mute, frozen=True):
    """What opens identities, by periods."""

    keys: tuple[PrivateKey, ...] = ()
    destroyed: tuple[DestroyedKey, ...] = ()

    def named(self, id_: str) -> PrivateKey | None:
        """Find the key of a box."""
        return next((key for key in self.keys if key.id == id_), None)

    def is_destroyed(self, id_: str) -> bool:
        """Tell whether a key was destroyed on purpose."""
        return any(key.id == id_ for key in self.destroyed)


KeyT = TypeVar("KeyT", EdgeKey, CountyKey)


def load_edge_key(path: Path) -> EdgeKey:
    """Read an edge key. Raises SettingsError."""
    return _load(path, EdgeKey)


def load_county_key(path: Path) -> CountyKey | None:
    """Read the county's key; None when there is none here. Raises SettingsError."""
    return _load(path, CountyKey) if path.exists() else None


def change_county_key(path: Path, change: Callable[[CountyKey], CountyKey]) -> CountyKey:
    """Read, change and write the county's key while nobody else does; give what stands there now.

    What was in the old file is written over when the new one stands: as far as a file system still
    writes where it wrote before, a destroyed key is not left lying on the disk. What a kill on the
    way leaves behind is cleared by the next change. Raises SettingsError, OSError.
    """
    with path.with_name(f"{path.name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _clear_left_behind(path)
        before = _load(path, CountyKey)
        after = change(before)
        if after != before:
            # A second name, so that a kill does not hide the old file before it is written over.
            os.link(path, path.with_name(f".{path.name}.old"))
            save_key(path, after)
            _clear_left_behind(path)
        return after


def _clear_left_behind(path: Path) -> None:
    """Write over and remove old versions and unfinished ones: they hold keys."""
    for left in path.parent.glob(f".{path.name}.*"):
        # Killed before the new file stood, the second name is still that of the one in use.
        if not left.samefile(path):
            with left.open("r+b") as file:
                os.pwrite(file.fileno(), b"\0" * os.fstat(file.fileno()).st_size, 0)
                os.fsync(file.fileno())
        left.unlink()


def save_key(path: Path, key: EdgeKey | CountyKey) -> None:
    """Write a key so that a reader finds the old file or the new one, durable on return."""
    write_private(path, msgspec.json.format(msgspec.json.encode(key), indent=1).decode() + "\n")


def _load(path: Path, wanted: type[KeyT]) -> KeyT:
    try:
        data, mode = path.read_bytes(), path.stat().st_mode
    except FileNotFoundError:
        raise _fault(path, "check.no_file") from None
    except OSError as error:
        raise _fault(path, "check.unreadable", error.strerror or type(error).__name__) from None
    if mode & 0o077:
        raise _fault(path, "seat.readable_by_others")
    try:
        key = msgspec.json.decode(data, type=wanted)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise _fault(path, "identity.damaged") from None
    if _twice([each.id for each in key.keys]):
        raise _fault(path, "identity.damaged")
    return key


def _twice(ids: Sequence[str]) -> bool:
    return len(set(ids)) != len(ids)


def _fault(path: Path, key: str, reason: str = "") -> SettingsError:
    return SettingsError([Fault(path.name, 0, "", key, {"reason": reason} if reason else {})])
