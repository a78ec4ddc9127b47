"""The county's petrol stations: what each sold today, and whether it is heard at all."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from county.gasoline.lines import PurchaseLine
from county.refusals import Refusal
from feeds.gasoline import Stations, StationsTold
from tui.asking import Standing
from tui.panes.facts import Facts
from tui.panes.pane import Spec
from tui.panes.part import ListPart
from tui.session import Session
from tui.view import purchaser
from tui.view import stations as view
from tui.view.stations import StationText
from tui.widgets.rows import Cell, Row

STATIONS_LEAST_S = 5.0
"""The desk is asked for the stations no more often than this, in seconds."""

STATIONS_RENEW_S = 5.0
STATIONS_RENEW_LOW_S = 60.0
"""How old the stations may grow while they are looked at, and on a line that is to be spared."""

NEWEST = 30
"""Purchases shown under the stations, the newest."""


class StationsPart(ListPart):
    """Stations, the silent ones first; under them the newest purchases."""

    NAME: ClassVar[str] = "stations"
    COLUMNS: ClassVar[tuple[Spec, ...]] = (
        Spec("hears", 6, 7),
        Spec("faults", 4, 6, least=56),
        Spec("sales", 5, 5),
        Spec("litres", 6, 6),
        Spec("refused", 4, 7, least=50),
        Spec("latest", 11, 11, least=36),
        Spec("gap", 9, 9, least=60),
        Spec("station", None, None),
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.asked: Standing[StationsTold] = Standing(session.clock, STATIONS_LEAST_S)
        """The stations as the desk told them last."""
        self._newest: tuple[PurchaseLine, ...] = ()
        self._stream = Facts()

    def compose(self) -> ComposeResult:
        """Put the newest purchases under the list."""
        yield self.table
        yield VerticalScroll(self._stream, id="stream", can_focus=False)

    def due(self, *, low: bool) -> bool:
        """Tell whether the desk is to be asked now; less often on a line that is `low`."""
        self.asked.renew_s = STATIONS_RENEW_LOW_S if low else STATIONS_RENEW_S
        return self.asked.due

    @property
    def question(self) -> Stations:
        """What to ask the desk: of the purchases only those that are not here yet."""
        after = self._newest[0].purchase.number if self._newest else 0
        return Stations(after=after, limit=NEWEST)

    @property
    def heard(self) -> dict[str, int]:
        """When each station's last sale counts as made (epoch milliseconds), as far as is known."""
        answer = self.asked.answer
        lines = answer.stations if answer is not None else ()
        return {line.station: line.last_at for line in lines if line.last_at is not None}

    def take(self, basis: Hashable, told: StationsTold | Refusal) -> None:
        """Take the answer, and the purchases that came since the last."""
        self.asked.take(basis, told)
        if isinstance(told, StationsTold):
            self._newest = (*told.purchases, *self._newest)[:NEWEST]

    def word(self) -> None:
        """Say everything anew."""
        self._stream.glyphs = self.session.glyphs
        super().word()

    def tell(self) -> None:
        """Say list, title and newest purchases anew."""
        super().tell()
        if self.columns:
            self.entitle(self._note())
            self._tell_stream()

    def rows(self) -> Sequence[Row]:
        """Give a row for each petrol station that this seat may see."""
        answer, mirror = self.asked.answer, self.session.mirror
        told = None if answer is None else {line.station: line for line in answer.stations}
        lines = view.rows(self._names(), told, mirror.board, mirror.now(), self.voice)
        self.table.set_placeholder((self._empty(), "caution"))
        return [self._row(line) for line in lines]

    def _names(self) -> list[str]:
        """Name the stations of the county's ground, then others that the desk told of."""
        mirror = self.session.mirror
        rights, answer = mirror.rights, self.asked.answer
        named = [
            site.id
            for site in (mirror.atlas.sites if mirror.atlas else ())
            if site.kind == "petrol_station" and (rights is None or rights.sees_area(site.area))
        ]
        others = [line.station for line in answer.stations] if answer is not None else []
        return list(dict.fromkeys((*named, *others)))

    def _row(self, line: StationText) -> Row:
        cells: dict[str, Cell] = {
            "hears": (line.state, line.tone),
            "faults": (line.faults, "severe"),
            "sales": (line.sales, "strong"),
            "litres": line.litres,
            "refused": line.refused,
            "latest": (line.latest, "muted"),
            "gap": (line.gap, "muted"),
            "station": line.name,
        }
        return self.row(line.station, cells)

    def _note(self) -> str:
        """Say the sums of the day, or why they are not known."""
        answer, refusal = self.asked.answer, self.asked.refusal
        if answer is None:
            return self._empty()
        if refusal is not None:
            age = self.voice.duration(self.asked.age_s // 60 * 60)
            return self.voice.say("stations.old", age=age, reason=refusal.reason(self.voice.lang))
        return self.voice.say(
            "stations.note",
            sales=f"{sum(line.sales for line in answer.stations):,}",
            litres=f"{sum(line.litres for line in answer.stations):,.0f}",
            silent=len(view.silences(self.session.mirror.board)),
        )

    def _empty(self) -> str:
        if self.asked.refusal is not None:
            reason = self.asked.refusal.reason(self.voice.lang)
            return self.voice.say("stations.refused", reason=reason)
        state = self.asked.state
        return self.voice.say(f"stations.{state if state in ('none', 'asked') else 'empty'}")

    def _tell_stream(self) -> None:
        now = self.session.mirror.now()
        said = [purchaser.newest(line, now, self.voice) for line in self._newest]
        head = [("", self.voice.say("stations.newest"), "title")] if said else []
        self._stream.show([*head, *((each.name, each.text, each.tone) for each in said)])
