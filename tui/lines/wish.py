"""What was asked: words of a command, or a list, and how it is to be answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from county.fields import Lang
from county.refusals import Refusal, refuse
from county.text import clean
from tui.lines.out import Form
from tui.view.typed import narrow

QUERIES: dict[str, tuple[str, ...]] = {
    "alarms": ("alarms", "警情"),
    "warnings": ("warnings", "预警"),
    "units": ("units", "警力"),
    "board": ("board", "态势"),
    "audit": ("audit", "审计"),
    "search": ("search", "find", "检索"),
    "rank": ("rank", "排序"),
    "timeline": ("timeline", "story", "经过"),
    "sales": ("sales", "购油"),
    "requests": ("requests", "待批"),
}
"""What may be looked at, by each of its names; ``query.<key>`` in the catalogue explains it."""

WORDED = frozenset({"search", "rank", "timeline", "sales"})
"""Queries that words follow: what to look for, or the number of an alarm."""

_LANGS: dict[str, Lang] = {"zh": "zh", "en": "en"}
_FORMS: dict[str, Form] = {"--json": "json", "--plain": "plain", "--csv": "csv"}
_FORMS |= {"--markdown": "markdown"}


@dataclass(frozen=True)
class Wish:
    """A line as it was given, options apart."""

    lang: Lang
    form: Form = "lines"
    follow: bool = False
    query: str = ""
    """The key of a query; "" when the words are a command."""
    words: tuple[str, ...] = ()


def wish_of(words: Sequence[str], lang: Lang) -> Wish | Refusal:
    """Sort words from options.

    Options stand before the verb, so that free text may hold what looks like one; of a query,
    which has no free text, they may stand anywhere.
    """
    wish, rest = _options(Wish(lang), [narrow(word) for word in words])
    if isinstance(wish, Refusal):
        return wish
    query = _query(rest[0]) if rest else ""
    if not query:
        given = tuple(words)[len(words) - len(rest) :]
        return refuse("only_lists") if _of_lists(wish) else replace(wish, words=given)
    wish, rest = _options(replace(wish, query=query), rest[1:])
    if isinstance(wish, Refusal):
        return wish
    if query in WORDED:
        return _worded(wish, rest)
    if wish.follow and wish.form == "csv":
        return refuse("rows_not_followed")
    if wish.form == "markdown":
        return refuse("only_timeline")
    return refuse("word_too_many", word=clean(rest[0])) if rest else wish


def _worded(wish: Wish, rest: list[str]) -> Wish | Refusal:
    """Take the words of a query; options may stand behind them too."""
    for place, word in enumerate(rest):
        behind, left = _options(wish, rest[place:]) if word.startswith("--") else (wish, rest)
        if not isinstance(behind, Refusal) and not left:
            wish, rest = behind, rest[:place]
            break
    if wish.form == "markdown" and wish.query != "timeline":
        return refuse("only_timeline")
    return replace(wish, words=tuple(rest))


def _query(word: str) -> str:
    return next((key for key, names in QUERIES.items() if word.casefold() in names), "")


def _of_lists(wish: Wish) -> bool:
    return wish.follow or wish.form in ("csv", "markdown")


def _options(wish: Wish, words: list[str]) -> tuple[Wish | Refusal, list[str]]:
    """Read the options at the beginning of `words`; give the words after them too."""
    while words and words[0].startswith("--"):
        option, *words = words
        option, _, value = option.partition("=")
        if option == "--lang":
            if not value and words:
                value, *words = words
            if value not in _LANGS:
                return refuse("not_a_choice", "--lang", value=clean(value)), words
            wish = replace(wish, lang=_LANGS[value])
        elif option in _FORMS and not value:
            wish = replace(wish, form=_FORMS[option])
        elif option == "--follow" and not value:
            wish = replace(wish, follow=True)
        else:
            return refuse("unknown_option", word=clean(option)), words
    return wish, words
