"""What single cells mean, and which are refused rather than guessed at."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from county.refusals import Refusal
from feeds.register import values

FORMS = ("%Y-%m-%d %H:%M", "%Y年%m月%d日 %H时%M分", "%Y-%m-%dT%H:%M:%S%z")
DAY_0 = datetime(1899, 12, 30)  # noqa: DTZ001


def code(told: object) -> str:
    assert isinstance(told, Refusal)
    return told.code


@pytest.mark.parametrize(
    ("cell", "litres"),
    [
        ("20", 20),
        ("１２．５升", 12.5),
        ("1,200.5", 1200.5),
        ("18 L", 18),
        ("5 公升", 5),
        ("-5", -5),
        (7.25, 7.25),
    ],
)
def test_litres_are_read_as_people_write_them(cell: values.Cell, litres: float) -> None:
    assert values.number(cell) == litres


@pytest.mark.parametrize(
    "cell",
    [
        "1,5",
        "1,2000",
        "二十",
        "nan",
        "inf",
        "-inf",
        "1e308",
        "0x10",
        "1_000",
        "20kg",
        "9" * 400,
        "",
    ],
)
def test_what_is_no_plain_number_is_refused_not_guessed(cell: str) -> None:
    assert code(values.number(cell)) == "unread_number"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_numbers_beyond_all_bounds_are_refused(number: float) -> None:
    assert code(values.number(number)) == "unread_number"


@pytest.mark.parametrize("cell", ["1.50105E+17", 1.50105e17, "１．５E+17"])
def test_an_identity_number_that_a_spreadsheet_rounded_is_told(cell: values.Cell) -> None:
    assert code(values.reference(cell)) == "number_rounded"


def test_a_number_that_is_a_reference_keeps_its_digits() -> None:
    assert values.reference(150105.0) == "150105"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-11-02 08:15", 1_793_578_500_000),
        ("2026年11月2日 8时15分", 1_793_578_500_000),
        ("２０２６-11-02 08:15", 1_793_578_500_000),
        ("2026-11-02T00:15:00+00:00", 1_793_578_500_000),
        (46_328.34375, 1_793_578_500_000),
        (datetime(2026, 11, 2, 8, 15), 1_793_578_500_000),  # noqa: DTZ001
    ],
)
def test_a_moment_is_the_countys_local_time_unless_it_says_its_zone(
    cell: values.Cell, expected: int
) -> None:
    read = values.moment(cell, FORMS, DAY_0)
    assert not isinstance(read, Refusal)
    assert values.millis(read, 480) == expected


@pytest.mark.parametrize("cell", ["02.11.2026", "2026-13-01 00:00", "yesterday", 12.0, 1e300])
def test_what_is_no_time_is_refused(cell: values.Cell) -> None:
    assert code(values.moment(cell, FORMS, DAY_0)) == "not_a_time"


@pytest.mark.parametrize("cell", ["08:15", 0.34375, time(8, 15)])
def test_a_time_of_day_is_read(cell: values.Cell) -> None:
    assert values.of_day(cell, ("%H:%M",)) == time(8, 15)


@pytest.mark.parametrize(
    ("cell", "means"), [("是", True), ("否", False), ("Ｙ", True), ("0", False)]
)
def test_yes_and_no_are_read(cell: str, means: bool) -> None:
    assert values.yes(cell) is means


def test_what_is_neither_yes_nor_no_is_refused() -> None:
    assert code(values.yes("maybe")) == "not_yes_or_no"


def test_moments_before_1970_are_negative_and_left_to_the_bounds() -> None:
    assert values.millis(datetime(1969, 12, 31, tzinfo=UTC), 0) == -86_400_000
