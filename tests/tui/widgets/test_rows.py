"""Cells in more than one tone fill their column exactly, whatever stands in them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from tui.widgets.rows import Column, Layout, Pieces, Row
from tui.widgets.text import width

NAMES = {Style(bold=True): "severe", Style(): ""}


def look(*tones: str) -> Style:
    return Style(bold=True) if "severe" in tones else Style()


def drawn(cell: Pieces, cells: int) -> list[tuple[str, str]]:
    """Give the pieces that a row of one column of `cells` cells is drawn in, with their tones."""
    layout = Layout((Column("units", "", cells),), cells + 2)
    segments = layout.segments(Row(1, (cell,)), "", look)
    return [(segment.text, NAMES[segment.style or Style()]) for segment in segments]


def test_each_part_keeps_its_tone() -> None:
    cell = Pieces((("B1派 ", "severe"), ("B2签", "")))
    assert drawn(cell, 10) == [("  ", ""), ("B1派 ", "severe"), ("B2签 ", "")]
    assert cell.text == "B1派 B2签"
    assert Row(1, (cell, "a", ("b", "muted"))).texts == ["B1派 B2签", "a", "b"]


def test_what_does_not_fit_is_cut_and_a_wide_character_never_in_half() -> None:
    assert drawn(Pieces((("B1派", ""), ("警", "severe"))), 5) == [("  B1派", ""), (" ", "severe")]


@given(
    st.lists(st.tuples(st.text(max_size=12), st.sampled_from(["", "severe"])), max_size=5),
    st.integers(1, 30),
)
def test_a_cell_takes_exactly_the_cells_of_its_column(
    parts: list[tuple[str, str]], cells: int
) -> None:
    assert sum(width(text) for text, _ in drawn(Pieces(tuple(parts)), cells)) == cells + 2
