"""The bulletin of a period (警情通报): the indicators of its alarms, as data.

`county.printed` makes text, Markdown and CSV of it. Every figure carries the numbers of the alarms
behind it, and a bulletin can be asked to bring those alarms' clocks for one figure: so each figure
can be followed to the events that made it.
"""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct
from msgspec.structs import replace

from county.clocks import Clocks
from county.fields import Bilingual, Millis
from county.figures import Figure
from county.indicators import Terms, indicators

__all__ = ["Bulletin", "Figure", "Heading", "bulletin_of"]

MOST_LISTED = 5000
"""Alarms up to which every figure lists those behind it; of more, only the traced one does: lists
for a hundred figures of a hundred thousand alarms would not go through the wire."""

MOST_TRACED = 2000
"""Alarms whose clocks a bulletin brings for one figure."""


class Heading(Struct, frozen=True):
    """Whose bulletin it is, and of when."""

    county: Bilingual
    simulated: bool
    """Whether the county is invented and all of its data simulated."""
    utc_offset_minutes: int
    rings: Bilingual | None
    """What the county means by its response circles; None where its profile does not say."""
    since: Millis
    until: Millis
    """The alarms received from `since` on and before `until`, epoch milliseconds."""
    made_at: Millis
    """Up to when what happened to them counts."""


class Bulletin(Struct, frozen=True):
    """The figures of one period."""

    heading: Heading
    figures: tuple[Figure, ...]
    traced: str = ""
    """The figure whose alarms are in `cases`; "" when none was asked for, or it is not here."""
    cases: tuple[Clocks, ...] = ()
    """The clocks of the alarms behind the traced figure, the first `MOST_TRACED`."""

    def figure(self, name: str) -> Figure | None:
        """Give a figure by its name, None when the bulletin has none of that name."""
        return next((figure for figure in self.figures if figure.name == name), None)


def bulletin_of(
    heading: Heading, alarms: Collection[Clocks], terms: Terms, trace: str = ""
) -> Bulletin:
    """Make the bulletin of a period from the clocks of the alarms received in it.

    With `trace`, the name of a figure, it brings the clocks of the alarms behind that one.
    """
    until = min(heading.until, heading.made_at)
    figures = indicators(alarms, heading.since, until, terms)
    traced = next((figure for figure in figures if figure.name == trace), None)
    cases: tuple[Clocks, ...] = ()
    if traced is not None:
        behind = set(traced.alarms[:MOST_TRACED])
        # Which device told it is for counting only.
        found = (replace(alarm, device="") for alarm in alarms if alarm.number in behind)
        cases = tuple(sorted(found, key=lambda alarm: (alarm.received, alarm.number)))
    if len(alarms) > MOST_LISTED:
        figures = tuple(f if f is traced else replace(f, alarms=()) for f in figures)
    return Bulletin(heading, figures, "" if traced is None else trace, cases)
