"""`zhiban identity` and `zhiban retention`: keys are made once, renewed, handed over; data is counted."""

from __future__ import annotations

import json
from pathlib import Path

from config.identity import load_county_key, load_edge_key
from feeds.identity import Opener, Sealer, edge_of, new_keys
from tests.county.samples import NOON
from tests.feeds.real_desk import Run, real_desk, zhiban
from tests.server.sealed import SOMEBODY
from zhiban.sealing import running_out


async def identity(directory: Path, *arguments: str | Path) -> Run:
    return await zhiban("identity", *arguments, "--data", directory, "--lang", "en")


async def test_keys_are_made_once_and_never_written_over(tmp_path: Path) -> None:
    made = await identity(tmp_path, "init", "--months", "3")
    assert made.code == 0
    assert "fingerprint" in made.out
    assert "no backup" in made.err
    before = (tmp_path / "identity.key").read_bytes()
    again = await identity(tmp_path, "init")
    assert (again.code, again.out) == (1, "")
    assert "rotate" in again.err
    assert (tmp_path / "identity.key").read_bytes() == before
    county = load_county_key(tmp_path / "identity.key")
    assert county is not None
    assert not any(key.private in made.out + made.err for key in county.keys)


async def test_new_keys_leave_the_old_ones_to_open_what_they_sealed(tmp_path: Path) -> None:
    assert (await identity(tmp_path, "rotate")).code == 1
    assert (await identity(tmp_path, "init", "--months", "2")).code == 0
    old = Sealer(load_edge_key(tmp_path / "edge.key")).seal(SOMEBODY, NOON)
    assert (await identity(tmp_path, "rotate", "--months", "2")).code == 0
    new = Sealer(load_edge_key(tmp_path / "edge.key")).seal(SOMEBODY, NOON)
    assert old.buyer == new.buyer
    county = load_county_key(tmp_path / "identity.key")
    assert county is not None
    assert len(county.keys) == 4
    for box in (old, new):
        assert Opener(county).open(box.sealed, box.buyer) == SOMEBODY


async def test_an_edge_gets_a_copy_with_the_desks_fingerprint(tmp_path: Path) -> None:
    await identity(tmp_path, "init", "--months", "1")
    shown = json.loads((await identity(tmp_path, "show", "--json")).out)
    handed = await identity(tmp_path, "edge", tmp_path / "for-till.key")
    assert shown["fingerprint"] in handed.out
    copy = tmp_path / "for-till.key"
    assert load_edge_key(copy) == load_edge_key(tmp_path / "edge.key")
    assert copy.stat().st_mode & 0o777 == 0o600
    assert (await identity(tmp_path, "edge", copy)).code == 1
    assert len(shown["keys"]) == 1
    copy.chmod(0o644)
    told = await zhiban("push", "--identity-key", copy, "--lang", "en")
    assert told.code == 2
    assert "chmod 600" in told.err


def test_a_push_says_when_the_months_run_out(tmp_path: Path) -> None:
    sealer = Sealer(edge_of("0" * 64, new_keys(NOON, 6)))
    day = 86_400_000
    assert running_out(sealer, sealer.until - 61 * day, "en") == ""
    assert "reaches until" in running_out(sealer, sealer.until - 59 * day, "en")
    assert "reaches until" in running_out(sealer, sealer.until + day, "en")


async def test_a_preview_of_a_desk_that_runs_finds_nothing_old(tmp_path: Path) -> None:
    async with real_desk(tmp_path / "desk"):
        told = await zhiban("retention", "--data", tmp_path / "desk", "--json")
        assert told.code == 0, told.err
        found = json.loads(told.out)
        assert {name: aged["count"] for name, aged in found.items()} == {
            "identities": 0,
            "purchases": 0,
            "tracks": 0,
        }
        said = await zhiban("retention", "--data", tmp_path / "desk", "--lang", "en")
        assert "nothing was deleted" in said.out
    nowhere = await zhiban("retention", "--data", tmp_path / "no-desk")
    assert nowhere.code == 2
