"""Short secrets that people type: one-time codes and PINs, stored so that a thief must work.

Both can be guessed, unlike tokens: so they are stretched by scrypt (16 MiB and about 50 ms a try),
and whoever checks them counts the tries.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import Annotated

from msgspec import Meta

_COST, _BLOCK, _LANES = 2**14, 8, 1
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Thirty-two signs that nobody mistakes for one another."""

Stretched = Annotated[str, Meta(pattern=r"^scrypt:[A-Za-z0-9+/]{22}==:[A-Za-z0-9+/]{43}=$(?!\n)")]
"""What is stored of a short secret: the salt and the key made of both."""


def new_code() -> str:
    """Make a one-time code such as ``7F3K-9QXD``: 40 bits."""
    signs = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def stretch(secret: str) -> str:
    """Give what is stored of a secret; takes about 50 ms of processor time."""
    salt = secrets.token_bytes(16)
    return f"scrypt:{_text(salt)}:{_text(_key(secret, salt))}"


def matches(secret: str, stored: str | None) -> bool:
    """Tell whether `stored` was made of the secret; as long for None, which nothing matches."""
    _, salt, key = (stored or _NOTHING).split(":")
    made = _key(secret, base64.b64decode(salt))
    return hmac.compare_digest(made, base64.b64decode(key)) and stored is not None


def typed_code(text: str) -> str:
    """Give a code as it was made from how it was typed: in small letters, without its dash."""
    signs = "".join(sign for sign in text.upper() if sign in _ALPHABET)
    return f"{signs[:4]}-{signs[4:]}"


def _key(secret: str, salt: bytes) -> bytes:
    raw = secret.encode(errors="surrogatepass")
    return hashlib.scrypt(raw, salt=salt, n=_COST, r=_BLOCK, p=_LANES, dklen=32)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


_NOTHING = f"scrypt:{_text(bytes(16))}:{_text(bytes(32))}"
