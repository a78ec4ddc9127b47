"""What belongs beside an alarm: others of the same incident, and what happened here before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from county.alarms import Alarm
from feeds.questions import PastFound
from tui.asking import Standing
from tui.keys import ALARM, cap_of
from tui.panes.pane import Spec
from tui.panes.part import ListPart
from tui.session import Session
from tui.view import cases as view
from tui.view.cases import Related
from tui.widgets.rows import Cell, Row

PAST_LEAST_S = 5.0
"""After a refusal the desk is asked again no sooner than this, in seconds."""

TONES = {"like": "alert", "merged": "info", "place": "", "caller": ""}

TALLEST = 8
"""The most rows that it takes beside other parts."""


class RelatedPart(ListPart):
    """Offers to merge on top, then what was merged, then the past of the place and the caller."""

    NAME: ClassVar[str] = "related"
    COLUMNS: ClassVar[tuple[Spec, ...]] = (
        Spec("why", 8, 11),
        Spec("number", 6, 6),
        Spec("when", 14, 14),
        Spec("kind", 12, 14, least=60),
        Spec("place", None, None),
        Spec("result", 10, 12, least=66),
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.asked: Standing[PastFound] = Standing(session.clock, PAST_LEAST_S)
        """What the records know of the place and the caller."""
        self._alarm: Alarm | None = None

    def about(self, alarm: Alarm | None) -> None:
        """Say which alarm it is beside, as it stands now."""
        self._alarm = alarm
        place = alarm and alarm.report.place
        self.asked.rests_on(alarm and (alarm.number, place))

    def related(self) -> tuple[Related, ...]:
        """Give everything that belongs beside the alarm, offers to merge first."""
        if self._alarm is None:
            return ()
        mirror = self.session.mirror
        return view.related(self._alarm, mirror.board, self.asked.answer, mirror.now(), self.voice)

    @property
    def offered(self) -> int | None:
        """The alarm that this one may be merged into: under the cursor, else the first offer."""
        offers = [each.case.number for each in self.related() if each.why == "like"]
        here = self.number
        return here if here in offers else next(iter(offers), None)

    @property
    def number(self) -> int | None:
        """The alarm under the cursor."""
        key = self.table.cursor_key
        return key if isinstance(key, int) else None

    def rows(self) -> Sequence[Row]:
        """Give a row for each alarm that belongs here."""
        related = self.related()
        note = self._note()
        offers = sum(each.why == "like" for each in related)
        key = cap_of("merge", ALARM, self.session.choices.keymap)
        offer = self.voice.say("related.offers", count=offers, key=key) if offers else ""
        self.entitle(f"{offer} {note}".strip())
        nothing = (self.voice.say("past.none"), "muted")
        self.table.set_placeholder(nothing if self.asked.answer else (note, "caution"))
        return [self._row(each) for each in related]

    def _note(self) -> str:
        """Say what the records know, or why they have not told it."""
        if self.asked.answer is not None:
            return view.past(self.asked.answer, self.voice)
        if self.asked.refusal is not None:
            return self.asked.refusal.reason(self.voice.lang)
        return self.voice.say("past.asked" if self.asked.state == "asked" else "past.unknown")

    def _row(self, related: Related) -> Row:
        case = related.case
        tone = TONES[related.why]
        cells: dict[str, Cell] = {
            "why": (related.word, tone or "muted"),
            "number": (str(case.number), "strong"),
            "when": (case.when, "muted"),
            "kind": f"{case.simulated} {case.kind}".strip(),
            "place": case.place,
            "result": (case.status, "muted" if case.ended else ""),
        }
        return self.row(case.number, cells)
