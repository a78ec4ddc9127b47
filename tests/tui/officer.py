"""An officer's screen at a real terminal, on a small county that stands still: a program for tests.

``python -m tests.tui.officer [RULER]``: with "ruler", nobody has said yet how the terminal draws.
"""

from __future__ import annotations

import os
import shutil
import sys

from county.refusals import Refusal
from tests.county.samples import alarm, purchase
from tests.tui.seat import Seat
from tui.settings import Choices
from tui.terminal import terminal_of


def main() -> None:
    """Sit down."""
    terminal = terminal_of(os.environ, *shutil.get_terminal_size())
    if isinstance(terminal, Refusal):
        sys.exit(terminal.reason("en"))
    seat = Seat(Choices("en", ruler="ruler" not in sys.argv), terminal=terminal)
    for fact in (alarm(), alarm("noise"), alarm("theft"), purchase(litres=25)):
        seat.desk.report(fact)
    seat.connect()
    seat.app.run()


if __name__ == "__main__":
    main()
