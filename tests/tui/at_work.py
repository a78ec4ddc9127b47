"""A desk in the middle of its work, for what is typed at it."""

from __future__ import annotations

from county import commands as ask
from county.fields import Lang
from county.gasoline.changing import figures_of
from tests.county.gasoline.figures import GASOLINE
from tests.county.samples import NOON, alarm, purchase
from tests.tui.story import VOICES, Desk, position
from tui.grammar import Context


def desk_at_work() -> Desk:
    """Give a desk with alarm 1 (taken, B1 sent), 2 and 3 (new; 3 is graver), 4 (closed), 5 (an
    intrusion, shelved), 6 (a slight crash, merged into 2) and warning 1; and a change of a rule
    waits for a second person.
    """
    desk = Desk()
    desk.report(alarm("theft"))
    desk.do(ask.Dispatch(1, ("B1",)))
    desk.report(alarm("noise"))
    desk.report(alarm("gas_leak"))
    desk.report(alarm("noise"))
    desk.do(ask.Acknowledge(4))
    desk.do(ask.Close(4, "settled"))
    desk.report(alarm("intrusion"))
    desk.do(ask.Shelve(5, 30, "等回电"))
    desk.report(alarm("slight_crash"))
    desk.do(ask.Merge(6, 2))
    desk.report(purchase(litres=25))
    holding = figures_of(GASOLINE, "G04")
    desk.do(ask.ChangeRule("G04", {**holding, "other_litres": 25}, "试行"))
    return desk


def context(lang: Lang = "zh") -> Context:
    desk = desk_at_work()
    fixes = {"B3": position("B3", 41.0, 110.001), "B2": position("B2", 41.0, 110.1)}
    return Context(desk.county.board, fixes, VOICES[lang], NOON)


HERE = context()
REQUEST = next(iter(HERE.board.requests))
ENGLISH = context("en")
