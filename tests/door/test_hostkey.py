"""The door's own key."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.door.hostkey import FILE, HostKeyError, host_key


def test_the_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    first = host_key(tmp_path / "door")
    assert (tmp_path / "door" / FILE).stat().st_mode & 0o077 == 0
    assert host_key(tmp_path / "door").get_fingerprint() == first.get_fingerprint()
    assert first.get_algorithm() == "ssh-ed25519"


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    host_key(tmp_path)
    (tmp_path / FILE).chmod(0o644)
    with pytest.raises(HostKeyError, match="others can read"):
        host_key(tmp_path)


def test_a_damaged_key_is_refused_and_not_replaced(tmp_path: Path) -> None:
    host_key(tmp_path)
    (tmp_path / FILE).write_text("nonsense")
    with pytest.raises(HostKeyError):
        host_key(tmp_path)
    assert (tmp_path / FILE).read_text() == "nonsense"
