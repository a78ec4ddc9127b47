"""The feeds: when each was last heard."""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from county.gasoline.standing import StationStanding
from tui.mirror import Changes
from tui.panes.pane import ListPane, Spec
from tui.screens.looks import PaneName
from tui.session import Session
from tui.view import stations
from tui.widgets.rows import Cell, Row

RECENT_S = 60
QUIET_S = 600
"""From when on a source counts as quiet, then as silent, in seconds. Sources have no period of
their own in the profile yet: a panel speaks when it has something to say."""


STATION = "station:"
"""Before a petrol station's identifier, in the key of its row: a feed may have the same name."""


class SourcesPane(ListPane):
    """Petrol stations that fell silent; then every source ever heard, the longest silent first."""

    NAME: ClassVar[PaneName] = "sources"
    COLUMNS: ClassVar[tuple[Spec, ...]] = (
        Spec("heard", 8, 7),
        Spec("source", None, None),
        Spec("state", 4, 6, least=40),
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._listed: dict[Hashable, int | StationStanding] = {}
        """When each source was heard, epoch milliseconds, and the silent stations, by their rows'
        keys.
        """

    def show(self, changes: Changes) -> None:
        """Say the sources anew when they were told, or a station fell silent or was heard."""
        stations_too = any(part == "station" for part, _ in changes.keys)
        if self.columns and (changes.whole or "sources" in changes.topics or stations_too):
            sources = self.session.mirror.sources
            longest = sorted(sources, key=lambda source: (sources[source], source))
            silent = stations.silences(self.session.mirror.board)
            self._listed = {f"{STATION}{each.station}": each for each in silent}
            note = self.voice.say("sources.silent", count=len(self._listed)) if self._listed else ""
            self._listed |= {source: sources[source] for source in longest}
            self.fill(list(self._listed), f"{len(longest)} {note}".rstrip())

    def tick(self) -> None:
        """Say the ages in view anew."""
        self.table.renew()

    def say_row(self, key: Hashable) -> Row:
        """Say a source, or a station that fell silent."""
        of = self._listed[key]
        return self._say(str(key), of) if isinstance(of, int) else self._say_silent(of)

    def _say_silent(self, standing: StationStanding) -> Row:
        """Say a silent station: that it sells nothing is not known."""
        mirror = self.session.mirror
        age_s = (mirror.now() - (standing.silent_since or 0)) // 60_000 * 60
        told = stations.silence(standing, mirror.now(), self.voice)
        word = self.voice.say("station.silent")
        narrow = all(column.key != "state" for column in self.columns)
        cells: dict[str, Cell] = {
            "heard": (self.voice.duration(age_s), "severe"),
            "source": f"{word} {told}" if narrow else told,
            "state": (word, "alert"),
        }
        return self.row(f"{STATION}{standing.station}", cells)

    def _say(self, source: str, heard: int) -> Row:
        age_s = max(0.0, (self.session.mirror.now() - heard) / 1000)
        state, tone = "heard", "good"
        if age_s > RECENT_S:
            state, tone = ("quiet", "muted") if age_s <= QUIET_S else ("silent", "caution")
        told_s = age_s if age_s < 10 else age_s // 10 * 10
        cells: dict[str, Cell] = {
            "heard": self.voice.duration(told_s),
            "source": source,
            "state": (self.voice.say(f"source.{state}"), tone),
        }
        return self.row(source, cells)
