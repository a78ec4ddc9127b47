"""Key files: private, whole, replaced in one step, and never quoted."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from config.identity import (
    CountyKey,
    change_county_key,
    load_county_key,
    load_edge_key,
    save_key,
)
from config.settings import SettingsError
from feeds.identity import edge_of, new_keys, new_pseudonyms

KEYS = new_keys(1_770_000_000_000, 2)
COUNTY = CountyKey(keys=KEYS)
EDGE = edge_of(new_pseudonyms(), KEYS)


def test_what_was_saved_is_read_and_only_its_owner_may(tmp_path: Path) -> None:
    save_key(tmp_path / "identity.key", COUNTY)
    save_key(tmp_path / "edge.key", EDGE)
    assert load_county_key(tmp_path / "identity.key") == COUNTY
    assert load_edge_key(tmp_path / "edge.key") == EDGE
    assert [path.stat().st_mode & 0o777 for path in sorted(tmp_path.iterdir())] == [0o600] * 2


def test_a_county_without_a_key_is_no_fault(tmp_path: Path) -> None:
    assert load_county_key(tmp_path / "identity.key") is None


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "identity.key"
    save_key(path, COUNTY)
    path.chmod(0o640)
    with pytest.raises(SettingsError, match="chmod 600"):
        load_county_key(path)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:-20],
        lambda text: text.replace(KEYS[0].private, KEYS[0].private[:-1]),
        lambda text: text.replace(KEYS[0].private, KEYS[0].private.upper() + "Z"),
        lambda text: text.replace(KEYS[1].id, KEYS[0].id),
        lambda text: text.replace('"until"', '"til"'),
        lambda text: "\xff" + text,
    ],
)
def test_a_damaged_key_is_told_without_a_letter_of_it(tmp_path: Path, spoil: object) -> None:
    path = tmp_path / "identity.key"
    save_key(path, COUNTY)
    assert callable(spoil)
    path.write_text(spoil(path.read_text("ascii")), encoding="latin-1")
    with pytest.raises(SettingsError) as no:
        load_county_key(path)
    said = "".join(fault.text(lang) for fault in no.value.faults for lang in ("zh", "en"))
    assert "identity.key" in said
    assert not any(key.private[:8] in said for key in KEYS)


@pytest.mark.parametrize("secret", [COUNTY, EDGE, KEYS[0], EDGE.keys[0]])
def test_no_representation_shows_a_key(secret: msgspec.Struct) -> None:
    assert repr(secret) == f"{type(secret).__name__}(…)"


def test_a_destroyed_key_is_written_over_where_it_lay(tmp_path: Path) -> None:
    path = tmp_path / "identity.key"
    save_key(path, COUNTY)
    old = os.open(path, os.O_RDONLY)
    change_county_key(path, without_first)
    assert set(os.read(old, 100_000)) == {0}
    os.close(old)
    assert load_county_key(path) == CountyKey(keys=KEYS[1:])


@pytest.mark.parametrize("killed_at", ["config.identity.save_key", "config.identity.os.link"])
def test_what_a_kill_leaves_behind_is_cleared_by_the_next_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed_at: str
) -> None:
    path = tmp_path / "identity.key"
    save_key(path, COUNTY)
    (tmp_path / ".identity.key.0a1b2c3d").write_text(KEYS[0].private)
    left = os.open(tmp_path / ".identity.key.0a1b2c3d", os.O_RDONLY)
    with monkeypatch.context() as dying:
        dying.setattr(killed_at, _killed)
        with pytest.raises(KeyboardInterrupt):
            change_county_key(path, without_first)
    assert load_county_key(path) == COUNTY
    change_county_key(path, without_first)
    assert {each.name for each in tmp_path.iterdir()} == {"identity.key", "identity.key.lock"}
    assert load_county_key(path) == CountyKey(keys=KEYS[1:])
    assert set(os.read(left, 1000)) == {0}
    os.close(left)


def without_first(key: CountyKey) -> CountyKey:
    return replace(key, keys=key.keys[1:])


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_change_that_changes_nothing_leaves_the_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "identity.key"
    save_key(path, COUNTY)
    before = path.stat().st_ino
    assert change_county_key(path, lambda key: key) == COUNTY
    assert path.stat().st_ino == before
