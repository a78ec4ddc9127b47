"""One line asked of the desk, answered in lines, with an exit code that means something."""

from __future__ import annotations

from collections.abc import Sequence

from county.board import WHOLE_COUNTY
from county.commands import Ask
from county.fields import Lang
from county.refusals import Refusal, ZhibanError, refuse
from county.words import say
from tui import grammar
from tui.grammar import GoTo, Help, Mistake, Quit, ShowUnit, View
from tui.lines.asked import tell_asked
from tui.lines.audit import tell_audit
from tui.lines.follow import Following
from tui.lines.line import Line
from tui.lines.lists import LISTS
from tui.lines.out import Out, Teller
from tui.lines.tell import tell_list, tell_one
from tui.lines.wish import QUERIES, WORDED, Wish, wish_of
from tui.view import timeline

DONE, REFUSED, NOT_UNDERSTOOD, NO_DESK = 0, 1, 2, 3
"""Exit codes: done; refused by the desk; the line was not understood; the desk was not there."""


async def obey(words: Sequence[str], desk: Line, out: Out, lang: Lang) -> int:
    """Do what `words` say and give the exit code; a followed list ends only by cancellation."""
    teller = Teller(out)
    wish = wish_of(words, lang)
    if isinstance(wish, Refusal):
        return _not_understood(wish, lang, teller)
    if not wish.query and _asks_for_help(wish):
        return _help(wish, teller)
    try:
        await desk.ready()
        code = await _query(wish, desk, teller) if wish.query else await _line(wish, desk, teller)
        await teller.drain()
    except ZhibanError as fault:
        teller.fault(fault.text(wish.lang))
        return NO_DESK
    return code


# ---- what is looked at --------------------------------------------------------------------------


async def _query(wish: Wish, desk: Line, teller: Teller) -> int:
    if wish.query == "board":
        return _board(wish, desk, teller)
    if wish.query == "audit":
        return await _audit(wish, desk, teller)
    if wish.query in WORDED:
        return await _asked(wish, desk, teller)
    listing = LISTS[wish.query]
    tell_list(listing, wish, desk, teller)
    if wish.follow:
        await Following(listing, wish, desk, teller).run()
    return DONE


def _board(wish: Wish, desk: Line, teller: Teller) -> int:
    """Tell everything the seat sees: as one JSON object, or its alarms and warnings in lines."""
    if wish.follow or wish.form == "csv":
        return _not_understood(refuse("only_lists"), wish.lang, teller)
    mirror, welcome = desk.mirror, desk.mirror.welcome
    assert welcome is not None, "a proven board was welcomed"
    if wish.form == "json":
        teller.json(
            {
                "county": welcome.county,
                "seat": welcome.seat,
                "mode": welcome.mode,
                "epoch": mirror.epoch,
                "seq": mirror.seq,
                "digest": mirror.digest(),
                "board": mirror.board.view(WHOLE_COUNTY),
                "positions": mirror.positions,
            }
        )
        return DONE
    for name in ("alarms", "warnings"):
        tell_list(LISTS[name], Wish(wish.lang, wish.form, query=name), desk, teller)
    return DONE


async def _audit(wish: Wish, desk: Line, teller: Teller) -> int:
    if wish.follow:
        return _not_understood(refuse("only_lists"), wish.lang, teller)
    refusal = await tell_audit(wish, desk, teller)
    return DONE if refusal is None else _refused("audit", refusal, wish, teller)


async def _asked(wish: Wish, desk: Line, teller: Teller) -> int:
    told = await tell_asked(wish, desk, teller)
    if isinstance(told, Mistake):
        return _not_understood(told.refusal, wish.lang, teller)
    line = " ".join((wish.query, *wish.words))
    return DONE if told is None else _refused(line, told, wish, teller)


# ---- what is asked ------------------------------------------------------------------------------


async def _line(wish: Wish, desk: Line, teller: Teller) -> int:
    line = " ".join(wish.words)
    parsed = grammar.parse(line, desk.context(wish.lang))
    if isinstance(parsed, Mistake):
        return _not_understood(parsed.refusal, wish.lang, teller)
    if isinstance(parsed, View):
        return _view(parsed, wish, desk, teller)
    return await _ask(parsed, line, wish, desk, teller)


async def _ask(command: Ask, line: str, wish: Wish, desk: Line, teller: Teller) -> int:
    """Tell the desk's answer; the lines are for people, so they name what was asked."""
    answer = await desk.ask(command)
    if isinstance(answer, Refusal):
        return _refused(line, answer, wish, teller)
    if wish.form == "json":
        teller.json({"seq": answer.seq})
    else:
        teller.line(say(wish.lang, "asked.done", line=line, seq=answer.seq))
    return DONE


def _view(view: View, wish: Wish, desk: Line, teller: Teller) -> int:
    """Tell the record that a screen would open; what changes a screen means nothing here."""
    context = desk.context(wish.lang)
    match view:
        case GoTo():
            alarm = context.board.alarms[view.alarm]
            tell_one(LISTS["alarms"], alarm, wish.form, context, teller)
            if wish.form != "json":
                for step in timeline.lines(alarm, context.now, context.voice):
                    teller.line(f"{step.clock} {step.who} {step.text}")
        case ShowUnit():
            unit = context.board.units[view.unit]
            tell_one(LISTS["units"], unit, wish.form, context, teller)
        case Help():
            return _help(wish, teller)
        case Quit():
            pass
        case _:
            return _not_understood(refuse("only_on_screen"), wish.lang, teller)
    return DONE


# ---- what cannot be done ------------------------------------------------------------------------


def _asks_for_help(wish: Wish) -> bool:
    return len(wish.words) == 1 and wish.words[0].casefold() in ("help", "?", "？", "帮助")


def _help(wish: Wish, teller: Teller) -> int:
    """Explain every query and every command, a line each."""
    for key, names in QUERIES.items():
        teller.line(f"{'  '.join(names)}  {say(wish.lang, f'query.{key}')}")
    teller.line(say(wish.lang, "lines.options"))
    for line in grammar.help_lines(wish.lang):
        teller.line(f"{line.form}  ({line.names})  {line.help}")
    return DONE


def _refused(line: str, why: Refusal, wish: Wish, teller: Teller) -> int:
    reason = why.reason(wish.lang)
    if wish.form == "json":
        teller.json({"refused": why.code, "text": reason})
    else:
        teller.fault(say(wish.lang, "asked.refused", line=line, reason=reason))
    return REFUSED


def _not_understood(why: Refusal, lang: Lang, teller: Teller) -> int:
    teller.fault(f"{why.text(lang)} {say(lang, 'lines.hint')}")
    return NOT_UNDERSTOOD
