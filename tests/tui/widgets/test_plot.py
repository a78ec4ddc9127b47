"""Courses drawn in text: what is known to be zero, and what is not known, look different."""

from __future__ import annotations

from statistics import mean

import pytest

from tui.widgets.canvas import ASCII
from tui.widgets.plot import Course, Drawn, Style, folded, interval, raster, stride


def drawn(values: Course, cells: int, rows: int = 1, style: Style = "bars") -> list[str]:
    """Draw a course in ASCII."""
    canvas = raster(Drawn(values, style), cells, rows)
    return [canvas.row(row, ASCII)[0] for row in range(rows)]


def test_a_zero_stands_on_the_axis_and_a_gap_is_blank() -> None:
    assert drawn((0, 0, None, None, 5, 5), 6) == ["__  ##"]


def test_the_greatest_value_reaches_the_top_and_a_quarter_of_it_does_not() -> None:
    top, bottom = drawn((2, 8), 2, 2)
    assert top == " #"
    assert bottom == "##"


def test_the_last_value_stands_at_the_right() -> None:
    line = drawn((*[0] * 19, 9), 30)[0]
    assert line == " " * 10 + "_" * 19 + "#"


def test_bars_take_whole_cells_and_are_never_very_thick() -> None:
    assert [stride(count, 60, "bars") for count in (60, 30, 20, 12, 1)] == [1, 2, 2, 4, 8]
    assert stride(2, 60, "line") == 30


def test_a_line_has_no_stroke_over_a_gap() -> None:
    whole, broken = (
        drawn(values, 6, 2, "line") for values in ((1, 1, 1, 1, 1, 1), (1, 1, None, None, 1, 1))
    )
    assert " " not in whole[0]
    assert " " in broken[0].strip()


@pytest.mark.parametrize(("fold", "one"), [(sum, 12.0), (mean, 4.0)])
def test_more_values_than_dots_become_one_by_their_own_kind(fold: object, one: float) -> None:
    values = (2, 4, 6, None, None, None)
    assert folded(values, 2, fold) == [one, None]  # type: ignore[arg-type] # a fold
    assert folded(values, 6, sum) == list(values)


def test_nothing_known_draws_nothing() -> None:
    assert drawn((None, None), 4) == ["    "]
    assert drawn((), 4) == ["    "]


def test_an_interval_spans_its_ends_with_a_stroke_at_the_middle() -> None:
    assert interval(0, 0.5, 1, 9, braille=False) == "----+----"
    narrow = interval(0.8, 0.9, 1, 10, braille=False)
    assert narrow.startswith(" " * 7)
    assert "+" in narrow
