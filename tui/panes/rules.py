"""The gasoline rules as a list, and one rule's figures: as they hold and as they are tried."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from county.gasoline.figures import flat, shown
from tui.bench import Bench
from tui.panes.pane import Spec
from tui.panes.part import ListPart
from tui.session import Session
from tui.view.rules import RuleBook, RuleLine, label
from tui.widgets.rows import Cell, Row


class RulesPart(ListPart):
    """One row for each rule."""

    NAME: ClassVar[str] = "rules"
    COLUMNS: ClassVar[tuple[Spec, ...]] = (
        Spec("rule", 4, 4),
        Spec("name", None, None),
        Spec("on", 4, 4),
        Spec("level", 9, 5),
        Spec("share", 7, 7),
        Spec("interval", 12, 12, least=68),
        Spec("marks", 8, 9),
        Spec("figures", 20, 20, least=88),
    )

    def __init__(self, session: Session, bench: Bench) -> None:
        super().__init__(session)
        self._bench = bench
        self.book: RuleBook | None = None
        """The rules that hold; None before the county came."""

    @property
    def code(self) -> str:
        """The rule under the cursor; "" for none."""
        key = self.table.cursor_key
        return key if isinstance(key, str) else ""

    def rows(self) -> Sequence[Row]:
        """Give a row for each rule."""
        key = "empty.no_data"
        self.table.set_placeholder((self.voice.say(key), "caution"))
        return [] if self.book is None else [self._row(line) for line in self.book.lines()]

    def _row(self, line: RuleLine) -> Row:
        say = self.voice.say
        marks = (
            ("waits", "caution", line.waits),
            ("tried", "accent", line.code in self._bench.changes),
            ("retire", "alert", line.retire),
            ("changed", "muted", line.changed),
        )
        cells: dict[str, Cell] = {
            "rule": (line.code, "strong"),
            "name": line.name,
            "on": (
                say("rules.mark.on" if line.on else "rules.mark.off"),
                "" if line.on else "caution",
            ),
            "level": line.levels,
            "share": line.result or ("-", "muted"),
            "interval": (line.span, "muted"),
            "marks": next(
                ((say(f"rules.mark.{name}"), tone) for name, tone, holds in marks if holds), ""
            ),
            "figures": (line.figures, "muted"),
        }
        return self.row(line.code, cells, "" if line.on else "muted")


class FiguresPart(ListPart):
    """One row for each figure of a rule; Enter changes what is tried."""

    NAME: ClassVar[str] = "figures"
    COLUMNS: ClassVar[tuple[Spec, ...]] = (
        Spec("figure", None, None),
        Spec("today", 12, 12),
        Spec("tried", 12, 12),
    )

    def __init__(self, session: Session, bench: Bench) -> None:
        super().__init__(session)
        self._bench = bench
        self.book: RuleBook | None = None
        self.code = ""
        """The rule whose figures they are; "" for none."""

    @property
    def name_of_figure(self) -> str:
        """The figure under the cursor, such as ``machine_litres.hand``; "" for none."""
        key = self.table.cursor_key
        return key[1] if isinstance(key, tuple) else ""

    def rows(self) -> Sequence[Row]:
        """Give a row for each figure."""
        if self.book is None or not self.code:
            return []
        today = flat(self.book.figures(self.code))
        tried = flat(self._bench.figures(self.code, self.book))
        lang = self.voice.lang
        rows = []
        for name, figure in tried.items():
            before = shown(name, today[name], lang) if name in today else "-"
            after = shown(name, figure, lang)
            cells: dict[str, Cell] = {
                "figure": label(name, self.voice),
                "today": before,
                "tried": (after, "accent") if after != before else ("", ""),
            }
            rows.append(self.row((self.code, name), cells))
        return rows
