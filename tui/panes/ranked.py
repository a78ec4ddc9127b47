"""The units that an alarm may be given, ranked by the desk; those picked here are dispatched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from county.alarms import Alarm
from county.ranking import Ranking
from tui.asking import Standing
from tui.keys import ALARM, cap_of
from tui.panes.facts import Facts
from tui.panes.pane import Spec
from tui.panes.part import ListPart
from tui.session import Session
from tui.view import ranking as view
from tui.view import units
from tui.view.ranking import RankedLine
from tui.widgets.rows import Cell, Row
from tui.widgets.status import StatusLine
from tui.widgets.table import LineTable

FIX_TONES = {"live": "", "late": "caution", "silent": "severe", "never": "muted"}

SELECTED, PICKED = "*", "+"
"""Marks of a unit that the officer selected, and of one that the run card's plan names."""

RANK_LEAST_S = 5.0
"""The desk is asked no more often than this, in seconds."""

AGE_STEP_S = 5
"""The age of a ranking is told in such steps, in seconds: a figure that runs is traffic."""

RANK_RENEW_S = 20.0
"""How old a ranking may grow while it is looked at: units move on."""


class RankedPart(ListPart):
    """Candidates, the soonest first, with the run card's plan over them; below, who cannot go."""

    NAME: ClassVar[str] = "units"
    COLUMNS: ClassVar[tuple[Spec, ...]] = (
        Spec("mark", 1, 1),
        Spec("unit", 5, 5),
        Spec("travel", 7, 8),
        Spec("skills", None, None),
        Spec("fixed", 8, 9, least=44),
        Spec("rest", 8, 8, least=54),
        Spec("far", 8, 8, least=64),
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "select", show=False, id="ranked.select"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.asked: Standing[Ranking] = Standing(session.clock, RANK_LEAST_S, RANK_RENEW_S)
        """The ranking at hand, and whether it can still be believed."""
        self.selected: tuple[str, ...] = ()
        """The call signs that the officer selected, in that order."""
        self._over = False
        """Whether the alarm is none that units are sent to: it ended, or it was filed."""
        self._plan = StatusLine(id="plan")
        self._short = StatusLine(id="shortfall")
        self._needs = Facts(id="needs")

    def compose(self) -> ComposeResult:
        """Put the plan over the list."""
        yield self._plan
        yield self._short
        yield Vertical(self._needs, id="card")
        yield self.table

    # ---- what it shows --------------------------------------------------------------------------

    def about(self, alarm: Alarm | None) -> None:
        """Say what the ranking rests on: the alarm's place and orders, and which units are free."""
        self._over = alarm is None
        board = self.session.mirror.board.units
        free = frozenset(unit.id for unit in board.values() if units.free(unit))
        self.asked.rests_on(alarm and basis(alarm, free))

    def word(self) -> None:
        """Say everything anew."""
        for line in (self._plan, self._short, self._needs):
            line.glyphs = self.session.glyphs
        super().word()

    def tell(self) -> None:
        """Say list, plan and title anew."""
        super().tell()
        self.tell_age()

    def tell_age(self) -> None:
        """Say how old the ranking is, and what is wrong with it."""
        chosen = ""
        if self.selected:
            key = self._cap("dispatch")
            chosen = self.voice.say("rank.selected", count=len(self.selected), key=key)
        self.entitle(f"{self._note()}  {chosen}".rstrip())
        self._tell_plan(self.asked.answer)

    def _note(self) -> str:
        if self._over:
            return self.voice.say("rank.over")
        steps = ceil(max(1.0, self.asked.age_s) / AGE_STEP_S)
        age = self.voice.duration(steps * AGE_STEP_S)
        if self.asked.refusal is None:
            return self.voice.say(f"rank.{self.asked.state}", age=age)
        key = "rank.refused" if self.asked.answer is None else "rank.refused.old"
        return self.voice.say(key, reason=self.asked.refusal.reason(self.voice.lang), age=age)

    def _tell_plan(self, ranking: Ranking | None) -> None:
        self._plan.display = not self._over
        said = ranking and view.plan(ranking, self.session.mirror.board, self.voice)
        if not said or self._over:
            key = "plan.none" if ranking is not None else "plan.unknown"
            self._plan.show([(self.voice.say(key), "muted")])
            self._short.display = self._needs.display = False
            return
        names, key = " ".join(said.picks), self._cap("plan")
        send = self.voice.say("plan.send", units=names, key=key) if names else ""
        self._plan.show([(f"{said.step} ", "strong"), (send, "accent")])
        self._short.display, self._needs.display = bool(said.short), True
        self._short.show([("; ".join(said.short), "alert")])
        self._needs.show([("", "; ".join(said.asks), "muted")])

    def _cap(self, name: str) -> str:
        return cap_of(name, ALARM, self.session.choices.keymap)

    @property
    def plan_text(self) -> str:
        """Why the plan names nobody to send."""
        ranking = self.asked.answer
        if ranking is None:
            return self.voice.say(f"rank.empty.{self.asked.state}")
        said = view.plan(ranking, self.session.mirror.board, self.voice)
        if said is None:
            return self.voice.say("plan.none")
        return "; ".join(said.short) or self.voice.say("plan.covered")

    def rows(self) -> Sequence[Row]:
        """Give a row for each unit of the ranking."""
        ranking = self.asked.answer
        if self._over:
            self.table.set_placeholder((self.voice.say("rank.over"), "muted"))
            return []
        self.table.set_placeholder((self.voice.say(f"rank.empty.{self.asked.state}"), "caution"))
        if ranking is None:
            return []
        lines = view.lines(ranking, self.session.mirror.board, self.voice)
        able = {line.unit for line in lines if line.able}
        self.selected = tuple(unit for unit in self.selected if unit in able)
        if not lines:
            self.table.set_placeholder((self.voice.say("rank.nobody"), "alert"))
        return [self._row(line) for line in lines]

    def _row(self, line: RankedLine) -> Row:
        mark = SELECTED if line.unit in self.selected else PICKED if line.picked else ""
        what = f"{line.lacks} {line.what}" if line.lacks else line.what
        tone = FIX_TONES[line.freshness] if line.freshness else "muted"
        cells: dict[str, Cell] = {
            "mark": (mark, "alert" if mark == SELECTED else "accent"),
            "unit": (line.unit, "strong" if line.able else ""),
            "travel": (line.time, "" if line.able else "muted"),
            "skills": (what, "caution" if line.lacks else ""),
            "fixed": (line.fix, tone),
            "rest": (line.rest, "muted"),
            "far": (line.far, "muted"),
        }
        return self.row(line.unit, cells, "" if line.able else "muted")

    # ---- what the officer picks -----------------------------------------------------------------

    @property
    def picks(self) -> tuple[str, ...]:
        """Whom the plan names and nobody has sent elsewhere."""
        ranking = self.asked.answer
        if ranking is None:
            return ()
        return view.picks(ranking, self.session.mirror.board, self.voice)

    def action_select(self) -> None:
        """Select the unit under the cursor, or let go of it; one that cannot go is not taken."""
        self._toggle(self.table.cursor_key)

    @on(LineTable.Chosen)
    def _chosen(self, event: LineTable.Chosen) -> None:
        event.stop()
        self._toggle(event.key)

    def _toggle(self, unit: object) -> None:
        if not isinstance(unit, str):
            return
        kept = tuple(each for each in self.selected if each != unit)
        self.selected = kept if unit in self.selected else (*kept, unit)
        self.tell()

    def let_go(self, units: Iterable[str] | None = None) -> None:
        """Select none of `units` any more; without them, none at all."""
        gone = frozenset(self.selected if units is None else units)
        self.selected = tuple(unit for unit in self.selected if unit not in gone)


def basis(alarm: Alarm, free: frozenset[str]) -> tuple[object, ...]:
    """Name all that a ranking for an alarm rests on, as far as this screen can know."""
    place = alarm.report.place
    orders = tuple(sorted((order.unit, order.running) for order in alarm.orders))
    return (alarm.number, place.lat, place.lon, alarm.priority, alarm.card_step, orders, free)
