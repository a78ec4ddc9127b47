"""Tokens, keys and shifts: who is let in, who may stay, and what is written down of a change."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.seats import Enrolment, Seat, new_token, save_seats, token_hash
from config.settings import SettingsError
from config.shifts import Shift
from county import access as facts
from county.clock import ManualClock
from server.access import Access, Pass
from server.witness import Witness
from tests.config.test_seats import KEY

NOON = 1_782_000_000_000 // 86_400_000 * 86_400_000 + 43_200_000
CHEN = Seat(name="chen", role="officer", token_sha256=token_hash("chen-token"))
GATE = Seat(name="gate", role="viewer", token_sha256=token_hash("gate-token"), areas=("t01",))
LI = Seat(name="li", role="leader", keys=(KEY,), shifts=("day",))
DAY = Shift(name="day", begins="08:00", ends="20:00")


class Book:
    """Seats on disk, and what was witnessed of them."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.clock = ManualClock(NOON)
        self.told: list[facts.Access] = []
        witness = Witness(self.told.append, self.clock)
        save_seats(directory, (CHEN, GATE, LI), (DAY,))
        self.access = Access(directory, witness, self.clock, 0, 1800)

    def becomes(self, *seats: Seat) -> None:
        save_seats(self.directory, seats, (DAY,))
        self.access.reload()

    def by_token(self, seat: Seat) -> Pass:
        return Pass(seat, seat.token_sha256 or "", "10.0.0.1")


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path)


def code_of(refusal: object) -> str:
    return getattr(refusal, "code", "")


def test_a_token_opens_its_own_seat_and_nothing_else_opens_one(book: Book) -> None:
    assert book.access.seat_of("chen-token") == CHEN
    assert book.access.seat_of("gate-token") == GATE
    for token in ("", "chen", CHEN.token_sha256 or "", "chen-token ", "\ud800"):
        assert book.access.seat_of(token) is None


def test_a_key_opens_the_seats_that_have_it_and_no_other(book: Book) -> None:
    assert book.access.seat_of_key("li", f"{KEY} a comment") == LI
    for name, key in (
        ("chen", KEY),
        ("li", ""),
        ("li", KEY + "A"),
        ("nobody", KEY),
        ("\ud800", KEY),
    ):
        assert book.access.seat_of_key(name, key) is None


def test_no_two_tokens_are_alike() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) >= 43 for token in tokens)


def test_a_bad_seats_file_leaves_the_last_good_seats(book: Book) -> None:
    (book.directory / "seats.toml").write_text("[[seat]\n")
    with pytest.raises(SettingsError):
        book.access.reload()
    assert book.access.seat_of("chen-token") == CHEN


def test_a_seat_that_was_taken_away_is_ended(book: Book) -> None:
    book.becomes(CHEN)
    assert book.access.ended(book.by_token(CHEN)) is None
    assert code_of(book.access.ended(book.by_token(GATE))) == "revoked"


def test_a_new_token_ends_what_the_old_one_opened(book: Book) -> None:
    book.becomes(Seat(name="chen", role="officer", token_sha256=token_hash("another")))
    assert code_of(book.access.ended(book.by_token(CHEN))) == "revoked"


def test_a_key_that_was_taken_away_ends_what_it_opened(book: Book) -> None:
    shown = Pass(LI, "of a ticket", "10.0.0.1", KEY)
    assert book.access.ended(shown) is None
    book.becomes(Seat(name="li", role="leader"))
    assert code_of(book.access.ended(shown)) == "revoked"


def test_other_rights_are_a_change_and_another_key_or_pin_is_none(book: Book) -> None:
    book.becomes(
        Seat(name="chen", role="leader", token_sha256=CHEN.token_sha256),
        Seat(
            name="gate", role="viewer", token_sha256=GATE.token_sha256, areas=("t01",), keys=(KEY,)
        ),
    )
    assert book.access.ended(book.by_token(CHEN)) is None
    assert book.access.changed(book.by_token(CHEN))
    assert not book.access.changed(book.by_token(GATE))


def test_a_seat_may_stay_for_the_grace_after_its_shift_and_no_longer(book: Book) -> None:
    book.clock.move_to(NOON + int(8.49 * 3_600_000))
    assert book.access.off_shift(LI) is None
    book.clock.move_to(NOON + int(8.51 * 3_600_000))
    assert code_of(book.access.off_shift(LI)) == "off_shift"
    assert book.access.off_shift(CHEN) is None


def test_a_code_is_open_until_it_expires(book: Book) -> None:
    code = "scrypt:" + "A" * 22 + "==:" + "A" * 43 + "="
    enrolment = Enrolment(seat="chen", code=code, expires_at=NOON + 1000)
    save_seats(book.directory, (CHEN,), (), (enrolment,))
    book.access.reload()
    assert book.access.enrolment_of("chen") == enrolment
    assert book.access.enrolment_of("gate") is None
    book.clock.advance(1)
    assert book.access.enrolment_of("chen") is None


def test_what_changed_in_the_file_is_written_down_by_name_and_only_then(book: Book) -> None:
    book.access.reload()
    assert book.told == []
    book.becomes(Seat(name="chen", role="leader"), Seat(name="wu", role="viewer"))
    assert book.told == [
        facts.SeatsChanged(at=NOON, added=("wu",), changed=("chen",), removed=("gate", "li"))
    ]


def test_a_written_file_is_noticed_once(book: Book) -> None:
    assert not book.access.file_changed()
    save_seats(book.directory, (CHEN,))
    assert book.access.file_changed()
    assert not book.access.file_changed()
