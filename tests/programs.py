"""Programs that tests drive: a real ssh, sshd, tmux and screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.programs import find


def program(name: str) -> Path:
    """Give a program; skips the test, by name, where it cannot be had."""
    found = find(name)
    if found is None:
        pytest.skip(f"{name} is not on this machine and could not be fetched")
    return found
