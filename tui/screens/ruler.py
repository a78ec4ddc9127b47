"""How this terminal draws, asked once of who looks at it: no program can see it for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.screen import ModalScreen

from tui.driver.colours import Depth
from tui.session import Session
from tui.view.figures import tally
from tui.widgets.lines import Lines, Piece, fit_pieces

if TYPE_CHECKING:
    from tui.app import DeskApp

Answer = Literal["yes", "no", "ascii"]
Step = Literal["bars", "colours"]

BARS = ("┃一二三┃", "┃●▲◆○■┃", "┃abcdef┃")
"""Lines that end in one column where the characters of the full set are one cell wide."""

COLOURS = {"red": "critical", "yellow": "caution", "blue": "info", "green": "good"}
"""The colours that are told apart, and the tones that carry them."""

FEWER: dict[Depth, Depth] = {"true": "256", "256": "16", "16": "none"}
"""What to try when the colours are not seen."""

LEAST_ROWS, LEAST_COLUMNS = 18, 50
"""The smallest terminal that is asked: on a smaller one the question would hide the alarms."""


class Ruler(Lines):
    """The question that is being asked, with what to look at."""

    DEFAULT_CSS = "Ruler { height: 6; }"

    def __init__(self, session: Session) -> None:
        super().__init__(id="ruler")
        self._session = session
        self.step: Step = "bars"

    def lines(self) -> list[list[Piece]]:
        """Give title, what to look at, and the keys that answer."""
        lines = [self._title(), *self._sample(), self._keys()]
        return [fit_pieces([(" ", ""), *pieces], self.size.width) for pieces in lines]

    def _title(self) -> list[Piece]:
        step = 1 if self.step == "bars" else 2
        waiting = sum(tally(self._session.mirror.board).unacknowledged)
        title = self._session.voice.say("ruler.title", step=step, waiting=waiting)
        return [(title, "alert" if waiting else "accent")]

    def _sample(self) -> list[list[Piece]]:
        say = self._session.voice.say
        question: list[Piece] = [(say(f"ruler.{self.step}"), "strong")]
        if self.step == "bars":
            return [*([(bar, "strong")] for bar in BARS), question]
        words = [(f"{say(f'ruler.{colour}')}  ", tone) for colour, tone in COLOURS.items()]
        return [[], words, [], question]

    def _keys(self) -> list[Piece]:
        say = self._session.voice.say
        answers = ("yes", "no", "ascii") if self.step == "bars" else ("yes", "no")
        keys: list[Piece] = []
        for number, answer in enumerate(answers, 1):
            cap = f"{answer[0]} {number} "
            keys += [(cap, "accent"), (f"{say(f'ruler.{self.step}.{answer}')}   ", "")]
        return [*keys, (say("ruler.later"), "muted")]


class RulerScreen(ModalScreen[None]):
    """Stands at the bottom, under the alarms, until one key each has answered two questions."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,1", "answer('yes')", id="ruler.yes"),
        Binding("n,2", "answer('no')", id="ruler.no"),
        Binding("a,3", "answer('ascii')", id="ruler.ascii"),
        Binding("escape", "later", id="ruler.later"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._ruler = Ruler(session)

    @staticmethod
    def fits(size: Size) -> bool:
        """Tell whether a terminal of `size` has room for the question beside the alarms."""
        return size.width >= LEAST_COLUMNS and size.height >= LEAST_ROWS

    def compose(self) -> ComposeResult:
        """Put the ruler in."""
        yield self._ruler

    def on_mount(self) -> None:
        """Keep the number of alarms that wait true."""
        self.set_interval(1.0, self._ruler.update_lines)

    def action_answer(self, answer: Answer) -> None:
        """Take an answer, and ask about colours after characters."""
        if self._ruler.step == "colours":
            self._colours(answer)
            return
        self._desk.choose(
            glyphs={"yes": "full", "no": "safe", "ascii": "ascii"}[answer], ruler=True
        )
        if self._session.depth == "none":
            self._done()
        else:
            self._ruler.step = "colours"
            self._ruler.update_lines()
            self._desk.repaint()

    def _colours(self, answer: Answer) -> None:
        if answer == "no":
            self._desk.choose(depth=FEWER[self._session.depth])
        if answer == "yes" or self._session.depth == "none":
            self._done()

    def action_later(self) -> None:
        """Take what is safe everywhere; the palette asks again."""
        if self._ruler.step == "bars":
            self._desk.choose(glyphs="safe", ruler=True)
        self._done()

    def _done(self) -> None:
        """Leave; what wide characters have pushed aside is drawn anew."""
        self.dismiss()
        self._desk.repaint()

    @property
    def _desk(self) -> DeskApp:
        return cast("DeskApp", self.app)
