"""What each rule's verified warnings led to, and which rules might be retired."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from county.gasoline.yields import by_rule
from tui.panes.pane import Spec
from tui.panes.part import ListPart
from tui.view import trends as view
from tui.view.trends import YieldText
from tui.widgets.plot import interval
from tui.widgets.rows import Cell, Row

SPAN_CELLS = 16
"""How wide the interval of a rule's yield is drawn."""


class YieldsPart(ListPart):
    """One row for each rule: its yield, and the interval in which the true one lies."""

    NAME: ClassVar[str] = "yields"
    COLUMNS: ClassVar[tuple[Spec, ...]] = (
        Spec("rule", 4, 4),
        Spec("share", 6, 6),
        Spec("span", SPAN_CELLS, SPAN_CELLS),
        Spec("verified", 5, 6),
        Spec("useful", 5, 6, least=56),
        Spec("verdict", 8, 11),
        Spec("name", None, None, least=64),
    )

    def rows(self) -> Sequence[Row]:
        """Give a row for each rule that a warning was verified of."""
        mirror, voice = self.session.mirror, self.voice
        simulated = mirror.atlas is not None and mirror.atlas.simulated
        told = by_rule(mirror.board.yields.values(), simulated=simulated)
        retirement = voice.gasoline.retirement if voice.gasoline else None
        lines = view.yields(told, retirement, voice)
        most = view.scale(lines)
        self.entitle(voice.say("yields.note", most=f"{most:.0%}") if lines else "")
        key = "yields.none" if mirror.has_picture else "empty.no_data"
        self.table.set_placeholder((voice.say(key), "muted" if mirror.has_picture else "caution"))
        return [self._row(line, most) for line in lines]

    def _row(self, line: YieldText, most: float) -> Row:
        braille = self.session.glyphs.dots == "braille"
        span = interval(
            line.low / most, line.middle / most, line.high / most, SPAN_CELLS, braille=braille
        )
        cells: dict[str, Cell] = {
            "rule": (line.rule, "strong"),
            "share": line.share,
            "span": (span, "accent"),
            "verified": (line.closed, "muted"),
            "useful": (line.useful, "muted"),
            "verdict": (line.verdict, "alert" if line.retire else "muted"),
            "name": (line.name, "muted"),
        }
        return self.row(line.rule, cells)
