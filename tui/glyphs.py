"""Which characters the screen is drawn with, by what the officer's terminal can be trusted with.

Terminals set up for Chinese may draw characters of East Asian Width "ambiguous" two cells wide
(box lines, block elements, most arrows and shapes), which shifts the rest of the line. `SAFE`
holds none of them; `FULL` is for terminals known to draw them one cell wide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

GlyphSet = Literal["full", "safe", "ascii"]
"""The name of a glyph set, as an officer chooses it."""


@dataclass(frozen=True)
class Glyphs:
    """One glyph for each role on the screen; every glyph is one cell wide."""

    name: GlyphSet
    units: Mapping[str, str]
    """Mark of a unit by its kind: small letters move, capitals stand."""
    sites: Mapping[str, str]
    """Mark of a place by its kind."""
    alarms: tuple[str, str, str, str]
    """Mark of an alarm by priority, 1 first."""
    warning: str
    """Mark of a gasoline warning."""
    selected: str
    """Mark before the selected row."""
    unacknowledged: str
    """Mark of what nobody has acknowledged yet."""
    newer: str
    """Arrow of the notice that there are newer rows above."""
    separator: str
    """Between two items on one line."""
    bars: str
    """Cells of a bar graph, lowest first."""
    bands: str
    """Signs of the four late bands of signing, the earliest first."""
    dots: Literal["braille", "ascii"]
    """The alphabet that the map is drawn in."""
    border: Literal["round", "ascii"]
    """Name of the border style that panes use."""

    def unit(self, kind: str) -> str:
        """Give the mark of a unit of `kind`, "?" for a kind without one."""
        return self.units.get(kind, "?")

    def site(self, kind: str) -> str:
        """Give the mark of a place of `kind`, "?" for a kind without one."""
        return self.sites.get(kind, "?")

    def alarm(self, priority: int) -> str:
        """Give the mark of an alarm of `priority` (1 to 4)."""
        return self.alarms[priority - 1]


_UNITS = MappingProxyType(
    {
        "foot": "f",
        "car": "c",
        "motorcycle": "m",
        "horse": "h",
        "booth": "B",
        "workstation": "W",
        "fire": "e",  # engine: F beside f would be read as a unit on foot
        "volunteer": "v",
    }
)
# Letters in every set: a shape for each of eight kinds would have to be learnt, and most of the
# shapes that come to mind are of ambiguous width.

_SITES = MappingProxyType(
    {
        "station": "=",
        "workstation": "@",
        "booth": "+",
        "fire_station": "&",
        "school": "#",
        "petrol_station": "%",
        "key_site": "$",
    }
)

FULL = Glyphs(
    name="full",
    units=_UNITS,
    sites=_SITES,
    alarms=("▲", "◆", "●", "○"),
    warning="■",
    selected="▶",
    unacknowledged="●",
    newer="↑",
    separator="│",
    bars="▁▂▃▄▅▆▇█",
    bands="▂▄▆█",
    dots="braille",
    border="round",
)
"""For terminals known to draw ambiguous characters one cell wide."""

SAFE = Glyphs(
    name="safe",
    units=_UNITS,
    sites=_SITES,
    alarms=("1", "2", "3", "4"),
    warning="▪",
    selected=">",
    unacknowledged="!",
    newer="▴",
    separator="|",
    bars="⣀⣤⣶⣿",
    bands="⣀⣤⣶⣿",
    dots="braille",
    border="ascii",
)
"""Of one width everywhere: the set to start with."""

ASCII = Glyphs(
    name="ascii",
    units=_UNITS,
    sites=_SITES,
    alarms=("1", "2", "3", "4"),
    warning="*",
    selected=">",
    unacknowledged="!",
    newer="^",
    separator="|",
    bars="_.:-=#",
    bands=".:=#",
    dots="ascii",
    border="ascii",
)
"""For terminals and fonts that know nothing else."""

GLYPH_SETS: Mapping[GlyphSet, Glyphs] = MappingProxyType(
    {"full": FULL, "safe": SAFE, "ascii": ASCII}
)
"""Every set by its name."""
