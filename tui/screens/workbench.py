"""The rule workbench: the gasoline rules, one's figures, and what others would have raised."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.containers import Container, Vertical, VerticalScroll
from textual.widget import Widget

from county import commands as ask
from county.board import Key as Record
from county.commands import Ask
from county.gasoline.changing import read_rule, rule_of, takes_two
from county.gasoline.figures import flat, typed
from county.refusals import Refusal
from tui.bench import SPANS, Bench
from tui.keys import WORKBENCH, Key, bindings, cap_of
from tui.mirror import Changes
from tui.panes.facts import Facts
from tui.panes.part import ListPart
from tui.panes.rules import FiguresPart, RulesPart
from tui.panes.trial import TrialPart
from tui.screens.desk import DeskScreen
from tui.screens.looks import PaneName
from tui.screens.prompt import Prompt
from tui.session import Session
from tui.view.rules import RuleBook, differences
from tui.widgets.rows import Cell
from tui.widgets.status import StatusLine
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from feeds.gasoline import Backtest, BacktestState
    from tui.app import DeskApp

PARTS = ("rules", "figures", "trial")
"""The parts in the order of their number keys, 1 first."""

ROOM = (100, 30)
"""The smallest terminal, in cells, that shows the parts side by side."""


WIDE = 150
"""From how many cells on the rules have room for their figures."""


class WorkbenchScreen(DeskScreen):
    """Rules at the left; at the right the figures of the one under the cursor, and the trial."""

    KEYS: ClassVar[tuple[Key, ...]] = WORKBENCH
    BINDINGS = bindings(WORKBENCH)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.part = "rules"
        """The part that the reader is in, and the page of a small terminal."""
        self.bench = Bench()
        """What is tried here."""
        self._rules = RulesPart(session, self.bench)
        self._figures = FiguresPart(session, self.bench)
        self._trial = TrialPart(session, self.bench)
        self._rule = Facts()
        self._typing = ""
        """The figure that is being typed; "" for the reason of a change."""

    def body(self) -> Iterable[Widget]:
        """Give the path to here, the pages' names, and the parts in their columns."""
        yield StatusLine(id="path")
        yield StatusLine(id="pages")
        rule = VerticalScroll(self._rule, id="rule", can_focus=False)
        yield Container(
            self._rules,
            Vertical(rule, self._figures, self._trial, id="side"),
            id="record",
        )

    # ---- what it shows --------------------------------------------------------------------------

    @property
    def paged(self) -> bool:
        """Whether the terminal shows a page at a time."""
        width, height = self.app.size
        return width < ROOM[0] or height < ROOM[1]

    @property
    def marks(self) -> dict[str, bool]:
        """The classes that the style sheet knows it by, and whether it is of them now."""
        return {**super().marks, "-paged": self.paged, "-wide": self.app.size.width >= WIDE}

    def on_resize(self) -> None:
        """Lay the parts out for the new size."""
        self.lay_out()
        self.tell_state()

    def lay_out(self) -> None:
        """Show what has room, or the page that the reader is on."""
        self.dress()
        shown = {self.part} if self.paged else set(PARTS)
        for name in PARTS:
            self.query_one(f"#{name}").display = name in shown
        self.query_one("#rule").display = "figures" in shown
        self.query_one("#side").display = bool(shown & {"figures", "trial"})
        tabs: list[Cell] = []
        for number, name in enumerate(PARTS, 1):
            tone = "reverse" if name == self.part else "muted"
            tabs += [(f" {number} {self.voice.say(f'tab.{name}')} ", tone), " "]
        self.query_one("#pages", StatusLine).show(tabs)

    def word(self) -> None:
        """Say everything anew."""
        self.lay_out()
        for part in (self._rules, self._figures, self._trial):
            part.word()
        super().word()

    def show_body(self, changes: Changes) -> None:
        """Say the rules anew when one of them, or what waits for consent, changed."""
        touched = {part for part, _ in changes.keys}
        if changes.whole or touched & {"rule", "request"} or "atlas" in changes.topics:
            self._tell()

    def _tell(self) -> None:
        """Say everything about rules."""
        book = self._book()
        self._rules.book = self._figures.book = book
        if book is not None:
            self.bench.settle(book)
        self._rules.tell()
        self._rules.entitle()
        self._tell_rule()
        self._trial.tell()
        self._tell_path()

    def _tell_rule(self) -> None:
        """Say the rule under the cursor."""
        book, code = self._rules.book, self._rules.code
        self._figures.code = code
        facts = book.facts(code, self.session.mirror.now()) if book and code else []
        self._rule.show(facts)
        self._figures.tell()
        self._figures.entitle(code)

    def _tell_path(self) -> None:
        say, count = self.voice.say, self.session.to_allow
        path: list[Cell] = [
            (f" {say('path.overview')} ", "muted"),
            ("> ", "muted"),
            (f"{say('path.workbench')} ", "strong"),
        ]
        if self.bench.changes:
            path.append((f" {say('rules.trying', rules=' '.join(self.bench.changes))} ", "accent"))
        if count:
            cap = cap_of("requests", self.keys, self.session.choices.keymap)
            path.append((f" {say('rules.to_allow', count=count, key=cap)}", "caution"))
        self.query_one("#path", StatusLine).show(path)

    def _book(self) -> RuleBook | None:
        """Give the rules that hold; None before the county came."""
        mirror = self.session.mirror
        if mirror.atlas is None or not mirror.has_picture:
            return None
        return RuleBook(
            mirror.atlas.gasoline, mirror.board, self.voice, simulated=mirror.atlas.simulated
        )

    def tick(self) -> None:
        """Ask how far the trial is, once a second."""
        super().tick()
        if self.bench.job and not self.bench.asking:
            self.run_worker(self._ask_desk(self.bench.state()))

    def tick_body(self) -> None:
        """Nothing here tells a time that passes."""

    def refresh_record(self, record: Record) -> None:
        """Nothing here shows what is on its way."""

    def record(self, part: str) -> Record | None:
        """Give nothing: no alarm or warning is pointed at."""
        return None

    @property
    def text(self) -> str:
        """What the reader points at: a rule, a figure, or what the trial found."""
        texts = {"rules": self._rules.text, "figures": self._figures.text}
        return texts.get(self.part, self._trial.text)

    @property
    def view(self) -> Record | PaneName:
        """What is read under it."""
        desk: DeskApp = self.desk
        return desk.overview.view

    # ---- where the reader is --------------------------------------------------------------------

    def action_part(self, number: int) -> None:
        """Go to a part by its number."""
        self.bring(PARTS[number - 1])

    def bring(self, part: str) -> None:
        """Go to a part: the keyboard goes there, and the page on a small terminal."""
        self.part = part
        self.lay_out()
        self.give_focus()

    def give_focus(self) -> None:
        """Put the keyboard into the part that the reader is in."""
        tables = {"rules": self._rules.table, "figures": self._figures.table}
        tables.get(self.part, self._trial).focus()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember which part the reader is in, where parts stand side by side."""
        if not self.paged:
            ids = {part.id for part in (event.widget, *event.widget.ancestors)}
            self.part = next((part for part in PARTS if part in ids), self.part)

    @on(ListPart.Pointed, "#rules")
    def _pointed(self) -> None:
        self._tell_rule()

    @on(LineTable.Chosen)
    def _chosen(self, event: LineTable.Chosen) -> None:
        """Go from a rule to its figures; change a figure."""
        if isinstance(event.key, str):
            self.bring("figures")
        else:
            self.action_edit()

    # ---- what is tried --------------------------------------------------------------------------

    def action_edit(self) -> None:
        """Type another value for the figure under the cursor: it is only tried."""
        book, code, name = self._rules.book, self._rules.code, self._figures.name_of_figure
        if book is None or not name:
            self.notice(self.voice.say("rules.no_figure"), "muted")
            return
        self._typing = name
        value = flat(self.bench.figures(code, book))[name]
        self.prompt.open("value", typed(name, value), lambda _: ())
        self.prompt.tell(self.voice.say("rules.typing", figure=f"{code}.{name}"), "muted")

    def action_discard(self) -> None:
        """Try the rule under the cursor as it holds again."""
        self.bench.changes.pop(self._rules.code, None)
        self._tell()

    def action_days(self) -> None:
        """Look back over another time."""
        self.bench.days = SPANS[(SPANS.index(self.bench.days) + 1) % len(SPANS)]
        self.notice(self.voice.say("rules.days", days=self.bench.days))
        self._trial.tell()

    def action_try(self) -> None:
        """Have the desk try what is tried here, beside today's rules."""
        if self.bench.running:
            self.notice(self.voice.say("trial.under_way"), "muted")
            return
        question = self.bench.begin(self.session.mirror.now())
        self.bring("trial")
        self._trial.tell()
        self.run_worker(self._ask_desk(question))

    def action_stop(self) -> None:
        """Stop the trial."""
        if self.bench.job:
            # Not this screen's own: the answer may come when it is gone.
            self.app.run_worker(self.desk.inquire(self.bench.state(stop=True)))
            self.bench.drop()
            self._trial.tell()

    def on_unmount(self) -> None:
        """Stop what nobody waits for any more."""
        self.action_stop()

    async def _ask_desk(self, question: Backtest | BacktestState) -> None:
        told = await self.desk.inquire(question)
        self.bench.take(told)
        self._trial.tell()

    # ---- what is changed ------------------------------------------------------------------------

    def action_propose(self) -> None:
        """Begin to change the rule under the cursor to what is tried: a reason is asked for."""
        if not self.may(ask.ChangeRule):
            return
        code, changed = self._rules.code, self._changed()
        if not changed:
            self.notice(self.voice.say("rules.nothing_tried", rule=code), "muted")
        else:
            self._typing = ""
            self.prompt.open("value", "", lambda _: ())
            told = self.voice.say("rules.reason", rule=code, changes="; ".join(changed))
            self.prompt.tell(told, "alert")

    def _changed(self) -> list[str]:
        book, code = self._rules.book, self._rules.code
        if book is None or code not in self.bench.changes:
            return []
        return differences(book.figures(code), self.bench.changes[code], self.voice)

    @on(Prompt.Submitted)
    def _valued(self, event: Prompt.Submitted) -> None:
        if event.purpose != "value":
            return
        if self._typing:
            self._take_figure(event.line)
        elif event.line.strip():
            self._propose(event.line.strip())

    def _take_figure(self, line: str) -> None:
        book = self._rules.book
        if book is None:
            self.prompt.close()
            return
        refusal = self.bench.change(self._rules.code, self._typing, line, book)
        if refusal is not None:
            self.prompt.tell(refusal.text(self.voice.lang), "severe")
            return
        self.prompt.close()
        self._tell()

    def _propose(self, reason: str) -> None:
        code = self._rules.code
        command = ask.ChangeRule(code, dict(self.bench.changes[code]), reason)
        self.prompt.close()
        self.run_worker(self._send(command, self.voice.say("rules.change", rule=code)))

    def _done(self, command: Ask, line: str, seq: int) -> str:
        """Say that a change was made, or that it waits for a second leader."""
        book = self._rules.book
        if isinstance(command, ask.ChangeRule) and book is not None:
            new = read_rule(command.rule, command.figures)
            if not isinstance(new, Refusal) and takes_two(rule_of(book.rules, command.rule), new):
                return self.voice.say("rules.waits", rule=command.rule, number=seq)
        return super()._done(command, line, seq)
