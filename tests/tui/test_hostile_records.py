"""Hostile text out of the county's memory stays plain: in every view, on every screen and page."""

from __future__ import annotations

import pytest

from county import events as ev
from county.cases import CaseLine, Whereabouts
from county.events import Entry
from county.fields import Bilingual
from county.ranking import Candidate, Excluded, Ranking
from county.runcards import Filled, Need, Plan, Shortfall
from feeds.questions import PastFound, StoryTold
from tests.county.samples import NOON
from tests.hostile import FORBIDDEN, OWN, Hostile, readable, texts
from tests.tui.memory import Memory
from tests.tui.seat import seat_with, seated, type_line
from tests.tui.story import VOICES
from tests.tui.story import texts as words_in
from tests.tui.test_view_hostile import infected
from tui.view import brief, cases, ranking, story


def ranked(text: str) -> Ranking:
    """Give a ranking with `text` wherever a profile's or a unit's own words may stand."""
    need = Need(kinds=("car",), skills=(text,))
    return Ranking(
        1,
        (Candidate("B1", 60, 900, True, "late", 60, missing=(text,)),),
        (Excluded(text, "busy", {"alarm": 7}),),
        Plan(1, 1, (Filled(need, ordered=(text,)),), ("B1",), (Shortfall(need, 1),)),
    )


def case(text: str) -> CaseLine:
    """Give a case with `text` wherever outside text can stand."""
    return CaseLine(
        number=9,
        received=NOON,
        kind=text,
        priority=1,
        status="closed",
        area=text,
        place=text,
        text=text,
        outcome=text,
        caller=text,
        units=(text,),
    )


@pytest.mark.parametrize("text", texts(), ids=ascii)
def test_no_view_of_the_memory_lets_a_terminal_obey_outside_text(text: str) -> None:
    board, _, told = infected(text)
    board.evolve(Entry(20, NOON, f"feed:{text}", ev.UnitDispatched(NOON, 1, "B1")))
    alarm = board.alarms[1]
    entries = tuple(Entry(n, NOON, f"feed:{text}", event) for n, event in enumerate(told, 1))
    places = (Whereabouts(2, text, NOON, 41, 110),)
    whole = StoryTold(id=0, alarm=alarm, entries=entries, positions=places)
    past = PastFound(id=0, place=(case(text),), caller=(case(text),))
    for voice in VOICES.values():
        keys = {"undo": "u", "take_over": "T"}
        scene = brief.Scene(board.consoles, "wang", "1", keys, NOON, voice)
        shown = [
            brief.brief(alarm, scene),
            brief.sent(alarm, NOON, voice),
            cases.row(case(text), NOON, voice),
            cases.related(alarm, board, past, NOON, voice),
            ranking.lines(ranked(text), board, voice),
            ranking.plan(ranked(text), board, voice),
            story.steps(alarm, entries, places, voice),
            story.text(whole, NOON, voice).splitlines(),
            list(story.markdown(whole, NOON, voice)),
        ]
        for each in words_in(shown):
            assert not FORBIDDEN.search(each), ascii(each)


def bare(text: str) -> str:
    """Leave out what wraps and frames text on a screen."""
    return "".join(text.replace("|", "").replace("│", "").split())


@pytest.mark.parametrize("told", OWN, ids=lambda told: told.id)
async def test_hostile_text_is_plain_on_the_alarm_screen_and_in_what_a_search_finds(
    told: Hostile,
) -> None:
    report = ev.AlarmReported(
        NOON,
        kind="gas_leak",
        place=ev.Place("x", 41, 110),
        text=told.text[:2000],
        caller=told.text[:40],
    )
    seat = seat_with(report, lang="en")
    unit = ev.UnitRegistered(
        NOON,
        unit="B1",
        kind="car",
        name=Bilingual(told.text[:80], told.text[:80]),
        area="t01",
        lat=41,
        lon=110,
        skills=("x",),
    )
    seat.desk.entries += [ruled.entry for ruled in seat.desk.county.enrol([unit], NOON).entries]
    seat.mirror.fold(seat.desk.delta(seat.mirror.seq))
    Memory(seat)
    async with seated(seat, (160, 45)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        shown = [seat.written]
        for key in "346":
            await pilot.press(key)
            await pilot.pause()
            shown.append(seat.written)
        await pilot.press("ctrl+f")
        await type_line(pilot, "x")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        shown.append(seat.written)
        assert seat.app.is_running
        for written in shown:
            assert not FORBIDDEN.search(written), ascii(FORBIDDEN.search(written))
        if told.rule != "flag":
            assert readable(bare(shown[0]), tuple(bare(part) for part in told.keep[:1]))
