"""SSH public keys as an administrator writes them, and the fingerprints that people compare."""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct

KINDS = frozenset(
    {
        "ssh-ed25519",
        "sk-ssh-ed25519@openssh.com",
        "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384",
        "ecdsa-sha2-nistp521",
        "sk-ecdsa-sha2-nistp256@openssh.com",
        "ssh-rsa",
    }
)
"""The kinds of key that may be bound to a seat."""


def normal_key(text: str) -> str | None:
    """Give ``KIND BASE64`` of a public key in OpenSSH's form, without comment; None for none."""
    words = text.split()
    if len(words) < 2 or words[0] not in KINDS:
        return None
    try:
        blob = base64.b64decode(words[1], validate=True)
    except (binascii.Error, ValueError):
        return None
    kind = words[0].encode()
    # The blob says its kind itself: a length and the name. One that says another is a trick.
    if not blob.startswith(struct.pack(">I", len(kind)) + kind):
        return None
    return f"{words[0]} {base64.b64encode(blob).decode()}"


def fingerprint(key: str) -> str:
    """Give a normal key's fingerprint as `ssh-keygen -l` shows it: ``SHA256:…``."""
    blob = base64.b64decode(key.split()[1])
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
