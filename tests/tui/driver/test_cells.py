"""What a terminal shows after any frames is what was wanted, for few bytes."""

from __future__ import annotations

import pyte
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import ControlType, Segment
from rich.style import Style

from tui.driver.cells import Cells, cells_of

COLUMNS, ROWS = 24, 5
PIECES = st.text(st.sampled_from("ab 值班室警é│⣿●"), max_size=12)
STYLES = st.sampled_from(
    [None, Style(), Style(color="red"), Style(bgcolor="blue", bold=True), Style(reverse=True)]
)
STRIPS = st.tuples(
    st.integers(0, COLUMNS - 1),
    st.integers(0, ROWS - 1),
    st.lists(st.builds(Segment, PIECES, STYLES), min_size=1, max_size=4),
)
FRAMES = st.lists(st.lists(STRIPS, max_size=6), min_size=1, max_size=6)


class Terminal:
    """A terminal emulator that reads what a grid sends."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.screen = pyte.Screen(cells.columns, cells.rows)
        self._stream = pyte.Stream(self.screen)

    def show(self) -> str:
        """Send a frame; give its bytes."""
        drawn = self.cells.draw()
        self._stream.feed(drawn)
        return drawn

    def resize(self, columns: int, rows: int) -> None:
        self.cells.resize(columns, rows)
        self.screen.resize(rows, columns)

    @property
    def shown(self) -> list[list[tuple[str, object, object, bool, bool]]]:
        """What each cell shows: character, colours, bold and reverse."""
        return [
            [_visible(self.screen.buffer[row][column]) for column in range(self.screen.columns)]
            for row in range(self.screen.lines)
        ]


def _visible(cell: pyte.screens.Char) -> tuple[str, object, object, bool, bool]:
    if cell.data == " " and not cell.reverse:
        return (" ", None, cell.bg, False, False)
    return (cell.data, cell.fg, cell.bg, cell.bold, cell.reverse)


def put(cells: Cells, frame: list[tuple[int, int, list[Segment]]]) -> None:
    for column, row, strip in frame:
        cells.put(column, row, strip)


@given(FRAMES)
@settings(max_examples=40, deadline=None)
def test_any_frames_sent_bit_by_bit_show_what_one_whole_frame_shows(
    frames: list[list[tuple[int, int, list[Segment]]]],
) -> None:
    step, whole = Terminal(Cells(COLUMNS, ROWS)), Terminal(Cells(COLUMNS, ROWS))
    for frame in frames:
        put(step.cells, frame)
        put(whole.cells, frame)
        step.show()
    whole.show()
    assert step.shown == whole.shown


@given(FRAMES, st.integers(3, 40), st.integers(1, 9))
@settings(max_examples=40, deadline=None)
def test_after_a_resize_the_terminal_shows_what_the_grid_holds(
    frames: list[list[tuple[int, int, list[Segment]]]], columns: int, rows: int
) -> None:
    terminal, fresh = Terminal(Cells(COLUMNS, ROWS)), Terminal(Cells(COLUMNS, ROWS))
    for frame in frames:
        put(terminal.cells, frame)
        terminal.show()
        put(fresh.cells, frame)
    terminal.resize(columns, rows)
    terminal.show()
    fresh.resize(columns, rows)
    fresh.show()
    assert terminal.shown == fresh.shown


@given(FRAMES)
@settings(max_examples=40, deadline=None)
def test_every_row_takes_its_cells_and_no_more(
    frames: list[list[tuple[int, int, list[Segment]]]],
) -> None:
    terminal = Terminal(Cells(COLUMNS, ROWS))
    for frame in frames:
        put(terminal.cells, frame)
        terminal.show()
    assert {cell_len(line) for line in terminal.screen.display} == {COLUMNS}


def test_nothing_is_sent_when_nothing_changed() -> None:
    cells = Cells(COLUMNS, ROWS)
    cells.put(0, 0, [Segment("值班 on duty")])
    assert cells.draw()
    cells.put(0, 0, [Segment("值班 on duty")])
    assert cells.draw() == ""


def test_one_changed_cell_is_sent_alone_with_its_look() -> None:
    cells = Cells(COLUMNS, ROWS)
    cells.put(0, 1, [Segment("12:00:01", Style(color="red"))])
    cells.draw()
    cells.put(0, 1, [Segment("12:00:02", Style(color="red"))])
    assert cells.draw() == "\x1b[2;8H\x1b[0;31m2\x1b[1;1H"


def test_two_changes_close_together_are_sent_as_one_run() -> None:
    cells = Cells(COLUMNS, ROWS)
    cells.put(0, 0, [Segment("a---b----c")])
    cells.draw()
    cells.put(0, 0, [Segment("A---B----C")])
    assert cells.draw() == "\x1b[1;1H\x1b[0mA\x1b[3CB\x1b[4CC\x1b[1;1H".replace(
        "A\x1b[3CB", "A---B"
    )


def test_blanks_of_other_text_colours_are_the_same_cells() -> None:
    cells = Cells(COLUMNS, ROWS)
    cells.put(0, 0, [Segment("    ", Style(color="red", bgcolor="black", bold=True))])
    cells.draw()
    cells.put(0, 0, [Segment("    ", Style(color="green", bgcolor="black"))])
    assert cells.draw() == ""


def test_the_cursor_moves_with_nothing_else_to_send() -> None:
    cells = Cells(COLUMNS, ROWS)
    cells.draw()
    cells.cursor = (3, 2)
    assert cells.draw() == "\x1b[3;4H"
    assert cells.draw() == ""


def test_a_wide_character_that_is_cut_by_another_strip_leaves_no_half() -> None:
    terminal = Terminal(Cells(COLUMNS, ROWS))
    terminal.cells.put(0, 0, [Segment("值班值班")])
    terminal.cells.put(3, 0, [Segment("x")])
    terminal.show()
    assert terminal.screen.display[0].rstrip() == "值 x值班"


def test_a_wide_character_that_passes_the_edge_is_left_out() -> None:
    terminal = Terminal(Cells(5, 1))
    terminal.cells.put(0, 0, [Segment("值班室")])
    terminal.show()
    assert terminal.screen.display == ["值班 "]


def test_behind_a_cluster_the_place_is_told_anew() -> None:
    cells = Cells(COLUMNS, ROWS)
    cells.put(0, 0, [Segment("e\u0301x")])
    assert "e\u0301\x1b[1;2Hx" in cells.draw()


def test_no_control_character_of_a_text_reaches_the_terminal() -> None:
    cells = Cells(COLUMNS, ROWS)
    cells.put(0, 0, [Segment("a\x1b]52;c;eA\x07b\x9b31m\x85\x7f\ud800")])
    drawn = cells.draw().replace("\x1b[0m\x1b[2J", "")
    assert "\x07" not in drawn
    assert "\x9b" not in drawn
    assert "\ud800" not in drawn
    assert "a]52;c;eAb" in drawn


def test_control_segments_are_not_text() -> None:
    cells = Cells(COLUMNS, ROWS)
    cells.draw()
    cells.put(0, 0, [Segment("\x07", None, [(ControlType.BELL,)])])
    assert cells.draw() == ""


@given(st.text(max_size=30))
def test_a_text_takes_the_cells_that_it_was_laid_out_with(text: str) -> None:
    assert len(cells_of(text)) == cell_len(text)


def test_what_was_forgotten_is_sent_again() -> None:
    terminal = Terminal(Cells(COLUMNS, ROWS))
    terminal.cells.put(0, 0, [Segment("on duty")])
    terminal.show()
    terminal.screen.reset()
    terminal.cells.forget()
    terminal.show()
    assert terminal.screen.display[0].rstrip() == "on duty"
