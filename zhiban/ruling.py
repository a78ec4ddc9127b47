"""What `zhiban rules` reads and prints: figures as they were typed, rules, trials, requests."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from county.events import Figure
from county.fields import Lang
from county.gasoline.changing import CODES, figures_of, holding
from county.gasoline.figures import tried_rules, with_figure
from county.gasoline.rules import GasolineRules
from county.refusals import Refusal, ZhibanError, refuse
from county.words import say

if TYPE_CHECKING:
    from county.board import Board
    from county.gasoline.backtest import Backtested
    from feeds.gasoline import Backtest
    from server.trials import Spec
    from tui.lines.line import Line
    from tui.view.rules import RuleBook
    from tui.view.voice import Voice

YEAR_MS = 365 * 86_400_000

OVERLAPS = 12
"""Pairs of rules printed: those that meet most often."""


# ---- what was typed -----------------------------------------------------------------------------


def changes_of(
    today: GasolineRules, file: Path | None, rule: str | None, sets: Sequence[str]
) -> dict[str, dict[str, Figure]]:
    """Give the rules that are to differ from today's, whole: from a file, then from `--set`.

    Raises ZhibanError for what cannot be read, is no rule or figure, or out of its bounds.
    """
    changes = {} if file is None else _from_file(today, file)
    for text in sets:
        code, name, value = _taken_apart(text, rule)
        figures = changes.get(code) or figures_of(today, code)
        changed = with_figure(figures, name, value)
        if isinstance(changed, Refusal):
            raise ZhibanError(changed)
        changes[code] = changed
    tried = tried_rules(today, changes)
    if isinstance(tried, Refusal):
        raise ZhibanError(tried)
    return changes


class Typed(NamedTuple):
    """What somebody typed of a trial."""

    file: Path | None
    rule: str | None
    sets: tuple[str, ...]
    only: str
    since: datetime | None
    until: datetime | None

    def asked(self, today: GasolineRules, utc_offset_minutes: int, now: int) -> Backtest:
        """Give the question it stands for. Raises ZhibanError for what cannot be used."""
        from feeds.gasoline import Backtest

        until = now if self.until is None else moment(self.until, utc_offset_minutes)
        since = until - YEAR_MS
        if self.since is not None:
            since = moment(self.since, utc_offset_minutes)
        if since >= until:
            raise ZhibanError(refuse("backtest_empty"))
        changes = changes_of(today, self.file, self.rule, self.sets)
        only = tuple(known_rule(code.strip()) for code in self.only.split(",") if code.strip())
        return Backtest(since=since, until=until, rules=changes, only=only)


class Tried(NamedTuple):
    """What was asked of a trial, and what it found."""

    asked: Backtest
    found: Backtested


def trial_of(data: Path, typed: Typed, now: int) -> tuple[Spec, Backtest]:
    """Give the trial that somebody typed, on the desk in directory `data`.

    Raises ProfileError for a desk whose files cannot be used, ZhibanError for what was typed,
    sqlite3.Error when its journal cannot be read.
    """
    from config.profile import load_profile
    from config.settings import load_settings
    from server.journal import FILE
    from server.trials import Spec, rules_changed

    profile, journal = load_profile(load_settings(data).profile_path), data / FILE
    today, offset = holding(profile.gasoline, rules_changed(journal)), profile.utc_offset_minutes
    asked = typed.asked(today, offset, now)
    tried = tried_rules(today, asked.rules)
    assert not isinstance(tried, Refusal), "the changes were read before"
    period = (asked.since, asked.until, asked.only)
    return Spec(str(journal), tried, today, profile.ground, offset, *period), asked


def book_of(line: Line, lang: Lang) -> RuleBook:
    """Give the rules that hold at the desk."""
    from tui.view.rules import RuleBook

    mirror, voice = line.mirror, line.context(lang).voice
    assert mirror.atlas is not None, "a line that is ready has the atlas"
    return RuleBook(mirror.atlas.gasoline, mirror.board, voice, simulated=mirror.atlas.simulated)


async def stands(line: Line, seq: int) -> bool:
    """Tell whether the entry `seq` is a request that waits, once the board has come so far."""
    while line.mirror.seq < seq:
        await line.changed()
    return seq in line.mirror.board.requests


def known_rule(code: str) -> str:
    """Give the code of a rule as it is written; raises ZhibanError when there is none."""
    if code.upper() not in CODES:
        raise ZhibanError(refuse("unknown_rule", rule=code))
    return code.upper()


def _taken_apart(text: str, rule: str | None) -> tuple[str, str, str]:
    """Give rule, figure and value of ``window_s=12h`` or ``G12.window_s=12h``."""
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise ZhibanError(refuse("bad_set", text=text))
    first, dot, rest = name.strip().partition(".")
    if dot and first.upper() in CODES:
        return first.upper(), rest, value
    if rule is None:
        raise ZhibanError(refuse("which_rule", text=text))
    return known_rule(rule), name.strip(), value


def _from_file(today: GasolineRules, file: Path) -> dict[str, dict[str, Figure]]:
    """Read tables of rules; the figures that a table leaves out stay as they are today."""
    try:
        tables: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise ZhibanError(refuse("bad_rule_file", file=str(file), reason=str(fault))) from fault
    for name, table in tables.items():
        if name not in CODES or not isinstance(table, dict):
            raise ZhibanError(refuse("only_rules", name=name))
    return {code: figures_of(today, code) | table for code, table in tables.items()}


def moment(local: datetime, utc_offset_minutes: int) -> int:
    """Give a time of the county's wall clock as epoch milliseconds."""
    zone = timezone(timedelta(minutes=utc_offset_minutes))
    return round(local.replace(tzinfo=zone).timestamp() * 1000)


# ---- what is printed ----------------------------------------------------------------------------


def rule_lines(book: RuleBook, now: int, lang: Lang) -> list[str]:
    """List every rule: code, name, whether it is on, level, yield, figures; and the season."""
    from county.tables import Table, as_text

    def word(key: str) -> str:
        return say(lang, key)

    rows = tuple(
        (
            f"{line.code} {line.name}",
            word("rules.on" if line.on else "rules.off"),
            line.levels,
            f"{line.result} ({line.span}) {line.closed}" if line.result else "-",
            _marks(line.retire, line.changed, line.waits, lang),
            line.figures,
        )
        for line in book.lines()
    )
    heads = ("trial.rule", "figure.enabled", "figure.level", "rules.yield", "rules.marks")
    columns = (*map(word, heads), word("rules.figures"))
    return as_text(Table(word("rules.title"), columns, rows, book.season(now)))


def _marks(retire: bool, changed: bool, waits: bool, lang: Lang) -> str:
    marks = (("retire", retire), ("changed", changed), ("waits", waits))
    return " ".join(say(lang, f"rules.mark.{name}") for name, holds in marks if holds)


def rule_facts(book: RuleBook, code: str, now: int, voice: Voice) -> Iterator[str]:
    """Tell all about one rule."""
    from county.gasoline.figures import flat, shown
    from tui.view.rules import label

    for name, value, _ in book.facts(code, now):
        yield f"{name}: {value}" if name else value
    for name, figure in flat(book.figures(code)).items():
        yield f"  {name} = {shown(name, figure, voice.lang)}  ({label(name, voice)})"


def trial_lines(trial: Tried, voice: Voice) -> Iterator[str]:
    """Tell what a trial found."""
    from county.tables import Table, as_text
    from tui.view import rules as view

    say_, tried = voice.say, trial.found
    for name, value, _ in view.trial_facts(tried, voice):
        yield f"{name}: {value}"
    yield view.days_told(tried, voice)
    heads = ("rule", "tried", "today", "objected", "alone", "more", "fewer")
    columns = tuple(say_(f"trial.{head}") for head in heads)
    rows = tuple(
        (f"{code} {say_(f'rule.{code}')}", *counts) for code, *counts in view.trial_rows(tried)
    )
    yield from as_text(Table(say_("trial.by_rule"), columns, rows))
    pairs = tuple((pair, f"{n:,}") for pair, n in view.overlaps(tried.overlap, OVERLAPS))
    if pairs:
        columns = (say_("trial.pair"), say_("trial.number"))
        yield from as_text(Table(say_("trial.overlap"), columns, pairs))


def trial_told(tried: Tried) -> dict[str, Any]:
    """Give a trial as one object: what was asked and found."""
    asked, found = tried
    return {
        "since": asked.since,
        "until": asked.until,
        "only": asked.only,
        "rules": asked.rules,
        "warnings": found.warnings,
        "warnings_today": found.warnings_today,
        "share": round(found.share, 6),
        "share_today": round(found.share_today, 6),
        "found": found,
    }


def rules_told(book: RuleBook, board: Board, code: str | None) -> list[dict[str, Any]]:
    """Give rules as objects: one, or all of them."""
    told = []
    for line in book.lines():
        if code in (None, line.code):
            found = book.yields.get(line.code)
            told.append(
                {
                    "rule": line.code,
                    "figures": book.figures(line.code),
                    "changed": board.rules.get(line.code),
                    "closed": found.closed if found else 0,
                    "useful": found.useful if found else 0,
                    "interval": found.interval if found else None,
                    "retire": line.retire,
                }
            )
    return told
