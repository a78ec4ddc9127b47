"""Gasoline sold loose: the warnings to verify, why each was raised, who bought, who sold."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, ClassVar

from textual import on

from county import commands as ask
from county.board import Key as Record
from county.gasoline import GasolineWarning
from county.gasoline.ringing import alarm_of
from tui.grammar import Completion
from tui.grammar.gasoline import MOST_WARNINGS
from tui.keys import GASOLINE, Key, bindings, cap_of
from tui.mirror import Changes
from tui.screens.alarm import AlarmScreen
from tui.screens.gasoline_parts import PARTS, GasolineParts
from tui.screens.looks import PaneName
from tui.screens.prompt import Prompt
from tui.screens.warning import WarningScreen
from tui.session import Session
from tui.view import seasons, stations
from tui.view.warnings import told_at
from tui.view.why import FINDINGS, Around, explain
from tui.widgets.rows import Cell
from tui.widgets.status import StatusLine
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from tui.app import DeskApp


class GasolineScreen(GasolineParts):
    """The gasoline desk."""

    KEYS: ClassVar[tuple[Key, ...]] = GASOLINE
    BINDINGS = bindings(GASOLINE)
    PATH = "path.gasoline"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._asking: set[str] = set()
        """The parts whose question is on its way: one of each at a time, however fast the cursor
        moves."""

    # ---- what it shows --------------------------------------------------------------------------

    def show_body(self, changes: Changes) -> None:
        """Bring what changed into the parts that somebody sees."""
        named = {key[0] for key in changes.keys}
        whole = changes.whole or bool(changes.topics & {"atlas", "welcome"})
        if "warnings" in self.in_view:
            self.warned.take(changes)
        if whole or named & {"warning", "alarm"}:
            self.tell_warning()
        if whole or named & {"station", "warning"}:
            self._tell_stations()
        if (whole or "rule" in named) and "yields" in self.in_view:
            self.yields.tell()
        if whole and "trends" in self.in_view:
            self.trends.tell()
        self._tell_path()
        self._ask_due()

    def tell_warning(self) -> None:
        """Say why the warning under the cursor was raised, and about whom the history is."""
        warning = self.warning
        self.purchaser.about(warning)
        if "why" in self.in_view:
            self.why.show(
                [
                    (each.name, each.text, each.tone)
                    for each in explain(warning, self._around(warning))
                ]
                if warning is not None
                else [("", self.voice.say("why.nothing"), "muted")]
            )
        if "purchaser" in self.in_view:
            self.purchaser.tell()

    def _around(self, warning: GasolineWarning) -> Around:
        mirror, raised = self.session.mirror, warning.raised
        incident = raised.incident
        return Around(
            now=told_at(warning, mirror.now()),
            voice=self.voice,
            shape=self.session.glyphs.warning,
            keys=self._caps_of(warning),
            alarm=alarm_of(warning, mirror.board.alarms),
            incident=None if incident is None else mirror.board.alarms.get(incident),
        )

    def _caps_of(self, warning: GasolineWarning) -> dict[str, str]:
        """Give what stands on the keys that this seat may press about it."""
        keymap = self.session.choices.keymap
        keys = {"to_alarm": cap_of("to_alarm", GASOLINE, keymap)}
        if warning.finding is None and self.session.forbids(ask.Verify) is None:
            for each in FINDINGS:
                keys[each] = cap_of(f"found.{each}", GASOLINE, keymap)
        return keys

    def _tell_stations(self) -> None:
        mirror = self.session.mirror
        heard = self.stations.heard
        self.silence.tell(stations.banner(mirror.board, mirror.now(), self.voice, heard))
        if "stations" in self.in_view:
            self.stations.tell()

    def _tell_path(self) -> None:
        """Say where the reader is, and which season widens limits just now."""
        now = self.session.mirror.now()
        path: list[Cell] = [
            (f" {self.voice.say('path.overview')} ", "muted"),
            ("> ", "muted"),
            (f"{self.voice.say('path.gasoline')} ", "strong"),
        ]
        season = seasons.holding(now, self.voice)
        self.query_one("#path", StatusLine).show(path, [(f"{season} ", "alert")] if season else ())

    def tick_body(self) -> None:
        """Bring times left up to date, and ask for what has grown old."""
        if "warnings" in self.in_view:
            self.warned.tick()
        self.tell_warning()
        self._tell_path()
        self._ask_due()

    def refresh_record(self, record: Record) -> None:
        """Say one record anew: something was asked of it, or its answer came."""
        if record[0] == "warning":
            self.show_body(Changes(keys=frozenset({record})))

    # ---- what is asked of the desk for it -------------------------------------------------------

    def _ask_due(self) -> None:
        """Ask for what is not known, or too old; only while somebody looks, one at a time."""
        if not self.is_current or not self.session.mirror.has_picture:
            return
        low = self.desk.link_figures.low
        purchaser = self.purchaser.buyer and self.purchaser.asked.due
        if self.shows("purchaser") and purchaser and "purchaser" not in self._asking:
            self.run_worker(self._ask_purchaser(self.purchaser.asked.ask()))
            self.purchaser.tell()
        if self.shows("stations") and self.stations.due(low=low):
            first = self.stations.asked.answer is None
            self.run_worker(self._ask_stations(self.stations.asked.ask()))
            if first:
                self.stations.tell()
        if self.shows("trends") and self.trends.due(low=low):
            self.run_worker(self._ask_trends(self.trends.asked.ask()))
            self.trends.tell()

    async def _ask_purchaser(self, basis: Hashable) -> None:
        self._asking.add("purchaser")
        answer = await self.desk.inquire(self.purchaser.question)
        self._asking.discard("purchaser")
        self.purchaser.asked.take(basis, answer)
        if self.is_running:
            self.purchaser.tell()
            self._ask_due()

    async def _ask_stations(self, basis: Hashable) -> None:
        self.stations.take(basis, await self.desk.inquire(self.stations.question))
        if self.is_running:
            self.stations.tell()

    async def _ask_trends(self, basis: Hashable) -> None:
        self.trends.asked.take(basis, await self.desk.inquire(self.trends.question))
        if self.is_running:
            self.trends.tell()

    # ---- what the reader points at --------------------------------------------------------------

    def record(self, part: str) -> Record | None:
        """Give the warning under the cursor, or the alarm that belongs to it."""
        if part == "warning":
            return self.warned.target
        warning = self.warning
        number = None if warning is None else self._alarm_number(warning)
        return None if number is None else ("alarm", number)

    def _alarm_number(self, warning: GasolineWarning) -> int | None:
        """Give the alarm made of a warning, else the threat that it is near."""
        alarm = alarm_of(warning, self.session.mirror.board.alarms)
        return alarm.number if alarm is not None else warning.raised.incident

    @property
    def text(self) -> str:
        """What the reader points at in a list; of the other parts all that they say."""
        said = {
            "warnings": self.warned.text,
            "purchaser": self.purchaser.text,
            "stations": self.stations.text,
            "yields": self.yields.text,
            "trends": self.trends.text,
        }
        return said.get(self.part) or self.why.text

    @property
    def view(self) -> Record | PaneName:
        """What is read under it: this screen is opened by its key, not gone back to."""
        desk: DeskApp = self.desk
        return desk.overview.view

    @on(LineTable.Highlighted)
    def _pointed(self, event: LineTable.Highlighted) -> None:
        if event.table is self.warned.table:
            self.query_one("#why").scroll_home(animate=False)
            self.tell_warning()
            self._ask_due()

    @on(LineTable.Chosen)
    def _chosen(self, event: LineTable.Chosen) -> None:
        if event.table is self.warned.table and isinstance(event.key, tuple):
            self.app.push_screen(WarningScreen(self.session, event.key))

    # ---- keys -----------------------------------------------------------------------------------

    def action_part(self, number: int) -> None:
        """Go to a part by its number."""
        self.bring(PARTS[number - 1])

    def action_found(self, finding: str) -> None:
        """Begin to verify with an outcome: it stands in the line, to be seen before it is sent."""
        self.action_ask("v")
        warning = self.warning
        if warning is not None and self.prompt.display:
            self.type_command(f"v {warning.number} {finding} ")

    def action_batch(self) -> None:
        """Begin to verify every review in the list, as it is filtered, with one outcome."""
        if not self.may(ask.VerifyMany):
            return
        numbers = self.warned.reviews[:MOST_WARNINGS]
        if numbers:
            self.type_command(f"batch {' '.join(map(str, numbers))}: ")
        else:
            self.notice(self.voice.say("batch.none"), "muted")

    def action_to_alarm(self) -> None:
        """Go to the alarm made of the warning, or to the threat that it is near."""
        target = self.record("alarm")
        if target is None:
            self.notice(self.voice.say("why.no_alarm"), "muted")
        else:
            self.app.push_screen(AlarmScreen(self.session, target))

    def action_scope(self) -> None:
        """Show those to verify, those of this seat, all."""
        self.warned.next_scope()
        self.tell_warning()

    def action_level(self) -> None:
        """Show one level after the other, then every one."""
        self.warned.next_level()
        self.tell_warning()

    def action_days(self) -> None:
        """Show the trends of a month, or of a year."""
        self.trends.change_days()
        self._ask_due()

    def action_filter(self) -> None:
        """Keep only the warnings that hold what is typed."""
        self.bring("warnings")
        self.prompt.open("filter", self.warned.sought, self._count)

    def _count(self, typed: str) -> list[Completion]:
        """Say how many rows are kept while the filter is typed."""
        self.warned.keep_only(typed)
        said = self.voice.say("filter.count", kept=self.warned.kept, total=self.warned.total)
        return [Completion(said, typed, self.voice.say("filter.hint"))]

    @on(Prompt.Submitted)
    def _filtered(self, event: Prompt.Submitted) -> None:
        if event.purpose == "filter":
            self.prompt.close()

    def action_back(self) -> None:
        """Take the filter away first; then go back to where the reader came from."""
        if self.warned.sought:
            self.warned.keep_only("")
        else:
            super().action_back()
