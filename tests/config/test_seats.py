"""Seats: what is written is read back, privately, and a bad file is refused by line and field."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest
from msgspec.structs import replace

from config import pins
from config.seats import (
    PUSHABLE,
    Enrolment,
    Seat,
    Seats,
    change_seats,
    load_seats,
    save_seats,
    token_hash,
)
from config.settings import SettingsError
from config.shifts import Shift
from county.rights import Rights

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
SEATS = (
    Seat(name="chen", role="officer", token_sha256=token_hash("a")),
    Seat(name="none", role="viewer", token_sha256=token_hash("b"), areas=()),
    Seat(
        name="li",
        role="leader",
        keys=(KEY,),
        pin=pins.stretch("123456"),
        lang="zh",
        shifts=("day",),
    ),
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
    shifts = (Shift(name="day", begins="08:00", ends="20:00"),)
    codes = (Enrolment(seat="li", code=pins.stretch("7F3K-9QXD"), expires_at=9),)
    save_seats(tmp_path, SEATS, shifts, codes)
    assert load_seats(tmp_path) == Seats(SEATS, shifts, codes)
    assert [path.name for path in tmp_path.iterdir()] == ["seats.toml"]


def test_the_rights_of_a_seat_are_what_the_file_says() -> None:
    assert SEATS[0].rights == Rights("officer")
    assert SEATS[1].rights == Rights("viewer", areas=frozenset())
    till = SEATS[3].rights
    assert till.forbids_push("fix", "till-7") is None
    assert till.forbids_push("alarm_reported", "till-7") is not None
    assert till.forbids_push("fix", "panel-1") is not None


def test_only_their_owner_can_read_them(tmp_path: Path) -> None:
    save_seats(tmp_path, SEATS[:2])
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
        (
            '[[seat]]\nname = "a"\nrole = "viewer"\nshifts = ["dusk"]\n',
            "seats.toml:4: shifts: there is no shift dusk",
        ),
        (
            '[[seat]]\nname = "a"\nrole = "viewer"\nkeys = ["ssh-ed25519 AAAA"]\n',
            "seats.toml:4: keys: is no public key of OpenSSH (is ssh-ed25519 AAAA)",
        ),
        (
            '[[seat]]\nname = "a"\nrole = "viewer"\nunmasks = true\n',
            "seats.toml:4: unmasks: the role viewer cannot read sealed identities",
        ),
        ('[[shift]]\nname = "a"\nfrom = "8:00"\n', "seats.toml:3: from: must match"),
        ('[[seat]]\nname = "a"\npin = "123456"\n', "seats.toml:3: pin: must match"),
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
    unknown, twice = sorted(faults(tmp_path))
    assert twice.startswith("seats.toml:7: name: chen stands there already")
    assert unknown.startswith("seats.toml:10: kinds: must be one of alarm_reported")


def test_the_file_stays_as_it_was_when_a_change_is_refused(tmp_path: Path) -> None:
    save_seats(tmp_path, SEATS[:2])
    before = (tmp_path / "seats.toml").read_bytes()

    def refused(_: Seats) -> Seats:
        raise KeyError

    with pytest.raises(KeyError):
        change_seats(tmp_path, refused)
    assert (tmp_path / "seats.toml").read_bytes() == before


def test_two_who_change_the_file_at_once_do_not_undo_each_other(tmp_path: Path) -> None:
    def add(name: str) -> None:
        seat = Seat(name=name, role="viewer")
        change_seats(tmp_path, lambda seats: replace(seats, seat=(*seats.seat, seat)))

    names = [f"s{number}" for number in range(20)]
    threads = [threading.Thread(target=add, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seat.name for seat in load_seats(tmp_path).seat) == sorted(names)


def test_every_kind_of_fact_and_positions_can_be_allowed() -> None:
    assert {"alarm_reported", "purchase_registered", "fix"} <= set(PUSHABLE)
