"""What a verb is, and what a line may make of it for the screen alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from county.commands import Ask
from county.fields import Lang
from county.refusals import Refusal
from tui.glyphs import GlyphSet
from tui.grammar.slots import Context, Slot, Taken
from tui.grammar.views import LookUp


@dataclass(frozen=True)
class GoTo:
    """Open the record of an alarm."""

    alarm: int


@dataclass(frozen=True)
class ShowUnit:
    """Show where a unit is."""

    unit: str


@dataclass(frozen=True)
class SetLang:
    """Speak another language."""

    lang: Lang


@dataclass(frozen=True)
class SetGlyphs:
    """Draw with another set of characters."""

    glyphs: GlyphSet


@dataclass(frozen=True)
class Help:
    """Show the help."""


@dataclass(frozen=True)
class Quit:
    """Leave."""


View = GoTo | ShowUnit | LookUp | SetLang | SetGlyphs | Help | Quit
"""What changes the screen and nothing else."""


@dataclass(frozen=True)
class Verb:
    """A verb and what follows it."""

    key: str
    """Its name in the catalogue: ``verb.<key>``."""
    names: tuple[str, ...]
    """What people may type for it; the first is the shortest, the last is Chinese."""
    slots: tuple[Slot, ...]
    make: Callable[[Taken, Context], Ask | View | Refusal]
