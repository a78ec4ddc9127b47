"""A measured figure beside the ceiling measured in the same run: ratios travel, times do not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Figure(NamedTuple):
    """One result: `value` and `ceiling` in `unit`, and what their ratio must be."""

    name: str
    value: float
    unit: str
    ceiling_name: str = ""
    ceiling: float | None = None
    ratio: float | None = None
    bar: float | None = None
    """What is promised; None when the figure is only reported."""
    stretch: float | None = None
    """What would be better still; below the bar when less is better."""

    @property
    def less_is_better(self) -> bool:
        """Whether the ratio (or the value, without one) must stay at or under the bar."""
        return self.bar is not None and self.stretch is not None and self.stretch < self.bar

    @property
    def met(self) -> bool:
        """Whether the bar is met; so is a figure without one."""
        return self._reaches(self.bar)

    @property
    def verdict(self) -> str:
        """Say how the figure stands, in one word."""
        if self.bar is None:
            return ""
        if not self.met:
            return "MISSED"
        return "stretch" if self.stretch is not None and self._reaches(self.stretch) else "met"

    def _reaches(self, bar: float | None) -> bool:
        if bar is None:
            return True
        judged = self.value if self.ratio is None else self.ratio
        return judged <= bar if self.less_is_better else judged >= bar


def against(
    name: str,
    value: float,
    unit: str,
    ceiling: tuple[str, float],
    bar: float | None = None,
    stretch: float | None = None,
) -> Figure:
    """Hold a value against a ceiling of the same run, given by name."""
    return Figure(name, value, unit, *ceiling, value / ceiling[1], bar, stretch)


def beside(
    name: str,
    value: float,
    unit: str,
    ceiling: tuple[str, float],
    bar: float | None = None,
    stretch: float | None = None,
) -> Figure:
    """Put a value beside a ceiling of the same run; the bar is the value's own."""
    return Figure(name, value, unit, *ceiling, bar=bar, stretch=stretch)


def print_figures(title: str, figures: Sequence[Figure]) -> None:
    """Print figures as a table."""
    print(f"\n{title}")
    for figure in figures:
        line = f"  {figure.name:<44} {_short(figure.value):>9} {figure.unit:<12}"
        if figure.ceiling is not None:
            held = "beside" if figure.ratio is None else f"{figure.ratio:6.2f} of"
            line += f" {held} {_short(figure.ceiling)} ({figure.ceiling_name})"
        if figure.bar is not None:
            sign = "<=" if figure.less_is_better else ">="
            stretch = "" if figure.stretch is None else f", stretch {figure.stretch:g}"
            line += f"  {sign} {figure.bar:g}{stretch}: {figure.verdict}"
        print(line)


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
