"""The door's own key: made on the first run, readable by its owner only."""

from __future__ import annotations

from pathlib import Path

import asyncssh

from config.private import write_private

FILE = "host_key"


class HostKeyError(Exception):
    """The key's file cannot be used; says why."""


def host_key(directory: Path) -> asyncssh.SSHKey:
    """Read the door's ed25519 key in `directory`, or make it.

    Raises HostKeyError for a file that others can read or that holds no private key: making
    another in its place would teach officers to wave away a warning that may one day be true.
    """
    path = directory / FILE
    if not path.exists():
        key = asyncssh.generate_private_key("ssh-ed25519", comment="zhiban door")
        write_private(path, key.export_private_key().decode("ascii"))
        return key
    if path.stat().st_mode & 0o077:
        raise HostKeyError(f"{path}: others can read it")
    try:
        return asyncssh.read_private_key(path)
    except (OSError, asyncssh.KeyImportError, asyncssh.KeyEncryptionError) as fault:
        raise HostKeyError(f"{path}: {fault}") from fault
