"""Lines on the raster."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.canvas import ASCII, BRAILLE, Canvas, clip
from tui.widgets.text import runs

WIDE = st.floats(-500, 500, allow_nan=False)


def picture(canvas: Canvas, alphabet: str = BRAILLE) -> list[str]:
    return [canvas.row(y, alphabet)[0] for y in range(canvas.height)]


def test_dots_stand_where_braille_has_them() -> None:
    canvas = Canvas(2, 1)
    for x, y in ((0, 0), (1, 3), (3, 1)):
        canvas.dot(x, y, 1)
    canvas.dot(4, 0, 1)
    canvas.dot(0, -1, 1)
    assert picture(canvas) == ["⢁⠐"]


def test_an_empty_cell_is_a_blank() -> None:
    assert picture(Canvas(3, 2)) == ["   ", "   "]


def test_a_line_is_drawn_between_its_ends() -> None:
    canvas = Canvas(4, 2)
    canvas.line(0, 0, 7, 7, 1)
    assert picture(canvas) == ["⠑⢄  ", "  ⠑⢄"]


def test_a_line_that_only_crosses_the_raster_is_cut_at_its_edges() -> None:
    inside, crossing = Canvas(4, 2), Canvas(4, 2)
    inside.line(0, 3, 7, 3, 1)
    crossing.line(-1000, 3, 1000, 3, 1)
    assert picture(crossing) == picture(inside)


@given(WIDE, WIDE, WIDE, WIDE)
def test_a_cut_line_lies_on_the_raster(x0: float, y0: float, x1: float, y1: float) -> None:
    inside = clip(x0, y0, x1, y1, 20, 16)
    if inside:
        assert set(inside[::2]) <= set(range(20))
        assert set(inside[1::2]) <= set(range(16))
    else:
        assert not (0 <= x0 < 20 and 0 <= y0 < 16)
        assert not (0 <= x1 < 20 and 0 <= y1 < 16)


@given(st.lists(st.tuples(WIDE, WIDE), max_size=6))
def test_every_row_keeps_its_width_whatever_is_drawn(points: list[tuple[float, float]]) -> None:
    canvas = Canvas(10, 4)
    canvas.polyline(points, 1)
    for y in range(4):
        text, layers = canvas.row(y)
        assert len(text) == len(layers) == 10
        assert "".join(piece for piece, _ in runs(text, layers)) == text
        assert all((char == " ") == (layer == 0) for char, layer in zip(text, layers, strict=True))


def test_a_later_layer_takes_the_cell_and_keeps_the_dots() -> None:
    canvas = Canvas(2, 1)
    canvas.line(0, 0, 3, 0, 1)
    canvas.line(0, 3, 0, 3, 2)
    text, layers = canvas.row(0)
    assert text == "⡉⠉"
    assert list(runs(text, layers)) == [("⡉", 2), ("⠉", 1)]


def test_a_line_smaller_than_a_dot_leaves_one_dot() -> None:
    canvas = Canvas(1, 1)
    canvas.polyline([(0.1, 0.1), (0.2, 0.2), (0.3, 0.1)], 1)
    canvas.polyline([], 1)
    assert picture(canvas) == ["⠁"]


def test_the_ascii_alphabet_draws_the_shape_of_the_dots() -> None:
    canvas = Canvas(6, 3)
    canvas.line(0, 5, 11, 5, 1)
    canvas.line(5, 0, 5, 3, 1)
    canvas.line(6, 8, 7, 11, 1)
    assert picture(canvas, ASCII) == ["  |   ", "------", "   \\  "]
    assert len(ASCII) == len(BRAILLE) == 256
    assert ASCII.isascii()
