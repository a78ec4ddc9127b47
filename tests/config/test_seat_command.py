"""`zhiban seat`: seats, and what opens them, by hand."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from config import pins
from config.keys import fingerprint
from config.seats import load_seats, token_hash
from tests.config.test_seats import KEY
from zhiban.commands.seat import command


def run(directory: Path, *words: str, typed: str = "") -> tuple[int, str, str]:
    """Run `zhiban seat`; give its exit code, output and error output."""
    arguments = [*words, "--data", str(directory), "--lang", "en"]
    done = CliRunner().invoke(command, arguments, input=typed)
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    run(tmp_path, "add", "wang", "--role", "officer", "--area", "t03")
    return tmp_path


def test_a_token_is_shown_once_and_only_its_hash_is_kept(tmp_path: Path) -> None:
    code, out, _ = run(tmp_path, "add", "chen", "--role", "officer", "--area", "t03")
    token = out.strip()
    assert code == 0
    assert token not in (tmp_path / "seats.toml").read_text()
    (seat,) = load_seats(tmp_path).seat
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
    token = out.read_text().strip()
    assert token not in printed
    assert load_seats(tmp_path).seat[0].token_sha256 == token_hash(token)


def test_a_new_token_takes_the_place_of_the_old_one(desk: Path) -> None:
    before = load_seats(desk).seat[0]
    code, out, _ = run(desk, "token", "wang")
    after = load_seats(desk).seat[0]
    assert code == 0
    assert after.token_sha256 == token_hash(out.strip()) != before.token_sha256
    assert after.rights == before.rights


def test_a_seat_may_be_given_the_right_to_identities_and_says_so(tmp_path: Path) -> None:
    assert run(tmp_path, "add", "li", "--role", "officer", "--unmasks")[0] == 0
    assert run(tmp_path, "add", "wang", "--role", "officer")[0] == 0
    assert [seat.rights.unmasks for seat in load_seats(tmp_path).seat] == [True, False]
    assert "unmask " in run(tmp_path, "show", "li")[1]
    assert "unmask " not in run(tmp_path, "show", "wang")[1]


def test_a_seat_that_gives_no_commands_cannot_be_given_identities(tmp_path: Path) -> None:
    code, _, said = run(tmp_path, "add", "gate", "--role", "viewer", "--unmasks")
    assert (code, said.strip()) == (1, "the role viewer cannot read sealed identities")
    assert not load_seats(tmp_path).seat


def test_a_key_is_added_shown_by_its_fingerprint_and_taken_away(desk: Path) -> None:
    assert run(desk, "key", "add", "wang", "-", typed=f"{KEY} wang@laptop\n")[0] == 0
    assert load_seats(desk).seat[0].keys == (KEY,)
    assert run(desk, "key", "add", "wang", "-", typed=KEY)[0] == 1
    assert fingerprint(KEY) in run(desk, "show", "wang")[1]
    assert run(desk, "key", "remove", "wang", "SHA256:nothing")[0] == 1
    assert run(desk, "key", "remove", "wang", fingerprint(KEY))[0] == 0
    assert load_seats(desk).seat[0].keys == ()


def test_what_is_no_key_is_refused(desk: Path) -> None:
    code, _, error = run(desk, "key", "add", "wang", "-", typed="ssh-ed25519 AAAA")
    assert (code, error) == (1, "that is no public key of OpenSSH\n")


def test_a_code_is_shown_once_kept_stretched_and_replaces_the_one_before(desk: Path) -> None:
    first = run(desk, "enrol", "wang")[1].strip()
    second = run(desk, "enrol", "wang")[1].strip()
    (enrolment,) = load_seats(desk).enrolment
    assert pins.matches(second, enrolment.code)
    assert not pins.matches(first, enrolment.code)
    assert second not in (desk / "seats.toml").read_text()


def test_a_pin_is_asked_for_and_kept_stretched(desk: Path) -> None:
    code, out, error = run(desk, "pin", "wang", typed="246810\n246810\n")
    assert code == 0
    assert "246810" not in out + error
    assert pins.matches("246810", load_seats(desk).seat[0].pin)
    assert run(desk, "pin", "wang", typed="123\n123\n")[0] == 1
    assert run(desk, "pin", "wang", "--remove")[0] == 0
    assert load_seats(desk).seat[0].pin is None


def test_a_shift_is_set_and_worked_in(desk: Path) -> None:
    assert run(desk, "add", "li", "--role", "leader", "--shift", "night")[0] == 1
    assert run(desk, "shift", "night", "20:00", "08:00")[0] == 0
    assert run(desk, "add", "li", "--role", "leader", "--shift", "night", "--no-token")[0] == 0
    assert "night 20:00–08:00" in run(desk, "show", "li")[1]
    assert run(desk, "shift", "night", "8 pm", "08:00")[0] == 1


def test_show_says_what_a_seat_may_see_and_do(desk: Path) -> None:
    code, out, _ = run(desk, "show", "wang")
    assert code == 0
    for told in ("t03 ", "dispatch", "send units", "officer", "token", "always"):
        assert told in out
    assert "set_duty" not in out
    assert "sha256" not in out


def test_show_says_the_same_to_scripts(desk: Path) -> None:
    told = json.loads(run(desk, "show", "wang", "--json")[1])
    assert told["role"] == "officer"
    assert list(told["areas"]) == ["t03"]
    assert told["areas"]["t03"]["en"]
    assert "acknowledge" in told["commands"]
    assert (told["has_token"], told["has_pin"], told["open_code"]) == (True, False, False)


def test_an_auditor_reads_the_audit_and_commands_nothing(desk: Path) -> None:
    run(desk, "add", "shen", "--role", "auditor")
    told = json.loads(run(desk, "show", "shen", "--json")[1])
    assert (told["commands"], told["reads_audit"], told["areas"]) == ([], True, None)


def test_seats_are_listed_and_removed_by_name(desk: Path) -> None:
    run(desk, "add", "gate", "--role", "viewer")
    run(desk, "enrol", "wang")
    listed = json.loads(run(desk, "list", "--json")[1])
    assert [seat["name"] for seat in listed] == ["wang", "gate"]
    assert run(desk, "remove", "wang")[0] == 0
    seats = load_seats(desk)
    assert [seat.name for seat in seats.seat] == ["gate"]
    assert seats.enrolment == ()
    assert run(desk, "remove", "wang")[0] == 1


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
    assert load_seats(tmp_path).seat == ()


@pytest.mark.parametrize(
    "words", [("token", "x"), ("enrol", "x"), ("show", "x"), ("key", "remove", "x", "y")]
)
def test_a_seat_that_is_not_there_is_said_so(tmp_path: Path, words: tuple[str, ...]) -> None:
    code, _, error = run(tmp_path, *words)
    assert (code, error) == (1, "there is no seat x\n")


def test_a_faulty_file_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "seats.toml"
    path.write_text("[[seat]\n")
    path.chmod(0o600)
    code, _, error = run(tmp_path, "add", "a", "--role", "viewer")
    assert code == 2
    assert error.startswith("seats.toml:1: ")
    assert path.read_text() == "[[seat]\n"
