"""What is asked beside the board, in lines: ``search``, ``rank``, ``timeline``."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import asdict

from county.cases import CaseLine
from county.gasoline.lines import PurchaseLine
from county.ranking import Ranking
from county.refusals import Refusal, refuse
from feeds.gasoline import Purchases
from feeds.questions import Rank, Search, StoryTold
from tui import grammar
from tui.grammar import Context, Find, FindSales, Mistake, RankOf, StoryOf
from tui.lines.line import Line
from tui.lines.out import Record, Teller
from tui.lines.wish import Wish
from tui.stories import whole_story
from tui.view import cases, ranking, sales, story

VERBS = {"search": "find", "rank": "rank", "timeline": "story", "sales": "sales"}
"""The verb of the grammar that reads the words of each query."""


async def tell_asked(wish: Wish, desk: Line, teller: Teller) -> Refusal | Mistake | None:
    """Ask what the words say and tell the answer.

    Gives a mistake when the words are not understood, a refusal when the desk says no.
    """
    if wish.follow:
        return Mistake(refuse("only_lists"), 0, 0)
    context = desk.context(wish.lang)
    asked = grammar.parse(" ".join((VERBS[wish.query], *wish.words)), context)
    match asked:
        case Mistake():
            return asked
        case Find():
            found = await desk.inquire(Search(query=asked.query))
            if isinstance(found, Refusal):
                return found
            _cases(found.cases, wish, desk, teller)
        case RankOf():
            ranked = await desk.inquire(Rank(alarm=asked.alarm))
            if isinstance(ranked, Refusal):
                return ranked
            if ranked.ranking is None:
                return refuse("unknown_alarm", "alarm", alarm=asked.alarm)
            _ranking(ranked.ranking, wish, desk, teller)
        case FindSales():
            sold = await desk.inquire(Purchases(query=asked.query))
            if isinstance(sold, Refusal):
                return sold
            _sales(sold.purchases, wish, desk, teller)
        case StoryOf():
            told = await whole_story(asked.alarm, desk.inquire)
            if isinstance(told, Refusal):
                return told
            _story(told, wish, desk, teller)
        case _:
            raise AssertionError(asked)  # each verb of `VERBS` makes one of these
    return None


def _cases(found: Sequence[CaseLine], wish: Wish, desk: Line, teller: Teller) -> None:
    """Tell what was found, a case a line, the newest first."""
    context = desk.context(wish.lang)
    records = [_case_record(case, context) for case in found]
    if _as_data(records, wish, teller):
        return
    if not records:
        teller.line(context.voice.say("search.nothing"))
    for case in found:
        line = cases.row(case, context.now, context.voice)
        if wish.form == "plain":
            teller.line(context.voice.say("spoken.case", **vars(line)))
        else:
            said = (line.number, line.when, line.severity, line.status, line.simulated, line.kind)
            parts = (*map(str, said), line.place, line.area, line.units)
            teller.line(" ".join(filter(None, parts)))


def _case_record(case: CaseLine, context: Context) -> Record:
    voice = context.voice
    return {
        **asdict(case),
        "units": " ".join(case.units),
        "kind_name": voice.name(voice.kinds, case.kind),
        "area_name": voice.name(voice.areas, case.area),
    }


def _sales(found: Sequence[PurchaseLine], wish: Wish, desk: Line, teller: Teller) -> None:
    """Tell purchases, one a line, the newest first; never who bought."""
    context = desk.context(wish.lang)
    if _as_data([_sale_record(line, context) for line in found], wish, teller):
        return
    if not found:
        teller.line(context.voice.say("search.nothing"))
    for line in found:
        said = sales.row(line, context.now, context.voice)
        if wish.form == "plain":
            teller.line(context.voice.say("spoken.sale", **vars(said)))
        else:
            teller.line(" ".join(filter(None, map(str, vars(said).values()))))


def _sale_record(line: PurchaseLine, context: Context) -> Record:
    bought, voice = line.purchase, context.voice
    return {
        "number": bought.number,
        "at": line.at,
        "received": line.received,
        "station": bought.station,
        "station_name": voice.name(voice.sites, bought.station),
        "buyer": bought.buyer,
        "tail": bought.tail,
        "litres": bought.litres,
        "purpose": bought.purpose,
        "use_place": bought.use_place,
        "refused": bought.refused or "",
        "corrected": line.corrected,
        "void": line.void,
        "simulated": bought.simulated,
    }


def _ranking(told: Ranking, wish: Wish, desk: Line, teller: Teller) -> None:
    """Tell who can go, the soonest first, the run card's plan, and who cannot go."""
    context = desk.context(wish.lang)
    voice = context.voice
    if wish.form == "json":
        teller.json(told)
        return
    if wish.form == "csv":
        _as_data([_candidate(told, number) for number in range(len(told.candidates))], wish, teller)
        return
    plan = ranking.plan(told, context.board, voice)
    if plan is not None:
        teller.line("  ".join((plan.step, " ".join(plan.picks), "; ".join(plan.asks))))
        for short in plan.short:
            teller.line(short)
    for line in ranking.lines(told, context.board, voice):
        what = " ".join(filter(None, (line.lacks, line.what)))
        if wish.form == "plain":
            key = "spoken.ranked" if line.freshness else "spoken.excluded"
            teller.line(voice.say(key, unit=line.unit, time=line.time, what=what))
        else:
            picked = "+" if line.picked else ""
            parts = (picked, line.unit, line.time, line.far, what, line.fix, line.rest)
            teller.line("  ".join(filter(None, parts)))


def _candidate(told: Ranking, number: int) -> Record:
    candidate = told.candidates[number]
    picks = told.plan.picks if told.plan else ()
    return {
        **asdict(candidate),
        "missing": " ".join(candidate.missing),
        "picked": candidate.unit in picks,
    }


def _story(told: StoryTold, wish: Wish, desk: Line, teller: Teller) -> None:
    """Tell a story whole: as data, as sentences, or as the text that a screen copies."""
    context = desk.context(wish.lang)
    alarm, voice = told.alarm, context.voice
    assert alarm is not None, "a story without its alarm was refused"
    if wish.form == "json":
        teller.json({"alarm": alarm, "entries": told.entries, "positions": told.positions})
        return
    steps = story.steps(alarm, told.entries, told.positions, voice)
    if wish.form == "csv":
        _as_data([dict(vars(step)) for step in steps], wish, teller)
    elif wish.form == "plain":
        teller.line(story.title(alarm, voice))
        for step in steps:
            teller.line(voice.say("spoken.step", **vars(step)))
    else:
        written = story.markdown if wish.form == "markdown" else story.lines
        for text in written(told, context.now, voice):
            teller.line(text)


def _as_data(records: list[Record], wish: Wish, teller: Teller) -> bool:
    """Tell records as JSON or CSV if that was asked for; tell whether it was."""
    if wish.form == "json":
        teller.json(records)
    elif wish.form == "csv" and records:
        teller.row(records[0])
        for record in records:
            teller.row(record.values())
    return wish.form in ("json", "csv")
