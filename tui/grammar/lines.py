"""A whole line: understood, completed, and explained."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from county.commands import Ask
from county.fields import Lang
from county.refusals import Refusal, refuse
from county.text import clean
from county.words import say
from tui.grammar.slots import Context, Mistake, Scanner, Slot, Taken
from tui.grammar.verb import Verb, View
from tui.grammar.verbs import VERBS

_VERB = re.compile(r"\?|[^\W\d_]+")
_ANYTHING = re.compile(r"\S+")


@dataclass(frozen=True)
class Completion:
    """One way to go on with a line."""

    text: str
    """What is offered."""
    insert: str
    """The whole line with it."""
    hint: str
    """A word about it."""


@dataclass(frozen=True)
class HelpLine:
    """One verb on the help screen."""

    form: str
    """How it is typed: "d 42 B3 B7"."""
    names: str
    """Its other names."""
    help: str


def parse(line: str, context: Context) -> Ask | View | Mistake:
    """Understand a line; whatever it holds, the answer is a command or a mistake."""
    scanner = Scanner(line)
    word = scanner.match(_VERB)
    verb = _verb(word[0]) if word else None
    if verb is None:
        return _no_verb(scanner, word)
    taken: Taken = {}
    for slot in verb.slots:
        value = slot.read(scanner, context, taken)
        if isinstance(value, Mistake):
            return value
        taken[slot.what] = value
    if scanner.rest:
        left = clean(scanner.rest.rstrip())
        return Mistake(refuse("word_too_many", word=left), scanner.at, len(line))
    made = verb.make(taken, context)
    return Mistake(made, len(line), len(line)) if isinstance(made, Refusal) else made


def complete(line: str, context: Context) -> list[Completion]:
    """Give the ways to go on with a line whose end is where the officer types."""
    scanner = Scanner(line)
    word = scanner.match(_VERB)
    if word is None or scanner.at == len(line):
        return [] if scanner.rest else _verbs(line, word[0] if word else "", context.voice.lang)
    verb = _verb(word[0])
    return _slots(scanner, verb, context) if verb else []


def help_lines(lang: Lang) -> list[HelpLine]:
    """Explain every verb, the ones used most first."""
    return [
        HelpLine(
            form=" ".join((verb.names[0], *(_form(slot, lang) for slot in verb.slots))),
            names=" ".join(verb.names[1:]),
            help=say(lang, f"verb.{verb.key}"),
        )
        for verb in VERBS
    ]


def _verb(word: str) -> Verb | None:
    name = word.casefold()
    return next((verb for verb in VERBS if name in verb.names), None)


def _no_verb(scanner: Scanner, word: re.Match[str] | None) -> Mistake:
    found = word or scanner.match(_ANYTHING)
    if found is None:
        return Mistake(refuse("line_empty"), 0, len(scanner.line))
    return Mistake(refuse("unknown_verb", word=clean(found[0])), found.start(), found.end())


def _verbs(line: str, typed: str, lang: Lang) -> list[Completion]:
    """Offer the verbs that begin with `typed`, each under the name that does."""
    before = line[: len(line) - len(typed)]
    start = typed.casefold()
    offered = []
    for verb in VERBS:
        name = next((name for name in verb.names if name.startswith(start)), None)
        if name is not None:
            hint = say(lang, f"verb.{verb.key}")
            offered.append(Completion(name, f"{before}{name} ", hint))
    return offered


def _slots(scanner: Scanner, verb: Verb, context: Context) -> list[Completion]:
    """Offer what fits the slot that the line ends in; and the next, if that may be left out."""
    offered: list[Completion] = []
    taken: Taken = {}
    for slot in verb.slots:
        rest = scanner.rest
        if slot.holds(rest):
            offered += _offers(slot, context, taken, (scanner.line, rest))
            if rest or not slot.optional:
                break
        value: Any = slot.read(scanner, context, taken)
        if isinstance(value, Mistake):
            break
        taken[slot.what] = value
    return offered


def _offers(slot: Slot, context: Context, taken: Taken, typed: tuple[str, str]) -> list[Completion]:
    line, rest = typed
    return [
        Completion(
            choice.names[0], f"{line[: len(line) - len(word)]}{choice.names[0]} ", choice.hint
        )
        for word, choice in slot.offers(context, taken, rest)
    ]


def _form(slot: Slot, lang: Lang) -> str:
    form = say(lang, f"form.{slot.what}")
    return f"[{form}]" if slot.optional else form
