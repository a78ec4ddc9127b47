"""Marks on the rows of a map."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tui.widgets.marks import Mark, Marks
from tui.widgets.projection import Bounds, Projection

VIEW = Projection.fit(Bounds(41.0, 112.0, 41.6, 113.0), 40, 20)


def at(column: float, row: float, glyph: str = "c", rank: int = 0, label: str = "") -> Mark:
    lat, lon = VIEW.from_cell(column, row)
    return Mark(lat, lon, glyph, rank=rank, label=label)


@pytest.fixture
def marks() -> Marks:
    marks = Marks(VIEW)
    marks.show({"a": at(5, 5, "a", 1, "B3"), "b": at(9, 5, "b")})
    return marks


def glyphs(marks: Marks, row: int, highlighted: str | None = None) -> dict[int, str]:
    faces = marks.faces(row, highlighted, labelled=False)
    return {column: face.cells[0] for column, face in faces.items()}


def test_a_mark_that_changes_rows_touches_both(marks: Marks) -> None:
    assert marks.update({"a": at(6, 7, "a")}, ()) == {5, 7}
    assert glyphs(marks, 5) == {9: "b"}
    assert glyphs(marks, 7) == {6: "a"}


def test_a_mark_that_moves_within_its_cell_touches_nothing(marks: Marks) -> None:
    assert marks.update({"a": replace(at(5.2, 5.2, "a", 1, "B3"))}, ()) == set()


def test_a_mark_that_looks_different_touches_its_row(marks: Marks) -> None:
    assert marks.update({"a": at(5, 5, "A", 1, "B3")}, ()) == {5}


def test_marks_not_shown_again_are_gone(marks: Marks) -> None:
    assert marks.show({"b": at(9, 5, "b")}) == {5}
    assert glyphs(marks, 5) == {9: "b"}
    assert marks.row("a") is None


def test_the_highest_rank_takes_the_cell_and_the_highlighted_one_before_all(marks: Marks) -> None:
    marks.update({"b": at(5, 5, "b"), "c": at(5, 5, "c", 9)}, ())
    assert glyphs(marks, 5) == {5: "c"}
    assert glyphs(marks, 5, "b") == {5: "b"}


def test_of_equals_the_first_comer_keeps_the_cell(marks: Marks) -> None:
    marks.update({"z": at(9, 5, "z")}, ())
    assert glyphs(marks, 5)[9] == "b"


def test_a_mark_off_the_map_touches_nothing_until_it_comes_in(marks: Marks) -> None:
    assert marks.update({"far": Mark(10.0, 10.0, "f")}, ()) == set()
    assert marks.update({"far": at(0, 0, "f")}, ()) == {0}


def test_a_label_is_cleaned_and_counted_in_cells(marks: Marks) -> None:
    marks.update({"a": at(5, 5, "a", 1, "警\x1b[31m")}, ())
    assert marks.faces(5, "a", labelled=False)[5].cells == ("a", " ", "警", "", "[", "3", "1", "m")
    assert marks.faces(5, None, labelled=False)[5].cells == ("a",)
