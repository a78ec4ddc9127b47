"""How many panes stand side by side, by the size of the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PaneName = Literal["alarms", "map", "warnings", "activity", "units", "sources"]

PANES: tuple[PaneName, ...] = ("alarms", "map", "warnings", "activity", "units", "sources")
"""The panes in the order of their number keys, 1 first."""


@dataclass(frozen=True)
class Look:
    """One way of laying panes out: places, each shared by some panes of which one is in front."""

    name: Literal["one", "stack", "pair", "four", "six"]
    places: tuple[tuple[PaneName, ...], ...]


ONE = Look("one", (PANES,))
STACK = Look("stack", (("alarms", "warnings", "units", "sources"), ("map", "activity")))
PAIR = Look("pair", (("alarms", "warnings", "activity", "units", "sources"), ("map",)))
FOUR = Look("four", (("alarms",), ("map",), ("warnings", "units"), ("activity", "sources")))
SIX = Look("six", tuple((pane,) for pane in PANES))

LOOKS = (ONE, STACK, PAIR, FOUR, SIX)


def look_for(width: int, height: int) -> Look:
    """Choose the look for a terminal of `width` by `height` cells."""
    if width < 100:
        return ONE if height < 34 else STACK
    if height < 30:
        return PAIR
    return FOUR if width < 140 else SIX


def in_front(look: Look, recent: tuple[PaneName, ...]) -> tuple[PaneName, ...]:
    """Give the pane in front at each place: the one the reader was in last.

    `recent` names panes, the latest first; panes not in it come in the order of their numbers.
    """
    rank = {pane: place for place, pane in enumerate(dict.fromkeys((*recent, *PANES)))}
    return tuple(min(place, key=rank.__getitem__) for place in look.places)
