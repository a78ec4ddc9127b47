"""The slots of a command line: each reads its part and knows what could stand there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from county.board import Board
from county.fields import Lang
from county.patrol import Position
from county.refusals import Refusal, refuse
from county.text import clean
from tui.view.typed import narrow
from tui.view.voice import Voice

_GAP = re.compile(r"[\s,;、]+")
_WORD = re.compile(r"[^\s,;、]+")
_NUMBER = re.compile(r"#?0*([0-9]{1,15})号?")
_SPAN = re.compile(r"([0-9]{1,5})(分钟?|min|m|小时|时|h|天|d)?(?![^\s,;、])", re.IGNORECASE)
_MINUTES = {"小": 60, "时": 60, "h": 60, "天": 1440, "d": 1440}
"""Minutes in the unit of a length of time, by its first letter; a number alone is minutes."""


@dataclass(frozen=True)
class Context:
    """What a line is understood against."""

    board: Board
    positions: Mapping[str, Position]
    """The latest position of each unit, by call sign."""
    voice: Voice
    now: int
    """Epoch milliseconds, by the desk's clock."""


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a line, and where."""

    refusal: Refusal
    start: int
    """The first character at fault; the line's length when something is missing at its end."""
    end: int

    def text(self, lang: Lang) -> str:
        """Say what is wrong."""
        return self.refusal.text(lang)


class Scanner:
    """Goes through a line from left to right; wide characters count as their narrow twins."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.narrow = narrow(line)
        self.at = 0

    @property
    def rest(self) -> str:
        """What was not read yet, without the blanks before it."""
        self._skip()
        return self.narrow[self.at :]

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Read over what `pattern` matches here, if it does."""
        self._skip()
        found = pattern.match(self.narrow, self.at)
        if found:
            self.at = found.end()
        return found

    def text(self, until: str = "") -> tuple[int, str]:
        """Read over `until`, else to the end; give where it began and what was typed before it."""
        self._skip()
        start = self.at
        stop = self.narrow.find(until, start) if until else -1
        end = len(self.line) if stop < 0 else stop
        self.at = end + (len(until) if stop >= 0 else 0)
        return start, self.line[start:end]

    def _skip(self) -> None:
        if gap := _GAP.match(self.narrow, self.at):
            self.at = gap.end()


@dataclass(frozen=True)
class Choice:
    """Something that may stand in a slot."""

    value: Any
    names: tuple[str, ...]
    """What people may type for it; the first is what a completion writes."""
    hint: str = ""


class Known:
    """What may stand in a slot, found by name at once: hundreds of numbers may stand in a line."""

    def __init__(self, choices: Iterable[Choice]) -> None:
        self._choices = choices

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """All of it."""
        return tuple(self._choices)

    @cached_property
    def named(self) -> Mapping[str, Choice]:
        """By each of its names, casefolded; of two with the same name the first."""
        named: dict[str, Choice] = {}
        for choice in self.choices:
            for name in choice.names:
                named.setdefault(name.casefold(), choice)
        return named


Taken = dict[str, Any]
"""What the slots before have read, by their names."""

Source = Callable[[Context, Taken], Iterable[Choice]]


@dataclass(frozen=True)
class Pick:
    """One of the things that the board or the catalogue knows."""

    what: str
    """Its name among `Taken`, and in the catalogue: ``slot.<what>`` and ``form.<what>``."""
    known: Source
    """Everything that may be typed."""
    offered: Source | None = None
    """What fits the verb, the likeliest first; None: everything known."""
    optional: bool = False
    numbered: bool = False
    """It is called by a number."""
    exact: bool = False
    """A unique beginning of a name is not enough: 4 must not mean 42."""
    until: str = ""
    """A sign that ends its word besides a gap, and is left for the slot behind it."""

    def read(self, scanner: Scanner, context: Context, taken: Taken) -> Any | Mistake:
        """Read one word and find what it means."""
        return self.read_among(Known(self.known(context, taken)), scanner, context.voice)

    def read_among(self, known: Known, scanner: Scanner, voice: Voice) -> Any | Mistake:
        """Read one word and find what it means among what is known."""
        before = scanner.at
        word = scanner.match(_NUMBER if self.numbered else _word(self.until))
        if word is None:
            return None if self.optional else self._unread(scanner, voice)
        typed = word[1] if self.numbered else word[0]
        found = self._find(typed, known, voice)
        if not isinstance(found, Refusal):
            return found.value
        if self.optional:
            scanner.at = before
            return None
        return Mistake(found, word.start(), word.end())

    def offers(self, context: Context, taken: Taken, rest: str) -> Iterator[tuple[str, Choice]]:
        """Give what may complete the word that `rest` ends in, each with that word."""
        typed = rest.lstrip("#") if self.numbered else rest
        for choice in (self.offered or self.known)(context, taken):
            if _begin(choice, typed.casefold()):
                yield typed, choice

    def holds(self, rest: str) -> bool:
        """Tell whether a line that goes on with `rest` ends within this slot."""
        return _GAP.search(rest) is None

    def _unread(self, scanner: Scanner, voice: Voice) -> Mistake:
        """Say that the word is missing, or is no number."""
        if wrong := scanner.match(_WORD):
            refusal = refuse("not_a_number", word=clean(wrong[0]))
            return Mistake(refusal, wrong.start(), wrong.end())
        return missing(self.what, scanner, voice)

    def _find(self, typed: str, known: Known, voice: Voice) -> Choice | Refusal:
        word = typed.casefold()
        called_so = known.named.get(word)
        if called_so is not None:
            return called_so
        near = [] if self.exact else [each for each in known.choices if _begin(each, word)]
        if len(near) == 1:
            return near[0]
        if near:
            names = ", ".join(choice.names[0] for choice in near)
            return refuse("ambiguous", word=clean(typed), choices=names)
        if self.what in _CODES:
            return refuse(f"unknown_{self.what}", **{self.what: clean(typed)})
        return refuse("not_known", what=voice.say(f"slot.{self.what}"), word=clean(typed))


_CODES = frozenset({"alarm", "warning", "unit", "outcome", "kind"})
"""What the desk itself has words of refusal for when it does not know one."""


def _word(until: str) -> re.Pattern[str]:
    return re.compile(rf"[^\s,;、{re.escape(until)}]+") if until else _WORD


def _begin(choice: Choice, word: str) -> bool:
    return any(name.casefold().startswith(word) for name in choice.names)


@dataclass(frozen=True)
class Several:
    """One or more of the same, to the end of the line or up to a sign."""

    each: Pick
    most: int
    until: str = ""
    """With one, what it lists must be numbered: words may hold any sign."""
    optional: ClassVar[bool] = False

    @property
    def what(self) -> str:
        """Its name among `Taken` and in the catalogue."""
        return f"{self.each.what}s"

    def read(self, scanner: Scanner, context: Context, taken: Taken) -> Any | Mistake:
        """Read words to the end; the same one twice counts once."""
        found: dict[Any, None] = {}
        known = Known(self.each.known(context, taken))
        while not found or (scanner.rest and not self._ends(scanner)):
            start = scanner.at
            one = self.each.read_among(known, scanner, context.voice)
            if isinstance(one, Mistake):
                return one
            found[one] = None
            if len(found) > self.most:
                typed = clean(scanner.narrow[start : scanner.at].strip())
                return Mistake(refuse("word_too_many", word=typed), start, scanner.at)
        return tuple(found)

    def _ends(self, scanner: Scanner) -> bool:
        """Read over the sign that ends it, if it stands here."""
        return bool(self.until) and scanner.match(re.compile(re.escape(self.until))) is not None

    def offers(self, context: Context, taken: Taken, rest: str) -> Iterator[tuple[str, Choice]]:
        """Give what may complete the last word, without what stands there already."""
        *named, last = _GAP.split(rest)
        there = {name.casefold() for name in named}
        for typed, choice in self.each.offers(context, taken, last):
            if choice.names[0].casefold() not in there:
                yield typed, choice

    def holds(self, rest: str) -> bool:
        """Tell whether a line that goes on with `rest` ends within this slot."""
        return not self.until or self.until not in rest


@dataclass(frozen=True)
class Text:
    """Free text to the end of the line, or up to a sign."""

    what: str
    limit: int = 2000
    """The most characters that the desk takes."""
    optional: bool = False
    until: str = ""

    def read(self, scanner: Scanner, context: Context, taken: Taken) -> Any | Mistake:
        """Read the text as it was typed, cleaned."""
        start, typed = scanner.text(self.until)
        text = clean(typed).strip()
        if len(text) > self.limit:
            return Mistake(refuse("text_too_long", limit=self.limit), start, start + len(typed))
        if not text and not self.optional:
            return missing(self.what, scanner, context.voice)
        return text

    def offers(self, context: Context, taken: Taken, rest: str) -> Iterator[tuple[str, Choice]]:
        """Offer nothing: nobody knows what will be said."""
        return iter(())

    def holds(self, rest: str) -> bool:
        """Tell whether a line that goes on with `rest` ends within this slot."""
        return not self.until or self.until not in rest


@dataclass(frozen=True)
class Span:
    """A length of time: a number of minutes, or one with its unit, such as 2h, 3d, 30分."""

    most: int
    """The longest that the desk takes, in minutes."""
    optional: bool = False
    what: ClassVar[str] = "minutes"

    def read(self, scanner: Scanner, context: Context, taken: Taken) -> Any | Mistake:
        """Read the length as minutes."""
        found = scanner.match(_SPAN)
        if found is None:
            return None if self.optional else self._unread(scanner, context.voice)
        minutes = int(found[1]) * _MINUTES.get((found[2] or "m")[0].casefold(), 1)
        if not 1 <= minutes <= self.most:
            wrong = refuse("not_minutes", word=found[0], limit=self.most)
            return Mistake(wrong, found.start(), found.end())
        return minutes

    def _unread(self, scanner: Scanner, voice: Voice) -> Mistake:
        if wrong := scanner.match(_WORD):
            refusal = refuse("not_minutes", word=clean(wrong[0]), limit=self.most)
            return Mistake(refusal, wrong.start(), wrong.end())
        return missing(self.what, scanner, voice)

    def offers(self, context: Context, taken: Taken, rest: str) -> Iterator[tuple[str, Choice]]:
        """Offer nothing: any number will do."""
        return iter(())

    def holds(self, rest: str) -> bool:
        """Tell whether a line that goes on with `rest` ends within this slot."""
        return _GAP.search(rest) is None


Slot = Pick | Several | Text | Span


def missing(what: str, scanner: Scanner, voice: Voice) -> Mistake:
    """Say that the line ends before it is whole."""
    end = len(scanner.line)
    return Mistake(refuse("word_missing", what=voice.say(f"slot.{what}")), end, end)
