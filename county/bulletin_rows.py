"""Where each figure of a bulletin stands, and how it is said: sections, rows, columns, values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from county.bulletin import Bulletin
from county.fields import Lang
from county.figures import TOO_FEW, Figure
from county.words import say

_CLAIMED_AND_SEEN = ("claimed", "seen")
_SECTIONS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("alarms", (("alarms", ""),)),
    ("answer", (("answer", ""),)),
    ("dispatch", (("dispatch", ""),)),
    ("sign", (("sign", ""),)),
    ("turnout", tuple((f"turnout_{clock}", clock) for clock in _CLAIMED_AND_SEEN)),
    ("feedback", (("feedback", ""),)),
    (
        "arrival",
        tuple(
            (f"{what}_{clock}", f"{what}_{clock}")
            for what in ("arrival", "response")
            for clock in ("seen", "claimed")
        ),
    ),
    ("claim_gap", (("claim_gap", ""),)),
    ("ring", (("ring_seen", "seen"), ("ring_claimed", "claimed"))),
    ("town", (("town_seen", "seen"), ("town_claimed", "claimed"))),
    ("load", (("load", ""),)),
    ("console", (("console", ""),)),
    ("acks", (("acks", ""),)),
    ("clocks", (("clocks", ""),)),
)
"""What stands where: sections, and the indicators that are their rows with the word for each."""

_IN_MINUTES = frozenset({"turnout_claimed", "turnout_seen", "feedback"})
"""Indicators whose bands are in minutes."""

_BANDED = _IN_MINUTES | {"sign"}
"""Indicators that count alarms by bands, each a share of their n."""


class Row(NamedTuple):
    """An indicator in its section."""

    word: str
    """What the row is called; "" in a section of one row."""
    indicator: str
    figures: tuple[Figure, ...]
    name: str = ""
    """Its name where it has one instead: a seat's."""

    def label(self, lang: Lang) -> str:
        """Say what the row is."""
        return say(lang, f"stat.{self.word}") if self.word else self.name


def rows_of(bulletin: Bulletin) -> Iterator[tuple[str, list[Row]]]:
    """Give the sections that have figures, each with its rows."""
    by_indicator: dict[str, list[Figure]] = {}
    for figure in bulletin.figures:
        by_indicator.setdefault(figure.name.partition(".")[0], []).append(figure)
    for section, indicators in _SECTIONS:
        found = [
            Row(word, indicator, tuple(by_indicator[indicator]))
            for indicator, word in indicators
            if indicator in by_indicator
        ]
        if section == "console":
            found = [
                Row("", row.indicator, (figure,), _stat(figure))
                for row in found
                for figure in row.figures
            ]
        if found:
            yield section, found


def value_with_n(figure: Figure, lang: Lang) -> str:
    """Say a figure with its n; a plain count needs none."""
    if figure.unit not in ("s", "share"):
        return value_of(figure, lang) or "-"
    value = value_of(figure, lang) or say(lang, "stat.too_few")
    return say(lang, "stat.with_n", value=value, n=figure.n)


def value_of(figure: Figure, lang: Lang) -> str:
    """Say a figure's value; "" when it was taken from too few to have one."""
    if figure.too_few:
        return ""
    if figure.value is None:
        return say(lang, "stat.never_reached") if figure.n else ""
    match figure.unit:
        case "s":
            return _duration(figure.value, lang)
        case "share" | "share_of_time":
            return f"{figure.value:.1%}"
        case "per_hour":
            return f"{figure.value:.1f}"
    counted = f"{figure.value:.0f}"
    banded = figure.name.partition(".")[0] in _BANDED and figure.n >= TOO_FEW
    return f"{counted} ({figure.value / figure.n:.1%})" if banded else counted


def _duration(seconds: float, lang: Lang) -> str:
    if abs(seconds) < 100:
        return say(lang, "stat.s", seconds=f"{seconds:.1f}")
    minutes, rest = divmod(round(abs(seconds)), 60)
    sign = "-" if seconds < 0 else ""
    return say(lang, "stat.min", sign=sign, minutes=minutes, seconds=rest)


def column_of(indicator: str, figure: Figure, lang: Lang) -> str:
    """Name what a figure is of its indicator: a band, a limit, a circle, a seat, a word."""
    stat = "per_hour" if indicator == "console" else _stat(figure)
    unit = "min" if indicator in _IN_MINUTES else "s"
    if band := re.fullmatch(r"(\d+)_(\d+)", stat):
        return say(lang, f"stat.band_{unit}", low=band[1], high=band[2])
    if over := re.fullmatch(r"over_(\d+)", stat):
        return say(lang, f"stat.over_{unit}", low=over[1])
    if within := re.fullmatch(r"within_(\d+)", stat):
        return say(lang, "stat.within", limit=within[1])
    if stat.isdecimal():
        return say(lang, "stat.minutes", minutes=stat)
    return say(lang, f"stat.{stat}")


def _stat(figure: Figure) -> str:
    return figure.name.partition(".")[2]
