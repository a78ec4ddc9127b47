"""The desk without a screen: one line asked, plain lines answered; for scripts, screen readers,
and links too thin for a screen. Nothing here knows Textual.
"""

from tui.lines.line import Line, running
from tui.lines.obey import DONE, NO_DESK, NOT_UNDERSTOOD, REFUSED, obey
from tui.lines.out import Out
from tui.lines.wish import QUERIES

__all__ = [
    "DONE",
    "NOT_UNDERSTOOD",
    "NO_DESK",
    "QUERIES",
    "REFUSED",
    "Line",
    "Out",
    "obey",
    "running",
]
