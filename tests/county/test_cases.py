"""Lines of cases: what a list shows of an alarm, cut and clean."""

from __future__ import annotations

import msgspec
import pytest

from county import commands as ask
from county.cases import MAX_LINES, MAX_TEXT, Query, line_of
from tests.county.samples import NOON, OFFICER, alarm, county, events


def test_a_line_says_what_the_alarm_is_and_how_it_ended() -> None:
    made = county()
    made.report(alarm(text="气味很重", caller="138****0001", simulated=True), "panel-1", NOON)
    for command in (ask.Acknowledge(1), ask.Dispatch(1, ("B1", "B3"))):
        events(made.obey(command, "wang", OFFICER, NOON))
    line = line_of(made.board.alarms[1])
    assert (line.number, line.received, line.kind, line.priority) == (1, NOON, "gas_leak", 1)
    assert (line.area, line.place, line.text) == ("t01", "万和广场三层", "气味很重")
    assert (line.status, line.caller, line.units) == ("dispatched", "138****0001", ("B1", "B3"))
    assert line.simulated


def test_a_long_text_is_cut_and_the_cut_shows() -> None:
    made = county()
    made.report(alarm(text="长" * 2000), "panel-1", NOON)
    text = line_of(made.board.alarms[1]).text
    assert len(text) == MAX_TEXT
    assert text.endswith("~")


@pytest.mark.parametrize(
    "wrong",
    [
        {"words": "长" * 241},
        {"limit": 0},
        {"limit": MAX_LINES + 1},
        {"number": 0},
        {"status": "lost"},
        {"priority": 5},
        {"area": "x" * 41},
        {"caller": "138"},
    ],
)
def test_a_query_that_cannot_be_meant_is_refused_whole(wrong: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(msgspec.json.encode(wrong), type=Query)
