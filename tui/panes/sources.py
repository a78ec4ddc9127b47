"""The feeds: when each was last heard."""

from __future__ import annotations

from typing import ClassVar

from tui.mirror import Changes
from tui.panes.pane import ListPane, Spec
from tui.screens.looks import PaneName
from tui.widgets.rows import Cell, Row

RECENT_S = 60
QUIET_S = 600
"""From when on a source counts as quiet, then as silent, in seconds. Sources have no period of
their own in the profile yet: a panel speaks when it has something to say."""


class SourcesPane(ListPane):
    """Every source that was ever heard, the longest silent first."""

    NAME: ClassVar[PaneName] = "sources"
    COLUMNS: ClassVar[tuple[Spec, ...]] = (
        Spec("heard", 8, 7),
        Spec("source", None, None),
        Spec("state", 4, 6, least=40),
    )

    def show(self, changes: Changes) -> None:
        """Say the sources anew when they were told."""
        if self.columns and (changes.whole or "sources" in changes.topics):
            sources = self.session.mirror.sources
            silent = sorted(sources, key=lambda source: (sources[source], source))
            self.fill([self._say(source) for source in silent], str(len(silent)))

    def tick(self) -> None:
        """Say the ages in view anew."""
        for key in self.table.visible_keys:
            if key in self.session.mirror.sources:
                self.table.patch(self._say(str(key)))

    def _say(self, source: str) -> Row:
        mirror = self.session.mirror
        age_s = max(0.0, (mirror.now() - mirror.sources[source]) / 1000)
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
