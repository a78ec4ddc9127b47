"""What an officer types becomes the command they mean, or a mistake that names the word at fault."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from county import commands as ask
from county import events as ev
from county.commands import Ask
from county.events import Correction
from county.rights import COMMANDS_OF_ROLE
from tests.county.samples import NOON, alarm
from tests.tui.at_work import ENGLISH, HERE, REQUEST
from tests.tui.story import FORBIDDEN, VOICES, Desk
from tui import grammar
from tui.grammar import Context, Mistake, complete, parse
from tui.grammar.verbs import VERBS


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("a 2", ask.Acknowledge(2)),
        ("接警 2", ask.Acknowledge(2)),
        ("接警2号", ask.Acknowledge(2)),
        ("a2", ask.Acknowledge(2)),
        ("A #2", ask.Acknowledge(2)),
        ("ａ　２", ask.Acknowledge(2)),
        ("d 2 B2 B3", ask.Dispatch(2, ("B2", "B3"))),
        ("派警 2 b2，ｂ3、B2", ask.Dispatch(2, ("B2", "B3"))),
        ("n 2 门口有人，已联系", ask.Note(2, "门口有人，已联系")),
        ("f 1 B1 已到现场", ask.Feedback(1, "已到现场", "B1")),
        ("反馈 1 已到现场", ask.Feedback(1, "已到现场", None)),
        ("c 1 settled", ask.Close(1, "settled")),
        ("结警 1 现场解决 双方和解", ask.Close(1, "settled", "双方和解")),
        ("c 1 误", ask.Close(1, "false_alarm")),
        ("c 1 set all done", ask.Close(1, "settled", "all done")),
        ("x 2 误拨", ask.Cancel(2, "误拨")),
        ("s 1 B1", ask.Sign(1, "B1")),
        ("m 1 B1", ask.Depart(1, "B1")),
        ("出警 1 B1", ask.Depart(1, "B1")),
        ("o 1 B1", ask.Arrive(1, "B1")),
        ("r 1 B1", ask.Release(1, "B1")),
        ("v 1 lawful", ask.Verify(1, "lawful")),
        ("核查 1 用途属实 割草机", ask.Verify(1, "lawful", "割草机")),
        ("duty B3 off", ask.SetDuty("B3", "off")),
        ("勤务 B3 离岗", ask.SetDuty("B3", "off")),
        ("g 4", grammar.GoTo(4)),
        ("q", grammar.Quit()),
        ("？", grammar.Help()),
        ("lang en", grammar.SetLang("en")),
        ("语言 英文", grammar.SetLang("en")),
        ("glyphs safe", grammar.SetGlyphs("safe")),
        ("map b3", grammar.ShowUnit("B3")),
        ("u 1", ask.Undo(1)),
        ("收回1", ask.Undo(1)),
        ("t 1", ask.TakeOver(1)),
        ("接管 1", ask.TakeOver(1)),
        ("send 1", ask.Send(1)),
        ("重发 1 b1", ask.Resend(1, "B1")),
        ("增援 1", ask.Reinforce(1)),
        ("reinforce 1 3", ask.Reinforce(1, 3)),
        ("p 2 1 有人受伤", ask.Prioritise(2, 1, "有人受伤")),
        ("定级 2 二级 升级", ask.Prioritise(2, 2, "升级")),
        ("validate 5 3 camera", ask.Validate(5, 3, "camera")),
        ("核实5 4 联系人 屋内有人", ask.Validate(5, 4, "keyholder", "屋内有人")),
        ("shelve 2 30 等回电", ask.Shelve(2, 30, "等回电")),
        ("搁置 2 ２小时 等回电", ask.Shelve(2, 120, "等回电")),
        ("取回 5", ask.Unshelve(5)),
        ("merge 3 2", ask.Merge(3, 2)),
        ("拆分6号", ask.Split(6)),
        ("divert 2 12345 供水", ask.Divert(2, "12345", "供水")),
        ("分流 2 12345 3d 供水", ask.Divert(2, "12345", "供水", 4320)),
        ("settle 6 connected", ask.Settle(6, "connected")),
        ("快处 6 接通视频", ask.Settle(6, "connected")),
        (
            "task B3 hold_point 60 东桥 : 看住桥头",
            ask.Assign("B3", "hold_point", ev.Place("东桥"), "看住桥头", 60),
        ),
        ("派勤 B3 设卡 东桥", ask.Assign("B3", "checkpoint", ev.Place("东桥"))),
        ("派勤 B3 备勤 12号院", ask.Assign("B3", "standby", ev.Place("12号院"))),
        ("advance B3 holding", ask.Advance("B3", "holding")),
        ("进展 B3 到位", ask.Advance("B3", "in_place")),
        ("end B3", ask.EndTask("B3")),
        ("收勤 B3 换岗", ask.EndTask("B3", "换岗")),
        ("mute", ask.Mute()),
        ("响铃", ask.Unmute()),
    ],
)
def test_a_line_means_its_command_in_both_languages(line: str, meant: Ask | grammar.View) -> None:
    assert parse(line, HERE) == meant


def test_an_intrusion_told_by_voice_may_say_how_sure_it_is() -> None:
    told = parse("new intrusion v3 东墙 : 两人翻墙", HERE)
    assert isinstance(told, ask.Report)
    assert (told.alarm.validation, told.alarm.place.text) == (3, "东墙")
    told = parse("new intrusion 2号院", HERE)
    assert isinstance(told, ask.Report)
    assert (told.alarm.validation, told.alarm.place.text) == (None, "2号院")
    told = parse("new noise v3 广场", HERE)
    assert isinstance(told, ask.Report)
    assert (told.alarm.validation, told.alarm.place.text) == (None, "v3 广场")


@pytest.mark.parametrize(
    ("line", "kind", "place", "text"),
    [
        ("new gas_leak 东街12号 : 有煤气味", "gas_leak", "东街12号", "有煤气味"),
        ("新警 噪声扰民 广场：音响大", "noise", "广场", "音响大"),
        ("new theft : 自行车被盗", "theft", "", "自行车被盗"),
        ("new theft 车站", "theft", "车站", ""),
    ],
)
def test_an_alarm_told_by_voice_is_entered_with_its_place_and_text(
    line: str, kind: str, place: str, text: str
) -> None:
    report = ev.AlarmReported(NOON, kind=kind, place=ev.Place(place), text=text, channel="phone")
    assert parse(line, HERE) == ask.Report(report)


@pytest.mark.parametrize(
    ("line", "code", "at_fault"),
    [
        ("", "line_empty", ""),
        ("   ", "line_empty", "   "),
        ("zap 42", "unknown_verb", "zap"),
        ("42", "unknown_verb", "42"),
        ("a", "word_missing", ""),
        ("a x7", "not_a_number", "x7"),
        ("a 42", "unknown_alarm", "42"),
        ("a 2 now", "word_too_many", "now"),
        ("d 2", "word_missing", ""),
        ("d 2 B2 Z9", "unknown_unit", "Z9"),
        ("n 2", "word_missing", ""),
        ("n 2   ", "word_missing", ""),
        ("c 1", "word_missing", ""),
        ("c 1 done", "unknown_outcome", "done"),
        ("c 1 false", "ambiguous", "false"),
        ("x 2", "word_missing", ""),
        ("v 9 lawful", "unknown_warning", "9"),
        ("v 1 guilty", "not_known", "guilty"),
        ("new quake 东街", "unknown_kind", "quake"),
        ("new theft", "says_nothing", ""),
        ("duty B1 away", "not_known", "away"),
        ("lang fr", "not_known", "fr"),
        ("shelve 2 等回电", "not_minutes", "等回电"),
        ("shelve 2 0 等回电", "not_minutes", "0"),
        ("shelve 2 2d 等回电", "not_minutes", "2d"),
        ("shelve 2 30", "word_missing", ""),
        ("p 2 5 x", "not_known", "5"),
        ("divert 2 nobody x", "not_known", "nobody"),
        ("merge 2 77", "not_known", "77"),
        ("task B3 nap", "not_known", "nap"),
        ("n 2 " + "长" * 2001, "text_too_long", "长" * 2001),
    ],
)
def test_a_mistake_names_its_reason_and_its_place(line: str, code: str, at_fault: str) -> None:
    mistake = parse(line, HERE)
    assert isinstance(mistake, Mistake)
    assert mistake.refusal.code == code
    assert line[mistake.start : mistake.end] == at_fault
    assert mistake.text("zh") != mistake.text("en")


def test_a_number_is_never_taken_for_the_beginning_of_another() -> None:
    desk = Desk()
    for _ in range(12):
        desk.report(alarm())
    there = Context(desk.county.board, {}, VOICES["zh"], NOON)
    assert parse("a 1", there) == ask.Acknowledge(1)
    assert [offer.text for offer in complete("a 1", there)] == ["1", "10", "11", "12"]


def test_every_command_of_a_leader_can_be_typed() -> None:
    lines = [
        "a 2",
        "d 2 B2",
        "n 2 t",
        "f 2 t",
        "c 1 settled",
        "x 2 t",
        "s 1 B1",
        "m 1 B1",
        "o 1 B1",
        "r 1 B1",
        "v 1 lawful",
        "new theft t",
        "duty B3 off",
        "u 1",
        "t 1",
        "send 1",
        "resend 1 B1",
        "reinforce 1",
        "p 2 1 t",
        "validate 5 3 camera",
        "shelve 2 30 t",
        "unshelve 2",
        "merge 2 1",
        "split 2",
        "divert 2 12345 t",
        "settle 6 connected",
        "task B3 standby t",
        "advance B3 signed",
        "end B3",
        "mute",
        "unmute",
        "batch 1: lawful t",
        "hand 1 pcs1",
        "correct 1 litres 12.5: t",
        "rule G06 person_short_litres=80: t",
        "unmask 1: t",
        f"consent {REQUEST}",
        f"withhold {REQUEST}",
    ]
    assert {type(parse(line, HERE)) for line in lines} == COMMANDS_OF_ROLE["leader"]


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        (
            "correct 815 void: entered twice",
            ask.Correct(815, Correction(void=True), "entered twice"),
        ),
        ("更正 815 作废：重复录入", ask.Correct(815, Correction(void=True), "重复录入")),
        ("correct 815 machine: none", ask.Correct(815, Correction(machine=""), "none")),
        ("更正 815 升数 12.5: 录错", ask.Correct(815, Correction(litres=12.5), "录错")),
    ],
)
def test_a_colon_stands_between_what_was_wrong_and_the_reason(line: str, meant: Ask) -> None:
    assert parse(line, HERE) == meant


ODD_WORDS = ("1", "2", "４２", "0", "#", "B1", "b3", "settled", "误报", "lawful", "off")
ODD_SIGNS = ("：", ":", "，", "\x1b[31m", "\u202e", "\ud800", "[/x]", "{0}")
words = st.sampled_from([*(name for verb in VERBS for name in verb.names), *ODD_WORDS, *ODD_SIGNS])
lines = st.one_of(
    st.text(alphabet=st.characters(), max_size=40),
    st.lists(words, max_size=8).map(" ".join),
    st.lists(words, max_size=8).map("".join),
)


@given(lines, st.sampled_from([HERE, ENGLISH]))
def test_any_line_is_a_command_that_the_wire_takes_or_a_mistake_within_it(
    line: str, here: Context
) -> None:
    meant = parse(line, here)
    if isinstance(meant, Mistake):
        assert 0 <= meant.start <= meant.end <= len(line)
        assert not FORBIDDEN.search(meant.text("zh") + meant.text("en"))
    elif isinstance(meant, ask.Command):
        assert msgspec.json.decode(msgspec.json.encode(meant), type=Ask) == meant


@given(lines, st.sampled_from([HERE, ENGLISH]))
def test_a_completion_only_ever_adds_to_the_word_being_typed(line: str, here: Context) -> None:
    for completion in complete(line, here):
        assert completion.insert.endswith(f"{completion.text} ")
        kept = completion.insert.removesuffix(f"{completion.text} ")
        assert line.startswith(kept)
