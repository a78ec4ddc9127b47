"""What opens a seat beside its token: SSH keys, PINs, one-time codes."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from config import pins
from config.keys import fingerprint, normal_key


def written(kind: str) -> str:
    """Make a public key as OpenSSH writes it."""
    private = (
        Ed25519PrivateKey.generate() if kind == "ed25519" else generate_private_key(65537, 2048)
    )
    return private.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


@pytest.mark.parametrize("kind", ["ed25519", "rsa"])
def test_a_key_is_the_same_with_and_without_its_comment(kind: str) -> None:
    key = written(kind)
    assert normal_key(f" {key}  wang@station 3\n") == key


def test_the_fingerprint_is_the_one_that_openssh_shows() -> None:
    key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJHZcvXtWCEm9EgMcnBuRYbEtLT6pHFIdL1hqAEvYCnO"
    assert fingerprint(key) == "SHA256:u6bAVzl0rvYoABf3H5aPHdzzQQGxKd6WbKup9PAnxiY"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ssh-ed25519",
        "ssh-ed25519 !!!!",
        "ssh-dss AAAAB3NzaC1kc3M=",
        "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIAAA",
        'command="sh" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAA',
    ],
)
def test_what_is_no_key_or_pretends_to_be_another_is_none(text: str) -> None:
    assert normal_key(text) is None


def test_a_pin_is_matched_by_itself_alone_and_stored_differently_each_time() -> None:
    stored = pins.stretch("246810")
    assert pins.matches("246810", stored)
    assert not pins.matches("246811", stored)
    assert not pins.matches("246810", None)
    assert pins.stretch("246810") != stored
    assert "246810" not in stored


def test_codes_are_read_however_they_are_typed_and_are_never_alike() -> None:
    codes = {pins.new_code() for _ in range(200)}
    assert len(codes) == 200
    code = codes.pop()
    assert pins.typed_code(code) == code
    assert pins.typed_code(f" {code.lower().replace('-', ' ')}") == code
