"""The one-line command grammar: what an officer types, in either language, as data.

A verb is its names and the slots that follow it (`verbs`); a slot reads its part of the line and
offers completions from the same knowledge (`slots`). Nothing here acts: a line becomes a command
for the desk, a command for the screen, or a mistake that names the word at fault.
"""

from tui.grammar.lines import Completion, HelpLine, complete, help_lines, parse
from tui.grammar.slots import Context, Mistake
from tui.grammar.verb import GoTo, Help, Quit, SetGlyphs, SetLang, ShowUnit, View
from tui.grammar.views import (
    Find,
    FindSales,
    LookUp,
    PastOf,
    RankOf,
    Requests,
    StoryOf,
    Unmasked,
)

__all__ = [
    "Completion",
    "Context",
    "Find",
    "FindSales",
    "GoTo",
    "Help",
    "HelpLine",
    "LookUp",
    "Mistake",
    "PastOf",
    "Quit",
    "RankOf",
    "Requests",
    "SetGlyphs",
    "SetLang",
    "ShowUnit",
    "StoryOf",
    "Unmasked",
    "View",
    "complete",
    "help_lines",
    "parse",
]
