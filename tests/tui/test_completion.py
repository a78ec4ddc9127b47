"""What is offered at the prompt is what the desk would take there, the most pressing first."""

from __future__ import annotations

from county import commands as ask
from county import events as ev
from tests.county.samples import LEADER, NOON, alarm
from tests.tui.at_work import ENGLISH, HERE, desk_at_work
from tests.tui.story import VOICES, Desk
from tui.grammar import Context, complete, help_lines, parse
from tui.grammar.verbs import VERBS


def offered(line: str, here: Context = HERE) -> list[str]:
    return [completion.text for completion in complete(line, here)]


def test_an_empty_line_offers_every_verb_with_its_help() -> None:
    completions = complete("", HERE)
    assert len(completions) == len(VERBS)
    assert completions[0].insert == "a "
    assert all(completion.hint for completion in completions)


def test_verbs_complete_in_either_language() -> None:
    assert offered("d") == ["d", "depart", "divert", "duty"]
    assert offered("接") == ["接警", "接管"]
    assert complete("接", HERE)[0].insert == "接警 "


def test_only_alarms_that_nobody_took_are_offered_for_taking_the_gravest_first() -> None:
    assert offered("a ") == ["3", "2"]


def test_alarms_to_dispatch_to_are_those_not_over_the_untaken_first() -> None:
    assert offered("d ") == ["3", "2", "1", "5"]


def test_alarms_to_close_are_those_taken_and_not_over() -> None:
    assert offered("c ") == ["1", "5"]


def test_free_units_are_offered_the_nearest_first() -> None:
    assert offered("d 2 ") == ["B3", "B2"]
    assert "80米" in complete("d 2 ", HERE)[0].hint
    assert "8.4 km" in complete("d 2 ", ENGLISH)[1].hint


def test_a_unit_that_stands_in_the_line_is_not_offered_again() -> None:
    assert offered("d 2 b3 ") == ["B2"]
    assert complete("派警2 B3，b", HERE)[0].insert == "派警2 B3，B2 "


def test_units_are_offered_by_the_stage_of_their_order() -> None:
    assert offered("s ") == ["1"]
    assert offered("s 1 ") == ["B1"]
    desk = desk_at_work()
    desk.do(ask.Arrive(1, "B1"))
    there = Context(desk.county.board, {}, VOICES["zh"], NOON)
    assert offered("s ", there) == offered("s 1 ", there) == []
    assert offered("r 1 ", there) == ["B1"]


def test_feedback_offers_the_units_under_order_but_wants_none() -> None:
    assert offered("f 1 ") == ["B1"]
    assert offered("f 1 B1 ") == []


def test_only_what_may_be_put_aside_is_offered_for_shelving() -> None:
    assert offered("shelve ") == ["2"]
    assert offered("unshelve ") == ["5"]


def test_a_merger_offers_first_what_may_be_the_same_incident() -> None:
    desk = desk_at_work()
    desk.report(alarm("noise"))
    there = Context(desk.county.board, {}, VOICES["zh"], NOON)
    assert offered("merge 7 ", there)[0] == "2"
    assert "7" not in offered("merge 7 ", there)
    assert offered("split ", there) == ["6"]


def test_orders_that_have_not_left_are_offered_for_undoing() -> None:
    desk = desk_at_work()
    desk.report(alarm("gas_leak"))
    desk.do(ask.Dispatch(7, ("B2",)))
    there = Context(desk.county.board, {}, VOICES["zh"], NOON)
    assert offered("u ", there) == offered("send ", there) == ["7"]


def test_alarms_of_quiet_consoles_are_offered_first_for_taking_over() -> None:
    desk = desk_at_work()
    desk.county.console_heard("wang", NOON)
    desk.do(ask.Acknowledge(3))
    desk.county.obey(ask.Acknowledge(2), "li", LEADER, NOON)
    there = Context(desk.county.board, {}, VOICES["zh"], NOON)
    assert offered("t ", there)[0] == "2"


def test_settlement_offers_the_step_that_comes_next_and_a_task_the_states_ahead() -> None:
    desk = Desk()
    desk.report(alarm("slight_crash"))
    desk.do(ask.Settle(1, "connected"))
    desk.do(ask.Assign("B1", "escort", ev.Place("医院")))
    desk.do(ask.Advance("B1", "moving"))
    there = Context(desk.county.board, {}, VOICES["en"], NOON)
    assert offered("settle 1 ", there) == ["evidence"]
    assert offered("advance B1 ", there) == ["escorting", "handed_over"]
    assert offered("end ", there) == ["B1"]
    assert offered("task ", there) == ["B2", "B3"]


def test_outcomes_and_findings_are_offered_as_the_officer_reads() -> None:
    assert offered("c 1 ") == ["现场解决", "误报", "谎报", "远程快处"]
    assert offered("c 1 ", ENGLISH) == ["settled", "false_alarm", "false_report", "remote"]
    assert offered("c 1 fa", ENGLISH) == ["false_alarm", "false_report"]
    assert offered("v ") == ["1"]
    assert offered("v 1 查") == ["查无此人"]


def test_every_offered_outcome_is_understood() -> None:
    for completion in complete("c 1 ", HERE):
        assert isinstance(parse(completion.insert, HERE), ask.Close)


def test_free_text_offers_nothing() -> None:
    assert offered("n 2 ") == offered("n 2 B") == offered("new theft ") == []


def test_help_shows_a_form_that_names_every_slot() -> None:
    forms = {line.form: line for line in help_lines("en")}
    assert forms["d 42 B3 B7"].help == "send units"
    assert "派警" in forms["d 42 B3 B7"].names
    assert "f 42 [B3] text" in forms
    assert "new kind [v0-v4] [place] [: text]" in forms
    assert "shelve 42 30 reason" in forms
    assert len(help_lines("zh")) == len(VERBS)
