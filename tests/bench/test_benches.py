"""Every bench runs, and gives figures that a person can read."""

from __future__ import annotations

import importlib
import math

import pytest

from bench.__main__ import BENCHES
from bench.figures import Figure, print_figures
from bench.terminal import columns_of


def test_every_bench_can_be_run_quickly() -> None:
    for name in BENCHES:
        assert callable(importlib.import_module(f"bench.{name}").run)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["paint", "screen", "gasoline", "purchases"])
def test_a_quick_run_gives_finite_figures_of_different_names(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bench.screen.SIZES", ((80, 24),))
    figures: list[Figure] = importlib.import_module(f"bench.{name}").run(quick=True)
    assert figures
    assert all(math.isfinite(figure.value) and figure.value >= 0 for figure in figures)
    assert any(figure.value > 0 for figure in figures)
    assert len({figure[:3] for figure in figures}) == len(figures)
    print_figures(name, figures)
    assert all(figure.name in capsys.readouterr().out for figure in figures[:1])


def test_bytes_are_counted_by_the_column_they_were_written_from() -> None:
    assert columns_of(b"ab\x1b[3;7Hcd\x1b[12;90Hefg\x1b[4;7Hh") == {0: 2, 7: 8 + 7, 90: 11}


def test_a_bar_that_may_not_be_passed_is_told_from_one_to_be_reached() -> None:
    assert Figure("slow", 300, "ms", bar=250, stretch=100).verdict == "MISSED"
    assert Figure("quick", 90, "ms", bar=250, stretch=100).verdict == "stretch"
    assert Figure("few", 0.6, "", ratio=0.6, bar=0.7, stretch=0.95).verdict == "MISSED"
    assert Figure("enough", 0.8, "", ratio=0.8, bar=0.7, stretch=0.95).verdict == "met"
