"""`zhiban rules`: the gasoline rules as they hold, tried on what is kept, and changed."""

from __future__ import annotations

import asyncio
import functools
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from config.faults import ProfileError
from county.fields import Lang
from county.refusals import Refusal, ZhibanError
from county.words import say
from zhiban.commands.line import Desk, attend, token_option, wait_option
from zhiban.options import ca_option, lang_option, url_option

if TYPE_CHECKING:
    from county.commands import Ask
    from feeds.gasoline import Backtest, BacktestTold
    from tui.lines.line import Line
    from zhiban.ruling import Tried, Typed

DONE, REFUSED, FAULTY, NO_DESK = 0, 1, 2, 3
"""Exit codes: done, the desk refused, what was typed or written cannot be used, no desk."""

POLL_S = 0.5
"""Seconds between two looks at how far a trial is."""

_TIMES = ("%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M")

_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
_set = click.option(
    "--set", "sets", multiple=True, metavar="FIGURE=VALUE", help="Another figure: window_s=12h."
)
_reason = click.option("--reason", required=True, help="Why: it stands in the audit.")


def _at_desk(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say where the desk is and who asks; they come as one `desk`."""

    @functools.wraps(function)
    def at_desk(
        url: str, ca: Path | None, token_file: Path | None, wait: float, lang: Lang, **rest: Any
    ) -> None:
        function(desk=Desk(url, ca, token_file, wait, lang), **rest)

    wrapped: Callable[..., None] = at_desk
    for option in (lang_option, wait_option, token_option, ca_option, url_option):
        wrapped = option(wrapped)
    return wrapped


@click.group()
def command() -> None:
    """预警规则 · The gasoline rules: as they stand, tried on what is kept, changed with consent.

    Exit code 0: done; 1: the desk refused; 2: what was typed or written cannot be used; 3: no desk.
    """


@command.command(epilog="Example:  zhiban rules show    zhiban rules show G06 --json")
@click.argument("rule", required=False)
@_json
@_at_desk
def show(desk: Desk, rule: str | None, as_json: bool) -> None:
    """Print the rules that hold now: figures with units, yield with its interval, last change."""
    from zhiban import ruling

    async def work(line: Line) -> int:
        book = ruling.book_of(line, desk.lang)
        code = None if rule is None else ruling.known_rule(rule)
        if as_json:
            _print_json(ruling.rules_told(book, line.mirror.board, code))
        elif code is None:
            _print(ruling.rule_lines(book, line.context(desk.lang).now, desk.lang))
        else:
            context = line.context(desk.lang)
            _print(ruling.rule_facts(book, code, context.now, context.voice))
        return DONE

    _run(desk, work)


# ---- trying -------------------------------------------------------------------------------------


@command.command(
    epilog="""Example:  zhiban rules backtest --rule G06 --set person_short_litres=80
    zhiban rules backtest --only G04,G06 --since 2026-01-01 --json
    zhiban rules backtest --rules spring.toml --data ./desk"""
)
@click.option(
    "--rules",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Tables of rules as in the profile, such as [G06]; what they leave out stays.",
)
@click.option("--rule", help="The rule that --set is about.")
@_set
@click.option("--only", default="", metavar="RULES", help="Count only these, such as G04,G06.")
@click.option("--since", type=click.DateTime(_TIMES), help="Local to the county; a year ago.")
@click.option("--until", type=click.DateTime(_TIMES), help="Local to the county; now.")
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Read this desk's directory instead, running or not.",
)
@_json
@_at_desk
def backtest(desk: Desk, data: Path | None, as_json: bool, **typed: Any) -> None:
    """Try rules on the purchases that are kept, beside today's rules on the same purchases.

    Without another figure it tells what today's rules raise. Nothing is changed. The desk tries
    them beside its work, for leaders with the whole county.
    """
    from zhiban.ruling import Typed

    wanted = Typed(**typed)
    if data is not None:
        sys.exit(_tried_here(data, wanted, desk.lang, as_json=as_json))

    async def work(line: Line) -> int:
        from zhiban import ruling

        book = ruling.book_of(line, desk.lang)
        context = line.context(desk.lang)
        asked = wanted.asked(book.rules, context.voice.utc_offset_minutes, context.now)
        told = await _tried_there(line, asked, desk.lang, quiet=as_json)
        if isinstance(told, Refusal):
            return _refused(told, desk.lang)
        assert told.result is not None, "a trial that ended found something"
        tried = ruling.Tried(asked, told.result)
        return _tell_trial(tried, context.voice.utc_offset_minutes, desk.lang, as_json=as_json)

    _run(desk, work)


async def _tried_there(
    line: Line, question: Backtest, lang: Lang, *, quiet: bool
) -> BacktestTold | Refusal:
    """Have the desk try; it stops when this line goes."""
    from feeds.gasoline import BacktestState
    from zhiban.audit import progress

    told = await line.inquire(question)
    with progress(say(lang, "trial.running"), quiet=quiet) as show:
        while not isinstance(told, Refusal) and told.result is None:
            show(told.done, told.total)
            await asyncio.sleep(POLL_S)
            told = await line.inquire(BacktestState(job=told.job))
    return told


def _tried_here(data: Path, wanted: Typed, lang: Lang, *, as_json: bool) -> int:
    """Try on a desk's directory; a desk may be running there."""
    from county.clock import SystemClock
    from server.trials import run
    from zhiban import ruling
    from zhiban.audit import progress

    try:
        spec, asked = ruling.trial_of(data, wanted, SystemClock().now())
        with progress(say(lang, "trial.running"), quiet=as_json) as show:
            found = run(spec, show)
    except ProfileError as error:
        return _faulty("\n".join(fault.text(lang) for fault in error.faults))
    except ZhibanError as fault:
        return _faulty(fault.text(lang))
    except sqlite3.Error as fault:
        return _faulty(say(lang, "rules.unreadable", path=data, reason=fault))
    tried = ruling.Tried(asked, found)
    return _tell_trial(tried, spec.utc_offset_minutes, lang, as_json=as_json)


def _tell_trial(tried: Tried, utc_offset_minutes: int, lang: Lang, *, as_json: bool) -> int:
    from tui.view.voice import Voice
    from zhiban import ruling

    if as_json:
        _print_json(ruling.trial_told(tried))
    else:
        _print(ruling.trial_lines(tried, Voice(lang, utc_offset_minutes=utc_offset_minutes)))
    return DONE


# ---- changing -----------------------------------------------------------------------------------


@command.command(
    epilog="Example:  zhiban rules change G06 --set person_short_litres=80 --reason 'spring works'"
)
@click.argument("rule")
@_set
@_reason
@_json
@_at_desk
def change(desk: Desk, rule: str, sets: tuple[str, ...], reason: str, as_json: bool) -> None:
    """Give a rule other figures, from the next purchase on.

    A rule that can raise W1 waits for a second leader: then its request's number is printed.
    """
    from county import commands as ask
    from zhiban import ruling

    async def work(line: Line) -> int:
        book = ruling.book_of(line, desk.lang)
        code = ruling.known_rule(rule)
        changes = ruling.changes_of(book.rules, None, code, sets)
        figures = changes.get(code) or dict(book.figures(code))
        seq = await _ask(line, ask.ChangeRule(code, figures, reason))
        if isinstance(seq, Refusal):
            return _refused(seq, desk.lang)
        waits = await ruling.stands(line, seq)
        if as_json:
            _print_json({"rule": code, "seq": seq, "request": seq if waits else None})
        else:
            key = "rules.waits" if waits else "rules.applied"
            click.echo(say(desk.lang, key, rule=code, seq=seq, number=seq))
        return DONE

    _run(desk, work)


async def _ask(line: Line, command_: Ask) -> int | Refusal:
    answer = await line.ask(command_)
    return answer if isinstance(answer, Refusal) else answer.seq


# ---- all of them --------------------------------------------------------------------------------


def _run(desk: Desk, work: Callable[[Line], Awaitable[int]]) -> None:
    """Do `work` once the board is here; ends the program with its exit code."""

    async def guarded(line: Line) -> int:
        from feeds.connection import NotConnected

        try:
            await line.ready()
        except ZhibanError as fault:
            return _end(NO_DESK, fault.text(desk.lang))
        try:
            return await work(line)
        except NotConnected as fault:
            return _end(NO_DESK, fault.text(desk.lang))
        except ZhibanError as fault:
            return _faulty(fault.text(desk.lang))

    sys.exit(attend(desk, "zhiban rules", guarded))


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _print_json(told: object) -> None:
    import msgspec

    from county.text import escaped

    click.echo(escaped(msgspec.json.encode(told).decode()))


def _refused(why: Refusal, lang: Lang) -> int:
    return _end(REFUSED, why.text(lang))


def _faulty(reason: str) -> int:
    return _end(FAULTY, reason)


def _end(code: int, reason: str) -> int:
    click.echo(reason, err=True)
    return code
