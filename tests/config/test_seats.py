"""Seats: what is written is read back, privately, and a bad file is refused by line and field."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from config.seats import PUSHABLE, Seat, load_seats, save_seats, token_hash
from config.settings import SettingsError
from county.rights import Rights
from zhiban.commands.token import command

SEATS = (
    Seat(name="chen", role="officer", token_sha256=token_hash("a")),
    Seat(name="none", role="viewer", token_sha256=token_hash("b"), areas=()),
    Seat(
        name="till",
        role="feed",
        token_sha256=token_hash("c"),
        kinds=("purchase_registered", "fix"),
        sources=("till-*", "gps"),
    ),
)


def faults(directory: Path) -> list[str]:
    """Give what is wrong with the seats in `directory`."""
    with pytest.raises(SettingsError) as refused:
        load_seats(directory)
    return [fault.text("en") for fault in refused.value.faults]


def test_seats_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    save_seats(tmp_path, SEATS)
    assert load_seats(tmp_path) == SEATS
    assert [path.name for path in tmp_path.iterdir()] == ["seats.toml"]


def test_the_rights_of_a_seat_are_what_the_file_says() -> None:
    assert SEATS[0].rights == Rights("officer")
    assert SEATS[1].rights == Rights("viewer", areas=frozenset())
    till = SEATS[2].rights
    assert till.forbids_push("fix", "till-7") is None
    assert till.forbids_push("alarm_reported", "till-7") is not None
    assert till.forbids_push("fix", "panel-1") is not None


def test_only_their_owner_can_read_them(tmp_path: Path) -> None:
    save_seats(tmp_path, SEATS)
    path = tmp_path / "seats.toml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    assert faults(tmp_path) == ["seats.toml: other users can read the file: chmod 600 it"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[seat]\n", "seats.toml:1: is not TOML"),
        ('[[seat]]\nname = "a"\n', "seats.toml:1: role: is missing"),
        ('[[seat]]\nname = "a b"\n', "seats.toml:2: name: must match"),
        ('[[seat]]\nrole = "boss"\n', "seats.toml:2: role: must be one of"),
    ],
)
def test_a_bad_file_is_refused_by_line_and_field(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "seats.toml").write_text(text)
    (tmp_path / "seats.toml").chmod(0o600)
    assert any(told in fault for fault in faults(tmp_path))


def test_a_name_given_twice_and_a_kind_nobody_can_push_are_refused(tmp_path: Path) -> None:
    feed = Seat(
        name="chen", role="feed", token_sha256=token_hash("d"), kinds=("rumour",), sources=("*",)
    )
    save_seats(tmp_path, (SEATS[0], feed))
    twice, unknown = sorted(faults(tmp_path))
    assert twice.startswith("seats.toml:7: name: chen stands there already")
    assert unknown.startswith("seats.toml:9: kinds: must be one of alarm_reported")


# ---- zhiban token -------------------------------------------------------------------------------


def run(directory: Path, *words: str) -> tuple[int, str, str]:
    """Run `zhiban token`; give its exit code, output and error output."""
    done = CliRunner().invoke(command, [*words, "--data", str(directory), "--lang", "en"])
    return done.exit_code, done.stdout, done.stderr


def test_a_token_is_shown_once_and_only_its_hash_is_kept(tmp_path: Path) -> None:
    code, out, _ = run(tmp_path, "add", "chen", "--role", "officer", "--area", "t03")
    token = out.strip()
    assert code == 0
    assert token not in (tmp_path / "seats.toml").read_text()
    (seat,) = load_seats(tmp_path)
    assert seat.token_sha256 == token_hash(token)
    assert seat.areas == ("t03",)


def test_a_token_can_go_straight_into_a_private_file(tmp_path: Path) -> None:
    out = tmp_path / "keys" / "till.token"
    code, printed, _ = run(
        tmp_path,
        *("add", "till", "--role", "feed", "--kind", "fix", "--source", "till-*"),
        *("--out", str(out)),
    )
    assert code == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert out.read_text().strip() not in printed
    assert load_seats(tmp_path)[0].token_sha256 == token_hash(out.read_text().strip())


def test_seats_are_listed_without_their_hashes_and_revoked_by_name(tmp_path: Path) -> None:
    run(tmp_path, "add", "chen", "--role", "officer")
    run(tmp_path, "add", "gate", "--role", "viewer")
    _, out, _ = run(tmp_path, "list", "--json")
    assert [seat["name"] for seat in json.loads(out)] == ["chen", "gate"]
    assert "sha256" not in out
    assert run(tmp_path, "revoke", "chen")[0] == 0
    assert [seat.name for seat in load_seats(tmp_path)] == ["gate"]
    assert run(tmp_path, "revoke", "chen")[0] == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("a b", "--role", "viewer"), "name: must match"),
        (("x", "--role", "feed"), "which needs both"),
        (("x", "--role", "viewer", "--kind", "fix", "--source", "*"), "for the role feed"),
        (("x", "--role", "feed", "--kind", "fix", "--source", "a b"), "sources: must match"),
    ],
)
def test_a_seat_that_makes_no_sense_is_refused(
    tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    code, _, error = run(tmp_path, "add", *words)
    assert code == 1
    assert told in error
    assert load_seats(tmp_path) == ()


def test_every_kind_of_fact_and_positions_can_be_allowed() -> None:
    assert {"alarm_reported", "purchase_registered", "fix"} <= set(PUSHABLE)
