"""`zhiban shot` draws the real screen at a moment of a scenario, the same each time."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from tui.picture import CELL_WIDTH
from zhiban.commands.shot import command

SVG = "{http://www.w3.org/2000/svg}"


def shot(out: Path, *more: str) -> str:
    """Draw a moment of the gas leak; give what was drawn."""
    arguments = ["--scenario", "gas-leak", "--at", "90", "--out", str(out), "--lang", "zh", *more]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    return out.read_text("utf-8")


def test_two_shots_of_one_moment_are_the_same_bytes(tmp_path: Path) -> None:
    first, second = (shot(tmp_path / f"{n}.svg", "--size", "120x36") for n in "ab")
    assert first == second


def test_a_shot_as_text_has_the_size_that_was_asked_for(tmp_path: Path) -> None:
    lines = shot(tmp_path / "a.txt", "--size", "80x24").splitlines()
    assert len(lines) == 24
    assert max(map(cell_len, lines)) <= 80
    assert "演练" in lines[0]
    assert any("燃气泄漏" in line for line in lines)


def test_every_text_of_a_picture_takes_its_cells_and_no_more(tmp_path: Path) -> None:
    root = ET.fromstring(shot(tmp_path / "a.svg", "--size", "160x45"))
    texts = list(root.iter(f"{SVG}text"))
    assert len(texts) > 100
    for text in texts:
        assert text.text is not None
        assert int(text.attrib["textLength"]) == cell_len(text.text) * CELL_WIDTH
        assert len({cell_len(char) for char in text.text}) == 1


def test_a_picture_names_nothing_outside_itself(tmp_path: Path) -> None:
    svg = shot(tmp_path / "a.svg").replace("http://www.w3.org/2000/svg", "")
    assert "http" not in svg
    assert "<script" not in svg


def test_a_record_is_drawn_by_its_label(tmp_path: Path) -> None:
    svg = shot(tmp_path / "a.txt", "--screen", "detail:gas", "--size", "120x36")
    assert "总览 > 1 号警情" in svg


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("--scenario", "no-such"), "gas-leak"),
        (("--screen", "detail:nobody"), "detail:nobody"),
        (("--screen", "elsewhere"), "elsewhere"),
        (("--size", "wide"), "160x45"),
        (("--size", "9999x1"), "500x200"),
        (("--out", "a.png"), ".svg"),
    ],
)
def test_what_cannot_be_drawn_is_said_with_exit_code_2(
    tmp_path: Path, wrong: tuple[str, str], said: str
) -> None:
    base = {"--scenario": "gas-leak", "--at": "0", "--out": str(tmp_path / "a.svg")}
    arguments = [word for pair in (base | dict([wrong])).items() for word in pair]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 2
    assert said in result.output


def test_the_gasoline_screen_is_drawn_with_the_answers_of_the_rehearsal(tmp_path: Path) -> None:
    drawn = shot(tmp_path / "a.txt", "--screen", "gasoline", "--size", "160x45")
    assert "总览 > 散装汽油" in drawn
    assert "查询中" not in drawn
    assert "未报" in drawn
